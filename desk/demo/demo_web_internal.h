/* What the files of the demo's web share: demo_content.c reads the embedded
 * sites and articles, demo_feed.c and demo_page.c render them, demo_web.c
 * serves them. Everything here lives in the content's arena and does not
 * change once it is read, so that the server's threads can share it. */
#ifndef POLYPHONY_DEMO_WEB_INTERNAL_H
#define POLYPHONY_DEMO_WEB_INTERNAL_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"

#include <stdint.h>

enum demo_block_kind { DEMO_PARAGRAPH, DEMO_HEADING, DEMO_QUOTE, DEMO_LIST };

struct demo_block {
    enum demo_block_kind kind;
    const char *text; /* one line; the items of a list end with newlines */
};

struct demo_article {
    const char *path, *title, *author, *summary;
    const char **tags; /* ended by NULL */
    int64_t published;
    struct demo_block *blocks;
    size_t block_count;
};

struct demo_site {
    const char *host, *title, *description, *language, *author, *format;
    const char *feed, *about, *footer, *style, *offset_text;
    const char **nav, **sidebar;   /* ended by NULL */
    bool full;                     /* the feed carries whole texts */
    int offset;                    /* seconds east of UTC */
    struct demo_article *articles; /* newest first */
    size_t article_count;
};

struct demo_content {
    struct arena *arena;
    struct demo_site *sites;
    size_t site_count;
};

/* On success the content is yours; false names the file that is off. */
bool demo_content_read(int64_t epoch, struct demo_content *content,
                       struct error *err) MUST_CHECK;
void demo_content_deinit(struct demo_content *content);

const char *demo_feed_type(const struct demo_site *site); /* Content-Type */
void demo_feed_render(struct buf *out, const struct demo_site *site);
void demo_page_render(struct buf *out, const struct demo_site *site,
                      const struct demo_article *article);
void demo_home_render(struct buf *out, const struct demo_site *site);

/* The article's body as HTML, for pages and for feeds with whole texts. */
void demo_body_render(struct buf *out, const struct demo_article *article);
/* "2026-11-20T09:40:00+01:00" in the site's own time. */
void demo_time_render(struct buf *out, const struct demo_site *site,
                      int64_t when);

#endif
