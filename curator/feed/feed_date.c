/* Dates as publishers write them.
 *
 * A date of ISO 8601 at the beginning is read by its form. All else goes by
 * what its pieces can be: a word is a month, a day, a zone, a half of the day
 * or noise; "10:15" is a time; a sign after a time begins an offset; numbers
 * that are left are day, month and year by their size, by the separator and,
 * where both orders would do, by the day of the week. Nothing here asks what
 * day it is today. */
#include "polyphony/date.h"

#include "feed_date_reading.h"
#include "feed_date_words.h"
#include "polyphony/buf.h"
#include "polyphony/utf8.h"

#include <string.h>

#define MAX_TEXT 200
#define MAX_NOISE 8 /* words that mean nothing to us */

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

static void
skip_blanks(struct date_reading *r)
{
    while (*r->p == ' ')
        r->p++;
}

/* "+0100", "-01:00", "+1", "+01": at the sign. */
static bool
take_offset(struct date_reading *r)
{
    const char *p = r->p + 1;
    int sign = *r->p == '-' ? -1 : 1;
    int digits = date_count_digits(p), hours, minutes = 0;

    if (digits == 0 || digits > 4)
        return false;
    date_take_digits(&p, digits >= 3 ? digits - 2 : 2, &hours);
    if (digits >= 3)
        date_take_digits(&p, 2, &minutes);
    else if ((*p == ':' || *p == '.') && date_is_digit(p[1])) {
        p++;
        date_take_digits(&p, 2, &minutes);
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
finish_time(struct date_reading *r, int hour, int minute, int second)
{
    r->has_time = hour <= 24 && minute <= 59 && second <= 60;
    if (r->has_time) {
        r->hour = hour;
        r->minute = minute;
        r->second = second;
    }
    if ((*r->p == '.' || *r->p == ',' || *r->p == ':') &&
        date_is_digit(r->p[1])) {
        r->p++;
        r->p += date_count_digits(r->p);
    }
    r->after_time = true;
    skip_blanks(r);
    if ((*r->p == '+' || *r->p == '-') && date_is_digit(r->p[1]))
        take_offset(r);
}

/* "10:15", "10:15:30", "10h15", "10h", "3pm", "3 pm"; and, after a date,
 * "10.15" or (after its T) "101530". */
static bool
take_time(struct date_reading *r, bool after_t)
{
    const char *p = r->p;
    int digits = date_count_digits(p), hour, minute = 0, second = 0;
    char separator;

    if (digits > 2) {
        if (!after_t || (digits != 4 && digits != 6))
            return false;
        date_take_digits(&p, 2, &hour);
        date_take_digits(&p, 2, &minute);
        date_take_digits(&p, 2, &second);
        r->p = p;
        finish_time(r, hour, minute, second);
        return true;
    }
    date_take_digits(&p, 2, &hour);
    separator = *p;
    if (separator == ':' || separator == 'h' ||
        (separator == '.' && r->has_month && date_count_digits(p + 1) == 2 &&
         p[3] != '.' && hour <= 24 && r->n_numbers + r->has_day >= 1)) {
        const char *rest = p + 1;

        if (date_take_digits(&rest, 2, &minute) == 0 && separator != 'h')
            return false;
        if (*rest == separator && date_is_digit(rest[1]) && separator != 'h') {
            rest++;
            date_take_digits(&rest, 2, &second);
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
take_number(struct date_reading *r, char before)
{
    int digits = date_count_digits(r->p), value = 0;

    if (!r->has_time && take_time(r, false))
        return;
    if (digits <= 8)
        date_take_digits(&r->p, digits, &value);
    else
        r->p += digits;
    r->after_time = false;
    if (digits > 8 || r->n_numbers == DATE_MAX_NUMBERS) {
        r->noise = MAX_NOISE + 1;
        return;
    }
    r->numbers[r->n_numbers++] = (struct date_number){
        .value = value, .digits = digits, .before = before};
}

/* East Asian dates name the unit after the number, and halves of the day. */
static bool
take_east_asian(struct date_reading *r)
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
        const struct date_number *last;

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
            r->year = date_full_year(last->value, last->digits);
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
take_half_of_day(struct date_reading *r, const char *word, size_t len,
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
set_month_word(struct date_reading *r, const struct date_word *found,
               size_t len)
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
take_word(struct date_reading *r, bool after_number)
{
    const char *word = r->p, *end = r->p + strlen(r->p);
    const struct date_word *found;
    bool had_half = r->is_am || r->is_pm;
    size_t len;
    int minutes;

    if (r->has_time && !r->has_zone &&
        date_place_find(word, &len, 0, &minutes)) {
        r->place = word;
        r->p += len;
        return;
    }
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
            if ((*r->p == '+' || *r->p == '-') && date_is_digit(r->p[1]))
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
take_iso_time(struct date_reading *r)
{
    skip_blanks(r);
    if (*r->p == 't' && date_is_digit(r->p[1])) {
        r->p++;
        take_time(r, true);
    } else if (*r->p == 'z' && r->p[1] == '\0') {
        r->has_zone = true;
        r->p++;
    }
}

static void
read_pieces(struct date_reading *r)
{
    const char *start = r->p;
    char before = 0;

    while (*r->p != '\0' && r->noise <= MAX_NOISE) {
        const char *next = r->p;
        int32_t cp = utf8_next(&next, r->p + strlen(r->p));

        if (date_is_digit(*r->p)) {
            take_number(r, before);
            before = 0;
        } else if (take_east_asian(r)) {
            before = 0;
        } else if (utf8_is_letter(cp)) {
            bool after_number = r->p > start && date_is_digit(r->p[-1]);

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
day_comes_first(const struct date_reading *r, int a, int b, int year)
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
place_three(struct date_reading *r)
{
    const struct date_number *n = r->numbers;
    int year;

    if (n[0].digits >= 3 || n[0].value > 31) {
        year = date_full_year(n[0].value, n[0].digits);
        return n[1].value > 12 ? date_set(r, year, n[2].value, n[1].value)
                               : date_set(r, year, n[1].value, n[2].value);
    }
    year = date_full_year(n[2].value, n[2].digits);
    return day_comes_first(r, n[0].value, n[1].value, year)
               ? date_set(r, year, n[1].value, n[0].value)
               : date_set(r, year, n[0].value, n[1].value);
}

/* Day and year beside a month that was a word. */
static bool
place_beside_word(struct date_reading *r)
{
    for (size_t i = 0; i < r->n_numbers; i++) {
        const struct date_number *n = &r->numbers[i];

        if (!r->has_year &&
            (n->digits >= 3 || n->value > 31 || n->before == '\'')) {
            r->year = date_full_year(n->value, n->digits);
            r->has_year = true;
        } else if (!r->has_day && n->value >= 1 && n->value <= 31) {
            r->day = n->value;
            r->has_day = true;
        } else if (!r->has_year) {
            r->year = date_full_year(n->value, n->digits);
            r->has_year = true;
        }
    }
    if (!r->has_day)
        r->day = 1;
    return r->has_year;
}

static bool
place_numbers(struct date_reading *r)
{
    const struct date_number *n = r->numbers;

    if (r->has_year && r->has_month) /* ISO or East Asian */
        return r->has_day || date_set(r, r->year, r->month, 0);
    if (r->has_year && !r->has_month)
        return r->n_numbers == 0;
    if (r->has_month)
        return place_beside_word(r);
    if (r->n_numbers >= 3)
        return place_three(r);
    if (r->n_numbers == 2 && n[1].digits == 4 && n[1].before != ' ')
        return date_set(r, date_full_year(n[1].value, 4), n[0].value, 0);
    if (r->n_numbers == 2 && n[0].digits == 4)
        return date_set(r, date_full_year(n[0].value, 4), n[1].value, 0);
    return false;
}

static void
apply_half_of_day(struct date_reading *r)
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
    int digits = date_count_digits(text);
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
settle(struct date_reading *r, struct date *date)
{
    int minutes;

    if (r->noise > MAX_NOISE || !place_numbers(r) || r->year < 1000 ||
        r->year > 9999 || r->month < 1 || r->month > 12 || r->day < 1 ||
        r->day > 31)
        return false;
    apply_half_of_day(r);
    /* The 31st of June is the 1st of July. */
    date->when =
        date_to_days(r->year, r->month, r->day) * 86400 +
        (r->has_time ? r->hour * 3600 + r->minute * 60 + r->second : 0);
    if (!r->has_zone && r->place != NULL &&
        date_place_find(r->place, &(size_t){0}, date->when, &minutes)) {
        r->offset = minutes * 60;
        r->has_zone = true;
    }
    date->has_time = r->has_time;
    date->has_zone = r->has_zone;
    date->has_day = r->has_day;
    date->has_month = r->has_month;
    date->offset = r->has_zone ? r->offset : 0;
    date->when -= date->offset;
    return true;
}

bool
date_read(const char *text, struct date *date)
{
    struct buf tidied = {.max = MAX_TEXT * 4};
    struct date_reading r = {.weekday = -1};
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
        if (date_take_iso(&r))
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
