/* What the files plan*.c share: the day's problem, loaded from the store, as
 * the solver (assign.h) takes it. Not for others. */
#ifndef POLYPHONY_PLAN_PROBLEM_H
#define POLYPHONY_PLAN_PROBLEM_H

#include "polyphony/assign.h"
#include "polyphony/campaign.h"
#include "polyphony/scheduler.h"

#define LEAST_WORDS 100 /* of an article: less gives no text */
#define MOST_CAMPAIGNS 32
#define NO_CAMPAIGN UINT32_MAX

/* Parameters: now, the oldest date, LEAST_WORDS. */
#define OPEN_STORY                                                             \
    "s.state = 'open' AND s.same_as IS NULL "                                  \
    "AND (s.embargo IS NULL OR s.embargo <= $1) "                              \
    "AND (s.expires IS NULL OR s.expires > $1) "                               \
    "AND coalesce(a.published, a.seen) >= $2 AND a.words >= $3 "               \
    "AND a.url IS NOT NULL "
#define OPEN_STORIES                                                           \
    "FROM story AS s JOIN article AS a ON a.id = s.lead WHERE " OPEN_STORY

/* The stories that may be suggested today, in the order of their ids. */
struct open_story {
    int64_t id;
    const char *language, *key;
    int64_t expires; /* INT64_MAX: never */
    uint32_t source, capacity;
    uint32_t campaigns; /* bits of those that are about it */
    bool pinned;
};

/* What stands beside a candidate of the solver: why its score is what it is. */
struct choice {
    double fit;        /* as ranked, 0..1 */
    uint32_t campaign; /* the one that counts, or NO_CAMPAIGN */
    bool is_rested;    /* less for what the rep had of its site this week */
};

struct plan_windows;

struct problem {
    struct arena *arena;
    struct open_story *stories;
    size_t n_stories;
    const char **sources; /* the stories' sites, by number */
    uint32_t n_sources;
    unsigned *had;   /* of each site, by the rep at hand, this week */
    unsigned *today; /* the same, in earlier rounds of today */
    struct campaign *campaigns; /* those that run */
    size_t n_campaigns;
    struct assign_rep *reps;
    bool *has_failed; /* by rep: something of today could not be written */
    struct assign_candidate *candidates;
    struct choice *choices; /* the same */
    size_t n_candidates, capacity, choices_capacity;
    struct plan_windows *windows;
};

/* One decision: a rep, a story (indexes of the problem), and their candidate.
 */
struct plan_line {
    uint32_t rep, story;
    size_t candidate;
    bool refused;       /* no slot is left for it */
    const char *reason; /* JSON list of sentences, in the problem's arena */
};

/* Why each got what; plan_reason.c. */
void plan_reasons(const struct scheduler *scheduler,
                  const struct problem *problem, struct plan_line *lines,
                  size_t count);

/* Loads what may be suggested to whom; release with plan_problem_deinit(),
 * whatever it returns. */
bool plan_problem_load(struct scheduler *scheduler, struct problem *problem,
                       struct error *err) MUST_CHECK;
void plan_problem_deinit(struct problem *problem);

/* The story with that id, or NULL. */
struct open_story *plan_problem_story(const struct problem *problem,
                                      int64_t id);
/* Loads the campaigns that run and marks the stories that they are about;
 * plan_campaigns.c. */
bool plan_campaigns_load(struct scheduler *scheduler, struct problem *problem,
                         struct error *err) MUST_CHECK;
/* The weightiest one on a story for a rep, or NO_CAMPAIGN. */
uint32_t plan_campaign_of(const struct problem *problem,
                          const struct open_story *story,
                          const struct rep *rep);

/* Articles older than this are not suggested. */
int64_t plan_oldest(const struct scheduler *scheduler);

/* Is the rep away on the day of their next slot? *last: the last such day. */
bool plan_is_away(struct scheduler *scheduler, const struct rep *rep,
                  bool *is_away, int64_t *last, struct error *err) MUST_CHECK;

#endif
