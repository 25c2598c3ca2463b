/* Time zones by their IANA names, from the system's tzdata, without touching
 * TZ or the C library's idea of local time. Zones are read once and live as
 * long as the program; all functions may be called by any thread. */
#ifndef POLYPHONY_ZONE_H
#define POLYPHONY_ZONE_H

#include <stdbool.h>
#include <stdint.h>

struct zone;

/* NULL for a name that tzdata does not have. "UTC" is always there. */
const struct zone *zone_find(const char *name);
const char *zone_name(const struct zone *zone); /* as it was asked for */

/* A date and time of day as a wall clock in the zone shows it. */
struct civil {
    int64_t year;
    int month, day;           /* from 1 */
    int hour, minute, second; /* 0..23, 0..59, 0..59 */
    int weekday;              /* ISO: 1 Monday .. 7 Sunday; ignored as input */
};

/* Seconds east of UTC at an instant (Unix seconds). */
int zone_offset(const struct zone *zone, int64_t when);

struct civil zone_civil(const struct zone *zone, int64_t when);

/* The instant at which the zone's clocks show this. In an overlap (clocks
 * turned back) it is the earlier of the two; a time in a gap is read with the
 * offset from before the change, so 02:30 becomes 03:30 (as RFC 5545, 3.3.5).
 * Fields out of range carry over: day 32 is in the next month. */
int64_t zone_instant(const struct zone *zone, const struct civil *civil);

/* The local calendar day of an instant, as days since 1970-01-01 (see
 * date_from_days), and the instant at which that day begins. */
int64_t zone_day(const struct zone *zone, int64_t when);
int64_t zone_day_start(const struct zone *zone, int64_t day);

#endif
