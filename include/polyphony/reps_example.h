/* What a voice changes: one article of the rep's, written as for anybody and
 * as for them, from the same seed. Nothing is stored. */
#ifndef POLYPHONY_REPS_EXAMPLE_H
#define POLYPHONY_REPS_EXAMPLE_H

#include "polyphony/arena.h"
#include "polyphony/reps.h"

struct reps_example {
    const char *title;       /* of the article; NULL: there is none to write of,
                                or nothing can be said of it */
    const char *network;     /* "linkedin" */
    const char *plain, *own; /* texts; the same where the voice changes none */
};

/* By the article that the rep was given last, else the one that fits their
 * audience best. In `arena`. */
bool reps_example(struct store *store, const struct rep *rep,
                  struct arena *arena, struct reps_example *example,
                  struct error *err) MUST_CHECK;

#endif
