/* A body that another writer made, cut up beside the article: what the files
 * compose_faithful.c and compose_number.c share. */
#ifndef SCHEDULER_COMPOSE_BODY_H
#define SCHEDULER_COMPOSE_BODY_H

#include "compose_inner.h"

#include "polyphony/sentence.h"

struct source {
    const char *text;
    const struct word *words;
    size_t n;
};

struct body {
    const struct compose_index *index;
    const struct compose_rep *rep;
    const char *text;
    struct word *words;
    size_t n;
    struct sentence *sentences;
    size_t n_sentences;
    struct stretch *article; /* its sentences, as words */
    size_t n_article;
    bool *quoted;           /* a flag a word */
    struct word_set own;    /* words that our own phrases use */
    struct source known[2]; /* text and title */
    struct word *about;     /* what may be named as well */
    size_t n_about;
    struct error *why;
};

bool body_in_list(const struct body *body, size_t at, enum word_list list);

/* Fills body->why: `what`, and `count` words from `at` on; returns false. */
bool body_refuse(const struct body *body, const char *what, size_t at,
                 size_t count);

bool body_numbers_stand(const struct body *body);

#endif
