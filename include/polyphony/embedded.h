/* Files packed into the program at build time (tools/embed.sh): SQL, phrase
 * and rule packs, the demo's web. Names are paths in the source tree. */
#ifndef POLYPHONY_EMBEDDED_H
#define POLYPHONY_EMBEDDED_H

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

#endif
