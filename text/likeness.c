/* The same-post measure. A folded text is kept as its words (64-bit hashes)
 * and the sorted set of hashes of its 5-character pieces; comparing two is a
 * merge of two sorted arrays, a table of shared runs and, only where the words
 * in common could reach the bound at all, a bit-parallel edit distance
 * (Myers 1999; blocks as in Hyyrö 2003). */
#include "likeness_fold.h"
#include "likeness_inner.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 5       /* characters */
#define MIN_WORDS 6   /* of both texts, for containment to count */
#define WORD_BITS 64u /* of a block of the edit distance */

struct likeness_text {
    int32_t *folded;
    size_t folded_len;
    size_t *starts; /* of each word in `folded` */
    uint64_t *words, *sorted;
    size_t n_words;
    uint64_t seen[4]; /* a bit for each word: where not set, it is absent */
    uint64_t *pieces; /* sorted, each once */
    size_t n_pieces;
    uint64_t whole; /* hash of all */
};

static uint64_t
mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

static uint64_t
hash_points(const int32_t *at, size_t count)
{
    uint64_t hash = UINT64_C(0x51ED270B) + count;

    for (size_t i = 0; i < count; i++)
        hash = mix(hash, (uint64_t)(uint32_t)at[i]);
    return mix(hash, UINT64_C(0xD6E8FEB86659FD93));
}

/* Ascending. The values are mixed well: two passes by their upper 16 bits
 * leave next to nothing to insert. */
static void
sort_hashes(uint64_t *at, size_t count)
{
    uint64_t *other = mem_calloc(count + 1, sizeof *other);

    for (unsigned shift = 48; shift <= 56; shift += 8) {
        size_t starts[257] = {0};
        uint64_t *swap = at;

        for (size_t i = 0; i < count; i++)
            starts[(at[i] >> shift & 0xFF) + 1]++;
        for (size_t k = 1; k < 257; k++)
            starts[k] += starts[k - 1];
        for (size_t i = 0; i < count; i++)
            other[starts[at[i] >> shift & 0xFF]++] = at[i];
        at = other;
        other = swap;
    }
    for (size_t i = 1; i < count; i++) {
        uint64_t value = at[i];
        size_t k = i;

        for (; k > 0 && at[k - 1] > value; k--)
            at[k] = at[k - 1];
        at[k] = value;
    }
    free(other); /* swapped twice: ours again */
}

static void
cut_words(struct likeness_text *text)
{
    size_t room = 0, rooms = 0;

    for (size_t i = 0; i < text->folded_len;) {
        size_t end = i;

        while (end < text->folded_len && text->folded[end] != ' ')
            end++;
        text->words = mem_grow(text->words, &room, text->n_words + 1,
                               sizeof *text->words);
        text->starts = mem_grow(text->starts, &rooms, text->n_words + 1,
                                sizeof *text->starts);
        text->starts[text->n_words] = i;
        text->words[text->n_words++] = hash_points(text->folded + i, end - i);
        i = end + 1;
    }
    if (text->n_words == 0)
        return;
    for (size_t i = 0; i < text->n_words; i++)
        text->seen[text->words[i] >> 6 & 3] |= UINT64_C(1)
                                               << (text->words[i] & 63);
    text->sorted = mem_calloc(text->n_words, sizeof *text->sorted);
    memcpy(text->sorted, text->words, text->n_words * sizeof *text->sorted);
    sort_hashes(text->sorted, text->n_words);
}

/* Five characters that fit 12 bits each (Latin, Greek, Cyrillic, ...) are
 * their own number, any others a hash beside those. Multiplying by an odd
 * number keeps different ones apart. */
#define PACKED_BITS 12
#define PACKED_MASK ((UINT64_C(1) << PIECE * PACKED_BITS) - 1)
#define SPREAD UINT64_C(0x9E3779B97F4A7C15)

static void
number_pieces(const int32_t *padded, size_t count, uint64_t *pieces)
{
    uint64_t packed = 0;
    size_t wide = 0; /* characters until all are narrow again */

    for (size_t i = 0; i < count + PIECE - 1; i++) {
        uint64_t cp = (uint64_t)(uint32_t)padded[i];

        packed = (packed << PACKED_BITS | (cp & 0xFFF)) & PACKED_MASK;
        wide = cp > 0xFFF ? PIECE : wide > 0 ? wide - 1 : 0;
        if (i + 1 < PIECE)
            continue;
        pieces[i + 1 - PIECE] =
            SPREAD * (wide == 0 ? packed
                                : hash_points(padded + i + 1 - PIECE, PIECE) |
                                      UINT64_C(1) << 63);
    }
}

static void
cut_pieces(struct likeness_text *text)
{
    size_t len = text->folded_len + 2, kept = 0;
    size_t count = len > PIECE ? len - PIECE + 1 : 1;
    int32_t *padded;

    if (text->n_words == 0)
        return;
    padded = mem_calloc(len, sizeof *padded);
    memcpy(padded + 1, text->folded, text->folded_len * sizeof *padded);
    padded[0] = padded[len - 1] = ' ';
    text->pieces = mem_calloc(count, sizeof *text->pieces);
    if (len < PIECE)
        text->pieces[0] = hash_points(padded, len) | UINT64_C(1) << 63;
    else
        number_pieces(padded, count, text->pieces);
    free(padded);
    sort_hashes(text->pieces, count);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || text->pieces[i] != text->pieces[kept - 1])
            text->pieces[kept++] = text->pieces[i];
    text->n_pieces = kept;
}

struct likeness_text *
likeness_new(const char *text)
{
    struct likeness_text *made = mem_calloc(1, sizeof *made);

    made->folded = likeness_fold(text, &made->folded_len);
    made->whole = hash_points(made->folded, made->folded_len);
    cut_words(made);
    cut_pieces(made);
    return made;
}

void
likeness_free(struct likeness_text *text)
{
    if (text == NULL)
        return;
    free(text->folded);
    free(text->starts);
    free(text->words);
    free(text->sorted);
    free(text->pieces);
    free(text);
}

/* How many hashes two sorted arrays share; a repeated one counts as often as
 * it stands in both. Without branches on the data: texts of one story share
 * pieces in no order that a processor could foresee. */
static size_t
count_shared(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
    size_t i = 0, j = 0, shared = 0;

    while (i < n_a && j < n_b) {
        uint64_t x = a[i], y = b[j];

        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

static bool
may_hold(const struct likeness_text *text, uint64_t word)
{
    return (text->seen[word >> 6 & 3] >> (word & 63) & 1) != 0;
}

static bool
stands_in(const uint64_t *run, size_t len, const struct likeness_text *text)
{
    if (text == NULL)
        return false;
    for (size_t i = 0; i + len <= text->n_words; i++)
        if (memcmp(text->words + i, run, len * sizeof *run) == 0)
            return true;
    return false;
}

/* Longest run of words that begins with words i and j. */
static size_t
run_at(const struct likeness_text *a, size_t i, const struct likeness_text *b,
       size_t j)
{
    size_t len = 0;

    while (i + len < a->n_words && j + len < b->n_words &&
           a->words[i + len] == b->words[j + len])
        len++;
    return len;
}

/* Longest run of words in both that is not within the title. A run's parts
 * stand in the title whenever it does, so only whole ones are looked up; one
 * that began a word earlier was seen there. */
static size_t
longest_run(const struct likeness_text *a, const struct likeness_text *b,
            const struct likeness_text *title)
{
    size_t best = 0;

    for (size_t i = 0; i + best < a->n_words; i++) {
        if (!may_hold(b, a->words[i]))
            continue;
        for (size_t j = 0; j + best < b->n_words; j++) {
            size_t len;

            if (a->words[i] != b->words[j] ||
                (i > 0 && j > 0 && a->words[i - 1] == b->words[j - 1]))
                continue;
            len = run_at(a, i, b, j);
            if (len > best && !stands_in(a->words + i, len, title))
                best = len;
        }
    }
    return best;
}

/* Where word hash `word` stands in `text`, as a bit mask of one block. */
static uint64_t
word_mask(const struct likeness_text *text, size_t block, uint64_t word)
{
    size_t from = block * WORD_BITS, to = from + WORD_BITS;
    uint64_t mask = 0;

    if (to > text->n_words)
        to = text->n_words;
    for (size_t i = from; i < to; i++)
        mask |= (uint64_t)(text->words[i] == word) << (i - from);
    return mask;
}

struct block {
    uint64_t plus, minus; /* vertical deltas of +1 and -1 */
};

/* One column step of one block; `carry` is the horizontal delta that comes in
 * from above (-1, 0, 1); returns the one that goes out at bit `last`. */
static int
step_block(struct block *block, uint64_t equal, int carry, unsigned last)
{
    uint64_t plus = block->plus, minus = block->minus, x, h, hp, hm;
    uint64_t bit = UINT64_C(1) << last;
    int out;

    x = equal | minus;
    if (carry < 0)
        equal |= 1;
    h = (((equal & plus) + plus) ^ plus) | equal;
    hp = minus | ~(h | plus);
    hm = plus & h;
    out = (hp & bit) != 0 ? 1 : (hm & bit) != 0 ? -1 : 0;
    hp = hp << 1 | (carry > 0);
    hm = hm << 1 | (carry < 0);
    block->plus = hm | ~(x | hp);
    block->minus = hp & x;
    return out;
}

/* Edit distance in words; `a` is the longer text, `b` has a word at least. */
static size_t
edit_distance(const struct likeness_text *a, const struct likeness_text *b)
{
    size_t n_blocks = (b->n_words + WORD_BITS - 1) / WORD_BITS;
    struct block *blocks = mem_calloc(n_blocks, sizeof *blocks);
    unsigned last = (unsigned)((b->n_words - 1) % WORD_BITS);
    int64_t distance = (int64_t)b->n_words;

    for (size_t k = 0; k < n_blocks; k++)
        blocks[k].plus = ~UINT64_C(0);
    for (size_t i = 0; i < a->n_words; i++) {
        int carry = 1; /* the first row counts the words of a */

        for (size_t k = 0; k < n_blocks; k++)
            carry = step_block(&blocks[k], word_mask(b, k, a->words[i]), carry,
                               k + 1 == n_blocks ? last : WORD_BITS - 1);
        distance += carry;
    }
    free(blocks);
    return (size_t)distance;
}

static double
edit_likeness(const struct likeness_text *a, const struct likeness_text *b)
{
    size_t longer, shared;

    if (a->n_words < b->n_words) {
        const struct likeness_text *swap = a;

        a = b;
        b = swap;
    }
    longer = a->n_words;
    if (b->n_words == 0)
        return longer == 0 ? 1 : 0;
    /* No alignment matches more words than both have. */
    if ((double)b->n_words < .4 * (double)longer)
        return 0;
    shared = count_shared(a->sorted, a->n_words, b->sorted, b->n_words);
    if ((double)shared < .4 * (double)longer)
        return 0;
    return 1 - (double)edit_distance(a, b) / (double)longer;
}

static double
greatest(double a, double b)
{
    return a > b ? a : b;
}

struct likeness
likeness_compare(const struct likeness_text *a, const struct likeness_text *b,
                 const struct likeness_text *title)
{
    struct likeness found = {0};
    size_t shared =
        count_shared(a->pieces, a->n_pieces, b->pieces, b->n_pieces);
    size_t all = a->n_pieces + b->n_pieces - shared;
    size_t least = a->n_pieces < b->n_pieces ? a->n_pieces : b->n_pieces;
    bool equal = a->whole == b->whole && a->n_words == b->n_words;
    bool long_enough = a->n_words >= MIN_WORDS && b->n_words >= MIN_WORDS;

    found.jaccard = all > 0 ? (double)shared / (double)all : 1;
    if (least > 0)
        found.containment = (double)shared / (double)least;
    found.edit = edit_likeness(a, b);
    found.run = (int)longest_run(a, b, title);
    found.worst = found.jaccard / LIKENESS_JACCARD;
    if (long_enough)
        found.worst =
            greatest(found.worst, found.containment / LIKENESS_CONTAINMENT);
    found.worst = greatest(found.worst, found.edit / LIKENESS_EDIT);
    found.worst = greatest(found.worst, (double)found.run / LIKENESS_RUN);
    if (equal)
        found.worst = greatest(found.worst, 1);
    found.is_same =
        equal || found.jaccard >= LIKENESS_JACCARD ||
        (long_enough && found.containment >= LIKENESS_CONTAINMENT) ||
        found.edit >= LIKENESS_EDIT || found.run >= LIKENESS_RUN;
    return found;
}

/* Jaccard or containment, from the pieces in common. */
static bool
shares_too_much(const struct likeness_text *a, const struct likeness_text *b,
                size_t shared)
{
    size_t all = a->n_pieces + b->n_pieces - shared;
    size_t least = a->n_pieces < b->n_pieces ? a->n_pieces : b->n_pieces;

    if (all == 0 || (double)shared / (double)all >= LIKENESS_JACCARD)
        return true;
    return a->n_words >= MIN_WORDS && b->n_words >= MIN_WORDS && least > 0 &&
           (double)shared / (double)least >= LIKENESS_CONTAINMENT;
}

bool
likeness_is_same(const struct likeness_text *a, const struct likeness_text *b,
                 const struct likeness_text *title, size_t shared)
{
    return shares_too_much(a, b, shared) ||
           (a->whole == b->whole && a->n_words == b->n_words) ||
           edit_likeness(a, b) >= LIKENESS_EDIT ||
           longest_run(a, b, title) >= LIKENESS_RUN;
}

bool
likeness_echoes(const struct likeness_text *text,
                const struct likeness_text *source, size_t shared)
{
    return shares_too_much(text, source, shared) ||
           (text->n_pieces > 0 &&
            (double)shared / (double)text->n_pieces >= LIKENESS_COVERED) ||
           edit_likeness(text, source) >= LIKENESS_EDIT;
}

const uint64_t *
likeness_pieces(const struct likeness_text *text, size_t *count)
{
    *count = text->n_pieces;
    return text->pieces;
}

double
likeness_covered(const struct likeness_text *a, const struct likeness_text *b)
{
    if (a->n_pieces == 0)
        return 0;
    return (double)count_shared(a->pieces, a->n_pieces, b->pieces,
                                b->n_pieces) /
           (double)a->n_pieces;
}

void
likeness_opening(const struct likeness_text *text, int words, struct buf *out)
{
    size_t end = text->folded_len;

    if (words <= 0)
        return;
    if ((size_t)words < text->n_words)
        end = text->starts[words] - 1;
    for (size_t i = 0; i < end; i++)
        buf_add_codepoint(out, text->folded[i]);
}

size_t
likeness_words(const struct likeness_text *text)
{
    return text->n_words;
}
