/* What stands at an address that somebody wants to subscribe to: a feed, or a
 * page that names some. Fetches, with the fetcher's limits and manners. */
#ifndef POLYPHONY_LOOK_H
#define POLYPHONY_LOOK_H

#include "polyphony/arena.h"
#include "polyphony/config.h"
#include "polyphony/discover.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a feed has, so that one can be told from another. */
#define LOOK_TITLES 3
#define LOOK_SAMPLED 4 /* choices at most that are read for it */
struct look_sample {
    bool is_read;        /* it was asked for */
    const char *problem; /* why it can't be used; NULL: it can */
    const char *title;
    const char *titles[LOOK_TITLES]; /* of its newest entries */
    size_t n_titles, entries;
    int64_t newest; /* TIME_NONE: not told */
};

struct look {
    bool is_feed;
    const char *url; /* of the feed, after redirects */
    const char *title, *site;
    size_t entries;
    struct found_feed *choice; /* when it is no feed: what it names */
    size_t n_choice;
    /* Beside the choices once look_sample() ran; of a feed itself always. */
    struct look_sample *sample;
};

/* In `arena`. False when nothing could be read there; err says why in words
 * for people. A page that names no feed is looked at under the paths where
 * sites commonly keep one. */
bool look_at(const struct config *config, const char *url, struct arena *arena,
             struct look *look, struct error *err) MUST_CHECK;

/* The same, ended after so many seconds in all (0: no such bound) and when
 * *stop (may be NULL) becomes true. */
bool look_within(const struct config *config, const char *url, int seconds,
                 const atomic_bool *stop, struct arena *arena,
                 struct look *look, struct error *err) MUST_CHECK;

/* Reads the first of the choices as far as the time allows: what they have,
 * or why they are no feeds. Never fails: what was not read is not said. */
void look_sample(const struct config *config, struct look *look, int seconds,
                 const atomic_bool *stop, struct arena *arena);

#endif
