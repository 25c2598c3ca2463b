/* The one writer of feed and fetch_state; see the header. A feed's address
 * may change (a move that was believed); its row, and with it the identity of
 * its articles, stays. */
#include "polyphony/subscription.h"
#include "polyphony/url.h"

#include <string.h>

/* One that was removed and is asked for again. */
static bool
bring_back(struct store *store, int64_t feed, bool *was_removed,
           struct error *err)
{
    if (!db_run(store->db, err,
                "UPDATE feed SET removed = NULL, state = 'active' "
                "WHERE id = $1 AND removed IS NOT NULL",
                "i", feed))
        return false;
    *was_removed = db_changes(store->db) > 0;
    return !*was_removed || subscription_retry(store, feed, err);
}

bool
subscription_add(struct store *store, const struct subscription_new *new,
                 int64_t now, bool *added, int64_t *feed, struct error *err)
{
    struct arena *arena = arena_new(0);
    const char *url = url_normalise(arena, new->url);
    int64_t id = 0;
    bool ok = false, was_removed = false;

    *added = false;
    if (url == NULL || url_is_inner(url)) {
        error_set(err, ERROR_INPUT,
                  url == NULL ? "%s: no http or https address"
                              : "%s: an inner address; feeds live outside",
                  new->url);
        goto out;
    }
    if (!db_number(store->db, err, &id, 0, "SELECT id FROM feed WHERE url = $1",
                   "t", url))
        goto out;
    if (id == 0) {
        if (!db_run(store->db, err,
                    "INSERT INTO feed(url, title, site, folder, added_at) "
                    "VALUES ($1, $2, $3, $4, $5)",
                    "tttti", url, new->title != NULL ? new->title : "",
                    new->site, new->folder != NULL ? new->folder : "", now))
            goto out;
        id = db_last_id(store->db);
        if (!db_run(store->db, err, "INSERT INTO fetch_state(feed) VALUES ($1)",
                    "i", id))
            goto out;
        *added = true;
    } else {
        if (!bring_back(store, id, &was_removed, err))
            goto out;
        *added = was_removed;
    }
    if (feed != NULL)
        *feed = id;
    ok = true;
out:
    arena_free(arena);
    return ok;
}

static int64_t
time_at(struct db_stmt *q, int column)
{
    return db_is_null(q, column) ? TIME_NONE : db_int(q, column);
}

static enum visit_health
health_named(const char *name)
{
    for (int i = VISIT_NEW; i <= VISIT_STOPPED; i++) {
        if (strcmp(visit_health_name((enum visit_health)i), name) == 0)
            return (enum visit_health)i;
    }
    return VISIT_NEW;
}

static void
read_row(struct db_stmt *q, struct arena *arena, struct subscription *s)
{
    s->id = db_int(q, 0);
    s->url = arena_strdup(arena, db_text(q, 1));
    s->title = arena_strdup(arena, db_text(q, 2));
    s->site = arena_strdup(arena, db_text(q, 3));
    s->folder = arena_strdup(arena, db_text(q, 4));
    s->state = arena_strdup(arena, db_text(q, 5));
    s->visit.url = s->url;
    s->visit.etag = arena_strdup(arena, db_text(q, 6));
    s->visit.last_modified = arena_strdup(arena, db_text(q, 7));
    s->visit.not_modified_since = time_at(q, 8);
    s->last_visit = time_at(q, 9);
    s->visit.last_ok = time_at(q, 10);
    s->next_visit = time_at(q, 11);
    s->visit.failures = (int)db_int(q, 12);
    s->visit.first_failure = time_at(q, 13);
    s->visit.moved_to = arena_strdup(arena, db_text(q, 14));
    s->visit.moved_first = time_at(q, 15);
    s->visit.moved_seen = (int)db_int(q, 16);
    s->health = health_named(db_text(q, 17));
    s->words = arena_strdup(arena, db_text(q, 18));
    s->candidates = arena_strdup(arena, db_text(q, 19));
    s->entries = db_int(q, 20);
    s->articles = db_int(q, 21);
}

#define COLUMNS                                                                \
    "SELECT f.id, f.url, coalesce(nullif(f.title, ''), f.url), f.site, "       \
    "f.folder, f.state, s.etag, "                                              \
    "s.last_modified, s.not_modified_since, s.last_visit, s.last_ok, "         \
    "s.next_visit, s.failures, s.first_failure, s.moved_to, s.moved_since, "   \
    "s.moved_seen, s.health, s.words, s.candidates, s.entries, "               \
    "(SELECT count(*) FROM article AS a WHERE a.feed = f.id) "                 \
    "FROM feed AS f JOIN fetch_state AS s ON s.feed = f.id "

bool
subscription_list(struct store *store, enum subscription_which which,
                  int64_t now, struct arena *arena, struct subscription **list,
                  size_t *count, struct error *err)
{
    struct db_stmt *q;
    size_t capacity = 0;
    struct subscription *made = NULL;

    *list = NULL;
    *count = 0;
    if (which == SUBSCRIPTION_DUE)
        q = db_query(store->db, err,
                     COLUMNS "WHERE f.state = 'active' AND f.removed IS NULL "
                             "AND s.health <> 'stopped' AND s.next_visit <= $1 "
                             "ORDER BY f.url",
                     "i", now);
    else
        q = db_query(store->db, err,
                     COLUMNS "WHERE f.removed IS NULL ORDER BY f.folder, f.url",
                     "");
    while (db_next(q)) {
        if (*count == capacity) {
            struct subscription *more;

            capacity = capacity != 0 ? capacity * 2 : 64;
            more = arena_array(arena, capacity, sizeof *more);
            if (*count > 0)
                memcpy(more, made, *count * sizeof *more);
            made = more;
        }
        read_row(q, arena, &made[(*count)++]);
    }
    *list = made;
    return db_done(q, err);
}

static bool
no_such_feed(int64_t feed, struct error *err)
{
    return error_set(err, ERROR_NOTFOUND, "feed %lld: no such feed",
                     (long long)feed);
}

bool
subscription_find(struct store *store, int64_t feed, struct arena *arena,
                  struct subscription *subscription, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 COLUMNS "WHERE f.id = $1 AND f.removed IS NULL", "i", feed);
    bool found = db_next(q);

    if (found)
        read_row(q, arena, subscription);
    return db_done(q, err) && (found || no_such_feed(feed, err));
}

bool
subscription_remove(struct store *store, int64_t feed, int64_t now,
                    struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE feed SET removed = $2 WHERE id = $1 AND removed IS "
                  "NULL",
                  "ii", feed, now) &&
           (db_changes(store->db) > 0 || no_such_feed(feed, err));
}

bool
subscription_restore(struct store *store, int64_t feed, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE feed SET removed = NULL WHERE id = $1", "i", feed) &&
           (db_changes(store->db) > 0 || no_such_feed(feed, err));
}

bool
subscription_file(struct store *store, int64_t feed, const char *folder,
                  struct error *err)
{
    return db_run(store->db, err, "UPDATE feed SET folder = $2 WHERE id = $1",
                  "it", feed, folder) &&
           (db_changes(store->db) > 0 || no_such_feed(feed, err));
}

/* A believed move: the row takes the new address, unless another row has it
 * already; then this one keeps asking at the old address. */
static bool
change_address(struct store *store, int64_t feed, const char *url,
               struct error *err)
{
    int64_t other;

    return db_number(store->db, err, &other, 0,
                     "SELECT id FROM feed WHERE url = $1", "t", url) &&
           (other != 0 ||
            db_run(store->db, err, "UPDATE feed SET url = $1 WHERE id = $2",
                   "ti", url, feed));
}

/* NULL in the table for TIME_NONE. */
#define TIME_OR_NULL(n) "nullif(" n ", -9223372036854775807 - 1)"

bool
subscription_visited(struct store *store, int64_t feed,
                     const struct visit_verdict *verdict, const char *title,
                     const char *site, const char *candidates, int64_t entries,
                     int64_t now, struct error *err)
{
    const struct visit_state *state = &verdict->state;

    if (verdict->address_changed &&
        !change_address(store, feed, state->url, err))
        return false;
    /* Marketing's own name for a feed stays; one without takes the feed's. */
    if (!db_run(store->db, err,
                "UPDATE feed SET title = CASE WHEN title = '' THEN "
                "coalesce($1, '') ELSE title END, site = coalesce(site, $2) "
                "WHERE id = $3",
                "tti", title, site, feed))
        return false;
    return db_run(
        store->db, err,
        "UPDATE fetch_state SET etag = $2, last_modified = $3, "
        "not_modified_since = " TIME_OR_NULL(
            "$4") ", last_visit = $5, "
                  "last_ok = " TIME_OR_NULL(
                      "$6") ", next_visit = $7, failures = $8, "
                            "first_failure = " TIME_OR_NULL(
                                "$9") ", moved_to = $10, "
                                      "moved_since = " TIME_OR_NULL(
                                          "$11") ", moved_seen = $12, "
                                                 "health = $13, words = $14, "
                                                 "candidates = $15, "
                                                 "entries = CASE WHEN $16 < 0 "
                                                 "THEN entries ELSE $16 END "
                                                 "WHERE feed = $1",
        "ittiiiiiitiittti", feed, state->etag, state->last_modified,
        state->not_modified_since, now, state->last_ok,
        verdict->next_visit == TIME_NONE ? INT64_MAX : verdict->next_visit,
        (int64_t)state->failures, state->first_failure, state->moved_to,
        state->moved_first, (int64_t)state->moved_seen,
        visit_health_name(verdict->health), verdict->text, candidates, entries);
}

bool
subscription_mute(struct store *store, int64_t feed, bool muted,
                  struct error *err)
{
    if (!db_run(store->db, err, "UPDATE feed SET state = $1 WHERE id = $2",
                "ti", muted ? "muted" : "active", feed))
        return false;
    return db_changes(store->db) > 0 || no_such_feed(feed, err);
}

bool
subscription_retry(struct store *store, int64_t feed, struct error *err)
{
    if (!db_run(store->db, err,
                "UPDATE fetch_state SET next_visit = 0, health = 'new', "
                "words = 'asked again at the next curate' WHERE feed = $1",
                "i", feed))
        return false;
    return db_changes(store->db) > 0 || no_such_feed(feed, err);
}

bool
subscription_hasten(struct store *store, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE fetch_state SET next_visit = 0 "
                  "WHERE health NOT IN ('stopped', 'waiting')",
                  "");
}

bool
subscription_next_visit(struct store *store, int64_t *when, struct error *err)
{
    return db_number(store->db, err, when, TIME_NONE,
                     "SELECT min(s.next_visit) FROM fetch_state AS s "
                     "JOIN feed AS f ON f.id = s.feed "
                     "WHERE f.state = 'active' AND f.removed IS NULL "
                     "AND s.health <> 'stopped'",
                     "");
}
