/* What became of what was offered, by feed and week; see the header. */
#include "polyphony/pickup.h"
#include "name_table.h"
#include "offer_facts.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more in an arena's list; returns the list. */
static void *
grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size)
{
    void *more;

    if (count < *room)
        return list;
    *room = *room != 0 ? *room * 2 : 128;
    more = arena_array(arena, *room, size);
    if (count > 0)
        memcpy(more, list, count * size);
    return more;
}

#define WEEK 604800
#define WEEKS_MOST 1024 /* what is later counts as the last of them */

static int
by_week(const void *a, const void *b)
{
    const struct pickup_bucket *x = a, *y = b;

    if (x->feed != y->feed)
        return x->feed < y->feed ? -1 : 1;
    if (x->week != y->week)
        return x->week < y->week ? -1 : 1;
    return (int)x->late - (int)y->late;
}

/* Its place in the list + 1, as a value of the table. */
static struct pickup_bucket *
bucket_of(struct name_table *table, struct pickup_bucket **list, size_t *count,
          size_t *room, struct pickup_bucket key)
{
    struct name_entry *entry =
        name_table_pair(table, key.feed, key.week * 2 + key.late);
    size_t at = (size_t)(uintptr_t)entry->value;

    if (at == 0) {
        *list = grow(table->arena, *list, *count, room, sizeof **list);
        (*list)[*count] = key;
        at = ++*count;
        entry->value = (void *)(uintptr_t)at;
    }
    return &(*list)[at - 1];
}

#define OFFERS "SELECT at, feed, facts FROM offer WHERE at >= $1 AND at < $2"

bool
pickup_feeds(struct store *store, int64_t from, int64_t late, int64_t to,
             int64_t feed, struct arena *arena, struct pickup_bucket **list,
             size_t *count, struct error *err)
{
    struct name_table table = {.arena = arena};
    size_t room = 0;
    struct db_stmt *q =
        db_query(store->db, err, feed == 0 ? OFFERS : OFFERS " AND feed = $3",
                 feed == 0 ? "ii" : "iii", from, to, feed);

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        int64_t at = db_int(q, 0), week = (at - from) / WEEK;
        int64_t facts = db_int(q, 2);
        struct pickup_bucket *bucket =
            bucket_of(&table, list, count, &room,
                      (struct pickup_bucket){
                          .feed = db_int(q, 1),
                          .week = week < WEEKS_MOST ? week : WEEKS_MOST - 1,
                          .late = at >= late});

        bucket->offered++;
        bucket->shared += (facts & OFFER_SHARED) != 0;
        bucket->accepted += (facts & OFFER_TAKEN) != 0;
    }
    if (*count > 0)
        qsort(*list, *count, sizeof **list, by_week);
    return db_done(q, err);
}

static int
by_count(const void *a, const void *b)
{
    const struct pickup_said *x = a, *y = b;

    if (x->feed != y->feed)
        return x->feed < y->feed ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->reason, y->reason);
}

bool
pickup_feed_reasons(struct store *store, int64_t from, int64_t feed,
                    struct arena *arena, struct pickup_said **list,
                    size_t *count, struct error *err)
{
    struct name_table texts = {.arena = arena}, table = {.arena = arena};
    size_t room = 0;
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT feed, reason FROM offer WHERE at >= $1 AND facts & 32 "
                 "AND reason <> '' AND ($2 = 0 OR feed = $2)",
                 "ii", from, feed);

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        const char *reason =
            name_table_keep(&texts, db_text(q, 1), db_bytes(q, 1));
        int64_t of = db_int(q, 0);
        struct name_entry *entry =
            name_table_pair(&table, of, (intptr_t)reason);
        size_t at = (size_t)(uintptr_t)entry->value;

        if (at == 0) {
            *list = grow(arena, *list, *count, &room, sizeof **list);
            (*list)[*count] =
                (struct pickup_said){.feed = of, .reason = reason};
            at = ++*count;
            entry->value = (void *)(uintptr_t)at;
        }
        (*list)[at - 1].count++;
    }
    if (*count > 0)
        qsort(*list, *count, sizeof **list, by_count);
    return db_done(q, err);
}
