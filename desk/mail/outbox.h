/* The thread that sends mail (mail.h, digest.h) and tells events (webhook.h),
 * with a store of its own. */
#ifndef POLYPHONY_DESK_OUTBOX_H
#define POLYPHONY_DESK_OUTBOX_H

#include "polyphony/config.h"

struct outbox;

/* Without mail and webhook settings *outbox is NULL, and that is fine.
 * ERROR_INPUT names a setting that is off. */
bool outbox_start(const char *home, const struct config *config,
                  struct outbox **outbox, struct error *err) MUST_CHECK;
/* Ends within a second, in the middle of a mail if need be. NULL is fine. */
void outbox_stop(struct outbox *outbox);

#endif
