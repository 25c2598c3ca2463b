/* Groups articles into stories: read them (story_text.c), find pairs worth
 * comparing (story_find.c), judge each (story_pair.c), then join, best pair
 * first, as long as the members of both sides are alike on the whole. One
 * alike pair is not enough: chains of it would tie a week of news together.
 *
 * Articles of a fixed story are together from the start, and two fixed
 * stories are never joined: they are reported. */
#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "story_internal.h"

#include <stdlib.h>
#include <string.h>

#define SAME .5    /* likeness from which a pair counts */
#define MEMBERS 12 /* of a side that are looked at when joining */
#define NONE UINT32_MAX

struct edge {
    double likeness;
    uint32_t a, b;          /* articles */
    uint32_t first, second; /* their places in the order, for ties */
};

/* A story being made, named by one of its articles. */
struct side {
    uint32_t parent;     /* of an article: towards the root */
    uint32_t next, last; /* members, in the order of joining; NONE ends */
    uint32_t size;
    int64_t fixed;
};

struct grouping {
    const struct story_article *articles;
    size_t count;
    struct story_reading reading;
    uint32_t *order, *rank; /* by time and id, and back */
    struct side *sides;
    struct edge *edges;
    size_t edge_count, edges_cap;
    struct story_pairs *alike;
};

static int
compare_articles(const void *a, const void *b, void *context)
{
    const struct story_article *articles = context;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    const struct story_article *x = &articles[i], *y = &articles[j];
    int order;

    if (x->published != y->published) {
        if (x->published == TIME_NONE || y->published == TIME_NONE)
            return x->published == TIME_NONE ? 1 : -1;
        return x->published < y->published ? -1 : 1;
    }
    order = strcmp(x->id, y->id);
    return order != 0 ? order : (i > j) - (i < j);
}

static void
put_in_order(struct grouping *grouping)
{
    grouping->order = mem_calloc(grouping->count, sizeof *grouping->order);
    grouping->rank = mem_calloc(grouping->count, sizeof *grouping->rank);
    for (size_t i = 0; i < grouping->count; i++)
        grouping->order[i] = (uint32_t)i;
    qsort_r(grouping->order, grouping->count, sizeof *grouping->order,
            compare_articles, (void *)(uintptr_t)grouping->articles);
    for (size_t i = 0; i < grouping->count; i++)
        grouping->rank[grouping->order[i]] = (uint32_t)i;
}

static uint32_t
root_of(struct grouping *grouping, uint32_t article)
{
    struct side *sides = grouping->sides;

    while (sides[article].parent != article) {
        sides[article].parent = sides[sides[article].parent].parent;
        article = sides[article].parent;
    }
    return article;
}

static void
join(struct grouping *grouping, uint32_t a, uint32_t b)
{
    struct side *sides = grouping->sides;
    uint32_t swap;

    if (sides[a].size < sides[b].size ||
        (sides[a].size == sides[b].size &&
         grouping->rank[a] > grouping->rank[b])) {
        swap = a;
        a = b;
        b = swap;
    }
    sides[b].parent = a;
    sides[sides[a].last].next = b;
    sides[a].last = sides[b].last;
    sides[a].size += sides[b].size;
    if (sides[a].fixed == STORY_NONE)
        sides[a].fixed = sides[b].fixed;
}

struct keeper {
    int64_t fixed;
    uint32_t article, rank;
};

static int
compare_keepers(const void *a, const void *b)
{
    const struct keeper *x = a, *y = b;

    if (x->fixed != y->fixed)
        return x->fixed < y->fixed ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static void
start_sides(struct grouping *grouping)
{
    struct keeper *keepers = mem_calloc(grouping->count, sizeof *keepers);
    size_t count = 0;

    grouping->sides = mem_calloc(grouping->count, sizeof *grouping->sides);
    for (uint32_t i = 0; i < grouping->count; i++) {
        int64_t fixed = grouping->articles[i].fixed;

        grouping->sides[i] = (struct side){i, NONE, i, 1, fixed};
        if (fixed != STORY_NONE)
            keepers[count++] = (struct keeper){fixed, i, grouping->rank[i]};
    }
    qsort(keepers, count, sizeof *keepers, compare_keepers);
    for (size_t i = 1; i < count; i++)
        if (keepers[i].fixed == keepers[i - 1].fixed)
            join(grouping, root_of(grouping, keepers[i - 1].article),
                 keepers[i].article);
    free(keepers);
}

static int
compare_edges(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    if (x->likeness != y->likeness)
        return x->likeness < y->likeness ? 1 : -1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

static void
judge_pairs(struct grouping *grouping)
{
    struct story_candidate *candidates;
    size_t count = story_find(&grouping->reading, grouping->order, &candidates);

    for (size_t i = 0; i < count; i++) {
        uint32_t a = candidates[i].a, b = candidates[i].b;
        double likeness = story_pair_likeness(&grouping->reading, a, b);

        if (likeness < SAME)
            continue;
        grouping->edges =
            mem_grow(grouping->edges, &grouping->edges_cap,
                     grouping->edge_count + 1, sizeof *grouping->edges);
        grouping->edges[grouping->edge_count++] =
            (struct edge){likeness, a, b, grouping->rank[a], grouping->rank[b]};
    }
    free(candidates);
    if (grouping->edge_count > 1)
        qsort(grouping->edges, grouping->edge_count, sizeof *grouping->edges,
              compare_edges);
}

/* Mean likeness over the first members of both sides. */
static double
mean_likeness(struct grouping *grouping, uint32_t a, uint32_t b)
{
    double sum = 0;
    size_t pairs = 0, i = 0;

    for (uint32_t x = a; x != NONE && i < MEMBERS;
         x = grouping->sides[x].next, i++) {
        size_t j = 0;

        for (uint32_t y = b; y != NONE && j < MEMBERS;
             y = grouping->sides[y].next, j++, pairs++)
            sum += grouping->rank[x] < grouping->rank[y]
                       ? story_pair_likeness(&grouping->reading, x, y)
                       : story_pair_likeness(&grouping->reading, y, x);
    }
    return sum / (double)pairs;
}

static void
report_alike(struct grouping *grouping, int64_t a, int64_t b, double likeness)
{
    struct story_pairs *alike = grouping->alike;
    struct story_pair pair = {a < b ? a : b, a < b ? b : a, likeness};

    if (alike == NULL)
        return;
    for (size_t i = 0; i < alike->count; i++)
        if (alike->items[i].a == pair.a && alike->items[i].b == pair.b)
            return;
    alike->items = mem_grow(alike->items, &alike->cap, alike->count + 1,
                            sizeof *alike->items);
    alike->items[alike->count++] = pair;
}

static void
merge(struct grouping *grouping)
{
    for (size_t i = 0; i < grouping->edge_count; i++) {
        const struct edge *edge = &grouping->edges[i];
        uint32_t a = root_of(grouping, edge->a);
        uint32_t b = root_of(grouping, edge->b);
        const struct side *x = &grouping->sides[a], *y = &grouping->sides[b];
        double likeness;

        if (a == b)
            continue;
        likeness = x->size == 1 && y->size == 1 ? edge->likeness
                                                : mean_likeness(grouping, a, b);
        if (likeness < SAME)
            continue;
        if (x->fixed != STORY_NONE && y->fixed != STORY_NONE)
            report_alike(grouping, x->fixed, y->fixed, likeness);
        else
            join(grouping, a, b);
    }
}

/* The lead is what a rep will read: an article with a body before one
 * without, then the earliest. */
static void
answer(struct grouping *grouping, struct story_answer *answers)
{
    uint32_t *leads = mem_calloc(grouping->count, sizeof *leads);

    memset(leads, 0xFF, grouping->count * sizeof *leads);
    for (size_t i = 0; i < grouping->count; i++) {
        uint32_t article = grouping->order[i];
        uint32_t root = root_of(grouping, article);

        if (leads[root] == NONE ||
            (!grouping->reading.docs[leads[root]].has_body &&
             grouping->reading.docs[article].has_body))
            leads[root] = article;
    }
    for (uint32_t i = 0; i < grouping->count; i++) {
        uint32_t root = root_of(grouping, i);

        answers[i] = (struct story_answer){leads[root], leads[root] == i,
                                           grouping->sides[root].fixed};
    }
    free(leads);
}

void
story_group(const struct story_article *articles, size_t count,
            struct story_answer *answers, struct story_pairs *alike)
{
    struct grouping grouping = {
        .articles = articles, .count = count, .alike = alike};

    if (alike != NULL)
        *alike = (struct story_pairs){0};
    if (count == 0)
        return;
    put_in_order(&grouping);
    start_sides(&grouping);
    story_read(articles, count, &grouping.reading);
    judge_pairs(&grouping);
    merge(&grouping);
    answer(&grouping, answers);
    story_reading_deinit(&grouping.reading);
    free(grouping.order);
    free(grouping.rank);
    free(grouping.sides);
    free(grouping.edges);
}
