/* Pages that were made a moment ago and would be made the same again: of a
 * thread, for routes that say so (PAGE_KEPT in routes.c). One counts while
 * nothing was written to the database and the minute, which is the finest that
 * our times show, is the same. Form tokens are masked anew each time. */
#ifndef POLYPHONY_DESK_KEPT_H
#define POLYPHONY_DESK_KEPT_H

#include "response.h"

struct kept_pages;

struct kept_pages *kept_new(void); /* yours; one thread's */
void kept_free(struct kept_pages *kept);

/* True: the answer is filled. */
bool kept_get(struct request *request, struct response *response);
/* Keeps a page that was just made, where it can be. */
void kept_put(struct request *request, const struct response *response);

#endif
