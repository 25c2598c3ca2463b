/* The one clock. Instants are Unix seconds, int64_t, UTC; TIME_NONE is "not
 * known". POLYPHONY_NOW (RFC 3339) fixes what clock_now() says; waits and
 * deadlines use the monotonic clock, which it does not touch. Thread-safe. */
#ifndef POLYPHONY_CLOCK_H
#define POLYPHONY_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define TIME_NONE INT64_MIN
#define TIME_TEXT 32 /* bytes that time_text() needs */

int64_t clock_now(void);     /* seconds since 1970, or POLYPHONY_NOW */
int64_t clock_mono_ms(void); /* monotonic milliseconds */
int64_t clock_cpu_ns(void);  /* processor time of this thread, nanoseconds */

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and
 * back (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
int64_t date_to_days(int64_t year, int month, int day);
void date_from_days(int64_t days, int64_t *year, int *month, int *day);

/* "2026-11-22T08:15:00Z" into `out` (TIME_TEXT bytes); returns out. Years
 * outside 0..9999 and TIME_NONE give "". */
char *time_text(int64_t when, char *out);

/* Strict RFC 3339 (date and time, zone needed; a bare date is midnight UTC).
 * False and TIME_NONE when it is none. */
bool time_parse(const char *text, int64_t *when);

#endif
