/* Webhooks out: what happens to suggestions, told to one address that the
 * admin configured ([desk] webhook), signed with the secret in [desk]
 * webhook_key_file. Events come out of the audit, whoever moved what; they
 * wait in the table `webhook`, of which this file is the one writer.
 *
 *   X-Polyphony-Timestamp: 1795000000
 *   X-Polyphony-Signature: sha256=HEX of HMAC-SHA256(secret, timestamp "."
 * body) X-Polyphony-Delivery: the event's number; the same when it comes again
 *
 * The body is JSON with a `text` that Slack and Teams show. */
#ifndef POLYPHONY_DESK_WEBHOOK_H
#define POLYPHONY_DESK_WEBHOOK_H

#include "polyphony/config.h"
#include "polyphony/store.h"

#include <stdatomic.h>

bool webhook_is_on(const struct config *config);

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

#endif
