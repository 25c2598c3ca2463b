/* Between entities.c and entities_url.c. */
#ifndef POLYPHONY_SCHEDULER_ENTITIES_H
#define POLYPHONY_SCHEDULER_ENTITIES_H

#include "polyphony/entities.h"

#include <stdbool.h>

struct entity_list {
    struct entity *items;
    size_t count, capacity;
};

/* Borrowed until the next one is added. */
struct entity *entity_list_add(struct entity_list *list, enum entity_kind kind,
                               size_t start, size_t end);

void entities_scan_urls(const int32_t *points, size_t count,
                        struct entity_list *found);

/* X's own classes of characters, narrower than Unicode's. */
bool entities_is_latin_accent(int32_t cp);
bool entities_is_space(int32_t cp);
bool entities_is_direction(int32_t cp); /* bidi marks and overrides */

#endif
