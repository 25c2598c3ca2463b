/* Texts for people who compare: what was taken from the article pale, what a
 * rule found marked, what changed struck out and underlined, what two texts
 * share underlined. All write escaped HTML for view_html(). Positions that
 * fall within what a reader takes for one character are moved out of it.
 * Signs that nobody sees (zero width, turning the direction of reading) are
 * written out by their number instead of at work. */
#ifndef POLYPHONY_DESK_MARKS_H
#define POLYPHONY_DESK_MARKS_H

#include "polyphony/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARKS_TAKEN 3 /* words in a row that stand in the article */

struct mark_range {
    size_t start, end; /* bytes */
    bool is_hint;      /* of what only advises: marked more quietly */
};

/* The bytes of code points [start, end) of a text, widened to whole graphemes;
 * what lies past its end is cut off. */
struct mark_range marks_range(const char *text, int64_t start, int64_t end);

/* `article` (NULL: none) is what may have been taken, links always are;
 * `found` in any order. */
void marks_post(struct buf *out, const char *text, const char *article,
                const struct mark_range *found, size_t n_found);

/* A text with one place in a span of that class; nothing but escaped, with
 * those signs written out, where the place is empty. */
void marks_one(struct buf *out, const char *text, struct mark_range place,
               const char *css);

/* A text with runs that stand in `other` marked. */
void marks_same(struct buf *out, const char *text, const char *other,
                size_t least);

/* What leads from `before` to `after`. With `context` only that many words
 * around each change are shown; 0: all. */
void marks_changes(struct buf *out, const char *before, const char *after,
                   size_t context);

#endif
