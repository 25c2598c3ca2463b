/* What became of what was offered; see the header. */
#include "polyphony/pickup.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define Z 1.6448536269514722 /* of 90 %, two-sided */

/* --- items ---------------------------------------------------------------- */

/* Texts that come back again and again, and what is known by a number or a
 * text, found by their hash. Everything in the arena. */
struct slot_of {
    const char *text; /* NULL and number 0: free */
    int64_t number;
    void *value;
};

struct table {
    struct arena *arena;
    struct slot_of *slots;
    size_t room, count; /* room: a power of two */
};

static uint64_t
hash_of(const char *text, int64_t number)
{
    uint64_t hash = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);

    for (; text != NULL && *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 32;
}

static bool
is_slot(const struct slot_of *slot, const char *text, int64_t number)
{
    if (slot->number != number || (slot->text == NULL) != (text == NULL))
        return false;
    return text == NULL || slot->text == text || strcmp(slot->text, text) == 0;
}

static struct slot_of *
look(const struct table *table, const char *text, int64_t number)
{
    size_t at = (size_t)hash_of(text, number) & (table->room - 1);

    while (table->slots[at].value != NULL &&
           !is_slot(&table->slots[at], text, number))
        at = (at + 1) & (table->room - 1);
    return &table->slots[at];
}

static void
make_room(struct table *table)
{
    struct table larger = {.arena = table->arena,
                           .room = table->room > 0 ? table->room * 2 : 256,
                           .count = table->count};

    larger.slots = arena_array(table->arena, larger.room, sizeof *larger.slots);
    for (size_t i = 0; i < table->room; i++) {
        const struct slot_of *old = &table->slots[i];

        if (old->value != NULL)
            *look(&larger, old->text, old->number) = *old;
    }
    *table = larger;
}

/* Its value is NULL where it is new: the caller gives it one. */
static struct slot_of *
entry(struct table *table, const char *text, int64_t number)
{
    struct slot_of *slot;

    if (table->count * 2 >= table->room)
        make_room(table);
    slot = look(table, text, number);
    if (slot->value == NULL) {
        slot->text = text;
        slot->number = number;
        table->count++;
    }
    return slot;
}

/* A copy that is the same for the same text. */
static const char *
intern(struct table *table, const char *text)
{
    struct slot_of *slot = entry(table, text != NULL ? text : "", 0);

    if (slot->value == NULL) {
        slot->text = arena_strdup(table->arena, slot->text);
        slot->value = slot; /* anything */
    }
    return slot->text;
}

/* What items share: names, each kept once. */
struct names {
    struct store *store;
    struct table texts, sites, teams;
};

/* What SQL could not take out of the JSON; nearly none. */
static bool
read_topic(struct names *names, int64_t suggestion, const char **topic,
           struct error *err)
{
    struct db_stmt *q =
        db_query(names->store->db, err,
                 "SELECT why FROM suggestion WHERE id = $1", "i", suggestion);
    struct json *doc = NULL;

    *topic = "";
    if (db_next(q) && json_parse(db_text(q, 0), db_bytes(q, 0), &doc, NULL))
        *topic = intern(&names->texts, json_get_text(json_first(doc), "term"));
    json_free(doc);
    return db_done(q, err);
}

#define ITEMS                                                                  \
    "SELECT at, article, feed, rep, network, state, accepted, topic, reason, " \
    "edited, opened, led, suggestion FROM offer WHERE at >= $1 AND at < $2 "   \
    "ORDER BY at DESC, suggestion DESC LIMIT $3"

static bool
load_teams(struct names *names, struct error *err)
{
    struct db_stmt *q =
        db_query(names->store->db, err,
                 "SELECT p.id, n.name FROM rep AS p JOIN audience AS n ON n.id "
                 "= p.audience",
                 "");

    while (db_next(q))
        entry(&names->teams, intern(&names->texts, db_text(q, 0)), 0)->value =
            (void *)(uintptr_t)intern(&names->texts, db_text(q, 1));
    return db_done(q, err);
}

static bool
site_of(struct names *names, int64_t article, const char **site,
        struct error *err)
{
    struct slot_of *slot = entry(&names->sites, NULL, article);
    struct db_stmt *q;
    bool ok = true;

    if (slot->value == NULL) {
        q = db_query(names->store->db, err,
                     "SELECT site FROM article WHERE id = $1", "i", article);
        slot->value = (void *)(uintptr_t)intern(
            &names->texts, db_next(q) ? db_text(q, 0) : "");
        ok = db_done(q, err);
    }
    *site = slot->value;
    return ok;
}

static bool
read_item(struct names *names, struct db_stmt *q, struct pickup_item *item,
          struct error *err)
{
    const char *state = db_text(q, 5),
               *rep = intern(&names->texts, db_text(q, 3));
    const void *team = entry(&names->teams, rep, 0)->value;
    bool dismissed = strcmp(state, "dismissed") == 0;

    *item = (struct pickup_item){
        .at = db_int(q, 0),
        .feed = db_int(q, 2),
        .rep = rep,
        .team = team != NULL ? team : "",
        .network = intern(&names->texts, db_text(q, 4)),
        .topic = intern(&names->texts, db_text(q, 7)),
        .reason = dismissed ? intern(&names->texts, db_text(q, 8)) : "",
        .shared = strcmp(state, "shared") == 0,
        .dismissed = dismissed,
        .edited = db_int(q, 9) != 0};
    item->accepted = db_int(q, 6) != 0 || item->shared ||
                     strcmp(state, "accepted") == 0 ||
                     strcmp(state, "scheduled") == 0;
    item->opened = item->shared && db_int(q, 10) != 0;
    item->led = item->shared && db_int(q, 11) != 0;
    return (strchr(item->topic, '\\') == NULL ||
            read_topic(names, db_int(q, 12), &item->topic, err)) &&
           site_of(names, db_int(q, 1), &item->site, err);
}

/* Read the newest first, as so many may be left out; given the oldest first. */
static void
turn_round(struct pickup_item *items, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct pickup_item item = items[i];

        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
}

bool
pickup_items(struct store *store, int64_t from, int64_t to, struct arena *arena,
             struct pickup_item **list, size_t *count, struct error *err)
{
    struct names names = {
        store, {.arena = arena}, {.arena = arena}, {.arena = arena}};
    size_t room = 256;
    struct pickup_item *made = arena_array(arena, room, sizeof *made);
    struct db_stmt *q;
    bool ok = load_teams(&names, err);

    *count = 0;
    if (!ok)
        return false;
    q = db_query(store->db, err, ITEMS, "iii", from, to, (int64_t)PICKUP_MOST);
    while (ok && *count < PICKUP_MOST && db_next(q)) {
        if (*count == room) {
            struct pickup_item *more =
                arena_array(arena, room * 2, sizeof *more);

            memcpy(more, made, room * sizeof *made);
            made = more;
            room *= 2;
        }
        ok = read_item(&names, q, &made[(*count)++], err);
    }
    turn_round(made, *count);
    *list = made;
    if (!ok)
        db_drop(q);
    return ok && db_done(q, err);
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
by_offered(const void *a, const void *b)
{
    const struct pickup_group *x = a, *y = b;

    if (x->steps.offered != y->steps.offered)
        return x->steps.offered > y->steps.offered ? -1 : 1;
    if (x->feed != y->feed)
        return x->feed < y->feed ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* So often was something of a group dismissed for a reason. */
struct said {
    struct pickup_group *group;
    const char *reason;
    int64_t count;
};

static int
by_group(const void *a, const void *b)
{
    const struct said *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return strcmp(x->reason, y->reason);
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

/* The group of an item, made where it is the first of it. */
static struct pickup_group *
group_of(struct table *table, const char *name, int64_t feed)
{
    struct slot_of *slot =
        entry(table, NULL, feed != 0 ? feed : (int64_t)(uintptr_t)name);
    struct pickup_group *group = slot->value;

    if (group == NULL) {
        group = arena_alloc(table->arena, sizeof *group);
        *group = (struct pickup_group){.name = name, .feed = feed};
        slot->value = group;
    }
    return group;
}

static void
count_reason(struct table *table, struct pickup_group *group,
             const char *reason)
{
    struct slot_of *slot = entry(table, reason, (int64_t)(uintptr_t)group);
    struct said *said = slot->value;

    if (said == NULL) {
        said = arena_alloc(table->arena, sizeof *said);
        *said = (struct said){group, reason, 0};
        slot->value = said;
    }
    said->count++;
}

/* By text, so that of reasons that are as frequent the first comes first. */
static void
rank_reasons(const struct table *table)
{
    struct said *list = arena_array(table->arena, table->count, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; i < table->room; i++) {
        if (table->slots[i].value != NULL)
            list[count++] = *(struct said *)table->slots[i].value;
    }
    if (count > 0)
        qsort(list, count, sizeof *list, by_group);
    for (size_t i = 0; i < count; i++)
        rank_reason(list[i].group, list[i].reason, list[i].count);
}

void
pickup_by(const struct pickup_item *items, size_t n_items, enum pickup_key key,
          struct arena *arena, struct pickup_group **groups, size_t *count)
{
    struct table names = {.arena = arena}, reasons = {.arena = arena};
    bool by_feed = key == PICKUP_FEED;

    for (size_t i = 0; i < n_items; i++) {
        const char *name = name_of(&items[i], key);
        struct pickup_group *group;

        if (!by_feed && name[0] == '\0')
            continue;
        group = group_of(&names, name, by_feed ? items[i].feed : 0);
        pickup_add(&group->steps, &items[i]);
        if (items[i].reason[0] != '\0')
            count_reason(&reasons, group, items[i].reason);
    }
    rank_reasons(&reasons);
    *groups = arena_array(arena, names.count, sizeof **groups);
    *count = 0;
    for (size_t i = 0; i < names.room; i++) {
        if (names.slots[i].value != NULL)
            (*groups)[(*count)++] =
                *(struct pickup_group *)names.slots[i].value;
    }
    if (*count > 0)
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

#define WEEK 604800
#define WEEKS_MOST 1024 /* so that feed, week and half are one number */

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
bucket_of(struct table *table, struct pickup_bucket **list, size_t *count,
          size_t *room, struct pickup_bucket key)
{
    struct slot_of *slot = entry(
        table, NULL, (key.feed * WEEKS_MOST + key.week) * 2 + key.late + 1);
    size_t at = (size_t)(uintptr_t)slot->value;

    if (at == 0) {
        *list = grow(table->arena, *list, *count, room, sizeof **list);
        (*list)[*count] = key;
        at = ++*count;
        slot->value = (void *)(uintptr_t)at;
    }
    return &(*list)[at - 1];
}

bool
pickup_feeds(struct store *store, int64_t from, int64_t late, int64_t to,
             int64_t feed, struct arena *arena, struct pickup_bucket **list,
             size_t *count, struct error *err)
{
    struct table table = {.arena = arena};
    size_t room = 0;
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT at, feed, accepted, state FROM offer WHERE at >= $1 AND "
        "at < $2 AND ($3 = 0 OR feed = $3)",
        "iii", from, to, feed);

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        int64_t at = db_int(q, 0), week = (at - from) / WEEK;
        const char *state = db_text(q, 3);
        struct pickup_bucket *bucket =
            bucket_of(&table, list, count, &room,
                      (struct pickup_bucket){
                          .feed = db_int(q, 1),
                          .week = week < WEEKS_MOST ? week : WEEKS_MOST - 1,
                          .late = at >= late});
        bool shared = strcmp(state, "shared") == 0;

        bucket->offered++;
        bucket->shared += shared;
        bucket->accepted += shared || db_int(q, 2) != 0 ||
                            strcmp(state, "accepted") == 0 ||
                            strcmp(state, "scheduled") == 0;
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
    struct table texts = {.arena = arena}, table = {.arena = arena};
    size_t room = 0;
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT feed, reason FROM offer WHERE at >= $1 AND state = "
                 "'dismissed' AND reason <> '' AND ($2 = 0 OR feed = $2)",
                 "ii", from, feed);

    *list = NULL;
    *count = 0;
    while (db_next(q)) {
        const char *reason = intern(&texts, db_text(q, 1));
        int64_t of = db_int(q, 0);
        struct slot_of *slot = entry(&table, reason, of);
        size_t at = (size_t)(uintptr_t)slot->value;

        if (at == 0) {
            *list = grow(arena, *list, *count, &room, sizeof **list);
            (*list)[*count] =
                (struct pickup_said){.feed = of, .reason = reason};
            at = ++*count;
            slot->value = (void *)(uintptr_t)at;
        }
        (*list)[at - 1].count++;
    }
    if (*count > 0)
        qsort(*list, *count, sizeof **list, by_count);
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
                   "SELECT count(*) FROM offer WHERE " WITHIN, "ii", from, to))
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
