/* Can a stretch of the article stand alone in a post? The judgement is strict:
 * an article has more sentences than we need, and a torn or dirty one costs
 * a rep's name. What points outside itself ("this", "as above"), what is the
 * page's own business (cookies, newsletters, "click here"), markup, lists,
 * shouting, formulas and orders to a machine stay out. */
#include "compose_inner.h"

#include "polyphony/utf8.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define MAX_CHARS 300
#define MIN_WORDS 6
#define MAX_WORDS 40
#define TITLE_RUN 5

static bool
is_ascii_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static bool
is_ascii_letter(char c)
{
    return is_ascii_word(c) && (c < '0' || c > '9');
}

/* Characters that plain prose does without. */
static bool
is_prose(int32_t cp)
{
    static const char plain[] = " ,.;:!?'\"()-%&/$#+";

    if (utf8_is_word(cp))
        return true;
    if (cp < 0x80)
        return cp > 0 && strchr(plain, (char)cp) != NULL;
    return cp == 0xA0 || cp == 0x202F || cp == 0x20AC || cp == 0xA3 ||
           cp == 0xB0 || cp == 0xAB || cp == 0xBB || cp == 0xA1 || cp == 0xBF ||
           (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2018 || cp == 0x2019 ||
           cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0x20B9;
}

static bool
balance(const char *text, size_t len)
{
    int round = 0, curly = 0, low = 0, angle = 0, straight = 0;
    const char *p = text, *end = text + len;

    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        round += (cp == '(') - (cp == ')');
        low += cp == 0x201E;
        if (cp == 0x201C && low > 0)
            low--; /* opened below, as in German */
        else
            curly += (cp == 0x201C) - (cp == 0x201D);
        angle += (cp == 0xAB) - (cp == 0xBB);
        straight += cp == '"';
        if (round < 0 || curly < 0 || angle < 0 || curly > 1)
            return false;
    }
    return round == 0 && curly == 0 && low == 0 && angle == 0 &&
           straight % 2 == 0;
}

/* "one ,two", "a / b /", "  -- ": blanks where prose has none, signs in a
 * row, a slash that is a path. */
static bool
is_spaced(const struct compose_pack *pack, const char *text, size_t len)
{
    const char *spaced = pack->spaced_stops != NULL ? pack->spaced_stops : "";

    for (size_t i = 0; i + 1 < len; i++) {
        char c = text[i], next = text[i + 1];

        if (c == ' ' && next != '\0' && strchr(",.;:!?)", next) != NULL &&
            strchr(spaced, next) == NULL)
            return false;
        if (c == '(' && next == ' ')
            return false;
        if ((c == '/' || c == '&' || c == '#' || c == '+') &&
            (next == '/' || next == '&' || next == '#'))
            return false;
        if (next == '#' ? !is_ascii_letter(c) : c == '#' && is_ascii_word(next))
            return false; /* "C#" is a word, "#topic" and "#12" are tags */
        if (c == '(' && next == ')')
            return false; /* a function's name: code */
        if (c == '.' && (next == '.' || (next == ' ' && text[i + 2] == '(')))
            return false;
        if (c == '(' && (next == '!' || next == '?'))
            return false;
        if (c == '%' && (next == 's' || next == 'd'))
            return false;
        if (c == '&' && next != ' ' && !(next >= 'A' && next <= 'Z'))
            return false; /* an entity */
    }
    return true;
}

static bool
holds(const char *text, size_t len, const char *what)
{
    return memmem(text, len, what, strlen(what)) != NULL;
}

/* Clean characters, balanced quotes and brackets. */
static bool
is_clean(const struct compose_index *index, size_t start, size_t end)
{
    const char *text = index->text, *p = text + start, *stop = text + end;
    size_t len = end - start, letters = 0, all = 0;

    if (strchr("=+-@#/&%", text[start]) != NULL)
        return false; /* a formula, a list item, a tag */
    while (p < stop) {
        int32_t cp = utf8_next(&p, stop);

        if (!is_prose(cp))
            return false;
        all++;
        letters += utf8_is_letter(cp) || cp == ' ';
    }
    p = text + start;
    return letters * 100 >= all * 80 && balance(p, len) &&
           is_spaced(index->pack, p, len) && !holds(p, len, "http") &&
           !holds(p, len, "www.");
}

bool
stretch_has(const struct compose_index *index, size_t first, size_t count,
            enum word_list list)
{
    for (size_t i = first; i < first + count; i++)
        if (word_set_has(&index->pack->words[list], index->words[i].key))
            return true;
    return false;
}

/* First person outside quotation marks. "US" is a country. */
bool
stretch_is_spoken(const struct compose_index *index, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (!(index->words[i].upper) &&
            word_set_has(&index->pack->words[WORDS_FIRST], index->words[i].key))
            return true;
    return false;
}

static bool
repeats_title(const struct compose_index *index, size_t first, size_t count)
{
    if (index->n_title < TITLE_RUN)
        return false;
    for (size_t i = first; i + TITLE_RUN <= first + count; i++)
        for (size_t t = 0; t + TITLE_RUN <= index->n_title; t++) {
            size_t n = 0;

            while (n < TITLE_RUN &&
                   index->words[i + n].key == index->title_words[t + n].key)
                n++;
            if (n == TITLE_RUN)
                return true;
        }
    return false;
}

static bool
is_shouting(const struct compose_index *index, size_t first, size_t count)
{
    size_t upper = 0;

    for (size_t i = first; i < first + count; i++)
        upper += index->words[i].upper &&
                 index->words[i].end - index->words[i].start > 1;
    return upper * 4 > count;
}

/* Too many capitals in the middle: a title, a list of names, a menu. */
static bool
is_title_case(const struct compose_index *index, size_t first, size_t count)
{
    size_t capital = 0;

    for (size_t i = first + 1; i < first + count; i++)
        capital += index->words[i].capital || index->words[i].digit;
    return capital * 2 > count;
}

/* Is `what` there as words of their own? */
static bool
has_words(const char *text, const char *what)
{
    size_t len = strlen(what);

    for (const char *at = text; (at = strcasestr(at, what)) != NULL; at++) {
        bool begins = at == text || !is_ascii_word(at[-1]);

        if (begins && !is_ascii_word(at[len]))
            return true;
    }
    return false;
}

/* The pairs of bytes in a text, case aside, as bits: most phrases have one
 * that is not there, and need not be looked for. */
struct pairs {
    uint64_t seen[16];
};

static size_t
pair_of(const char *at)
{
    unsigned a = (unsigned char)at[0] | 0x20, b = (unsigned char)at[1] | 0x20;

    return (a * 31 + b) % 1024;
}

static struct pairs
pairs_of(const char *text)
{
    struct pairs pairs = {{0}};

    for (; text[0] != '\0' && text[1] != '\0'; text++)
        pairs.seen[pair_of(text) / 64] |= UINT64_C(1) << pair_of(text) % 64;
    return pairs;
}

static bool
may_have(const struct pairs *pairs, const char *what)
{
    for (; what[0] != '\0' && what[1] != '\0'; what++)
        if ((pairs->seen[pair_of(what) / 64] >> pair_of(what) % 64 & 1) == 0)
            return false;
    return true;
}

bool
pack_bars(const struct compose_pack *pack, const char *text)
{
    struct pairs pairs = pairs_of(text);

    for (size_t i = 0; i < pack->bars.count; i++)
        if (may_have(&pairs, pack->bars.items[i]) &&
            has_words(text, pack->bars.items[i]))
            return true;
    return false;
}

static bool
is_barred(const struct compose_pack *pack, const char *text, size_t len,
          bool follows)
{
    char copy[MAX_CHARS * 4 + 1];

    if (len >= sizeof copy)
        return true;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (pack_bars(pack, copy))
        return true;
    for (size_t i = 0; i < pack->starts.count && !follows; i++) {
        size_t n = strlen(pack->starts.items[i]);

        if (strncasecmp(copy, pack->starts.items[i], n) == 0 &&
            (n == 0 || pack->starts.items[i][n - 1] == ' ' ||
             !is_ascii_word(copy[n])))
            return true;
    }
    return false;
}

/* "factors5": a footnote's number stuck to a word that the article also has
 * alone. */
static bool
has_footnote(const struct compose_index *index, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++) {
        const char *word = index->text + index->words[i].start;
        size_t len = index->words[i].end - index->words[i].start, n = len;

        while (n > 0 && word[n - 1] >= '0' && word[n - 1] <= '9')
            n--;
        if (n < len && n >= 4 && index_count_word(index, word, n) > 0)
            return true;
    }
    return false;
}

/* "index.md", "ASP.NET", "Setu.d": a file, a page, a cut that went wrong. A
 * network may even make a link of it. "U.S." and "2.3" are words. And a
 * capital behind a hyphen within a name ("non-Received Pronunciation"). */
static bool
has_odd_word(const struct compose_index *index, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++) {
        const char *word = index->text + index->words[i].start;
        size_t len = index->words[i].end - index->words[i].start;

        for (size_t k = 1; k + 1 < len; k++) {
            bool long_part = k > 1 || len - k > 2;

            if (word[k] == '.' && long_part && is_ascii_letter(word[k - 1]) &&
                is_ascii_letter(word[k + 1]))
                return true;
            if (word[k] == '-' && word[k + 1] >= 'A' && word[k + 1] <= 'Z' &&
                i + 1 < first + count && index->words[i + 1].capital)
                return true;
        }
    }
    return false;
}

static bool
has_apostrophe(const char *word, size_t len)
{
    return memchr(word, '\'', len) != NULL ||
           memmem(word, len, "’", strlen("’")) != NULL;
}

/* "Creates data in a file.": an item of a list, its subject is the list's. A
 * question may begin so ("Does it ...?"). "2: It is" is an item as well. */
static bool
lacks_subject(const struct compose_index *index, size_t first, size_t end)
{
    const struct word *word = &index->words[first];
    const char *text = index->text;

    if (word->digit && (text[word->end] == ':' || text[word->end] == ')' ||
                        text[word->end] == '.'))
        return true;
    if (text[end - 1] != '?' &&
        (word_set_has(&index->pack->words[WORDS_ASK], word->key) ||
         (word_set_has(&index->pack->words[WORDS_FINITE], word->key) &&
          !has_apostrophe(text + word->start, word->end - word->start))))
        return true;
    return text[word->end - 1] == 's' && text[end - 1] != '?' &&
           word_set_has(&index->pack->words[WORDS_VERB], word->key);
}

static bool
ends_well(const struct compose_index *index, const struct stretch *stretch)
{
    const char *text = index->text;
    size_t end = stretch->end;
    const struct word *last =
        &index->words[stretch->first + stretch->count - 1];
    bool stopped = false;

    if (!last->digit && !last->upper &&
        word_set_has(&index->pack->words[WORDS_LABEL], last->key) &&
        last->end - last->start <= 3)
        return false; /* "bearing reference no." */
    if (last->end - last->start <= 4 && last->end - last->start > 2 &&
        text[last->start + 1] == '.')
        return false; /* "in K.S. Puttaswamy", cut */
    if (!stretch->ends)
        return !word_set_has(&index->pack->words[WORDS_DANGLE], last->key) &&
               (last->end == end || text[end - 1] == ')' ||
                text[end - 1] == '%');
    for (size_t i = last->end; i < end; i++)
        stopped = stopped || text[i] == '.' || text[i] == '!' || text[i] == '?';
    return stopped;
}

/* A capital, or a digit, or a quotation mark before one. */
static bool
begins_well(const struct compose_index *index, const struct stretch *stretch)
{
    const struct word *word = &index->words[stretch->first];

    if (!stretch->follows &&
        word_set_has(&index->pack->words[WORDS_ANAPHOR], word->key))
        return false;
    if (!stretch->begins)
        return word->start == stretch->start;
    return (word->capital || word->digit) && word->start - stretch->start <= 3;
}

/* "a test file. so that it": a stop within, and no capital behind it. */
static bool
goes_on_small(const struct compose_index *index, size_t first, size_t count)
{
    for (size_t i = first; i + 1 < first + count; i++)
        if (index->text[index->words[i].end] == '.' &&
            index->text[index->words[i].end + 1] == ' ' &&
            !index->words[i + 1].capital && !index->words[i + 1].digit &&
            !word_set_has(&index->pack->words[WORDS_STOP],
                          index->words[i].key) &&
            !word_set_has(&index->pack->words[WORDS_LABEL],
                          index->words[i].key))
            return true;
    return false;
}

bool
stretch_is_fit_phrase(const struct compose_index *index, size_t start,
                      size_t end, size_t first, size_t count)
{
    return is_clean(index, start, end) && !repeats_title(index, first, count) &&
           !has_odd_word(index, first, count) &&
           !has_footnote(index, first, count) &&
           !is_shouting(index, first, count) &&
           !is_barred(index->pack, index->text + start, end - start, false);
}

bool
stretch_is_usable(const struct compose_index *index,
                  const struct stretch *stretch)
{
    const struct compose_pack *pack = index->pack;
    size_t first = stretch->first, count = stretch->count;
    size_t len = stretch->end - stretch->start;

    return count >= MIN_WORDS && count <= MAX_WORDS &&
           utf8_count(index->text + stretch->start, len) <= MAX_CHARS &&
           begins_well(index, stretch) && ends_well(index, stretch) &&
           is_clean(index, stretch->start, stretch->end) &&
           !stretch_has(index, first, count, WORDS_LOOSE) &&
           !is_shouting(index, first, count) &&
           !is_title_case(index, first, count) &&
           !has_footnote(index, first, count) &&
           !has_odd_word(index, first, count) &&
           !goes_on_small(index, first, count) &&
           !lacks_subject(index, first, stretch->end) &&
           !is_barred(pack, index->text + stretch->start, len,
                      stretch->follows) &&
           !repeats_title(index, first, count) &&
           stretch_has(index, first, count, WORDS_VERB) &&
           stretch_is_finite(index, first, count);
}
