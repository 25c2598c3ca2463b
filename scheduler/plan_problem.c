/* Loads the day's problem: the stories that may be suggested, what is left of
 * their capacity, and each rep's candidates from the relevance rows. */
#include "plan_problem.h"

#include "polyphony/compose.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"
#include "polyphony/voice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CANDIDATES 60   /* of a rep */
#define LEAST_WORDS 100 /* of an article: less gives no text */
#define PIN_BONUS .15   /* what a pin by marketing is worth */
#define DAY 86400
#define WEEK (7 * DAY)
#define REPEAT .06 /* off a score for each story of that site this week */

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

bool
plan_problem_load(struct scheduler *scheduler, struct problem *problem,
                  struct error *err)
{
    *problem = (struct problem){.arena = arena_new(0)};
    return load_stories(scheduler, problem, err) &&
           subtract_taken(scheduler, problem, err) &&
           load_reps(scheduler, problem, err);
}

void
plan_problem_deinit(struct problem *problem)
{
    free(problem->candidates);
    arena_free(problem->arena);
}
