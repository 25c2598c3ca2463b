/* Private to rank*.c: the index and what its parts ask of each other. */
#ifndef POLYPHONY_CURATOR_RANK_INTERNAL_H
#define POLYPHONY_CURATOR_RANK_INTERNAL_H

#include "polyphony/rank.h"
#include "polyphony/vocabulary.h"

#include <stdlib.h>

#define NO_TERM VOCABULARY_NONE
#define RANK_STOP (UINT32_MAX - 1)  /* in a stream: a stop word */
#define RANK_BREAK (UINT32_MAX - 2) /* in a stream: between title and text */
#define NO_VARIANT 255
#define WEIGHT_UNIT (RANK_K1_1 / 65535.)
#define RANK_K1 1.2
#define RANK_K1_1 2.2 /* k1 + 1: no weight is larger */
#define RANK_B .75
#define RANK_LATENT 96 /* dimensions; a multiple of 8 */

/* A term of an article. 8 bytes, one for each distinct term. */
struct rank_entry {
    uint32_t term;
    uint16_t weight;  /* while adding: tenths of a field-weighted count;
                         finished: BM25's weight in WEIGHT_UNITs */
    uint8_t variant;  /* spelling: place in the term's chain, or NO_VARIANT */
    uint8_t is_extra; /* 1: from the URL alone */
};

struct rank_term {
    uint32_t variant; /* first of its spellings, or NO_TERM */
    uint32_t df;      /* articles that have it */
    uint32_t mark;    /* article that had it last, + 1 */
    uint32_t place;   /* and where in that article's entries */
};

struct rank_variant {
    uint32_t text; /* offset in bytes */
    uint32_t next; /* NO_TERM ends the chain */
};

struct rank_order {
    float score;
    uint32_t article, by_id;
};

struct rank_index {
    const char *language;
    struct terms **readers; /* one a language, made when needed */
    size_t reader_count;
    bool is_finished;

    struct vocabulary *stems;
    struct rank_term *terms; /* by number of the stem */
    size_t term_count, terms_cap;
    char *bytes; /* spellings and ids, each terminated */
    size_t bytes_used, bytes_cap;
    struct rank_variant *variants;
    size_t variant_count, variants_cap;

    struct rank_entry *entries; /* article by article */
    size_t entry_count, entries_cap;
    size_t *starts; /* where an article's entries start; one more at the end */
    uint32_t *ids;  /* offsets of the ids in bytes */
    uint32_t *stream; /* terms of titles and texts in the order of reading */
    size_t stream_count, stream_cap;
    size_t *stream_starts; /* by article; one more at the end */
    size_t article_count, starts_cap, ids_cap, stream_starts_cap;

    /* made by rank_index_finish */
    size_t *posting_starts; /* by term; one more at the end */
    uint32_t *posting_articles;
    uint16_t *posting_weights;
    float *idf;
    float *inverse_norms; /* 1 / length of an article's vector of idf *
                          weight; 0 where it has none */
    uint32_t *by_id;      /* place of an article in the order of ids */

    /* working space, kept from audience to audience */
    float *term_scratch;  /* by term; zero between calls */
    float *base, *scores; /* by article */
    struct rank_order *order;
    float *kernel;
    size_t kernel_cap;
    float *latent; /* rows of RANK_LATENT, unit length; made when needed */
};

struct terms *rank_reader(struct rank_index *index, const char *language);
struct terms *rank_audience_reader(struct rank_index *index,
                                   const struct audience *audience);

/* What a term counts as: its stem; for a stop word NULL, unless it is spelt
 * as an acronym ("IT", "WHO") in a text that does not shout: then that. */
const char *rank_stem(const char *text, const struct term *term, bool shouts,
                      char spelling[TERM_MAX_BYTES]);
bool rank_shouts(const char *text, size_t len);

/* A sparse vector over terms. */
struct rank_weight {
    uint32_t term;
    float weight;
};

struct rank_vector {
    struct rank_weight *items;
    size_t count, cap;
};

void rank_vector_add(struct rank_vector *vector, uint32_t term, double weight);
/* Add up what is there twice, largest weight first, at most `keep`. */
void rank_vector_settle(struct rank_index *index, struct rank_vector *vector,
                        size_t keep);

/* rank_query.c: the audience's own words, weights summing to 1. Returns the
 * best score that an article could have, words included that no article has. */
double rank_query_read(struct rank_index *index,
                       const struct audience *audience,
                       struct rank_vector *query);
/* scores[article] += sum of weight * idf * BM25 weight */
void rank_query_score(const struct rank_index *index,
                      const struct rank_vector *query, float *scores);
/* Widen it by words of its best articles, at `share` of the weight. */
void rank_query_widen(struct rank_index *index, struct rank_vector *query,
                      const float *scores, double share);
double rank_query_ideal(const struct rank_index *index,
                        const struct rank_vector *query);

/* rank_learn.c: decisions and what they teach. */
struct rank_lesson {
    size_t count, liked_count; /* decisions; the liked ones come first */
    uint32_t articles[2 * RANK_DECISIONS_MAX];
    float alpha[2 * RANK_DECISIONS_MAX];
    float *kernel; /* count rows of an entry an article; the index's own */
    float latent;  /* weight of the latent cosine beside it */
};

/* `base` is 0..1. */
void rank_lesson_learn(struct rank_index *index,
                       const struct rank_request *request, const float *base,
                       struct rank_lesson *lesson);
/* Cosine of a decision's article, by its place, and an article. */
float rank_lesson_like(const struct rank_index *index,
                       const struct rank_lesson *lesson, size_t decision,
                       size_t article);
/* What the lesson says of an article, added to its base score. The latent
 * part is slow and may be left out. */
float rank_lesson_say(const struct rank_index *index,
                      const struct rank_lesson *lesson, size_t article,
                      bool with_latent);

/* rank_latent.c: once an index, when the first decisions are to be learned. */
void rank_latent_make(struct rank_index *index);
float rank_latent_like(const struct rank_index *index, size_t a, size_t b);

/* rank_avoid.c */
struct rank_avoid;
struct rank_avoid *rank_avoid_new(struct rank_index *index,
                                  const struct audience *audience);
void rank_avoid_free(struct rank_avoid *avoid);
bool rank_avoid_stands(const struct rank_index *index,
                       const struct rank_avoid *avoid, uint32_t article);

/* rank_why.c: fill why and like of a hit. */
void rank_explain(struct rank_index *index, const struct rank_vector *query,
                  const struct rank_lesson *lesson, struct rank_hit *hit);

#endif
