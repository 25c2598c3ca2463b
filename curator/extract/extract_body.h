/* Between the files that find an article's body; private to curator. */
#ifndef POLYPHONY_CURATOR_EXTRACT_BODY_H
#define POLYPHONY_CURATOR_EXTRACT_BODY_H

#include "extract_page.h"

bool block_is_heading(const struct block *block);

/* Running text: long enough, few links, sentence or clause marks. */
bool block_is_prose(const struct block *block);

/* Does a short block or heading say that what follows it in its container is
 * not the article: "Related", "Comments", "You may also like"? */
bool wording_opens_other(const struct page *page, const struct block *block);

/* Notes in each block's `why_not` what the elements around it, and headings
 * before it, say against it. */
void body_mark_unwanted(struct page *page);

/* Of the blocks that `keep` allows, drops those that are no part of the
 * article: pleas, crumbs, link lists, what stands at either end. */
void body_filter(struct page *page, const char *title, size_t headline);

#endif
