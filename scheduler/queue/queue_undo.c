/* Undo: the reverse of one's own last act, within seconds. Whatever it taught,
 * took or freed comes back with it, or it is refused as a whole. */
#include "queue_write.h"

#include "polyphony/clock.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

struct undo {
    struct queue *queue;
    int64_t *id;
    size_t *count;
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
           queue_write_audit(queue, &row, err);
}

/* The verdict goes, and the rep's trust is what it was before it. */
static bool
take_verdict_back(struct queue *queue, const struct suggestion *g,
                  struct error *err)
{
    struct db *db = queue->store->db;
    struct db_stmt *q = db_query(
        db, err,
        "SELECT id, trust FROM decision WHERE suggestion = $1 AND who = $2 "
        "ORDER BY id DESC LIMIT 1",
        "it", g->id, queue->who);
    bool found = db_next(q), taught = found && !db_is_null(q, 1);
    int64_t id = found ? db_int(q, 0) : 0, trust = taught ? db_int(q, 1) : 0;

    return db_done(q, err) &&
           (!found ||
            db_run(db, err, "DELETE FROM decision WHERE id = $1", "i", id)) &&
           (!taught || reps_set_trust(queue->store, g->rep, (int)trust, err));
}

/* A row of what a person did last: one, or all of what they did at once. */
struct act {
    int64_t id, suggestion, at;
    const char *was, *is_now, *what, *note;
    bool is_edit;
};

enum { MOST_ACTS = 10000 };

struct acts {
    struct act *items; /* the latest first */
    size_t count, capacity;
};

static void
read_act(struct db_stmt *q, struct arena *arena, struct act *act)
{
    act->suggestion = db_int(q, 0);
    act->at = db_int(q, 1);
    act->was = arena_strdup(arena, db_text(q, 2));
    act->is_now = arena_strdup(arena, db_text(q, 3));
    act->what = arena_strdup(arena, db_text(q, 4));
    act->note = arena_strdup(arena, db_text(q, 5));
    act->id = db_int(q, 6);
    act->is_edit = strcmp(act->what, "edit") == 0 ||
                   (strcmp(act->what, "send to review") == 0 &&
                    strcmp(act->note, "edited") == 0);
}

/* "... (2 of 3)": 2, where it was done at once with others; else 1. */
static size_t
part_of(const struct act *act)
{
    size_t len = strlen(act->what), tail = strlen(QUEUE_ALL_AT_ONCE);
    const char *part = strrchr(act->note, '(');

    if (len <= tail || part == NULL ||
        strcmp(act->what + len - tail, QUEUE_ALL_AT_ONCE) != 0)
        return 1;
    return strtoul(part + 1, NULL, 10);
}

static bool
last_acts(struct queue *queue, struct arena *arena, struct acts *acts,
          struct error *err)
{
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT suggestion, at, was, is_now, what, coalesce(note, ''), id "
        "FROM audit WHERE who = $1 AND suggestion IS NOT NULL AND id <= $3 "
        "ORDER BY id DESC LIMIT $2",
        "tii", queue->who, (int64_t)MOST_ACTS,
        queue->undo_of != 0 ? queue->undo_of : INT64_MAX);

    memset(acts, 0, sizeof *acts);
    while (db_next(q)) {
        struct act act;

        read_act(q, arena, &act);
        acts->items = mem_grow(acts->items, &acts->capacity, acts->count + 1,
                               sizeof *acts->items);
        acts->items[acts->count++] = act;
        if (part_of(&act) <= 1)
            break;
    }
    return db_done(q, err);
}

/* What leaves the state as it is has to be known here to be taken back. */
static bool
is_act(const struct act *act)
{
    static const char *const known[] = {"snooze", "wake", "move", "approve",
                                        "approve" QUEUE_ALL_AT_ONCE};

    if (act->is_edit || strcmp(act->was, act->is_now) != 0)
        return true;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(act->what, known[i]) == 0)
            return true;
    }
    return false;
}

static bool
can_be_undone(const struct queue *queue, const struct acts *acts,
              struct error *err)
{
    const struct act *act = acts->items;

    if (acts->count == 0 || act->was == NULL || act->is_now == NULL ||
        (queue->undo_of != 0 && act->id != queue->undo_of) ||
        strcmp(act->what, "undo") == 0 || !is_act(act))
        return error_set(err, ERROR_NOTFOUND,
                         "nothing to undo: your last act was no move");
    return queue->now - act->at <= QUEUE_UNDO_SECONDS ||
           error_set(err, ERROR_CONFLICT,
                     "your last move was more than %d seconds ago",
                     QUEUE_UNDO_SECONDS);
}

static bool
story_is_open(struct queue *queue, const struct suggestion *g,
              struct error *err)
{
    int64_t open;

    return db_number(queue->store->db, err, &open, 0,
                     "SELECT count(*) FROM story WHERE id = $1 AND "
                     "state <> 'retracted'",
                     "i", g->story) &&
           (open > 0 || error_set(err, ERROR_CONFLICT,
                                  "its story is retracted; `polyphony story "
                                  "open` comes first"));
}

/* Whatever came after it, by whomever, is not to be undone with it. */
static bool
is_latest(struct queue *queue, const struct act *act,
          const struct suggestion *g, struct error *err)
{
    int64_t later;

    return db_number(queue->store->db, err, &later, 0,
                     "SELECT count(*) FROM audit WHERE suggestion = $1 "
                     "AND id > $2",
                     "ii", g->id, act->id) &&
           (later == 0 ||
            error_set(err, ERROR_CONFLICT,
                      "suggestion %lld has moved on and is %s; nothing was "
                      "undone",
                      (long long)g->id, g->state));
}

/* When it was snoozed until before; TIME_NONE: it was not. */
static bool
snoozed_before(struct queue *queue, const struct act *act, int64_t *until,
               struct error *err)
{
    struct db_stmt *q =
        db_query(queue->store->db, err,
                 "SELECT note FROM audit WHERE suggestion = $1 AND id < $2 AND "
                 "what = 'snooze' ORDER BY id DESC LIMIT 1",
                 "ii", act->suggestion, act->id);

    *until = TIME_NONE;
    if (db_next(q) &&
        (db_text(q, 0) == NULL || !time_parse(db_text(q, 0), until) ||
         *until <= queue->now))
        *until = TIME_NONE;
    return db_done(q, err);
}

/* Asleep or there again as before, at a time that fits that. */
static bool
snooze_as_before(struct queue *queue, const struct act *act,
                 const struct suggestion *g, struct error *err)
{
    struct db *db = queue->store->db;
    int64_t until;

    if (!snoozed_before(queue, act, &until, err))
        return false;
    return (until != TIME_NONE
                ? db_run(db, err,
                         "UPDATE suggestion SET snoozed = $2 WHERE id = $1",
                         "ii", g->id, until)
                : db_run(db, err,
                         "UPDATE suggestion SET snoozed = NULL WHERE id = $1",
                         "i", g->id)) &&
           queue_place_again(queue, g, until != TIME_NONE ? until : queue->now,
                             err);
}

/* What the reverse of a move needs beside the state. A suggestion that died
 * gave its slot and its wording away: it gets a new slot, if nobody else has
 * taken the words. An edit gives the former words back, never the state
 * alone: the new ones were not reviewed. */
static bool
prepare_undo(struct queue *queue, const struct act *act, struct suggestion *g,
             struct arena *arena, struct error *err)
{
    static const char *const verdicts[] = {
        "approve", "approve" QUEUE_ALL_AT_ONCE, "ask for a change", "reject"};
    struct rep rep;

    if (!reps_find(queue->store, g->rep, arena, &rep, err))
        return false;
    if (act->is_edit)
        return queue_put_text_back(queue, &rep, g, arena, err);
    if (strcmp(act->what, QUEUE_ANOTHER) == 0 &&
        !queue_take_back(queue, g, err))
        return false;
    if (strcmp(act->what, "snooze") == 0 || strcmp(act->what, "wake") == 0)
        return snooze_as_before(queue, act, g, err);
    if (strcmp(act->what, "schedule") == 0 || strcmp(act->what, "move") == 0)
        return queue_time_as_before(queue, g, act->note, err);
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        if (strcmp(act->what, verdicts[i]) == 0 &&
            !take_verdict_back(queue, g, err))
            return false;
    }
    return !queue_is_dead(g->state) || queue_is_dead(act->was) ||
           (story_is_open(queue, g, err) &&
            queue_differs(queue, &rep, g, err) &&
            queue_place_again(queue, g, queue->now, err));
}

/* One of the blind sample that failed was taken back from the rep first: two
 * rows, one act. */
static bool
find_start(struct queue *queue, struct act *act, struct arena *arena,
           struct error *err)
{
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT was FROM audit WHERE suggestion = $1 AND id = $2 - 1 AND "
        "who = $3 AND at = $4 AND what = 'send to review' AND "
        "note = '" QUEUE_BLIND "'",
        "iiti", act->suggestion, act->id, queue->who, act->at);

    if (db_next(q))
        act->was = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}

static bool
undo_one(struct queue *queue, struct act *act, struct arena *arena,
         struct error *err)
{
    struct suggestion g;

    return find_start(queue, act, arena, err) &&
           queue_find(queue->store, act->suggestion, arena, &g, err) &&
           is_latest(queue, act, &g, err) &&
           prepare_undo(queue, act, &g, arena, err) &&
           reverse(queue, &g, act->was, err);
}

/* What was done at once is undone at once, or not at all. */
static bool
run_undo(void *context, struct error *err)
{
    struct undo *undo = context;
    struct arena *arena = arena_new(0);
    struct acts acts;
    bool ok = last_acts(undo->queue, arena, &acts, err) &&
              can_be_undone(undo->queue, &acts, err);

    for (size_t i = 0; ok && i < acts.count; i++)
        ok = undo_one(undo->queue, &acts.items[i], arena, err);
    *undo->id = acts.count > 0 ? acts.items[0].suggestion : 0;
    *undo->count = acts.count;
    free(acts.items);
    arena_free(arena);
    return ok;
}

bool
queue_undo(struct queue *queue, int64_t *id, size_t *count, struct error *err)
{
    struct undo undo = {.queue = queue, .id = id, .count = count};

    *id = 0;
    *count = 0;
    return db_transaction(queue->store->db, run_undo, &undo, err);
}
