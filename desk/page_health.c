/* For whatever watches the place. */
#include "page.h"
#include "pages.h"
#include "place.h"

/* Well when the database opens: afresh, since an open handle may not notice
 * that its file is gone. */
bool
page_health(struct request *request, struct response *response,
            struct error *err)
{
    struct store store;

    if (!store_open(request->place->home, &store, err)) {
        response_problem(response, 503, NULL, err->text);
        return true;
    }
    store_close(&store);
    response->type = "text/plain; charset=utf-8";
    buf_add(&response->body, "ok\n");
    return true;
}
