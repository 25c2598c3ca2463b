/* Feeds that are added, one by one or from a file: what became of each. */
#ifndef POLYPHONY_DESK_FEED_ADDING_H
#define POLYPHONY_DESK_FEED_ADDING_H

#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/subscription.h"

#define ADDING_TOLD 200 /* of each kind, by name; the rest is a number */

struct adding {
    struct request *request;
    size_t added, known, refused;
    const char *problem; /* of the last one that was refused */
    const char *title;   /* of the page that tells of each; NULL: none does */
    struct view *view;   /* that page: {{#added}}, {{#known}}, {{#refused}} */
};

/* Forgets what was counted: a transaction may run twice. */
void adding_begin(struct adding *adding);
/* False only when the store fails. */
bool adding_take(struct adding *adding, const struct subscription_new *new,
                 struct error *err) MUST_CHECK;

#endif
