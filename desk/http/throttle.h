/* How often somebody may try: a count a key (an address, a login) that fades
 * with time. Kept in memory, in a table of fixed size in which the oldest
 * make room; a restart forgets it. Safe between threads. */
#ifndef POLYPHONY_DESK_THROTTLE_H
#define POLYPHONY_DESK_THROTTLE_H

#include <pthread.h>
#include <stdint.h>

#define THROTTLE_KEYS 4096
#define THROTTLE_WAYS 4 /* places in which a key may be */

struct throttle_key {
    uint64_t hash; /* 0: free */
    int64_t empty; /* milliseconds at which all its tries have faded */
};

struct throttle {
    pthread_mutex_t lock;
    struct throttle_key keys[THROTTLE_KEYS];
};

void throttle_init(struct throttle *throttle);
void throttle_deinit(struct throttle *throttle);

/* Notes a try and returns 0; or notes nothing and returns the seconds to wait
 * when `most` tries lie within `seconds`. `now` is monotonic milliseconds. */
int64_t throttle_try(struct throttle *throttle, const char *kind,
                     const char *key, int most, int64_t seconds, int64_t now);

/* Forgets the key's tries: it was the right person after all. */
void throttle_clear(struct throttle *throttle, const char *kind,
                    const char *key);

#endif
