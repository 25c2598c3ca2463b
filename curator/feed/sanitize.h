/* Shared by the two ways of sanitising; private to curator/sanitize*.c. */
#ifndef POLYPHONY_CURATOR_SANITIZE_H
#define POLYPHONY_CURATOR_SANITIZE_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"

#define SANITIZE_VALUE_MAX ((size_t)16 << 20)

enum sanitize_fate {
    SANITIZE_UNWRAP, /* the tag goes, what is in it stays */
    SANITIZE_DROP,   /* all of it goes */
    SANITIZE_KEEP,
    SANITIZE_KEEP_VOID /* has no end tag */
};

/* Where it may open without a browser closing or moving something. */
enum sanitize_nesting {
    NEST_ANYWHERE,
    NEST_NEVER, /* not judged: leave it to the parser */
    NEST_PARAGRAPH,
    NEST_LINK,
    NEST_HEADING,
    NEST_ITEM,
    NEST_TABLE,
    NEST_TABLE_PART, /* in a table: rows' groups */
    NEST_TABLE_ROW,
    NEST_TABLE_CELL
};

struct sanitize_element {
    const char *name; /* lower case */
    enum sanitize_fate fate;
    enum sanitize_nesting nesting;
    bool block;         /* its start and end are white space in plain text */
    bool needs_address; /* nothing to see without src */
};

/* By the lower-case name; NULL for one not on the list: it is unwrapped. */
const struct sanitize_element *sanitize_find(const char *name, size_t len);

/* Which attribute this is, if the element may have it; else -1. Less than 32.
 * The name is compared without case. */
int sanitize_attribute_find(const struct sanitize_element *element,
                            const char *name, size_t len);

/* Write ` name="value"` of attribute number `index`, its address made
 * absolute; or nothing, where the value will not do. `value` is decoded. */
void sanitize_attribute_put(struct buf *out, struct arena *arena, int index,
                            const char *value, const char *base);

/* Text with & < > escaped. */
void sanitize_put_text(struct buf *out, const char *text, size_t len);

/* The quick way; false, and nothing appended, where only a parser will do. */
bool sanitize_quick(struct buf *out, const char *html, size_t len,
                    const char *base);

#endif
