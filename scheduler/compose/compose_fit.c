/* Is a phrase fit to stand around the words of any article? The company's own
 * are checked as strictly as ours were when they were written: they promise
 * nothing, claim nothing, speak for nobody, and end as their kind ends. What a
 * kind holds (its endings, its gaps) is read off the built-in phrases. */
#include "compose_inner.h"

#include "polyphony/emoji.h"
#include "polyphony/entities.h"
#include "polyphony/compose_company.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_SLOTS 4

static const char *const slots[] = {"term",  "Term",   "also", "Also",  "topic",
                                    "Topic", "word",   "Word", "roles", "Roles",
                                    "site",  "author", "n1",   "n2",    "n3",
                                    "N1",    "N2",     "N3"};

/* --- characters ----------------------------------------------------------- */

static const char *
fault_at(const int32_t *points, size_t count, size_t at)
{
    int32_t cp = points[at];

    if (cp < 0x20 || cp == 0x7F || cp == 0xFFFD || utf8_is_invisible(cp))
        return "a line break, control or invisible character";
    if (cp < 0x80 && strchr("<>[]`*_|\\^~=#@", (char)cp) != NULL)
        return "markup, a hashtag or a mention";
    if (cp == '!' || cp == 0xA1)
        return "an exclamation mark";
    if (emoji_match(points, count, at) > 0)
        return "an emoji";
    if (cp == ' ' && (at == 0 || at + 1 == count || points[at + 1] == ' '))
        return "a blank too many";
    return NULL;
}

static bool
is_clean(const char *text, struct error *why)
{
    size_t count;
    int32_t *points = utf8_decode(text, strlen(text), &count);
    struct entity *entities = NULL;
    const char *fault = NULL;

    for (size_t i = 0; i < count && fault == NULL; i++)
        fault = fault_at(points, count, i);
    if (fault == NULL && entities_find(points, count, &entities) > 0)
        fault = "an address";
    free(entities);
    free(points);
    if (fault != NULL)
        return error_set(why, ERROR_INPUT, "holds %s; take it out", fault);
    if (count == 0)
        return error_set(why, ERROR_INPUT,
                         "is empty; write it or leave it out");
    return count <= PHRASE_LENGTH ||
           error_set(why, ERROR_LIMIT,
                     "has %zu characters; %d is the most, for the article's "
                     "words come beside it",
                     count, PHRASE_LENGTH);
}

/* --- gaps ----------------------------------------------------------------- */

static bool
is_slot(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (strlen(slots[i]) == len && strncmp(slots[i], name, len) == 0)
            return true;
    return false;
}

/* Does a phrase of the list use the gap {name}, in small letters or not? */
static bool
list_uses(const struct phrase_list *list, const char *name, size_t len)
{
    for (size_t i = 0; list != NULL && i < list->count; i++)
        for (const char *p = list->items[i].text; (p = strchr(p, '{')) != NULL;
             p++)
            if (strncasecmp(p + 1, name, len) == 0 && p[1 + len] == '}')
                return true;
    return false;
}

/* The evidence of key phrases is there for some kinds only. */
static bool
suits_kind(const struct phrase_list *list, const char *name, size_t len)
{
    return strchr("nN", name[0]) == NULL || len != 2 ||
           list_uses(list, name, len);
}

/* {term}, {also} and {topic} speak of one and the same thing. */
static bool
is_of_terms(const char *name)
{
    return strchr("tTwW", name[0]) != NULL || strncasecmp(name, "also", 4) == 0;
}

static bool
gaps_fit(const struct phrase_list *list, const char *text, struct error *why)
{
    const char *p = text;
    size_t count = 0, terms = 0;

    while ((p = strpbrk(p, "{}")) != NULL) {
        size_t len = strcspn(p + 1, "{}");

        if (*p == '}' || p[1 + len] != '}')
            return error_set(why, ERROR_INPUT,
                             "has a brace without its partner; gaps are "
                             "written {term}");
        if (!is_slot(p + 1, len))
            return error_set(why, ERROR_INPUT,
                             "has the gap {%.*s}, which nobody fills; there "
                             "are {term} {word} {also} {topic} {roles} {site} "
                             "{author} {n1} {n2} {n3}",
                             len < 20 ? (int)len : 20, p + 1);
        if (!suits_kind(list, p + 1, len))
            return error_set(why, ERROR_INPUT,
                             "has the gap {%.2s}, which this kind has nothing "
                             "for; use {term} or {also}",
                             p + 1);
        terms += is_of_terms(p + 1);
        count++;
        p += len + 2;
    }
    if (terms > 1)
        return error_set(why, ERROR_INPUT,
                         "speaks of two subjects of the rep; keep one of "
                         "{term}, {also} and {topic}");
    return count <= MAX_SLOTS ||
           error_set(why, ERROR_INPUT, "has %zu gaps; %d is the most", count,
                     MAX_SLOTS);
}

/* --- its two ends --------------------------------------------------------- */

static bool
begins_well(const char *text, struct error *why)
{
    const char *p = text, *end = text + strlen(text);
    int32_t cp = utf8_next(&p, end);
    bool gap = cp == '{';

    if (gap)
        return strncmp(p, "site", 4) == 0 || strncmp(p, "author", 6) == 0 ||
               utf8_is_upper((unsigned char)*p) ||
               error_set(why, ERROR_INPUT,
                         "begins with a gap in small letters; write {Term} "
                         "for {term}");
    return !utf8_is_lower(cp) ||
           error_set(why, ERROR_INPUT,
                     "begins with a small letter; it begins a sentence");
}

/* "According to {site},", "Keep in mind that": the evidence goes on, where a
 * built-in phrase of the kind lets it. */
static bool
runs_on(const struct phrase_list *list, const char *text)
{
    static const char *const tails[] = {",", " that"};

    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++)
        for (size_t i = 0; list != NULL && i < list->count; i++) {
            const char *other = list->items[i].text;
            size_t n = strlen(tails[k]), len = strlen(text),
                   theirs = strlen(other);

            if (len > n && theirs > n &&
                strcmp(text + len - n, tails[k]) == 0 &&
                strcmp(other + theirs - n, tails[k]) == 0)
                return true;
        }
    return false;
}

static bool
ends_well(const struct phrase_list *list, const char *kind, const char *text,
          struct error *why)
{
    char ends[8] = "", last = text[strlen(text) - 1];

    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const char *other = list->items[i].text;
        char end = other[0] != '\0' ? other[strlen(other) - 1] : '\0';

        if (end > 0 && strchr(".:?", end) != NULL && strchr(ends, end) == NULL)
            strncat(ends, &end, 1);
    }
    if (ends[0] == '\0' || (last > 0 && strchr(ends, last) != NULL) ||
        runs_on(list, text))
        return true;
    return error_set(why, ERROR_INPUT,
                     "does not end as \"%.20s\" does; end it "
                     "with %c%s%.*s",
                     kind, ends[0], ends[1] != '\0' ? " or " : "",
                     ends[1] != '\0', ends + 1);
}

/* --- words ---------------------------------------------------------------- */

static bool
is_wish(const struct compose_pack *pack, const char *text, size_t *len)
{
    for (size_t i = 0; i < pack->wishes.count; i++) {
        *len = strlen(pack->wishes.items[i]);
        if (strncasecmp(text, pack->wishes.items[i], *len) == 0)
            return true;
    }
    *len = 0;
    return false;
}

static bool
words_fit(const struct compose_pack *pack, const char *text, struct error *why)
{
    struct word *words = NULL;
    size_t n = words_cut(text, strlen(text), &words), wish;
    bool ok = true;

    is_wish(pack, text, &wish);
    for (size_t i = 0; i < n && ok; i++) {
        const char *word = text + words[i].start;
        int len = (int)(words[i].end - words[i].start);

        if (words[i].start > 0 && word[-1] == '{')
            continue;
        if (words[i].digit)
            ok = error_set(why, ERROR_INPUT,
                           "says \"%.*s\": a number would stand beside any "
                           "article; leave numbers to the articles",
                           len, word);
        else if (words[i].end > wish &&
                 word_set_has(&pack->words[WORDS_FIRST], words[i].key))
            ok = error_set(why, ERROR_INPUT,
                           "says \"%.*s\" for reps who have not said it; turn "
                           "it into a question, or let a rep state it in "
                           "reps.json (statements)",
                           len, word);
        else if (word_set_has(&pack->words[WORDS_HYPE], words[i].key))
            ok = error_set(why, ERROR_INPUT,
                           "says \"%.*s\", which is hype; say what it is "
                           "good for",
                           len, word);
    }
    free(words);
    if (ok && n == 0)
        ok = error_set(why, ERROR_INPUT, "has no words");
    return ok;
}

bool
phrase_is_fit(const struct compose_pack *pack, const struct compose_pack *like,
              const char *kind, const struct phrase *phrase, struct error *why)
{
    const struct phrase_list *list =
        like != NULL ? pack_list(like, kind, strlen(kind)) : NULL;

    if (!is_clean(phrase->text, why) || !gaps_fit(list, phrase->text, why) ||
        !begins_well(phrase->text, why) ||
        !ends_well(list, kind, phrase->text, why) ||
        !words_fit(pack, phrase->text, why))
        return false;
    return phrase->tone == NULL || voice_is_tone(phrase->tone) ||
           error_set(why, ERROR_INPUT,
                     "is for the tone \"%.20s\"; there are brief, detail, "
                     "figure, question and quote",
                     phrase->tone);
}
