/* Files packed into the program at build time (tools/embed.sh): SQL, phrase
 * and rule packs, the demo's web. Names are paths in the source tree. */
#ifndef POLYPHONY_EMBEDDED_H
#define POLYPHONY_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>

struct embedded {
    const char *name; /* "scheduler/packs/en.json" */
    const char *text; /* NUL-terminated; lives as long as the program */
    size_t len;       /* without that NUL */
};

const struct embedded *embedded_find(const char *name); /* NULL: none */

/* The files whose names begin with `prefix`, one after the other in the
 * order of their names: pass NULL first, then what was returned. */
const struct embedded *embedded_next(const char *prefix,
                                     const struct embedded *before);

/* Is there a line that is these bytes? The file's lines are sorted by bytes
 * and searched where they lie; NULL has none. */
bool embedded_has_line(const struct embedded *file, const char *line,
                       size_t len);

#endif
