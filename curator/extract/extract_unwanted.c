/* Which parts of a page its own names and headings tell apart from the
 * article: navigation, comments, related articles, pleas. Names lie, so what
 * holds most of the prose is never left out, nor what holds the body. */
#include "extract_body.h"
#include "polyphony/mem.h"

#include <stdlib.h>

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
mark_range(struct page *page, size_t first, size_t end, unsigned hints)
{
    for (size_t i = first; i < end; i++)
        page->blocks[i].why_not |= hints;
}

/* May an element with these hints be left out, given how much of the page's
 * prose it holds? */
static bool
may_leave_out(unsigned hint, double share, double rest)
{
    if (hint & HINT_COMMENTS)
        return share < .4 || rest > 400;
    return share < (hint & HINT_NEVER ? .5 : .4);
}

/* The element that is called a body and holds the most text; SIZE_MAX where
 * there is none. */
static size_t
largest_body(const struct page *page)
{
    size_t best = SIZE_MAX;
    double *sums = mem_calloc(page->n_blocks + 1, sizeof *sums);
    double most = 200;

    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct block *block = &page->blocks[i];

        sums[i + 1] = sums[i] + block->chars - block->linked;
    }
    for (size_t i = 0; i < page->n_elements; i++) {
        if ((page->elements[i].hints & HINT_BODY) &&
            range_sum(sums, &page->elements[i]) > most) {
            most = range_sum(sums, &page->elements[i]);
            best = i;
        }
    }
    free(sums);
    return best;
}

static bool
is_around(const struct page *page, size_t element, size_t inner)
{
    while (inner != SIZE_MAX && inner > element)
        inner = page->elements[inner].parent;
    return inner == element;
}

static void
mark_hints(struct page *page, unsigned hint, size_t body, double *sums)
{
    double all;

    sum_prose(page, sums);
    all = sums[page->n_blocks];
    for (size_t i = 0; i < page->n_elements; i++) {
        const struct element *element = &page->elements[i];
        double prose = range_sum(sums, element);

        if ((element->hints & hint) && element->first != element->end &&
            !is_around(page, i, body) &&
            may_leave_out(hint, all > 0 ? prose / all : 0, all - prose))
            mark_range(page, element->first, element->end, hint);
    }
}

/* What a heading such as "Related" opens: what follows in the outermost
 * element that begins with it, or in its container, up to a heading of the
 * same rank. */
static size_t
section_end(const struct page *page, size_t i)
{
    const struct block *block = &page->blocks[i];
    const struct element *elements = page->elements;
    size_t element = block->element, end;

    while (element != 0 && elements[element].first == i &&
           elements[elements[element].parent].first == i)
        element = elements[element].parent;
    if (elements[element].end == i + 1)
        element = elements[element].parent;
    end = elements[element].end;
    for (size_t k = i + 1; k < end && block_is_heading(block); k++) {
        if (block_is_heading(&page->blocks[k]) &&
            page->blocks[k].tag <= block->tag)
            end = k;
    }
    return end;
}

/* Plain running text, as it does not stand in lists of other articles. */
static bool
is_plain(const struct block *block)
{
    return block_is_prose(block) && block->chars > 80 &&
           block_link_share(block) < .35;
}

static bool
is_in_body(const struct page *page, size_t element)
{
    for (; element != 0; element = page->elements[element].parent) {
        if (page->elements[element].hints & HINT_BODY)
            return true;
    }
    return false;
}

static bool
opens_section(const struct page *page, const struct block *block)
{
    if (block->chars > 60)
        return false;
    if (!block_is_heading(block) && (block->chars > 40 || block->ends_sentence))
        return false;
    return wording_opens_other(page, block);
}

/* Where a label that is no heading ends: with the links after it. */
static size_t
label_end(const struct page *page, size_t i, size_t end)
{
    size_t next = i + 1;

    while (next < end && block_link_share(&page->blocks[next]) > .5)
        next++;
    return next;
}

static void
mark_sections(struct page *page, double *sums)
{
    int sections = 0;

    sum_prose(page, sums);
    for (size_t i = 0; i < page->n_blocks && sections < 200; i++) {
        const struct block *block = &page->blocks[i];
        double all = sums[page->n_blocks], prose;
        size_t end;

        if (!opens_section(page, block))
            continue;
        sections++;
        end = section_end(page, i);
        if (!block_is_heading(block) && is_in_body(page, block->element)) {
            end = label_end(page, i, end);
        } else if (!block_is_heading(block) ||
                   is_in_body(page, block->element)) {
            /* A section within the text ends where the text goes on. */
            size_t next = i + 1;

            while (next < end && !is_plain(&page->blocks[next]))
                next++;
            end = next;
        }
        prose = sums[end] - sums[i];
        if (prose <= .4 * all || all - prose > 500)
            mark_range(page, i, end, HINT_LINKED);
    }
}

void
body_mark_unwanted(struct page *page)
{
    static const unsigned order[] = {HINT_NEVER,   HINT_COMMENTS, HINT_OUTSIDE,
                                     HINT_LINKED,  HINT_PLEA,     HINT_ABOUT,
                                     HINT_CAPTION, HINT_HEADLINE};
    double *sums = mem_calloc(page->n_blocks + 1, sizeof *sums);
    size_t body = largest_body(page);

    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        mark_hints(page, order[k], body, sums);
    mark_sections(page, sums);
    free(sums);
}
