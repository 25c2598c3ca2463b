/* Links in a post: the rules of twitter-text 3.1's extractUrl expression,
 * written as one pass from left to right instead of a regular expression, so
 * that hostile text costs no more than its length.
 *
 * The surprising thing: nearly every character may stand in a host name
 * (only some punctuation may not), so a Japanese sentence before
 * "example.com" is first taken as part of the host; of what is found that way
 * only the stretches in plain letters are kept. */
#include "entities.h"

#include "polyphony/embedded.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <string.h>

enum {
    MAX_URL = 4096,  /* code points, as X has it */
    MAX_LABEL = 63,  /* octets after Punycode, RFC 1035 */
    MAX_LABELS = 24, /* names on the web have a handful; DNS allows 127 */
    MAX_TLD = 24,    /* the longest of IANA's list has 18 */
    MAX_T_CO_SLUG = 40
};

struct scan {
    const int32_t *points;
    size_t count;
    const struct embedded *tlds;
    struct entity_list *found;
};

static bool
is_alnum(int32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') ||
           (cp >= 'A' && cp <= 'Z');
}

static bool
is_one_of(int32_t cp, const char *set)
{
    return cp > 0 && cp < 0x80 && strchr(set, (char)cp) != NULL;
}

bool
entities_is_latin_accent(int32_t cp)
{
    static const int32_t single[] = {0x253, 0x254, 0x256, 0x257, 0x259,
                                     0x25B, 0x263, 0x268, 0x26F, 0x272,
                                     0x289, 0x28B, 0x2BB};

    if ((cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7) ||
        (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x1E00 && cp <= 0x1EFF))
        return true;
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        if (cp == single[i])
            return true;
    }
    return false;
}

bool
entities_is_space(int32_t cp)
{
    return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85 || cp == 0xA0 ||
           cp == 0x1680 || cp == 0x180E || (cp >= 0x2000 && cp <= 0x200A) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
           cp == 0x3000;
}

bool
entities_is_direction(int32_t cp)
{
    return (cp >= 0x202A && cp <= 0x202E) || cp == 0x61C || cp == 0x200E ||
           cp == 0x200F || (cp >= 0x2066 && cp <= 0x2069);
}

static bool
is_refused(int32_t cp)
{
    return cp == 0xFFFE || cp == 0xFEFF || cp == 0xFFFF;
}

static bool
is_domain_char(int32_t cp)
{
    static const bool never[128] = {
        ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true,
        ['\r'] = true, [' '] = true,  ['!'] = true,  ['\''] = true,
        ['#'] = true,  ['%'] = true,  ['&'] = true,  ['('] = true,
        [')'] = true,  ['*'] = true,  ['+'] = true,  [','] = true,
        ['\\'] = true, ['-'] = true,  ['.'] = true,  ['/'] = true,
        [':'] = true,  [';'] = true,  ['<'] = true,  ['='] = true,
        ['>'] = true,  ['?'] = true,  ['@'] = true,  ['['] = true,
        [']'] = true,  ['^'] = true,  ['_'] = true,  ['{'] = true,
        ['|'] = true,  ['}'] = true,  ['~'] = true,  ['$'] = true,
    };

    if (cp < 0x80)
        return cp > 0 && !never[cp];
    return !entities_is_space(cp) && !is_refused(cp) &&
           !entities_is_direction(cp);
}

/* What may stand before a link. */
static bool
may_precede(int32_t cp)
{
    return !is_alnum(cp) && !is_one_of(cp, "@$#") && cp != 0xFF20 &&
           cp != 0xFF03 && !is_refused(cp);
}

static bool
may_follow_tld(const struct scan *scan, size_t at, size_t limit)
{
    return at >= limit ||
           !(is_alnum(scan->points[at]) || is_one_of(scan->points[at], "@+-"));
}

static bool
has_punycode_prefix(const struct scan *scan, size_t at, size_t limit)
{
    static const char prefix[] = "xn--";
    size_t i = 0;

    while (i < 4 && at + i < limit &&
           utf8_lower(scan->points[at + i]) == prefix[i])
        i++;
    return i == 4;
}

/* "xn--" and letters of Punycode; any such top-level domain will do. */
static size_t
match_punycode_tld(const struct scan *scan, size_t at, size_t limit)
{
    size_t i = 4;

    if (!has_punycode_prefix(scan, at, limit))
        return 0;
    while (at + i < limit &&
           (is_alnum(scan->points[at + i]) || scan->points[at + i] == '-'))
        i++;
    return i > 4 ? i : 0;
}

/* A name with other letters in it, or with such letters behind it: of the
 * beginnings that are in the list the longest wins. */
static size_t
match_foreign_tld(const struct scan *scan, size_t at, size_t limit)
{
    struct buf lower = {.max = MAX_TLD * 4};
    size_t ends[MAX_TLD], run = 0, found = 0;

    while (run < MAX_TLD && at + run < limit &&
           is_domain_char(scan->points[at + run])) {
        buf_add_codepoint(&lower, utf8_lower(scan->points[at + run]));
        ends[run++] = lower.len;
    }
    for (size_t length = run; length > 0 && found == 0; length--) {
        if (may_follow_tld(scan, at + length, limit) &&
            embedded_has_line(scan->tlds, buf_text(&lower), ends[length - 1]))
            found = length;
    }
    buf_deinit(&lower);
    return found;
}

/* Length of the top-level domain at `at`, 0 for none. */
static size_t
match_tld(const struct scan *scan, size_t at, size_t limit)
{
    char name[MAX_TLD];
    size_t run = 0, found = 0;

    while (run < MAX_TLD && at + run < limit &&
           is_alnum(scan->points[at + run])) {
        name[run] = (char)utf8_lower(scan->points[at + run]);
        run++;
    }
    if (at + run < limit && scan->points[at + run] >= 0x80)
        found = match_foreign_tld(scan, at, limit);
    else if (run > 1 && may_follow_tld(scan, at + run, limit) &&
             embedded_has_line(scan->tlds, name, run))
        found = run;
    return found > 0 ? found : match_punycode_tld(scan, at, limit);
}

/* A host name that begins at `start`. Returns its end, or 0 and where to try
 * again in *resume: no later start before that can succeed. */
static size_t
match_domain(const struct scan *scan, size_t start, size_t *resume)
{
    const int32_t *p = scan->points;
    size_t at = start, best = 0, underscored = 0;

    for (int label = 0; label < MAX_LABELS; label++) {
        size_t end = at, underscore = 0, tld;

        if (at >= scan->count || !is_domain_char(p[at])) {
            *resume = at > start ? at : start + 1;
            break;
        }
        while (end < scan->count &&
               (is_domain_char(p[end]) || p[end] == '-' || p[end] == '_')) {
            if (p[end] == '_')
                underscore = end;
            end++;
        }
        *resume = end;
        if (end >= scan->count || p[end] != '.')
            break;
        *resume = end + 1;
        if (!is_domain_char(p[end - 1]))
            break;
        tld = underscore == 0 || underscored == 0
                  ? match_tld(scan, end + 1, scan->count)
                  : 0;
        if (tld > 0 && underscore == 0)
            best = end + 1 + tld;
        else if (tld > 0)
            underscored = underscore + 1;
        at = end + 1;
    }
    if (best == 0 && underscored > start)
        *resume = underscored;
    return best;
}

static bool
is_path_char(int32_t cp)
{
    if (cp < 0x80)
        return is_alnum(cp) || is_one_of(cp, "!*';:=+,.$/%#[]-_~@|&");
    return (cp >= 0x400 && cp <= 0x4FF) || cp == 0x2013 ||
           entities_is_latin_accent(cp);
}

static bool
may_end_path(int32_t cp)
{
    if (cp < 0x80)
        return is_alnum(cp) || is_one_of(cp, "+-=_#/");
    return (cp >= 0x400 && cp <= 0x4FF) || entities_is_latin_accent(cp);
}

static size_t
skip_path_chars(const struct scan *scan, size_t at)
{
    while (at < scan->count && is_path_char(scan->points[at]))
        at++;
    return at;
}

/* "(...)" with at most one pair inside; 0 when it is not closed. */
static size_t
match_parens(const struct scan *scan, size_t open)
{
    const int32_t *p = scan->points;
    size_t at = skip_path_chars(scan, open + 1);

    if (at < scan->count && p[at] == '(') {
        size_t inner = skip_path_chars(scan, at + 1);

        if (inner == at + 1 || inner >= scan->count || p[inner] != ')')
            return 0;
        at = skip_path_chars(scan, inner + 1);
    } else if (at == open + 1) {
        return 0;
    }
    return at < scan->count && p[at] == ')' ? at + 1 : 0;
}

static size_t
match_path(const struct scan *scan, size_t slash)
{
    size_t at = slash + 1, end = slash + 1;

    while (at < scan->count) {
        int32_t cp = scan->points[at];

        if (cp == '(') {
            size_t closed = match_parens(scan, at);

            if (closed == 0)
                break;
            at = end = closed;
        } else if (is_path_char(cp)) {
            at++;
            if (may_end_path(cp))
                end = at;
        } else {
            break;
        }
    }
    return end;
}

/* The end of "?a=b" at `mark`; `mark` itself when there is none. */
static size_t
match_query(const struct scan *scan, size_t mark)
{
    size_t end = mark;

    for (size_t at = mark + 1; at < scan->count; at++) {
        int32_t cp = scan->points[at];

        if (!is_alnum(cp) && !is_one_of(cp, "!?*'@();:&=+$/%#[]-_.,~|"))
            break;
        if (is_alnum(cp) || is_one_of(cp, "-_&=#/"))
            end = at + 1;
    }
    return end;
}

/* "http://" or "https://" at `at`: its length, else 0. */
static size_t
match_scheme(const struct scan *scan, size_t at)
{
    static const char http[] = "http";
    size_t i = 0;

    while (i < 4 && at + i < scan->count &&
           (scan->points[at + i] | 0x20) == http[i])
        i++;
    if (i < 4 || at + 7 > scan->count)
        return 0;
    if ((scan->points[at + 4] | 0x20) == 's')
        i++;
    if (at + i + 3 > scan->count || scan->points[at + i] != ':' ||
        scan->points[at + i + 1] != '/' || scan->points[at + i + 2] != '/')
        return 0;
    return i + 3;
}

/* How many octets a label takes after Punycode (RFC 3492, section 6.3);
 * stops counting past MAX_LABEL. */
static size_t
punycode_length(const int32_t *label, size_t count)
{
    uint32_t n = 128, delta = 0, bias = 72;
    size_t done = 0, length = 4;

    for (size_t i = 0; i < count; i++)
        done += label[i] < 0x80;
    if (done == count || count > MAX_LABEL)
        return count;
    length += done + (done > 0);
    for (size_t basic = done; done < count && length <= MAX_LABEL;) {
        uint32_t next = UINT32_MAX;

        for (size_t i = 0; i < count; i++) {
            if ((uint32_t)label[i] >= n && (uint32_t)label[i] < next)
                next = (uint32_t)label[i];
        }
        delta += (next - n) * (uint32_t)(done + 1);
        n = next;
        for (size_t i = 0; i < count; i++) {
            uint32_t q, k = 36;

            if ((uint32_t)label[i] < n)
                delta++;
            if ((uint32_t)label[i] != n)
                continue;
            for (q = delta;; k += 36) {
                uint32_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;

                length++;
                if (q < t)
                    break;
                q = (q - t) / (36 - t);
            }
            delta = done == basic ? delta / 700 : delta / 2;
            delta += delta / (uint32_t)(done + 1);
            for (k = 0; delta > 455; k += 36)
                delta /= 35;
            bias = k + 36 * delta / (delta + 38);
            delta = 0;
            done++;
        }
        delta++;
        n++;
    }
    return length;
}

/* The end of the plain-letter host name at `at` within a domain, or 0 and
 * where to go on. */
static size_t
match_ascii_domain(const struct scan *scan, size_t at, size_t limit,
                   size_t *resume)
{
    size_t best = 0;

    for (;;) {
        size_t end = at, tld;

        while (end < limit &&
               (is_alnum(scan->points[end]) || scan->points[end] == '-' ||
                entities_is_latin_accent(scan->points[end])))
            end++;
        *resume = end > at ? end : at + 1;
        if (end == at || end >= limit || scan->points[end] != '.')
            return best;
        tld = match_tld(scan, end + 1, limit);
        if (tld > 0)
            best = end + 1 + tld;
        at = end + 1;
    }
}

static bool
is_valid_domain(const struct scan *scan, size_t start, size_t end)
{
    size_t label = start, ignored;

    if (has_punycode_prefix(scan, start, end)) {
        bool plain = false;

        for (size_t at = start; at < end && !plain; at = ignored)
            plain = match_ascii_domain(scan, at, end, &ignored) > 0;
        if (!plain)
            return false;
    }
    for (size_t at = start; at <= end; at++) {
        if (at < end && scan->points[at] != '.')
            continue;
        if (at == label ||
            punycode_length(scan->points + label, at - label) > MAX_LABEL)
            return false;
        label = at + 1;
    }
    return true;
}

/* X's own short links end with their letters and digits, and a query. */
static size_t
cut_t_co(const struct scan *scan, size_t domain, size_t domain_end, size_t end)
{
    size_t at = domain_end + 1;

    if (domain_end - domain != 4 || (scan->points[domain] | 0x20) != 't' ||
        scan->points[domain + 1] != '.' ||
        (scan->points[domain + 2] | 0x20) != 'c' ||
        (scan->points[domain + 3] | 0x20) != 'o' || at >= end ||
        scan->points[domain_end] != '/')
        return end;
    while (at < end && is_alnum(scan->points[at]))
        at++;
    if (at == domain_end + 1)
        return end;
    if (at - domain_end - 1 > MAX_T_CO_SLUG)
        return 0;
    return at < end && scan->points[at] == '?' ? match_query(scan, at) : at;
}

/* Of a link without scheme only the host names in plain letters count; the
 * path belongs to the last of them. */
static void
add_plain(const struct scan *scan, size_t start, size_t domain_end,
          size_t path_end)
{
    struct entity *last = NULL;

    for (size_t at = start, resume; at < domain_end; at = resume) {
        size_t end = match_ascii_domain(scan, at, domain_end, &resume);

        if (end == 0)
            continue;
        last = entity_list_add(scan->found, ENTITY_URL, at, end);
        resume = end;
    }
    if (last != NULL && path_end > 0)
        last->end = path_end;
}

/* A link that begins at `start`: where the search goes on, or 0 for none and
 * *resume. */
static size_t
match_url(const struct scan *scan, size_t start, size_t *resume)
{
    const int32_t *p = scan->points;
    size_t scheme = match_scheme(scan, start), ignored;
    size_t domain = start + scheme, domain_end = 0, path_end = 0, end;

    if (scheme > 0)
        domain_end = match_domain(scan, domain, &ignored);
    if (domain_end == 0) {
        scheme = 0;
        domain = start;
        domain_end = match_domain(scan, start, resume);
    }
    if (domain_end == 0)
        return 0;
    end = domain_end;
    if (end + 1 < scan->count && p[end] == ':' && p[end + 1] >= '0' &&
        p[end + 1] <= '9') {
        end++;
        while (end < scan->count && p[end] >= '0' && p[end] <= '9')
            end++;
    }
    if (end < scan->count && p[end] == '/')
        end = path_end = match_path(scan, end);
    if (end < scan->count && p[end] == '?')
        end = match_query(scan, end);
    if (end - start + (scheme > 0 ? 0 : 8) > MAX_URL ||
        !is_valid_domain(scan, domain, domain_end))
        return end;
    if (scheme > 0) {
        size_t cut = cut_t_co(scan, domain, domain_end, end);

        if (cut > 0)
            entity_list_add(scan->found, ENTITY_URL, start, cut);
    } else if (start == 0 || !is_one_of(p[start - 1], "-_./")) {
        add_plain(scan, start, domain_end, path_end > 0 ? end : 0);
    }
    return end;
}

/* A scheme may end a stretch of other letters: step back to it. */
static size_t
step_back_to_scheme(const struct scan *scan, size_t start, size_t at)
{
    if (at + 2 >= scan->count || scan->points[at] != ':')
        return at;
    for (size_t back = 5; back >= 4; back--) {
        if (at >= start + 1 + back && match_scheme(scan, at - back) > 0 &&
            may_precede(scan->points[at - back - 1]))
            return at - back;
    }
    return at;
}

void
entities_scan_urls(const int32_t *points, size_t count,
                   struct entity_list *found)
{
    struct scan scan = {points, count, NULL, found};
    size_t at = 0, after = 0, resume;
    bool any = false;

    for (size_t i = 0; i < count && !any; i++)
        any = points[i] == '.';
    if (!any)
        return;
    scan.tlds = embedded_find("scheduler/packs/tlds.txt");
    /* The character before a link is looked for first, and only then the
     * start of the text, so a text's first sign is tried as the former. */
    if (count > 1 && may_precede(points[0]) && is_domain_char(points[1]))
        after = match_url(&scan, 1, &resume);
    if (after > 0)
        at = after + 1;
    while (at < count) {
        resume = at + 1;
        if ((at > 0 && !may_precede(points[at - 1])) ||
            !is_domain_char(points[at])) {
            at++;
            continue;
        }
        after = match_url(&scan, at, &resume);
        if (after > 0)
            at = after + 1;
        else
            at = step_back_to_scheme(&scan, at, resume);
    }
}
