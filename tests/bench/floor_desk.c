/* The floor under the desk: libmicrohttpd with the desk's threads, answering
 * every request with the same bytes of memory. tests/bench/desk_load.py runs
 * it beside the desk with a page of the same size.
 *
 *     floor_desk FILE    prints its port, serves until its input ends */
#include "polyphony/buf.h"
#include "polyphony/file.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#define THREADS 4

static struct buf page = {.max = (size_t)16 << 20};

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url,
       const char *method, const char *version, const char *upload,
       size_t *upload_size, void **state)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    (void)context;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_size;
    /* Answering at the first call would end the connection. */
    if (*state == NULL) {
        *state = &page;
        return MHD_YES;
    }
    response = MHD_create_response_from_buffer(page.len, page.data,
                                               MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type",
                            "text/html; charset=utf-8");
    result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

int
main(int count, char **words)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon;
    const union MHD_DaemonInfo *info;
    struct error err;

    if (count != 2 || !file_read(words[1], &page, &err)) {
        fprintf(stderr, "floor_desk: one file, please\n");
        return 2;
    }
    daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_END);
    info = daemon != NULL
               ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)
               : NULL;
    if (info == NULL)
        return 1;
    printf("%d\n", info->port);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    MHD_stop_daemon(daemon);
    buf_deinit(&page);
    return 0;
}
