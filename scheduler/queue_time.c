/* What happens to the queue by time, by undo, and to many at once. */
#include "queue_write.h"

#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define LATE (3 * 86400) /* after its slot, an untaken suggestion expires */

/* --- undo -------------------------------------------------------------------
 */

struct undo {
    struct queue *queue;
    int64_t *id;
};

/* The reverse of a move is not in the table of moves; `undoing` lets it pass
 * the trigger for the length of this transaction. */
static bool
reverse(struct queue *queue, const struct suggestion *g, const char *to,
        struct error *err)
{
    struct queue_audit row = {.what = "undo",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = to,
                              .text = g->text};
    struct db *db = queue->store->db;

    return db_run(db, err, "INSERT INTO undoing(suggestion) VALUES ($1)", "i",
                  g->id) &&
           db_run(db, err, "UPDATE suggestion SET state = $2 WHERE id = $1",
                  "it", g->id, to) &&
           db_run(db, err, "DELETE FROM undoing WHERE suggestion = $1", "i",
                  g->id) &&
           (strcmp(g->state, "shared") != 0 ||
            db_run(db, err, "DELETE FROM share WHERE suggestion = $1", "i",
                   g->id)) &&
           db_run(db, err,
                  "DELETE FROM decision WHERE suggestion = $1 AND who = $2 "
                  "AND at >= $3",
                  "iti", g->id, queue->who, queue->now - QUEUE_UNDO_SECONDS) &&
           queue_write_audit(queue, &row, err);
}

bool
queue_new_slot(struct queue *queue, const struct suggestion *g, int64_t from,
               struct error *err)
{
    struct arena *arena = arena_new(0);
    struct place place = {.story = g->story,
                          .story_key = g->story_key,
                          .network = g->network,
                          .from = from,
                          .suggestion = g->id};
    struct rep rep;
    struct placed placed;
    bool ok = reps_find(queue->store, g->rep, arena, &rep, err) &&
              queue_place(queue, &rep, &place, &placed, err) &&
              queue_write_slot(queue, g->id, g->rep, g->story, g->network,
                               &placed, err);

    arena_free(arena);
    return ok;
}

static bool
run_undo(void *context, struct error *err)
{
    struct undo *undo = context;
    struct queue *queue = undo->queue;
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT suggestion, was, what, at, is_now FROM audit WHERE who = $1 "
        "AND suggestion IS NOT NULL ORDER BY id DESC LIMIT 1",
        "t", queue->who);
    struct arena *arena = arena_new(0);
    const char *was = NULL, *is_now = NULL, *what = NULL;
    struct suggestion g;
    int64_t at = 0;
    bool ok;

    if (db_next(q)) {
        *undo->id = db_int(q, 0);
        was = arena_strdup(arena, db_text(q, 1));
        what = arena_strdup(arena, db_text(q, 2));
        at = db_int(q, 3);
        is_now = arena_strdup(arena, db_text(q, 4));
    }
    ok = db_done(q, err);
    if (ok && (was == NULL || is_now == NULL || strcmp(was, is_now) == 0 ||
               strcmp(what, "undo") == 0 || strcmp(what, "edit") == 0))
        ok = error_set(err, ERROR_NOTFOUND,
                       "nothing to undo: your last act was no move");
    if (ok && queue->now - at > QUEUE_UNDO_SECONDS)
        ok = error_set(err, ERROR_CONFLICT,
                       "your last move was more than %d seconds ago",
                       QUEUE_UNDO_SECONDS);
    ok = ok && queue_find(queue->store, *undo->id, arena, &g, err);
    if (ok && strcmp(g.state, is_now) != 0)
        ok = error_set(err, ERROR_CONFLICT,
                       "suggestion %lld is %s by now; nothing was undone",
                       (long long)g.id, g.state);
    ok = ok && reverse(queue, &g, was, err) &&
         (!queue_is_dead(g.state) || queue_is_dead(was) ||
          queue_new_slot(queue, &g, queue->now, err));
    arena_free(arena);
    return ok;
}

bool
queue_undo(struct queue *queue, int64_t *id, struct error *err)
{
    struct undo undo = {.queue = queue, .id = id};

    *id = 0;
    return db_transaction(queue->store->db, run_undo, &undo, err);
}

/* --- many at once
 * ------------------------------------------------------------- */

/* Suggestions picked by a statement with one number as its parameter. */
static bool
pick(struct queue *queue, const char *sql, int64_t value, int64_t **ids,
     size_t *count, struct error *err)
{
    struct db_stmt *q = db_query(queue->store->db, err, sql, "i", value);
    size_t capacity = 0;

    *ids = NULL;
    *count = 0;
    while (db_next(q)) {
        *ids = mem_grow(*ids, &capacity, *count + 1, sizeof **ids);
        (*ids)[(*count)++] = db_int(q, 0);
    }
    return db_done(q, err);
}

struct sweep {
    struct queue *queue;
    const char *sql, *to, *what, *note;
    int64_t value;
    size_t *count;
};

static bool
run_sweep(void *context, struct error *err)
{
    struct sweep *sweep = context;
    int64_t *ids;
    size_t count;
    bool ok = pick(sweep->queue, sweep->sql, sweep->value, &ids, &count, err);

    for (size_t i = 0; ok && i < count; i++) {
        struct arena *arena = arena_new(0);
        struct suggestion g;

        ok = queue_find(sweep->queue->store, ids[i], arena, &g, err) &&
             queue_move(sweep->queue, &g, sweep->to, sweep->what, sweep->note,
                        err);
        arena_free(arena);
    }
    *sweep->count = count;
    free(ids);
    return ok;
}

bool
queue_withdraw_story(struct queue *queue, int64_t story, const char *note,
                     size_t *count, struct error *err)
{
    struct sweep sweep = {
        .queue = queue,
        .sql = "SELECT id FROM suggestion WHERE story = $1 AND state IN "
               "('draft', 'in_review', 'changes_requested', 'approved', "
               "'offered', 'accepted', 'scheduled') ORDER BY id",
        .to = "withdrawn",
        .what = "withdraw",
        .note = note,
        .value = story,
        .count = count};

    return db_transaction(queue->store->db, run_sweep, &sweep, err);
}

/* --- time
 * --------------------------------------------------------------------- */

/* Due but not reviewed: a later slot, with a line in the record. */
static bool
move_on(struct queue *queue, int64_t id, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion g;
    bool ok = queue_find(queue->store, id, arena, &g, err);

    if (ok && !queue_new_slot(queue, &g, queue->now, err))
        ok = err->kind == ERROR_LIMIT &&
             queue_move(queue, &g, "expired", "expire", err->text, err);
    else if (ok) {
        struct queue_audit row = {.what = "later slot",
                                  .suggestion = id,
                                  .was = g.state,
                                  .is_now = g.state,
                                  .note = "due but not reviewed"};

        ok = queue_write_audit(queue, &row, err);
    }
    arena_free(arena);
    return ok;
}

static bool
run_move_on(void *context, struct error *err)
{
    struct sweep *sweep = context;
    int64_t *ids;
    size_t count;
    bool ok = pick(sweep->queue, sweep->sql, sweep->value, &ids, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        ok = move_on(sweep->queue, ids[i], err);
    *sweep->count = count;
    free(ids);
    return ok;
}

bool
queue_tick(struct queue *queue, struct queue_tick *counts, struct error *err)
{
    struct db *db = queue->store->db;
    struct sweep expire = {
        .queue = queue,
        .sql = "SELECT g.id FROM suggestion AS g JOIN slot AS l "
               "ON l.suggestion = g.id WHERE l.at < $1 AND g.state IN "
               "('draft', 'changes_requested', 'approved', 'offered') "
               "AND (g.snoozed IS NULL OR g.snoozed < $1) ORDER BY g.id",
        .to = "expired",
        .what = "expire",
        .note = "nobody took it within three days of its slot",
        .value = queue->now - LATE,
        .count = &counts->expired};
    struct sweep later = {.queue = queue,
                          .sql =
                              "SELECT g.id FROM suggestion AS g JOIN slot AS l "
                              "ON l.suggestion = g.id WHERE l.at <= $1 AND "
                              "g.state = 'in_review' ORDER BY g.id",
                          .value = queue->now,
                          .count = &counts->moved};
    struct sweep offer = {
        .queue = queue,
        .sql = "SELECT g.id FROM suggestion AS g JOIN slot AS l "
               "ON l.suggestion = g.id WHERE l.day_starts <= $1 AND "
               "g.state = 'approved' ORDER BY g.id",
        .to = "offered",
        .what = "offer",
        .value = queue->now,
        .count = &counts->offered};

    memset(counts, 0, sizeof *counts);
    return db_transaction(db, run_sweep, &expire, err) &&
           db_transaction(db, run_move_on, &later, err) &&
           db_transaction(db, run_sweep, &offer, err);
}
