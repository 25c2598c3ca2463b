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

bool
embedded_has_line(const struct embedded *file, const char *line, size_t len)
{
    size_t low = 0, high = file != NULL ? file->len : 0;

    while (low < high) {
        size_t start = low + (high - low) / 2, end, found;
        int order;

        while (start > low && file->text[start - 1] != '\n')
            start--;
        end = start;
        while (end < high && file->text[end] != '\n')
            end++;
        found = end - start;
        order = memcmp(line, file->text + start, found < len ? found : len);
        if (order == 0 && found == len)
            return true;
        if (order < 0 || (order == 0 && len < found))
            high = start;
        else
            low = end + 1;
    }
    return false;
}
