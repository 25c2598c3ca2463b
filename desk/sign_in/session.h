/* Who is signed in, by a cookie whose secret is random and kept as a hash
 * only. A session ends after [desk] idle_hours without a request, after
 * [desk] session_days in any case, or when its owner ends it. */
#ifndef POLYPHONY_DESK_SESSION_H
#define POLYPHONY_DESK_SESSION_H

#include "desk/http/response.h"

/* Fills request->person, roles, secret, csrf and flash from the cookie; a
 * session that is none leaves nobody. */
bool session_find(struct request *request, struct error *err) MUST_CHECK;

/* The person is signed in from here on; a session before this one ends. */
bool session_begin(struct request *request, struct response *response,
                   int64_t person, struct error *err) MUST_CHECK;
bool session_end(struct request *request, struct response *response,
                 struct error *err) MUST_CHECK;

/* Ends all sessions of a person; `but` is the secret of one to keep, or NULL.
 */
bool session_end_all(struct store *store, int64_t person, const char *but,
                     struct error *err) MUST_CHECK;

/* One of theirs, by the first SESSION_NAME characters of its hash;
 * ERROR_NOTFOUND where there is none. */
#define SESSION_NAME 12
bool session_end_one(struct store *store, int64_t person, const char *name,
                     struct error *err) MUST_CHECK;

/* A sentence for the next page, and the address of a form that takes it back
 * (NULL: none). Without a session it is dropped. */
bool session_flash(struct request *request, const char *text, const char *undo,
                   struct error *err) MUST_CHECK;
bool session_flash_shown(struct request *request, struct error *err) MUST_CHECK;

/* May a password or a session travel here? Over TLS, and within a machine. */
bool sign_in_is_safe(const struct request *request);

/* The token that each form carries: the session's, masked anew each time so
 * that compression tells nothing of it (the BREACH attack). */
const char *csrf_token(struct request *request);
bool csrf_is_right(const struct request *request, const char *token);

/* Did a page of ours send it? By Sec-Fetch-Site, else Origin; a client
 * that sends neither is no browser. */
bool origin_is_ours(const struct request *request);
/* The same, said by the browser itself. */
bool origin_is_surely_ours(const struct request *request);

#endif
