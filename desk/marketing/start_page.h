/* What the pages of the first run share. */
#ifndef POLYPHONY_DESK_START_PAGE_H
#define POLYPHONY_DESK_START_PAGE_H

#include "desk/page.h"
#include "desk/pages.h"

#define MOST_REPS 50 /* that the form takes */

/* Looks for the site's feeds, takes what they are, and leads to the page that
 * says so. */
bool start_look(struct request *request, struct response *response,
                const char *site, struct error *err) MUST_CHECK;

#endif
