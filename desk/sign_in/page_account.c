/* My account: password, where I am signed in, tokens for programs, the mail
 * of the day, signing out. And the front
 * page, which leads on. */
#include "desk/desk_queue.h"
#include "desk/mail/mail.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"
#include "session.h"
#include "token.h"

#include "polyphony/clock.h"

#include <string.h>

bool
page_front(struct request *request, struct response *response,
           struct error *err)
{
    (void)err;
    return response_redirect(request, response, page_home(request));
}

/* What a browser calls itself begins with what others were called. */
static const char *
device_words(const char *agent)
{
    static const struct {
        const char *sign, *words;
    } devices[] = {
        {"iPhone", "a browser on an iPhone"},
        {"iPad", "a browser on an iPad"},
        {"Android", "a browser on Android"},
        {"CrOS", "a browser on a Chromebook"},
        {"Windows", "a browser on Windows"},
        {"Macintosh", "a browser on a Mac"},
        {"Linux", "a browser on Linux"},
    };

    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        if (strstr(agent, devices[i].sign) != NULL)
            return devices[i].words;
    }
    return agent;
}

static bool
add_sessions(struct request *request, struct view *view, struct error *err)
{
    char hash[SECRET_TEXT] = "";
    struct db_stmt *q;

    if (request->secret != NULL)
        secret_hash(hash, "session", request->secret);
    q = db_query(request->store->db, err,
                 "SELECT agent, address, made, seen, hash FROM session "
                 "WHERE person = $1 AND expires > $2 ORDER BY seen DESC, hash "
                 "LIMIT 50",
                 "ii", request->person.id, request->now);
    while (db_next(q)) {
        struct view *item = view_item(view, "sessions");

        view_text(item, "agent", device_words(db_text(q, 0)));
        view_text(item, "address", db_text(q, 1));
        page_time(request, item, "made", db_int(q, 2));
        page_time(request, item, "seen", db_int(q, 3));
        view_flag(item, "here", strcmp(db_text(q, 4), hash) == 0);
        view_text(item, "id",
                  arena_strndup(request->arena, db_text(q, 4), SESSION_NAME));
    }
    return db_done(q, err);
}

static bool
add_tokens(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT id, name, made, seen, expires FROM token WHERE person "
                 "= $1 AND (expires IS NULL OR expires > $2) ORDER BY made "
                 "DESC, id",
                 "ii", request->person.id, request->now);

    while (db_next(q)) {
        struct view *item = view_item(view, "tokens");

        view_text(item, "id", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
        page_time(request, item, "made", db_int(q, 2));
        page_time(request, item, "seen",
                  db_is_null(q, 3) ? TIME_NONE : db_int(q, 3));
        page_time(request, item, "expires",
                  db_is_null(q, 4) ? TIME_NONE : db_int(q, 4));
    }
    return db_done(q, err);
}

/* Who gets mail of the day may say no to it. */
static bool
add_digest(struct request *request, struct view *view, struct error *err)
{
    int64_t off;

    view_flag(view, "may_digest",
              request->person.rep != NULL && request->person.mail != NULL &&
                  mail_is_on(request->config));
    if (!db_number(request->store->db, err, &off, 0,
                   "SELECT off FROM digest WHERE person = $1", "i",
                   request->person.id))
        return false;
    view_flag(view, "digest_off", off != 0);
    return true;
}

/* `problem` with the password, a token's `secret` that is shown this once;
 * both may be NULL. */
static bool
show_account(struct request *request, struct response *response,
             const char *problem, const char *secret, struct error *err)
{
    struct view *view = page_view(request, "My account");
    bool has_password;

    if (!people_has_password(request->store, request->person.id, &has_password,
                             err) ||
        !add_sessions(request, view, err) || !add_tokens(request, view, err) ||
        !add_digest(request, view, err))
        return false;
    view_text(view, "secret", secret);
    view_text(view, "name", request->person.name);
    view_text(view, "role", request->person.role);
    view_text(view, "mail", request->person.mail);
    view_flag(view, "has_password", has_password);
    view_flag(view, "is_rep", (request->roles & ROLE_REP) != 0);
    view_text(view, "problem", problem);
    view_int(view, "least", PASSWORD_LEAST);
    return page_show(request, response, "account", view, err);
}

bool
page_account(struct request *request, struct response *response,
             struct error *err)
{
    return show_account(request, response, NULL, NULL, err);
}

/* Who holds an open session still has to know the old one. */
static bool
old_is_right(struct request *request, bool *is_right, struct error *err)
{
    bool has_password, ok;

    if (!people_has_password(request->store, request->person.id, &has_password,
                             err))
        return false;
    *is_right = !has_password;
    if (!has_password)
        return true;
    pthread_mutex_lock(&request->place->hashing);
    ok = people_check_password(request->store, request->person.id,
                               request_field(request, "old"), is_right, err);
    pthread_mutex_unlock(&request->place->hashing);
    return ok;
}

/* Links count too: who holds one would be in again. */
static bool
end_all_else(void *context, struct error *err)
{
    struct request *request = context;

    return session_end_all(request->store, request->person.id, request->secret,
                           err) &&
           people_end_links(request->store, request->person.id, err);
}

static bool
end_all_and_tokens(void *context, struct error *err)
{
    struct request *request = context;

    return end_all_else(context, err) &&
           token_end_all(request->store, request->person.id, err);
}

bool
page_account_password(struct request *request, struct response *response,
                      struct error *err)
{
    int64_t wait = throttle_try(&request->place->throttle, "account",
                                request->person.name, 8, 600, clock_mono_ms());
    bool is_right, ok;

    if (wait > 0) {
        page_refuse(request, response, 429, NULL,
                    "In %lld seconds it can be tried again.", (long long)wait);
        response_header(request, response, "Retry-After", "%lld",
                        (long long)wait);
        return true;
    }
    if (!old_is_right(request, &is_right, err))
        return false;
    if (!is_right) {
        response->status = 422;
        return show_account(request, response,
                            "The old password is another one; nothing was "
                            "changed",
                            NULL, err);
    }
    pthread_mutex_lock(&request->place->hashing);
    ok = people_set_password(request->store, request->person.id,
                             request_field(request, "new"), request->now, err);
    pthread_mutex_unlock(&request->place->hashing);
    if (!ok && err->kind == ERROR_INPUT) {
        response->status = 422;
        return show_account(request, response, err->text, NULL, err);
    }
    return ok &&
           desk_act(request, "set password", request->person.name,
                    end_all_and_tokens, request, err) &&
           page_done(request, response, "/account", err,
                     "The password is set. You are signed out everywhere "
                     "else, and your tokens are ended.");
}

bool
page_account_sessions(struct request *request, struct response *response,
                      struct error *err)
{
    return desk_act(request, "sign out", request->person.name, end_all_else,
                    request, err) &&
           page_done(request, response, "/account", err,
                     "You are signed out everywhere else, and your unused "
                     "links are ended.");
}

static bool
end_one(void *context, struct error *err)
{
    struct request *request = context;

    return session_end_one(request->store, request->person.id,
                           request_param(request, "id"), err);
}

/* A lost phone, say: one of them. */
bool
page_account_session_end(struct request *request, struct response *response,
                         struct error *err)
{
    return desk_act(request, "sign out", request->person.name, end_one, request,
                    err) &&
           page_done(request, response, "/account", err,
                     "You are signed out there.");
}

bool
page_sign_out(struct request *request, struct response *response,
              struct error *err)
{
    return session_end(request, response, err) &&
           response_redirect(request, response, "/sign-in");
}

#define TOKENS_MOST 20
#define DAY_SECONDS 86400

struct token_making {
    struct request *request;
    int64_t days;
    char secret[SECRET_TEXT];
};

static bool
make_token(void *context, struct error *err)
{
    struct token_making *making = context;
    struct request *request = making->request;

    return token_make(request->store, request->person.id,
                      request_field(request, "name"), request->now,
                      making->days > 0
                          ? request->now + making->days * DAY_SECONDS
                          : TIME_NONE,
                      making->secret, err);
}

static bool
end_token(void *context, struct error *err)
{
    struct request *request = context;

    return token_end(request->store, request->person.id,
                     request_param(request, "id"), err);
}

/* A token is shown on the page that answers, and nowhere else. */
bool
page_token_make(struct request *request, struct response *response,
                struct error *err)
{
    const char *name = request_field(request, "name");
    struct token_making making = {.request = request};
    int64_t count;

    (void)text_number(request_field(request, "days"), 1, 3660, &making.days);
    if (!db_number(request->store->db, err, &count, 0,
                   "SELECT count(*) FROM token WHERE person = $1", "i",
                   request->person.id))
        return false;
    if (name[strspn(name, " ")] == '\0' || strlen(name) > 100)
        return error_set(err, ERROR_INPUT,
                         "Give the token a name, so that you know it again");
    if (count >= TOKENS_MOST)
        return error_set(err, ERROR_LIMIT,
                         "You have %d tokens; end one of them first",
                         TOKENS_MOST);
    return desk_act(request, "make token",
                    arena_printf(request->arena, "%s: %s", request->person.name,
                                 name),
                    make_token, &making, err) &&
           show_account(request, response, NULL,
                        arena_strdup(request->arena, making.secret), err);
}

bool
page_token_end(struct request *request, struct response *response,
               struct error *err)
{
    return desk_act(request, "end token", request->person.name, end_token,
                    request, err) &&
           page_done(request, response, "/account", err,
                     "The token is ended. What used it is signed out.");
}

bool
page_digest(struct request *request, struct response *response,
            struct error *err)
{
    bool off = strcmp(request_field(request, "off"), "yes") == 0;

    return db_run(request->store->db, err,
                  "INSERT INTO digest(person, off) VALUES ($1, $2) ON "
                  "CONFLICT(person) DO UPDATE SET off = excluded.off",
                  "ii", request->person.id, (int64_t)off) &&
           page_done(request, response, "/account", err,
                     off ? "No mail of the day from now on."
                         : "The mail of the day comes when there is something "
                           "for you.");
}
