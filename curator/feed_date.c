/* Dates as publishers write them.
 *
 * A date of ISO 8601 at the beginning is read by its form. All else goes by
 * what its pieces can be: a word is a month, a day, a zone, a half of the day
 * or noise; "10:15" is a time; a sign after a time begins an offset; numbers
 * that are left are day, month and year by their size, by the separator and,
 * where both orders would do, by the day of the week. Nothing here asks what
 * day it is today. */
#include "polyphony/date.h"

#include "feed_date_words.h"
#include "polyphony/buf.h"
#include "polyphony/utf8.h"

#include <string.h>

#define MAX_TEXT 200
#define MAX_NUMBERS 6
#define MAX_NOISE 8 /* words that mean nothing to us */

struct number {
    int value, digits;
    char before; /* the separator before it; 0 at the beginning */
};

struct reading {
    const char *p; /* what is left, in lower case */
    int year, month, day;
    bool has_year, has_month, has_day, month_is_word, month_is_doubtful;
    int hour, minute, second;
    bool has_time, after_time, is_pm, is_am, has_zone;
    int offset; /* seconds */
    int weekday, noise;
    struct number numbers[MAX_NUMBERS];
    size_t n_numbers;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Up to `most` digits; returns how many there were. */
static int
take_digits(const char **p, int most, int *value)
{
    int count = 0;

    *value = 0;
    while (count < most && is_digit(**p)) {
        *value = *value * 10 + (*(*p)++ - '0');
        count++;
    }
    return count;
}

static int
count_digits(const char *p)
{
    int count = 0;

    while (is_digit(p[count]))
        count++;
    return count;
}

/* 04 is 2004, 95 is 1995, and 104 is what some programs made of 2004. The
 * Thai count from 543 years earlier. */
static int
full_year(int value, int digits)
{
    if (digits <= 2)
        return value < 70 ? 2000 + value : 1900 + value;
    if (digits == 3)
        return value >= 100 && value < 200 ? 1900 + value : 0;
    return value >= 2443 && value <= 2643 ? value - 543 : value;
}

/* Lower case, ASCII digits, plain blanks. */
static void
tidy(struct buf *out, const char *text)
{
    const char *end = text + strnlen(text, MAX_TEXT + 1);

    while (text < end) {
        int32_t cp = utf8_lower(utf8_next(&text, end));

        if (cp >= 0x660 && cp <= 0x669)
            cp = '0' + (cp - 0x660);
        else if (cp >= 0x6F0 && cp <= 0x6F9)
            cp = '0' + (cp - 0x6F0);
        else if (cp >= 0x966 && cp <= 0x96F)
            cp = '0' + (cp - 0x966);
        else if (cp >= 0xFF10 && cp <= 0xFF1A) /* full width, with colon */
            cp = '0' + (cp - 0xFF10);
        else if (utf8_is_space(cp))
            cp = ' ';
        else if (cp == 0x2013 || cp == 0x2014 || cp == 0x2212)
            cp = '-';
        if (cp >= 0x20 && cp != 0x200E && cp != 0x200F && cp != 0xFEFF &&
            !(cp == ' ' && out->len == 0))
            buf_add_codepoint(out, cp);
    }
    buf_trim(out);
}

static bool
set_day_of_year(struct reading *r, int year, int day)
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
set_week(struct reading *r, int year, int week, int day)
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

static bool
set_date(struct reading *r, int year, int month, int day)
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
read_iso_parts(struct reading *r, const char *p, int year, bool is_short)
{
    char separator = *p++;
    int month, day, digits;

    if (*p == 'w') {
        int week, weekday = 1;

        p++;
        if (take_digits(&p, 2, &week) != 2)
            return false;
        if (*p == '-')
            p++;
        take_digits(&p, 1, &weekday);
        r->p = p;
        return set_week(r, year, week, weekday != 0 ? weekday : 1);
    }
    digits = take_digits(&p, 3, &month);
    if (digits == 0 || is_digit(*p))
        return false;
    if (*p == separator && is_digit(p[1])) {
        p++;
        digits = take_digits(&p, 2, &day);
        if (digits == 0 || is_digit(*p) || day == 0)
            return false;
        r->p = p;
        return set_date(r, year, month, day);
    }
    r->p = p;
    if (digits == 3 && separator == '-')
        return set_day_of_year(r, year, month);
    return !is_short && digits == 2 && *p == '\0' &&
           set_date(r, year, month, 0);
}

/* Digits without separators at the beginning. */
static bool
read_iso_digits(struct reading *r, int digits)
{
    const char *p = r->p;
    int a, b, c;

    switch (digits) {
    case 8:
        take_digits(&p, 4, &a);
        take_digits(&p, 2, &b);
        take_digits(&p, 2, &c);
        r->p = p;
        return a >= 1000 && c > 0 && set_date(r, a, b, c);
    case 7:
        take_digits(&p, 4, &a);
        take_digits(&p, 3, &b);
        r->p = p;
        return a >= 1000 && set_day_of_year(r, a, b);
    case 6:
        take_digits(&p, 2, &a);
        take_digits(&p, 2, &b);
        take_digits(&p, 2, &c);
        r->p = p;
        return c > 0 && set_date(r, full_year(a, 2), b, c);
    case 5:
        take_digits(&p, 2, &a);
        take_digits(&p, 3, &b);
        r->p = p;
        return set_day_of_year(r, full_year(a, 2), b);
    default:
        return false;
    }
}

/* A date in the forms of ISO 8601 at the beginning. */
static bool
read_iso(struct reading *r)
{
    const char *start = r->p, *p = r->p;
    int digits = count_digits(p), year;

    if (digits == 4) {
        take_digits(&p, 4, &year);
        year = full_year(year, 4);
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
    } else if (digits == 2 && p[2] == '-' && count_digits(p + 3) >= 2) {
        take_digits(&p, 2, &year);
        if (read_iso_parts(r, p, full_year(year, 2), true))
            return true;
    } else if (*p == '-' && count_digits(p + 1) >= 2) { /* "-YY-MM" */
        int month;

        p++;
        take_digits(&p, 2, &year);
        if (*p == '-')
            p++;
        if (take_digits(&p, 2, &month) == 2 && *p == '\0' &&
            set_date(r, full_year(year, 2), month, 0)) {
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

static void
skip_blanks(struct reading *r)
{
    while (*r->p == ' ')
        r->p++;
}

/* "+0100", "-01:00", "+1", "+01": at the sign. */
static bool
take_offset(struct reading *r)
{
    const char *p = r->p + 1;
    int sign = *r->p == '-' ? -1 : 1;
    int digits = count_digits(p), hours, minutes = 0;

    if (digits == 0 || digits > 4)
        return false;
    take_digits(&p, digits >= 3 ? digits - 2 : 2, &hours);
    if (digits >= 3)
        take_digits(&p, 2, &minutes);
    else if ((*p == ':' || *p == '.') && is_digit(p[1])) {
        p++;
        take_digits(&p, 2, &minutes);
    }
    r->p = p;
    if (hours <= 23 && minutes <= 59) {
        r->offset = sign * (hours * 3600 + minutes * 60);
        r->has_zone = true;
    }
    return true;
}

/* What may follow a time at once: parts of a second and an offset. */
static void
finish_time(struct reading *r, int hour, int minute, int second)
{
    r->has_time = hour <= 24 && minute <= 59 && second <= 60;
    if (r->has_time) {
        r->hour = hour;
        r->minute = minute;
        r->second = second;
    }
    if ((*r->p == '.' || *r->p == ',' || *r->p == ':') && is_digit(r->p[1])) {
        r->p++;
        r->p += count_digits(r->p);
    }
    r->after_time = true;
    skip_blanks(r);
    if ((*r->p == '+' || *r->p == '-') && is_digit(r->p[1]))
        take_offset(r);
}

/* "10:15", "10:15:30", "10h15", "10h", "3pm", "3 pm"; and, after a date,
 * "10.15" or (after its T) "101530". */
static bool
take_time(struct reading *r, bool after_t)
{
    const char *p = r->p;
    int digits = count_digits(p), hour, minute = 0, second = 0;
    char separator;

    if (digits > 2) {
        if (!after_t || (digits != 4 && digits != 6))
            return false;
        take_digits(&p, 2, &hour);
        take_digits(&p, 2, &minute);
        take_digits(&p, 2, &second);
        r->p = p;
        finish_time(r, hour, minute, second);
        return true;
    }
    take_digits(&p, 2, &hour);
    separator = *p;
    if (separator == ':' || separator == 'h' ||
        (separator == '.' && r->has_month && count_digits(p + 1) == 2 &&
         p[3] != '.' && hour <= 24 && r->n_numbers + r->has_day >= 1)) {
        const char *rest = p + 1;

        if (take_digits(&rest, 2, &minute) == 0 && separator != 'h')
            return false;
        if (*rest == separator && is_digit(rest[1]) && separator != 'h') {
            rest++;
            take_digits(&rest, 2, &second);
        }
        r->p = rest;
        finish_time(r, hour, minute, second);
        return true;
    }
    while (*p == ' ')
        p++;
    if ((*p == 'a' || *p == 'p') && p[1] == 'm' &&
        !((p[2] >= 'a' && p[2] <= 'z') || p[2] == '.')) {
        r->p = p;
        finish_time(r, hour, 0, 0);
        return true;
    }
    if (after_t) {
        r->p = p;
        finish_time(r, hour, 0, 0);
        return true;
    }
    return false;
}

static void
take_number(struct reading *r, char before)
{
    int digits = count_digits(r->p), value = 0;

    if (!r->has_time && take_time(r, false))
        return;
    if (digits <= 8)
        take_digits(&r->p, digits, &value);
    else
        r->p += digits;
    r->after_time = false;
    if (digits > 8 || r->n_numbers == MAX_NUMBERS) {
        r->noise = MAX_NOISE + 1;
        return;
    }
    r->numbers[r->n_numbers++] =
        (struct number){.value = value, .digits = digits, .before = before};
}

/* East Asian dates name the unit after the number, and halves of the day. */
static bool
take_east_asian(struct reading *r)
{
    static const struct {
        const char *text;
        char unit;
    } units[] = {
        {"年", 'y'},   {"년", 'y'},   {"月", 'm'},   {"월", 'm'},
        {"日", 'd'},   {"일", 'd'},   {"時", 'H'},   {"时", 'H'},
        {"点", 'H'},   {"시", 'H'},   {"分", 'M'},   {"분", 'M'},
        {"秒", 'S'},   {"초", 'S'},   {"오전", 'a'}, {"오후", 'p'},
        {"上午", 'a'}, {"下午", 'p'}, {"午前", 'a'}, {"午後", 'p'},
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t len = strlen(units[i].text);
        const struct number *last;

        if (strncmp(r->p, units[i].text, len) != 0)
            continue;
        r->p += len;
        if (units[i].unit == 'a' || units[i].unit == 'p') {
            r->is_pm = units[i].unit == 'p';
            r->is_am = !r->is_pm;
            return true;
        }
        if (r->n_numbers == 0)
            return true; /* "日" alone is a day of the week */
        last = &r->numbers[--r->n_numbers];
        switch (units[i].unit) {
        case 'y':
            r->year = full_year(last->value, last->digits);
            r->has_year = true;
            break;
        case 'm':
            r->month = last->value;
            r->has_month = true;
            break;
        case 'd':
            r->day = last->value;
            r->has_day = true;
            break;
        case 'H':
            r->hour = last->value;
            r->has_time = last->value <= 24;
            break;
        case 'M':
            r->minute = last->value <= 59 ? last->value : 0;
            break;
        default:
            r->second = last->value <= 60 ? last->value : 0;
        }
        return true;
    }
    return false;
}

static bool
take_half_of_day(struct reading *r, const char *word, size_t len,
                 bool after_number)
{
    static const char *const am[] = {"am", "vorm", "fm", "πμ", "öö"};
    static const char *const pm[] = {"pm", "nachm", "em", "μμ", "ös"};

    for (size_t i = 0; i < 5; i++) {
        r->is_am |= strlen(am[i]) == len && memcmp(am[i], word, len) == 0;
        r->is_pm |= strlen(pm[i]) == len && memcmp(pm[i], word, len) == 0;
    }
    if (len == 1 && (*word == 'a' || *word == 'p') && r->has_time) {
        const char *rest = word + 1 + (word[1] == '.');

        while (*rest == ' ')
            rest++;
        if (word[1] == '.' && *rest == 'm') /* "p. m." */
            r->p = rest + 1;
        else if (!after_number)
            return false;
        r->is_am = *word == 'a';
        r->is_pm = !r->is_am;
    }
    return r->is_am || r->is_pm;
}

static void
set_month_word(struct reading *r, const struct date_word *found, size_t len)
{
    /* "mar." may be a Tuesday: a later month is believed instead. */
    bool doubtful = len == 3 && strcmp(found->begins, "mar") == 0;

    if (r->month_is_word && !r->month_is_doubtful)
        return;
    r->month = found->number;
    r->has_month = r->month_is_word = true;
    r->month_is_doubtful = doubtful;
}

static void
take_word(struct reading *r, bool after_number)
{
    const char *word = r->p, *end = r->p + strlen(r->p);
    const struct date_word *found;
    bool had_half = r->is_am || r->is_pm;
    size_t len;
    int minutes;

    while (r->p < end) {
        const char *next = r->p;

        if (!utf8_is_letter(utf8_next(&next, end)))
            break;
        r->p = next;
    }
    len = (size_t)(r->p - word);
    if (!had_half && take_half_of_day(r, word, len, after_number))
        return;
    if (r->has_time && date_zone_find(word, len, &minutes)) {
        if (!r->has_zone) {
            r->offset = minutes * 60;
            r->has_zone = true;
            if ((*r->p == '+' || *r->p == '-') && is_digit(r->p[1]))
                take_offset(r);
        }
        return;
    }
    if (after_number && len <= 2 && !r->month_is_word && r->n_numbers > 0 &&
        date_word_find(word, len) == NULL)
        return; /* "1st", "2nd", "1er" */
    found = len >= 2 ? date_word_find(word, len) : NULL;
    if (found != NULL && found->kind == WORD_MONTH)
        set_month_word(r, found, len);
    else if (found != NULL)
        r->weekday = found->number;
    else if (len > 2)
        r->noise++;
}

/* "T101530" and "T10" directly after the date. */
static void
take_iso_time(struct reading *r)
{
    skip_blanks(r);
    if (*r->p == 't' && is_digit(r->p[1])) {
        r->p++;
        take_time(r, true);
    } else if (*r->p == 'z' && r->p[1] == '\0') {
        r->has_zone = true;
        r->p++;
    }
}

static void
read_pieces(struct reading *r)
{
    const char *start = r->p;
    char before = 0;

    while (*r->p != '\0' && r->noise <= MAX_NOISE) {
        const char *next = r->p;
        int32_t cp = utf8_next(&next, r->p + strlen(r->p));

        if (is_digit(*r->p)) {
            take_number(r, before);
            before = 0;
        } else if (take_east_asian(r)) {
            before = 0;
        } else if (utf8_is_letter(cp)) {
            bool after_number = r->p > start && is_digit(r->p[-1]);

            if (utf8_is_cjk(cp))
                r->p = next;
            else
                take_word(r, after_number);
            before = 'a';
        } else {
            if (before == 0 || before == ' ' || before == 'a')
                before = *r->p;
            r->p = next;
        }
    }
}

/* 0 is Sunday. */
static int
weekday_of(int year, int month, int day)
{
    return (int)(((date_to_days(year, month, day) + 4) % 7 + 7) % 7);
}

/* a/b/YEAR or a.b.YEAR or a-b-YEAR: which is the month? */
static bool
day_comes_first(const struct reading *r, int a, int b, int year)
{
    if (a > 12)
        return true;
    if (b > 12)
        return false;
    if (r->weekday >= 0) {
        bool as_day = weekday_of(year, b, a) == r->weekday;
        bool as_month = weekday_of(year, a, b) == r->weekday;

        if (as_day != as_month)
            return as_day;
    }
    if (r->numbers[1].before != '/')
        return true;
    /* Slashes: Americans write a 12-hour clock or none at all. */
    return r->has_time && !r->is_am && !r->is_pm;
}

static bool
place_three(struct reading *r)
{
    const struct number *n = r->numbers;
    int year;

    if (n[0].digits >= 3 || n[0].value > 31) {
        year = full_year(n[0].value, n[0].digits);
        return n[1].value > 12 ? set_date(r, year, n[2].value, n[1].value)
                               : set_date(r, year, n[1].value, n[2].value);
    }
    year = full_year(n[2].value, n[2].digits);
    return day_comes_first(r, n[0].value, n[1].value, year)
               ? set_date(r, year, n[1].value, n[0].value)
               : set_date(r, year, n[0].value, n[1].value);
}

/* Day and year beside a month that was a word. */
static bool
place_beside_word(struct reading *r)
{
    for (size_t i = 0; i < r->n_numbers; i++) {
        const struct number *n = &r->numbers[i];

        if (!r->has_year &&
            (n->digits >= 3 || n->value > 31 || n->before == '\'')) {
            r->year = full_year(n->value, n->digits);
            r->has_year = true;
        } else if (!r->has_day && n->value >= 1 && n->value <= 31) {
            r->day = n->value;
            r->has_day = true;
        } else if (!r->has_year) {
            r->year = full_year(n->value, n->digits);
            r->has_year = true;
        }
    }
    if (!r->has_day)
        r->day = 1;
    return r->has_year;
}

static bool
place_numbers(struct reading *r)
{
    const struct number *n = r->numbers;

    if (r->has_year && r->has_month) /* ISO or East Asian */
        return r->has_day || set_date(r, r->year, r->month, 0);
    if (r->has_year && !r->has_month)
        return r->n_numbers == 0;
    if (r->has_month)
        return place_beside_word(r);
    if (r->n_numbers >= 3)
        return place_three(r);
    if (r->n_numbers == 2 && n[1].digits == 4 && n[1].before != ' ')
        return set_date(r, full_year(n[1].value, 4), n[0].value, 0);
    if (r->n_numbers == 2 && n[0].digits == 4)
        return set_date(r, full_year(n[0].value, 4), n[1].value, 0);
    return false;
}

static void
apply_half_of_day(struct reading *r)
{
    if (r->is_pm && r->hour < 12)
        r->hour += 12;
    else if (r->is_am && r->hour == 12)
        r->hour = 0;
}

/* Seconds or milliseconds since 1970, as some programs write them. */
static bool
read_epoch(const char *text, struct date *date)
{
    int digits = count_digits(text);
    int64_t value = 0;

    if (text[digits] != '\0' || (digits != 10 && digits != 13))
        return false;
    for (int i = 0; i < digits; i++)
        value = value * 10 + (text[i] - '0');
    date->when = digits == 13 ? value / 1000 : value;
    date->has_time = date->has_zone = date->has_day = date->has_month = true;
    return true;
}

static bool
settle(struct reading *r, struct date *date)
{
    if (r->noise > MAX_NOISE || !place_numbers(r) || r->year < 1000 ||
        r->year > 9999 || r->month < 1 || r->month > 12 || r->day < 1 ||
        r->day > 31)
        return false;
    apply_half_of_day(r);
    date->has_time = r->has_time;
    date->has_zone = r->has_zone;
    date->has_day = r->has_day;
    date->has_month = r->has_month;
    date->offset = r->has_zone ? r->offset : 0;
    /* The 31st of June is the 1st of July. */
    date->when =
        date_to_days(r->year, r->month, r->day) * 86400 +
        (r->has_time ? r->hour * 3600 + r->minute * 60 + r->second : 0) -
        date->offset;
    return true;
}

bool
date_read(const char *text, struct date *date)
{
    struct buf tidied = {.max = MAX_TEXT * 4};
    struct reading r = {.weekday = -1};
    bool ok;

    *date = (struct date){.when = TIME_NONE};
    if (text == NULL)
        return false;
    tidy(&tidied, text);
    r.p = buf_text(&tidied);
    if (tidied.len == 0 || tidied.len > MAX_TEXT)
        ok = false;
    else if (read_epoch(r.p, date))
        ok = true;
    else {
        if (read_iso(&r))
            take_iso_time(&r);
        read_pieces(&r);
        ok = settle(&r, date);
    }
    buf_deinit(&tidied);
    if (!ok)
        *date = (struct date){.when = TIME_NONE};
    return ok;
}

int64_t
date_instant(const char *text)
{
    struct date date;

    return date_read(text, &date) ? date.when : TIME_NONE;
}
