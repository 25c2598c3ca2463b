/* Ranking one audience: its words, widened, then what was learned, then the
 * avoid list, then order and reasons. The parts are in rank_*.c. */
#include "rank_internal.h"
#include "polyphony/mem.h"

#include <math.h>
#include <string.h>

static void
normalise(float *scores, size_t count)
{
    float most = 0;

    for (size_t n = 0; n < count; n++)
        most = scores[n] > most ? scores[n] : most;
    for (size_t n = 0; n < count && most > 0; n++)
        scores[n] /= most;
}

struct order {
    double score;
    uint32_t article, by_id;
};

static int
compare_order(const void *a, const void *b)
{
    const struct order *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->by_id > y->by_id) - (x->by_id < y->by_id);
}

static size_t
choose(const struct rank_index *index, const struct rank_request *request,
       const float *scores, struct order *order)
{
    size_t count = 0;

    for (uint32_t n = 0; n < index->article_count; n++) {
        if (request->skip != NULL && request->skip[n])
            continue;
        order[count++] = (struct order){(double)lrintf(scores[n] * 1e5f) / 1e5,
                                        n, index->by_id[n]};
    }
    qsort(order, count, sizeof *order, compare_order);
    return request->top > 0 && request->top < count ? request->top : count;
}

size_t
rank_audience(struct rank_index *index, const struct rank_request *request,
              struct rank_hit **hits)
{
    size_t all = index->article_count, count;
    float *scores = mem_calloc(all, sizeof *scores);
    struct order *order = mem_calloc(all, sizeof *order);
    struct rank_vector query = {0};
    struct rank_lesson lesson;
    double n = (double)(request->liked_count + request->disliked_count);

    rank_query_read(index, request->audience, &query);
    rank_query_score(index, &query, scores);
    rank_query_widen(index, &query, scores,
                     tune("RT_FBW", .4) * tune("RT_FADE", 8) /
                         (n + tune("RT_FADE", 8)));
    memset(scores, 0, all * sizeof *scores);
    rank_query_score(index, &query, scores);
    normalise(scores, all);
    rank_lesson_learn(index, request, scores, &lesson);
    for (size_t i = 0; i < all; i++)
        scores[i] *= 2;
    if (lesson.count > 0)
        rank_lesson_apply(index, &lesson, scores);
    count = choose(index, request, scores, order);
    *hits = count > 0 ? mem_calloc(count, sizeof **hits) : NULL;
    for (size_t i = 0; i < count; i++) {
        (*hits)[i].article = order[i].article;
        (*hits)[i].score = order[i].score;
        rank_explain(index, &query, &lesson, &(*hits)[i]);
    }
    rank_lesson_free(&lesson);
    free(query.items);
    free(scores);
    free(order);
    return count;
}
