/* POST /api/v1/suggestions/:id/VERB: the moves of a suggestion's life, each by
 * who may make it (routes.c), and the way back. Answers with the suggestion as
 * it is then. */
#include "api.h"
#include "desk/desk_queue.h"
#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/clock.h"
#include "polyphony/scheduler.h"
#include "polyphony/url.h"

#include <string.h>

struct move {
    struct desk_queue open;
    struct suggestion g;
};

/* A verb of queue.h with what the body gave. */
typedef bool verb(struct request *request, struct queue *queue,
                  const struct suggestion *g, struct error *err);

/* A rep moves what is their own, also one who is staff besides. */
static bool
is_own(const struct request *request, const struct suggestion *g,
       struct error *err)
{
    return (request->person.rep != NULL &&
            strcmp(request->person.rep, g->rep) == 0) ||
           error_set(err, ERROR_NOTFOUND,
                     "There is no such suggestion of "
                     "yours");
}

static bool
run(struct request *request, struct response *response, verb *run_verb,
    bool own, struct error *err)
{
    int64_t seen = api_number(request, "revision", 0);
    struct move move;
    bool ok;

    if (seen > INT32_MAX)
        return api_refuse_field(response, "revision",
                                "No text has been changed that often.");
    if (!api_suggestion(request, &move.g, err) ||
        (own && !is_own(request, &move.g, err)) ||
        !desk_queue_open(request, &move.open, err))
        return false;
    move.open.queue.seen = (int)seen;
    ok = run_verb(request, &move.open.queue, &move.g, err);
    desk_queue_close(&move.open);
    return ok && api_put_suggestion(request, response, move.g.id, err);
}

#define MOVE(name, own, call)                                                  \
    static bool run_##name(struct request *request, struct queue *queue,       \
                           const struct suggestion *g, struct error *err)      \
    {                                                                          \
        (void)request;                                                         \
        return call;                                                           \
    }                                                                          \
    bool api_##name(struct request *request, struct response *response,        \
                    struct error *err)                                         \
    {                                                                          \
        return run(request, response, run_##name, own, err);                   \
    }

/* --- a reviewer's ----------------------------------------------------------
 */

MOVE(approve, false,
     queue_approve(queue, g->id, api_text(request, "note"), err))
MOVE(change, false,
     queue_request_change(queue, g->id, api_text(request, "note"), err))
MOVE(reject, false, queue_reject(queue, g->id, api_text(request, "note"), err))
MOVE(mend, false, queue_mend(queue, g->id, &(size_t){0}, NULL, err))
MOVE(withdraw, false,
     queue_withdraw(queue, g->id, api_text(request, "note"), err))

/* --- a rep's ---------------------------------------------------------------
 */

MOVE(accept, true, queue_accept(queue, g->id, err))
MOVE(not_yet, true, queue_not_yet(queue, g->id, err))
MOVE(wake, true, queue_wake(queue, g->id, err))
MOVE(snooze, true, queue_snooze(queue, g->id, api_time(request, "until"), err))

static bool
run_dismiss(struct request *request, struct queue *queue,
            const struct suggestion *g, struct error *err)
{
    const char *reason = api_text(request, "reason");

    return queue_dismiss(queue, g->id, reason != NULL ? reason : "not for me",
                         err);
}

bool
api_dismiss(struct request *request, struct response *response,
            struct error *err)
{
    return run(request, response, run_dismiss, true, err);
}

static bool
run_schedule(struct request *request, struct queue *queue,
             const struct suggestion *g, struct error *err)
{
    int64_t at = api_time(request, "at");

    if (at <= request->now)
        return error_set(err, ERROR_INPUT, "That time has passed");
    queue->any_hours = json_true(json_get(request->json, "any_hours"));
    return queue_schedule(queue, g->id, at, err);
}

bool
api_schedule(struct request *request, struct response *response,
             struct error *err)
{
    return run(request, response, run_schedule, true, err);
}

/* NULL where none was given. */
static bool
read_address(struct request *request, const char **address, struct error *err)
{
    const char *given = api_text(request, "address");

    *address = given != NULL ? url_resolve(request->arena, NULL, given) : NULL;
    return given == NULL || *address != NULL ||
           error_set(err, ERROR_INPUT, "That is no address of a post");
}

static bool
run_shared(struct request *request, struct queue *queue,
           const struct suggestion *g, struct error *err)
{
    const char *address;

    return read_address(request, &address, err) &&
           queue_shared(queue, g->id, address, err);
}

static bool
run_address(struct request *request, struct queue *queue,
            const struct suggestion *g, struct error *err)
{
    const char *address;

    return read_address(request, &address, err) &&
           queue_set_address(queue, g->id, address, err);
}

bool
api_address(struct request *request, struct response *response,
            struct error *err)
{
    return run(request, response, run_address, true, err);
}

bool
api_shared(struct request *request, struct response *response,
           struct error *err)
{
    return run(request, response, run_shared, true, err);
}

bool
api_another(struct request *request, struct response *response,
            struct error *err)
{
    struct scheduler scheduler = {.store = request->store,
                                  .config = request->config,
                                  .now = request->now,
                                  .max_age_days = -1};
    struct suggestion g;
    int64_t id;

    if (!api_suggestion(request, &g, err) || !is_own(request, &g, err) ||
        !scheduler_another(&scheduler, g.id, request->person.name, &id, err))
        return false;
    response->status = 201;
    response_header(request, response, "Location", "/api/v1/suggestions/%lld",
                    (long long)id);
    return api_put_suggestion(request, response, id, err);
}

/* --- both ------------------------------------------------------------------
 */

/* A reviewer edits any text, a rep their own. */
static bool
may_edit(const struct request *request, const struct suggestion *g,
         struct error *err)
{
    return (request->roles & (ROLE_REVIEWER | ROLE_ADMIN)) != 0 ||
           is_own(request, g, err);
}

static bool
run_edit(struct request *request, struct queue *queue,
         const struct suggestion *g, struct error *err)
{
    return may_edit(request, g, err) &&
           queue_edit(queue, g->id, api_text(request, "text"), NULL, err);
}

/* What an edit would meet; nothing is kept. */
bool
api_check(struct request *request, struct response *response, struct error *err)
{
    struct queue_trial trial;
    struct suggestion g;
    struct desk_queue open;
    struct json_out out;
    bool ok;

    if (!api_suggestion(request, &g, err) || !may_edit(request, &g, err) ||
        !desk_queue_open(request, &open, err))
        return false;
    ok = queue_try(&open.queue, g.id, api_text(request, "text"), request->arena,
                   &trial, err);
    desk_queue_close(&open);
    if (!ok)
        return false;
    out = api_open(response);
    json_member_int(&out, "length", (int64_t)trial.measure.length);
    if (trial.measure.limit > 0)
        json_member_int(&out, "limit", (int64_t)trial.measure.limit);
    else
        json_member(&out, "limit", NULL);
    json_member_bool(&out, "fits",
                     trial.measure.limit == 0 ||
                         trial.measure.length <= trial.measure.limit);
    json_member_bool(&out, "blocked", trial.blocked);
    json_member_bool(&out, "review", trial.needs_person);
    json_member_real(&out, "closeness", trial.closeness, 3);
    json_member(&out, "alike", trial.alike);
    queue_put_findings(&out, trial.findings, trial.n_findings);
    api_close(&out, response);
    return true;
}

bool
api_edit(struct request *request, struct response *response, struct error *err)
{
    return run(request, response, run_edit, false, err);
}

bool
api_undo(struct request *request, struct response *response, struct error *err)
{
    struct desk_queue open;
    struct json_out out;
    int64_t id;
    size_t count;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    (void)text_number(request_query(request, "act"), 1, INT64_MAX,
                      &open.queue.undo_of);
    ok = queue_undo(&open.queue, &id, &count, err);
    desk_queue_close(&open);
    if (!ok)
        return false;
    out = api_open(response);
    json_member_int(&out, "suggestion", id);
    json_member_int(&out, "count", (int64_t)count);
    api_close(&out, response);
    return true;
}
