/* Cuts text into terms; the rules stand in terms.h. One pass, two growing
 * buffers that are kept from text to text: the list of terms and the bytes
 * of their folded and stemmed forms. The pointers into the bytes are set at
 * the end, because the buffer moves while it grows. */
#include "polyphony/terms.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"
#include "stopwords.h"

#include <libstemmer.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct place {
    size_t word, stem; /* offsets into bytes */
};

struct terms {
    const struct stopwords *language; /* NULL: none */
    struct sb_stemmer *stemmer;       /* NULL: none */
    const char **stop_slots;          /* a hash set of the stop words */
    unsigned char *stop_lens;
    size_t stop_mask; /* slots - 1; 0: no set */
    struct term *list;
    struct place *places;
    size_t count, list_cap, places_cap;
    char *bytes;
    size_t used, bytes_cap;
};

static uint32_t
hash_word(const char *word, size_t len)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)word[i]) * 16777619u;
    return hash ^ (hash >> 15);
}

static size_t
stop_slot(const struct terms *terms, const char *word, size_t len)
{
    size_t at = hash_word(word, len) & terms->stop_mask;

    while (terms->stop_slots[at] != NULL &&
           (terms->stop_lens[at] != len ||
            memcmp(terms->stop_slots[at], word, len) != 0))
        at = (at + 1) & terms->stop_mask;
    return at;
}

static void
load_stop_words(struct terms *terms)
{
    const char *p = terms->language->words;
    size_t slots = 1024; /* at least twice the longest list */

    terms->stop_slots = mem_calloc(slots, sizeof *terms->stop_slots);
    terms->stop_lens = mem_calloc(slots, sizeof *terms->stop_lens);
    terms->stop_mask = slots - 1;
    while (*p != '\0') {
        size_t len = strcspn(p, " ");
        size_t at = stop_slot(terms, p, len);

        terms->stop_slots[at] = p;
        terms->stop_lens[at] = (unsigned char)len;
        p += len;
        p += strspn(p, " ");
    }
}

struct terms *
terms_new(const char *language)
{
    struct terms *terms = mem_calloc(1, sizeof *terms);

    terms->language = stopwords_of(language);
    if (terms->language != NULL) {
        load_stop_words(terms);
        if (terms->language->stemmer != NULL)
            terms->stemmer = sb_stemmer_new(terms->language->stemmer, NULL);
    }
    return terms;
}

void
terms_free(struct terms *terms)
{
    if (terms == NULL)
        return;
    if (terms->stemmer != NULL)
        sb_stemmer_delete(terms->stemmer);
    free(terms->stop_slots);
    free(terms->stop_lens);
    free(terms->list);
    free(terms->places);
    free(terms->bytes);
    free(terms);
}

const char *
terms_language(const struct terms *terms)
{
    return terms->language != NULL ? terms->language->language : NULL;
}

static bool
is_stop(const struct terms *terms, const char *word, size_t len)
{
    return terms->stop_mask != 0 &&
           terms->stop_slots[stop_slot(terms, word, len)] != NULL;
}

bool
terms_is_stop(const struct terms *terms, const char *word)
{
    return is_stop(terms, word, strlen(word));
}

/* Scripts that put no blanks between words. */
static bool
is_unspaced(int32_t cp)
{
    return utf8_is_cjk(cp) || (cp >= 0x0E00 && cp <= 0x0EFF) || /* Thai, Lao */
           (cp >= 0x1000 && cp <= 0x109F) ||                    /* Myanmar */
           (cp >= 0x1780 && cp <= 0x17FF);                      /* Khmer */
}

static size_t
keep_bytes(struct terms *terms, const char *bytes, size_t len)
{
    size_t at = terms->used;

    terms->bytes = mem_grow(terms->bytes, &terms->bytes_cap, at + len + 1, 1);
    memcpy(terms->bytes + at, bytes, len);
    terms->bytes[at + len] = '\0';
    terms->used += len + 1;
    return at;
}

static struct term *
add_term(struct terms *terms, enum term_kind kind, size_t start, size_t end)
{
    size_t n = terms->count++;

    terms->list = mem_grow(terms->list, &terms->list_cap, terms->count,
                           sizeof *terms->list);
    terms->places = mem_grow(terms->places, &terms->places_cap, terms->count,
                             sizeof *terms->places);
    terms->list[n] = (struct term){.start = start, .end = end, .kind = kind};
    return &terms->list[n];
}

/* Folded form of text[start, end) without the characters in `drop`; at most
 * TERM_MAX_BYTES, cut between code points. Returns its length. */
static size_t
fold(const char *text, size_t start, size_t end, char drop,
     char out[TERM_MAX_BYTES])
{
    struct buf folded = {0};
    size_t len = 0, cut;

    /* What is folded away is little: four times the bound is enough. */
    cut = start + utf8_prefix(text + start, end - start, 4 * TERM_MAX_BYTES);
    for (size_t i = start; i < cut; i++) {
        char c = text[i];

        if ((unsigned char)c >= 0x80)
            goto beyond_ascii;
        if (c != drop && len < TERM_MAX_BYTES)
            out[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return len;
beyond_ascii:
    utf8_normalise(&folded, UTF8_NFKC_CF, text + start, cut - start);
    len = utf8_prefix(buf_text(&folded), folded.len, TERM_MAX_BYTES);
    memcpy(out, buf_text(&folded), len);
    buf_deinit(&folded);
    return len;
}

static void
add_word(struct terms *terms, const char *text, size_t start, size_t end,
         enum term_kind kind, char drop)
{
    char word[TERM_MAX_BYTES];
    size_t len = fold(text, start, end, drop, word);
    struct term *term;
    struct place *place;

    if (len == 0)
        return;
    term = add_term(terms, kind, start, end);
    place = &terms->places[terms->count - 1];
    place->word = place->stem = keep_bytes(terms, word, len);
    if (kind != TERM_WORD)
        return;
    term->is_stop = drop != '.' && is_stop(terms, word, len);
    if (terms->stemmer != NULL && !term->is_stop && drop != '.') {
        const sb_symbol *stem =
            sb_stemmer_stem(terms->stemmer, (const sb_symbol *)word, (int)len);
        size_t stem_len = (size_t)sb_stemmer_length(terms->stemmer);

        if (stem != NULL && stem_len > 0 &&
            (stem_len != len || memcmp(stem, word, len) != 0))
            place->stem = keep_bytes(terms, (const char *)stem, stem_len);
    }
}

/* Where a run of one class of characters ends. */
struct scan {
    const char *text, *end;
};

static int32_t
peek(const struct scan *scan, const char *p)
{
    return p < scan->end ? utf8_next(&p, scan->end) : 0;
}

static bool
is_ascii_digit(int32_t cp)
{
    return cp >= '0' && cp <= '9';
}

/* "1,234.5", "1.2.3": digits with inner dots and commas. */
static const char *
number_end(const struct scan *scan, const char *p)
{
    while (p < scan->end) {
        if (is_ascii_digit(*p) ||
            ((*p == '.' || *p == ',') && is_ascii_digit(peek(scan, p + 1))))
            p++;
        else
            break;
    }
    return p;
}

/* "U.S.", "e.g.": single letters, each with a dot; else p itself. Few of
 * them, so that a long "a.b.c ..." costs no more than its length. */
#define MAX_INITIALS 8

static const char *
initials_end(const struct scan *scan, const char *p)
{
    const char *at = p;
    size_t letters = 0;

    while (at < scan->end && letters <= MAX_INITIALS) {
        const char *after = at;
        int32_t cp = utf8_next(&after, scan->end);

        if (!utf8_is_letter(cp) || is_unspaced(cp) || peek(scan, after) != '.')
            break;
        letters++;
        at = after + 1;
    }
    if (letters < 2 || letters > MAX_INITIALS || utf8_is_word(peek(scan, at)))
        return p;
    return at;
}

/* The sign of "c++", "c#", "disney+": after a word, before none. */
static const char *
sign_end(const struct scan *scan, const char *p)
{
    if (p + 1 < scan->end && p[0] == '+' && p[1] == '+')
        return p + 2;
    if (p < scan->end && (*p == '+' || *p == '#') &&
        !utf8_is_word(peek(scan, p + 1)))
        return p + 1;
    return p;
}

static bool
is_apostrophe(int32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x02BC;
}

static const char *
word_end(const struct scan *scan, const char *p)
{
    while (p < scan->end) {
        const char *after = p;
        int32_t cp = utf8_next(&after, scan->end);

        /* Soft hyphen and joiners stand inside of words. */
        if ((!utf8_is_word(cp) || is_unspaced(cp)) && cp != 0xAD &&
            cp != 0x200C && cp != 0x200D)
            break;
        p = after;
    }
    return p;
}

static bool
all_digits(const char *p, const char *end)
{
    while (p < end && is_ascii_digit(*p))
        p++;
    return p == end;
}

/* One run of characters without blanks: neighbours in pairs, a lone one by
 * itself. Returns its end. */
static const char *
read_pairs(struct terms *terms, const struct scan *scan, const char *p)
{
    const char *before = NULL;
    size_t run = 0;

    while (p < scan->end) {
        const char *after = p;
        int32_t cp = utf8_next(&after, scan->end);

        if (!is_unspaced(cp) || !utf8_is_word(cp))
            break;
        if (before != NULL)
            add_word(terms, scan->text, (size_t)(before - scan->text),
                     (size_t)(after - scan->text), TERM_PAIR, 0);
        before = p;
        p = after;
        run++;
    }
    if (run == 1)
        add_word(terms, scan->text, (size_t)(before - scan->text),
                 (size_t)(p - scan->text), TERM_PAIR, 0);
    return p;
}

/* A word with what belongs to it; `after_apostrophe` says what stood before.
 * Returns its end. */
static const char *
read_word(struct terms *terms, const struct scan *scan, const char *p,
          bool after_apostrophe)
{
    const char *end = initials_end(scan, p);
    size_t start = (size_t)(p - scan->text), before = terms->count;

    if (end != p) {
        add_word(terms, scan->text, start, (size_t)(end - scan->text),
                 TERM_WORD, '.');
        return end;
    }
    end = word_end(scan, p);
    if (all_digits(p, end)) {
        end = number_end(scan, end);
        add_word(terms, scan->text, start, (size_t)(end - scan->text),
                 TERM_NUMBER, ',');
        return end;
    }
    end = sign_end(scan, end);
    add_word(terms, scan->text, start, (size_t)(end - scan->text), TERM_WORD,
             0);
    if (terms->count > before && end - p <= 2 &&
        (after_apostrophe || is_apostrophe(peek(scan, end))))
        terms->list[before].is_stop = true;
    return end;
}

size_t
terms_read(struct terms *terms, const char *text, size_t len,
           const struct term **list)
{
    struct scan scan = {text, text + len};
    const char *p = text;
    int32_t before = ' ';

    terms->count = terms->used = 0;
    while (p < scan.end) {
        const char *after = p;
        int32_t cp = utf8_next(&after, scan.end);

        if (!utf8_is_word(cp)) {
            before = cp;
            p = after;
            continue;
        }
        if (is_unspaced(cp))
            p = read_pairs(terms, &scan, p);
        else
            p = read_word(terms, &scan, p, is_apostrophe(before));
        before = 'a';
    }
    for (size_t i = 0; i < terms->count; i++) {
        terms->list[i].word = terms->bytes + terms->places[i].word;
        terms->list[i].stem = terms->bytes + terms->places[i].stem;
    }
    *list = terms->list;
    return terms->count;
}
