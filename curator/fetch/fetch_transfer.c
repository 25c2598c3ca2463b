/* One hop over the wire: a libcurl handle with every guard set, its callbacks
 * that count, and the reading of what came. Decides nothing.
 *
 * libcurl's own size limit lets compressed and length-less bodies through, so
 * decoded bytes are counted here; its redirects are off, since with a proxy
 * the socket check sees only the proxy (fetch.c follows and checks names). */
#include "fetch_internal.h"
#include "polyphony/http_header.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>

#define MAX_UNWANTED (64u << 10) /* of a body that we don't keep */
#define SLOW_BYTES 16L           /* a second, on average over */
#define SLOW_SECONDS 20L
/* At once from the socket. Small, since what is paused is unpacked first,
 * and a bomb makes a thousand bytes of one. */
#define READ_BYTES 4096L

static const char *const accepts[] = {
    [FETCH_FEED] =
        "Accept: application/rss+xml, application/atom+xml, "
        "application/rdf+xml, application/feed+json, application/xml;q=0.9, "
        "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1",
    [FETCH_PAGE] = "Accept: text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    [FETCH_ROBOTS] = "Accept: text/plain, */*;q=0.1",
};

/* May the body grow by so much now? See LARGE_BODY. */
static bool
may_grow(struct transfer *transfer, size_t len)
{
    struct fetcher *fetcher = transfer->fetcher;

    if (transfer->large || transfer->body.len + len <= LARGE_BODY)
        return true;
    transfer->large = fetcher->large < MAX_LARGE;
    transfer->paused = !transfer->large;
    fetcher->large += transfer->large;
    return transfer->large;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;
    const struct fetch_options *options = &transfer->fetcher->options;
    size_t len = size * count, have = transfer->body.len;
    bool robots = transfer->job->request.kind == FETCH_ROBOTS;
    size_t most = robots ? ROBOTS_MAX_BYTES : options->max_bytes;
    long status = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299) {
        transfer->enough = len > MAX_UNWANTED - have;
        if (!transfer->enough)
            buf_add_bytes(&transfer->body, bytes, len);
        return transfer->enough ? 0 : len;
    }
    if (len > most - have) {
        if (robots)
            buf_add_bytes(&transfer->body, bytes, most - have);
        transfer->enough = robots;
        transfer->body_over = !robots;
        return 0;
    }
    if (!may_grow(transfer, len))
        return CURL_WRITEFUNC_PAUSE;
    buf_add_bytes(&transfer->body, bytes, len);
    return len;
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;
    size_t len = size * count;

    (void)bytes;
    transfer->header_bytes += len;
    if (transfer->header_bytes > transfer->fetcher->options.max_header_bytes) {
        transfer->headers_over = true;
        return 0;
    }
    return len;
}

/* The last word on where we connect: every address that a name resolved to
 * comes by here. A configured proxy is trusted, and may be on loopback. */
static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = ctx;

    (void)purpose;
    if (transfer->fetcher->proxy[0] == '\0' &&
        address_is_inner(&address->addr)) {
        transfer->met_inner = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

static bool
add_header(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);

    if (longer == NULL)
        return false;
    transfer->headers = longer;
    return true;
}

static bool
add_headers(struct transfer *transfer)
{
    struct job *job = transfer->job;
    bool ok = add_header(transfer, accepts[job->request.kind]);

    if (http_value_is_safe(job->request.etag))
        ok = ok && add_header(transfer,
                              arena_printf(job_arena(job), "If-None-Match: %s",
                                           job->request.etag));
    if (http_value_is_safe(job->request.last_modified))
        ok = ok &&
             add_header(transfer,
                        arena_printf(job_arena(job), "If-Modified-Since: %s",
                                     job->request.last_modified));
    return ok;
}

/* What is left of the request's time: all its hops share it. */
static long
time_left(const struct transfer *transfer)
{
    int64_t left =
        transfer->fetcher->options.timeout_ms - transfer->job->spent_ms;

    return left > 1 ? (long)left : 1L;
}

#define SET(option, value)                                                     \
    (curl_easy_setopt(transfer->easy, (option), (value)) == CURLE_OK)

static bool
set_guards(struct transfer *transfer)
{
    const struct fetcher *fetcher = transfer->fetcher;

    return SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
           SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https") &&
           SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_NOSIGNAL, 1L) &&
           SET(CURLOPT_TIMEOUT_MS, time_left(transfer)) &&
           SET(CURLOPT_CONNECTTIMEOUT_MS, (long)fetcher->options.connect_ms) &&
           SET(CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) &&
           SET(CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS) &&
           SET(CURLOPT_PROXY, fetcher->proxy) && SET(CURLOPT_NOPROXY, "") &&
           SET(CURLOPT_OPENSOCKETFUNCTION, on_socket) &&
           SET(CURLOPT_OPENSOCKETDATA, transfer);
}

static bool
set_request(struct transfer *transfer)
{
    return SET(CURLOPT_URL, transfer->job->url) &&
           SET(CURLOPT_BUFFERSIZE, READ_BYTES) &&
           SET(CURLOPT_PRIVATE, transfer) && SET(CURLOPT_HTTPGET, 1L) &&
           SET(CURLOPT_ACCEPT_ENCODING, "") &&
           SET(CURLOPT_USERAGENT, transfer->fetcher->user_agent) &&
           SET(CURLOPT_HTTPHEADER, transfer->headers) &&
           SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) &&
           SET(CURLOPT_WRITEFUNCTION, on_body) &&
           SET(CURLOPT_WRITEDATA, transfer) &&
           SET(CURLOPT_HEADERFUNCTION, on_header) &&
           SET(CURLOPT_HEADERDATA, transfer);
}

bool
transfer_start(struct fetcher *fetcher, struct host *host, struct job *job)
{
    struct transfer *transfer = mem_calloc(1, sizeof *transfer);

    transfer->fetcher = fetcher;
    transfer->host = host;
    transfer->job = job;
    transfer->started = clock_mono_ms();
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL || !add_headers(transfer) ||
        !set_guards(transfer) || !set_request(transfer) ||
        curl_multi_add_handle(fetcher->multi, transfer->easy) != CURLM_OK) {
        transfer_free(transfer);
        return false;
    }
    transfer->next = fetcher->transfers;
    fetcher->transfers = transfer;
    fetcher->active++;
    return true;
}

void
transfer_free(struct transfer *transfer)
{
    struct fetcher *fetcher = transfer->fetcher;

    fetcher->large -= transfer->large;
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    buf_deinit(&transfer->body);
    free(transfer);
}

/* A header's value, the last where there are several; NULL for none. */
static const char *
header(const struct transfer *transfer, const char *name)
{
    struct curl_header *found;

    if (curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &found) !=
        CURLHE_OK)
        return NULL;
    if (found->amount > 1 &&
        curl_easy_header(transfer->easy, name, found->amount - 1, CURLH_HEADER,
                         -1, &found) != CURLHE_OK)
        return NULL;
    return found->value;
}

static enum fetch_outcome
outcome_of(int status)
{
    if (status >= 200 && status <= 299)
        return FETCH_OK;
    if (status == 304)
        return FETCH_NOT_MODIFIED;
    if (status == 410)
        return FETCH_GONE;
    if (status == 429 || status == 503)
        return FETCH_BUSY;
    return status >= 400 && status <= 499 ? FETCH_DENIED : FETCH_SERVER_ERROR;
}

static const char *
safe_header(const struct transfer *transfer, const char *name)
{
    const char *value = header(transfer, name);

    return http_value_is_safe(value)
               ? arena_strdup(job_arena(transfer->job), value)
               : NULL;
}

static void
read_headers(const struct transfer *transfer, int64_t now,
             struct answer *answer)
{
    struct arena *arena = job_arena(transfer->job);
    const char *date = header(transfer, "Date");
    int status = answer->status;

    answer->content_type = http_content_type(
        arena, header(transfer, "Content-Type"), &answer->charset);
    answer->max_age = http_freshness(header(transfer, "Cache-Control"),
                                     header(transfer, "Expires"), date, now);
    answer->retry_after =
        http_retry_after(header(transfer, "Retry-After"), date, now);
    if (answer->outcome == FETCH_OK || answer->outcome == FETCH_NOT_MODIFIED) {
        answer->etag = safe_header(transfer, "ETag");
        answer->last_modified = safe_header(transfer, "Last-Modified");
    }
    answer->is_redirect = status == 301 || status == 302 || status == 303 ||
                          status == 307 || status == 308;
    if (answer->is_redirect) {
        const char *location = header(transfer, "Location");

        answer->location =
            location != NULL ? url_resolve(arena, transfer->job->url, location)
                             : NULL;
    }
}

void
transfer_read(struct transfer *transfer, CURLcode code, int64_t now,
              struct answer *answer)
{
    struct job *job = transfer->job;
    curl_off_t bytes = 0;
    long status = 0;
    bool whole;

    *answer = (struct answer){.max_age = -1, .retry_after = -1};
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    job->spent_ms += clock_mono_ms() - transfer->started;
    job->bytes += bytes > 0 ? (size_t)bytes : 0;
    job->header_bytes += transfer->header_bytes;
    whole = code == CURLE_OK || transfer->enough;
    if (code == CURLE_PARTIAL_FILE && status >= 200 && status <= 299)
        whole = answer->cut_short = true;
    answer->status = (int)status;
    if (!whole || status < 200) {
        answer->words = fetch_words_failure(job_arena(job), transfer, code,
                                            &answer->outcome);
        return;
    }
    answer->outcome = outcome_of((int)status);
    read_headers(transfer, now, answer);
    if (answer->outcome == FETCH_OK)
        answer->words = "answered";
    else if (answer->outcome == FETCH_NOT_MODIFIED)
        answer->words = "has nothing new";
    else
        answer->words = fetch_words_status(job_arena(job), answer->status);
}
