/* Who signs in, for the admin: the list, letting somebody in, one-time links.
 * What is done with one of them is in page_person.c. */
#include "desk/desk_queue.h"
#include "desk/mail/mail.h"
#include "desk/marketing/marketing.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "people_pages.h"
#include "desk/place.h"

#include "polyphony/clock.h"

#include <stdio.h>
#include <string.h>

#define LISTED 100

static const struct {
    const char *role, *words;
} roles[] = {
    {"rep", "shares: their own day, voice and results"},
    {"reviewer", "clears texts, keeps the rules"},
    {"marketing", "feeds, stories, audiences, reps, pick-up"},
    {"manager", "the report of then and now"},
    {"admin", "all of that but a rep's day; people, backups, the audit"},
};

void
people_add_roles(struct view *view, const char *chosen)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        struct view *item = view_item(view, "roles");

        view_text(item, "role", roles[i].role);
        view_text(item, "words", roles[i].words);
        view_flag(item, "chosen", strcmp(roles[i].role, chosen) == 0);
    }
}

static bool
add_reps(struct request *request, struct view *view, const char *chosen,
         struct error *err)
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
        view_flag(item, "chosen", strcmp(db_text(q, 0), chosen) == 0);
    }
    return db_done(q, err);
}

static void
add_person(struct request *request, struct view *view, struct db_stmt *q)
{
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
    view_flag(item, "locked", !db_is_null(q, 7));
    view_flag(item, "gone", db_int(q, 8) != 0);
    view_flag(item, "self", db_int(q, 0) == request->person.id);
}

/* A page of those whose name, address, role or rep has what was looked for. */
static bool
add_people(struct request *request, struct view *view, struct error *err)
{
    const char *words = request_query(request, "q");
    int64_t page = 1, seen = 0, count;
    struct db_stmt *q;

    (void)text_number(request_query(request, "page"), 1, 100000, &page);
    if (!people_count(request->store, &count, err))
        return false;
    q = db_query(
        request->store->db, err,
        "SELECT p.id, p.name, p.role, p.mail, p.rep, (SELECT max(s.seen) FROM "
        "session AS s WHERE s.person = p.id), (SELECT count(*) FROM token AS "
        "t WHERE t.person = p.id), p.locked, EXISTS (SELECT 1 FROM rep AS r "
        "WHERE r.id = p.rep AND r.state = 'gone') FROM person AS p WHERE "
        "p.erased IS NULL AND ($1 = '' OR replace(lower(p.name || ' ' || "
        "coalesce(p.mail, '') || ' ' || p.role || ' ' || coalesce(p.rep, '')), "
        "lower($1), '') <> lower(p.name || ' ' || coalesce(p.mail, '') || ' ' "
        "|| p.role || ' ' || coalesce(p.rep, ''))) ORDER BY p.name, p.id LIMIT "
        "$2 OFFSET $3",
        "tii", words, (int64_t)LISTED + 1, (page - 1) * LISTED);
    while (db_next(q)) {
        if (++seen <= LISTED)
            add_person(request, view, q);
    }
    view_int(view, "count", count);
    view_flag(view, "one", count == 1);
    view_flag(view, "many", count > 10 || words[0] != '\0');
    view_text(view, "q", words);
    if (seen > LISTED)
        view_text(view, "more",
                  path_with(request, path_with(request, "/people", "q", words),
                            "page",
                            arena_printf(request->arena, "%lld",
                                         (long long)page + 1)));
    return db_done(q, err);
}

/* What was typed stays; `problem` may be NULL. */
static bool
show_people(struct request *request, struct response *response,
            const char *problem, struct error *err)
{
    struct view *view = page_view(request, "People");

    if (!add_people(request, view, err) ||
        !add_reps(request, view, request_field(request, "rep"), err))
        return false;
    people_add_roles(view,
                     problem != NULL ? request_field(request, "role") : "rep");
    view_text(view, "problem", problem);
    if (problem != NULL) {
        view_text(view, "name", request_field(request, "name"));
        view_text(view, "typed_mail", request_field(request, "mail"));
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

/* The address that the desk is reached at, as far as is known. */
static const char *
base_of(struct request *request)
{
    const char *base = request->place->url;

    return base[0] != '\0' ? base
                           : arena_printf(request->arena, "%s://%s",
                                          request->is_tls ? "https" : "http",
                                          request_header(request, "Host"));
}

static bool
mail_link(struct request *request, const struct link_giving *giving,
          struct error *err)
{
    const char *text = arena_printf(
        request->arena,
        "Hello %s,\n\n%s invites you to polyphony. This link signs you in "
        "once, within seven days:\n\n%s/sign-in/%s\n",
        giving->name, request->person.name, mail_base(request->config),
        giving->secret);

    return mail_queue(request->store, giving->mail, "Your way in", text,
                      request->now, request->now + INVITATION_SECONDS, err);
}

/* By mail where that is set up and there is an address; else it is shown,
 * this once. */
bool
people_give_link(struct request *request, struct response *response,
                 const struct link_giving *giving, struct error *err)
{
    const char *path =
        arena_printf(request->arena, "/people/%lld", (long long)giving->person);
    struct view *view;

    request->said.at = path;
    if (giving->new.name != NULL)
        page_tell_made(request, path);
    if (giving->mailed)
        return page_done(request, response, path, err,
                         "A link is on its way to %s.", giving->mail);
    view = page_view(request, "A link to pass on");
    view_int(view, "id", giving->person);
    view_text(view, "name", giving->name);
    view_text(view, "link",
              arena_printf(request->arena, "%s/sign-in/%s", base_of(request),
                           giving->secret));
    view_flag(view, "local",
              request->is_loopback && request->place->url[0] == '\0');
    return page_show(request, response, "person_link", view, err);
}

static bool
make_link(void *context, struct error *err)
{
    struct link_giving *giving = context;
    struct request *request = giving->request;

    giving->mailed = giving->mail != NULL && giving->mail[0] != '\0' &&
                     mail_is_on(request->config);
    if (giving->person == 0) {
        if (!people_add(request->store, &giving->new, request->now,
                        giving->secret, err) ||
            !db_number(request->store->db, err, &giving->person, 0,
                       "SELECT id FROM person WHERE name = $1", "t",
                       giving->name))
            return false;
    } else if (!people_link(request->store, giving->person, request->now,
                            INVITATION_SECONDS, giving->secret, err)) {
        return false;
    }
    return !giving->mailed || mail_link(request, giving, err);
}

bool
people_make_link(struct request *request, struct link_giving *giving,
                 struct error *err)
{
    giving->request = request;
    return desk_act(
        request, giving->person == 0 ? "add person" : "invite",
        giving->person == 0
            ? arena_printf(request->arena, "%s (%s%s%s)", giving->name,
                           giving->new.role,
                           giving->new.rep != NULL ? " of " : "",
                           giving->new.rep != NULL ? giving->new.rep : "")
            : giving->name,
        make_link, giving, err);
}

bool
people_token_stops(struct request *request, struct response *response,
                   const char *role, const char *new_role)
{
    return request->by_token &&
           (strcmp(role, "admin") == 0 || strcmp(new_role, "admin") == 0) &&
           page_refuse(request, response, 403, NULL,
                       "How an admin is let in is changed on the page People "
                       "only, not by a token.");
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
    struct link_giving giving = {.name = request_line(request, "name"),
                                 .mail = given(request, "mail")};
    struct error why;

    giving.new = (struct person_new){.name = giving.name,
                                     .role = request_field(request, "role"),
                                     .rep = given(request, "rep"),
                                     .mail = giving.mail};
    if (people_token_stops(request, response, giving.new.role, ""))
        return true;
    if (giving.mail != NULL && strchr(giving.mail, '@') == NULL)
        return show_people(request, response, "A mail address has an @", err);
    if (strcmp(giving.new.role, "rep") == 0 && giving.new.rep == NULL)
        return show_people(request, response,
                           "Whose day is it? A rep is chosen under \"Whose "
                           "day\"; new ones are made by marketing, on the page "
                           "Reps",
                           err);
    if (people_make_link(request, &giving, &why))
        return people_give_link(request, response, &giving, err);
    if (why.kind == ERROR_INPUT || why.kind == ERROR_CONFLICT)
        return show_people(request, response, why.text, err);
    *err = why;
    return false;
}
