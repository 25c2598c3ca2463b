/* Quiet days from an iCalendar file, read by libical: dates of events as they
 * are written, without a zone, because a holiday is one wherever the rep is.
 * Every count is bounded, the file is somebody else's. */
#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "polyphony/slot.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_BYTES ((size_t)1 << 20)
#define MAX_REPEATS 4000 /* steps of one rule */
#define MAX_LENGTH 366   /* days of one event */
#define MAX_DEPTH 8      /* components within components */
#define MAX_RANGE 36600  /* days asked for */
#define MAX_STEPS 400000 /* of the whole file */

struct days {
    int64_t first, last; /* wanted */
    bool *is_quiet;      /* a day, from `first` on */
    int64_t budget;      /* steps that the whole file may still take */
};

static int64_t
day_of(struct icaltimetype time)
{
    return date_to_days(time.year, time.month, time.day);
}

/* The days of one event that begins on `start`. */
static void
add_days(struct days *days, int64_t start, int64_t length)
{
    int64_t end = start + length; /* not included */

    if (start < days->first)
        start = days->first;
    if (end > days->last + 1)
        end = days->last + 1;
    for (int64_t day = start; day < end; day++)
        days->is_quiet[day - days->first] = true;
    days->budget -= end > start ? end - start : 1;
}

/* DTEND is not included: a date names the day after, and so does midnight. */
static int64_t
event_length(icalcomponent *event, struct icaltimetype start)
{
    icalproperty *end =
        icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    icalproperty *duration =
        icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    int64_t length = 1;

    if (end != NULL) {
        struct icaltimetype time = icalproperty_get_dtend(end);
        bool ends_at_midnight =
            time.is_date || (time.hour == 0 && time.minute == 0);

        if (!icaltime_is_null_time(time))
            length = day_of(time) - day_of(start) + !ends_at_midnight;
    } else if (duration != NULL && start.is_date) {
        length = icaldurationtype_as_int(icalproperty_get_duration(duration)) /
                 86400;
    }
    if (length < 1)
        return 1;
    return length < MAX_LENGTH ? length : MAX_LENGTH;
}

static bool
is_excluded(struct days *days, icalcomponent *event, int64_t day)
{

    for (icalproperty *p =
             icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
         p != NULL && days->budget > 0;
         p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY),
                      days->budget--)
        if (day_of(icalproperty_get_exdate(p)) == day)
            return true;
    return false;
}

/* Holidays come every year, every month or every week; finer rules, and what
 * selects by the second, are nobody's holiday and could turn for long. */
static bool
is_sane_rule(const struct icalrecurrencetype *rule)
{
    return (rule->freq == ICAL_YEARLY_RECURRENCE ||
            rule->freq == ICAL_MONTHLY_RECURRENCE ||
            rule->freq == ICAL_WEEKLY_RECURRENCE ||
            rule->freq == ICAL_DAILY_RECURRENCE) &&
           rule->by_second[0] == ICAL_RECURRENCE_ARRAY_MAX &&
           rule->by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX &&
           rule->by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

static void
add_repeats(struct days *days, icalcomponent *event, icalproperty *property,
            struct icaltimetype start, int64_t length)
{
    struct icalrecurrencetype rule = icalproperty_get_rrule(property);
    icalrecur_iterator *steps;

    start.is_date = 1;
    start.zone = NULL;
    if (!is_sane_rule(&rule))
        return;
    steps = icalrecur_iterator_new(rule, start);
    if (steps == NULL)
        return;
    for (int i = 0; i < MAX_REPEATS && days->budget > 0; i++) {
        struct icaltimetype next = icalrecur_iterator_next(steps);

        if (icaltime_is_null_time(next) || day_of(next) > days->last)
            break;
        if (!is_excluded(days, event, day_of(next)))
            add_days(days, day_of(next), length);
    }
    icalrecur_iterator_free(steps);
}

static void
add_event(struct days *days, icalcomponent *event)
{
    icalproperty *begins =
        icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    icalproperty *repeats =
        icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    struct icaltimetype start;
    int64_t length;

    if (begins == NULL ||
        icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
        return;
    start = icalproperty_get_dtstart(begins);
    if (icaltime_is_null_time(start) || start.month < 1 || start.month > 12)
        return;
    length = event_length(event, start);
    if (!is_excluded(days, event, day_of(start)))
        add_days(days, day_of(start), length);
    if (repeats != NULL)
        add_repeats(days, event, repeats, start, length);
}

/* A copy with folded lines joined (RFC 5545, 3.1), so that nesting can be
 * seen; NULL where it is deeper than any calendar's: libical recurses. */
static char *
unfold(const char *ics, size_t len)
{
    struct buf out = {.max = MAX_BYTES + 1};
    int depth = 0;

    for (size_t i = 0; i < len; i++) {
        size_t eol = i + (ics[i] == '\r' && i + 1 < len && ics[i + 1] == '\n');

        if (ics[eol] == '\n' && eol + 1 < len &&
            (ics[eol + 1] == ' ' || ics[eol + 1] == '\t')) {
            i = eol + 1;
            continue;
        }
        if (ics[i] != '\0')
            buf_add_char(&out, ics[i]);
    }
    for (const char *line = buf_text(&out); line != NULL;) {
        line += strspn(line, " \t\r\n");
        if (strncasecmp(line, "BEGIN", 5) == 0)
            depth++;
        else if (strncasecmp(line, "END", 3) == 0)
            depth--;
        if (depth > MAX_DEPTH) {
            buf_deinit(&out);
            return NULL;
        }
        line = strpbrk(line, "\r\n");
    }
    return buf_take(&out);
}

static icalcomponent *
parse(const char *ics, size_t len, struct error *err)
{
    char *text;
    icalcomponent *calendar;

    if (len > MAX_BYTES) {
        error_set(err, ERROR_LIMIT, "calendar larger than %zu MiB",
                  MAX_BYTES >> 20);
        return NULL;
    }
    text = unfold(ics, len);
    calendar = text != NULL ? icalparser_parse_string(text) : NULL;
    free(text);
    if (calendar != NULL &&
        icalcomponent_isa(calendar) == ICAL_VCALENDAR_COMPONENT)
        return calendar;
    if (calendar != NULL)
        icalcomponent_free(calendar);
    error_set(err, ERROR_INPUT, "no iCalendar file");
    return NULL;
}

/* The days found as a list. */
static int64_t *
list_days(const struct days *days, size_t *count)
{
    int64_t *list = NULL;
    size_t room = 0;

    *count = 0;
    for (int64_t day = days->first; day <= days->last; day++) {
        if (!days->is_quiet[day - days->first])
            continue;
        list = mem_grow(list, &room, *count + 1, sizeof *list);
        list[(*count)++] = day;
    }
    return list;
}

bool
slot_holidays(const char *ics, size_t len, int64_t first_day, int64_t last_day,
              int64_t **days, size_t *count, struct error *err)
{
    struct days found = {first_day, last_day, NULL, MAX_STEPS};
    icalcomponent *calendar;

    *days = NULL;
    *count = 0;
    if (last_day < first_day || last_day - first_day > MAX_RANGE)
        return error_set(err, ERROR_INPUT, "range of days is off");
    calendar = parse(ics, len, err);
    if (calendar == NULL)
        return false;
    found.is_quiet =
        mem_calloc((size_t)(last_day - first_day) + 1, sizeof(bool));
    for (icalcomponent *event =
             icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event != NULL && found.budget > 0;
         event =
             icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        add_event(&found, event);
    icalcomponent_free(calendar);
    if (found.budget > 0)
        *days = list_days(&found, count);
    free(found.is_quiet);
    return found.budget > 0 ||
           error_set(err, ERROR_LIMIT, "calendar with too many repeats");
}
