/* Which pairs are worth comparing: articles that share heavy terms, within
 * the window. Articles are taken by time; under each term the latest ones
 * are remembered, a bounded number of them, so the cost of an article does
 * not grow with how many there are. */
#include "story_internal.h"
#include "polyphony/clock.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define LATEST 48     /* articles looked at under a term */
#define CANDIDATES 40 /* best ones that are compared */
#define MAX_TITLE_KEYS 40
#define NONE UINT32_MAX

/* An article under a term, and the one that came before it there. */
struct link {
    uint32_t article, before;
};

struct finder {
    const struct story_reading *reading;
    uint32_t *latest; /* by term: a link, or NONE */
    struct link *links;
    size_t link_count, links_cap;
    float *weights; /* by article; 0 between articles */
    uint32_t *touched;
    size_t touched_count;
    struct story_candidate *found;
    size_t found_count, found_cap;
};

/* The heaviest terms, and all of the title. Equal weights are settled by idf
 * alone having equal df: then by the term's number would follow the input's
 * order, so all of an equal weight at the edge are taken, up to twice. */
static size_t
choose_keys(const struct story_reading *reading, const struct story_doc *doc,
            uint32_t keys[STORY_KEYS * 2 + MAX_TITLE_KEYS])
{
    const struct story_term *terms = reading->terms + doc->terms.start;
    float heaviest[STORY_KEYS + 1];
    size_t have = 0, count = 0, title = doc->title.count;

    for (size_t i = 0; i < doc->terms.count; i++) {
        size_t at = have;

        while (at > 0 && heaviest[at - 1] < terms[i].weight)
            at--;
        if (at == STORY_KEYS)
            continue;
        have += have < STORY_KEYS;
        memmove(heaviest + at + 1, heaviest + at,
                (have - at - 1) * sizeof *heaviest);
        heaviest[at] = terms[i].weight;
    }
    for (size_t i = 0; i < doc->terms.count && count < STORY_KEYS * 2; i++)
        if (terms[i].weight >= heaviest[have - 1])
            keys[count++] = terms[i].term;
    for (size_t i = 0; i < title && i < MAX_TITLE_KEYS; i++) {
        uint32_t term = reading->numbers[doc->title.start + i];
        size_t j = 0;

        while (j < count && keys[j] != term)
            j++;
        if (j == count)
            keys[count++] = term;
    }
    return count;
}

static bool
within_window(const struct story_doc *a, const struct story_doc *b)
{
    return a->when == TIME_NONE || b->when == TIME_NONE ||
           (double)b->when - (double)a->when <= STORY_WINDOW_DAYS * 86400.;
}

static void
look_up(struct finder *finder, const struct story_doc *doc, uint32_t term)
{
    float idf = finder->reading->idf[term];
    uint32_t at = finder->latest[term];

    for (size_t i = 0; i < LATEST && at != NONE && finder->links != NULL; i++) {
        uint32_t other = finder->links[at].article;

        at = finder->links[at].before;
        if (!within_window(&finder->reading->docs[other], doc))
            break;
        if (finder->weights[other] == 0)
            finder->touched[finder->touched_count++] = other;
        finder->weights[other] += idf * idf;
    }
}

static void
take_best(struct finder *finder, uint32_t article, const uint32_t *rank)
{
    uint32_t best[CANDIDATES + 1];
    size_t count = 0;

    for (size_t i = 0; i < finder->touched_count; i++) {
        uint32_t other = finder->touched[i];
        float weight = finder->weights[other];
        size_t at = count;

        while (at > 0 && (finder->weights[best[at - 1]] < weight ||
                          (finder->weights[best[at - 1]] == weight &&
                           rank[best[at - 1]] < rank[other])))
            at--;
        if (at == CANDIDATES)
            continue;
        count += count < CANDIDATES;
        memmove(best + at + 1, best + at, (count - at - 1) * sizeof *best);
        best[at] = other;
    }
    for (size_t i = 0; i < count; i++) {
        finder->found =
            mem_grow(finder->found, &finder->found_cap, finder->found_count + 1,
                     sizeof *finder->found);
        finder->found[finder->found_count++] =
            (struct story_candidate){best[i], article};
    }
    for (size_t i = 0; i < finder->touched_count; i++)
        finder->weights[finder->touched[i]] = 0;
    finder->touched_count = 0;
}

static void
remember(struct finder *finder, uint32_t article, uint32_t term)
{
    finder->links = mem_grow(finder->links, &finder->links_cap,
                             finder->link_count + 1, sizeof *finder->links);
    finder->links[finder->link_count] =
        (struct link){article, finder->latest[term]};
    finder->latest[term] = (uint32_t)finder->link_count++;
}

size_t
story_find(const struct story_reading *reading, const uint32_t *order,
           struct story_candidate **candidates)
{
    struct finder finder = {.reading = reading};
    uint32_t *rank = mem_calloc(reading->count, sizeof *rank);

    finder.latest = mem_calloc(reading->vocabulary, sizeof *finder.latest);
    memset(finder.latest, 0xFF, reading->vocabulary * sizeof *finder.latest);
    finder.weights = mem_calloc(reading->count, sizeof *finder.weights);
    finder.touched = mem_calloc(reading->count, sizeof *finder.touched);
    for (size_t i = 0; i < reading->count; i++)
        rank[order[i]] = (uint32_t)i;
    for (size_t i = 0; i < reading->count; i++) {
        const struct story_doc *doc = &reading->docs[order[i]];
        uint32_t keys[STORY_KEYS * 2 + MAX_TITLE_KEYS];
        size_t count = choose_keys(reading, doc, keys);

        for (size_t k = 0; k < count; k++)
            look_up(&finder, doc, keys[k]);
        take_best(&finder, order[i], rank);
        for (size_t k = 0; k < count; k++)
            remember(&finder, order[i], keys[k]);
    }
    free(rank);
    free(finder.latest);
    free(finder.links);
    free(finder.weights);
    free(finder.touched);
    *candidates = finder.found;
    return finder.found_count;
}
