/* What the pages of reps share: page_reps*.c, page_rep*.c. */
#ifndef POLYPHONY_DESK_REPS_PAGE_H
#define POLYPHONY_DESK_REPS_PAGE_H

#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/reps.h"

/* By ISO weekday: "Mon" is 1. */
extern const char rep_days[8][4];

/* The rep of the address, by id only: names are not unique. "new" is one that
 * is not there yet; who is gone is not found. */
bool rep_find(struct request *request, struct rep *rep, bool *is_new,
              struct error *err) MUST_CHECK;
/* The same where "new" is none; *path is their page. */
bool rep_find_there(struct request *request, struct rep *rep, const char **path,
                    struct error *err) MUST_CHECK;
/* Days away, {{#away}}, from today on in the rep's zone. */
bool rep_add_away(struct request *request, struct view *view,
                  const struct rep *rep, struct error *err) MUST_CHECK;
/* Slots that lie outside changed hours get another time; *words says how
 * many, "" where none did. `rep` NULL: everybody's. */
bool rep_fit_slots(struct request *request, const char *rep, const char **words,
                   struct error *err) MUST_CHECK;

/* Before their form is saved: what /reps/:id/undo puts back. */
bool rep_keep_before(struct request *request, const struct rep *rep,
                     struct error *err) MUST_CHECK;

/* Invites everybody who was not yet, fifty at a time, and shows the links of
 * those who get no mail; `back` leads on. */
bool reps_invite(struct request *request, struct response *response,
                 const char *back, struct error *err) MUST_CHECK;

#endif
