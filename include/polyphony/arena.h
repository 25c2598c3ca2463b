/* An arena: what is read together dies together. No field is freed alone.
 * With a limit, allocations past it return NULL and `arena_failed` stays
 * true, so that hostile input ends in an error and not in a full machine.
 * Without a limit (0) no call returns NULL. One thread at a time. */
#ifndef POLYPHONY_ARENA_H
#define POLYPHONY_ARENA_H

#include "polyphony/error.h"

#include <stddef.h>

struct arena;

struct arena *arena_new(size_t limit_bytes); /* 0: no limit; never NULL */
void arena_free(struct arena *arena);        /* NULL is fine */
void arena_reset(struct arena *arena);       /* empty, blocks kept in part */

/* Aligned for any type, zeroed; NULL only over the limit. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *text); /* NULL: NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);

bool arena_failed(const struct arena *arena); /* was an allocation refused? */

#endif
