/* Things made of the same inputs; see the header. In sets by their key, as
 * kept pages are (kept.c), but small: they are copied under the lock. */
#include "memo.h"

#include "polyphony/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SETS 128 /* a power of two; with WAYS: 16 MiB at most */
#define WAYS 4

struct entry {
    char key[DIGEST_TEXT];
    char *bytes; /* NULL: none */
    size_t len;
    uint64_t used;
};

struct memo {
    pthread_mutex_t lock;
    struct entry entries[SETS][WAYS];
    uint64_t clock;
};

struct memo *
memo_new(void)
{
    struct memo *memo = mem_calloc(1, sizeof *memo);

    pthread_mutex_init(&memo->lock, NULL);
    return memo;
}

void
memo_free(struct memo *memo)
{
    if (memo == NULL)
        return;
    for (size_t i = 0; i < SETS * WAYS; i++)
        free(memo->entries[i / WAYS][i % WAYS].bytes);
    pthread_mutex_destroy(&memo->lock);
    free(memo);
}

static struct entry *
set_of(struct memo *memo, const char *key)
{
    char digits[] = {key[0], key[1], '\0'};

    return memo->entries[strtoul(digits, NULL, 16) & (SETS - 1)];
}

/* The entry of the key, else the one of its set that was longest unused. */
static struct entry *
find(struct memo *memo, const char *key, bool *is_it)
{
    struct entry *set = set_of(memo, key), *oldest = set;

    for (size_t i = 0; i < WAYS; i++) {
        *is_it = set[i].bytes != NULL && strcmp(set[i].key, key) == 0;
        if (*is_it)
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

bool
memo_get(struct memo *memo, const char *key, struct buf *out)
{
    struct entry *entry;
    bool is_known;

    if (memo == NULL)
        return false;
    pthread_mutex_lock(&memo->lock);
    entry = find(memo, key, &is_known);
    if (is_known) {
        entry->used = ++memo->clock;
        buf_add_bytes(out, entry->bytes, entry->len);
    }
    pthread_mutex_unlock(&memo->lock);
    return is_known;
}

void
memo_put(struct memo *memo, const char *key, const struct buf *made)
{
    struct entry *entry;
    char *bytes;
    bool is_known;

    if (memo == NULL || made->len > MEMO_MOST || !buf_ok(made))
        return;
    bytes = mem_alloc(made->len + 1);
    memcpy(bytes, buf_text(made), made->len + 1);
    pthread_mutex_lock(&memo->lock);
    entry = find(memo, key, &is_known);
    free(entry->bytes);
    memcpy(entry->key, key, sizeof entry->key);
    entry->bytes = bytes;
    entry->len = made->len;
    entry->used = ++memo->clock;
    pthread_mutex_unlock(&memo->lock);
}
