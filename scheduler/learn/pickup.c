/* What became of what was offered; see the header. */
#include "polyphony/pickup.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define Z 1.6448536269514722 /* of 90 %, two-sided */

/* --- items ---------------------------------------------------------------- */

#define ITEMS                                                                  \
    "SELECT o.at, a.feed, g.rep, g.why, coalesce(a.site, ''), n.name, "        \
    "g.network, g.accepted IS NOT NULL OR g.state IN ('accepted', "            \
    "'scheduled', 'shared'), g.revision > 1 AND EXISTS (SELECT 1 FROM audit "  \
    "AS e WHERE e.suggestion = g.id AND e.what = 'edit'), g.state = "          \
    "'shared', g.state = 'shared' AND EXISTS (SELECT 1 FROM click AS c WHERE " \
    "c.suggestion = g.id AND c.kind = 'person'), g.state = 'shared' AND "      \
    "EXISTS (SELECT 1 FROM outcome AS r WHERE r.suggestion = g.id AND r.kind " \
    "<> 'reply'), g.state = 'dismissed', CASE WHEN g.state = 'dismissed' "     \
    "THEN (SELECT d.note FROM audit AS d WHERE d.suggestion = g.id AND "       \
    "d.is_now = 'dismissed' ORDER BY d.id DESC LIMIT 1) END "                  \
    "FROM (SELECT suggestion, min(at) AS at FROM audit WHERE is_now = "        \
    "'offered' AND at >= $1 AND at < $2 GROUP BY suggestion ORDER BY 2 DESC "  \
    "LIMIT $3) AS o JOIN suggestion AS g ON g.id = o.suggestion "              \
    "JOIN article AS a ON a.id = g.article JOIN rep AS p ON p.id = g.rep "     \
    "JOIN audience AS n ON n.id = p.audience ORDER BY o.at, g.id"

static const char *
first_term(struct db_stmt *q, int column, struct arena *arena)
{
    const char *term, *kept = "";
    struct json *doc = NULL;

    if (json_parse(db_text(q, column), db_bytes(q, column), &doc, NULL)) {
        term = json_get_text(json_first(doc), "term");
        kept = arena_strdup(arena, term != NULL ? term : "");
    }
    json_free(doc);
    return kept;
}

static void
read_item(struct db_stmt *q, struct arena *arena, struct pickup_item *item)
{
    const char *reason = db_text(q, 13);

    *item = (struct pickup_item){
        .at = db_int(q, 0),
        .feed = db_int(q, 1),
        .rep = arena_strdup(arena, db_text(q, 2)),
        .topic = first_term(q, 3, arena),
        .site = arena_strdup(arena, db_text(q, 4)),
        .team = arena_strdup(arena, db_text(q, 5)),
        .network = arena_strdup(arena, db_text(q, 6)),
        .accepted = db_int(q, 7) != 0,
        .edited = db_int(q, 8) != 0,
        .shared = db_int(q, 9) != 0,
        .opened = db_int(q, 10) != 0,
        .led = db_int(q, 11) != 0,
        .dismissed = db_int(q, 12) != 0,
        .reason = arena_strdup(arena, reason != NULL ? reason : "")};
}

bool
pickup_items(struct store *store, int64_t from, int64_t to, struct arena *arena,
             struct pickup_item **list, size_t *count, struct error *err)
{
    size_t room = 256;
    struct pickup_item *made = arena_array(arena, room, sizeof *made);
    struct db_stmt *q =
        db_query(store->db, err, ITEMS, "iii", from, to, (int64_t)PICKUP_MOST);

    *count = 0;
    while (*count < PICKUP_MOST && db_next(q)) {
        if (*count == room) {
            struct pickup_item *more =
                arena_array(arena, room * 2, sizeof *more);

            memcpy(more, made, room * sizeof *made);
            made = more;
            room *= 2;
        }
        read_item(q, arena, &made[(*count)++]);
    }
    *list = made;
    return db_done(q, err);
}

/* --- sums ----------------------------------------------------------------- */

void
pickup_add(struct pickup_steps *steps, const struct pickup_item *item)
{
    steps->offered++;
    steps->accepted += item->accepted;
    steps->edited += item->accepted && item->edited;
    steps->shared += item->shared;
    steps->opened += item->opened;
    steps->led += item->led;
    steps->dismissed += item->dismissed;
}

struct keyed {
    const struct pickup_item *item;
    const char *name;
};

static const char *
name_of(const struct pickup_item *item, enum pickup_key key)
{
    switch (key) {
    case PICKUP_TOPIC:
        return item->topic;
    case PICKUP_SITE:
        return item->site;
    case PICKUP_TEAM:
        return item->team;
    case PICKUP_REP:
        return item->rep;
    case PICKUP_NETWORK:
        return item->network;
    case PICKUP_REASON:
        return item->reason;
    case PICKUP_FEED:
        break;
    }
    return "";
}

static int
by_name(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = strcmp(x->name, y->name);

    if (order != 0)
        return order;
    if (x->item->feed != y->item->feed)
        return x->item->feed < y->item->feed ? -1 : 1;
    return 0;
}

static int
by_offered(const void *a, const void *b)
{
    const struct pickup_group *x = a, *y = b;

    if (x->steps.offered != y->steps.offered)
        return x->steps.offered > y->steps.offered ? -1 : 1;
    if (x->feed != y->feed)
        return x->feed < y->feed ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* One more kind of reason with its count, where it is among the first. */
static void
rank_reason(struct pickup_group *group, const char *name, int64_t count)
{
    size_t at = group->n_reasons;

    while (at > 0 && group->reasons[at - 1].count < count)
        at--;
    if (at == PICKUP_REASONS)
        return;
    if (group->n_reasons < PICKUP_REASONS)
        group->n_reasons++;
    for (size_t i = group->n_reasons - 1; i > at; i--)
        group->reasons[i] = group->reasons[i - 1];
    group->reasons[at].name = name;
    group->reasons[at].count = count;
}

static void
count_reasons(struct pickup_group *group, const struct keyed *list, size_t n,
              const char **reasons)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (list[i].item->reason[0] != '\0')
            reasons[count++] = list[i].item->reason;
    }
    qsort(reasons, count, sizeof *reasons, by_text);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i; next < count && strcmp(reasons[i], reasons[next]) == 0;)
            next++;
        rank_reason(group, reasons[i], (int64_t)(next - i));
    }
}

void
pickup_by(const struct pickup_item *items, size_t n_items, enum pickup_key key,
          struct arena *arena, struct pickup_group **groups, size_t *count)
{
    struct keyed *list = arena_array(arena, n_items + 1, sizeof *list);
    const char **reasons = arena_array(arena, n_items + 1, sizeof *reasons);
    bool by_feed = key == PICKUP_FEED;
    size_t n = 0;

    for (size_t i = 0; i < n_items; i++) {
        const char *name = name_of(&items[i], key);

        if (by_feed || name[0] != '\0')
            list[n++] = (struct keyed){&items[i], name};
    }
    qsort(list, n, sizeof *list, by_name);
    *groups = arena_array(arena, n + 1, sizeof **groups);
    *count = 0;
    for (size_t i = 0, next; i < n; i = next) {
        struct pickup_group *group = &(*groups)[(*count)++];

        memset(group, 0, sizeof *group);
        group->name = list[i].name;
        group->feed = by_feed ? list[i].item->feed : 0;
        for (next = i; next < n && strcmp(list[next].name, group->name) == 0 &&
                       (!by_feed || list[next].item->feed == group->feed);
             next++)
            pickup_add(&group->steps, list[next].item);
        count_reasons(group, &list[i], next - i, reasons);
    }
    qsort(*groups, *count, sizeof **groups, by_offered);
}

/* --- feeds ---------------------------------------------------------------- */

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

bool
pickup_feeds(struct store *store, int64_t from, int64_t late, int64_t to,
             int64_t feed, struct arena *arena, struct pickup_bucket **list,
             size_t *count, struct error *err)
{
    size_t room = 0;
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT a.feed, (o.at - $1) / 604800, o.at >= $2, count(*), "
        "sum(g.accepted IS NOT NULL OR g.state IN ('accepted', 'scheduled', "
        "'shared')), sum(g.state = 'shared') FROM (SELECT suggestion, min(at) "
        "AS at FROM audit WHERE is_now = 'offered' AND at >= $1 AND at < $3 "
        "GROUP BY suggestion) AS o JOIN suggestion AS g ON g.id = "
        "o.suggestion JOIN article AS a ON a.id = g.article WHERE $4 = 0 OR "
        "a.feed = $4 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        "iiii", from, late, to, feed);

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        *list = grow(arena, *list, *count, &room, sizeof **list);
        (*list)[(*count)++] = (struct pickup_bucket){.feed = db_int(q, 0),
                                                     .week = db_int(q, 1),
                                                     .late = db_int(q, 2) != 0,
                                                     .offered = db_int(q, 3),
                                                     .accepted = db_int(q, 4),
                                                     .shared = db_int(q, 5)};
    }
    return db_done(q, err);
}

bool
pickup_feed_reasons(struct store *store, int64_t from, int64_t feed,
                    struct arena *arena, struct pickup_said **list,
                    size_t *count, struct error *err)
{
    size_t room = 0;
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT a.feed, count(*), d.note FROM audit AS d JOIN suggestion AS g "
        "ON g.id = d.suggestion JOIN article AS a ON a.id = g.article WHERE "
        "d.is_now = 'dismissed' AND d.at >= $1 AND g.state = 'dismissed' AND "
        "d.note IS NOT NULL AND d.note <> '' AND ($2 = 0 OR a.feed = $2) "
        "GROUP BY 1, 3 ORDER BY 1, 2 DESC, 3",
        "ii", from, feed);

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        *list = grow(arena, *list, *count, &room, sizeof **list);
        (*list)[(*count)++] =
            (struct pickup_said){.feed = db_int(q, 0),
                                 .count = db_int(q, 1),
                                 .reason = arena_strdup(arena, db_text(q, 2))};
    }
    return db_done(q, err);
}

bool
pickup_who_shared(struct store *store, int64_t story, struct arena *arena,
                  const char **names, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT r.name FROM suggestion AS g JOIN rep AS r ON r.id = g.rep "
        "WHERE g.story = $1 AND g.state = 'shared' ORDER BY r.name, r.id "
        "LIMIT 40",
        "i", story);

    *names = "";
    while (db_next(q))
        *names = arena_printf(arena, "%s%s%s", *names,
                              **names != '\0' ? ", " : "", db_text(q, 0));
    return db_done(q, err);
}

/* --- periods -------------------------------------------------------------- */

#define WITHIN "at >= $1 AND at < $2"

bool
pickup_period(struct store *store, int64_t from, int64_t to,
              struct pickup_period *period, struct error *err)
{
    struct db_stmt *q;

    memset(period, 0, sizeof *period);
    if (!db_number(store->db, err, &period->stories, 0,
                   "SELECT count(*) FROM story WHERE founded >= $1 AND "
                   "founded < $2",
                   "ii", from, to) ||
        !db_number(store->db, err, &period->reps, 0,
                   "SELECT count(*) FROM rep WHERE state <> 'gone'", "") ||
        !db_number(store->db, err, &period->offered, 0,
                   "SELECT count(DISTINCT suggestion) FROM audit WHERE is_now "
                   "= 'offered' AND " WITHIN,
                   "ii", from, to))
        return false;
    q = db_query(store->db, err,
                 "SELECT count(*), count(DISTINCT rep) FROM share "
                 "WHERE " WITHIN,
                 "ii", from, to);
    if (db_next(q)) {
        period->shares = db_int(q, 0);
        period->sharing = db_int(q, 1);
    }
    if (!db_done(q, err))
        return false;
    q = db_query(store->db, err,
                 "SELECT kind = 'person', count(*), count(DISTINCT suggestion) "
                 "FROM click WHERE " WITHIN " GROUP BY 1",
                 "ii", from, to);
    while (db_next(q)) {
        if (db_int(q, 0) != 0) {
            period->clicks = db_int(q, 1);
            period->opened = db_int(q, 2);
        } else {
            period->machine_clicks = db_int(q, 1);
        }
    }
    if (!db_done(q, err))
        return false;
    q = db_query(store->db, err,
                 "SELECT kind, count(*), sum(coalesce(value, 0.0)) FROM "
                 "outcome WHERE " WITHIN " GROUP BY kind",
                 "ii", from, to);
    while (db_next(q)) {
        const char *kind = db_text(q, 0);
        int64_t *figure = strcmp(kind, "reply") == 0     ? &period->replies
                          : strcmp(kind, "lead") == 0    ? &period->leads
                          : strcmp(kind, "meeting") == 0 ? &period->meetings
                                                         : &period->deals;

        *figure = db_int(q, 1);
        if (figure == &period->deals)
            period->value = db_real(q, 2);
    }
    return db_done(q, err);
}

bool
pickup_begin(struct store *store, int64_t *when, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err, "SELECT at FROM share ORDER BY at LIMIT 1", "");

    *when = db_next(q) ? db_int(q, 0) : TIME_NONE;
    return db_done(q, err);
}

/* --- ranges --------------------------------------------------------------- */

void
pickup_range_count(int64_t count, double *low, double *high)
{
    double n = (double)count, m = n + 1;
    double down = count > 0 ? 1 - 1 / (9 * n) - Z / (3 * sqrt(n)) : 0;
    double up = 1 - 1 / (9 * m) + Z / (3 * sqrt(m));

    *low = n * down * down * down;
    *high = m * up * up * up;
    if (*low < 0)
        *low = 0;
}

void
pickup_range_share(int64_t count, int64_t of, double *low, double *high)
{
    double n = (double)of, p, middle, half;

    *low = 0;
    *high = 1;
    if (of <= 0)
        return;
    p = (double)count / n;
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}
