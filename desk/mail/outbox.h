/* Two threads, each with a store of its own: one sends mail (mail.h, digest.h),
 * one tells events (webhook.h), so that a slow server of mail keeps no event.
 */
#ifndef POLYPHONY_DESK_OUTBOX_H
#define POLYPHONY_DESK_OUTBOX_H

#include "polyphony/config.h"

#include <stdint.h>

struct outbox;

/* ERROR_INPUT names a setting that is off. */
bool outbox_start(const char *home, const struct config *config,
                  struct outbox **outbox, struct error *err) MUST_CHECK;
/* Ends within a second, in the middle of a mail if need be. NULL is fine. */
void outbox_stop(struct outbox *outbox);

/* Seconds until what was not taken is tried again: `first`, then twice as long
 * each time, up to an hour. */
int64_t outbox_wait(int64_t first, int64_t tries);

#endif
