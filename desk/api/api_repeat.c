/* Posts that come again under the same Idempotency-Key (draft-ietf-httpapi-
 * idempotency-key-header): answered as the first time, for a day. The one
 * writer of api_answer. The row is there before the work is done, so that of
 * two at once one is refused. */
#include "api.h"

#include "desk/page.h"

#include "polyphony/digest.h"

#include <string.h>

#define KEY_MAX 200
#define KEPT_SECONDS 86400
#define GIVEN_UP_SECONDS 60 /* whoever held it was killed */

static const char *
key_of(const struct request *request)
{
    return request_header(request, "Idempotency-Key");
}

/* Of all that says what is asked for: the query too. */
static char *
digest_of(const struct request *request, char digest[DIGEST_TEXT])
{
    size_t count = 0;
    const char **texts = arena_array(
        request->arena, 3 + 2 * request->query.count, sizeof *texts);

    texts[count++] = request->method_name;
    texts[count++] = request->path;
    texts[count++] = request->body_len > 0 ? request->body : "";
    for (size_t i = 0; i < request->query.count; i++) {
        texts[count++] = request->query.items[i].name;
        texts[count++] = request->query.items[i].value;
    }
    return digest_text(digest, texts, count);
}

/* A link or a secret that is told once does not stay in the database. */
static bool
keeps_no_answer(const struct request *request)
{
    const struct api_answer *answer = api_answer_of(request->route);

    return answer != NULL && answer->has_secret;
}

/* What was answered under the key before; status 0: it is being done. */
static bool
answer_again(struct request *request, struct response *response,
             struct error *err)
{
    char digest[DIGEST_TEXT];
    struct db_stmt *q = db_query(request->store->db, err,
                                 "SELECT request, status, body FROM "
                                 "api_answer WHERE person = $1 AND key = $2",
                                 "it", request->person.id, key_of(request));

    if (!db_next(q))
        return db_done(q, err);
    if (strcmp(db_text(q, 0), digest_of(request, digest)) != 0) {
        page_refuse(request, response, 422, NULL,
                    "This Idempotency-Key was used for another request.");
    } else if (db_int(q, 1) == 0) {
        page_refuse(request, response, 409, NULL,
                    "The same request is being answered just now.");
        response_header(request, response, "Retry-After", "1");
    } else if (keeps_no_answer(request) && db_int(q, 1) < 400) {
        page_refuse(request, response, 409, NULL,
                    "That was done under this key; what it told was a secret, "
                    "which is told once.");
    } else {
        response->status = (int)db_int(q, 1);
        response->type = response->status >= 400 ? "application/problem+json"
                                                 : "application/json";
        buf_cut(&response->body, 0);
        buf_add(&response->body, db_text(q, 2));
        response_header(request, response, "Idempotency-Replayed", "true");
    }
    return db_done(q, err);
}

bool
repeat_begin(struct request *request, struct response *response, bool *answered,
             struct error *err)
{
    struct db *db = request->store->db;
    const char *key = key_of(request);
    char digest[DIGEST_TEXT];

    *answered = false;
    if (key[0] == '\0')
        return true;
    if (strlen(key) > KEY_MAX) {
        *answered =
            page_refuse(request, response, 400, NULL,
                        "An Idempotency-Key has %d bytes at most.", KEY_MAX);
        return true;
    }
    if (!db_run(db, err, "DELETE FROM api_answer WHERE at < $1", "i",
                request->now - KEPT_SECONDS) ||
        !db_run(db, err,
                "DELETE FROM api_answer WHERE person = $1 AND key = $2 AND "
                "status = 0 AND at < $3",
                "iti", request->person.id, key,
                request->now - GIVEN_UP_SECONDS) ||
        !db_run(db, err,
                "INSERT INTO api_answer(person, key, request, status, body, "
                "at) VALUES ($1, $2, $3, 0, '', $4) ON CONFLICT DO NOTHING",
                "itti", request->person.id, key, digest_of(request, digest),
                request->now))
        return false;
    *answered = db_changes(db) == 0;
    return !*answered || answer_again(request, response, err);
}

void
repeat_end(struct request *request, struct response *response)
{
    struct db *db = request->store->db;
    const char *key = key_of(request);
    struct error err;

    if (key[0] == '\0')
        return;
    /* What failed on our side may be tried again. */
    if (response->status >= 500)
        (void)!db_run(db, &err,
                      "DELETE FROM api_answer WHERE person = $1 AND key = $2",
                      "it", request->person.id, key);
    else
        (void)!db_run(db, &err,
                      "UPDATE api_answer SET status = $3, body = $4 WHERE "
                      "person = $1 AND key = $2",
                      "itit", request->person.id, key,
                      (int64_t)response->status,
                      keeps_no_answer(request) && response->status < 400
                          ? ""
                          : buf_text(&response->body));
}
