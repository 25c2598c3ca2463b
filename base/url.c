/* Web addresses over libcurl's URL API; see the header. */
#include "polyphony/url.h"
#include "polyphony/buf.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define MAX_URL 8000

/* White space and control characters at the ends go; line breaks and tabs
 * inside as well (WHATWG URL, 4.4); backslashes stay as they are. */
static char *
tidy(struct arena *arena, const char *url)
{
    size_t len = strlen(url), used = 0;
    char *copy;

    while (len > 0 && (unsigned char)*url <= ' ') {
        url++;
        len--;
    }
    while (len > 0 && (unsigned char)url[len - 1] <= ' ')
        len--;
    if (len == 0 || len > MAX_URL)
        return NULL;
    copy = arena_strndup(arena, url, len);
    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        if (copy[i] != '\n' && copy[i] != '\r' && copy[i] != '\t')
            copy[used++] = copy[i];
    }
    copy[used] = '\0';
    return copy;
}

static bool
is_web(CURLU *handle)
{
    char *scheme = NULL, *host = NULL;
    bool ok = false;

    if (curl_url_get(handle, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        (strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0) &&
        curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        host[0] != '\0')
        ok = true;
    curl_free(scheme);
    curl_free(host);
    return ok;
}

static bool
without_credentials(CURLU *handle)
{
    return curl_url_set(handle, CURLUPART_USER, NULL, 0) == CURLUE_OK &&
           curl_url_set(handle, CURLUPART_PASSWORD, NULL, 0) == CURLUE_OK;
}

/* A handle with the whole address, or NULL. */
static CURLU *
open_url(struct arena *arena, const char *base, const char *ref)
{
    CURLU *handle;
    unsigned flags = CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME;
    char *tidied, *tidied_base;

    if (ref == NULL)
        return NULL;
    tidied = tidy(arena, ref);
    tidied_base = base != NULL ? tidy(arena, base) : NULL;
    handle = curl_url();
    if (tidied == NULL)
        tidied = strlen(ref) <= MAX_URL && tidied_base != NULL ? "" : NULL;
    if (handle == NULL || tidied == NULL)
        goto fail;
    if (tidied_base != NULL &&
        curl_url_set(handle, CURLUPART_URL, tidied_base, flags) != CURLUE_OK)
        tidied_base = NULL;
    if (tidied[0] != '\0' &&
        curl_url_set(handle, CURLUPART_URL, tidied, flags) != CURLUE_OK)
        goto fail;
    if (tidied[0] == '\0' && tidied_base == NULL)
        goto fail;
    if (!is_web(handle) || !without_credentials(handle))
        goto fail;
    return handle;
fail:
    curl_url_cleanup(handle);
    return NULL;
}

static void
lower_host(CURLU *handle)
{
    char *host = NULL;

    if (curl_url_get(handle, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return;
    for (char *p = host; *p != '\0'; p++)
        *p = (char)tolower((unsigned char)*p);
    curl_url_set(handle, CURLUPART_HOST, host, 0);
    curl_free(host);
}

static const char *
close_url(struct arena *arena, CURLU *handle, unsigned flags)
{
    char *whole = NULL;
    const char *copy = NULL;

    if (handle != NULL &&
        curl_url_get(handle, CURLUPART_URL, &whole, flags) == CURLUE_OK &&
        strlen(whole) <= MAX_URL)
        copy = arena_strdup(arena, whole);
    curl_free(whole);
    curl_url_cleanup(handle);
    return copy;
}

const char *
url_resolve(struct arena *arena, const char *base, const char *ref)
{
    return close_url(arena, open_url(arena, base, ref), 0);
}

static CURLU *
open_normal(struct arena *arena, const char *url)
{
    CURLU *handle = open_url(arena, NULL, url);

    if (handle != NULL) {
        lower_host(handle);
        curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0);
    }
    return handle;
}

const char *
url_normalise(struct arena *arena, const char *url)
{
    return close_url(arena, open_normal(arena, url), CURLU_NO_DEFAULT_PORT);
}

static bool
is_tracking(const char *name, size_t len)
{
    static const char *const exact[] = {
        "fbclid",  "gclid",      "dclid",       "msclkid", "yclid",
        "igshid",  "mc_cid",     "mc_eid",      "mkt_tok", "_hsenc",
        "_hsmi",   "oly_enc_id", "oly_anon_id", "vero_id", "wickedid",
        "ref_src", "cmpid",      "icid",        "ncid",    "sr_share",
        "twclid",  "gbraid",     "wbraid",      "s_kwcid", "__s",
        "xtor",    "guccounter"};

    if (len > 4 && strncasecmp(name, "utm_", 4) == 0)
        return true;
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        if (strlen(exact[i]) == len && strncasecmp(name, exact[i], len) == 0)
            return true;
    }
    return false;
}

static void
drop_tracking(CURLU *handle)
{
    struct buf kept = {.max = MAX_URL};
    char *query = NULL;

    if (curl_url_get(handle, CURLUPART_QUERY, &query, 0) != CURLUE_OK)
        return;
    for (const char *p = query; *p != '\0';) {
        size_t len = strcspn(p, "&");

        if (len > 0 && !is_tracking(p, strcspn(p, "=&"))) {
            if (kept.len > 0)
                buf_add_char(&kept, '&');
            buf_add_bytes(&kept, p, len);
        }
        p += len + (p[len] == '&');
    }
    curl_url_set(handle, CURLUPART_QUERY, kept.len > 0 ? kept.data : NULL, 0);
    curl_free(query);
    buf_deinit(&kept);
}

const char *
url_clean(struct arena *arena, const char *url)
{
    CURLU *handle = open_normal(arena, url);

    if (handle != NULL)
        drop_tracking(handle);
    return close_url(arena, handle, CURLU_NO_DEFAULT_PORT);
}

const char *
url_identity(struct arena *arena, const char *url)
{
    const char *clean = url_clean(arena, url), *p;
    char *key;
    size_t len;

    if (clean == NULL)
        return NULL;
    p = strstr(clean, "://");
    p = p != NULL ? p + 3 : clean;
    if (strncmp(p, "www.", 4) == 0)
        p += 4;
    key = arena_strdup(arena, p);
    if (key == NULL)
        return NULL;
    len = strlen(key);
    while (len > 0 && key[len - 1] == '/')
        key[--len] = '\0';
    return key;
}

const char *
url_host(struct arena *arena, const char *url)
{
    CURLU *handle = open_normal(arena, url);
    char *host = NULL;
    const char *copy = NULL;

    if (handle != NULL &&
        curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK)
        copy = arena_strdup(arena, host);
    curl_free(host);
    curl_url_cleanup(handle);
    return copy;
}

/* --- inner addresses --- */

static bool
v4_is_inner(uint32_t a) /* host byte order */
{
    static const struct {
        uint32_t net;
        int bits;
    } inner_nets[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
        {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24},
        {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24},
        {0xE0000000, 3}, /* multicast and reserved: 224.0.0.0 to the end */
    };

    for (size_t i = 0; i < sizeof inner_nets / sizeof inner_nets[0]; i++) {
        uint32_t mask = ~(uint32_t)0 << (32 - inner_nets[i].bits);

        if ((a & mask) == inner_nets[i].net)
            return true;
    }
    return false;
}

static uint32_t
v4_at(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

static bool
v6_is_inner(const unsigned char *b)
{
    static const unsigned char zero[12], mapped[12] = {[10] = 0xFF, 0xFF};
    static const unsigned char nat64[12] = {0x00, 0x64, 0xFF, 0x9B};

    if (memcmp(b, mapped, 12) == 0 || memcmp(b, nat64, 12) == 0 ||
        memcmp(b, zero, 12) == 0) /* ::, ::1 and v4-compatible */
        return memcmp(b, zero, 12) == 0 || v4_is_inner(v4_at(b + 12));
    if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
        return v4_is_inner(v4_at(b + 2));
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0) /* Teredo */
        return true;
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8)
        return true; /* documentation */
    if (b[0] == 0 && b[1] == 0x64 && b[2] == 0xFF && b[3] == 0x9B)
        return true; /* local NAT64 */
    /* everything outside 2000::/3: local, link-local, multicast, discard */
    return (b[0] & 0xE0) != 0x20;
}

bool
address_is_inner(const struct sockaddr *address)
{
    sa_family_t family;

    memcpy(&family,
           (const char *)address + offsetof(struct sockaddr, sa_family),
           sizeof family);
    if (family == AF_INET) {
        struct sockaddr_in v4;

        memcpy(&v4, address, sizeof v4);
        return v4_is_inner(ntohl(v4.sin_addr.s_addr));
    }
    if (family == AF_INET6) {
        struct sockaddr_in6 v6;

        memcpy(&v6, address, sizeof v6);
        return v6_is_inner(v6.sin6_addr.s6_addr);
    }
    return true;
}

static bool
ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);

    return len >= n && strcmp(text + len - n, end) == 0;
}

bool
url_is_inner(const char *url)
{
    struct arena *arena = arena_new(0);
    char *host = NULL;
    const char *found = url_host(arena, url);
    bool is_inner = true;

    if (found != NULL && (host = arena_strdup(arena, found)) != NULL) {
        struct in_addr v4;
        struct in6_addr v6;
        size_t len = strlen(host);

        if (len > 0 && host[len - 1] == '.')
            host[--len] = '\0';
        if (host[0] == '[') {
            host[strcspn(host, "]%")] = '\0';
            is_inner = inet_pton(AF_INET6, host + 1, &v6) != 1 ||
                       v6_is_inner(v6.s6_addr);
        } else if (inet_aton(host, &v4) != 0) {
            is_inner = v4_is_inner(ntohl(v4.s_addr));
        } else {
            is_inner =
                strchr(host, '.') == NULL || ends_with(host, ".localhost") ||
                ends_with(host, ".local") || ends_with(host, ".internal") ||
                ends_with(host, ".home.arpa");
        }
    }
    arena_free(arena);
    return is_inner;
}
