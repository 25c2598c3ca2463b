/* CSV (RFC 4180) that a spreadsheet takes for data only: a text that would be
 * read as a formula gets an apostrophe before it (OWASP "CSV Injection"), since
 * titles and notes come from outside. Whoever exports goes through here. */
#ifndef POLYPHONY_CSV_H
#define POLYPHONY_CSV_H

#include "polyphony/buf.h"

#include <stdint.h>

/* The next cell; a comma stands before all but the first of a line. A text is
 * quoted, and NULL is an empty one. */
void csv_text(struct buf *out, const char *text);
void csv_int(struct buf *out, int64_t number);
void csv_real(struct buf *out, double number, int decimals);
void csv_line(struct buf *out); /* ends it */

#endif
