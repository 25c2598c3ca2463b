/* Hashes that are kept: BLAKE2b by libsodium. Pure and thread-safe. */
#ifndef POLYPHONY_DIGEST_H
#define POLYPHONY_DIGEST_H

#include <stddef.h>

#define DIGEST_TEXT 65 /* bytes that digest_text() needs */
#define DIGEST_SALT 33 /* bytes that digest_salt() needs */

/* 32 bytes in hexadecimal over the texts in order, each with its length, so
 * that no two lists of texts give the same bytes. NULL counts as its own
 * kind of text. Returns out. */
char *digest_text(char out[DIGEST_TEXT], const char *const *texts,
                  size_t count);

/* 16 random bytes in hexadecimal: with them before it, a text can't be
 * guessed from its digest. Returns out. */
char *digest_salt(char out[DIGEST_SALT]);

#endif
