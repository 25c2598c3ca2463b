/* What a rep does with a suggestion: share, put off, say no. Each is a form;
 * the page of the day comes after it. What they tell afterwards, and taking
 * back, is in page_today_after.c. */
#include "desk/pages.h"
#include "rep_pages.h"

#include "polyphony/clock.h"
#include "polyphony/scheduler.h"
#include "polyphony/url.h"

#include <stdio.h>
#include <string.h>

static const char *
share_path(struct request *request, int64_t id)
{
    return arena_printf(request->arena, "/share/%lld", (long long)id);
}

bool
page_today_accept(struct request *request, struct response *response,
                  struct error *err)
{
    struct rep_move move;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    ok = strcmp(move.g.state, "accepted") == 0 ||
         queue_accept(&move.open.queue, move.g.id, err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
    return response_redirect(request, response, share_path(request, move.g.id));
}

static bool
was_planned(const struct rep_move *move)
{
    return strcmp(move->g.state, "scheduled") == 0;
}

static bool
scheduled(struct request *request, struct response *response,
          struct rep_move *move, int64_t when, struct error *err)
{
    struct view *words = view_new(request->arena);

    page_time(request, words, "at", when);
    return page_done_undo(
        request, response, "/today", undo_path(request, move->act), err,
        was_planned(move) ? "Moved to %s: then it waits here, and you "
                            "post it."
                          : "Scheduled: %s. Then it waits here, and you "
                            "post it.",
        view_get(words, "at"));
}

/* At the time that was proposed; one that has passed is now. */
bool
page_today_slot(struct request *request, struct response *response,
                struct error *err)
{
    struct rep_move move;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    if (move.g.slot == TIME_NONE || move.g.slot <= request->now) {
        rep_move_end(&move);
        return page_today_accept(request, response, err);
    }
    move.open.queue.any_hours = true; /* it was found within them */
    ok = queue_schedule(&move.open.queue, move.g.id, move.g.slot, err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
    return scheduled(request, response, &move, move.g.slot, err);
}

/* At a time of one's own, also what had another one; outside of the hours only
 * with a second yes. */
bool
page_today_schedule(struct request *request, struct response *response,
                    struct error *err)
{
    bool anyway = strcmp(request_field(request, "anyway"), "yes") == 0;
    struct share_again again = {.at = request_field(request, "at")};
    struct rep_move move;
    struct error why;
    struct rep rep;
    int64_t when = TIME_NONE;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    ok = reps_find(request->store, move.g.rep, request->arena, &rep, err);
    if (!ok)
        goto out;
    if (!local_time_read(request, again.at, &when)) {
        again.problem = "That is no time.";
    } else if (when <= request->now) {
        again.problem = "That time has passed.";
    } else if (was_planned(&move) && when == move.g.slot) {
        again.problem = "That is its time already.";
    } else if (!anyway &&
               !queue_time_is_worked(&move.open.queue, &rep, when, &why)) {
        again.problem = rep_sentence(request, why.text);
        again.ask_anyway = why.kind == ERROR_CONFLICT;
    } else {
        move.open.queue.any_hours = true;
        if (queue_schedule(&move.open.queue, move.g.id, when, &why)) {
            move.act = move.open.queue.act;
            ok = scheduled(request, response, &move, when, err);
            goto out;
        }
        if (why.kind != ERROR_CONFLICT) {
            *err = why;
            ok = false;
            goto out;
        }
        again.problem = rep_sentence(request, why.text);
    }
    response->status = 409;
    ok = share_show(request, response, &move.g, &again, err);
out:
    rep_move_end(&move);
    return ok;
}

/* Until the rep's next working day: on a Friday that is Monday. */
bool
page_today_snooze(struct request *request, struct response *response,
                  struct error *err)
{
    struct rep_move move;
    struct rep rep;
    int64_t until;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    ok = reps_find(request->store, move.g.rep, request->arena, &rep, err) &&
         queue_next_day(&move.open.queue, &rep, &until, err) &&
         queue_snooze(&move.open.queue, move.g.id, until, err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
    return page_done_undo(request, response, "/today",
                          undo_path(request, move.act), err,
                          "Put off until %s: %s", day_words(request, until),
                          first_words(request, move.g.text));
}

bool
page_today_wake(struct request *request, struct response *response,
                struct error *err)
{
    struct rep_move move;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    ok = queue_wake(&move.open.queue, move.g.id, err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
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
    int64_t id, act;

    if (!rep_suggestion(request, &g, err))
        return false;
    if (scheduler_another(&scheduler, g.id, request->person.name, &id, &why) &&
        db_number(request->store->db, &why, &act, 0,
                  "SELECT max(id) FROM audit WHERE suggestion = $1 AND "
                  "who = $2",
                  "it", g.id, request->person.name))
        return page_done_undo(
            request, response,
            arena_printf(request->arena, "/today#s%lld", (long long)id),
            undo_path(request, act), err, "Another angle on the same story.");
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
    struct rep_move move;
    bool ok;

    if (strlen(reason) > 200)
        return error_set(err, ERROR_INPUT, "That reason is too long");
    if (!rep_move_begin(request, &move, err))
        return false;
    ok = queue_dismiss(&move.open.queue, move.g.id,
                       reason[0] != '\0' ? reason : "not for me", err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
    return page_done_undo(request, response, "/today",
                          undo_path(request, move.act), err,
                          "Set aside%s%s: %s", reason[0] != '\0' ? ", " : "",
                          reason, first_words(request, move.g.text));
}

bool
page_today_cancel(struct request *request, struct response *response,
                  struct error *err)
{
    struct rep_move move;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    ok = queue_not_yet(&move.open.queue, move.g.id, err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
    return page_done_undo(
        request, response, "/today", undo_path(request, move.act), err,
        "Not scheduled any more: %s", first_words(request, move.g.text));
}
