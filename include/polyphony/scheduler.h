/* One round of scheduling: from stories ranked for audiences to suggestions
 * in the queue. The day's assignment is stored as a plan before the first
 * text is written, and composed in a fixed order, so that a round that is
 * killed anywhere goes on to the same end, and a second one the same day adds
 * nothing that is there already. One thread a store. */
#ifndef POLYPHONY_SCHEDULER_H
#define POLYPHONY_SCHEDULER_H

#include "polyphony/config.h"
#include "polyphony/guideline.h"
#include "polyphony/reps.h"
#include "polyphony/rules.h"
#include "polyphony/store.h"

struct scheduler_progress {
    const char *step; /* "assigning", "writing" */
    size_t done, left;
};

struct scheduler_report {
    size_t reps, planned, written, refused, idle;
    size_t to_review, cleared;
    size_t offered, moved, expired; /* queue_tick */
    struct rules_applied rules;     /* where they changed */
};

/* Processor time of the thread, for those who measure. */
struct scheduler_times {
    int64_t plan_ns, compose_ns, check_ns, store_ns;
};

struct compose;

struct scheduler {
    struct store *store;
    const struct config *config;
    int64_t now;
    long max_age_days; /* of an article; 0: any; -1: as configured */
    bool (*progress)(const struct scheduler_progress *progress, void *context);
    void *context;
    struct scheduler_report report;
    struct scheduler_times took;
    /* Opened by scheduler_open for the steps. */
    struct guideline *pack;
    struct compose *compose;
    struct rep *reps;
    size_t n_reps;
    int64_t *quiet; /* the company's holidays */
    size_t n_quiet;
    char day[11]; /* of the plan: 2026-11-22 */
};

bool scheduler_run(struct scheduler *scheduler, struct error *err) MUST_CHECK;

/* Another angle: a new text for the same rep, story and network in the place
 * of one that is approved or offered, away from all that the rep was given on
 * the story so far; the old one is discarded, as `who`'s move, which
 * queue_undo() takes back. Needs `store`, `config` and `now` only. *id is the
 * new one's. ERROR_CONFLICT where its state forbids it, or where no other text
 * differs enough. */
bool scheduler_another(struct scheduler *scheduler, int64_t id, const char *who,
                       int64_t *new_id, struct error *err) MUST_CHECK;

/* The rules in force: what the company saved in the desk last (rules.h), else
 * [review] rules, a built-in pack's name or a file.
 * scheduler/check/rules_kept.c */
bool scheduler_load_rules(struct store *store, const struct config *config,
                          struct guideline **pack,
                          struct error *err) MUST_CHECK;

/* Loads rules, phrases and holidays; for those who call a step by itself.
 * Close it in any case. */
bool scheduler_open(struct scheduler *scheduler, struct error *err) MUST_CHECK;
void scheduler_close(struct scheduler *scheduler);

/* --- the steps (scheduler/assign/plan.c, write.c)
 * -------------------------------- */

/* Is there anything in the plan that is not written yet? */
bool plan_has_todo(struct scheduler *scheduler, bool *has_todo,
                   struct error *err) MUST_CHECK;
/* Assigns stories to the reps that still have room today, and stores the
 * plan's next part in one transaction; *added lines. */
bool plan_next(struct scheduler *scheduler, int round, size_t *added,
               struct error *err) MUST_CHECK;
/* A line that could not be written, and why. */
bool plan_fail(struct scheduler *scheduler, const char *rep, int64_t story,
               const char *why, struct error *err) MUST_CHECK;
/* Stores an honest reason for each rep who has nothing today. */
bool plan_idle(struct scheduler *scheduler, struct error *err) MUST_CHECK;
/* The reason that holds today; of an older day it says so; NULL where there is
 * none. In `arena`. */
bool plan_idle_reason(struct store *store, const char *rep, int64_t now,
                      struct arena *arena, const char **why,
                      struct error *err) MUST_CHECK;

/* Writes, checks and stores a text for each line of the plan. */
bool write_plan(struct scheduler *scheduler, struct error *err) MUST_CHECK;

#endif
