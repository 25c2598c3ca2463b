/* The day's assignment: who gets which story. The one writer of plan and
 * idle. Candidates come from the relevance rows; the optimum from assign.c;
 * what was decided is stored whole before the first text is written. */
#include "polyphony/assign.h"
#include "polyphony/compose.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/scheduler.h"
#include "polyphony/url.h"
#include "polyphony/voice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CANDIDATES 60      /* of a rep */
#define LEAST_WORDS 100    /* of an article: less gives no text */
#define PIN_BONUS .15      /* what a pin by marketing is worth */
#define FIRST_BONUS 300000 /* millionths: a first story before a third */
#define DAY 86400
#define WEEK (7 * DAY)
#define REPEAT .06 /* off a score for each story of that site this week */

/* --- the problem -------------------------------------------------------------
 */

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

static int
by_id(const void *a, const void *b)
{
    const struct open_story *x = a, *y = b;

    return x->id < y->id ? -1 : x->id > y->id;
}

static struct open_story *
find_story(const struct problem *problem, int64_t id)
{
    struct open_story wanted = {.id = id};

    return bsearch(&wanted, problem->stories, problem->n_stories, sizeof wanted,
                   by_id);
}

/* Sites are numbered in the order in which they are met. */
static uint32_t
number_source(const char **sources, uint32_t *count, const char *host)
{
    uint32_t i = 0;

    while (i < *count && strcmp(sources[i], host) != 0)
        i++;
    if (i == *count)
        sources[(*count)++] = host;
    return i;
}

#define OPEN_STORIES                                                           \
    "FROM story AS s JOIN article AS a ON a.id = s.lead "                      \
    "WHERE s.state = 'open' AND s.same_as IS NULL "                            \
    "AND (s.embargo IS NULL OR s.embargo <= $1) "                              \
    "AND (s.expires IS NULL OR s.expires > $1) "                               \
    "AND coalesce(a.published, a.seen) >= $2 AND a.words >= $3 "               \
    "AND a.url IS NOT NULL "

static bool
load_stories(struct scheduler *scheduler, struct problem *problem,
             struct error *err)
{
    struct db *db = scheduler->store->db;
    int64_t oldest = scheduler->max_age_days > 0
                         ? scheduler->now - scheduler->max_age_days * DAY
                         : INT64_MIN + 1;
    long reps = config_number(scheduler->config, "schedule.story_reps");
    struct db_stmt *q;
    int64_t rows;

    if (!db_number(db, err, &rows, 0, "SELECT count(*) " OPEN_STORIES, "iii",
                   scheduler->now, oldest, (int64_t)LEAST_WORDS))
        return false;
    problem->stories =
        arena_array(problem->arena, (size_t)rows, sizeof *problem->stories);
    problem->sources =
        arena_array(problem->arena, (size_t)rows, sizeof *problem->sources);
    problem->had =
        arena_array(problem->arena, (size_t)rows, sizeof *problem->had);
    q = db_query(db, err,
                 "SELECT s.id, s.key, s.pinned, a.url, "
                 "a.language " OPEN_STORIES "ORDER BY s.id",
                 "iii", scheduler->now, oldest, (int64_t)LEAST_WORDS);
    while (problem->n_stories < (size_t)rows && db_next(q)) {
        struct open_story *story = &problem->stories[problem->n_stories++];
        const char *host = url_host(problem->arena, db_text(q, 3));

        story->id = db_int(q, 0);
        story->key = arena_strdup(problem->arena, db_text(q, 1));
        story->pinned = db_int(q, 2) != 0;
        story->language = arena_strdup(problem->arena, db_text(q, 4));
        story->source = number_source(problem->sources, &problem->n_sources,
                                      host != NULL ? host : "");
        story->capacity = (uint32_t)reps;
    }
    return db_done(q, err);
}

/* Reps that have a story already use up its capacity. */
static bool
subtract_taken(struct scheduler *scheduler, struct problem *problem,
               struct error *err)
{
    struct db_stmt *q =
        db_query(scheduler->store->db, err,
                 "SELECT coalesce(t.same_as, t.id), count(*) "
                 "FROM suggestion AS g JOIN story AS t ON t.id = g.story "
                 "WHERE g.state NOT IN ('rejected', 'dismissed', 'expired', "
                 "'withdrawn', 'discarded') "
                 "GROUP BY coalesce(t.same_as, t.id)",
                 "");

    while (db_next(q)) {
        struct open_story *story = find_story(problem, db_int(q, 0));
        int64_t taken = db_int(q, 1);

        if (story != NULL)
            story->capacity =
                taken < story->capacity ? story->capacity - (uint32_t)taken : 0;
    }
    return db_done(q, err);
}

/* How many stories the rep may still get today. */
static bool
room_left(struct scheduler *scheduler, const struct rep *rep, uint32_t *room,
          struct error *err)
{
    int64_t planned;

    if (!db_number(scheduler->store->db, err, &planned, 0,
                   "SELECT count(*) FROM plan WHERE day = $1 AND rep = $2 "
                   "AND state <> 'none'",
                   "tt", scheduler->day, rep->id))
        return false;
    *room = planned < rep->quota && strcmp(rep->state, "active") == 0
                ? (uint32_t)(rep->quota - planned)
                : 0;
    return true;
}

static bool
is_writable(const struct scheduler *scheduler, const struct voice *voice,
            const char *language)
{
    if (language == NULL) /* not known: taken for the rep's own */
        return voice->languages.count > 0 &&
               compose_knows(scheduler->compose, voice->languages.items[0]);
    return voice_writes(voice, language) &&
           compose_knows(scheduler->compose, language);
}

/* How many stories of each site the rep had this week: a site that came often
 * gives way to another of nearly the same worth. */
static bool
count_sources(struct scheduler *scheduler, struct problem *problem,
              const struct rep *rep, struct error *err)
{
    struct db_stmt *q = db_query(
        scheduler->store->db, err,
        "SELECT a.url FROM suggestion AS g JOIN article AS a ON "
        "a.id = g.article WHERE g.rep = $1 AND g.made >= $2 AND g.made < $3",
        "tii", rep->id, scheduler->now - WEEK,
        scheduler->now / DAY * DAY); /* not today's: a second run is the same */

    memset(problem->had, 0, problem->n_sources * sizeof *problem->had);
    while (db_next(q)) {
        const char *host = url_host(problem->arena, db_text(q, 0));

        for (uint32_t i = 0; host != NULL && i < problem->n_sources; i++) {
            if (strcmp(problem->sources[i], host) == 0)
                problem->had[i]++;
        }
    }
    return db_done(q, err);
}

static void
add_candidate(struct problem *problem, const struct open_story *story,
              double score)
{
    struct assign_candidate *candidate;

    problem->candidates =
        mem_grow(problem->candidates, &problem->capacity,
                 problem->n_candidates + 1, sizeof *problem->candidates);
    candidate = &problem->candidates[problem->n_candidates++];
    candidate->story = (uint32_t)(story - problem->stories);
    if (story->pinned)
        score += PIN_BONUS;
    score -= fmin(REPEAT * problem->had[story->source], score / 2);
    candidate->score = (int32_t)lround(fmin(score, 1.0) * ASSIGN_ONE);
}

/* Relevant stories that the rep never had, and that did not fail today. */
static bool
load_candidates(struct scheduler *scheduler, struct problem *problem,
                const struct rep *rep, const struct voice *voice,
                struct error *err)
{
    double least =
        (double)config_number(scheduler->config, "schedule.least_score") / 100;
    struct db_stmt *q = db_query(
        scheduler->store->db, err,
        "SELECT v.story, v.score FROM relevance AS v WHERE v.audience = $1 "
        "AND v.score > 0 AND NOT EXISTS (SELECT 1 FROM suggestion AS g "
        "JOIN story AS t ON t.id = g.story WHERE g.rep = $2 AND "
        "coalesce(t.same_as, t.id) = v.story) "
        "AND NOT EXISTS (SELECT 1 FROM plan AS p WHERE p.day = $3 AND "
        "p.rep = $2 AND p.story = v.story) ORDER BY v.score DESC",
        "ttt", rep->audience_id, rep->id, scheduler->day);
    size_t taken = 0;

    while (taken < CANDIDATES && db_next(q)) {
        const struct open_story *story = find_story(problem, db_int(q, 0));
        double score = db_real(q, 1);

        if (story != NULL && (score >= least || story->pinned) &&
            is_writable(scheduler, voice, story->language)) {
            add_candidate(problem, story, score);
            taken++;
        }
    }
    return db_done(q, err);
}

static bool
load_reps(struct scheduler *scheduler, struct problem *problem,
          struct error *err)
{
    uint32_t per_source =
        (uint32_t)config_number(scheduler->config, "schedule.per_source");

    problem->reps =
        arena_array(problem->arena, scheduler->n_reps, sizeof *problem->reps);
    for (size_t i = 0; i < scheduler->n_reps; i++) {
        struct assign_rep *slot = &problem->reps[i];
        const struct rep *rep = &scheduler->reps[i];

        slot->per_source = per_source;
        slot->first = problem->n_candidates;
        if (!room_left(scheduler, rep, &slot->quota, err))
            return false;
        if (slot->quota > 0) {
            struct json *doc = NULL;
            struct voice voice;
            bool ok = json_parse(rep->json, strlen(rep->json), &doc, err);

            if (ok) {
                voice_read(problem->arena, doc, &voice);
                ok = count_sources(scheduler, problem, rep, err) &&
                     load_candidates(scheduler, problem, rep, &voice, err);
            }
            json_free(doc);
            if (!ok)
                return false;
        }
        slot->count = problem->n_candidates - slot->first;
    }
    return true;
}

/* --- the plan
 * ------------------------------------------------------------------ */

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
solve(struct problem *problem, size_t n_reps, struct assign_plan **plan,
      struct error *err)
{
    struct assign_problem it = {.n_stories = problem->n_stories,
                                .reps = problem->reps,
                                .n_reps = n_reps,
                                .candidates = problem->candidates,
                                .n_candidates = problem->n_candidates,
                                .first_bonus = FIRST_BONUS};

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
    struct problem problem = {.arena = arena_new(0)};
    struct assign_plan *plan = NULL;
    struct storing storing = {.scheduler = scheduler, .round = round};
    bool ok = load_stories(scheduler, &problem, err) &&
              subtract_taken(scheduler, &problem, err) &&
              load_reps(scheduler, &problem, err) &&
              solve(&problem, scheduler->n_reps, &plan, err);

    *added = 0;
    if (ok) {
        storing.lines = lines_of(scheduler, &problem, plan, &storing.count);
        ok = db_transaction(scheduler->store->db, store_lines, &storing, err);
    }
    if (ok)
        *added = storing.count;
    assign_free(plan);
    free(problem.candidates);
    arena_free(problem.arena);
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

/* --- why a rep has nothing
 * ------------------------------------------------------ */

static bool
last_failure(struct scheduler *scheduler, const struct rep *rep,
             struct buf *words, struct error *err)
{
    struct db_stmt *q =
        db_query(scheduler->store->db, err,
                 "SELECT note FROM plan WHERE day = $1 AND rep = $2 AND "
                 "state = 'none' ORDER BY score DESC LIMIT 1",
                 "tt", scheduler->day, rep->id);

    if (db_next(q) && db_text(q, 0) != NULL)
        buf_printf(words, "; what would fit could not be written: %s",
                   db_text(q, 0));
    return db_done(q, err);
}

static bool
ranked(struct scheduler *scheduler, const struct rep *rep, struct buf *words,
       struct error *err)
{
    struct db_stmt *q =
        db_query(scheduler->store->db, err,
                 "SELECT stories, best FROM ranking WHERE audience = $1", "t",
                 rep->audience_id);

    if (!db_next(q))
        buf_add(words, "nothing was ranked for this audience yet; run "
                       "`polyphony curate`");
    else if (db_int(q, 0) == 0)
        buf_add(words, "no stories were read yet; add feeds and run "
                       "`polyphony curate`");
    else
        buf_printf(words,
                   "nothing good enough today (%lld read, best %.0f of 100)",
                   (long long)db_int(q, 0), db_real(q, 1) * 100);
    return db_done(q, err);
}

static bool
explain(struct scheduler *scheduler, const struct rep *rep, struct buf *words,
        struct error *err)
{
    if (rep->quota == 0) {
        buf_add(words, "a daily quota of 0");
        return true;
    }
    if (strcmp(rep->state, "away") == 0) {
        buf_add(words, "away");
        return true;
    }
    if (!compose_knows(scheduler->compose, rep->language)) {
        buf_printf(words,
                   "posts in \"%s\", a language that polyphony does not "
                   "write yet",
                   rep->language);
        return true;
    }
    return ranked(scheduler, rep, words, err) &&
           last_failure(scheduler, rep, words, err);
}

static bool
store_idle(void *context, struct error *err)
{
    struct scheduler *scheduler = context;
    struct db *db = scheduler->store->db;

    scheduler->report.idle = 0;
    if (!db_run(db, err, "DELETE FROM idle WHERE day = $1", "t",
                scheduler->day))
        return false;
    for (size_t i = 0; i < scheduler->n_reps; i++) {
        const struct rep *rep = &scheduler->reps[i];
        struct buf words = {.max = 600};
        int64_t live;
        bool ok =
            db_number(db, err, &live, 0,
                      "SELECT count(*) FROM suggestion WHERE rep = $1 AND "
                      "state NOT IN ('rejected', 'dismissed', 'expired', "
                      "'withdrawn', 'discarded', 'shared')",
                      "t", rep->id);

        if (ok && live == 0) {
            scheduler->report.idle++;
            ok = explain(scheduler, rep, &words, err) &&
                 db_run(db, err,
                        "INSERT INTO idle(day, rep, why) VALUES ($1, $2, $3)",
                        "ttt", scheduler->day, rep->id, buf_text(&words));
        }
        buf_deinit(&words);
        if (!ok)
            return false;
    }
    return true;
}

bool
plan_idle(struct scheduler *scheduler, struct error *err)
{
    return db_transaction(scheduler->store->db, store_idle, scheduler, err);
}

bool
plan_idle_reason(struct store *store, const char *rep, struct arena *arena,
                 const char **why, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT why FROM idle WHERE rep = $1 ORDER BY day DESC "
                 "LIMIT 1",
                 "t", rep);

    *why = NULL;
    if (db_next(q))
        *why = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}
