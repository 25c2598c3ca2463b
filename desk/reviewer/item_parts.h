/* What a waiting text is shown with, a file a subject: item_findings.c,
 * item_likeness.c, item_numbers.c, item_disclosure.c. For queue_item.c, which
 * puts them together. */
#ifndef POLYPHONY_DESK_ITEM_PARTS_H
#define POLYPHONY_DESK_ITEM_PARTS_H

#include "queue_item.h"

/* The midnight before, by the reader's clock. */
int64_t items_today(const struct items *items);

/* A fact in few words; `css` "ok" (quiet), "bad" (boxed) or "". */
void item_add_chip(struct view *view, const char *css, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Each rule that found something, once. */
void item_show_findings(struct items *items, const struct item *item,
                        struct view *view);
void item_add_rule_chips(const struct items *items, const struct item *item,
                         struct view *view);

/* {{blocks}}: the rules that nobody can pass. */
void item_show_blocks(struct items *items, const struct item *item,
                      struct view *view);

/* The text as the rules would mend it, or that there is no mend but to ask. */
bool item_show_mend(struct items *items, const struct item *item,
                    struct view *view, struct error *err) MUST_CHECK;

/* The words of a request for a change, from the gravest finding. */
const char *item_wording(struct items *items, const struct item *item);

/* Sets `wants_look` for one that is close to another's. */
bool item_show_likeness(struct items *items, struct item *item,
                        struct view *view, struct error *err) MUST_CHECK;

/* Each number with its sentence, of those in `taken` first; sets `wants_look`
 * for one that stands nowhere. */
void item_show_numbers(struct items *items, struct item *item,
                       const char *taken, const struct item_article *article,
                       struct view *view);

/* NULL where the rules ask for none, or a finding says it already. */
const char *item_disclosure(const struct items *items, const struct item *item);

#endif
