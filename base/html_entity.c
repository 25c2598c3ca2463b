/* Character references in text that is not parsed as HTML (attribute-like
 * strings in feeds, ld+json, titles escaped twice). Names are looked up in
 * libxml2's table of HTML 4, plus the few of HTML 5 that are met in practice
 * (punctuation, mostly). */
#include "polyphony/buf.h"
#include "polyphony/html.h"

#include <libxml/HTMLparser.h>
#include <stdint.h>
#include <string.h>

#define NAME_MAX_BYTES 32

static const struct {
    const char *name;
    uint16_t codepoint;
} later[] = {
    {"AMP", '&'},       {"COPY", 0xA9},    {"GT", '>'},
    {"LT", '<'},        {"NewLine", '\n'}, {"QUOT", '"'},
    {"REG", 0xAE},      {"Tab", '\t'},     {"TRADE", 0x2122},
    {"ast", '*'},       {"bsol", '\\'},    {"check", 0x2713},
    {"colon", ':'},     {"comma", ','},    {"commat", '@'},
    {"dollar", '$'},    {"equals", '='},   {"excl", '!'},
    {"grave", '`'},     {"half", 0xBD},    {"horbar", 0x2015},
    {"hyphen", 0x2010}, {"lbrace", '{'},   {"lbrack", '['},
    {"lcub", '{'},      {"lowbar", '_'},   {"lpar", '('},
    {"lsqb", '['},      {"nbhy", 0x2011},  {"num", '#'},
    {"numero", 0x2116}, {"percnt", '%'},   {"period", '.'},
    {"plus", '+'},      {"quest", '?'},    {"rbrace", '}'},
    {"rbrack", ']'},    {"rcub", '}'},     {"rpar", ')'},
    {"rsqb", ']'},      {"semi", ';'},     {"sol", '/'},
    {"star", 0x2606},   {"starf", 0x2605}, {"verbar", '|'},
    {"vert", '|'},
};

/* What numbers 128-159 mean in practice (HTML standard, 13.2.5.80). */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

static bool
is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static int
digit_value(char c, int base)
{
    int value = -1;

    if (c >= '0' && c <= '9')
        value = c - '0';
    else if ((c | 32) >= 'a' && (c | 32) <= 'f')
        value = (c | 32) - 'a' + 10;
    return value < base ? value : -1;
}

/* "#233;" or "#xE9;" at p: how many bytes it takes, 0 where it is none. */
static size_t
read_number(const char *p, const char *end, int32_t *codepoint)
{
    const char *start = p++;
    int base = 10;
    int32_t value = 0;
    const char *first;

    if (p < end && (*p | 32) == 'x') {
        base = 16;
        p++;
    }
    for (first = p; p < end && digit_value(*p, base) >= 0; p++) {
        if (value <= 0x10FFFF)
            value = value * base + digit_value(*p, base);
    }
    if (p == first)
        return 0;
    if (p < end && *p == ';')
        p++;
    if (value >= 128 && value < 160)
        value = windows_1252[value - 128];
    *codepoint = value == 0 || value > 0x10FFFF ? 0xFFFD : value;
    return (size_t)(p - start);
}

static int32_t
name_value(const char *name)
{
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);

    if (entity != NULL)
        return (int32_t)entity->value;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        if (strcmp(later[i].name, name) == 0)
            return later[i].codepoint;
    }
    return 0;
}

static size_t
read_name(const char *p, const char *end, int32_t *codepoint)
{
    char name[NAME_MAX_BYTES + 1];
    size_t len = 0;

    while (p + len < end && len < NAME_MAX_BYTES && is_alnum(p[len]))
        len++;
    if (len == 0 || len == NAME_MAX_BYTES)
        return 0;
    memcpy(name, p, len);
    name[len] = '\0';
    *codepoint = name_value(name);
    if (*codepoint == 0)
        return 0;
    if (p + len < end && p[len] == ';')
        return len + 1;
    /* Without ';' only the old Latin-1 names count. */
    return *codepoint < 256 ? len : 0;
}

void
html_decode(struct buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;

    while (p < end) {
        const char *mark = memchr(p, '&', (size_t)(end - p));
        int32_t codepoint = 0;
        size_t taken = 0;

        if (mark == NULL)
            mark = end;
        buf_add_bytes(out, p, (size_t)(mark - p));
        p = mark;
        if (p == end)
            break;
        if (end - p >= 2)
            taken = p[1] == '#' ? read_number(p + 1, end, &codepoint)
                                : read_name(p + 1, end, &codepoint);
        if (taken == 0)
            buf_add_char(out, '&');
        else
            buf_add_codepoint(out, codepoint);
        p += taken + 1;
    }
}
