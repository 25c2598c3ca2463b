/* The first run: four fields lead to real suggestions. */
#include "page.h"
#include "pages.h"

bool
page_start(struct request *request, struct response *response,
           struct error *err)
{
    return page_show(request, response, "start", page_view(request, "Start"),
                     err);
}
