/* Looks and rounds beside the requests; see the header. */
#include "job.h"

#include "polyphony/clock.h"
#include "polyphony/desk.h"
#include "polyphony/log.h"
#include "polyphony/store.h"
#include "polyphony/subscription.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_TAKEN 3 /* of the feeds that a site names */
#define SAMPLE_SECONDS 8
#define LOCK_TRIES 3000 /* of 200 ms: as long as another round may take */

void
jobs_init(struct jobs *jobs, const char *home, const struct config *config)
{
    pthread_condattr_t monotonic;

    memset(jobs, 0, sizeof *jobs);
    jobs->home = home;
    jobs->config = config;
    pthread_mutex_init(&jobs->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void
jobs_deinit(struct jobs *jobs)
{
    atomic_store(&jobs->stopping, true);
    pthread_mutex_lock(&jobs->mutex);
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->mutex);
    for (size_t i = 0; i < 2; i++) {
        if (jobs->started[i])
            pthread_join(jobs->threads[i], NULL);
    }
    for (size_t i = 0; i < JOBS_KEPT; i++)
        arena_free(jobs->arenas[i]);
    pthread_cond_destroy(&jobs->changed);
    pthread_mutex_destroy(&jobs->mutex);
}

/* --- the list, under the mutex -------------------------------------------- */

static struct job *
find(struct jobs *jobs, int64_t id)
{
    for (size_t i = 0; i < JOBS_KEPT; i++) {
        if (id != 0 && jobs->kept[i].id == id)
            return &jobs->kept[i];
    }
    return NULL;
}

/* The oldest of a kind that waits. */
static struct job *
next_waiting(struct jobs *jobs, enum job_kind kind)
{
    struct job *next = NULL;

    for (size_t i = 0; i < JOBS_KEPT; i++) {
        struct job *job = &jobs->kept[i];

        if (job->id != 0 && job->kind == kind && job->state == JOB_WAITS &&
            (next == NULL || job->id < next->id))
            next = job;
    }
    return next;
}

/* A place for one more: the oldest that is done. NULL: all are at work. */
static struct job *
make_room(struct jobs *jobs)
{
    struct job *oldest = NULL;

    for (size_t i = 0; i < JOBS_KEPT; i++) {
        struct job *job = &jobs->kept[i];

        if (job->id != 0 && job->state < JOB_DONE)
            continue;
        if (oldest == NULL || job->id < oldest->id)
            oldest = job;
    }
    return oldest;
}

static void
change(struct jobs *jobs, struct job *job, enum job_state state)
{
    pthread_mutex_lock(&jobs->mutex);
    job->state = state;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->mutex);
}

/* --- the work ------------------------------------------------------------- */

const char *
job_trouble(const struct look *look, size_t at)
{
    return look->sample != NULL && look->sample[at].is_read
               ? look->sample[at].problem
               : NULL;
}

bool
job_wants(const struct look *look, size_t at)
{
    size_t before = 0;

    if (look->is_feed)
        return at == 0;
    for (size_t i = 0; i < look->n_choice && before < MOST_TAKEN; i++) {
        bool main = i == 0 || look->choice[i].score > 0;

        if (!main || job_trouble(look, i) != NULL)
            continue;
        if (i == at)
            return true;
        before++;
    }
    return false;
}

/* Where none of them can be read, which says why. */
static bool
nothing_to_take(const char *site, const struct look *look, struct error *err)
{
    return error_set(err, ERROR_INPUT,
                     look->n_choice == 1
                         ? "%.200s names a feed that can't be read: %s"
                         : "%.200s names feeds, but none can be read: %s",
                     site, job_trouble(look, 0));
}

static bool
take_feeds(struct jobs *jobs, const char *site, const struct look *look,
           struct error *err)
{
    struct store store = {0};
    bool ok = store_open(jobs->home, &store, err), added;
    size_t count = look->is_feed ? 1 : look->n_choice, taken = 0;

    for (size_t i = 0; ok && i < count; i++) {
        struct subscription_new new = {
            .url = look->url, .title = look->title, .site = look->site};

        if (!job_wants(look, i))
            continue;
        if (!look->is_feed) {
            new.url = look->choice[i].url;
            new.title = look->choice[i].title;
        }
        ok = subscription_add(&store, &new, clock_now(), &added, NULL, err);
        taken += ok;
    }
    if (store.db != NULL)
        store_close(&store);
    return ok && (taken > 0 || nothing_to_take(site, look, err));
}

/* The job's own arena is its worker's until it is done. */
static void
work_look(struct jobs *jobs, struct job *job)
{
    struct arena *arena = jobs->arenas[job - jobs->kept];
    struct look look = {0};
    struct error err = {0};
    bool ok = look_within(jobs->config, job->url, JOB_LOOK_SECONDS,
                          &jobs->stopping, arena, &look, &err);

    if (ok)
        look_sample(jobs->config, &look, SAMPLE_SECONDS, &jobs->stopping,
                    arena);
    if (ok && job->takes) {
        ok = take_feeds(jobs, job->url, &look, &err);
        if (ok)
            (void)jobs_round(jobs, true);
    }
    pthread_mutex_lock(&jobs->mutex);
    job->look = look;
    memcpy(job->problem, err.text, sizeof job->problem);
    pthread_mutex_unlock(&jobs->mutex);
    change(jobs, job, ok ? JOB_DONE : JOB_FAILED);
}

struct at_work {
    struct jobs *jobs;
    struct job *job;
};

static bool
note(struct at_work *at, const char *step, size_t done, size_t left)
{
    pthread_mutex_lock(&at->jobs->mutex);
    at->job->step = step;
    at->job->done = done;
    at->job->left = left;
    pthread_mutex_unlock(&at->jobs->mutex);
    return !atomic_load(&at->jobs->stopping);
}

static bool
curating(const struct curator_progress *progress, void *context)
{
    return note(context, progress->step, progress->done, progress->left);
}

static bool
scheduling(const struct scheduler_progress *progress, void *context)
{
    return note(context, progress->step, progress->done, progress->left);
}

/* Waits for whoever has it, but not past the end of the program. */
static int
take_lock(struct jobs *jobs, const struct store *store, const char *name,
          struct error *err)
{
    for (int i = 0; i < LOCK_TRIES && !atomic_load(&jobs->stopping); i++) {
        int lock = store_try_lock(store, name, err);

        if (lock >= 0 || err->kind != ERROR_CONFLICT)
            return lock;
        usleep(200000);
    }
    return -1;
}

static bool
curate(struct at_work *at, struct store *store, struct error *err)
{
    struct curator curator = {.store = store,
                              .config = at->jobs->config,
                              .now = clock_now(),
                              .progress = curating,
                              .context = at};
    int lock = take_lock(at->jobs, store, "curate", err);
    bool ok;

    if (lock < 0)
        return false;
    ok = curator_run(&curator, err);
    close(lock);
    pthread_mutex_lock(&at->jobs->mutex);
    at->job->curated = curator.report;
    pthread_mutex_unlock(&at->jobs->mutex);
    return ok;
}

static bool
schedule(struct at_work *at, struct store *store, struct error *err)
{
    struct scheduler scheduler = {.store = store,
                                  .config = at->jobs->config,
                                  .now = clock_now(),
                                  .max_age_days = -1,
                                  .progress = scheduling,
                                  .context = at};
    int lock = take_lock(at->jobs, store, "schedule", err);
    bool ok;

    if (lock < 0)
        return false;
    ok = scheduler_run(&scheduler, err);
    close(lock);
    pthread_mutex_lock(&at->jobs->mutex);
    at->job->scheduled = scheduler.report;
    pthread_mutex_unlock(&at->jobs->mutex);
    return ok;
}

static void
work_round(struct jobs *jobs, struct job *job)
{
    struct at_work at = {jobs, job};
    struct store store = {0};
    struct error err = {0};
    bool ok = store_open(jobs->home, &store, &err);

    if (ok) {
        ok = curate(&at, &store, &err) &&
             (!job->schedules || schedule(&at, &store, &err));
        store_close(&store);
    }
    if (!ok && !atomic_load(&jobs->stopping))
        log_event(LOG_ERROR, "desk", "a round that was asked for: %s",
                  err.text);
    pthread_mutex_lock(&jobs->mutex);
    memcpy(job->problem, err.text, sizeof job->problem);
    pthread_mutex_unlock(&jobs->mutex);
    change(jobs, job, ok ? JOB_DONE : JOB_FAILED);
}

static void
run(struct jobs *jobs, enum job_kind kind)
{
    for (;;) {
        struct job *job;

        pthread_mutex_lock(&jobs->mutex);
        while ((job = next_waiting(jobs, kind)) == NULL &&
               !atomic_load(&jobs->stopping))
            pthread_cond_wait(&jobs->changed, &jobs->mutex);
        if (!atomic_load(&jobs->stopping))
            job->state = JOB_WORKS;
        pthread_mutex_unlock(&jobs->mutex);
        if (atomic_load(&jobs->stopping))
            return;
        if (kind == JOB_LOOK)
            work_look(jobs, job);
        else
            work_round(jobs, job);
    }
}

static void *
run_looks(void *jobs)
{
    run(jobs, JOB_LOOK);
    return NULL;
}

void
desk_work_behind(void)
{
    const struct sched_param none = {0};

    (void)pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);
    (void)setpriority(PRIO_PROCESS, 0, 19);
}

static void *
run_rounds(void *jobs)
{
    desk_work_behind();
    run(jobs, JOB_ROUND);
    return NULL;
}

/* --- asking for work ------------------------------------------------------ */

/* Under the mutex. */
static bool
start(struct jobs *jobs, enum job_kind kind)
{
    if (!jobs->started[kind])
        jobs->started[kind] =
            pthread_create(&jobs->threads[kind], NULL,
                           kind == JOB_LOOK ? run_looks : run_rounds,
                           jobs) == 0;
    return jobs->started[kind];
}

static int64_t
add(struct jobs *jobs, enum job_kind kind, const char *url, bool schedules)
{
    struct job *job = start(jobs, kind) ? make_room(jobs) : NULL;
    size_t at;

    if (job == NULL)
        return 0;
    at = (size_t)(job - jobs->kept);
    arena_free(jobs->arenas[at]);
    jobs->arenas[at] = arena_new((size_t)64 << 20);
    *job = (struct job){.id = ++jobs->last,
                        .kind = kind,
                        .url = arena_strdup(jobs->arenas[at], url),
                        .schedules = schedules,
                        .step = "waiting"};
    pthread_cond_broadcast(&jobs->changed);
    return job->id;
}

static int64_t
look(struct jobs *jobs, const char *url, bool takes)
{
    int64_t id;

    pthread_mutex_lock(&jobs->mutex);
    id = add(jobs, JOB_LOOK, url, false);
    if (id != 0)
        find(jobs, id)->takes = takes;
    pthread_mutex_unlock(&jobs->mutex);
    return id;
}

int64_t
jobs_look(struct jobs *jobs, const char *url)
{
    return look(jobs, url, false);
}

int64_t
jobs_look_and_take(struct jobs *jobs, const char *url)
{
    return look(jobs, url, true);
}

int64_t
jobs_round(struct jobs *jobs, bool schedules)
{
    struct job *waiting;
    int64_t id;

    pthread_mutex_lock(&jobs->mutex);
    waiting = next_waiting(jobs, JOB_ROUND);
    if (waiting != NULL) {
        waiting->schedules = waiting->schedules || schedules;
        id = waiting->id;
    } else {
        id = add(jobs, JOB_ROUND, NULL, schedules);
    }
    pthread_mutex_unlock(&jobs->mutex);
    return id;
}

/* --- how it goes ---------------------------------------------------------- */

static void
copy_samples(struct look *look, struct arena *arena)
{
    size_t count = look->is_feed ? 1 : look->n_choice;
    struct look_sample *sample;

    if (look->sample == NULL)
        return;
    sample = arena_array(arena, count, sizeof *sample);
    for (size_t i = 0; i < count; i++) {
        sample[i] = look->sample[i];
        sample[i].title = arena_strdup(arena, sample[i].title);
        sample[i].problem = arena_strdup(arena, sample[i].problem);
        for (size_t k = 0; k < sample[i].n_titles; k++)
            sample[i].titles[k] = arena_strdup(arena, sample[i].titles[k]);
    }
    look->sample = sample;
}

static void
copy_look(struct look *look, struct arena *arena)
{
    struct found_feed *choice = NULL;

    copy_samples(look, arena);

    if (look->n_choice > 0)
        choice = arena_array(arena, look->n_choice, sizeof *choice);
    for (size_t i = 0; i < look->n_choice; i++) {
        choice[i] = look->choice[i];
        choice[i].url = arena_strdup(arena, choice[i].url);
        choice[i].title = arena_strdup(arena, choice[i].title);
        choice[i].type = arena_strdup(arena, choice[i].type);
    }
    look->choice = choice;
    look->url = arena_strdup(arena, look->url);
    look->title = arena_strdup(arena, look->title);
    look->site = arena_strdup(arena, look->site);
}

bool
jobs_get(struct jobs *jobs, int64_t id, struct arena *arena, struct job *job)
{
    const struct job *kept;

    pthread_mutex_lock(&jobs->mutex);
    kept = find(jobs, id);
    if (kept != NULL) {
        *job = *kept;
        job->url = arena_strdup(arena, job->url);
        copy_look(&job->look, arena);
    }
    pthread_mutex_unlock(&jobs->mutex);
    return kept != NULL;
}

bool
jobs_last_round(struct jobs *jobs, struct job *job)
{
    const struct job *last = NULL;

    pthread_mutex_lock(&jobs->mutex);
    for (size_t i = 0; i < JOBS_KEPT; i++) {
        const struct job *kept = &jobs->kept[i];

        if (kept->id != 0 && kept->kind == JOB_ROUND &&
            (last == NULL || kept->id > last->id))
            last = kept;
    }
    if (last != NULL)
        *job = *last;
    pthread_mutex_unlock(&jobs->mutex);
    return last != NULL;
}

void
jobs_wait(struct jobs *jobs, int64_t id, int ms)
{
    struct timespec until;
    const struct job *job;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&jobs->mutex);
    while ((job = find(jobs, id)) != NULL && job->state < JOB_DONE &&
           !atomic_load(&jobs->stopping) &&
           pthread_cond_timedwait(&jobs->changed, &jobs->mutex, &until) !=
               ETIMEDOUT)
        ;
    pthread_mutex_unlock(&jobs->mutex);
}
