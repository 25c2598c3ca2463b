/* What became of what was offered: the items; see the header. */
#include "polyphony/pickup.h"
#include "name_table.h"
#include "offer_facts.h"
#include "topic_stem.h"
#include "polyphony/json.h"

#include <stdlib.h>
#include <string.h>

/* What items share: names, each kept once; the sites of articles and the teams
 * of reps by what they belong to. */
struct names {
    struct store *store;
    unsigned wanted; /* PICKUP_NAME()s */
    struct name_table texts, sites, teams;
    struct name_table topics; /* by their names, with stems as values */
    struct topic_stems stems;
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

/* In the language of the article for which it was met first. */
static bool
find_stem(struct names *names, int64_t suggestion, const char *topic,
          const char **stem, struct error *err)
{
    struct db_stmt *q = db_query(names->store->db, err,
                                 "SELECT a.language FROM suggestion AS g JOIN "
                                 "article AS a ON a.id = g.article WHERE g.id "
                                 "= $1",
                                 "i", suggestion);
    const char *language = db_next(q) ? db_text(q, 0) : NULL;

    *stem = topic_stem(&names->stems, topic, language);
    return db_done(q, err);
}

/* Its topic as a kept name, and that name's stem: found once a name. */
static bool
topic_of(struct names *names, struct db_stmt *q, struct pickup_item *item,
         struct error *err)
{
    struct name_entry *entry;
    const char *topic = db_text(q, 2), *stem;
    int64_t suggestion = db_int(q, 8);

    item->topic = item->stem = "";
    if (!wants(names, PICKUP_TOPIC) || db_bytes(q, 2) == 0)
        return true;
    if (strchr(topic, '\\') != NULL &&
        !read_topic(names, suggestion, &topic, err))
        return false;
    entry = name_table_text(&names->topics, topic, strlen(topic));
    item->topic = entry->text;
    if (entry->value == NULL) {
        if (!find_stem(names, suggestion, entry->text, &stem, err))
            return false;
        entry->value = (void *)(uintptr_t)stem;
    }
    item->stem = entry->value;
    return true;
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
    return topic_of(names, q, item, err) &&
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
    struct names names = {.store = store,
                          .wanted = wanted,
                          .texts = {.arena = arena},
                          .sites = {.arena = arena},
                          .teams = {.arena = arena},
                          .topics = {.arena = arena},
                          .stems = {.texts = {.arena = arena}}};
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
    topic_stems_deinit(&names.stems);
    if (!ok)
        db_drop(q);
    return ok && db_done(q, err);
}
