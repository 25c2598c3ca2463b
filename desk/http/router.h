/* Which address is answered how, and by whom it may be asked: one table
 * (routes.c), walked by tests and printed by docs. What no route allows is
 * denied. */
#ifndef POLYPHONY_DESK_ROUTER_H
#define POLYPHONY_DESK_ROUTER_H

#include "response.h"

enum route_kind {
    ROUTE_PAGE,   /* GET, answers with a page */
    ROUTE_FORM,   /* a form: session, token and origin are looked at */
    ROUTE_UPLOAD, /* a form that may carry a file */
    ROUTE_API,    /* JSON; a person's token, problem documents */
    ROUTE_VERB,   /* the same by a form's handler (desk/api/api_verbs.c) */
    ROUTE_FILE    /* for anybody, without a look at who asks */
};

/* May the page come from kept.h, and who counts what it shows? It shows rows
 * alone, and times to the minute. */
enum route_kept { KEPT_NOT, KEPT_DAY, KEPT_QUEUE };

#define ROLE_ANYBODY 64 /* nobody needs to be signed in */

typedef bool route_handler(struct request *request, struct response *response,
                           struct error *err);

struct route {
    unsigned method;     /* one of enum method */
    const char *pattern; /* "/queue/:id/approve" */
    route_handler *handler;
    unsigned roles; /* bits of enum role, or ROLE_ANYBODY; 0: denied */
    enum route_kind kind;
    const char *summary; /* what it does, for the docs and the API's */
    enum route_kept kept;
};

const struct route *router_table(size_t *count);

/* Does it answer with JSON, to a token? */
bool route_is_api(const struct route *route);

/* Does a route of this method and pattern-fitting path exist? */
bool router_knows(struct request *request, enum method method,
                  const char *path);

/* The route for method and path; NULL with the methods that the path knows in
 * *allowed (0: an unknown path). Its parameters go to request->params. */
const struct route *router_find(struct request *request, unsigned *allowed);

/* Most bytes that a body may have. */
size_t router_body_max(const struct route *route);

/* The page, or problem document, of an error. */
void router_fail(struct request *request, struct response *response,
                 const struct error *err);

/* The whole way of a request: who asks, may they, is it from our page, the
 * page itself, and what is said when something is off. */
void router_answer(struct request *request, struct response *response);

#endif
