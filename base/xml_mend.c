/* The pass over every document: what libxml2 would stumble over, or should
 * never see, goes here. It copies long runs and looks at few bytes, so it
 * costs little beside the parse.
 *
 * A document's DTD is left out whole, so that an entity bomb is not even
 * read; HTML's entities become their characters, and what is no reference
 * becomes "&amp;" (libxml2 in recovery loses every later "&lt;" after one bare
 * ampersand). */
#include "xml_mend.h"

#include "polyphony/html.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define MAX_ATTRIBUTES 400
#define MAX_DOCTYPE ((ptrdiff_t)1 << 20)

struct mender {
    struct buf *out;
    const char *p, *end;
    bool in_document; /* the first element has begun */
    bool had_doctype;
    /* There is no such end from here on: looking again would be quadratic. */
    bool no_comment_end, no_instruction_end;
};

bool
xml_name_starts(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c >= 0x80;
}

bool
xml_name_goes_on(unsigned char c)
{
    return xml_name_starts(c) || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == ':';
}

static const char *
find(const char *from, const char *end, const char *what)
{
    size_t len = strlen(what);

    return (size_t)(end - from) < len
               ? NULL
               : memmem(from, (size_t)(end - from), what, len);
}

static bool
begins(const struct mender *m, const char *with)
{
    size_t len = strlen(with);

    return (size_t)(m->end - m->p) >= len && memcmp(m->p, with, len) == 0;
}

/* Bytes at which copying has to stop and think: control characters that XML
 * does not know, '&', '<', and 0xEF (U+FFFE and U+FFFF). */
static bool
is_special(unsigned char c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == '&' ||
           c == '<' || c == 0xEF;
}

static const char *
plain_until(const char *p, const char *end)
{
    while (p < end && !is_special((unsigned char)*p))
        p++;
    return p;
}

/* XML's `Char` (XML 1.0, 2.2), less the C1 controls. */
static bool
is_xml_char(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' ||
           (cp >= 0x20 && cp < 0x7F) || (cp >= 0xA0 && cp < 0xD800) ||
           (cp >= 0xE000 && cp < 0xFFFE) || (cp >= 0x10000 && cp <= 0x10FFFF);
}

/* "&#...;" at p: kept where XML allows the character, put right where it is
 * one of windows-1252's (as browsers do), else dropped. */
static bool
mend_number(struct mender *m)
{
    const char *p = m->p + 2, *digits;
    bool hex = p < m->end && (*p == 'x' || *p == 'X');
    uint32_t cp = 0;

    p += hex;
    for (digits = p; p < m->end; p++) {
        int c = *p | 0x20, value;

        if (*p >= '0' && *p <= '9')
            value = *p - '0';
        else if (hex && c >= 'a' && c <= 'f')
            value = c - 'a' + 10;
        else
            break;
        if (cp <= 0x10FFFF)
            cp = cp * (hex ? 16 : 10) + (uint32_t)value;
    }
    if (p == digits || p >= m->end || *p != ';')
        return false;
    p++;
    if (is_xml_char(cp)) {
        buf_add(m->out, "&#");
        if (hex)
            buf_add_char(m->out, 'x');
        buf_add_bytes(m->out, digits, (size_t)(p - digits));
    } else if (cp >= 0x80 && cp < 0xA0) {
        html_decode(m->out, m->p, (size_t)(p - m->p));
    }
    m->p = p;
    return true;
}

/* "&name;" at p, XML's own or HTML's. */
static bool
mend_name(struct mender *m)
{
    static const char *const own[] = {"&amp;", "&lt;", "&gt;", "&quot;",
                                      "&apos;"};
    struct buf text = {.max = 64};
    const char *p = m->p + 1;
    size_t len;

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (begins(m, own[i])) {
            buf_add(m->out, own[i]);
            m->p += strlen(own[i]);
            return true;
        }
    }
    while (p < m->end && p - m->p < 36 && *p > 0 &&
           ((*p >= '0' && *p <= '9') || xml_name_starts((unsigned char)*p)))
        p++;
    if (p >= m->end || *p != ';')
        return false;
    len = (size_t)(p + 1 - m->p);
    html_decode(&text, m->p, len);
    if (text.len == len && memcmp(text.data, m->p, len) == 0) {
        buf_deinit(&text);
        return false;
    }
    buf_add_html(m->out, buf_text(&text));
    buf_deinit(&text);
    m->p = p + 1;
    return true;
}

static void
mend_reference(struct mender *m)
{
    if (m->p + 1 < m->end && m->p[1] == '#' ? mend_number(m) : mend_name(m))
        return;
    buf_add(m->out, "&amp;");
    m->p++;
}

/* Past the next '>'. */
static void
skip_to_bracket(struct mender *m)
{
    const char *p = memchr(m->p, '>', (size_t)(m->end - m->p));

    m->p = p != NULL ? p + 1 : m->end;
}

/* Past "<!DOCTYPE ...>" with its internal subset, quotes and all. A document
 * has one; more are junk. */
static void
skip_doctype(struct mender *m)
{
    const char *p = m->p, *end = m->end;
    bool subset = false;

    if (m->had_doctype || end - p > MAX_DOCTYPE)
        end = m->had_doctype ? p : p + MAX_DOCTYPE;
    m->had_doctype = true;
    for (; p < end; p++) {
        const char *close = NULL;

        if (subset && *p == '<' && end - p > 4 && memcmp(p, "<!--", 4) == 0) {
            close = m->no_comment_end ? NULL : find(p, end, "-->");
            m->no_comment_end |= close == NULL;
            p = close != NULL ? close + 2 : p;
        } else if (*p == '"' || *p == '\'') {
            close = memchr(p + 1, *p, (size_t)(end - p - 1));
            /* An apostrophe in somebody's prose closes nothing. */
            if (close != NULL &&
                (subset || memchr(p, '>', (size_t)(close - p)) == NULL))
                p = close;
        } else if (*p == '[') {
            subset = true;
        } else if (*p == ']') {
            subset = false;
        } else if (*p == '>' && !subset) {
            m->no_comment_end = false; /* it was asked of the subset */
            m->p = p + 1;
            return;
        }
    }
    m->no_comment_end = false;
    skip_to_bracket(m); /* never closed: the document may still be one */
}

/* Past a run that ends with `close`; without one, past the next '>'. */
static void
skip_until(struct mender *m, const char *close, bool *no_end)
{
    const char *p = *no_end ? NULL : find(m->p + 2, m->end, close);

    *no_end = p == NULL;
    if (p != NULL)
        m->p = p + strlen(close);
    else
        skip_to_bracket(m);
}

/* Characters as they are, but for those that XML refuses. */
static void
copy_clean(struct buf *out, const char *p, const char *end)
{
    while (p < end) {
        const char *stop = plain_until(p, end);

        buf_add_bytes(out, p, (size_t)(stop - p));
        p = stop;
        if (p >= end)
            return;
        if ((unsigned char)*p == 0xEF && end - p >= 3 &&
            (unsigned char)p[1] == 0xBF && (unsigned char)p[2] >= 0xBE) {
            p += 3;
        } else {
            if ((unsigned char)*p >= 0x20)
                buf_add_char(out, *p);
            p++;
        }
    }
}

static void
mend_cdata(struct mender *m)
{
    const char *close = find(m->p, m->end, "]]>");
    const char *stop = close != NULL ? close : m->end;

    copy_clean(m->out, m->p, stop);
    buf_add(m->out, "]]>");
    m->p = close != NULL ? close + 3 : m->end;
}

/* libxml2 compares each attribute with all before it. Is the tag at p one
 * that would keep it busy? */
static bool
has_too_many_attributes(const char *p, const char *end)
{
    int count = 0;

    for (p++; p < end && *p != '>' && *p != '<'; p++) {
        if (*p == '=' && ++count > MAX_ATTRIBUTES)
            return true;
        if (*p == '"' || *p == '\'') {
            const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

            if (close == NULL)
                return false;
            p = close;
        }
    }
    return false;
}

/* At '<'. */
static void
mend_tag(struct mender *m)
{
    unsigned char next = m->p + 1 < m->end ? (unsigned char)m->p[1] : 0;

    if (next == '?') {
        skip_until(m, "?>", &m->no_instruction_end);
    } else if (begins(m, "<!--")) {
        skip_until(m, "-->", &m->no_comment_end);
    } else if (begins(m, "<![CDATA[")) {
        if (m->in_document)
            mend_cdata(m);
        else
            m->p += 9;
    } else if (next == '!' && m->end - m->p > 9 &&
               strncasecmp(m->p + 2, "DOCTYPE", 7) == 0) {
        skip_doctype(m);
    } else {
        bool starts =
            xml_name_starts(next) && !has_too_many_attributes(m->p, m->end);

        m->in_document |= starts;
        if (m->in_document)
            buf_add(m->out, starts || next == '/' ? "<" : "&lt;");
        m->p++;
    }
}

void
xml_mend(struct buf *out, const char *utf8, size_t len)
{
    struct mender m = {.out = out, .p = utf8, .end = utf8 + len};

    while (m.p < m.end) {
        const char *stop = plain_until(m.p, m.end);

        if (m.in_document)
            buf_add_bytes(out, m.p, (size_t)(stop - m.p));
        m.p = stop;
        if (stop >= m.end)
            break;
        if (*stop == '<') {
            mend_tag(&m);
        } else if (!m.in_document) {
            m.p++;
        } else if (*stop == '&') {
            mend_reference(&m);
        } else {
            size_t step = (unsigned char)*stop == 0xEF ? 3 : 1;

            if (step > (size_t)(m.end - stop))
                step = 1;
            copy_clean(out, stop, stop + step);
            m.p += step;
        }
    }
}
