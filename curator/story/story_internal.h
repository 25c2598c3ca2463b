/* Private to story*.c and the fitting tool: articles as sets of numbers, and
 * how alike two of them are. */
#ifndef POLYPHONY_CURATOR_STORY_INTERNAL_H
#define POLYPHONY_CURATOR_STORY_INTERNAL_H

#include "polyphony/story.h"

#define STORY_SHINGLES                                                         \
    96                /* of an article that are kept: the smallest hashes      \
                       */
#define STORY_KEYS 16 /* terms of a body under which it can be found */

/* A set of numbers, ascending, in one of the arrays of the reading. */
struct story_set {
    uint32_t start, count;
};

/* A term of an article: number and weight. */
struct story_term {
    uint32_t term;
    float weight; /* reading: count; then (1 + ln count) idf */
};

struct story_doc {
    struct story_set title;    /* in numbers: terms of the title */
    struct story_set grams;    /* in numbers: hashes of its character 4-grams */
    struct story_set digits;   /* in numbers: its terms with digits */
    struct story_set facts;    /* in numbers: terms with digits anywhere */
    struct story_set shingles; /* in numbers: the smallest hashes */
    struct story_set terms;    /* in terms: title twice, and body */
    uint32_t shingle_total;
    float norm, mass;             /* of terms: length, sum of idf */
    float title_norm, title_mass; /* of the title's idf */
    bool has_body;
    int64_t when; /* TIME_NONE when not known */
};

struct story_reading {
    struct story_doc *docs;
    size_t count;
    uint32_t *numbers;
    size_t number_count, numbers_cap;
    struct story_term *terms;
    size_t term_count, terms_cap;
    float *idf; /* by term number */
    size_t vocabulary;
};

/* story_text.c. The articles in the order given. */
void story_read(const struct story_article *articles, size_t count,
                struct story_reading *reading);
void story_reading_deinit(struct story_reading *reading);

/* story_pair.c */
enum story_feature {
    STORY_TITLE,        /* cosine of the titles */
    STORY_TITLE_SQUARE, /* its square */
    STORY_GRAMS,        /* cosine of the titles' character 4-grams */
    STORY_FULL,         /* cosine of title and body */
    STORY_OVERLAP,      /* shared idf of the smaller */
    STORY_SHINGLE,      /* containment of 3-word shingles */
    STORY_TITLE_LEAST,  /* a title's words found in the other, lesser ... */
    STORY_TITLE_MOST,   /* ... and greater share */
    STORY_MISSING,      /* both titles have rare words that the other lacks */
    STORY_DIGITS_BOTH,  /* both titles have numbers that the other lacks */
    STORY_DIGITS_ONE,   /* only one has */
    STORY_FACTS,        /* shared numbers of the article that has fewer */
    STORY_DAYS,         /* days apart, up to the window, as a root */
    STORY_FEATURES
};

/* Which weights apply: no body, one, both. */
int story_pair_kind(const struct story_reading *reading, size_t a, size_t b);
void story_pair_features(const struct story_reading *reading, size_t a,
                         size_t b, double features[STORY_FEATURES]);
/* 0..1: that both tell the same. */
double story_pair_likeness(const struct story_reading *reading, size_t a,
                           size_t b);

/* story_find.c: pairs worth comparing, each once, a before b in `order`. */
struct story_candidate {
    uint32_t a, b;
};

/* `order`: article numbers by time, then id. Yours; free() it. */
size_t story_find(const struct story_reading *reading, const uint32_t *order,
                  struct story_candidate **candidates);

#endif
