/* The demo's pages: three templates as sites really have them, from clean
 * HTML5 to nested tables, each with the clutter (navigation, pleas, related
 * links, footers) that the extraction has to leave out. */
#include "demo_web_internal.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <string.h>

#define RELATED 4

void
demo_time_render(struct buf *out, const struct demo_site *site, int64_t when)
{
    char text[TIME_TEXT];

    time_text(when + site->offset, text);
    text[strcspn(text, "Z")] = '\0';
    buf_printf(out, "%s%s", text, site->offset_text);
}

/* "20 November 2026", as people write it. */
static void
put_date(struct buf *out, const struct demo_site *site, int64_t when)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    int64_t year;
    int month, day;

    date_from_days((when + site->offset) / 86400, &year, &month, &day);
    buf_printf(out, "%d %s %d", day, months[month - 1], (int)year);
}

static void
put_list(struct buf *out, const char *items)
{
    buf_add(out, "<ul>\n");
    while (*items != '\0') {
        size_t len = strcspn(items, "\n");
        struct buf item = {0};

        buf_add_bytes(&item, items, len);
        buf_add(out, "<li>");
        buf_add_html(out, buf_text(&item));
        buf_add(out, "</li>\n");
        buf_deinit(&item);
        items += len + (items[len] == '\n');
    }
    buf_add(out, "</ul>\n");
}

static void
put_block(struct buf *out, const struct demo_block *block)
{
    static const struct {
        const char *open, *close;
    } tags[] = {
        [DEMO_PARAGRAPH] = {"<p>", "</p>\n"},
        [DEMO_HEADING] = {"<h2>", "</h2>\n"},
        [DEMO_QUOTE] = {"<blockquote><p>", "</p></blockquote>\n"},
    };

    if (block->kind == DEMO_LIST) {
        put_list(out, block->text);
        return;
    }
    buf_add(out, tags[block->kind].open);
    buf_add_html(out, block->text);
    buf_add(out, tags[block->kind].close);
}

void
demo_body_render(struct buf *out, const struct demo_article *article)
{
    for (size_t i = 0; i < article->block_count; i++)
        put_block(out, &article->blocks[i]);
}

/* <meta NAME content="VALUE"> */
static void
put_meta(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "<meta %s content=\"", name);
    buf_add_html(out, value);
    buf_add(out, "\">\n");
}

static void
put_head(struct buf *out, const struct demo_site *site, const char *title,
         const char *description)
{
    buf_add(out, "<!DOCTYPE html>\n<html lang=\"");
    buf_add_html(out, site->language);
    buf_add(out, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    if (title != NULL) {
        buf_add_html(out, title);
        buf_add(out, " | ");
    }
    buf_add_html(out, site->title);
    buf_add(out, "</title>\n");
    put_meta(out, "name=\"viewport\"", "width=device-width, initial-scale=1");
    put_meta(out, "name=\"description\"", description);
    buf_printf(out, "<link rel=\"alternate\" type=\"%s\" title=\"",
               demo_feed_type(site));
    buf_add_html(out, site->title);
    buf_add(out, "\" href=\"");
    buf_add_html(out, site->feed);
    buf_add(out, "\">\n");
}

/* Schema.org for search engines. JSON has no use for '<' outside of strings,
 * so that escaping each one keeps "</script>" out. */
static void
put_schema(struct buf *out, const struct demo_site *site,
           const struct demo_article *a, const char *published)
{
    struct buf text = {0};
    struct json_out json = {.buf = &text};

    json_open(&json, '{');
    json_member(&json, "@context", "https://schema.org");
    json_member(&json, "@type", "NewsArticle");
    json_member(&json, "headline", a->title);
    json_member(&json, "datePublished", published);
    json_member(&json, "description", a->summary);
    json_put_key(&json, "author");
    json_open(&json, '{');
    json_member(&json, "@type", "Person");
    json_member(&json, "name", a->author);
    json_close(&json, '}');
    json_put_key(&json, "publisher");
    json_open(&json, '{');
    json_member(&json, "@type", "Organization");
    json_member(&json, "name", site->title);
    json_close(&json, '}');
    json_close(&json, '}');
    buf_add(out, "<script type=\"application/ld+json\">");
    for (const char *p = buf_text(&text); *p != '\0'; p++) {
        if (*p == '<')
            buf_add(out, "\\u003c");
        else
            buf_add_char(out, *p);
    }
    buf_add(out, "</script>\n");
    buf_deinit(&text);
}

static void
put_article_meta(struct buf *out, const struct demo_site *site,
                 const struct demo_article *a)
{
    struct buf text = {0};

    buf_printf(&text, "http://%s%s", site->host, a->path);
    buf_add(out, "<link rel=\"canonical\" href=\"");
    buf_add_html(out, buf_text(&text));
    buf_add(out, "\">\n");
    put_meta(out, "property=\"og:url\"", buf_text(&text));
    put_meta(out, "property=\"og:type\"", "article");
    put_meta(out, "property=\"og:title\"", a->title);
    put_meta(out, "property=\"og:site_name\"", site->title);
    put_meta(out, "property=\"og:description\"", a->summary);
    buf_cut(&text, 0);
    demo_time_render(&text, site, a->published);
    put_meta(out, "property=\"article:published_time\"", buf_text(&text));
    put_meta(out, "name=\"author\"", a->author);
    if (strcmp(site->style, "article") == 0)
        put_schema(out, site, a, buf_text(&text));
    buf_deinit(&text);
}

static void
put_link(struct buf *out, const struct demo_article *article)
{
    buf_add(out, "<a href=\"");
    buf_add_html(out, article->path);
    buf_add(out, "\">");
    buf_add_html(out, article->title);
    buf_add(out, "</a>");
}

static void
put_nav(struct buf *out, const struct demo_site *site, const char *between)
{
    for (const char **name = site->nav; *name != NULL; name++) {
        buf_add(out, name == site->nav ? "" : between);
        buf_add(out, "<a href=\"/\">");
        buf_add_html(out, *name);
        buf_add(out, "</a>");
    }
    buf_add(out, "\n");
}

/* Each text of the side bar between `open` and `close`. */
static void
put_sidebar(struct buf *out, const struct demo_site *site, const char *open,
            const char *close)
{
    for (const char **text = site->sidebar; *text != NULL; text++) {
        buf_add(out, open);
        buf_add_html(out, *text);
        buf_add(out, close);
    }
}

/* The site's next articles after this one, round to the newest. */
static void
put_related(struct buf *out, const struct demo_site *site,
            const struct demo_article *a, const char *open, const char *close)
{
    size_t at = (size_t)(a - site->articles);

    for (size_t i = 1; i <= RELATED && i < site->article_count; i++) {
        buf_add(out, open);
        put_link(out, &site->articles[(at + i) % site->article_count]);
        buf_add(out, close);
    }
}

static void
put_text(struct buf *out, const char *open, const char *text, const char *close)
{
    buf_add(out, open);
    buf_add_html(out, text);
    buf_add(out, close);
}

/* HTML5 as a newspaper's system writes it. */
static void
page_article(struct buf *out, const struct demo_site *site,
             const struct demo_article *a)
{
    put_text(out, "<header class=\"masthead\"><a href=\"/\">", site->title,
             "</a>\n<nav aria-label=\"Main\">");
    put_nav(out, site, " ");
    put_text(out, "</nav></header>\n<main>\n<article>\n<header><h1>", a->title,
             "</h1>\n");
    put_text(out, "<p class=\"standfirst\">", a->summary, "</p>\n");
    put_text(out, "<p class=\"byline\">By <a rel=\"author\" href=\"/\">",
             a->author, "</a> <time datetime=\"");
    demo_time_render(out, site, a->published);
    buf_add(out, "\">");
    put_date(out, site, a->published);
    buf_add(out, "</time></p></header>\n<div class=\"article-body\">\n");
    demo_body_render(out, a);
    buf_add(out, "</div>\n<footer><ul class=\"tags\">\n");
    for (const char **tag = a->tags; *tag != NULL; tag++)
        put_text(out, "<li><a href=\"/\">", *tag, "</a></li>\n");
    buf_add(out, "</ul><p class=\"share\">Share this article: <a "
                 "href=\"/\">Mail</a> <a href=\"/\">LinkedIn</a> <a "
                 "href=\"/\">Print</a></p></footer>\n</article>\n"
                 "<section class=\"related\"><h2>Related articles</h2><ul>\n");
    put_related(out, site, a, "<li>", "</li>\n");
    buf_add(out, "</ul></section>\n</main>\n<aside class=\"sidebar\">\n");
    put_sidebar(out, site, "<div class=\"widget\"><p>", "</p></div>\n");
    put_text(out, "</aside>\n<footer class=\"site-footer\"><p>", site->about,
             "</p>");
    put_text(out, "<p>", site->footer, "</p></footer>\n");
}

/* The boxes in boxes of a blog's theme. */
static void
page_div(struct buf *out, const struct demo_site *site,
         const struct demo_article *a)
{
    put_text(out,
             "<div id=\"page\" class=\"hfeed site\">\n<div "
             "id=\"masthead\"><div class=\"site-title\"><a href=\"/\">",
             site->title, "</a></div>\n<div class=\"menu\">");
    put_nav(out, site, " | ");
    put_text(out,
             "</div></div>\n<div id=\"content\"><div id=\"primary\"><div "
             "class=\"post hentry\">\n<h1 class=\"entry-title\">",
             a->title,
             "</h1>\n<div class=\"entry-meta\">Posted on <span "
             "class=\"date\">");
    put_date(out, site, a->published);
    put_text(out,
             "</span> by <span class=\"author vcard\"><span "
             "class=\"fn\">",
             a->author,
             "</span></span></div>\n<div "
             "class=\"entry-content\">\n");
    demo_body_render(out, a);
    buf_add(out, "</div>\n<div class=\"entry-utility\">Filed under ");
    for (const char **tag = a->tags; *tag != NULL; tag++)
        put_text(out, "<a rel=\"tag\" href=\"/\">", *tag, "</a> ");
    buf_add(out, "</div></div>\n<div class=\"related-posts\"><h3>You may also "
                 "like</h3>\n");
    put_related(out, site, a, "<div class=\"rp\">", "</div>\n");
    buf_add(out, "</div></div>\n<div id=\"secondary\" "
                 "class=\"widget-area\">\n");
    put_sidebar(out, site, "<div class=\"widget\">", "</div>\n");
    put_text(out, "</div></div>\n<div id=\"colophon\">", site->about, "<br>");
    put_text(out, "", site->footer, "</div></div>\n");
}

/* Tables in tables, as they were written in 1999 and still are. */
static void
page_table(struct buf *out, const struct demo_site *site,
           const struct demo_article *a)
{
    put_text(out,
             "<table width=\"100%\" border=\"0\"><tr><td colspan=\"2\" "
             "bgcolor=\"#ddeeee\"><font size=\"5\"><b>",
             site->title, "</b></font><br>");
    put_nav(out, site, " &middot; ");
    buf_add(out, "</td></tr>\n<tr><td width=\"180\" valign=\"top\"><table>\n");
    put_sidebar(out, site, "<tr><td><font size=\"2\">", "</font></td></tr>\n");
    buf_add(out, "<tr><td><b>Earlier</b></td></tr>\n");
    put_related(out, site, a, "<tr><td>", "</td></tr>\n");
    put_text(out, "</table></td>\n<td valign=\"top\"><table><tr><td><h1>",
             a->title, "</h1>\n<i>");
    put_text(out, "", a->author, ", ");
    put_date(out, site, a->published);
    buf_add(out, "</i></td></tr>\n<tr><td>\n");
    demo_body_render(out, a);
    put_text(out,
             "</td></tr></table></td></tr>\n<tr><td colspan=\"2\"><hr>"
             "<font size=\"1\">",
             site->footer, "</font></td></tr></table>\n");
}

void
demo_page_render(struct buf *out, const struct demo_site *site,
                 const struct demo_article *article)
{
    put_head(out, site, article->title, article->summary);
    if (strcmp(site->style, "table") != 0)
        put_article_meta(out, site, article);
    buf_add(out, "</head>\n<body>\n");
    if (strcmp(site->style, "table") == 0)
        page_table(out, site, article);
    else if (strcmp(site->style, "div") == 0)
        page_div(out, site, article);
    else
        page_article(out, site, article);
    buf_add(out, "</body>\n</html>\n");
}

void
demo_home_render(struct buf *out, const struct demo_site *site)
{
    put_head(out, site, NULL, site->description);
    put_text(out, "</head>\n<body>\n<header><h1>", site->title, "</h1>");
    put_text(out, "<p>", site->description, "</p>\n<nav>");
    put_nav(out, site, " ");
    buf_add(out, "</nav></header>\n<main>\n");
    for (size_t i = 0; i < site->article_count; i++) {
        buf_add(out, "<section><h2>");
        put_link(out, &site->articles[i]);
        put_text(out, "</h2><p>", site->articles[i].summary, "</p><p>");
        put_date(out, site, site->articles[i].published);
        buf_add(out, "</p></section>\n");
    }
    buf_add(out, "</main>\n<aside>\n");
    put_sidebar(out, site, "<p>", "</p>\n");
    put_text(out, "</aside>\n<footer><p>", site->footer,
             "</p></footer>\n</body>\n</html>\n");
}
