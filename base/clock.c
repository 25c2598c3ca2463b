/* The one clock; see the header. */
#include "polyphony/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t
clock_now(void)
{
    const char *fixed = getenv("POLYPHONY_NOW");
    int64_t when;

    if (fixed != NULL && time_parse(fixed, &when))
        return when;
    return (int64_t)time(NULL);
}

int64_t
clock_mono_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_cpu_ns(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t
date_to_days(int64_t year, int month, int day)
{
    int64_t era, year_of_era, day_of_year, day_of_era;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    year_of_era = year - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void
date_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t era, doe, yoe, doy, mp;

    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    doe = days - era * 146097;
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2);
}

char *
time_text(int64_t when, char *out)
{
    int64_t days, rest, year;
    int month, day;

    out[0] = '\0';
    if (when < -62167219200 || when > 253402300799)
        return out;
    days = when / 86400;
    rest = when % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    date_from_days(days, &year, &month, &day);
    snprintf(out, TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month,
             day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
    return out;
}

static bool
digits(const char **p, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++, (*p)++) {
        if (**p < '0' || **p > '9')
            return false;
        *value = *value * 10 + (**p - '0');
    }
    return true;
}

static bool
expect(const char **p, const char *any)
{
    if (**p == '\0' || strchr(any, **p) == NULL)
        return false;
    (*p)++;
    return true;
}

/* Zone: Z or +hh:mm; seconds east of UTC. */
static bool
parse_zone(const char **p, int *offset)
{
    int hours, minutes, sign;

    if (expect(p, "Zz")) {
        *offset = 0;
        return true;
    }
    sign = **p == '-' ? -1 : 1;
    if (!expect(p, "+-") || !digits(p, 2, &hours) || !expect(p, ":") ||
        !digits(p, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

static int
days_in_month(int year, int month)
{
    static const int length[] = {31, 28, 31, 30, 31, 30,
                                 31, 31, 30, 31, 30, 31};

    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return length[month - 1];
}

bool
time_parse(const char *text, int64_t *when)
{
    const char *p = text;
    int year, month, day, hour = 0, minute = 0, second = 0, offset = 0;

    *when = TIME_NONE;
    if (p == NULL || !digits(&p, 4, &year) || !expect(&p, "-") ||
        !digits(&p, 2, &month) || !expect(&p, "-") || !digits(&p, 2, &day) ||
        month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    if (*p != '\0') {
        if (!expect(&p, "Tt ") || !digits(&p, 2, &hour) || !expect(&p, ":") ||
            !digits(&p, 2, &minute) || !expect(&p, ":") ||
            !digits(&p, 2, &second) || hour > 23 || minute > 59 || second > 60)
            return false;
        if (*p == '.') {
            p += 1 + strspn(p + 1, "0123456789");
        }
        if (!parse_zone(&p, &offset) || *p != '\0')
            return false;
    }
    *when = date_to_days(year, month, day) * 86400 + hour * 3600 + minute * 60 +
            second - offset;
    return true;
}
