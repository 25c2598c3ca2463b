/* The last look at a text that was put together: what each part did right can
 * still go wrong between them. Doubled words, three words twice, a negation of
 * one sentence read into the next, fewer than five words. */
#include "compose_inner.h"

#include <stdlib.h>
#include <string.h>

#define MIN_WORDS 5

static bool
repeats_itself(const struct word *words, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (words[i].key == words[i + 1].key && !words[i].digit)
            return true;
    for (size_t i = 0; i + 2 < n; i++)
        for (size_t j = i + 3; j + 2 < n; j++)
            if (words[i].key == words[j].key &&
                words[i + 1].key == words[j + 1].key &&
                words[i + 2].key == words[j + 2].key)
                return true;
    return false;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

/* "built-in in": doubled for the eye, though not the same words. */
static bool
stutters(const char *body)
{
    for (const char *p = body; (p = strpbrk(p, " \n")) != NULL; p++) {
        const char *next = p + strspn(p, " \n"), *before = p;
        size_t len = 0;

        while (is_letter(next[len]))
            len++;
        while (before > body && is_letter(before[-1]))
            before--;
        if (len > 1 && len == (size_t)(p - before) &&
            strncasecmp(before, next, len) == 0)
            return true;
    }
    return false;
}

/* Two pieces of evidence, one of them negated: readers and machines may take
 * the negation for both. */
static bool
mixes_negation(const struct draft *draft)
{
    size_t whole = 0, negated = 0;

    for (size_t i = 0; i < draft->n_units; i++)
        if (draft->units[i]->kind != UNIT_PHRASE) {
            whole++;
            negated += draft->units[i]->negated;
        }
    return whole > 1 && negated > 0;
}

bool
form_is_fine(const char *body, const struct draft *draft)
{
    struct word *words = NULL;
    size_t n = words_cut(body, strlen(body), &words);
    bool fine = n >= MIN_WORDS && !repeats_itself(words, n) &&
                !stutters(body) && !mixes_negation(draft) &&
                strchr(body, '{') == NULL;

    free(words);
    return fine;
}
