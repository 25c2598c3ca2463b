/* What happens to the queue by time, and to many at once. */
#include "queue_write.h"

#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

#define LATE (3 * 86400) /* after its slot, an untaken suggestion expires */

bool
queue_place_again(struct queue *queue, const struct suggestion *g, int64_t from,
                  struct error *err)
{
    struct arena *arena = arena_new(0);
    struct rep rep;
    struct placed placed;
    bool ok = db_run(queue->store->db, err,
                     "DELETE FROM slot WHERE suggestion = $1", "i", g->id) &&
              reps_find(queue->store, g->rep, arena, &rep, err) &&
              queue_place(queue, &rep, g->story, g->story_key, g->network, from,
                          &placed, err) &&
              queue_write_slot(queue, g->id, g->rep, g->story, g->network,
                               &placed, err);

    arena_free(arena);
    return ok;
}

/* --- many at once
 * ------------------------------------------------------------- */

const char *
queue_part_note(struct arena *arena, const char *note, size_t part,
                size_t count)
{
    return arena_printf(arena, "%s%s(%zu of %zu)", note != NULL ? note : "",
                        note != NULL ? " " : "", part, count);
}

/* Suggestions picked by a statement with one number, or a rep, as its
 * parameter. */
static bool
pick(struct queue *queue, const char *sql, int64_t value, const char *rep,
     int64_t **ids, size_t *count, struct error *err)
{
    struct db_stmt *q = rep != NULL
                            ? db_query(queue->store->db, err, sql, "t", rep)
                            : db_query(queue->store->db, err, sql, "i", value);
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
    const char *rep; /* instead of the value */
    bool at_once;    /* an undo takes back all of it */
    size_t *count;
};

static bool
run_sweep(void *context, struct error *err)
{
    struct sweep *sweep = context;
    int64_t *ids;
    size_t count;
    bool ok = pick(sweep->queue, sweep->sql, sweep->value, sweep->rep, &ids,
                   &count, err);

    for (size_t i = 0; ok && i < count; i++) {
        struct arena *arena = arena_new(0);
        struct suggestion g;

        ok = queue_find(sweep->queue->store, ids[i], arena, &g, err) &&
             queue_move(sweep->queue, &g, sweep->to, sweep->what,
                        sweep->at_once
                            ? queue_part_note(arena, sweep->note, i + 1, count)
                            : sweep->note,
                        err);
        arena_free(arena);
    }
    *sweep->count = count;
    free(ids);
    return ok;
}

#define UNTAKEN                                                                \
    "'draft', 'in_review', 'changes_requested', 'approved', 'offered'"
#define OF_STORY                                                               \
    "SELECT id FROM suggestion WHERE story IN (SELECT b.id FROM "              \
    "story AS a JOIN story AS b ON b.id = coalesce(a.same_as, a.id) "          \
    "OR b.same_as = coalesce(a.same_as, a.id) WHERE a.id = $1) AND "

bool
queue_withdraw_story(struct queue *queue, int64_t story, bool taken_too,
                     const char *note, size_t *count, struct error *err)
{
    struct sweep sweep = {
        .queue = queue,
        .sql = taken_too ? OF_STORY "state IN (" UNTAKEN
                                    ", 'accepted', 'scheduled') "
                                    "ORDER BY id"
                         : OF_STORY "state IN (" UNTAKEN ") ORDER BY id",
        .to = "withdrawn",
        .what = "withdraw" QUEUE_ALL_AT_ONCE,
        .note = note,
        .value = story,
        .at_once = true,
        .count = count};

    return db_transaction(queue->store->db, run_sweep, &sweep, err);
}

bool
queue_withdraw_rep(struct queue *queue, const char *rep, const char *note,
                   size_t *count, struct error *err)
{
    struct sweep sweep = {.queue = queue,
                          .sql = "SELECT id FROM suggestion WHERE rep = $1 AND "
                                 "state IN (" UNTAKEN
                                 ", 'accepted', 'scheduled') ORDER BY id",
                          .to = "withdrawn",
                          .what = "withdraw" QUEUE_ALL_AT_ONCE,
                          .note = note,
                          .rep = rep,
                          .at_once = true,
                          .count = count};

    return db_transaction(queue->store->db, run_sweep, &sweep, err);
}

static bool
read_reach(struct db_stmt *q, struct queue_reach *reach, struct error *err)
{
    memset(reach, 0, sizeof *reach);
    if (db_next(q))
        *reach = (struct queue_reach){.untaken = db_int(q, 0),
                                      .taken = db_int(q, 1),
                                      .shared = db_int(q, 2)};
    return db_done(q, err);
}

#define REACH                                                                  \
    "coalesce(sum(state IN (" UNTAKEN ")), 0), "                               \
    "coalesce(sum(state IN ('accepted', 'scheduled')), 0), "                   \
    "coalesce(sum(state = 'shared'), 0) FROM suggestion WHERE "

bool
queue_reach_story(struct store *store, int64_t story, struct queue_reach *reach,
                  struct error *err)
{
    return read_reach(
        db_query(store->db, err,
                 "SELECT " REACH "story IN (SELECT b.id FROM story AS a JOIN "
                 "story AS b ON b.id = coalesce(a.same_as, a.id) OR b.same_as "
                 "= coalesce(a.same_as, a.id) WHERE a.id = $1)",
                 "i", story),
        reach, err);
}

bool
queue_reach_rep(struct store *store, const char *rep, struct queue_reach *reach,
                struct error *err)
{
    return read_reach(
        db_query(store->db, err, "SELECT " REACH "rep = $1", "t", rep), reach,
        err);
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

    if (ok && !queue_place_again(queue, &g, queue->now, err))
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

struct other_time {
    struct queue *queue;
    int64_t id, *at;
};

#define TOO_CLOSE "it stood too close to another one"
#define WAS ", was "

/* ERROR_CONFLICT where its time is not ours to choose. */
static bool
find_untaken(struct queue *queue, int64_t id, struct arena *arena,
             struct suggestion *g, struct error *err)
{
    if (!queue_find(queue->store, id, arena, g, err))
        return false;
    if (queue_is_dead(g->state) || strcmp(g->state, "accepted") == 0 ||
        strcmp(g->state, "scheduled") == 0 || strcmp(g->state, "shared") == 0)
        return error_set(err, ERROR_CONFLICT,
                         "Its time is the rep's by now: it is %s", g->state);
    return true;
}

static bool
note_other_time(struct queue *queue, const struct suggestion *g,
                const char *note, struct error *err)
{
    struct queue_audit row = {.what = "later slot",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .note = note};

    return queue_write_audit(queue, &row, err);
}

static bool
run_other_time(void *context, struct error *err)
{
    struct other_time *other = context;
    struct queue *queue = other->queue;
    struct arena *arena = arena_new(0);
    struct suggestion g;
    char was[TIME_TEXT];
    bool ok =
        find_untaken(queue, other->id, arena, &g, err) &&
        queue_place_again(queue, &g, queue->now, err) &&
        note_other_time(queue, &g,
                        g.slot == TIME_NONE
                            ? TOO_CLOSE
                            : arena_printf(arena, TOO_CLOSE WAS "%s",
                                           time_text(g.slot, was)),
                        err) &&
        db_number(queue->store->db, err, other->at, 0,
                  "SELECT at FROM slot WHERE suggestion = $1", "i", other->id);

    arena_free(arena);
    return ok;
}

bool
queue_other_time(struct queue *queue, int64_t id, int64_t *at,
                 struct error *err)
{
    struct other_time other = {.queue = queue, .id = id, .at = at};

    return db_transaction(queue->store->db, run_other_time, &other, err);
}

/* What the last act with it noted as its time before. */
static bool
former_time(struct queue *queue, int64_t id, int64_t *at, struct error *err)
{
    struct db_stmt *q = db_query(queue->store->db, err,
                                 "SELECT what, note FROM audit WHERE "
                                 "suggestion = $1 ORDER BY id DESC LIMIT 1",
                                 "i", id);

    *at = TIME_NONE;
    if (db_next(q) && strcmp(db_text(q, 0), "later slot") == 0 &&
        db_text(q, 1) != NULL &&
        strncmp(db_text(q, 1), TOO_CLOSE WAS, strlen(TOO_CLOSE WAS)) == 0 &&
        !time_parse(db_text(q, 1) + strlen(TOO_CLOSE WAS), at))
        *at = TIME_NONE;
    return db_done(q, err) &&
           (*at != TIME_NONE || error_set(err, ERROR_CONFLICT,
                                          "Something else was done with it "
                                          "meanwhile"));
}

static bool
run_former_time(void *context, struct error *err)
{
    struct other_time *other = context;
    struct queue *queue = other->queue;
    struct arena *arena = arena_new(0);
    struct placed placed;
    struct suggestion g;
    struct rep rep;
    bool ok = find_untaken(queue, other->id, arena, &g, err) &&
              former_time(queue, other->id, other->at, err) &&
              reps_find(queue->store, g.rep, arena, &rep, err);

    if (ok && *other->at <= queue->now)
        ok = error_set(err, ERROR_CONFLICT, "Its former time has passed");
    if (ok) {
        placed.at = *other->at;
        placed.day_starts = slot_day_start(&rep.hours, placed.at);
        ok = queue_write_slot(queue, g.id, g.rep, g.story, g.network, &placed,
                              err) &&
             note_other_time(queue, &g, "its former time again", err);
    }
    arena_free(arena);
    return ok;
}

bool
queue_former_time(struct queue *queue, int64_t id, int64_t *at,
                  struct error *err)
{
    struct other_time other = {.queue = queue, .id = id, .at = at};

    return db_transaction(queue->store->db, run_former_time, &other, err);
}

static bool
run_move_on(void *context, struct error *err)
{
    struct sweep *sweep = context;
    int64_t *ids;
    size_t count;
    bool ok = pick(sweep->queue, sweep->sql, sweep->value, sweep->rep, &ids,
                   &count, err);

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
    size_t outdated = 0;
    struct sweep expire_story = {
        .queue = queue,
        .sql = "SELECT g.id FROM suggestion AS g JOIN story AS s "
               "ON s.id = g.story WHERE s.expires <= $1 AND g.state IN "
               "(" UNTAKEN ", 'accepted', 'scheduled') ORDER BY g.id",
        .to = "expired",
        .what = "expire",
        .note = "its story has expired",
        .value = queue->now,
        .count = &outdated};
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
               "ON l.suggestion = g.id JOIN story AS s ON s.id = g.story "
               "WHERE l.day_starts <= $1 AND g.state = 'approved' AND "
               "s.state = 'open' AND (s.embargo IS NULL OR s.embargo <= $1) "
               "ORDER BY g.id",
        .to = "offered",
        .what = "offer",
        .value = queue->now,
        .count = &counts->offered};

    memset(counts, 0, sizeof *counts);
    if (!db_transaction(db, run_sweep, &expire_story, err) ||
        !db_transaction(db, run_sweep, &expire, err) ||
        !db_transaction(db, run_move_on, &later, err) ||
        !db_transaction(db, run_sweep, &offer, err))
        return false;
    counts->expired += outdated;
    return true;
}
