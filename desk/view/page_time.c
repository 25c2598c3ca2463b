/* Moments in words, by the clock of who reads them. */
#include "desk/page.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <stdio.h>
#include <string.h>

/* The zone that the rep's hours name; NULL when they name none. */
static const struct zone *
rep_zone(struct request *request)
{
    const struct zone *zone = NULL;
    struct db_stmt *q = db_query(request->store->db, NULL,
                                 "SELECT hours FROM rep WHERE id = $1", "t",
                                 request->person.rep);

    if (db_next(q)) {
        struct json *hours = NULL;

        if (json_parse(db_text(q, 0), db_bytes(q, 0), &hours, NULL)) {
            const char *name = json_get_text(hours, "timezone");

            zone = name != NULL ? zone_find(name) : NULL;
            json_free(hours);
        }
    }
    db_drop(q);
    return zone;
}

const struct zone *
page_zone(struct request *request)
{
    if (request->zone == NULL && request->person.rep != NULL &&
        request->store != NULL)
        request->zone = rep_zone(request);
    if (request->zone == NULL)
        request->zone =
            zone_find(config_text(request->config, "company.timezone"));
    if (request->zone == NULL)
        request->zone = zone_find("UTC");
    return request->zone;
}

void
page_time(struct request *request, struct view *view, const char *name,
          int64_t when)
{
    static const char days[][4] = {"",    "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"",    "Jan", "Feb", "Mar", "Apr",
                                     "May", "Jun", "Jul", "Aug", "Sep",
                                     "Oct", "Nov", "Dec"};
    const struct zone *zone = page_zone(request);
    char iso_name[80], iso[TIME_TEXT];
    struct civil c, now;
    int64_t apart;

    if (when == TIME_NONE)
        return;
    c = zone_civil(zone, when);
    now = zone_civil(zone, request->now);
    apart = zone_day(zone, when) - zone_day(zone, request->now);
    if (apart >= -1 && apart <= 1)
        view_format(view, name, "%s %02d:%02d",
                    apart == 0  ? "today"
                    : apart < 0 ? "yesterday"
                                : "tomorrow",
                    c.hour, c.minute);
    else if (c.year == now.year)
        view_format(view, name, "%s %d %s %02d:%02d", days[c.weekday], c.day,
                    months[c.month], c.hour, c.minute);
    else
        view_format(view, name, "%d %s %lld", c.day, months[c.month],
                    (long long)c.year);
    snprintf(iso_name, sizeof iso_name, "%s_iso", name);
    view_text(view, iso_name, time_text(when, iso));
}

/* The moment written at `text`, and how many bytes it takes; 0: there is none.
 * A shape is looked for first, so that long texts cost one walk. */
static size_t
find_moment(const char *text, int64_t *when)
{
    static const char shape[] = "0000-00-00T00:00:00Z";
    char moment[sizeof shape];

    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';

        if (shape[i] == '0' ? !is_digit : text[i] != shape[i])
            return 0;
    }
    memcpy(moment, text, sizeof shape - 1);
    moment[sizeof shape - 1] = '\0';
    return time_parse(moment, when) ? sizeof shape - 1 : 0;
}

const char *
page_times(struct request *request, const char *text)
{
    struct buf out = {0};
    const char *said;

    if (text == NULL)
        return NULL;
    for (const char *p = text; *p != '\0';) {
        int64_t when;
        size_t taken = find_moment(p, &when);

        if (taken > 0) {
            struct view *words = view_new(request->arena);

            page_time(request, words, "at", when);
            buf_add(&out, view_get(words, "at"));
            p += taken;
        } else {
            buf_add_char(&out, *p++);
        }
    }
    said = arena_strdup(request->arena, buf_text(&out));
    buf_deinit(&out);
    return said;
}
