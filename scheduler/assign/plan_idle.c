/* Why a rep has nothing: the one writer of idle. */
#include "plan_problem.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/compose.h"

#include <string.h>

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
        buf_printf(words, "what fits today could not be written: %s",
                   db_text(q, 0));
    return db_done(q, err);
}

/* What the rep's audience has among the stories that are open today. */
struct outlook {
    int64_t open;      /* ranked for them */
    int64_t fitting;   /* good enough */
    int64_t had;       /* of those: suggested to them before */
    int64_t unwritten; /* of the rest: in languages that they don't post in */
    double best;
};

static bool
look_out(struct scheduler *scheduler, const struct rep *rep,
         struct outlook *outlook, struct error *err)
{
    double least =
        (double)config_number(scheduler->config, "schedule.least_score") / 100;
    struct db_stmt *q = db_query(
        scheduler->store->db, err,
        "SELECT v.score, a.language, EXISTS (SELECT 1 FROM suggestion AS g "
        "JOIN story AS t ON t.id = g.story WHERE g.rep = $4 AND "
        "coalesce(t.same_as, t.id) = s.id) FROM relevance AS v JOIN story AS "
        "s ON s.id = v.story JOIN article AS a ON a.id = s.lead "
        "WHERE v.audience = $5 AND " OPEN_STORY,
        "iiitt", scheduler->now, plan_oldest(scheduler), (int64_t)LEAST_WORDS,
        rep->id, rep->audience_id);

    memset(outlook, 0, sizeof *outlook);
    while (db_next(q)) {
        double score = db_real(q, 0);
        const char *language = db_text(q, 1);

        outlook->open++;
        if (score > outlook->best)
            outlook->best = score;
        if (score < least)
            continue;
        outlook->fitting++;
        if (db_int(q, 2) != 0)
            outlook->had++;
        else if (language != NULL && strcmp(language, rep->language) != 0)
            outlook->unwritten++;
    }
    return db_done(q, err);
}

static bool
ranked(struct scheduler *scheduler, const struct rep *rep, struct buf *words,
       struct error *err)
{
    struct outlook outlook;
    int64_t stories;

    if (!look_out(scheduler, rep, &outlook, err) ||
        !db_number(scheduler->store->db, err, &stories, -1,
                   "SELECT stories FROM ranking WHERE audience = $1", "t",
                   rep->audience_id))
        return false;
    if (stories < 0)
        buf_add(words, "nothing was ranked for this audience yet");
    else if (stories == 0)
        buf_add(words, "no stories were read yet");
    else if (outlook.fitting == 0)
        buf_printf(words,
                   "nothing good enough today (%lld read, best %.0f of 100)",
                   (long long)outlook.open, outlook.best * 100);
    else if (outlook.had == outlook.fitting)
        buf_printf(words,
                   "nothing new today: what fits (%lld of %lld read) was "
                   "suggested to you before",
                   (long long)outlook.fitting, (long long)outlook.open);
    else if (outlook.had + outlook.unwritten == outlook.fitting)
        buf_printf(words,
                   "nothing new today in a language that you post in (%lld "
                   "read)",
                   (long long)outlook.open);
    else
        return last_failure(scheduler, rep, words, err) &&
               (words->len > 0 ||
                (buf_printf(words,
                            "what fits today (%lld of %lld read) went to "
                            "colleagues whom it fits better",
                            (long long)(outlook.fitting - outlook.had -
                                        outlook.unwritten),
                            (long long)outlook.open),
                 true));
    return true;
}

static bool
explain(struct scheduler *scheduler, const struct rep *rep, struct buf *words,
        struct error *err)
{
    char date[TIME_TEXT];
    int64_t last;
    bool is_away;

    if (rep->quota == 0) {
        buf_add(words, "a daily quota of 0");
        return true;
    }
    if (!plan_is_away(scheduler, rep, &is_away, &last, err))
        return false;
    if (is_away || strcmp(rep->state, "away") == 0) {
        buf_printf(words, "away%s%s", is_away ? " until " : "",
                   is_away ? away_date_text(last, date) : "");
        return true;
    }
    if (!compose_knows(scheduler->compose, rep->language)) {
        buf_printf(words,
                   "posts in \"%s\", a language that polyphony does not "
                   "write yet",
                   rep->language);
        return true;
    }
    return ranked(scheduler, rep, words, err);
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
plan_idle_reason(struct store *store, const char *rep, int64_t now,
                 struct arena *arena, const char **why, struct error *err)
{
    char today[TIME_TEXT];
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT day, why FROM idle WHERE rep = $1 ORDER BY day DESC "
                 "LIMIT 1",
                 "t", rep);

    *why = NULL;
    time_text(now, today);
    if (db_next(q)) {
        const char *day = db_text(q, 0);

        *why = strncmp(day, today, strlen(day)) == 0
                   ? arena_strdup(arena, db_text(q, 1))
                   : arena_printf(arena,
                                  "nothing was planned today yet; on %s: %s",
                                  day, db_text(q, 1));
    }
    return db_done(q, err);
}
