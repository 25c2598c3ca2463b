/* What a rep's pages keep; see the header. */
#include "rep_desk.h"

#include "polyphony/clock.h"

#include <string.h>

#define KIND "calendar"

bool
rep_desk_instance(struct store *store, const char *rep, struct arena *arena,
                  const char **instance, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, "SELECT instance FROM rep_desk WHERE rep = $1",
                 "t", rep);

    *instance = NULL;
    if (db_next(q))
        *instance = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}

bool
rep_desk_set_instance(struct store *store, const char *rep,
                      const char *instance, struct error *err)
{
    return db_run(store->db, err,
                  "INSERT INTO rep_desk(rep, instance) VALUES ($1, $2) "
                  "ON CONFLICT(rep) DO UPDATE SET instance = excluded.instance",
                  "tt", rep, instance);
}

bool
rep_desk_renew(struct store *store, const char *rep, int64_t now,
               char secret[SECRET_TEXT], struct error *err)
{
    char hash[SECRET_TEXT];

    return secret_make(secret, err) &&
           db_run(store->db, err,
                  "INSERT INTO rep_desk(rep, hash, renewed) "
                  "VALUES ($1, $2, $3) ON CONFLICT(rep) DO UPDATE SET "
                  "hash = excluded.hash, renewed = excluded.renewed",
                  "tti", rep, secret_hash(hash, KIND, secret), now);
}

bool
rep_desk_renewed(struct store *store, const char *rep, int64_t *when,
                 struct error *err)
{
    return db_number(store->db, err, when, TIME_NONE,
                     "SELECT renewed FROM rep_desk WHERE rep = $1 AND "
                     "hash IS NOT NULL",
                     "t", rep);
}

bool
rep_desk_end(struct store *store, const char *rep, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE rep_desk SET hash = NULL, renewed = NULL "
                  "WHERE rep = $1",
                  "t", rep);
}

bool
rep_desk_whose(struct store *store, const char *secret, struct arena *arena,
               const char **rep, struct error *err)
{
    char hash[SECRET_TEXT];
    struct db_stmt *q;

    *rep = NULL;
    if (strlen(secret) != SECRET_TEXT - 1)
        return true;
    q = db_query(store->db, err,
                 "SELECT d.rep FROM rep_desk AS d JOIN rep AS r ON "
                 "r.id = d.rep WHERE d.hash = $1 AND r.state <> 'gone' AND NOT "
                 "EXISTS (SELECT 1 FROM person AS p WHERE p.rep = d.rep AND "
                 "p.erased IS NULL AND p.locked IS NOT NULL)",
                 "t", secret_hash(hash, KIND, secret));
    if (db_next(q))
        *rep = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}
