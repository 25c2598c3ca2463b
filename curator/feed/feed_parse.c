/* The door of feed reading: bytes to UTF-8, which format, and on to the
 * reader of that format. */
#include "feed_reader.h"

#include "polyphony/html.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* All text of a feed, sanitised: escaping can make it longer. */
#define FEED_ARENA_LIMIT (FEED_MAX_BYTES * 8)

/* Past white space and marks that are no text. */
static const char *
skip_blank(const char *p, const char *end)
{
    while (p < end) {
        if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
            p += 3;
        else if ((unsigned char)*p <= ' ')
            p++;
        else
            break;
    }
    return p;
}

/* What relative links are relative to (RFC 3986, 5.1). */
static const char *
document_base(struct arena *arena, const struct feed_source *source)
{
    const char *base = NULL;

    if (source == NULL)
        return NULL;
    if (source->location != NULL)
        base = url_resolve(arena, source->url, source->location);
    if (base == NULL && source->url != NULL)
        base = url_resolve(arena, NULL, source->url);
    return base;
}

/* Entries grow outside the arena while they are read. */
static bool
settle_entries(struct feed *feed)
{
    struct feed_entry *entries = feed->entries;

    feed->entries = NULL;
    if (feed->n_entries > 0) {
        feed->entries =
            arena_array(feed->arena, feed->n_entries, sizeof *entries);
        if (feed->entries != NULL)
            memcpy(feed->entries, entries, feed->n_entries * sizeof *entries);
        else
            feed->n_entries = 0;
    }
    free(entries);
    return !arena_failed(feed->arena);
}

static bool
read_text(struct feed *feed, const struct buf *text, const char *base,
          struct error *err)
{
    const char *end = buf_text(text) + text->len;
    const char *p = skip_blank(buf_text(text), end);

    if (p == end)
        return error_set(err, ERROR_INPUT, "nothing in it");
    if (*p == '{') {
        while (end > p && (unsigned char)end[-1] <= ' ')
            end--;
        return feed_read_json(feed, p, (size_t)(end - p), base, err);
    }
    return feed_read_xml(feed, p, (size_t)(end - p), base, err);
}

bool
feed_parse(const char *bytes, size_t len, const struct feed_source *source,
           struct feed **feed, struct error *err)
{
    struct feed *made;
    struct arena *scratch;
    struct buf text = {.max = FEED_MAX_BYTES * 3};
    bool ok;

    *feed = NULL;
    if (len > FEED_MAX_BYTES)
        return error_set(err, ERROR_LIMIT, "over %zu MiB",
                         FEED_MAX_BYTES >> 20);
    made = mem_calloc(1, sizeof *made);
    made->arena = arena_new(FEED_ARENA_LIMIT);
    made->updated = TIME_NONE;
    made->ttl_minutes = -1;
    scratch = arena_new(0);
    html_to_utf8(bytes, len, source != NULL ? source->charset : NULL, &text);
    ok = read_text(made, &text, document_base(scratch, source), err);
    if (!settle_entries(made) && ok)
        ok = error_set(err, ERROR_LIMIT, "its text is over %zu MiB",
                       FEED_ARENA_LIMIT >> 20);
    arena_free(scratch);
    buf_deinit(&text);
    if (ok)
        *feed = made;
    else
        feed_free(made);
    return ok;
}

void
feed_free(struct feed *feed)
{
    if (feed == NULL)
        return;
    arena_free(feed->arena);
    free(feed);
}

/* FNV-1a, 64 bits (RFC draft-eastlake-fnv). */
static uint64_t
hash_text(uint64_t hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3;
    return (hash ^ 0xFF) * 0x100000001B3; /* the end counts as well */
}

const char *
feed_entry_identity(struct arena *arena, const struct feed_entry *entry)
{
    uint64_t hash = 0xCBF29CE484222325;
    const char *link = NULL;
    char when[TIME_TEXT];

    if (entry->id != NULL && entry->id[0] != '\0')
        return arena_printf(arena, "id:%s", entry->id);
    if (entry->link != NULL)
        link = url_identity(arena, entry->link);
    if (link != NULL)
        return arena_printf(arena, "link:%s", link);
    hash = hash_text(hash, entry->title);
    hash = hash_text(hash, time_text(entry->published, when));
    hash = hash_text(hash,
                     entry->content != NULL ? entry->content : entry->summary);
    return arena_printf(arena, "hash:%016" PRIx64, hash);
}
