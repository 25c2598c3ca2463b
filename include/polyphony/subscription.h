/* The feeds that marketing seeded and what their servers last said: the one
 * writer of the tables feed and fetch_state. One thread a store. */
#ifndef POLYPHONY_SUBSCRIPTION_H
#define POLYPHONY_SUBSCRIPTION_H

#include "polyphony/arena.h"
#include "polyphony/store.h"
#include "polyphony/visit.h"

struct subscription_new {
    const char *url;    /* any spelling; stored normalised */
    const char *title;  /* NULL or "": the feed's own, at its first visit */
    const char *site;   /* may be NULL */
    const char *folder; /* may be NULL */
};

/* ERROR_INPUT for an address that is no http(s) one or an inner one. *added
 * is false when the feed was there already (its folder is left alone). *feed
 * (may be NULL) gets its row. */
bool subscription_add(struct store *store, const struct subscription_new *new,
                      int64_t now, bool *added, int64_t *feed,
                      struct error *err) MUST_CHECK;

struct subscription {
    int64_t id;
    const char *url, *title, *site, *folder, *state, *words, *candidates;
    struct visit_state visit;
    enum visit_health health;
    int64_t last_visit, next_visit; /* TIME_NONE: never */
    int64_t articles, entries;
};

enum subscription_which { SUBSCRIPTION_ALL, SUBSCRIPTION_DUE };

/* In the order of their addresses; in `arena`. DUE: active, not stopped, and
 * next_visit <= now. */
bool subscription_list(struct store *store, enum subscription_which which,
                       int64_t now, struct arena *arena,
                       struct subscription **list, size_t *count,
                       struct error *err) MUST_CHECK;

/* What a visit taught. `title`, `site` (may be NULL) come from the feed,
 * `candidates` (may be NULL) is a JSON list of feeds found on a page instead,
 * `entries` how many the answer had (-1: not told). Within the caller's
 * transaction, if one is open. */
bool subscription_visited(struct store *store, int64_t feed,
                          const struct visit_verdict *verdict,
                          const char *title, const char *site,
                          const char *candidates, int64_t entries, int64_t now,
                          struct error *err) MUST_CHECK;

/* ERROR_NOTFOUND for none, and for one that was removed. */
bool subscription_find(struct store *store, int64_t feed, struct arena *arena,
                       struct subscription *subscription,
                       struct error *err) MUST_CHECK;

/* It is not visited any more and stands in no list; what it brought stays.
 * Adding its address again, or restoring it, brings it back. */
bool subscription_remove(struct store *store, int64_t feed, int64_t now,
                         struct error *err) MUST_CHECK;
bool subscription_restore(struct store *store, int64_t feed,
                          struct error *err) MUST_CHECK;
/* "Trade press", "Trade press/Cranes"; "" for none. */
bool subscription_file(struct store *store, int64_t feed, const char *folder,
                       struct error *err) MUST_CHECK;

/* active <-> muted; asking a stopped feed again at the next curate. */
bool subscription_mute(struct store *store, int64_t feed, bool muted,
                       struct error *err) MUST_CHECK;
bool subscription_retry(struct store *store, int64_t feed,
                        struct error *err) MUST_CHECK;

/* All feeds are due now, whatever was planned; but for those that have
 * stopped, and those whose server asked us to wait. */
bool subscription_hasten(struct store *store, struct error *err) MUST_CHECK;

/* The earliest next visit; TIME_NONE where no feed is to be visited. */
bool subscription_next_visit(struct store *store, int64_t *when,
                             struct error *err) MUST_CHECK;

#endif
