/* What happened to a request, in words that follow a host's name: "answered
 * 404: no such page". For people in marketing, not for engineers. */
#include "fetch_internal.h"

static const struct {
    int status;
    const char *words;
} statuses[] = {
    {400, "did not understand us (400)"},
    {401, "asks for a password (401)"},
    {402, "asks for payment (402)"},
    {403, "refuses us (403)"},
    {404, "has nothing at this address (404)"},
    {406, "has no form of this that we can read (406)"},
    {407, "can't be reached: the proxy asks for a password (407)"},
    {408, "gave up waiting for us (408)"},
    {410, "has taken this down for good (410)"},
    {429, "asks us to come less often (429)"},
    {451, "may not show this, for legal reasons (451)"},
    {500, "has a fault of its own (500)"},
    {502, "can't be reached behind its gateway (502)"},
    {503, "is not available just now (503)"},
    {504, "can't be reached behind its gateway (504)"},
};

const char *
fetch_words_status(struct arena *arena, int status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i].status == status)
            return statuses[i].words;
    }
    if (status >= 500)
        return arena_printf(arena, "has a fault of its own (%d)", status);
    if (status >= 400)
        return arena_printf(arena, "refuses us (%d)", status);
    return arena_printf(arena, "gave an answer we can't use (%d)", status);
}

static const char *
too_big(struct arena *arena, const struct transfer *transfer)
{
    const struct fetch_options *options = &transfer->fetcher->options;

    if (transfer->headers_over)
        return arena_printf(arena, "sent more than %zu KiB of headers",
                            options->max_header_bytes >> 10);
    return arena_printf(arena, "sent more than %zu MiB",
                        options->max_bytes >> 20);
}

static const char *
too_slow(struct arena *arena, const struct transfer *transfer)
{
    curl_off_t asked = 0; /* 0 as well while no connection stands */

    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &asked);
    if (transfer->header_bytes > 0)
        return "sends its answer so slowly that we gave up";
    if (asked == 0)
        return "can't be reached: no connection in time";
    return arena_printf(arena, "did not answer within %d seconds",
                        (int)((transfer->job->spent_ms + 500) / 1000));
}

static const struct {
    CURLcode code;
    enum fetch_outcome outcome;
    const char *words;
} failures[] = {
    {CURLE_URL_MALFORMAT, FETCH_REFUSED, "is no web address"},
    {CURLE_UNSUPPORTED_PROTOCOL, FETCH_NO_CONNECTION,
     "answered something that is not HTTP"},
    {CURLE_COULDNT_RESOLVE_HOST, FETCH_NO_HOST,
     "can't be found: there is no host of that name"},
    {CURLE_COULDNT_CONNECT, FETCH_NO_CONNECTION,
     "can't be reached: it takes no connection"},
    {CURLE_GOT_NOTHING, FETCH_NO_CONNECTION,
     "closed the connection without an answer"},
    {CURLE_RECV_ERROR, FETCH_NO_CONNECTION, "broke off its answer"},
    {CURLE_SEND_ERROR, FETCH_NO_CONNECTION, "closed the connection on us"},
    {CURLE_PARTIAL_FILE, FETCH_NO_CONNECTION, "broke off its answer"},
    {CURLE_BAD_CONTENT_ENCODING, FETCH_NO_CONNECTION,
     "sent bytes that can't be unpacked"},
    {CURLE_PEER_FAILED_VERIFICATION, FETCH_NO_CONNECTION,
     "shows a certificate that we can't verify"},
    {CURLE_SSL_CONNECT_ERROR, FETCH_NO_CONNECTION,
     "does not manage a secure connection"},
    {CURLE_WEIRD_SERVER_REPLY, FETCH_NO_CONNECTION,
     "answered something that is not HTTP"},
};

const char *
fetch_words_failure(struct arena *arena, const struct transfer *transfer,
                    CURLcode code, enum fetch_outcome *outcome)
{
    long connect_status = 0;

    if (transfer->body_over || transfer->headers_over) {
        *outcome = FETCH_TOO_BIG;
        return too_big(arena, transfer);
    }
    if (transfer->met_inner && code == CURLE_COULDNT_CONNECT) {
        *outcome = FETCH_REFUSED;
        return "lies inside a private network, where we don't fetch";
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        *outcome = FETCH_TOO_SLOW;
        return too_slow(arena, transfer);
    }
    *outcome = FETCH_NO_CONNECTION;
    /* With a proxy, all connections are to it. */
    if (transfer->fetcher->proxy[0] != '\0' &&
        (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_PROXY))
        return code == CURLE_COULDNT_CONNECT
                   ? "was not asked: our proxy takes no connection"
                   : "was not asked: our proxy can't be found";
    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE,
                      &connect_status);
    if (connect_status >= 300)
        return arena_printf(arena, "can't be reached through our proxy (%ld)",
                            connect_status);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (failures[i].code == code) {
            *outcome = failures[i].outcome;
            return failures[i].words;
        }
    }
    return arena_printf(arena, "can't be read: %s", curl_easy_strerror(code));
}
