/* What was made of the same inputs, for all threads: a key is the digest of
 * everything that the making reads, so that nothing in it is ever old, and
 * nothing has to be told. Bounded: of what is longest unused nothing is left.
 */
#ifndef POLYPHONY_DESK_MEMO_H
#define POLYPHONY_DESK_MEMO_H

#include "polyphony/buf.h"
#include "polyphony/digest.h"

#define MEMO_MOST ((size_t)32 << 10) /* bytes of one; larger is made anew */

struct memo;

struct memo *memo_new(void); /* yours */
void memo_free(struct memo *memo);

/* Adds what is known by `key` (digest_text()) to `out`; false: not known.
 * Both do nothing where `memo` is NULL. */
bool memo_get(struct memo *memo, const char *key, struct buf *out);
void memo_put(struct memo *memo, const char *key, const struct buf *made);

#endif
