/* Sanitising: parse as a browser would (by gumbo), walk the tree, write only
 * what the lists of sanitize_list.c let pass. A field without '<' needs no
 * parser, and plain HTML goes the way of sanitize_quick.c. */
#include "polyphony/sanitize.h"

#include "polyphony/html.h"
#include "polyphony/utf8.h"
#include "sanitize.h"

#include <string.h>
#include <strings.h>

/* One field of a feed; the whole feed has a bound of its own. */
static const struct html_limits limits = {.max_bytes = SANITIZE_MAX_BYTES,
                                          .max_memory = (size_t)256 << 20,
                                          .max_ms = 1500,
                                          .fragment = true};

enum markup {
    MARKUP_NONE,
    MARKUP_TAGS,
    MARKUP_ODD /* with what uncover() sees to */
};

static bool
begins_tag(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '/' || c == '!' ||
           c == '?';
}

static bool
is_frame(const char *name, const char *end)
{
    name += name < end && *name == '/';
    return end - name > 6 && strncasecmp(name, "iframe", 6) == 0;
}

static bool
is_open_comment(const char *p, const char *end)
{
    return end - p >= 4 && memcmp(p, "<!--", 4) == 0 &&
           memmem(p + 4, (size_t)(end - p - 4), "-->", 3) == NULL;
}

static enum markup
markup_of(const char *html, size_t len)
{
    const char *p = html, *end = html + len;
    enum markup markup = MARKUP_NONE;

    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        if (end - p > 1 && begins_tag(p[1]))
            markup = MARKUP_TAGS;
        if (is_frame(p + 1, end) || is_open_comment(p, end))
            return MARKUP_ODD;
        p++;
    }
    return markup;
}

/* What browsers never show, but feeds mean to be read: what stands within an
 * <iframe> for readers without frames (its tag is broken, so that the parser
 * sees the inside), and what follows a comment that is never closed (it ends
 * at the next '>'). */
static void
uncover(struct buf *out, const char *html, size_t len)
{
    const char *p = html, *end = html + len;
    bool no_close = false; /* there is no "-->" from here on */

    while (p < end) {
        const char *tag = memchr(p, '<', (size_t)(end - p));

        buf_add_bytes(out, p, (size_t)((tag != NULL ? tag : end) - p));
        if (tag == NULL)
            break;
        p = tag + 1;
        if (end - tag >= 4 && memcmp(tag, "<!--", 4) == 0) {
            const char *close =
                no_close ? NULL : memmem(tag, (size_t)(end - tag), "-->", 3);

            no_close = close == NULL;

            if (close == NULL)
                close = memchr(tag, '>', (size_t)(end - tag));
            else
                close += 2;
            p = close != NULL ? close + 1 : end;
        } else if (is_frame(p, end)) {
            bool is_end = *p == '/';

            buf_add(out, is_end ? "</x-frame" : "<x-frame");
            p += is_end ? 7 : 6;
        } else {
            buf_add_char(out, '<');
        }
    }
}

static void
put_decoded(struct buf *out, const char *html, size_t len)
{
    struct buf text = {.max = len * 2 + 64};

    html_decode(&text, html, len);
    sanitize_put_text(out, buf_text(&text), text.len);
    buf_deinit(&text);
}

/* What is left where the parser gave up: everything between tags. */
static void
put_crude_text(struct buf *out, const char *html, size_t len)
{
    const char *p = html, *end = html + len;

    while (p < end && buf_ok(out)) {
        const char *tag = memchr(p, '<', (size_t)(end - p));
        const char *close;

        put_decoded(out, p, (size_t)((tag != NULL ? tag : end) - p));
        if (tag == NULL)
            break;
        close = memchr(tag, '>', (size_t)(end - tag));
        p = close != NULL ? close + 1 : end;
        buf_add_char(out, ' ');
    }
}

static void
open_element(struct buf *out, struct arena *arena, const struct html_node *node,
             const struct sanitize_element *element, const char *base)
{
    buf_add_char(out, '<');
    buf_add(out, element->name);
    for (size_t i = 0; i < node->n_attrs; i++) {
        const struct html_attr *attr = &node->attrs[i];
        int index =
            sanitize_attribute_find(element, attr->name, strlen(attr->name));

        if (index >= 0)
            sanitize_attribute_put(out, arena, index, attr->value, base);
    }
    buf_add_char(out, '>');
}

static const struct sanitize_element *
element_of(const struct html_node *node)
{
    return sanitize_find(node->name, strlen(node->name));
}

static enum sanitize_fate
fate_of(const struct html_node *node, const struct sanitize_element *element)
{
    if (element == NULL)
        return SANITIZE_UNWRAP;
    if (element->needs_address && html_attr(node, "src") == NULL)
        return SANITIZE_DROP;
    return element->fate;
}

static void
close_element(struct buf *out, const struct html_node *node)
{
    const struct sanitize_element *element = element_of(node);

    if (element == NULL || element->fate != SANITIZE_KEEP)
        return;
    buf_add(out, "</");
    buf_add(out, element->name);
    buf_add_char(out, '>');
}

static void
put_tree(struct buf *out, struct arena *arena, const struct html_node *root,
         const char *base)
{
    const struct html_node *node = root->first;

    while (node != NULL && buf_ok(out)) {
        enum sanitize_fate fate = SANITIZE_DROP;

        if (node->tag == HTML_TEXT) {
            sanitize_put_text(out, node->text, strlen(node->text));
        } else {
            const struct sanitize_element *element = element_of(node);

            fate = fate_of(node, element);
            if (fate == SANITIZE_KEEP || fate == SANITIZE_KEEP_VOID)
                open_element(out, arena, node, element, base);
        }
        if ((fate == SANITIZE_KEEP || fate == SANITIZE_UNWRAP) &&
            node->first != NULL) {
            node = node->first;
            continue;
        }
        if (fate == SANITIZE_KEEP)
            close_element(out, node);
        while (node != NULL && node->next == NULL) {
            node = node->parent != root ? node->parent : NULL;
            if (node != NULL)
                close_element(out, node);
        }
        node = node != NULL ? node->next : NULL;
    }
}

static bool
parse(const char *html, size_t len, enum markup markup, struct html **doc)
{
    struct buf uncovered = {.max = SANITIZE_MAX_BYTES * 2};
    bool ok;

    if (markup != MARKUP_ODD)
        return html_parse(html, len, &limits, doc, NULL);
    uncover(&uncovered, html, len);
    ok = buf_ok(&uncovered) &&
         html_parse(buf_text(&uncovered), uncovered.len, &limits, doc, NULL);
    buf_deinit(&uncovered);
    return ok;
}

void
sanitize_html(struct buf *out, const char *html, size_t len, const char *base)
{
    enum markup markup = markup_of(html, len);
    struct html *doc = NULL;

    if (markup == MARKUP_NONE) {
        put_decoded(out, html, len);
    } else if (sanitize_quick(out, html, len, base)) {
        return;
    } else if (parse(html, len, markup, &doc)) {
        put_tree(out, html_arena(doc), html_root(doc), base);
        html_free(doc);
    } else {
        put_crude_text(out, html, len);
    }
}

static bool
is_block(const struct html_node *node)
{
    const struct sanitize_element *element = element_of(node);

    return element != NULL && element->block;
}

static void
put_plain(struct buf *out, const struct html_node *root)
{
    const struct html_node *node = html_next(root, root);

    while (node != NULL && buf_ok(out)) {
        if (node->prev != NULL && node->prev->tag != HTML_TEXT &&
            is_block(node->prev))
            buf_add_char(out, ' ');
        if (node->tag == HTML_TEXT) {
            buf_add(out, node->text);
        } else if (fate_of(node, element_of(node)) == SANITIZE_DROP) {
            node = html_skip(root, node);
            continue;
        } else if (is_block(node)) {
            buf_add_char(out, ' ');
        }
        node = html_next(root, node);
    }
}

void
sanitize_text(struct buf *out, const char *html, size_t len)
{
    struct buf text = {.max = len * 2 + 64};
    enum markup markup = markup_of(html, len);
    struct html *doc = NULL;

    if (markup == MARKUP_NONE) {
        if (memchr(html, '&', len) != NULL)
            html_decode(&text, html, len);
        else
            buf_add_bytes(&text, html, len);
    } else if (parse(html, len, markup, &doc)) {
        put_plain(&text, html_root(doc));
        html_free(doc);
    } else {
        buf_add_bytes(&text, html, len);
    }
    utf8_squeeze(out, buf_text(&text), text.len);
    buf_deinit(&text);
}
