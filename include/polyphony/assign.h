/* Who shares what: the assignment of stories to reps with the greatest sum
 * of scores that quotas, limits for one source and capacities allow.
 *
 * Scores are whole millionths, so the optimum is exact. It is a min-cost flow
 * (rep -> rep and source -> story -> sink), solved by an auction with similar
 * objects (Bertsekas and Castanon 1989) and then made exact by shortest
 * augmenting paths. Equal problems give equal plans, byte for byte. Pure and
 * thread-safe. */
#ifndef POLYPHONY_ASSIGN_H
#define POLYPHONY_ASSIGN_H

#include "polyphony/error.h"

#include <stddef.h>
#include <stdint.h>

#define ASSIGN_ONE 1000000               /* the score 1.0 */
#define ASSIGN_NO_SOURCE UINT32_MAX      /* no limit counts for this story */
#define ASSIGN_UNLIMITED UINT32_MAX      /* per_source: no such limit */
#define ASSIGN_MAX_ITEMS (INT32_MAX / 4) /* reps, stories, candidates each */

struct assign_story {
    uint32_t source;   /* any number; equal numbers are one source */
    uint32_t capacity; /* how many reps may share it */
};

struct assign_candidate {
    uint32_t story; /* index into stories */
    int32_t score;  /* millionths, at most ASSIGN_ONE; <= 0: never assigned */
};

struct assign_rep {
    uint32_t quota;      /* at most so many stories */
    uint32_t per_source; /* at most so many of one source */
    size_t first, count; /* its candidates; of a story given twice for one rep
                            the greater score counts */
};

/* Borrowed for the call only, and not changed. */
struct assign_problem {
    const struct assign_story *stories;
    const struct assign_rep *reps;
    const struct assign_candidate *candidates;
    size_t n_stories, n_reps, n_candidates;
    /* Fairness: worth of a rep's first story beyond its score, in millionths
     * (0..ASSIGN_ONE). With ASSIGN_ONE no rep gets a second story where it
     * costs another one their first. */
    int32_t first_bonus;
};

/* stories[first[r]] .. stories[first[r + 1] - 1] are rep r's, as indexes,
 * best score first, equal scores in the order of the stories. */
struct assign_plan {
    uint32_t *first;   /* n_reps + 1 */
    uint32_t *stories; /* first[n_reps] */
    size_t served;     /* reps with at least one story */
    int64_t total;     /* sum of the scores, in millionths, without bonus */
};

/* On success *plan is yours. Fails (ERROR_INPUT, *plan NULL) on an index out
 * of range, a score or bonus above ASSIGN_ONE, or too many items. */
bool assign_solve(const struct assign_problem *problem,
                  struct assign_plan **plan, struct error *err) MUST_CHECK;
void assign_free(struct assign_plan *plan); /* NULL is fine */

#endif
