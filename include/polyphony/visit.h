/* What the answer to a visit means for a feed: its health in plain words,
 * what to remember, and when to come again. Pure policy, no clock, no store:
 * the caller keeps the state and passes it in.
 *
 * Next visit = the longest of the feed's own rhythm, the answer's freshness,
 * ttl, skipped hours and days, Retry-After and the back-off, within 15
 * minutes and 24 hours, plus up to a tenth that depends on the address alone,
 * so that feeds spread out and tests repeat. */
#ifndef POLYPHONY_VISIT_H
#define POLYPHONY_VISIT_H

#include "polyphony/arena.h"
#include "polyphony/fetch.h"

#define VISIT_SOONEST (15 * 60)
#define VISIT_LATEST (24 * 3600)

enum visit_health {
    VISIT_NEW,     /* never visited */
    VISIT_WELL,    /* a feed stands there */
    VISIT_MOVED,   /* well, but it says that it lives elsewhere for good */
    VISIT_WAITING, /* they asked us to come later; nothing is wrong */
    VISIT_FAILING, /* tried again, ever more rarely */
    VISIT_STOPPED  /* gone (410), or failing for too long: a person decides */
};
const char *visit_health_name(enum visit_health health); /* "well" ... */

/* What is kept between visits. Zero it and set `url`; the times are
 * TIME_NONE or 0 where not known. */
struct visit_state {
    const char *url; /* the feed's address */
    const char *etag, *last_modified;
    int failures; /* in a row */
    int64_t first_failure, last_ok;
    int64_t not_modified_since; /* when the unbroken row of 304s began */
    const char *moved_to;       /* where a permanent redirect leads */
    int moved_seen;             /* visits in a row that said so */
    int64_t moved_first;        /* the first of them */
};

/* What stood in the body of a FETCH_OK. */
enum visit_body {
    VISIT_BODY_FEED,    /* the parser read it as a feed */
    VISIT_BODY_EMPTY,   /* no bytes */
    VISIT_BODY_SIGN_IN, /* a page that asks for a password */
    VISIT_BODY_PAGE,    /* some other HTML: a feed may be found in it */
    VISIT_BODY_CHECK,   /* "are you a person?" */
    VISIT_BODY_OTHER    /* none of these */
};
/* For a body that the feed parser refused. Looks at the first 64 KiB. */
enum visit_body visit_look_at_body(const char *bytes, size_t len);

/* What the feed says and shows about its rhythm; zero is "not known". */
struct visit_rhythm {
    int64_t newest;      /* date of its newest entry */
    int64_t gap;         /* typical seconds between two entries */
    int64_t ttl;         /* seconds: RSS ttl, sy:updatePeriod */
    uint32_t skip_hours; /* bit h: hour h (UTC) is skipped */
    uint8_t skip_days;   /* bit d: day d is skipped, 0 = Sunday */
};
/* The typical gap of `count` dates in any order: the median of the last ten;
 * 0 for fewer than two. TIME_NONE among them is passed over. */
int64_t visit_gap(const int64_t *dates, size_t count);

struct visit_verdict {
    struct visit_state state; /* to keep; strings borrowed from the old state,
                                 the result or the arena */
    enum visit_health health;
    int64_t next_visit;   /* TIME_NONE when stopped */
    bool address_changed; /* state.url is the new address: store it */
    bool look_for_feed;   /* the page may name a feed: offer discovery */
    const char *text;     /* one or two sentences for people, no times of day */
};

/* `body` counts for FETCH_OK only. `rhythm` may be NULL. */
void visit_judge(struct arena *arena, const struct visit_state *state,
                 const struct fetch_result *result, enum visit_body body,
                 const struct visit_rhythm *rhythm, int64_t now,
                 struct visit_verdict *verdict);

/* "We try again at 14:00." / "Next visit tomorrow at
 * 09:15." in the reader's time, `utc_offset` seconds east; "" when stopped. */
const char *visit_next_text(struct arena *arena, enum visit_health health,
                            int64_t next_visit, int64_t now, int utc_offset);

#endif
