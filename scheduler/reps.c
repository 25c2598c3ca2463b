/* The one writer of audience, rep, voice and voice_line; see the header. A
 * rep is kept as the JSON that was imported, with the columns that statements
 * ask for beside it. */
#include "polyphony/reps.h"
#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_QUOTA 20

struct import {
    struct store *store;
    const struct json *list;
    struct reps_import *counts;
    void (*complain)(const char *line, void *context);
    void *context;
};

/* --- reading one rep ------------------------------------------------------ */

static bool
read_hours(const struct json *node, struct arena *arena, struct rep *rep,
           struct error *err)
{
    const struct json *days = json_get(node, "days");
    const char *start = json_get_text(node, "start");
    const char *end = json_get_text(node, "end");
    const char *zone = json_get_text(node, "timezone");
    unsigned mask = 0;
    double day;

    for (days = json_first(days); days != NULL; days = json_next(days)) {
        if (json_number(days, &day) && day >= 1 && day <= 7)
            mask |= 1u << (unsigned)day;
    }
    if (mask == 0)
        mask = 0x3E; /* Monday to Friday */
    rep->timezone = arena_strdup(arena, zone != NULL ? zone : "UTC");
    return slot_hours_init(&rep->hours, mask, start != NULL ? start : "09:00",
                           end != NULL ? end : "17:00", rep->timezone, err);
}

static bool
read_networks(const struct json *node, struct arena *arena, struct rep *rep,
              struct error *err)
{
    size_t count = json_count(node);

    if (!json_is_array(node) || count == 0 || count > 16)
        return error_set(err, ERROR_INPUT, "networks is no list of names");
    rep->networks = arena_array(arena, count, sizeof *rep->networks);
    for (node = json_first(node); node != NULL; node = json_next(node)) {
        const char *name = json_text(node);

        if (name == NULL || network_find(name) == NULL)
            return error_set(err, ERROR_INPUT, "network \"%.40s\" is not known",
                             name != NULL ? name : "?");
        rep->networks[rep->n_networks++] = arena_strdup(arena, name);
    }
    return true;
}

/* Any language's tag will do: who posts in one that we do not write is told
 * so each day, and is no fault of the file. NULL for what is no tag. */
static const char *
read_language(const char *tag, struct arena *arena)
{
    const char *known = tag != NULL ? language_code(tag) : "en";
    size_t len = 0;
    char *code;

    if (known != NULL)
        return known;
    while ((tag[len] | 0x20) >= 'a' && (tag[len] | 0x20) <= 'z')
        len++;
    if (len < 2 || len > 3 || (tag[len] != '\0' && tag[len] != '-'))
        return NULL;
    code = arena_strndup(arena, tag, len);
    for (size_t i = 0; i < len; i++)
        code[i] = (char)(code[i] | 0x20);
    return code;
}

static bool
read_rep(const struct json *node, struct arena *arena, struct rep *rep,
         struct error *err)
{
    const struct json *audience = json_get(node, "audience");
    double quota = json_get_number(node, "daily_quota", 2);
    const char *language = json_get_text(node, "language");

    memset(rep, 0, sizeof *rep);
    rep->id = json_get_id(arena, node, "id");
    if (rep->id == NULL || rep->id[0] == '\0')
        return error_set(err, ERROR_INPUT, "no id");
    rep->name = json_get_text(node, "name");
    rep->name = arena_strdup(arena, rep->name != NULL ? rep->name : rep->id);
    if (!audience_read(audience, arena, &rep->audience, err))
        return error_wrap(err, "audience");
    rep->audience_id = rep->audience.id[0] != '\0' ? rep->audience.id : rep->id;
    rep->language = read_language(language, arena);
    if (rep->language == NULL)
        return error_set(err, ERROR_INPUT, "language \"%.20s\" is not known",
                         language);
    if (quota < 0 || quota > MAX_QUOTA)
        return error_set(err, ERROR_INPUT, "daily_quota is not 0 to %d",
                         MAX_QUOTA);
    rep->quota = (int)quota;
    return read_networks(json_get(node, "networks"), arena, rep, err) &&
           read_hours(json_get(node, "working_hours"), arena, rep, err);
}

/* --- import -----------------------------------------------------------------
 */

/* A node as it was written, for the json columns. */
static char *
print(const struct json *node)
{
    struct buf text = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &text};

    json_put_node(&out, node);
    return buf_take(&text);
}

static bool
put_audience(struct store *store, const struct rep *rep,
             const struct json *node, struct error *err)
{
    char *json = print(node);
    bool ok = db_run(store->db, err,
                     "INSERT INTO audience(id, name, about, json) "
                     "VALUES ($1, $2, $3, $4) ON CONFLICT(id) DO UPDATE SET "
                     "name = excluded.name, about = excluded.about, "
                     "json = excluded.json",
                     "tttt", rep->audience_id, rep->audience.name,
                     rep->audience.about, json);

    free(json);
    return ok;
}

static bool
put_voice(struct store *store, const struct rep *rep, const struct json *node,
          struct error *err)
{
    char *json = json_is_object(node) ? print(node) : NULL;
    bool ok = db_run(store->db, err,
                     "INSERT INTO voice(rep, json) VALUES ($1, $2) "
                     "ON CONFLICT(rep) DO UPDATE SET json = excluded.json",
                     "tt", rep->id, json != NULL ? json : "{}");

    free(json);
    return ok;
}

static bool
put_rep(struct import *import, const struct rep *rep, const struct json *node,
        struct error *err)
{
    struct db *db = import->store->db;
    char *json = print(node), *networks = print(json_get(node, "networks"));
    char *hours = print(json_get(node, "working_hours"));
    struct db_stmt *q =
        db_query(db, err, "SELECT json FROM rep WHERE id = $1", "t", rep->id);
    bool ok, is_there = db_next(q);
    bool is_same = is_there && strcmp(db_text(q, 0), json) == 0;

    ok = db_done(q, err);
    if (is_same)
        import->counts->unchanged++;
    else if (is_there)
        import->counts->changed++;
    else
        import->counts->added++;
    ok = ok &&
         (is_same ||
          (put_audience(import->store, rep, json_get(node, "audience"), err) &&
           db_run(db, err,
                  "INSERT INTO rep(id, name, audience, language, "
                  "networks, quota, hours, json) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                  "ON CONFLICT(id) DO UPDATE SET name = excluded.name, "
                  "audience = excluded.audience, "
                  "language = excluded.language, "
                  "networks = excluded.networks, "
                  "quota = excluded.quota, hours = excluded.hours, "
                  "state = 'active', json = excluded.json",
                  "tttttitt", rep->id, rep->name, rep->audience_id,
                  rep->language, networks, (int64_t)rep->quota, hours, json) &&
           put_voice(import->store, rep, json_get(node, "voice"), err)));
    free(json);
    free(networks);
    free(hours);
    return ok;
}

static bool
import_all(void *context, struct error *err)
{
    struct import *import = context;
    size_t line = 0;

    memset(import->counts, 0, sizeof *import->counts);
    for (const struct json *node = json_first(import->list); node != NULL;
         node = json_next(node)) {
        struct arena *arena = arena_new(0);
        struct rep rep;
        struct error why;
        bool ok = true;

        line++;
        if (read_rep(node, arena, &rep, &why)) {
            ok = put_rep(import, &rep, node, err);
        } else {
            import->counts->skipped++;
            error_wrap(&why, "rep %zu%s%s", line, rep.id != NULL ? ", " : "",
                       rep.id != NULL ? rep.id : "");
            if (import->complain != NULL)
                import->complain(why.text, import->context);
        }
        arena_free(arena);
        if (!ok)
            return false;
    }
    return true;
}

bool
reps_import(struct store *store, const char *json, size_t len,
            void (*complain)(const char *line, void *context), void *context,
            struct reps_import *counts, struct error *err)
{
    struct json *doc;
    struct import import = {.store = store,
                            .counts = counts,
                            .complain = complain,
                            .context = context};
    bool ok;

    if (!json_parse(json, len, &doc, err))
        return false;
    import.list = doc;
    if (!json_is_array(doc) || json_count(doc) == 0) {
        json_free(doc);
        return error_set(err, ERROR_INPUT, "no list of reps");
    }
    ok = db_transaction(store->db, import_all, &import, err);
    json_free(doc);
    return ok;
}

/* --- reading back ------------------------------------------------------------
 */

#define COLUMNS                                                                \
    "SELECT r.json, r.review, r.trust, r.state, a.json, r.audience FROM rep "  \
    "AS r JOIN audience AS a ON a.id = r.audience "

static bool
read_row(struct db_stmt *q, struct arena *arena, struct rep *rep,
         struct error *err)
{
    struct json *doc, *audience = NULL;
    bool ok = json_parse(db_text(q, 0), db_bytes(q, 0), &doc, err) &&
              json_parse(db_text(q, 4), db_bytes(q, 4), &audience, err) &&
              read_rep(doc, arena, rep, err) &&
              audience_read(audience, arena, &rep->audience, err);

    if (ok) {
        rep->json = arena_strdup(arena, db_text(q, 0));
        rep->review = arena_strdup(arena, db_text(q, 1));
        rep->trust = (int)db_int(q, 2);
        rep->state = arena_strdup(arena, db_text(q, 3));
        rep->audience_id = arena_strdup(arena, db_text(q, 5));
    } else {
        error_wrap(err, "a stored rep");
    }
    json_free(doc);
    json_free(audience);
    return ok;
}

bool
reps_list(struct store *store, struct arena *arena, struct rep **reps,
          size_t *count, struct error *err)
{
    int64_t rows;
    struct db_stmt *q;
    bool ok = true;

    *count = 0;
    if (!db_number(store->db, err, &rows, 0,
                   "SELECT count(*) FROM rep WHERE state <> 'gone'", ""))
        return false;
    *reps = arena_array(arena, (size_t)rows, sizeof **reps);
    q = db_query(store->db, err,
                 COLUMNS "WHERE r.state <> 'gone' ORDER BY r.id", "");
    while (ok && *count < (size_t)rows && db_next(q))
        ok = read_row(q, arena, &(*reps)[(*count)++], err);
    if (!ok) {
        db_drop(q);
        return false;
    }
    return db_done(q, err);
}

static bool
no_such_rep(struct store *store, const char *id, struct error *err)
{
    struct buf ids = {.max = 200};
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT id FROM rep WHERE state <> 'gone' ORDER BY id LIMIT 12", "");

    while (db_next(q))
        buf_printf(&ids, "%s%s", ids.len > 0 ? ", " : "", db_text(q, 0));
    if (!db_done(q, err)) {
        buf_deinit(&ids);
        return false;
    }
    if (ids.len == 0)
        error_set(err, ERROR_NOTFOUND,
                  "%s: no such rep; `polyphony import reps FILE` brings them",
                  id);
    else
        error_set(err, ERROR_NOTFOUND, "%s: no such rep; there are %s", id,
                  buf_text(&ids));
    buf_deinit(&ids);
    return false;
}

bool
reps_find(struct store *store, const char *id, struct arena *arena,
          struct rep *rep, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        COLUMNS "WHERE (r.id = $1 OR lower(r.name) = lower($1)) AND "
                "r.state <> 'gone' ORDER BY r.id = $1 DESC, r.id LIMIT 1",
        "t", id);
    bool found = db_next(q);

    if (found && !read_row(q, arena, rep, err)) {
        db_drop(q);
        return false;
    }
    return db_done(q, err) && (found || no_such_rep(store, id, err));
}

bool
reps_set_trust(struct store *store, const char *id, int trust,
               struct error *err)
{
    return db_run(store->db, err, "UPDATE rep SET trust = $1 WHERE id = $2",
                  "it", (int64_t)trust, id);
}
