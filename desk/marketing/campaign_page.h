/* What the pages of campaigns share. */
#ifndef POLYPHONY_DESK_CAMPAIGN_PAGE_H
#define POLYPHONY_DESK_CAMPAIGN_PAGE_H

#include "desk/page.h"
#include "desk/pages.h"

/* The list with the form beside it; `problem` and `note` (of a try) may be
 * NULL. */
bool campaigns_show(struct request *request, struct response *response,
                    const char *problem, const char *note,
                    struct error *err) MUST_CHECK;
/* What was typed, or what ?story= and ?feed= bring along. */
bool campaign_form_fill(struct request *request, struct view *view,
                        struct error *err) MUST_CHECK;

#endif
