/* A company's phrases join the built-in ones; see the header. A file is looked
 * through whole before the first phrase is taken, so that who mends it sees
 * all that is wrong at once, and half a file never counts. */
#include "compose_inner.h"

#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/compose_company.h"

#include <stdio.h>
#include <string.h>

#define MAX_TOLD 20 /* faults of a file */
#define MAX_OFF 2000
#define MAX_SHAPES 64
#define LIKE "en" /* the pack that shows what a new language has to have */

struct reading {
    struct compose *compose;
    struct compose_pack *pack;       /* that it joins; NULL: a language more */
    const struct compose_pack *like; /* whose kinds it has */
    const char *name;
    const struct json *doc;
    phrases_told *told;
    void *data;
    size_t faults, phrases;
};

static void
tell(struct reading *it, bool is_fault, const char *field, const char *what)
{
    char line[700];

    if (is_fault && it->faults++ >= MAX_TOLD)
        return;
    snprintf(line, sizeof line, "%.120s: %s%s%s", it->name, field,
             field[0] != '\0' ? ": " : "", what);
    if (it->told != NULL)
        it->told(it->data, is_fault, line);
}

/* --- looking through ------------------------------------------------------ */

static bool
is_member(const char *key, bool whole)
{
    static const char *const
        joining[] = {"language", "phrases", "without", "disclosure", "about"},
        *const own[] = {"open_quote",   "close_quote",    "the",
                        "spaced_stops", "no_phrase_ends", "weak_phrase_ends",
                        "plural",       "words",          "starts",
                        "bars",         "peel",           "emoji",
                        "wishes",       "shapes"};

    for (size_t i = 0; i < sizeof joining / sizeof *joining; i++)
        if (strcmp(joining[i], key) == 0)
            return true;
    for (size_t i = 0; whole && i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i], key) == 0)
            return true;
    return false;
}

static void
check_members(struct reading *it)
{
    for (const struct json *at = json_first(it->doc); at != NULL;
         at = json_next(at)) {
        char field[40];

        if (is_member(json_key(at), it->pack == NULL))
            continue;
        snprintf(field, sizeof field, "%.30s", json_key(at));
        tell(it, true, field,
             it->pack != NULL
                 ? "no such member in a pack for a language that is built in; "
                   "there are language, phrases, without, disclosure, about"
                 : "no such member; the built-in packs show them");
    }
}

static void
check_list(struct reading *it, const struct compose_pack *pack,
           const struct json *list)
{
    const char *kind = json_key(list);
    size_t at = 0;
    char field[100];

    snprintf(field, sizeof field, "phrases.%.40s", kind);
    if (pack_list(it->like, kind, strlen(kind)) == NULL)
        tell(it, true, field,
             "no such kind; polyphony phrases list shows them");
    else if (!json_is_array(list))
        tell(it, true, field, "is no list of phrases");
    else
        for (const struct json *node = json_first(list);
             node != NULL && it->phrases <= PHRASES_COUNT;
             node = json_next(node)) {
            struct phrase phrase;
            struct error why = {0};

            it->phrases++;
            snprintf(field, sizeof field, "phrases.%.40s[%zu]", kind, at++);
            if (!phrase_read(pack, node, &phrase)) {
                tell(it, true, field, "is neither a text nor {\"text\": ...}");
            } else if (!phrase_is_fit(pack, it->like, kind, &phrase, &why)) {
                error_wrap(&why, "\"%.60s\"", phrase.text);
                tell(it, true, field, why.text);
            }
        }
}

/* Phrases alone are too short to tell; all of them together do. */
static void
check_language(struct reading *it, const char *language)
{
    struct buf all = {.max = PHRASES_BYTES};
    const struct json *lists = json_get(it->doc, "phrases");
    const char *guessed;

    for (const struct json *list = json_first(lists); list != NULL;
         list = json_next(list))
        for (const struct json *at = json_first(list); at != NULL;
             at = json_next(at)) {
            const char *text = json_text(at);

            text = text != NULL ? text : json_get_text(at, "text");
            if (text != NULL)
                buf_printf(&all, "%s\n", text);
        }
    guessed = language_guess(buf_text(&all), all.len);
    if (guessed != NULL && strcmp(guessed, language) != 0) {
        struct error why;

        error_set(&why, ERROR_INPUT,
                  "says %s, but the phrases read as %s; one file holds one "
                  "language",
                  language_name(language), language_name(guessed));
        tell(it, true, "language", why.text);
    }
    buf_deinit(&all);
}

static void
check_phrases(struct reading *it, const struct compose_pack *pack)
{
    const struct json *lists = json_get(it->doc, "phrases");

    if (!json_is_null(lists) && !json_is_object(lists))
        tell(it, true, "phrases", "is no {\"lead\": [...], \"ask\": [...]}");
    for (const struct json *list = json_is_object(lists) ? json_first(lists)
                                                         : NULL;
         list != NULL; list = json_next(list))
        check_list(it, pack, list);
    if (it->phrases > PHRASES_COUNT)
        tell(it, true, "phrases", "more than 2000; keep the best");
    if (it->faults == 0)
        check_language(it, pack->language);
}

static void
check_disclosure(struct reading *it)
{
    const struct json *node = json_get(it->doc, "disclosure");
    const char *text = json_text(node);
    const char *slot = text != NULL ? strstr(text, "{company}") : NULL;

    if (json_is_null(node))
        return;
    if (slot == NULL || strstr(slot + 1, "{") != NULL ||
        memchr(text, '{', (size_t)(slot - text)) != NULL ||
        strpbrk(text, "\n\r\t<>#@") != NULL || strlen(text) > PHRASE_LENGTH ||
        text[strlen(text) - 1] != '.')
        tell(it, true, "disclosure",
             "write one sentence with {company}, as in \"I work at "
             "{company}.\"");
}

/* Ids go when we change a phrase; that must not take the file out. */
static void
check_without(struct reading *it)
{
    const struct json *list = json_get(it->doc, "without");
    size_t n = 0;

    if (!json_is_null(list) && !json_is_array(list))
        tell(it, true, "without", "is no list of ids and kinds");
    for (const struct json *at = json_is_array(list) ? json_first(list) : NULL;
         at != NULL; at = json_next(at))
        if (json_text(at) == NULL || n++ >= MAX_OFF) {
            tell(it, true, "without",
                 "give at most 2000 ids or kinds, each as a text");
            return;
        }
}

/* --- a language more ------------------------------------------------------ */

static void
check_shapes(struct reading *it, const struct compose_pack *pack)
{
    static const char *const units[] = {"plain", "quote", "pair", "phrases"};
    char field[60];

    if (pack->n_shapes == 0 || pack->n_shapes > MAX_SHAPES)
        tell(it, true, "shapes", "give 1 to 64 of them");
    for (size_t i = 0; i < pack->n_shapes && i < MAX_SHAPES; i++) {
        const struct shape *shape = &pack->shapes[i];
        bool known = false;

        for (size_t u = 0; u < sizeof units / sizeof *units; u++)
            known = known || strcmp(units[u], shape->unit) == 0;
        snprintf(field, sizeof field, "shapes[%zu]", i);
        if (!known)
            tell(it, true, field, "unit is plain, quote, pair or phrases");
        if (strlen(shape->text) > PHRASE_LENGTH || !(shape->weight >= 0) ||
            shape->weight > 10)
            tell(it, true, field, "text or weight is out of bounds");
        if (shape->cue != NULL && !voice_is_tone(shape->cue))
            tell(it, true, field,
                 "cue is brief, detail, figure, question or quote");
    }
}

static bool
add_language(struct reading *it, const char *json, size_t len)
{
    struct compose_pack *pack = NULL;
    struct error why;

    if (!pack_read(json, len, &pack, &why)) {
        error_wrap(&why, "a language that is not built in needs words, "
                         "shapes and phrases of its own");
        tell(it, true, "", why.text);
        return false;
    }
    check_shapes(it, pack);
    if (pack->words[WORDS_STOP].count < 20 ||
        pack->words[WORDS_VERB].count < 20)
        tell(it, true, "words",
             "lacks stop words or verbs; the built-in packs show what each "
             "list is for");
    check_phrases(it, pack);
    for (size_t l = 0; l < pack->n_lists; l++)
        for (size_t i = 0; i < pack->lists[l].count; i++)
            pack->lists[l].items[i].from = arena_strdup(pack->arena, it->name);
    if (it->faults == 0 && !compose_take_pack(it->compose, pack))
        tell(it, true, "language", "there are 30 languages already");
    if (it->faults > 0)
        pack_free(pack);
    return it->faults == 0;
}

/* --- joining -------------------------------------------------------------- */

static struct phrase *
find_phrase(struct phrase_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].id, id) == 0)
            return &list->items[i];
    return NULL;
}

static void
join_list(struct reading *it, struct phrase_list *list, const struct json *more)
{
    struct arena *arena = it->pack->arena;
    struct phrase *items =
        arena_array(arena, list->count + json_count(more) + 1, sizeof *items);

    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    for (const struct json *at = json_first(more); at != NULL;
         at = json_next(at)) {
        struct phrase *made = &list->items[list->count];

        if (!phrase_read(it->pack, at, made) ||
            find_phrase(list, made->id) != NULL)
            continue;
        made->from = arena_strdup(arena, it->name);
        list->count++;
    }
}

/* A kind's name means all built-in ones of the kind. */
static bool
switch_off(struct compose_pack *pack, const char *what)
{
    bool found = false;

    for (size_t l = 0; l < pack->n_lists; l++) {
        struct phrase_list *list = &pack->lists[l];
        bool whole = strcmp(list->name, what) == 0;

        for (size_t i = 0; i < list->count; i++)
            if (list->items[i].from == NULL &&
                (whole || strcmp(list->items[i].id, what) == 0))
                found = list->items[i].off = true;
    }
    return found;
}

static void
join(struct reading *it)
{
    const struct json *lists = json_get(it->doc, "phrases"),
                      *off = json_get(it->doc, "without");
    const char *disclosure = json_get_text(it->doc, "disclosure");

    for (size_t l = 0; l < it->pack->n_lists; l++) {
        const struct json *more = json_get(lists, it->pack->lists[l].name);

        if (more != NULL)
            join_list(it, &it->pack->lists[l], more);
    }
    for (const struct json *at = json_first(off); at != NULL;
         at = json_next(at)) {
        char line[120];

        if (switch_off(it->pack, json_text(at)))
            continue;
        snprintf(line, sizeof line,
                 "\"%.40s\" is no built-in phrase or kind (any more); take "
                 "it out",
                 json_text(at));
        tell(it, false, "without", line);
    }
    if (disclosure != NULL)
        it->pack->disclosure = arena_strdup(it->pack->arena, disclosure);
}

static struct compose_pack *
find_pack(struct compose *compose, const char *language)
{
    for (size_t i = 0; i < compose_packs(compose); i++)
        if (strcmp(compose_pack_at(compose, i)->language, language) == 0)
            return compose_pack_at(compose, i);
    return NULL;
}

static bool
add(struct reading *it, const char *json, size_t len)
{
    const char *language = json_get_text(it->doc, "language");

    if (!json_is_object(it->doc) || language == NULL ||
        language_code(language) == NULL ||
        strcmp(language_code(language), language) != 0) {
        tell(it, true, "language",
             "say which: \"en\", \"de\", \"fr\", \"es\", or another code of "
             "two letters");
        return false;
    }
    it->pack = find_pack(it->compose, language);
    it->like = it->pack;
    if (it->like == NULL || it->like->n_lists == 0)
        it->like = find_pack(it->compose, LIKE);
    check_members(it);
    check_without(it);
    check_disclosure(it);
    if (it->pack == NULL)
        return add_language(it, json, len);
    check_phrases(it, it->pack);
    if (it->faults == 0)
        join(it);
    return it->faults == 0;
}

bool
compose_company_add(struct compose *compose, const char *name, const char *json,
                    size_t len, phrases_told *told, void *data)
{
    struct reading it = {
        .compose = compose, .name = name, .told = told, .data = data};
    struct json *doc = NULL;
    struct error why;
    bool ok = false;

    if (len > PHRASES_BYTES) {
        tell(&it, true, "", "is over 1 MiB; split it");
    } else if (!json_parse(json, len, &doc, &why)) {
        tell(&it, true, "", why.text);
    } else {
        it.doc = doc;
        ok = add(&it, json, len);
    }
    if (it.faults > MAX_TOLD) {
        snprintf(why.text, sizeof why.text, "and %zu faults more",
                 it.faults - MAX_TOLD);
        it.faults = 0;
        tell(&it, true, "", why.text);
    }
    json_free(doc);
    return ok;
}

void
compose_company_each(const struct compose *compose, const char *language,
                     void (*each)(void *data, const struct phrase_info *phrase),
                     void *data)
{
    for (size_t p = 0; p < compose_packs(compose); p++) {
        const struct compose_pack *pack = compose_pack_at(compose, p);

        if (language != NULL && strcmp(language, pack->language) != 0)
            continue;
        for (size_t l = 0; l < pack->n_lists; l++)
            for (size_t i = 0; i < pack->lists[l].count; i++) {
                const struct phrase *phrase = &pack->lists[l].items[i];

                each(data,
                     &(struct phrase_info){
                         .language = pack->language,
                         .kind = pack->lists[l].name,
                         .id = phrase->id,
                         .text = phrase->text,
                         .angle = phrase->angle,
                         .tone = phrase->tone,
                         .from = phrase->from,
                         .address = phrase->address == ADDRESS_FORMAL ? "formal"
                                    : phrase->address == ADDRESS_INFORMAL
                                        ? "informal"
                                        : NULL,
                         .spoken = phrase->spoken,
                         .filler = phrase->filler,
                         .off = phrase->off});
            }
    }
}
