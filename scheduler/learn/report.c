/* The reports; see the header. */
#include "polyphony/report.h"
#include "polyphony/pickup.h"

#include <stdlib.h>
#include <string.h>

#define SPAN (INT64_C(30) * 86400)

/* --- what became of offers ------------------------------------------------ */

static bool
read_pickup(struct store *store, int64_t now, struct arena *arena,
            struct report_row **rows, size_t *count, struct error *err)
{
    struct report_row *row = arena_array(arena, 1, sizeof *row);
    struct pickup_steps steps = {0};
    struct pickup_period period;
    struct pickup_item *items;
    int64_t written;
    size_t n_items;

    if (!pickup_items(store, now - SPAN, now + 1, 0, arena, &items, &n_items,
                      err) ||
        !pickup_period(store, now - SPAN, now + 1, &period, err) ||
        !db_number(store->db, err, &written, 0,
                   "SELECT count(*) FROM suggestion WHERE made >= $1", "i",
                   now - SPAN))
        return false;
    for (size_t i = 0; i < n_items; i++)
        pickup_add(&steps, &items[i]);
    *row = (struct report_row){
        .counts = {period.stories, written, steps.offered, steps.accepted,
                   steps.edited, steps.shared, steps.opened, steps.led}};
    *rows = row;
    *count = 1;
    return true;
}

struct by_feed {
    const struct pickup_group *groups;
    size_t count;
};

static int
by_number(const void *a, const void *b)
{
    const struct pickup_group *x = a, *y = b;

    return (x->feed > y->feed) - (x->feed < y->feed);
}

static const struct pickup_steps *
steps_of(const struct by_feed *by, int64_t feed)
{
    static const struct pickup_steps none;
    struct pickup_group wanted = {.feed = feed};
    const struct pickup_group *found =
        by->count == 0 ? NULL
                       : bsearch(&wanted, by->groups, by->count,
                                 sizeof *by->groups, by_number);

    return found != NULL ? &found->steps : &none;
}

static int
by_offers(const void *a, const void *b)
{
    const struct report_row *x = a, *y = b;

    if (x->counts[3] != y->counts[3])
        return x->counts[3] > y->counts[3] ? -1 : 1;
    if (x->counts[1] != y->counts[1])
        return x->counts[1] > y->counts[1] ? -1 : 1;
    return strcmp(x->name, y->name);
}

static bool
list_feeds(struct store *store, int64_t now, const struct by_feed *by,
           struct arena *arena, struct report_row **rows, size_t *count,
           struct error *err)
{
    struct db_stmt *q;
    int64_t most;

    if (!db_number(store->db, err, &most, 0, "SELECT count(*) FROM feed", ""))
        return false;
    *rows = arena_array(arena, (size_t)most + 1, sizeof **rows);
    q = db_query(store->db, err,
                 "SELECT f.id, coalesce(nullif(f.title, ''), f.url), (SELECT "
                 "count(*) FROM article AS a WHERE a.feed = f.id AND a.seen >= "
                 "$1) FROM feed AS f ORDER BY f.id",
                 "i", now - SPAN);
    while (*count < (size_t)most && db_next(q)) {
        const struct pickup_steps *steps = steps_of(by, db_int(q, 0));

        (*rows)[(*count)++] = (struct report_row){
            .name = arena_strdup(arena, db_text(q, 1)),
            .counts = {db_int(q, 2), steps->offered, steps->accepted,
                       steps->shared, steps->dismissed}};
    }
    return db_done(q, err);
}

static bool
read_feeds(struct store *store, int64_t now, struct arena *arena,
           struct report_row **rows, size_t *count, struct error *err)
{
    struct pickup_item *items;
    struct pickup_group *groups;
    struct by_feed by;
    size_t n_items;

    *count = 0;
    if (!pickup_items(store, now - SPAN, now + 1,
                      PICKUP_NAME(PICKUP_REASON) | PICKUP_NAME(PICKUP_FEED),
                      arena, &items, &n_items, err))
        return false;
    pickup_by(items, n_items, PICKUP_FEED, arena, &groups, &by.count);
    qsort(groups, by.count, sizeof *groups, by_number);
    by.groups = groups;
    if (!list_feeds(store, now, &by, arena, rows, count, err))
        return false;
    qsort(*rows, *count, sizeof **rows, by_offers);
    return true;
}

/* --- reps ----------------------------------------------------------------- */

static bool
read_reps(struct store *store, int64_t now, struct arena *arena,
          struct report_row **rows, size_t *count, struct error *err)
{
    struct db_stmt *q;
    int64_t most;

    *count = 0;
    if (!db_number(store->db, err, &most, 0,
                   "SELECT count(*) FROM rep WHERE state <> 'gone'", ""))
        return false;
    *rows = arena_array(arena, (size_t)most + 1, sizeof **rows);
    q = db_query(
        store->db, err,
        "SELECT r.name, count(g.id), sum(coalesce(g.state = 'shared', 0)), "
        "sum(coalesce(g.state = 'dismissed', 0)), "
        "sum(coalesce(g.state = 'expired', 0)), "
        "(SELECT count(*) FROM outcome AS o WHERE o.rep = r.id AND o.kind = "
        "'reply' AND o.at >= $1), (SELECT count(*) FROM outcome AS o WHERE "
        "o.rep = r.id AND o.kind = 'lead' AND o.at >= $1) FROM rep AS r LEFT "
        "JOIN suggestion AS g ON g.rep = r.id AND g.made >= $1 "
        "WHERE r.state <> 'gone' GROUP BY r.id ORDER BY r.name, r.id",
        "i", now - SPAN);
    while (*count < (size_t)most && db_next(q)) {
        struct report_row *row = &(*rows)[(*count)++];

        row->name = arena_strdup(arena, db_text(q, 0));
        for (int i = 1; i < 7; i++)
            row->counts[i - 1] = db_int(q, i);
    }
    return db_done(q, err);
}

/* --- the table ------------------------------------------------------------ */

static const struct report reports[] = {
    {"feeds",
     "What each feed gave in 30 days, and what became of it",
     true,
     {"feed", "articles", "offered", "accepted", "shared", "dismissed"},
     read_feeds},
    {"pickup",
     "From what was read to what came of what was offered in 30 days",
     false,
     {"stories", "written", "offered", "accepted", "edited", "shared",
      "clicked", "leads"},
     read_pickup},
    {"reps",
     "What each rep was given in 30 days, and did with it",
     true,
     {"rep", "written", "shared", "dismissed", "expired", "replies", "leads"},
     read_reps},
};

const struct report *
report_table(size_t *count)
{
    *count = sizeof reports / sizeof reports[0];
    return reports;
}

const struct report *
report_find(const char *name)
{
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        if (strcmp(reports[i].name, name) == 0)
            return &reports[i];
    }
    return NULL;
}
