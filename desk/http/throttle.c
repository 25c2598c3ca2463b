/* A leaky bucket a key ("generic cell rate", ITU-T I.371): one number says
 * when a key will have faded, each try moves it on by seconds/most. */
#include "throttle.h"

#include "polyphony/digest.h"

#include <stdlib.h>
#include <string.h>

void
throttle_init(struct throttle *throttle)
{
    memset(throttle, 0, sizeof *throttle);
    pthread_mutex_init(&throttle->lock, NULL);
}

void
throttle_deinit(struct throttle *throttle)
{
    pthread_mutex_destroy(&throttle->lock);
}

static uint64_t
hash_of(const char *kind, const char *key)
{
    const char *const texts[] = {kind, key};
    char text[DIGEST_TEXT], first[17];
    uint64_t hash;

    digest_text(text, texts, 2);
    memcpy(first, text, 16);
    first[16] = '\0';
    hash = strtoull(first, NULL, 16);
    return hash != 0 ? hash : 1;
}

/* The key's place, or the one that fades soonest. */
static struct throttle_key *
place_of(struct throttle *throttle, uint64_t hash)
{
    struct throttle_key *group =
        &throttle->keys[hash % (THROTTLE_KEYS / THROTTLE_WAYS) * THROTTLE_WAYS];
    struct throttle_key *oldest = group;

    for (size_t i = 0; i < THROTTLE_WAYS; i++) {
        if (group[i].hash == hash)
            return &group[i];
        if (group[i].empty < oldest->empty)
            oldest = &group[i];
    }
    *oldest = (struct throttle_key){.hash = hash};
    return oldest;
}

int64_t
throttle_try(struct throttle *throttle, const char *kind, const char *key,
             int most, int64_t seconds, int64_t now)
{
    uint64_t hash = hash_of(kind, key);
    int64_t step = seconds * 1000 / most, over;
    struct throttle_key *place;

    pthread_mutex_lock(&throttle->lock);
    place = place_of(throttle, hash);
    if (place->empty < now)
        place->empty = now;
    over = place->empty + step - now - seconds * 1000;
    if (over <= 0)
        place->empty += step;
    pthread_mutex_unlock(&throttle->lock);
    return over <= 0 ? 0 : (over + 999) / 1000;
}

void
throttle_clear(struct throttle *throttle, const char *kind, const char *key)
{
    uint64_t hash = hash_of(kind, key);

    pthread_mutex_lock(&throttle->lock);
    *place_of(throttle, hash) = (struct throttle_key){0};
    pthread_mutex_unlock(&throttle->lock);
}
