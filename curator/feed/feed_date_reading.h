/* A date being read; private to curator/feed_date*.c. */
#ifndef POLYPHONY_FEED_DATE_READING_H
#define POLYPHONY_FEED_DATE_READING_H

#include <stdbool.h>
#include <stddef.h>

#define DATE_MAX_NUMBERS 6

struct date_number {
    int value, digits;
    char before; /* the separator before it; 0 at the beginning */
};

struct date_reading {
    const char *p; /* what is left, in lower case */
    int year, month, day;
    bool has_year, has_month, has_day, month_is_word, month_is_doubtful;
    int hour, minute, second;
    bool has_time, after_time, is_pm, is_am, has_zone;
    int offset;        /* seconds */
    const char *place; /* "europe/berlin": its offset depends on the date */
    int weekday, noise;
    struct date_number numbers[DATE_MAX_NUMBERS];
    size_t n_numbers;
};

/* feed_date_iso.c: a date in the forms of ISO 8601 at the beginning. What is
 * none leaves the reading as it was. */
bool date_take_iso(struct date_reading *r);

/* False for what is no month or day; day 0 is "not given". */
bool date_set(struct date_reading *r, int year, int month, int day);

/* 04 is 2004, 95 is 1995, and 104 is what some programs made of 2004. The
 * Thai count from 543 years earlier. 0 for what is no year. */
int date_full_year(int value, int digits);

bool date_is_digit(char c);
int date_count_digits(const char *p);
/* Up to `most` digits; returns how many there were. */
int date_take_digits(const char **p, int most, int *value);

#endif
