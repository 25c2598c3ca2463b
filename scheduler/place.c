/* Finds a suggestion's slot: loads what is taken and asks slot.c. */
#include "queue_write.h"

#include "polyphony/mem.h"
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

#define AROUND (3 * 86400) /* slots a few days back still count for quotas */

struct taken {
    int64_t *items;
    size_t count, capacity;
};

static void
take(struct taken *taken, int64_t at)
{
    taken->items = mem_grow(taken->items, &taken->capacity, taken->count + 1,
                            sizeof *taken->items);
    taken->items[taken->count++] = at;
}

/* What a slot is for, and what is taken around it. */
struct search {
    struct queue *queue;
    const struct rep *rep;
    const struct place *place;
    struct taken own, own_network, others;
};

static bool
load_own(struct search *search, struct error *err)
{
    struct db_stmt *q =
        db_query(search->queue->store->db, err,
                 "SELECT at, network FROM slot WHERE rep = $1 AND at >= $2 "
                 "AND suggestion <> $3 ORDER BY at",
                 "tii", search->rep->id, search->place->from - AROUND,
                 search->place->suggestion);

    while (db_next(q)) {
        take(&search->own, db_int(q, 0));
        if (strcmp(db_text(q, 1), search->place->network) == 0)
            take(&search->own_network, db_int(q, 0));
    }
    return db_done(q, err);
}

/* A story and those that turned out to be the same count as one. */
static bool
load_others(struct search *search, struct error *err)
{
    struct db_stmt *q = db_query(
        search->queue->store->db, err,
        "SELECT l.at FROM slot AS l WHERE l.network = $3 AND l.rep <> $1 "
        "AND l.at >= $4 AND l.story IN (SELECT b.id FROM story AS a "
        "JOIN story AS b ON b.id = coalesce(a.same_as, a.id) "
        "OR b.same_as = coalesce(a.same_as, a.id) WHERE a.id = $2)",
        "titi", search->rep->id, search->place->story, search->place->network,
        search->place->from - AROUND);

    while (db_next(q))
        take(&search->others, db_int(q, 0));
    return db_done(q, err);
}

static void
drop(struct search *search)
{
    free(search->own.items);
    free(search->own_network.items);
    free(search->others.items);
}

bool
queue_place(struct queue *queue, const struct rep *rep,
            const struct place *place, struct placed *placed, struct error *err)
{
    struct search search = {.queue = queue, .rep = rep, .place = place};
    bool ok = load_own(&search, err) && load_others(&search, err);

    if (ok) {
        struct slot_request request = {
            .hours = &rep->hours,
            .from = place->from,
            .seed = slot_seed(rep->id, place->story_key, place->network),
            .own = search.own.items,
            .n_own = search.own.count,
            .quota = rep->quota,
            .own_network = search.own_network.items,
            .n_own_network = search.own_network.count,
            .others = search.others.items,
            .n_others = search.others.count,
            .horizon = queue->horizon_days,
        };

        ok = slot_next(&request, &placed->at);
        if (ok)
            placed->day_starts = slot_day_start(&rep->hours, placed->at);
        else
            error_set(err, ERROR_LIMIT,
                      "no free slot on %s within %d days of %s's hours",
                      place->network, queue->horizon_days, rep->name);
    }
    drop(&search);
    return ok;
}

static bool
is_near(const struct taken *taken, int64_t at, int64_t seconds)
{
    for (size_t i = 0; i < taken->count; i++) {
        if (llabs(taken->items[i] - at) < seconds)
            return true;
    }
    return false;
}

bool
queue_fits(struct queue *queue, const struct rep *rep,
           const struct place *place, struct error *err)
{
    struct search search = {.queue = queue, .rep = rep, .place = place};
    const char *why = NULL;

    if (!load_own(&search, err) || !load_others(&search, err)) {
        drop(&search);
        return false;
    }
    if (!slot_is_within(&rep->hours, place->from))
        why = "outside the working hours";
    else if (is_near(&search.own, place->from, SLOT_GAP))
        why = "within half an hour of another post of the same rep";
    else if (is_near(&search.others, place->from, SLOT_SPACING))
        why = "within four hours of a colleague's post on this story";
    drop(&search);
    return why == NULL ||
           error_set(err, ERROR_CONFLICT, "that time is %s", why);
}

bool
queue_write_slot(struct queue *queue, int64_t suggestion, const char *rep,
                 int64_t story, const char *network,
                 const struct placed *placed, struct error *err)
{
    return db_run(queue->store->db, err,
                  "INSERT INTO slot(suggestion, rep, story, network, at, "
                  "day_starts) VALUES ($1, $2, $3, $4, $5, $6) "
                  "ON CONFLICT(suggestion) DO UPDATE SET at = excluded.at, "
                  "day_starts = excluded.day_starts",
                  "ititii", suggestion, rep, story, network, placed->at,
                  placed->day_starts);
}
