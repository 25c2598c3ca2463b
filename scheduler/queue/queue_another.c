/* Another angle: one text leaves and the next one takes its slot. Both happen
 * in the transaction that stores the new one; the undo of it is here too. */
#include "queue_write.h"

#include <string.h>

/* The rep's own move; an approved text passes through "offered", as when it is
 * taken early. */
static bool
discard(struct queue *queue, struct suggestion *g, struct error *err)
{
    if (strcmp(g->state, "approved") == 0) {
        if (!queue_move(queue, g, "offered", "offer", "early", err))
            return false;
        g->state = "offered";
    }
    return queue_move(queue, g, "discarded", QUEUE_ANOTHER, NULL, err);
}

static bool
find_replaced(struct queue *queue, const struct queue_new *new,
              struct arena *arena, struct suggestion *g, struct error *err)
{
    if (!queue_find(queue->store, new->replaces, arena, g, err))
        return false;
    if (strcmp(g->rep, new->rep->id) != 0 || g->story != new->story)
        return error_set(err, ERROR_CONFLICT,
                         "suggestion %lld is about something else",
                         (long long)g->id);
    return strcmp(g->state, "approved") == 0 ||
           strcmp(g->state, "offered") == 0 ||
           error_set(err, ERROR_CONFLICT,
                     "suggestion %lld is %s: there is no other angle for it "
                     "any more",
                     (long long)g->id, g->state);
}

static bool
read_slot(struct queue *queue, int64_t id, struct placed *placed, bool *found,
          struct error *err)
{
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT at, day_starts FROM slot WHERE suggestion = $1", "i", id);

    *found = db_next(q);
    if (*found)
        *placed =
            (struct placed){.at = db_int(q, 0), .day_starts = db_int(q, 1)};
    return db_done(q, err);
}

bool
queue_give_place(struct queue *queue, const struct queue_new *new,
                 struct placed *placed, bool *offered, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion g;
    bool found = false;
    bool ok = find_replaced(queue, new, arena, &g, err) &&
              read_slot(queue, g.id, placed, &found, err);

    *offered = ok && strcmp(g.state, "offered") == 0;
    ok = ok && discard(queue, &g, err) &&
         (found || queue_place(queue, new->rep, new->story, new->story_key,
                               new->network, queue->now, placed, err));

    arena_free(arena);
    return ok;
}

/* On the rep's table at once, unless it has to be read first. */
bool
queue_take_place(struct queue *queue, const struct queue_new *new, int64_t id,
                 struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion g;
    bool ok = queue_find(queue->store, id, arena, &g, err) &&
              (strcmp(g.state, "approved") != 0 ||
               queue_move(queue, &g, "offered", "offer",
                          arena_printf(arena, "another angle than %lld",
                                       (long long)new->replaces),
                          err));

    arena_free(arena);
    return ok;
}

bool
queue_take_back(struct queue *queue, const struct suggestion *g,
                struct error *err)
{
    struct queue writer = *queue;
    struct arena *arena = arena_new(0);
    struct suggestion other;
    int64_t id;
    bool ok = db_number(queue->store->db, err, &id, 0,
                        "SELECT id FROM suggestion WHERE rep = $1 AND "
                        "story = $2 AND id > $3 AND state IN "
                        "('in_review', 'approved', 'offered')",
                        "tii", g->rep, g->story, g->id);

    writer.who = "polyphony";
    if (ok && id != 0)
        ok = queue_find(queue->store, id, arena, &other, err) &&
             queue_move(&writer, &other, "withdrawn", "withdraw",
                        "the former text is back", err);
    arena_free(arena);
    return ok;
}
