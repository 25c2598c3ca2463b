/* Folding for the same-post measure: compatibility forms, case, links,
 * mentions and "via @x", punctuation. It follows bench/social/nonidentity
 * step by step, in the same order, since two programs that fold differently
 * disagree on texts that lie at the bound. A mark (a vowel sign of
 * Devanagari, say) is no word character there, and so none here.
 *
 * Nearly all posts are of characters that Unicode's forms leave alone: ASCII,
 * letters of Latin-1, punctuation, emoji. Those take the short way, which
 * gives the same; any other character sends the whole text the long way. */
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
    if (out->count == out->room)
        out->at =
            mem_grow(out->at, &out->room, out->count + 1, sizeof *out->at);
    out->at[out->count++] = cp;
}

static struct points
with_room(size_t count)
{
    return (struct points){.at = mem_calloc(count + 1, sizeof(int32_t)),
                           .room = count + 1};
}

static bool
is_word(int32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
               (cp >= '0' && cp <= '9') || cp == '_';
    return utf8_is_word(cp) && !utf8_is_mark(cp);
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

/* Where something to drop may begin; most characters can't. */
static bool
may_begin(int32_t cp, size_t (*length)(const struct points *, size_t))
{
    if (length == mention_length)
        return cp == '@';
    if (length == credit_length)
        return cp == 'v' || cp == 'V' || cp == 'r' || cp == 'R' || is_space(cp);
    switch (utf8_lower(cp)) {
    case 'h':
    case 'w':
    case 't':
    case 'b':
    case 'l':
    case 'o':
        return true;
    default:
        return false;
    }
}

static struct points
drop_matches(const struct points *in,
             size_t (*length)(const struct points *, size_t))
{
    struct points out = with_room(in->count);

    for (size_t i = 0; i < in->count;) {
        size_t len = may_begin(in->at[i], length) ? length(in, i) : 0;

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
    struct points out = with_room(in->count);
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

/* --- the short way --- */

/* Neither letter, digit, mark nor blank, before and after either form, and
 * not changed by one. */
static bool
is_sign(int32_t cp)
{
    switch (cp) {
    case 0xA1: /* inverted exclamation mark */
    case 0xA3:
    case 0xA7:
    case 0xAB:
    case 0xB0:
    case 0xB7:
    case 0xBB:
    case 0xBF:
    case 0xD7:
    case 0xF7:
    case 0x2018:
    case 0x2022:
    case 0x20AC:
        return true;
    default:
        return (cp >= 0x2012 && cp <= 0x2015) ||
               (cp >= 0x201A && cp <= 0x201F) ||
               (cp >= 0x2190 && cp <= 0x21FF) ||
               (cp >= 0x1F300 && cp <= 0x1F64F) ||
               (cp >= 0x1F680 && cp <= 0x1F6C5) ||
               (cp >= 0x1F90D && cp <= 0x1F971);
    }
}

/* The text as decode() gives it, where composing and compatibility forms
 * change nothing; false where they might. */
static bool
decode_plain(const char *text, struct points *out)
{
    const char *end = text + strlen(text);

    while (text < end) {
        int32_t cp = (unsigned char)*text;

        if (cp < 0x80)
            text++;
        else
            cp = utf8_next(&text, end);
        if (cp < 0x80 || (cp >= 0xC0 && cp <= 0xFF) || is_sign(cp)) {
            out->at[out->count++] = cp;
        } else if (cp == 0x2019) {
            out->at[out->count++] = '\'';
        } else if (cp == 0xA0 || cp == 0x202F) {
            out->at[out->count++] = ' ';
        } else if (cp == 0x2026) {
            for (int i = 0; i < 3; i++)
                out->at[out->count++] = '.';
        } else if (!is_hidden(cp)) {
            return false;
        }
    }
    return true;
}

/* Case of what decode_plain() lets through; a letter may become two. */
static void
fold_plain(struct points *text, int32_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < text->count; i++) {
        int32_t cp = text->at[i];

        if ((cp >= 'A' && cp <= 'Z') ||
            (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7))
            cp += 32;
        if (cp == 0xDF) {
            out[n++] = 's';
            cp = 's';
        }
        out[n++] = cp;
    }
    text->count = n;
    free(text->at);
    text->at = out;
}

static void
drop(struct points *text, size_t (*length)(const struct points *, size_t))
{
    struct points left = drop_matches(text, length);

    free(text->at);
    *text = left;
}

static bool
holds(const struct points *text, int32_t cp)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->at[i] == cp)
            return true;
    return false;
}

static bool
fold_shortly(const char *text, struct points *out)
{
    /* No character becomes more than there are bytes of it. */
    size_t room = strlen(text) + 1;
    struct points points = {.at = mem_calloc(room, sizeof *points.at),
                            .room = room};

    if (!decode_plain(text, &points)) {
        free(points.at);
        return false;
    }
    drop(&points, link_length);
    if (holds(&points, '@')) {
        drop(&points, credit_length);
        drop(&points, mention_length);
    }
    fold_plain(&points, mem_calloc(room, sizeof *points.at));
    *out = squeeze(&points);
    free(points.at);
    return true;
}

/* --- the long way --- */

int32_t *
likeness_fold_fully(const char *text, size_t *count)
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

int32_t *
likeness_fold(const char *text, size_t *count)
{
    struct points short_way;

    if (!fold_shortly(text, &short_way))
        return likeness_fold_fully(text, count);
    *count = short_way.count;
    return short_way.at;
}
