/* The rules in force, compiled once and shared by all requests until others
 * are. Who asks holds them; the former ones go when nobody does any more. */
#ifndef POLYPHONY_DESK_RULEBOOK_H
#define POLYPHONY_DESK_RULEBOOK_H

#include "polyphony/config.h"
#include "polyphony/json.h"
#include "polyphony/rules.h"

#include <pthread.h>

struct rulebook {
    const struct guideline *pack;
    const struct json *doc; /* the pack as written: read it, keep nothing */
    struct rules_origin origin;
};

struct rulebook_kept;
struct rulebooks {
    pthread_mutex_t lock;
    struct rulebook_kept *now;
};

void rulebooks_init(struct rulebooks *books);
void rulebooks_deinit(struct rulebooks *books);

/* *book is yours until rulebook_release(). Any thread. */
bool rulebook_hold(struct rulebooks *books, struct store *store,
                   const struct config *config, const struct rulebook **book,
                   struct error *err) MUST_CHECK;
void rulebook_release(struct rulebooks *books, const struct rulebook *book);

#endif
