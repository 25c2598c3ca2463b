/* Which of the waiting texts a reviewer wants to see: read from the address,
 * shown as a form, written as an address. */
#ifndef POLYPHONY_DESK_QUEUE_ASKED_H
#define POLYPHONY_DESK_QUEUE_ASKED_H

#include "queue_item.h"

struct queue_asked {
    struct queue_filter filter;
    const char *due, *story; /* as in the address */
    bool any;                /* something is left out */
};

void queue_asked_read(struct request *request, struct queue_asked *asked);

/* "?rep=ann&from=20", or "" for all from the first on. */
const char *queue_asked_query(struct request *request,
                              const struct queue_asked *asked, size_t from);

/* Everything that waits, whatever the filter. */
struct queue_all {
    struct queue_waiting *list;
    size_t count;
};

/* {{filter}}: its choices are from what waits by now; unfolded where `open`. */
bool queue_asked_show(struct items *items, const struct queue_asked *asked,
                      const struct queue_all *all, bool open, struct view *view,
                      struct error *err) MUST_CHECK;

#endif
