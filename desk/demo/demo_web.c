/* Serves the demo's web as a proxy: requests come with a whole address
 * (RFC 9112, 3.2.2), or with a path and Host. See the header. Leaves reading
 * to demo_content.c and rendering to demo_feed.c and demo_page.c.
 *
 * Answers are rendered afresh each time: the content never changes, so that
 * a hash of the bytes is a true ETag and threads need no lock. */
#include "polyphony/demo_web.h"
#include "demo_web_internal.h"
#include "polyphony/clock.h"
#include "polyphony/http_header.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_CONNECTIONS 256
#define IDLE_SECONDS 30
#define THREADS 2

struct demo_web {
    struct demo_content content;
    struct MHD_Daemon *daemon;
};

struct page {
    unsigned status;
    const char *type;
    struct buf body;
    int64_t modified; /* TIME_NONE: no validators */
};

static void
say(struct page *page, unsigned status, const char *text)
{
    page->status = status;
    page->type = "text/plain; charset=utf-8";
    page->modified = TIME_NONE;
    buf_add(&page->body, text);
}

static const struct demo_site *
find_site(const struct demo_web *web, const char *host)
{
    const struct demo_content *content = &web->content;

    if (strncmp(host, "www.", 4) == 0)
        host += 4;
    for (size_t i = 0; i < content->site_count; i++) {
        if (strcmp(content->sites[i].host, host) == 0)
            return &content->sites[i];
    }
    return NULL;
}

static void
show_article(struct page *page, const struct demo_site *site, const char *path)
{
    for (size_t i = 0; i < site->article_count; i++) {
        if (strcmp(site->articles[i].path, path) == 0) {
            page->modified = site->articles[i].published;
            demo_page_render(&page->body, site, &site->articles[i]);
            return;
        }
    }
    say(page, MHD_HTTP_NOT_FOUND, "no such page\n");
}

static void
show(struct page *page, const struct demo_site *site, const char *path)
{
    page->status = MHD_HTTP_OK;
    page->type = "text/html; charset=utf-8";
    page->modified =
        site->article_count > 0 ? site->articles[0].published : TIME_NONE;
    if (strcmp(path, site->feed) == 0) {
        page->type = demo_feed_type(site);
        demo_feed_render(&page->body, site);
    } else if (strcmp(path, "/") == 0) {
        demo_home_render(&page->body, site);
    } else if (strcmp(path, "/robots.txt") == 0) {
        say(page, MHD_HTTP_OK,
            "User-agent: *\nDisallow: /search/\nDisallow: /account/\n");
    } else {
        show_article(page, site, path);
    }
}

/* What stands at an address of this web. */
static void
answer_address(const struct demo_web *web, const char *address,
               struct page *page)
{
    struct arena *arena = arena_new(0);
    const char *normal = url_normalise(arena, address);
    const char *host = normal != NULL ? url_host(arena, normal) : NULL;
    const struct demo_site *site = host != NULL ? find_site(web, host) : NULL;
    const char *path;

    if (host == NULL) {
        say(page, MHD_HTTP_BAD_REQUEST, "not an address\n");
    } else if (url_is_inner(normal)) {
        say(page, MHD_HTTP_FORBIDDEN, "inner address\n");
    } else if (site == NULL) {
        say(page, MHD_HTTP_BAD_GATEWAY, "no such host in this web\n");
    } else {
        path = strstr(normal, "://");
        path = path != NULL ? strchr(path + 3, '/') : NULL;
        show(page, site,
             path != NULL ? arena_strndup(arena, path, strcspn(path, "?#"))
                          : "/");
    }
    arena_free(arena);
}

static void
make_etag(const struct buf *body, char etag[24])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (size_t i = 0; i < body->len; i++)
        hash = (hash ^ (unsigned char)body->data[i]) * UINT64_C(1099511628211);
    etag[0] = etag[17] = '"';
    etag[18] = '\0';
    for (int i = 0; i < 16; i++)
        etag[1 + i] = digits[hash >> (4 * i) & 15];
}

/* If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2). */
static bool
is_not_modified(struct MHD_Connection *connection, const char *etag,
                int64_t modified)
{
    const char *match = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                    "If-None-Match");
    const char *since = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                    "If-Modified-Since");
    int64_t when;

    if (match != NULL)
        return strstr(match, etag) != NULL || strcmp(match, "*") == 0;
    return http_date_parse(since, &when) && modified <= when;
}

static enum MHD_Result
send_page(struct MHD_Connection *connection, struct page *page)
{
    char etag[24], date[HTTP_DATE_TEXT];
    bool validated = page->status == MHD_HTTP_OK && page->modified != TIME_NONE;
    struct MHD_Response *response;
    enum MHD_Result result;

    make_etag(&page->body, etag);
    if (validated && is_not_modified(connection, etag, page->modified)) {
        page->status = MHD_HTTP_NOT_MODIFIED;
        buf_cut(&page->body, 0);
    }
    response = MHD_create_response_from_buffer(page->body.len, page->body.data,
                                               MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    if (page->status != MHD_HTTP_NOT_MODIFIED)
        MHD_add_response_header(response, "Content-Type", page->type);
    if (validated) {
        MHD_add_response_header(response, "ETag", etag);
        MHD_add_response_header(response, "Last-Modified",
                                http_date_text(page->modified, date));
    }
    result = MHD_queue_response(connection, page->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result
on_request(void *ctx, struct MHD_Connection *connection, const char *url,
           const char *method, const char *version, const char *upload,
           size_t *upload_size, void **state)
{
    static int seen;
    struct demo_web *web = ctx;
    struct page page = {.body = {.max = 8 << 20}, .modified = TIME_NONE};
    struct buf address = {.max = 8000};
    const char *host =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    enum MHD_Result result;

    (void)version;
    (void)upload;
    if (*state == NULL) { /* headers only, so far */
        *state = &seen;
        return MHD_YES;
    }
    *upload_size = 0;
    if (url[0] == '/')
        buf_printf(&address, "http://%s", host != NULL ? host : "");
    buf_add(&address, url);
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        say(&page, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD\n");
    else
        answer_address(web, buf_text(&address), &page);
    result = buf_ok(&page.body) ? send_page(connection, &page) : MHD_NO;
    buf_deinit(&page.body);
    buf_deinit(&address);
    return result;
}

static bool
listen_on_loopback(struct demo_web *web, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const union MHD_DaemonInfo *info;

    web->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, web,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (web->daemon == NULL)
        return false;
    info = MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info == NULL)
        return false;
    *port = info->port;
    return true;
}

struct demo_web *
demo_web_start(int64_t epoch, int *port, struct error *err)
{
    struct demo_web *web = mem_calloc(1, sizeof *web);

    if (!demo_content_read(epoch, &web->content, err)) {
        free(web);
        return NULL;
    }
    if (!listen_on_loopback(web, port)) {
        error_errno(err, "the demo's web can't listen on 127.0.0.1");
        demo_web_stop(web);
        return NULL;
    }
    return web;
}

void
demo_web_stop(struct demo_web *web)
{
    if (web == NULL)
        return;
    if (web->daemon != NULL)
        MHD_stop_daemon(web->daemon);
    demo_content_deinit(&web->content);
    free(web);
}
