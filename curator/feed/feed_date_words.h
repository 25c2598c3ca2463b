/* Words in dates; private to curator/feed_date*.c. */
#ifndef POLYPHONY_FEED_DATE_WORDS_H
#define POLYPHONY_FEED_DATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum date_word_kind { WORD_MONTH, WORD_DAY };

struct date_word {
    const char *begins; /* lower case */
    enum date_word_kind kind;
    int number; /* month from 1, or day of the week from 0, Sunday */
};

/* The month or day that a word in lower case begins like; NULL for none. */
const struct date_word *date_word_find(const char *word, size_t len);

bool date_zone_find(const char *word, size_t len, int *minutes);

/* "europe/berlin" at the beginning of `text`: its length, and its minutes
 * east of UTC at `local`, the seconds that the clock there showed. */
bool date_place_find(const char *text, size_t *len, int64_t local,
                     int *minutes);

#endif
