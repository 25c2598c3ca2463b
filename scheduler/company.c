/* The one writer of company_post; see the header. */
#include "polyphony/company.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>

#define RECENT (30 * 24 * 3600)
#define MOST_POSTS 50
#define MOST_BYTES 20000

struct import {
    struct store *store;
    const char *lines;
    size_t len;
    int64_t now;
    struct company_import *counts;
    void (*complain)(const char *line, void *context);
    void *context;
};

static int64_t
published_of(const struct json *node, int64_t now)
{
    const char *text = json_get_text(node, "published");
    double days;
    int64_t when;

    if (text != NULL && time_parse(text, &when))
        return when;
    if (json_number(json_get(node, "days"), &days) && days >= 0 && days < 3660)
        return now - (int64_t)(days * 86400);
    return TIME_NONE;
}

static bool
is_text(const char *text)
{
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0' &&
           strlen(text) < MOST_BYTES;
}

bool
company_put(struct store *store, const struct company_post *post, bool *added,
            struct error *err)
{
    struct arena *arena;
    const char *url;
    bool ok;

    if (!is_text(post->text))
        return error_set(err, ERROR_INPUT,
                         "a post has a text, of at most %d "
                         "bytes",
                         MOST_BYTES);
    arena = arena_new(0);
    url = post->url != NULL ? url_clean(arena, post->url) : NULL;
    ok = db_run(store->db, err,
                "INSERT INTO company_post(text, url, url_key, published, "
                "network) VALUES ($1, $2, $3, "
                "nullif($4, -9223372036854775807 - 1), $5) "
                "ON CONFLICT(text) DO NOTHING",
                "tttit", post->text, url,
                url != NULL ? url_identity(arena, url) : NULL, post->published,
                post->network != NULL ? post->network : "linkedin");
    *added = ok && db_changes(store->db) > 0;
    arena_free(arena);
    return ok;
}

static bool
put_post(struct import *import, const struct json *node, struct error *err)
{
    struct company_post post = {.text = json_get_text(node, "text"),
                                .url = json_get_text(node, "url"),
                                .network = json_get_text(node, "network"),
                                .published = published_of(node, import->now)};
    bool added;

    if (!company_put(import->store, &post, &added, err))
        return false;
    if (added)
        import->counts->added++;
    else
        import->counts->unchanged++;
    return true;
}

static bool
put_line(struct import *import, size_t number, const char *line, size_t len,
         struct error *err)
{
    struct json *node = NULL;
    struct error why;
    const char *text;
    bool ok = true;

    if (!json_parse(line, len, &node, &why)) {
        error_wrap(&why, "line %zu", number);
    } else {
        text = json_get_text(node, "text");
        if (is_text(text)) {
            ok = put_post(import, node, err);
            json_free(node);
            return ok;
        }
        error_set(&why, ERROR_INPUT, "line %zu: no \"text\"", number);
    }
    import->counts->skipped++;
    if (import->complain != NULL)
        import->complain(why.text, import->context);
    json_free(node);
    return ok;
}

static bool
import_all(void *context, struct error *err)
{
    struct import *import = context;
    const char *p = import->lines, *end = p + import->len;
    size_t number = 0;

    memset(import->counts, 0, sizeof *import->counts);
    while (p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t len = (size_t)((stop != NULL ? stop : end) - p);

        number++;
        if (strspn(p, " \t\r") < len && !put_line(import, number, p, len, err))
            return false;
        p += len + 1;
    }
    return true;
}

bool
company_import(struct store *store, const char *lines, size_t len, int64_t now,
               void (*complain)(const char *line, void *context), void *context,
               struct company_import *counts, struct error *err)
{
    struct import import = {.store = store,
                            .lines = lines,
                            .len = len,
                            .now = now,
                            .counts = counts,
                            .complain = complain,
                            .context = context};

    return db_transaction(store->db, import_all, &import, err);
}

/* --- one ------------------------------------------------------------------ */

bool
company_remove(struct store *store, int64_t id, struct arena *arena,
               struct company_post *post, struct error *err)
{
    struct db_stmt *q = db_query(store->db, err,
                                 "SELECT text, url, network, published FROM "
                                 "company_post WHERE id = $1",
                                 "i", id);
    bool found = db_next(q);

    if (found)
        *post = (struct company_post){
            .text = arena_strdup(arena, db_text(q, 0)),
            .url = db_is_null(q, 1) ? NULL : arena_strdup(arena, db_text(q, 1)),
            .network = arena_strdup(arena, db_text(q, 2)),
            .published = db_is_null(q, 3) ? TIME_NONE : db_int(q, 3)};
    return db_done(q, err) &&
           (found ||
            error_set(err, ERROR_NOTFOUND, "There is no such post any more")) &&
           db_run(store->db, err, "DELETE FROM company_post WHERE id = $1", "i",
                  id);
}

bool
company_correct(struct store *store, int64_t id, const char *text,
                struct error *err)
{
    int64_t same;

    if (!is_text(text))
        return error_set(err, ERROR_INPUT, "Give the text of the post");
    if (!db_number(store->db, err, &same, 0,
                   "SELECT count(*) FROM company_post WHERE text = $1 AND id "
                   "<> $2",
                   "ti", text, id))
        return false;
    if (same > 0)
        return error_set(err, ERROR_CONFLICT,
                         "Another post says just that already");
    if (!db_run(store->db, err,
                "UPDATE company_post SET text = $2 WHERE id = $1", "it", id,
                text))
        return false;
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND, "There is no such post any more");
}

/* --- what a text must not echo -------------------------------------------- */

bool
company_posts(struct store *store, int64_t story, int64_t now,
              struct arena *arena, const char ***texts, size_t *count,
              struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT c.text, c.url_key IN (SELECT a.url_key FROM article AS a "
        "WHERE a.story = $1) AS same FROM company_post AS c "
        "WHERE c.published IS NULL OR c.published >= $2 OR c.url_key IN "
        "(SELECT a.url_key FROM article AS a WHERE a.story = $1) "
        "ORDER BY same DESC, c.published DESC, c.text LIMIT $3",
        "iii", story, now - RECENT, (int64_t)MOST_POSTS);

    *texts = arena_array(arena, MOST_POSTS, sizeof **texts);
    *count = 0;
    while (*count < MOST_POSTS && db_next(q))
        (*texts)[(*count)++] = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}
