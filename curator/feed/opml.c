/* OPML 1.0 and 2.0 (opml.org/spec2.opml) and what readers make of them:
 * addresses under other names, folders by nesting or by `category`, missing
 * types. */
#include "polyphony/opml.h"

#include "polyphony/html.h"
#include "polyphony/mem.h"
#include "polyphony/sanitize.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"
#include "polyphony/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_DEPTH 100
#define MAX_NAME 300 /* bytes of a title or folder */
#define ARENA_LIMIT ((size_t)128 << 20)

struct reader {
    struct opml *opml;
    struct opml_feed *feeds;
    size_t n_feeds, room;
    const char *folders[MAX_DEPTH + 1]; /* path at each depth; may be NULL */
    size_t depth;
    bool is_opml, in_title;
    struct buf title;
    char *
        *seen; /* open addressing by hash of the address; sized a power of 2 */
    size_t n_seen, room_seen;
};

static const char *
attribute(const struct xml_element *element, const char *name)
{
    for (size_t i = 0; i < element->n_attrs; i++) {
        if (strcasecmp(element->attrs[i].name, name) == 0 &&
            element->attrs[i].value[0] != '\0')
            return element->attrs[i].value;
    }
    return NULL;
}

/* A name as plain text; NULL for none. */
static const char *
plain(struct reader *r, const char *text)
{
    struct buf out = {.max = (size_t)1 << 20};
    const char *copy = NULL;

    if (text == NULL)
        return NULL;
    sanitize_text(&out, text, strnlen(text, MAX_NAME * 4));
    if (out.len > 0)
        copy = arena_strndup(r->opml->arena, out.data,
                             utf8_prefix(out.data, out.len, MAX_NAME));
    buf_deinit(&out);
    return copy;
}

static size_t
hash_of(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3;
    return (size_t)(hash ^ hash >> 32);
}

static void
put_seen(char **seen, size_t room, char *url)
{
    size_t at = hash_of(url) & (room - 1);

    while (seen[at] != NULL)
        at = (at + 1) & (room - 1);
    seen[at] = url;
}

/* True where the address is new; it is remembered then. */
static bool
remember(struct reader *r, const char *url)
{
    size_t at;

    if ((r->n_seen + 1) * 2 > r->room_seen) {
        size_t room = r->room_seen > 0 ? r->room_seen * 2 : 256;
        char **seen = mem_calloc(room, sizeof *seen);

        for (size_t i = 0; i < r->room_seen; i++) {
            if (r->seen[i] != NULL)
                put_seen(seen, room, r->seen[i]);
        }
        free(r->seen);
        r->seen = seen;
        r->room_seen = room;
    }
    at = hash_of(url) & (r->room_seen - 1);
    for (; r->seen[at] != NULL; at = (at + 1) & (r->room_seen - 1)) {
        if (strcmp(r->seen[at], url) == 0)
            return false;
    }
    r->seen[at] = arena_strdup(r->opml->arena, url);
    r->n_seen += r->seen[at] != NULL;
    return true;
}

/* "feed://example.org/x" and "feed:https://..." are what some readers write. */
static const char *
feed_address(struct reader *r, const char *url)
{
    while (*url == ' ' || *url == '\n' || *url == '\t')
        url++;
    if (strncasecmp(url, "feed://", 7) == 0)
        url = arena_printf(r->opml->arena, "http://%s", url + 7);
    else if (strncasecmp(url, "feed:", 5) == 0)
        url += 5;
    return url != NULL ? url_normalise(r->opml->arena, url) : NULL;
}

/* "/Industry/Steel,/Other": the first of them. */
static const char *
folder_of(struct reader *r, const struct xml_element *element)
{
    const char *category = attribute(element, "category");
    const char *folder = r->depth > 0 ? r->folders[r->depth - 1] : NULL;
    char *copy;

    if (folder != NULL || category == NULL)
        return folder;
    while (*category == '/' || *category == ' ')
        category++;
    copy = arena_strndup(r->opml->arena, category, strcspn(category, ","));
    return plain(r, copy);
}

static void
take_feed(struct reader *r, const struct xml_element *element, const char *url)
{
    const char *title = attribute(element, "title");
    const char *site = attribute(element, "htmlUrl");
    const char *address = feed_address(r, url);
    struct opml_feed *feed;

    if (address == NULL) {
        r->opml->skipped++;
        return;
    }
    if (!remember(r, address))
        return;
    r->feeds = mem_grow(r->feeds, &r->room, r->n_feeds + 1, sizeof *r->feeds);
    feed = &r->feeds[r->n_feeds++];
    *feed = (struct opml_feed){.url = address};
    feed->title = plain(r, title != NULL ? title : attribute(element, "text"));
    feed->site = site != NULL ? url_resolve(r->opml->arena, NULL, site) : NULL;
    feed->folder = folder_of(r, element);
}

static const char *
address_of(const struct xml_element *element)
{
    static const char *const names[] = {"xmlUrl", "feedUrl", "rssUrl"};
    const char *type = attribute(element, "type");
    const char *url = NULL;

    for (size_t i = 0; i < 3 && url == NULL; i++)
        url = attribute(element, names[i]);
    if (url == NULL && type != NULL &&
        (strcasecmp(type, "rss") == 0 || strcasecmp(type, "atom") == 0))
        url = attribute(element, "url");
    return url;
}

/* The path within a folder: its own name below that of its parent. */
static const char *
path_within(struct reader *r, const struct xml_element *element)
{
    const char *outer = r->depth > 0 ? r->folders[r->depth - 1] : NULL;
    const char *text = attribute(element, "text");
    const char *name =
        plain(r, text != NULL ? text : attribute(element, "title"));

    if (name == NULL || (outer != NULL && strlen(outer) > MAX_NAME * 3))
        return outer;
    return outer == NULL ? name
                         : arena_printf(r->opml->arena, "%s/%s", outer, name);
}

static bool
on_start(void *user, const struct xml_element *element)
{
    struct reader *r = user;
    const char *path = r->depth > 0 ? r->folders[r->depth - 1] : NULL;

    if (r->depth >= MAX_DEPTH || arena_failed(r->opml->arena))
        return false;
    if (strcasecmp(element->name, "opml") == 0)
        r->is_opml = true;
    if (strcasecmp(element->name, "outline") == 0) {
        const char *url = address_of(element);

        if (url != NULL)
            take_feed(r, element, url);
        else
            path = path_within(r, element);
    }
    r->in_title = strcasecmp(element->name, "title") == 0;
    r->folders[r->depth++] = path;
    return r->n_feeds < OPML_MAX_FEEDS && (r->is_opml || r->depth < 3);
}

static void
on_text(void *user, const char *text, size_t len)
{
    struct reader *r = user;

    if (r->in_title)
        buf_add_bytes(&r->title, text, len);
}

static void
on_end(void *user)
{
    struct reader *r = user;

    if (r->depth > 0)
        r->depth--;
    r->in_title = false;
}

static bool
settle(struct reader *r, struct error *err)
{
    struct opml *opml = r->opml;

    if (!r->is_opml)
        return error_set(err, ERROR_INPUT, "no <opml> in it");
    opml->title = plain(r, buf_text(&r->title));
    opml->feeds = arena_array(opml->arena, r->n_feeds + 1, sizeof *r->feeds);
    if (opml->feeds == NULL || arena_failed(opml->arena))
        return error_set(err, ERROR_LIMIT, "more than fits in memory");
    if (r->n_feeds > 0)
        memcpy(opml->feeds, r->feeds, r->n_feeds * sizeof *r->feeds);
    opml->n_feeds = r->n_feeds;
    return true;
}

static bool
read_once(struct opml *opml, const struct buf *text, bool repair, bool *broken,
          struct error *err)
{
    static const struct xml_handler handler = {on_start, on_text, on_end};
    struct reader *r = mem_calloc(1, sizeof *r);
    struct xml_limits limits = {.max_bytes = OPML_MAX_BYTES * 3,
                                .max_depth = MAX_DEPTH,
                                .repair = repair};
    struct xml_outcome outcome = {0};
    bool ok;

    arena_reset(opml->arena);
    opml->skipped = 0;
    r->opml = opml;
    r->title.max = 64 << 10;
    ok = xml_parse(buf_text(text), text->len, &limits, &handler, r, &outcome,
                   err) &&
         settle(r, err);
    *broken = outcome.broken;
    free(r->feeds);
    free(r->seen);
    buf_deinit(&r->title);
    free(r);
    return ok;
}

bool
opml_parse(const char *bytes, size_t len, struct opml **opml, struct error *err)
{
    struct buf text = {.max = OPML_MAX_BYTES * 3};
    struct opml *made;
    bool ok, broken = false;

    *opml = NULL;
    if (len > OPML_MAX_BYTES)
        return error_set(err, ERROR_LIMIT, "over %zu MiB",
                         OPML_MAX_BYTES >> 20);
    made = mem_calloc(1, sizeof *made);
    made->arena = arena_new(ARENA_LIMIT);
    html_to_utf8(bytes, len, NULL, &text);
    ok = read_once(made, &text, false, &broken, err);
    if (broken)
        ok = read_once(made, &text, true, &broken, err);
    buf_deinit(&text);
    if (ok)
        *opml = made;
    else
        opml_free(made);
    return ok;
}

void
opml_free(struct opml *opml)
{
    if (opml == NULL)
        return;
    arena_free(opml->arena);
    free(opml);
}
