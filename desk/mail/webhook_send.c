/* Sending events: signed, over libcurl with limits, tried again; see
 * webhook.h. An inner address is asked only where [desk] webhook_inner says
 * so, whatever the name resolves to. */
#include "webhook.h"

#include "mail.h"

#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT_MS 10000L
#define CONNECT_MS 5000L
#define AT_ONCE 20
#define WAIT_S 5
#define WAIT_MAX_S 3600
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

static int
on_progress(void *context, curl_off_t down_all, curl_off_t down,
            curl_off_t up_all, curl_off_t up)
{
    (void)down_all;
    (void)down;
    (void)up_all;
    (void)up;
    return atomic_load((atomic_bool *)context) ? 1 : 0;
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

struct waiting {
    int64_t id, tries, expires, target;
    char *event, *body;
    char *url, *format, *secret; /* NULL: those of [desk] */
    long answer;                 /* 0: none came */
};

static struct curl_slist *
make_headers(const struct waiting *event, const struct buf *key, int64_t now,
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

static bool
transfer(CURL *curl, long *answer, struct error *err)
{
    char problem[CURL_ERROR_SIZE] = "";
    long status = 0;
    CURLcode code;

    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem);
    code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        return error_set(err, ERROR_IO, "%s",
                         problem[0] != '\0' ? problem
                                            : curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    *answer = status;
    return (status >= 200 && status < 300) ||
           error_set(err, ERROR_IO, "it answered %ld", status);
}

/* The text as people read it: Slack's &lt; is for Slack alone. */
static char *
plain_text(const char *text)
{
    static const struct {
        const char *given;
        char sign;
    } signs[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    struct buf plain = {0};

    while (text != NULL && *text != '\0') {
        size_t i = 0;

        while (i < 3 &&
               strncmp(text, signs[i].given, strlen(signs[i].given)) != 0)
            i++;
        buf_add_char(&plain, i < 3 ? signs[i].sign : *text);
        text += i < 3 ? strlen(signs[i].given) : 1;
    }
    return buf_take(&plain);
}

/* The text is a run, not a text block: a block is Markdown, and the title of
 * an article would be a link to wherever it likes. */
static void
put_card(struct json_out *out, const char *text, const char *base)
{
    char *plain = plain_text(text);

    json_member(out, "type", "AdaptiveCard");
    json_member(out, "version", "1.4");
    json_put_key(out, "body");
    json_open(out, '[');
    json_open(out, '{');
    json_member(out, "type", "RichTextBlock");
    json_put_key(out, "inlines");
    json_open(out, '[');
    json_open(out, '{');
    json_member(out, "type", "TextRun");
    json_member(out, "text", plain);
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, ']');
    if (base[0] != '\0') {
        json_put_key(out, "actions");
        json_open(out, '[');
        json_open(out, '{');
        json_member(out, "type", "Action.OpenUrl");
        json_member(out, "title", "Open polyphony");
        json_member(out, "url", base);
        json_close(out, '}');
        json_close(out, ']');
    }
    free(plain);
}

/* What chats take: a text alone, or a card with it. */
static void
shape(struct waiting *event, const char *base)
{
    struct buf shaped = {.max = 100000};
    struct json_out out = {.buf = &shaped};
    struct json *json = NULL;
    struct error err;
    const char *text;

    if (event->format == NULL || strcmp(event->format, "json") == 0 ||
        !json_parse(event->body, strlen(event->body), &json, &err))
        return;
    text = json_get_text(json, "text");
    json_open(&out, '{');
    if (strcmp(event->format, "slack") == 0) {
        json_member(&out, "text", text);
    } else {
        json_member(&out, "type", "message");
        json_put_key(&out, "attachments");
        json_open(&out, '[');
        json_open(&out, '{');
        json_member(&out, "contentType",
                    "application/vnd.microsoft.card.adaptive");
        json_put_key(&out, "content");
        json_open(&out, '{');
        put_card(&out, text, base);
        json_close(&out, '}');
        json_close(&out, '}');
        json_close(&out, ']');
    }
    json_close(&out, '}');
    json_free(json);
    if (buf_ok(&shaped)) {
        free(event->body);
        event->body = buf_take(&shaped);
    }
    buf_deinit(&shaped);
}

static bool
send_one(const struct config *config, struct waiting *event,
         const struct buf *key, int64_t now, atomic_bool *stop,
         struct error *err)
{
    bool inner = config_number(config, "desk.webhook_inner") != 0, ok;
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = make_headers(event, key, now, &ok);
    size_t left = 65536;

    if (curl == NULL || !ok) {
        ok = error_set(err, ERROR_LIMIT, "no memory for a webhook");
    } else {
        curl_easy_setopt(curl, CURLOPT_URL,
                         event->url != NULL
                             ? event->url
                             : config_text(config, "desk.webhook"));
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &inner);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_bytes);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &left);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, stop);
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "polyphony");
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, event->body);
        ok = transfer(curl, &event->answer, err);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return ok;
}

/* --- the outbox ------------------------------------------------------------
 */

static size_t
read_due(struct store *store, const struct config *config, int64_t now,
         struct waiting *list, bool *ok, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT w.id, w.tries, w.expires, w.event, w.body, w.target, t.url, "
        "t.format, t.secret FROM webhook AS w LEFT JOIN webhook_to AS t ON "
        "t.id = w.target WHERE w.due IS NOT NULL AND w.due <= $1 AND t.paused "
        "IS NULL AND (t.id IS NOT NULL OR $2 = 1) ORDER BY w.due, w.id LIMIT "
        "$3",
        "iii", now, (int64_t)webhook_is_on(config), (int64_t)AT_ONCE);
    size_t count = 0;

    while (count < AT_ONCE && db_next(q)) {
        struct waiting *w = &list[count++];

        *w = (struct waiting){.id = db_int(q, 0),
                              .tries = db_int(q, 1),
                              .expires = db_int(q, 2),
                              .event = mem_strdup(db_text(q, 3)),
                              .body = mem_strdup(db_text(q, 4)),
                              .target = db_int(q, 5)};
        if (!db_is_null(q, 6)) {
            w->url = mem_strdup(db_text(q, 6));
            w->format = mem_strdup(db_text(q, 7));
            w->secret = mem_strdup(db_text(q, 8));
        }
    }
    *ok = db_done(q, err);
    return count;
}

static bool
note_sent(struct store *store, const struct waiting *event, int64_t now,
          struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE webhook SET sent = $2, due = NULL, body = '', error "
                  "= NULL, tries = tries + 1, answer = $3, tried = $2 WHERE id "
                  "= $1",
                  "iii", event->id, now, (int64_t)event->answer);
}

/* All that waits for the same one waits with it: tried one by one, a dead
 * server would keep the thread from everybody else's. */
static bool
note_failure(struct store *store, const struct waiting *event, int64_t now,
             const char *why, struct error *err)
{
    int64_t wait =
        event->tries < 9 ? (int64_t)WAIT_S << event->tries : WAIT_MAX_S;
    bool given_up = now + wait >= event->expires;

    log_event(LOG_WARNING, "webhook", "%s not taken: %s", event->event, why);
    return db_run(store->db, err,
                  "UPDATE webhook SET due = nullif($2, 0), body = CASE WHEN $2 "
                  "= 0 THEN '' ELSE body END, error = $3, tries = tries + 1, "
                  "answer = nullif($4, 0), tried = $5 WHERE id = $1",
                  "iitii", event->id, given_up ? 0 : now + wait, why,
                  (int64_t)event->answer, now) &&
           db_run(store->db, err,
                  "UPDATE webhook SET due = $2 WHERE due IS NOT NULL AND due < "
                  "$2 AND target = $1",
                  "ii", event->target, now + wait);
}

static bool
send_and_note(struct store *store, const struct config *config,
              struct waiting *event, int64_t now, atomic_bool *stop,
              bool *taken, struct error *err)
{
    struct buf key = {.max = KEY_MAX};
    struct error why;
    bool ok = true;

    if (event->secret != NULL)
        buf_add(&key, event->secret);
    else if (!read_key(config, &key, err))
        return false;
    shape(event, mail_base(config));
    *taken = send_one(config, event, &key, now, stop, &why);
    if (*taken)
        ok = note_sent(store, event, now, err);
    else if (!atomic_load(stop))
        ok = note_failure(store, event, now, why.text, err);
    wipe(&key);
    return ok;
}

static void
free_waiting(struct waiting *event)
{
    free(event->event);
    free(event->body);
    free(event->url);
    free(event->format);
    if (event->secret != NULL)
        sodium_memzero(event->secret, strlen(event->secret));
    free(event->secret);
}

static bool
is_among(const int64_t *targets, size_t count, int64_t target)
{
    for (size_t i = 0; i < count; i++) {
        if (targets[i] == target)
            return true;
    }
    return false;
}

/* Of a server that did not take one the others of the round are not tried. */
bool
webhook_send_due(struct store *store, const struct config *config, int64_t now,
                 atomic_bool *stop, struct error *err)
{
    struct waiting list[AT_ONCE];
    int64_t failed[AT_ONCE];
    size_t n_failed = 0, count;
    bool ok, taken;

    count = read_due(store, config, now, list, &ok, err);
    for (size_t i = 0; i < count; i++) {
        if (ok && !is_among(failed, n_failed, list[i].target) &&
            !atomic_load(stop)) {
            ok = send_and_note(store, config, &list[i], now, stop, &taken, err);
            if (ok && !taken)
                failed[n_failed++] = list[i].target;
        }
        free_waiting(&list[i]);
    }
    return ok;
}
