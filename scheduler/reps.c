/* The one writer of audience, rep and voice; see the header. A rep is kept
 * as the JSON that was imported, with the columns that statements ask for
 * beside it. */
#include "polyphony/reps.h"
#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/network.h"
#include "polyphony/people.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MAX_QUOTA 20
#define ID_MOST 100 /* bytes */

struct import {
    struct store *store;
    const struct json *list;
    struct reps_import *counts;
    void (*complain)(const char *line, void *context);
    void *context;
    bool whole, refused; /* nothing is taken where one can't be used */
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
is_policy(const char *name)
{
    return strcmp(name, "flagged") == 0 || strcmp(name, "all") == 0 ||
           strcmp(name, "none") == 0;
}

/* On one line, whatever the file has. */
static char *
read_name(const struct json *node, const char *id, struct arena *arena)
{
    const char *given = json_get_text(node, "name");
    struct buf line = {0};
    char *name;

    given = given != NULL ? given : id;
    utf8_squeeze(&line, given, strlen(given));
    name = arena_strdup(arena, buf_text(&line));
    buf_deinit(&line);
    return name;
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
    rep->name = read_name(node, rep->id, arena);
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
    rep->review = arena_strdup(arena, json_get_text(node, "review"));
    if (rep->review != NULL && !is_policy(rep->review))
        return error_set(err, ERROR_INPUT,
                         "review is \"%.20s\"; say flagged, all or none",
                         rep->review);
    return read_networks(json_get(node, "networks"), arena, rep, err) &&
           read_hours(json_get(node, "working_hours"), arena, rep, err);
}

/* What is kept already is read as it is. An id stands in addresses, where a
 * browser takes dots for a way up. */
static bool
may_come(const struct rep *rep, struct error *err)
{
    if (strlen(rep->id) > ID_MOST || !people_is_name(rep->id) ||
        strcmp(rep->id, ".") == 0 || strcmp(rep->id, "..") == 0)
        return error_set(err, ERROR_INPUT,
                         "the id is one line of at most %d bytes", ID_MOST);
    return people_is_name(rep->name) ||
           error_set(err, ERROR_INPUT,
                     "the name is one line of at most 200 bytes, with nothing "
                     "in it that can't be seen");
}

/* --- import --------------------------------------------------------------- */

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

/* What stands of the voice now, where there are sample posts. */
static bool
count_lines(struct import *import, const char *rep, const struct json *node,
            struct error *err)
{
    int64_t lines;

    if (json_count(json_get(json_get(node, "voice"), "samples")) == 0)
        return true;
    if (!db_number(import->store->db, err, &lines, 0,
                   "SELECT count(*) FROM voice_line WHERE rep = $1 AND "
                   "removed IS NULL",
                   "t", rep))
        return false;
    import->counts->taught += lines > 0;
    import->counts->lines += (size_t)lines;
    return true;
}

/* Is it there just so: as it was imported, or as an export says it now? Who is
 * gone comes back by any import. */
static bool
is_as_stored(struct import *import, const struct rep *rep, const char *json,
             struct arena *arena, bool *is_there, bool *is_same,
             struct error *err)
{
    struct buf now = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &now};
    struct rep stored;
    struct db_stmt *q =
        db_query(import->store->db, err,
                 "SELECT json, state FROM rep WHERE id = $1", "t", rep->id);
    bool ok, is_gone;

    *is_there = db_next(q);
    *is_same = *is_there && strcmp(db_text(q, 0), json) == 0;
    is_gone = *is_there && strcmp(db_text(q, 1), "gone") == 0;
    ok = db_done(q, err);
    if (ok && *is_there && !*is_same && !is_gone) {
        ok = reps_find(import->store, rep->id, arena, &stored, err) &&
             reps_write_json(import->store, &stored, &out, err);
        *is_same = ok && strcmp(buf_text(&now), json) == 0;
    }
    *is_same = *is_same && !is_gone;
    buf_deinit(&now);
    return ok;
}

static bool
put_rep(struct import *import, const struct rep *rep, const struct json *node,
        const struct away_span *away, size_t n_away, struct arena *arena,
        struct error *err)
{
    struct db *db = import->store->db;
    char *json = print(node), *networks = print(json_get(node, "networks"));
    char *hours = print(json_get(node, "working_hours"));
    bool is_there, is_same, ok;

    ok = is_as_stored(import, rep, json, arena, &is_there, &is_same, err);
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
           (rep->review == NULL ||
            reps_set_review(import->store, rep->id, rep->review, err)) &&
           put_voice(import->store, rep, json_get(node, "voice"), err) &&
           away_import(import->store, rep->id, away, n_away, err) &&
           reps_learn(import->store, rep->id, clock_now(), err) &&
           count_lines(import, rep->id, node, err)));
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
        struct away_span *away;
        struct rep rep;
        struct error why;
        size_t n_away;
        const char *id = json_get_id(arena, node, "id");
        const struct json *taken = node;
        struct json *own = NULL;
        bool ok = true;

        line++;
        if (id != NULL && !reps_keep_own(import->store, id, node, &own, err)) {
            arena_free(arena);
            return false;
        }
        if (own != NULL) {
            import->counts->own++;
            taken = own;
        }
        if (read_rep(taken, arena, &rep, &why) && may_come(&rep, &why) &&
            away_read(json_get(taken, "away"), arena, &away, &n_away, &why)) {
            ok = put_rep(import, &rep, taken, away, n_away, arena, err);
        } else {
            import->counts->skipped++;
            error_wrap(&why, "rep %zu%s%s", line, rep.id != NULL ? ", " : "",
                       rep.id != NULL ? rep.id : "");
            if (import->complain != NULL)
                import->complain(why.text, import->context);
        }
        json_free(own);
        arena_free(arena);
        if (!ok)
            return false;
    }
    import->refused = import->whole && import->counts->skipped > 0;
    return !import->refused ||
           error_set(err, ERROR_INPUT, "some of the reps can't be used");
}

static bool
take(struct store *store, const char *json, size_t len, bool whole,
     void (*complain)(const char *line, void *context), void *context,
     struct reps_import *counts, struct error *err)
{
    struct json *doc;
    struct import import = {.store = store,
                            .counts = counts,
                            .complain = complain,
                            .context = context,
                            .whole = whole};
    bool ok;

    if (!json_parse(json, len, &doc, err))
        return false;
    import.list = doc;
    if (!json_is_array(doc) || json_count(doc) == 0) {
        json_free(doc);
        return error_set(err, ERROR_INPUT, "no list of reps");
    }
    ok = db_transaction(store->db, import_all, &import, err) || import.refused;
    json_free(doc);
    return ok;
}

bool
reps_import(struct store *store, const char *json, size_t len,
            void (*complain)(const char *line, void *context), void *context,
            struct reps_import *counts, struct error *err)
{
    return take(store, json, len, false, complain, context, counts, err);
}

bool
reps_import_whole(struct store *store, const char *json, size_t len,
                  void (*complain)(const char *line, void *context),
                  void *context, struct reps_import *counts, struct error *err)
{
    return take(store, json, len, true, complain, context, counts, err);
}

/* --- reading back --------------------------------------------------------- */

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

/* *found tells whether the query had a row. */
static bool
read_one(struct db_stmt *q, struct arena *arena, struct rep *rep, bool *found,
         struct error *err)
{
    *found = db_next(q);
    if (*found && !read_row(q, arena, rep, err)) {
        db_drop(q);
        return false;
    }
    return db_done(q, err);
}

/* By id also one who is gone: what they shared still names them. */
bool
reps_find(struct store *store, const char *id, struct arena *arena,
          struct rep *rep, struct error *err)
{
    bool found;

    if (!read_one(db_query(store->db, err, COLUMNS "WHERE r.id = $1", "t", id),
                  arena, rep, &found, err))
        return false;
    if (!found && !read_one(db_query(store->db, err,
                                     COLUMNS "WHERE lower(r.name) = lower($1) "
                                             "AND r.state <> 'gone' ORDER BY "
                                             "r.id LIMIT 1",
                                     "t", id),
                            arena, rep, &found, err))
        return false;
    return found || no_such_rep(store, id, err);
}

bool
reps_find_hours(struct store *store, const char *id, struct arena *arena,
                struct rep *rep, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err, "SELECT id, hours FROM rep WHERE id = $1", "t", id);
    struct json *hours = NULL;
    bool found = db_next(q);
    bool ok = found && json_parse(db_text(q, 1), db_bytes(q, 1), &hours, err) &&
              read_hours(hours, arena, rep, err);

    if (ok)
        rep->id = arena_strdup(arena, db_text(q, 0));
    json_free(hours);
    if (found && !ok) {
        db_drop(q);
        return error_wrap(err, "a stored rep");
    }
    return db_done(q, err) &&
           (found || error_set(err, ERROR_NOTFOUND, "%s: no such rep", id));
}

bool
reps_set_trust(struct store *store, const char *id, int trust,
               struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE rep SET trust = $1 WHERE id = $2 AND trust <> $1",
                  "it", (int64_t)trust, id);
}

static bool
changed_one(struct store *store, const char *id, struct error *err)
{
    return db_changes(store->db) > 0 || no_such_rep(store, id, err);
}

bool
reps_set_review(struct store *store, const char *id, const char *policy,
                struct error *err)
{
    if (!is_policy(policy))
        return error_set(err, ERROR_INPUT,
                         "%.40s: no such policy; say "
                         "flagged, all or none",
                         policy);
    return db_run(store->db, err, "UPDATE rep SET review = $1 WHERE id = $2",
                  "tt", policy, id) &&
           changed_one(store, id, err);
}

bool
reps_set_state(struct store *store, const char *id, const char *state,
               struct error *err)
{
    if (strcmp(state, "active") != 0 && strcmp(state, "away") != 0 &&
        strcmp(state, "gone") != 0)
        return error_set(err, ERROR_INPUT, "%.40s: no such state", state);
    return db_run(store->db, err, "UPDATE rep SET state = $1 WHERE id = $2",
                  "tt", state, id) &&
           changed_one(store, id, err);
}
