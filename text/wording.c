/* Words of two texts compared for showing; see the header. Runs are found by
 * a table of hashes, changes by the longest common subsequence. */
#include "polyphony/wording.h"
#include "polyphony/buf.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MOST 2000 /* changed words of a text that are told one by one */

static uint64_t
hash_bytes(const char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001B3);
    return hash | 1;
}

/* The short way for ASCII; false for any other. */
static bool
fold_plain(const char *bytes, size_t len, uint64_t *hash)
{
    char kept[64];
    size_t count = 0;

    if (len > sizeof kept)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];

        if ((unsigned char)c >= 0x80)
            return false;
        if (c >= 'A' && c <= 'Z')
            kept[count++] = (char)(c + 'a' - 'A');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            kept[count++] = c;
    }
    *hash = count > 0 ? hash_bytes(kept, count) : 0;
    return true;
}

/* Letters and digits alone, without case. */
static uint64_t
fold_word(const char *bytes, size_t len)
{
    struct buf folded = {0}, kept = {0};
    const char *p, *end;
    uint64_t hash;

    if (fold_plain(bytes, len, &hash))
        return hash;
    utf8_normalise(&folded, UTF8_NFKC_CF, bytes, len);
    p = buf_text(&folded);
    end = p + folded.len;
    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_word(cp))
            buf_add_codepoint(&kept, cp);
    }
    hash = kept.len > 0 ? hash_bytes(buf_text(&kept), kept.len) : 0;
    buf_deinit(&folded);
    buf_deinit(&kept);
    return hash;
}

/* Where the word that begins at `start` ends. */
static size_t
word_end(const char *text, size_t len, size_t start)
{
    const char *p = text + start, *end = text + len;

    while (p < end) {
        const char *before = p;
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_space(cp))
            return (size_t)(before - text);
        if (utf8_is_cjk(cp))
            return (size_t)((before == text + start ? p : before) - text);
    }
    return len;
}

void
wording_init(struct wording *wording, const char *text, size_t len)
{
    size_t room = 0, at = 0;

    *wording = (struct wording){.text = text, .len = len};
    while (at < len) {
        const char *p = text + at;
        struct wording_word word = {.start = at};

        if (utf8_is_space(utf8_next(&p, text + len))) {
            at = (size_t)(p - text);
            continue;
        }
        word.end = at = word_end(text, len, at);
        word.exact = hash_bytes(text + word.start, word.end - word.start);
        word.folded = fold_word(text + word.start, word.end - word.start);
        wording->words =
            mem_grow(wording->words, &room, wording->count + 1, sizeof word);
        wording->words[wording->count++] = word;
    }
}

void
wording_deinit(struct wording *wording)
{
    free(wording->words);
    wording->words = NULL;
    wording->count = 0;
}

/* --- runs in common ------------------------------------------------------- */

/* Words that say something, by their number; yours. */
static size_t *
saying(const struct wording *wording, size_t *count)
{
    size_t *numbers = mem_calloc(wording->count + 1, sizeof *numbers);

    *count = 0;
    for (size_t i = 0; i < wording->count; i++) {
        if (wording->words[i].folded != 0)
            numbers[(*count)++] = i;
    }
    return numbers;
}

static uint64_t
hash_run(const struct wording *wording, const size_t *at, size_t least)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < least; i++)
        hash = (hash ^ wording->words[at[i]].folded) *
               UINT64_C(0x9E3779B97F4A7C15);
    return hash | 1;
}

static bool
table_has(const uint64_t *table, size_t mask, uint64_t hash)
{
    for (size_t i = hash >> 20 & mask; table[i] != 0; i = (i + 1) & mask) {
        if (table[i] == hash)
            return true;
    }
    return false;
}

static uint64_t *
table_of(const struct wording *wording, size_t least, size_t *mask)
{
    size_t count, size = 16;
    size_t *numbers = saying(wording, &count);
    uint64_t *table;

    while (size < count * 2)
        size *= 2;
    *mask = size - 1;
    table = mem_calloc(size, sizeof *table);
    for (size_t i = 0; i + least <= count; i++) {
        uint64_t hash = hash_run(wording, numbers + i, least);
        size_t at = hash >> 20 & *mask;

        while (table[at] != 0 && table[at] != hash)
            at = (at + 1) & *mask;
        table[at] = hash;
    }
    free(numbers);
    return table;
}

void
wording_mark_shared(const struct wording *a, const struct wording *b,
                    size_t least, bool *shared)
{
    size_t mask, count;
    uint64_t *table;
    size_t *numbers;

    if (least == 0 || a->count < least || b->count < least)
        return;
    table = table_of(b, least, &mask);
    numbers = saying(a, &count);
    for (size_t i = 0; i + least <= count; i++) {
        if (!table_has(table, mask, hash_run(a, numbers + i, least)))
            continue;
        for (size_t k = numbers[i]; k <= numbers[i + least - 1]; k++)
            shared[k] = true;
    }
    free(numbers);
    free(table);
}

/* --- changes -------------------------------------------------------------- */

struct telling {
    const struct wording *a, *b;
    size_t from, a_to, b_to; /* the part that is not the same at both ends */
    wording_teller *tell;
    void *context;
};

/* Words [from, to) with the white space behind each. */
static void
tell(const struct telling *t, enum wording_change change,
     const struct wording *wording, size_t from, size_t to)
{
    size_t start, end;

    if (from >= to)
        return;
    start = from == 0 ? 0 : wording->words[from].start;
    end = to < wording->count ? wording->words[to].start : wording->len;
    t->tell(change, wording->text + start, end - start, t->context);
}

/* Row by row from the end: length[i][j] of the words after i and j. */
static uint16_t *
common_lengths(const struct telling *t, size_t rows, size_t columns)
{
    size_t wide = columns + 1;
    uint16_t *length = mem_calloc((rows + 1) * wide, sizeof *length);

    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            uint16_t down = length[(i + 1) * wide + j];
            uint16_t right = length[i * wide + j + 1];

            if (t->a->words[t->from + i].exact ==
                t->b->words[t->from + j].exact)
                length[i * wide + j] =
                    (uint16_t)(length[(i + 1) * wide + j + 1] + 1);
            else
                length[i * wide + j] = down > right ? down : right;
        }
    }
    return length;
}

static void
tell_middle(const struct telling *t)
{
    size_t rows = t->a_to - t->from, columns = t->b_to - t->from;
    size_t wide = columns + 1, i = 0, j = 0;
    uint16_t *length = common_lengths(t, rows, columns);

    while (i < rows || j < columns) {
        size_t out = i, in = j, same;

        while (i < rows && (j == columns ||
                            length[i * wide + j] == length[(i + 1) * wide + j]))
            i++;
        while (j < columns &&
               (i == rows || length[i * wide + j] == length[i * wide + j + 1]))
            j++;
        tell(t, WORDING_OUT, t->a, t->from + out, t->from + i);
        tell(t, WORDING_IN, t->b, t->from + in, t->from + j);
        same = j;
        while (i < rows && j < columns &&
               t->a->words[t->from + i].exact ==
                   t->b->words[t->from + j].exact) {
            i++;
            j++;
        }
        tell(t, WORDING_SAME, t->b, t->from + same, t->from + j);
    }
    free(length);
}

void
wording_tell_changes(const struct wording *a, const struct wording *b,
                     wording_teller *teller, void *context)
{
    struct telling t = {.a = a,
                        .b = b,
                        .a_to = a->count,
                        .b_to = b->count,
                        .tell = teller,
                        .context = context};

    while (t.from < t.a_to && t.from < t.b_to &&
           a->words[t.from].exact == b->words[t.from].exact)
        t.from++;
    while (t.a_to > t.from && t.b_to > t.from &&
           a->words[t.a_to - 1].exact == b->words[t.b_to - 1].exact) {
        t.a_to--;
        t.b_to--;
    }
    tell(&t, WORDING_SAME, b, 0, t.from);
    if (t.a_to - t.from > MOST || t.b_to - t.from > MOST) {
        tell(&t, WORDING_OUT, a, t.from, t.a_to);
        tell(&t, WORDING_IN, b, t.from, t.b_to);
    } else {
        tell_middle(&t);
    }
    tell(&t, WORDING_SAME, b, t.b_to, b->count);
}
