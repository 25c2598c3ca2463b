/* Hashes that are kept: BLAKE2b by libsodium. Pure and thread-safe. */
#ifndef POLYPHONY_DIGEST_H
#define POLYPHONY_DIGEST_H

#include <stddef.h>

#define DIGEST_TEXT 65 /* bytes that digest_text() needs */

/* 32 bytes in hexadecimal over the texts in order, each with its length, so
 * that no two lists of texts give the same bytes. NULL counts as its own
 * kind of text. Returns out. */
char *digest_text(char out[DIGEST_TEXT], const char *const *texts,
                  size_t count);

#endif
