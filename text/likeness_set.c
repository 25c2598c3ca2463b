/* Pieces in common with many texts at once: a table from a piece to the texts
 * that have it, so that a text costs its own pieces and what it shares, however
 * many texts there are. The counts are those that comparing two by two gives.
 */
#include "likeness_inner.h"

#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BITS 10
#define NONE UINT32_MAX

struct node {
    uint32_t text, next; /* next: NONE at the end */
};

struct place {
    uint64_t piece; /* 0: free */
    uint32_t first;
};

struct likeness_set {
    struct place *places;
    unsigned bits;
    size_t used;
    struct node *nodes;
    size_t n_nodes, room;
    uint32_t n_texts;
};

struct likeness_set *
likeness_set_new(void)
{
    return mem_calloc(1, sizeof(struct likeness_set));
}

void
likeness_set_free(struct likeness_set *set)
{
    if (set == NULL)
        return;
    free(set->places);
    free(set->nodes);
    free(set);
}

/* Where a piece stands, or would. */
static struct place *
find(const struct likeness_set *set, uint64_t piece)
{
    size_t mask = ((size_t)1 << set->bits) - 1;
    size_t at = (size_t)(piece >> (64 - set->bits));

    while (set->places[at].piece != 0 && set->places[at].piece != piece)
        at = (at + 1) & mask;
    return &set->places[at];
}

/* At most half full. */
static void
make_room(struct likeness_set *set, size_t more)
{
    struct place *old = set->places;
    size_t n_old = old != NULL ? (size_t)1 << set->bits : 0;
    unsigned bits = set->bits > 0 ? set->bits : FIRST_BITS;

    while ((size_t)1 << bits < (set->used + more) * 2)
        bits++;
    if (bits == set->bits)
        return;
    set->bits = bits;
    set->places = mem_calloc((size_t)1 << bits, sizeof *set->places);
    for (size_t i = 0; i < n_old; i++)
        if (old[i].piece != 0)
            *find(set, old[i].piece) = old[i];
    free(old);
}

/* 0 marks a free place; a hash that is 0 counts as 1. */
static uint64_t
key_of(uint64_t piece)
{
    return piece != 0 ? piece : 1;
}

void
likeness_set_add(struct likeness_set *set, const struct likeness_text *text)
{
    size_t count;
    const uint64_t *pieces = likeness_pieces(text, &count);

    make_room(set, count);
    set->nodes = mem_grow(set->nodes, &set->room, set->n_nodes + count + 1,
                          sizeof *set->nodes);
    for (size_t i = 0; i < count; i++) {
        struct place *place = find(set, key_of(pieces[i]));

        if (place->piece == 0) {
            *place = (struct place){.piece = key_of(pieces[i]), .first = NONE};
            set->used++;
        }
        set->nodes[set->n_nodes] =
            (struct node){.text = set->n_texts, .next = place->first};
        place->first = (uint32_t)set->n_nodes++;
    }
    set->n_texts++;
}

uint32_t *
likeness_set_shared(const struct likeness_set *set,
                    const struct likeness_text *text)
{
    uint32_t *shared = mem_calloc((size_t)set->n_texts + 1, sizeof *shared);
    size_t count;
    const uint64_t *pieces = likeness_pieces(text, &count);

    for (size_t i = 0; set->places != NULL && i < count; i++) {
        const struct place *place = find(set, key_of(pieces[i]));

        if (place->piece == 0)
            continue;
        for (uint32_t at = place->first; at != NONE; at = set->nodes[at].next)
            shared[set->nodes[at].text]++;
    }
    return shared;
}
