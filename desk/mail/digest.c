/* The mail of the day; see the header. */
#include "digest.h"

#include "mail.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/utf8.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <string.h>

#define LATE_HOURS 3 /* where nobody was up at the hour: then not any more */
#define TITLES 5
#define TITLE_MOST 200 /* bytes */
#define KEPT_SECONDS 43200

struct reader {
    int64_t person, day;
    const char *name, *mail, *rep, *hours;
    const struct zone *zone;
};

/* Is it the hour, on a day on which the rep works? *day is the local one. */
static bool
is_hour(struct reader *reader, const struct config *config, int64_t now,
        int64_t *day)
{
    int64_t hour, weekday;
    bool works = false, any = false;
    const struct json *node;
    struct json *doc;
    struct error why;
    const char *zone;

    if (!json_parse(reader->hours, strlen(reader->hours), &doc, &why))
        return false;
    zone = json_get_text(doc, "timezone");
    reader->zone = zone != NULL ? zone_find(zone) : NULL;
    if (reader->zone == NULL)
        reader->zone = zone_find("UTC");
    *day = zone_day(reader->zone, now);
    weekday = (*day + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
    for (node = json_first(json_get(doc, "days")); node != NULL;
         node = json_next(node)) {
        double number;

        any = true;
        works =
            works || (json_number(node, &number) && (int64_t)number == weekday);
    }
    json_free(doc);
    if (!any)
        works = weekday <= 5;
    hour = (now + zone_offset(reader->zone, now)) % 86400 / 3600 -
           config_number(config, "mail.digest_hour");
    return works && hour >= 0 && hour < LATE_HOURS;
}

/* --- the text --------------------------------------------------------------
 */

/* On one line of a length that a reader bears, whatever the feed says. */
static void
add_title(struct buf *text, const char *title)
{
    size_t len = title != NULL ? strlen(title) : 0;
    size_t shown = utf8_prefix(title != NULL ? title : "", len, TITLE_MOST);

    utf8_squeeze(text, title != NULL ? title : "", shown);
    if (shown < len)
        buf_add(text, "\xE2\x80\xA6");
}

static bool
add_suggestions(struct store *store, const struct reader *reader, int64_t now,
                struct buf *text, int64_t *count, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT a.title, g.network FROM suggestion AS g JOIN article AS a ON "
        "a.id = g.article LEFT JOIN slot AS l ON l.suggestion = g.id WHERE "
        "g.rep = $1 AND g.state IN ('offered', 'accepted', 'scheduled', "
        "'changes_requested') AND (g.state <> 'offered' OR g.snoozed IS NULL "
        "OR g.snoozed <= $2) AND (g.state <> 'scheduled' OR l.at <= $3) ORDER "
        "BY l.at, g.id LIMIT 100",
        "tii", reader->rep, now, zone_day_start(reader->zone, reader->day + 1));

    while (db_next(q)) {
        const struct network *network = network_find(db_text(q, 1));

        if (++*count > TITLES)
            continue;
        buf_add(text, "- ");
        add_title(text, db_text(q, 0));
        buf_printf(text, " (%s)\n",
                   network != NULL ? network->title : db_text(q, 1));
    }
    if (*count > TITLES)
        buf_printf(text, "- and %lld more\n", (long long)(*count - TITLES));
    return db_done(q, err);
}

static bool
write_mail(struct store *store, const struct config *config,
           const struct reader *reader, int64_t now, bool *wrote,
           struct error *err)
{
    struct buf list = {.max = 8192}, text = {.max = 16384};
    char subject[80];
    int64_t count = 0;
    bool ok = add_suggestions(store, reader, now, &list, &count, err);

    *wrote = ok && count > 0;
    if (*wrote) {
        const char *base = mail_base(config);

        snprintf(subject, sizeof subject, "%lld %s for you today",
                 (long long)count, count == 1 ? "suggestion" : "suggestions");
        buf_printf(&text,
                   "Hello %s,\n\nthis waits for you:\n\n%s\n%s/today\n\n"
                   "Nothing is shared without your yes, and following the link "
                   "does nothing by itself.\nNo more of these mails: "
                   "%s/account#digest\n",
                   reader->name, buf_text(&list), base, base);
        buf_cut(&list, 0);
        buf_printf(&list, "%s/account#digest", base);
        ok = mail_queue_again(store, reader->mail, subject, buf_text(&text),
                              buf_text(&list), now, now + KEPT_SECONDS, err);
    }
    buf_deinit(&list);
    buf_deinit(&text);
    return ok;
}

/* --- who -------------------------------------------------------------------
 */

static bool
list_readers(struct store *store, struct arena *arena, struct reader **list,
             size_t *count, struct error *err)
{
    int64_t rows;
    struct db_stmt *q;

    *count = 0;
    if (!db_number(store->db, err, &rows, 0,
                   "SELECT count(*) FROM person WHERE rep IS NOT NULL", ""))
        return false;
    *list = arena_array(arena, (size_t)rows + 1, sizeof **list);
    q = db_query(store->db, err,
                 "SELECT p.id, p.name, p.mail, r.id, r.hours, coalesce(d.day, "
                 "0) FROM person AS p JOIN rep AS r ON r.id = p.rep LEFT JOIN "
                 "digest AS d ON d.person = p.id WHERE p.rep IS NOT NULL AND "
                 "p.mail IS NOT NULL AND p.erased IS NULL AND p.locked IS NULL "
                 "AND r.state = "
                 "'active' AND coalesce(d.off, 0) = 0 ORDER BY p.id",
                 "");
    while (*count < (size_t)rows && db_next(q))
        (*list)[(*count)++] =
            (struct reader){.person = db_int(q, 0),
                            .name = arena_strdup(arena, db_text(q, 1)),
                            .mail = arena_strdup(arena, db_text(q, 2)),
                            .rep = arena_strdup(arena, db_text(q, 3)),
                            .hours = arena_strdup(arena, db_text(q, 4)),
                            .day = db_int(q, 5)};
    return db_done(q, err);
}

struct queuing {
    struct store *store;
    const struct config *config;
    struct reader *reader;
    int64_t now;
    bool wrote;
};

/* The mail and the note that the day was looked at, both or none. */
static bool
queue_one(void *context, struct error *err)
{
    struct queuing *q = context;
    int64_t last;

    if (!db_number(q->store->db, err, &last, 0,
                   "SELECT day FROM digest WHERE person = $1", "i",
                   q->reader->person))
        return false;
    q->wrote = false;
    if (last >= q->reader->day) /* another process was faster */
        return true;
    return write_mail(q->store, q->config, q->reader, q->now, &q->wrote, err) &&
           (!q->wrote ||
            db_run(q->store->db, err,
                   "INSERT INTO digest(person, day) VALUES ($1, $2) ON "
                   "CONFLICT(person) DO UPDATE SET day = excluded.day",
                   "ii", q->reader->person, q->reader->day));
}

bool
digest_queue_due(struct store *store, const struct config *config, int64_t now,
                 size_t *queued, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct reader *list;
    size_t count;
    bool ok = list_readers(store, arena, &list, &count, err);

    *queued = 0;
    for (size_t i = 0; ok && i < count; i++) {
        struct queuing q = {store, config, &list[i], now, false};
        int64_t day;

        if (!is_hour(&list[i], config, now, &day) || list[i].day >= day)
            continue;
        list[i].day = day;
        ok = db_transaction(store->db, queue_one, &q, err);
        *queued += q.wrote;
    }
    arena_free(arena);
    return ok;
}
