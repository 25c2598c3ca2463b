/* The articles that were read: the one writer of the table article (but for
 * its column `story`, which stories.c sets). One thread a store. */
#ifndef POLYPHONY_ARCHIVE_H
#define POLYPHONY_ARCHIVE_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

struct feed;
struct extract;

struct archive_counts {
    size_t added, changed, known;
};

/* Store a feed's entries, within the caller's transaction. The same entry at
 * a later visit, with another guid but the same address or content, or with
 * tracking parameters, is the same article. Pages are wanted for the newest
 * `pages` of the feed, except where the feed itself carries a long text. */
bool archive_entries(struct store *store, int64_t feed, const struct feed *read,
                     long pages, int64_t now, struct archive_counts *counts,
                     struct error *err) MUST_CHECK;

struct archive_wanted {
    int64_t article;
    const char *url, *key; /* key: url_identity() */
};

/* Pages that are wanted and may be asked for now, each address once, of one
 * feed or (feed = 0) of all, newest first. */
bool archive_wanted(struct store *store, int64_t feed, int64_t now,
                    struct arena *arena, struct archive_wanted **list,
                    size_t *count, struct error *err) MUST_CHECK;

/* The page of an article was read: it fills all articles with this address
 * that want it. */
bool archive_page(struct store *store, int64_t article,
                  const struct extract *page, int64_t now,
                  struct error *err) MUST_CHECK;

/* The page could not be had: `state` is failed or refused, with the reason in
 * words; or wanted, to be tried again from `after`. The feed's own content
 * serves as the text meanwhile. */
bool archive_no_page(struct store *store, int64_t article, const char *state,
                     const char *words, int64_t after,
                     struct error *err) MUST_CHECK;

#endif
