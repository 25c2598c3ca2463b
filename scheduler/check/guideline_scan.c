/* What in a post is no running text (links, mentions, mail addresses), and
 * what stands between quotation marks. Both in code points of the text as
 * given, found before it is folded. */
#include "guideline_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LOCAL = 64 + 16, MAX_HOST = 253 }; /* RFC 5321, and some unseen */

static void
add_span(struct fold_span **spans, size_t *count, size_t *capacity,
         size_t start, size_t end)
{
    *spans = mem_grow(*spans, capacity, *count + 1, sizeof **spans);
    (*spans)[(*count)++] = (struct fold_span){start, end};
}

static void
add_mask(struct check *check, size_t start, size_t end)
{
    add_span(&check->masks, &check->n_masks, &check->mask_capacity, start, end);
}

static bool
is_at_sign(int32_t cp)
{
    return cp == '@' || cp == 0xFF20;
}

static bool
is_local_char(int32_t cp)
{
    return utf8_is_word(cp) || cp == '.' || cp == '_' || cp == '%' ||
           cp == '+' || cp == '-' || fold_is_invisible(cp);
}

static bool
is_host_char(int32_t cp)
{
    return utf8_is_word(cp) || cp == '.' || cp == '-' || fold_is_invisible(cp);
}

/* Where "name@host.tld" around the "@" at `at` begins and ends. */
static bool
match_email(const struct check *check, size_t at, size_t *start, size_t *end)
{
    const int32_t *p = check->points;
    size_t letters = 0, dots = 0;

    *start = at;
    while (*start > 0 && at - *start < MAX_LOCAL &&
           is_local_char(p[*start - 1]))
        --*start;
    while (*start < at && !utf8_is_word(p[*start]))
        ++*start;
    *end = at + 1;
    while (*end < check->count && *end - at < MAX_HOST && is_host_char(p[*end]))
        ++*end;
    while (*end > at + 1 && !utf8_is_word(p[*end - 1]))
        --*end;
    for (size_t i = at + 1; i < *end; i++) {
        if (p[i] == '.') {
            dots++;
            letters = 0;
        } else if (utf8_is_letter(p[i])) {
            letters++;
        }
    }
    return *start < at && dots > 0 && letters >= 2 && p[at + 1] != '.';
}

/* The end of a scheme's address at the ":" of "://", whatever X makes of it. */
static size_t
address_end(const struct check *check, size_t at)
{
    while (at < check->count && !utf8_is_space(check->points[at]) &&
           check->points[at] != '"' && check->points[at] != '<' &&
           check->points[at] != '>')
        at++;
    return at;
}

static size_t
scheme_start(const struct check *check, size_t colon)
{
    size_t start = colon;

    while (start > 0 && colon - start < 12 && check->points[start - 1] < 0x80 &&
           utf8_is_letter(check->points[start - 1]))
        start--;
    return start;
}

/* "@name", "@name@host", "@name/list" at `at`; its end, 0 for none. */
static size_t
mention_end(const struct check *check, size_t at)
{
    const int32_t *p = check->points;
    size_t end = at + 1;

    if (at > 0 && utf8_is_word(p[at - 1]))
        return 0;
    while (end < check->count && p[end] < 0x80 &&
           (utf8_is_word(p[end]) || p[end] == '_'))
        end++;
    if (end == at + 1)
        return 0;
    if (end + 1 < check->count && (p[end] == '@' || p[end] == '/') &&
        p[end + 1] < 0x80 && utf8_is_word(p[end + 1])) {
        end++;
        while (end < check->count && p[end] < 0x80 &&
               (utf8_is_word(p[end]) || p[end] == '_' || p[end] == '-' ||
                (p[end] == '.' && end + 1 < check->count &&
                 utf8_is_word(p[end + 1]))))
            end++;
    }
    return end;
}

/* An at sign: an address, or a mention. Returns where to go on. */
static size_t
scan_at_sign(struct check *check, size_t at)
{
    size_t start, end;

    if (match_email(check, at, &start, &end)) {
        if (check->n_masks == 0 ||
            check->masks[check->n_masks - 1].end <= start) {
            add_span(&check->emails, &check->n_emails, &check->email_capacity,
                     start, end);
            add_mask(check, start, end);
        }
        return end;
    }
    end = mention_end(check, at);
    if (end > 0)
        add_mask(check, at, end);
    return end > 0 ? end : at + 1;
}

void
check_find_masks(struct check *check)
{
    const int32_t *p = check->points;
    size_t next = 0, at = 0;

    while (at < check->count) {
        const struct entity *entity;

        while (next < check->n_entities &&
               (check->entities[next].kind != ENTITY_URL ||
                check->entities[next].start < at))
            next++;
        entity = next < check->n_entities ? &check->entities[next] : NULL;
        if (entity != NULL && entity->start == at) {
            add_mask(check, at, entity->end);
            at = entity->end;
        } else if (is_at_sign(p[at])) {
            at = scan_at_sign(check, at);
        } else if (p[at] == ':' && at + 2 < check->count && p[at + 1] == '/' &&
                   p[at + 2] == '/' && scheme_start(check, at) < at) {
            size_t end = address_end(check, at);

            add_mask(check, scheme_start(check, at), end);
            at = end;
        } else {
            at++;
        }
    }
}

bool
check_is_masked(const struct check *check, size_t at, size_t *end)
{
    size_t low = 0, high = check->n_masks;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (check->masks[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == check->n_masks || check->masks[low].start > at)
        return false;
    *end = check->masks[low].end;
    return true;
}

/* The mark that closes what this one opens; 0 for none. */
static int32_t
closing_mark(int32_t open)
{
    switch (open) {
    case '"':
        return '"';
    case 0x201C:
        return 0x201D;
    case 0x201E: /* German: low to high six */
        return 0x201C;
    case 0xAB:
        return 0xBB;
    case 0xBB: /* Danish and German books: the other way round */
        return 0xAB;
    case 0x2039:
        return 0x203A;
    case 0x300C:
        return 0x300D;
    case 0x300E:
        return 0x300F;
    case 0x2018:
        return 0x2019;
    case '\'':
        return '\'';
    default:
        return 0;
    }
}

static bool
closes(const struct check *check, size_t at, int32_t open)
{
    const int32_t *p = check->points;
    int32_t next = at + 1 < check->count ? p[at + 1] : ' ';

    if (open == 0x201C || open == 0x201E) /* “ ” and „ “ and „ ” */
        return p[at] == 0x201D || (open == 0x201E && p[at] == 0x201C) ||
               (open == 0x201C && p[at] == '"');
    if (p[at] != closing_mark(open))
        return false;
    /* "you're" does not close a single quotation. */
    return (open != '\'' && open != 0x2018) || !utf8_is_word(next);
}

/* Where the quotation that opens at `open` closes, in the same line; 0 where
 * it does not. */
static size_t
quotation_end(const struct check *check, size_t open)
{
    const int32_t *p = check->points;

    if (p[open] == '\'' && open > 0 && utf8_is_word(p[open - 1]))
        return 0;
    for (size_t at = open + 1; at < check->count && at - open < 2000; at++) {
        if (p[at] == '\n')
            return 0;
        if (closes(check, at, p[open]))
            return at;
    }
    return 0;
}

static void
find_quotes(struct check *check)
{
    for (size_t at = 0; at < check->count; at++) {
        size_t end;

        if (closing_mark(check->points[at]) == 0)
            continue;
        end = quotation_end(check, at);
        if (end == 0)
            continue;
        add_span(&check->quotes, &check->n_quotes, &check->quote_capacity, at,
                 end + 1);
        at = end;
    }
    check->quotes_known = true;
}

bool
check_is_quoted(struct check *check, size_t start, size_t end)
{
    size_t low = 0, high;

    if (!check->quotes_known)
        find_quotes(check);
    high = check->n_quotes;
    while (low < high) { /* the first that ends behind the start */
        size_t middle = low + (high - low) / 2;

        if (check->quotes[middle].end <= start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < check->n_quotes && check->quotes[low].start < start &&
           end < check->quotes[low].end;
}
