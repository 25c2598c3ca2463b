/* One person, for the admin: role, name, mail address, signing in, locking
 * out, forgetting. Each act and its row of the audit are one transaction; what
 * can be taken back has an Undo. Nobody takes their own way in away. */
#include "desk/desk_queue.h"
#include "desk/mail/mail.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "people_pages.h"
#include "desk/sign_in/session.h"
#include "desk/sign_in/token.h"

#include "polyphony/clock.h"
#include "polyphony/forget.h"

#include <stdio.h>
#include <string.h>

#define ACTS 20 /* of the record, shown */

static bool
find_person(struct request *request, struct person *person, struct error *err)
{
    int64_t id;

    person->id = 0;
    if (request_param_id(request, "id", &id) &&
        !people_find(request->store, request->arena, id, person, err))
        return false;
    return person->id != 0 ||
           error_set(err, ERROR_NOTFOUND, "There is no such person");
}

static const char *
path_of(struct request *request, const struct person *person, const char *more)
{
    return arena_printf(request->arena, "/people/%lld%s", (long long)person->id,
                        more);
}

/* --- the page --------------------------------------------------------------
 */

/* The audit's words as the page says them; one it does not know stands as it
 * is. */
static const char *
act_words(const char *what)
{
    static const char *const words[][2] = {
        {"add person", "let them in"},
        {"invite", "made a link for them"},
        {"change role", "gave them another role"},
        {"rename person", "gave them another name"},
        {"change mail address", "changed their mail address"},
        {"sign out", "signed them out everywhere"},
        {"lock out", "locked them out"},
        {"let in again", "let them in again"},
        {"set password", "set a password"},
        {"make token", "made a token"},
        {"end token", "ended a token"},
        {"set up", "set the place up"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], what) == 0)
            return words[i][1];
    }
    return what;
}

/* What the record says of who was let in, changed, locked out, under whatever
 * name. */
static bool
add_acts(struct request *request, struct view *view,
         const struct person *person, struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT at, who, what, note FROM audit WHERE suggestion IS "
                 "NULL AND EXISTS (SELECT 1 FROM (SELECT $1 AS name UNION "
                 "SELECT name FROM person_name WHERE person = $3) AS n WHERE "
                 "note = n.name OR substr(note, 1, length(n.name) + 2) IN "
                 "(n.name || ' (', n.name || ': ')) ORDER BY id DESC LIMIT $2",
                 "tii", person->name, (int64_t)ACTS, person->id);

    while (db_next(q)) {
        struct view *item = view_item(view, "acts");

        view_flag(view, "has_acts", true);
        page_time(request, item, "at", db_int(q, 0));
        view_text(item, "who", db_text(q, 1));
        view_text(item, "what", act_words(db_text(q, 2)));
        view_text(item, "note", db_text(q, 3));
    }
    return db_done(q, err);
}

static bool
add_counts(struct request *request, struct view *view,
           const struct person *person, struct error *err)
{
    struct db *db = request->store->db;
    int64_t sessions, tokens, shared, locked;

    if (!db_number(db, err, &sessions, 0,
                   "SELECT count(*) FROM session WHERE person = $1 AND "
                   "expires > $2",
                   "ii", person->id, request->now) ||
        !db_number(db, err, &tokens, 0,
                   "SELECT count(*) FROM token WHERE person = $1", "i",
                   person->id) ||
        !db_number(db, err, &locked, TIME_NONE,
                   "SELECT locked FROM person WHERE id = $1 AND locked IS NOT "
                   "NULL",
                   "i", person->id) ||
        !db_number(db, err, &shared, 0,
                   "SELECT count(*) FROM share WHERE rep = $1", "t",
                   person->rep != NULL ? person->rep : ""))
        return false;
    view_int(view, "sessions", sessions);
    view_flag(view, "one_session", sessions == 1);
    view_int(view, "tokens", tokens);
    view_int(view, "shared", shared);
    page_time(request, view, "locked", locked);
    return true;
}

/* `problem` may be NULL; `asks`: is forgetting meant? */
static bool
show_person(struct request *request, struct response *response,
            const struct person *person, bool asks, const char *problem,
            struct error *err)
{
    struct view *view = page_view(request, person->name);
    const char *former;

    if (!add_counts(request, view, person, err) ||
        !add_acts(request, view, person, err) ||
        !people_former_name(request->store, request->arena, person->id, &former,
                            err))
        return false;
    view_int(view, "id", person->id);
    view_text(view, "name", person->name);
    view_text(view, "role", person->role);
    view_text(view, "mail", person->mail);
    view_text(view, "rep", person->rep);
    view_text(view, "former", former);
    view_flag(view, "is_gone", person->is_gone);
    view_flag(view, "is_locked", person->is_locked);
    view_flag(view, "mails", mail_is_on(request->config));
    view_flag(view, "asks", asks);
    view_flag(view, "self", person->id == request->person.id);
    view_text(view, "problem", problem);
    people_add_roles(view, person->role);
    if (problem != NULL)
        response->status = 422;
    return page_show(request, response, "person", view, err);
}

bool
page_person(struct request *request, struct response *response,
            struct error *err)
{
    struct person person;

    return find_person(request, &person, err) &&
           show_person(request, response, &person, false, NULL, err);
}

/* What can't be done is said on the page, with everything else on it. */
static bool
show_refusal(struct request *request, struct response *response,
             const struct person *person, const struct error *why,
             struct error *err)
{
    if (why->kind == ERROR_INPUT || why->kind == ERROR_CONFLICT)
        return show_person(request, response, person, false, why->text, err);
    *err = *why;
    return false;
}

/* --- role, name, address ---------------------------------------------------
 */

struct changing {
    struct request *request;
    const struct person *person;
    const char *text; /* NULL: none */
};

static bool
set_role(void *context, struct error *err)
{
    struct changing *c = context;

    return people_set_role(c->request->store, c->person->id, c->text, err);
}

/* Undo posts to an address with the role that was. */
bool
page_person_role(struct request *request, struct response *response,
                 struct error *err)
{
    const char *role = request_param(request, "role");
    struct person person;
    struct changing change = {request, &person, NULL};
    struct error why;

    if (role[0] == '\0')
        role = request_field(request, "role");
    if (!find_person(request, &person, err))
        return false;
    if (people_token_stops(request, response, person.role, role))
        return true;
    change.text = role;
    if (person.id == request->person.id)
        return show_person(request, response, &person, false,
                           "Nobody changes their own role: another admin does",
                           err);
    if (strcmp(role, person.role) == 0)
        return page_done(request, response, path_of(request, &person, ""), err,
                         "%s is here as %s, as before.", person.name, role);
    if (!desk_act(request, "change role",
                  arena_printf(request->arena, "%s: %s, was %s", person.name,
                               role, person.role),
                  set_role, &change, &why))
        return show_refusal(request, response, &person, &why, err);
    return page_done_undo(
        request, response, path_of(request, &person, ""),
        path_of(request, &person,
                arena_printf(request->arena, "/role/%s", person.role)),
        err, "%s is here as %s now. Unused links of theirs are ended.",
        person.name, role);
}

static bool
rename_person(void *context, struct error *err)
{
    struct changing *c = context;

    return people_rename(c->request->store, c->person->id, c->text,
                         c->request->now, err);
}

static bool
give_name(struct request *request, struct response *response,
          const struct person *person, const char *name, struct error *err)
{
    struct changing change = {request, person, name};
    struct error why;

    if (people_token_stops(request, response, person->role, ""))
        return true;
    if (strcmp(name, person->name) == 0)
        return page_done(request, response, path_of(request, person, ""), err,
                         "The name is as before.");
    if (!desk_act(
            request, "rename person",
            arena_printf(request->arena, "%s: was %s", name, person->name),
            rename_person, &change, &why))
        return show_refusal(request, response, person, &why, err);
    return page_done_undo(request, response, path_of(request, person, ""),
                          path_of(request, person, "/name/back"), err,
                          "%s is called %s now. The record of before still "
                          "says %s.",
                          person->name, name, person->name);
}

bool
page_person_name(struct request *request, struct response *response,
                 struct error *err)
{
    struct person person;

    return find_person(request, &person, err) &&
           give_name(request, response, &person, request_line(request, "name"),
                     err);
}

bool
page_person_name_back(struct request *request, struct response *response,
                      struct error *err)
{
    struct person person;
    const char *former;

    if (!find_person(request, &person, err) ||
        !people_former_name(request->store, request->arena, person.id, &former,
                            err))
        return false;
    return former != NULL
               ? give_name(request, response, &person, former, err)
               : error_set(err, ERROR_NOTFOUND, "They had no other name");
}

/* To the former address: whoever reads it there did not ask for it. */
static bool
set_mail(void *context, struct error *err)
{
    struct changing *c = context;
    struct request *request = c->request;
    const struct person *person = c->person;

    if (!people_set_mail(request->store, person->id, c->text, err))
        return false;
    return person->mail == NULL || !mail_is_on(request->config) ||
           mail_queue(request->store, person->mail, "Your address was changed",
                      arena_printf(request->arena,
                                   "Hello %s,\n\nmail of polyphony for you "
                                   "goes to another address from now on; %s "
                                   "changed it. If that is news to you, ask "
                                   "them.\n",
                                   person->name, request->person.name),
                      request->now, request->now + INVITATION_SECONDS, err);
}

bool
page_person_mail(struct request *request, struct response *response,
                 struct error *err)
{
    const char *mail = request_field(request, "mail");
    struct person person;
    struct changing change = {request, &person, mail[0] != '\0' ? mail : NULL};
    struct error why;

    if (!find_person(request, &person, err))
        return false;
    if (people_token_stops(request, response, person.role, ""))
        return true;
    if (strcmp(mail, person.mail != NULL ? person.mail : "") == 0)
        return page_done(request, response, path_of(request, &person, ""), err,
                         "The address is as before.");
    if (!desk_act(request, "change mail address", person.name, set_mail,
                  &change, &why))
        return show_refusal(request, response, &person, &why, err);
    if (mail[0] == '\0')
        return page_done(request, response, path_of(request, &person, ""), err,
                         "No mail goes to %s any more, and no link by mail "
                         "signs them in.",
                         person.name);
    return page_done(request, response, path_of(request, &person, ""), err,
                     "Mail for %s goes to %s now%s%s. Unused links are ended.",
                     person.name, mail, person.mail != NULL ? ", not to " : "",
                     person.mail != NULL ? person.mail : "");
}

/* --- signing in ------------------------------------------------------------
 */

bool
page_person_link(struct request *request, struct response *response,
                 struct error *err)
{
    struct link_giving giving = {0};
    struct person person;

    if (!find_person(request, &person, err))
        return false;
    if (people_token_stops(request, response, person.role, ""))
        return true;
    if (person.is_locked)
        return show_person(request, response, &person, false,
                           "A link would not let them in: their sign-in is "
                           "switched off",
                           err);
    giving.person = person.id;
    giving.name = person.name;
    giving.mail = person.mail;
    return people_make_link(request, &giving, err) &&
           people_give_link(request, response, &giving, err);
}

static bool
end_all(void *context, struct error *err)
{
    struct changing *c = context;
    struct request *request = c->request;
    int64_t id = c->person->id;

    return session_end_all(request->store, id,
                           id == request->person.id ? request->secret : NULL,
                           err) &&
           token_end_all(request->store, id, err) &&
           people_end_links(request->store, id, err);
}

bool
page_person_out(struct request *request, struct response *response,
                struct error *err)
{
    struct person person;
    struct changing change = {request, &person, NULL};

    return find_person(request, &person, err) &&
           desk_act(request, "sign out", person.name, end_all, &change, err) &&
           page_done(request, response, path_of(request, &person, ""), err,
                     "%s is signed out everywhere%s; their tokens and unused "
                     "links are ended.",
                     person.name,
                     person.id == request->person.id ? " but here" : "");
}

static bool
lock(void *context, struct error *err)
{
    struct changing *c = context;
    struct request *request = c->request;

    return people_set_lock(request->store, c->person->id, true, request->now,
                           err) &&
           session_end_all(request->store, c->person->id, NULL, err);
}

static bool
unlock(void *context, struct error *err)
{
    struct changing *c = context;

    return people_set_lock(c->request->store, c->person->id, false,
                           c->request->now, err);
}

bool
page_person_lock(struct request *request, struct response *response,
                 struct error *err)
{
    struct person person;
    struct changing change = {request, &person, NULL};
    struct error why;

    if (!find_person(request, &person, err))
        return false;
    if (person.id == request->person.id)
        return show_person(request, response, &person, false,
                           "Nobody locks themselves out: another admin does",
                           err);
    if (!desk_act(request, "lock out", person.name, lock, &change, &why))
        return show_refusal(request, response, &person, &why, err);
    return page_done_undo(request, response, path_of(request, &person, ""),
                          path_of(request, &person, "/unlock"), err,
                          "%s is locked out, and signed out everywhere. "
                          "Nothing of theirs is deleted.",
                          person.name);
}

bool
page_person_unlock(struct request *request, struct response *response,
                   struct error *err)
{
    struct person person;
    struct changing change = {request, &person, NULL};

    return find_person(request, &person, err) &&
           desk_act(request, "let in again", person.name, unlock, &change,
                    err) &&
           page_done(request, response, path_of(request, &person, ""), err,
                     "%s may sign in again; their tokens work as before.",
                     person.name);
}

/* --- forgetting ------------------------------------------------------------
 */

/* Asked once more first, by name: it can't be undone. */
bool
page_person_forget(struct request *request, struct response *response,
                   struct error *err)
{
    struct forgotten forgotten;
    struct desk_queue open;
    struct person person;
    struct error why;
    bool ok;

    if (!find_person(request, &person, err))
        return false;
    if (strcmp(request_field(request, "sure"), "yes") != 0)
        return request->is_verb
                   ? error_set(err, ERROR_INPUT, "Say sure: it can't be undone")
                   : show_person(request, response, &person, true, NULL, err);
    if (!desk_queue_open(request, &open, err))
        return false;
    ok = forget_person(&open.queue, person.name, &forgotten, &why);
    desk_queue_close(&open);
    if (!ok)
        return show_refusal(request, response, &person, &why, err);
    return page_done(request, response, "/people", err,
                     "Forgotten: %s from now on. %zu suggestions were "
                     "withdrawn, %lld shared texts stay. Backups of before "
                     "still know the name.",
                     forgotten.pseudonym, forgotten.withdrawn,
                     (long long)forgotten.kept);
}
