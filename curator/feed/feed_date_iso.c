/* Dates by the forms of ISO 8601, with the separators and digits that people
 * write for its hyphens; the time after them is feed_date.c's. */
#include "feed_date_reading.h"

#include "polyphony/clock.h"

#include <stdint.h>
#include <string.h>

bool
date_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int
date_take_digits(const char **p, int most, int *value)
{
    int count = 0;

    *value = 0;
    while (count < most && date_is_digit(**p)) {
        *value = *value * 10 + (*(*p)++ - '0');
        count++;
    }
    return count;
}

int
date_count_digits(const char *p)
{
    int count = 0;

    while (date_is_digit(p[count]))
        count++;
    return count;
}

int
date_full_year(int value, int digits)
{
    if (digits <= 2)
        return value < 70 ? 2000 + value : 1900 + value;
    if (digits == 3)
        return value >= 100 && value < 200 ? 1900 + value : 0;
    return value >= 2443 && value <= 2643 ? value - 543 : value;
}

static bool
set_day_of_year(struct date_reading *r, int year, int day)
{
    int64_t days = date_to_days(year, 1, 1) + day - 1, real_year;

    if (day < 1 || day > 366)
        return false;
    date_from_days(days, &real_year, &r->month, &r->day);
    r->year = (int)real_year;
    r->has_year = r->has_month = r->has_day = true;
    return true;
}

/* Day 1 is Monday; week 1 has the year's first Thursday (ISO 8601). */
static bool
set_week(struct date_reading *r, int year, int week, int day)
{
    int64_t fourth = date_to_days(year, 1, 4);
    int64_t monday = fourth - (fourth + 3) % 7;
    int64_t real_year;

    if (week < 1 || week > 53 || day < 1 || day > 7 || year < 1970)
        return false;
    date_from_days(monday + (week - 1) * 7 + day - 1, &real_year, &r->month,
                   &r->day);
    r->year = (int)real_year;
    r->has_year = r->has_month = r->has_day = true;
    return true;
}

bool
date_set(struct date_reading *r, int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 0 || day > 31)
        return false;
    r->year = year;
    r->month = month;
    r->day = day > 0 ? day : 1;
    r->has_year = r->has_month = true;
    r->has_day = day > 0;
    return true;
}

/* After "YYYY" or "YY": "-MM-DD", "-MM", "-DDD", "-0MM-DD", "-Www-D", with
 * other separators too. */
static bool
read_iso_parts(struct date_reading *r, const char *p, int year, bool is_short)
{
    char separator = *p++;
    int month, day, digits;

    if (*p == 'w') {
        int week, weekday = 1;

        p++;
        if (date_take_digits(&p, 2, &week) != 2)
            return false;
        if (*p == '-')
            p++;
        date_take_digits(&p, 1, &weekday);
        r->p = p;
        return set_week(r, year, week, weekday != 0 ? weekday : 1);
    }
    digits = date_take_digits(&p, 3, &month);
    if (digits == 0 || date_is_digit(*p))
        return false;
    if (*p == separator && date_is_digit(p[1])) {
        p++;
        digits = date_take_digits(&p, 2, &day);
        if (digits == 0 || date_is_digit(*p) || day == 0)
            return false;
        r->p = p;
        return date_set(r, year, month, day);
    }
    r->p = p;
    if (digits == 3 && separator == '-')
        return set_day_of_year(r, year, month);
    return !is_short && digits == 2 && *p == '\0' &&
           date_set(r, year, month, 0);
}

/* Digits without separators at the beginning. */
static bool
read_iso_digits(struct date_reading *r, int digits)
{
    const char *p = r->p;
    int a, b, c;

    switch (digits) {
    case 8:
        date_take_digits(&p, 4, &a);
        date_take_digits(&p, 2, &b);
        date_take_digits(&p, 2, &c);
        r->p = p;
        return a >= 1000 && c > 0 && date_set(r, a, b, c);
    case 7:
        date_take_digits(&p, 4, &a);
        date_take_digits(&p, 3, &b);
        r->p = p;
        return a >= 1000 && set_day_of_year(r, a, b);
    case 6:
        date_take_digits(&p, 2, &a);
        date_take_digits(&p, 2, &b);
        date_take_digits(&p, 2, &c);
        r->p = p;
        return c > 0 && date_set(r, date_full_year(a, 2), b, c);
    case 5:
        date_take_digits(&p, 2, &a);
        date_take_digits(&p, 3, &b);
        r->p = p;
        return set_day_of_year(r, date_full_year(a, 2), b);
    default:
        return false;
    }
}

bool
date_take_iso(struct date_reading *r)
{
    const char *start = r->p, *p = r->p;
    int digits = date_count_digits(p), year;

    if (digits == 4) {
        date_take_digits(&p, 4, &year);
        year = date_full_year(year, 4);
        if (year >= 1000 && *p != '\0' && strchr("-/.", *p) != NULL &&
            read_iso_parts(r, p, year, false))
            return true;
        r->p = p;
        if (year >= 1000 && *p == '\0') {
            r->year = year;
            r->month = r->day = 1;
            r->has_year = true;
            return true;
        }
    } else if (digits == 2 && p[2] == '-' && date_count_digits(p + 3) >= 2) {
        date_take_digits(&p, 2, &year);
        if (read_iso_parts(r, p, date_full_year(year, 2), true))
            return true;
    } else if (*p == '-' && date_count_digits(p + 1) >= 2) { /* "-YY-MM" */
        int month;

        p++;
        date_take_digits(&p, 2, &year);
        if (*p == '-')
            p++;
        if (date_take_digits(&p, 2, &month) == 2 && *p == '\0' &&
            date_set(r, date_full_year(year, 2), month, 0)) {
            r->p = p;
            return true;
        }
    } else if (digits >= 5 && (p[digits] == '\0' || p[digits] == 't' ||
                               p[digits] == ' ' || p[digits] == 'z')) {
        if (read_iso_digits(r, digits))
            return true;
    }
    r->p = start;
    r->has_year = r->has_month = r->has_day = false;
    return false;
}
