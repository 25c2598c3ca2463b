/* A chain of blocks; allocation is a pointer bump. Large requests get a block
 * of their own, so that a block is never wasted on them. */
#include "polyphony/arena.h"
#include "polyphony/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)16 << 10)
#define ALIGN _Alignof(max_align_t)

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* newest first */
    size_t used, limit;
    bool failed;
};

struct arena *
arena_new(size_t limit_bytes)
{
    struct arena *arena = mem_calloc(1, sizeof *arena);

    arena->limit = limit_bytes != 0 ? limit_bytes : SIZE_MAX;
    return arena;
}

static void
drop_blocks(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
}

void
arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    drop_blocks(arena->blocks);
    free(arena);
}

void
arena_reset(struct arena *arena)
{
    struct block *keep = arena->blocks;

    if (keep != NULL) {
        drop_blocks(keep->next);
        keep->next = NULL;
        keep->used = 0;
    }
    arena->used = 0;
    arena->failed = false;
}

static struct block *
add_block(struct arena *arena, size_t size)
{
    struct block *block;
    size_t room = BLOCK_BYTES;

    /* Blocks grow with the arena, so that a large page has few of them. */
    while (room < arena->used / 4 && room < (size_t)1 << 20)
        room *= 2;
    if (room < size)
        room = size;
    block = mem_alloc(sizeof *block + room);
    block->size = room;
    block->used = 0;
    if (arena->blocks != NULL && room == size && size > BLOCK_BYTES / 4) {
        /* A block of its own goes behind the one that still has room. */
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    void *p;

    if (size > arena->limit - ALIGN ||
        arena->used > arena->limit - size - ALIGN) {
        arena->failed = true;
        return NULL;
    }
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (block == NULL || block->size - block->used < size)
        block = add_block(arena, size);
    p = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return memset(p, 0, size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / 2 / size) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, count * size);
}

char *
arena_strdup(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *
arena_strndup(struct arena *arena, const char *text, size_t len)
{
    char *copy = len < SIZE_MAX ? arena_alloc(arena, len + 1) : NULL;

    if (copy != NULL && len != 0)
        memcpy(copy, text, len);
    return copy;
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args, again;
    char *text = NULL;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    if (len >= 0)
        text = arena_alloc(arena, (size_t)len + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    va_end(args);
    return text;
}

bool
arena_failed(const struct arena *arena)
{
    return arena->failed;
}
