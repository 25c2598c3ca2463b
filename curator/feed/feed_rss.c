/* RSS of every version, RDF's frame and CDF: all that goes without a prefix.
 * Sources: RSS 2.0 (rssboard.org/rss-specification), RSS 1.0
 * (web.resource.org/rss/1.0), Netscape's 0.9x, Microsoft's CDF of 1997. */
#include "feed_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
start_rss(struct feed_reader *reader, const struct xml_element *element)
{
    const char *version = feed_attr(element, "version");
    size_t len;

    reader->feed->format = "rss2.0";
    if (version == NULL)
        return;
    while (*version == ' ')
        version++;
    len = strspn(version, "0123456789.");
    if (len >= 3 && len <= 5 && strncmp(version, "2.0", 3) != 0)
        reader->feed->format =
            arena_printf(reader->feed->arena, "rss%.*s", (int)len, version);
}

static void
start_rdf(struct feed_reader *reader, const struct xml_element *element)
{
    (void)element;
    reader->feed->format = "rss1.0";
}

/* In CDF, links and dates are attributes of channel and item. */
static void
take_cdf_attributes(struct feed_reader *reader,
                    const struct xml_element *element)
{
    struct feed_record *record = feed_reader_record(reader);
    const char *base = feed_reader_top(reader)->base;

    feed_offer(record, FIELD_LINK, 3, FORM_PLAIN, feed_attr(element, "href"),
               base);
    feed_offer(record, FIELD_UPDATED, 3, FORM_PLAIN,
               feed_attr(element, "lastmod"), NULL);
}

static void
start_channel(struct feed_reader *reader, const struct xml_element *element)
{
    if (reader->feed->format == NULL)
        reader->feed->format = reader->depth == 1 ? "cdf" : "rss2.0";
    if (element->space != NULL && strstr(element->space, "netscape") != NULL &&
        strcmp(reader->feed->format, "rss1.0") == 0)
        reader->feed->format = "rss0.90";
    if (strcmp(reader->feed->format, "cdf") == 0)
        take_cdf_attributes(reader, element);
}

static void
start_item(struct feed_reader *reader, const struct xml_element *element)
{
    const char *about = NULL;

    for (size_t i = 0; i < element->n_attrs; i++) {
        if (strcmp(element->attrs[i].name, "about") == 0 &&
            element->attrs[i].prefix != NULL)
            about = element->attrs[i].value;
    }
    feed_offer(&reader->entry, FIELD_ID, 2, FORM_PLAIN, about, NULL);
    feed_offer_first(&reader->entry, FIELD_LINK, 1, about,
                     feed_reader_top(reader)->base);
    take_cdf_attributes(reader, element);
}

/* Some write <link href="..."/> as Atom does. */
static void
start_link(struct feed_reader *reader, const struct xml_element *element)
{
    const char *rel = feed_attr(element, "rel");

    if (rel == NULL || strcasecmp(rel, "alternate") == 0)
        feed_offer(feed_reader_record(reader), FIELD_LINK, 5, FORM_PLAIN,
                   feed_attr(element, "href"), feed_reader_top(reader)->base);
}

static void
start_guid(struct feed_reader *reader, const struct xml_element *element)
{
    const char *is_link = feed_attr(element, "isPermaLink");

    feed_reader_top(reader)->plain_guid =
        is_link != NULL && strcasecmp(is_link, "false") == 0;
}

static void
end_guid(struct feed_reader *reader, const char *text)
{
    const struct feed_open *open = feed_reader_top(reader);
    struct feed_record *record = feed_reader_record(reader);
    const char *p = text + strspn(text, " \t\r\n");
    bool is_web =
        strncasecmp(p, "http://", 7) == 0 || strncasecmp(p, "https://", 8) == 0;

    feed_offer(record, FIELD_ID, 5, FORM_PLAIN, text, NULL);
    if (is_web)
        feed_offer_first(record, FIELD_LINK, open->plain_guid ? 0 : 2, text,
                         open->base);
}

static void
start_enclosure(struct feed_reader *reader, const struct xml_element *element)
{
    const char *url = feed_attr(element, "url");

    if (url == NULL)
        url = feed_attr(element, "href");
    if (url == NULL)
        url = feed_attr(element, "resource");
    feed_add_enclosure(
        reader->feed, feed_reader_record(reader), feed_reader_top(reader)->base,
        url, feed_attr(element, "type"), feed_attr(element, "length"));
}

static void
start_image(struct feed_reader *reader, const struct xml_element *element)
{
    static const char *const names[] = {"resource", "href", "url"};

    for (size_t i = 0; i < 3; i++)
        feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 2,
                         feed_attr(element, names[i]),
                         feed_reader_top(reader)->base);
}

/* <image>http://...</image>, as some write it. */
static void
end_image(struct feed_reader *reader, const char *text)
{
    text += strspn(text, " \t\r\n");
    if (strncasecmp(text, "http", 4) == 0)
        feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 2, text,
                         feed_reader_top(reader)->base);
}

static void
start_logo(struct feed_reader *reader, const struct xml_element *element)
{
    feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 2,
                     feed_attr(element, "href"), feed_reader_top(reader)->base);
}

static void
end_ttl(struct feed_reader *reader, const char *text)
{
    long minutes = strtol(text, NULL, 10);

    if (minutes > 0 && minutes <= 60 * 24 * 365)
        reader->feed->ttl_minutes = (int)minutes;
}

static void
end_hour(struct feed_reader *reader, const char *text)
{
    char *end;
    long hour = strtol(text, &end, 10);

    if (end != text && hour >= 0 && hour <= 24) /* 24 is midnight to some */
        reader->feed->skip_hours |= (uint32_t)1 << hour % 24;
}

static void
end_day(struct feed_reader *reader, const char *text)
{
    static const char *const days[] = {"sun", "mon", "tue", "wed",
                                       "thu", "fri", "sat"};

    text += strspn(text, " \t\r\n");
    for (unsigned i = 0; i < 7; i++) {
        if (strncasecmp(text, days[i], 3) == 0)
            reader->feed->skip_days |= (uint8_t)(1U << i);
    }
}

#define BOTH (IN_FEED | IN_ENTRY)
#define TOP (IN_DOCUMENT | IN_FEED)

static const struct feed_rule rules[] = {
    {"abstract", BOTH, FIELD_DESCRIPTION, FORM_HTML, 3, 0, NULL, NULL},
    {"author", BOTH, FIELD_NONE, FORM_HTML, 5, IN_PERSON, NULL,
     feed_person_end},
    {"body", IN_ENTRY, FIELD_CONTENT, FORM_HTML, 3, 0, NULL, NULL},
    {"category", IN_ENTRY, FIELD_NONE, FORM_HTML, 0, 0, NULL,
     feed_category_end},
    {"channel", IN_DOCUMENT, FIELD_NONE, FORM_PLAIN, 0, IN_FEED, start_channel,
     NULL},
    {"comments", IN_ENTRY, FIELD_COMMENTS, FORM_PLAIN, 5, 0, NULL, NULL},
    {"content", IN_ENTRY, FIELD_CONTENT, FORM_HTML, 3, 0, NULL, NULL},
    {"date", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 1, 0, NULL, NULL},
    {"day", IN_SKIP, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_day},
    {"description", BOTH, FIELD_DESCRIPTION, FORM_HTML, 5, 0, NULL, NULL},
    {"email", IN_PERSON, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, feed_person_mail},
    {"enclosure", IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, 0, start_enclosure,
     NULL},
    {"guid", IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, 0, start_guid, end_guid},
    {"hour", IN_SKIP, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_hour},
    {"image", TOP | IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, IN_FEED_IMAGE,
     start_image, end_image},
    {"item", TOP | IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, IN_ENTRY, start_item,
     NULL},
    {"items", TOP, FIELD_NONE, FORM_PLAIN, 0, IN_FEED, NULL, NULL},
    {"language", IN_FEED, FIELD_LANGUAGE, FORM_PLAIN, 5, 0, NULL, NULL},
    {"lastbuilddate", IN_FEED, FIELD_UPDATED, FORM_PLAIN, 5, 0, NULL, NULL},
    {"link", BOTH, FIELD_LINK, FORM_PLAIN, 5, 0, start_link, NULL},
    {"logo", BOTH, FIELD_NONE, FORM_PLAIN, 0, 0, start_logo, NULL},
    {"managingeditor", IN_FEED, FIELD_NONE, FORM_HTML, 4, 0, NULL,
     feed_person_end},
    {"name", IN_PERSON, FIELD_NONE, FORM_HTML, 0, 0, NULL, feed_person_name},
    {"pubdate", IN_FEED, FIELD_UPDATED, FORM_PLAIN, 4, 0, NULL, NULL},
    {"pubdate", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 5, 0, NULL, NULL},
    {"rdf", IN_DOCUMENT, FIELD_NONE, FORM_PLAIN, 0, IN_DOCUMENT, start_rdf,
     NULL},
    {"rss", IN_DOCUMENT, FIELD_NONE, FORM_PLAIN, 0, IN_DOCUMENT, start_rss,
     NULL},
    {"skipdays", IN_FEED, FIELD_NONE, FORM_PLAIN, 0, IN_SKIP, NULL, NULL},
    {"skiphours", IN_FEED, FIELD_NONE, FORM_PLAIN, 0, IN_SKIP, NULL, NULL},
    {"summary", IN_ENTRY, FIELD_SUMMARY, FORM_HTML, 5, 0, NULL, NULL},
    {"title", BOTH, FIELD_TITLE, FORM_HTML, 5, 0, NULL, NULL},
    {"ttl", IN_FEED, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_ttl},
    {"updated", IN_ENTRY, FIELD_UPDATED, FORM_PLAIN, 1, 0, NULL, NULL},
    {"uri", IN_PERSON, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, feed_person_other},
    {"url", IN_FEED_IMAGE, FIELD_IMAGE, FORM_PLAIN, 4, 0, NULL, NULL},
    {"webmaster", IN_FEED, FIELD_NONE, FORM_HTML, 1, 0, NULL, feed_person_end},
};

const struct feed_dialect feed_core_dialect = {rules,
                                               sizeof rules / sizeof *rules};
