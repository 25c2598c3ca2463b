/* Reads a parsed page into elements and blocks of text; see
 * extract_page.h. One walk in document order, without recursion; every
 * element covers a contiguous range of blocks, so that sums over an element
 * are differences of prefix sums. */
#include "extract_page.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

/* No article needs more; what comes after is not read. */
#define MAX_BLOCKS 60000
#define MAX_TEXT ((size_t)8 << 20)

enum role { ROLE_INLINE, ROLE_BLOCK, ROLE_BREAK, ROLE_SKIP };

/* The state of the walk. */
struct walk {
    struct page *page;
    size_t element; /* index of the element we are in */
    struct block *open;
    unsigned links, strong, quotes, tables, lists, figures, pre;
    bool blank;      /* white space is due before the next character */
    unsigned breaks; /* <br> one after the other */
    bool half_word;  /* two CJK characters count as a word */
};

static enum role
other_role(const char *name)
{
    static const char *const names[] = {
        "acronym", "bdi",  "bdo",  "big",   "data",  "dfn",
        "kbd",     "mark", "nobr", "rb",    "ruby",  "samp",
        "strike",  "var",  "wbr",  "blink", "output"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            return ROLE_INLINE;
    }
    if (strcmp(name, "option") == 0 || strcmp(name, "canvas") == 0 ||
        strcmp(name, "math") == 0 || strcmp(name, "datalist") == 0 ||
        strcmp(name, "rt") == 0 || strcmp(name, "rp") == 0 ||
        strcmp(name, "map") == 0)
        return ROLE_SKIP;
    return ROLE_BLOCK;
}

static enum role
inline_role(const struct html_node *node)
{
    return node->n_attrs > 0 && (element_hints(node) & HINT_NEVER) != 0
               ? ROLE_SKIP
               : ROLE_INLINE;
}

static enum role
node_role(const struct html_node *node)
{
    switch (node->tag) {
    case HTML_TEXT:
    case HTML_A:
    case HTML_ABBR:
    case HTML_B:
    case HTML_CITE:
    case HTML_CODE:
    case HTML_DEL:
    case HTML_EM:
    case HTML_FONT:
    case HTML_I:
    case HTML_INS:
    case HTML_LABEL:
    case HTML_Q:
    case HTML_S:
    case HTML_SMALL:
    case HTML_SPAN:
    case HTML_STRONG:
    case HTML_SUB:
    case HTML_SUP:
    case HTML_TIME:
    case HTML_TT:
    case HTML_U:
    case HTML_IMG:
    case HTML_PICTURE:
        return inline_role(node);
    case HTML_BR:
        return ROLE_BREAK;
    case HTML_AUDIO:
    case HTML_BUTTON:
    case HTML_EMBED:
    case HTML_FRAME:
    case HTML_HEAD:
    case HTML_IFRAME:
    case HTML_INPUT:
    case HTML_LINK:
    case HTML_META:
    case HTML_NOSCRIPT:
    case HTML_OBJECT:
    case HTML_SCRIPT:
    case HTML_SELECT:
    case HTML_SOURCE:
    case HTML_STYLE:
    case HTML_SVG:
    case HTML_TEMPLATE:
    case HTML_TEXTAREA:
    case HTML_TITLE:
    case HTML_VIDEO:
        return ROLE_SKIP;
    case HTML_OTHER:
        return other_role(node->name);
    default:
        return ROLE_BLOCK;
    }
}

static void
close_block(struct walk *walk)
{
    struct page *page = walk->page;
    struct block *block = walk->open;

    walk->open = NULL;
    walk->blank = false;
    if (block == NULL)
        return;
    while (page->text.len > block->text &&
           strchr(" \n", page->text.data[page->text.len - 1]) != NULL)
        buf_cut(&page->text, page->text.len - 1);
    block->len = page->text.len - block->text;
    buf_add_char(&page->text, '\0');
    if (block->chars == 0) { /* nothing but marks and blanks */
        buf_cut(&page->text, block->text);
        page->n_blocks--;
    }
}

static enum html_tag
block_tag(const struct page *page, size_t element)
{
    /* The nearest element with a meaning, at most three levels up. */
    for (int level = 0; level < 3; level++) {
        enum html_tag tag = page->elements[element].node->tag;

        switch (tag) {
        case HTML_P:
        case HTML_H1:
        case HTML_H2:
        case HTML_H3:
        case HTML_H4:
        case HTML_H5:
        case HTML_H6:
        case HTML_LI:
        case HTML_TD:
        case HTML_TH:
        case HTML_BLOCKQUOTE:
        case HTML_PRE:
        case HTML_FIGCAPTION:
        case HTML_DT:
        case HTML_DD:
            return tag == HTML_TH ? HTML_TD : tag;
        case HTML_ARTICLE:
        case HTML_SECTION:
        case HTML_BODY:
        case HTML_TABLE:
            return HTML_DIV;
        default:
            break;
        }
        element = page->elements[element].parent;
    }
    return HTML_DIV;
}

/* A block that began in an inline element and goes on after it does not
 * belong to that element: what its name says is about a part only. */
static void
leave_inline(struct walk *walk)
{
    struct page *page = walk->page;
    struct block *block = walk->open;

    while (block->element > walk->element) {
        struct element *inner = &page->elements[block->element];

        inner->end = inner->first;
        block->element = inner->parent;
    }
}

static struct block *
open_block(struct walk *walk)
{
    struct page *page = walk->page;
    struct block *block;

    if (walk->open != NULL) {
        leave_inline(walk);
        return walk->open;
    }
    page->blocks = mem_grow(page->blocks, &page->room_blocks,
                            page->n_blocks + 1, sizeof *page->blocks);
    block = &page->blocks[page->n_blocks++];
    *block = (struct block){.text = page->text.len,
                            .element = walk->element,
                            .tag = block_tag(page, walk->element),
                            .in_quote = walk->quotes > 0,
                            .in_table = walk->tables > 0,
                            .in_list = walk->lists > 0,
                            .in_figure = walk->figures > 0};
    walk->open = block;
    walk->blank = false;
    return block;
}

static void
count_mark(struct block *block, int32_t cp)
{
    switch (cp) {
    case ',':
    case ';':
    case ':':
    case 0x060C: /* Arabic comma */
    case 0x3001: /* ideographic comma */
    case 0xFF0C:
        block->commas++;
        break;
    case '.':
    case '!':
    case '?':
    case 0x2026: /* ellipsis */
    case 0x061F: /* Arabic question mark */
    case 0x06D4:
    case 0x0964: /* danda */
    case 0x3002: /* ideographic full stop */
    case 0xFF01:
    case 0xFF1F:
        block->stops++;
        block->ends_sentence = true;
        return;
    case '"':
    case '\'':
    case ')':
    case ']':
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0xBB:
    case 0xAB:
    case 0x300D:
    case 0x300F:
        return; /* may follow a full stop */
    default:
        break;
    }
    block->ends_sentence = false;
}

static void
count_letter(struct walk *walk, struct block *block, int32_t cp)
{
    unsigned weight = cp >= 0x2E80 && utf8_is_cjk(cp) ? 3 : 1;

    block->chars += weight;
    if (walk->links > 0)
        block->linked += weight;
    if (walk->strong > 0)
        block->strong += weight;
    if (utf8_is_upper(cp))
        block->upper++;
    block->ends_sentence = false;
}

static bool
is_ignorable(int32_t cp)
{
    return cp == 0xAD || cp == 0x200B || cp == 0xFEFF || cp == 0x2060 ||
           (cp < 0x20) || (cp >= 0x7F && cp < 0xA0 && cp != 0x85) ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

static void
add_blank(struct walk *walk, char blank)
{
    struct buf *text = &walk->page->text;

    if (walk->open == NULL || text->len == walk->open->text)
        return;
    if (strchr(" \n", text->data[text->len - 1]) == NULL)
        buf_add_char(text, blank);
    else if (blank == '\n')
        text->data[text->len - 1] = '\n';
}

static void
add_text(struct walk *walk, const char *text)
{
    const char *p = text, *end = text + strlen(text);
    bool in_word = false;

    while (p < end && walk->page->text.len < MAX_TEXT) {
        const char *start = p;
        int32_t cp = utf8_next(&p, end);
        struct block *block;

        if (utf8_is_space(cp)) {
            walk->blank = true;
            in_word = false;
            if (walk->pre > 0 && cp == '\n')
                add_blank(walk, '\n');
            continue;
        }
        if (is_ignorable(cp))
            continue;
        block = open_block(walk);
        if (walk->blank)
            add_blank(walk, ' ');
        walk->blank = false;
        walk->breaks = 0;
        buf_add_bytes(&walk->page->text, start, (size_t)(p - start));
        if (utf8_is_word(cp)) {
            if (cp >= 0x2E80 && utf8_is_cjk(cp)) {
                walk->half_word = !walk->half_word;
                block->words += walk->half_word;
            } else if (!in_word) {
                block->words++;
            }
            in_word = true;
            count_letter(walk, block, cp);
        } else {
            in_word = false;
            count_mark(block, cp);
        }
    }
}

/* Count an element in or out of what its text is said to be. */
static void
note_inside(struct walk *walk, const struct html_node *node, unsigned step)
{
    switch (node->tag) {
    case HTML_A:
        if (html_attr(node, "href") != NULL)
            walk->links += step;
        break;
    case HTML_B:
    case HTML_STRONG:
    case HTML_EM:
    case HTML_I:
        walk->strong += step;
        break;
    case HTML_BLOCKQUOTE:
        walk->quotes += step;
        break;
    case HTML_TABLE:
        walk->tables += step;
        break;
    case HTML_UL:
    case HTML_OL:
    case HTML_DL:
        walk->lists += step;
        break;
    case HTML_FIGURE:
    case HTML_FIGCAPTION:
        walk->figures += step;
        break;
    case HTML_PRE:
        walk->pre += step;
        break;
    default:
        break;
    }
}

static void
add_element(struct walk *walk, struct html_node *node)
{
    struct page *page = walk->page;
    struct element *element;

    page->elements = mem_grow(page->elements, &page->room_elements,
                              page->n_elements + 1, sizeof *page->elements);
    element = &page->elements[page->n_elements];
    *element = (struct element){.node = node,
                                .parent = walk->element,
                                .first = page->n_blocks,
                                .hints = element_hints(node)};
    if (page->n_elements > 0)
        element->depth = page->elements[walk->element].depth + 1;
    walk->element = page->n_elements++;
}

static void
enter(struct walk *walk, struct html_node *node, enum role role)
{
    switch (role) {
    case ROLE_BREAK:
        if (++walk->breaks >= 2 && walk->pre == 0)
            close_block(walk);
        else
            add_blank(walk, '\n');
        break;
    case ROLE_BLOCK:
        close_block(walk);
        add_element(walk, node);
        break;
    default:
        if (node->tag == HTML_TEXT)
            add_text(walk, node->text);
        /* Inline elements with a telling name are elements too. */
        else if (walk->open == NULL && node->n_attrs > 0 &&
                 element_hints(node) != 0)
            add_element(walk, node);
        break;
    }
    note_inside(walk, node, 1);
}

static void
leave(struct walk *walk, struct html_node *node, enum role role)
{
    struct page *page = walk->page;

    note_inside(walk, node, (unsigned)-1);
    if (role == ROLE_BLOCK)
        close_block(walk);
    if (page->elements[walk->element].node == node) {
        /* A block without a letter so far is not its own: it may be dropped
         * (close_block), and what is yet to come stands outside. */
        bool empty = walk->open != NULL && walk->open->chars == 0;

        page->elements[walk->element].end = page->n_blocks - empty;
        walk->element = page->elements[walk->element].parent;
    }
}

/* A card that shows over a link, in the middle of a sentence: named as one,
 * in an element named alike. */
static bool
is_hover_card(const struct walk *walk, const struct html_node *node,
              enum role role)
{
    return role == ROLE_INLINE && walk->open != NULL && node->n_attrs > 0 &&
           node->tag == HTML_SPAN && node->parent != NULL &&
           node->parent->tag == HTML_SPAN &&
           (element_hints(node) & HINT_PLEA) != 0 &&
           (element_hints(node->parent) & HINT_PLEA) != 0;
}

void
page_read(struct page *page, struct html_node *root)
{
    struct walk walk = {.page = page};
    struct html_node *node = root;

    page->root = root;
    add_element(&walk, root);
    walk.element = 0;
    if (root->first == NULL)
        return;
    node = root->first;
    while (node != root) {
        enum role role = node_role(node);

        if (is_hover_card(&walk, node, role) || page->text.len > MAX_TEXT ||
            page->n_blocks > MAX_BLOCKS)
            role = ROLE_SKIP;
        if (role != ROLE_SKIP)
            enter(&walk, node, role);
        if (role != ROLE_SKIP && node->first != NULL) {
            node = node->first;
            continue;
        }
        for (;;) {
            if (role != ROLE_SKIP)
                leave(&walk, node, node_role(node));
            role = ROLE_INLINE;
            if (node->next != NULL) {
                node = node->next;
                break;
            }
            node = node->parent;
            if (node == root)
                break;
        }
    }
    close_block(&walk);
    page->elements[0].end = page->n_blocks;
}

void
page_deinit(struct page *page)
{
    free(page->elements);
    free(page->blocks);
    buf_deinit(&page->text);
}

const char *
block_text(const struct page *page, const struct block *block)
{
    return buf_text(&page->text) + block->text;
}

double
block_link_share(const struct block *block)
{
    return block->chars > 0 ? (double)block->linked / block->chars : 0;
}
