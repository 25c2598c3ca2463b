/* Slots that no longer fit: hours, zones, holidays, away days, an embargo or
 * an expiry have changed under them. What nobody has taken is moved; what a
 * rep accepted or scheduled is their own word, and stays. */
#include "queue_write.h"

#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

struct fitting {
    struct queue *queue;
    const char *rep; /* NULL: all */
    int64_t story;   /* 0: all */
    struct queue_fit *counts;
};

struct live {
    int64_t id, at, day_starts, story, embargo, expires, snoozed;
    const char *rep;
    bool is_taken; /* accepted or scheduled */
};

static bool
load_live(const struct fitting *fitting, struct arena *arena,
          struct live **list, size_t *count, struct error *err)
{
    struct queue *queue = fitting->queue;
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT g.id, l.at, l.day_starts, g.story, s.embargo, s.expires, "
        "g.snoozed, g.rep, g.state IN ('accepted', 'scheduled') "
        "FROM slot AS l JOIN suggestion AS g ON g.id = l.suggestion "
        "JOIN story AS s ON s.id = g.story WHERE l.at > $1 AND "
        "g.state <> 'shared' AND ($2 IS NULL OR g.rep = $2) AND "
        "($3 = 0 OR g.story = $3) ORDER BY g.rep, l.at, g.key",
        "iti", queue->now, fitting->rep, fitting->story);
    size_t capacity = 0;

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        struct live *live;

        *list = mem_grow(*list, &capacity, *count + 1, sizeof **list);
        live = &(*list)[(*count)++];
        live->id = db_int(q, 0);
        live->at = db_int(q, 1);
        live->day_starts = db_int(q, 2);
        live->story = db_int(q, 3);
        live->embargo = db_int(q, 4);
        live->expires = db_is_null(q, 5) ? INT64_MAX : db_int(q, 5);
        live->snoozed = db_int(q, 6);
        live->rep = arena_strdup(arena, db_text(q, 7));
        live->is_taken = db_int(q, 8) != 0;
    }
    return db_done(q, err);
}

/* Another slot with a line in the record; none is left: it expires. */
static bool
move_slot(struct fitting *fitting, const struct live *live, const char *why,
          struct error *err)
{
    struct queue *queue = fitting->queue;
    struct arena *arena = arena_new(0);
    struct suggestion g;
    struct queue_audit row = {.what = "another slot", .note = why};
    int64_t from = live->snoozed > queue->now ? live->snoozed : queue->now;
    bool ok = queue_find(queue->store, live->id, arena, &g, err);

    if (ok && !queue_place_again(queue, &g, from, err)) {
        ok = err->kind == ERROR_LIMIT &&
             queue_move(queue, &g, "expired", "expire", err->text, err);
        fitting->counts->expired += ok;
    } else if (ok) {
        row.suggestion = g.id;
        row.was = g.state;
        row.is_now = g.state;
        ok = queue_write_audit(queue, &row, err);
        fitting->counts->moved += ok;
    }
    arena_free(arena);
    return ok;
}

/* Does the slot lie where one would be proposed today? `why` says what is
 * against it. False only when the store fails. */
static bool
find_fault(struct queue *queue, const struct rep *rep, const struct live *live,
           const char **fault, struct arena *arena, struct error *err)
{
    struct error why = {0};

    *fault = NULL;
    if (live->at < live->embargo)
        *fault = "its story is under embargo then";
    else if (live->at >= live->expires)
        *fault = "its story has expired then";
    else if (!queue_time_is_worked(queue, rep, live->at, &why)) {
        if (why.kind != ERROR_CONFLICT) {
            if (err != NULL)
                *err = why;
            return false;
        }
        *fault = arena_strdup(arena, why.text);
    }
    return true;
}

static bool
fit_one(struct fitting *fitting, const struct rep *rep, const struct live *live,
        struct arena *arena, struct error *err)
{
    struct queue *queue = fitting->queue;
    int64_t starts = slot_day_start(&rep->hours, live->at);
    const char *fault;

    if (!find_fault(queue, rep, live, &fault, arena, err))
        return false;
    if (fault != NULL && !live->is_taken)
        return move_slot(fitting, live, fault, err);
    fitting->counts->kept += fault != NULL;
    return live->is_taken || starts == live->day_starts ||
           db_run(queue->store->db, err,
                  "UPDATE slot SET day_starts = $2 WHERE suggestion = $1", "ii",
                  live->id, starts);
}

static bool
run_fit(void *context, struct error *err)
{
    struct fitting *fitting = context;
    struct arena *arena = arena_new(0);
    struct live *list;
    struct rep rep = {0};
    size_t count;
    bool ok = load_live(fitting, arena, &list, &count, err);

    for (size_t i = 0; ok && i < count; i++) {
        if (rep.id == NULL || strcmp(rep.id, list[i].rep) != 0)
            ok =
                reps_find(fitting->queue->store, list[i].rep, arena, &rep, err);
        ok = ok && fit_one(fitting, &rep, &list[i], arena, err);
    }
    free(list);
    arena_free(arena);
    return ok;
}

bool
queue_fit_slots(struct queue *queue, const char *rep, int64_t story,
                struct queue_fit *counts, struct error *err)
{
    struct fitting fitting = {
        .queue = queue, .rep = rep, .story = story, .counts = counts};

    memset(counts, 0, sizeof *counts);
    return db_transaction(queue->store->db, run_fit, &fitting, err);
}
