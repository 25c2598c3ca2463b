/* Shortest augmenting paths in the network of an assignment, for
 * assign_repair.c only.
 *
 * The duals u (rep), y (owner) and the prices keep every residual arc at a
 * reduced cost of 0 or more; a search moves one unit along the cheapest path
 * and shifts the duals of what it settled, so that this stays so:
 *
 *     rep -> owner     u - y          where the owner is below its limit
 *     owner -> rep     y - u          where it holds something
 *     owner -> story   y + price - score        an arc not held
 *     story -> owner   score - price - y        an arc held
 *     rep -> idle      u, and u + bonus for the last unit of its quota */
#ifndef SCHEDULER_ASSIGN_SEARCH_H
#define SCHEDULER_ASSIGN_SEARCH_H

#include "assign_network.h"

struct search_entry {
    int32_t distance, node;
};

/* Nodes are numbered: reps, then owners, then stories. */
struct search {
    struct network *net;
    int32_t *u, *y;
    int32_t *excess, *idle; /* a rep's units to place, and given up */

    int32_t *distance, *via; /* a node, valid where reached == round */
    int32_t *reached, round;
    int32_t *settled; /* nodes in the order in which they were settled */
    int32_t n_settled;
    struct search_entry *heap;
    size_t n_heap, heap_room;
    int32_t *level; /* nodes at the distance that is being settled */
    size_t n_level, level_room;
    int32_t now; /* that distance */

    int32_t best, end;            /* the cheapest end so far: distance, node */
    int32_t end_arc;              /* where it is a story: the arc into it */
    int32_t *story_arc, *arcs_in; /* arcs by story; made when first needed */
    int32_t *flips;               /* the path's arcs */
    size_t n_flips, flips_room;
};

void search_init(struct search *search, struct network *net);
void search_deinit(struct search *search);

/* Places one unit of the rep's excess, or gives it up. */
void search_place(struct search *search, int32_t rep);

/* Fills one unit of a story that is not full although it has a price, or
 * lowers the price to what it is worth. */
void search_fill(struct search *search, int32_t story);

/* Takes an arc out of its story's holders. */
void search_drop(struct network *net, int32_t arc);

#endif
