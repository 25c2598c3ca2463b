/* What a rep's edits and sample posts say of how they write, as lines that
 * the rep can read and take out. Pure: texts in, lines out.
 *
 * An edit speaks by what it changed: the emoji that was taken out, the words
 * that were cut. What the rep left as it was says nothing, for they may not
 * have minded. A sample post speaks by what it is. One slip teaches nothing:
 * a line needs two edits or three samples that agree, and hardly any that
 * don't. */
#ifndef POLYPHONY_VOICE_LEARN_H
#define POLYPHONY_VOICE_LEARN_H

#include "polyphony/arena.h"

#include <stddef.h>

#define VOICE_LINES 40 /* at most so many are learned */

struct voice_example {
    const char *before; /* as suggested; NULL: `after` is a sample post */
    const char *after;  /* as the rep wrote it */
};

struct voice_line {
    const char *is;   /* "length.short", "likes ledger": one line each */
    const char *line; /* "Short: about 30 words", as people read it */
    const char *json; /* {"is":...,"edits":2,"samples":0,...}: voice_apply() */
    size_t edits, samples; /* that agree */
};

/* `language` is the rep's, ISO 639-1; may be NULL. Lines come in a fixed
 * order, in `arena`. Returns how many. */
size_t voice_learn(const struct voice_example *examples, size_t count,
                   const char *language, struct arena *arena,
                   struct voice_line **lines);

#endif
