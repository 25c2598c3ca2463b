/* Inner part of likeness.c: what likeness_set.c counts. */
#ifndef TEXT_LIKENESS_INNER_H
#define TEXT_LIKENESS_INNER_H

#include "polyphony/likeness.h"

#include <stdint.h>

/* The hashes of a text's pieces, each once, well mixed in their upper bits. */
const uint64_t *likeness_pieces(const struct likeness_text *text,
                                size_t *count);

#endif
