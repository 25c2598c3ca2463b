/* Campaigns; see the header. */
#include "polyphony/campaign.h"
#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/fold.h"
#include "polyphony/utf8.h"

#include <string.h>

/* --- writing ------------------------------------------------------------- */

struct add {
    struct store *store;
    const struct campaign *campaign;
    int64_t now;
};

static bool
add_parts(struct db *db, int64_t id, const char *kind,
          const struct campaign_names *names, struct error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!db_run(db, err,
                    "INSERT INTO campaign_part(campaign, kind, value) VALUES "
                    "($1, $2, $3) ON CONFLICT DO NOTHING",
                    "itt", id, kind, names->items[i]))
            return false;
    }
    return true;
}

static bool
has_room(struct add *add, struct error *err)
{
    struct db *db = add->store->db;
    int64_t same, running;

    if (!db_number(db, err, &same, 0,
                   "SELECT count(*) FROM campaign WHERE name = $1 AND "
                   "(ends IS NULL OR ends > $2)",
                   "ti", add->campaign->name, add->now) ||
        !db_number(db, err, &running, 0,
                   "SELECT count(*) FROM campaign WHERE ends IS NULL OR "
                   "ends > $1",
                   "i", add->now))
        return false;
    if (same > 0)
        return error_set(err, ERROR_CONFLICT,
                         "%s: there is a campaign of that name; `polyphony "
                         "campaign end` comes first",
                         add->campaign->name);
    return running < CAMPAIGN_MOST_RUNNING ||
           error_set(err, ERROR_CONFLICT,
                     "there are %d campaigns already; end some: what all "
                     "stories have moves none",
                     CAMPAIGN_MOST_RUNNING);
}

static bool
run_add(void *context, struct error *err)
{
    struct add *add = context;
    const struct campaign *it = add->campaign;
    struct db *db = add->store->db;
    int64_t id;

    if (!has_room(add, err) ||
        !db_run(db, err, "DELETE FROM campaign WHERE name = $1", "t",
                it->name) ||
        !db_run(db, err,
                "INSERT INTO campaign(name, points, starts, ends, made, who) "
                "VALUES ($1, $2, $3, nullif($4, -9223372036854775807 - 1), "
                "$5, $6)",
                "tiiiit", it->name, (int64_t)it->weight, it->starts, it->ends,
                add->now, it->who))
        return false;
    id = db_last_id(db);
    return add_parts(db, id, "word", &it->words, err) &&
           add_parts(db, id, "feed", &it->feeds, err) &&
           add_parts(db, id, "story", &it->stories, err) &&
           add_parts(db, id, "rep", &it->reps, err);
}

bool
campaign_add(struct store *store, const struct campaign *campaign, int64_t now,
             struct error *err)
{
    struct add add = {.store = store, .campaign = campaign, .now = now};

    if (campaign->name[0] == '\0')
        return error_set(err, ERROR_INPUT, "a campaign needs a name");
    if (campaign->words.count + campaign->feeds.count +
            campaign->stories.count ==
        0)
        return error_set(err, ERROR_INPUT,
                         "%s: say what it is about: words, feeds or stories",
                         campaign->name);
    if (campaign->weight < 1 || campaign->weight > CAMPAIGN_MOST_WEIGHT)
        return error_set(err, ERROR_INPUT, "%s: a weight is 1 to %d points",
                         campaign->name, CAMPAIGN_MOST_WEIGHT);
    if (campaign->ends != TIME_NONE &&
        (campaign->ends <= campaign->starts || campaign->ends <= now))
        return error_set(err, ERROR_INPUT, "%s: it ends before it begins",
                         campaign->name);
    return db_transaction(store->db, run_add, &add, err);
}

bool
campaign_end(struct store *store, const char *name, int64_t now,
             struct error *err)
{
    struct arena *arena;
    struct campaign *list;
    struct buf names = {.max = 400};
    size_t count;

    if (!db_run(store->db, err,
                "UPDATE campaign SET ends = $2 WHERE name = $1 AND "
                "(ends IS NULL OR ends > $2)",
                "ti", name, now))
        return false;
    if (db_changes(store->db) > 0)
        return true;
    arena = arena_new(0);
    if (campaign_list(store, now, false, arena, &list, &count, err)) {
        for (size_t i = 0; i < count; i++)
            buf_printf(&names, "%s%s", i > 0 ? ", " : "", list[i].name);
        error_set(err, ERROR_NOTFOUND, "%s: no such campaign runs%s%s", name,
                  count > 0 ? "; there are " : "", buf_text(&names));
    }
    buf_deinit(&names);
    arena_free(arena);
    return false;
}

bool
campaign_resume(struct store *store, const char *name, int64_t ends,
                int64_t now, struct error *err)
{
    if (ends != TIME_NONE && ends <= now)
        return error_set(err, ERROR_CONFLICT, "%s would have ended by now",
                         name);
    if (!db_run(store->db, err,
                "UPDATE campaign SET ends = nullif($2, -9223372036854775807 - "
                "1) WHERE name = $1 AND ends <= $3",
                "tii", name, ends, now))
        return false;
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND, "%s: no such campaign has ended",
                     name);
}

bool
campaign_brought(struct store *store, const struct campaign *campaign,
                 struct campaign_yield *yield, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM audit AS a WHERE "
        "a.suggestion = g.id AND a.is_now = 'offered')), 0), "
        "coalesce(sum(g.accepted IS NOT NULL OR g.state IN ('accepted', "
        "'scheduled', 'shared')), 0), coalesce(sum(g.state = 'shared'), 0) "
        "FROM suggestion AS g WHERE g.made >= $2 AND EXISTS (SELECT 1 FROM "
        "json_each(g.reasons) AS r WHERE r.value = 'part of the campaign ' || "
        "$1)",
        "ti", campaign->name, campaign->starts);

    memset(yield, 0, sizeof *yield);
    if (db_next(q))
        *yield = (struct campaign_yield){.written = db_int(q, 0),
                                         .offered = db_int(q, 1),
                                         .accepted = db_int(q, 2),
                                         .shared = db_int(q, 3)};
    return db_done(q, err);
}

/* --- reading -------------------------------------------------------------- */

static bool
load_parts(struct store *store, int64_t id, const char *kind,
           struct arena *arena, struct campaign_names *names, struct error *err)
{
    struct db_stmt *q;
    int64_t rows;

    if (!db_number(store->db, err, &rows, 0,
                   "SELECT count(*) FROM campaign_part WHERE campaign = $1 "
                   "AND kind = $2",
                   "it", id, kind))
        return false;
    names->items = arena_array(arena, (size_t)rows, sizeof *names->items);
    q = db_query(store->db, err,
                 "SELECT value FROM campaign_part WHERE campaign = $1 AND "
                 "kind = $2 ORDER BY value",
                 "it", id, kind);
    while (names->count < (size_t)rows && db_next(q))
        names->items[names->count++] = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}

bool
campaign_list(struct store *store, int64_t now, bool all, struct arena *arena,
              struct campaign **list, size_t *count, struct error *err)
{
    struct db_stmt *q;
    int64_t rows;
    bool ok;

    *count = 0;
    if (!db_number(store->db, err, &rows, 0, "SELECT count(*) FROM campaign",
                   ""))
        return false;
    *list = arena_array(arena, (size_t)rows, sizeof **list);
    q = db_query(store->db, err,
                 "SELECT id, name, who, points, starts, ends FROM campaign "
                 "WHERE $2 OR (starts <= $1 AND (ends IS NULL OR ends > $1)) "
                 "ORDER BY name",
                 "ii", now, (int64_t)all);
    while (*count < (size_t)rows && db_next(q)) {
        struct campaign *it = &(*list)[(*count)++];

        it->id = db_int(q, 0);
        it->name = arena_strdup(arena, db_text(q, 1));
        it->who = arena_strdup(arena, db_text(q, 2));
        it->weight = (int)db_int(q, 3);
        it->starts = db_int(q, 4);
        it->ends = db_is_null(q, 5) ? TIME_NONE : db_int(q, 5);
    }
    ok = db_done(q, err);
    for (size_t i = 0; ok && i < *count; i++) {
        struct campaign *it = &(*list)[i];

        ok = load_parts(store, it->id, "word", arena, &it->words, err) &&
             load_parts(store, it->id, "feed", arena, &it->feeds, err) &&
             load_parts(store, it->id, "story", arena, &it->stories, err) &&
             load_parts(store, it->id, "rep", arena, &it->reps, err);
    }
    return ok;
}

bool
campaign_has_rep(const struct campaign *campaign, const char *rep)
{
    for (size_t i = 0; i < campaign->reps.count; i++) {
        if (strcmp(campaign->reps.items[i], rep) == 0)
            return true;
    }
    return campaign->reps.count == 0;
}

/* Is there a word character just before, or at, this place? */
static bool
is_word_at(const char *p, const char *end)
{
    return p < end && fold_is_word(utf8_next(&p, end));
}

static bool
is_word_before(const char *text, const char *p)
{
    if (p == text)
        return false;
    do
        p--;
    while (p > text && ((unsigned char)*p & 0xC0) == 0x80);
    return is_word_at(p, p + strlen(p));
}

static bool
has_phrase(const char *text, const char *phrase)
{
    size_t len = strlen(phrase);

    for (const char *p = text; len > 0 && (p = strstr(p, phrase)) != NULL; p++)
        if (!is_word_before(text, p) && !is_word_at(p + len, p + strlen(p)))
            return true;
    return false;
}

bool
campaign_has_words(const struct campaign *campaign, const char *text)
{
    struct buf folded = {.max = (size_t)1 << 20}, phrase = {.max = 4096};
    bool found = false;

    fold_text(&folded, text, strlen(text));
    for (size_t i = 0; !found && i < campaign->words.count; i++) {
        const char *word = campaign->words.items[i];

        buf_cut(&phrase, 0);
        fold_text(&phrase, word, strlen(word));
        found = has_phrase(buf_text(&folded), buf_text(&phrase));
    }
    buf_deinit(&folded);
    buf_deinit(&phrase);
    return found;
}

/* --- what it is about now --------------------------------------------------
 */

#define NEWEST 2000

static bool
has_name(const struct campaign_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0)
            return true;
    }
    return false;
}

/* Those of its feeds tell them, by the numbers of the newest ones. */
static bool
is_told_by(struct store *store, const struct campaign *campaign, int64_t story,
           bool *is_told, struct error *err)
{
    struct db_stmt *q;

    *is_told = false;
    if (campaign->feeds.count == 0)
        return true;
    q = db_query(store->db, err,
                 "SELECT CAST(feed AS TEXT) FROM article WHERE story = $1", "i",
                 story);
    while (db_next(q))
        *is_told = *is_told || has_name(&campaign->feeds, db_text(q, 0));
    return db_done(q, err);
}

struct newest {
    int64_t id;
    bool is_in;
};

bool
campaign_count_stories(struct store *store, const struct campaign *campaign,
                       int64_t *count, int64_t *of, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct newest *list = arena_array(arena, NEWEST, sizeof *list);
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT a.title, a.summary, s.id, s.key FROM story AS s JOIN "
                 "article AS a ON a.id = s.lead WHERE s.state = 'open' AND "
                 "s.same_as IS NULL ORDER BY s.published DESC LIMIT $1",
                 "i", (int64_t)NEWEST);
    bool ok;

    *count = *of = 0;
    while (*of < NEWEST && db_next(q)) {
        struct buf text = {.max = (size_t)1 << 20};

        buf_printf(&text, "%s\n%s", db_text(q, 0),
                   db_is_null(q, 1) ? "" : db_text(q, 1));
        list[(*of)++] = (struct newest){
            .id = db_int(q, 2),
            .is_in = campaign_has_words(campaign, buf_text(&text)) ||
                     has_name(&campaign->stories, db_text(q, 3))};
        buf_deinit(&text);
    }
    ok = db_done(q, err);
    for (int64_t i = 0; ok && i < *of; i++) {
        if (!list[i].is_in)
            ok = is_told_by(store, campaign, list[i].id, &list[i].is_in, err);
        *count += list[i].is_in;
    }
    arena_free(arena);
    return ok;
}
