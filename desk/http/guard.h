/* What keeps single clients from holding the server: a count of connections
 * an address, a deadline for each request as a whole (the library's time-out
 * counts idle time only, so that a byte a second would hold a connection for
 * ever), and, where all places are taken, an end for whoever has kept theirs
 * waiting longest, so that somebody new is always heard. One guard a server;
 * safe between threads. */
#ifndef POLYPHONY_DESK_GUARD_H
#define POLYPHONY_DESK_GUARD_H

#include "polyphony/error.h"

#include <stdint.h>
#include <sys/socket.h>

#define GUARD_ADDRESS_TEXT 64

struct guard;
struct guarded; /* one connection */

/* What a connection waits for, and so how soon it goes when room is wanted. */
enum guard_stage {
    GUARD_FIRST, /* the first line of its first request: at once */
    GUARD_NEXT,  /* another request, or none: after a second */
    GUARD_REST,  /* the rest of a request: after two */
    GUARD_ANSWER /* our answer, or its reading: after ten */
};

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

/* Where all places are taken one may be ended for this; the library has to
 * have a few more than `most`, as it learns of an end a little later. */
bool guard_has_room(struct guard *guard, const struct sockaddr *address);
struct guarded *guard_open(struct guard *guard, int fd,
                           const struct sockaddr *address);
void guard_close(struct guard *guard, struct guarded *connection);

/* From here on it has `seconds` to come to its next stage. */
void guard_stage(struct guarded *connection, enum guard_stage stage,
                 int seconds);
const char *guard_address(const struct guarded *connection);

#endif
