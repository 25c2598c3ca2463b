/* Is an installation well? The one list of what is looked at: `polyphony
 * doctor` and the page Place say the same. */
#ifndef POLYPHONY_HEALTH_H
#define POLYPHONY_HEALTH_H

#include "polyphony/config.h"
#include "polyphony/store.h"

/* LOOK is what does harm; HINT is better mended, and no trouble. */
enum health_verdict { HEALTH_FINE, HEALTH_HINT, HEALTH_LOOK };

/* Sentences without full stop, good for the length of the call. Of what is
 * fine there is only `what`. */
struct health_finding {
    enum health_verdict verdict;
    const char *what, *why;
    const char *mend; /* what to do next */
    const char *path; /* of the desk, where that is done; may be NULL */
};

typedef void health_say(void *context, const struct health_finding *finding);

/* `deep` goes through the database's pages and the whole audit: seconds in a
 * large place. False only where the store itself fails. */
bool health_look(struct store *store, const struct config *config, bool deep,
                 health_say *say, void *context, struct error *err) MUST_CHECK;

#endif
