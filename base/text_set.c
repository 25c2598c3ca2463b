/* Open addressing over FNV-1a, at most half full; see the header. */
#include "polyphony/text_set.h"
#include "polyphony/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text_set {
    char **items;
    size_t count, capacity; /* capacity is a power of two */
};

struct text_set *
text_set_new(void)
{
    struct text_set *set = mem_calloc(1, sizeof *set);

    set->capacity = 64;
    set->items = mem_calloc(set->capacity, sizeof *set->items);
    return set;
}

void
text_set_free(struct text_set *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->capacity; i++)
        free(set->items[i]);
    free(set->items);
    free(set);
}

/* Where the text is, or would go. */
static size_t
place(const struct text_set *set, const char *text)
{
    uint64_t hash = 14695981039346656037u;
    size_t at;

    for (const char *p = text; *p != '\0'; p++)
        hash = (hash ^ (unsigned char)*p) * 1099511628211u;
    at = (size_t)(hash ^ hash >> 32) & (set->capacity - 1);
    while (set->items[at] != NULL && strcmp(set->items[at], text) != 0)
        at = (at + 1) & (set->capacity - 1);
    return at;
}

static void
grow(struct text_set *set)
{
    struct text_set larger = {.capacity = set->capacity * 2};

    larger.items = mem_calloc(larger.capacity, sizeof *larger.items);
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->items[i] != NULL)
            larger.items[place(&larger, set->items[i])] = set->items[i];
    }
    free(set->items);
    set->items = larger.items;
    set->capacity = larger.capacity;
}

bool
text_set_add(struct text_set *set, const char *text)
{
    size_t at;

    if (set->count * 2 >= set->capacity)
        grow(set);
    at = place(set, text);
    if (set->items[at] != NULL)
        return false;
    set->items[at] = mem_strdup(text);
    set->count++;
    return true;
}

bool
text_set_has(const struct text_set *set, const char *text)
{
    return set->items[place(set, text)] != NULL;
}
