/* What was learned of a rep's voice, as it weighs on the choice: which
 * evidence, which shape, which phrase, which joints. A habit leans; only what
 * a rep never does (questions, the first person) is left out altogether. */
#include "compose_inner.h"

#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LIKED_WORD 2.   /* of the evidence, which is worth 1 to 5 in all */
#define LENGTH 2.5      /* the same, where it has another length */
#define HABIT .6        /* the same */
#define NUMBER_SOON 5   /* words of an opening with a number */
#define FAVOURED 3      /* a shape that is the rep's habit */
#define LIKED_PHRASE 6  /* what a phrase with a liked word costs less */
#define DASHES_IN_TEN 7 /* joints, of a rep who likes dashes */

static bool
has_dash(const char *text)
{
    return strstr(text, "–") != NULL || strstr(text, "—") != NULL ||
           strstr(text, " - ") != NULL;
}

/* How far from the length that the rep's own texts have, 0..1. */
static double
off_length(const struct voice_habits *habits, const struct unit *unit)
{
    double wanted = (double)habits->words * .7, is = (double)unit->count;
    double off = wanted > is ? wanted - is : is - wanted;

    return off > wanted ? 1 : off / wanted;
}

/* Few sentences begin with a number; soon is soon enough. */
static bool
begins_with_number(const struct compose_index *index, const struct unit *unit)
{
    for (size_t i = 0; i < NUMBER_SOON && i < unit->count; i++)
        if (index->words[unit->first + i].digit)
            return true;
    return false;
}

double
voice_likes_unit(const struct voice *voice, const struct compose_index *index,
                 const struct unit *unit)
{
    const struct voice_habits *habits = &voice->habits;
    double liked = 0;

    for (size_t i = 0; i < voice->liked.count; i++) {
        const char *word = voice->liked.items[i];

        if (unit_has(index, unit, word_stem(word, strlen(word))))
            liked += LIKED_WORD;
    }
    if (habits->words > 0 && unit->kind != UNIT_PHRASE)
        liked -= LENGTH * off_length(habits, unit);
    if (habits->no_dash && has_dash(unit->text))
        liked -= HABIT;
    if (habits->dash && has_dash(unit->text))
        liked += HABIT / 2;
    if (habits->no_exclamation && strchr(unit->text, '!') != NULL)
        liked -= HABIT;
    if (habits->opens_number && begins_with_number(index, unit))
        liked += HABIT;
    if (habits->no_question && strcmp(unit->angle, "question") == 0)
        liked -= 4 * HABIT;
    return liked;
}

static bool
ends_so(const char *text, const char *ending)
{
    size_t len = strlen(text), n = strlen(ending);

    return len >= n && strcmp(text + len - n, ending) == 0;
}

/* {ask}, {asked} and {wonder} bring questions. */
static bool
asks(const char *text)
{
    return strstr(text, "{ask") != NULL || strstr(text, "{wonder}") != NULL;
}

static bool
begins_so(const char *text, const char *slot)
{
    return strncmp(text, slot, strlen(slot)) == 0;
}

static size_t
count_slots(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '{';
    return n;
}

double
voice_likes_shape(const struct voice *voice, const struct compose_index *index,
                  const struct shape *shape, const struct unit *unit)
{
    const struct voice_habits *habits = &voice->habits;
    const char *text = shape->text;
    double factor = 1;

    if (habits->no_question && asks(text))
        return 0;
    if (habits->no_person && strstr(text, "{statement}") != NULL)
        return 0;
    if (habits->opens_question &&
        (begins_so(text, "{asked}") || begins_so(text, "{wonder}")))
        factor *= FAVOURED;
    if (habits->closes_question && ends_so(text, "{ask}"))
        factor *= FAVOURED;
    if (habits->opens_short &&
        (begins_so(text, "{opener}") || begins_so(text, "{asked}")))
        factor *= FAVOURED;
    if (habits->opens_number && begins_so(text, "{E}") && unit != NULL &&
        begins_with_number(index, unit))
        factor *= FAVOURED;
    if (habits->dash && begins_so(text, "{lead}"))
        factor *= FAVOURED * 2;
    if (habits->says_i &&
        (strstr(text, "{statement}") != NULL || strstr(text, "{ask}") != NULL))
        factor *= FAVOURED / 2.;
    if (habits->words > 0 && habits->words <= 30 && strchr(text, '\n') != NULL)
        factor *= .5;
    if (habits->words > 45)
        factor *= (double)count_slots(text) * (double)count_slots(text) / 2;
    return factor;
}

bool
voice_takes_phrase(const struct voice *voice, const struct phrase *phrase)
{
    const struct voice_habits *habits = &voice->habits;

    if (phrase->address ==
        (voice->informal ? ADDRESS_FORMAL : ADDRESS_INFORMAL))
        return false;
    if (phrase->wish && !habits->says_i)
        return false;
    if (habits->no_question && strchr(phrase->text, '?') != NULL)
        return false;
    return phrase->tone == NULL || voice_has_tone(voice, phrase->tone);
}

static bool
says_word(const char *text, const char *word)
{
    struct word *words = NULL;
    size_t n = words_cut(text, strlen(text), &words);
    uint64_t stem = word_stem(word, strlen(word));
    bool found = false;

    for (size_t i = 0; i < n && !found; i++)
        found = words[i].stem == stem;
    free(words);
    return found;
}

bool
voice_likes_phrase(const struct voice *voice, const struct phrase *phrase)
{
    for (size_t i = 0; i < voice->liked.count; i++)
        if (says_word(phrase->text, voice->liked.items[i]))
            return true;
    return false;
}

size_t
voice_phrase_cost(const struct voice *voice, const struct phrase *phrase,
                  size_t cost)
{
    size_t less = 0;

    for (size_t i = 0; i < voice->liked.count; i++)
        less +=
            says_word(phrase->text, voice->liked.items[i]) ? LIKED_PHRASE : 0;
    if (phrase->wish && voice->habits.says_i)
        less += LIKED_PHRASE / 2;
    return cost > less ? cost - less : 0;
}

/* "Kurz gesagt:" becomes "Kurz gesagt –". */
void
voice_join(const struct voice *voice, uint64_t hash, struct buf *out)
{
    static const char nbsp[] = "\xC2\xA0";

    if (!voice->habits.dash || out->len < 3 || out->data[out->len - 1] != ':' ||
        hash % 10 >= DASHES_IN_TEN)
        return;
    buf_cut(out, out->len - 1);
    if (out->len > 2 && memcmp(out->data + out->len - 2, nbsp, 2) == 0)
        buf_cut(out, out->len - 2);
    buf_add(out, " –");
}
