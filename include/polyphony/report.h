/* Figures for marketing and managers, each a statement and its column heads.
 * Counts stand beside their base; nothing is blended into one score. */
#ifndef POLYPHONY_REPORT_H
#define POLYPHONY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#define REPORT_COLUMNS 8

struct report {
    const char *name, *about;
    bool is_named; /* its first column is a name; all others are counts */
    const char *heads[REPORT_COLUMNS];
    const char *sql; /* $1 is now */
};

const struct report *report_table(size_t *count);
/* NULL: there is none of that name. */
const struct report *report_find(const char *name);

#endif
