/* Who is at the other end, and how safely: what is believed of X-Forwarded-*
 * and from whom. */
#include "desk/place.h"
#include "request.h"

#include <string.h>
#include <strings.h>

/* All its lines as one list: a proxy may add a line below the asker's own. */
static const char *
forwarded_list(struct request *request)
{
    const char *list = "";

    for (size_t i = 0; i < request->headers.count; i++) {
        const struct pair *header = &request->headers.items[i];

        if (strcasecmp(header->name, "X-Forwarded-For") == 0)
            list = list[0] == '\0' ? header->value
                                   : arena_printf(request->arena, "%s,%s", list,
                                                  header->value);
    }
    return list;
}

/* The last address in X-Forwarded-For that is no proxy of ours. */
static const char *
forwarded_for(struct request *request)
{
    const char *list = forwarded_list(request);
    const char *end = list + strlen(list);

    while (end > list) {
        const char *start = end;
        char *address;

        while (start > list && start[-1] != ',')
            start--;
        address = arena_strndup(request->arena, start + strspn(start, " "),
                                (size_t)(end - start) >= strspn(start, " ")
                                    ? (size_t)(end - start) - strspn(start, " ")
                                    : 0);
        address[strcspn(address, " ,")] = '\0';
        if (!address_is_valid(address))
            break;
        if (!networks_have(&request->place->proxies, address))
            return address;
        end = start > list ? start - 1 : list;
    }
    return request->address;
}

static bool
host_is_loopback(const char *host)
{
    char name[100];
    size_t len = host[0] == '[' ? strcspn(host, "]") : strcspn(host, ":");

    if (host[0] == '[') {
        host++;
        len = len > 0 ? len - 1 : 0;
    }
    if (len >= sizeof name)
        return false;
    memcpy(name, host, len);
    name[len] = '\0';
    return strcasecmp(name, "localhost") == 0 || address_is_loopback(name);
}

/* A request that says it was forwarded did not come from this machine, and
 * one for another name may be a page that had its name led here. */
void
request_read_peer(struct request *request, const char *peer)
{
    const struct desk_place *place = request->place;
    size_t forwarded, others, count;

    request->address = peer;
    request->is_vouched = networks_have(&place->header_peers, peer);
    if (networks_have(&place->proxies, peer)) {
        request->is_tls = strcasecmp(request_last_header(
                                         request, "X-Forwarded-Proto", &count),
                                     "https") == 0;
        request->address = forwarded_for(request);
    }
    (void)request_last_header(request, "X-Forwarded-For", &forwarded);
    (void)request_last_header(request, "Forwarded", &others);
    request->is_loopback = address_is_loopback(peer) &&
                           host_is_loopback(request_header(request, "Host")) &&
                           forwarded + others == 0;
}
