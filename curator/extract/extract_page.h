/* A page as the extractor sees it: elements with what their names say, and
 * blocks of text. Private to curator/extract*.c. */
#ifndef POLYPHONY_CURATOR_EXTRACT_PAGE_H
#define POLYPHONY_CURATOR_EXTRACT_PAGE_H

#include "polyphony/buf.h"
#include "polyphony/html.h"

#include <stdint.h>

/* What an element is, judged by its tag, role and class names. */
enum {
    HINT_BODY = 1 << 0,     /* says that it holds the article's text */
    HINT_ARTICLE = 1 << 1,  /* <article>, hentry ... */
    HINT_MAIN = 1 << 2,     /* <main>, role=main, id=content */
    HINT_NEVER = 1 << 3,    /* no text for readers: hidden, controls */
    HINT_OUTSIDE = 1 << 4,  /* navigation, footer, sidebar */
    HINT_COMMENTS = 1 << 5, /* what readers wrote */
    HINT_LINKED = 1 << 6,   /* related articles, tags, most read */
    HINT_PLEA = 1 << 7,     /* share, subscribe, sign in, advertisement */
    HINT_ABOUT = 1 << 8,    /* byline, date, author's note, credits */
    HINT_CAPTION = 1 << 9,
    HINT_HEADLINE = 1 << 10, /* headline or standfirst */
};
#define HINT_UNWANTED                                                          \
    ((unsigned)(HINT_NEVER | HINT_OUTSIDE | HINT_COMMENTS | HINT_LINKED |      \
                HINT_PLEA | HINT_ABOUT))

struct element {
    struct html_node *node;
    size_t parent;     /* index; the root is its own parent */
    size_t first, end; /* its blocks */
    unsigned hints;
    unsigned depth;
};

/* A run of text with nothing but inline elements in it. */
struct block {
    size_t text, len;  /* where it stands in page.text */
    size_t element;    /* the nearest element that is not inline */
    enum html_tag tag; /* P, H1-H6, LI, TD, BLOCKQUOTE, PRE, FIGCAPTION, DT,
                          DD; else DIV */
    unsigned chars;    /* letters and digits; a CJK one counts three */
    unsigned linked;   /* of these, in links */
    unsigned strong;   /* of these, in strong, b, em or i */
    unsigned upper;    /* letters that are capitals */
    unsigned words;
    unsigned commas; /* clause marks */
    unsigned stops;  /* sentence marks */
    bool ends_sentence;
    bool in_quote, in_table, in_list, in_figure;
    unsigned why_not; /* HINT_* of the elements around it; 0: none */
    bool keep;
    double value;
};

struct page {
    struct html_node *root;
    struct element *elements;
    size_t n_elements, room_elements;
    struct block *blocks;
    size_t n_blocks, room_blocks;
    struct buf text;
};

void page_read(struct page *page, struct html_node *root);
void page_deinit(struct page *page);

unsigned element_hints(const struct html_node *node);
const char *block_text(const struct page *page, const struct block *block);
double block_link_share(const struct block *block);

/* Chooses and marks (`keep`) the blocks of the article. `headline` is the
 * block that shows the title; SIZE_MAX: none. */
void body_choose(struct page *page, const char *title, size_t headline);

/* Does this text, by its wording, not belong to an article: "Read more:",
 * "Advertisement", "Share this"? */
bool wording_is_plea(const struct page *page, const struct block *block);

#endif
