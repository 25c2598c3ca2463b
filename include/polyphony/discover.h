/* The feeds that a page names, best first: <link rel="alternate"> and, where
 * there is none, links in the page that look like feeds. The site's main feed
 * stands before those of comments, tags and authors. Pure. */
#ifndef POLYPHONY_DISCOVER_H
#define POLYPHONY_DISCOVER_H

#include "polyphony/arena.h"

#include <stddef.h>

struct html;

struct found_feed {
    const char *url;   /* absolute */
    const char *title; /* as the page names it; may be NULL */
    const char *type;  /* "application/rss+xml" ...; may be NULL */
    int score;         /* higher is better; 0 and less: comments and such */
};

#define DISCOVER_MAX 64

/* Feeds named by a parsed page, in `arena`, without duplicates; returns how
 * many. `url` is the page's address (a <base> in it is honoured). */
size_t feed_discover(struct arena *arena, struct html *page, const char *url,
                     struct found_feed **feeds);

/* Paths under which sites commonly keep a feed, in the order to try, ended by
 * NULL; each resolves against the site's address. */
extern const char *const feed_common_paths[];

#endif
