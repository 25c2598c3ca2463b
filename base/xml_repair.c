/* The second chance of a document that is not well-formed: a lenient reader
 * of tags that writes the same document with every tag closed, every
 * attribute quoted and every stray '<' as text. A closing tag closes what
 * stands open above its partner, in whatever case it is written; one without
 * partner is dropped. */
#include "polyphony/html.h"
#include "polyphony/mem.h"
#include "xml_mend.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_OPEN 256
#define MAX_ATTRS 64

struct name {
    const char *at;
    size_t len;
};

struct repairer {
    struct buf *out;
    const char *p, *end;
    struct name open[MAX_OPEN];
    size_t n_open;
};

static struct name
read_name(struct repairer *r)
{
    struct name name = {.at = r->p};

    while (r->p < r->end && xml_name_goes_on((unsigned char)*r->p))
        r->p++;
    name.len = (size_t)(r->p - name.at);
    return name;
}

static bool
same_name(struct name a, struct name b)
{
    return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

static void
skip_space(struct repairer *r)
{
    while (r->p < r->end && memchr(" \t\r\n", *r->p, 4) != NULL)
        r->p++;
}

static void
close_down_to(struct repairer *r, size_t n)
{
    while (r->n_open > n) {
        r->n_open--;
        buf_add(r->out, "</");
        buf_add_bytes(r->out, r->open[r->n_open].at, r->open[r->n_open].len);
        buf_add_char(r->out, '>');
    }
}

/* A value, quoted or up to the next blank or '>'. */
static struct name
read_value(struct repairer *r)
{
    struct name value = {.at = r->p};

    if (r->p < r->end && (*r->p == '"' || *r->p == '\'')) {
        const char *close =
            memchr(r->p + 1, *r->p, (size_t)(r->end - r->p - 1));

        if (close != NULL) {
            value.at = r->p + 1;
            value.len = (size_t)(close - value.at);
            r->p = close + 1;
            return value;
        }
        value.at = ++r->p;
    }
    while (r->p < r->end && memchr(" \t\r\n>", *r->p, 5) == NULL)
        r->p++;
    value.len = (size_t)(r->p - value.at);
    return value;
}

static void
put_attribute(struct repairer *r, struct name name, struct name value)
{
    buf_add_char(r->out, ' ');
    buf_add_bytes(r->out, name.at, name.len);
    buf_add(r->out, "=\"");
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '<')
            buf_add(r->out, "&lt;");
        else if (value.at[i] == '"')
            buf_add(r->out, "&quot;");
        else
            buf_add_char(r->out, value.at[i]);
    }
    buf_add_char(r->out, '"');
}

static bool
is_new(const struct name *seen, size_t n, struct name name)
{
    for (size_t i = 0; i < n; i++) {
        if (seen[i].len == name.len &&
            memcmp(seen[i].at, name.at, name.len) == 0)
            return false;
    }
    return true;
}

/* Attributes up to and with the end of the tag; true for "/>". */
static bool
put_attributes(struct repairer *r)
{
    struct name seen[MAX_ATTRS];
    size_t n = 0;

    for (;;) {
        struct name name, value;

        skip_space(r);
        if (r->p >= r->end || *r->p == '>' || *r->p == '<')
            break;
        if (*r->p == '/' && r->end - r->p > 1 && r->p[1] == '>') {
            r->p += 2;
            return true;
        }
        if (!xml_name_starts((unsigned char)*r->p)) {
            r->p++;
            continue;
        }
        name = value = read_name(r);
        skip_space(r);
        if (r->p < r->end && *r->p == '=') {
            r->p++;
            skip_space(r);
            value = read_value(r);
        }
        if (n < MAX_ATTRS && is_new(seen, n, name)) {
            put_attribute(r, name, value);
            seen[n++] = name;
        }
    }
    if (r->p < r->end && *r->p == '>')
        r->p++;
    return false;
}

static void
open_tag(struct repairer *r)
{
    struct name name;
    bool closed;

    r->p++;
    name = read_name(r);
    buf_add_char(r->out, '<');
    buf_add_bytes(r->out, name.at, name.len);
    closed = put_attributes(r);
    if (closed || r->n_open == MAX_OPEN) {
        buf_add(r->out, "/>");
    } else {
        buf_add_char(r->out, '>');
        r->open[r->n_open++] = name;
    }
}

static void
close_tag(struct repairer *r)
{
    struct name name;

    r->p += 2;
    name = read_name(r);
    for (size_t i = r->n_open; i > 0; i--) {
        if (same_name(r->open[i - 1], name)) {
            close_down_to(r, i - 1);
            break;
        }
    }
    /* "</a <b>": the next tag is not part of this one. */
    while (r->p < r->end && *r->p != '>' && *r->p != '<')
        r->p++;
    if (r->p < r->end && *r->p == '>')
        r->p++;
}

static void
put_cdata(struct repairer *r)
{
    const char *close = memmem(r->p, (size_t)(r->end - r->p), "]]>", 3);
    const char *stop = close != NULL ? close + 3 : r->end;

    buf_add_bytes(r->out, r->p, (size_t)(stop - r->p));
    if (close == NULL)
        buf_add(r->out, "]]>");
    r->p = stop;
}

static void
put_text(struct repairer *r, const char *stop)
{
    const char *p = r->p;

    while (p < stop) {
        const char *gt = memchr(p, '>', (size_t)(stop - p));

        if (gt == NULL)
            break;
        buf_add_bytes(r->out, p, (size_t)(gt - p));
        buf_add(r->out, "&gt;"); /* "]]>" must not stand in text */
        p = gt + 1;
    }
    buf_add_bytes(r->out, p, (size_t)(stop - p));
    r->p = stop;
}

void
xml_repair(struct buf *out, const char *mended, size_t len)
{
    struct repairer *r = mem_calloc(1, sizeof *r);

    r->out = out;
    r->p = mended;
    r->end = mended + len;
    while (r->p < r->end && buf_ok(out)) {
        size_t left = (size_t)(r->end - r->p);
        const char *tag = memchr(r->p, '<', left);

        put_text(r, tag != NULL ? tag : r->end);
        left = (size_t)(r->end - r->p);
        if (left == 0)
            break;
        if (left > 1 && xml_name_starts((unsigned char)r->p[1])) {
            open_tag(r);
        } else if (left > 2 && r->p[1] == '/' &&
                   xml_name_starts((unsigned char)r->p[2])) {
            close_tag(r);
        } else if (left > 9 && memcmp(r->p, "<![CDATA[", 9) == 0) {
            put_cdata(r);
        } else {
            buf_add(out, "&lt;");
            r->p++;
        }
        if (r->n_open == 0 && out->len > 0)
            break; /* the document ended; what follows is junk */
    }
    close_down_to(r, 0);
    free(r);
}
