/* Sending events: signed, over libcurl with limits, tried again; see
 * webhook.h. Each receiver has one event under way at most, and none waits for
 * another's: a slow one keeps only its own. An inner address is asked only
 * where [desk] webhook_inner says so, whatever the name resolves to. */
#include "webhook.h"

#include "mail.h"
#include "outbox.h"

#include "polyphony/file.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 10000L
#define CONNECT_MS 5000L
#define AT_ONCE 32        /* receivers: webhook_to.c has fewer */
#define WAIT_S 5          /* the first time */
#define ANSWER_MOST 65536 /* bytes of an answer; nobody reads them */
#define KEY_MAX 4096
#define KEY_LEAST 16

/* The secret; buf is the caller's to wipe. */
static bool
read_key(const struct config *config, struct buf *key, struct error *err)
{
    const char *file = config_text(config, "desk.webhook_key_file");

    if (file[0] == '\0')
        return error_set(err, ERROR_INPUT,
                         "[desk] webhook_key_file: a webhook needs a secret, "
                         "so that who gets it can tell that it is ours");
    if (!file_read(file, key, err))
        return error_wrap(err, "[desk] webhook_key_file");
    buf_trim(key);
    return key->len >= KEY_LEAST ||
           error_set(err, ERROR_INPUT,
                     "[desk] webhook_key_file: %s has less than %d bytes", file,
                     KEY_LEAST);
}

static void
wipe(struct buf *key)
{
    if (key->data != NULL)
        sodium_memzero(key->data, key->len);
    buf_deinit(key);
}

bool
webhook_check(const struct config *config, struct error *err)
{
    const char *url = config_text(config, "desk.webhook");
    struct buf key = {.max = KEY_MAX};
    bool ok;

    if (!webhook_is_on(config))
        return true;
    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
        return error_set(err, ERROR_INPUT,
                         "[desk] webhook \"%.200s\" is no http address", url);
    if (config_number(config, "desk.webhook_inner") == 0 && url_is_inner(url))
        return error_set(err, ERROR_INPUT,
                         "[desk] webhook \"%.200s\" is an address within your "
                         "network; [desk] webhook_inner = 1 allows that",
                         url);
    ok = read_key(config, &key, err);
    wipe(&key);
    return ok;
}

/* --- one -------------------------------------------------------------------
 */

/* An event on its way, or a place for one. */
struct delivery {
    CURL *curl; /* NULL: not begun */
    struct curl_slist *headers;
    int64_t id; /* 0: a free place */
    int64_t tries, expires, target;
    char *event, *body;
    char *url, *format, *secret; /* NULL: those of [desk] */
    char problem[CURL_ERROR_SIZE];
    size_t left; /* bytes of the answer that may still come */
    bool inner;
};

struct webhook_sender {
    struct store *store;
    const struct config *config;
    CURLM *multi;
    struct delivery places[AT_ONCE];
};

static void
deinit_delivery(struct webhook_sender *sender, struct delivery *event)
{
    if (event->curl != NULL) {
        curl_multi_remove_handle(sender->multi, event->curl);
        curl_easy_cleanup(event->curl);
    }
    curl_slist_free_all(event->headers);
    free(event->event);
    free(event->body);
    free(event->url);
    free(event->format);
    if (event->secret != NULL)
        sodium_memzero(event->secret, strlen(event->secret));
    free(event->secret);
    *event = (struct delivery){0};
}

static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    if (!*(bool *)context && address_is_inner(&address->addr))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

static size_t
drop_bytes(char *bytes, size_t size, size_t count, void *context)
{
    size_t *left = context;

    (void)bytes;
    if (size * count > *left)
        return 0;
    *left -= size * count;
    return size * count;
}

static void
sign(char hex[2 * crypto_auth_hmacsha256_BYTES + 1], const struct buf *key,
     const char *timestamp, const char *body)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key->data,
                                key->len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)timestamp,
                                  strlen(timestamp));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body,
                                  strlen(body));
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(hex, 2 * sizeof mac + 1, mac, sizeof mac);
}

static struct curl_slist *
make_headers(const struct delivery *event, const struct buf *key, int64_t now,
             bool *ok)
{
    char hex[2 * crypto_auth_hmacsha256_BYTES + 1], timestamp[24];
    struct curl_slist *list = NULL;
    char lines[6][200];

    snprintf(timestamp, sizeof timestamp, "%lld", (long long)now);
    sign(hex, key, timestamp, event->body);
    snprintf(lines[0], sizeof lines[0], "Content-Type: application/json");
    snprintf(lines[1], sizeof lines[1], "X-Polyphony-Event: %s", event->event);
    snprintf(lines[2], sizeof lines[2], "X-Polyphony-Delivery: %lld",
             (long long)event->id);
    snprintf(lines[3], sizeof lines[3], "X-Polyphony-Timestamp: %s", timestamp);
    snprintf(lines[4], sizeof lines[4], "X-Polyphony-Signature: sha256=%s",
             hex);
    snprintf(lines[5], sizeof lines[5], "Expect:");
    *ok = true;
    for (size_t i = 0; i < 6; i++) {
        struct curl_slist *longer = curl_slist_append(list, lines[i]);

        *ok = *ok && longer != NULL;
        list = longer != NULL ? longer : list;
    }
    return list;
}

static void
set_options(struct webhook_sender *sender, struct delivery *event)
{
    CURL *curl = event->curl;

    curl_easy_setopt(curl, CURLOPT_URL,
                     event->url != NULL
                         ? event->url
                         : config_text(sender->config, "desk.webhook"));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &event->inner);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &event->left);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, event->problem);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "polyphony");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, event->headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, event->body);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, event);
}

static bool
set_out(struct webhook_sender *sender, struct delivery *event,
        const struct buf *key, int64_t now, struct error *err)
{
    bool ok;

    event->headers = make_headers(event, key, now, &ok);
    event->curl = curl_easy_init();
    event->inner = config_number(sender->config, "desk.webhook_inner") != 0;
    event->left = ANSWER_MOST;
    if (event->curl == NULL || !ok)
        return error_set(err, ERROR_LIMIT, "no memory for a webhook");
    set_options(sender, event);
    return curl_multi_add_handle(sender->multi, event->curl) == CURLM_OK ||
           error_set(err, ERROR_LIMIT, "no memory for a webhook");
}

static bool
start(struct webhook_sender *sender, struct delivery *event, int64_t now,
      struct error *err)
{
    struct buf key = {.max = KEY_MAX};
    char *shaped;
    bool ok;

    if (event->secret != NULL)
        buf_add(&key, event->secret);
    else if (!read_key(sender->config, &key, err))
        return false;
    shaped = webhook_shape(event->body,
                           event->format != NULL ? event->format : "json",
                           mail_base(sender->config));
    free(event->body);
    event->body = shaped;
    ok = set_out(sender, event, &key, now, err);
    wipe(&key);
    return ok;
}

/* --- the outbox ------------------------------------------------------------
 */

/* What a receiver says of one event is no reason to keep the others from it:
 * bad, too large, of a kind it does not take. */
#define OF_THE_EVENT "(400, 413, 415, 422)"

static struct delivery *
free_place(struct webhook_sender *sender, int64_t target)
{
    struct delivery *place = NULL;

    for (size_t i = 0; i < AT_ONCE; i++) {
        if (sender->places[i].id == 0)
            place = place != NULL ? place : &sender->places[i];
        else if (sender->places[i].target == target)
            return NULL;
    }
    return place;
}

/* Of each receiver the first that is due. Where an earlier one is to be tried
 * again, the later ones wait behind it; a test does not. */
static struct db_stmt *
query_due(struct webhook_sender *sender, int64_t now, struct error *err)
{
    return db_query(
        sender->store->db, err,
        "SELECT w.id, w.tries, w.expires, w.event, w.body, w.target, t.url, "
        "t.format, t.secret FROM (SELECT min(id) AS id FROM webhook WHERE due "
        "<= $1 AND expires > $1 AND (event = 'test' OR target NOT IN (SELECT "
        "target FROM webhook WHERE due > $1 AND event <> 'test' AND "
        "coalesce(answer, 0) NOT IN " OF_THE_EVENT ")) GROUP BY target) AS "
        "first JOIN webhook AS w ON w.id = first.id LEFT JOIN webhook_to AS t "
        "ON t.id = w.target WHERE t.paused IS NULL AND (t.id IS NOT NULL OR "
        "(w.target = 0 AND $2 = 1))",
        "ii", now, (int64_t)webhook_is_on(sender->config));
}

static bool
take_due(struct webhook_sender *sender, int64_t now, struct error *err)
{
    struct db_stmt *q = query_due(sender, now, err);

    while (db_next(q)) {
        struct delivery *event = free_place(sender, db_int(q, 5));

        if (event == NULL)
            continue;
        *event = (struct delivery){.id = db_int(q, 0),
                                   .tries = db_int(q, 1),
                                   .expires = db_int(q, 2),
                                   .event = mem_strdup(db_text(q, 3)),
                                   .body = mem_strdup(db_text(q, 4)),
                                   .target = db_int(q, 5)};
        if (!db_is_null(q, 6)) {
            event->url = mem_strdup(db_text(q, 6));
            event->format = mem_strdup(db_text(q, 7));
            event->secret = mem_strdup(db_text(q, 8));
        }
    }
    return db_done(q, err);
}

/* Where a test is taken, what waits for the same receiver is tried at once. */
static bool
note_sent(struct store *store, const struct delivery *event, int64_t answer,
          int64_t now, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE webhook SET sent = $2, due = NULL, body = '', error "
                  "= NULL, tries = tries + 1, answer = $3, tried = $2 WHERE id "
                  "= $1",
                  "iii", event->id, now, answer) &&
           (strcmp(event->event, "test") != 0 ||
            db_run(store->db, err,
                   "UPDATE webhook SET due = $2 WHERE due > $2 AND target = $1",
                   "ii", event->target, now));
}

/* A test is tried once: who looks wants to know now. */
static bool
note_failure(struct store *store, const struct delivery *event, int64_t answer,
             int64_t now, const char *why, struct error *err)
{
    int64_t again = now + outbox_wait(WAIT_S, event->tries);
    bool given_up =
        again >= event->expires || strcmp(event->event, "test") == 0;

    log_event(LOG_WARNING, "webhook", "%s not taken: %s", event->event, why);
    return db_run(store->db, err,
                  "UPDATE webhook SET due = nullif($2, 0), body = CASE WHEN $2 "
                  "= 0 THEN '' ELSE body END, error = $3, tries = tries + 1, "
                  "answer = nullif($4, 0), tried = $5 WHERE id = $1",
                  "iitii", event->id, given_up ? 0 : again, why, answer, now);
}

/* The status alone says whether it was taken, whatever became of the rest of
 * the answer, which nobody reads. */
static bool
note_end(struct webhook_sender *sender, struct delivery *event, CURLcode code,
         int64_t now, struct error *err)
{
    char why[CURL_ERROR_SIZE + 20];
    long status = 0;

    curl_easy_getinfo(event->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 200 && status < 300)
        return note_sent(sender->store, event, status, now, err);
    if (code == CURLE_OK || code == CURLE_WRITE_ERROR)
        snprintf(why, sizeof why, "it answered %ld", status);
    else
        snprintf(why, sizeof why, "%s",
                 event->problem[0] != '\0' ? event->problem
                                           : curl_easy_strerror(code));
    return note_failure(sender->store, event, status, now, why, err);
}

/* What can't even be begun (its key file is gone) has failed as well. */
static bool
start_due(struct webhook_sender *sender, int64_t now, struct error *err)
{
    if (!take_due(sender, now, err))
        return false;
    for (size_t i = 0; i < AT_ONCE; i++) {
        struct delivery *event = &sender->places[i];
        struct error why;
        bool ok = true;

        if (event->id == 0 || event->curl != NULL ||
            start(sender, event, now, &why))
            continue;
        ok = note_failure(sender->store, event, 0, now, why.text, err);
        deinit_delivery(sender, event);
        if (!ok)
            return false;
    }
    return true;
}

static bool
note_ends(struct webhook_sender *sender, int64_t now, struct error *err)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(sender->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        struct delivery *event = NULL;
        bool ok;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &event);
        ok = note_end(sender, event, code, now, err);
        deinit_delivery(sender, event);
        if (!ok)
            return false;
    }
    return true;
}

bool
webhook_send(struct webhook_sender *sender, int64_t now, int wait_ms,
             struct error *err)
{
    int running;

    if (!start_due(sender, now, err))
        return false;
    if (curl_multi_perform(sender->multi, &running) != CURLM_OK ||
        (running > 0 &&
         curl_multi_poll(sender->multi, NULL, 0, wait_ms, NULL) != CURLM_OK) ||
        curl_multi_perform(sender->multi, &running) != CURLM_OK)
        return error_set(err, ERROR_IO, "libcurl can't go on");
    return note_ends(sender, now, err);
}

bool
webhook_is_sending(const struct webhook_sender *sender)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (sender->places[i].id != 0)
            return true;
    }
    return false;
}

struct webhook_sender *
webhook_sender_new(struct store *store, const struct config *config)
{
    struct webhook_sender *sender = mem_calloc(1, sizeof *sender);

    sender->store = store;
    sender->config = config;
    sender->multi = curl_multi_init();
    if (sender->multi == NULL) {
        free(sender);
        return NULL;
    }
    return sender;
}

void
webhook_sender_free(struct webhook_sender *sender)
{
    if (sender == NULL)
        return;
    for (size_t i = 0; i < AT_ONCE; i++)
        deinit_delivery(sender, &sender->places[i]);
    curl_multi_cleanup(sender->multi);
    free(sender);
}
