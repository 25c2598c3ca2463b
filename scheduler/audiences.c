/* The stored audiences; see the header. */
#include "polyphony/audiences.h"
#include "polyphony/audience.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <string.h>

#define COLUMNS                                                                \
    "SELECT a.id, a.name, a.about, a.json, (SELECT count(*) FROM rep AS r "    \
    "WHERE r.audience = a.id AND r.state <> 'gone'), k.at, k.stories, k.best " \
    "FROM audience AS a LEFT JOIN ranking AS k ON k.audience = a.id "

static void
read_row(struct db_stmt *q, struct arena *arena, struct audience_row *row)
{
    row->id = arena_strdup(arena, db_text(q, 0));
    row->name = arena_strdup(arena, db_text(q, 1));
    row->about = arena_strdup(arena, db_text(q, 2));
    row->json = arena_strdup(arena, db_text(q, 3));
    row->reps = db_int(q, 4);
    row->ranked_at = db_is_null(q, 5) ? TIME_NONE : db_int(q, 5);
    row->stories = db_int(q, 6);
    row->best = db_real(q, 7);
}

bool
audiences_list(struct store *store, struct arena *arena,
               struct audience_row **list, size_t *count, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, COLUMNS "ORDER BY a.name, a.id LIMIT $1", "i",
                 (int64_t)AUDIENCES_LISTED);

    *list = arena_array(arena, AUDIENCES_LISTED, sizeof **list);
    *count = 0;
    while (*count < AUDIENCES_LISTED && db_next(q))
        read_row(q, arena, &(*list)[(*count)++]);
    return db_done(q, err);
}

bool
audiences_find(struct store *store, const char *id, struct arena *arena,
               struct audience_row *row, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, COLUMNS "WHERE a.id = $1", "t", id);
    bool found = db_next(q);

    if (found)
        read_row(q, arena, row);
    return db_done(q, err) &&
           (found || error_set(err, ERROR_NOTFOUND,
                               "%.60s: there is no such audience", id));
}

bool
audiences_save(struct store *store, const char *id, const char *json,
               struct error *err)
{
    struct arena *arena = arena_new(0);
    struct json *doc = NULL;
    struct audience audience;
    bool ok = json_parse(json, strlen(json), &doc, err) &&
              audience_read(doc, arena, &audience, err);

    if (ok && audience.name[0] == '\0')
        ok = error_set(err, ERROR_INPUT, "An audience needs a name");
    ok = ok && db_run(store->db, err,
                      "INSERT INTO audience(id, name, about, json) "
                      "VALUES ($1, $2, $3, $4) ON CONFLICT(id) DO UPDATE SET "
                      "name = excluded.name, about = excluded.about, "
                      "json = excluded.json",
                      "tttt", id, audience.name, audience.about, json);
    json_free(doc);
    arena_free(arena);
    return ok;
}

bool
audiences_remove(struct store *store, const char *id, struct error *err)
{
    int64_t reps;

    if (!db_number(store->db, err, &reps, 0,
                   "SELECT count(*) FROM rep WHERE audience = $1", "t", id))
        return false;
    if (reps > 0)
        return error_set(err, ERROR_CONFLICT,
                         "%lld reps speak to it: give them another one first",
                         (long long)reps);
    return db_run(store->db, err, "DELETE FROM relevance WHERE audience = $1",
                  "t", id) &&
           db_run(store->db, err, "DELETE FROM ranking WHERE audience = $1",
                  "t", id) &&
           db_run(store->db, err, "DELETE FROM audience WHERE id = $1", "t",
                  id);
}
