/* Sanitising without a parser, for HTML so plain that a browser cannot read
 * it in another way than it is written: known elements, properly nested,
 * quoted attributes, nothing that closes by itself. Most of what feeds carry
 * is like that, and it takes a tenth of gumbo's time. At the first thing that
 * is not, this gives up and sanitize.c parses. What is written passes the
 * same lists and is escaped the same way; so a mistake here could cost
 * faithfulness, but not safety. */
#include "sanitize.h"

#include "polyphony/html.h"

#include <string.h>

#define MAX_OPEN 64
#define MAX_NAME 12

struct quick {
    struct buf *out, value;
    struct arena *arena;
    const char *p, *end, *base;
    const struct sanitize_element *open[MAX_OPEN];
    size_t n_open, n_paragraphs, n_links;
};

static bool
is_alpha(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static const struct sanitize_element *
top(const struct quick *q)
{
    return q->n_open > 0 ? q->open[q->n_open - 1] : NULL;
}

static bool
is_top(const struct quick *q, const char *name)
{
    return q->n_open > 0 && strcmp(top(q)->name, name) == 0;
}

/* Is there nothing but elements allowed right within this one? */
static bool
takes_no_text(const struct sanitize_element *element)
{
    return element != NULL && (element->nesting == NEST_TABLE ||
                               element->nesting == NEST_TABLE_PART);
}

/* The element's name at p, in lower case; NULL for one not on the list. */
static const struct sanitize_element *
read_name(struct quick *q)
{
    char name[MAX_NAME];
    size_t len = 0;

    while (q->p < q->end && len < MAX_NAME - 1 &&
           (is_alpha(*q->p) || (*q->p >= '0' && *q->p <= '9'))) {
        name[len++] = *q->p >= 'A' && *q->p <= 'Z' ? (char)(*q->p + 32) : *q->p;
        q->p++;
    }
    if (q->p >= q->end || !(is_space(*q->p) || *q->p == '>' || *q->p == '/'))
        return NULL;
    return sanitize_find(name, len);
}

static bool
has_table_around(const struct quick *q)
{
    const struct sanitize_element *parent = top(q);

    return parent != NULL && (parent->nesting == NEST_TABLE ||
                              strcmp(parent->name, "tbody") == 0 ||
                              strcmp(parent->name, "thead") == 0 ||
                              strcmp(parent->name, "tfoot") == 0);
}

/* Would a browser open this element right here, closing nothing? */
static bool
nests(const struct quick *q, const struct sanitize_element *element)
{
    if (element->block && q->n_paragraphs > 0 &&
        strcmp(element->name, "br") != 0)
        return false;
    if (element->nesting != NEST_TABLE_PART &&
        element->nesting != NEST_TABLE_CELL &&
        element->nesting != NEST_TABLE_ROW && takes_no_text(top(q)))
        return false;
    switch (element->nesting) {
    case NEST_ANYWHERE:
    case NEST_TABLE:
        return true;
    case NEST_PARAGRAPH:
        return q->n_paragraphs == 0;
    case NEST_LINK:
        return q->n_links == 0;
    case NEST_HEADING:
        return top(q) == NULL || top(q)->nesting != NEST_HEADING;
    case NEST_ITEM:
        return is_top(q, "ul") || is_top(q, "ol") || is_top(q, "dl");
    case NEST_TABLE_PART:
        return is_top(q, "table");
    case NEST_TABLE_ROW:
        return has_table_around(q);
    case NEST_TABLE_CELL:
        return is_top(q, "tr");
    default:
        return false;
    }
}

/* border=0 */
static bool
read_bare_value(struct quick *q)
{
    const char *start = q->p;

    while (q->p < q->end && (is_alpha(*q->p) || *q->p == '%' || *q->p == '#' ||
                             (*q->p >= '0' && *q->p <= '9')))
        q->p++;
    buf_cut(&q->value, 0);
    buf_add_bytes(&q->value, start, (size_t)(q->p - start));
    return q->p > start && q->p < q->end && (is_space(*q->p) || *q->p == '>');
}

/* The value at p, in its quotes, decoded into q->value if `wanted`. Numbers
 * and names without ';' are read in several ways: not here. */
static bool
read_value(struct quick *q, bool wanted)
{
    char quote = q->p < q->end ? *q->p : '\0';
    const char *close, *p;

    if (quote != '"' && quote != '\'')
        return read_bare_value(q);
    p = q->p + 1;
    close = memchr(p, quote, (size_t)(q->end - p));
    if (close == NULL)
        return false;
    q->p = close + 1;
    if (!wanted)
        return true;
    buf_cut(&q->value, 0);
    while (p < close) {
        const char *amp = memchr(p, '&', (size_t)(close - p));
        size_t name = 1;

        buf_add_bytes(&q->value, p, (size_t)((amp != NULL ? amp : close) - p));
        if (amp == NULL)
            break;
        if (amp + 1 < close && amp[1] == '#')
            name = 2;
        while (amp + name < close &&
               (is_alpha(amp[name]) || (amp[name] >= '0' && amp[name] <= '9')))
            name++;
        if (amp + name < close && amp[name] == ';') {
            html_decode(&q->value, amp, ++name);
        } else {
            if (amp + 1 < close && amp[1] == '#')
                return false;
            buf_add_bytes(&q->value, amp, name);
        }
        p = amp + name;
    }
    return true;
}

/* Attributes and the end of the tag. *has_address: there is a src. */
static bool
read_attributes(struct quick *q, const struct sanitize_element *element,
                bool *has_address, bool *closed)
{
    unsigned seen = 0;

    for (;;) {
        const char *name = q->p, *name_end;
        int index;

        while (q->p < q->end && is_space(*q->p))
            q->p++;
        if (q->p >= q->end)
            return false;
        if (*q->p == '>' || *q->p == '/')
            break;
        if (q->p == name)
            return false; /* attributes that touch each other */
        name = q->p;
        while (q->p < q->end &&
               (is_alpha(*q->p) || *q->p == '-' || *q->p == '_' ||
                *q->p == ':' || (*q->p >= '0' && *q->p <= '9')))
            q->p++;
        name_end = q->p;
        if (name_end == name || q->p >= q->end)
            return false;
        if (*q->p == '>' ||
            (is_space(*q->p) && q->end - q->p > 1 && is_alpha(q->p[1])))
            continue; /* without a value it says nothing we keep */
        if (*q->p++ != '=')
            return false;
        index =
            sanitize_attribute_find(element, name, (size_t)(name_end - name));
        if (!read_value(q, index >= 0))
            return false;
        if (index < 0 || (seen & 1U << index) != 0)
            continue;
        seen |= 1U << index;
        if (name_end - name == 3 && (*name | 0x20) == 's')
            *has_address = true;
        sanitize_attribute_put(q->out, q->arena, index, buf_text(&q->value),
                               q->base);
    }
    *closed = *q->p == '/';
    q->p += *closed;
    return q->p < q->end && *q->p++ == '>';
}

static bool
open_tag(struct quick *q)
{
    size_t start = q->out->len;
    const struct sanitize_element *element;
    bool has_address = false, closed = false;

    q->p++;
    element = read_name(q);
    if (element == NULL || element->fate == SANITIZE_DROP || !nests(q, element))
        return false;
    buf_add_char(q->out, '<');
    buf_add(q->out, element->name);
    if (!read_attributes(q, element, &has_address, &closed))
        return false;
    buf_add_char(q->out, '>');
    if (element->fate == SANITIZE_KEEP_VOID) {
        if (element->needs_address && !has_address)
            buf_cut(q->out, start);
        return true;
    }
    if (closed || q->n_open == MAX_OPEN)
        return false;
    if (element->fate == SANITIZE_UNWRAP)
        buf_cut(q->out, start);
    q->open[q->n_open++] = element;
    q->n_paragraphs += element->nesting == NEST_PARAGRAPH;
    q->n_links += element->nesting == NEST_LINK;
    return true;
}

static bool
close_tag(struct quick *q)
{
    const struct sanitize_element *element;

    q->p += 2;
    element = read_name(q);
    while (q->p < q->end && is_space(*q->p))
        q->p++;
    if (element == NULL || q->p >= q->end || *q->p++ != '>')
        return false;
    if (element->fate == SANITIZE_KEEP_VOID)
        return strcmp(element->name, "br") != 0; /* "</img>" is nothing */
    if (element != top(q))
        return false;
    q->n_open--;
    q->n_paragraphs -= element->nesting == NEST_PARAGRAPH;
    q->n_links -= element->nesting == NEST_LINK;
    if (element->fate == SANITIZE_KEEP) {
        buf_add(q->out, "</");
        buf_add(q->out, element->name);
        buf_add_char(q->out, '>');
    }
    return true;
}

/* Comments of the ordinary kind; there are ways to end one early. */
static bool
skip_comment(struct quick *q)
{
    const char *inside = q->p + 4, *close;

    if (q->end - q->p < 7 || memcmp(q->p, "<!--", 4) != 0 || *inside == '>' ||
        *inside == '-')
        return false;
    close = memmem(inside, (size_t)(q->end - inside), "-->", 3);
    if (close == NULL ||
        memmem(inside, (size_t)(close - inside), "--", 2) != NULL)
        return false;
    q->p = close + 3;
    return true;
}

static bool
put_text(struct quick *q, const char *stop)
{
    size_t len = (size_t)(stop - q->p);

    if (takes_no_text(top(q))) {
        for (; q->p < stop; q->p++) {
            if (!is_space(*q->p))
                return false;
        }
        return true;
    }
    if (memchr(q->p, '&', len) == NULL) {
        sanitize_put_text(q->out, q->p, len);
    } else {
        buf_cut(&q->value, 0);
        html_decode(&q->value, q->p, len);
        sanitize_put_text(q->out, buf_text(&q->value), q->value.len);
    }
    q->p = stop;
    return true;
}

static bool
run(struct quick *q)
{
    while (q->p < q->end) {
        const char *tag = memchr(q->p, '<', (size_t)(q->end - q->p));
        char next;

        if (!put_text(q, tag != NULL ? tag : q->end))
            return false;
        if (tag == NULL)
            break;
        next = q->end - tag > 1 ? tag[1] : '\0';
        if (!(is_alpha(next) ? open_tag(q)
              : next == '/'  ? close_tag(q)
                             : skip_comment(q)))
            return false;
    }
    return q->n_open == 0 && buf_ok(&q->value);
}

bool
sanitize_quick(struct buf *out, const char *html, size_t len, const char *base)
{
    size_t start = out->len;
    struct quick q = {.out = out,
                      .value = {.max = SANITIZE_VALUE_MAX},
                      .arena = arena_new(0),
                      .p = html,
                      .end = html + len,
                      .base = base};
    bool ok = run(&q);

    if (!ok)
        buf_cut(out, start);
    buf_deinit(&q.value);
    arena_free(q.arena);
    return ok;
}
