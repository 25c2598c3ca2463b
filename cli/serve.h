/* The server as a command runs it: until SIGTERM or SIGINT. */
#ifndef POLYPHONY_CLI_SERVE_H
#define POLYPHONY_CLI_SERVE_H

#include "home.h"

/* Says beside the address ("http://127.0.0.1:8687") how to come in. */
typedef bool serve_greet(struct home *home, const char *base,
                         struct error *err);

/* Opens the home and serves it; `listen` is ADDRESS:PORT or NULL. With
 * `rounds` it also curates and schedules by the clock. Threads that are to
 * leave the two signals alone are started with both blocked. Returns the exit
 * status. */
int serve_home(struct args *args, const char *listen, bool rounds,
               serve_greet *greet);

#endif
