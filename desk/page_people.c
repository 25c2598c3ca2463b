/* People and roles, for the admin: who is in, who may what, one-time links,
 * ending what somebody has open, and forgetting a person. */
#include "desk_queue.h"
#include "mail.h"
#include "page.h"
#include "pages.h"
#include "session.h"
#include "token.h"

#include "polyphony/clock.h"
#include "polyphony/forget.h"

#include <stdio.h>
#include <string.h>

static const char *const roles[] = {"rep", "reviewer", "marketing", "manager",
                                    "admin"};

static void
add_roles(struct view *view, const char *chosen)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        struct view *item = view_item(view, "roles");

        view_text(item, "role", roles[i]);
        view_flag(item, "chosen", strcmp(roles[i], chosen) == 0);
    }
}

static bool
add_reps(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT r.id, r.name FROM rep AS r WHERE r.state <> 'gone' "
                 "AND NOT EXISTS (SELECT 1 FROM person AS p WHERE p.rep = "
                 "r.id AND p.erased IS NULL) ORDER BY r.name, r.id LIMIT 500",
                 "");

    while (db_next(q)) {
        struct view *item = view_item(view, "reps");

        view_text(item, "id", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
    }
    return db_done(q, err);
}

static bool
add_people(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT p.id, p.name, p.role, p.mail, p.rep, (SELECT max(s.seen) FROM "
        "session AS s WHERE s.person = p.id), (SELECT count(*) FROM token AS "
        "t WHERE t.person = p.id) FROM person AS p WHERE p.erased IS NULL "
        "ORDER BY p.name, p.id LIMIT 2000",
        "");
    int64_t count = 0;

    while (db_next(q)) {
        struct view *item = view_item(view, "people");

        view_int(item, "id", db_int(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_text(item, "role", db_text(q, 2));
        view_text(item, "mail", db_text(q, 3));
        view_text(item, "rep", db_text(q, 4));
        page_time(request, item, "seen",
                  db_is_null(q, 5) ? TIME_NONE : db_int(q, 5));
        if (db_int(q, 6) > 0)
            view_int(item, "tokens", db_int(q, 6));
        view_flag(item, "self", db_int(q, 0) == request->person.id);
        count++;
    }
    view_int(view, "count", count);
    view_flag(view, "one", count == 1);
    return db_done(q, err);
}

/* What was typed stays; `problem` may be NULL. */
static bool
show_people(struct request *request, struct response *response,
            const char *problem, struct error *err)
{
    struct view *view = page_view(request, "People");

    if (!add_people(request, view, err) || !add_reps(request, view, err))
        return false;
    add_roles(view, problem != NULL ? request_field(request, "role") : "rep");
    view_text(view, "problem", problem);
    if (problem != NULL) {
        view_text(view, "name", request_field(request, "name"));
        view_text(view, "mail", request_field(request, "mail"));
        response->status = 422;
    }
    view_flag(view, "mails", mail_is_on(request->config));
    return page_show(request, response, "people", view, err);
}

bool
page_people(struct request *request, struct response *response,
            struct error *err)
{
    return show_people(request, response, NULL, err);
}

/* --- links -----------------------------------------------------------------
 */

/* By mail where that is set up and there is an address; else it is shown,
 * this once. */
static bool
give_link(struct request *request, struct response *response, const char *name,
          const char *mail, const char *secret, struct error *err)
{
    struct view *view;

    if (mail != NULL && mail[0] != '\0' && mail_is_on(request->config))
        return mail_queue(
                   request->store, mail, "Your way in",
                   arena_printf(
                       request->arena,
                       "Hello %s,\n\n%s invites you to polyphony. This link "
                       "signs you in once, within seven days:\n\n%s/sign-in/%s"
                       "\n",
                       name, request->person.name, mail_base(request->config),
                       secret),
                   request->now, request->now + INVITATION_SECONDS, err) &&
               page_done(request, response, "/people", err,
                         "A link is on its way to %s.", mail);
    view = page_view(request, "A link to pass on");
    view_text(view, "name", name);
    view_text(view, "base", config_text(request->config, "desk.url"));
    view_text(view, "secret", secret);
    return page_show(request, response, "person_link", view, err);
}

static const char *
given(struct request *request, const char *name)
{
    const char *text = request_field(request, name);

    return text[0] != '\0' ? text : NULL;
}

bool
page_person_add(struct request *request, struct response *response,
                struct error *err)
{
    struct person_new new = {.name = request_field(request, "name"),
                             .role = request_field(request, "role"),
                             .rep = given(request, "rep"),
                             .mail = given(request, "mail")};
    char secret[SECRET_TEXT];
    struct error why;

    if (strlen(new.name) > 200 ||
        (new.mail != NULL &&strchr(new.mail, '@') == NULL))
        return show_people(request, response,
                           "A mail address has an @, and a name 200 bytes at "
                           "most",
                           err);
    if (people_add(request->store, &new, request->now, secret, &why))
        return give_link(request, response, new.name, new.mail, secret, err);
    if (why.kind == ERROR_INPUT || why.kind == ERROR_CONFLICT)
        return show_people(request, response, why.text, err);
    *err = why;
    return false;
}

/* --- one -------------------------------------------------------------------
 */

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

static bool
show_person(struct request *request, struct response *response,
            const struct person *person, bool asks, const char *problem,
            struct error *err)
{
    struct view *view = page_view(request, person->name);
    int64_t sessions, tokens, shared;

    if (!db_number(request->store->db, err, &sessions, 0,
                   "SELECT count(*) FROM session WHERE person = $1 AND "
                   "expires > $2",
                   "ii", person->id, request->now) ||
        !db_number(request->store->db, err, &tokens, 0,
                   "SELECT count(*) FROM token WHERE person = $1", "i",
                   person->id) ||
        !db_number(request->store->db, err, &shared, 0,
                   "SELECT count(*) FROM share WHERE rep = $1", "t",
                   person->rep != NULL ? person->rep : ""))
        return false;
    view_int(view, "id", person->id);
    view_text(view, "name", person->name);
    view_text(view, "role", person->role);
    view_text(view, "mail", person->mail);
    view_text(view, "rep", person->rep);
    view_int(view, "sessions", sessions);
    view_int(view, "tokens", tokens);
    view_int(view, "shared", shared);
    view_flag(view, "asks", asks);
    view_flag(view, "self", person->id == request->person.id);
    view_text(view, "problem", problem);
    add_roles(view, person->role);
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

bool
page_person_role(struct request *request, struct response *response,
                 struct error *err)
{
    const char *role = request_field(request, "role");
    struct person person;
    struct error why;

    if (!find_person(request, &person, err))
        return false;
    if (people_set_role(request->store, person.id, role, &why))
        return page_done(request, response, "/people", err, "%s is here as %s.",
                         person.name, role);
    if (why.kind == ERROR_INPUT || why.kind == ERROR_CONFLICT)
        return show_person(request, response, &person, false, why.text, err);
    *err = why;
    return false;
}

bool
page_person_link(struct request *request, struct response *response,
                 struct error *err)
{
    struct person person;
    char secret[SECRET_TEXT];

    return find_person(request, &person, err) &&
           people_link(request->store, person.id, request->now,
                       INVITATION_SECONDS, secret, err) &&
           give_link(request, response, person.name, person.mail, secret, err);
}

bool
page_person_out(struct request *request, struct response *response,
                struct error *err)
{
    struct person person;

    return find_person(request, &person, err) &&
           session_end_all(
               request->store, person.id,
               person.id == request->person.id ? request->secret : NULL, err) &&
           token_end_all(request->store, person.id, err) &&
           people_end_links(request->store, person.id, err) &&
           page_done(request, response, "/people", err,
                     "%s is signed out everywhere; their tokens and unused "
                     "links are ended.",
                     person.name);
}

/* Asked once more first: it can't be undone. */
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
        return show_person(request, response, &person, true, NULL, err);
    if (!desk_queue_open(request, &open, err))
        return false;
    ok = forget_person(&open.queue, person.name, &forgotten, &why);
    desk_queue_close(&open);
    if (ok)
        return page_done(request, response, "/people", err,
                         "Forgotten: %s from now on. %zu suggestions were "
                         "withdrawn, %lld shared texts stay. Backups of before "
                         "still know the name.",
                         forgotten.pseudonym, forgotten.withdrawn,
                         (long long)forgotten.kept);
    if (why.kind == ERROR_CONFLICT)
        return show_person(request, response, &person, false, why.text, err);
    *err = why;
    return false;
}
