/* The language of a text: by script where the script tells (Greek, Hebrew,
 * Kana, Hangul, Han), by stop words where several languages share one. Short
 * or mixed texts get no answer: a wrong stemmer does more harm than none.
 * Only the first part of a text is read. */
#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"
#include "stopwords.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#define MAX_TEXT_BYTES 6000
#define MAX_WORD_BYTES 24
#define LANGUAGES 32   /* at least stopword_list_count */
#define SLOTS 8192     /* a power of two, over twice the stop words in all */
#define MIN_HITS 3     /* stop words that must be there */
#define MIN_SHARE .12  /* of the words, in a text of stop words */
#define MIN_LETTERS 12 /* for an answer by script alone */

struct slot {
    const char *word; /* in a literal; not terminated */
    size_t len;
    uint32_t languages; /* bit set */
};

struct counts {
    size_t latin, cyrillic, greek, hebrew, arabic, han, kana, hangul, other;
    size_t words;
    unsigned hits[LANGUAGES];
    double weight[LANGUAGES]; /* a word of several languages counts for less */
};

/* Made once, by whoever asks first, and only read from then on. */
static struct slot slots[SLOTS];
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;

static struct slot *
find_slot(const char *word, size_t len)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)word[i]) * 16777619u;
    for (size_t at = hash & (SLOTS - 1);; at = (at + 1) & (SLOTS - 1)) {
        struct slot *slot = &slots[at];

        if (slot->word == NULL ||
            (slot->len == len && memcmp(slot->word, word, len) == 0))
            return slot;
    }
}

static void
make_slots(void)
{
    for (size_t i = 0; i < stopword_list_count && i < LANGUAGES; i++) {
        const char *p = stopword_lists[i].words;

        while (*p != '\0') {
            size_t len = strcspn(p, " ");
            struct slot *slot = find_slot(p, len);

            slot->word = p;
            slot->len = len;
            slot->languages |= (uint32_t)1 << i;
            p += len;
            p += strspn(p, " ");
        }
    }
}

static void
count_word(struct counts *counts, const char *word, size_t len)
{
    uint32_t languages = find_slot(word, len)->languages;
    int shared = __builtin_popcount(languages);

    counts->words++;
    for (size_t i = 0; languages != 0; i++, languages >>= 1)
        if (languages & 1) {
            counts->hits[i]++;
            counts->weight[i] += 1. / shared;
        }
}

static void
count_script(struct counts *counts, int32_t cp)
{
    size_t *script = &counts->other;

    if (cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00))
        script = &counts->latin;
    else if (cp >= 0x370 && cp < 0x400)
        script = &counts->greek;
    else if (cp >= 0x400 && cp < 0x530)
        script = &counts->cyrillic;
    else if (cp >= 0x590 && cp < 0x600)
        script = &counts->hebrew;
    else if (cp >= 0x600 && cp < 0x780)
        script = &counts->arabic;
    else if ((cp >= 0x3040 && cp < 0x3100) || (cp >= 0xFF66 && cp < 0xFFA0))
        script = &counts->kana;
    else if (cp >= 0xAC00 && cp < 0xD7B0)
        script = &counts->hangul;
    else if (utf8_is_cjk(cp))
        script = &counts->han;
    (*script)++;
}

static void
count_text(struct counts *counts, const char *text, size_t len)
{
    const char *p = text, *end = text + utf8_prefix(text, len, MAX_TEXT_BYTES);
    char word[MAX_WORD_BYTES + 4];
    size_t have = 0;
    bool too_long = false;

    while (p < end) {
        int32_t cp = utf8_lower(utf8_next(&p, end));

        if (utf8_is_letter(cp)) {
            count_script(counts, cp);
            if (have > MAX_WORD_BYTES - 4) {
                too_long = true;
            } else {
                have += utf8_encode(cp, word + have);
            }
            continue;
        }
        if (have > 0 && !too_long)
            count_word(counts, word, have);
        have = 0;
        too_long = false;
    }
    if (have > 0 && !too_long)
        count_word(counts, word, have);
}

/* Best by weight, where it is clearly ahead of the next. */
static const char *
best_by_words(const struct counts *counts)
{
    size_t best = 0, next = 0;

    for (size_t i = 1; i < stopword_list_count && i < LANGUAGES; i++)
        if (counts->weight[i] > counts->weight[best])
            best = i;
    next = best == 0 ? 1 : 0;
    for (size_t i = 0; i < stopword_list_count && i < LANGUAGES; i++)
        if (i != best && counts->weight[i] > counts->weight[next])
            next = i;
    if (counts->hits[best] < MIN_HITS ||
        counts->hits[best] < MIN_SHARE * (double)counts->words ||
        counts->weight[best] < 1.15 * counts->weight[next])
        return NULL;
    return stopword_lists[best].language;
}

const char *
language_guess(const char *text, size_t len)
{
    struct counts counts = {0};
    size_t all, cjk;

    if (text == NULL || len == 0)
        return NULL;
    (void)pthread_once(&slots_once, make_slots);
    count_text(&counts, text, len);
    cjk = counts.han + counts.kana + counts.hangul;
    all = counts.latin + counts.cyrillic + counts.greek + counts.hebrew +
          counts.arabic + cjk + counts.other;
    /* A character of these says about as much as two or three letters. */
    if (cjk * 4 >= MIN_LETTERS && cjk * 3 > all - cjk) {
        if (counts.hangul * 2 > cjk)
            return "ko";
        return counts.kana * 10 > cjk ? "ja" : "zh";
    }
    if (all < MIN_LETTERS)
        return NULL;
    if (counts.greek * 2 > all)
        return "el";
    if (counts.hebrew * 2 > all)
        return "he";
    return best_by_words(&counts);
}

/* ISO 639-2 codes and macro languages that people write in tags. */
static const struct {
    const char *tag, *code;
} aliases[] = {
    {"ara", "ar"}, {"ces", "cs"}, {"cze", "cs"}, {"dan", "da"}, {"deu", "de"},
    {"dut", "nl"}, {"ell", "el"}, {"eng", "en"}, {"fin", "fi"}, {"fra", "fr"},
    {"fre", "fr"}, {"ger", "de"}, {"gre", "el"}, {"heb", "he"}, {"ita", "it"},
    {"iw", "he"},  {"jpn", "ja"}, {"kor", "ko"}, {"nb", "no"},  {"nld", "nl"},
    {"nn", "no"},  {"nob", "no"}, {"nno", "no"}, {"nor", "no"}, {"pol", "pl"},
    {"por", "pt"}, {"rus", "ru"}, {"spa", "es"}, {"swe", "sv"}, {"tur", "tr"},
    {"ukr", "uk"}, {"zho", "zh"}, {"chi", "zh"}, {"cmn", "zh"},
};

const char *
language_code(const char *tag)
{
    char primary[4];
    size_t len = 0;

    if (tag == NULL)
        return NULL;
    tag += strspn(tag, " \t\r\n");
    while (utf8_is_letter((unsigned char)tag[len])) {
        int32_t letter = utf8_lower((unsigned char)tag[len]);

        if (len == 3 || letter > 'z')
            return NULL;
        primary[len++] = (char)letter;
    }
    primary[len] = '\0';
    if (tag[len] != '\0' && strchr("-_ \t\r\n,;.", tag[len]) == NULL)
        return NULL;
    for (size_t i = 0; i < stopword_list_count; i++)
        if (strcmp(stopword_lists[i].language, primary) == 0)
            return stopword_lists[i].language;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (strcmp(aliases[i].tag, primary) == 0)
            return aliases[i].code;
    return NULL;
}

const char *
language_name(const char *code)
{
    static const char *const names[][2] = {
        {"ar", "Arabic"},  {"cs", "Czech"},      {"da", "Danish"},
        {"de", "German"},  {"el", "Greek"},      {"en", "English"},
        {"es", "Spanish"}, {"fi", "Finnish"},    {"fr", "French"},
        {"he", "Hebrew"},  {"it", "Italian"},    {"ja", "Japanese"},
        {"ko", "Korean"},  {"nl", "Dutch"},      {"no", "Norwegian"},
        {"pl", "Polish"},  {"pt", "Portuguese"}, {"ru", "Russian"},
        {"sv", "Swedish"}, {"tr", "Turkish"},    {"uk", "Ukrainian"},
        {"zh", "Chinese"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i][0], code) == 0)
            return names[i][1];
    return code;
}
