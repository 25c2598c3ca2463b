/* What stands at an address that somebody wants to subscribe to: a feed, or a
 * page that names some. Fetches, with the fetcher's limits and manners. */
#ifndef POLYPHONY_LOOK_H
#define POLYPHONY_LOOK_H

#include "polyphony/arena.h"
#include "polyphony/config.h"
#include "polyphony/discover.h"

#include <stdatomic.h>

struct look {
    bool is_feed;
    const char *url; /* of the feed, after redirects */
    const char *title, *site;
    size_t entries;
    struct found_feed *choice; /* when it is no feed: what it names */
    size_t n_choice;
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

#endif
