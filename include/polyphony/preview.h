/* What an audience would be offered, before it is saved: the newest stories
 * ranked for it as relevance_rank() does, without a write. */
#ifndef POLYPHONY_PREVIEW_H
#define POLYPHONY_PREVIEW_H

#include "polyphony/arena.h"
#include "polyphony/audience.h"
#include "polyphony/rank.h"
#include "polyphony/store.h"

#define PREVIEW_STORIES 400 /* the newest that are ranked */
#define PREVIEW_LISTED 15

struct preview_story {
    int64_t id;
    const char *key, *title;
    double score, before; /* 0..1; before: -1 where nothing is compared */
    struct rank_why why[RANK_WHY_MAX];
    size_t n_why;
    const char *like; /* title of a picked story that it is like; NULL: none */
};

#define PREVIEW_MOVED 6
/* A story that is good enough only now, or was only before. */
struct preview_moved {
    const char *key, *title;
    double score, before; /* 0 where it is never wanted */
};

struct preview {
    struct preview_story *list; /* best first */
    size_t count;
    size_t stories, ranked; /* looked at; not ruled out by an avoid phrase */
    double cut;
    size_t over, over_before; /* that reach the cut */
    /* Where two are compared: who entered and who left, the first of them. */
    struct preview_moved entered[PREVIEW_MOVED], left[PREVIEW_MOVED];
    size_t n_entered, n_left; /* in all */
};

/* `id` (may be NULL): whose reps' decisions count. `before` (may be NULL) is
 * what it is compared with. In `arena`. */
bool relevance_preview(struct store *store, const char *id,
                       const struct audience *now,
                       const struct audience *before, double cut,
                       struct arena *arena, struct preview *preview,
                       struct error *err) MUST_CHECK;

#endif
