/* The day's assignment: who gets which story. The one writer of plan. What may
 * be suggested to whom is loaded by plan_problem.c, the optimum comes from
 * assign.c; what was decided is stored whole before the first text is
 * written. */
#include "plan_problem.h"

#include <stdlib.h>
#include <string.h>

#define POINT (ASSIGN_ONE / 100) /* of 100, as people read scores */

struct line {
    const char *rep, *key;
    int64_t story;
    double score;
};

struct storing {
    struct scheduler *scheduler;
    struct line *lines;
    size_t count;
    int round;
};

/* By story, then rep: an article is taken apart once for all its reps. */
static int
by_story(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : strcmp(x->rep, y->rep);
}

static bool
store_lines(void *context, struct error *err)
{
    struct storing *storing = context;

    for (size_t i = 0; i < storing->count; i++) {
        const struct line *line = &storing->lines[i];

        if (!db_run(storing->scheduler->store->db, err,
                    "INSERT INTO plan(day, rep, story, round, place, score) "
                    "VALUES ($1, $2, $3, $4, $5, $6)",
                    "ttiiir", storing->scheduler->day, line->rep, line->story,
                    (int64_t)storing->round, (int64_t)i, line->score))
            return false;
    }
    return true;
}

static struct line *
lines_of(const struct scheduler *scheduler, const struct problem *problem,
         const struct assign_plan *plan, size_t *count)
{
    struct line *lines;

    *count = plan->first[scheduler->n_reps];
    lines = arena_array(problem->arena, *count, sizeof *lines);
    if (lines == NULL)
        return NULL; /* an arena without a limit: never */
    for (size_t i = 0; i < scheduler->n_reps; i++) {
        for (uint32_t k = plan->first[i]; k < plan->first[i + 1]; k++) {
            const struct assign_rep *rep = &problem->reps[i];
            const struct open_story *story =
                &problem->stories[plan->stories[k]];

            lines[k].rep = scheduler->reps[i].id;
            lines[k].key = story->key;
            lines[k].story = story->id;
            for (size_t c = rep->first; c < rep->first + rep->count; c++) {
                if (problem->candidates != NULL &&
                    problem->candidates[c].story == plan->stories[k])
                    lines[k].score =
                        (double)problem->candidates[c].score / ASSIGN_ONE;
            }
        }
    }
    qsort(lines, *count, sizeof *lines, by_story);
    return lines;
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

    problem->limits = arena_array(problem->arena, problem->n_stories,
                                  sizeof *problem->limits);
    for (size_t i = 0; i < problem->n_stories; i++) {
        problem->limits[i].source = problem->stories[i].source;
        problem->limits[i].capacity = problem->stories[i].capacity;
    }
    it.stories = problem->limits;
    return assign_solve(&it, plan, err);
}

bool
plan_next(struct scheduler *scheduler, int round, size_t *added,
          struct error *err)
{
    struct problem problem;
    struct assign_plan *plan = NULL;
    int32_t first_bonus =
        POINT *
        (int32_t)config_number(scheduler->config, "schedule.first_story");
    struct storing storing = {.scheduler = scheduler, .round = round};
    bool ok = plan_problem_load(scheduler, &problem, err) &&
              solve(&problem, scheduler->n_reps, first_bonus, &plan, err);

    *added = 0;
    if (ok) {
        storing.lines = lines_of(scheduler, &problem, plan, &storing.count);
        ok = db_transaction(scheduler->store->db, store_lines, &storing, err);
    }
    if (ok)
        *added = storing.count;
    assign_free(plan);
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
