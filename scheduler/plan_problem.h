/* What the files plan*.c share: the day's problem, loaded from the store, as
 * the solver (assign.h) takes it. Not for others. */
#ifndef POLYPHONY_PLAN_PROBLEM_H
#define POLYPHONY_PLAN_PROBLEM_H

#include "polyphony/assign.h"
#include "polyphony/scheduler.h"

/* The stories that may be suggested today, in the order of their ids. */
struct open_story {
    int64_t id;
    const char *language, *key;
    uint32_t source, capacity;
    bool pinned;
};

struct problem {
    struct arena *arena;
    struct open_story *stories;
    struct assign_story *limits; /* the same, for the solver */
    size_t n_stories;
    const char **sources; /* the stories' sites, by number */
    uint32_t n_sources;
    unsigned *had; /* of each site, by the rep at hand, this week */
    struct assign_rep *reps;
    struct assign_candidate *candidates;
    size_t n_candidates, capacity;
};

/* Loads what may be suggested to whom; release with plan_problem_deinit(),
 * whatever it returns. */
bool plan_problem_load(struct scheduler *scheduler, struct problem *problem,
                       struct error *err) MUST_CHECK;
void plan_problem_deinit(struct problem *problem);

#endif
