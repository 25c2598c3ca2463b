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
#include <string.h>

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

/* --- what names say is unwanted --- */

static double
range_sum(const double *sums, const struct element *element)
{
    return sums[element->end] - sums[element->first];
}

static void
sum_prose(const struct page *page, double *sums)
{
    sums[0] = 0;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct block *block = &page->blocks[i];

        sums[i + 1] =
            sums[i] +
            (block_is_prose(block) && block->why_not == 0 ? block->chars : 0);
    }
}

static void
mark_range(struct page *page, const struct element *element, unsigned hints)
{
    for (size_t i = element->first; i < element->end; i++)
        page->blocks[i].why_not |= hints;
}

/* May an element with these hints be left out, given how much of the page's
 * prose it holds? */
static bool
may_leave_out(unsigned hint, double share, double rest)
{
    if (hint & HINT_NEVER)
        return share < .5;
    if (hint & HINT_COMMENTS)
        return share < .4 || rest > 400;
    return share < .4;
}

static void
mark_unwanted(struct page *page)
{
    static const unsigned order[] = {HINT_NEVER,   HINT_COMMENTS, HINT_OUTSIDE,
                                     HINT_LINKED,  HINT_PLEA,     HINT_ABOUT,
                                     HINT_CAPTION, HINT_HEADLINE};
    double *sums = mem_calloc(page->n_blocks + 1, sizeof *sums);

    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        double all;

        sum_prose(page, sums);
        all = sums[page->n_blocks];
        for (size_t i = 0; i < page->n_elements; i++) {
            const struct element *element = &page->elements[i];
            double prose;

            if ((element->hints & order[k]) == 0 ||
                element->first == element->end)
                continue;
            prose = range_sum(sums, element);
            if (may_leave_out(order[k], all > 0 ? prose / all : 0, all - prose))
                mark_range(page, element, order[k]);
        }
    }
    free(sums);
}

/* --- the container --- */

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
    return block->chars >= 40 ? 0 : -8;
}

static void
sum_values(struct page *page, double *sums)
{
    sums[0] = 0;
    for (size_t i = 0; i < page->n_blocks; i++) {
        page->blocks[i].value = block_value(&page->blocks[i]);
        sums[i + 1] = sums[i] + page->blocks[i].value;
    }
}

static size_t
best_element(const struct page *page, const double *sums, unsigned hint)
{
    size_t best = SIZE_MAX;
    double best_sum = 0;

    for (size_t i = 0; i < page->n_elements; i++) {
        double sum = range_sum(sums, &page->elements[i]);

        if (hint != 0 && (page->elements[i].hints & hint) == 0)
            continue;
        if (best == SIZE_MAX || sum > best_sum ||
            (sum >= best_sum && hint == 0)) { /* deeper ones come later */
            best = i;
            best_sum = sum;
        }
    }
    return best;
}

static void
allow_range(struct page *page, const struct element *element)
{
    for (size_t i = element->first; i < element->end; i++)
        page->blocks[i].keep = true;
}

/* All elements said to be bodies that lie within `within` and have a part in
 * its prose. */
static void
allow_bodies(struct page *page, const double *sums,
             const struct element *within, double least)
{
    for (size_t i = 0; i < page->n_elements; i++) {
        const struct element *element = &page->elements[i];

        if ((element->hints & HINT_BODY) && element->first >= within->first &&
            element->end <= within->end && range_sum(sums, element) >= least)
            allow_range(page, element);
    }
}

static void
choose_container(struct page *page)
{
    double *sums = mem_calloc(page->n_blocks + 1, sizeof *sums);
    size_t best, body, article;
    double sum;

    sum_values(page, sums);
    best = best_element(page, sums, 0);
    sum = range_sum(sums, &page->elements[best]);
    body = best_element(page, sums, HINT_BODY);
    article = best_element(page, sums, HINT_ARTICLE);
    if (body != SIZE_MAX && range_sum(sums, &page->elements[body]) > .5 * sum)
        allow_bodies(page, sums, &page->elements[body], 0);
    else if (article != SIZE_MAX &&
             range_sum(sums, &page->elements[article]) > .6 * sum)
        allow_range(page, &page->elements[article]);
    else
        allow_range(page, &page->elements[best]);
    free(sums);
}

void
body_choose(struct page *page, const char *title)
{
    if (page->n_blocks == 0)
        return;
    mark_unwanted(page);
    choose_container(page);
    body_filter(page, title);
}
