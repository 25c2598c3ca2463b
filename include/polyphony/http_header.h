/* Values of HTTP header fields, read with tolerance and without surprise.
 * Pure and thread-safe; NULL is accepted for a value and means "not sent". */
#ifndef POLYPHONY_HTTP_HEADER_H
#define POLYPHONY_HTTP_HEADER_H

#include "polyphony/arena.h"

#include <stdint.h>

#define HTTP_DATE_TEXT 40 /* bytes that http_date_text() needs */

/* IMF-fixdate, RFC 850 or asctime (RFC 9110, 5.6.7) as Unix seconds. */
bool http_date_parse(const char *text, int64_t *when);

/* "Sun, 22 Nov 2026 08:15:00 GMT" into `out` (HTTP_DATE_TEXT bytes). */
char *http_date_text(int64_t when, char *out);

/* Retry-After (RFC 9110, 10.2.3) as seconds to wait, 0 up to 30 days; -1 for
 * none or nonsense. A date counts from `date`, the answer's own Date field,
 * so that a clock of ours that is off does no harm; else from `now`. */
int64_t http_retry_after(const char *value, const char *date, int64_t now);

/* Seconds for which an answer is fresh by Cache-Control (max-age, no-cache,
 * no-store), else by Expires; -1 where neither says. At most a year. */
int64_t http_freshness(const char *cache_control, const char *expires,
                       const char *date, int64_t now);

/* "text/html; charset=X": the type in small letters into the arena, NULL for
 * none; *charset likewise. */
const char *http_content_type(struct arena *arena, const char *value,
                              const char **charset);

/* A field value that may be sent back as it is: no control characters, not
 * empty, at most 1,000 bytes. */
bool http_value_is_safe(const char *value);

#endif
