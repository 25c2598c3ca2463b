/* Ranking one audience: its words, widened, then what was learned, then
 * order, the avoid list and reasons. The parts are in rank_*.c.
 *
 * Order and the score that is shown are two things. The order compares with
 * the best article there is today; the score must mean the same tomorrow, so
 * it measures how much of what the audience asks for an article has at all.
 * Both rise with the same sums, and the score is made to fall along the
 * order where they disagree by a little. */
#include "rank_internal.h"
#include "polyphony/mem.h"

#include <math.h>
#include <string.h>

#define WIDEN_SHARE .4 /* of the query: words of its best articles */
#define WIDEN_FADE 12  /* decisions that halve it */
#define GOOD_COVERAGE                                                          \
    .25                  /* a good article has about this much of the query    \
                          */
#define LATENT_ALL 5000  /* up to here, the latent part for all articles */
#define LATENT_LEAST 400 /* else for the best ones by words, at least these */

struct ranking {
    struct rank_index *index;
    const struct rank_request *request;
    struct rank_vector query;
    struct rank_lesson lesson;
    struct rank_avoid *avoid;
    double ideal;
    float best; /* largest coverage of an article */
};

/* Coverage of the audience's words in index->base: 0..1. */
static void
read_audience(struct ranking *ranking)
{
    struct rank_index *index = ranking->index;
    size_t all = index->article_count;
    double decisions = (double)(ranking->request->liked_count +
                                ranking->request->disliked_count);
    double own;

    memset(index->base, 0, all * sizeof *index->base);
    ranking->ideal =
        rank_query_read(index, ranking->request->audience, &ranking->query);
    own = rank_query_ideal(index, &ranking->query);
    rank_query_score(index, &ranking->query, index->base);
    rank_query_widen(index, &ranking->query, index->base,
                     WIDEN_SHARE * WIDEN_FADE / (WIDEN_FADE + decisions));
    memset(index->base, 0, all * sizeof *index->base);
    rank_query_score(index, &ranking->query, index->base);
    ranking->ideal =
        rank_query_ideal(index, &ranking->query) + ranking->ideal - own;
    for (size_t n = 0; n < all && ranking->ideal > 0; n++) {
        index->base[n] /= (float)ranking->ideal;
        if (index->base[n] > ranking->best)
            ranking->best = index->base[n];
    }
}

/* The base of the order, 0..1: coverage against the best one, or against a
 * good one where even the best is poor. */
static float
relative_base(const struct ranking *ranking, float coverage)
{
    return coverage / fmaxf(ranking->best, (float)GOOD_COVERAGE);
}

/* Sorted so that the best is first out of a heap. */
static bool
is_better(const struct rank_order *a, const struct rank_order *b)
{
    return a->score > b->score || (a->score == b->score && a->by_id < b->by_id);
}

static void
sift_down(struct rank_order *heap, size_t count, size_t at)
{
    struct rank_order item = heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= count)
            break;
        if (child + 1 < count && is_better(&heap[child + 1], &heap[child]))
            child++;
        if (!is_better(&heap[child], &item))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

static void
make_heap(struct rank_order *heap, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift_down(heap, count, i);
}

/* Takes the best out; it is put behind the heap. */
static struct rank_order *
take_best(struct rank_order *heap, size_t *count)
{
    struct rank_order best = heap[0];

    heap[0] = heap[--*count];
    heap[*count] = best;
    sift_down(heap, *count, 0);
    return &heap[*count];
}

/* Rounded, so that the last digit of a sum, which follows the order in which
 * articles came, decides nothing: ties follow ids. */
static float
rounded(float score)
{
    return rintf(score * 1e5f) / 1e5f;
}

static size_t
fill_order(struct ranking *ranking)
{
    struct rank_index *index = ranking->index;
    const bool *skip = ranking->request->skip;
    bool with_latent = index->article_count <= LATENT_ALL;
    size_t count = 0;

    for (uint32_t n = 0; n < index->article_count; n++) {
        float score;

        if (skip != NULL && skip[n])
            continue;
        score = 2 * relative_base(ranking, index->base[n]);
        if (ranking->lesson.count > 0)
            score += rank_lesson_say(index, &ranking->lesson, n, with_latent);
        index->order[count++] =
            (struct rank_order){rounded(score), n, index->by_id[n]};
    }
    make_heap(index->order, count);
    return count;
}

/* Where articles are many: the latent part for the best ones by words. They
 * go back into the heap's array, which is made anew. */
static void
refine_order(struct ranking *ranking, size_t count)
{
    struct rank_index *index = ranking->index;
    size_t left = count, some = 4 * ranking->request->top;

    if (ranking->lesson.count == 0 || index->article_count <= LATENT_ALL)
        return;
    if (some < LATENT_LEAST)
        some = LATENT_LEAST;
    if (ranking->request->top == 0 || some > count)
        some = count;
    for (size_t i = 0; i < some; i++) {
        struct rank_order *item = take_best(index->order, &left);

        item->score = rounded(
            2 * relative_base(ranking, index->base[item->article]) +
            rank_lesson_say(index, &ranking->lesson, item->article, true));
    }
    make_heap(index->order, count);
}

/* What is shown: fitted so that of articles at .5 about half were on the
 * subject, in collections of titles and of whole texts alike. */
static double
shown_score(const struct ranking *ranking, const struct rank_order *item)
{
    double coverage = (double)ranking->index->base[item->article];
    double n = (double)ranking->lesson.count;
    double learned = (double)item->score -
                     2 * (double)relative_base(ranking, (float)coverage);
    double sum = 2 * (1 - exp(-coverage / GOOD_COVERAGE)) + learned;
    double middle = 1.4 + .3 * n / (n + 5), nothing = exp(3.5 * middle);

    if (sum <= 0)
        return 0;
    /* A logistic curve, moved to start at 0. */
    return (1 / (1 + exp(3.5 * (middle - sum))) - 1 / (1 + nothing)) *
           (1 + nothing) / nothing;
}

static size_t
take_hits(struct ranking *ranking, size_t count, struct rank_hit **hits)
{
    struct rank_index *index = ranking->index;
    size_t top = ranking->request->top, taken = 0;
    double least = 1;

    if (top == 0 || top > count)
        top = count;
    *hits = top > 0 ? mem_calloc(top, sizeof **hits) : NULL;
    while (taken < top && count > 0) {
        const struct rank_order *item = take_best(index->order, &count);
        struct rank_hit *hit = &(*hits)[taken];

        if (rank_avoid_stands(index, ranking->avoid, item->article))
            continue;
        hit->article = item->article;
        least = fmin(least, shown_score(ranking, item));
        hit->score = least;
        rank_explain(index, &ranking->query, &ranking->lesson, hit);
        taken++;
    }
    if (taken == 0) {
        free(*hits);
        *hits = NULL;
    }
    return taken;
}

size_t
rank_audience(struct rank_index *index, const struct rank_request *request,
              struct rank_hit **hits)
{
    struct ranking ranking = {.index = index, .request = request};
    size_t count;

    *hits = NULL;
    if (index->article_count == 0)
        return 0;
    read_audience(&ranking);
    for (size_t n = 0; n < index->article_count; n++)
        index->scores[n] = relative_base(&ranking, index->base[n]);
    rank_lesson_learn(index, request, index->scores, &ranking.lesson);
    ranking.avoid = rank_avoid_new(index, request->audience);
    count = fill_order(&ranking);
    refine_order(&ranking, count);
    count = take_hits(&ranking, count, hits);
    rank_avoid_free(ranking.avoid);
    free(ranking.query.items);
    return count;
}
