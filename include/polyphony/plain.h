/* Sanitised or other HTML as plain text: blocks become paragraphs (a blank
 * line between), list items lines of their own, white space is squeezed.
 * Appends to `out`; HTML over the parser's limits gives what its tags stand
 * between. Pure. */
#ifndef POLYPHONY_PLAIN_H
#define POLYPHONY_PLAIN_H

#include "polyphony/buf.h"

void plain_from_html(const char *html, size_t len, struct buf *out);

#endif
