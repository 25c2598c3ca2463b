/* Sessions, and the tokens and origins that guard their forms. */
#include "session.h"

#include "desk/place.h"

#include "polyphony/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define KIND "session"
#define SEEN_SECONDS 60 /* between two notes that it is in use */
#define TOKEN_BYTES 32

/* The name binds it to this host and to TLS (RFC 6265bis, 4.1.3.2); within a
 * machine there is no TLS. */
static const char *
cookie_name(const struct request *request)
{
    return request->is_tls ? "__Host-polyphony" : "polyphony";
}

bool
sign_in_is_safe(const struct request *request)
{
    return request->is_tls || request->is_loopback;
}

static void
set_cookie(struct request *request, struct response *response,
           const char *secret, int64_t seconds)
{
    response_header(request, response, "Set-Cookie",
                    "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                    cookie_name(request), secret, (long long)seconds,
                    request->is_tls ? "; Secure" : "");
}

static bool
note_seen(struct request *request, const char *hash, struct error *err)
{
    return db_run(request->store->db, err,
                  "UPDATE session SET seen = $2, address = $3 WHERE hash = $1",
                  "tit", hash, request->now, request->address);
}

bool
session_find(struct request *request, struct error *err)
{
    const char *secret = request_cookie(request, cookie_name(request));
    int64_t idle = config_number(request->config, "desk.idle_hours") * 3600;
    struct db_stmt *q;
    int64_t seen = 0;
    char hash[SECRET_TEXT];

    if (strlen(secret) != SECRET_TEXT - 1 || !sign_in_is_safe(request))
        return true;
    q = db_query(
        request->store->db, err,
        "SELECT p.id, p.name, p.role, p.rep, p.mail, s.flash, s.undo, "
        "s.seen, EXISTS (SELECT 1 FROM rep AS r WHERE r.id = p.rep AND "
        "r.state = 'gone'), (SELECT number FROM changed WHERE area = 'all'), "
        "(SELECT number FROM changed WHERE area = 'queue'), "
        "(SELECT number FROM changed WHERE area = 'rep ' || p.rep) "
        "FROM session s JOIN person p ON p.id = s.person "
        "WHERE s.hash = $1 AND s.expires > $2 AND s.seen > $3 "
        "AND p.erased IS NULL AND p.locked IS NULL",
        "tii", secret_hash(hash, KIND, secret), request->now,
        request->now - idle);
    if (db_next(q)) {
        request->person = (struct person){
            .id = db_int(q, 0),
            .name = arena_strdup(request->arena, db_text(q, 1)),
            .role = arena_strdup(request->arena, db_text(q, 2)),
            .rep = arena_strdup(request->arena, db_text(q, 3)),
            .mail = arena_strdup(request->arena, db_text(q, 4)),
            .is_gone = db_int(q, 8) != 0,
        };
        request->flash = arena_strdup(request->arena, db_text(q, 5));
        request->undo = arena_strdup(request->arena, db_text(q, 6));
        seen = db_int(q, 7);
        request->changed = (struct changed){db_int(q, 9), db_int(q, 10),
                                            db_int(q, 11), request->now / 60};
        request->secret = secret;
        request_identify(request);
    }
    if (!db_done(q, err))
        return false;
    return request->person.id == 0 || seen + SEEN_SECONDS > request->now ||
           note_seen(request, hash, err);
}

static bool
clean_up(struct request *request, struct error *err)
{
    return db_run(request->store->db, err,
                  "DELETE FROM session WHERE expires <= $1", "i", request->now);
}

bool
session_begin(struct request *request, struct response *response,
              int64_t person, struct error *err)
{
    int64_t seconds =
        config_number(request->config, "desk.session_days") * 86400;
    char secret[SECRET_TEXT], hash[SECRET_TEXT], agent[201];

    if (request->secret != NULL && !session_end(request, response, err))
        return false;
    snprintf(agent, sizeof agent, "%.200s",
             request_header(request, "User-Agent"));
    if (!secret_make(secret, err) || !clean_up(request, err) ||
        !db_run(request->store->db, err,
                "INSERT INTO session(hash, person, made, seen, expires, "
                "address, agent) VALUES ($1, $2, $3, $3, $4, $5, $6)",
                "tiiitt", secret_hash(hash, KIND, secret), person, request->now,
                request->now + seconds, request->address, agent))
        return false;
    response->header_count = 0;
    set_cookie(request, response, secret, seconds);
    request->secret = arena_strdup(request->arena, secret);
    return people_find(request->store, request->arena, person, &request->person,
                       err);
}

bool
session_end(struct request *request, struct response *response,
            struct error *err)
{
    char hash[SECRET_TEXT];

    if (request->secret != NULL &&
        !db_run(request->store->db, err, "DELETE FROM session WHERE hash = $1",
                "t", secret_hash(hash, KIND, request->secret)))
        return false;
    request->secret = NULL;
    set_cookie(request, response, "", 0);
    return true;
}

bool
session_end_all(struct store *store, int64_t person, const char *but,
                struct error *err)
{
    char hash[SECRET_TEXT] = "";

    if (but != NULL)
        secret_hash(hash, KIND, but);
    return db_run(store->db, err,
                  "DELETE FROM session WHERE person = $1 AND hash <> $2", "it",
                  person, hash);
}

bool
session_end_one(struct store *store, int64_t person, const char *name,
                struct error *err)
{
    if (!db_run(store->db, err,
                "DELETE FROM session WHERE person = $1 AND substr(hash, 1, $3) "
                "= $2",
                "iti", person, name, (int64_t)SESSION_NAME))
        return false;
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND, "That session has ended already");
}

bool
session_flash(struct request *request, const char *text, const char *undo,
              struct error *err)
{
    char hash[SECRET_TEXT];

    return request->secret == NULL ||
           db_run(request->store->db, err,
                  "UPDATE session SET flash = $2, undo = $3 WHERE hash = $1",
                  "ttt", secret_hash(hash, KIND, request->secret), text, undo);
}

bool
session_flash_shown(struct request *request, struct error *err)
{
    return request->flash == NULL || session_flash(request, NULL, NULL, err);
}

/* --- forms ------------------------------------------------------------ */

static void
token_bytes(const struct request *request, unsigned char bytes[TOKEN_BYTES])
{
    char who[32];
    const char *const texts[] = {
        "form token", request->secret != NULL ? request->secret : who,
        request->secret != NULL ? "" : request->place->key};
    char text[DIGEST_TEXT];
    size_t len;

    snprintf(who, sizeof who, "%lld", (long long)request->person.id);
    digest_text(text, texts, 3);
    sodium_hex2bin(bytes, TOKEN_BYTES, text, strlen(text), NULL, &len, NULL);
}

const char *
csrf_token(struct request *request)
{
    unsigned char both[2 * TOKEN_BYTES];
    char text[4 * TOKEN_BYTES + 1];

    if (request->csrf == NULL) {
        token_bytes(request, both + TOKEN_BYTES);
        randombytes_buf(both, TOKEN_BYTES);
        for (size_t i = 0; i < TOKEN_BYTES; i++)
            both[TOKEN_BYTES + i] ^= both[i];
        sodium_bin2hex(text, sizeof text, both, sizeof both);
        request->csrf = arena_strdup(request->arena, text);
    }
    return request->csrf;
}

bool
csrf_is_right(const struct request *request, const char *token)
{
    unsigned char right[TOKEN_BYTES], both[2 * TOKEN_BYTES];
    size_t len = 0;

    if (strlen(token) != 4 * TOKEN_BYTES ||
        sodium_hex2bin(both, sizeof both, token, strlen(token), NULL, &len,
                       NULL) != 0 ||
        len != sizeof both)
        return false;
    token_bytes(request, right);
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        both[i] ^= both[TOKEN_BYTES + i];
    return sodium_memcmp(both, right, TOKEN_BYTES) == 0;
}

bool
origin_is_ours(const struct request *request)
{
    const char *site = request_header(request, "Sec-Fetch-Site");
    const char *origin = request_header(request, "Origin");
    const char *host = request_header(request, "Host");
    const char *url = request->place->url;
    const char *scheme = request->is_tls ? "https://" : "http://";
    size_t url_len = strlen(url);

    if (site[0] != '\0')
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    if (origin[0] == '\0')
        return true;
    while (url_len > 0 && url[url_len - 1] == '/')
        url_len--;
    if (url_len > 0 && strlen(origin) == url_len &&
        strncmp(origin, url, url_len) == 0)
        return true;
    return strncmp(origin, scheme, strlen(scheme)) == 0 &&
           strcmp(origin + strlen(scheme), host) == 0;
}

bool
origin_is_surely_ours(const struct request *request)
{
    const char *site = request_header(request, "Sec-Fetch-Site");

    return site[0] != '\0' ? strcmp(site, "same-origin") == 0
                           : request_header(request, "Origin")[0] != '\0' &&
                                 origin_is_ours(request);
}
