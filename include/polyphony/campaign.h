/* Campaigns: what marketing wants talked about for a while. The one writer of
 * the tables campaign and campaign_part.
 *
 * A campaign adds its weight, points of 100, to how well a story fits a rep,
 * where the story is among those it is about. It chooses among what fits: a
 * story below schedule.least_score is not lifted over it. Of several the
 * greatest weight counts, never the sum. One thread a store. */
#ifndef POLYPHONY_CAMPAIGN_H
#define POLYPHONY_CAMPAIGN_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

#define CAMPAIGN_MOST_WEIGHT 20
#define CAMPAIGN_MOST_RUNNING 32

struct campaign_names {
    const char **items;
    size_t count;
};

struct campaign {
    int64_t id;
    const char *name, *who;
    int weight;           /* 1..CAMPAIGN_MOST_WEIGHT */
    int64_t starts, ends; /* TIME_NONE: until somebody ends it */
    /* A story is in it by any of these: a word or words in a row that stand in
     * its lead's title or summary, a feed (its number) that tells it, itself
     * (its key). */
    struct campaign_names words, feeds, stories;
    struct campaign_names reps; /* ids; none: all */
};

/* Names a new campaign, or one that has ended, anew. ERROR_CONFLICT while one
 * of that name runs or is to come, or too many are; ERROR_INPUT where it is
 * about nothing, or ends before it begins. The names must be known already. */
bool campaign_add(struct store *store, const struct campaign *campaign,
                  int64_t now, struct error *err) MUST_CHECK;
/* ERROR_NOTFOUND names those that run. */
bool campaign_end(struct store *store, const char *name, int64_t now,
                  struct error *err) MUST_CHECK;

/* Takes an end back: it runs until `ends` (TIME_NONE: until somebody ends it).
 * ERROR_NOTFOUND where none of that name has ended. */
bool campaign_resume(struct store *store, const char *name, int64_t ends,
                     int64_t now, struct error *err) MUST_CHECK;

/* What it brought: suggestions that it put there since it began, and what
 * became of them, each a part of the one before. */
struct campaign_yield {
    int64_t written, offered, accepted, shared;
};
bool campaign_brought(struct store *store, const struct campaign *campaign,
                      struct campaign_yield *yield,
                      struct error *err) MUST_CHECK;

/* Those that run at `now`; with `all` also those that have ended or are to
 * come. By name; in `arena`. */
bool campaign_list(struct store *store, int64_t now, bool all,
                   struct arena *arena, struct campaign **list, size_t *count,
                   struct error *err) MUST_CHECK;

/* How many of the newest open stories it is about, of how many that were
 * looked at (2,000 at most), so that a slip of a word shows at once. */
bool campaign_count_stories(struct store *store,
                            const struct campaign *campaign, int64_t *count,
                            int64_t *of, struct error *err) MUST_CHECK;

/* Is it for that rep? */
bool campaign_has_rep(const struct campaign *campaign, const char *rep);
/* Do its words stand in this text? */
bool campaign_has_words(const struct campaign *campaign, const char *text);

#endif
