/* Folding against evasion: a text as a reader takes it in, with a map back.
 *
 * Dropped: default-ignorable code points (zero width, soft hyphen, bidi marks,
 * variation selectors), combining marks. Then compatibility forms are resolved
 * (NFKC), Cyrillic and Greek look-alikes become Latin, accents go, case is
 * folded, curly apostrophes become "'", and runs of white space, hyphens,
 * dashes and underscores become one blank (none at the ends). Two texts that
 * look alike fold alike; what is folded is for comparing, never for showing.
 * Pure; a fold is one thread's. */
#ifndef POLYPHONY_FOLD_H
#define POLYPHONY_FOLD_H

#include "polyphony/buf.h"

#include <stddef.h>
#include <stdint.h>

/* Stands for a masked span: no word character, in no phrase. */
#define FOLD_MASK '\x1f'

struct fold_span {
    size_t start, end; /* code points of the original, end exclusive */
};

struct fold {
    char *text;            /* folded UTF-8, NUL-terminated */
    size_t len;            /* bytes */
    uint32_t *start, *end; /* for each byte: the code points of the original
                              that it stands for, end exclusive */
};

/* Folds `count` code points. `masks` (sorted, may be NULL) become FOLD_MASK
 * each. Release with fold_deinit(). */
void fold_init(struct fold *fold, const int32_t *points, size_t count,
               const struct fold_span *masks, size_t n_masks);
void fold_deinit(struct fold *fold);

/* The same without a map: appends the folded text. */
void fold_text(struct buf *out, const char *text, size_t len);

/* Is a folded code point part of a word? (letter or digit) */
bool fold_is_word(int32_t folded);

/* The Latin letter that a Cyrillic or Greek one looks like; 0 for none. */
int32_t fold_look_alike(int32_t cp);

/* Invisible: default-ignorable (a reader sees nothing of it). */
bool fold_is_invisible(int32_t cp);

#endif
