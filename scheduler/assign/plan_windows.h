/* When a story can still be placed: quarter hours from now to the horizon, in
 * which a rep works and no colleague's post on the story is near. An estimate
 * of what place.c will do, so that the plan assigns what it can place. Not for
 * others. */
#ifndef POLYPHONY_PLAN_WINDOWS_H
#define POLYPHONY_PLAN_WINDOWS_H

#include "plan_problem.h"

/* Of the stories in `problem`, with the slots that are taken on them. Yours. */
bool plan_windows_new(struct scheduler *scheduler,
                      const struct problem *problem, struct plan_windows **out,
                      struct error *err) MUST_CHECK;
void plan_windows_free(struct plan_windows *windows); /* NULL is fine */

/* To be called for a rep before it is asked about. */
bool plan_windows_add_rep(struct plan_windows *windows, size_t rep,
                          struct error *err) MUST_CHECK;
/* Has the rep a quarter hour for that story, in some network of theirs? */
bool plan_windows_has_room(const struct plan_windows *windows, size_t rep,
                           uint32_t story);

/* Lowers each story's capacity to what its candidates' quarter hours hold. */
void plan_windows_limit(struct plan_windows *windows, struct problem *problem);

/* Places the plan's lines one after the other, in the order of writing, as
 * place.c would; `refused` where there was no room. Returns how many. */
size_t plan_windows_try(const struct plan_windows *windows,
                        struct plan_line *lines, size_t count);

#endif
