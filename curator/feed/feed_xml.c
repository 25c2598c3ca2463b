/* The XML formats: find the root among whatever stands before it, read, and
 * read again with tags repaired where the first reading was not well-formed. */
#include "feed_reader.h"

#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_TAGS_BEFORE 400

struct tag_name {
    const char *at; /* local name */
    size_t len;
};

static bool
is_named(struct tag_name name, const char *what)
{
    return strlen(what) == name.len &&
           strncasecmp(name.at, what, name.len) == 0;
}

static bool
is_root(struct tag_name name)
{
    return is_named(name, "rss") || is_named(name, "rdf") ||
           is_named(name, "feed") || is_named(name, "channel") ||
           is_named(name, "entry");
}

/* The local name of the tag at p; empty for what is no start tag. */
static struct tag_name
name_at(const char *p, const char *end)
{
    struct tag_name name = {.at = p + 1};
    const char *q = name.at;

    while (q < end && strchr(" \t\r\n/>", *q) == NULL && q - p < 60) {
        if (*q == ':')
            name.at = q + 1;
        q++;
    }
    name.len = (size_t)(q - name.at);
    if (end - p < 2 || !(((unsigned char)p[1] | 0x20) >= 'a' &&
                         ((unsigned char)p[1] | 0x20) <= 'z'))
        name.len = 0;
    return name;
}

static const char *
after_comment(const char *p, const char *end)
{
    const char *close = NULL;

    if (end - p > 4 && memcmp(p, "<!--", 4) == 0)
        close = memmem(p, (size_t)(end - p), "-->", 3);
    return close != NULL ? close + 3 : p + 1;
}

/* The first tag that is the root of a feed. Other tags may stand before it
 * (a server's warnings), but not those of other documents. */
static const char *
find_root(const char *utf8, size_t len, struct error *err)
{
    const char *p = utf8, *end = utf8 + len;
    int tags = 0;

    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        struct tag_name name = name_at(p, end);

        if (is_root(name))
            return p;
        if (is_named(name, "html") || is_named(name, "body")) {
            error_set(err, ERROR_INPUT, "an HTML page, not a feed");
            return NULL;
        }
        if (is_named(name, "opml")) {
            error_set(err, ERROR_INPUT, "an OPML file: import it as such");
            return NULL;
        }
        if (is_named(name, "svg") || is_named(name, "urlset") ||
            ++tags > MAX_TAGS_BEFORE)
            break;
        p = after_comment(p, end);
    }
    error_set(err, ERROR_INPUT, "no feed in it");
    return NULL;
}

static void
start_over(struct feed *feed)
{
    struct arena *arena = feed->arena;

    free(feed->entries);
    arena_reset(arena);
    memset(feed, 0, sizeof *feed);
    feed->arena = arena;
    feed->updated = TIME_NONE;
    feed->ttl_minutes = -1;
}

static void
finish(struct feed_reader *reader)
{
    struct feed *feed = reader->feed;

    feed_reader_end_entry(reader); /* of a truncated document */
    feed_finish_channel(feed, &reader->channel, reader->base);
    if (feed->ttl_minutes < 0 && reader->period_minutes > 0)
        feed->ttl_minutes =
            reader->period_minutes /
            (reader->period_times > 0 ? reader->period_times : 1);
}

static bool
read_once(struct feed *feed, const char *utf8, size_t len, const char *base,
          bool repair, bool *broken, struct error *err)
{
    struct feed_reader *reader = mem_calloc(1, sizeof *reader);
    struct xml_limits limits = {.max_bytes = FEED_MAX_BYTES * 3,
                                .max_depth = FEED_MAX_DEPTH,
                                .repair = repair};
    struct xml_outcome outcome = {0};
    bool ok;

    start_over(feed);
    reader->feed = feed;
    reader->base = base;
    reader->deadline = clock_mono_ms() + FEED_MAX_MS;
    reader->text.max = FEED_MAX_BYTES;
    feed_record_init(&reader->channel);
    feed_record_init(&reader->entry);
    ok = xml_parse(utf8, len, &limits, &feed_reader_handler, reader, &outcome,
                   err);
    *broken = outcome.broken;
    if (ok && !reader->is_feed && feed->format == NULL)
        ok = error_set(err, ERROR_INPUT, "no feed in it");
    if (ok)
        finish(reader);
    feed_record_deinit(&reader->channel);
    feed_record_deinit(&reader->entry);
    buf_deinit(&reader->text);
    buf_deinit(&reader->names);
    free(reader);
    return ok;
}

bool
feed_read_xml(struct feed *feed, const char *utf8, size_t len, const char *base,
              struct error *err)
{
    const char *root = find_root(utf8, len, err);
    bool broken, again;

    if (root == NULL)
        return false;
    len -= (size_t)(root - utf8);
    if (!read_once(feed, root, len, base, false, &broken, err) && !broken)
        return false;
    return !broken || read_once(feed, root, len, base, true, &again, err);
}
