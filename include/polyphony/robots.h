/* robots.txt: what a site asks of crawlers (RFC 9309), and the Crawl-delay
 * that RFC leaves out but sites use. Pure: bytes in, answers out; thread-safe
 * for reading. What an unreachable robots.txt means is the fetcher's job. */
#ifndef POLYPHONY_ROBOTS_H
#define POLYPHONY_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

#define ROBOTS_AGENT "polyphony"
/* What is read of a file; the rest is not. */
#define ROBOTS_MAX_BYTES ((size_t)512 << 10)

struct robots;

/* Keeps the rules that hold for `agent` (a product token, case ignored), else
 * those for "*". Never NULL: bytes without a rule in them allow everything. */
struct robots *robots_parse(const char *bytes, size_t len, const char *agent);
void robots_free(struct robots *robots); /* NULL is fine */

/* May `url` (absolute, or just path and query) be fetched? The longest rule
 * decides, allow when two are equally long. */
bool robots_allows(const struct robots *robots, const char *url);

/* Milliseconds to leave between two requests, at most an hour; 0: unsaid. */
int robots_crawl_delay_ms(const struct robots *robots);

#endif
