/* Why this story is this rep's, in words that the rep can find: a term counts
 * when it stands in what they see (the suggestion, its sources, the title) or
 * in what they said of their audience. Pure. */
#ifndef POLYPHONY_WHY_H
#define POLYPHONY_WHY_H

#include "polyphony/audience.h"
#include "polyphony/buf.h"

struct why_case {
    const char *ranked; /* JSON [{"term","weight"}], largest first */
    const struct audience *audience;
    const char *title, *text; /* of the article, of the suggestion */
    const char *url;          /* of the article: its host is no reason */
    const char *article;      /* the article's own text */
    const char *source;       /* JSON [{"text"}] */
};

/* Appends a JSON list, never empty: the ranked terms that can be found; else
 * the audience's keywords that stand in the article; else the first words of
 * what the audience is about. */
void why_visible(const struct why_case *it, struct buf *out);

#endif
