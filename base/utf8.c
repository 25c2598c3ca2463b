/* UTF-8 and code points over libutf8proc; see the header. */
#include "polyphony/utf8.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int32_t
utf8_next(const char **p, const char *end)
{
    const unsigned char *s = (const unsigned char *)*p;
    utf8proc_int32_t cp;
    utf8proc_ssize_t step;

    if (s[0] < 0x80) {
        (*p)++;
        return s[0];
    }
    step = utf8proc_iterate(s, end - *p, &cp);
    if (step <= 0) {
        (*p)++;
        return 0xFFFD;
    }
    *p += step;
    return cp;
}

size_t
utf8_encode(int32_t cp, char out[4])
{
    return (size_t)utf8proc_encode_char(cp, (utf8proc_uint8_t *)out);
}

bool
utf8_valid(const char *bytes, size_t len)
{
    const char *p = bytes, *end = bytes + len;

    while (p < end) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t step;

        if (*p == '\0')
            return false;
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        step = utf8proc_iterate((const utf8proc_uint8_t *)p, end - p, &cp);
        if (step <= 0)
            return false;
        p += step;
    }
    return true;
}

void
utf8_mend(struct buf *out, const char *bytes, size_t len)
{
    const char *p = bytes, *end = bytes + len;

    while (p < end) {
        const char *start = p;

        while (p < end && (unsigned char)*p < 0x80 && *p != '\0')
            p++;
        buf_add_bytes(out, start, (size_t)(p - start));
        if (p == end)
            break;
        if (*p == '\0') {
            p++;
            continue;
        }
        buf_add_codepoint(out, utf8_next(&p, end));
    }
}

int32_t *
utf8_decode(const char *text, size_t len, size_t *count)
{
    const char *p = text, *end = text + len;
    /* Bad bytes give a code point each, so the count is no bound. */
    int32_t *points = mem_calloc(len + 1, sizeof *points);
    size_t n = 0;

    while (p < end)
        points[n++] = utf8_next(&p, end);
    *count = n;
    return points;
}

size_t
utf8_count(const char *text, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

size_t
utf8_grapheme(const int32_t *points, size_t count, size_t at)
{
    utf8proc_int32_t state = 0;
    size_t end = at + 1;

    while (end < count && !utf8proc_grapheme_break_stateful(
                              points[end - 1], points[end], &state))
        end++;
    return end - at;
}

size_t
utf8_graphemes(const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    utf8proc_int32_t before = 0, state = 0;
    size_t count = 0;

    while (p < end) {
        utf8proc_int32_t cp = utf8_next(&p, end);

        if (count == 0 || utf8proc_grapheme_break_stateful(before, cp, &state))
            count++;
        before = cp;
    }
    return count;
}

size_t
utf8_offset(const char *text, size_t len, size_t index)
{
    size_t at = 0;

    while (index > 0 && at < len) {
        at++;
        while (at < len && ((unsigned char)text[at] & 0xC0) == 0x80)
            at++;
        index--;
    }
    return at;
}

static bool
has_category(int32_t cp, utf8proc_category_t low, utf8proc_category_t high)
{
    utf8proc_category_t category = utf8proc_category(cp);

    return category >= low && category <= high;
}

bool
utf8_is_letter(int32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
    return has_category(cp, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_ME);
}

bool
utf8_is_digit(int32_t cp)
{
    if (cp < 0x80)
        return cp >= '0' && cp <= '9';
    return has_category(cp, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_NO);
}

bool
utf8_is_decimal(int32_t cp)
{
    if (cp < 0x80)
        return cp >= '0' && cp <= '9';
    return utf8proc_category(cp) == UTF8PROC_CATEGORY_ND;
}

bool
utf8_is_mark(int32_t cp)
{
    return cp >= 0x80 &&
           has_category(cp, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME);
}

bool
utf8_is_word(int32_t cp)
{
    return utf8_is_letter(cp) || utf8_is_digit(cp);
}

bool
utf8_is_upper(int32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z';
    return has_category(cp, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LU) ||
           has_category(cp, UTF8PROC_CATEGORY_LT, UTF8PROC_CATEGORY_LT);
}

bool
utf8_is_lower(int32_t cp)
{
    if (cp < 0x80)
        return cp >= 'a' && cp <= 'z';
    return utf8proc_category(cp) == UTF8PROC_CATEGORY_LL;
}

bool
utf8_is_space(int32_t cp)
{
    if (cp < 0x80)
        return cp == ' ' || (cp >= '\t' && cp <= '\r');
    return cp == 0x85 ||
           has_category(cp, UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZP);
}

bool
utf8_is_cjk(int32_t cp)
{
    return (cp >= 0x2E80 && cp <= 0x2FDF) || (cp >= 0x3040 && cp <= 0x30FF) ||
           (cp >= 0x31F0 && cp <= 0x31FF) || (cp >= 0x3400 && cp <= 0x4DBF) ||
           (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7AF) ||
           (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0xFF66 && cp <= 0xFF9F) ||
           (cp >= 0x20000 && cp <= 0x3FFFF);
}

bool
utf8_is_dash(int32_t cp)
{
    return cp == '-' ||
           (cp >= 0x80 && utf8proc_category(cp) == UTF8PROC_CATEGORY_PD);
}

bool
utf8_is_invisible(int32_t cp)
{
    return cp >= 0xAD && utf8proc_get_property(cp)->ignorable;
}

static size_t
take_apart(int32_t cp, int options, int32_t parts[UTF8_PARTS])
{
    int last = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        cp, parts, UTF8_PARTS, (utf8proc_option_t)options, &last);

    return count < 0 ? 0 : count > UTF8_PARTS ? UTF8_PARTS : (size_t)count;
}

size_t
utf8_take_apart(int32_t cp, int32_t parts[UTF8_PARTS])
{
    return take_apart(cp, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, parts);
}

size_t
utf8_fold_case(int32_t cp, int32_t parts[UTF8_PARTS])
{
    return take_apart(cp, UTF8PROC_CASEFOLD, parts);
}

int32_t
utf8_lower(int32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    return utf8proc_tolower(cp);
}

int32_t
utf8_upper(int32_t cp)
{
    if (cp < 0x80)
        return cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
    return utf8proc_toupper(cp);
}

static void
normalise_run(struct buf *out, enum utf8_form form, const char *text,
              size_t len)
{
    static const int options[] = {
        [UTF8_NFC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
        [UTF8_NFKC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
        [UTF8_NFKC_CF] = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                         UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
    };
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t made_len =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len,
                     &made, (utf8proc_option_t)options[form]);

    if (made_len >= 0)
        buf_add_bytes(out, made, (size_t)made_len);
    else /* not UTF-8: keep what can be kept */
        utf8_mend(out, text, len);
    free(made);
}

/* ASCII is its own normal form, and a cut before an ASCII character never
 * parts what would compose; so only what is not ASCII, with the character
 * before it, takes the long way. */
void
utf8_normalise(struct buf *out, enum utf8_form form, const char *text,
               size_t len)
{
    size_t at = 0;

    while (at < len) {
        size_t end = at;

        while (end < len && (unsigned char)text[end] < 0x80 &&
               text[end] != '\0')
            end++;
        if (end < len && end > at)
            end--; /* a mark may follow it */
        for (size_t i = at; form == UTF8_NFKC_CF && i < end; i++)
            buf_add_char(out, text[i] >= 'A' && text[i] <= 'Z'
                                  ? (char)(text[i] + 32)
                                  : text[i]);
        if (form != UTF8_NFKC_CF)
            buf_add_bytes(out, text + at, end - at);
        at = end;
        if (at == len)
            break;
        end++;
        while (end < len &&
               ((unsigned char)text[end] >= 0x80 || text[end] == '\0'))
            end++;
        normalise_run(out, form, text + at, end - at);
        at = end;
    }
}

static bool
is_shown(int32_t cp)
{
    return !(cp < 0x20 || cp == 0x7F || (cp >= 0x80 && cp < 0xA0) ||
             (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
             cp == 0xFEFF);
}

void
utf8_lines(struct buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;

    while (p < end) {
        const char *start = p;
        int32_t cp = utf8_next(&p, end);

        if (cp == '\r' && p < end && *p == '\n')
            continue;
        if (cp == '\r' || cp == '\v' || cp == '\f')
            buf_add_char(out, '\n');
        else if (cp == '\n' || cp == '\t' ||
                 (cp >= 0x20 && cp != 0x7F && (cp < 0x80 || cp >= 0xA0) &&
                  cp != 0x202D && cp != 0x202E))
            buf_add_bytes(out, start, (size_t)(p - start));
    }
}

void
utf8_squeeze(struct buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    bool blank = false, any = false;

    while (p < end) {
        const char *start = p;
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_space(cp)) {
            blank = true;
        } else if (is_shown(cp)) {
            if (blank && any)
                buf_add_char(out, ' ');
            blank = false;
            any = true;
            if (cp == 0xFFFD)
                buf_add_codepoint(out, cp);
            else
                buf_add_bytes(out, start, (size_t)(p - start));
        }
    }
}

size_t
utf8_prefix(const char *text, size_t len, size_t max_bytes)
{
    if (len <= max_bytes)
        return len;
    while (max_bytes > 0 && ((unsigned char)text[max_bytes] & 0xC0) == 0x80)
        max_bytes--;
    return max_bytes;
}
