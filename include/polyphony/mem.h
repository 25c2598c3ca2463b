/* Memory that is there or the program ends: there is no useful way on when
 * the system has no memory, and every step of ours can be killed and resumed.
 * None of these returns NULL; a failure prints a line and aborts. Sizes from
 * outside are bounded by their callers before they come here. Thread-safe. */
#ifndef POLYPHONY_MEM_H
#define POLYPHONY_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);                /* yours; free() it */
void *mem_calloc(size_t count, size_t size); /* zeroed; overflow aborts */
void *mem_resize(void *old, size_t count, size_t size); /* as reallocarray */
char *mem_strdup(const char *text);                     /* NULL gives NULL */
char *mem_strndup(const char *text, size_t len);

/* Make room for `need` items of `size` bytes in a growing array; doubles. */
void *mem_grow(void *old, size_t *capacity, size_t need, size_t size);

#endif
