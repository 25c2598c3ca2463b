/* A rep's slots as events; see the header. */
#include "rep_calendar.h"

#include "polyphony/clock.h"
#include "polyphony/digest.h"
#include "polyphony/network.h"

#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEFORE (30 * 86400) /* how far back events are listed */
#define LENGTH (10 * 60)    /* of an event: it takes two minutes, or ten */
#define MOST_EVENTS 1000

static void
add(icalcomponent *to, icalproperty *property)
{
    if (property != NULL)
        icalcomponent_add_property(to, property);
}

static void
add_x(icalcomponent *to, const char *name, const char *value)
{
    icalproperty *x = icalproperty_new_x(value);

    if (x == NULL)
        return;
    icalproperty_set_x_name(x, name);
    add(to, x);
}

static struct icaltimetype
utc(int64_t when)
{
    return icaltime_from_timet_with_zone((time_t)when, 0,
                                         icaltimezone_get_utc_timezone());
}

/* The same in every answer, and telling nothing. */
static void
make_uid(int64_t id, const char *key, char *out, size_t size)
{
    const char *const texts[] = {"calendar event", key};
    char hash[DIGEST_TEXT];

    digest_text(hash, texts, 2);
    snprintf(out, size, "%.24s-%lld@polyphony", hash, (long long)id);
}

static enum icalproperty_status
status_of(const char *state, bool is_gone)
{
    if (is_gone)
        return ICAL_STATUS_CANCELLED;
    return strcmp(state, "accepted") == 0 || strcmp(state, "scheduled") == 0 ||
                   strcmp(state, "shared") == 0
               ? ICAL_STATUS_CONFIRMED
               : ICAL_STATUS_TENTATIVE;
}

static void
add_words(icalcomponent *event, struct db_stmt *q, const char *base)
{
    const struct network *network = network_find(db_text(q, 2));
    const char *text = db_text(q, 4), *title = db_text(q, 5);
    struct buf words = {.max = 65536};

    buf_printf(&words, "%s: %s",
               network != NULL ? network->title : db_text(q, 2), title);
    add(event, icalproperty_new_summary(buf_text(&words)));
    buf_cut(&words, 0);
    buf_add(&words, text);
    if (base[0] != '\0') {
        buf_printf(&words, "\n\n%s/share/%lld", base, (long long)db_int(q, 0));
        add(event, icalproperty_new_description(buf_text(&words)));
        buf_cut(&words, 0);
        buf_printf(&words, "%s/share/%lld", base, (long long)db_int(q, 0));
        add(event, icalproperty_new_url(buf_text(&words)));
    } else {
        add(event, icalproperty_new_description(buf_text(&words)));
    }
    buf_deinit(&words);
}

/* Columns: id, key, network, state, text, title, at, gone, moves, changed. */
static void
add_event(icalcomponent *calendar, struct db_stmt *q, const char *base)
{
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    bool is_gone = db_int(q, 7) != 0;
    int64_t at = db_int(q, 6);
    char uid[80];

    if (event == NULL)
        return;
    make_uid(db_int(q, 0), db_text(q, 1), uid, sizeof uid);
    add(event, icalproperty_new_uid(uid));
    add(event, icalproperty_new_dtstamp(utc(db_int(q, 9))));
    add(event, icalproperty_new_lastmodified(utc(db_int(q, 9))));
    add(event, icalproperty_new_sequence((int)db_int(q, 8)));
    add(event, icalproperty_new_dtstart(utc(at)));
    add(event, icalproperty_new_dtend(utc(at + LENGTH)));
    add(event, icalproperty_new_status(status_of(db_text(q, 3), is_gone)));
    add(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    add_words(event, q, base);
    icalcomponent_add_component(calendar, event);
}

static icalcomponent *
new_calendar(void)
{
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);

    if (calendar == NULL)
        return NULL;
    add(calendar, icalproperty_new_version("2.0"));
    add(calendar, icalproperty_new_prodid("-//polyphony//desk//EN"));
    add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    add_x(calendar, "X-WR-CALNAME", "Posts to share");
    add_x(calendar, "X-PUBLISHED-TTL", "PT1H");
    return calendar;
}

/* What a reviewer has not cleared is nobody's appointment yet. */
#define EVENTS                                                                 \
    "SELECT g.id, g.key, g.network, g.state, g.text, a.title, "                \
    "coalesce(l.at, o.at), l.at IS NULL, "                                     \
    "(SELECT count(*) FROM audit AS u WHERE u.suggestion = g.id), "            \
    "coalesce((SELECT max(u.at) FROM audit AS u WHERE u.suggestion = g.id), "  \
    "g.made) FROM suggestion AS g JOIN article AS a ON a.id = g.article "      \
    "LEFT JOIN slot AS l ON l.suggestion = g.id "                              \
    "LEFT JOIN slot_gone AS o ON o.suggestion = g.id "                         \
    "WHERE g.rep = $1 AND coalesce(l.at, o.at) >= $2 AND g.state IN "          \
    "('approved', 'offered', 'accepted', 'scheduled', 'shared', 'dismissed', " \
    "'expired', 'withdrawn', 'discarded', 'rejected') "                        \
    "ORDER BY coalesce(l.at, o.at), g.id LIMIT $3"

bool
rep_calendar(struct store *store, const char *rep, const char *base,
             int64_t now, struct buf *out, struct error *err)
{
    icalcomponent *calendar = new_calendar();
    struct db_stmt *q;
    char *text;

    if (calendar == NULL)
        return error_set(err, ERROR_LIMIT, "no memory for a calendar");
    q = db_query(store->db, err, EVENTS, "tii", rep, now - BEFORE,
                 (int64_t)MOST_EVENTS);
    while (db_next(q))
        add_event(calendar, q, base);
    if (!db_done(q, err)) {
        icalcomponent_free(calendar);
        return false;
    }
    text = icalcomponent_as_ical_string_r(calendar);
    buf_add(out, text);
    icalmemory_free_buffer(text);
    icalcomponent_free(calendar);
    return true;
}
