/* Folding for the same-post measure: compatibility forms, case, links,
 * mentions and "via @x", punctuation. It follows bench/social/nonidentity
 * step by step, in the same order, since two programs that fold differently
 * disagree on texts that lie at the bound. A mark (a vowel sign of
 * Devanagari, say) is no word character there, and so none here. */
#include "likeness_fold.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct points {
    int32_t *at;
    size_t count, room;
};

static void
put(struct points *out, int32_t cp)
{
    out->at = mem_grow(out->at, &out->room, out->count + 1, sizeof *out->at);
    out->at[out->count++] = cp;
}

static bool
is_word(int32_t cp)
{
    return cp == '_' || (utf8_is_word(cp) && !utf8_is_mark(cp));
}

static bool
is_hidden(int32_t cp)
{
    return cp == 0xAD || cp == 0x61C || cp == 0x180E ||
           (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x2069) || (cp >= 0xFE00 && cp <= 0xFE0F) ||
           cp == 0xFEFF;
}

static bool
is_space(int32_t cp)
{
    return utf8_is_space(cp) || (cp >= 0x1C && cp <= 0x1F);
}

static struct points
decode(const struct buf *text)
{
    struct points out = {0};

    for (const char *p = buf_text(text), *end = p + text->len; p < end;) {
        int32_t cp = utf8_next(&p, end);

        if (cp == 0x2019)
            cp = '\'';
        if (!is_hidden(cp))
            put(&out, cp);
    }
    return out;
}

static size_t
match(const struct points *in, size_t at, const char *word)
{
    size_t n = 0;

    for (; word[n] != '\0'; n++)
        if (at + n >= in->count || utf8_lower(in->at[at + n]) != word[n])
            return 0;
    return n;
}

/* Length of a link that begins here; 0 for none. */
static size_t
link_length(const struct points *in, size_t at)
{
    static const char *const begins[] = {
        "https://", "http://",  "www.",   "t.co/",        "bit.ly/",
        "lnkd.in/", "buff.ly/", "ow.ly/", "tinyurl.com/",
    };

    if (at > 0 && is_word(in->at[at - 1]))
        return 0;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t len = match(in, at, begins[i]), end = at + len;

        if (len == 0)
            continue;
        while (end < in->count && !is_space(in->at[end]))
            end++;
        if (end > at + len)
            return end - at;
    }
    return 0;
}

/* "via @x:" and "rt @x", with the white space before; 0 for none. */
static size_t
credit_length(const struct points *in, size_t at)
{
    size_t end = at, len;

    if (is_space(in->at[at]))
        end++;
    else if (at > 0)
        return 0;
    len = match(in, end, "via");
    if (len == 0)
        len = match(in, end, "rt");
    end += len;
    if (len == 0 || end >= in->count || !is_space(in->at[end]))
        return 0;
    while (end < in->count && is_space(in->at[end]))
        end++;
    if (end + 1 >= in->count || in->at[end] != '@' || !is_word(in->at[end + 1]))
        return 0;
    for (end++; end < in->count && is_word(in->at[end]);)
        end++;
    if (end < in->count && in->at[end] == ':')
        end++;
    return end - at;
}

static size_t
mention_length(const struct points *in, size_t at)
{
    size_t end = at + 1;

    if (in->at[at] != '@' || end >= in->count || !is_word(in->at[end]))
        return 0;
    while (end < in->count && (is_word(in->at[end]) || in->at[end] == '.'))
        end++;
    return end - at;
}

static struct points
drop_matches(const struct points *in,
             size_t (*length)(const struct points *, size_t))
{
    struct points out = {0};

    for (size_t i = 0; i < in->count;) {
        size_t len = length(in, i);

        put(&out, len > 0 ? ' ' : in->at[i]);
        i += len > 0 ? len : 1;
    }
    return out;
}

/* Punctuation to blanks, an apostrophe kept only within a word, blanks single
 * and none at the ends. */
static struct points
squeeze(const struct points *in)
{
    struct points out = {0};
    bool blank = false;

    for (size_t i = 0; i < in->count; i++) {
        int32_t cp = in->at[i];
        bool keep =
            is_word(cp) || (cp == '\'' && i > 0 && is_word(in->at[i - 1]) &&
                            i + 1 < in->count && is_word(in->at[i + 1]));

        if (!keep) {
            blank = out.count > 0;
            continue;
        }
        if (blank)
            put(&out, ' ');
        blank = false;
        put(&out, cp);
    }
    return out;
}

/* Case goes last: "İ" is a letter within a name before and two after. */
static struct points
fold_case(const struct points *in)
{
    struct buf plain = {0}, folded = {0};
    struct points out;

    for (size_t i = 0; i < in->count; i++)
        buf_add_codepoint(&plain, in->at[i]);
    utf8_normalise(&folded, UTF8_NFKC_CF, buf_text(&plain), plain.len);
    out = decode(&folded);
    buf_deinit(&plain);
    buf_deinit(&folded);
    return out;
}

int32_t *
likeness_fold(const char *text, size_t *count)
{
    struct buf plain = {0};
    struct points steps[6];

    utf8_normalise(&plain, UTF8_NFKC, text, strlen(text));
    steps[0] = decode(&plain);
    steps[1] = drop_matches(&steps[0], link_length);
    steps[2] = drop_matches(&steps[1], credit_length);
    steps[3] = drop_matches(&steps[2], mention_length);
    steps[4] = fold_case(&steps[3]);
    steps[5] = squeeze(&steps[4]);
    buf_deinit(&plain);
    for (int i = 0; i < 5; i++)
        free(steps[i].at);
    *count = steps[5].count;
    return steps[5].at;
}
