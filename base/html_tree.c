/* Walking and changing a parsed page; see polyphony/html.h. */
#include "polyphony/buf.h"
#include "polyphony/html.h"

#include <string.h>

struct html_node *
html_skip(const struct html_node *top, const struct html_node *node)
{
    while (node != NULL && node != top) {
        if (node->next != NULL)
            return node->next;
        node = node->parent;
    }
    return NULL;
}

struct html_node *
html_next(const struct html_node *top, const struct html_node *node)
{
    return node->first != NULL ? node->first : html_skip(top, node);
}

const char *
html_attr(const struct html_node *node, const char *name)
{
    for (unsigned i = 0; i < node->n_attrs; i++) {
        if (strcmp(node->attrs[i].name, name) == 0)
            return node->attrs[i].value;
    }
    return NULL;
}

void
html_remove(struct html_node *node)
{
    struct html_node *parent = node->parent;

    if (node->prev != NULL)
        node->prev->next = node->next;
    else if (parent != NULL)
        parent->first = node->next;
    if (node->next != NULL)
        node->next->prev = node->prev;
    else if (parent != NULL)
        parent->last = node->prev;
    node->parent = node->next = node->prev = NULL;
}

void
html_text(const struct html_node *node, struct buf *out)
{
    const struct html_node *top = node;

    for (; node != NULL; node = html_next(top, node)) {
        if (node->tag == HTML_TEXT)
            buf_add(out, node->text);
    }
}
