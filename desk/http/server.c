/* The server: libmicrohttpd with an epoll thread pool, and the limits that it
 * lacks (guard.c). Requests that differ from what a proxy in front would have
 * read (two lengths, a length with an encoding, NUL in a header) are refused;
 * of a body in an encoding that we lack nothing is waited for.
 * A request is read whole, then answered by router.c; each thread keeps a
 * database handle and an arena of its own. */
#include "polyphony/clock.h"
#include "polyphony/desk.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"
#include "guard.h"
#include "kept.h"
#include "desk/mail/outbox.h"
#include "desk/page.h"
#include "desk/place.h"
#include "reply.h"
#include "router.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define THREADS 4
#define CONNECTIONS 512
/* The library's own bound: what the guard has ended counts until it notices. */
#define CONNECTIONS_MAX (CONNECTIONS + 128)
#define PER_ADDRESS 96
#define IDLE_S 10
#define FIRST_S 20     /* until the first line of a request is there */
#define MEMORY 65536   /* headers and body buffer of a connection */
#define HEADERS_MAX 64 /* lines */
/* Bytes of them; the library takes each cookie's room twice, and an answer's
 * headers need some of what is left. */
#define HEADERS_BYTES 16384

struct desk {
    struct MHD_Daemon *daemon;
    struct guard *guard;
    struct outbox *outbox;
    struct kept_pages *kept;
    struct desk_place place;
    int whole_s; /* a request's headers, body and answer */
    char *home;
    int lock; /* nobody replaces the database meanwhile; -1: not had */
    pthread_key_t thread; /* struct thread_tools */
    bool has_key;
};

/* What a thread keeps from one request to the next. */
struct thread_tools {
    struct store store;
    struct arena *arena;
};

/* What belongs to one request until its body is there. */
struct pending {
    char *target;
    struct buf body;
    size_t body_max;
    bool is_begun, is_too_large, is_encoded, is_unclear;
};

/* --- a thread's tools ------------------------------------------------- */

static void
free_tools(void *tools_of_thread)
{
    struct thread_tools *tools = tools_of_thread;

    store_close(&tools->store);
    arena_free(tools->arena);
    free(tools);
}

static struct thread_tools *
tools_of(struct desk *desk)
{
    struct thread_tools *tools = pthread_getspecific(desk->thread);
    struct error err;

    if (tools == NULL) {
        tools = mem_calloc(1, sizeof *tools);
        tools->arena = arena_new(0);
        pthread_setspecific(desk->thread, tools);
    }
    arena_reset(tools->arena);
    if (tools->store.db == NULL && !store_open(desk->home, &tools->store, &err))
        log_event(LOG_ERROR, "desk", "%s", err.text);
    return tools;
}

/* --- reading a request ------------------------------------------------ */

struct header_reading {
    struct request *request;
    int lengths, encodings, hosts;
    size_t bytes;
    bool is_unclear;
};

/* A token, and text without control characters but the tab (RFC 9110, 5.5,
 * 5.6.2). Of a NUL and of a line that ends with \r or \n alone the library
 * leaves nothing to be seen: docs/internals/desk.md. */
static bool
is_clear(const char *key, const char *value)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (const char *p = key; *p != '\0'; p++) {
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
              (*p >= '0' && *p <= '9') || strchr(marks, *p) != NULL))
            return false;
    }
    for (const char *p = value; *p != '\0'; p++) {
        if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7F)
            return false;
    }
    return key[0] != '\0';
}

static enum MHD_Result
read_header(void *context, enum MHD_ValueKind kind, const char *key,
            size_t key_size, const char *value, size_t value_size)
{
    struct header_reading *reading = context;

    (void)kind;
    reading->lengths += strcasecmp(key, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0;
    reading->encodings +=
        strcasecmp(key, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0;
    reading->hosts += strcasecmp(key, MHD_HTTP_HEADER_HOST) == 0;
    reading->bytes += key_size + value_size;
    if (value == NULL || strlen(key) != key_size ||
        strlen(value) != value_size || !is_clear(key, value) ||
        reading->request->headers.count == HEADERS_MAX) {
        reading->is_unclear = true;
        return MHD_YES;
    }
    request_add(reading->request, &reading->request->headers, key, key_size,
                value, value_size);
    return MHD_YES;
}

static void
read_headers(struct MHD_Connection *connection, struct request *request)
{
    struct header_reading reading = {.request = request};

    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, read_header,
                                &reading);
    request->is_heavy = reading.bytes > HEADERS_BYTES;
    if (reading.lengths > 1 || reading.encodings > 1 || reading.hosts > 1 ||
        reading.lengths + reading.encodings > 1 || reading.is_unclear)
        request->problem = "The request's length or headers are not clear.";
}

static struct guarded *
guarded_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info != NULL ? info->socket_context : NULL;
}

static void
begin_request(struct desk *desk, struct MHD_Connection *connection,
              const char *method, struct thread_tools *tools,
              struct pending *pending, struct request *request)
{
    *request =
        (struct request){.arena = tools->arena,
                         .config = desk->place.config,
                         .place = &desk->place,
                         .kept = desk->kept,
                         .now = clock_now(),
                         .method = method_of(method),
                         .method_name = arena_strdup(tools->arena, method)};
    if (tools->store.db != NULL)
        request->store = &tools->store;
    request_read_target(request, pending->target);
    read_headers(connection, request);
    request_read_peer(
        request,
        arena_strdup(tools->arena, guard_address(guarded_of(connection))));
    request->body = buf_text(&pending->body);
    request->body_len = pending->body.len;
}

/* How much body the address takes, before any of it is read; what says
 * beforehand that it is too large need not be sent at all. Where it is not
 * clear how long it is, none is read: what we take for the next request may be
 * the rest of this one to a proxy (RFC 9112, 6.1), so the connection ends. */
static void
measure(struct desk *desk, struct MHD_Connection *connection,
        const char *method, struct pending *pending)
{
    const char *length = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    const char *encoding = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    struct thread_tools *tools;
    struct request request;
    unsigned allowed;

    pending->body_max = FORM_MAX;
    pending->body.max = FORM_MAX;
    if (length == NULL && encoding == NULL)
        return; /* it has no body */
    pending->is_encoded =
        encoding != NULL && strcasecmp(encoding, "chunked") != 0;
    tools = tools_of(desk);
    begin_request(desk, connection, method, tools, pending, &request);
    pending->is_unclear = request.problem != NULL;
    pending->body_max = router_body_max(
        request.problem == NULL ? router_find(&request, &allowed) : NULL);
    pending->body.max = pending->body_max + 1;
    pending->is_too_large =
        length != NULL && strtoull(length, NULL, 10) > pending->body_max;
}

/* --- the library's calls ---------------------------------------------- */

static void *
on_address(void *context, const char *address,
           struct MHD_Connection *connection)
{
    struct desk *desk = context;
    struct pending *pending = mem_calloc(1, sizeof *pending);

    pending->target = mem_strndup(address, TARGET_MAX + 1);
    guard_stage(guarded_of(connection), GUARD_REST, desk->whole_s);
    return pending;
}

static enum MHD_Result
answer(struct desk *desk, struct MHD_Connection *connection, const char *method,
       struct pending *pending)
{
    struct thread_tools *tools = tools_of(desk);
    struct request request;
    struct response response;
    enum MHD_Result result;

    guard_stage(guarded_of(connection), GUARD_ANSWER, desk->whole_s);
    begin_request(desk, connection, method, tools, pending, &request);
    response_init(&response);
    reply_offer_parts(connection, &request);
    if (pending->is_encoded)
        page_refuse(&request, &response, 501, NULL,
                    "Of Transfer-Encoding only chunked is read here.");
    else if (request.is_heavy)
        page_refuse(&request, &response, 431, NULL,
                    "Its headers have over %d KiB. Where it is the cookies, "
                    "remove those of this site.",
                    HEADERS_BYTES / 1024);
    else if (pending->is_too_large)
        reply_too_large(&request, &response, pending->body_max);
    else
        router_answer(&request, &response);
    if (tools->store.db != NULL)
        db_rollback(tools->store.db);
    result = reply_send(connection, &request, &response);
    response_deinit(&response);
    return result;
}

static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url,
           const char *method, const char *version, const char *upload,
           size_t *upload_size, void **state)
{
    struct desk *desk = context;
    struct pending *pending = *state;

    (void)url;
    (void)version;
    if (!pending->is_begun) {
        pending->is_begun = true;
        measure(desk, connection, method, pending);
        if (!pending->is_too_large && !pending->is_encoded &&
            !pending->is_unclear)
            return MHD_YES;
    }
    if (*upload_size > 0) {
        if (!pending->is_too_large)
            buf_add_bytes(&pending->body, upload, *upload_size);
        pending->is_too_large = pending->is_too_large ||
                                pending->body.len > pending->body_max ||
                                !buf_ok(&pending->body);
        *upload_size = 0;
        return MHD_YES;
    }
    return answer(desk, connection, method, pending);
}

static void
on_end(void *context, struct MHD_Connection *connection, void **state,
       enum MHD_RequestTerminationCode code)
{
    struct desk *desk = context;
    struct pending *pending = *state;

    (void)code;
    guard_stage(guarded_of(connection), GUARD_NEXT, desk->whole_s);
    if (pending == NULL)
        return;
    free(pending->target);
    buf_deinit(&pending->body);
    free(pending);
    *state = NULL;
}

static enum MHD_Result
on_accept(void *context, const struct sockaddr *address, socklen_t len)
{
    struct desk *desk = context;

    (void)len;
    return guard_has_room(desk->guard, address) ? MHD_YES : MHD_NO;
}

static void
on_connection(void *context, struct MHD_Connection *connection,
              void **socket_context, enum MHD_ConnectionNotificationCode code)
{
    struct desk *desk = context;
    const union MHD_ConnectionInfo *fd, *address;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        guard_close(desk->guard, *socket_context);
        *socket_context = NULL;
        return;
    }
    fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (fd != NULL && address != NULL)
        *socket_context =
            guard_open(desk->guard, fd->connect_fd, address->client_addr);
}

static void
on_log(void *context, const char *fmt, va_list args)
{
    char line[300];

    (void)context;
    vsnprintf(line, sizeof line, fmt, args);
    log_event(LOG_DEBUG, "desk", "%s", line);
}

/* --- start and stop --------------------------------------------------- */

static bool
read_address(const struct desk_options *options,
             struct sockaddr_storage *address, struct error *err)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

    memset(address, 0, sizeof *address);
    v4.sin_port = htons((uint16_t)options->port);
    v6.sin6_port = htons((uint16_t)options->port);
    if (inet_pton(AF_INET, options->address, &v4.sin_addr) == 1)
        memcpy(address, &v4, sizeof v4);
    else if (inet_pton(AF_INET6, options->address, &v6.sin6_addr) == 1)
        memcpy(address, &v6, sizeof v6);
    else
        return error_set(err, ERROR_USAGE,
                         "%s: no address; write 127.0.0.1:PORT or [::1]:PORT",
                         options->address);
    return true;
}

/* A proxy speaks for many people, and so does this machine. */
static bool
is_trusted(void *context, const char *address)
{
    const struct desk *desk = context;

    return address_is_loopback(address) ||
           networks_have(&desk->place.proxies, address);
}

static struct MHD_Daemon *
start_daemon(struct desk *desk, const struct desk_options *options,
             struct sockaddr_storage *address)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG;

    if (address->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    return MHD_start_daemon(
        flags, (uint16_t)options->port, on_accept, desk, on_request, desk,
        MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_URI_LOG_CALLBACK,
        on_address, desk, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)address,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, on_end,
        desk, MHD_OPTION_NOTIFY_CONNECTION, on_connection, desk,
        MHD_OPTION_END);
}

bool
desk_start(const struct desk_options *options, struct desk **out, int *port,
           struct error *err)
{
    struct sockaddr_storage address;
    const union MHD_DaemonInfo *info;
    struct desk *desk;

    *out = NULL;
    if (!read_address(options, &address, err))
        return false;
    desk = mem_calloc(1, sizeof *desk);
    desk->home = mem_strdup(options->home);
    desk->lock =
        store_share_lock(&(struct store){.home = desk->home}, "serve", err);
    desk->kept = kept_new();
    desk->whole_s = (int)config_number(options->config, "desk.request_s");
    desk->guard = guard_new(CONNECTIONS, PER_ADDRESS,
                            desk->whole_s < FIRST_S ? desk->whole_s : FIRST_S,
                            is_trusted, desk);
    desk->has_key = pthread_key_create(&desk->thread, free_tools) == 0;
    if (desk->lock < 0 || !desk->has_key ||
        !desk_place_init(&desk->place, desk->home, options->config, err) ||
        !guard_start(desk->guard, err) ||
        !outbox_start(desk->home, options->config, &desk->outbox, err)) {
        desk_stop(desk);
        return false;
    }
    desk->daemon = start_daemon(desk, options, &address);
    info = desk->daemon != NULL
               ? MHD_get_daemon_info(desk->daemon, MHD_DAEMON_INFO_BIND_PORT)
               : NULL;
    if (info == NULL) {
        error_errno(err, "%s:%d", options->address, options->port);
        desk_stop(desk);
        return false;
    }
    *port = info->port;
    *out = desk;
    return true;
}

void
desk_stop(struct desk *desk)
{
    if (desk == NULL)
        return;
    if (desk->daemon != NULL)
        MHD_stop_daemon(desk->daemon);
    kept_free(desk->kept); /* nobody sends one any more */
    outbox_stop(desk->outbox);
    guard_free(desk->guard);
    desk_place_deinit(&desk->place);
    if (desk->has_key)
        pthread_key_delete(desk->thread);
    if (desk->lock >= 0)
        close(desk->lock);
    free(desk->home);
    free(desk);
}
