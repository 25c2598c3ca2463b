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

/* Sends to all receivers side by side, one event at a time to each, in the
 * order in which they were made. What is not taken (any answer but 2xx, or
 * none within 10 s) is tried again after 5, 10, 20 ... seconds, up to an hour,
 * for a day, and the later ones wait behind it; but not where the receiver
 * says that this very event is wrong (400, 413, 415, 422). A test waits for
 * nobody and is tried once; where it is taken, what waited goes at once. */
struct webhook_sender;
/* NULL: no memory. Store and config are borrowed; of one thread. */
struct webhook_sender *webhook_sender_new(struct store *store,
                                          const struct config *config);
void webhook_sender_free(struct webhook_sender *sender); /* NULL is fine */
/* One turn: begins what is due, waits up to `wait_ms` for what is under way,
 * notes what has ended. Ask again soon while anything is under way. */
bool webhook_send(struct webhook_sender *sender, int64_t now, int wait_ms,
                  struct error *err) MUST_CHECK;
bool webhook_is_sending(const struct webhook_sender *sender);

/* The body as a receiver of this format (json, slack, teams) takes it; `base`
 * is where a card leads. Yours to free. */
char *webhook_shape(const char *body, const char *format, const char *base);

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
/* A new secret, shown once; the old one signs nothing from then on. */
bool webhook_renew(struct store *store, int64_t id, char secret[65],
                   struct error *err) MUST_CHECK;
bool webhook_delete(struct store *store, int64_t id,
                    struct error *err) MUST_CHECK;
/* An event that says it is a test; 0 is [desk] webhook. */
bool webhook_try(struct store *store, const struct config *config, int64_t id,
                 int64_t now, struct error *err) MUST_CHECK;

#endif
