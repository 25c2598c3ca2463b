/* What the audience says of itself as a weighted query, its BM25 scores, and
 * pseudo-feedback: words that its best articles share (RM3, Abdul-Jaleel et
 * al., TREC 2004). */
#include "rank_internal.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"

#include <math.h>
#include <string.h>

#define ABOUT_WEIGHT 1.
#define KEYWORD_WEIGHT 2.
#define PLACE_WEIGHT .3 /* industry and role */
#define MAX_QUERY_TERMS 200

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

/* Leave the `keep` largest in front, in any order: quickselect. */
static void
select_largest(struct rank_weight *items, size_t count, size_t keep)
{
    size_t low = 0, high = count;

    while (high - low > 1 && keep > low && keep < high) {
        struct rank_weight pivot = items[low + (high - low) / 2];
        size_t i = low, j = high - 1;

        for (;;) {
            struct rank_weight swap;

            while (compare_weights(&items[i], &pivot) < 0)
                i++;
            while (compare_weights(&items[j], &pivot) > 0)
                j--;
            if (i >= j)
                break;
            swap = items[i];
            items[i++] = items[j];
            items[j--] = swap;
        }
        if (keep <= j + 1)
            high = j + 1;
        else
            low = j + 1;
        if (high == count && low == 0)
            break;
    }
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
    (void)select_largest;
    qsort(vector->items, count, sizeof *vector->items, compare_weights);
    vector->count = count < keep ? count : keep;
}

static void
add_text(struct rank_index *index, struct terms *reader, const char *text,
         double weight, struct rank_vector *query)
{
    const struct term *list;
    size_t count = terms_read(reader, text, strlen(text), &list);

    for (size_t i = 0; i < count; i++) {
        uint32_t term;

        if (list[i].is_stop)
            continue;
        term = vocabulary_find(index->stems, list[i].stem);
        if (term != NO_TERM)
            rank_vector_add(query, term, weight);
    }
}

static void
divide_by_sum(struct rank_vector *vector)
{
    double sum = 0;

    for (size_t i = 0; i < vector->count; i++)
        sum += (double)vector->items[i].weight;
    for (size_t i = 0; i < vector->count && sum > 0; i++)
        vector->items[i].weight /= (float)sum;
}

void
rank_query_read(struct rank_index *index, const struct audience *audience,
                struct rank_vector *query)
{
    const char *language = audience->language;
    struct terms *reader;

    if (language == NULL)
        language = language_guess(audience->about, strlen(audience->about));
    reader = rank_reader(index, language != NULL ? language : index->language);
    add_text(index, reader, audience->about, ABOUT_WEIGHT, query);
    for (size_t i = 0; i < audience->keywords.count; i++)
        add_text(index, reader, audience->keywords.items[i],
                 tune("RT_KW", KEYWORD_WEIGHT), query);
    add_text(index, reader, audience->industry, PLACE_WEIGHT, query);
    add_text(index, reader, audience->role, PLACE_WEIGHT, query);
    rank_vector_settle(index, query, MAX_QUERY_TERMS);
    divide_by_sum(query);
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

#define MAX_FEEDBACK 32

/* The best articles, ties by id; returns how many there are above zero. */
static size_t
best_articles(const struct rank_index *index, const float *scores,
              size_t wanted, uint32_t best[MAX_FEEDBACK])
{
    size_t count = 0;

    for (uint32_t n = 0; n < index->article_count; n++) {
        size_t at = count;

        if (scores[n] <= 0 ||
            (count == wanted && scores[n] < scores[best[count - 1]]))
            continue;
        while (at > 0 && (scores[best[at - 1]] < scores[n] ||
                          (scores[best[at - 1]] == scores[n] &&
                           index->by_id[best[at - 1]] > index->by_id[n])))
            at--;
        if (at == wanted)
            continue;
        if (count < wanted)
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
    uint32_t best[MAX_FEEDBACK];
    size_t count =
        best_articles(index, scores, (size_t)tune("RT_FBD", 10), best);
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += pow((double)scores[best[i]], tune("RT_FBPOW", 1));
    for (size_t i = 0; i < count; i++) {
        double trust = pow((double)scores[best[i]], tune("RT_FBPOW", 1)) / sum;
        size_t from = index->starts[best[i]], to = index->starts[best[i] + 1];

        for (size_t e = from; e < to; e++) {
            const struct rank_entry *entry = &index->entries[e];

            rank_vector_add(
                &found, entry->term,
                trust * entry->weight * WEIGHT_UNIT *
                    pow((double)index->idf[entry->term], tune("RT_FBIDF", 1)) /
                    (double)index->norms[best[i]]);
        }
    }
    rank_vector_settle(index, &found, (size_t)tune("RT_FBT", 20));
    divide_by_sum(&found);
    for (size_t i = 0; i < query->count; i++)
        query->items[i].weight *= (float)(1 - share);
    for (size_t i = 0; i < found.count; i++)
        rank_vector_add(query, found.items[i].term,
                        share * (double)found.items[i].weight);
    rank_vector_settle(index, query, SIZE_MAX);
    free(found.items);
}
