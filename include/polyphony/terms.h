/* Text cut into terms: what ranking, grouping and composing compare.
 *
 * A term is a word, a number (inner dots stay: "1.2.3" is one term; commas
 * between digits are dropped: "1,234" is 1234), a word with its sign ("c++",
 * "c#"), initials with dots ("U.S." is "us"), or, in scripts without blanks
 * (Han, Kana, Hangul, Thai ...), two neighbouring characters. Apostrophes
 * part words, and a scrap of one or two letters beside one ("l'", "'s") is a
 * stop word. Words are folded (NFKC, case) and stemmed by Snowball where the
 * language has a stemmer.
 *
 * A `struct terms` holds a stemmer and its buffers: make one a thread and
 * language and use it for many texts. Time is linear in the text. */
#ifndef POLYPHONY_TERMS_H
#define POLYPHONY_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#define TERM_MAX_BYTES 64 /* longer words are cut there, in folded form */

enum term_kind { TERM_WORD, TERM_NUMBER, TERM_PAIR };

struct term {
    const char *word; /* folded, NUL-terminated; borrowed until the next read */
    const char *stem; /* the same, stemmed; `word` itself where no stemmer */
    size_t start, end; /* bytes in the text that was read; end exclusive */
    enum term_kind kind;
    bool is_stop; /* says nothing of the subject */
};

struct terms;

/* `language` is an ISO 639-1 code; NULL or one not known here: no stop words
 * and no stems. Yours; never NULL. */
struct terms *terms_new(const char *language);
void terms_free(struct terms *terms); /* NULL is fine */

const char *terms_language(const struct terms *terms); /* as given; a literal
                                                          or NULL */

/* Cut valid UTF-8. *list is borrowed until the next read or the end; returns
 * how many. Stop words are in the list, marked. */
size_t terms_read(struct terms *terms, const char *text, size_t len,
                  const struct term **list);

/* Is this folded word a stop word of the language? For single look-ups. */
bool terms_is_stop(const struct terms *terms, const char *word);

#endif
