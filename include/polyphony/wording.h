/* Two wordings side by side, for people to look at: which words of one stand
 * in the other, and what was changed between them. Not the measure that
 * decides (likeness.h). Words are runs without white space, a CJK character
 * each; compared without case and punctuation, but for changes, which are
 * exact. Texts are valid UTF-8; all positions are bytes. Pure, thread-safe. */
#ifndef POLYPHONY_WORDING_H
#define POLYPHONY_WORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wording_word {
    size_t start, end;
    uint64_t exact, folded; /* hashes; folded 0: no letter or digit in it */
};

struct wording {
    const char *text; /* borrowed */
    size_t len;
    struct wording_word *words;
    size_t count;
};

/* `text` must outlive it; release with wording_deinit(). */
void wording_init(struct wording *wording, const char *text, size_t len);
void wording_deinit(struct wording *wording);

/* Sets shared[i] (a.count of them; never cleared) where word i of a lies in a
 * run of `least` words or more that stands in b. Linear in both. */
void wording_mark_shared(const struct wording *a, const struct wording *b,
                         size_t least, bool *shared);

enum wording_change { WORDING_SAME, WORDING_OUT, WORDING_IN };

/* Tells the pieces that lead from a to b in order; white space goes with the
 * word before it. Texts of over 2000 changed words come as one piece out and
 * one in. */
typedef void wording_teller(enum wording_change change, const char *bytes,
                            size_t len, void *context);
void wording_tell_changes(const struct wording *a, const struct wording *b,
                          wording_teller *tell, void *context);

#endif
