/* Another angle, when the rep asks for it: the same story once more, away
 * from all that the rep was given on it so far. */
#include "scheduler/compose/write_inner.h"

#include <string.h>

/* The composer leaves a rep's own texts on the story out of its comparison;
 * here they stand against the new one like a stranger's. */
static bool
avoid_former(struct writing *writing, const struct suggestion *g,
             size_t *former, struct error *err)
{
    struct db_stmt *q =
        db_query(writing->scheduler->store->db, err,
                 "SELECT text, network, angle, structure, phrases, spans "
                 "FROM suggestion WHERE rep = $1 AND story = $2 ORDER BY id",
                 "ti", g->rep, g->story);

    *former = 0;
    while (db_next(q)) {
        const struct differ_post post = {.rep = "",
                                         .text = db_text(q, 0),
                                         .network = db_text(q, 1),
                                         .angle = db_text(q, 2),
                                         .structure = db_text(q, 3),
                                         .phrases = db_text(q, 4),
                                         .spans = db_text(q, 5)};

        queue_batch_avoid(writing->batch, &post);
        ++*former;
    }
    return db_done(q, err);
}

static bool
check_state(const struct suggestion *g, struct error *err)
{
    return strcmp(g->state, "approved") == 0 ||
           strcmp(g->state, "offered") == 0 ||
           error_set(err, ERROR_CONFLICT,
                     "suggestion %lld is %s: there is no other angle for it "
                     "any more",
                     (long long)g->id, g->state);
}

static bool
write_other(struct writing *writing, const struct rep *rep,
            const struct suggestion *g, struct error *err)
{
    struct todo todo = {.rep = g->rep,
                        .story = g->story,
                        .score = g->score,
                        .replaces = g->id,
                        .network = g->network};
    struct error why;
    size_t former;

    if (!write_take_up(writing, g->story, err))
        return false;
    if (writing->at_hand.index == NULL)
        return error_set(err, ERROR_CONFLICT, "%s", writing->at_hand.why_not);
    if (!avoid_former(writing, g, &former, err))
        return false;
    todo.key =
        arena_printf(writing->arena, "%s/%s/%s/%s/%zu", writing->scheduler->day,
                     rep->id, writing->at_hand.key, g->network, former + 1);
    if (write_text(writing, rep, &todo, &why))
        return true;
    if (write_is_fatal(&why)) {
        if (err != NULL)
            *err = why;
        return false;
    }
    return error_set(err, ERROR_CONFLICT,
                     "this article has no other angle for you that differs "
                     "enough; keep this text, change it, or leave it");
}

bool
scheduler_another(struct scheduler *scheduler, int64_t id, const char *who,
                  int64_t *new_id, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct writing writing;
    struct suggestion g;
    struct rep rep;
    bool ok = queue_find(scheduler->store, id, arena, &g, err) &&
              check_state(&g, err) &&
              reps_find(scheduler->store, g.rep, arena, &rep, err) &&
              scheduler_open(scheduler, err);

    *new_id = 0;
    if (ok) {
        write_open(&writing, scheduler);
        writing.at_once = true;
        writing.queue.who = who;
        ok = write_other(&writing, &rep, &g, err) &&
             db_number(scheduler->store->db, err, new_id, 0,
                       "SELECT max(id) FROM suggestion WHERE rep = $1 AND "
                       "story = $2",
                       "ti", g.rep, g.story);
        write_close(&writing);
    }
    scheduler_close(scheduler);
    arena_free(arena);
    return ok;
}
