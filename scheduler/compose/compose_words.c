/* An article as words. A word keeps its inner apostrophe, hyphen and full
 * stop ("don't", "user-defined", "2.3"): for the grammar these are one word,
 * where for ranking (text/terms) they are several. */
#include "compose_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

uint64_t
compose_hash(uint64_t seed, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint64_t hash =
        UINT64_C(0xCBF29CE484222325) ^ seed * UINT64_C(0x9E3779B97F4A7C15);

    for (size_t i = 0; i < len; i++) /* FNV-1a, then a finisher */
        hash = (hash ^ p[i]) * UINT64_C(0x100000001B3);
    hash = (hash ^ hash >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    hash = (hash ^ hash >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return hash ^ hash >> 33;
}

uint64_t
compose_hash_text(uint64_t seed, const char *text)
{
    return compose_hash(seed, text, text != NULL ? strlen(text) : 0);
}

/* Folded bytes of a word, at most `room`; longer words are told apart by
 * their beginning. */
static size_t
fold_word(const char *word, size_t len, char *out, size_t room)
{
    const char *p = word, *end = word + len;
    size_t n = 0;

    while (p < end && n + 4 <= room) {
        struct buf one = {0};
        int32_t cp;

        if ((unsigned char)*p < 0x80) {
            out[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
            p++;
            continue;
        }
        cp = utf8_next(&p, end);
        buf_add_codepoint(&one, cp == 0x2019 ? '\'' : utf8_lower(cp));
        memcpy(out + n, buf_text(&one), one.len);
        n += one.len;
        buf_deinit(&one);
    }
    return n;
}

static uint64_t
key_of(const char *folded, size_t n)
{
    return compose_hash(2, folded, n);
}

static uint64_t
stem_of(const char *folded, size_t n)
{
    if (n > 2 && folded[n - 1] == 's' && folded[n - 2] == '\'')
        n -= 2;
    if (n > 3 && folded[n - 1] == 's' && folded[n - 2] != 's')
        n--;
    return compose_hash(2, folded, n);
}

uint64_t
word_key(const char *word, size_t len)
{
    char folded[96];

    return key_of(folded, fold_word(word, len, folded, sizeof folded));
}

/* Without a possessive and a plural s: enough to see "user" in "users", and
 * never more than a reader would allow. */
uint64_t
word_stem(const char *word, size_t len)
{
    char folded[96];

    return stem_of(folded, fold_word(word, len, folded, sizeof folded));
}

static bool
is_joint(int32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == '-' || cp == '.';
}

static void
describe(const char *text, struct word *word)
{
    const char *p = text + word->start, *end = text + word->end;
    size_t upper = 0, lower = 0, n;
    char folded[96];

    for (bool first = true; p < end; first = false) {
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_upper(cp))
            upper++;
        else if (utf8_is_letter(cp))
            lower++;
        word->capital = word->capital || (first && utf8_is_upper(cp));
        word->digit = word->digit || utf8_is_digit(cp);
    }
    word->upper = upper > 1 && lower == 0;
    n = fold_word(text + word->start, word->end - word->start, folded,
                  sizeof folded);
    word->key = key_of(folded, n);
    word->stem = stem_of(folded, n);
}

size_t
words_cut(const char *text, size_t len, struct word **words)
{
    const char *p = text, *end = text + len;
    size_t count = 0, room = 0;

    *words = NULL;
    while (p < end) {
        const char *start = p, *stop;
        struct word word = {0};

        if (!utf8_is_word(utf8_next(&p, end)))
            continue;
        for (stop = p; p < end; stop = p) {
            const char *next = p;
            int32_t cp = utf8_next(&next, end);

            if (utf8_is_word(cp)) {
                p = next;
                continue;
            }
            if (!is_joint(cp) || next == end ||
                !utf8_is_word(utf8_next(&next, end)))
                break;
            p = next;
        }
        word.start = (size_t)(start - text);
        word.end = (size_t)(stop - text);
        p = stop;
        describe(text, &word);
        *words = mem_grow(*words, &room, count + 1, sizeof **words);
        (*words)[count++] = word;
    }
    return count;
}
