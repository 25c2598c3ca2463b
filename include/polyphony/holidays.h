/* The company's quiet days: an iCalendar file that was imported, kept whole
 * in the settings, and read for the days at hand. */
#ifndef POLYPHONY_HOLIDAYS_H
#define POLYPHONY_HOLIDAYS_H

#include "polyphony/store.h"

/* Keeps the file; *count is how many days of the coming year are quiet.
 * ERROR_INPUT for what is no iCalendar file. */
bool holidays_import(struct store *store, const char *ics, size_t len,
                     int64_t now, size_t *count, struct error *err) MUST_CHECK;

/* The file before the last import again, or none where there was none.
 * ERROR_CONFLICT where nothing was ever imported. */
bool holidays_undo(struct store *store, struct error *err) MUST_CHECK;

/* The quiet days from a day before `now` to `days` after it, as days since
 * 1970-01-01, ascending; yours in *list, NULL where there is none. */
bool holidays_load(struct store *store, int64_t now, int days, int64_t **list,
                   size_t *count, struct error *err) MUST_CHECK;

#endif
