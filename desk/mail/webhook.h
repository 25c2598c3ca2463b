/* Webhooks out: what happens to suggestions, told to the address in [desk]
 * webhook, signed with the secret in [desk] webhook_key_file, and to those
 * that an admin named at the desk (webhook_to). Events come out of the audit,
 * whoever moved what; where many moved alike at once they are one event. They
 * wait in the table `webhook`, a row for each who is told; webhook*.c write it.
 *
 *   X-Polyphony-Timestamp: 1795000000
 *   X-Polyphony-Signature: sha256=HEX of HMAC-SHA256(secret, timestamp "."
 * body) X-Polyphony-Delivery: the event's number; the same when it comes again
 *
 * The body is JSON with a `text`; to Slack that text goes alone, to Teams as a
 * card. */
#ifndef POLYPHONY_DESK_WEBHOOK_H
#define POLYPHONY_DESK_WEBHOOK_H

#include "polyphony/config.h"
#include "polyphony/store.h"

#include <stdatomic.h>

bool webhook_is_on(const struct config *config); /* [desk] webhook is set */
/* Is there anybody to tell? */
bool webhook_has_targets(struct store *store, const struct config *config,
                         bool *has, struct error *err) MUST_CHECK;

/* ERROR_INPUT names the setting that is off. */
bool webhook_check(const struct config *config, struct error *err) MUST_CHECK;

/* Makes events of what the audit says since the last call; *made of them. The
 * first call ever only remembers where the audit ends. */
bool webhook_gather(struct store *store, const struct config *config,
                    int64_t now, size_t *made, struct error *err) MUST_CHECK;

/* Sends what is due; what is not taken (any answer but 2xx) is tried again
 * after 5, 10, 20 ... seconds, up to an hour, for a day. */
bool webhook_send_due(struct store *store, const struct config *config,
                      int64_t now, atomic_bool *stop,
                      struct error *err) MUST_CHECK;

/* --- those that an admin named: webhook_to.c ----------------------------- */

struct webhook_new {
    const char *name, *url;
    const char *format; /* json, slack, teams */
};

/* The secret goes to `secret`, is shown once, and stays in the table, as each
 * event is signed with it. ERROR_INPUT says what is wrong with the rest. */
bool webhook_add(struct store *store, const struct config *config,
                 const struct webhook_new *new, int64_t now, int64_t *id,
                 char secret[65], struct error *err) MUST_CHECK;
/* ERROR_NOTFOUND where there is none. What waits for one that is paused stays
 * until it runs out; of one that is deleted nothing stays. */
bool webhook_pause(struct store *store, const struct config *config, int64_t id,
                   bool paused, int64_t now, struct error *err) MUST_CHECK;
bool webhook_delete(struct store *store, int64_t id,
                    struct error *err) MUST_CHECK;
/* An event that says it is a test; 0 is [desk] webhook. */
bool webhook_try(struct store *store, const struct config *config, int64_t id,
                 int64_t now, struct error *err) MUST_CHECK;

#endif
