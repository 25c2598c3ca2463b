/* The company's own rule pack: kept in the store, every version of it, so
 * that a backup has them and two people who save at once are told apart. The
 * last version is in force; where there is none, [review] rules says which. */
#include "polyphony/rules.h"
#include "polyphony/embedded.h"
#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/scheduler.h"
#include "scheduler/queue/queue_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PACK_MAX ((size_t)4 << 20)

/* --- reading ------------------------------------------------------------ */

static bool
last_version(struct store *store, int64_t *version, struct error *err)
{
    return db_number(store->db, err, version, 0,
                     "SELECT coalesce(max(version), 0) FROM rule_pack", "");
}

static bool
kept_text(struct store *store, int64_t version, struct buf *json,
          struct error *err)
{
    struct db_stmt *q = db_query(store->db, err,
                                 "SELECT json FROM rule_pack WHERE version = "
                                 "$1",
                                 "i", version);
    bool found = db_next(q);

    if (found)
        buf_add(json, db_text(q, 0));
    return db_done(q, err) &&
           (found || error_set(err, ERROR_NOTFOUND,
                               "version %lld of the rules is not kept",
                               (long long)version));
}

/* A preset with the company's own name in its rules. */
static bool
preset_text(const struct config *config, const char *name, struct buf *json,
            struct error *err)
{
    const char *company = config_text(config, "company.name");
    char path[100];
    const struct embedded *file;

    if (company[0] != '\0')
        return guideline_preset(name, company, json, err);
    snprintf(path, sizeof path, "scheduler/packs/guidelines-%.40s.json", name);
    file = embedded_find(path);
    if (file == NULL)
        return error_set(err, ERROR_NOTFOUND, "%.60s: no such rule pack", name);
    buf_add_bytes(json, file->text, file->len);
    return true;
}

bool
rules_preset_text(const struct config *config, const char *name,
                  struct buf *json, struct error *err)
{
    static const char *const names[] = {"starter", "open", "checked",
                                        "regulated"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0)
            return preset_text(config, name, json, err);
    }
    return error_set(err, ERROR_NOTFOUND, "%.60s: no such rule pack", name);
}

bool
rules_text(struct store *store, const struct config *config, int version,
           struct buf *json, struct rules_origin *origin, struct error *err)
{
    const char *name = config_text(config, "review.rules");
    int64_t last;

    memset(origin, 0, sizeof *origin);
    if (!last_version(store, &last, err))
        return false;
    origin->kept = (int)last;
    if (version != RULES_AS_GIVEN && (last > 0 || version > 0))
        return kept_text(store, version > 0 ? version : last, json, err);
    origin->is_file = strpbrk(name, "/.") != NULL;
    return origin->is_file ? file_read(name, json, err)
                           : preset_text(config, name, json, err);
}

bool
scheduler_load_rules(struct store *store, const struct config *config,
                     struct guideline **pack, struct error *err)
{
    struct buf json = {.max = PACK_MAX};
    struct rules_origin origin;
    bool ok;

    *pack = NULL;
    ok = rules_text(store, config, 0, &json, &origin, err) &&
         (guideline_load(buf_text(&json), json.len, pack, err) ||
          error_wrap(err, "%s",
                     origin.is_file ? config_text(config, "review.rules")
                                    : "the rules in force"));
    buf_deinit(&json);
    return ok;
}

bool
rules_versions(struct store *store, struct arena *arena,
               struct rules_version **list, size_t *count, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT version, who, at, note FROM rule_pack ORDER BY "
                 "version DESC LIMIT $1",
                 "i", (int64_t)RULES_VERSIONS);

    *list = arena_array(arena, RULES_VERSIONS, sizeof **list);
    *count = 0;
    while (*count < RULES_VERSIONS && db_next(q)) {
        struct rules_version *version = &(*list)[(*count)++];

        version->version = (int)db_int(q, 0);
        version->who = arena_strdup(arena, db_text(q, 1));
        version->at = db_int(q, 2);
        version->note = arena_strdup(arena, db_text(q, 3));
    }
    return db_done(q, err);
}

/* --- keeping -------------------------------------------------------------- */

struct keep {
    struct queue *queue;
    const struct json *doc;
    int based_on, kept;
    const char *note;
    int *version;
};

/* ERROR_CONFLICT names who kept another one since it was read. */
static bool
is_newest(struct keep *keep, struct error *err)
{
    struct db_stmt *q = db_query(keep->queue->store->db, err,
                                 "SELECT version, who FROM rule_pack ORDER BY "
                                 "version DESC LIMIT 1",
                                 "");
    struct error why = {0};
    bool newest = true;

    if (db_next(q) && db_int(q, 0) != keep->kept) {
        newest = false;
        error_set(&why, ERROR_CONFLICT,
                  "%s saved version %lld of the rules meanwhile", db_text(q, 1),
                  (long long)db_int(q, 0));
    }
    if (!db_done(q, err))
        return false;
    if (!newest && err != NULL)
        *err = why;
    return newest;
}

static void
write_pack(const struct json *doc, int version, struct buf *text)
{
    struct json_out out = {.buf = text};

    json_open(&out, '{');
    json_member_int(&out, "version", version);
    for (const struct json *m = json_first(doc); m != NULL; m = json_next(m)) {
        if (strcmp(json_key(m), "version") == 0)
            continue;
        json_put_key(&out, json_key(m));
        json_put_node(&out, m);
    }
    json_close(&out, '}');
}

static bool
run_keep(void *context, struct error *err)
{
    struct keep *keep = context;
    struct queue *queue = keep->queue;
    struct queue_audit row = {.what = "change the rules"};
    struct buf text = {.max = PACK_MAX};
    struct guideline *pack = NULL;
    bool ok = is_newest(keep, err);

    *keep->version = (keep->kept > 0 ? keep->kept : keep->based_on) + 1;
    write_pack(keep->doc, *keep->version, &text);
    ok = ok &&
         (buf_ok(&text) || error_set(err, ERROR_LIMIT,
                                     "rule pack: too "
                                     "long")) &&
         guideline_load(buf_text(&text), text.len, &pack, err) &&
         db_run(queue->store->db, err,
                "INSERT INTO rule_pack(version, json, who, at, note) VALUES "
                "($1, $2, $3, $4, $5)",
                "ittit", (int64_t)*keep->version, buf_text(&text), queue->who,
                queue->now, keep->note);
    if (ok) {
        struct queue as_kept = *queue;

        as_kept.pack = pack;
        row.note = keep->note;
        ok = queue_write_audit(&as_kept, &row, err);
    }
    guideline_free(pack);
    buf_deinit(&text);
    return ok;
}

bool
rules_keep(struct queue *queue, const char *json, size_t len, int kept,
           const char *note, int *version, struct error *err)
{
    struct keep keep = {
        .queue = queue, .kept = kept, .note = note, .version = version};
    struct guideline *pack = NULL;
    struct json *doc = NULL;
    bool ok;

    *version = 0;
    if (!guideline_load(json, len, &pack, err))
        return false;
    guideline_free(pack);
    if (!json_parse(json, len, &doc, err))
        return false;
    keep.doc = doc;
    keep.based_on = guideline_version(queue->pack);
    ok = db_transaction(queue->store->db, run_keep, &keep, err);
    json_free(doc);
    return ok;
}
