/* Letters that are not what they seem: styled ones that screen readers spell
 * out, look-alikes of another script, signs that nobody sees, and marks that
 * turn the order of reading round. */
#include "guideline_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct unicode_params {
    bool styled, mixed, invisible, bidi;
    size_t min;
};

static bool
load_unicode(struct guideline *pack, struct rule *rule,
             const struct json *params, struct error *err)
{
    struct unicode_params *made = arena_alloc(pack->arena, sizeof *made);
    const struct json *list = json_get(params, "check");

    rule->params = made;
    made->min = 1;
    if (!json_is_array(list) || json_first(list) == NULL)
        return error_set(err, ERROR_INPUT, "check: missing or empty");
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        const char *name = json_text(item) != NULL ? json_text(item) : "";

        if (strcmp(name, "styled") == 0)
            made->styled = true;
        else if (strcmp(name, "mixed-script") == 0)
            made->mixed = true;
        else if (strcmp(name, "invisible") == 0)
            made->invisible = true;
        else if (strcmp(name, "bidi-override") == 0)
            made->bidi = true;
        else
            return error_set(err, ERROR_INPUT, "check: %.40s is none", name);
    }
    return params_count(params, "min", &made->min, err);
}

static bool
is_full_width(int32_t cp)
{
    return (cp >= 0xFF21 && cp <= 0xFF3A) || (cp >= 0xFF41 && cp <= 0xFF5A);
}

/* Mathematical alphanumerics with their letter-like siblings, enclosed and
 * full-width letters. The black squares A, B, AB and O are emoji. */
static bool
is_styled(int32_t cp)
{
    static const int32_t letter_like[] = {
        0x2102, 0x210A, 0x210B, 0x210C, 0x210D, 0x2110, 0x2111, 0x2112,
        0x2113, 0x2115, 0x2119, 0x211A, 0x211B, 0x211C, 0x211D, 0x2124,
        0x2128, 0x212C, 0x212D, 0x212F, 0x2130, 0x2131, 0x2133, 0x2134};

    if (cp < 0x2000)
        return false;
    if (is_full_width(cp) || (cp >= 0x1D400 && cp <= 0x1D7CB) ||
        (cp >= 0x249C && cp <= 0x24E9) || (cp >= 0x1F110 && cp <= 0x1F169))
        return true;
    if (cp >= 0x1F172 && cp <= 0x1F189)
        return cp != 0x1F17E && cp != 0x1F17F;
    for (size_t i = 0; i < sizeof letter_like / sizeof letter_like[0]; i++) {
        if (cp == letter_like[i])
            return true;
    }
    return false;
}

/* "ＮＴＴドコモ" is how such names are written in Japanese. */
static bool
is_beside_cjk(const struct check *check, size_t start, size_t end)
{
    return (start > 0 && utf8_is_cjk(check->points[start - 1])) ||
           (end < check->count && utf8_is_cjk(check->points[end]));
}

static void
mend_styled(struct check *check, struct finding *finding, size_t start,
            size_t end)
{
    struct buf given = {.max = 1 << 16}, plain = {.max = 1 << 16};

    for (size_t i = start; i < end; i++)
        buf_add_codepoint(&given, check->points[i]);
    utf8_normalise(&plain, UTF8_NFKC, buf_text(&given), given.len);
    if (buf_ok(&given) && buf_ok(&plain))
        finding_mend(check, finding, start, end, buf_text(&plain));
    buf_deinit(&given);
    buf_deinit(&plain);
}

/* Stretches of styled letters, blanks between them included. */
static void
check_styled(struct check *check, size_t min)
{
    struct fold_span spans[64];
    size_t n = 0, letters = 0;

    for (size_t at = 0; at < check->count && n < 64; at++) {
        size_t end = at, last = at, found = 0;

        for (; end < check->count &&
               (is_styled(check->points[end]) ||
                (found > 0 && utf8_is_space(check->points[end])));
             end++) {
            if (is_styled(check->points[end])) {
                found++;
                last = end + 1;
            }
        }
        if (found == 0)
            continue;
        if (!is_full_width(check->points[at]) ||
            !is_beside_cjk(check, at, last)) {
            letters += found;
            spans[n++] = (struct fold_span){at, last};
        }
        at = last - 1;
    }
    if (letters < min || letters == 0)
        return;
    for (size_t i = 0; i < n; i++)
        mend_styled(check, check_add_hit(check, spans[i].start, spans[i].end),
                    spans[i].start, spans[i].end);
}

enum script { OTHER, LATIN, GREEK, CYRILLIC };

static enum script
script_of(int32_t cp)
{
    if (cp < 0x80)
        return utf8_is_letter(cp) ? LATIN : OTHER;
    if (utf8_is_mark(cp) || !utf8_is_letter(cp))
        return OTHER;
    if ((cp >= 0xC0 && cp <= 0x24F) || (cp >= 0x250 && cp <= 0x2AF) ||
        (cp >= 0x1E00 && cp <= 0x1EFF) || (cp >= 0x2C60 && cp <= 0x2C7F) ||
        (cp >= 0xA720 && cp <= 0xA7FF) || is_full_width(cp))
        return LATIN;
    if ((cp >= 0x370 && cp <= 0x3FF) || (cp >= 0x1F00 && cp <= 0x1FFF))
        return GREEK;
    if ((cp >= 0x400 && cp <= 0x52F) || (cp >= 0x1C80 && cp <= 0x1C8F) ||
        (cp >= 0x2DE0 && cp <= 0x2DFF) || (cp >= 0xA640 && cp <= 0xA69F))
        return CYRILLIC;
    return OTHER;
}

/* The word's foreign letters replaced by what they look like. */
static void
mend_mixed(struct check *check, struct finding *finding, size_t start,
           size_t end)
{
    for (size_t i = start; i < end; i++) {
        int32_t cp = check->points[i], latin = fold_look_alike(cp);
        char text[2] = {(char)latin, '\0'};

        if (latin == 0)
            continue;
        if (utf8_is_upper(cp))
            text[0] = (char)utf8_upper(latin);
        finding_mend(check, finding, i, i + 1, text);
    }
}

/* "kΩ" and "Δt" are how units and formulas are written: up to three letters,
 * none of them a look-alike. */
static bool
is_formula(const struct check *check, size_t start, size_t end)
{
    if (end - start > 3)
        return false;
    for (size_t i = start; i < end; i++) {
        if (script_of(check->points[i]) == CYRILLIC ||
            fold_look_alike(check->points[i]) != 0)
            return false;
    }
    return true;
}

static void
check_mixed(struct check *check)
{
    for (size_t at = 0; at < check->count;) {
        size_t start = at;
        unsigned scripts = 0;

        while (at < check->count && (utf8_is_word(check->points[at]) ||
                                     fold_is_invisible(check->points[at]))) {
            scripts |= 1U << script_of(check->points[at]);
            at++;
        }
        if ((scripts & 1U << LATIN) != 0 &&
            (scripts & (1U << GREEK | 1U << CYRILLIC)) != 0 &&
            !is_formula(check, start, at)) {
            mend_mixed(check, check_add_hit(check, start, at), start, at);
        }
        at++;
    }
}

/* Scripts that never need an invisible sign inside a word. */
static bool
is_plain_letter(int32_t cp)
{
    return script_of(cp) != OTHER || (cp >= '0' && cp <= '9') || is_styled(cp);
}

static void
check_invisible(struct check *check)
{
    const int32_t *p = check->points;

    for (size_t at = 1; at + 1 < check->count; at++) {
        size_t end = at;

        if (p[at] < 0xAD || !fold_is_invisible(p[at]))
            continue;
        while (end < check->count && fold_is_invisible(p[end]))
            end++;
        if (end < check->count && is_plain_letter(p[at - 1]) &&
            is_plain_letter(p[end])) {
            struct finding *finding = check_add(
                check, at - 1, end + 1,
                "U+%04X, which nobody sees, inside a word", (unsigned)p[at]);

            finding_mend(check, finding, at, end, "");
        }
        at = end;
    }
}

static bool
is_right_to_left(int32_t cp)
{
    return (cp >= 0x590 && cp <= 0x8FF) || (cp >= 0xFB1D && cp <= 0xFDFF) ||
           (cp >= 0xFE70 && cp <= 0xFEFC) || (cp >= 0x10800 && cp <= 0x10FFF);
}

/* Overrides always; embeddings and isolates only where no letter of the text
 * runs from right to left and could need them. */
static void
check_bidi(struct check *check)
{
    bool needs_marks = false;

    for (size_t i = 0; i < check->count && !needs_marks; i++)
        needs_marks = is_right_to_left(check->points[i]);
    for (size_t i = 0; i < check->count; i++) {
        int32_t cp = check->points[i];

        if (cp == 0x202D || cp == 0x202E ||
            (!needs_marks &&
             (cp == 0x202A || cp == 0x202B || (cp >= 0x2066 && cp <= 0x2068))))
            finding_mend(check,
                         check_add(check, i, i + 1,
                                   "U+%04X turns the order of reading round",
                                   (unsigned)cp),
                         i, i + 1, "");
    }
}

static void
check_unicode(struct check *check, const struct rule *rule)
{
    const struct unicode_params *params = rule->params;
    bool plain = true;

    for (size_t i = 0; i < check->count && plain; i++)
        plain = check->points[i] < 0xAD;
    if (plain)
        return;
    if (params->styled)
        check_styled(check, params->min);
    if (params->mixed)
        check_mixed(check);
    if (params->invisible)
        check_invisible(check);
    if (params->bidi)
        check_bidi(check);
}

const struct rule_kind unicode_kinds[] = {
    {"unicode", "check min", load_unicode, check_unicode},
    {NULL, NULL, NULL, NULL},
};
