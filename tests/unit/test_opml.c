/* OPML in: folders, odd spellings, hostile files. */
#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/opml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OPML(body) "<opml version='2.0'><body>" body "</body></opml>"

static const struct {
    const char *why, *text;
    const char *url, *title, *site, *folder; /* of the last feed */
    size_t count;
} lists[] = {
    {"plain", OPML("<outline text='A' xmlUrl='http://a.org/f'/>"),
     "http://a.org/f", "A", NULL, NULL, 1},
    {"title before text, and the site",
     OPML("<outline text='A' title='B' type='rss' "
          "xmlUrl='http://a.org/f' htmlUrl='http://a.org/'/>"),
     "http://a.org/f", "B", "http://a.org/", NULL, 1},
    {"folders",
     OPML("<outline text='One'><outline title='Two'>"
          "<outline text='A' xmlUrl='http://a.org/f'/></outline></outline>"),
     "http://a.org/f", "A", NULL, "One/Two", 1},
    {"after a folder",
     OPML("<outline text='One'><outline xmlUrl='http://a.org/f'/></outline>"
          "<outline text='B' xmlUrl='http://b.org/f'/>"),
     "http://b.org/f", "B", NULL, NULL, 2},
    {"category for a folder",
     OPML("<outline text='A' category='/One/Two,/Three' "
          "xmlUrl='http://a.org/f'/>"),
     "http://a.org/f", "A", NULL, "One/Two", 1},
    {"other spellings", OPML("<OUTLINE TEXT='A' XMLURL='HTTP://A.org/f'/>"),
     "http://a.org/f", "A", NULL, NULL, 1},
    {"feed: addresses", OPML("<outline text='A' xmlUrl='feed://a.org/f'/>"),
     "http://a.org/f", "A", NULL, NULL, 1},
    {"bare ampersands",
     OPML("<outline text='A & B' "
          "xmlUrl='http://a.org/f?b=1&c=2'/>"),
     "http://a.org/f?b=1&c=2", "A & B", NULL, NULL, 1},
    {"each address once",
     OPML("<outline text='A' xmlUrl='http://a.org/f'/>"
          "<outline text='B' xmlUrl='http://A.org:80/f'/>"),
     "http://a.org/f", "A", NULL, NULL, 1},
    {"cut off", "<opml><body><outline text='A' xmlUrl='http://a.org/f'>",
     "http://a.org/f", "A", NULL, NULL, 1},
    {"without quotes",
     OPML("<outline text=A xmlUrl=http://a.org/f><outline text='B' "
          "xmlUrl='http://b.org/f'/>"),
     "http://b.org/f", "B", NULL, NULL, 2},
    {"markup in a title",
     OPML("<outline text='&lt;script>x&lt;/script>A' "
          "xmlUrl='http://a.org/f'/>"),
     "http://a.org/f", "A", NULL, NULL, 1},
};

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
reads_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct opml *opml = NULL;
        const struct opml_feed *last;

        if (!opml_parse(lists[i].text, strlen(lists[i].text), &opml, NULL) ||
            opml->n_feeds != lists[i].count)
            fail_msg("%s: not %zu feeds", lists[i].why, lists[i].count);
        last = &opml->feeds[opml->n_feeds - 1];
        if (!same(last->url, lists[i].url) ||
            !same(last->title, lists[i].title) ||
            !same(last->site, lists[i].site) ||
            !same(last->folder, lists[i].folder))
            fail_msg("%s: %s, %s, %s, %s", lists[i].why, last->url,
                     last->title != NULL ? last->title : "-",
                     last->site != NULL ? last->site : "-",
                     last->folder != NULL ? last->folder : "-");
        opml_free(opml);
    }
}

static void
skips_what_is_no_address(void **state)
{
    static const char text[] =
        "<opml><head><title> My <b>list</b> </title></head><body>"
        "<outline xmlUrl='file:///etc/passwd'/>"
        "<outline xmlUrl='javascript:x'/><outline xmlUrl='a.org/f'/>"
        "<outline text='empty' xmlUrl=''/></body></opml>";
    struct opml *opml = NULL;

    (void)state;
    assert_true(opml_parse(text, strlen(text), &opml, NULL));
    assert_int_equal(opml->n_feeds, 0);
    assert_int_equal(opml->skipped, 3);
    opml_free(opml);
}

static void
refuses_what_is_no_opml(void **state)
{
    static const char *const texts[] = {
        "", "words", "<rss><channel/></rss>",
        "<html><body><outline xmlUrl='http://a.org/'/></body></html>"};
    struct opml *opml = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(opml_parse(texts[i], strlen(texts[i]), &opml, NULL));
        assert_null(opml);
    }
}

static void
hostile_lists_end_soon(void **state)
{
    struct buf text = {0};
    struct opml *opml = NULL;
    int64_t start = clock_mono_ms();

    (void)state;
    buf_add(&text, "<opml><body>");
    for (int i = 0; i < 20000; i++)
        buf_add(&text, "<outline text='a folder within a folder'>");
    (void)!opml_parse(buf_text(&text), text.len, &opml, NULL);
    opml_free(opml);
    buf_cut(&text, 12);
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "<outline xmlUrl='http://a.org/%d'/>", i % 15000);
    assert_true(opml_parse(buf_text(&text), text.len, &opml, NULL));
    assert_int_equal(opml->n_feeds, 15000);
    opml_free(opml);
    buf_deinit(&text);
    assert_true(clock_mono_ms() - start < 3000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lists),
        cmocka_unit_test(skips_what_is_no_address),
        cmocka_unit_test(refuses_what_is_no_opml),
        cmocka_unit_test(hostile_lists_end_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
