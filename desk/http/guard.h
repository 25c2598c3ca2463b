/* What keeps single clients from holding the server: a count of connections
 * an address, and a deadline for each request as a whole (the library's
 * time-out counts idle time only, so that a byte a second would hold a
 * connection for ever). One guard a server; safe between threads. */
#ifndef POLYPHONY_DESK_GUARD_H
#define POLYPHONY_DESK_GUARD_H

#include "polyphony/error.h"

#include <stdint.h>
#include <sys/socket.h>

#define GUARD_ADDRESS_TEXT 64

struct guard;
struct guarded; /* one connection */

/* A connection has `first_s` seconds until its request's first line is there.
 * At most `most` connections in all, of them `each` from one address; those
 * that `is_trusted` names (a proxy speaks for many) may have them all. */
struct guard *guard_new(int most, int each, int first_s,
                        bool (*is_trusted)(void *context, const char *address),
                        void *context);
void guard_free(struct guard *guard);

/* Starts the thread that ends what takes too long. */
bool guard_start(struct guard *guard, struct error *err) MUST_CHECK;
void guard_stop(struct guard *guard);

bool guard_has_room(struct guard *guard, const struct sockaddr *address);
struct guarded *guard_open(struct guard *guard, int fd,
                           const struct sockaddr *address);
void guard_close(struct guard *guard, struct guarded *connection);

/* From here on it has `seconds` to come to its next stage. */
void guard_stage(struct guarded *connection, int seconds);
const char *guard_address(const struct guarded *connection);

#endif
