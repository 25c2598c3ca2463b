/* Whole files in, with a ceiling; "-" is standard input. */
#ifndef POLYPHONY_FILE_H
#define POLYPHONY_FILE_H

#include "polyphony/buf.h"

/* Appends the file's bytes to `out`, up to out->max. Errors name the file:
 * missing, unreadable, a folder, over the limit. */
bool file_read(const char *path, struct buf *out, struct error *err) MUST_CHECK;

/* Write beside, fsync, rename: the file is old or new, never half. */
bool file_write(const char *path, const char *bytes, size_t len,
                struct error *err) MUST_CHECK;

/* Step through lines: *line is NUL-terminated in place of its newline (CR
 * dropped as well). False at the end. `cursor` starts at 0. */
bool file_line(struct buf *text, size_t *cursor, char **line, size_t *len);

#endif
