/* Tokens, kept as hashes; see the header. */
#include "token.h"

#include "session.h"

#include "polyphony/clock.h"

#include <string.h>
#include <strings.h>

#define KIND "API token"
#define ID_LEN 12
#define SEEN_SECONDS 3600

bool
token_make(struct store *store, int64_t person, const char *name, int64_t now,
           int64_t expires, char secret[SECRET_TEXT], struct error *err)
{
    char hash[SECRET_TEXT], id[ID_LEN + 1];

    if (!secret_make(secret, err))
        return false;
    secret_hash(hash, KIND, secret);
    memcpy(id, hash, ID_LEN);
    id[ID_LEN] = '\0';
    if (expires == TIME_NONE)
        return db_run(store->db, err,
                      "INSERT INTO token(hash, id, person, name, made) "
                      "VALUES ($1, $2, $3, $4, $5)",
                      "ttiti", hash, id, person, name, now);
    return db_run(store->db, err,
                  "INSERT INTO token(hash, id, person, name, made, expires) "
                  "VALUES ($1, $2, $3, $4, $5, $6)",
                  "ttitii", hash, id, person, name, now, expires);
}

bool
token_find(struct request *request, struct error *err)
{
    const char *text = request_header(request, "Authorization");
    char hash[SECRET_TEXT];
    struct db_stmt *q;
    int64_t person = 0, seen = 0;

    if (strncasecmp(text, "Bearer ", 7) != 0 || !sign_in_is_safe(request) ||
        strlen(text + 7) != SECRET_TEXT - 1)
        return true;
    q = db_query(request->store->db, err,
                 "SELECT person, coalesce(seen, 0) FROM token WHERE hash = $1 "
                 "AND (expires IS NULL OR expires > $2)",
                 "ti", secret_hash(hash, KIND, text + 7), request->now);
    if (db_next(q)) {
        person = db_int(q, 0);
        seen = db_int(q, 1);
    }
    if (!db_done(q, err))
        return false;
    if (person == 0)
        return true;
    if (!people_find(request->store, request->arena, person, &request->person,
                     err))
        return false;
    if (request->person.is_locked)
        request->person = (struct person){0};
    request_identify(request);
    request->by_token = true;
    return seen + SEEN_SECONDS > request->now ||
           db_run(request->store->db, err,
                  "UPDATE token SET seen = $2 WHERE hash = $1", "ti", hash,
                  request->now);
}

bool
token_end(struct store *store, int64_t person, const char *id,
          struct error *err)
{
    if (!db_run(store->db, err,
                "DELETE FROM token WHERE id = $1 AND person = $2", "ti", id,
                person))
        return false;
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND, "There is no such token");
}

bool
token_end_all(struct store *store, int64_t person, struct error *err)
{
    return db_run(store->db, err, "DELETE FROM token WHERE person = $1", "i",
                  person);
}
