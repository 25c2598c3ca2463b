/* What an admin says of the company at the desk: its name, where site owners
 * learn who reads them, the zone of those who are no rep. Asked once when the
 * place gets its owner, to be changed on the page Place; polyphony.ini and the
 * environment win. */
#ifndef POLYPHONY_DESK_COMPANY_SAID_H
#define POLYPHONY_DESK_COMPANY_SAID_H

#include "desk/http/request.h"
#include "desk/view/view.h"

struct company_said {
    const char *name, *contact, *zone; /* NULL: not said; "": the default */
    const char *problem;               /* NULL: they can be kept */
};

/* The form's fields company, contact and zone. A site's bare name becomes an
 * address; false with a problem. */
bool company_hear(struct request *request, struct company_said *said);

/* Keeps what was said, in force at once. Within the caller's transaction, if
 * one is open. */
bool company_keep(struct request *request, const struct company_said *said,
                  struct error *err) MUST_CHECK;

/* {{company_said}}, {{contact_said}}, {{zone_said}} as they are in force, and
 * for each a flag {{company_given}} where polyphony.ini says it. */
void company_show(struct request *request, struct view *view);

#endif
