/* Phrase packs: a language's word lists, phrases and shapes, read from
 * scheduler/packs/LANGUAGE.json, which the program carries within itself. A
 * new language is a new file there; nothing in the code knows a language. */
#include "compose_inner.h"

#include "polyphony/embedded.h"
#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PACKS "scheduler/packs/"
#define MAX_PACKS 30

struct compose {
    struct compose_pack *packs[MAX_PACKS];
    size_t count;
};

static const char *const list_names[WORDS_COUNT] = {
    [WORDS_STOP] = "stop",
    [WORDS_ANAPHOR] = "anaphor",
    [WORDS_LOOSE] = "loose",
    [WORDS_WEAK] = "weak",
    [WORDS_NEGATION] = "negation",
    [WORDS_FIRST] = "first",
    [WORDS_DETERMINER] = "determiner",
    [WORDS_ARTICLE] = "article",
    [WORDS_BEFORE] = "before",
    [WORDS_VERB] = "verb",
    [WORDS_SUBORDINATE] = "subordinate",
    [WORDS_CUT] = "cut",
    [WORDS_DROP] = "drop",
    [WORDS_DANGLE] = "dangle",
    [WORDS_TREND] = "trend",
    [WORDS_HOWTO] = "howto",
    [WORDS_CONTRAST] = "contrast",
    [WORDS_SPEECH] = "speech",
    [WORDS_ASK] = "ask",
    [WORDS_JOIN] = "join",
    [WORDS_REASON] = "reason",
    [WORDS_LABEL] = "label",
    [WORDS_PAIR] = "pair",
    [WORDS_VAGUE] = "vague",
    [WORDS_HYPE] = "hype",
    [WORDS_FINITE] = "finite",
    [WORDS_RELATIVE] = "relative",
    [WORDS_ORDER] = "order",
    [WORDS_OPINION] = "opinion",
    [WORDS_ORDINARY] = "ordinary",
    [WORDS_COMMON] = "common",
    [WORDS_BODY] = "body",
    [WORDS_BEHIND] = "behind",
    [WORDS_SELF] = "self",
};

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

bool
word_set_has(const struct word_set *set, uint64_t key)
{
    return set->count > 0 && bsearch(&key, set->keys, set->count,
                                     sizeof *set->keys, compare_keys) != NULL;
}

/* Words stand in one string, blanks between: a list of four hundred reads
 * better so. */
void
words_read(struct arena *arena, const char *text, struct word_set *set)
{
    size_t len = text != NULL ? strlen(text) : 0;

    set->keys = arena_array(arena, len / 2 + 1, sizeof *set->keys);
    for (size_t i = 0; i < len;) {
        size_t step = strcspn(text + i, " ");

        if (step > 0)
            set->keys[set->count++] = word_key(text + i, step);
        i += step + 1;
    }
    qsort(set->keys, set->count, sizeof *set->keys, compare_keys);
}

static void
read_texts(struct arena *arena, const struct json *list, struct text_list *out)
{
    out->items = arena_array(arena, json_count(list) + 1, sizeof *out->items);
    for (const struct json *at = json_first(list); at != NULL;
         at = json_next(at))
        if (json_text(at) != NULL)
            out->items[out->count++] = arena_strdup(arena, json_text(at));
}

/* Takes the marks off a phrase's beginning. */
static void
read_marks(struct arena *arena, struct phrase *phrase)
{
    const char *text = phrase->text;

    if (*text == '&' || *text == '%') {
        phrase->address = *text == '&' ? ADDRESS_FORMAL : ADDRESS_INFORMAL;
        text++;
    }
    if (*text == '~') {
        phrase->spoken = true;
        text++;
    }
    if (*text == '-') {
        phrase->filler = true;
        text++;
    }
    if (*text == '@' && strchr(text, ' ') != NULL) {
        size_t len = strcspn(text + 1, " ");

        phrase->angle = arena_strndup(arena, text + 1, len);
        text += len + 2;
    }
    if (*text == '^' && strchr(text, ' ') != NULL) {
        size_t len = strcspn(text + 1, " ");

        phrase->tones = arena_strndup(arena, text + 1, len);
        text += len + 2;
    }
    phrase->text = text;
}

static bool
is_wish(const struct compose_pack *pack, const char *text)
{
    for (size_t i = 0; i < pack->wishes.count; i++)
        if (strncasecmp(text, pack->wishes.items[i],
                        strlen(pack->wishes.items[i])) == 0)
            return true;
    return false;
}

/* A phrase is known by a hash of its words, so that packs can be reordered
 * and grow while rows of older posts still say what they used. */
bool
phrase_read(const struct compose_pack *pack, const struct json *node,
            struct phrase *phrase)
{
    struct arena *arena = pack->arena;
    const char *text = json_text(node),
               *address = json_get_text(node, "address");
    bool bare = text != NULL;

    if (!bare)
        text = json_get_text(node, "text");
    if (text == NULL)
        return false;
    *phrase = (struct phrase){
        .id = arena_printf(arena, "%08x",
                           (unsigned)(compose_hash_text(1, text) >> 32)),
        .text = arena_strdup(arena, text)};
    read_marks(arena, phrase);
    phrase->wish = is_wish(pack, phrase->text);
    phrase_find_slots(phrase);
    if (bare)
        return true;
    phrase->angle = arena_strdup(arena, json_get_text(node, "angle"));
    phrase->tone = arena_strdup(arena, json_get_text(node, "tone"));
    if (address != NULL)
        phrase->address = strcmp(address, "informal") == 0 ? ADDRESS_INFORMAL
                                                           : ADDRESS_FORMAL;
    phrase->spoken = json_true(json_get(node, "spoken"));
    phrase->filler = json_true(json_get(node, "filler"));
    return true;
}

static void
read_phrases(struct compose_pack *pack, const struct json *member,
             struct phrase_list *list)
{
    struct arena *arena = pack->arena;

    list->name = arena_strdup(arena, json_key(member));
    list->items =
        arena_array(arena, json_count(member) + 1, sizeof *list->items);
    for (const struct json *at = json_first(member); at != NULL;
         at = json_next(at))
        list->count += phrase_read(pack, at, &list->items[list->count]);
}

static void
read_shape(struct arena *arena, const struct json *member, struct shape *shape)
{
    *shape = (struct shape){
        .name = arena_strdup(arena, json_get_text(member, "name")),
        .text = arena_strdup(arena, json_get_text(member, "text")),
        .unit = arena_strdup(arena, json_get_text(member, "unit")),
        .angle = arena_strdup(arena, json_get_text(member, "angle")),
        .cue = arena_strdup(arena, json_get_text(member, "cue")),
        .tones = arena_strdup(arena, json_get_text(member, "tones")),
        .never = arena_strdup(arena, json_get_text(member, "never")),
        .weight = json_get_number(member, "weight", 1),
    };
}

static bool
read_members(struct compose_pack *pack, const struct json *doc,
             struct error *err)
{
    const struct json *lists = json_get(doc, "phrases"),
                      *shapes = json_get(doc, "shapes"),
                      *words = json_get(doc, "words");
    struct arena *arena = pack->arena;

    pack->language = arena_strdup(arena, json_get_text(doc, "language"));
    pack->open_quote = arena_strdup(arena, json_get_text(doc, "open_quote"));
    pack->close_quote = arena_strdup(arena, json_get_text(doc, "close_quote"));
    pack->the = arena_strdup(arena, json_get_text(doc, "the"));
    pack->disclosure = arena_strdup(arena, json_get_text(doc, "disclosure"));
    read_texts(arena, json_get(doc, "plural"), &pack->plural);
    read_texts(arena, json_get(doc, "definite"), &pack->definite);
    read_texts(arena, json_get(doc, "contract"), &pack->contract);
    read_texts(arena, json_get(doc, "adjective_ends"), &pack->adjective_ends);
    read_texts(arena, json_get(doc, "infinitive_ends"), &pack->infinitive_ends);
    pack->small_after_colon = json_true(json_get(doc, "small_after_colon"));
    pack->capital_nouns = json_true(json_get(doc, "capital_nouns"));
    pack->spaced_stops =
        arena_strdup(arena, json_get_text(doc, "spaced_stops"));
    read_texts(arena, json_get(doc, "no_phrase_ends"), &pack->no_ends);
    read_texts(arena, json_get(doc, "weak_phrase_ends"), &pack->weak_ends);
    if (pack->language == NULL || pack->open_quote == NULL ||
        pack->close_quote == NULL)
        return error_set(err, ERROR_INPUT, "no language or quotes");
    for (int i = 0; i < WORDS_COUNT; i++)
        words_read(arena, json_get_text(words, list_names[i]), &pack->words[i]);
    read_texts(arena, json_get(doc, "bars"), &pack->bars);
    read_texts(arena, json_get(doc, "starts"), &pack->starts);
    read_texts(arena, json_get(doc, "peel"), &pack->peel);
    read_texts(arena, json_get(doc, "emoji"), &pack->emoji);
    read_texts(arena, json_get(doc, "wishes"), &pack->wishes);
    read_texts(arena, json_get(doc, "roles"), &pack->roles);
    read_texts(arena, json_get(doc, "participles"), &pack->participles);
    cues_read(arena, json_get(doc, "tones"), &pack->tones);
    cues_read(arena, json_get(doc, "signs"), &pack->signs);
    runs_read(arena, json_get(doc, "telling"), &pack->telling);
    runs_read(arena, json_get(doc, "dull"), &pack->dull);
    pack->lowers = json_true(json_get(doc, "lowers"));
    pack->lists =
        arena_array(arena, json_count(lists) + 1, sizeof *pack->lists);
    for (const struct json *at = json_first(lists); at != NULL;
         at = json_next(at))
        read_phrases(pack, at, &pack->lists[pack->n_lists++]);
    pack->shapes =
        arena_array(arena, json_count(shapes) + 1, sizeof *pack->shapes);
    for (const struct json *at = json_first(shapes); at != NULL;
         at = json_next(at)) {
        read_shape(arena, at, &pack->shapes[pack->n_shapes]);
        if (pack->shapes[pack->n_shapes].name == NULL ||
            pack->shapes[pack->n_shapes].text == NULL ||
            pack->shapes[pack->n_shapes].unit == NULL)
            return error_set(err, ERROR_INPUT, "a shape lacks a member");
        pack->n_shapes++;
    }
    return true;
}

bool
pack_read(const char *json, size_t len, struct compose_pack **pack,
          struct error *err)
{
    struct json *doc = NULL;
    struct arena *arena;
    bool ok;

    *pack = NULL;
    if (!json_parse(json, len, &doc, err))
        return false;
    arena = arena_new(0);
    *pack = arena_alloc(arena, sizeof **pack);
    (*pack)->arena = arena;
    ok = read_members(*pack, doc, err);
    json_free(doc);
    if (!ok) {
        pack_free(*pack);
        *pack = NULL;
    }
    return ok;
}

void
pack_free(struct compose_pack *pack)
{
    if (pack != NULL)
        arena_free(pack->arena);
}

const struct phrase_list *
pack_list(const struct compose_pack *pack, const char *name, size_t len)
{
    for (size_t i = 0; i < pack->n_lists; i++)
        if (strncmp(pack->lists[i].name, name, len) == 0 &&
            pack->lists[i].name[len] == '\0')
            return &pack->lists[i];
    return NULL;
}

/* "scheduler/packs/en.json": two letters; the other packs have longer names. */
static bool
is_phrase_pack(const char *name)
{
    size_t len = strlen(name);

    return len == strlen(PACKS "en.json") &&
           strcmp(name + len - strlen(".json"), ".json") == 0;
}

bool
compose_new(struct compose **compose, struct error *err)
{
    struct compose *made = mem_calloc(1, sizeof *made);
    const struct embedded *file = NULL;

    *compose = NULL;
    while ((file = embedded_next(PACKS, file)) != NULL) {
        if (!is_phrase_pack(file->name) || made->count == MAX_PACKS)
            continue;
        if (!pack_read(file->text, file->len, &made->packs[made->count], err)) {
            compose_free(made);
            return error_wrap(err, "%s", file->name);
        }
        made->count++;
    }
    *compose = made;
    return true;
}

void
compose_free(struct compose *compose)
{
    if (compose == NULL)
        return;
    for (size_t i = 0; i < compose->count; i++)
        pack_free(compose->packs[i]);
    free(compose);
}

const struct compose_pack *
compose_pack_for(const struct compose *compose, const char *language)
{
    for (size_t i = 0; i < compose->count; i++)
        if (strcmp(compose->packs[i]->language, language) == 0)
            return compose->packs[i];
    return NULL;
}

size_t
compose_packs(const struct compose *compose)
{
    return compose->count;
}

struct compose_pack *
compose_pack_at(const struct compose *compose, size_t at)
{
    return compose->packs[at];
}

bool
compose_take_pack(struct compose *compose, struct compose_pack *pack)
{
    if (compose->count == MAX_PACKS)
        return false;
    compose->packs[compose->count++] = pack;
    return true;
}

bool
compose_knows(const struct compose *compose, const char *language)
{
    return compose_pack_for(compose, language) != NULL;
}
