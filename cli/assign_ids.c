/* Ids to numbers: a hash table with open addressing. The hash starts from a
 * random number, so that nobody can prepare ids that all collide; numbers
 * follow the order of the input and do not depend on it. */
#include "assign_read.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t
id_hash(const char *id, size_t len)
{
    static _Thread_local uint64_t basis;
    uint64_t hash;

    while (basis == 0)
        if (getrandom(&basis, sizeof basis, 0) != (ssize_t)sizeof basis)
            basis = 14695981039346656037U; /* FNV's own */
    hash = basis;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)id[i]) * 1099511628211U;
    hash ^= hash >> 29;
    return hash != 0 ? hash : 1;
}

static struct id_entry *
id_slot(const struct id_map *map, const char *id, size_t len, uint64_t hash)
{
    for (size_t i = (size_t)hash;; i++) {
        struct id_entry *entry = &map->table[i & (map->room - 1)];

        if (entry->hash == 0)
            return entry;
        if (entry->hash == hash &&
            strncmp(map->ids[entry->number], id, len) == 0 &&
            map->ids[entry->number][len] == '\0')
            return entry;
    }
}

static void
id_grow(struct id_map *map)
{
    struct id_entry *old = map->table;
    size_t old_room = map->room;

    map->room = old_room > 0 ? 2 * old_room : 1024;
    map->table = mem_calloc(map->room, sizeof *map->table);
    for (size_t i = 0; i < old_room; i++) {
        size_t at = (size_t)old[i].hash;

        if (old[i].hash == 0)
            continue;
        while (map->table[at & (map->room - 1)].hash != 0)
            at++;
        map->table[at & (map->room - 1)] = old[i];
    }
    free(old);
}

uint32_t
id_find(const struct id_map *map, const char *id, size_t len)
{
    struct id_entry *entry;

    if (map->room == 0)
        return ID_NONE;
    entry = id_slot(map, id, len, id_hash(id, len));
    return entry->hash != 0 ? entry->number : ID_NONE;
}

uint32_t
id_add(struct id_map *map, const char *id)
{
    uint64_t hash = id_hash(id, strlen(id));
    struct id_entry *entry;

    if (2 * (map->count + 1) > map->room)
        id_grow(map);
    entry = id_slot(map, id, strlen(id), hash);
    if (entry->hash == 0) {
        *entry = (struct id_entry){hash, (uint32_t)map->count};
        map->ids = mem_grow(map->ids, &map->ids_room, map->count + 1,
                            sizeof *map->ids);
        map->ids[map->count++] = id;
    }
    return entry->number;
}

void
id_deinit(struct id_map *map)
{
    free(map->table);
    free(map->ids);
}
