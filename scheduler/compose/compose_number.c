/* Are the numbers of a body those of the article? A number stands where its
 * digits do, with the sign beside it and what it counts: 12% is not 12, and
 * "three weeks" no proof of "three schools". */
#include "compose_body.h"

#include "polyphony/utf8.h"

#include <stdio.h>
#include <string.h>

#define COUNTED 3 /* words behind a number that may be what is counted */

/* --- numbers -------------------------------------------------------------- */

/* Words of a number: "1,180" is two, joined by one sign. */
static size_t
number_length(const char *text, const struct word *words, size_t n, size_t at)
{
    size_t length = 1;

    while (at + length < n && words[at + length].digit &&
           words[at + length].start == words[at + length - 1].end + 1 &&
           strchr(",.'", text[words[at + length - 1].end]) != NULL)
        length++;
    return length;
}

/* The sign beside a number that is part of its value: 0 for none. */
static int32_t
sign_at(const char *text, size_t len, size_t at)
{
    static const int32_t signs[] = {'%', '$', 0x20AC, 0xA3, 0xA5, 0xB0, 0x2030};
    const char *p = text + at, *end = text + len;

    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (cp == ' ' || cp == 0xA0 || cp == 0x202F)
            continue;
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
            if (signs[i] == cp)
                return cp;
        return 0;
    }
    return 0;
}

static int32_t
sign_before(const char *text, size_t at)
{
    size_t start = at;

    while (start > 0 && text[start - 1] == ' ')
        start--;
    if (start == 0)
        return 0;
    if (text[start - 1] == '-')
        return start > 1 && text[start - 2] != ' ' ? 0 : '-';
    do
        start--;
    while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80);
    if (strncmp(text + start, "\xE2\x88\x92", 3) == 0)
        return '-';
    return sign_at(text, strlen(text), start);
}

/* Words that change the value of the number before them. */
static bool
is_magnitude(const char *text, const struct word *word)
{
    static const char *const starts[] = {
        "hundred",   "thousand", "million", "billion", "trillion",
        "percent",   "per cent", "dozen",   "hundert", "tausend",
        "milli",     "prozent",  "cent",    "mille",   "por ciento",
        "pour cent", "mil"};

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncasecmp(text + word->start, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* Is the word at `at` the next one in the same clause as the one before? */
static bool
follows(const char *text, const struct word *words, size_t n, size_t at)
{
    if (at == 0 || at >= n)
        return false;
    for (size_t i = words[at - 1].end; i < words[at].start; i++)
        if (strchr(".,;:!?()\n", text[i]) != NULL)
            return false;
    return true;
}

/* What is counted: the word behind the number, in both. */
static bool
counts_the_same(const struct body *body, size_t next, const struct source *in,
                size_t there)
{
    bool ours = follows(body->text, body->words, body->n, next);
    bool theirs = follows(in->text, in->words, in->n, there);

    if (ours && theirs && body->words[next].stem == in->words[there].stem)
        return true;
    if (theirs && is_magnitude(in->text, &in->words[there]))
        return false;
    if (!ours || body_in_list(body, next, WORDS_STOP))
        return !ours || !is_magnitude(body->text, &body->words[next]);
    for (size_t k = 0; theirs && k < COUNTED && there + k < in->n; k++)
        if (in->words[there + k].stem == body->words[next].stem)
            return true;
    return false;
}

static bool
is_number_in(const struct body *body, size_t at, size_t length,
             const struct source *in)
{
    size_t start = body->words[at].start;
    size_t end = body->words[at + length - 1].end;
    size_t len = strlen(in->text);

    for (size_t i = 0; i + length <= in->n; i++) {
        size_t from = in->words[i].start;
        size_t to = in->words[i + length - 1].end;

        if (in->words[i].key != body->words[at].key ||
            to - from != end - start ||
            strncasecmp(in->text + from, body->text + start, end - start) != 0)
            continue;
        if (body->words[at].digit &&
            (number_length(in->text, in->words, in->n, i) != length ||
             (i > 0 && number_length(in->text, in->words, in->n, i - 1) > 1 &&
              in->words[i - 1].digit)))
            continue;
        if (sign_at(in->text, len, to) ==
                sign_at(body->text, strlen(body->text), end) &&
            sign_before(in->text, from) == sign_before(body->text, start) &&
            counts_the_same(body, at + length, in, i + length))
            return true;
    }
    return false;
}

/* Spelled out, or part of "twenty-two". */
static bool
is_number_word(const struct body *body, size_t at)
{
    static const char *const names[] = {
        " two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty "
        "forty fifty sixty seventy eighty ninety hundred hundreds thousand "
        "thousands million millions billion billions half third thirds "
        "quarter quarters tenth twice double doubled triple tripled dozen "
        "dozens halved ",
        " zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig "
        "dreißig vierzig fünfzig hundert hunderte tausend tausende million "
        "millionen milliarde milliarden hälfte drittel viertel zehntel doppelt "
        "dutzend halb halbe ",
        " deux trois quatre cinq six sept huit neuf dix onze douze quinze "
        "vingt trente quarante cinquante soixante cent cents mille million "
        "millions milliard milliards moitié tiers quart double triple "
        "dizaine dizaines douzaine centaine centaines milliers ",
        " dos tres cuatro cinco seis siete ocho nueve diez once doce quince "
        "veinte treinta cuarenta cincuenta cien ciento cientos mil miles "
        "millón millones mitad tercio cuarto doble triple docena decenas ",
    };
    static const char *const languages[] = {"en", "de", "fr", "es"};
    const struct word *word = &body->words[at];
    char key[40];
    size_t len = word->end - word->start;

    for (size_t i = 0; i < 4; i++) {
        const char *part = body->text + word->start;

        if (strcmp(languages[i], body->index->pack->language) != 0)
            continue;
        for (size_t done = 0; done < len;) {
            size_t n = 0;

            while (done + n < len && part[done + n] != '-')
                n++;
            if (n < sizeof key - 3) {
                snprintf(key, sizeof key, " %.*s ", (int)n, part + done);
                if (strcasestr(names[i], key) != NULL)
                    return true;
            }
            done += n + 1;
        }
    }
    return false;
}

bool
body_numbers_stand(const struct body *body)
{
    for (size_t i = 0; i < body->n;) {
        bool digits = body->words[i].digit;
        size_t length =
            digits ? number_length(body->text, body->words, body->n, i) : 1;

        if ((digits || is_number_word(body, i)) &&
            !is_number_in(body, i, length, &body->known[0]) &&
            !is_number_in(body, i, length, &body->known[1]))
            return body_refuse(
                body, "not so in the article: the number, with what it counts,",
                i, length + 1);
        i += length;
    }
    return true;
}
