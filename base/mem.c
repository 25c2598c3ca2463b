/* Checked allocation; see the header for why a failure ends the program. */
#include "polyphony/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
no_memory(void)
{
    static const char line[] =
        "polyphony: out of memory; what was done so far is stored\n";

    if (write(STDERR_FILENO, line, sizeof line - 1) < 0) {
        /* nobody is left to tell */
    }
    abort();
}

void *
mem_alloc(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);

    if (p == NULL)
        no_memory();
    return p;
}

void *
mem_calloc(size_t count, size_t size)
{
    void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);

    if (p == NULL)
        no_memory();
    return p;
}

void *
mem_resize(void *old, size_t count, size_t size)
{
    void *p = reallocarray(old, count != 0 ? count : 1, size != 0 ? size : 1);

    if (p == NULL)
        no_memory();
    return p;
}

char *
mem_strdup(const char *text)
{
    return text == NULL ? NULL : mem_strndup(text, strlen(text));
}

char *
mem_strndup(const char *text, size_t len)
{
    char *copy = mem_alloc(len + 1);

    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void *
mem_grow(void *old, size_t *capacity, size_t need, size_t size)
{
    size_t cap = *capacity;

    if (need <= cap && old != NULL)
        return old;
    if (cap < 8)
        cap = 8;
    while (cap < need) {
        if (cap > SIZE_MAX / 2)
            no_memory();
        cap *= 2;
    }
    *capacity = cap;
    return mem_resize(old, cap, size);
}
