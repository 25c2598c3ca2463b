/* Lists of networks, as "10.0.0.0/8, ::1", and whether an address is in one.
 * An IPv4 address that came mapped into IPv6 is the IPv4 one. */
#ifndef POLYPHONY_DESK_NETWORKS_H
#define POLYPHONY_DESK_NETWORKS_H

#include "polyphony/error.h"

#include <stddef.h>

#define NETWORKS_MAX 32

struct network_block {
    unsigned char bytes[16]; /* IPv4 is ::ffff:a.b.c.d */
    unsigned bits;
};

struct networks {
    struct network_block blocks[NETWORKS_MAX];
    size_t count;
};

/* Blanks and commas part them. ERROR_INPUT names the one that is none. */
bool networks_read(const char *text, struct networks *networks,
                   struct error *err) MUST_CHECK;
bool networks_have(const struct networks *networks, const char *address);
bool address_is_loopback(const char *address);
bool address_is_valid(const char *address);

/* What one asker has: an IPv4 address as it is, of an IPv6 address the /64,
 * in which anybody has as many addresses as they like. Returns `out`. */
#define NETWORK_TEXT 64
const char *address_network(const char *address, char out[NETWORK_TEXT]);

#endif
