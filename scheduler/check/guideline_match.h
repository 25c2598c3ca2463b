/* All phrases of a pack in one matcher: a text is walked once, whatever the
 * number of rules. A matcher is read-only after the last phrase was added. */
#ifndef POLYPHONY_GUIDELINE_MATCH_H
#define POLYPHONY_GUIDELINE_MATCH_H

#include "polyphony/entities.h"
#include "polyphony/fold.h"

#include <stdbool.h>

enum { MATCHER_MAX_PHRASE = 200 }; /* bytes, folded */

struct matcher;

struct matcher *matcher_new(void);
void matcher_free(struct matcher *matcher);

/* A list of phrases that is asked for together; numbered from 1. */
unsigned matcher_add_set(struct matcher *matcher);

/* Adds a phrase (it is folded here; a trailing "*" lets the last word go on).
 * With `literal` a "#" at its start belongs to it. False when nothing is left
 * of it after folding, or it is too long. */
bool matcher_add(struct matcher *matcher, unsigned set, const char *phrase,
                 bool literal);

struct hit {
    unsigned set, phrase; /* phrase: unique in the matcher */
    size_t from, to;      /* bytes of the folded text */
    size_t start, end;    /* code points of the original */
};

struct hits {
    struct hit *items; /* by set, then by start, the longer first */
    size_t count, capacity;
};

void matcher_scan(const struct matcher *matcher, const struct fold *fold,
                  const struct entity *entities, size_t n_entities,
                  struct hits *hits);

/* The hits of one set: the first, and *count of them. */
const struct hit *hits_of(const struct hits *hits, unsigned set, size_t *count);

/* The code point that begins at, or ends before, a byte of a folded text; 0 at
 * its ends. */
int32_t fold_at(const struct fold *fold, size_t at);
int32_t fold_before(const struct fold *fold, size_t at);

#endif
