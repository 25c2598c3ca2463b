/* Names of people out of bylines; private to curator/extract*.c. */
#ifndef POLYPHONY_CURATOR_EXTRACT_NAME_H
#define POLYPHONY_CURATOR_EXTRACT_NAME_H

#include "extract_meta.h"

/* Past "By", "Von:", and so on; NULL where nothing of it is there. */
const char *name_after_prefix(struct arena *arena, const char *text);

/* The name or names in a byline; NULL where it holds none. `one_word`: may it
 * be a single word? */
const char *name_find(const struct facts *facts, const char *text,
                      bool one_word);

/* Is it a house and no person: a firm's word in it, or what the page's host
 * is called? */
bool name_is_house(const struct facts *facts, const char *name);

#endif
