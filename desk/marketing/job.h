/* Work that takes longer than an answer may: looking what stands at an
 * address, and rounds of curating and scheduling that somebody asked for. Two
 * threads, begun when first needed: a look never waits behind a round. What
 * became of the last ones is kept in memory only; a restart forgets it, the
 * store has what they stored. All functions may be called by any thread. */
#ifndef POLYPHONY_DESK_JOB_H
#define POLYPHONY_DESK_JOB_H

#include "polyphony/config.h"
#include "polyphony/curator.h"
#include "polyphony/look.h"
#include "polyphony/scheduler.h"

#include <pthread.h>
#include <stdatomic.h>

#define JOBS_KEPT 24
#define JOB_LOOK_SECONDS 20

enum job_kind { JOB_LOOK, JOB_ROUND };
enum job_state { JOB_WAITS, JOB_WORKS, JOB_DONE, JOB_FAILED };

struct job {
    int64_t id; /* 0: none */
    enum job_kind kind;
    enum job_state state;
    const char *url; /* JOB_LOOK: the address that was given */
    struct look look;
    bool takes; /* JOB_LOOK: what job_wants() is added, and a round follows */
    bool schedules; /* JOB_ROUND: suggestions are written, too */
    const char *step;
    size_t done, left;
    struct curator_report curated;
    struct scheduler_report scheduled;
    char problem[400]; /* JOB_FAILED */
};

struct jobs {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct job kept[JOBS_KEPT];
    struct arena *arenas[JOBS_KEPT]; /* of their texts */
    int64_t last;
    pthread_t threads[2]; /* by kind */
    bool started[2];
    atomic_bool stopping;
    const char *home;
    const struct config *config;
};

void jobs_init(struct jobs *jobs, const char *home,
               const struct config *config);
/* Ends what is under way, within seconds. */
void jobs_deinit(struct jobs *jobs);

/* 0 when too many wait, or no thread can be had. */
int64_t jobs_look(struct jobs *jobs, const char *url);
/* The first run: what is found is subscribed to, read and suggested. */
int64_t jobs_look_and_take(struct jobs *jobs, const char *url);
/* One that waits already does for both. */
int64_t jobs_round(struct jobs *jobs, bool schedules);

/* Of what a look found, is the one at `at` (0 for a feed itself) subscribed to
 * on the first run? The first three that are no mere comments and can be
 * read. */
bool job_wants(const struct look *look, size_t at) MUST_CHECK;
/* Why it can't be read; NULL: it can, or was not tried. */
const char *job_trouble(const struct look *look, size_t at);

/* Texts in `arena`. False for one that is not known (any more). */
bool jobs_get(struct jobs *jobs, int64_t id, struct arena *arena,
              struct job *job) MUST_CHECK;
/* The newest round, if there was one. */
bool jobs_last_round(struct jobs *jobs, struct job *job) MUST_CHECK;
/* Until it is done, `ms` at most. */
void jobs_wait(struct jobs *jobs, int64_t id, int ms);

#endif
