/* The mail of the day: to each rep with a mail address, at [mail] digest_hour
 * of their own clock on their working days, only when there is something for
 * them. Its link opens a page; nothing is done by following it. Opting out is
 * on the account page. The writer of the table `digest`, with
 * page_account.c. */
#ifndef POLYPHONY_DESK_DIGEST_H
#define POLYPHONY_DESK_DIGEST_H

#include "polyphony/config.h"
#include "polyphony/store.h"

/* Puts what is due into the outbox (mail.h); *queued of them. Ask each minute.
 */
bool digest_queue_due(struct store *store, const struct config *config,
                      int64_t now, size_t *queued,
                      struct error *err) MUST_CHECK;

#endif
