/* Quiet days of the company; see the header. */
#include "polyphony/holidays.h"
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

#define KEY "holidays.ics" /* "": none */
#define BEFORE "holidays.before"
#define DAY 86400

bool
holidays_import(struct store *store, const char *ics, size_t len, int64_t now,
                size_t *count, struct error *err)
{
    char *before = NULL;
    int64_t *days = NULL;
    bool ok = slot_holidays(ics, len, now / DAY, now / DAY + 366, &days, count,
                            err) &&
              store_setting(store, KEY, &before, err) &&
              store_set(store, BEFORE, before != NULL ? before : "", err) &&
              store_set(store, KEY, ics, err);

    free(before);
    free(days);
    return ok;
}

bool
holidays_undo(struct store *store, struct error *err)
{
    char *before = NULL;
    bool ok = store_setting(store, BEFORE, &before, err) &&
              (before != NULL ||
               error_set(err, ERROR_CONFLICT, "No holidays were imported")) &&
              store_set(store, KEY, before, err);

    free(before);
    return ok;
}

bool
holidays_load(struct store *store, int64_t now, int days, int64_t **list,
              size_t *count, struct error *err)
{
    char *ics = NULL;
    bool ok = store_setting(store, KEY, &ics, err);

    *list = NULL;
    *count = 0;
    if (ok && ics != NULL && ics[0] != '\0')
        ok = slot_holidays(ics, strlen(ics), now / DAY - 1,
                           now / DAY + days + 1, list, count, err);
    free(ics);
    return ok;
}
