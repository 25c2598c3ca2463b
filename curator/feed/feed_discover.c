/* The feeds that a page names. Sites name several: the articles, the
 * comments, one a tag, one in each format. Which is the main one shows in its
 * title and address; the order in the page decides between equals. */
#include "polyphony/discover.h"

#include "polyphony/buf.h"
#include "polyphony/html.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

const char *const feed_common_paths[] = {
    "/feed",          "/feed/",     "/rss",        "/rss.xml",
    "/atom.xml",      "/feed.xml",  "/index.xml",  "/feeds/posts/default",
    "/blog/feed",     "/blog/rss",  "/blog/feed/", "/blog/rss.xml",
    "/blog/atom.xml", "/news/feed", "/news/rss",   "/news/rss.xml",
    "/rss/news.xml",  "/feed.json", "/?feed=rss2", NULL};

struct found {
    struct arena *arena;
    struct found_feed *feeds;
    size_t count;
    const char *base, *page;
};

/* Media types under which feeds are linked, and how well. */
static const struct {
    const char *type;
    int score;
} types[] = {
    {"application/atom+xml", 40},
    {"application/rss+xml", 40},
    {"application/rdf+xml", 30},
    {"application/feed+json", 35},
    {"application/json", 10},
    {"application/xml", 10},
    {"text/xml", 15},
};

/* Words that tell a lesser feed, in title or address. */
static const struct {
    const char *word;
    int penalty;
} lesser[] = {
    {"comment", 60},  {"kommentar", 60}, {"commentaire", 60}, {"replies", 50},
    {"forum", 40},    {"/tag/", 30},     {"/tags/", 30},      {"/author/", 35},
    {"category", 25}, {"kategorie", 25}, {"search", 30},      {"podcast", 20},
    {"video", 15},    {"changes", 20},   {"/oembed", 90},     {"wp-json", 90},
    {"jobs", 20},     {"events", 15},    {"calendar", 25},
};

static int
type_score(const char *type)
{
    size_t len;

    if (type == NULL)
        return 0;
    len = strcspn(type, "; ");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strlen(types[i].type) == len &&
            strncasecmp(types[i].type, type, len) == 0)
            return types[i].score;
    }
    return 0;
}

static int
penalty_of(const char *text)
{
    int penalty = 0;

    for (size_t i = 0; text != NULL && i < sizeof lesser / sizeof *lesser;
         i++) {
        if (strcasestr(text, lesser[i].word) != NULL &&
            lesser[i].penalty > penalty)
            penalty = lesser[i].penalty;
    }
    return penalty;
}

/* A page of a tag or a post names its own feed beside the site's; the one
 * with the shorter path is the site's. */
static int
path_penalty(const char *url)
{
    const char *p = strstr(url, "://");
    int depth = 0;

    for (p = p != NULL ? p + 3 : url; *p != '\0' && *p != '?'; p++)
        depth += *p == '/' && p[1] != '\0' && p[1] != '?';
    return depth > 8 ? 8 : depth;
}

static const char *
plain_title(struct arena *arena, const char *title)
{
    struct buf out = {.max = 4096};
    const char *copy = NULL;

    if (title != NULL)
        utf8_squeeze(&out, title, strnlen(title, 1000));
    if (out.len > 0)
        copy = arena_strndup(arena, out.data, out.len);
    buf_deinit(&out);
    return copy;
}

static void
add(struct found *found, const char *href, const char *title, const char *type,
    int score)
{
    struct found_feed made = {0};

    made.url = url_resolve(found->arena, found->base, href);
    if (made.url == NULL || found->count == DISCOVER_MAX)
        return;
    for (size_t i = 0; i < found->count; i++) {
        if (strcmp(found->feeds[i].url, made.url) == 0)
            return;
    }
    made.title = plain_title(found->arena, title);
    made.type = arena_strdup(found->arena, type);
    made.score = score - path_penalty(made.url);
    if (penalty_of(made.title) > penalty_of(made.url))
        made.score -= penalty_of(made.title);
    else
        made.score -= penalty_of(made.url);
    found->feeds[found->count++] = made;
}

/* Is `word` among the blank-separated words of `list`? */
static bool
has_word(const char *list, const char *word)
{
    size_t len = strlen(word);

    while (list != NULL && *list != '\0') {
        size_t n = strcspn(list, " \t\r\n");

        if (n == len && strncasecmp(list, word, len) == 0)
            return true;
        list += n;
        list += strspn(list, " \t\r\n");
    }
    return false;
}

/* <link rel="alternate" type="application/rss+xml" href="..."> and
 * <link rel="feed">. A type alone is not enough: json is everywhere. */
static void
take_link(struct found *found, const struct html_node *node)
{
    const char *rel = html_attr(node, "rel");
    const char *type = html_attr(node, "type");
    const char *href = html_attr(node, "href");
    const char *title = html_attr(node, "title");
    int score = type_score(type);

    if (href == NULL || href[0] == '\0')
        return;
    if (has_word(rel, "feed"))
        add(found, href, title, type, 100);
    else if (has_word(rel, "alternate") && score > 10)
        add(found, href, title, type, 60 + score);
    else if (has_word(rel, "alternate") && score > 0 &&
             (strcasestr(href, "feed") != NULL ||
              strcasestr(href, "rss") != NULL))
        add(found, href, title, type, 60 + score);
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
    size_t n = strlen(end);

    return len >= n && strncasecmp(text + len - n, end, n) == 0;
}

/* Does an address look like a feed's? */
static bool
looks_like_feed(const char *href)
{
    static const char *const ends[] = {
        "/feed",  "/feed/", "/rss",      "/rss/",     ".rss",      "/atom",
        ".atom",  ".rdf",   "rss.xml",   "feed.xml",  "atom.xml",  "rss2.xml",
        "/feeds", "/atom/", "feed=rss2", "feed=atom", "/feed.json"};
    size_t len = strcspn(href, "#");

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends_with(href, len, ends[i]))
            return true;
    }
    return false;
}

static void
take_anchor(struct found *found, const struct html_node *node)
{
    const char *href = html_attr(node, "href");
    struct buf text = {.max = 4096};

    if (href == NULL || strlen(href) > 2000 || !looks_like_feed(href))
        return;
    html_text(node, &text);
    add(found, href, text.len > 0 ? buf_text(&text) : html_attr(node, "title"),
        NULL, 40);
    buf_deinit(&text);
}

static void
walk(struct found *found, struct html_node *root,
     void (*take)(struct found *, const struct html_node *), enum html_tag tag)
{
    for (struct html_node *node = root;
         node != NULL && found->count < DISCOVER_MAX;
         node = html_next(root, node)) {
        if (node->tag == tag)
            take(found, node);
    }
}

static void
take_base(struct found *found, const struct html_node *node)
{
    const char *base =
        url_resolve(found->arena, found->page, html_attr(node, "href"));

    if (base != NULL && found->base == found->page)
        found->base = base;
}

/* By insertion: there are few, and equals keep the page's order. */
static void
rank(struct found *found)
{
    for (size_t i = 1; i < found->count; i++) {
        struct found_feed held = found->feeds[i];
        size_t at = i;

        for (; at > 0 && found->feeds[at - 1].score < held.score; at--)
            found->feeds[at] = found->feeds[at - 1];
        found->feeds[at] = held;
    }
}

size_t
feed_discover(struct arena *arena, struct html *page, const char *url,
              struct found_feed **feeds)
{
    struct html_node *root = html_root(page);
    struct found found = {.arena = arena, .base = url, .page = url};

    *feeds = NULL;
    found.feeds = arena_array(arena, DISCOVER_MAX, sizeof *found.feeds);
    if (found.feeds == NULL || root == NULL)
        return 0;
    walk(&found, root, take_base, HTML_BASE);
    walk(&found, root, take_link, HTML_LINK);
    if (found.count == 0)
        walk(&found, root, take_anchor, HTML_A);
    rank(&found);
    *feeds = found.feeds;
    return found.count;
}
