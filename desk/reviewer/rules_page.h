/* What page_rules.c and page_rule.c share. */
#ifndef POLYPHONY_DESK_RULES_PAGE_H
#define POLYPHONY_DESK_RULES_PAGE_H

#include "queue_item.h"

#define RULES_DAYS 30
#define RULES_WORDINGS 3000 /* that a rule is tried on */

/* From when on wordings are looked at, and how many there are; below 0: an
 * error. */
int64_t rules_since(struct request *request, int64_t *wordings,
                    struct error *err);

/* Keeps a pack, checks what is live again, and leads back to the list. */
bool rules_save(struct request *request, struct response *response,
                struct desk_queue *open, const char *json, const char *note,
                struct error *err) MUST_CHECK;

/* The list, with what `view` says besides. */
bool rules_show_page(struct items *items, struct response *response,
                     struct view *view, struct error *err) MUST_CHECK;

/* {{tried}}: the field "text" checked for the network of the field. */
void rules_try_text(struct items *items, const struct guideline *pack,
                    struct view *view);
void rules_show_networks(const char *chosen, struct view *view);

/* {{trial}}: what a pack would have caught. */
bool rules_show_trial(struct request *request, const struct guideline *pack,
                      struct view *view, struct error *err) MUST_CHECK;

const char *rules_path(struct request *request, const char *id);

#endif
