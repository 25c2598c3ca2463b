/* CSV (RFC 4180) for people's spreadsheets. A field that a spreadsheet would
 * run as a formula gets an apostrophe before it: titles and notes come from
 * outside. Whoever exports uses these two. */
#ifndef POLYPHONY_CSV_H
#define POLYPHONY_CSV_H

#include "polyphony/buf.h"

/* The next field of the line; NULL is an empty one. */
void csv_add(struct buf *out, const char *text);
void csv_end(struct buf *out); /* of the line */

#endif
