/* Whether the configured proxy is there at all, asked once a round: else each
 * site would be blamed for it, and visited less for it. */
#include "polyphony/fetch.h"

#include <curl/curl.h>
#include <string.h>

#define PATIENCE_MS 5000L

/* The address without a name and password that may stand in it. */
static const char *
without_secret(const char *proxy)
{
    const char *at = strrchr(proxy, '@');

    return at != NULL ? at + 1 : proxy;
}

bool
fetch_proxy_answers(const char *proxy, struct error *err)
{
    CURL *easy;
    CURLcode code = CURLE_FAILED_INIT;

    if (proxy == NULL || proxy[0] == '\0')
        return true;
    easy = curl_easy_init();
    if (easy != NULL &&
        curl_easy_setopt(easy, CURLOPT_URL, proxy) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, PATIENCE_MS) ==
            CURLE_OK)
        code = curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        return error_set(err, ERROR_IO, "the proxy %.200s takes no connection",
                         without_secret(proxy));
    case CURLE_COULDNT_RESOLVE_HOST:
        return error_set(err, ERROR_IO, "the proxy %.200s can't be found",
                         without_secret(proxy));
    case CURLE_OPERATION_TIMEDOUT:
        return error_set(err, ERROR_IO, "the proxy %.200s does not answer",
                         without_secret(proxy));
    default: /* whatever else there is to say, the visits will */
        return true;
    }
}
