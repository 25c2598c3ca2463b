/* Reads a rep's voice. What a rep writes in "tone" and "notes" is free text;
 * a few plain words in it are understood as cues, and own sample posts count
 * as examples. A cue only leans the choice: it never forces a text. */
#include "polyphony/voice.h"

#include "polyphony/language.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define MAX_ITEMS 50

static struct voice_list
read_list(struct arena *arena, const struct json *list)
{
    struct voice_list out = {0};
    size_t count = json_count(list);

    if (!json_is_array(list) || count == 0)
        return out;
    if (count > MAX_ITEMS)
        count = MAX_ITEMS;
    out.items = arena_array(arena, count, sizeof *out.items);
    for (const struct json *at = json_first(list);
         at != NULL && out.count < count; at = json_next(at)) {
        const char *text = json_text(at);

        if (text != NULL && text[0] != '\0')
            out.items[out.count++] = arena_strdup(arena, text);
    }
    return out;
}

static bool
mentions(const char *text, const char *const *words)
{
    if (text == NULL)
        return false;
    for (; *words != NULL; words++)
        if (strcasestr(text, *words) != NULL)
            return true;
    return false;
}

static bool
asks_for(const struct voice *voice, const char *const *words)
{
    return mentions(voice->tone, words) || mentions(voice->notes, words);
}

static struct voice_cues
read_cues(const struct voice *voice)
{
    static const char *const figure[] = {"number", "figure", "statistic",
                                         "data point", NULL};
    static const char *const quote[] = {"quote", "quotes", "citation", NULL};
    static const char *const question[] = {"ask", "question", NULL};
    static const char *const brief[] = {"brisk", "short", "brief",
                                        "terse", "dry",   NULL};
    static const char *const detail[] = {"detail", "explain", "technical",
                                         NULL};
    struct voice_cues cues = {
        .figure = asks_for(voice, figure),
        .quote = asks_for(voice, quote),
        .question = asks_for(voice, question),
        .brief = asks_for(voice, brief),
        .detail = asks_for(voice, detail),
    };
    size_t bytes = 0, asking = 0, n = voice->samples.count;

    for (size_t i = 0; i < n; i++) {
        bytes += strlen(voice->samples.items[i]);
        asking += strchr(voice->samples.items[i], '?') != NULL;
    }
    if (n > 0 && bytes / n < 140)
        cues.brief = true;
    if (n > 1 && 2 * asking > n)
        cues.question = true;
    return cues;
}

static void
add_language(struct voice *voice, const char *tag)
{
    const char *code = language_code(tag);

    if (code == NULL || voice_writes(voice, code) ||
        voice->languages.count == MAX_ITEMS)
        return;
    voice->languages.items[voice->languages.count++] = code;
}

static void
read_languages(struct arena *arena, const struct json *rep, struct voice *voice)
{
    const struct json *list = json_get(rep, "languages");

    voice->languages.items =
        arena_array(arena, MAX_ITEMS, sizeof *voice->languages.items);
    add_language(voice, json_get_text(rep, "language"));
    for (const struct json *at = json_is_array(list) ? json_first(list) : NULL;
         at != NULL; at = json_next(at))
        add_language(voice, json_text(at));
    if (voice->languages.count == 0 && json_is_null(json_get(rep, "language")))
        voice->languages.items[voice->languages.count++] = "en";
}

/* What is chosen from a list in the desk, over what the words suggest. */
static void
read_choices(const struct json *given, struct voice *voice)
{
    const char *length = json_get_text(given, "length");
    const char *person = json_get_text(given, "person");

    if (length != NULL && strcmp(length, "short") == 0) {
        voice->cues.brief = true;
        voice->cues.detail = false;
    } else if (length != NULL && strcmp(length, "long") == 0) {
        voice->cues.brief = false;
        voice->cues.detail = true;
    }
    voice->habits.says_i = person != NULL && strcmp(person, "i") == 0;
    voice->habits.no_person = person != NULL && strcmp(person, "none") == 0;
}

void
voice_read(struct arena *arena, const struct json *rep, struct voice *voice)
{
    const struct json *given = json_get(rep, "voice");
    const char *address;
    double hashtags;

    *voice = (struct voice){.hashtags = VOICE_HASHTAGS};
    voice->tone = arena_strdup(arena, json_get_text(given, "tone"));
    voice->notes = arena_strdup(arena, json_get_text(given, "notes"));
    voice->company = arena_strdup(arena, json_get_text(rep, "company"));
    voice->emoji = json_true(json_get(given, "emoji"));
    address = json_get_text(given, "address");
    voice->informal = address != NULL && strcmp(address, "informal") == 0;
    voice->gave_emoji = json_is_bool(json_get(given, "emoji"));
    if (json_number(json_get(given, "hashtags"), &hashtags)) {
        voice->hashtags = hashtags < 0 ? 0 : hashtags > 10 ? 10 : (int)hashtags;
        voice->gave_hashtags = true;
    }
    voice->samples = read_list(arena, json_get(given, "samples"));
    voice->statements = read_list(arena, json_get(rep, "statements"));
    read_languages(arena, rep, voice);
    voice->cues = read_cues(voice);
    read_choices(given, voice);
}

/* --- what was learned --- */

static void
append(struct arena *arena, struct voice_list *list, const char *text)
{
    if (list->items == NULL)
        list->items = arena_array(arena, MAX_ITEMS, sizeof *list->items);
    if (text != NULL && list->count < MAX_ITEMS)
        list->items[list->count++] = arena_strdup(arena, text);
}

static void
apply_hashtags(const struct json *json, bool outranks, struct voice *voice)
{
    double count = json_get_number(json, "count", -1);

    if (outranks && count >= 0 && count <= 10)
        voice->hashtags = (int)count;
}

static const struct habit {
    const char *is;
    size_t habit; /* where in struct voice_habits */
} habits[] = {
    {"close.question", offsetof(struct voice_habits, closes_question)},
    {"dash.none", offsetof(struct voice_habits, no_dash)},
    {"dash.some", offsetof(struct voice_habits, dash)},
    {"emoji.some", offsetof(struct voice_habits, emoji_often)},
    {"exclamation.none", offsetof(struct voice_habits, no_exclamation)},
    {"hashtags.end", offsetof(struct voice_habits, tags_last)},
    {"hashtags.inside", offsetof(struct voice_habits, tags_inside)},
    {"opening.number", offsetof(struct voice_habits, opens_number)},
    {"opening.question", offsetof(struct voice_habits, opens_question)},
    {"opening.short", offsetof(struct voice_habits, opens_short)},
    {"person.i", offsetof(struct voice_habits, says_i)},
    {"person.none", offsetof(struct voice_habits, no_person)},
    {"question.none", offsetof(struct voice_habits, no_question)},
};

static void
apply_habits(const char *is, const struct json *json,
             struct voice_habits *voice)
{
    double words = json_get_number(json, "words", 0);

    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++)
        if (strcmp(habits[i].is, is) == 0)
            *(bool *)((char *)voice + habits[i].habit) = true;
    if (strncmp(is, "length.", 7) == 0 && words >= 5 && words <= 1000)
        voice->words = (int)words;
}

static void
apply_cues(const char *is, struct voice_cues *cues)
{
    if (strcmp(is, "length.short") == 0) {
        cues->brief = true;
        cues->detail = false;
    } else if (strcmp(is, "length.long") == 0) {
        cues->brief = false;
        cues->detail = true;
    } else if (strcmp(is, "opening.question") == 0 ||
               strcmp(is, "close.question") == 0) {
        cues->question = true;
    } else if (strcmp(is, "question.none") == 0) {
        cues->question = false;
    } else if (strcmp(is, "opening.number") == 0) {
        cues->figure = true;
    }
}

void
voice_apply(struct arena *arena, const char *line, const struct json *json,
            struct voice *voice)
{
    const char *is = json_get_text(json, "is");
    bool by_edits = json_get_number(json, "edits", 0) >= 2;

    if (is == NULL)
        return;
    append(arena, &voice->learned, line);
    apply_habits(is, json, &voice->habits);
    if (strcmp(is, "emoji.none") == 0)
        voice->emoji = voice->emoji && !by_edits && voice->gave_emoji;
    else if (strcmp(is, "emoji.some") == 0)
        voice->emoji = voice->emoji || by_edits || !voice->gave_emoji;
    else if (strcmp(is, "hashtags.count") == 0)
        apply_hashtags(json, by_edits || !voice->gave_hashtags, voice);
    else if (strncmp(is, "avoids ", 7) == 0)
        append(arena, &voice->avoided, json_get_text(json, "word"));
    else if (strncmp(is, "likes ", 6) == 0)
        append(arena, &voice->liked, json_get_text(json, "word"));
    else
        apply_cues(is, &voice->cues);
}

static const struct tone {
    const char *name;
    size_t cue; /* where in struct voice_cues */
} tones[] = {
    {"brief", offsetof(struct voice_cues, brief)},
    {"detail", offsetof(struct voice_cues, detail)},
    {"figure", offsetof(struct voice_cues, figure)},
    {"question", offsetof(struct voice_cues, question)},
    {"quote", offsetof(struct voice_cues, quote)},
};

static const struct tone *
find_tone(const char *name)
{
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++)
        if (strcmp(tones[i].name, name) == 0)
            return &tones[i];
    return NULL;
}

bool
voice_is_tone(const char *tone)
{
    return find_tone(tone) != NULL;
}

bool
voice_has_tone(const struct voice *voice, const char *tone)
{
    const struct tone *found = find_tone(tone);

    return found != NULL &&
           *(const bool *)((const char *)&voice->cues + found->cue);
}

bool
voice_writes(const struct voice *voice, const char *language)
{
    for (size_t i = 0; i < voice->languages.count; i++)
        if (strcmp(voice->languages.items[i], language) == 0)
            return true;
    return false;
}
