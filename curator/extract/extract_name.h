/* People's names in short texts; private to curator/extract. */
#ifndef POLYPHONY_CURATOR_EXTRACT_NAME_H
#define POLYPHONY_CURATOR_EXTRACT_NAME_H

#include "extract_meta.h"

/* The name or names in a byline, without "By" before and roles behind, in the
 * arena; NULL where there is none. `one_word`: may it be of one word? */
const char *name_find(const struct facts *facts, const char *text,
                      bool one_word);

/* Past "By", "Von:", and so on; NULL where nothing of it is there. */
const char *name_after_prefix(struct arena *arena, const char *text);

/* Is it a house and no person: a firm's word in it, or what the page's host
 * is called? */
bool name_is_house(const struct facts *facts, const char *name);

/* Two or three words with capitals and nothing else: a name, most likely. */
bool name_looks_like(const char *text);

#endif
