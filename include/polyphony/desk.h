/* The desk: the HTTP server of an installation. It listens on loopback unless
 * told otherwise; TLS is a reverse proxy's task (docs/deploy.md). Runs in
 * threads of its own, each request with a database handle of its thread's. */
#ifndef POLYPHONY_DESK_H
#define POLYPHONY_DESK_H

#include "polyphony/config.h"
#include "polyphony/error.h"

#include <stddef.h>

struct desk;

struct desk_options {
    const char *home;
    const char *address;   /* "127.0.0.1", "::1" or another of this machine */
    int port;              /* 0 chooses */
    struct config *config; /* outlives the desk */
};

/* On success *desk is yours and *port the port it listens on. */
bool desk_start(const struct desk_options *options, struct desk **desk,
                int *port, struct error *err) MUST_CHECK;

/* For a thread that works beside the desk: who waits for a page goes first. On
 * Linux this is the thread's own priority, and that of the threads it starts.
 */
void desk_work_behind(void);

/* Ends within seconds, whatever clients do. NULL is fine. */
void desk_stop(struct desk *desk);

/* The table of routes for people, a line each: method, address, who may come,
 * what it does. 0 after the last one, else the line's length. */
size_t desk_route_words(size_t at, char *line, size_t size);

#endif
