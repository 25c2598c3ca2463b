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
put_post(struct import *import, const struct json *node, struct error *err)
{
    struct arena *arena = arena_new(0);
    const char *text = json_get_text(node, "text");
    const char *network = json_get_text(node, "network");
    const char *url = json_get_text(node, "url");
    bool ok;

    url = url != NULL ? url_clean(arena, url) : NULL;
    ok = db_run(import->store->db, err,
                "INSERT INTO company_post(text, url, url_key, published, "
                "network) VALUES ($1, $2, $3, "
                "nullif($4, -9223372036854775807 - 1), $5) "
                "ON CONFLICT(text) DO NOTHING",
                "tttit", text, url,
                url != NULL ? url_identity(arena, url) : NULL,
                published_of(node, import->now),
                network != NULL ? network : "linkedin");
    if (ok && db_changes(import->store->db) > 0)
        import->counts->added++;
    else if (ok)
        import->counts->unchanged++;
    arena_free(arena);
    return ok;
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
        if (text != NULL && text[0] != '\0' && strlen(text) < MOST_BYTES) {
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
