/* The auction: reps bid for stories, one unit at a time, until nobody wants
 * more. A story's price is 0 until it is full, then the least bid among its
 * holders; a better bid pushes that one out. A bid is as high as the bidder
 * can go before its second choice is as good, and EPSILON more, so that
 * bidders with the same taste do not raise each other by nothing for ever.
 *
 * The surprising thing: a rep that is pushed out of one story needs to bid
 * for one other only. Quota and limits for a source form a laminar matroid,
 * in which one element that became dearer changes the best set by one. The
 * result is within EPSILON a unit of the optimum; assign_repair.c does the
 * rest. */
#include "assign_network.h"
#include "polyphony/mem.h"

#include <stdlib.h>

/* Millionths. Smaller: longer here and less to repair. Measured at 10,000 and
 * 50,000 reps: .02 is as good as .03, .005 takes twice as long. */
#define EPSILON 20000

struct choice {
    int32_t arc;   /* -1: none is worth it */
    int32_t price; /* the bid */
};

/* The best story for one more unit of a rep, and what to bid for it. */
static struct choice
choose(const struct network *net, int32_t rep)
{
    int32_t best = network_floor(net, rep), second = best, arc = -1;

    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++) {
        if (net->owner_held[o] == net->owner_limit[o])
            continue;
        for (int32_t k = net->owner_arc[o]; k < net->owner_arc[o + 1]; k++) {
            int32_t value = net->arcs[k].score - net->price[net->arcs[k].story];

            if (value <= second || net->arc_held[k])
                continue;
            if (value > best) {
                second = best;
                best = value;
                arc = k;
            } else {
                second = value;
            }
        }
    }
    if (arc < 0)
        return (struct choice){-1, 0};
    return (struct choice){arc, net->price[net->arcs[arc].story] + best -
                                    second + EPSILON};
}

/* The holders of a story are a heap, the least bid first. */
static void
sift_up(struct assign_holder *heap, int32_t at, struct assign_holder holder)
{
    while (at > 0 && heap[(at - 1) / 2].bid > holder.bid) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = holder;
}

static void
sift_down(struct assign_holder *heap, int32_t count,
          struct assign_holder holder)
{
    int32_t at = 0;

    for (;;) {
        int32_t child = 2 * at + 1;

        if (child >= count)
            break;
        if (child + 1 < count && heap[child + 1].bid < heap[child].bid)
            child++;
        if (heap[child].bid >= holder.bid)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = holder;
}

static void
count_unit(struct network *net, int32_t arc, int32_t change)
{
    net->arc_held[arc] = change > 0;
    net->owner_held[net->arc_owner[arc]] += change;
    net->held[network_arc_rep(net, arc)] += change;
}

/* Gives the story to the bidder; returns the arc that lost it, or -1. */
static int32_t
place_bid(struct network *net, struct choice choice)
{
    int32_t story = net->arcs[choice.arc].story, loser = -1;
    struct assign_holder *heap = net->holders + net->story_holder[story];
    struct assign_holder holder = {choice.price, choice.arc};

    if (!network_is_full(net, story)) {
        sift_up(heap, net->n_holders[story]++, holder);
    } else {
        loser = heap[0].arc;
        count_unit(net, loser, -1);
        sift_down(heap, net->n_holders[story], holder);
    }
    count_unit(net, choice.arc, 1);
    if (network_is_full(net, story))
        net->price[story] = heap[0].bid;
    return loser;
}

/* Prices ran past what is right by up to EPSILON, all of them alike. Lowered
 * by it they leave a tenth of the work to the repair: too low a price is mended
 * by searches that see little, too high a one by searches that see much. */
static void
lower_prices(struct network *net)
{
    for (int32_t j = 0; j < net->n_stories; j++)
        net->price[j] = net->price[j] > EPSILON ? net->price[j] - EPSILON : 0;
}

void
assign_auction(struct network *net)
{
    int32_t *queue = mem_calloc((size_t)net->n_reps + 1, sizeof *queue);
    bool *queued = mem_calloc((size_t)net->n_reps + 1, sizeof *queued);
    size_t n = 0;

    for (int32_t r = net->n_reps; r-- > 0;)
        if (net->quota[r] > 0) {
            queue[n++] = r;
            queued[r] = true;
        }
    while (n > 0) {
        int32_t rep = queue[--n];

        queued[rep] = false;
        while (net->held[rep] < net->quota[rep]) {
            struct choice choice = choose(net, rep);
            int32_t loser;

            if (choice.arc < 0)
                break;
            loser = place_bid(net, choice);
            if (loser < 0)
                continue;
            loser = network_arc_rep(net, loser);
            if (!queued[loser]) {
                queued[loser] = true;
                queue[n++] = loser;
            }
        }
    }
    free(queue);
    free(queued);
    lower_prices(net);
}
