/* Mail on its way out: put into the outbox (the table `mail`) by whoever has
 * something to say, sent by one thread over libcurl, tried again for a while
 * when the server does not take it. Without [mail] url, from and [desk] url
 * no mail goes out and nothing is queued. */
#ifndef POLYPHONY_DESK_MAIL_H
#define POLYPHONY_DESK_MAIL_H

#include "polyphony/config.h"
#include "polyphony/store.h"

#include <stdatomic.h>

bool mail_is_on(const struct config *config);
/* The desk's address for links, without a slash at its end; never taken from
 * a request, whose Host anybody may choose. */
const char *mail_base(const struct config *config);

/* Plain text, UTF-8. Given up at `expires`. ERROR_INPUT for a recipient that
 * is no address. */
bool mail_queue(struct store *store, const char *recipient, const char *subject,
                const char *text, int64_t now, int64_t expires,
                struct error *err) MUST_CHECK;

/* The same for a mail that comes again: `unsubscribe` is the address of the
 * page on which a reader ends it (RFC 2369; the page acts, no GET of it). */
bool mail_queue_again(struct store *store, const char *recipient,
                      const char *subject, const char *text,
                      const char *unsubscribe, int64_t now, int64_t expires,
                      struct error *err) MUST_CHECK;

/* Is the host of this address of a server the machine itself? Then TLS is not
 * insisted on. Read as libcurl reads it. */
bool mail_is_local(const char *url);

/* Sends what is due. Failures are noted on the mail and tried again after 1,
 * 2, 4 ... minutes; false only when the store fails. Once *stop is true, the
 * mail on its way is broken off within a second and stays due. */
bool mail_send_due(struct store *store, const struct config *config,
                   int64_t now, atomic_bool *stop, int *sent,
                   struct error *err) MUST_CHECK;

#endif
