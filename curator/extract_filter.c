/* Judges the blocks within an article's container one by one, and trims both
 * ends; see extract_body.h. */
#include "extract_body.h"
#include "polyphony/utf8.h"

#include <string.h>

static bool
is_wanted(const struct page *page, const struct block *block)
{
    double share = block_link_share(block);

    if (block->why_not & HINT_UNWANTED)
        return false;
    if (block->in_figure || (block->why_not & HINT_CAPTION) ||
        wording_is_plea(page, block))
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

void
body_filter(struct page *page, const char *title)
{
    (void)title;
    for (size_t i = 0; i < page->n_blocks; i++) {
        struct block *block = &page->blocks[i];

        block->keep = block->keep && is_wanted(page, block);
    }
    drop_empty_headings(page);
}
