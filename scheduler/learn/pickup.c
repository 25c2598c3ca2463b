/* What became of what was offered: the items and their sums; see the header. */
#include "polyphony/pickup.h"
#include "name_table.h"
#include "offer_facts.h"
#include "polyphony/json.h"

#include <stdlib.h>
#include <string.h>

/* --- items ---------------------------------------------------------------- */

/* What items share: names, each kept once; the sites of articles and the teams
 * of reps by what they belong to. */
struct names {
    struct store *store;
    unsigned wanted; /* PICKUP_NAME()s */
    struct name_table texts, sites, teams;
};

static bool
wants(const struct names *names, enum pickup_key key)
{
    return (names->wanted & PICKUP_NAME(key)) != 0;
}

/* Of a column; the same text is the same address. */
static const char *
kept(struct names *names, struct db_stmt *q, int column)
{
    size_t len = db_bytes(q, column);

    return len > 0 ? name_table_keep(&names->texts, db_text(q, column), len)
                   : "";
}

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
    if (db_next(q) && json_parse(db_text(q, 0), db_bytes(q, 0), &doc, NULL)) {
        const char *term = json_get_text(json_first(doc), "term");

        if (term != NULL)
            *topic = name_table_keep(&names->texts, term, strlen(term));
    }
    json_free(doc);
    return db_done(q, err);
}

#define ITEMS(columns)                                                         \
    "SELECT at, facts, " columns ", suggestion FROM offer WHERE at >= $1 AND " \
    "at < $2 ORDER BY at DESC, suggestion DESC LIMIT $3"

/* A column that nobody reads takes its time too: the first of these that has
 * all that is wanted. */
static const struct {
    unsigned names;
    const char *sql;
} ways[] = {
    {PICKUP_NAME(PICKUP_TOPIC) | PICKUP_NAME(PICKUP_REASON) |
         PICKUP_NAME(PICKUP_SITE),
     ITEMS("topic, reason, article, 0, '', ''")},
    {PICKUP_NAME(PICKUP_REASON) | PICKUP_NAME(PICKUP_FEED),
     ITEMS("'', reason, 0, feed, '', ''")},
    {PICKUP_NAME(PICKUP_TOPIC) | PICKUP_NAME(PICKUP_TEAM) |
         PICKUP_NAME(PICKUP_REP),
     ITEMS("topic, '', 0, 0, rep, ''")},
    {~0u, ITEMS("topic, reason, article, feed, rep, network")},
};

static const char *
way_to(unsigned names)
{
    size_t i = 0;

    while ((names & ~ways[i].names) != 0)
        i++;
    return ways[i].sql;
}

/* A column of names, where somebody wants them. */
static const char *
name_at(struct names *names, enum pickup_key key, struct db_stmt *q, int column)
{
    return wants(names, key) ? kept(names, q, column) : "";
}

static bool
load_teams(struct names *names, struct error *err)
{
    struct db_stmt *q;

    if (!wants(names, PICKUP_TEAM))
        return true;
    q = db_query(names->store->db, err,
                 "SELECT p.id, n.name FROM rep AS p JOIN audience AS n ON n.id "
                 "= p.audience",
                 "");

    while (db_next(q)) {
        const char *rep = kept(names, q, 0);

        name_table_pair(&names->teams, (intptr_t)rep, 0)->value =
            (void *)(uintptr_t)kept(names, q, 1);
    }
    return db_done(q, err);
}

static const char *
team_of(struct names *names, const char *rep)
{
    const char *team = name_table_pair(&names->teams, (intptr_t)rep, 0)->value;

    return team != NULL ? team : "";
}

static bool
site_of(struct names *names, int64_t article, const char **site,
        struct error *err)
{
    struct name_entry *entry = name_table_pair(&names->sites, article, 0);
    struct db_stmt *q;
    bool ok = true;

    if (entry->value == NULL) {
        q = db_query(names->store->db, err,
                     "SELECT site FROM article WHERE id = $1", "i", article);
        entry->value = (void *)(uintptr_t)(db_next(q) ? kept(names, q, 0) : "");
        ok = db_done(q, err);
    }
    *site = entry->value;
    return ok;
}

static bool
read_item(struct names *names, struct db_stmt *q, struct pickup_item *item,
          struct error *err)
{
    bool with_team = wants(names, PICKUP_TEAM);
    const char *rep =
        with_team || wants(names, PICKUP_REP) ? kept(names, q, 6) : "";
    int64_t facts = db_int(q, 1);

    *item = (struct pickup_item){
        .at = db_int(q, 0),
        .rep = rep,
        .team = with_team ? team_of(names, rep) : "",
        .site = "",
        .network = name_at(names, PICKUP_NETWORK, q, 7),
        .topic = name_at(names, PICKUP_TOPIC, q, 2),
        .reason = (facts & OFFER_DISMISSED) != 0
                      ? name_at(names, PICKUP_REASON, q, 3)
                      : "",
        .accepted = (facts & OFFER_TAKEN) != 0,
        .edited = (facts & OFFER_EDITED) != 0,
        .shared = (facts & OFFER_SHARED) != 0,
        .dismissed = (facts & OFFER_DISMISSED) != 0,
        .opened = (facts & OFFER_SHARED) != 0 && (facts & OFFER_OPENED) != 0,
        .led = (facts & OFFER_SHARED) != 0 && (facts & OFFER_LED) != 0};
    if (wants(names, PICKUP_FEED))
        item->feed = db_int(q, 5);
    return (strchr(item->topic, '\\') == NULL ||
            read_topic(names, db_int(q, 8), &item->topic, err)) &&
           (!wants(names, PICKUP_SITE) ||
            site_of(names, db_int(q, 4), &item->site, err));
}

/* A list that is read from its end, as the newest come first and so many may be
 * left out, and given oldest first. */
struct items {
    struct pickup_item *all;
    size_t room, count;
};

static struct pickup_item *
one_before(struct items *items, struct arena *arena)
{
    if (items->count == items->room) {
        size_t room = items->room != 0 ? items->room * 2 : 256;
        struct pickup_item *more = arena_array(arena, room, sizeof *more);

        if (items->count > 0)
            memcpy(more + room - items->count, items->all,
                   items->count * sizeof *more);
        items->all = more;
        items->room = room;
    }
    items->count++;
    return &items->all[items->room - items->count];
}

bool
pickup_items(struct store *store, int64_t from, int64_t to, unsigned wanted,
             struct arena *arena, struct pickup_item **list, size_t *count,
             struct error *err)
{
    struct names names = {
        store, wanted, {.arena = arena}, {.arena = arena}, {.arena = arena}};
    struct items items = {0};
    struct db_stmt *q;
    bool ok = true;

    *count = 0;
    *list = NULL;
    if (!load_teams(&names, err))
        return false;
    q = db_query(store->db, err, way_to(wanted), "iii", from, to,
                 (int64_t)PICKUP_MOST);
    while (ok && items.count < PICKUP_MOST && db_next(q))
        ok = read_item(&names, q, one_before(&items, arena), err);
    if (items.count > 0)
        *list = &items.all[items.room - items.count];
    *count = items.count;
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
group_of(struct name_table *table, const char *name, int64_t feed)
{
    struct name_entry *entry =
        name_table_pair(table, feed != 0 ? feed : (intptr_t)name, 0);
    struct pickup_group *group = entry->value;

    if (group == NULL) {
        group = arena_alloc(table->arena, sizeof *group);
        *group = (struct pickup_group){.name = name, .feed = feed};
        entry->value = group;
    }
    return group;
}

static void
count_reason(struct name_table *table, struct pickup_group *group,
             const char *reason)
{
    struct name_entry *entry =
        name_table_pair(table, (intptr_t)reason, (intptr_t)group);
    struct said *said = entry->value;

    if (said == NULL) {
        said = arena_alloc(table->arena, sizeof *said);
        *said = (struct said){group, reason, 0};
        entry->value = said;
    }
    said->count++;
}

/* By text, so that of reasons that are as frequent the first comes first. */
static void
rank_reasons(const struct name_table *table)
{
    struct said *list = arena_array(table->arena, table->count, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; i < table->room; i++) {
        if (table->entries[i].taken)
            list[count++] = *(struct said *)table->entries[i].value;
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
    struct name_table names = {.arena = arena}, reasons = {.arena = arena};
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
        if (names.entries[i].taken)
            (*groups)[(*count)++] =
                *(struct pickup_group *)names.entries[i].value;
    }
    if (*count > 0)
        qsort(*groups, *count, sizeof **groups, by_offered);
}
