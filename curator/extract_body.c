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

/* What a heading such as "Related" opens: all that follows in the outermost
 * element that begins with it, or in its own container; up to a heading of
 * the same rank. */
static void
mark_sections(struct page *page)
{
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct block *block = &page->blocks[i];
        size_t element = block->element, end;
        double prose = 0, all = 0;

        if ((!block_is_heading(block) && block->chars > 40) ||
            !wording_opens_other(page, block))
            continue;
        if (!block_is_heading(block) && block->ends_sentence)
            continue;
        while (element != 0 && page->elements[element].first == i &&
               page->elements[page->elements[element].parent].first == i)
            element = page->elements[element].parent;
        if (page->elements[element].end == i + 1)
            element = page->elements[element].parent;
        end = page->elements[element].end;
        for (size_t k = i + 1; k < end && block_is_heading(block); k++) {
            if (block_is_heading(&page->blocks[k]) &&
                page->blocks[k].tag <= block->tag)
                end = k;
        }
        for (size_t k = 0; k < page->n_blocks; k++) {
            if (!block_is_prose(&page->blocks[k]) ||
                page->blocks[k].why_not != 0)
                continue;
            all += page->blocks[k].chars;
            if (k >= i && k < end)
                prose += page->blocks[k].chars;
        }
        if (prose > .4 * all)
            continue;
        for (size_t k = i; k < end; k++)
            page->blocks[k].why_not |= HINT_LINKED;
    }
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

/* Each element's sum of the values of its blocks; what lies deeper counts for
 * less, so that paragraphs side by side win over teasers in boxes. */
static void
score_elements(struct page *page, double *scores)
{
    for (size_t i = 0; i < page->n_blocks; i++) {
        struct block *block = &page->blocks[i];
        size_t element = block->element;

        block->value = block_value(block);
        scores[element] += block->value;
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

/* All elements said to be bodies that lie within `within` and have a part in
 * its prose. */
static void
allow_bodies(struct page *page, const double *scores,
             const struct element *within)
{
    for (size_t i = 0; i < page->n_elements; i++) {
        const struct element *element = &page->elements[i];

        if ((element->hints & HINT_BODY) && element->first >= within->first &&
            element->end <= within->end && scores[i] >= 0)
            allow_range(page, element);
    }
}

static void
choose_container(struct page *page)
{
    double *scores = mem_calloc(page->n_elements, sizeof *scores);
    size_t best, body, article;

    score_elements(page, scores);
    best = best_element(page, scores, 0);
    body = best_element(page, scores, HINT_BODY);
    article = best_element(page, scores, HINT_ARTICLE);
    if (best == SIZE_MAX)
        best = 0;
    if (body != SIZE_MAX && scores[body] > .5 * scores[best])
        allow_bodies(page, scores, &page->elements[body]);
    else if (article != SIZE_MAX && scores[article] > .6 * scores[best])
        allow_range(page, &page->elements[article]);
    else
        allow_range(page, &page->elements[best]);
    free(scores);
}

void
body_choose(struct page *page, const char *title)
{
    if (page->n_blocks == 0)
        return;
    mark_unwanted(page);
    mark_sections(page);
    choose_container(page);
    body_filter(page, title);
}
