/* My account: password, where I am signed in, signing out. And the front
 * page, which leads on. */
#include "page.h"
#include "pages.h"
#include "place.h"
#include "session.h"

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
    }
    return db_done(q, err);
}

static bool
show_account(struct request *request, struct response *response,
             const char *problem, struct error *err)
{
    struct view *view = page_view(request, "My account");
    bool has_password;

    if (!people_has_password(request->store, request->person.id, &has_password,
                             err) ||
        !add_sessions(request, view, err))
        return false;
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
    return show_account(request, response, NULL, err);
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
                            err);
    }
    pthread_mutex_lock(&request->place->hashing);
    ok = people_set_password(request->store, request->person.id,
                             request_field(request, "new"), request->now, err);
    pthread_mutex_unlock(&request->place->hashing);
    if (!ok && err->kind == ERROR_INPUT) {
        response->status = 422;
        return show_account(request, response, err->text, err);
    }
    return ok &&
           session_end_all(request->store, request->person.id, request->secret,
                           err) &&
           page_done(request, response, "/account", err,
                     "The password is set. You are signed out everywhere "
                     "else.");
}

bool
page_account_sessions(struct request *request, struct response *response,
                      struct error *err)
{
    return session_end_all(request->store, request->person.id, request->secret,
                           err) &&
           page_done(request, response, "/account", err,
                     "You are signed out everywhere else.");
}

bool
page_sign_out(struct request *request, struct response *response,
              struct error *err)
{
    return session_end(request, response, err) &&
           response_redirect(request, response, "/sign-in");
}
