/* The next free slot: goes through the working days and their minutes,
 * jumping over what is taken. Every minute is checked against the wall clock
 * of the zone, so that hours that a change of clocks cuts, repeats or leaves
 * out come right by themselves. Holidays are in slot_holidays.c. */
#include "polyphony/slot.h"
#include "polyphony/clock.h"

#define DAY_MINUTES 1440
#define MAX_SPREAD DAY_MINUTES
#define DAY_SECONDS 86400
#define NEAR (3 * DAY_SECONDS) /* from a day's noon: beyond, another day */

/* --- working hours --- */

bool
slot_minutes(const char *text, int *minutes)
{
    int part[2] = {0, 0};

    for (int i = 0; i < 2; i++) {
        int digits = 0;

        for (; *text >= '0' && *text <= '9' && digits < 2; digits++)
            part[i] = 10 * part[i] + (*text++ - '0');
        if (digits == 0 || (i == 1 && digits != 2))
            return false;
        if (i == 0 && *text++ != ':')
            return false;
    }
    *minutes = part[0] * 60 + part[1];
    return *text == '\0' && part[1] < 60 && *minutes <= DAY_MINUTES;
}

bool
slot_hours_init(struct slot_hours *hours, unsigned days, const char *start,
                const char *end, const char *zone, struct error *err)
{
    *hours = (struct slot_hours){.zone = zone_find(zone)};
    for (int d = 1; d <= 7; d++)
        hours->works[d] = (days & 1U << d) != 0;
    if (hours->zone == NULL)
        return error_set(err, ERROR_INPUT, "time zone %.80s: no such zone",
                         zone != NULL ? zone : "(none)");
    if (start == NULL || !slot_minutes(start, &hours->start) ||
        hours->start == DAY_MINUTES)
        return error_set(err, ERROR_INPUT,
                         "start of work %.20s: not a time such as 08:30",
                         start != NULL ? start : "(none)");
    if (end == NULL || !slot_minutes(end, &hours->end))
        return error_set(err, ERROR_INPUT,
                         "end of work %.20s: not a time such as 17:00",
                         end != NULL ? end : "(none)");
    if ((days & 0xFEU) == 0)
        return error_set(err, ERROR_INPUT, "no working day");
    return true;
}

static bool
is_over_midnight(const struct slot_hours *hours)
{
    return hours->start >= hours->end;
}

static int
weekday_of(int64_t day)
{
    return (int)((day % 7 + 10) % 7) + 1; /* 1970-01-01 was a Thursday */
}

int64_t
slot_day(const struct slot_hours *hours, int64_t when)
{
    struct civil civil = zone_civil(hours->zone, when);
    int64_t day = date_to_days(civil.year, civil.month, civil.day);

    if (is_over_midnight(hours) && civil.hour * 60 + civil.minute < hours->end)
        day--;
    return day;
}

bool
slot_is_within(const struct slot_hours *hours, int64_t when)
{
    struct civil civil = zone_civil(hours->zone, when);
    int minute = civil.hour * 60 + civil.minute;

    if (!hours->works[weekday_of(slot_day(hours, when))])
        return false;
    if (is_over_midnight(hours))
        return minute >= hours->start || minute < hours->end;
    return minute >= hours->start && minute < hours->end;
}

static int64_t
instant_of(const struct slot_hours *hours, int64_t day, int minutes)
{
    struct civil civil = {.hour = minutes / 60, .minute = minutes % 60};

    date_from_days(day, &civil.year, &civil.month, &civil.day);
    return zone_instant(hours->zone, &civil);
}

int64_t
slot_day_start(const struct slot_hours *hours, int64_t when)
{
    return instant_of(hours, slot_day(hours, when), hours->start);
}

/* --- what is taken --- */

/* The last of the taken times nearer than `distance`, or TIME_NONE. */
static int64_t
conflict(const int64_t *taken, size_t count, int64_t when, int64_t distance)
{
    int64_t last = TIME_NONE;

    for (size_t i = 0; i < count; i++)
        if (taken[i] > when - distance && taken[i] < when + distance &&
            (last == TIME_NONE || taken[i] > last))
            last = taken[i];
    return last;
}

static int
either(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

/* `when` where it is far enough from everything, else the first instant at
 * which it is worth asking again. */
static int64_t
after_conflicts(const struct slot_request *request, int64_t when)
{
    int64_t gap = either(request->gap, SLOT_GAP);
    int64_t spacing = either(request->spacing, SLOT_SPACING);
    int64_t own = conflict(request->own, request->n_own, when, gap);
    int64_t other;

    if (own != TIME_NONE)
        return own + gap;
    other = conflict(request->others, request->n_others, when, spacing);
    return other != TIME_NONE ? other + spacing : when;
}

/* How many of the times are on a date, or on a working day. */
static int
count_on(const struct slot_hours *hours, const int64_t *taken, size_t count,
         int64_t day, bool is_date)
{
    int64_t noon = day * DAY_SECONDS + DAY_SECONDS / 2;
    int n = 0;

    for (size_t i = 0; i < count; i++) {
        if (taken[i] < noon - NEAR || taken[i] > noon + NEAR)
            continue;
        n += (is_date ? zone_day(hours->zone, taken[i])
                      : slot_day(hours, taken[i])) == day;
    }
    return n;
}

/* Is nothing more possible on this day, a date or a working day? Hours over
 * midnight have both, and neither may get more than its share. */
static bool
is_done(const struct slot_request *request, int64_t day, bool is_date)
{
    for (size_t i = 0; i < request->n_quiet; i++)
        if (request->quiet[i] == day)
            return true;
    return count_on(request->hours, request->own, request->n_own, day,
                    is_date) >= request->quota ||
           (request->network_cap > 0 &&
            count_on(request->hours, request->own_network,
                     request->n_own_network, day,
                     is_date) >= request->network_cap);
}

/* --- the choice --- */

static int64_t
next_minute(int64_t when)
{
    return when + (60 - when % 60) % 60;
}

/* splitmix64's last step: near seeds give far numbers. */
static uint64_t
mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9U;
    x = (x ^ x >> 27) * 0x94D049BB133111EBU;
    return x ^ x >> 31;
}

/* A working day that is looked through, and the date that the minute at
 * hand is on. */
struct work_day {
    const struct slot_request *request;
    int64_t day, start, end;
    int64_t date;
    bool date_is_done;
};

/* The first free minute from `when` on and before `end`, or TIME_NONE. */
static int64_t
first_free(struct work_day *work, int64_t when, int64_t end)
{
    const struct slot_hours *hours = work->request->hours;

    when = next_minute(when);
    while (when < end) {
        int64_t after = after_conflicts(work->request, when), date;

        if (after > when) {
            when = next_minute(after);
            continue;
        }
        date = zone_day(hours->zone, when);
        if (date != work->date) {
            work->date = date;
            work->date_is_done = is_done(work->request, date, true);
        }
        if (work->date_is_done) {
            after = next_minute(zone_day_start(hours->zone, date + 1));
            when = after > when ? after : when + 60;
        } else if (slot_is_within(hours, when) &&
                   slot_day(hours, when) == work->day) {
            return when;
        } else {
            when += 60;
        }
    }
    return TIME_NONE;
}

/* One of the free minutes from `first` on; the full and the half hour only
 * where there is no other. */
static int64_t
choose_minute(struct work_day *work, int64_t first)
{
    const struct slot_request *request = work->request;
    int64_t odd[MAX_SPREAD], at = first, end = work->end;
    int spread = either(request->spread, SLOT_SPREAD), n = 0;

    if (spread > MAX_SPREAD)
        spread = MAX_SPREAD;
    if (end > first + (int64_t)spread * 60)
        end = first + (int64_t)spread * 60;
    while (at != TIME_NONE && n < MAX_SPREAD) {
        if (zone_civil(request->hours->zone, at).minute % 30 != 0)
            odd[n++] = at;
        at = first_free(work, at + 60, end);
    }
    if (n == 0)
        return first;
    return odd[mix(request->seed + (uint64_t)work->day) % (uint64_t)n];
}

bool
slot_next(const struct slot_request *request, int64_t *when)
{
    const struct slot_hours *hours = request->hours;
    int horizon = either(request->horizon, SLOT_HORIZON);
    int64_t today = slot_day(hours, request->from);

    *when = TIME_NONE;
    for (int64_t day = today; day <= today + horizon; day++) {
        struct work_day work = {.request = request, .day = day};
        int64_t first;

        if (!hours->works[weekday_of(day)] || is_done(request, day, false))
            continue;
        work.date = day - 2; /* none of its own */
        work.start = instant_of(hours, day, hours->start);
        work.end = instant_of(hours, day + is_over_midnight(hours), hours->end);
        if (work.start < request->from)
            work.start = request->from;
        if (request->until != 0 && work.end > request->until)
            work.end = request->until;
        first = first_free(&work, work.start, work.end);
        if (first != TIME_NONE) {
            *when = choose_minute(&work, first);
            return true;
        }
    }
    return false;
}

uint64_t
slot_seed(const char *rep, const char *story, const char *network)
{
    const char *words[] = {rep, story, network};
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < 3; i++) {
        for (const char *c = words[i]; c != NULL && *c != '\0'; c++)
            hash = (hash ^ (unsigned char)*c) * 1099511628211U;
        hash = (hash ^ 0xFFU) * 1099511628211U; /* no byte of UTF-8 */
    }
    return hash;
}
