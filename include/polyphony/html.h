/* HTML in: libgumbo behind one guarded door (base/html*.c).
 *
 * Gumbo is quadratic on deep trees, frees by recursion and does not bound
 * itself; here it works from an arena with a byte limit and a deadline, and
 * the tree that comes out is our own, small and mutable, in the arena of the
 * document, at most HTML_MAX_DEPTH deep (what lies deeper becomes a sibling
 * there). Input is UTF-8; bytes that are not are mended, so any bytes may
 * come. Scripts, styles, svg, comments and the inside of frames are taken out
 * before the parse: they are most of a page, and nobody here reads them. Only
 * ld+json stays, as `script` elements with their text, wherever its type says
 * so. Walk trees with html_next(), never by recursion. A document is one
 * thread's; different threads may parse at the same time. */
#ifndef POLYPHONY_HTML_H
#define POLYPHONY_HTML_H

#include "polyphony/arena.h"

#include <stddef.h>

/* The elements that we tell apart; all others are HTML_OTHER with a name. */
/* clang-format off */
#define HTML_TAGS(X) \
    X(A, "a") X(ABBR, "abbr") X(ADDRESS, "address") X(ARTICLE, "article") \
    X(ASIDE, "aside") X(AUDIO, "audio") X(B, "b") X(BASE, "base") \
    X(BLOCKQUOTE, "blockquote") X(BODY, "body") X(BR, "br") \
    X(BUTTON, "button") X(CAPTION, "caption") X(CENTER, "center") \
    X(CITE, "cite") X(CODE, "code") X(DD, "dd") X(DEL, "del") \
    X(DETAILS, "details") X(DIV, "div") X(DL, "dl") X(DT, "dt") X(EM, "em") \
    X(EMBED, "embed") X(FIGCAPTION, "figcaption") X(FIGURE, "figure") \
    X(FONT, "font") X(FOOTER, "footer") X(FORM, "form") X(FRAME, "frame") \
    X(H1, "h1") X(H2, "h2") X(H3, "h3") X(H4, "h4") X(H5, "h5") X(H6, "h6") \
    X(HEAD, "head") X(HEADER, "header") X(HR, "hr") X(HTML, "html") \
    X(I, "i") X(IFRAME, "iframe") X(IMG, "img") X(INPUT, "input") \
    X(INS, "ins") X(LABEL, "label") X(LI, "li") X(LINK, "link") \
    X(MAIN, "main") X(META, "meta") X(NAV, "nav") X(NOSCRIPT, "noscript") \
    X(OBJECT, "object") X(OL, "ol") X(P, "p") X(PICTURE, "picture") \
    X(PRE, "pre") X(Q, "q") X(S, "s") X(SCRIPT, "script") \
    X(SECTION, "section") X(SELECT, "select") X(SMALL, "small") \
    X(SOURCE, "source") X(SPAN, "span") X(STRONG, "strong") \
    X(STYLE, "style") X(SUB, "sub") X(SUMMARY, "summary") X(SUP, "sup") \
    X(SVG, "svg") X(TABLE, "table") X(TBODY, "tbody") X(TD, "td") \
    X(TEMPLATE, "template") X(TEXTAREA, "textarea") X(TFOOT, "tfoot") \
    X(TH, "th") X(THEAD, "thead") X(TIME, "time") X(TITLE, "title") \
    X(TR, "tr") X(TT, "tt") X(U, "u") X(UL, "ul") X(VIDEO, "video")
/* clang-format on */

enum html_tag {
    HTML_TEXT, /* a text node: `text` holds its characters */
    HTML_OTHER,
#define HTML_ENUM(upper, lower) HTML_##upper,
    HTML_TAGS(HTML_ENUM)
#undef HTML_ENUM
};

#define HTML_MAX_DEPTH 512

struct html_attr {
    const char *name; /* lower case */
    const char *value;
};

struct html_node {
    enum html_tag tag;
    unsigned short n_attrs;
    const char *name; /* lower case element name; NULL for text */
    const char *text; /* text nodes only */
    struct html_attr *attrs;
    struct html_node *parent, *first, *last, *next, *prev;
    void *mark; /* free for the walker's own use; NULL at first */
};

struct html_limits {
    size_t max_bytes;  /* input; 0: 32 MiB */
    size_t max_memory; /* parser and tree; 0: 512 MiB */
    int max_ms;        /* of this thread's processor time; 0: 300 and 1 more
                          for each KiB, at most 5,000 */
    bool fragment;     /* parse as the inside of <body> */
};

struct html; /* a parsed document; owns its nodes */

/* On success *doc is yours. ERROR_LIMIT where a bound was reached. `limits`
 * may be NULL. */
bool html_parse(const char *bytes, size_t len, const struct html_limits *limits,
                struct html **doc, struct error *err) MUST_CHECK;
void html_free(struct html *doc);              /* NULL is fine */
struct html_node *html_root(struct html *doc); /* <html>, or for a fragment a
                                                  node that holds its nodes */
struct arena *html_arena(struct html *doc);    /* lives as long as doc */

/* The node after `node` in document order within `top`, NULL at the end;
 * html_skip leaves out node's children. */
struct html_node *html_next(const struct html_node *top,
                            const struct html_node *node);
struct html_node *html_skip(const struct html_node *top,
                            const struct html_node *node);

const char *html_attr(const struct html_node *node, const char *name);
void html_remove(struct html_node *node); /* out of the tree; memory stays */

/* Text of a node and all in it, as it stands in the source; of `script`
 * elements too. */
struct buf;
void html_text(const struct html_node *node, struct buf *out);

/* Bytes of a page as UTF-8: BOM, `charset` (from the HTTP header; may be
 * NULL), <meta>, else a guess (libuchardet), by iconv. Appends to out. */
void html_to_utf8(const char *bytes, size_t len, const char *charset,
                  struct buf *out);

/* "&amp; &eacute; &#8211;" to characters; what is no reference stays. */
void html_decode(struct buf *out, const char *text, size_t len);

#endif
