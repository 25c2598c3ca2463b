/* Dijkstra's algorithm over the residual network, forward from a rep with a
 * unit too many and backward from a story with one too few. Both end at the
 * first place where the unit can come to rest, so that with good prices most
 * searches see a few nodes only. Nodes at the distance being settled wait on
 * a stack instead of the heap: among reps of one taste most arcs cost 0. */
#include "assign_search.h"
#include "polyphony/mem.h"

#include <stdlib.h>

#define FROM_REP (-1) /* via of an owner; else the arc that leads there */

static int32_t
owner_node(const struct search *s, int32_t owner)
{
    return s->net->n_reps + owner;
}

static int32_t
story_node(const struct search *s, int32_t story)
{
    return s->net->n_reps + s->net->n_owners + story;
}

void
search_init(struct search *s, struct network *net)
{
    size_t n = (size_t)net->n_reps + (size_t)net->n_owners +
               (size_t)net->n_stories + 1;

    *s = (struct search){.net = net};
    s->u = mem_calloc((size_t)net->n_reps + 1, sizeof(int32_t));
    s->y = mem_calloc((size_t)net->n_owners + 1, sizeof(int32_t));
    s->excess = mem_calloc((size_t)net->n_reps + 1, sizeof(int32_t));
    s->idle = mem_calloc((size_t)net->n_reps + 1, sizeof(int32_t));
    s->distance = mem_calloc(n, sizeof(int32_t));
    s->via = mem_calloc(n, sizeof(int32_t));
    s->reached = mem_calloc(n, sizeof(int32_t));
    s->settled = mem_calloc(n, sizeof(int32_t));
}

void
search_deinit(struct search *s)
{
    free(s->u);
    free(s->y);
    free(s->excess);
    free(s->idle);
    free(s->distance);
    free(s->via);
    free(s->reached);
    free(s->settled);
    free(s->heap);
    free(s->level);
    free(s->story_arc);
    free(s->arcs_in);
    free(s->flips);
}

/* --- the queue --- */

static bool
is_before(struct search_entry a, struct search_entry b)
{
    return a.distance != b.distance ? a.distance < b.distance : a.node < b.node;
}

static void
heap_push(struct search *s, struct search_entry entry)
{
    size_t at = s->n_heap++;

    if (s->n_heap > s->heap_room)
        s->heap = mem_grow(s->heap, &s->heap_room, s->n_heap, sizeof *s->heap);
    while (at > 0 && is_before(entry, s->heap[(at - 1) / 2])) {
        s->heap[at] = s->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    s->heap[at] = entry;
}

static struct search_entry
heap_pop(struct search *s)
{
    struct search_entry first = s->heap[0], last = s->heap[--s->n_heap];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= s->n_heap)
            break;
        if (child + 1 < s->n_heap &&
            is_before(s->heap[child + 1], s->heap[child]))
            child++;
        if (!is_before(s->heap[child], last))
            break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = last;
    return first;
}

static void
reach(struct search *s, int32_t node, int32_t distance, int32_t via)
{
    if (distance >= s->best ||
        (s->reached[node] == s->round && s->distance[node] <= distance))
        return;
    s->reached[node] = s->round;
    s->distance[node] = distance;
    s->via[node] = via;
    if (distance > s->now) {
        heap_push(s, (struct search_entry){distance, node});
        return;
    }
    if (s->n_level == s->level_room)
        s->level =
            mem_grow(s->level, &s->level_room, s->n_level + 1, sizeof(int32_t));
    s->level[s->n_level++] = node;
}

/* The next node to settle, or -1 when the best end is the nearest thing. */
static int32_t
settle(struct search *s)
{
    int32_t node = -1;

    while (node < 0) {
        if (s->n_level > 0) {
            node = s->level[--s->n_level];
        } else if (s->n_heap > 0 && s->heap[0].distance < s->best) {
            struct search_entry entry = heap_pop(s);

            /* Reached again from nearer: that entry was settled. */
            if (s->distance[entry.node] == entry.distance)
                node = entry.node;
            s->now = entry.distance;
        } else {
            return -1;
        }
    }
    s->settled[s->n_settled++] = node;
    return node;
}

static void
end_at(struct search *s, int32_t distance, int32_t node, int32_t arc)
{
    if (distance < s->best) {
        s->best = distance;
        s->end = node;
        s->end_arc = arc;
    }
}

static void
begin(struct search *s, int32_t node)
{
    s->round++;
    s->n_settled = 0;
    s->n_heap = s->n_level = s->n_flips = 0;
    s->now = 0;
    s->best = INT32_MAX;
    reach(s, node, 0, FROM_REP);
}

/* --- moving units --- */

void
search_drop(struct network *net, int32_t arc)
{
    int32_t story = net->arcs[arc].story;
    struct assign_holder *holders = net->holders + net->story_holder[story];
    int32_t i = 0;

    while (holders[i].arc != arc)
        i++;
    holders[i] = holders[--net->n_holders[story]];
    net->arc_held[arc] = false;
    net->owner_held[net->arc_owner[arc]]--;
    net->held[network_arc_rep(net, arc)]--;
}

static void
add(struct network *net, int32_t arc)
{
    int32_t story = net->arcs[arc].story;

    net->holders[net->story_holder[story] + net->n_holders[story]++].arc = arc;
    net->arc_held[arc] = true;
    net->owner_held[net->arc_owner[arc]]++;
    net->held[network_arc_rep(net, arc)]++;
}

static void
flip_later(struct search *s, int32_t arc)
{
    if (s->n_flips == s->flips_room)
        s->flips =
            mem_grow(s->flips, &s->flips_room, s->n_flips + 1, sizeof(int32_t));
    s->flips[s->n_flips++] = arc;
}

/* All arcs of the path change sides: first out, so that a story never has
 * more holders than room. */
static void
flip(struct search *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n_flips; i++)
        if (s->net->arc_held[s->flips[i]])
            search_drop(s->net, s->flips[i]);
        else
            s->flips[n++] = s->flips[i];
    for (size_t i = 0; i < n; i++)
        add(s->net, s->flips[i]);
}

/* From the end back to where the search began. A path changes between owners
 * and stories by arcs, which are all that needs to be known of it. */
static void
walk(struct search *s, int32_t node, int32_t root)
{
    struct network *net = s->net;
    int32_t stories = net->n_reps + net->n_owners;

    while (node != root) {
        int32_t via = s->via[node];

        if (node < net->n_reps) {
            node = owner_node(s, via);
        } else if (node >= stories) {
            flip_later(s, via);
            node = owner_node(s, net->arc_owner[via]);
        } else if (via == FROM_REP) {
            node = net->owner_rep[node - net->n_reps];
        } else {
            flip_later(s, via);
            node = story_node(s, net->arcs[via].story);
        }
    }
}

/* --- forward: a rep has a unit too many --- */

static void
leave_story(struct search *s, int32_t story, int32_t from)
{
    const struct network *net = s->net;
    const struct assign_holder *holders =
        net->holders + net->story_holder[story];

    for (int32_t i = 0; i < net->n_holders[story]; i++) {
        int32_t arc = holders[i].arc, owner = net->arc_owner[arc];

        reach(s, owner_node(s, owner),
              from + net->arcs[arc].score - net->price[story] - s->y[owner],
              arc);
    }
}

static void
leave_owner(struct search *s, int32_t owner, int32_t from)
{
    const struct network *net = s->net;
    int32_t rep = net->owner_rep[owner];

    if (net->owner_held[owner] > 0)
        reach(s, rep, from + s->y[owner] - s->u[rep], owner);
    from += s->y[owner];
    for (int32_t k = net->owner_arc[owner]; k < net->owner_arc[owner + 1];
         k++) {
        int32_t story = net->arcs[k].story;
        int32_t distance = from + net->price[story] - net->arcs[k].score;

        if (distance >= s->best || net->arc_held[k])
            continue;
        if (network_is_full(net, story))
            reach(s, story_node(s, story), distance, k);
        else
            end_at(s, distance, story_node(s, story), k);
    }
}

static void
leave_rep(struct search *s, int32_t rep, int32_t from)
{
    const struct network *net = s->net;
    bool is_last = s->idle[rep] + 1 == net->quota[rep];

    end_at(s, from + s->u[rep] + (is_last ? net->bonus : 0), rep, -1);
    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++)
        if (net->owner_held[o] < net->owner_limit[o])
            reach(s, owner_node(s, o), from + s->u[rep] - s->y[o], FROM_REP);
}

/* Shifts the duals of what was settled; sign is 1 backward, -1 forward. */
static void
shift_duals(struct search *s, int32_t sign)
{
    struct network *net = s->net;
    int32_t stories = net->n_reps + net->n_owners;

    for (int32_t i = 0; i < s->n_settled; i++) {
        int32_t node = s->settled[i];
        int32_t change = sign * (s->best - s->distance[node]);

        if (sign * change <= 0)
            continue;
        if (node < net->n_reps)
            s->u[node] += change;
        else if (node < stories)
            s->y[node - net->n_reps] += change;
        else
            net->price[node - stories] -= change;
    }
}

void
search_place(struct search *s, int32_t rep)
{
    struct network *net = s->net;
    int32_t stories = net->n_reps + net->n_owners, node;

    begin(s, rep);
    while ((node = settle(s)) >= 0) {
        int32_t from = s->distance[node];

        if (node < net->n_reps)
            leave_rep(s, node, from);
        else if (node < stories)
            leave_owner(s, node - net->n_reps, from);
        else
            leave_story(s, node - stories, from);
    }
    shift_duals(s, -1);
    s->excess[rep]--;
    node = s->end;
    if (node < net->n_reps) {
        s->idle[node]++;
    } else {
        flip_later(s, s->end_arc);
        node = owner_node(s, net->arc_owner[s->end_arc]);
    }
    walk(s, node, rep);
    flip(s);
}

/* --- backward: a story has a unit too few --- */

static void
index_arcs(struct search *s)
{
    const struct network *net = s->net;

    s->story_arc = mem_calloc((size_t)net->n_stories + 2, sizeof(int32_t));
    s->arcs_in = mem_calloc((size_t)net->n_arcs + 1, sizeof(int32_t));
    for (int32_t k = 0; k < net->n_arcs; k++)
        s->story_arc[net->arcs[k].story + 2]++;
    for (int32_t j = 2; j <= net->n_stories; j++)
        s->story_arc[j] += s->story_arc[j - 1];
    for (int32_t k = 0; k < net->n_arcs; k++)
        s->arcs_in[s->story_arc[net->arcs[k].story + 1]++] = k;
}

static void
enter_story(struct search *s, int32_t story, int32_t from)
{
    const struct network *net = s->net;

    end_at(s, from + net->price[story], story_node(s, story), -1);
    from += net->price[story];
    for (int32_t i = s->story_arc[story]; i < s->story_arc[story + 1]; i++) {
        int32_t arc = s->arcs_in[i], owner = net->arc_owner[arc];

        if (!net->arc_held[arc])
            reach(s, owner_node(s, owner),
                  from + s->y[owner] - net->arcs[arc].score, arc);
    }
}

static void
enter_owner(struct search *s, int32_t owner, int32_t from)
{
    const struct network *net = s->net;
    int32_t rep = net->owner_rep[owner];

    if (net->owner_held[owner] < net->owner_limit[owner])
        reach(s, rep, from + s->u[rep] - s->y[owner], owner);
    for (int32_t k = net->owner_arc[owner];
         net->owner_held[owner] > 0 && k < net->owner_arc[owner + 1]; k++) {
        int32_t story = net->arcs[k].story;

        if (net->arc_held[k])
            reach(s, story_node(s, story),
                  from + net->arcs[k].score - net->price[story] - s->y[owner],
                  k);
    }
}

static void
enter_rep(struct search *s, int32_t rep, int32_t from)
{
    const struct network *net = s->net;

    if (s->idle[rep] > 0)
        end_at(s,
               from - s->u[rep] -
                   (s->idle[rep] == net->quota[rep] ? net->bonus : 0),
               rep, -1);
    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++)
        if (net->owner_held[o] > 0)
            reach(s, owner_node(s, o), from + s->y[o] - s->u[rep], FROM_REP);
}

void
search_fill(struct search *s, int32_t story)
{
    struct network *net = s->net;
    int32_t stories = net->n_reps + net->n_owners, node;

    if (s->arcs_in == NULL)
        index_arcs(s);
    begin(s, story_node(s, story));
    while ((node = settle(s)) >= 0) {
        int32_t from = s->distance[node];

        if (node < net->n_reps)
            enter_rep(s, node, from);
        else if (node < stories)
            enter_owner(s, node - net->n_reps, from);
        else
            enter_story(s, node - stories, from);
    }
    shift_duals(s, 1);
    if (s->end < net->n_reps)
        s->idle[s->end]--;
    walk(s, s->end, story_node(s, story));
    flip(s);
}
