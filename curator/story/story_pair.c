/* How alike two articles are: a logistic model over a few measures, with a
 * set of weights each for two articles without a body, one with, both with.
 * The weights are fitted by tools/fit_story.py; story_weights.h is its
 * output. */
#include "story_internal.h"
#include "polyphony/clock.h"
#include "story_weights.h"

#include <math.h>

int
story_pair_kind(const struct story_reading *reading, size_t a, size_t b)
{
    return reading->docs[a].has_body + reading->docs[b].has_body;
}

static double
ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static size_t
shared(const struct story_reading *reading, struct story_set a,
       struct story_set b)
{
    const uint32_t *x = reading->numbers + a.start;
    const uint32_t *y = reading->numbers + b.start;
    size_t i = 0, j = 0, count = 0;

    while (i < a.count && j < b.count) {
        count += x[i] == y[j];
        if (x[i] <= y[j])
            i += 1, j += x[i - 1] == y[j];
        else
            j++;
    }
    return count;
}

/* Containment from the smallest hashes of both: of the smaller article's
 * hashes up to the largest one that both lists reach, how many are in the
 * other (bottom-k sketches, Broder 1997). */
static double
shingle_containment(const struct story_reading *reading,
                    const struct story_doc *a, const struct story_doc *b)
{
    struct story_set small = a->shingles, large = b->shingles;
    const uint32_t *x, *y;
    uint32_t reach = UINT32_MAX;
    size_t had = 0, i, j = 0, common = 0;

    if (a->shingle_total > b->shingle_total) {
        small = b->shingles;
        large = a->shingles;
    }
    x = reading->numbers + small.start;
    y = reading->numbers + large.start;
    if (large.count == STORY_SHINGLES)
        reach = y[large.count - 1];
    for (i = 0; i < small.count && x[i] <= reach; i++, had++) {
        while (j < large.count && y[j] < x[i])
            j++;
        common += j < large.count && y[j] == x[i];
    }
    return ratio((double)common, (double)had);
}

static bool
has_term(const struct story_reading *reading, const struct story_doc *doc,
         uint32_t term)
{
    const struct story_term *terms = reading->terms + doc->terms.start;
    size_t low = 0, high = doc->terms.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (terms[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < doc->terms.count && terms[low].term == term;
}

/* Idf of a's title that stands anywhere in b, as a share; the largest idf
 * that does not, in *missing. */
static double
title_share(const struct story_reading *reading, const struct story_doc *a,
            const struct story_doc *b, double *missing)
{
    double found = 0;

    *missing = 0;
    for (size_t i = 0; i < a->title.count; i++) {
        uint32_t term = reading->numbers[a->title.start + i];
        double idf = (double)reading->idf[term];

        if (has_term(reading, b, term))
            found += idf;
        else
            *missing = fmax(*missing, idf);
    }
    return ratio(found, (double)a->title_mass);
}

static double
title_cosine(const struct story_reading *reading, const struct story_doc *a,
             const struct story_doc *b)
{
    const uint32_t *x = reading->numbers + a->title.start;
    const uint32_t *y = reading->numbers + b->title.start;
    size_t i = 0, j = 0;
    double sum = 0;

    while (i < a->title.count && j < b->title.count) {
        if (x[i] < y[j]) {
            i++;
        } else if (x[i] > y[j]) {
            j++;
        } else {
            double idf = (double)reading->idf[x[i]];

            sum += idf * idf;
            i++;
            j++;
        }
    }
    return ratio(sum, (double)a->title_norm * (double)b->title_norm);
}

static void
full_likeness(const struct story_reading *reading, const struct story_doc *a,
              const struct story_doc *b, double features[STORY_FEATURES])
{
    const struct story_term *x = reading->terms + a->terms.start;
    const struct story_term *y = reading->terms + b->terms.start;
    size_t i = 0, j = 0;
    double dot = 0, idf = 0;

    while (i < a->terms.count && j < b->terms.count) {
        if (x[i].term < y[j].term) {
            i++;
        } else if (x[i].term > y[j].term) {
            j++;
        } else {
            dot += (double)x[i].weight * (double)y[j].weight;
            idf += (double)reading->idf[x[i].term];
            i++;
            j++;
        }
    }
    features[STORY_FULL] = ratio(dot, (double)a->norm * (double)b->norm);
    features[STORY_OVERLAP] =
        ratio(idf, fmin((double)a->mass, (double)b->mass));
}

static double
days_apart(const struct story_doc *a, const struct story_doc *b)
{
    if (a->when == TIME_NONE || b->when == TIME_NONE)
        return .5;
    return fmin(fabs((double)a->when - (double)b->when) / 86400,
                STORY_WINDOW_DAYS);
}

void
story_pair_features(const struct story_reading *reading, size_t a, size_t b,
                    double features[STORY_FEATURES])
{
    const struct story_doc *x = &reading->docs[a], *y = &reading->docs[b];
    double missing_x, missing_y, share_x, share_y;
    size_t digits = shared(reading, x->digits, y->digits);
    size_t facts = shared(reading, x->facts, y->facts);
    size_t fewest =
        x->facts.count < y->facts.count ? x->facts.count : y->facts.count;
    bool only_x = x->digits.count > digits, only_y = y->digits.count > digits;

    share_x = title_share(reading, x, y, &missing_x);
    share_y = title_share(reading, y, x, &missing_y);
    features[STORY_TITLE] = title_cosine(reading, x, y);
    features[STORY_TITLE_SQUARE] =
        features[STORY_TITLE] * features[STORY_TITLE];
    features[STORY_GRAMS] =
        ratio((double)shared(reading, x->grams, y->grams),
              sqrt((double)x->grams.count * (double)y->grams.count));
    full_likeness(reading, x, y, features);
    features[STORY_SHINGLE] = shingle_containment(reading, x, y);
    features[STORY_TITLE_LEAST] = fmin(share_x, share_y);
    features[STORY_TITLE_MOST] = fmax(share_x, share_y);
    features[STORY_MISSING] = fmin(missing_x, missing_y) / 10;
    features[STORY_DIGITS_BOTH] = only_x && only_y;
    features[STORY_DIGITS_ONE] = only_x != only_y;
    features[STORY_FACTS] = fewest > 0 ? (double)facts / (double)fewest : .5;
    features[STORY_DAYS] = sqrt(days_apart(x, y));
}

double
story_pair_likeness(const struct story_reading *reading, size_t a, size_t b)
{
    const double *weights = story_weights[story_pair_kind(reading, a, b)];
    double features[STORY_FEATURES], z = weights[STORY_FEATURES];

    story_pair_features(reading, a, b, features);
    for (size_t i = 0; i < STORY_FEATURES; i++)
        z += weights[i] * features[i];
    /* Rounded: sums depend on the order of terms by a last digit, and no
     * decision may. */
    return round(1e9 / (1 + exp(-z))) / 1e9;
}
