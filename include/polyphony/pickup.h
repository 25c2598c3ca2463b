/* What became of what was offered: read from the queue's rows for marketing
 * and managers. A suggestion counts in the period in which it was first
 * offered, with all that became of it since, so that each step of the funnel
 * is a part of the one before. Reads only; one thread a store. */
#ifndef POLYPHONY_PICKUP_H
#define POLYPHONY_PICKUP_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

#define PICKUP_MOST 200000 /* the newest are read where there are more */

enum pickup_key {
    PICKUP_TOPIC, /* the term for which it was chosen */
    PICKUP_SITE,
    PICKUP_TEAM, /* the audience of its rep */
    PICKUP_REP,  /* its id */
    PICKUP_NETWORK,
    PICKUP_REASON, /* of dismissals; others are left out */
    PICKUP_FEED
};
#define PICKUP_NAME(key) (1u << (key))

/* One suggestion that was offered. Texts are never NULL; of those that
 * pickup_items() gives, the same text is the same address. */
struct pickup_item {
    int64_t at, feed; /* feed 0: not asked for */
    const char *rep, *topic, *site, *team, *network;
    const char *stem;   /* of the topic: the same for "robot" and "robots" */
    const char *reason; /* of its dismissal; "": none */
    bool accepted, edited, shared, opened, led, dismissed;
};

/* Offered from `from` (included) to `to` (not), oldest first; in `arena`.
 * `names` says what is to be told apart by, PICKUP_NAME(PICKUP_TOPIC) | ...;
 * other texts are "": reading 100,000 of each takes its time. */
bool pickup_items(struct store *store, int64_t from, int64_t to, unsigned names,
                  struct arena *arena, struct pickup_item **list, size_t *count,
                  struct error *err) MUST_CHECK;

struct pickup_steps {
    int64_t offered, accepted, edited, shared, opened, led, dismissed;
};
void pickup_add(struct pickup_steps *steps, const struct pickup_item *item);

#define PICKUP_REASONS 3
struct pickup_group {
    const char *name;
    int64_t feed;
    struct pickup_steps steps;
    struct {
        const char *name;
        int64_t count;
    } reasons[PICKUP_REASONS]; /* why dismissed, the most frequent first */
    size_t n_reasons;
};
/* Items as pickup_items() gave them. Those that were offered most first, ties
 * by name; in `arena`. Topics of one stem are one group, by the commonest of
 * their names. */
void pickup_by(const struct pickup_item *items, size_t n_items,
               enum pickup_key key, struct arena *arena,
               struct pickup_group **groups, size_t *count);

/* What became of a feed's articles, week by week from `from` on; a week in
 * which `late` lies has two rows. Far cheaper than items. By feed and week;
 * `feed` 0: of all. In `arena`. */
struct pickup_bucket {
    int64_t feed, week;
    bool late; /* offered at `late` or after it */
    int64_t offered, accepted, shared;
};
bool pickup_feeds(struct store *store, int64_t from, int64_t late, int64_t to,
                  int64_t feed, struct arena *arena,
                  struct pickup_bucket **list, size_t *count,
                  struct error *err) MUST_CHECK;
/* Why what was offered since `from` was dismissed: by feed, the most frequent
 * reason first. In `arena`. */
struct pickup_said {
    int64_t feed, count;
    const char *reason;
};
bool pickup_feed_reasons(struct store *store, int64_t from, int64_t feed,
                         struct arena *arena, struct pickup_said **list,
                         size_t *count, struct error *err) MUST_CHECK;

/* "Ines, Jonas": who has shared a story already, so that they can be called
 * when it is taken back; "" for nobody; forty names at most, in `arena`. */
bool pickup_who_shared(struct store *store, int64_t story, struct arena *arena,
                       const char **names, struct error *err) MUST_CHECK;

/* What happened in a period, each event in the period in which it happened:
 * what people did, what others did, what came of it. Never to be added up. */
struct pickup_period {
    int64_t stories;               /* read */
    int64_t shares, sharing, reps; /* activity; reps there still are */
    int64_t clicks, machine_clicks, replies; /* response */
    int64_t opened;                          /* shares with a click */
    int64_t leads, meetings, deals;          /* outcome */
    double value;                            /* of deals that was told */
};
bool pickup_period(struct store *store, int64_t from, int64_t to,
                   struct pickup_period *period, struct error *err) MUST_CHECK;
/* The first share of all; TIME_NONE before it. */
bool pickup_begin(struct store *store, int64_t *when,
                  struct error *err) MUST_CHECK;

/* The range in which a rate lies of which `count` events were seen, and a
 * share of which `count` of `of` were: 90 %, after Byar (Breslow and Day 1987)
 * and Wilson (1927). */
void pickup_range_count(int64_t count, double *low, double *high);
void pickup_range_share(int64_t count, int64_t of, double *low, double *high);

#endif
