/* An audience from JSON, and phrases looked for in texts; see audience.h. A
 * phrase is found by its first stem in a small hash table, then word by
 * word, so a text is read once whatever the number of phrases. */
#include "polyphony/audience.h"
#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PHRASE_WORDS 12

static const char *
text_member(const struct json *node, struct arena *arena, const char *key)
{
    const char *text = json_get_text(node, key);

    return text != NULL ? arena_strdup(arena, text) : "";
}

static const char *
item_text(struct arena *arena, const struct json *item)
{
    const char *text = json_text(item);
    double number;

    if (text != NULL)
        return *text != '\0' ? arena_strdup(arena, text) : NULL;
    if (json_number(item, &number) && number == (double)(int64_t)number &&
        number > -1e15 && number < 1e15)
        return arena_printf(arena, "%lld", (long long)number);
    return NULL;
}

static struct audience_list
list_member(const struct json *node, struct arena *arena, const char *key)
{
    const struct json *list = json_get(node, key), *item;
    struct audience_list out = {0};
    size_t count = json_is_array(list) ? json_count(list) : 0;
    const char **items;

    if (count > AUDIENCE_MAX_ITEMS)
        count = AUDIENCE_MAX_ITEMS;
    items = arena_array(arena, count + 1, sizeof *items);
    out.items = items;
    if (items == NULL || count == 0)
        return out;
    for (item = json_first(list); item != NULL && count > 0;
         item = json_next(item), count--) {
        const char *text = item_text(arena, item);

        if (text != NULL)
            items[out.count++] = text;
    }
    return out;
}

bool
audience_read(const struct json *node, struct arena *arena,
              struct audience *audience, struct error *err)
{
    const char *id;

    memset(audience, 0, sizeof *audience);
    if (!json_is_object(node))
        return error_set(err, ERROR_INPUT, "an audience is a JSON object");
    id = json_get_id(arena, node, "id");
    audience->id = id != NULL ? id : "";
    audience->name = text_member(node, arena, "name");
    audience->about = text_member(node, arena, "about");
    audience->industry = text_member(node, arena, "industry");
    audience->role = text_member(node, arena, "role");
    audience->region = text_member(node, arena, "region");
    audience->language = language_code(json_get_text(node, "language"));
    audience->keywords = list_member(node, arena, "keywords");
    audience->avoid = list_member(node, arena, "avoid");
    audience->liked = list_member(node, arena, "liked");
    audience->disliked = list_member(node, arena, "disliked");
    audience->accounts = list_member(node, arena, "accounts");
    audience->triggers = list_member(node, arena, "triggers");
    if (arena_failed(arena))
        return error_set(err, ERROR_LIMIT, "the audience is too large");
    return true;
}

enum asks { ASKS_STEM, ASKS_WORD, ASKS_CAPITALS };

struct phrase_word {
    const char *word, *stem; /* in the arena */
    enum asks asks;
};

struct phrase {
    const struct phrase_word *words;
    size_t count;
    long next; /* phrase with the same hash of the first word, or -1 */
};

struct phrases {
    struct arena *arena;
    struct terms *terms;
    struct phrase *list;
    size_t count, mask;
    long *heads; /* hash of the first stem to phrase, -1 for none */
};

static uint32_t
hash_text(const char *text)
{
    uint32_t hash = 2166136261u;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash ^ (hash >> 15);
}

static bool
is_capitals(const char *text, size_t start, size_t end)
{
    const char *p = text + start, *stop = text + end;
    size_t letters = 0;

    while (p < stop) {
        if (!utf8_is_upper(utf8_next(&p, stop)))
            return false;
        letters++;
    }
    return letters >= 2 && letters <= 5;
}

static void
add_phrase(struct phrases *phrases, size_t number, const char *text)
{
    struct phrase *phrase = &phrases->list[number];
    const struct term *list;
    size_t count = terms_read(phrases->terms, text, strlen(text), &list);
    struct phrase_word *words;
    size_t slot;

    phrase->next = -1;
    if (count == 0)
        return;
    if (count > MAX_PHRASE_WORDS)
        count = MAX_PHRASE_WORDS;
    words = arena_array(phrases->arena, count, sizeof *words);
    for (size_t i = 0; i < count; i++) {
        words[i].word = arena_strdup(phrases->arena, list[i].word);
        words[i].stem = arena_strdup(phrases->arena, list[i].stem);
        if (is_capitals(text, list[i].start, list[i].end))
            words[i].asks = list[i].is_stop ? ASKS_CAPITALS : ASKS_WORD;
    }
    phrase->words = words;
    phrase->count = count;
    slot = hash_text(list[0].stem) & phrases->mask;
    phrase->next = phrases->heads[slot];
    phrases->heads[slot] = (long)number;
}

struct phrases *
phrases_new(const struct audience_list *list, const char *language)
{
    struct phrases *phrases = mem_calloc(1, sizeof *phrases);
    size_t slots = 16;

    while (slots < 2 * list->count)
        slots *= 2;
    phrases->arena = arena_new(0);
    phrases->terms = terms_new(language != NULL ? language : "en");
    phrases->count = list->count;
    phrases->list = mem_calloc(list->count, sizeof *phrases->list);
    phrases->mask = slots - 1;
    phrases->heads = mem_calloc(slots, sizeof *phrases->heads);
    for (size_t i = 0; i < slots; i++)
        phrases->heads[i] = -1;
    for (size_t i = 0; i < list->count; i++)
        add_phrase(phrases, i, list->items[i]);
    return phrases;
}

void
phrases_free(struct phrases *phrases)
{
    if (phrases == NULL)
        return;
    arena_free(phrases->arena);
    terms_free(phrases->terms);
    free(phrases->list);
    free(phrases->heads);
    free(phrases);
}

size_t
phrases_count(const struct phrases *phrases)
{
    return phrases->count;
}

static bool
word_matches(const struct phrase_word *want, const char *text,
             const struct term *have)
{
    if (want->asks == ASKS_STEM)
        return strcmp(want->stem, have->stem) == 0;
    if (strcmp(want->word, have->word) != 0)
        return false;
    return want->asks == ASKS_WORD || is_capitals(text, have->start, have->end);
}

static bool
phrase_stands(const struct phrase *phrase, const char *text,
              const struct term *list, size_t count)
{
    if (phrase->count > count)
        return false;
    for (size_t i = 0; i < phrase->count; i++)
        if (!word_matches(&phrase->words[i], text, &list[i]))
            return false;
    return true;
}

/* The same over terms of `text` that were read already in the phrases'
 * language. */
static long
find_in_terms(const struct phrases *phrases, const char *text,
              const struct term *list, size_t count, bool *found)
{
    long first = -1;

    for (size_t i = 0; found != NULL && i < phrases->count; i++)
        found[i] = false;
    for (size_t at = 0; at < count; at++) {
        size_t slot = hash_text(list[at].stem) & phrases->mask;

        for (long n = phrases->heads[slot]; n >= 0; n = phrases->list[n].next) {
            if ((found != NULL ? found[n] : first >= 0 && first <= n) ||
                !phrase_stands(&phrases->list[n], text, list + at, count - at))
                continue;
            if (first < 0 || n < first)
                first = n;
            if (found != NULL)
                found[n] = true;
        }
    }
    return first;
}

long
phrases_find(struct phrases *phrases, const char *text, size_t len, bool *found)
{
    const struct term *list;
    size_t count = terms_read(phrases->terms, text, len, &list);

    return find_in_terms(phrases, text, list, count, found);
}
