/* Judges the blocks within an article's container one by one, and trims both
 * ends; see extract_body.h. */
#include "extract_body.h"
#include "extract_meta.h"
#include "polyphony/utf8.h"

#include <string.h>

/* A caption, unless a whole paragraph was put there. */
static bool
is_caption(const struct block *block)
{
    return (block->in_figure || (block->why_not & HINT_CAPTION)) &&
           (block->chars < 250 || block->stops < 2);
}

static bool
is_wanted(const struct page *page, const struct block *block)
{
    double share = block_link_share(block);

    if (block->why_not & HINT_UNWANTED)
        return false;
    if (is_caption(block) || wording_is_plea(page, block))
        return false;
    if (block_is_heading(block))
        return block->tag != HTML_H1 && share < .6;
    if (block->why_not & HINT_HEADLINE)
        return block->chars > 150;
    if (block->tag == HTML_P || block->tag == HTML_BLOCKQUOTE ||
        block->tag == HTML_PRE)
        return share < .8 || (block->in_quote && block->chars > 40);
    if (block->in_list || block->in_table)
        return share < .5;
    return share < .5 && (block->ends_sentence || block->chars > 50);
}

/* A heading stays only when something that stays follows it before the next
 * heading. */
static void
drop_empty_headings(struct page *page)
{
    bool followed = false;

    for (size_t i = page->n_blocks; i-- > 0;) {
        struct block *block = &page->blocks[i];

        if (!block->keep)
            continue;
        if (!block_is_heading(block)) {
            followed = true;
        } else if (followed) {
            /* a title above a subtitle is followed too */
            followed = i > 0;
        } else {
            block->keep = false;
        }
    }
}

/* May a block between headline and text be the standfirst, whatever its
 * element is called ("teaser", "intro", "header")? */
static bool
is_standfirst(const struct page *page, const struct block *block)
{
    const unsigned never =
        HINT_NEVER | HINT_COMMENTS | HINT_PLEA | HINT_OUTSIDE | HINT_CAPTION;

    return (block->why_not & never) == 0 && !block->in_figure &&
           block->chars >= 60 && block->chars < 900 && block->tag != HTML_H1 &&
           block_link_share(block) < .2 &&
           (block->stops > 0 || block->chars > 90) &&
           !wording_is_plea(page, block);
}

/* The standfirst stands close after the headline, or close before the first
 * block that is kept. */
static void
keep_standfirst(struct page *page, size_t headline)
{
    size_t first = 0, from;

    while (first < page->n_blocks && !page->blocks[first].keep)
        first++;
    if (first == page->n_blocks)
        return;
    if (headline == SIZE_MAX)
        from = first > 6 ? first - 6 : 0;
    else
        from = headline + 1;
    for (size_t i = from; i < first; i++) {
        if (headline != SIZE_MAX && i > headline + 12 && first - i > 6)
            continue;
        if (is_standfirst(page, &page->blocks[i])) {
            page->blocks[i].keep = true;
            return;
        }
    }
}

/* Bylines and dates that stand before the first paragraph. */
static void
drop_first_lines(struct page *page)
{
    size_t seen = 0;

    for (size_t i = 0; i < page->n_blocks && seen < 4; i++) {
        struct block *block = &page->blocks[i];
        struct page_date date;

        if (!block->keep)
            continue;
        seen++;
        if (block->chars > 90 || block_is_heading(block))
            continue;
        if (page_date_find(block_text(page, block), block->len, false, &date))
            block->keep = false;
    }
}

/* The same text twice (captions, pulled quotes, mobile copies): once. */
static bool
stands_before(const struct page *page, size_t i)
{
    const struct block *block = &page->blocks[i];

    for (size_t k = i; k-- > 0 && i - k < 60;) {
        const struct block *other = &page->blocks[k];

        if (other->keep && other->len == block->len &&
            memcmp(block_text(page, other), block_text(page, block),
                   block->len) == 0)
            return true;
    }
    return false;
}

void
body_filter(struct page *page, const char *title, size_t headline)
{
    (void)title;
    for (size_t i = 0; i < page->n_blocks; i++) {
        struct block *block = &page->blocks[i];

        block->keep = block->keep && is_wanted(page, block) &&
                      (block->chars < 40 || !stands_before(page, i));
    }
    drop_first_lines(page);
    drop_empty_headings(page);
    keep_standfirst(page, headline);
}
