/* The page Place is filled by two files. */
#ifndef POLYPHONY_DESK_PLACE_PAGE_H
#define POLYPHONY_DESK_PLACE_PAGE_H

#include "desk/http/response.h"
#include "desk/view/view.h"

/* {{#backups}}, and how far one is that is being made. */
bool place_add_backups(struct request *request, struct response *response,
                       struct view *view, struct error *err) MUST_CHECK;

#endif
