/* The server: libmicrohttpd with an epoll thread pool, and the limits that it
 * lacks. Requests that differ from what a proxy in front would have read
 * (two lengths, a length with an encoding, NUL in a header) are refused. The
 * routes are a table in router.c. */
#include "polyphony/desk.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"
#include "router.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define CONNECTIONS 512
#define PER_ADDRESS 64
#define IDLE_S 10
#define MEMORY 32768 /* headers and body buffer of a connection */
#define BODY_MAX ((size_t)256 << 10)

struct desk {
    struct MHD_Daemon *daemon;
    char *home;
};

/* What belongs to one request until its body is there. */
struct pending {
    size_t body;
    bool is_begun, too_large;
    bool has_nul; /* in its address, which the library cuts there */
};

struct header_check {
    int lengths, encodings;
    bool has_nul;
};

static enum MHD_Result
look_at_header(void *context, enum MHD_ValueKind kind, const char *key,
               size_t key_size, const char *value, size_t value_size)
{
    struct header_check *check = context;

    (void)kind;
    check->lengths += strcasecmp(key, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0;
    check->encodings += strcasecmp(key, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0;
    if (strlen(key) != key_size ||
        (value != NULL && strlen(value) != value_size))
        check->has_nul = true;
    return MHD_YES;
}

static bool
is_clear(struct MHD_Connection *connection)
{
    struct header_check check = {0};

    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look_at_header,
                                &check);
    return check.lengths <= 1 && check.encodings <= 1 && !check.has_nul &&
           check.lengths + check.encodings <= 1;
}

static enum MHD_Result
reply(struct MHD_Connection *connection, const struct answer *answer)
{
    static const char *const always[][2] = {
        {"Content-Security-Policy",
         "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
    };
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(answer->body), (void *)(uintptr_t)answer->body,
        MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result;

    if (response == NULL)
        return MHD_NO;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        MHD_add_response_header(response, always[i][0], always[i][1]);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                            answer->type);
    if (answer->allow != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, answer->allow);
    if (answer->status == 401)
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                "Bearer");
    result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static void *
on_address(void *context, const char *address,
           struct MHD_Connection *connection)
{
    struct pending *pending = mem_calloc(1, sizeof *pending);

    (void)context;
    (void)connection;
    pending->has_nul = strstr(address, "%00") != NULL;
    return pending;
}

/* What says beforehand that it is too large need not be sent at all. */
static bool
announces_too_much(struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return length != NULL && strtoull(length, NULL, 10) > BODY_MAX;
}

static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url,
           const char *method, const char *version, const char *upload,
           size_t *upload_size, void **state)
{
    struct desk *desk = context;
    struct pending *pending = *state;
    struct answer answer;

    (void)version;
    (void)upload;
    if (!pending->is_begun) {
        pending->is_begun = true;
        pending->too_large = announces_too_much(connection);
        if (!pending->too_large)
            return MHD_YES;
    }
    if (*upload_size > 0) {
        pending->body += *upload_size;
        pending->too_large = pending->too_large || pending->body > BODY_MAX;
        *upload_size = 0;
        return MHD_YES;
    }
    if (pending->has_nul)
        router_problem(400, "The address has a NUL in it.", &answer);
    else if (!is_clear(connection))
        router_problem(400, "The request's length is not clear.", &answer);
    else if (pending->too_large)
        router_problem(413, "The request's body is over 256 KiB.", &answer);
    else
        router_answer(desk->home, method, url, &answer);
    return reply(connection, &answer);
}

static void
on_end(void *context, struct MHD_Connection *connection, void **state,
       enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    free(*state);
    *state = NULL;
}

static void
on_log(void *context, const char *fmt, va_list args)
{
    char line[300];

    (void)context;
    vsnprintf(line, sizeof line, fmt, args);
    log_event(LOG_DEBUG, "desk", "%s", line);
}

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

bool
desk_start(const struct desk_options *options, struct desk **out, int *port,
           struct error *err)
{
    struct sockaddr_storage address;
    struct desk *desk;
    const union MHD_DaemonInfo *info;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG;

    *out = NULL;
    if (!read_address(options, &address, err))
        return false;
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    desk = mem_calloc(1, sizeof *desk);
    desk->home = mem_strdup(options->home);
    desk->daemon = MHD_start_daemon(
        flags, (uint16_t)options->port, NULL, NULL, on_request, desk,
        MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_URI_LOG_CALLBACK,
        on_address, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, 4u, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)PER_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, on_end,
        NULL, MHD_OPTION_END);
    info = desk->daemon != NULL
               ? MHD_get_daemon_info(desk->daemon, MHD_DAEMON_INFO_BIND_PORT)
               : NULL;
    if (info == NULL) {
        desk_stop(desk);
        return error_errno(err, "%s:%d", options->address, options->port);
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
    free(desk->home);
    free(desk);
}
