/* Where sentences end. A full stop ends one when white space follows and then
 * something that can begin a sentence, unless the word before it is a known
 * abbreviation, an initial or the number of a list. A wrong join only makes a
 * sentence longer, a wrong cut makes two that read badly: in doubt, join. */
#include "polyphony/sentence.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <string.h>

#define ABBREVIATION 12 /* bytes of the longest, with its NUL */

/* In small letters, without the last full stop, sorted. English, French,
 * German, Spanish, Dutch. */
static const char *const abbreviations[] = {
    "a.k.a", "abb",  "abs",  "abt", "al",     "approx", "apr",  "aprox", "art",
    "aug",   "av",   "avda", "avg", "bd",     "blvd",   "bspw", "bzw",   "c.p",
    "ca",    "cf",   "chap", "cie", "cit",    "co",     "corp", "d.h",   "dec",
    "dept",  "dipl", "dr",   "dra", "dña",    "e.g",    "e.v",  "ed",    "eds",
    "ee.uu", "eg",   "env",  "esp", "est",    "et",     "etc",  "evtl",  "ex",
    "feb",   "fig",  "figs", "fr",  "ft",     "gen",    "ggf",  "gov",   "gral",
    "hon",   "hr",   "hrsg", "i.d", "i.d.r",  "i.e",    "ibid", "ie",    "inc",
    "incl",  "ing",  "inkl", "jan", "jh",     "jr",     "jul",  "jun",   "lic",
    "lt",    "ltd",  "m",    "max", "messrs", "mgr",    "min",  "mio",   "mlle",
    "mme",   "mmes", "mr",   "mrd", "mrs",    "ms",     "mt",   "máx",   "mín",
    "nov",   "nr",   "núm",  "o.ä", "oct",    "op",     "p",    "p.ex",  "pp",
    "prof",  "prov", "pvt",  "pág", "págs",   "ref",    "rep",  "resp",  "rev",
    "rs",    "réf",  "s.a",  "sec", "sen",    "sep",    "sept", "sr",    "sra",
    "sres",  "st",   "std",  "str", "u.a",    "u.k",    "u.s",  "u.s.a", "u.ä",
    "ud",    "uds",  "usw",  "v",   "verf",   "vgl",    "viz",  "vol",   "vs",
    "z.b",   "z.t",  "zzgl", "éd",
};

static bool
is_abbreviation(const char *word, size_t len)
{
    char low[ABBREVIATION];

    if (len >= sizeof low)
        return false;
    for (size_t i = 0; i < len; i++)
        low[i] =
            (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
    low[len] = '\0';
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++)
        if (strcmp(low, abbreviations[i]) == 0)
            return true;
    return false;
}

static bool
is_closing(int32_t cp)
{
    return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x201D ||
           cp == 0x2019 || cp == 0xBB || cp == 0x300D || cp == 0x300F ||
           cp == 0xFF09;
}

static bool
is_opening(int32_t cp)
{
    return cp == '"' || cp == '\'' || cp == '(' || cp == '[' || cp == 0x201C ||
           cp == 0x2018 || cp == 0x201E || cp == 0xAB || cp == 0xBF ||
           cp == 0xA1 || cp == '-' || cp == 0x2013 || cp == 0x2014;
}

/* Ends a sentence without white space after it: CJK full stops. */
static bool
is_wide_stop(int32_t cp)
{
    return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF61;
}

static bool
is_stop(int32_t cp)
{
    return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 ||
           cp == 0x0964 || cp == 0x061F || cp == 0x06D4 || is_wide_stop(cp);
}

/* What follows the number of a day, or of a thing that German counts with a
 * full stop. */
static bool
begins_with_month(const char *p, const char *end)
{
    static const char *const words[] = {
        "Januar",    "Februar",  "März",   "April",       "Mai",
        "Juni",      "Juli",     "August", "September",   "Oktober",
        "November",  "Dezember", "Jänner", "Jahrhundert", "Quartal",
        "Jahrestag", "Auflage",  "Stock",  "Klasse",      "januar",
        "februar",   "marts",    "april",  "maj",         "juni"};

    while (p < end && *p == ' ')
        p++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);

        if ((size_t)(end - p) >= len && strncmp(p, words[i], len) == 0)
            return true;
    }
    return false;
}

/* One letter of ASCII and its full stop, apart from what is before. */
static bool
is_lone_letter(const char *line, size_t at, const char *end)
{
    return at + 1 < (size_t)(end - line) && line[at + 1] == '.' &&
           ((line[at] >= 'a' && line[at] <= 'z') ||
            (line[at] >= 'A' && line[at] <= 'Z')) &&
           (at == 0 || line[at - 1] == ' ');
}

/* The line's bytes before the stop: may a full stop end a sentence there? */
static bool
stop_may_end(const char *line, size_t at, const char *end)
{
    size_t start = at, digits = 0;

    while (start > 0 && line[start - 1] != ' ' && line[start - 1] != '(' &&
           line[start - 1] != '\t')
        start--;
    while (start + digits < at && line[start + digits] >= '0' &&
           line[start + digits] <= '9')
        digits++;
    if (start == 0 && digits > 0 && start + digits == at && digits <= 3)
        return false; /* "1. Open the file": a list */
    if (at - start == 1 && line[start] >= 'A' && line[start] <= 'Z' &&
        line[start] != 'I')
        return false; /* an initial */
    if (at - start == 1 && (is_lone_letter(line, at + 2, end) ||
                            (start >= 3 && line[start - 1] == ' ' &&
                             is_lone_letter(line, start - 3, end))))
        return false; /* "z. B.", "u. a." */
    if (digits > 0 && digits <= 2 && start + digits == at &&
        begins_with_month(line + at + 1, end))
        return false; /* "am 3. Dezember" */
    return !is_abbreviation(line + start, at - start);
}

/* Can what stands at p begin a sentence? White space is behind us. */
static bool
can_begin(const char *p, const char *end)
{
    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (is_opening(cp))
            continue;
        if (cp == '#' || cp == '@' || utf8_is_digit(cp) || utf8_is_upper(cp))
            return true;
        /* A letter that has no small form begins what it likes; so does an
         * emoji or a sign. Small letters go on with the sentence. */
        return !utf8_is_letter(cp) ||
               (utf8_upper(cp) == cp && utf8_lower(cp) == cp);
    }
    return true;
}

struct splitter {
    const char *text;
    struct sentence *found;
    size_t count, room, max;
    unsigned paragraph;
    bool parted; /* a blank line stands before what comes next */
};

static void
put(struct splitter *out, const char *from, const char *to)
{
    while (from < to) { /* white space of any kind at the front */
        const char *p = from;

        if (!utf8_is_space(utf8_next(&p, to)))
            break;
        from = p;
    }
    while (to > from) {
        const char *last = to - 1, *p;

        while (last > from && ((unsigned char)*last & 0xC0) == 0x80)
            last--;
        p = last;
        if (!utf8_is_space(utf8_next(&p, to)))
            break;
        to = last;
    }
    if (from == to || out->count == out->max)
        return;
    out->paragraph += out->parted;
    out->parted = false;
    out->found =
        mem_grow(out->found, &out->room, out->count + 1, sizeof *out->found);
    out->found[out->count++] =
        (struct sentence){.start = (size_t)(from - out->text),
                          .end = (size_t)(to - out->text),
                          .paragraph = out->paragraph};
}

static bool
begins_with_space(const char *p, const char *end)
{
    return p < end && utf8_is_space(utf8_next(&p, end));
}

/* The end of a French closing quote that stands apart (" »"), or p. */
static const char *
skip_apart_quote(const char *p, const char *end)
{
    const char *q = p;
    bool any = false;

    while (begins_with_space(q, end)) {
        (void)utf8_next(&q, end);
        any = true;
    }
    if (!any || q == end || utf8_next(&q, end) != 0xBB)
        return p;
    return q == end || begins_with_space(q, end) ? q : p;
}

static void
split_line(struct splitter *out, const char *line, const char *end)
{
    const char *from = line;

    for (const char *p = line; p < end && out->count < out->max;) {
        const char *at = p, *next;
        int32_t cp = utf8_next(&p, end);
        bool wide = is_wide_stop(cp), ends;

        if (!is_stop(cp))
            continue;
        ends = cp != '.' || stop_may_end(line, (size_t)(at - line), end);
        for (next = p; next < end; p = next) {
            int32_t after = utf8_next(&next, end);

            if (!is_stop(after) && !is_closing(after))
                break;
            ends = ends || after != '.';
            wide = wide || is_wide_stop(after);
        }
        p = skip_apart_quote(p, end);
        if (!ends || (!wide && !begins_with_space(p, end)))
            continue;
        for (next = p; begins_with_space(next, end);)
            (void)utf8_next(&next, end);
        if (!wide && !can_begin(next, end))
            continue;
        put(out, from, p);
        from = p = next;
    }
    put(out, from, end);
}

static bool
is_blank(const char *p, const char *end)
{
    while (p < end)
        if (!utf8_is_space(utf8_next(&p, end)))
            return false;
    return true;
}

size_t
sentence_split(const char *text, size_t len, size_t max,
               struct sentence **sentences)
{
    struct splitter out = {.text = text, .max = max};
    const char *end = text + len;

    for (const char *line = text; line < end && out.count < max;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));

        if (stop == NULL)
            stop = end;
        if (is_blank(line, stop))
            out.parted = out.count > 0;
        else
            split_line(&out, line, stop);
        line = stop < end ? stop + 1 : end;
    }
    *sentences = out.found;
    return out.count;
}
