/* A growing string with a ceiling, checked once. A buffer remembers that it
 * went over its ceiling; later appends do nothing, and `buf_ok` is asked once
 * at the end. Always NUL-terminated. `struct buf b = {.max = 1 << 20};` makes
 * one; max 0 means 1 GiB. One thread at a time. */
#ifndef POLYPHONY_BUF_H
#define POLYPHONY_BUF_H

#include "polyphony/error.h"

#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* NULL while empty; use buf_text() to read */
    size_t len, cap, max;
    bool over;
};

void buf_add(struct buf *buf, const char *text); /* NULL adds nothing */
void buf_add_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_add_codepoint(struct buf *buf, int32_t codepoint); /* as UTF-8 */
void buf_add_html(struct buf *buf, const char *text); /* & < > " ' escaped */
void buf_add_html_bytes(struct buf *buf, const char *text, size_t len);
void buf_add_url(struct buf *buf, const char *text); /* RFC 3986 unreserved
                                                        kept, else %XX */
void buf_cut(struct buf *buf, size_t len);           /* shorten to len bytes */
void buf_trim(struct buf *buf); /* drop white space at the end */

bool buf_ok(const struct buf *buf);          /* never went over its ceiling */
const char *buf_text(const struct buf *buf); /* never NULL; borrowed */
char *buf_take(struct buf *buf); /* the bytes are yours; leaves it empty */
void buf_deinit(struct buf *buf);

#endif
