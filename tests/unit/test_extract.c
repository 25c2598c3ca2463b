/* Articles out of small pages: what belongs to the text, whose it is, when it
 * was published, and pages that nobody should have written. */
#include "polyphony/buf.h"
#include "polyphony/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define P1                                                                     \
    "The pump house stood empty for eleven years, and then, in one wet "       \
    "spring, everybody wanted it."
#define P2                                                                     \
    "Two families, a choir and a maker of stage curtains handed in their "     \
    "plans; none of them had any money."
#define P3                                                                     \
    "In the end the town drew lots, which nobody liked, and the choir, "       \
    "which had practised hardest, won."
#define PROSE "<p>" P1 "</p><p>" P2 "</p><p>" P3 "</p>"
#define TEXT P1 "\n\n" P2 "\n\n" P3

static struct extract *
extract_page(const char *page, const char *url)
{
    struct extract_source source = {.url = url};
    struct extract *extract = NULL;
    struct error err;

    if (!extract_article(page, strlen(page), &source, &extract, &err))
        fail_msg("%.60s: %s", page, err.text);
    return extract;
}

static const struct {
    const char *why, *page, *text;
} bodies[] = {
    {"paragraphs alone", PROSE, TEXT},
    {"paragraphs by line breaks", "<div>" P1 "<br><br>" P2 "<br> <br>" P3,
     TEXT},
    {"navigation and footer",
     "<nav><a href=/>Home</a></nav>" PROSE
     "<footer><p>All our mistakes are our own, and we are sorry.</p></footer>",
     TEXT},
    {"a sidebar by its name",
     "<div class=sidebar><p>I write about houses, and live in one, too.</p>"
     "</div><div>" PROSE "</div>",
     TEXT},
    {"a name that lies: all the text is in the \"sidebar\"",
     "<div class=sidebar>" PROSE "</div>", TEXT},
    {"\"with-sidebar\" is no sidebar",
     "<div class='content with-sidebar'>" PROSE "</div>", TEXT},
    {"comments, though they are prose",
     PROSE "<div id=comments><p>I sang in that choir, and I can tell you "
           "that it was cold in there, and damp.</p></div>",
     TEXT},
    {"a plea between the paragraphs",
     "<div><p>" P1 "</p><p>Read more: <a href=/x>The town's other ruins</a>"
     "</p><p>" P2 "</p><p>" P3 "</p></div>",
     TEXT},
    {"a caption",
     "<div><p>" P1 "</p><figure><img><figcaption>The pump house in March."
     "</figcaption></figure><p>" P2 "</p><p>" P3 "</p></div>",
     TEXT},
    {"a heading stays where text follows it",
     "<div><p>" P1 "</p><h2>The plans</h2><p>" P2 "</p><p>" P3
     "</p><h2>Related</h2></div>",
     P1 "\n\nThe plans\n\n" P2 "\n\n" P3},
    {"hidden text",
     "<p style='display: none'>Nobody is meant to read this, so nobody "
     "does, ever.</p>" PROSE,
     TEXT},
    {"teasers after a heading that says so",
     "<div>" PROSE "<h3>You may also like</h3><div><p>Seven barns that were "
     "turned into something else, and one that was not.</p></div></div>",
     TEXT},
    {"what stands twice", "<div>" PROSE "<p>" P2 "</p></div>", TEXT},
    {"the date line before the text",
     "<h1>A pump house</h1><p>3 May 2021 | Anna Kemp</p>" PROSE, TEXT},
    {"a table by rows",
     "<article><p>" P1 "</p><p>" P2 "</p><table><tr><th>Choir<td>won"
     "<tr><th>Curtains<td>lost</table></article>",
     P1 "\n\n" P2 "\n\nChoir\twon\n\nCurtains\tlost"},
    {"an element with nothing but a mark, at the very end",
     PROSE "<span class=share>|</span>", TEXT},
    {"no article at all", "<title>x</title><a href=/>Home</a>", ""},
};

static void
bodies_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct extract *extract = extract_page(bodies[i].page, NULL);

        if (strcmp(extract->text, bodies[i].text) != 0)
            fail_msg("%s: %s", bodies[i].why, extract->text);
        extract_free(extract);
    }
}

static const struct {
    const char *why, *page, *title;
} titles[] = {
    {"the heading", "<h1>Two boats</h1>" PROSE, "Two boats"},
    {"without the site's name",
     "<title>Two boats for the bay | The Post</title>"
     "<meta property=og:site_name content='The Post'>" PROSE,
     "Two boats for the bay"},
    {"the site's name in the heading",
     "<title>Two boats for the bay - The Post</title><h1>The Post</h1>"
     "<meta property=og:site_name content='The Post'>"
     "<h2>Two boats for the bay</h2>" PROSE,
     "Two boats for the bay"},
    {"ld+json confirms",
     "<title>Bay | Two boats for the bay</title><script type="
     "application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Two boats "
     "for the bay\"}</script>" PROSE,
     "Two boats for the bay"},
    {"the only heading, where search engines are told other words",
     "<title>Bay boats 2020: all facts and prices</title><meta "
     "property=og:title content='Bay boats 2020: all facts and prices'>"
     "<h1>Two boats for the bay</h1>" PROSE,
     "Two boats for the bay"},
    {"but not where it is about something else",
     "<title>Two boats for the harbour</title><meta property=og:title "
     "content='Two boats for the harbour'><h1>The house of books</h1>" PROSE,
     "Two boats for the harbour"},
    {"nor with a kicker before it",
     "<title>Two boats for the harbour</title><meta property=og:title "
     "content='Two boats for the harbour'><h1>Council meets Two boats for the "
     "harbour</h1>" PROSE,
     "Two boats for the harbour"},
    {"nor one of several",
     "<title>Bay boats: all facts</title><meta property=og:title "
     "content='Bay boats: all facts'><h1>Two boats for the bay</h1>"
     "<h1>Three boats for the bay</h1>" PROSE,
     "Bay boats: all facts"},
    {"references twice escaped",
     "<meta property=og:title content='Tom &amp;amp; Ann'>" PROSE, "Tom & Ann"},
};

static void
titles_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct extract *extract = extract_page(titles[i].page, NULL);

        if (extract->title == NULL ||
            strcmp(extract->title, titles[i].title) != 0)
            fail_msg("%s: %s", titles[i].why, extract->title);
        extract_free(extract);
    }
}

static const struct {
    const char *why, *page, *author;
} authors[] = {
    {"a byline", "<h1>Boats</h1><p class=byline>By Ann Lee</p>" PROSE,
     "Ann Lee"},
    {"an initial and a role",
     "<p class=byline>by Ann C. Lee | Staff Writer</p>" PROSE, "Ann C. Lee"},
    {"a date behind the name",
     "<span class=author>von Ann Lee · 3. Mai 2020</span>" PROSE, "Ann Lee"},
    {"printed only", "<h1>Boats</h1><p>Par Ann Lee</p>" PROSE, "Ann Lee"},
    {"ld+json knows both",
     "<a rel=author>Ann Lee</a><script type=application/ld+json>{\"@type\":"
     "\"BlogPosting\",\"author\":[{\"name\":\"Ann Lee\"},{\"name\":\"Bo "
     "Rask\"}]}</script>" PROSE,
     "Ann Lee, Bo Rask"},
    {"referred to in ld+json, and printed",
     "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Article\","
     "\"author\":{\"@id\":\"#p\"}},{\"@type\":\"Person\",\"@id\":\"#p\","
     "\"name\":\"Ann Lee\"}]}</script>" PROSE "<p>Ann Lee</p>",
     "Ann Lee"},
    {"referred to, and shown to nobody",
     "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Article\","
     "\"author\":{\"@id\":\"#p\"}},{\"@type\":\"Person\",\"@id\":\"#p\","
     "\"name\":\"Ann Lee\"}]}</script>" PROSE,
     NULL},
    {"an article before a date is none within a name",
     "<h1>Boats</h1><p>Par Ann Le Bihan le 3 mai 2020</p>" PROSE,
     "Ann Le Bihan"},
    {"beside the date", "<h1>Boats</h1><p>4.2.2022 | 13:10 | Ann Lee</p>" PROSE,
     "Ann Lee"},
    {"before the headline",
     "<small>4.2.2022 | Ann Lee</small><h1>Boats</h1>" PROSE, "Ann Lee"},
    {"beside the date, but a place",
     "<h1>Boats</h1><p>Bonn, 4.2.2022</p>" PROSE, NULL},
    {"after a label of its own",
     "<h1>Boats</h1><h5>Autor:</h5><p>Ann Lee</p>" PROSE, "Ann Lee"},
    {"several, marked up one by one",
     "<h1>Boats</h1><p>By <a rel=author>Ann Lee</a>, <a rel=author>Bo Rask</a>"
     " and <a rel=author>Cy Dorn</a></p>" PROSE,
     "Ann Lee, Bo Rask, Cy Dorn"},
    {"the rest of a list elsewhere",
     "<h1>Boats</h1><p class=byline>By Ann Lee and</p>" PROSE, "Ann Lee"},
    {"an agency behind the name", "<p class=byline>By Ann Lee, dpa</p>" PROSE,
     "Ann Lee"},
    {"an agency behind a stroke", "<p class=byline>By Ann Lee/AFP</p>" PROSE,
     "Ann Lee"},
    {"the first name is told, the whole printed",
     "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":{"
     "\"name\":\"Ann\"}}</script><h1>Boats</h1><p>By</p><p>Ann Lee</p>" PROSE,
     "Ann Lee"},
    {"a column's label",
     "<p><b>Eine Kolumne von Ann Lee</b></p><h1>Boats</h1>" PROSE, "Ann Lee"},
    {"no name begins so", "<h1>Boats</h1><p>Von kleinen Booten</p>" PROSE,
     NULL},
    {"but some do", "<h1>Boats</h1><p>Par de Ann Lee</p>" PROSE, "de Ann Lee"},
    {"a role right behind the name",
     "<h1>Boats</h1><p class=byline><span>By </span><span>Ann Lee</span><span>"
     "Staff Writer</span></p>" PROSE,
     "Ann Lee"},
    {"a house is nobody", "<meta name=author content='Harbour Media'>" PROSE,
     NULL},
    {"nor is an account", "<span class=author>admin</span>" PROSE, NULL},
    {"nor who wrote a comment",
     PROSE "<div class=comments><span class=author>Bo Rask</span></div>", NULL},
};

static void
authors_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof authors / sizeof *authors; i++) {
        struct extract *extract = extract_page(authors[i].page, NULL);
        const char *got = extract->author != NULL ? extract->author : "none";
        const char *want =
            authors[i].author != NULL ? authors[i].author : "none";

        if (strcmp(got, want) != 0)
            fail_msg("%s: %s", authors[i].why, got);
        extract_free(extract);
    }
}

static const struct {
    const char *why, *page, *published;
} dates[] = {
    {"its own offset stays",
     "<meta property=article:published_time "
     "content=2020-01-31T23:10:00-05:00>" PROSE,
     "2020-01-31T23:10:00-05:00"},
    {"UTC gives way to the printed day",
     "<meta property=article:published_time content=2020-02-01T04:10:00Z>"
     "<h1>Boats</h1><time datetime=2020-01-31T23:10:00-05:00>31/1</time>" PROSE,
     "2020-01-31T23:10:00-05:00"},
    {"German", "<h1>Boats</h1><p>Am 3. März 2020</p>" PROSE, "2020-03-03"},
    {"American, by words", "<h1>Boats</h1><p>Mar 3rd, 2020</p>" PROSE,
     "2020-03-03"},
    {"day first", "<html lang=en-GB><h1>Boats</h1><p>3/4/2020</p>" PROSE,
     "2020-04-03"},
    {"month first", "<html lang=en-US><h1>Boats</h1><p>3/4/2020</p>" PROSE,
     "2020-03-04"},
    {"day first, by a country that writes English",
     "<html lang=en><link rel=canonical href=http://a.example.ie/x>"
     "<h1>Boats</h1><p>3/4/2020</p>" PROSE,
     "2020-04-03"},
    {"no month has that many days", "<h1>Boats</h1><p>Nr. 31.31.2020</p>" PROSE,
     NULL},
    {"Spanish", "<h1>Boats</h1><p>5 de mayo de 2022</p>" PROSE, "2022-05-05"},
    {"Russian",
     "<h1>Boats</h1><p>15 \u0430\u0432\u0433\u0443\u0441\u0442\u0430 "
     "2016</p>" PROSE,
     "2016-08-15"},
    {"Japanese", "<h1>Boats</h1><p>2019\u5E746\u670824\u65E5</p>" PROSE,
     "2019-06-24"},
    {"the address",
     "<link rel=canonical href=http://a.example/2018/07/09/x>" PROSE,
     "2018-07-09"},
    {"readers are told better than programs",
     "<meta property=article:published_time content=2020-04-30T08:00:00Z>"
     "<h1>Boats</h1><p class=date>27.04.2020</p>" PROSE,
     "2020-04-27"},
    {"where both agree, programs know the time",
     "<meta property=article:published_time content=2020-04-27T08:00:00Z>"
     "<h1>Boats</h1><p class=date>27.04.2020</p>" PROSE,
     "2020-04-27T08:00:00Z"},
    {"what programs are told settles which is the month",
     "<html lang=en><meta property=article:published_time "
     "content=2020-04-03T08:00:00Z><h1>Boats</h1><p>3/4/2020</p>" PROSE,
     "2020-04-03T08:00:00Z"},
    {"published and updated in one line",
     "<h1>Boats</h1><p>Updated 5 May 2020 | 3 May 2020</p>" PROSE,
     "2020-05-03"},
    {"published before, updated behind the headline",
     "<p>3 May 2020</p><h1>Boats</h1><p>Zuletzt aktualisiert: 5. Mai "
     "2020</p>" PROSE,
     "2020-05-03"},
    {"what it is available until is no date of the article",
     "<meta property=article:published_time content=2020-04-30>"
     "<h1>Boats</h1><p>Available until 27 April 2021</p>" PROSE,
     "2020-04-30"},
    {"an embedded post has its own date",
     "<meta property=article:published_time content=2020-04-30><h1>Boats</h1>"
     "<blockquote>Ann Lee, 27 April 2020</blockquote>" PROSE,
     "2020-04-30"},
    {"a picture as well",
     "<meta property=article:published_time content=2020-04-30><h1>Boats</h1>"
     "<figure><img><figcaption>The bay, 27 April "
     "2011</figcaption></figure>" PROSE,
     "2020-04-30"},
    {"a sentence is about something else",
     "<meta property=article:published_time content=2020-04-30><h1>Boats</h1>"
     "<p>On 8 May 1995 the harbour of the old town was closed to every kind "
     "of boat, and nobody was asked.</p>" PROSE,
     "2020-04-30"},
    {"the nearest to the headline",
     "<p>1 May 2020</p><h1>Boats</h1><p>Ann Lee</p><p>The bay</p><p>A tale</p>"
     "<p>Posted by Bo Rask, 7 May 2020</p>" PROSE,
     "2020-05-01"},
    {"a headline that is no heading",
     "<title>Two boats for the bay</title><p>1 June 2020</p>"
     "<div class=big>Two boats for the bay</div><p>2 June 2020</p>" PROSE,
     "2020-06-02"},
    {"a publishing system's own name for it",
     "<meta name=acme:publishedTime content='2020-04-30 10:20'>" PROSE,
     "2020-04-30T10:20:00"},
    {"what was changed comes after any date of publication",
     "<meta name=acme:lastPublishedDate content=2020-05-07>"
     "<meta name=acme.pubdate content=2020-04-30>" PROSE,
     "2020-04-30"},
    {"but before none",
     "<meta property=article:modified_time content=2020-05-07>" PROSE,
     "2020-05-07"},
    {"names that only look like it",
     "<meta name=article:expiration_time content=2020-05-07>"
     "<meta name=generator content='Press 2019-01-02'>" PROSE,
     NULL},
    {"a description with a date in it",
     "<meta name=datedescription content='What the town decided about its "
     "boats on the evening of 3 May 2019, and why'>" PROSE,
     NULL},
    {"one instant, told with and without the page's zone",
     "<meta property=article:published_time content=2020-04-30T22:30:00Z>"
     "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Article\","
     "\"datePublished\":\"2020-05-01T00:30:00+02:00\"}]}</script>" PROSE,
     "2020-05-01T00:30:00+02:00"},
    {"a recipe's steps have a date as well",
     "<script type=application/ld+json>{\"@type\":\"HowTo\","
     "\"datePublished\":\"2020-04-30\"}</script>" PROSE,
     "2020-04-30"},
    {"a film's upload, where nothing else is told",
     "<script type=application/ld+json>{\"@type\":\"VideoObject\","
     "\"uploadDate\":\"2020-04-30\"}</script>" PROSE,
     "2020-04-30"},
    {"an element within the first paragraph",
     "<meta property=article:published_time content=2020-04-30><h1>Boats</h1>"
     "<p><span class=date>27 April 2020.</span> " P1 "</p>" PROSE,
     "2020-04-27"},
    {"said to be of the last change, at the end",
     "<h1>Boats</h1><p>On 8 May 1995 the harbour of the old town was closed "
     "to every kind of boat, and nobody was asked.</p>" PROSE
     "<footer><p>Letzte \u00C4nderung:</p><p>12.05.2020</p></footer>",
     "2020-05-12"},
    {"said to be of publication, at the end",
     "<h1>Boats</h1>" PROSE "<p>Last edited: 3 June 2020</p>"
     "<p>Published: 1 June 2020</p>",
     "2020-06-01"},
    {"a copy's address has two dates",
     "<link rel=canonical href=http://copies.example/web/20200226054445/"
     "http://a.example/2018/07/09/x>" PROSE,
     "2018-07-09"},
    {"no 29th of February in that year",
     "<h1>Boats</h1><p>29 February 2019</p>" PROSE, NULL},
    {"a year of copyright is no date", PROSE "<p>\u00A9 2020 Ann Lee</p>",
     NULL},
    {"none", PROSE, NULL},
};

static void
dates_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct extract *extract = extract_page(dates[i].page, NULL);
        const char *got =
            extract->published != NULL ? extract->published : "none";
        const char *want =
            dates[i].published != NULL ? dates[i].published : "none";

        if (strcmp(got, want) != 0)
            fail_msg("%s: %s", dates[i].why, got);
        extract_free(extract);
    }
}

/* All of one day, printed under a headline. */
static const char *const may_12th[] = {
    "12 May 2020",
    "May 12, 2020",
    "Tuesday, May 12th, 2020",
    "the 12th of May, 2020",
    "12. Mai 2020",
    "12.5.20",
    "12 / 05 / 2020",
    "2020/05/12",
    "2020-May-12",
    "12/may/2020",
    "Tue May 12 10:20:30 CEST 2020",
    "12\u00BA de maio de 2020",
    "12\u00B0 maggio 2020",
    "12 de mayo de 2020",
    "12 mai 2020",
    "2020. m\u00E1jus 12., kedd",
    "2020 m. gegu\u017E\u0117s 12 d.",
    "12. maijs 2020",
    "12 maja 2020",
    "12. kv\u011Btna 2020",
    "12 \u043C\u0430\u044F 2020 \u0433.",
    "12 \u0442\u0440\u0430\u0432\u043D\u044F 2020",
    "12 \u039C\u03B1\u0390\u03BF\u03C5 2020",
    "12 \u0645\u0627\u064A\u0648 2020",
    "12 \u05D1\u05DE\u05D0\u05D9 2020",
    "12 \u092E\u0908 2020",
    "12 \u0E1E\u0E24\u0E29\u0E20\u0E32\u0E04\u0E21 2563",
    "2020\u5E745\u670812\u65E5",
    "2020\uB144 5\uC6D4 12\uC77C",
    "12 Mei 2020",
    "12 May\u0131s 2020",
    "12. toukokuuta 2020",
};

static void
dates_are_read_in_many_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof may_12th / sizeof *may_12th; i++) {
        char page[1000];
        struct extract *extract;

        snprintf(page, sizeof page, "<h1>Boats</h1><p>%s</p>" PROSE,
                 may_12th[i]);
        extract = extract_page(page, NULL);
        if (extract->published == NULL ||
            strcmp(extract->published, "2020-05-12") != 0)
            fail_msg("%s: %s", may_12th[i], extract->published);
        extract_free(extract);
    }
}

static void
addresses_are_absolute(void **state)
{
    struct extract *extract = extract_page(
        "<html lang=de-AT><link rel=canonical href=/b><meta property=og:image "
        "content=c.png><link rel=alternate type=application/atom+xml "
        "href=feed>" PROSE,
        "https://a.example/x/y");

    (void)state;
    assert_string_equal(extract->url, "https://a.example/x/y");
    assert_string_equal(extract->canonical, "https://a.example/b");
    assert_string_equal(extract->image, "https://a.example/x/c.png");
    assert_string_equal(extract->language, "de");
    assert_int_equal(extract->n_feeds, 1);
    assert_string_equal(extract->feeds[0], "https://a.example/x/feed");
    assert_int_equal(extract->words, 55);
    extract_free(extract);
}

static void
what_is_no_page_is_refused(void **state)
{
    struct extract *extract;
    struct error err;

    (void)state;
    assert_false(extract_article("", 0, NULL, &extract, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_null(extract);
    assert_false(extract_article(" \n", 2, NULL, &extract, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_false(
        extract_article("PK\1\2\3\4\5\6\16\17", 10, NULL, &extract, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    extract_free(NULL);
}

/* Repeat a piece of a page: nothing may take long or break. */
static void
much_of_anything_ends(void **state)
{
    static const char *const pieces[] = {
        "<div>",
        "<div class='a related-post b'>text, and more.</div>",
        "<h1>One - two | three</h1>",
        "<span class=date>1.1.</span>",
        "<meta name=author content=x>",
        "<script type=application/ld+json>{\"@graph\":[{\"author\":[{",
        "<p>Related</p>",
        "1.2.3 March 4th of ",
        "<table><tr><td>",
        "<a rel=author>By </a>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf page = {0};
        struct extract *extract;
        struct error err;

        for (int n = 0; n < 1500; n++)
            buf_add(&page, pieces[i]);
        if (extract_article(buf_text(&page), page.len, NULL, &extract, &err))
            extract_free(extract);
        else
            assert_int_equal(err.kind, ERROR_LIMIT);
        buf_deinit(&page);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_found),
        cmocka_unit_test(titles_are_found),
        cmocka_unit_test(authors_are_found),
        cmocka_unit_test(dates_are_found),
        cmocka_unit_test(dates_are_read_in_many_languages),
        cmocka_unit_test(addresses_are_absolute),
        cmocka_unit_test(what_is_no_page_is_refused),
        cmocka_unit_test(much_of_anything_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
