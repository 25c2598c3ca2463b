/* The desk of the demo, in a browser. */
#ifndef POLYPHONY_CLI_DEMO_DESK_H
#define POLYPHONY_CLI_DEMO_DESK_H

#include "cli.h"

#include <stdint.h>

/* Serves the demo's home until it is asked to end, its sites dated back from
 * `epoch`. `listen` is ADDRESS:PORT or NULL. Returns the exit status. */
int demo_desk(struct args *args, const char *listen, int64_t epoch);

#endif
