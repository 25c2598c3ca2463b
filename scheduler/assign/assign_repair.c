/* From the auction's result to the optimum. The auction's prices are good but
 * not exact: with them, some reps hold what is not their best by up to
 * EPSILON. Those units are dropped, each rep's own duals are set so that all
 * that is kept is right, and every loose end is tied by a shortest augmenting
 * path. When no rep has a unit to place and no story with a price has room,
 * all conditions of optimality hold. */
#include "assign_search.h"

#include <stdlib.h>

/* What an owner's arcs are worth at the prices of now. */
struct worth {
    int32_t least_held, best_other;
};

static struct worth
owner_worth(const struct network *net, int32_t owner)
{
    struct worth worth = {INT32_MAX, INT32_MIN};

    for (int32_t k = net->owner_arc[owner]; k < net->owner_arc[owner + 1];
         k++) {
        int32_t value = net->arcs[k].score - net->price[net->arcs[k].story];

        if (!net->arc_held[k]) {
            if (value > worth.best_other)
                worth.best_other = value;
        } else if (value < worth.least_held) {
            worth.least_held = value;
        }
    }
    return worth;
}

static bool
is_full(const struct network *net, int32_t owner)
{
    return net->owner_held[owner] == net->owner_limit[owner];
}

/* The least dual with which nothing that the rep does not hold is worth
 * more; an owner that is full with its best does not raise it. */
static int32_t
rep_dual(const struct network *net, int32_t rep)
{
    int32_t dual = net->held[rep] <= 1 ? -net->bonus : 0;

    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++) {
        struct worth worth = owner_worth(net, o);

        if (worth.best_other > dual &&
            !(is_full(net, o) && worth.least_held >= worth.best_other))
            dual = worth.best_other;
    }
    return dual;
}

static bool
drop_below(struct network *net, int32_t rep, int32_t dual)
{
    bool any = false;

    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++)
        for (int32_t k = net->owner_arc[o];
             net->owner_held[o] > 0 && k < net->owner_arc[o + 1]; k++)
            if (net->arc_held[k] &&
                net->arcs[k].score - net->price[net->arcs[k].story] < dual) {
                search_drop(net, k);
                any = true;
            }
    return any;
}

/* Drops what is not the rep's best, sets its duals and counts what it has to
 * place and what it goes without. */
static void
set_rep(struct search *s, int32_t rep)
{
    struct network *net = s->net;
    int32_t dual, missing;

    do
        dual = rep_dual(net, rep);
    while (drop_below(net, rep, dual));
    s->u[rep] = dual;
    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++) {
        int32_t other = owner_worth(net, o).best_other;

        s->y[o] = is_full(net, o) && other > dual ? other : dual;
    }
    missing = net->quota[rep] - net->held[rep];
    if (dual > 0)
        s->idle[rep] = 0;
    else if (net->held[rep] == 0 && dual > -net->bonus)
        s->idle[rep] = missing - 1;
    else
        s->idle[rep] = missing;
    s->excess[rep] = missing - s->idle[rep];
}

void
assign_repair(struct network *net)
{
    struct search search;

    search_init(&search, net);
    for (int32_t r = 0; r < net->n_reps; r++)
        if (net->quota[r] > 0)
            set_rep(&search, r);
    for (int32_t r = 0; r < net->n_reps; r++)
        while (search.excess[r] > 0)
            search_place(&search, r);
    for (int32_t j = 0; j < net->n_stories; j++)
        while (net->price[j] > 0 && !network_is_full(net, j))
            search_fill(&search, j);
    search_deinit(&search);
}
