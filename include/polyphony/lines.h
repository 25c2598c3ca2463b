/* Lines of a file one by one, so that a file of any size is read in little
 * memory. "-" is standard input. One thread at a time. */
#ifndef POLYPHONY_LINES_H
#define POLYPHONY_LINES_H

#include "polyphony/error.h"

#include <stddef.h>

struct lines;

struct line {
    char *text;    /* NUL-terminated, without its newline (CR LF too);
                      yours to write in until the next call */
    size_t len;    /* may contain NULs */
    size_t number; /* from 1 */
    bool is_cut;   /* it was longer than the limit: this is its beginning */
};

/* NULL with a reason where the file cannot be opened. */
struct lines *lines_open(const char *path, size_t max_line,
                         struct error *err) MUST_CHECK;
/* False at the end, and with `err` filled where reading failed; err->kind is
 * ERROR_NONE at a proper end. */
bool lines_next(struct lines *lines, struct line *line, struct error *err);
void lines_close(struct lines *lines); /* NULL is fine */

#endif
