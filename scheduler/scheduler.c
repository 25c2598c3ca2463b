/* The table of contents of the scheduler: what a round is made of. */
#include "polyphony/scheduler.h"
#include "polyphony/clock.h"
#include "polyphony/compose.h"
#include "polyphony/holidays.h"
#include "polyphony/log.h"
#include "polyphony/phrases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 5 /* a story that could not be written is replaced so often */

static struct queue
queue_of(struct scheduler *scheduler)
{
    return (struct queue){.store = scheduler->store,
                          .pack = scheduler->pack,
                          .config = scheduler->config,
                          .quiet = scheduler->quiet,
                          .n_quiet = scheduler->n_quiet,
                          .now = scheduler->now,
                          .who = "polyphony",
                          .blind_percent = (int)config_number(
                              scheduler->config, "review.blind_percent"),
                          .horizon_days = (int)config_number(
                              scheduler->config, "schedule.horizon_days")};
}

/* Nothing goes on under rules that are no longer the company's. */
static bool
apply_rules(struct scheduler *scheduler, struct error *err)
{
    struct queue queue = queue_of(scheduler);

    return rules_apply(&queue, &scheduler->report.rules, err);
}

/* What time did to the queue since the last round. */
static bool
let_time_pass(struct scheduler *scheduler, struct error *err)
{
    struct queue queue = queue_of(scheduler);
    struct queue_tick tick;
    struct queue_fit fit;

    if (!queue_tick(&queue, &tick, err) ||
        !queue_fit_slots(&queue, NULL, 0, &fit, err))
        return false;
    scheduler->report.offered += tick.offered;
    scheduler->report.moved += tick.moved + fit.moved;
    scheduler->report.expired += tick.expired + fit.expired;
    return true;
}

/* First what an interrupted round left, then new rounds until every rep is
 * served or has no story left. */
static bool
plan_and_write(struct scheduler *scheduler, struct error *err)
{
    bool has_todo;

    if (!plan_has_todo(scheduler, &has_todo, err) ||
        (has_todo && !write_plan(scheduler, err)))
        return false;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t began = clock_cpu_ns();
        size_t added;

        if (!plan_next(scheduler, round, &added, err))
            return false;
        scheduler->took.plan_ns += clock_cpu_ns() - began;
        if (added == 0)
            break;
        scheduler->report.planned += added;
        if (!write_plan(scheduler, err))
            return false;
    }
    return plan_idle(scheduler, err);
}

/* A file that can't be used is left out; the day goes on. */
static void
tell_log(void *data, bool is_fault, const char *line)
{
    (void)data;
    log_event(is_fault ? LOG_WARNING : LOG_INFO, "phrases", "%s", line);
}

bool
scheduler_open(struct scheduler *scheduler, struct error *err)
{
    struct guideline *pack = NULL;
    struct compose *compose = NULL;
    char now[TIME_TEXT];
    bool ok;

    snprintf(scheduler->day, sizeof scheduler->day, "%.10s",
             time_text(scheduler->now, now));
    ok =
        scheduler_load_rules(scheduler->store, scheduler->config, &pack, err) &&
        compose_new(&compose, err) &&
        holidays_load(scheduler->store, scheduler->now, SLOT_HORIZON,
                      &scheduler->quiet, &scheduler->n_quiet, err);
    scheduler->pack = pack;
    scheduler->compose = compose;
    if (ok)
        phrases_load(compose, scheduler->store->home, NULL, tell_log, NULL);
    return ok;
}

void
scheduler_close(struct scheduler *scheduler)
{
    guideline_free(scheduler->pack);
    compose_free(scheduler->compose);
    free(scheduler->quiet);
    scheduler->quiet = NULL;
    scheduler->pack = NULL;
    scheduler->compose = NULL;
    scheduler->reps = NULL;
}

bool
scheduler_run(struct scheduler *scheduler, struct error *err)
{
    struct arena *arena = arena_new(0);
    bool ok = scheduler_open(scheduler, err) &&
              reps_list(scheduler->store, arena, &scheduler->reps,
                        &scheduler->n_reps, err);

    if (scheduler->max_age_days < 0)
        scheduler->max_age_days =
            config_number(scheduler->config, "schedule.max_age_days");
    scheduler->report.reps = scheduler->n_reps;
    ok = ok && apply_rules(scheduler, err) && let_time_pass(scheduler, err) &&
         plan_and_write(scheduler, err) && let_time_pass(scheduler, err);
    scheduler_close(scheduler);
    arena_free(arena);
    return ok;
}
