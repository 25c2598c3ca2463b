/* Whom a rep speaks to, and whether a phrase of theirs stands in a text.
 * Pure: the curator (ranking, avoid list) and the scheduler (angles, tags)
 * both use it. */
#ifndef POLYPHONY_AUDIENCE_H
#define POLYPHONY_AUDIENCE_H

#include "polyphony/arena.h"
#include "polyphony/terms.h"

struct json;

struct audience_list {
    const char *const *items; /* never NULL strings, none empty */
    size_t count;
};

/* Texts are never NULL: "" where nothing was said. All of it lives in the
 * arena it was read into. */
struct audience {
    const char *id, *name;
    const char *about; /* a sentence or a few */
    const char *industry, *role, *region;
    const char *language; /* ISO 639-1, a literal; NULL when not said */
    struct audience_list keywords, avoid;
    struct audience_list liked, disliked; /* article ids, as text */
    struct audience_list accounts, triggers;
};

#define AUDIENCE_MAX_ITEMS 2000 /* a list's further items are not read */

/* Members that are missing or of another type are read as empty; ids may be
 * numbers. An error is only what is no object. */
bool audience_read(const struct json *node, struct arena *arena,
                   struct audience *audience, struct error *err) MUST_CHECK;

/* Phrases cut and stemmed once, to be looked for in many texts. A phrase
 * stands in a text when its words stand there one after another, each equal
 * or of the same stem. Stop words count ("rate of
 * growth" does not stand in "rate growth"). A word of two to five capitals
 * ("IT", "GHC") asks for those letters, and, where they also make a stop
 * word, for the capitals. A phrase without any term stands nowhere. */
struct phrases;

/* The language is that of the phrases; NULL: English. Yours; never NULL. */
struct phrases *phrases_new(const struct audience_list *list,
                            const char *language);
void phrases_free(struct phrases *phrases); /* NULL is fine */
size_t phrases_count(const struct phrases *phrases);

/* Number (from 0) of the first phrase that stands in the text, or -1. `found`
 * may be NULL; else it has a place for each phrase and says for each whether
 * it stands there. One thread at a time. */
long phrases_find(struct phrases *phrases, const char *text, size_t len,
                  bool *found);

#endif
