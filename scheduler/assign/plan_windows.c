/* See the header. Time is cut into quarter hours from now to the horizon; a rep
 * is a row of bits (works then, is not away), a story has one for each network
 * (free of colleagues, before it expires). */
#include "plan_windows.h"

#include "polyphony/away.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

#define BIN 900                    /* seconds */
#define APART (SLOT_SPACING / BIN) /* bins between two posts on a story */
#define STEP (APART + 1)           /* with the minutes that chance takes */
#define MOST_BINS (32 * 86400 / BIN)
#define WORDS (MOST_BINS / 64)
#define MOST_NETWORKS 16
#define DAY 86400

struct bins {
    uint64_t word[WORDS];
};

struct plan_windows {
    struct scheduler *scheduler;
    const struct problem *problem;
    int64_t start;
    size_t n_bins, n_words;
    struct bins **of_rep;  /* by rep; NULL: not asked for */
    size_t *posts;         /* by rep: their networks take turns */
    struct bins **blocked; /* by story and network; NULL: free */
    struct {
        struct slot_hours hours;
        struct bins bins;
    } * shared; /* of hours that many reps have */
    size_t n_shared, shared_capacity;
};

static bool
is_set(const struct bins *bins, size_t at)
{
    return (bins->word[at / 64] >> (at % 64) & 1) != 0;
}

static void
set(struct bins *bins, size_t at)
{
    bins->word[at / 64] |= (uint64_t)1 << (at % 64);
}

static size_t
network_number(const char *name)
{
    const struct network *network = NULL;
    size_t i = 0;

    while ((network = network_next(network)) != NULL && i < MOST_NETWORKS - 1 &&
           strcmp(network->name, name) != 0)
        i++;
    return i;
}

static struct bins **
blocked_at(const struct plan_windows *windows, uint32_t story, size_t network)
{
    return &windows->blocked[(size_t)story * MOST_NETWORKS + network];
}

/* A post at that bin: nothing else within the spacing on either side. */
static void
block(struct bins *bins, int64_t at, size_t n_bins)
{
    for (int64_t i = at - APART; i <= at + APART; i++) {
        if (i >= 0 && i < (int64_t)n_bins)
            set(bins, (size_t)i);
    }
}

static bool
load_blocked(struct plan_windows *windows, struct error *err)
{
    struct db_stmt *q = db_query(
        windows->scheduler->store->db, err,
        "SELECT coalesce(t.same_as, t.id), l.network, l.at FROM slot AS l "
        "JOIN story AS t ON t.id = l.story WHERE l.at > $1",
        "i", windows->start - SLOT_SPACING);

    while (db_next(q)) {
        const struct open_story *story =
            plan_problem_story(windows->problem, db_int(q, 0));
        struct bins **bins;

        if (story == NULL)
            continue;
        bins =
            blocked_at(windows, (uint32_t)(story - windows->problem->stories),
                       network_number(db_text(q, 1)));
        if (*bins == NULL)
            *bins = arena_alloc(windows->problem->arena, sizeof **bins);
        block(*bins,
              (db_int(q, 2) - windows->start + SLOT_SPACING) / BIN - APART,
              windows->n_bins);
    }
    return db_done(q, err);
}

/* As write_text.c turns through a rep's networks. */
static bool
load_posts(struct plan_windows *windows, struct error *err)
{
    const struct scheduler *scheduler = windows->scheduler;
    struct db_stmt *q =
        db_query(scheduler->store->db, err,
                 "SELECT rep, count(*) FROM suggestion GROUP BY rep ORDER BY "
                 "rep",
                 "");
    size_t i = 0;

    while (db_next(q)) { /* both in the order of their ids */
        while (i < scheduler->n_reps &&
               strcmp(scheduler->reps[i].id, db_text(q, 0)) < 0)
            i++;
        if (i < scheduler->n_reps &&
            strcmp(scheduler->reps[i].id, db_text(q, 0)) == 0)
            windows->posts[i] = (size_t)db_int(q, 1);
    }
    return db_done(q, err);
}

bool
plan_windows_new(struct scheduler *scheduler, const struct problem *problem,
                 struct plan_windows **out, struct error *err)
{
    struct plan_windows *windows = mem_calloc(1, sizeof *windows);
    size_t days =
        (size_t)config_number(scheduler->config, "schedule.horizon_days") + 1;

    windows->scheduler = scheduler;
    windows->problem = problem;
    windows->start = scheduler->now;
    windows->n_bins = days * (DAY / BIN);
    if (windows->n_bins > MOST_BINS)
        windows->n_bins = MOST_BINS;
    windows->n_words = (windows->n_bins + 63) / 64;
    windows->of_rep = mem_calloc(scheduler->n_reps, sizeof(struct bins *));
    windows->blocked =
        mem_calloc(problem->n_stories * MOST_NETWORKS, sizeof(struct bins *));
    windows->posts = mem_calloc(scheduler->n_reps + 1, sizeof(size_t));
    *out = windows;
    return load_blocked(windows, err) && load_posts(windows, err);
}

void
plan_windows_free(struct plan_windows *windows)
{
    if (windows == NULL)
        return;
    free(windows->of_rep);
    free(windows->posts);
    free(windows->blocked);
    free(windows->shared);
    free(windows);
}

/* --- a rep's quarter hours --- */

static bool
is_quiet(const struct scheduler *scheduler, const struct away_span *away,
         size_t n_away, int64_t day)
{
    for (size_t i = 0; i < scheduler->n_quiet; i++) {
        if (scheduler->quiet[i] == day)
            return true;
    }
    for (size_t i = 0; i < n_away; i++) {
        if (day >= away[i].first && day <= away[i].last)
            return true;
    }
    return false;
}

/* The slot after the last day of the horizon is not proposed, whatever the
 * number of hours: slot_next() counts days. */
static void
fill(const struct plan_windows *windows, const struct slot_hours *hours,
     const struct away_span *away, size_t n_away, struct bins *bins)
{
    const struct scheduler *scheduler = windows->scheduler;
    int64_t last = slot_day(hours, scheduler->now) +
                   config_number(scheduler->config, "schedule.horizon_days");

    for (size_t i = 0; i < windows->n_bins; i++) {
        int64_t when = windows->start + (int64_t)i * BIN;

        if (slot_is_within(hours, when)) {
            int64_t day = slot_day(hours, when);

            if (day <= last && !is_quiet(scheduler, away, n_away, day))
                set(bins, i);
        }
    }
}

static bool
is_same_hours(const struct slot_hours *a, const struct slot_hours *b)
{
    return a->zone == b->zone && a->start == b->start && a->end == b->end &&
           memcmp(a->works, b->works, sizeof a->works) == 0;
}

/* Many reps have the same hours: those are gone through once. */
static const struct bins *
find_shared(struct plan_windows *windows, const struct slot_hours *hours)
{
    size_t i = 0;

    while (i < windows->n_shared &&
           !is_same_hours(&windows->shared[i].hours, hours))
        i++;
    if (i == windows->n_shared) {
        windows->shared =
            mem_grow(windows->shared, &windows->shared_capacity,
                     windows->n_shared + 1, sizeof *windows->shared);
        windows->n_shared++;
        windows->shared[i].hours = *hours;
        memset(&windows->shared[i].bins, 0, sizeof windows->shared[i].bins);
        fill(windows, hours, NULL, 0, &windows->shared[i].bins);
    }
    return &windows->shared[i].bins;
}

bool
plan_windows_add_rep(struct plan_windows *windows, size_t at, struct error *err)
{
    struct scheduler *scheduler = windows->scheduler;
    const struct rep *rep = &scheduler->reps[at];
    struct arena *arena = windows->problem->arena;
    struct away_span *away;
    size_t n_away;

    windows->of_rep[at] = arena_alloc(arena, sizeof(struct bins));
    if (!away_list(scheduler->store, rep->id,
                   slot_day(&rep->hours, scheduler->now), arena, &away, &n_away,
                   err))
        return false;
    if (n_away == 0)
        *windows->of_rep[at] = *find_shared(windows, &rep->hours);
    else
        fill(windows, &rep->hours, away, n_away, windows->of_rep[at]);
    return true;
}

/* --- what fits --- */

static size_t
bins_until(const struct plan_windows *windows, uint32_t story)
{
    int64_t expires = windows->problem->stories[story].expires;
    int64_t bins;

    if (expires == INT64_MAX)
        return windows->n_bins;
    bins = (expires - windows->start) / BIN;
    if (bins < 0)
        return 0;
    return bins < (int64_t)windows->n_bins ? (size_t)bins : windows->n_bins;
}

/* The first quarter hour that is open and not blocked; n where there is none.
 */
static size_t
first_open(const struct plan_windows *windows, const struct bins *open,
           const struct bins *blocked, size_t n)
{
    for (size_t w = 0; w < windows->n_words && w * 64 < n; w++) {
        uint64_t word =
            open->word[w] & ~(blocked != NULL ? blocked->word[w] : 0);

        if (word != 0) {
            size_t at = w * 64 + (size_t)__builtin_ctzll(word);

            return at < n ? at : n;
        }
    }
    return n;
}

bool
plan_windows_has_room(const struct plan_windows *windows, size_t at,
                      uint32_t story)
{
    const struct rep *rep = &windows->scheduler->reps[at];
    size_t n = bins_until(windows, story);

    for (size_t i = 0; i < rep->n_networks; i++) {
        const struct bins *blocked =
            *blocked_at(windows, story, network_number(rep->networks[i]));

        if (first_open(windows, windows->of_rep[at], blocked, n) < n)
            return true;
    }
    return false;
}

/* How many posts, a spacing apart, the open quarter hours hold. */
static uint32_t
count_posts(const struct bins *open, const struct bins *blocked, size_t n)
{
    uint32_t count = 0;

    for (size_t i = 0; i < n;) {
        bool is_open =
            is_set(open, i) && (blocked == NULL || !is_set(blocked, i));

        count += is_open;
        i += is_open ? STEP : 1;
    }
    return count;
}

void
plan_windows_limit(struct plan_windows *windows, struct problem *problem)
{
    struct bins **open =
        mem_calloc(problem->n_stories * MOST_NETWORKS, sizeof(struct bins *));

    for (size_t r = 0; r < windows->scheduler->n_reps; r++) {
        const struct rep *rep = &windows->scheduler->reps[r];
        const struct assign_rep *range = &problem->reps[r];

        for (size_t c = range->first; c < range->first + range->count; c++) {
            for (size_t i = 0; i < rep->n_networks; i++) {
                size_t network = network_number(rep->networks[i]);
                struct bins **all =
                    &open[problem->candidates[c].story * (size_t)MOST_NETWORKS +
                          network];

                if (*all == NULL)
                    *all = arena_alloc(problem->arena, sizeof **all);
                for (size_t w = 0; w < windows->n_words; w++)
                    (*all)->word[w] |= windows->of_rep[r]->word[w];
            }
        }
    }
    for (size_t s = 0; s < problem->n_stories; s++) {
        size_t n = bins_until(windows, (uint32_t)s);
        uint32_t room = 0;

        for (size_t k = 0; k < MOST_NETWORKS; k++) {
            if (open[s * MOST_NETWORKS + k] != NULL)
                room += count_posts(open[s * MOST_NETWORKS + k],
                                    *blocked_at(windows, (uint32_t)s, k), n);
        }
        if (room < problem->stories[s].capacity)
            problem->stories[s].capacity = room;
    }
    free(open);
}

static bool
try_line(const struct plan_windows *windows, struct bins **blocked,
         const struct plan_line *line, size_t *posts)
{
    const struct rep *rep = &windows->scheduler->reps[line->rep];
    size_t n = bins_until(windows, line->story), first = posts[line->rep];

    for (size_t i = 0; i < rep->n_networks; i++) {
        const char *name = rep->networks[(first + i) % rep->n_networks];
        size_t network = network_number(name);
        struct bins **mine = &blocked[network];
        size_t at;

        if (*mine == NULL) {
            const struct bins *taken =
                *blocked_at(windows, line->story, network);

            *mine = mem_calloc(1, sizeof **mine);
            if (taken != NULL)
                **mine = *taken;
        }
        at = first_open(windows, windows->of_rep[line->rep], *mine, n);
        if (at < n) {
            block(*mine, (int64_t)at, windows->n_bins);
            posts[line->rep]++;
            return true;
        }
    }
    return false;
}

size_t
plan_windows_try(const struct plan_windows *windows, struct plan_line *lines,
                 size_t count)
{
    size_t n_reps = windows->scheduler->n_reps, refused = 0;
    size_t *posts = mem_calloc(n_reps + 1, sizeof *posts);

    memcpy(posts, windows->posts, n_reps * sizeof *posts);
    for (size_t i = 0; i < count;) {
        struct bins *blocked[MOST_NETWORKS] = {0};
        uint32_t story = lines[i].story;

        for (; i < count && lines[i].story == story; i++) {
            lines[i].refused = !try_line(windows, blocked, &lines[i], posts);
            refused += lines[i].refused;
        }
        for (size_t k = 0; k < MOST_NETWORKS; k++)
            free(blocked[k]);
    }
    free(posts);
    return refused;
}
