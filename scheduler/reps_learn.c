/* What a rep's own posts and edits taught of their voice: the one writer of
 * voice_line, kept in step with what voice_learn() finds. See reps.h. */
#include "polyphony/reps.h"
#include "polyphony/json.h"
#include "polyphony/voice_learn.h"
#include <string.h>

#define LAST_EDITS 30
#define MAX_SAMPLES 50

struct examples {
    struct voice_example items[LAST_EDITS + MAX_SAMPLES];
    size_t count;
    const char *language;
};

static bool
load_samples(struct store *store, const char *rep, struct arena *arena,
             struct examples *examples, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT v.json, r.language FROM voice AS v JOIN rep AS r "
                 "ON r.id = v.rep WHERE v.rep = $1",
                 "t", rep);
    struct json *doc = NULL;

    if (db_next(q)) {
        examples->language = arena_strdup(arena, db_text(q, 1));
        if (!json_parse(db_text(q, 0), db_bytes(q, 0), &doc, NULL))
            doc = NULL;
    }
    for (const struct json *at = json_first(json_get(doc, "samples"));
         at != NULL && examples->count < MAX_SAMPLES; at = json_next(at)) {
        const char *text = json_text(at);

        if (text != NULL && text[0] != '\0')
            examples->items[examples->count++].after =
                arena_strdup(arena, text);
    }
    json_free(doc);
    return db_done(q, err);
}

/* The first wording of a suggestion beside the rep's own last one. */
static bool
load_edits(struct store *store, const char *rep, struct arena *arena,
           struct examples *examples, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT a.text, b.text FROM suggestion AS s JOIN revision AS a "
        "ON a.suggestion = s.id AND a.number = 1 JOIN revision AS b "
        "ON b.suggestion = s.id AND b.number = (SELECT max(c.number) "
        "FROM revision AS c WHERE c.suggestion = s.id AND c.number > 1 AND "
        "(lower(c.who) IN (SELECT lower(r.id) FROM rep AS r WHERE r.id = $1 "
        "UNION ALL SELECT lower(r.name) FROM rep AS r WHERE r.id = $1 "
        "UNION ALL SELECT lower(p.name) FROM person AS p WHERE p.rep = $1))) "
        "WHERE s.rep = $1 AND s.revision > 1 ORDER BY b.at DESC, s.id DESC "
        "LIMIT $2",
        "ti", rep, (int64_t)LAST_EDITS);

    while (db_next(q)) {
        struct voice_example *made = &examples->items[examples->count++];

        made->before = arena_strdup(arena, db_text(q, 0));
        made->after = arena_strdup(arena, db_text(q, 1));
    }
    return db_done(q, err);
}

struct kept_line {
    int64_t id;
    const char *is, *line, *json;
    bool removed, holds;
};

static bool
load_kept(struct store *store, const char *rep, struct arena *arena,
          struct kept_line **list, size_t *count, struct error *err)
{
    int64_t rows;
    struct db_stmt *q;

    *count = 0;
    if (!db_number(store->db, err, &rows, 0,
                   "SELECT count(*) FROM voice_line WHERE rep = $1", "t", rep))
        return false;
    *list = arena_array(arena, (size_t)rows + 1, sizeof **list);
    q = db_query(store->db, err,
                 "SELECT id, json, removed IS NOT NULL, line FROM voice_line "
                 "WHERE rep = $1 ORDER BY id",
                 "t", rep);
    while (*count < (size_t)rows && db_next(q)) {
        struct kept_line *kept = &(*list)[(*count)++];
        struct json *doc = NULL;

        kept->id = db_int(q, 0);
        kept->json = arena_strdup(arena, db_text(q, 1));
        kept->removed = db_int(q, 2) != 0;
        kept->line = arena_strdup(arena, db_text(q, 3));
        if (json_parse(kept->json, strlen(kept->json), &doc, NULL))
            kept->is = arena_strdup(arena, json_get_text(doc, "is"));
        json_free(doc);
        if (kept->is == NULL)
            kept->is = "";
    }
    return db_done(q, err);
}

static bool
store_line(struct store *store, const char *rep, int64_t now,
           const struct voice_line *line, struct kept_line *list, size_t count,
           struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct kept_line *kept = &list[i];

        if (strcmp(kept->is, line->is) != 0)
            continue;
        kept->holds = true;
        if (kept->removed || strcmp(kept->json, line->json) == 0)
            return true;
        return db_run(store->db, err,
                      "UPDATE voice_line SET line = $1, json = $2 "
                      "WHERE id = $3",
                      "tti", line->line, line->json, kept->id);
    }
    return db_run(store->db, err,
                  "INSERT INTO voice_line(rep, line, json, learned) "
                  "VALUES ($1, $2, $3, $4)",
                  "ttti", rep, line->line, line->json, now);
}

bool
reps_learn(struct store *store, const char *rep, int64_t now, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct examples *examples = arena_alloc(arena, sizeof *examples);
    struct kept_line *kept;
    struct voice_line *lines = NULL;
    size_t n_kept, n_lines = 0;
    bool ok = load_samples(store, rep, arena, examples, err) &&
              load_edits(store, rep, arena, examples, err) &&
              load_kept(store, rep, arena, &kept, &n_kept, err);

    if (ok && examples->count > 0)
        n_lines = voice_learn(examples->items, examples->count,
                              examples->language, arena, &lines);
    for (size_t i = 0; ok && i < n_lines; i++)
        ok = store_line(store, rep, now, &lines[i], kept, n_kept, err);
    for (size_t i = 0; ok && i < n_kept; i++) {
        if (!kept[i].holds && !kept[i].removed)
            ok = db_run(store->db, err, "DELETE FROM voice_line WHERE id = $1",
                        "i", kept[i].id);
    }
    arena_free(arena);
    return ok;
}

bool
reps_voice_lines(struct store *store, const char *rep, struct arena *arena,
                 struct rep_line **list, size_t *count, struct error *err)
{
    struct kept_line *kept;
    size_t n_kept;

    *count = 0;
    if (!load_kept(store, rep, arena, &kept, &n_kept, err))
        return false;
    *list = arena_array(arena, n_kept + 1, sizeof **list);
    for (size_t i = 0; i < n_kept; i++) {
        struct rep_line *line = &(*list)[*count];
        struct json *doc = NULL;

        if (kept[i].removed)
            continue;
        *line = (struct rep_line){.id = kept[i].id,
                                  .is = kept[i].is,
                                  .line = kept[i].line,
                                  .json = kept[i].json};
        if (json_parse(line->json, strlen(line->json), &doc, NULL)) {
            line->edits = (int)json_get_number(doc, "edits", 0);
            line->samples = (int)json_get_number(doc, "samples", 0);
        }
        json_free(doc);
        ++*count;
    }
    return true;
}
