/* Figures for marketing and managers: a table of counts with a name before
 * each row, where it has one. Counts stand beside their base; nothing is
 * blended into one score. What became of offers is read by pickup.h, so that
 * the shell, the API and the desk's pages say the same. */
#ifndef POLYPHONY_REPORT_H
#define POLYPHONY_REPORT_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

#include <stdbool.h>
#include <stddef.h>

#define REPORT_COLUMNS 8

struct report_row {
    const char *name; /* NULL where the report's rows have none */
    int64_t counts[REPORT_COLUMNS];
};

struct report {
    const char *name, *about;
    bool is_named; /* the first head is the names'; counts begin at the next */
    const char *heads[REPORT_COLUMNS];
    bool (*read)(struct store *store, int64_t now, struct arena *arena,
                 struct report_row **rows, size_t *count, struct error *err);
};

const struct report *report_table(size_t *count);
/* NULL: there is none of that name. */
const struct report *report_find(const char *name);

#endif
