/* Loads the day's problem: the stories that may be suggested, what is left of
 * their capacity, and each rep's candidates from the relevance rows. */
#include "plan_problem.h"
#include "plan_windows.h"

#include "polyphony/away.h"
#include "polyphony/compose.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"
#include "polyphony/voice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CANDIDATES 60 /* of a rep */
#define PIN_BONUS .15 /* what a pin by marketing is worth */
#define DAY 86400
#define WEEK (7 * DAY)
#define REPEAT .06 /* off a score for each story of that site this week */

static int
by_id(const void *a, const void *b)
{
    const struct open_story *x = a, *y = b;

    return x->id < y->id ? -1 : x->id > y->id;
}

struct open_story *
plan_problem_story(const struct problem *problem, int64_t id)
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

int64_t
plan_oldest(const struct scheduler *scheduler)
{
    return scheduler->max_age_days > 0
               ? scheduler->now - scheduler->max_age_days * DAY
               : INT64_MIN + 1;
}

static bool
load_stories(struct scheduler *scheduler, struct problem *problem,
             struct error *err)
{
    struct db *db = scheduler->store->db;
    int64_t oldest = plan_oldest(scheduler);
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
    problem->today =
        arena_array(problem->arena, (size_t)rows, sizeof *problem->today);
    q = db_query(db, err,
                 "SELECT s.id, s.key, s.pinned, a.url, "
                 "a.language, s.expires " OPEN_STORIES "ORDER BY s.id",
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
        story->expires = db_is_null(q, 5) ? INT64_MAX : db_int(q, 5);
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
        struct open_story *story = plan_problem_story(problem, db_int(q, 0));
        int64_t taken = db_int(q, 1);

        if (story != NULL)
            story->capacity =
                taken < story->capacity ? story->capacity - (uint32_t)taken : 0;
    }
    return db_done(q, err);
}

/* The day of the next slot by hours and holidays; is the rep away then? */
bool
plan_is_away(struct scheduler *scheduler, const struct rep *rep, bool *is_away,
             int64_t *last, struct error *err)
{
    struct slot_request request = {
        .hours = &rep->hours,
        .from = scheduler->now,
        .quota = 1,
        .quiet = scheduler->quiet,
        .n_quiet = scheduler->n_quiet,
        .horizon =
            (int)config_number(scheduler->config, "schedule.horizon_days")};
    struct arena *arena = arena_new(0);
    struct away_span *away;
    size_t count;
    int64_t when, day = slot_day(&rep->hours, scheduler->now);
    bool ok =
        away_list(scheduler->store, rep->id, day, arena, &away, &count, err);

    *is_away = false;
    if (ok && count > 0 && slot_next(&request, &when))
        day = slot_day(&rep->hours, when);
    for (size_t i = 0; ok && i < count; i++) { /* in their order */
        if (day >= away[i].first && day <= away[i].last) {
            *is_away = true;
            *last = away[i].last;
            day = *last + 1;
        }
    }
    arena_free(arena);
    return ok;
}

/* How many stories the rep may still get today: none while away, and none
 * while as many as a day takes wait for slots to come. Else weekends, on which
 * nothing is placed, would fill the queue to its horizon. */
static bool
room_left(struct scheduler *scheduler, const struct rep *rep, uint32_t *room,
          struct error *err)
{
    struct db *db = scheduler->store->db;
    int64_t planned, waiting, last;
    bool is_away;

    *room = 0;
    if (strcmp(rep->state, "active") != 0)
        return true;
    if (!plan_is_away(scheduler, rep, &is_away, &last, err) ||
        !db_number(db, err, &planned, 0,
                   "SELECT count(*) FROM plan WHERE day = $1 AND rep = $2 "
                   "AND state <> 'none'",
                   "tt", scheduler->day, rep->id) ||
        !db_number(db, err, &waiting, 0,
                   "SELECT count(*) FROM slot AS l JOIN suggestion AS g "
                   "ON g.id = l.suggestion WHERE l.rep = $1 AND l.at > $2 AND "
                   "g.state IN ('draft', 'in_review', 'changes_requested', "
                   "'approved', 'offered') AND g.snoozed IS NULL",
                   "ti", rep->id, scheduler->now))
        return false;
    if (waiting > planned)
        planned = waiting;
    if (!is_away && planned < rep->quota)
        *room = (uint32_t)(rep->quota - planned);
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

static bool
count_hosts(struct problem *problem, struct db_stmt *q, unsigned *counts,
            struct error *err)
{
    memset(counts, 0, problem->n_sources * sizeof *counts);
    while (db_next(q)) {
        const char *host = url_host(problem->arena, db_text(q, 0));

        for (uint32_t i = 0; host != NULL && i < problem->n_sources; i++) {
            if (strcmp(problem->sources[i], host) == 0)
                counts[i]++;
        }
    }
    return db_done(q, err);
}

/* How many stories of each site the rep had this week: a site that came often
 * gives way to another of nearly the same worth. Those of today's earlier
 * rounds are counted apart: per_source is a limit of the day. */
static bool
count_sources(struct scheduler *scheduler, struct problem *problem,
              const struct rep *rep, struct error *err)
{
    struct db *db = scheduler->store->db;

    return count_hosts(
               problem,
               db_query(db, err,
                        "SELECT a.url FROM suggestion AS g JOIN article AS a "
                        "ON a.id = g.article WHERE g.rep = $1 AND g.made >= $2 "
                        "AND g.made < $3",
                        "tii", rep->id, scheduler->now - WEEK,
                        scheduler->now / DAY * DAY),
               problem->had, err) &&
           count_hosts(problem,
                       db_query(db, err,
                                "SELECT a.url FROM plan AS p JOIN story AS s "
                                "ON s.id = p.story JOIN article AS a ON a.id "
                                "= s.lead WHERE p.day = $1 AND p.rep = $2 AND "
                                "p.state <> 'none'",
                                "tt", scheduler->day, rep->id),
                       problem->today, err);
}

/* What is left of per_source for a rep: sites that are used up give no
 * candidates, and of the others none may give more than the least left. */
static uint32_t
left_of_source(const struct problem *problem, uint32_t per_source)
{
    unsigned most = 0;

    for (uint32_t i = 0; i < problem->n_sources; i++) {
        if (problem->today[i] < per_source && problem->today[i] > most)
            most = problem->today[i];
    }
    return per_source - most;
}

/* A pin or a campaign adds to the fit, a site that came often takes off. */
static void
add_candidate(struct problem *problem, const struct open_story *story,
              const struct rep *rep, double fit)
{
    uint32_t campaign = plan_campaign_of(problem, story, rep);
    double score = fit, rest;

    problem->candidates =
        mem_grow(problem->candidates, &problem->capacity,
                 problem->n_candidates + 1, sizeof *problem->candidates);
    problem->choices =
        mem_grow(problem->choices, &problem->choices_capacity,
                 problem->n_candidates + 1, sizeof *problem->choices);
    if (story->pinned)
        score += PIN_BONUS;
    else if (campaign != NO_CAMPAIGN)
        score += problem->campaigns[campaign].weight / 100.;
    rest = fmin(REPEAT * problem->had[story->source], score / 2);
    score -= rest;
    problem->candidates[problem->n_candidates] = (struct assign_candidate){
        .story = (uint32_t)(story - problem->stories),
        .score = (int32_t)lround(fmin(score, 1.0) * ASSIGN_ONE)};
    problem->choices[problem->n_candidates++] = (struct choice){
        .fit = fit, .campaign = campaign, .is_rested = rest > 0};
}

/* Relevant stories that the rep never had, and that did not fail today. */
static bool
load_candidates(struct scheduler *scheduler, struct problem *problem, size_t at,
                const struct voice *voice, struct error *err)
{
    const struct rep *rep = &scheduler->reps[at];
    unsigned per_source =
        (unsigned)config_number(scheduler->config, "schedule.per_source");
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
        const struct open_story *story =
            plan_problem_story(problem, db_int(q, 0));
        double score = db_real(q, 1);

        if (story != NULL && (score >= least || story->pinned) &&
            problem->today[story->source] < per_source &&
            is_writable(scheduler, voice, story->language) &&
            plan_windows_has_room(problem->windows, at,
                                  (uint32_t)(story - problem->stories))) {
            add_candidate(problem, story, rep, score);
            taken++;
        }
    }
    return db_done(q, err);
}

static bool
load_failed(struct scheduler *scheduler, struct problem *problem,
            struct error *err)
{
    struct db_stmt *q = db_query(scheduler->store->db, err,
                                 "SELECT DISTINCT rep FROM plan WHERE day = $1 "
                                 "AND state = 'none' ORDER BY rep",
                                 "t", scheduler->day);
    size_t i = 0;

    problem->has_failed =
        arena_array(problem->arena, scheduler->n_reps + 1, sizeof(bool));
    while (db_next(q)) { /* both in the order of their ids */
        while (i < scheduler->n_reps &&
               strcmp(scheduler->reps[i].id, db_text(q, 0)) < 0)
            i++;
        if (i < scheduler->n_reps &&
            strcmp(scheduler->reps[i].id, db_text(q, 0)) == 0)
            problem->has_failed[i] = true;
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
                     plan_windows_add_rep(problem->windows, i, err) &&
                     load_candidates(scheduler, problem, i, &voice, err);
                slot->per_source = left_of_source(problem, per_source);
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
    if (!load_stories(scheduler, problem, err) ||
        !subtract_taken(scheduler, problem, err) ||
        !plan_campaigns_load(scheduler, problem, err) ||
        !plan_windows_new(scheduler, problem, &problem->windows, err) ||
        !load_failed(scheduler, problem, err) ||
        !load_reps(scheduler, problem, err))
        return false;
    plan_windows_limit(problem->windows, problem);
    return true;
}

void
plan_problem_deinit(struct problem *problem)
{
    plan_windows_free(problem->windows);
    free(problem->candidates);
    free(problem->choices);
    arena_free(problem->arena);
}
