/* HTML fragments as plain text; see the header. What a feed carries is made
 * readable here; pages go through extract.c, which also chooses. */
#include "polyphony/plain.h"
#include "polyphony/html.h"
#include "polyphony/utf8.h"

#include <string.h>

static bool
is_block(enum html_tag tag)
{
    switch (tag) {
    case HTML_P:
    case HTML_DIV:
    case HTML_BLOCKQUOTE:
    case HTML_H1:
    case HTML_H2:
    case HTML_H3:
    case HTML_H4:
    case HTML_H5:
    case HTML_H6:
    case HTML_UL:
    case HTML_OL:
    case HTML_LI:
    case HTML_PRE:
    case HTML_TABLE:
    case HTML_TR:
    case HTML_SECTION:
    case HTML_ARTICLE:
    case HTML_FIGURE:
    case HTML_HR:
    case HTML_DL:
    case HTML_DD:
    case HTML_DT:
        return true;
    default:
        return false;
    }
}

/* Not prose: code, tables of figures, captions' machinery. */
static bool
is_left_out(enum html_tag tag)
{
    return tag == HTML_SCRIPT || tag == HTML_STYLE || tag == HTML_PRE ||
           tag == HTML_NOSCRIPT || tag == HTML_TEMPLATE || tag == HTML_TABLE ||
           tag == HTML_IFRAME || tag == HTML_FIGCAPTION;
}

static void
end_paragraph(struct buf *line, struct buf *out)
{
    struct buf squeezed = {.max = line->max};

    utf8_squeeze(&squeezed, buf_text(line), line->len);
    if (squeezed.len > 0) {
        if (out->len > 0)
            buf_add(out, "\n\n");
        buf_add_bytes(out, squeezed.data, squeezed.len);
    }
    buf_deinit(&squeezed);
    buf_cut(line, 0);
}

static void
render(const struct html_node *top, struct buf *out)
{
    struct buf line = {.max = (size_t)8 << 20};
    const struct html_node *node = top, *before = NULL;

    while (node != NULL) {
        bool skip = is_left_out(node->tag);

        /* A paragraph also ends where we climbed out of a block. */
        if (before != NULL) {
            const struct html_node *up = before;

            for (; up != NULL && up != node->parent; up = up->parent) {
                if (is_block(up->tag))
                    end_paragraph(&line, out);
            }
        }
        if (is_block(node->tag) || skip)
            end_paragraph(&line, out);
        if (node->tag == HTML_TEXT)
            buf_add(&line, node->text);
        else if (node->tag == HTML_BR)
            buf_add_char(&line, ' ');
        before = node;
        node = skip ? html_skip(top, node) : html_next(top, node);
    }
    end_paragraph(&line, out);
    buf_deinit(&line);
}

void
plain_from_html(const char *html, size_t len, struct buf *out)
{
    struct html_limits limits = {.fragment = true};
    struct html *doc;

    if (memchr(html, '<', len) == NULL) {
        struct buf decoded = {.max = out->max};

        html_decode(&decoded, html, len);
        end_paragraph(&decoded, out);
        buf_deinit(&decoded);
        return;
    }
    if (!html_parse(html, len, &limits, &doc, NULL))
        return;
    render(html_root(doc), out);
    html_free(doc);
}
