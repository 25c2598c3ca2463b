/* What a rep's pages keep between visits: their Mastodon server, and the
 * secret of their calendar and feed, of which only a hash is kept. The one
 * writer of rep_desk. */
#ifndef POLYPHONY_DESK_REP_DESK_H
#define POLYPHONY_DESK_REP_DESK_H

#include "polyphony/arena.h"
#include "polyphony/people.h"
#include "polyphony/store.h"

/* NULL where none was given. */
bool rep_desk_instance(struct store *store, const char *rep,
                       struct arena *arena, const char **instance,
                       struct error *err) MUST_CHECK;
bool rep_desk_set_instance(struct store *store, const char *rep,
                           const char *instance, struct error *err) MUST_CHECK;

/* A new secret; the old one ends. Told here and never again. */
bool rep_desk_renew(struct store *store, const char *rep, int64_t now,
                    char secret[SECRET_TEXT], struct error *err) MUST_CHECK;
/* Since when there is one; TIME_NONE: there is none. */
bool rep_desk_renewed(struct store *store, const char *rep, int64_t *when,
                      struct error *err) MUST_CHECK;
bool rep_desk_end(struct store *store, const char *rep,
                  struct error *err) MUST_CHECK;
/* Whose secret is it? NULL: nobody's (any more). */
bool rep_desk_whose(struct store *store, const char *secret,
                    struct arena *arena, const char **rep,
                    struct error *err) MUST_CHECK;

#endif
