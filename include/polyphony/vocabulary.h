/* Words to numbers 0, 1, 2 ... and back: what the ranking's and the stories'
 * indexes count by. Compact: no allocation a word. One thread at a time. */
#ifndef POLYPHONY_VOCABULARY_H
#define POLYPHONY_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#define VOCABULARY_NONE UINT32_MAX

struct vocabulary;

struct vocabulary *vocabulary_new(void);             /* yours; never NULL */
void vocabulary_free(struct vocabulary *vocabulary); /* NULL is fine */

size_t vocabulary_count(const struct vocabulary *vocabulary);

/* The word's number, a new one where it has none yet. VOCABULARY_NONE only
 * when 2 GiB of words are in. */
uint32_t vocabulary_add(struct vocabulary *vocabulary, const char *word);
uint32_t vocabulary_find(const struct vocabulary *vocabulary, const char *word);

/* Borrowed until the next vocabulary_add. */
const char *vocabulary_word(const struct vocabulary *vocabulary,
                            uint32_t number);

#endif
