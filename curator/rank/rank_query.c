/* What the audience says of itself as a weighted query, its BM25 scores, and
 * pseudo-feedback: words that its best articles share (RM3, Abdul-Jaleel et
 * al., TREC 2004). */
#include "rank_internal.h"
#include "polyphony/mem.h"

#include <math.h>
#include <string.h>

#define ABOUT_WEIGHT 1.
#define KEYWORD_WEIGHT 2.
#define PLACE_WEIGHT .3 /* industry and role */
#define MAX_QUERY_TERMS 200
#define ACRONYM_BYTES 12 /* up to here, capitals are no shouting */
#define MISSING_SHARE .5 /* how much words count that no article has */
#define FEEDBACK_ARTICLES 10
#define FEEDBACK_TERMS 20

void
rank_vector_add(struct rank_vector *vector, uint32_t term, double weight)
{
    vector->items = mem_grow(vector->items, &vector->cap, vector->count + 1,
                             sizeof *vector->items);
    vector->items[vector->count++] = (struct rank_weight){term, (float)weight};
}

static int
compare_weights(const void *a, const void *b)
{
    const struct rank_weight *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->term > y->term) - (x->term < y->term);
}

void
rank_vector_settle(struct rank_index *index, struct rank_vector *vector,
                   size_t keep)
{
    float *sums = index->term_scratch;
    size_t count = 0;

    for (size_t i = 0; i < vector->count; i++)
        sums[vector->items[i].term] += vector->items[i].weight;
    for (size_t i = 0; i < vector->count; i++) {
        uint32_t term = vector->items[i].term;

        if (sums[term] == 0)
            continue;
        vector->items[count++] = (struct rank_weight){term, sums[term]};
        sums[term] = 0;
    }
    if (count > 1)
        qsort(vector->items, count, sizeof *vector->items, compare_weights);
    vector->count = count < keep ? count : keep;
}

/* Returns the weight of the words that no article has. */
static double
add_text(struct rank_index *index, struct terms *reader, const char *text,
         double weight, struct rank_vector *query)
{
    const struct term *list;
    size_t len = strlen(text), count = terms_read(reader, text, len, &list);
    bool shouts = len > ACRONYM_BYTES && rank_shouts(text, len);
    double missing = 0;

    for (size_t i = 0; i < count; i++) {
        char spelling[TERM_MAX_BYTES];
        const char *stem = rank_stem(text, &list[i], shouts, spelling);
        uint32_t term =
            stem != NULL ? vocabulary_find(index->stems, stem) : NO_TERM;

        if (term != NO_TERM)
            rank_vector_add(query, term, weight);
        else if (stem != NULL)
            missing += weight;
    }
    return missing;
}

static double
sum_of(const struct rank_vector *vector)
{
    double sum = 0;

    for (size_t i = 0; i < vector->count; i++)
        sum += (double)vector->items[i].weight;
    return sum;
}

static void
divide_by_sum(struct rank_vector *vector)
{
    double sum = sum_of(vector);

    for (size_t i = 0; i < vector->count && sum > 0; i++)
        vector->items[i].weight /= (float)sum;
}

double
rank_query_ideal(const struct rank_index *index,
                 const struct rank_vector *query)
{
    double ideal = 0;

    for (size_t i = 0; i < query->count; i++)
        ideal += (double)query->items[i].weight *
                 (double)index->idf[query->items[i].term] * RANK_K1_1;
    return ideal;
}

double
rank_query_read(struct rank_index *index, const struct audience *audience,
                struct rank_vector *query)
{
    struct terms *reader = rank_audience_reader(index, audience);
    double missing, rarest = log(2 * (double)index->article_count + 2);

    missing = add_text(index, reader, audience->about, ABOUT_WEIGHT, query);
    for (size_t i = 0; i < audience->keywords.count; i++)
        missing += add_text(index, reader, audience->keywords.items[i],
                            KEYWORD_WEIGHT, query);
    (void)add_text(index, reader, audience->industry, PLACE_WEIGHT, query);
    (void)add_text(index, reader, audience->role, PLACE_WEIGHT, query);
    missing /= sum_of(query) > 0 ? sum_of(query) : 1;
    rank_vector_settle(index, query, MAX_QUERY_TERMS);
    divide_by_sum(query);
    return rank_query_ideal(index, query) +
           MISSING_SHARE * missing * rarest * RANK_K1_1;
}

void
rank_query_score(const struct rank_index *index,
                 const struct rank_vector *query, float *scores)
{
    for (size_t q = 0; q < query->count; q++) {
        uint32_t term = query->items[q].term;
        float weight =
            query->items[q].weight * index->idf[term] * (float)WEIGHT_UNIT;
        size_t end = index->posting_starts[term + 1];

        for (size_t i = index->posting_starts[term]; i < end; i++)
            scores[index->posting_articles[i]] +=
                weight * (float)index->posting_weights[i];
    }
}

/* The best articles, ties by id; returns how many there are above zero. */
static size_t
best_articles(const struct rank_index *index, const float *scores,
              uint32_t best[FEEDBACK_ARTICLES])
{
    size_t count = 0;

    for (uint32_t n = 0; n < index->article_count; n++) {
        size_t at = count;

        if (scores[n] <= 0 ||
            (count == FEEDBACK_ARTICLES && scores[n] < scores[best[count - 1]]))
            continue;
        while (at > 0 && (scores[best[at - 1]] < scores[n] ||
                          (scores[best[at - 1]] == scores[n] &&
                           index->by_id[best[at - 1]] > index->by_id[n])))
            at--;
        if (at == FEEDBACK_ARTICLES)
            continue;
        if (count < FEEDBACK_ARTICLES)
            count++;
        memmove(best + at + 1, best + at, (count - at - 1) * sizeof *best);
        best[at] = n;
    }
    return count;
}

void
rank_query_widen(struct rank_index *index, struct rank_vector *query,
                 const float *scores, double share)
{
    struct rank_vector found = {0};
    uint32_t best[FEEDBACK_ARTICLES];
    size_t count = best_articles(index, scores, best);
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)scores[best[i]];
    for (size_t i = 0; i < count; i++) {
        double trust = (double)scores[best[i]] / sum *
                       (double)index->inverse_norms[best[i]];
        size_t end = index->starts[best[i] + 1];

        for (size_t e = index->starts[best[i]]; e < end; e++) {
            const struct rank_entry *entry = &index->entries[e];

            rank_vector_add(&found, entry->term,
                            trust * entry->weight * WEIGHT_UNIT *
                                (double)index->idf[entry->term]);
        }
    }
    rank_vector_settle(index, &found, FEEDBACK_TERMS);
    divide_by_sum(&found);
    for (size_t i = 0; i < query->count && found.count > 0; i++)
        query->items[i].weight *= (float)(1 - share);
    for (size_t i = 0; i < found.count; i++)
        rank_vector_add(query, found.items[i].term,
                        share * (double)found.items[i].weight);
    rank_vector_settle(index, query, SIZE_MAX);
    free(found.items);
}
