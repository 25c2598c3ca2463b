/* From a page's bytes to the article: reads the page, chooses the blocks of
 * the body (extract_body.c), asks the page about itself (extract_meta.c) and
 * puts both together. */
#include "polyphony/extract.h"
#include "extract_body.h"
#include "extract_meta.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct holder {
    struct extract extract; /* first: what the caller has */
    struct arena *arena;
};

/* The row of a table that a block stands in; NULL: none. */
static const struct html_node *
row_of(const struct page *page, const struct block *block)
{
    const struct html_node *node = page->elements[block->element].node;

    for (int level = 0; level < 4 && node != NULL; level++) {
        if (node->tag == HTML_TR)
            return node;
        node = node->parent;
    }
    return NULL;
}

static const char *
join_text(struct arena *arena, const struct page *page, size_t *words)
{
    struct buf text = {0};
    const struct html_node *last_row = NULL;
    const char *kept;

    *words = 0;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct block *block = &page->blocks[i];

        const struct html_node *row;

        if (!block->keep)
            continue;
        row = block->in_table ? row_of(page, block) : NULL;
        if (text.len > 0)
            buf_add(&text, row != NULL && row == last_row ? "\t" : "\n\n");
        last_row = row;
        buf_add_bytes(&text, block_text(page, block), block->len);
        *words += block->words;
    }
    kept = arena_strndup(arena, buf_text(&text), text.len);
    buf_deinit(&text);
    return kept;
}

static bool
extract_from(struct holder *holder, const struct buf *bytes,
             const struct extract_source *source, struct error *err)
{
    struct html_limits limits = {.max_bytes = 2 * EXTRACT_MAX_BYTES};
    struct extract *extract = &holder->extract;
    struct page page = {0};
    struct facts facts = {.arena = holder->arena, .page = &page};

    if (!html_parse(buf_text(bytes), bytes->len, &limits, &facts.doc, err))
        return false;
    page_read(&page, html_root(facts.doc));
    meta_read(&facts, source->url);
    facts.title = extract->title = title_choose(&facts);
    body_choose(&page, facts.title, facts.headline);
    extract->text = join_text(holder->arena, &page, &extract->words);
    extract->published = date_choose(&facts);
    extract->author = author_choose(&facts);
    meta_fill(&facts, extract);
    page_deinit(&page);
    html_free(facts.doc);
    return true;
}

static bool
is_blank(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (strchr(" \t\r\n\f", bytes[i]) == NULL || bytes[i] == '\0')
            return false;
    }
    return true;
}

/* Is it text at all? Images and archives have many control characters at
 * once; UTF-16 has them too, as zeros beside letters. */
static bool
is_text(const char *bytes, size_t len)
{
    size_t odd = 0, zeros = 0, looked = len < 4096 ? len : 4096;

    for (size_t i = 0; i < looked; i++) {
        unsigned char c = (unsigned char)bytes[i];

        zeros += c == 0;
        odd += c < 32 && c != 0 && strchr("\t\n\r\f\x1B", c) == NULL;
    }
    if (odd * 20 > looked)
        return false;
    return zeros * 20 <= looked ||
           (zeros * 3 < looked * 2 && memchr(bytes, '<', looked) != NULL);
}

bool
extract_article(const char *bytes, size_t len,
                const struct extract_source *source, struct extract **out,
                struct error *err)
{
    static const struct extract_source nothing;
    struct buf utf8 = {.max = 2 * EXTRACT_MAX_BYTES};
    struct holder *holder;
    bool ok;

    *out = NULL;
    if (len > EXTRACT_MAX_BYTES)
        return error_set(err, ERROR_LIMIT, "page larger than %zu MiB",
                         EXTRACT_MAX_BYTES >> 20);
    if (is_blank(bytes, len))
        return error_set(err, ERROR_INPUT, "empty page");
    if (!is_text(bytes, len))
        return error_set(err, ERROR_INPUT, "no text: looks like a binary file");
    if (source == NULL)
        source = &nothing;
    html_to_utf8(bytes, len, source->charset, &utf8);
    holder = mem_calloc(1, sizeof *holder);
    holder->arena = arena_new(0);
    ok = extract_from(holder, &utf8, source, err);
    buf_deinit(&utf8);
    if (ok)
        *out = &holder->extract;
    else
        extract_free(&holder->extract);
    return ok;
}

void
extract_free(struct extract *extract)
{
    struct holder *holder = (struct holder *)extract;

    if (holder == NULL)
        return;
    arena_free(holder->arena);
    free(holder);
}
