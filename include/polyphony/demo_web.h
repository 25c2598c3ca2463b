/* The demo's own little web: a server within the program, on 127.0.0.1 only,
 * that acts as the fetch proxy of the demo. It answers for the hosts of
 * feeds/demo/sites.json (their names end in .example, which nobody can own)
 * with feeds and pages rendered from feeds/demo/articles/; any other host
 * gets 502, and an inner address 403. Nothing leaves the machine. */
#ifndef POLYPHONY_DEMO_WEB_H
#define POLYPHONY_DEMO_WEB_H

#include "polyphony/error.h"

#include <stdint.h>

struct demo_web;

/* Articles are dated back from the day of `epoch` (Unix seconds). *port gets
 * the port chosen. NULL with err on failure. Runs in threads of its own. */
struct demo_web *demo_web_start(int64_t epoch, int *port, struct error *err);
void demo_web_stop(struct demo_web *web); /* NULL is fine */

#endif
