/* Cues of a pack: words in a row that tell a good sentence from a dull one,
 * and words that go with a tone or an emoji. */
#include "compose_inner.h"

#include "polyphony/json.h"

#include <stdlib.h>
#include <string.h>

static int
compare_runs(const void *a, const void *b)
{
    const struct run *x = a, *y = b;

    return (x->keys[0] > y->keys[0]) - (x->keys[0] < y->keys[0]);
}

void
runs_read(struct arena *arena, const struct json *list, struct run_list *runs)
{
    runs->items = arena_array(arena, json_count(list) + 1, sizeof *runs->items);
    for (const struct json *at = json_first(list); at != NULL;
         at = json_next(at)) {
        const char *text = json_text(at);
        struct word *words = NULL;
        size_t n = text != NULL ? words_cut(text, strlen(text), &words) : 0;
        struct run *run = &runs->items[runs->count];

        if (n > 0) {
            run->keys = arena_array(arena, n, sizeof *run->keys);
            for (size_t i = 0; i < n; i++)
                run->keys[i] = words[i].key;
            run->count = n;
            runs->count++;
        }
        free(words);
    }
    qsort(runs->items, runs->count, sizeof *runs->items, compare_runs);
}

/* The first run that begins with `key`, or behind where it would stand. */
static size_t
find_first(const struct run_list *runs, uint64_t key)
{
    size_t low = 0, high = runs->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (runs->items[middle].keys[0] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
is_at(const struct compose_index *index, size_t at, size_t end,
      const struct run *run)
{
    if (run->count > end - at)
        return false;
    for (size_t k = 0; k < run->count; k++)
        if (index->words[at + k].key != run->keys[k])
            return false;
    return true;
}

size_t
runs_count(const struct compose_index *index, const struct unit *unit,
           const struct run_list *runs)
{
    size_t found = 0, end = unit->first + unit->count;

    for (size_t i = unit->first; i < end; i++) {
        uint64_t key = index->words[i].key;

        for (size_t k = find_first(runs, key);
             k < runs->count && runs->items[k].keys[0] == key; k++)
            found += is_at(index, i, end, &runs->items[k]);
    }
    return found;
}

void
cues_read(struct arena *arena, const struct json *object, struct cue_list *cues)
{
    cues->items =
        arena_array(arena, json_count(object) + 1, sizeof *cues->items);
    for (const struct json *at = json_first(object); at != NULL;
         at = json_next(at)) {
        struct cue *cue = &cues->items[cues->count];

        if (json_text(at) == NULL)
            continue;
        cue->name = arena_strdup(arena, json_key(at));
        words_read(arena, json_text(at), &cue->words);
        cues->count++;
    }
}

bool
name_among(const char *names, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = names; at != NULL && *at != '\0';) {
        size_t step = strcspn(at, ",");

        if (step == len && memcmp(at, name, len) == 0)
            return true;
        at += step + (at[step] == ',');
    }
    return false;
}

static bool
says_any(const char *text, const struct word_set *set)
{
    struct word *words = NULL;
    size_t n = text != NULL ? words_cut(text, strlen(text), &words) : 0;
    bool found = false;

    for (size_t i = 0; i < n && !found; i++)
        found = word_set_has(set, words[i].key);
    free(words);
    return found;
}

const char *
tones_of(const struct compose_pack *pack, const struct voice *voice,
         struct arena *arena)
{
    const struct voice_cues *cues = &voice->cues;
    const char *tones = arena_printf(
        arena, "%s%s%s%s%s", cues->question ? "question," : "",
        cues->quote ? "quote," : "", cues->brief ? "brief," : "",
        cues->figure ? "figure," : "", cues->detail ? "detail," : "");

    for (size_t i = 0; i < pack->tones.count; i++)
        if (says_any(voice->tone, &pack->tones.items[i].words) ||
            says_any(voice->notes, &pack->tones.items[i].words))
            tones =
                arena_printf(arena, "%s%s,", tones, pack->tones.items[i].name);
    return tones;
}

bool
names_meet(const char *names, const char *others)
{
    for (const char *at = names; at != NULL && *at != '\0';) {
        size_t step = strcspn(at, ",");
        char name[24];

        if (step > 0 && step < sizeof name) {
            memcpy(name, at, step);
            name[step] = '\0';
            if (name_among(others, name))
                return true;
        }
        at += step + (at[step] == ',');
    }
    return false;
}
