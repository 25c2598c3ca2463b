/* A set of texts, for "was this one seen already". One thread at a time. */
#ifndef POLYPHONY_TEXT_SET_H
#define POLYPHONY_TEXT_SET_H

#include <stdbool.h>
#include <stddef.h>

struct text_set;

struct text_set *text_set_new(void); /* yours; never NULL */
void text_set_free(struct text_set *set);

/* True when `text` was not in the set; it is now (as a copy). */
bool text_set_add(struct text_set *set, const char *text);
bool text_set_has(const struct text_set *set, const char *text);

#endif
