/* Words to numbers: the words one after another in one block, and a hash
 * table of numbers with open addressing. Deterministic: no seed. */
#include "polyphony/vocabulary.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)UINT32_MAX / 2)
#define FIRST_SLOTS 4096 /* a power of two */

struct entry {
    uint32_t text; /* offset in bytes */
    uint32_t hash;
};

struct vocabulary {
    char *bytes;
    size_t used, bytes_cap;
    struct entry *entries;
    size_t count, entries_cap;
    uint32_t *slots; /* number + 1; 0 is empty */
    size_t mask;
};

struct vocabulary *
vocabulary_new(void)
{
    struct vocabulary *vocabulary = mem_calloc(1, sizeof *vocabulary);

    vocabulary->slots = mem_calloc(FIRST_SLOTS, sizeof *vocabulary->slots);
    vocabulary->mask = FIRST_SLOTS - 1;
    return vocabulary;
}

void
vocabulary_free(struct vocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    free(vocabulary->bytes);
    free(vocabulary->entries);
    free(vocabulary->slots);
    free(vocabulary);
}

size_t
vocabulary_count(const struct vocabulary *vocabulary)
{
    return vocabulary->count;
}

static uint32_t
hash_word(const char *word)
{
    uint32_t hash = 2166136261u;

    for (; *word != '\0'; word++)
        hash = (hash ^ (unsigned char)*word) * 16777619u;
    return hash ^ (hash >> 15);
}

static size_t
find_slot(const struct vocabulary *vocabulary, const char *word, uint32_t hash)
{
    size_t at = hash & vocabulary->mask;

    while (vocabulary->slots[at] != 0) {
        const struct entry *entry =
            &vocabulary->entries[vocabulary->slots[at] - 1];

        if (entry->hash == hash &&
            strcmp(vocabulary->bytes + entry->text, word) == 0)
            break;
        at = (at + 1) & vocabulary->mask;
    }
    return at;
}

uint32_t
vocabulary_find(const struct vocabulary *vocabulary, const char *word)
{
    uint32_t found =
        vocabulary->slots[find_slot(vocabulary, word, hash_word(word))];

    return found != 0 ? found - 1 : VOCABULARY_NONE;
}

static void
double_slots(struct vocabulary *vocabulary)
{
    size_t slots = (vocabulary->mask + 1) * 2;

    free(vocabulary->slots);
    vocabulary->slots = mem_calloc(slots, sizeof *vocabulary->slots);
    vocabulary->mask = slots - 1;
    for (size_t i = 0; i < vocabulary->count; i++) {
        size_t at = vocabulary->entries[i].hash & vocabulary->mask;

        while (vocabulary->slots[at] != 0)
            at = (at + 1) & vocabulary->mask;
        vocabulary->slots[at] = (uint32_t)i + 1;
    }
}

uint32_t
vocabulary_add(struct vocabulary *vocabulary, const char *word)
{
    uint32_t hash = hash_word(word);
    size_t at = find_slot(vocabulary, word, hash), len = strlen(word);
    size_t number = vocabulary->count;

    if (vocabulary->slots[at] != 0)
        return vocabulary->slots[at] - 1;
    if (len >= MAX_BYTES - vocabulary->used)
        return VOCABULARY_NONE;
    vocabulary->bytes = mem_grow(vocabulary->bytes, &vocabulary->bytes_cap,
                                 vocabulary->used + len + 1, 1);
    memcpy(vocabulary->bytes + vocabulary->used, word, len + 1);
    vocabulary->entries =
        mem_grow(vocabulary->entries, &vocabulary->entries_cap, number + 1,
                 sizeof *vocabulary->entries);
    vocabulary->entries[number] =
        (struct entry){(uint32_t)vocabulary->used, hash};
    vocabulary->used += len + 1;
    vocabulary->slots[at] = (uint32_t)++vocabulary->count;
    if (vocabulary->count * 2 > vocabulary->mask)
        double_slots(vocabulary);
    return (uint32_t)number;
}

const char *
vocabulary_word(const struct vocabulary *vocabulary, uint32_t number)
{
    return vocabulary->bytes + vocabulary->entries[number].text;
}
