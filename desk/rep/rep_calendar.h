/* A rep's slots as an iCalendar file (RFC 5545), by libical: it folds lines,
 * escapes texts and ends lines. An event keeps its UID for life, whatever is
 * moved or said no to; what was dropped is there as cancelled for a while,
 * since a calendar forgets nothing by itself. */
#ifndef POLYPHONY_DESK_REP_CALENDAR_H
#define POLYPHONY_DESK_REP_CALENDAR_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"
#include "polyphony/store.h"

/* `base`: the desk's address for links, "" for none. */
bool rep_calendar(struct store *store, const char *rep, const char *base,
                  int64_t now, struct buf *out, struct error *err) MUST_CHECK;

#endif
