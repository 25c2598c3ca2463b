/* Webhooks for the admin: who is told what happens, what they answered, one
 * more, a test, a pause, an end. */
#include "desk/desk_queue.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/mail/webhook.h"

#include "polyphony/clock.h"

#include <stdio.h>
#include <string.h>

#define ANSWERS 3  /* of each, shown */
#define FRESH_S 60 /* seconds for which the page looks again by itself */

static bool
add_answers(struct request *request, struct view *view, int64_t target,
            struct error *err)
{
    int64_t waiting;
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT event, tried, answer, error, sent, due, made FROM "
                 "webhook WHERE target = $1 ORDER BY id DESC LIMIT $2",
                 "ii", target, (int64_t)ANSWERS);

    while (db_next(q)) {
        struct view *item = view_item(view, "answers");

        view_text(item, "event", db_text(q, 0));
        page_time(request, item, "tried",
                  db_is_null(q, 1) ? db_int(q, 6) : db_int(q, 1));
        view_flag(item, "waits", db_is_null(q, 1));
        view_flag(item, "fresh",
                  request->method == METHOD_GET &&
                      db_int(q, 6) > request->now - FRESH_S);
        if (!db_is_null(q, 2))
            view_int(item, "answer", db_int(q, 2));
        view_flag(item, "taken", !db_is_null(q, 4));
        view_text(item, "problem", db_text(q, 3));
        page_time(request, item, "due",
                  db_is_null(q, 5) ? TIME_NONE : db_int(q, 5));
    }
    if (!db_done(q, err) ||
        !db_number(request->store->db, err, &waiting, 0,
                   "SELECT count(*) FROM webhook WHERE target = $1 AND due IS "
                   "NOT NULL",
                   "i", target))
        return false;
    if (waiting > 0)
        view_int(view, "waiting", waiting);
    return true;
}

static bool
add_named(struct request *request, struct view *view, struct error *err)
{
    int64_t ids[64];
    struct view *items[64];
    size_t count = 0;
    struct db_stmt *q = db_query(request->store->db, err,
                                 "SELECT id, name, url, format, paused FROM "
                                 "webhook_to ORDER BY name, id LIMIT 64",
                                 "");

    while (count < 64 && db_next(q)) {
        struct view *item = view_item(view, "webhooks");

        view_int(item, "id", db_int(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_text(item, "url", db_text(q, 2));
        view_text(item, "format", db_text(q, 3));
        view_flag(item, "named", true);
        view_flag(item, "signed", strcmp(db_text(q, 3), "json") == 0);
        page_time(request, item, "paused",
                  db_is_null(q, 4) ? TIME_NONE : db_int(q, 4));
        ids[count] = db_int(q, 0);
        items[count++] = item;
    }
    if (!db_done(q, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_answers(request, items[i], ids[i], err))
            return false;
    }
    return true;
}

/* `problem` with what was typed, or a `secret` that is shown this once; both
 * may be NULL. */
static bool
show(struct request *request, struct response *response, const char *problem,
     const char *secret, struct error *err)
{
    static const char *const formats[][2] = {
        {"json", "JSON, signed: for a program of yours"},
        {"slack", "a Slack incoming webhook (Mattermost and Rocket.Chat too)"},
        {"teams", "a Teams workflow"}};
    const char *chosen =
        problem != NULL ? request_field(request, "format") : "json";
    struct view *view = page_view(request, "Webhooks");

    if (webhook_is_on(request->config)) {
        struct view *item = view_item(view, "webhooks");

        view_text(item, "id", "0");
        view_text(item, "name", "[desk] webhook in polyphony.ini");
        view_text(item, "url", config_text(request->config, "desk.webhook"));
        view_text(item, "format", "json");
        if (!add_answers(request, item, 0, err))
            return false;
    }
    if (!add_named(request, view, err))
        return false;
    for (size_t i = 0; i < 3; i++) {
        struct view *item = view_item(view, "formats");

        view_text(item, "value", formats[i][0]);
        view_text(item, "label", formats[i][1]);
        view_flag(item, "chosen", strcmp(formats[i][0], chosen) == 0);
    }
    view_text(view, "secret", secret);
    view_text(view, "problem", problem);
    if (problem != NULL) {
        view_text(view, "name", request_field(request, "name"));
        view_text(view, "url", request_field(request, "url"));
        response->status = 422;
    }
    return page_show(request, response, "webhooks", view, err);
}

bool
page_webhooks(struct request *request, struct response *response,
              struct error *err)
{
    return show(request, response, NULL, NULL, err);
}

struct acting {
    struct request *request;
    struct webhook_new new;
    int64_t id;
    bool paused;
    char secret[SECRET_TEXT];
};

static bool
add(void *context, struct error *err)
{
    struct acting *a = context;
    struct request *request = a->request;

    return webhook_add(request->store, request->config, &a->new, request->now,
                       &a->id, a->secret, err);
}

bool
page_webhook_add(struct request *request, struct response *response,
                 struct error *err)
{
    struct acting a = {.request = request,
                       .new = {.name = request_field(request, "name"),
                               .url = request_field(request, "url"),
                               .format = request_field(request, "format")}};
    struct error why;

    if (desk_act(request, "add webhook", a.new.name, add, &a, &why)) {
        page_tell_made(request,
                       arena_printf(request->arena, "/admin/webhooks/%lld",
                                    (long long)a.id));
        return strcmp(a.new.format, "json") == 0
                   ? show(request, response, NULL,
                          arena_strdup(request->arena, a.secret), err)
                   : page_done(request, response, "/admin/webhooks", err,
                               "%s is told what happens from now on; a test "
                               "shows whether it listens.",
                               a.new.name);
    }
    if (why.kind == ERROR_INPUT || why.kind == ERROR_LIMIT)
        return show(request, response, why.text, NULL, err);
    *err = why;
    return false;
}

/* --- one -------------------------------------------------------------------
 */

static bool
find(struct request *request, int64_t *id, const char **name, struct error *err)
{
    struct db_stmt *q;

    *id = 0;
    *name = NULL;
    if (request_param_id(request, "id", id)) {
        q = db_query(request->store->db, err,
                     "SELECT name FROM webhook_to WHERE id = $1", "i", *id);
        if (db_next(q))
            *name = arena_strdup(request->arena, db_text(q, 0));
        if (!db_done(q, err))
            return false;
    }
    return *name != NULL ||
           error_set(err, ERROR_NOTFOUND, "There is no such webhook");
}

bool
page_webhook_test(struct request *request, struct response *response,
                  struct error *err)
{
    int64_t id = -1;

    if (!text_number(request_param(request, "id"), 0, INT64_MAX, &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such webhook");
    return webhook_try(request->store, request->config, id, request->now,
                       err) &&
           page_done(request, response, "/admin/webhooks", err,
                     "A test is on its way: what is answered stands below in "
                     "a few seconds.");
}

static bool
pause_it(void *context, struct error *err)
{
    struct acting *a = context;
    struct request *request = a->request;

    return webhook_pause(request->store, request->config, a->id, a->paused,
                         request->now, err);
}

static bool
pause_or_resume(struct request *request, struct response *response, bool paused,
                struct error *err)
{
    struct acting a = {.request = request, .paused = paused};
    const char *name;

    if (!find(request, &a.id, &name, err) ||
        !desk_act(request, paused ? "pause webhook" : "resume webhook", name,
                  pause_it, &a, err))
        return false;
    if (!paused)
        return page_done(request, response, "/admin/webhooks", err,
                         "%s is told what happens from now on.", name);
    return page_done_undo(request, response, "/admin/webhooks",
                          arena_printf(request->arena,
                                       "/admin/webhooks/%lld/resume",
                                       (long long)a.id),
                          err, "%s is told nothing until it is resumed.", name);
}

bool
page_webhook_pause(struct request *request, struct response *response,
                   struct error *err)
{
    return pause_or_resume(request, response, true, err);
}

bool
page_webhook_resume(struct request *request, struct response *response,
                    struct error *err)
{
    return pause_or_resume(request, response, false, err);
}

static bool
renew_it(void *context, struct error *err)
{
    struct acting *a = context;

    return webhook_renew(a->request->store, a->id, a->secret, err);
}

bool
page_webhook_renew(struct request *request, struct response *response,
                   struct error *err)
{
    struct acting a = {.request = request};
    const char *name;

    return find(request, &a.id, &name, err) &&
           desk_act(request, "renew webhook secret", name, renew_it, &a, err) &&
           show(request, response, NULL, arena_strdup(request->arena, a.secret),
                err);
}

static bool
delete_it(void *context, struct error *err)
{
    struct acting *a = context;

    return webhook_delete(a->request->store, a->id, err);
}

bool
page_webhook_delete(struct request *request, struct response *response,
                    struct error *err)
{
    struct acting a = {.request = request};
    const char *name;

    return find(request, &a.id, &name, err) &&
           desk_act(request, "delete webhook", name, delete_it, &a, err) &&
           page_done(request, response, "/admin/webhooks", err,
                     "%s is deleted, with its secret and what waited for it.",
                     name);
}
