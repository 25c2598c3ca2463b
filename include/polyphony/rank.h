/* Ranks articles for audiences: BM25 over fields, pseudo-feedback, and what
 * the rep picked and dismissed (curator/rank/ has the method, a file a part).
 *
 * An index is made once over the articles; any number of audiences is then
 * ranked against it without reading the articles again. Pure: no clock, no
 * store. An index is one thread's at a time. Memory: about 14 bytes a
 * distinct word of an article and 4 a word, and the vocabulary; once
 * decisions are learned, 384 bytes an article. */
#ifndef POLYPHONY_RANK_H
#define POLYPHONY_RANK_H

#include "polyphony/audience.h"

#include <stdint.h>

#define RANK_TEXT_BYTES 16384 /* of an article's text that are read */
#define RANK_WHY_MAX 6        /* terms in a why */
#define RANK_DECISIONS_MAX 80 /* of each kind; the first ones given count */

struct rank_article {
    const char *id; /* copied; settles ties, so order of adding does not */
    const char *title, *text, *url; /* NULL is "" */
    const char *language;           /* ISO 639-1; NULL: guessed */
};

struct rank_index;

/* `language` is what articles are read as where their own cannot be told;
 * NULL: English. Yours; never NULL. */
struct rank_index *rank_index_new(const char *language);
void rank_index_free(struct rank_index *index); /* NULL is fine */

/* Returns the article's number: 0, 1, 2 ... Not after rank_index_finish. */
uint32_t rank_index_add(struct rank_index *index,
                        const struct rank_article *article);
/* Call once, when all are added. */
void rank_index_finish(struct rank_index *index);
size_t rank_index_count(const struct rank_index *index);

struct rank_request {
    const struct audience *audience;
    /* What the rep picked and dismissed, latest first, by article number;
     * the audience's own liked and disliked ids are not looked at. */
    const uint32_t *liked, *disliked;
    size_t liked_count, disliked_count;
    /* NULL, or a place for each article: true leaves it out of the hits (it
     * still counts in the statistics, and as a decision). */
    const bool *skip;
    size_t top; /* how many hits at most; 0: all */
};

struct rank_why {
    const char *term; /* as it is spelt in the article; lives in the index */
    double weight;    /* share of the score's terms, > 0, largest first */
};

struct rank_hit {
    uint32_t article;
    /* 0..1 and comparable between audiences and days. Half of what scores
     * .5 is on the subject; under .2 little is. */
    double score;
    struct rank_why why[RANK_WHY_MAX];
    size_t why_count;
    /* The picked article that this one is most like, where that moved it
     * up; UINT32_MAX for none. The reason in words is "like TITLE". */
    uint32_t like;
};

/* Best first; ties by id. Articles where an avoid phrase stands are not
 * among the hits. *hits is yours (free()); NULL when there is none. */
size_t rank_audience(struct rank_index *index,
                     const struct rank_request *request,
                     struct rank_hit **hits);

#endif
