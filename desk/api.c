/* The API under /api/v1. */
#include "page.h"
#include "pages.h"

bool
api_not_yet(struct request *request, struct response *response,
            struct error *err)
{
    (void)err;
    return page_refuse(request, response, 501, "Not there yet",
                       "This part of the API is not written yet.");
}
