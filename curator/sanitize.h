/* Shared by the two ways of sanitising; private to curator/sanitize*.c. */
#ifndef POLYPHONY_CURATOR_SANITIZE_H
#define POLYPHONY_CURATOR_SANITIZE_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"

enum sanitize_fate {
    SANITIZE_UNWRAP, /* the tag goes, what is in it stays */
    SANITIZE_DROP,   /* all of it goes */
    SANITIZE_KEEP,
    SANITIZE_KEEP_VOID /* has no end tag */
};

/* By the lower-case name of the element. */
enum sanitize_fate sanitize_element(const char *name, size_t len);

/* Do its start and end stand for white space in plain text? */
bool sanitize_is_block(const char *name);

/* Write ` name="value"` if it may be there, with its address made absolute.
 * `value` is decoded text. */
void sanitize_attribute(struct buf *out, struct arena *arena,
                        const char *element, const char *name,
                        const char *value, const char *base);

/* Text with & < > escaped. */
void sanitize_put_text(struct buf *out, const char *text, size_t len);

#endif
