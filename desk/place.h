/* What all requests of a desk share: settings read once, who may speak for
 * others, how often somebody tried. Made before the threads start; what
 * changes later has a lock of its own. */
#ifndef POLYPHONY_DESK_PLACE_H
#define POLYPHONY_DESK_PLACE_H

#include "desk/admin/backups.h"
#include "desk/marketing/job.h"
#include "desk/http/memo.h"
#include "desk/http/networks.h"
#include "desk/reviewer/rulebook.h"
#include "desk/http/throttle.h"

#include "polyphony/config.h"

#include <pthread.h>
#include <stdatomic.h>

struct desk_place {
    const char *home;
    struct config *config;
    struct networks proxies;      /* whose X-Forwarded-... count */
    struct networks header_peers; /* who may say who is signed in */
    const char *header;           /* in which header; "": none may */
    const char *url;              /* as people reach it; "": not said */
    char key[65];                 /* random, of this run */
    atomic_int demo;              /* is it one? 0 not looked, 1 no, 2 yes */
    struct throttle throttle;
    struct rulebooks rules;
    struct jobs jobs;
    struct backups backups;
    struct memo *memo;
    pthread_mutex_t hashing; /* one password at a time: 64 MiB each */
};

/* ERROR_INPUT names the setting that is off. */
bool desk_place_init(struct desk_place *place, const char *home,
                     struct config *config, struct error *err) MUST_CHECK;
void desk_place_deinit(struct desk_place *place);

#endif
