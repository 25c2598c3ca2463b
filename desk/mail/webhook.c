/* Events out of the audit: made here, sent by webhook_send.c; see the header.
 */
#include "webhook.h"

#include "mail.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/utf8.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <string.h>

#define KEPT_SECONDS 86400
#define NAME_MOST 200 /* bytes, of an event */
#define TITLE_MOST 1000
#define URL_MOST 2000
#define MANY_MOST ((size_t)2 << 20)
#define ROWS_AT_ONCE 1000 /* of the audit */

bool
webhook_is_on(const struct config *config)
{
    return config_text(config, "desk.webhook")[0] != '\0';
}

/* A feed may say a title of any length: an event that is too long would stand
 * in the way of all that come after it. */
static void
put_cut(struct json_out *out, const char *key, const char *text, size_t most)
{
    struct buf cut = {0};

    if (text != NULL)
        buf_add_bytes(&cut, text, utf8_prefix(text, strlen(text), most));
    json_member(out, key, text != NULL ? buf_text(&cut) : NULL);
    buf_deinit(&cut);
}

/* On one line; & < > as Slack wants them. */
static void
add_words(struct buf *out, const char *given, size_t most)
{
    struct buf line = {0};
    const char *text;

    if (given != NULL)
        utf8_squeeze(&line, given, utf8_prefix(given, strlen(given), most));
    for (text = buf_text(&line); *text != '\0'; text++) {
        if (*text == '&')
            buf_add(out, "&amp;");
        else if (*text == '<')
            buf_add(out, "&lt;");
        else if (*text == '>')
            buf_add(out, "&gt;");
        else
            buf_add_char(out, *text);
    }
    buf_deinit(&line);
}

/* A row for each who is told. */
static bool
put_event(struct store *store, const struct config *config, const char *event,
          const char *body, int64_t now, struct error *err)
{
    return (!webhook_is_on(config) ||
            db_run(store->db, err,
                   "INSERT INTO webhook(event, body, made, due, expires) "
                   "VALUES ($1, $2, $3, $3, $4)",
                   "ttii", event, body, now, now + KEPT_SECONDS)) &&
           db_run(store->db, err,
                  "INSERT INTO webhook(event, body, made, due, expires, "
                  "target) SELECT $1, $2, $3, $3, $4, id FROM webhook_to "
                  "WHERE paused IS NULL",
                  "ttii", event, body, now, now + KEPT_SECONDS);
}

/* --- moves -----------------------------------------------------------------
 */

static const struct {
    const char *state, *event, *words, *many, *many_words;
} moves[] = {
    {"offered", "suggestion.offered", "is offered", "suggestions.offered",
     "are offered to their reps"},
    {"in_review", "suggestion.in_review", "waits for a reviewer",
     "suggestions.in_review", "wait for a reviewer"},
    {"shared", "suggestion.shared", "was shared", "suggestions.shared",
     "were shared"},
    {"withdrawn", "suggestion.withdrawn", "was withdrawn",
     "suggestions.withdrawn", "were withdrawn"},
};

#define MOVES (sizeof moves / sizeof moves[0])
#define MANY 10 /* moves alike at once, from which on they are one event */

static void
put_text(struct json_out *out, struct db_stmt *q, const char *words,
         const char *base)
{
    struct buf text = {.max = 16000};

    add_words(&text, db_text(q, 4), NAME_MOST);
    buf_printf(&text, ", %s: \"", db_text(q, 5));
    add_words(&text, db_text(q, 6), TITLE_MOST);
    buf_printf(&text, "\" %s.", words);
    if (base[0] != '\0')
        buf_printf(&text, " %s", base);
    json_member(out, "text", buf_text(&text));
    buf_deinit(&text);
}

static bool
put_move(struct store *store, const struct config *config, struct db_stmt *q,
         int64_t now, struct error *err)
{
    struct buf body = {.max = 65536};
    struct json_out out = {.buf = &body};
    size_t i = 0;
    bool ok;

    while (i < 3 && strcmp(moves[i].state, db_text(q, 2)) != 0)
        i++;
    json_open(&out, '{');
    json_member(&out, "event", moves[i].event);
    json_member_time(&out, "at", db_int(q, 1));
    put_text(&out, q, moves[i].words, mail_base(config));
    json_put_key(&out, "suggestion");
    json_open(&out, '{');
    json_member_int(&out, "id", db_int(q, 0));
    put_cut(&out, "rep", db_text(q, 3), NAME_MOST);
    put_cut(&out, "rep_name", db_text(q, 4), NAME_MOST);
    json_member(&out, "network", db_text(q, 5));
    json_member(&out, "state", db_text(q, 2));
    put_cut(&out, "title", db_text(q, 6), TITLE_MOST);
    put_cut(&out, "url", db_text(q, 7), URL_MOST);
    json_close(&out, '}');
    json_close(&out, '}');
    ok = buf_ok(&body) ? put_event(store, config, moves[i].event,
                                   buf_text(&body), now, err)
                       : error_set(err, ERROR_LIMIT, "an event is too long");
    buf_deinit(&body);
    return ok;
}

/* --- the day ---------------------------------------------------------------
 */

static bool
count_day(struct store *store, int64_t now, int64_t *waiting, int64_t *offered,
          int64_t *shared, struct error *err)
{
    return db_number(store->db, err, waiting, 0,
                     "SELECT count(*) FROM suggestion WHERE state = "
                     "'in_review'",
                     "") &&
           db_number(store->db, err, offered, 0,
                     "SELECT count(*) FROM suggestion WHERE state = 'offered'",
                     "") &&
           db_number(store->db, err, shared, 0,
                     "SELECT count(*) FROM share WHERE at > $1", "i",
                     now - KEPT_SECONDS);
}

/* Once a day, in the company's zone from the hour of the mail on, and only
 * when there is something to say. */
static bool
put_day(struct store *store, const struct config *config, const char *last,
        int64_t now, char day[TIME_TEXT], struct error *err)
{
    const struct zone *zone =
        zone_find(config_text(config, "company.timezone"));
    int64_t local, waiting, offered, shared;
    struct buf body = {.max = 4000}, text = {.max = 1000};
    struct json_out out = {.buf = &body};
    bool ok;

    zone = zone != NULL ? zone : zone_find("UTC");
    local = now + zone_offset(zone, now);
    snprintf(day, TIME_TEXT, "%lld", (long long)(local / 86400));
    if (strcmp(day, last) == 0 ||
        local % 86400 / 3600 < config_number(config, "mail.digest_hour")) {
        snprintf(day, TIME_TEXT, "%s", last);
        return true;
    }
    if (!count_day(store, now, &waiting, &offered, &shared, err))
        return false;
    if (waiting + offered + shared == 0)
        return true;
    buf_printf(&text,
               "Today: %lld offered to reps, %lld waiting for a reviewer; %lld "
               "shared since yesterday.",
               (long long)offered, (long long)waiting, (long long)shared);
    json_open(&out, '{');
    json_member(&out, "event", "day.digest");
    json_member_time(&out, "at", now);
    json_member(&out, "text", buf_text(&text));
    json_member_int(&out, "offered", offered);
    json_member_int(&out, "in_review", waiting);
    json_member_int(&out, "shared", shared);
    json_close(&out, '}');
    ok = put_event(store, config, "day.digest", buf_text(&body), now, err);
    buf_deinit(&text);
    buf_deinit(&body);
    return ok;
}

/* --- gathering -------------------------------------------------------------
 */

struct gathering {
    struct store *store;
    const struct config *config;
    int64_t now;
    size_t *made;
};

static bool
read_seen(struct store *store, int64_t *seen, char day[TIME_TEXT],
          struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, "SELECT audit, day FROM webhook_seen", "");

    *seen = -1;
    day[0] = '\0';
    if (db_next(q)) {
        *seen = db_int(q, 0);
        snprintf(day, TIME_TEXT, "%s", db_text(q, 1));
    }
    return db_done(q, err);
}

#define AFTER                                                                  \
    "u.id > $1 AND u.id <= $2 AND u.at > $3 AND (u.was IS NULL OR u.was <> "   \
    "u.is_now) AND u.is_now = $4"

/* Many alike as one, with whose they are. */
static bool
put_many(struct gathering *g, size_t move, int64_t from, int64_t to,
         int64_t count, struct error *err)
{
    struct buf body = {.max = MANY_MOST}, text = {.max = 1000};
    struct json_out out = {.buf = &body};
    struct db_stmt *q;
    bool ok;

    buf_printf(&text, "%lld suggestions %s.", (long long)count,
               moves[move].many_words);
    if (mail_base(g->config)[0] != '\0')
        buf_printf(&text, " %s", mail_base(g->config));
    json_open(&out, '{');
    json_member(&out, "event", moves[move].many);
    json_member_time(&out, "at", g->now);
    json_member(&out, "text", buf_text(&text));
    json_member_int(&out, "count", count);
    json_put_key(&out, "suggestions");
    json_open(&out, '[');
    q = db_query(g->store->db, err,
                 "SELECT u.suggestion, s.rep, s.network FROM audit AS u JOIN "
                 "suggestion AS s ON s.id = u.suggestion WHERE " AFTER
                 " ORDER BY u.id",
                 "iiit", from, to, g->now - KEPT_SECONDS, moves[move].state);
    while (db_next(q)) {
        json_open(&out, '{');
        json_member_int(&out, "id", db_int(q, 0));
        put_cut(&out, "rep", db_text(q, 1), NAME_MOST);
        json_member(&out, "network", db_text(q, 2));
        json_close(&out, '}');
    }
    ok = db_done(q, err);
    json_close(&out, ']');
    json_close(&out, '}');
    if (ok && !buf_ok(&body))
        ok = error_set(err, ERROR_LIMIT, "an event is too long");
    ok = ok && put_event(g->store, g->config, moves[move].many, buf_text(&body),
                         g->now, err);
    *g->made += ok;
    buf_deinit(&body);
    buf_deinit(&text);
    return ok;
}

static bool
put_each(struct gathering *g, size_t move, int64_t from, int64_t to,
         struct error *err)
{
    struct db_stmt *q = db_query(
        g->store->db, err,
        "SELECT u.suggestion, u.at, u.is_now, s.rep, r.name, "
        "s.network, a.title, a.url FROM audit AS u JOIN suggestion AS "
        "s ON s.id = u.suggestion JOIN rep AS r ON r.id = s.rep JOIN "
        "article AS a ON a.id = s.article WHERE " AFTER " ORDER BY u.id",
        "iiit", from, to, g->now - KEPT_SECONDS, moves[move].state);

    while (db_next(q)) {
        if (!put_move(g->store, g->config, q, g->now, err)) {
            db_drop(q);
            return false;
        }
        (*g->made)++;
    }
    return db_done(q, err);
}

static bool
put_moves(struct gathering *g, int64_t from, int64_t to, struct error *err)
{
    for (size_t i = 0; i < MOVES; i++) {
        int64_t count;

        if (!db_number(g->store->db, err, &count, 0,
                       "SELECT count(*) FROM audit AS u WHERE " AFTER, "iiit",
                       from, to, g->now - KEPT_SECONDS, moves[i].state) ||
            !(count > MANY ? put_many(g, i, from, to, count, err)
                           : count == 0 || put_each(g, i, from, to, err)))
            return false;
    }
    return true;
}

static bool
gather(void *context, struct error *err)
{
    struct gathering *g = context;
    char last[TIME_TEXT], day[TIME_TEXT];
    int64_t seen, end;

    *g->made = 0;
    if (!read_seen(g->store, &seen, last, err) ||
        !db_number(g->store->db, err, &end, 0, "SELECT max(id) FROM audit", ""))
        return false;
    if (seen < 0)
        return db_run(g->store->db, err,
                      "INSERT INTO webhook_seen(one, audit) VALUES (1, $1)",
                      "i", end);
    if (end > seen + ROWS_AT_ONCE)
        end = seen + ROWS_AT_ONCE;
    if (!put_day(g->store, g->config, last, g->now, day, err))
        return false;
    if (end == seen && strcmp(day, last) == 0)
        return true;
    return put_moves(g, seen, end, err) &&
           db_run(g->store->db, err,
                  "UPDATE webhook_seen SET audit = $1, day = $2", "it", end,
                  day) &&
           db_run(g->store->db, err, "DELETE FROM webhook WHERE made < $1", "i",
                  g->now - 30 * KEPT_SECONDS) &&
           db_run(g->store->db, err,
                  "UPDATE webhook SET due = NULL, body = '', error = "
                  "coalesce(error, 'its day was over before it was its turn') "
                  "WHERE due IS NOT NULL AND expires <= $1",
                  "i", g->now);
}

/* Is there anything? Asked without a writer's lock, each second. */
static bool
has_news(struct gathering *g, bool *news, struct error *err)
{
    char last[TIME_TEXT];
    int64_t seen, end;

    if (!read_seen(g->store, &seen, last, err) ||
        !db_number(g->store->db, err, &end, 0, "SELECT max(id) FROM audit", ""))
        return false;
    *news = seen != end || g->now % 60 < 2;
    return true;
}

bool
webhook_gather(struct store *store, const struct config *config, int64_t now,
               size_t *made, struct error *err)
{
    struct gathering g = {store, config, now, made};
    bool news;

    *made = 0;
    return has_news(&g, &news, err) &&
           (!news || db_transaction(store->db, gather, &g, err));
}
