/* The flow network of an assignment, shared by the files assign_*.c only.
 *
 *     rep --quota--> owner --1--> story --capacity--> sink
 *      \--------------- idle ---------------------------^
 *
 * An owner is what may hold candidates of one rep: one for each source of
 * which the rep has more candidates than it may take, and one without a limit
 * of its own for all the others. An arc is a candidate; arcs of an owner, and
 * owners of a rep, stand together. Indexes are int32_t to halve the memory. */
#ifndef SCHEDULER_ASSIGN_NETWORK_H
#define SCHEDULER_ASSIGN_NETWORK_H

#include "polyphony/assign.h"

struct assign_arc {
    int32_t story, score; /* score > 0, millionths */
};

/* A story's unit in use: the arc, and in the auction what it bid. */
struct assign_holder {
    int32_t bid, arc;
};

struct network {
    int32_t n_reps, n_owners, n_stories, n_arcs;
    int32_t bonus;

    int32_t *quota, *held, *rep_owner; /* a rep; rep_owner has one more */

    int32_t *owner_rep, *owner_arc; /* an owner; owner_arc has one more */
    int32_t *owner_limit, *owner_held;

    struct assign_arc *arcs;
    int32_t *arc_owner;
    bool *arc_held;

    int32_t *capacity, *n_holders; /* a story; capacity at most its arcs */
    int32_t *story_holder;         /* where its holders begin */
    struct assign_holder *holders;
    int32_t *price; /* dual of a story, >= 0; 0 unless it is full */
};

void network_init(struct network *net, const struct assign_problem *problem);
void network_deinit(struct network *net);

static inline bool
network_is_full(const struct network *net, int32_t story)
{
    return net->n_holders[story] == net->capacity[story];
}

static inline int32_t
network_arc_rep(const struct network *net, int32_t arc)
{
    return net->owner_rep[net->arc_owner[arc]];
}

/* What a story must be worth to a rep: 0, and less by the bonus for one that
 * would otherwise go without. */
static inline int32_t
network_floor(const struct network *net, int32_t rep)
{
    return net->held[rep] == 0 ? -net->bonus : 0;
}

/* Near the optimum, fast: assigns all that is worth it and leaves prices. */
void assign_auction(struct network *net);

/* From there to the optimum. */
void assign_repair(struct network *net);

#endif
