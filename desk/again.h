/* A form that came too late: its session ended, or another one began since
 * its page was made. What was sent is shown again, to be sent once more by one
 * press, so that nobody types it twice. Pages are not stored by browsers
 * (reply.c), so that "go back" would find an empty field. */
#ifndef POLYPHONY_DESK_AGAIN_H
#define POLYPHONY_DESK_AGAIN_H

#include "desk/http/response.h"
#include "desk/view/view.h"

/* May the form be shown again? It came from a page of ours for certain, it is
 * no file, and nothing in it is a secret. */
bool again_can(const struct request *request);

/* The whole form for somebody who may send it, with their own token; for
 * nobody (request->person.id 0) with the way to sign in. False is an error. */
bool again_show(struct request *request, struct response *response,
                struct error *err) MUST_CHECK;

/* {{#typed}}: each text of a refused form that somebody wrote, to be copied;
 * none where again_can() says no. */
void again_add_typed(const struct request *request, struct view *view);

#endif
