/* The stored audiences, as marketing lists and edits them. With reps.c the one
 * writer of the table audience. One thread a store. */
#ifndef POLYPHONY_AUDIENCES_H
#define POLYPHONY_AUDIENCES_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

struct audience_row {
    const char *id, *name, *about, *json;
    int64_t reps;
    int64_t ranked_at, stories; /* TIME_NONE: never ranked */
    double best;
};

/* By name; at most AUDIENCES_LISTED; in `arena`. */
#define AUDIENCES_LISTED 500
bool audiences_list(struct store *store, struct arena *arena,
                    struct audience_row **list, size_t *count,
                    struct error *err) MUST_CHECK;
bool audiences_find(struct store *store, const char *id, struct arena *arena,
                    struct audience_row *row, struct error *err) MUST_CHECK;

/* New, or in the place of what was there. ERROR_INPUT for JSON that is no
 * audience, or one without a name. */
bool audiences_save(struct store *store, const char *id, const char *json,
                    struct error *err) MUST_CHECK;
/* ERROR_CONFLICT while a rep speaks to it. */
bool audiences_remove(struct store *store, const char *id,
                      struct error *err) MUST_CHECK;

#endif
