/* Tokens by which programs ask the API in a person's name. */
#ifndef POLYPHONY_DESK_TOKEN_H
#define POLYPHONY_DESK_TOKEN_H

#include "desk/http/request.h"

/* Fills request->person and roles from "Authorization: Bearer TOKEN"; one
 * that is unknown or too old leaves nobody. */
bool token_find(struct request *request, struct error *err) MUST_CHECK;

/* A new token for a person, kept as a hash; shown this once. `expires` may be
 * TIME_NONE. */
bool token_make(struct store *store, int64_t person, const char *name,
                int64_t now, int64_t expires, char secret[SECRET_TEXT],
                struct error *err) MUST_CHECK;

/* Ends one, by what names it; ERROR_NOTFOUND where that person has none. */
bool token_end(struct store *store, int64_t person, const char *id,
               struct error *err) MUST_CHECK;
bool token_end_all(struct store *store, int64_t person,
                   struct error *err) MUST_CHECK;

#endif
