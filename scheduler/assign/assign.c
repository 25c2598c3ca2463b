/* Assignment: checks the problem, has it solved, and writes down the plan.
 * The network is in assign_network.c, the auction in assign_auction.c, and
 * what makes it exact in assign_repair.c. */
#include "polyphony/assign.h"
#include "assign_network.h"
#include "polyphony/mem.h"

#include <stdlib.h>

static bool
check_rep(const struct assign_problem *problem, size_t r, struct error *err)
{
    const struct assign_rep *rep = &problem->reps[r];

    if (rep->first > problem->n_candidates ||
        rep->count > problem->n_candidates - rep->first)
        return error_set(err, ERROR_INPUT, "rep %zu: candidates out of range",
                         r);
    for (size_t i = rep->first; i < rep->first + rep->count; i++) {
        const struct assign_candidate *c = &problem->candidates[i];

        if (c->story >= problem->n_stories || c->score > ASSIGN_ONE)
            return error_set(err, ERROR_INPUT,
                             "candidate %zu: story or score out of range", i);
    }
    return true;
}

static bool
check(const struct assign_problem *problem, struct error *err)
{
    size_t candidates = 0;

    if (problem->n_reps > ASSIGN_MAX_ITEMS ||
        problem->n_stories > ASSIGN_MAX_ITEMS)
        return error_set(err, ERROR_LIMIT, "too many reps or stories");
    if (problem->first_bonus < 0 || problem->first_bonus > ASSIGN_ONE)
        return error_set(err, ERROR_INPUT, "bonus out of range");
    for (size_t r = 0; r < problem->n_reps; r++) {
        if (!check_rep(problem, r, err))
            return false;
        candidates += problem->reps[r].count;
        if (candidates > ASSIGN_MAX_ITEMS)
            return error_set(err, ERROR_LIMIT, "too many candidates");
    }
    return true;
}

static bool
is_better(const struct assign_arc *a, const struct assign_arc *b)
{
    return a->score != b->score ? a->score > b->score : a->story < b->story;
}

static int
by_score(const void *a, const void *b)
{
    return is_better(a, b) ? -1 : 1; /* no story stands there twice */
}

/* Appends a rep's stories, best first; `room` is for as many arcs as the
 * greatest quota. */
static void
write_rep(const struct network *net, int32_t rep, struct assign_arc *room,
          struct assign_plan *plan)
{
    size_t count = 0, first = plan->first[rep];

    for (int32_t o = net->rep_owner[rep]; o < net->rep_owner[rep + 1]; o++)
        for (int32_t k = net->owner_arc[o];
             net->owner_held[o] > 0 && k < net->owner_arc[o + 1]; k++)
            if (net->arc_held[k])
                room[count++] = net->arcs[k];
    qsort(room, count, sizeof *room, by_score);
    for (size_t i = 0; i < count; i++) {
        plan->stories[first + i] = (uint32_t)room[i].story;
        plan->total += room[i].score;
    }
    plan->first[rep + 1] = (uint32_t)(first + count);
    plan->served += count > 0;
}

static struct assign_plan *
write_plan(const struct network *net)
{
    struct assign_plan *plan = mem_calloc(1, sizeof *plan);
    struct assign_arc *room;
    size_t assigned = 0, most = 1;

    for (int32_t r = 0; r < net->n_reps; r++) {
        assigned += (size_t)net->held[r];
        if ((size_t)net->held[r] > most)
            most = (size_t)net->held[r];
    }
    room = mem_calloc(most, sizeof *room);
    plan->first = mem_calloc((size_t)net->n_reps + 1, sizeof *plan->first);
    plan->stories = mem_calloc(assigned + 1, sizeof *plan->stories);
    for (int32_t r = 0; r < net->n_reps; r++)
        write_rep(net, r, room, plan);
    free(room);
    return plan;
}

bool
assign_solve(const struct assign_problem *problem, struct assign_plan **plan,
             struct error *err)
{
    struct network net;

    *plan = NULL;
    if (!check(problem, err))
        return false;
    network_init(&net, problem);
    assign_auction(&net);
    assign_repair(&net);
    *plan = write_plan(&net);
    network_deinit(&net);
    return true;
}

void
assign_free(struct assign_plan *plan)
{
    if (plan == NULL)
        return;
    free(plan->first);
    free(plan->stories);
    free(plan);
}
