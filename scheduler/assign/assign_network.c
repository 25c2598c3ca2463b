/* Builds the flow network of an assignment from the problem as given: drops
 * candidates that can never be used, keeps one of a story given twice, and
 * finds the sources that bind. No sorting of candidates: stamps tell what was
 * seen for the rep at hand. */
#include "assign_network.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

/* What a rep's candidates are told apart with; one array entry a story or
 * source, valid where the stamp is the rep at hand. */
struct builder {
    const struct assign_problem *problem;
    int32_t *story_source;              /* numbered from 0; -1: no source */
    int32_t *story_stamp, *story_place; /* a story: where in `picked` */
    int32_t *source_stamp, *source_count, *source_at;
    struct assign_arc *picked; /* of the rep at hand */
    int32_t *sources;          /* of the rep at hand, as first met */
    int32_t n_picked, n_sources;
};

struct source_key {
    uint32_t source, story;
};

static int
by_source(const void *a, const void *b)
{
    const struct source_key *x = a, *y = b;

    return (x->source > y->source) - (x->source < y->source);
}

/* Numbers the sources 0..n-1; returns n. */
static int32_t
number_sources(const struct assign_problem *problem, int32_t *story_source)
{
    struct source_key *keys = mem_calloc(problem->n_stories + 1, sizeof *keys);
    int32_t count = 0;

    for (size_t j = 0; j < problem->n_stories; j++)
        keys[j] = (struct source_key){problem->stories[j].source, (uint32_t)j};
    qsort(keys, problem->n_stories, sizeof *keys, by_source);
    for (size_t i = 0; i < problem->n_stories; i++) {
        if (i > 0 && keys[i].source != keys[i - 1].source)
            count++;
        story_source[keys[i].story] =
            keys[i].source == ASSIGN_NO_SOURCE ? -1 : count;
    }
    free(keys);
    return count + 1;
}

static void
builder_init(struct builder *b, const struct assign_problem *problem)
{
    size_t n = problem->n_stories + 1, most = 1;
    int32_t n_sources;

    for (size_t r = 0; r < problem->n_reps; r++)
        if (problem->reps[r].count > most)
            most = problem->reps[r].count;
    *b = (struct builder){.problem = problem};
    b->story_source = mem_calloc(n, sizeof(int32_t));
    n_sources = number_sources(problem, b->story_source);
    b->story_stamp = mem_calloc(n, sizeof(int32_t));
    b->story_place = mem_calloc(n, sizeof(int32_t));
    b->source_stamp = mem_calloc((size_t)n_sources + 1, sizeof(int32_t));
    b->source_count = mem_calloc((size_t)n_sources + 1, sizeof(int32_t));
    b->source_at = mem_calloc((size_t)n_sources + 1, sizeof(int32_t));
    b->picked = mem_calloc(most, sizeof *b->picked);
    b->sources = mem_calloc(most, sizeof(int32_t));
}

static void
builder_deinit(struct builder *b)
{
    free(b->story_source);
    free(b->story_stamp);
    free(b->story_place);
    free(b->source_stamp);
    free(b->source_count);
    free(b->source_at);
    free(b->picked);
    free(b->sources);
}

static void
count_source(struct builder *b, int32_t source, int32_t stamp)
{
    if (source < 0)
        return;
    if (b->source_stamp[source] != stamp) {
        b->source_stamp[source] = stamp;
        b->source_count[source] = 0;
        b->sources[b->n_sources++] = source;
    }
    b->source_count[source]++;
}

/* The candidates of a rep that can be used, each story once. */
static void
pick(struct builder *b, size_t r)
{
    const struct assign_rep *rep = &b->problem->reps[r];
    int32_t stamp = (int32_t)r + 1;

    b->n_picked = b->n_sources = 0;
    for (size_t i = 0; i < rep->count && rep->quota > 0; i++) {
        const struct assign_candidate *c =
            &b->problem->candidates[rep->first + i];
        int32_t story = (int32_t)c->story;

        if (c->score <= 0 || b->problem->stories[story].capacity == 0)
            continue;
        if (rep->per_source == 0 && b->story_source[story] >= 0)
            continue;
        if (b->story_stamp[story] == stamp) {
            struct assign_arc *before = &b->picked[b->story_place[story]];

            if (c->score > before->score)
                before->score = c->score;
            continue;
        }
        b->story_stamp[story] = stamp;
        b->story_place[story] = b->n_picked;
        b->picked[b->n_picked++] = (struct assign_arc){story, c->score};
        count_source(b, b->story_source[story], stamp);
    }
}

static void
add_owner(struct network *net, size_t rep, int32_t first, int32_t limit)
{
    net->owner_rep[net->n_owners] = (int32_t)rep;
    net->owner_arc[net->n_owners] = first;
    net->owner_limit[net->n_owners++] = limit;
}

/* Owners and arcs of one rep: the sources that bind, then all the rest.
 * After this source_at of a source is where its next arc goes; -1: the rest. */
static void
add_rep(struct network *net, struct builder *b, size_t r)
{
    uint32_t per_source = b->problem->reps[r].per_source;
    int32_t at = net->n_arcs, rest = b->n_picked, possible = 0;

    for (int32_t i = 0; i < b->n_sources; i++) {
        int32_t source = b->sources[i], count = b->source_count[source];

        b->source_at[source] = -1;
        if ((uint32_t)count <= per_source)
            continue;
        add_owner(net, r, at, (int32_t)per_source);
        b->source_at[source] = at;
        at += count;
        rest -= count;
        possible += (int32_t)per_source;
    }
    if (rest > 0)
        add_owner(net, r, at, rest);
    possible += rest;
    for (int32_t i = 0; i < b->n_picked; i++) {
        int32_t source = b->story_source[b->picked[i].story];
        int32_t *place = source >= 0 && b->source_at[source] >= 0
                             ? &b->source_at[source]
                             : &at;
        net->arcs[(*place)++] = b->picked[i];
    }
    net->n_arcs += b->n_picked;
    net->quota[r] = b->problem->reps[r].quota < (uint32_t)possible
                        ? (int32_t)b->problem->reps[r].quota
                        : possible;
}

/* Room for the holders of each story: its capacity, or all who want it. */
static void
add_stories(struct network *net, const struct assign_problem *problem)
{
    int32_t at = 0;

    for (int32_t k = 0; k < net->n_arcs; k++)
        net->capacity[net->arcs[k].story]++;
    for (int32_t j = 0; j < net->n_stories; j++) {
        if (problem->stories[j].capacity < (uint32_t)net->capacity[j])
            net->capacity[j] = (int32_t)problem->stories[j].capacity;
        net->story_holder[j] = at;
        at += net->capacity[j];
    }
    net->holders = mem_calloc((size_t)at + 1, sizeof *net->holders);
}

static void
network_alloc(struct network *net, const struct assign_problem *problem)
{
    size_t n_reps = problem->n_reps + 1, n_stories = problem->n_stories + 1;
    size_t n_arcs = 1;

    for (size_t r = 0; r < problem->n_reps; r++)
        n_arcs += problem->reps[r].count;
    *net = (struct network){.n_reps = (int32_t)problem->n_reps,
                            .n_stories = (int32_t)problem->n_stories,
                            .bonus = problem->first_bonus};
    net->quota = mem_calloc(n_reps, sizeof(int32_t));
    net->held = mem_calloc(n_reps, sizeof(int32_t));
    net->rep_owner = mem_calloc(n_reps, sizeof(int32_t));
    net->owner_rep = mem_calloc(n_arcs, sizeof(int32_t));
    net->owner_arc = mem_calloc(n_arcs, sizeof(int32_t));
    net->owner_limit = mem_calloc(n_arcs, sizeof(int32_t));
    net->arcs = mem_calloc(n_arcs, sizeof *net->arcs);
    net->capacity = mem_calloc(n_stories, sizeof(int32_t));
    net->n_holders = mem_calloc(n_stories, sizeof(int32_t));
    net->story_holder = mem_calloc(n_stories, sizeof(int32_t));
    net->price = mem_calloc(n_stories, sizeof(int32_t));
}

void
network_init(struct network *net, const struct assign_problem *problem)
{
    struct builder b;

    network_alloc(net, problem);
    builder_init(&b, problem);
    for (size_t r = 0; r < problem->n_reps; r++) {
        pick(&b, r);
        net->rep_owner[r] = net->n_owners;
        add_rep(net, &b, r);
    }
    net->rep_owner[net->n_reps] = net->n_owners;
    net->owner_arc[net->n_owners] = net->n_arcs;
    builder_deinit(&b);
    add_stories(net, problem);
    net->owner_held = mem_calloc((size_t)net->n_owners + 1, sizeof(int32_t));
    net->arc_held = mem_calloc((size_t)net->n_arcs + 1, sizeof(bool));
    net->arc_owner = mem_calloc((size_t)net->n_arcs + 1, sizeof(int32_t));
    for (int32_t o = 0; o < net->n_owners; o++)
        for (int32_t k = net->owner_arc[o]; k < net->owner_arc[o + 1]; k++)
            net->arc_owner[k] = o;
}

void
network_deinit(struct network *net)
{
    free(net->quota);
    free(net->held);
    free(net->rep_owner);
    free(net->owner_rep);
    free(net->owner_arc);
    free(net->owner_limit);
    free(net->owner_held);
    free(net->arcs);
    free(net->arc_owner);
    free(net->arc_held);
    free(net->capacity);
    free(net->n_holders);
    free(net->story_holder);
    free(net->holders);
    free(net->price);
}
