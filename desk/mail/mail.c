/* The outbox and its sending; see the header. */
#include "mail.h"
#include "outbox.h"

#include "polyphony/file.h"
#include "polyphony/http_header.h"
#include "polyphony/mem.h"
#include "polyphony/people.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEPT_SECONDS ((int64_t)30 * 86400)

#define TIMEOUT_S 30L
#define AT_ONCE 20 /* mails of one round */
#define WAIT_S 60  /* the first time */

static bool
is_set(const struct config *config, const char *key)
{
    return config_text(config, key)[0] != '\0';
}

bool
mail_is_on(const struct config *config)
{
    return is_set(config, "mail.url") && is_set(config, "mail.from") &&
           is_set(config, "desk.url");
}

const char *
mail_base(const struct config *config)
{
    return config_text(config, "desk.url");
}

bool
mail_queue_again(struct store *store, const char *recipient,
                 const char *subject, const char *text, const char *unsubscribe,
                 int64_t now, int64_t expires, struct error *err)
{
    if (!people_is_mail(recipient))
        return error_set(err, ERROR_INPUT, "\"%.80s\" is no mail address",
                         recipient);
    return db_run(store->db, err,
                  "INSERT INTO mail(recipient, subject, text, unsubscribe, "
                  "made, due, expires) VALUES ($1, $2, $3, $4, $5, $5, $6)",
                  "ttttii", recipient, subject, text, unsubscribe, now,
                  expires);
}

bool
mail_queue(struct store *store, const char *recipient, const char *subject,
           const char *text, int64_t now, int64_t expires, struct error *err)
{
    return mail_queue_again(store, recipient, subject, text, NULL, now, expires,
                            err);
}

/* A mail that is due. */
struct waiting {
    int64_t id, tries, expires;
    char *recipient, *subject, *text, *unsubscribe; /* the last may be NULL */
};

/* --- sending ---------------------------------------------------------- */

/* "=?UTF-8?B?...?=" in pieces of whole characters (RFC 2047). */
static void
add_subject(struct buf *out, const char *text)
{
    bool is_plain = true;
    char packed[80];

    for (const char *p = text; *p != '\0'; p++)
        is_plain = is_plain && *p >= ' ' && *p < 0x7F;
    buf_add(out, "Subject:");
    if (is_plain && strlen(text) < 900) {
        buf_printf(out, " %s", text);
        return;
    }
    while (*text != '\0') {
        size_t len = strlen(text) < 42 ? strlen(text) : 42;

        while (len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
        sodium_bin2base64(packed, sizeof packed, (const unsigned char *)text,
                          len, sodium_base64_VARIANT_ORIGINAL);
        buf_printf(out, " =?UTF-8?B?%s?=%s", packed,
                   text[len] != '\0' ? "\r\n" : "");
        text += len;
    }
}

static struct curl_slist *
add_line(struct curl_slist *list, const char *line, bool *ok)
{
    struct curl_slist *longer = curl_slist_append(list, line);

    *ok = *ok && longer != NULL;
    return longer != NULL ? longer : list;
}

static struct curl_slist *
make_headers(const char *from, const struct waiting *mail, int64_t now,
             bool *ok)
{
    struct curl_slist *list = NULL;
    char date[HTTP_DATE_TEXT], secret[SECRET_TEXT];
    struct buf line = {0};
    struct error err;

    *ok = secret_make(secret, &err);
    http_date_text(now, date);
    buf_printf(&line, "Date: %.25s +0000", date);
    list = add_line(list, buf_text(&line), ok);
    buf_cut(&line, 0);
    buf_printf(&line, "From: polyphony <%s>", from);
    list = add_line(list, buf_text(&line), ok);
    buf_cut(&line, 0);
    buf_printf(&line, "To: <%s>", mail->recipient);
    list = add_line(list, buf_text(&line), ok);
    buf_cut(&line, 0);
    buf_printf(&line, "Message-ID: <%.32s%s>", secret, strchr(from, '@'));
    list = add_line(list, buf_text(&line), ok);
    buf_cut(&line, 0);
    add_subject(&line, mail->subject);
    list = add_line(list, buf_text(&line), ok);
    if (mail->unsubscribe != NULL &&
        strpbrk(mail->unsubscribe, "\r\n<>") == NULL) {
        buf_cut(&line, 0);
        buf_printf(&line, "List-Unsubscribe: <%s>", mail->unsubscribe);
        list = add_line(list, buf_text(&line), ok);
    }
    list = add_line(list, "Auto-Submitted: auto-generated", ok);
    buf_deinit(&line);
    return list;
}

static bool
add_key(CURL *curl, const struct config *config, struct error *err)
{
    const char *file = config_text(config, "mail.key_file");
    struct buf key = {.max = 4096};
    bool ok = true;

    if (is_set(config, "mail.user"))
        curl_easy_setopt(curl, CURLOPT_USERNAME,
                         config_text(config, "mail.user"));
    if (file[0] != '\0') {
        ok = file_read(file, &key, err);
        buf_trim(&key);
        if (ok)
            curl_easy_setopt(curl, CURLOPT_PASSWORD, buf_text(&key));
        if (key.data != NULL)
            sodium_memzero(key.data, key.len);
    }
    buf_deinit(&key);
    return ok || error_wrap(err, "[mail] key_file");
}

bool
mail_is_local(const char *url)
{
    CURLU *parts = curl_url();
    unsigned char bytes[4];
    char *host = NULL;
    bool is_local = false;

    if (parts != NULL &&
        curl_url_set(parts, CURLUPART_URL, url,
                     CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) ==
            CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK)
        is_local = strcasecmp(host, "localhost") == 0 ||
                   strcmp(host, "[::1]") == 0 ||
                   (inet_pton(AF_INET, host, bytes) == 1 && bytes[0] == 127);
    curl_free(host);
    curl_url_cleanup(parts);
    return is_local;
}

/* To a server elsewhere only over TLS; within a machine as it comes. */
static long
wanted_tls(const char *url)
{
    return mail_is_local(url) ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

/* Lines end with CRLF: of a \n alone the encoder would make "=0A", which is no
 * end of a line to every reader (RFC 2045, 6.7). */
static bool
add_text(curl_mimepart *part, const char *text)
{
    struct buf lines = {.max = 4 << 20};
    bool ok;

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n')
            buf_add_char(&lines, '\r');
        buf_add_char(&lines, *p);
    }
    ok = buf_ok(&lines) && curl_mime_data(part, buf_text(&lines),
                                          CURL_ZERO_TERMINATED) == CURLE_OK;
    buf_deinit(&lines);
    return ok;
}

static bool
transfer(CURL *curl, curl_mime *mime, const char *text, struct error *err)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    char problem[CURL_ERROR_SIZE] = "";
    CURLcode code;

    if (part == NULL || !add_text(part, text) ||
        curl_mime_type(part, "text/plain; charset=utf-8") != CURLE_OK ||
        curl_mime_encoder(part, "quoted-printable") != CURLE_OK)
        return error_set(err, ERROR_LIMIT, "no memory for a mail");
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem);
    code = curl_easy_perform(curl);
    return code == CURLE_OK ||
           error_set(err, ERROR_IO, "%s",
                     problem[0] != '\0' ? problem : curl_easy_strerror(code));
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

static bool
send_one(const struct config *config, const struct waiting *mail, int64_t now,
         atomic_bool *stop, struct error *err)
{
    const char *url = config_text(config, "mail.url");
    const char *from = config_text(config, "mail.from");
    CURL *curl = curl_easy_init();
    curl_mime *mime = curl != NULL ? curl_mime_init(curl) : NULL;
    bool ok = people_is_mail(from) ||
              error_set(err, ERROR_INPUT, "[mail] from is no mail address");
    struct curl_slist *headers = NULL, *to = NULL;

    if (ok && mime == NULL)
        ok = error_set(err, ERROR_LIMIT, "no memory for a mail");
    if (ok) {
        bool made;

        headers = make_headers(from, mail, now, &made);
        to = add_line(to, mail->recipient, &made);
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, stop);
        curl_easy_setopt(curl, CURLOPT_USE_SSL, wanted_tls(url));
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        ok = made ? add_key(curl, config, err) &&
                        transfer(curl, mime, mail->text, err)
                  : error_set(err, ERROR_LIMIT, "no memory for a mail");
    }
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    return ok;
}

/* --- the outbox ------------------------------------------------------- */

static size_t
read_due(struct store *store, int64_t now, struct waiting *list, bool *ok,
         struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT id, tries, expires, recipient, subject, text, unsubscribe FROM "
        "mail "
        "WHERE due IS NOT NULL AND due <= $1 ORDER BY due, id LIMIT $2",
        "ii", now, (int64_t)AT_ONCE);
    size_t count = 0;

    while (count < AT_ONCE && db_next(q))
        list[count++] = (struct waiting){
            .id = db_int(q, 0),
            .tries = db_int(q, 1),
            .expires = db_int(q, 2),
            .recipient = mem_strdup(db_text(q, 3)),
            .subject = mem_strdup(db_text(q, 4)),
            .text = mem_strdup(db_text(q, 5)),
            .unsubscribe = db_is_null(q, 6) ? NULL : mem_strdup(db_text(q, 6))};
    *ok = db_done(q, err);
    return count;
}

static bool
note_sent(struct store *store, int64_t id, int64_t now, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE mail SET sent = $2, due = NULL, text = '', "
                  "error = NULL, tries = tries + 1 WHERE id = $1",
                  "ii", id, now);
}

static bool
note_failure(struct store *store, const struct waiting *mail, int64_t now,
             const char *why, struct error *err)
{
    int64_t wait = outbox_wait(WAIT_S, mail->tries);

    if (now + wait >= mail->expires)
        return db_run(store->db, err,
                      "UPDATE mail SET due = NULL, text = '', error = $2, "
                      "tries = tries + 1 WHERE id = $1",
                      "it", mail->id, why);
    return db_run(store->db, err,
                  "UPDATE mail SET due = $2, error = $3, tries = tries + 1 "
                  "WHERE id = $1",
                  "iit", mail->id, now + wait, why);
}

bool
mail_send_due(struct store *store, const struct config *config, int64_t now,
              atomic_bool *stop, int *sent, struct error *err)
{
    struct waiting list[AT_ONCE];
    bool ok;
    size_t count = read_due(store, now, list, &ok, err);

    *sent = 0;
    for (size_t i = 0; i < count; i++) {
        struct error why;

        if (!ok || atomic_load(stop)) {
            /* only freed */
        } else if (send_one(config, &list[i], now, stop, &why)) {
            ok = note_sent(store, list[i].id, now, err);
            (*sent)++;
        } else if (!atomic_load(stop)) {
            ok = note_failure(store, &list[i], now, why.text, err);
        }
        free(list[i].recipient);
        free(list[i].subject);
        free(list[i].text);
        free(list[i].unsubscribe);
    }
    /* Whom something was sent to is remembered for a while only. */
    return ok && (count == 0 ||
                  db_run(store->db, err,
                         "DELETE FROM mail WHERE due IS NULL AND made < $1",
                         "i", now - KEPT_SECONDS));
}
