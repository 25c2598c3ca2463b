/* Looks into the table that tools/embed.sh wrote; see the header. */
#include "polyphony/embedded.h"

#include <string.h>

extern const struct embedded embedded_table[];

const struct embedded *
embedded_find(const char *name)
{
    for (const struct embedded *e = embedded_table; e->name != NULL; e++) {
        if (strcmp(e->name, name) == 0)
            return e;
    }
    return NULL;
}

const struct embedded *
embedded_next(const char *prefix, const struct embedded *before)
{
    const struct embedded *e = before != NULL ? before + 1 : embedded_table;

    for (; e->name != NULL; e++) {
        if (strncmp(e->name, prefix, strlen(prefix)) == 0)
            return e;
    }
    return NULL;
}
