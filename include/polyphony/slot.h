/* Slots: the next good moment for one rep to share one story.
 *
 * A slot lies within the rep's working hours, in their own zone, away from
 * the rep's other posts and from what colleagues post about the same story in
 * the same network. It is a fixed minute that looks like a person's: the
 * minute comes from a hash and is never the full hour where another is free.
 * Pure and thread-safe: what is taken is given by the caller. */
#ifndef POLYPHONY_SLOT_H
#define POLYPHONY_SLOT_H

#include "polyphony/error.h"
#include "polyphony/zone.h"

#include <stddef.h>
#include <stdint.h>

#define SLOT_GAP (30 * 60)      /* seconds between two slots of one rep */
#define SLOT_SPACING (4 * 3600) /* between two reps, one story and network */
#define SLOT_HORIZON 60         /* days looked ahead */
#define SLOT_SPREAD 25          /* minutes among which the hash chooses */

/* Start included, end not. An end at or before the start is on the next day:
 * such hours belong to the day they began. */
struct slot_hours {
    const struct zone *zone;
    bool works[8]; /* by ISO weekday, 1 Monday .. 7 Sunday; [0] unused */
    int start;     /* minutes after midnight, 0..1439 */
    int end;       /* 0..1440 */
};

/* "08:30" (also "8:30", "24:00") to minutes after midnight. */
bool slot_minutes(const char *text, int *minutes);

/* Fills `hours`; false with a reason for an unknown zone, a time that is none
 * or no working day. Bit 1 << d of `days` says that ISO weekday d works. */
bool slot_hours_init(struct slot_hours *hours, unsigned days, const char *start,
                     const char *end, const char *zone,
                     struct error *err) MUST_CHECK;

/* The working day (days since 1970-01-01, local) that an instant belongs to
 * by these hours, whether it is worked or not. */
int64_t slot_day(const struct slot_hours *hours, int64_t when);
/* The instant from which a suggestion with this slot is offered: the start of
 * the working hours of the day it belongs to. */
int64_t slot_day_start(const struct slot_hours *hours, int64_t when);
/* Is it within the hours of a working day? */
bool slot_is_within(const struct slot_hours *hours, int64_t when);

/* What is asked. Lists are Unix seconds in any order and may be NULL when
 * their count is 0. */
struct slot_request {
    const struct slot_hours *hours;
    int64_t from;  /* no slot before this instant; usually now */
    uint64_t seed; /* of rep, story and network; see slot_seed() */

    const int64_t *own; /* the rep's taken slots, all networks */
    size_t n_own;
    int quota; /* at most so many a local day, those in `own` included */

    const int64_t *own_network; /* those of `own` in this network */
    size_t n_own_network;
    int network_cap; /* at most so many of them a local day; 0: no cap */

    const int64_t *others; /* other reps' slots: same story, same network */
    size_t n_others;

    const int64_t *quiet; /* days without posts, days since 1970-01-01 */
    size_t n_quiet;

    int64_t until; /* no slot at or after this instant; 0: the horizon alone */

    /* The slot is one of the free minutes among the first `spread` from the
     * first free one on. */
    int gap, spacing; /* seconds; 0: SLOT_GAP and SLOT_SPACING */
    int horizon;      /* days; 0: SLOT_HORIZON */
    int spread;       /* minutes; 0: SLOT_SPREAD */
};

/* False when nothing is free within the horizon (or the quota is 0). */
bool slot_next(const struct slot_request *request, int64_t *when);

/* A seed from words (FNV-1a); NULL counts as an empty word. */
uint64_t slot_seed(const char *rep, const char *story, const char *network);

/* The days on which events of an iCalendar file (RFC 5545) fall, repeated
 * ones too, from first_day to last_day (days since 1970-01-01, inclusive):
 * ascending, each once, yours in *days. Cancelled events do not count;
 * dates are taken as written, without a zone. At most 1 MiB, a range of
 * 36,600 days and 400,000 steps of repeating. */
bool slot_holidays(const char *ics, size_t len, int64_t first_day,
                   int64_t last_day, int64_t **days, size_t *count,
                   struct error *err) MUST_CHECK;

#endif
