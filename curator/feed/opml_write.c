/* OPML out; see opml.h. */
#include "polyphony/opml.h"

#include <string.h>

/* XML 1.0 has no place for control characters, not even escaped. */
static void
add_attribute(struct buf *out, const char *name, const char *value)
{
    struct buf clean = {0};

    if (value == NULL || value[0] == '\0')
        return;
    for (const char *p = value; *p != '\0'; p++)
        buf_add_char(&clean, (unsigned char)*p < ' ' ? ' ' : *p);
    buf_printf(out, " %s=\"", name);
    buf_add_html(out, buf_text(&clean));
    buf_add(out, "\"");
    buf_deinit(&clean);
}

static void
add_feed(struct buf *out, const struct opml_feed *feed)
{
    const char *title = feed->title;

    buf_add(out, "<outline type=\"rss\"");
    add_attribute(out, "text",
                  title != NULL && title[0] != '\0' ? title : feed->url);
    add_attribute(out, "xmlUrl", feed->url);
    add_attribute(out, "htmlUrl", feed->site);
    buf_add(out, "/>\n");
}

void
opml_write(const char *title, const struct opml_feed *feeds, size_t count,
           struct buf *out)
{
    const char *folder = "";

    buf_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                 "<opml version=\"2.0\">\n<head><title>");
    buf_add_html(out, title);
    buf_add(out, "</title></head>\n<body>\n");
    for (size_t i = 0; i < count; i++) {
        const char *own = feeds[i].folder != NULL ? feeds[i].folder : "";

        if (strcmp(own, folder) != 0) {
            if (folder[0] != '\0')
                buf_add(out, "</outline>\n");
            if (own[0] != '\0') {
                buf_add(out, "<outline");
                add_attribute(out, "text", own);
                buf_add(out, ">\n");
            }
            folder = own;
        }
        add_feed(out, &feeds[i]);
    }
    buf_add(out, folder[0] != '\0' ? "</outline>\n</body>\n</opml>\n"
                                   : "</body>\n</opml>\n");
}
