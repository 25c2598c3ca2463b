/* Dates as publishers write them: RFC 822 and its misspellings, RFC 3339 and
 * the rest of ISO 8601, W3CDTF, asctime, numeric dates with slashes or dots,
 * month and day names of some thirty languages, zone names, 12-hour clocks.
 * Pure and thread-safe. */
#ifndef POLYPHONY_DATE_H
#define POLYPHONY_DATE_H

#include "polyphony/clock.h"

struct date {
    int64_t when;   /* Unix seconds; what has no zone counts as UTC */
    int offset;     /* seconds east of UTC that the text gave; else 0 */
    bool has_time;  /* an hour was given */
    bool has_zone;  /* so was a zone */
    bool has_day;   /* false for "2003-12", whose day is the first */
    bool has_month; /* false for "2003" */
};

/* False, and when = TIME_NONE, where the text is no date. */
bool date_read(const char *text, struct date *date);

/* The instant alone; TIME_NONE where there is none. `text` may be NULL. */
int64_t date_instant(const char *text);

#endif
