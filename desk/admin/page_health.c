/* For whatever watches the place. */
#include "desk/page.h"
#include "desk/pages.h"

#include <stdlib.h>
#include <unistd.h>

/* Well when the database answers and its file is there, which an open handle
 * may not notice. */
bool
page_health(struct request *request, struct response *response,
            struct error *err)
{
    char *path = request->store != NULL
                     ? store_path(request->store, "polyphony.db")
                     : NULL;
    int64_t version = 0;
    bool is_there = path != NULL && access(path, R_OK | W_OK) == 0;

    free(path);
    if (!is_there) {
        response_problem(response, 503,
                         "The database can't be opened; the log says why.");
        return true;
    }
    if (!db_number(request->store->db, err, &version, 0,
                   "SELECT version FROM schema_version", "")) {
        response_problem(response, 503, err->text);
        return true;
    }
    response->type = "text/plain; charset=utf-8";
    buf_add(&response->body, "ok\n");
    return true;
}
