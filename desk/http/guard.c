/* Connections with their deadlines, in a list behind one lock. */
#include "guard.h"
#include "networks.h"

#include "polyphony/clock.h"
#include "polyphony/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct guarded {
    int fd;
    _Atomic int64_t deadline; /* monotonic milliseconds */
    _Atomic int64_t since;    /* in this stage */
    atomic_int stage;         /* enum guard_stage */
    bool is_ended;            /* by us; the library is yet to notice */
    char address[GUARD_ADDRESS_TEXT];
    char network[NETWORK_TEXT];
    struct guarded *next, *before;
};

struct guard {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool started, stopping;
    int most, each, first_s;
    int count; /* without those that were ended */
    bool (*is_trusted)(void *context, const char *address);
    void *context;
    struct guarded *first;
};

struct guard *
guard_new(int most, int each, int first_s,
          bool (*is_trusted)(void *context, const char *address), void *context)
{
    struct guard *guard = mem_calloc(1, sizeof *guard);

    pthread_mutex_init(&guard->lock, NULL);
    pthread_cond_init(&guard->wake, NULL);
    guard->most = most;
    guard->each = each;
    guard->first_s = first_s;
    guard->is_trusted = is_trusted;
    guard->context = context;
    return guard;
}

void
guard_free(struct guard *guard)
{
    if (guard == NULL)
        return;
    guard_stop(guard);
    pthread_cond_destroy(&guard->wake);
    pthread_mutex_destroy(&guard->lock);
    free(guard);
}

static void
write_address(const struct sockaddr *address, char out[GUARD_ADDRESS_TEXT])
{
    out[0] = '\0';
    if (address == NULL)
        return;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;

        memcpy(&v4, address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, out, GUARD_ADDRESS_TEXT);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;

        memcpy(&v6, address, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, out, GUARD_ADDRESS_TEXT);
        if (strncmp(out, "::ffff:", 7) == 0 && strchr(out, '.') != NULL)
            memmove(out, out + 7, strlen(out + 7) + 1);
    }
}

/* The socket is the library's to close, which tells us before it does, so
 * that the number can't be another's yet. */
static void
end(struct guard *guard, struct guarded *connection)
{
    shutdown(connection->fd, SHUT_RDWR);
    connection->is_ended = true;
    guard->count--;
}

/* How long a stage may have lasted where there is no room, in ms. */
static const int64_t patience[] = {
    [GUARD_FIRST] = 0,
    [GUARD_NEXT] = 1000,
    [GUARD_REST] = 2000,
    [GUARD_ANSWER] = 10000,
};

/* Ends the one that is furthest over its patience. Of thousands that say
 * nothing each goes as the next comes, and who sends a request at once is
 * read meanwhile. */
static bool
make_room(struct guard *guard)
{
    int64_t now = clock_mono_ms(), most = -1;
    struct guarded *victim = NULL;

    for (struct guarded *c = guard->first; c != NULL; c = c->next) {
        int64_t over =
            now - atomic_load(&c->since) - patience[atomic_load(&c->stage)];

        /* The list begins with the newest: among equals the oldest goes. */
        if (!c->is_ended && over >= 0 && over >= most) {
            most = over;
            victim = c;
        }
    }
    if (victim != NULL)
        end(guard, victim);
    return victim != NULL;
}

bool
guard_has_room(struct guard *guard, const struct sockaddr *address)
{
    char text[GUARD_ADDRESS_TEXT], network[NETWORK_TEXT];
    int same = 0;
    bool has_room;

    write_address(address, text);
    address_network(text, network);
    pthread_mutex_lock(&guard->lock);
    for (const struct guarded *c = guard->first; c != NULL; c = c->next)
        same += !c->is_ended && strcmp(c->network, network) == 0;
    has_room =
        (same < guard->each || guard->is_trusted(guard->context, text)) &&
        (guard->count < guard->most || make_room(guard));
    pthread_mutex_unlock(&guard->lock);
    return has_room;
}

struct guarded *
guard_open(struct guard *guard, int fd, const struct sockaddr *address)
{
    struct guarded *connection = mem_calloc(1, sizeof *connection);

    connection->fd = fd;
    atomic_init(&connection->deadline,
                clock_mono_ms() + (int64_t)guard->first_s * 1000);
    atomic_init(&connection->since, clock_mono_ms());
    atomic_init(&connection->stage, GUARD_FIRST);
    write_address(address, connection->address);
    address_network(connection->address, connection->network);
    pthread_mutex_lock(&guard->lock);
    connection->next = guard->first;
    if (guard->first != NULL)
        guard->first->before = connection;
    guard->first = connection;
    guard->count++;
    pthread_mutex_unlock(&guard->lock);
    return connection;
}

void
guard_close(struct guard *guard, struct guarded *connection)
{
    if (connection == NULL)
        return;
    pthread_mutex_lock(&guard->lock);
    if (connection->before != NULL)
        connection->before->next = connection->next;
    else
        guard->first = connection->next;
    if (connection->next != NULL)
        connection->next->before = connection->before;
    guard->count -= !connection->is_ended;
    pthread_mutex_unlock(&guard->lock);
    free(connection);
}

void
guard_stage(struct guarded *connection, enum guard_stage stage, int seconds)
{
    int64_t now = clock_mono_ms();

    if (connection == NULL)
        return;
    atomic_store(&connection->since, now);
    atomic_store(&connection->stage, (int)stage);
    atomic_store(&connection->deadline, now + (int64_t)seconds * 1000);
}

const char *
guard_address(const struct guarded *connection)
{
    return connection != NULL ? connection->address : "";
}

static void
end_late(struct guard *guard)
{
    int64_t now = clock_mono_ms();

    for (struct guarded *c = guard->first; c != NULL; c = c->next) {
        if (!c->is_ended && now > atomic_load(&c->deadline))
            end(guard, c);
    }
}

static void *
watch(void *context)
{
    struct guard *guard = context;

    pthread_mutex_lock(&guard->lock);
    while (!guard->stopping) {
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&guard->wake, &guard->lock, &until);
        end_late(guard);
    }
    pthread_mutex_unlock(&guard->lock);
    return NULL;
}

bool
guard_start(struct guard *guard, struct error *err)
{
    int code = pthread_create(&guard->thread, NULL, watch, guard);

    guard->started = code == 0;
    errno = code;
    return code == 0 || error_errno(err, "starting the watch");
}

void
guard_stop(struct guard *guard)
{
    if (!guard->started)
        return;
    pthread_mutex_lock(&guard->lock);
    guard->stopping = true;
    pthread_cond_signal(&guard->wake);
    pthread_mutex_unlock(&guard->lock);
    pthread_join(guard->thread, NULL);
    guard->started = false;
}
