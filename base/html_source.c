/* Takes out of a page what nobody reads: comments, scripts, styles, svg, the
 * inside of frames. That is some 60% of the bytes of a news page, and gumbo's
 * cost is per code point. Tags are stepped over as the HTML standard's
 * tokenizer does (13.2.5), so that "<!--" within an attribute or a <title> is
 * text and not a comment. One pass; every search goes forward only. */
#include "html_source.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct pass {
    const char *at, *end;
    const char *from; /* what is to be copied begins here */
    bool no_svg_end;  /* there is no </svg> after this point */
    const char *start;
    struct html_source *out;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool
is_name(const char *p, const char *end, const char *name)
{
    size_t len = strlen(name);

    return (size_t)(end - p) > len && strncasecmp(p, name, len) == 0 &&
           (is_blank(p[len]) || p[len] == '>' || p[len] == '/');
}

static const char *
find_char(const char *p, const char *end, char c)
{
    const char *hit = p < end ? memchr(p, c, (size_t)(end - p)) : NULL;

    return hit != NULL ? hit : end;
}

/* Past the value after '='. */
static const char *
skip_value(const char *p, const char *end)
{
    while (p < end && is_blank(*p))
        p++;
    if (p < end && (*p == '"' || *p == '\'')) {
        p = find_char(p + 1, end, *p);
        return p < end ? p + 1 : end;
    }
    while (p < end && !is_blank(*p) && *p != '>')
        p++;
    return p;
}

/* Past the '>' of the tag whose name p points into. */
static const char *
skip_tag(const char *p, const char *end)
{
    while (p < end && !is_blank(*p) && *p != '/' && *p != '>')
        p++;
    while (p < end) {
        while (p < end && (is_blank(*p) || *p == '/'))
            p++;
        if (p == end)
            break;
        if (*p == '>')
            return p + 1;
        p++; /* a first '=' belongs to the name */
        while (p < end && !is_blank(*p) && *p != '/' && *p != '>' && *p != '=')
            p++;
        while (p < end && is_blank(*p))
            p++;
        if (p < end && *p == '=')
            p = skip_value(p + 1, end);
    }
    return end;
}

static const char *
skip_comment(const char *p, const char *end)
{
    const char *close = find_char(p + 4, end, '>');

    /* "<!-->" and "<!--->" are whole comments. */
    while (close < end) {
        if (close[-1] == '-' && close[-2] == '-')
            return close + 1;
        if (close - p >= 7 && close[-1] == '!' && close[-2] == '-' &&
            close[-3] == '-')
            return close + 1;
        close = find_char(close + 1, end, '>');
    }
    return end;
}

/* The '<' of the next "</name", or end. */
static const char *
find_end_tag(const char *p, const char *end, const char *name)
{
    for (p = find_char(p, end, '<'); p < end; p = find_char(p + 1, end, '<')) {
        if (end - p > 2 && p[1] == '/' && is_name(p + 2, end, name))
            return p;
    }
    return end;
}

/* Past the </svg> that closes an element whose start tag ends at p; NULL
 * where nothing closes it. */
static const char *
skip_svg(struct pass *pass, const char *p)
{
    const char *end = pass->end;
    int depth = 1;

    for (p = find_char(p, end, '<'); p < end; p = find_char(p, end, '<')) {
        p++;
        if (is_name(p, end, "svg")) {
            p = skip_tag(p, end);
            depth += p[-2] != '/';
        } else if (p < end && *p == '/' && is_name(p + 1, end, "svg")) {
            p = skip_tag(p + 1, end);
            if (--depth == 0)
                return p;
        }
    }
    pass->no_svg_end = true;
    return NULL;
}

/* Copy up to here, and go on copying from `next`. */
static void
leave_out(struct pass *pass, const char *upto, const char *next)
{
    buf_add_bytes(&pass->out->text, pass->from, (size_t)(upto - pass->from));
    pass->from = pass->at = next;
}

static bool
has_data_type(const char *tag, const char *end)
{
    static const char type[] = "ld+json";

    for (const char *p = tag; (size_t)(end - p) >= sizeof type; p++) {
        if (strncasecmp(p, type, sizeof type - 1) == 0)
            return true;
    }
    return false;
}

static void
take_script(struct pass *pass, const char *tag)
{
    struct html_source *out = pass->out;
    const char *text = skip_tag(tag + 1, pass->end);
    const char *close = find_end_tag(text, pass->end, "script");
    const char *next =
        close < pass->end ? skip_tag(close + 2, pass->end) : pass->end;

    if (!has_data_type(tag, text)) {
        leave_out(pass, tag, next);
        return;
    }
    out->data =
        mem_grow(out->data, &out->room, out->n_data + 1, sizeof *out->data);
    leave_out(pass, tag, next);
    buf_printf(&out->text,
               "<script type=\"application/ld+json\" " HTML_SOURCE_DATA
               "=\"%zu\"></script>",
               out->n_data);
    out->data[out->n_data].start = (size_t)(text - pass->start);
    out->data[out->n_data++].end = (size_t)(close - pass->start);
}

/* What holds text only, up to its end tag: kept whole, or emptied. */
static bool
take_raw(struct pass *pass, const char *tag)
{
    static const struct {
        const char *name;
        bool keep;
    } raw[] = {{"title", true},   {"textarea", true}, {"xmp", true},
               {"iframe", false}, {"noembed", false}, {"noframes", false}};

    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        const char *text, *close;

        if (!is_name(tag + 1, pass->end, raw[i].name))
            continue;
        text = skip_tag(tag + 1, pass->end);
        close = find_end_tag(text, pass->end, raw[i].name);
        if (raw[i].keep)
            pass->at = close;
        else
            leave_out(pass, text, close);
        return true;
    }
    return false;
}

static void
take_tag(struct pass *pass, const char *tag)
{
    const char *text, *next;

    switch (tag[1] | 32) {
    case 's':
        if (is_name(tag + 1, pass->end, "script")) {
            take_script(pass, tag);
            return;
        }
        text = skip_tag(tag + 1, pass->end);
        if (is_name(tag + 1, pass->end, "style")) {
            next = find_end_tag(text, pass->end, "style");
            leave_out(pass, tag,
                      next < pass->end ? skip_tag(next + 2, pass->end)
                                       : pass->end);
            return;
        }
        if (is_name(tag + 1, pass->end, "svg") && !pass->no_svg_end) {
            next = text[-2] == '/' ? text : skip_svg(pass, text);
            if (next != NULL) {
                leave_out(pass, tag, next);
                return;
            }
        }
        pass->at = text;
        return;
    case 't':
    case 'x':
    case 'i':
    case 'n':
        if (take_raw(pass, tag))
            return;
        break;
    default:
        break;
    }
    pass->at = skip_tag(tag + 1, pass->end);
}

void
html_source_clean(const char *bytes, size_t len, struct html_source *source)
{
    struct pass pass = {.at = bytes,
                        .end = bytes + len,
                        .from = bytes,
                        .start = bytes,
                        .out = source};

    while (pass.at < pass.end) {
        const char *tag = find_char(pass.at, pass.end, '<');

        if (pass.end - tag < 2)
            break;
        if ((tag[1] | 32) >= 'a' && (tag[1] | 32) <= 'z')
            take_tag(&pass, tag);
        else if (pass.end - tag >= 4 && memcmp(tag, "<!--", 4) == 0)
            leave_out(&pass, tag, skip_comment(tag, pass.end));
        else
            pass.at = tag + 1;
    }
    buf_add_bytes(&source->text, pass.from, (size_t)(pass.end - pass.from));
}

void
html_source_deinit(struct html_source *source)
{
    buf_deinit(&source->text);
    free(source->data);
}
