/* What marketing does with a story; curator/story/stories_edit.c, which with
 * stories.c is the one writer of the table story. */
#ifndef POLYPHONY_STORIES_H
#define POLYPHONY_STORIES_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

struct story_row {
    int64_t id, lead, published, embargo, expires; /* TIME_NONE: none */
    const char *key, *state, *title, *url, *site, *note;
    int64_t articles, suggestions;
    double best; /* greatest relevance of any audience, 0..1 */
    bool pinned;
};

/* The newest first, at most `most`; in `arena`. */
bool stories_list(struct store *store, size_t most, struct arena *arena,
                  struct story_row **list, size_t *count,
                  struct error *err) MUST_CHECK;
/* The same, filtered, a page at a time. Stories that turned out to be another
 * one are left out. Texts that are "" or NULL leave all. */
struct stories_filter {
    const char *words;    /* in the lead's title, as they stand there */
    const char *state;    /* open, pinned, embargo, blocked, retracted, offered:
                             somebody was given it; fits: any audience */
    const char *audience; /* that it fits ... */
    double least;         /* ... at least so well */
    size_t skip, most;
};
bool stories_search(struct store *store, const struct stories_filter *filter,
                    int64_t now, struct arena *arena, struct story_row **list,
                    size_t *count, struct error *err) MUST_CHECK;
/* By its key, or the beginning of it where that is clear. */
bool stories_find(struct store *store, const char *key, struct arena *arena,
                  struct story_row *row, struct error *err) MUST_CHECK;

bool stories_pin(struct store *store, int64_t story, bool pinned,
                 struct error *err) MUST_CHECK;
/* Not offered before `until`; TIME_NONE lifts it. */
bool stories_embargo(struct store *store, int64_t story, int64_t until,
                     struct error *err) MUST_CHECK;
/* Not offered from `when` on; TIME_NONE: it does not expire. */
bool stories_expire(struct store *store, int64_t story, int64_t when,
                    struct error *err) MUST_CHECK;
/* open, blocked or retracted; what was suggested is the scheduler's. */
bool stories_set_state(struct store *store, int64_t story, const char *state,
                       const char *note, struct error *err) MUST_CHECK;

#endif
