/* Articles as JSON Lines, as `rank` and `story group` read them. */
#ifndef POLYPHONY_CLI_ARTICLES_H
#define POLYPHONY_CLI_ARTICLES_H

#include "polyphony/arena.h"
#include "polyphony/json.h"

/* Calls `take` for each line that is an object with an id (in `arena`); the
 * node is borrowed for the call. False, after a complaint a line, when some
 * line was none; the others were taken all the same. */
bool articles_read(const char *path, struct arena *arena,
                   void (*take)(void *context, const struct json *node,
                                const char *id),
                   void *context, struct error *err) MUST_CHECK;

#endif
