/* What a rep's decisions teach: logistic regression over them in its dual
 * form, so that cost follows the number of decisions and not of words. The
 * audience's own score goes in as an offset: the regression learns only what
 * the audience did not say. */
#include "rank_internal.h"
#include "polyphony/mem.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 12
#define LAMBDA .1         /* weight of a'Ka: METHODS.md */
#define DECISION_TERMS 40 /* the heaviest of an article, for its cosines */
#define LATENT_SHARE .25f /* of the latent cosine, when decisions are many */
#define MOST_SHARE .5f    /* of the cosine with the picked one most like it */

static void
collect(const struct rank_index *index, const uint32_t *numbers, size_t count,
        struct rank_lesson *lesson)
{
    size_t before = lesson->count;

    for (size_t i = 0; i < count && lesson->count - before < RANK_DECISIONS_MAX;
         i++)
        if (numbers[i] < index->article_count)
            lesson->articles[lesson->count++] = numbers[i];
}

static int
compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x < y) - (x > y);
}

/* The weight from which a term is among an article's heaviest. */
static float
heavy_weight(const struct rank_index *index, size_t from, size_t to)
{
    float kept[DECISION_TERMS] = {0};
    size_t have = 0;

    if (to - from <= DECISION_TERMS)
        return 0;
    /* A sorted prefix, and from then on most terms are too light to enter. */
    for (size_t e = from; e < to; e++) {
        const struct rank_entry *entry = &index->entries[e];
        float weight = (float)entry->weight * index->idf[entry->term];
        size_t at;

        if (have < DECISION_TERMS) {
            kept[have++] = weight;
            if (have == DECISION_TERMS)
                qsort(kept, have, sizeof *kept, compare_floats);
            continue;
        }
        if (weight <= kept[have - 1])
            continue;
        for (at = have - 1; at > 0 && kept[at - 1] < weight; at--)
            kept[at] = kept[at - 1];
        kept[at] = weight;
    }
    return kept[DECISION_TERMS - 1];
}

/* Products of one article's unit vector with all articles' vectors, over its
 * heaviest terms; divided by the others' lengths they are cosines. */
static void
fill_row(const struct rank_index *index, uint32_t article, float *row)
{
    size_t from = index->starts[article], to = index->starts[article + 1];
    float least = heavy_weight(index, from, to);

    for (size_t e = from; e < to; e++) {
        const struct rank_entry *entry = &index->entries[e];
        float idf = index->idf[entry->term];
        float weight = (float)entry->weight * idf;
        size_t end = index->posting_starts[entry->term + 1];

        if (weight < least)
            continue;
        weight *= idf * (float)(WEIGHT_UNIT * WEIGHT_UNIT) *
                  index->inverse_norms[article];
        for (size_t i = index->posting_starts[entry->term]; i < end; i++)
            row[index->posting_articles[i]] +=
                weight * (float)index->posting_weights[i];
    }
}

/* Gauss with partial pivoting; the solution replaces b. */
static bool
solve(double *a, double *b, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;

        for (size_t i = k + 1; i < n; i++)
            if (fabs(a[i * n + k]) > fabs(a[pivot * n + k]))
                pivot = i;
        if (fabs(a[pivot * n + k]) < 1e-12)
            return false;
        for (size_t j = 0; pivot != k && j < n; j++) {
            double swap = a[k * n + j];

            a[k * n + j] = a[pivot * n + j];
            a[pivot * n + j] = swap;
        }
        if (pivot != k) {
            double swap = b[k];

            b[k] = b[pivot];
            b[pivot] = swap;
        }
        for (size_t i = k + 1; i < n; i++) {
            double factor = a[i * n + k] / a[k * n + k];

            for (size_t j = k; j < n && factor != 0; j++)
                a[i * n + j] -= factor * a[k * n + j];
            b[i] -= factor * b[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            b[k] -= a[k * n + j] * b[j];
        b[k] /= a[k * n + k];
    }
    return true;
}

/* Minimise sum log(1 + exp(-y z)) + lambda/2 a'Ka with z = offset + K a. The
 * Newton step solves (W K + lambda I) step = -(g + lambda a). */
static void
fit(const struct rank_lesson *lesson, const double *kernel,
    const double *offsets, double *alpha)
{
    size_t n = lesson->count;
    double lambda = LAMBDA;
    double *hessian = mem_calloc(n * n, sizeof *hessian);
    double *step = mem_calloc(n, sizeof *step);

    for (int round = 0; round < MAX_STEPS; round++) {
        double largest = 0;

        for (size_t i = 0; i < n; i++) {
            double y = i < lesson->liked_count ? 1 : -1, z = offsets[i], p;

            for (size_t j = 0; j < n; j++)
                z += kernel[i * n + j] * alpha[j];
            p = 1 / (1 + exp(y * z));
            step[i] = y * p - lambda * alpha[i];
            for (size_t j = 0; j < n; j++)
                hessian[i * n + j] = p * (1 - p) * kernel[i * n + j];
            hessian[i * n + i] += lambda;
        }
        if (!solve(hessian, step, n))
            break;
        for (size_t i = 0; i < n; i++) {
            alpha[i] += step[i];
            largest = fmax(largest, fabs(step[i]));
        }
        if (largest < 1e-6)
            break;
    }
    free(hessian);
    free(step);
}

static void
fill_rows(struct rank_index *index, struct rank_lesson *lesson)
{
    size_t all = index->article_count;

    index->kernel = mem_grow(index->kernel, &index->kernel_cap,
                             lesson->count * all, sizeof *index->kernel);
    memset(index->kernel, 0, lesson->count * all * sizeof *index->kernel);
    lesson->kernel = index->kernel;
    for (size_t j = 0; j < lesson->count; j++)
        fill_row(index, lesson->articles[j], lesson->kernel + j * all);
}

void
rank_lesson_learn(struct rank_index *index, const struct rank_request *request,
                  const float *base, struct rank_lesson *lesson)
{
    size_t n;
    double *kernel, *offsets, alpha[2 * RANK_DECISIONS_MAX] = {0};

    memset(lesson, 0, sizeof *lesson);
    collect(index, request->liked, request->liked_count, lesson);
    lesson->liked_count = lesson->count;
    collect(index, request->disliked, request->disliked_count, lesson);
    n = lesson->count;
    if (n == 0)
        return;
    /* Two decisions are too few to trust what is not even a shared word. */
    lesson->latent = LATENT_SHARE * (float)n / (float)(n + 3);
    rank_latent_make(index);
    fill_rows(index, lesson);
    kernel = mem_calloc(n * n, sizeof *kernel);
    offsets = mem_calloc(n, sizeof *offsets);
    for (size_t i = 0; i < n; i++) {
        uint32_t a = lesson->articles[i];

        offsets[i] = 2 * (double)base[a] - 1;
        for (size_t j = 0; j < n; j++) {
            uint32_t b = lesson->articles[j];

            /* Rows are cut to the heaviest terms, so not quite symmetric. */
            kernel[i * n + j] =
                (double)(.5f * (rank_lesson_like(index, lesson, j, a) +
                                rank_lesson_like(index, lesson, i, b)) +
                         lesson->latent * rank_latent_like(index, a, b));
        }
    }
    fit(lesson, kernel, offsets, alpha);
    for (size_t i = 0; i < n; i++)
        lesson->alpha[i] = (float)alpha[i];
    free(kernel);
    free(offsets);
}

float
rank_lesson_like(const struct rank_index *index,
                 const struct rank_lesson *lesson, size_t decision,
                 size_t article)
{
    return lesson->kernel[decision * index->article_count + article] *
           index->inverse_norms[article];
}

float
rank_lesson_say(const struct rank_index *index,
                const struct rank_lesson *lesson, size_t article,
                bool with_latent)
{
    const float *like = lesson->kernel + article;
    size_t all = index->article_count, liked = lesson->liked_count;
    float scale = index->inverse_norms[article];
    float n = (float)lesson->count, sum = 0, most = 0, total = 0;

    for (size_t j = 0; j < lesson->count; j++, like += all) {
        float value = *like * scale;

        if (with_latent)
            value += lesson->latent *
                     rank_latent_like(index, article, lesson->articles[j]);
        else if (value == 0)
            continue;
        sum += lesson->alpha[j] * value;
        if (j < liked) {
            most = value > most ? value : most;
            total += value;
        }
    }
    if (liked > 0)
        sum += n / (n + 4) * sqrtf(n) * total / (float)liked;
    return sum + MOST_SHARE * most;
}
