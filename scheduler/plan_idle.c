/* Why a rep has nothing: the one writer of idle. */
#include "polyphony/clock.h"
#include "polyphony/compose.h"
#include "polyphony/scheduler.h"

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
