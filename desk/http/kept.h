/* Pages that were made a moment ago and would be made the same again, for
 * routes that say so (PAGE_KEPT in routes.c): one lot for all threads, in at
 * most KEPT_BYTES. A page counts for the same session and address, and the
 * same person in the same roles, while nothing that it shows was written
 * (the table `changed`, whoever wrote it) and the minute, which is the finest
 * that our times show, is the same.
 *
 * Its form token is kept with it. That gives nothing away to who watches how
 * well answers pack (BREACH): each guess of theirs is another address, and
 * has a page, and a mask of the token, of its own. */
#ifndef POLYPHONY_DESK_KEPT_H
#define POLYPHONY_DESK_KEPT_H

#include "response.h"

#define KEPT_BYTES ((size_t)24 << 20)

struct kept_pages;
struct kept_page;

/* Yours; NULL where POLYPHONY_DESK_UNKEPT is set, which benches do: all is
 * made anew then. Functions below may be called by several threads at once. */
struct kept_pages *kept_new(void);
void kept_free(struct kept_pages *kept);

/* True: the answer is filled, and response->kept is the page it is from. */
bool kept_get(struct request *request, struct response *response);
/* Keeps a page that was just made, where it can be: response->kept is it. */
void kept_put(struct request *request, struct response *response);
/* By response_deinit(); NULL is fine. */
void kept_release(struct kept_page *page);

/* What goes onto the wire for a page, made once (reply.c): plain, or packed.
 * `destroy` is called when the page goes. Of two that are made at once the
 * first one stays, and the second is destroyed. */
void *kept_wire(struct kept_page *page, bool packed);
void *kept_add_wire(struct kept_page *page, bool packed, void *wire,
                    void (*destroy)(void *wire));

/* The page's bytes, for as long as somebody holds them. */
struct kept_bytes;
struct kept_bytes *kept_hold_bytes(struct kept_page *page, const char **bytes);
void kept_drop_bytes(void *bytes); /* a struct kept_bytes */

#endif
