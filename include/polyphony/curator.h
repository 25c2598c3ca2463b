/* One round of curating: from feeds that are due to stories ranked for every
 * audience. Each step takes what the last one left in the store and can be
 * run alone, again, or after a crash. A feed or page that fails is noted on
 * that feed or article; false means that the store itself failed (or the
 * fetcher could not start). One thread a store. */
#ifndef POLYPHONY_CURATOR_H
#define POLYPHONY_CURATOR_H

#include "polyphony/config.h"
#include "polyphony/store.h"

struct curator_progress {
    const char *step; /* "feeds and pages", "stories", "ranking" */
    size_t done, left;
};

struct curator_report {
    size_t feeds_due, feeds_read, feeds_unchanged, feeds_failed;
    size_t entries_new, entries_changed, entries_known;
    size_t pages_read, pages_failed;
    size_t stories_new, stories_grown;
    size_t audiences, stories_ranked;
    char trouble[400]; /* why nothing was visited; "": it was */
};

struct curator {
    struct store *store;
    const struct config *config;
    int64_t now;
    const char *proxy; /* NULL: as configured */
    /* May be NULL. False ends the round early, at a point from which the
     * next one goes on. */
    bool (*progress)(const struct curator_progress *progress, void *context);
    void *context;
    struct curator_report report;
};

bool curator_run(struct curator *curator, struct error *err) MUST_CHECK;

/* The steps, in their order. */
bool gather_due(struct curator *curator, struct error *err) MUST_CHECK;
bool stories_group(struct curator *curator, struct error *err) MUST_CHECK;
bool relevance_rank(struct curator *curator, struct error *err) MUST_CHECK;

#endif
