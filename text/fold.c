/* Folding against evasion; see the header. The tables are facts: which
 * letters look alike (Unicode TR 39, confusables), by eye cut down to those
 * that pass for a Latin letter in running text. */
#include "polyphony/fold.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct pair {
    int32_t from;
    char to;
};

/* Cyrillic and Greek, sorted. Accented ones are decomposed before. */
static const struct pair look_alikes[] = {
    {0x391, 'a'}, {0x392, 'b'}, {0x395, 'e'}, {0x396, 'z'}, {0x397, 'h'},
    {0x399, 'i'}, {0x39A, 'k'}, {0x39C, 'm'}, {0x39D, 'n'}, {0x39F, 'o'},
    {0x3A1, 'p'}, {0x3A4, 't'}, {0x3A5, 'y'}, {0x3A7, 'x'}, {0x3B1, 'a'},
    {0x3B3, 'y'}, {0x3B5, 'e'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BD, 'v'},
    {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C4, 't'}, {0x3C5, 'u'}, {0x3C7, 'x'},
    {0x3F2, 'c'}, {0x3F3, 'j'}, {0x3F9, 'c'}, {0x405, 's'}, {0x406, 'i'},
    {0x408, 'j'}, {0x410, 'a'}, {0x412, 'b'}, {0x415, 'e'}, {0x41A, 'k'},
    {0x41C, 'm'}, {0x41D, 'h'}, {0x41E, 'o'}, {0x420, 'p'}, {0x421, 'c'},
    {0x422, 't'}, {0x423, 'y'}, {0x425, 'x'}, {0x430, 'a'}, {0x435, 'e'},
    {0x43A, 'k'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'},
    {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x461, 'w'},
    {0x474, 'v'}, {0x475, 'v'}, {0x4AE, 'y'}, {0x4AF, 'y'}, {0x4BA, 'h'},
    {0x4BB, 'h'}, {0x4C0, 'i'}, {0x4CF, 'l'}, {0x501, 'd'}, {0x50C, 'g'},
    {0x51A, 'q'}, {0x51B, 'q'}, {0x51C, 'w'}, {0x51D, 'w'},
};

/* Latin letters that stand for plain ones: dotless i, small capitals. */
static const struct pair letter_forms[] = {
    {0x131, 'i'},  {0x1EB, 'q'},  {0x251, 'a'},  {0x261, 'g'},  {0x262, 'g'},
    {0x26A, 'i'},  {0x274, 'n'},  {0x280, 'r'},  {0x28F, 'y'},  {0x299, 'b'},
    {0x29C, 'h'},  {0x29F, 'l'},  {0x1D00, 'a'}, {0x1D04, 'c'}, {0x1D05, 'd'},
    {0x1D07, 'e'}, {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'},
    {0x1D18, 'p'}, {0x1D1B, 't'}, {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'},
    {0x1D22, 'z'}, {0xA730, 'f'}, {0xA731, 's'},
};

static int32_t
find_pair(const struct pair *pairs, size_t count, int32_t cp)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (pairs[middle].from == cp)
            return pairs[middle].to;
        if (pairs[middle].from < cp)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

int32_t
fold_look_alike(int32_t cp)
{
    if (cp < 0x391 || cp > 0x51D)
        return 0;
    return find_pair(look_alikes, sizeof look_alikes / sizeof look_alikes[0],
                     cp);
}

static int32_t
letter_form(int32_t cp)
{
    if (cp >= 0x1F150 && cp <= 0x1F169) /* white on a black circle */
        return 'a' + (cp - 0x1F150);
    if (cp >= 0x1F170 && cp <= 0x1F189) /* white on a black square */
        return 'a' + (cp - 0x1F170);
    return find_pair(letter_forms, sizeof letter_forms / sizeof letter_forms[0],
                     cp);
}

bool
fold_is_invisible(int32_t cp)
{
    return utf8_is_invisible(cp);
}

bool
fold_is_word(int32_t folded)
{
    return utf8_is_word(folded);
}

static bool
is_apostrophe(int32_t cp)
{
    return cp == 0x2018 || cp == 0x2019 || cp == 0x201B || cp == 0x2BC ||
           cp == 0xFF07 || cp == 0xB4 || cp == 0x2032;
}

static bool
is_blank(int32_t cp)
{
    if (cp < 0x80)
        return cp <= ' ' || cp == '-' || cp == '_' || cp == 0x7F;
    return utf8_is_space(cp) || cp == 0x2212 || cp == 0x203F || cp == 0xFF3F ||
           utf8_is_dash(cp);
}

/* A raised digit behind a word is a note's number, not part of the word. */
static bool
is_superscript_digit(int32_t cp)
{
    return cp == 0xB2 || cp == 0xB3 || cp == 0xB9 || cp == 0x2070 ||
           (cp >= 0x2074 && cp <= 0x2079);
}

/* Signs whose compatibility form would grow onto the word before them. */
static bool
is_kept(int32_t cp)
{
    return cp == 0x2122 || cp == 0x2120 || (cp >= 0xAC00 && cp <= 0xD7A3);
}

struct folding {
    struct fold *fold;
    size_t capacity;
    bool blank; /* one is due before the next character */
    uint32_t blank_start, blank_end;
};

static void
put_bytes(struct folding *to, const char *bytes, size_t len, uint32_t start,
          uint32_t end)
{
    struct fold *fold = to->fold;

    if (fold->len + len + 1 > to->capacity) {
        size_t need = to->capacity * 2 + len + 1;

        fold->text = mem_resize(fold->text, need, 1);
        fold->start = mem_resize(fold->start, need, sizeof *fold->start);
        fold->end = mem_resize(fold->end, need, sizeof *fold->end);
        to->capacity = need;
    }
    for (size_t i = 0; i < len; i++) {
        fold->text[fold->len] = bytes[i];
        fold->start[fold->len] = start;
        fold->end[fold->len] = end;
        fold->len++;
    }
}

static void
put(struct folding *to, int32_t cp, size_t start, size_t end)
{
    char bytes[4];

    if (to->blank) {
        to->blank = false;
        if (to->fold->len > 0)
            put_bytes(to, " ", 1, to->blank_start, to->blank_end);
    }
    if (cp < 0x80) {
        char c = (char)cp;

        put_bytes(to, &c, 1, (uint32_t)start, (uint32_t)end);
        return;
    }
    put_bytes(to, bytes, utf8_encode(cp, bytes), (uint32_t)start,
              (uint32_t)end);
}

static void
put_blank(struct folding *to, size_t start)
{
    if (!to->blank)
        to->blank_start = (uint32_t)start;
    to->blank = true;
    to->blank_end = (uint32_t)start + 1;
}

/* A combining mark belongs to the character that it stands on. */
static void
extend_last(struct folding *to, size_t at)
{
    struct fold *fold = to->fold;

    if (to->blank || fold->len == 0 || fold->end[fold->len - 1] != at)
        return;
    for (size_t i = fold->len; i > 0 && fold->end[i - 1] == at; i--)
        fold->end[i - 1] = (uint32_t)at + 1;
}

/* One part of a decomposed character: look-alikes, then case. */
static void
put_part(struct folding *to, int32_t cp, size_t at)
{
    int32_t folded[UTF8_PARTS], latin;
    size_t count;

    if (cp < 0x80) {
        if (is_blank(cp))
            put_blank(to, at);
        else
            put(to, utf8_lower(cp), at, at + 1);
        return;
    }
    if (utf8_is_mark(cp))
        return;
    latin = fold_look_alike(cp);
    if (latin == 0)
        latin = letter_form(cp);
    if (latin != 0) {
        put(to, latin, at, at + 1);
        return;
    }
    if (is_apostrophe(cp)) {
        put(to, '\'', at, at + 1);
        return;
    }
    count = utf8_fold_case(cp, folded);
    for (size_t i = 0; i < count; i++) {
        latin = fold_look_alike(folded[i]);
        put(to, latin != 0 ? latin : folded[i], at, at + 1);
    }
}

static void
put_foreign(struct folding *to, int32_t cp, size_t at)
{
    int32_t parts[UTF8_PARTS];
    size_t count;

    if (fold_is_invisible(cp))
        return;
    if (utf8_is_mark(cp)) {
        extend_last(to, at);
        return;
    }
    if (is_apostrophe(cp)) {
        put(to, '\'', at, at + 1);
        return;
    }
    if (is_blank(cp)) {
        put_blank(to, at);
        return;
    }
    if (is_superscript_digit(cp) && to->fold->len > 0 && !to->blank)
        return;
    if (is_kept(cp)) {
        put(to, cp, at, at + 1);
        return;
    }
    count = utf8_take_apart(cp, parts);
    for (size_t i = 0; i < count; i++)
        put_part(to, parts[i], at);
}

void
fold_init(struct fold *fold, const int32_t *points, size_t count,
          const struct fold_span *masks, size_t n_masks)
{
    struct folding to = {.fold = fold, .capacity = count + count / 4 + 64};
    size_t mask = 0;

    fold->text = mem_alloc(to.capacity);
    fold->start = mem_alloc(to.capacity * sizeof *fold->start);
    fold->end = mem_alloc(to.capacity * sizeof *fold->end);
    fold->len = 0;
    for (size_t at = 0; at < count; at++) {
        int32_t cp = points[at];

        while (mask < n_masks && masks[mask].end <= at)
            mask++;
        if (mask < n_masks && masks[mask].start <= at) {
            put(&to, FOLD_MASK, masks[mask].start, masks[mask].end);
            at = masks[mask].end - 1;
        } else if (cp >= 0x80) {
            put_foreign(&to, cp, at);
        } else if (is_blank(cp)) {
            put_blank(&to, at);
        } else {
            put(&to, cp >= 'A' && cp <= 'Z' ? cp + 32 : cp, at, at + 1);
        }
    }
    fold->text[fold->len] = '\0';
}

void
fold_deinit(struct fold *fold)
{
    free(fold->text);
    free(fold->start);
    free(fold->end);
    memset(fold, 0, sizeof *fold);
}

void
fold_text(struct buf *out, const char *text, size_t len)
{
    struct fold fold;
    size_t count;
    int32_t *points = utf8_decode(text, len, &count);

    fold_init(&fold, points, count, NULL, 0);
    buf_add_bytes(out, fold.text, fold.len);
    fold_deinit(&fold);
    free(points);
}
