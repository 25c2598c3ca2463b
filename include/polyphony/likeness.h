/* Same post or not: METHODS.md's rule, exactly as the likeness bench compares.
 *
 * Texts are folded first (NFKC, case, links, @mentions and "via @x" dropped,
 * hashtag words kept, punctuation to blanks). Two texts are the same post
 * when their character 5-gram Jaccard is >= .35, or containment >= .60 (both
 * of six words or more), or 1 - word edit distance / longer is >= .50, or
 * they are equal after folding, or they share a run of 8 words that does not
 * stand in the article's title. Pure and thread-safe. */
#ifndef POLYPHONY_LIKENESS_H
#define POLYPHONY_LIKENESS_H

#include "polyphony/buf.h"

#include <stddef.h>
#include <stdint.h>

#define LIKENESS_JACCARD .35
#define LIKENESS_CONTAINMENT .60
#define LIKENESS_EDIT .50
#define LIKENESS_RUN 8       /* words */
#define LIKENESS_COVERED .70 /* share of a text's pieces in its source */

struct likeness_text; /* a folded text with its pieces, ready to compare */

struct likeness_text *likeness_new(const char *text); /* yours; never NULL */
void likeness_free(struct likeness_text *text);       /* NULL is fine */

struct likeness {
    double jaccard, containment, edit; /* 0..1 */
    int run;      /* longest shared run of words, outside `title` */
    bool is_same; /* any of the bounds is reached */
    double worst; /* greatest of each measure over its bound: 1 is the bound */
};

/* `title` (may be NULL): runs that stand in it do not count. */
struct likeness likeness_compare(const struct likeness_text *a,
                                 const struct likeness_text *b,
                                 const struct likeness_text *title);

/* Share of a's pieces that stand in b: .70 or more is a copy of b. */
double likeness_covered(const struct likeness_text *a,
                        const struct likeness_text *b);

/* --- one text against many --- */

/* Texts in the order of adding; none is kept. */
struct likeness_set;
struct likeness_set *likeness_set_new(void); /* yours; never NULL */
void likeness_set_free(struct likeness_set *set);
void likeness_set_add(struct likeness_set *set,
                      const struct likeness_text *text);
/* How many pieces a text shares with each of them; yours to free(). */
uint32_t *likeness_set_shared(const struct likeness_set *set,
                              const struct likeness_text *text);

/* With that count, is_same of likeness_compare(). */
bool likeness_is_same(const struct likeness_text *a,
                      const struct likeness_text *b,
                      const struct likeness_text *title, size_t shared);

/* With that count: does a text echo what it is about, by any bound but the
 * run's, or as a copy by likeness_covered()? A run in common is no fault
 * there: both quote. */
bool likeness_echoes(const struct likeness_text *text,
                     const struct likeness_text *source, size_t shared);

/* The first `words` folded words, joined by blanks, appended to out. */
void likeness_opening(const struct likeness_text *text, int words,
                      struct buf *out);

size_t likeness_words(const struct likeness_text *text);

#endif
