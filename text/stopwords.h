/* Private to text/: the stop words of the languages known here. */
#ifndef POLYPHONY_TEXT_STOPWORDS_H
#define POLYPHONY_TEXT_STOPWORDS_H

#include <stddef.h>

struct stopwords {
    const char *language; /* ISO 639-1 */
    const char *stemmer;  /* Snowball's name; NULL where it has none */
    const char *words;    /* folded, parted by blanks; "" where scripts tell */
};

extern const struct stopwords stopword_lists[];
extern const size_t stopword_list_count;

/* NULL for a language not known here (or NULL). */
const struct stopwords *stopwords_of(const char *language);

#endif
