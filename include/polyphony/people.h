/* Who signs in, and the one-time links by which they do: the one writer of
 * person and sign_in_link. Secrets are random (libsodium); only their hashes
 * are kept. One thread a store. */
#ifndef POLYPHONY_PEOPLE_H
#define POLYPHONY_PEOPLE_H

#include "polyphony/store.h"

#define SECRET_TEXT 65 /* bytes that a secret in hexadecimal needs */

struct person_new {
    const char *name;
    const char *role; /* rep, reviewer, marketing, manager, admin */
    const char *rep;  /* id; needed for a rep, may be NULL for others */
    const char *mail; /* may be NULL */
};

/* Stores a person and a link that works once within seven days; its secret
 * goes to `secret` and is kept nowhere. ERROR_INPUT for an unknown role or
 * rep, ERROR_CONFLICT for a name that is taken. */
bool people_add(struct store *store, const struct person_new *new, int64_t now,
                char secret[SECRET_TEXT], struct error *err) MUST_CHECK;

bool people_count(struct store *store, int64_t *count,
                  struct error *err) MUST_CHECK;

/* The link by which the first person owns an empty place; an older one ends.
 */
bool people_set_up_link(struct store *store, int64_t now,
                        char secret[SECRET_TEXT], struct error *err) MUST_CHECK;

#endif
