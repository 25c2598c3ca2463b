/* The queue as a page moves it: with the company's rules and quiet days, in
 * the name of who asks. Opened for one request, closed within it. */
#ifndef POLYPHONY_DESK_QUEUE_H
#define POLYPHONY_DESK_QUEUE_H

#include "desk/http/request.h"
#include "desk/reviewer/rulebook.h"

#include "polyphony/queue.h"

struct desk_queue {
    struct queue queue;
    const struct rulebook *book; /* the rules, held */
    struct rulebooks *books;
    int64_t *quiet;
};

bool desk_queue_open(struct request *request, struct desk_queue *open,
                     struct error *err) MUST_CHECK;
void desk_queue_close(struct desk_queue *open);

/* What somebody does beside the queue: `work` (NULL: nothing) and the audit's
 * row that says so, both or none. */
bool desk_act(struct request *request, const char *what, const char *note,
              bool (*work)(void *context, struct error *), void *context,
              struct error *err) MUST_CHECK;

#endif
