/* Which blocks of a page are its article.
 *
 * Every block gets a value: prose counts by its length, links and crumbs
 * against. The container is the element with the greatest sum, unless an
 * element whose name says that it holds the body keeps most of that sum. What
 * names say is unwanted is left out, except where that would leave out most
 * of the prose: names lie. Within the container, blocks are then judged one
 * by one (extract_filter.c). */
#include "extract_body.h"
#include "polyphony/mem.h"

#include <stdlib.h>

bool
block_is_heading(const struct block *block)
{
    return block->tag >= HTML_H1 && block->tag <= HTML_H6;
}

bool
block_is_prose(const struct block *block)
{
    return block->chars >= 50 && block_link_share(block) < .4 &&
           (block->stops > 0 || block->commas > 1) && !block_is_heading(block);
}

/* --- the container --- */

/* May count as text of the article: what a container is chosen by. */
static double
block_value(const struct block *block)
{
    double share = block_link_share(block);

    if (block->why_not & HINT_UNWANTED)
        return block->why_not & (HINT_OUTSIDE | HINT_LINKED)
                   ? -.05 * block->chars
                   : 0;
    if (block_is_heading(block))
        return share > .5 ? -10 : 0;
    if (block_is_prose(block))
        return block->chars * (1 - 1.5 * share);
    if (share > .5)
        return -5. - block->chars;
    if (block->in_list || block->in_table)
        return share > .2 ? 0 : .3 * block->chars;
    return block->chars >= 40 ? 0 : -8;
}

/* Each element's sum of the values of its blocks; what lies deeper counts for
 * less, so that paragraphs side by side win over teasers in boxes. */
static void
score_elements(struct page *page, double *scores)
{
    for (size_t i = 0; i < page->n_blocks; i++) {
        struct block *block = &page->blocks[i];

        block->value = block_value(block);
        scores[block->element] += block->value;
    }
    for (size_t i = page->n_elements; i-- > 1;) {
        double sum = scores[i];
        bool inner = page->elements[i].node->tag == HTML_P;

        scores[page->elements[i].parent] += inner || sum < 0 ? sum : .9 * sum;
    }
}

static size_t
best_element(const struct page *page, const double *scores, unsigned hint)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < page->n_elements; i++) {
        if (hint != 0 && (page->elements[i].hints & hint) == 0)
            continue;
        if (page->elements[i].node->tag == HTML_P)
            continue;
        if (best == SIZE_MAX || scores[i] > scores[best])
            best = i;
    }
    return best;
}

static void
allow_range(struct page *page, const struct element *element)
{
    for (size_t i = element->first; i < element->end; i++)
        page->blocks[i].keep = true;
}

struct gain {
    double prose, junk;
};

static void
add_gain(const struct page *page, size_t first, size_t end, struct gain *gain)
{
    for (size_t i = first; i < end; i++) {
        const struct block *block = &page->blocks[i];

        if (block->why_not & HINT_UNWANTED)
            continue;
        if (block_is_prose(block))
            gain->prose += block->chars;
        else if (block_link_share(block) > .5)
            gain->junk += block->chars + 20;
        else
            gain->junk += block_is_heading(block) ? 0 : 8;
    }
}

/* Where the text goes on beside the container, in its parent: an article cut
 * in pieces by advertisements, or by sections. */
static size_t
widen(const struct page *page, size_t element)
{
    size_t best = element;

    for (int level = 0; level < 6 && element != 0; level++) {
        const struct element *inner = &page->elements[best];
        size_t parent = page->elements[element].parent;
        const struct element *outer = &page->elements[parent];
        struct gain gain = {0}, have = {0};

        add_gain(page, outer->first, inner->first, &gain);
        add_gain(page, inner->end, outer->end, &gain);
        add_gain(page, inner->first, inner->end, &have);
        if (gain.prose > .1 * have.prose && gain.prose > 3 * gain.junk)
            best = parent;
        element = parent;
    }
    return best;
}

/* The body, and those beside it where an article has several. */
static void
allow_body(struct page *page, const double *scores, size_t body)
{
    const struct element *within = &page->elements[widen(page, body)];
    bool pieces = false;

    for (size_t i = 0; i < page->n_elements; i++) {
        const struct element *element = &page->elements[i];

        if (i == body || (element->hints & HINT_BODY) == 0 ||
            element->first < within->first || element->end > within->end ||
            scores[i] < 100)
            continue;
        pieces = pieces || element->first >= page->elements[body].end ||
                 element->end <= page->elements[body].first;
        allow_range(page, element);
    }
    allow_range(page, pieces ? &page->elements[body] : within);
}

/* Where there is hardly any prose (lists of results, recipes, verses), names
 * decide. */
static size_t
named_element(const struct page *page)
{
    static const unsigned order[] = {HINT_BODY, HINT_ARTICLE, HINT_MAIN};

    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        size_t best = SIZE_MAX;
        double most = 100;

        for (size_t i = 0; i < page->n_elements; i++) {
            const struct element *element = &page->elements[i];
            double plain = 0;

            if ((element->hints & order[k]) == 0)
                continue;
            for (size_t b = element->first; b < element->end; b++) {
                const struct block *block = &page->blocks[b];

                if ((block->why_not & HINT_UNWANTED) == 0)
                    plain += block->chars - 2. * block->linked;
            }
            if (plain > most) {
                most = plain;
                best = i;
            }
        }
        if (best != SIZE_MAX)
            return best;
    }
    return SIZE_MAX;
}

static void
choose_container(struct page *page)
{
    double *scores = mem_calloc(page->n_elements, sizeof *scores);
    size_t best, body, article, named;

    score_elements(page, scores);
    best = best_element(page, scores, 0);
    body = best_element(page, scores, HINT_BODY);
    article = best_element(page, scores, HINT_ARTICLE);
    if (best == SIZE_MAX)
        best = 0;
    if (scores[best] < 250 && (named = named_element(page)) != SIZE_MAX)
        allow_range(page, &page->elements[named]);
    else if (body != SIZE_MAX && scores[body] > .5 * scores[best])
        allow_body(page, scores, body);
    else if (article != SIZE_MAX && scores[article] > .6 * scores[best])
        allow_range(page, &page->elements[article]);
    else
        allow_range(page, &page->elements[widen(page, best)]);
    free(scores);
}

void
body_choose(struct page *page, const char *title, size_t headline)
{
    if (page->n_blocks == 0)
        return;
    body_mark_unwanted(page);
    choose_container(page);
    body_filter(page, title, headline);
}
