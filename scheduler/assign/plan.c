/* The day's assignment: who gets which story. The one writer of plan. What may
 * be suggested to whom is loaded by plan_problem.c, the optimum comes from
 * assign.c, what of it can be placed from plan_windows.c, and plan_reason.c
 * says in words why each got what; what was decided is stored whole before the
 * first text is written. */
#include "plan_problem.h"
#include "plan_windows.h"

#include <stdlib.h>
#include <string.h>

#define POINT (ASSIGN_ONE / 100) /* of 100, as people read scores */

#define TRIES 4 /* solved again without what could not be placed */

struct storing {
    struct scheduler *scheduler;
    const struct problem *problem;
    struct plan_line *lines;
    size_t count;
    int round;
};

/* By story, then rep: an article is taken apart once for all its reps. */
static int
by_story(const void *a, const void *b, void *context)
{
    const struct storing *storing = context;
    const struct plan_line *x = a, *y = b;
    const struct open_story *stories = storing->problem->stories;
    int order = strcmp(stories[x->story].key, stories[y->story].key);

    return order != 0 ? order : (x->rep > y->rep) - (x->rep < y->rep);
}

static bool
store_lines(void *context, struct error *err)
{
    struct storing *storing = context;
    const struct problem *problem = storing->problem;

    for (size_t i = 0; i < storing->count; i++) {
        const struct plan_line *line = &storing->lines[i];
        double score =
            (double)problem->candidates[line->candidate].score / ASSIGN_ONE;

        if (!db_run(storing->scheduler->store->db, err,
                    "INSERT INTO plan(day, rep, story, round, place, score, "
                    "reason) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    "ttiiirt", storing->scheduler->day,
                    storing->scheduler->reps[line->rep].id,
                    problem->stories[line->story].id, (int64_t)storing->round,
                    (int64_t)i, score, line->reason))
            return false;
    }
    return true;
}

static size_t
candidate_of(const struct problem *problem, size_t rep, uint32_t story)
{
    const struct assign_rep *range = &problem->reps[rep];
    size_t c = range->first;

    while (c + 1 < range->first + range->count &&
           problem->candidates[c].story != story)
        c++;
    return c;
}

/* In the order in which they are written; the reps are in that of their ids. */
static void
list_lines(struct storing *storing, const struct assign_plan *plan)
{
    const struct problem *problem = storing->problem;
    size_t n_reps = storing->scheduler->n_reps;

    storing->count = plan->first[n_reps];
    storing->lines =
        arena_array(problem->arena, storing->count, sizeof *storing->lines);
    for (size_t r = 0; r < n_reps; r++) {
        for (uint32_t k = plan->first[r]; k < plan->first[r + 1]; k++)
            storing->lines[k] = (struct plan_line){
                .rep = (uint32_t)r,
                .story = plan->stories[k],
                .candidate = candidate_of(problem, r, plan->stories[k])};
    }
    if (storing->count > 0)
        qsort_r(storing->lines, storing->count, sizeof *storing->lines,
                by_story, storing);
}

static bool
solve(struct problem *problem, size_t n_reps, int32_t first_bonus,
      struct assign_plan **plan, struct error *err)
{
    struct assign_problem it = {.n_stories = problem->n_stories,
                                .reps = problem->reps,
                                .n_reps = n_reps,
                                .candidates = problem->candidates,
                                .n_candidates = problem->n_candidates,
                                .first_bonus = first_bonus};

    struct assign_story *limits =
        arena_array(problem->arena, problem->n_stories, sizeof *limits);

    for (size_t i = 0; i < problem->n_stories; i++) {
        limits[i].source = problem->stories[i].source;
        limits[i].capacity = problem->stories[i].capacity;
    }
    it.stories = limits;
    return assign_solve(&it, plan, err);
}

/* Solved; what could not be placed is no candidate any more, and the rest is
 * solved again. What is left of it at last is left out: the next round, which
 * sees the slots that were really given, takes it up. */
static bool
decide(struct scheduler *scheduler, struct problem *problem,
       struct storing *storing, struct error *err)
{
    int32_t first_bonus =
        POINT *
        (int32_t)config_number(scheduler->config, "schedule.first_story");
    size_t kept = 0, refused = 1;

    for (int i = 0; refused > 0 && i < TRIES; i++) {
        struct assign_plan *plan;

        if (!solve(problem, scheduler->n_reps, first_bonus, &plan, err))
            return false;
        list_lines(storing, plan);
        assign_free(plan);
        refused =
            plan_windows_try(problem->windows, storing->lines, storing->count);
        for (size_t k = 0; k < storing->count; k++) {
            if (storing->lines[k].refused)
                problem->candidates[storing->lines[k].candidate].score = 0;
        }
    }
    for (size_t k = 0; k < storing->count; k++) {
        if (!storing->lines[k].refused)
            storing->lines[kept++] = storing->lines[k];
    }
    storing->count = kept;
    plan_reasons(scheduler, problem, storing->lines, storing->count);
    return true;
}

bool
plan_next(struct scheduler *scheduler, int round, size_t *added,
          struct error *err)
{
    struct problem problem;
    struct storing storing = {
        .scheduler = scheduler, .problem = &problem, .round = round};
    bool ok = plan_problem_load(scheduler, &problem, err) &&
              decide(scheduler, &problem, &storing, err) &&
              db_transaction(scheduler->store->db, store_lines, &storing, err);

    *added = ok ? storing.count : 0;
    plan_problem_deinit(&problem);
    return ok;
}

bool
plan_has_todo(struct scheduler *scheduler, bool *has_todo, struct error *err)
{
    int64_t rows;

    if (!db_number(scheduler->store->db, err, &rows, 0,
                   "SELECT count(*) FROM plan WHERE day = $1 AND "
                   "state = 'todo'",
                   "t", scheduler->day))
        return false;
    *has_todo = rows > 0;
    return true;
}

bool
plan_fail(struct scheduler *scheduler, const char *rep, int64_t story,
          const char *why, struct error *err)
{
    return db_run(scheduler->store->db, err,
                  "UPDATE plan SET state = 'none', note = $4 WHERE day = $1 "
                  "AND rep = $2 AND story = $3",
                  "ttit", scheduler->day, rep, story, why);
}
