/* Open addressing, at most half full, the hash kept beside each entry so that
 * growing and comparing rarely read a text; see the header. */
#include "name_table.h"

#include <string.h>

#define MIX UINT64_C(0x9E3779B97F4A7C15)

static uint64_t
mix(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 32;
}

/* Eight bytes at a time: names are short, and there are many. */
static uint64_t
hash_text(const char *text, size_t len)
{
    uint64_t hash = (uint64_t)len * MIX, part;

    for (; len >= sizeof part; len -= sizeof part, text += sizeof part) {
        memcpy(&part, text, sizeof part);
        hash = (hash ^ part) * MIX;
        hash ^= hash >> 29;
    }
    part = 0;
    memcpy(&part, text, len);
    return mix((hash ^ part) * MIX);
}

static bool
is_entry(const struct name_entry *entry, uint64_t hash, const char *text,
         int64_t number, int64_t second)
{
    if (entry->hash != hash || entry->number != number ||
        entry->second != second || (entry->text == NULL) != (text == NULL))
        return false;
    return text == NULL || memcmp(entry->text, text, (size_t)number) == 0;
}

static void
make_room(struct name_table *table)
{
    size_t room = table->room > 0 ? table->room * 2 : 256;
    struct name_entry *entries =
        arena_array(table->arena, room, sizeof *entries);

    for (size_t i = 0; i < table->room; i++) {
        size_t at = (size_t)table->entries[i].hash & (room - 1);

        if (!table->entries[i].taken)
            continue;
        while (entries[at].taken)
            at = (at + 1) & (room - 1);
        entries[at] = table->entries[i];
    }
    table->entries = entries;
    table->room = room;
}

/* A text's number is its length, so that comparing stays within both. */
static struct name_entry *
find(struct name_table *table, uint64_t hash, const char *text, int64_t number,
     int64_t second)
{
    struct name_entry *entry;
    size_t at;

    if (table->count * 2 >= table->room)
        make_room(table);
    at = (size_t)hash & (table->room - 1);
    while (table->entries[at].taken &&
           !is_entry(&table->entries[at], hash, text, number, second))
        at = (at + 1) & (table->room - 1);
    entry = &table->entries[at];
    if (!entry->taken) {
        *entry = (struct name_entry){
            .number = number, .second = second, .hash = hash, .taken = true};
        if (text != NULL)
            entry->text = arena_strndup(table->arena, text, (size_t)number);
        table->count++;
    }
    return entry;
}

struct name_entry *
name_table_pair(struct name_table *table, int64_t number, int64_t second)
{
    uint64_t hash = mix(mix((uint64_t)number * MIX) + (uint64_t)second * MIX);

    return find(table, hash, NULL, number, second);
}

struct name_entry *
name_table_text(struct name_table *table, const char *text, size_t len)
{
    return find(table, hash_text(text, len), text, (int64_t)len, 0);
}

const char *
name_table_keep(struct name_table *table, const char *text, size_t len)
{
    return name_table_text(table, text, len)->text;
}
