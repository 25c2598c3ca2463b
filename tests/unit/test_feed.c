/* Feed reading at its door: formats, charsets, what wins among several
 * candidates, ill-formed input, rhythm, identity. */
#include "polyphony/arena.h"
#include "polyphony/clock.h"
#include "polyphony/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct feed *
parse(const char *text)
{
    struct feed_source source = {.url = "http://example.org/dir/feed"};
    struct feed *feed = NULL;
    struct error err = {0};

    if (!feed_parse(text, strlen(text), &source, &feed, &err))
        fail_msg("%s: %s", err.text, text);
    return feed;
}

#define RSS(inside) "<rss version='2.0'><channel>" inside "</channel></rss>"
#define ITEM(inside)                                                           \
    "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "          \
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "                \
    "xmlns:media='http://search.yahoo.com/mrss/' "                             \
    "xmlns:atom='http://www.w3.org/2005/Atom' "                                \
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "               \
    "xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'>"                   \
    "<channel><item>" inside "</item></channel></rss>"
#define ATOM(inside)                                                           \
    "<feed xmlns='http://www.w3.org/2005/Atom'>" inside "</feed>"
#define ENTRY(inside) ATOM("<entry>" inside "</entry>")

static const struct {
    const char *why, *text, *format;
} formats[] = {
    {"RSS 2.0", RSS(""), "rss2.0"},
    {"RSS 0.91", "<rss version='0.91'><channel/></rss>", "rss0.91"},
    {"RSS without version", "<rss><channel/></rss>", "rss2.0"},
    {"RSS 1.0",
     "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
     "xmlns='http://purl.org/rss/1.0/'><channel/></r:RDF>",
     "rss1.0"},
    {"Netscape's RDF",
     "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
     "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/></r:RDF>",
     "rss0.90"},
    {"Atom 1.0", ATOM(""), "atom1.0"},
    {"Atom 0.3", "<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>",
     "atom0.3"},
    {"a single entry", "<entry xmlns='http://www.w3.org/2005/Atom'/>",
     "atom1.0"},
    {"CDF", "<CHANNEL HREF='http://example.org/'/>", "cdf"},
    {"JSON Feed 1.0",
     "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}",
     "json1.0"},
    {"JSON Feed 1.1",
     " {\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]} ",
     "json1.1"},
    {"a warning before", "<br /><b>Warning</b>: x in y\n" RSS(""), "rss2.0"},
    {"Atom that nobody declared", "<feed><title>x</title></feed>", "atom1.0"},
};

static void
tells_formats_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct feed *feed = parse(formats[i].text);

        if (strcmp(feed->format, formats[i].format) != 0)
            fail_msg("%s: %s, not %s", formats[i].why, feed->format,
                     formats[i].format);
        feed_free(feed);
    }
}

static void
refuses_what_is_no_feed(void **state)
{
    static const char *const texts[] = {
        "",
        "   \n",
        "words",
        "{}",
        "{\"items\":[]}",
        "[1]",
        "<html><body>&lt;rss></body></html>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<opml><body><outline/></body></opml>",
        "\x1f\x8b\x08",
        "<!DOCTYPE html><p>x",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct feed *feed = NULL;
        struct error err = {0};

        if (feed_parse(texts[i], strlen(texts[i]), NULL, &feed, &err))
            fail_msg("taken for a feed: %s", texts[i]);
        assert_null(feed);
        assert_int_equal(err.kind, ERROR_INPUT);
    }
}

enum which {
    TITLE,
    LINK,
    ID,
    AUTHOR,
    SUMMARY,
    CONTENT,
    IMAGE,
    CATEGORY,
    FILE_
};

static const char *
field(const struct feed_entry *entry, enum which which)
{
    switch (which) {
    case TITLE:
        return entry->title;
    case LINK:
        return entry->link;
    case ID:
        return entry->id;
    case AUTHOR:
        return entry->author;
    case SUMMARY:
        return entry->summary;
    case CONTENT:
        return entry->content;
    case IMAGE:
        return entry->image;
    case CATEGORY:
        return entry->n_categories > 0 ? entry->categories[0] : NULL;
    default:
        return entry->n_enclosures > 0 ? entry->enclosures[0].url : NULL;
    }
}

static const struct {
    const char *why, *text;
    enum which which;
    const char *value;
} fields[] = {
    {"RSS title is HTML", ITEM("<title>&lt;b>A&lt;/b> &amp;amp; B</title>"),
     TITLE, "A & B"},
    {"a bare ampersand", ITEM("<title>A & B &eacute;</title>"), TITLE,
     "A & B \u00e9"},
    {"Atom text is literal", ENTRY("<title>&lt;b>A</title>"), TITLE, "<b>A"},
    {"Atom html", ENTRY("<title type='html'>&lt;b>A&lt;/b></title>"), TITLE,
     "A"},
    {"Atom xhtml",
     ENTRY("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
           "1 &lt; <b>2</b></div></title>"),
     TITLE, "1 < 2"},
    {"dc:title", ITEM("<dc:title>A</dc:title>"), TITLE, "A"},
    {"title before dc:title", ITEM("<title>A</title><dc:title>B</dc:title>"),
     TITLE, "A"},
    {"an image's title is not the item's",
     ITEM("<title>A</title><image><title>B</title></image>"), TITLE, "A"},
    {"link", ITEM("<link> /a?b=1&amp;c=2 </link>"), LINK,
     "http://example.org/a?b=1&c=2"},
    {"link hidden in guid", ITEM("<guid>http://example.org/a</guid>"), LINK,
     "http://example.org/a"},
    {"guid that is no link",
     ITEM("<guid isPermaLink='false'>x1</guid><link>/a</link>"), ID, "x1"},
    {"link before guid",
     ITEM("<guid>http://example.org/a</guid><link>/b</link>"), LINK,
     "http://example.org/b"},
    {"atom:link in RSS", ITEM("<atom:link href='/a'/>"), LINK,
     "http://example.org/a"},
    {"the address before the redirect",
     ITEM("<link>/a</link><fb:origLink>/b</fb:origLink>"), LINK,
     "http://example.org/b"},
    {"link of an enclosure", ITEM("<enclosure url='/a.mp3'/>"), LINK,
     "http://example.org/a.mp3"},
    {"no link that is none", ITEM("<link>javascript:alert(1)</link>"), LINK,
     NULL},
    {"Atom's alternate among links",
     ENTRY("<link rel='self' href='/s'/><link href='/a'/>"
           "<link rel='edit' href='/e'/>"),
     LINK, "http://example.org/a"},
    {"html before other alternates",
     ENTRY("<link type='application/json' href='/j'/>"
           "<link type='text/html' href='/a'/>"),
     LINK, "http://example.org/a"},
    {"xml:base", ENTRY("<link xml:base='http://b.org/c/' href='a'/>"), LINK,
     "http://b.org/c/a"},
    {"author by mail", ITEM("<author>a@b.org (Jane Doe)</author>"), AUTHOR,
     "Jane Doe"},
    {"author before mail", ITEM("<author>Jane Doe &lt;a@b.org></author>"),
     AUTHOR, "Jane Doe"},
    {"mail alone", ITEM("<author>a@b.org</author>"), AUTHOR, "a@b.org"},
    {"two creators",
     ITEM("<dc:creator>A</dc:creator><dc:creator>B</dc:creator>"), AUTHOR,
     "A, B"},
    {"Atom's person",
     ENTRY("<author><name>A</name><email>b@c.org</email></author>"), AUTHOR,
     "A"},
    {"contributors are no authors",
     ENTRY("<contributor><name>A</name></contributor>"), AUTHOR, NULL},
    {"the author of the source",
     ENTRY("<source><author><name>A</name></author></source>"), AUTHOR, "A"},
    {"description is the summary",
     ITEM("<description>&lt;p>a&lt;/p></description>"), SUMMARY, "<p>a</p>"},
    {"content:encoded is the content",
     ITEM("<description>a</description>"
          "<content:encoded><![CDATA[<p>b</p>]]></content:encoded>"),
     CONTENT, "<p>b</p>"},
    {"naked markup", ITEM("<description>a <b>b</b><br/></description>"),
     SUMMARY, "a <b>b</b><br>"},
    {"links in text",
     ITEM("<description>&lt;a href='x'>y&lt;/a></description>"), SUMMARY,
     "<a href=\"http://example.org/dir/x\">y</a>"},
    {"base64",
     ENTRY("<content type='application/octet-stream'>PGI+YTwvYj4="
           "</content>"),
     CONTENT, "<b>a</b>"},
    {"encoded twice", ITEM("<description>caf\u00c3\u00a9</description>"),
     SUMMARY, "caf\u00e9"},
    {"media:thumbnail",
     ITEM("<media:group><media:thumbnail url='/a.jpg'/>"
          "</media:group>"),
     IMAGE, "http://example.org/a.jpg"},
    {"media:description is the last resort",
     ITEM("<media:description>m</media:description>"
          "<description>d</description>"),
     SUMMARY, "d"},
    {"dc:subject", ITEM("<dc:subject>A</dc:subject>"), CATEGORY, "A"},
    {"Atom's category", ENTRY("<category term='a' label='A'/>"), CATEGORY, "a"},
    {"iTunes' category", ITEM("<itunes:category text='A'/>"), CATEGORY, "A"},
    {"enclosure", ITEM("<enclosure url='a.mp3' length='1' type='x/y'/>"), FILE_,
     "http://example.org/dir/a.mp3"},
    {"an empty enclosure", ITEM("<enclosure url=' '/>"), FILE_, NULL},
    {"a prefix that nobody declared",
     "<rss><channel><item><dc:creator>A</dc:creator></item></channel></rss>",
     AUTHOR, "A"},
    {"unquoted and unclosed",
     "<rss version=2.0><channel><item><title>A</title><link>/a</item>", LINK,
     "http://example.org/a"},
    {"truncated", "<rss><channel><item><title>A</title><descr", TITLE, "A"},
};

static void
finds_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct feed *feed = parse(fields[i].text);
        const char *value;

        if (feed->n_entries != 1)
            fail_msg("%s: %zu entries", fields[i].why, feed->n_entries);
        value = field(&feed->entries[0], fields[i].which);
        if (value == NULL || fields[i].value == NULL
                ? value != fields[i].value
                : strcmp(value, fields[i].value) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", fields[i].why,
                     value != NULL ? value : "(none)",
                     fields[i].value != NULL ? fields[i].value : "(none)");
        feed_free(feed);
    }
}

static const struct {
    const char *why, *bytes;
    size_t len;
    const char *charset;
} encodings[] = {
#define BYTES(text) text, sizeof(text) - 1
    {"UTF-8", BYTES("<rss><channel><title>\xC3\xA9</title></channel></rss>"),
     NULL},
    {"with a mark",
     BYTES("\xEF\xBB\xBF<rss><channel><title>\xC3\xA9</title></channel></rss>"),
     NULL},
    {"declared Latin-1",
     BYTES("<?xml version='1.0' encoding='iso-8859-1'?>"
           "<rss><channel><title>\xE9</title></channel></rss>"),
     NULL},
    {"Latin-1 by the header",
     BYTES("<rss><channel><title>\xE9</title></channel></rss>"), "iso-8859-1"},
    {"declared Latin-1, but UTF-8",
     BYTES("<?xml version='1.0' encoding='iso-8859-1'?>"
           "<rss><channel><title>\xC3\xA9</title></channel></rss>"),
     NULL},
    {"declared UTF-8, but Latin-1",
     BYTES("<?xml version='1.0' encoding='utf-8'?>"
           "<rss><channel><title>\xE9</title></channel></rss>"),
     "windows-1252"},
    {"UTF-16, without a mark",
     BYTES("<\0r\0s\0s\0>\0<\0c\0h\0a\0n\0n\0e\0l\0>\0<\0t\0i\0t\0l\0e\0>\0"
           "\xE9\0<\0/\0t\0i\0t\0l\0e\0>\0<\0/\0c\0h\0a\0n\0n\0e\0l\0>\0"
           "<\0/\0r\0s\0s\0>\0"),
     NULL},
};

static void
reads_encodings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        struct feed_source source = {.charset = encodings[i].charset};
        struct feed *feed = NULL;

        if (!feed_parse(encodings[i].bytes, encodings[i].len, &source, &feed,
                        NULL) ||
            feed->title == NULL || strcmp(feed->title, "\u00e9") != 0)
            fail_msg("%s: %s", encodings[i].why,
                     feed != NULL ? feed->title : "refused");
        feed_free(feed);
    }
}

static void
tells_the_rhythm(void **state)
{
    struct feed *feed = parse(
        RSS("<ttl>90</ttl><skipHours><hour>0</hour><hour>23</hour></skipHours>"
            "<skipDays><day>Sunday</day></skipDays>"));

    (void)state;
    assert_int_equal(feed->ttl_minutes, 90);
    assert_int_equal(feed->skip_hours, 1U | 1U << 23);
    assert_int_equal(feed->skip_days, 1);
    feed_free(feed);
    feed = parse("<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
                 "<channel><sy:updatePeriod>daily</sy:updatePeriod>"
                 "<sy:updateFrequency>4</sy:updateFrequency></channel></rss>");
    assert_int_equal(feed->ttl_minutes, 360);
    feed_free(feed);
    feed = parse(RSS(""));
    assert_int_equal(feed->ttl_minutes, -1);
    assert_true(feed->updated == TIME_NONE);
    feed_free(feed);
}

static void
identity_is_stable(void **state)
{
    struct arena *arena = arena_new(0);
    struct feed_entry one = {.id = "x",
                             .link = "http://www.example.org/a/?utm_source=b",
                             .title = "t",
                             .published = TIME_NONE};
    struct feed_entry two = one;
    const char *first;

    (void)state;
    assert_string_equal(feed_entry_identity(arena, &one), "id:x");
    one.id = two.id = NULL;
    two.link = "https://example.org/a";
    assert_string_equal(feed_entry_identity(arena, &one),
                        feed_entry_identity(arena, &two));
    one.link = two.link = NULL;
    first = feed_entry_identity(arena, &one);
    assert_string_equal(first, feed_entry_identity(arena, &two));
    two.title = "u";
    assert_string_not_equal(first, feed_entry_identity(arena, &two));
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_formats_apart),
        cmocka_unit_test(refuses_what_is_no_feed),
        cmocka_unit_test(finds_fields),
        cmocka_unit_test(reads_encodings),
        cmocka_unit_test(tells_the_rhythm),
        cmocka_unit_test(identity_is_stable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
