/* Texts that come back again and again, and what is known by a number or a
 * text: a hash table in an arena, for counting. Nothing is ever taken out. */
#ifndef SCHEDULER_LEARN_NAME_TABLE_H
#define SCHEDULER_LEARN_NAME_TABLE_H

#include "polyphony/arena.h"

#include <stdint.h>

/* Of an entry `text` is a copy that the table made, NULL for numbers. */
struct name_entry {
    const char *text;
    int64_t number, second;
    void *value; /* NULL where it is new: the caller gives it one */
    uint64_t hash;
    bool taken;
};

/* Begin with {.arena = ...}, of an arena without a limit. To walk over it:
 * the `room` entries of which `taken` is set, in no order. */
struct name_table {
    struct arena *arena;
    struct name_entry *entries;
    size_t room, count; /* room: a power of two, or 0 */
};

/* Both give an entry that stays where it is until the next call. */
struct name_entry *name_table_pair(struct name_table *table, int64_t number,
                                   int64_t second);
struct name_entry *name_table_text(struct name_table *table, const char *text,
                                   size_t len);

/* The table's copy of it: the same address for the same text. */
const char *name_table_keep(struct name_table *table, const char *text,
                            size_t len);

#endif
