/* The demo's feeds: RSS 2.0, Atom 1.0, RSS 1.0 and JSON Feed 1.1, so that the
 * demo passes through every reader of ours. */
#include "demo_web_internal.h"
#include "polyphony/clock.h"
#include "polyphony/http_header.h"
#include "polyphony/json.h"

#include <string.h>

/* <name>text</name> */
static void
element(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "<%s>", name);
    buf_add_html(out, text);
    buf_printf(out, "</%s>\n", name);
}

static void
url(struct buf *out, const struct demo_site *site, const char *path)
{
    buf_printf(out, "http://%s", site->host);
    buf_add_html(out, path);
}

static void
url_element(struct buf *out, const char *name, const struct demo_site *site,
            const char *path)
{
    buf_printf(out, "<%s>", name);
    url(out, site, path);
    buf_printf(out, "</%s>\n", name);
}

static void
body_element(struct buf *out, const char *name, const char *attributes,
             const struct demo_article *a)
{
    struct buf body = {0};

    demo_body_render(&body, a);
    buf_printf(out, "<%s%s>", name, attributes);
    buf_add_html(out, buf_text(&body));
    buf_printf(out, "</%s>\n", name);
    buf_deinit(&body);
}

static void
time_element(struct buf *out, const char *name, const struct demo_site *site,
             int64_t when)
{
    buf_printf(out, "<%s>", name);
    demo_time_render(out, site, when);
    buf_printf(out, "</%s>\n", name);
}

static void
rss_item(struct buf *out, const struct demo_site *site,
         const struct demo_article *a)
{
    char date[HTTP_DATE_TEXT];

    buf_add(out, "<item>\n");
    element(out, "title", a->title);
    url_element(out, "link", site, a->path);
    buf_add(out, "<guid isPermaLink=\"true\">");
    url(out, site, a->path);
    buf_add(out, "</guid>\n");
    element(out, "dc:creator", a->author);
    element(out, "pubDate", http_date_text(a->published, date));
    for (const char **tag = a->tags; *tag != NULL; tag++)
        element(out, "category", *tag);
    element(out, "description", a->summary);
    if (site->full)
        body_element(out, "content:encoded", "", a);
    buf_add(out, "</item>\n");
}

static void
rss(struct buf *out, const struct demo_site *site)
{
    buf_add(out, "<rss version=\"2.0\" "
                 "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                 "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">"
                 "\n<channel>\n");
    element(out, "title", site->title);
    url_element(out, "link", site, "/");
    element(out, "description", site->description);
    element(out, "language", site->language);
    for (size_t i = 0; i < site->article_count; i++)
        rss_item(out, site, &site->articles[i]);
    buf_add(out, "</channel>\n</rss>\n");
}

static void
atom_entry(struct buf *out, const struct demo_site *site,
           const struct demo_article *a)
{
    buf_add(out, "<entry>\n");
    element(out, "title", a->title);
    buf_add(out, "<link href=\"");
    url(out, site, a->path);
    buf_add(out, "\"/>\n");
    url_element(out, "id", site, a->path);
    time_element(out, "published", site, a->published);
    time_element(out, "updated", site, a->published);
    buf_add(out, "<author>");
    element(out, "name", a->author);
    buf_add(out, "</author>\n");
    for (const char **tag = a->tags; *tag != NULL; tag++) {
        buf_add(out, "<category term=\"");
        buf_add_html(out, *tag);
        buf_add(out, "\"/>\n");
    }
    element(out, "summary", a->summary);
    if (site->full)
        body_element(out, "content", " type=\"html\"", a);
    buf_add(out, "</entry>\n");
}

static void
atom(struct buf *out, const struct demo_site *site)
{
    buf_add(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    buf_add_html(out, site->language);
    buf_add(out, "\">\n");
    element(out, "title", site->title);
    element(out, "subtitle", site->description);
    url_element(out, "id", site, "/");
    buf_add(out, "<link href=\"");
    url(out, site, "/");
    buf_add(out, "\"/>\n<link rel=\"self\" href=\"");
    url(out, site, site->feed);
    buf_add(out, "\"/>\n");
    if (site->article_count > 0)
        time_element(out, "updated", site, site->articles[0].published);
    for (size_t i = 0; i < site->article_count; i++)
        atom_entry(out, site, &site->articles[i]);
    buf_add(out, "</feed>\n");
}

static void
rdf_item(struct buf *out, const struct demo_site *site,
         const struct demo_article *a)
{
    buf_add(out, "<item rdf:about=\"");
    url(out, site, a->path);
    buf_add(out, "\">\n");
    element(out, "title", a->title);
    url_element(out, "link", site, a->path);
    element(out, "description", a->summary);
    element(out, "dc:creator", a->author);
    time_element(out, "dc:date", site, a->published);
    for (const char **tag = a->tags; *tag != NULL; tag++)
        element(out, "dc:subject", *tag);
    if (site->full)
        body_element(out, "content:encoded", "", a);
    buf_add(out, "</item>\n");
}

static void
rdf(struct buf *out, const struct demo_site *site)
{
    buf_add(out, "<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" "
                 "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
                 "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                 "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n"
                 "<channel rdf:about=\"");
    url(out, site, "/");
    buf_add(out, "\">\n");
    element(out, "title", site->title);
    url_element(out, "link", site, "/");
    element(out, "description", site->description);
    element(out, "dc:language", site->language);
    buf_add(out, "<items><rdf:Seq>\n");
    for (size_t i = 0; i < site->article_count; i++) {
        buf_add(out, "<rdf:li rdf:resource=\"");
        url(out, site, site->articles[i].path);
        buf_add(out, "\"/>\n");
    }
    buf_add(out, "</rdf:Seq></items>\n</channel>\n");
    for (size_t i = 0; i < site->article_count; i++)
        rdf_item(out, site, &site->articles[i]);
    buf_add(out, "</rdf:RDF>\n");
}

static void
json_url(struct json_out *out, const char *key, const struct demo_site *site,
         const char *path)
{
    struct buf text = {0};

    buf_printf(&text, "http://%s%s", site->host, path);
    json_member(out, key, buf_text(&text));
    buf_deinit(&text);
}

static void
json_authors(struct json_out *out, const char *name)
{
    json_put_key(out, "authors");
    json_open(out, '[');
    json_open(out, '{');
    json_member(out, "name", name);
    json_close(out, '}');
    json_close(out, ']');
}

static void
json_item(struct json_out *out, const struct demo_site *site,
          const struct demo_article *a)
{
    struct buf text = {0};

    json_open(out, '{');
    json_url(out, "id", site, a->path);
    json_url(out, "url", site, a->path);
    json_member(out, "title", a->title);
    json_member(out, "summary", a->summary);
    if (site->full)
        demo_body_render(&text, a);
    else
        buf_add_html(&text, a->summary);
    json_member(out, "content_html", buf_text(&text));
    buf_cut(&text, 0);
    demo_time_render(&text, site, a->published);
    json_member(out, "date_published", buf_text(&text));
    buf_deinit(&text);
    json_authors(out, a->author);
    json_put_key(out, "tags");
    json_open(out, '[');
    for (const char **tag = a->tags; *tag != NULL; tag++)
        json_put_text(out, *tag);
    json_close(out, ']');
    json_close(out, '}');
}

static void
json_feed(struct buf *buf, const struct demo_site *site)
{
    struct json_out out = {.buf = buf};

    json_open(&out, '{');
    json_member(&out, "version", "https://jsonfeed.org/version/1.1");
    json_member(&out, "title", site->title);
    json_member(&out, "description", site->description);
    json_member(&out, "language", site->language);
    json_url(&out, "home_page_url", site, "/");
    json_url(&out, "feed_url", site, site->feed);
    json_authors(&out, site->author);
    json_put_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < site->article_count; i++)
        json_item(&out, site, &site->articles[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    json_line(&out);
}

static const struct {
    const char *format, *type;
    void (*render)(struct buf *out, const struct demo_site *site);
} formats[] = {
    {"rss2.0", "application/rss+xml", rss}, /* the first is for the unknown */
    {"atom1.0", "application/atom+xml", atom},
    {"rss1.0", "application/rdf+xml", rdf},
    {"json1.1", "application/feed+json", json_feed},
};

static size_t
format_of(const struct demo_site *site)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].format, site->format) == 0)
            return i;
    }
    return 0;
}

const char *
demo_feed_type(const struct demo_site *site)
{
    return formats[format_of(site)].type;
}

void
demo_feed_render(struct buf *out, const struct demo_site *site)
{
    size_t format = format_of(site);

    if (formats[format].render != json_feed)
        buf_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    formats[format].render(out, site);
}
