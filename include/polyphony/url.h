/* Web addresses, by libcurl's URL parser (RFC 3986 with what the web does).
 * Only http and https pass. Results live in the arena given. Thread-safe as
 * long as the arena is one thread's. */
#ifndef POLYPHONY_URL_H
#define POLYPHONY_URL_H

#include "polyphony/arena.h"

/* `ref` against `base` (which may be NULL when ref is absolute). NULL for
 * what is no http(s) address, or is longer than 8,000 bytes. White space at
 * the ends is dropped; blanks and non-ASCII inside are percent-encoded; the
 * fragment is kept. Credentials in an address are dropped. */
const char *url_resolve(struct arena *arena, const char *base, const char *ref);

/* The spelling under which we store and compare addresses: scheme and host
 * in small letters, default port and fragment gone, "/" for an empty path,
 * dot segments resolved. NULL for what is no http(s) address. */
const char *url_normalise(struct arena *arena, const char *url);

/* As url_normalise, and without tracking parameters (utm_*, fbclid, gclid,
 * mc_cid ...): what a share may carry. */
const char *url_clean(struct arena *arena, const char *url);

/* A key that is the same for http/https, "www." and tracking variants, and a
 * slash at the end. For comparing only. */
const char *url_identity(struct arena *arena, const char *url);

const char *url_host(struct arena *arena, const char *url); /* lower case */

/* Does the host of this address name an inner place by itself: a literal
 * address (v4 in any spelling, v6, v4-mapped, NAT64) that is private,
 * loopback, link-local, CGNAT, multicast or reserved, or a name such as
 * localhost, *.local, *.internal or one without a dot? */
bool url_is_inner(const char *url);

/* The same for a socket address (struct sockaddr): what a resolver answered. */
struct sockaddr;
bool address_is_inner(const struct sockaddr *address);

#endif
