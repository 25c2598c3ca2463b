/* What a rep does with a suggestion: share, put off, say no, take back. Each
 * is a form; the page of the day comes after it. */
#include "pages.h"
#include "rep_pages.h"

#include "polyphony/clock.h"
#include "polyphony/scheduler.h"
#include "polyphony/url.h"

#include <stdio.h>
#include <string.h>

#define UNDO "/today/undo"

/* A move of queue.h for the address's own suggestion. */
struct move {
    struct desk_queue open;
    struct suggestion g;
};

static bool
begin(struct request *request, struct move *move, struct error *err)
{
    return rep_suggestion(request, &move->g, err) &&
           desk_queue_open(request, &move->open, err);
}

/* Two tabs, a reviewer, or time: it moved on since the page was drawn. */
static bool
moved_on(struct request *request, struct response *response,
         const struct move *move, struct error *err)
{
    struct suggestion now;

    if (err->kind != ERROR_CONFLICT ||
        !queue_find(request->store, move->g.id, request->arena, &now, err))
        return false;
    page_refuse(
        request, response, 409, "It has moved on",
        "This suggestion is %s by now, so nothing was done. %s",
        strcmp(now.state, "in_review") == 0           ? "with a reviewer"
        : strcmp(now.state, "changes_requested") == 0 ? "waiting for a change"
                                                      : now.state,
        strcmp(now.state, "withdrawn") == 0 ? "Its story was taken back."
                                            : "Load the page of today again.");
    return true;
}

static const char *
share_path(struct request *request, int64_t id)
{
    return arena_printf(request->arena, "/share/%lld", (long long)id);
}

bool
page_today_accept(struct request *request, struct response *response,
                  struct error *err)
{
    struct move move;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    ok = strcmp(move.g.state, "accepted") == 0 ||
         queue_accept(&move.open.queue, move.g.id, err);
    desk_queue_close(&move.open);
    if (!ok)
        return moved_on(request, response, &move, err);
    return response_redirect(request, response, share_path(request, move.g.id));
}

static bool
scheduled(struct request *request, struct response *response, int64_t when,
          struct error *err)
{
    struct view *words = view_new(request->arena);

    page_time(request, words, "at", when);
    return page_done_undo(request, response, "/today", UNDO, err,
                          "Scheduled: %s. It waits here for your word then.",
                          view_get(words, "at"));
}

/* At the time that was proposed; one that has passed is now. */
bool
page_today_slot(struct request *request, struct response *response,
                struct error *err)
{
    struct move move;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    if (move.g.slot == TIME_NONE || move.g.slot <= request->now) {
        desk_queue_close(&move.open);
        return page_today_accept(request, response, err);
    }
    move.open.queue.any_hours = true; /* it was found within them */
    ok = queue_schedule(&move.open.queue, move.g.id, move.g.slot, err);
    desk_queue_close(&move.open);
    if (!ok)
        return moved_on(request, response, &move, err);
    return scheduled(request, response, move.g.slot, err);
}

/* At a time of one's own; outside of the hours only with a second yes. */
bool
page_today_schedule(struct request *request, struct response *response,
                    struct error *err)
{
    bool anyway = strcmp(request_field(request, "anyway"), "yes") == 0;
    struct share_again again = {.at = request_field(request, "at")};
    struct move move;
    struct error why;
    struct rep rep;
    int64_t when = TIME_NONE;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    ok = reps_find(request->store, move.g.rep, request->arena, &rep, err);
    if (!ok)
        goto out;
    if (!local_time_read(request, again.at, &when)) {
        again.problem = "That is no time.";
    } else if (when <= request->now) {
        again.problem = "That time has passed.";
    } else if (!anyway &&
               !queue_time_is_worked(&move.open.queue, &rep, when, &why)) {
        again.problem = arena_strdup(request->arena, why.text);
        again.ask_anyway = why.kind == ERROR_CONFLICT;
    } else {
        move.open.queue.any_hours = true;
        if (queue_schedule(&move.open.queue, move.g.id, when, &why)) {
            ok = scheduled(request, response, when, err);
            goto out;
        }
        if (why.kind != ERROR_CONFLICT) {
            *err = why;
            ok = false;
            goto out;
        }
        again.problem = arena_strdup(request->arena, why.text);
    }
    response->status = 409;
    ok = share_show(request, response, &move.g, &again, err);
out:
    desk_queue_close(&move.open);
    return ok;
}

bool
page_today_snooze(struct request *request, struct response *response,
                  struct error *err)
{
    const struct zone *zone = page_zone(request);
    struct move move;
    int64_t until;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    until = zone_day_start(zone, zone_day(zone, request->now) + 1);
    ok = queue_snooze(&move.open.queue, move.g.id, until, err);
    desk_queue_close(&move.open);
    if (!ok)
        return moved_on(request, response, &move, err);
    return page_done_undo(request, response, "/today", UNDO, err,
                          "Put off until tomorrow: %s",
                          first_words(request, move.g.text));
}

bool
page_today_wake(struct request *request, struct response *response,
                struct error *err)
{
    struct move move;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    ok = queue_wake(&move.open.queue, move.g.id, err);
    desk_queue_close(&move.open);
    if (!ok)
        return moved_on(request, response, &move, err);
    return page_done(request, response, "/today", err, "It is back.");
}

/* Another text on the same story, in the place of this one. */
bool
page_today_another(struct request *request, struct response *response,
                   struct error *err)
{
    struct scheduler scheduler = {.store = request->store,
                                  .config = request->config,
                                  .now = request->now,
                                  .max_age_days = -1};
    struct suggestion g;
    struct error why;
    int64_t id;

    if (!rep_suggestion(request, &g, err))
        return false;
    if (scheduler_another(&scheduler, g.id, request->person.name, &id, &why))
        return page_done_undo(
            request, response,
            arena_printf(request->arena, "/today#s%lld", (long long)id), UNDO,
            err, "Another angle on the same story.");
    if (why.kind != ERROR_CONFLICT && why.kind != ERROR_LIMIT) {
        *err = why;
        return false;
    }
    return page_done(
        request, response,
        arena_printf(request->arena, "/today#s%lld", (long long)g.id), err,
        "There is no other angle that differs enough; this one "
        "stays.");
}

bool
page_today_dismiss(struct request *request, struct response *response,
                   struct error *err)
{
    const char *reason = request_field(request, "reason");
    struct move move;
    bool ok;

    if (strlen(reason) > 200)
        return error_set(err, ERROR_INPUT, "That reason is too long");
    if (!begin(request, &move, err))
        return false;
    ok = queue_dismiss(&move.open.queue, move.g.id,
                       reason[0] != '\0' ? reason : "not for me", err);
    desk_queue_close(&move.open);
    if (!ok)
        return moved_on(request, response, &move, err);
    return page_done_undo(request, response, "/today", UNDO, err,
                          "Set aside%s%s: %s", reason[0] != '\0' ? ", " : "",
                          reason, first_words(request, move.g.text));
}

bool
page_today_cancel(struct request *request, struct response *response,
                  struct error *err)
{
    struct move move;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    ok = queue_not_yet(&move.open.queue, move.g.id, err);
    desk_queue_close(&move.open);
    if (!ok)
        return moved_on(request, response, &move, err);
    return page_done_undo(request, response, "/today", UNDO, err,
                          "Not scheduled any more: %s",
                          first_words(request, move.g.text));
}

static bool
posted(struct request *request, struct response *response, struct move *move,
       const char *address, struct error *err)
{
    if (!queue_shared(&move->open.queue, move->g.id, address, err))
        return moved_on(request, response, move, err);
    return page_done_undo(request, response, "/today", UNDO, err,
                          "Noted as posted on %s%s.",
                          network_words(move->g.network),
                          address != NULL ? ", with its address" : "");
}

/* yes, no, or the post's own address. */
bool
page_today_posted(struct request *request, struct response *response,
                  struct error *err)
{
    const char *given = request_field(request, "address"), *address = NULL;
    bool yes = strcmp(request_field(request, "posted"), "yes") == 0;
    struct share_again again = {.address = given};
    struct move move;
    bool ok;

    if (!begin(request, &move, err))
        return false;
    if (yes && given[0] != '\0')
        address = url_resolve(request->arena, NULL, given);
    if (yes && given[0] != '\0' && address == NULL) {
        again.address_problem = "That is no address of a post. It begins with "
                                "https://";
        response->status = 422;
        ok = share_show(request, response, &move.g, &again, err);
    } else if (yes) {
        ok = posted(request, response, &move, address, err);
    } else if (queue_not_yet(&move.open.queue, move.g.id, err)) {
        ok = page_done_undo(request, response, "/today", UNDO, err,
                            "Not posted yet: it is offered again.");
    } else {
        ok = moved_on(request, response, &move, err);
    }
    desk_queue_close(&move.open);
    return ok;
}

/* The last move, within ten seconds. Only one's own: queue.h asks by name. */
bool
page_today_undo(struct request *request, struct response *response,
                struct error *err)
{
    struct desk_queue open;
    struct error why;
    int64_t id;
    size_t count;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_undo(&open.queue, &id, &count, &why);
    desk_queue_close(&open);
    if (ok)
        return page_done(request, response, "/today", err, "Taken back.");
    if (why.kind != ERROR_CONFLICT && why.kind != ERROR_NOTFOUND) {
        *err = why;
        return false;
    }
    return page_done(request, response, "/today", err,
                     "Nothing was taken back: that is possible within %d "
                     "seconds.",
                     QUEUE_UNDO_SECONDS);
}
