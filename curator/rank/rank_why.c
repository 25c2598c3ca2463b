/* Why an article stands where it stands: the terms of the score that are in
 * the article, spelt as they are there, and the picked article it is most
 * like. */
#include "rank_internal.h"
#include "polyphony/mem.h"

#include <string.h>

#define LIKE_LEAST .15f /* cosine from which "like TITLE" is worth saying */

static const char *
spelling(const struct rank_index *index, const struct rank_entry *entry)
{
    uint32_t at = index->terms[entry->term].variant;

    if (entry->variant == NO_VARIANT)
        return NULL;
    for (unsigned i = 0; i < entry->variant && at != NO_TERM; i++)
        at = index->variants[at].next;
    return at != NO_TERM ? index->bytes + index->variants[at].text : NULL;
}

static void
put(struct rank_hit *hit, const char *term, double weight)
{
    size_t at = hit->why_count;

    while (at > 0 && (hit->why[at - 1].weight < weight ||
                      (hit->why[at - 1].weight == weight &&
                       strcmp(hit->why[at - 1].term, term) > 0)))
        at--;
    if (at == RANK_WHY_MAX)
        return;
    if (hit->why_count < RANK_WHY_MAX)
        hit->why_count++;
    memmove(&hit->why[at + 1], &hit->why[at],
            (hit->why_count - at - 1) * sizeof *hit->why);
    hit->why[at] = (struct rank_why){term, weight};
}

void
rank_explain(struct rank_index *index, const struct rank_vector *weights,
             const struct rank_lesson *lesson, struct rank_hit *hit)
{
    size_t from = index->starts[hit->article];
    size_t to = index->starts[hit->article + 1];
    float best = 0;
    double sum = 0;

    for (size_t i = 0; i < weights->count; i++)
        index->term_scratch[weights->items[i].term] = weights->items[i].weight;
    for (size_t e = from; e < to; e++) {
        const struct rank_entry *entry = &index->entries[e];
        double weight = (double)index->term_scratch[entry->term] *
                        (double)index->idf[entry->term] * entry->weight *
                        WEIGHT_UNIT;
        const char *term = weight > 0 ? spelling(index, entry) : NULL;

        if (term == NULL)
            continue;
        sum += weight;
        put(hit, term, weight);
    }
    for (size_t i = 0; i < weights->count; i++)
        index->term_scratch[weights->items[i].term] = 0;
    for (size_t i = 0; i < hit->why_count; i++)
        hit->why[i].weight /= sum;
    hit->like = UINT32_MAX;
    for (size_t j = 0; j < lesson->liked_count; j++) {
        float like = rank_lesson_like(index, lesson, j, hit->article);

        if (like > best && like > LIKE_LEAST &&
            lesson->articles[j] != hit->article) {
            best = like;
            hit->like = lesson->articles[j];
        }
    }
}
