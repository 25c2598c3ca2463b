/* A zone's data as read from a TZif file; for zone.c and its tests only. */
#ifndef BASE_ZONE_TZIF_H
#define BASE_ZONE_TZIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TZIF_MAX_BYTES ((size_t)64 << 10) /* the largest there is: 4 KiB */

/* When in a year the clocks change: day in one of three ways, then time. */
struct tz_change {
    char kind; /* 'J' 1..365 without 29 February, 'D' 0..365, 'M' */
    int day;   /* of J and D */
    int month, week, weekday; /* of M: 1..12, 1..5 (5 last), 0 Sunday .. 6 */
    int time; /* seconds after local midnight, may be negative */
};

/* "CET-1CEST,M3.5.0,M10.5.0/3": what holds after the last transition. */
struct tz_rule {
    bool is_there, has_dst;
    int standard, dst; /* seconds east of UTC */
    struct tz_change to_dst, to_standard;
};

struct tzif {
    size_t count;
    int64_t *times;   /* ascending; yours: tzif_deinit() */
    int32_t *offsets; /* from times[i] on */
    int32_t first;    /* offset before times[0] */
    struct tz_rule rule;
};

/* Reads version 1 to 4 (RFC 8536). False for anything that is no such file,
 * and for files that count leap seconds ("right/..."). */
bool tzif_read(const uint8_t *bytes, size_t len, struct tzif *tzif);
void tzif_deinit(struct tzif *tzif);

bool tz_rule_read(const char *text, size_t len, struct tz_rule *rule);
int tz_rule_offset(const struct tz_rule *rule, int64_t when);

#endif
