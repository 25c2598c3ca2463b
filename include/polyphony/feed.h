/* Any feed format as one struct: RSS 0.9x/1.0/2.0, Atom 0.3/1.0, CDF and
 * JSON Feed 1.0/1.1, with the extensions that carry a title, text, author,
 * date, image or file (Dublin Core, content, media, iTunes).
 *
 * Text is valid UTF-8 without control characters. Titles, authors and
 * categories are plain text; `description`, `summary` and `content` are
 * sanitised HTML (sanitize.h); links are absolute where the feed or its
 * address allows. What the feed does not say is NULL, TIME_NONE or -1.
 * Pure: no clock, no network. Parsing is thread-safe; a feed is one
 * thread's. */
#ifndef POLYPHONY_FEED_H
#define POLYPHONY_FEED_H

#include "polyphony/arena.h"
#include "polyphony/clock.h"
#include "polyphony/error.h"

#include <stddef.h>
#include <stdint.h>

struct feed_enclosure {
    const char *url, *type;
    int64_t length; /* bytes; -1 when not told */
};

struct feed_entry {
    const char *id; /* as the publisher wrote it, white space trimmed */
    const char *title, *link, *author, *summary, *content;
    const char *image, *comments;
    int64_t published, updated; /* TIME_NONE when not told or not readable */
    const char **categories;
    size_t n_categories;
    struct feed_enclosure *enclosures;
    size_t n_enclosures;
};

/* Every pointer in here lives in the feed's own arena. */
struct feed {
    const char *format; /* "rss2.0", "atom1.0" ...: see DESIGN.md */
    const char *title, *link, *description, *language, *author, *image;
    const char *self; /* the feed's own address, as it says */
    int64_t updated;
    struct feed_entry *entries; /* in the publisher's order */
    size_t n_entries;
    int ttl_minutes;     /* RSS <ttl>, sy:updatePeriod; -1 when not told */
    uint32_t skip_hours; /* bit h: do not ask in hour h (UTC) */
    uint8_t skip_days;   /* bit d: nor on day d, 0 is Sunday (UTC) */
    bool cut_short;      /* entries were left out: over a bound of count, time
                            or memory */
    struct arena *arena;
};

/* How the bytes came. All may be NULL. */
struct feed_source {
    const char *url;      /* base of relative links */
    const char *location; /* Content-Location; goes before url as a base */
    const char *charset;  /* of the Content-Type header */
};

#define FEED_MAX_BYTES ((size_t)32 << 20)
#define FEED_MAX_ENTRIES 20000

/* On success *feed is yours; on failure *feed is NULL and err says why:
 * ERROR_INPUT for what is no feed, ERROR_LIMIT where a bound was reached.
 * Ill-formed feeds are read as far as they make sense. `source` may be
 * NULL. */
bool feed_parse(const char *bytes, size_t len, const struct feed_source *source,
                struct feed **feed, struct error *err) MUST_CHECK;
void feed_free(struct feed *feed); /* NULL is fine */

/* What makes an entry the same entry at the next visit: its id, else its
 * link, else a hash of what it says. "id:...", "link:..." (in url_identity's
 * spelling) or "hash:...". In `arena`; NULL only where that is full. */
const char *feed_entry_identity(struct arena *arena,
                                const struct feed_entry *entry);

#endif
