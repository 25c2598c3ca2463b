/* The rule at the end of a TZif file: POSIX' TZ with the extension of
 * RFC 8536, 3.3.1 (changes at -167 to 167 hours). */
#include "polyphony/clock.h"
#include "zone_tzif.h"

#define DAY 86400

struct text {
    const char *at, *end;
};

static bool
take(struct text *t, char c)
{
    if (t->at == t->end || *t->at != c)
        return false;
    t->at++;
    return true;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "CET" or "<+0330>". */
static bool
skip_name(struct text *t)
{
    const char *start = t->at;

    if (take(t, '<')) {
        while (t->at < t->end && *t->at != '>')
            t->at++;
        return take(t, '>');
    }
    while (t->at < t->end && is_letter(*t->at))
        t->at++;
    return t->at - start >= 3;
}

static bool
read_number(struct text *t, int max, int *number)
{
    const char *start = t->at;

    *number = 0;
    while (t->at < t->end && *t->at >= '0' && *t->at <= '9') {
        *number = 10 * *number + (*t->at++ - '0');
        if (*number > max)
            return false;
    }
    return t->at > start;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
read_seconds(struct text *t, int max_hours, int *seconds)
{
    bool negative = take(t, '-');
    int hours, minutes = 0, rest = 0;

    if (!negative)
        take(t, '+');
    if (!read_number(t, max_hours, &hours))
        return false;
    if (take(t, ':') && !read_number(t, 59, &minutes))
        return false;
    if (take(t, ':') && !read_number(t, 59, &rest))
        return false;
    *seconds = hours * 3600 + minutes * 60 + rest;
    if (negative)
        *seconds = -*seconds;
    return true;
}

static bool
read_change(struct text *t, struct tz_change *change)
{
    *change = (struct tz_change){.kind = 'D', .time = 2 * 3600};
    if (!take(t, ','))
        return false;
    if (take(t, 'M')) {
        change->kind = 'M';
        if (!read_number(t, 12, &change->month) || change->month == 0 ||
            !take(t, '.') || !read_number(t, 5, &change->week) ||
            change->week == 0 || !take(t, '.') ||
            !read_number(t, 6, &change->weekday))
            return false;
    } else {
        if (take(t, 'J'))
            change->kind = 'J';
        if (!read_number(t, 365, &change->day) ||
            (change->kind == 'J' && change->day == 0))
            return false;
    }
    return !take(t, '/') || read_seconds(t, 167, &change->time);
}

bool
tz_rule_read(const char *text, size_t len, struct tz_rule *rule)
{
    struct text t = {text, text + len};

    *rule = (struct tz_rule){.is_there = true};
    if (!skip_name(&t) || !read_seconds(&t, 25, &rule->standard))
        return false;
    rule->standard = -rule->standard; /* POSIX counts west of Greenwich */
    if (t.at == t.end)
        return true;
    rule->has_dst = true;
    rule->dst = rule->standard + 3600;
    if (!skip_name(&t))
        return false;
    if (t.at < t.end && *t.at != ',') {
        if (!read_seconds(&t, 25, &rule->dst))
            return false;
        rule->dst = -rule->dst;
    }
    return read_change(&t, &rule->to_dst) &&
           read_change(&t, &rule->to_standard) && t.at == t.end;
}

static bool
is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The change in local seconds since 1970 as if the zone were UTC. */
static int64_t
change_in(const struct tz_change *change, int64_t year)
{
    int64_t day = date_to_days(year, 1, 1);

    if (change->kind == 'J') {
        day += change->day - 1 + (is_leap(year) && change->day >= 60);
    } else if (change->kind == 'D') {
        day += change->day;
    } else {
        int64_t first = date_to_days(year, change->month, 1), after;
        int weekday;

        after = change->month == 12 ? date_to_days(year + 1, 1, 1)
                                    : date_to_days(year, change->month + 1, 1);
        weekday = (int)(((first + 4) % 7 + 7) % 7); /* 1970-01-01: Thursday */
        day = first + (change->weekday - weekday + 7) % 7 +
              (change->week - 1) * (int64_t)7;
        if (day >= after)
            day -= 7;
    }
    return day * DAY + change->time;
}

/* The latest change up to `when` decides. Those of three years are looked at,
 * as one may fall into the year before or after its own. */
int
tz_rule_offset(const struct tz_rule *rule, int64_t when)
{
    int64_t days = when / DAY - (when % DAY < 0), year, latest = INT64_MIN;
    int month, day, offset = rule->standard;

    if (!rule->has_dst)
        return offset;
    date_from_days(days, &year, &month, &day);
    for (int64_t y = year - 1; y <= year + 1; y++) {
        int64_t on = change_in(&rule->to_dst, y) - rule->standard;
        int64_t off = change_in(&rule->to_standard, y) - rule->dst;

        /* On and off at one instant: summer time all year round, the new
         * year's change comes last. */
        if (on <= when && on >= latest) {
            latest = on;
            offset = rule->dst;
        }
        if (off <= when && off >= latest) {
            latest = off;
            offset = rule->standard;
        }
    }
    return offset;
}
