/* Feeds named by a page: which are found, and which comes first. */
#include "polyphony/arena.h"
#include "polyphony/discover.h"
#include "polyphony/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RSS "type='application/rss+xml' rel='alternate'"

static const struct {
    const char *why, *page, *first;
    size_t count;
} pages[] = {
    {"none", "<p>nothing</p>", NULL, 0},
    {"one", "<link " RSS " href='/feed'>", "http://example.org/feed", 1},
    {"the articles before their comments",
     "<link " RSS " title='X: Comments Feed' href='/comments/feed/'>"
     "<link " RSS " title='X: Feed' href='/feed/'>",
     "http://example.org/feed/", 2},
    {"the site before the post",
     "<link " RSS " href='/2024/05/06/post/feed/'>"
     "<link " RSS " href='/feed/'>",
     "http://example.org/feed/", 2},
    {"the site before a tag",
     "<link " RSS " href='/tag/steel/rss.xml'>"
     "<link " RSS " href='/news/all/rss.xml'>",
     "http://example.org/news/all/rss.xml", 2},
    {"the order of the page between equals",
     "<link " RSS " href='/b.xml'><link " RSS " href='/a.xml'>",
     "http://example.org/b.xml", 2},
    {"each once", "<link " RSS " href='/f'><link " RSS " href='/f'>",
     "http://example.org/f", 1},
    {"rel=feed", "<link rel=feed href='/f'>", "http://example.org/f", 1},
    {"an alternate language is no feed",
     "<link rel=alternate hreflang=de href='/de/'>"
     "<link rel=alternate type='text/html' href='/amp'>",
     NULL, 0},
    {"WordPress' JSON is no feed",
     "<link rel=alternate type='application/json' href='/wp-json/wp/v2/1'>",
     NULL, 0},
    {"a style sheet is no feed",
     "<link rel=stylesheet type='application/rss+xml' href='/f'>", NULL, 0},
    {"<base> counts", "<base href='http://b.org/c/'><link " RSS " href='f'>",
     "http://b.org/c/f", 1},
    {"links in the page, where nothing is declared",
     "<a href='/about'>About</a><a href='/rss.xml'>RSS</a>",
     "http://example.org/rss.xml", 1},
    {"a declared feed is enough",
     "<link " RSS " href='/f'><a href='/rss.xml'>RSS</a>",
     "http://example.org/f", 1},
    {"no addresses but web ones", "<link " RSS " href='javascript:x'>", NULL,
     0},
};

static void
ranks_feeds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct arena *arena = arena_new(0);
        struct html *doc = NULL;
        struct found_feed *feeds;
        size_t count;

        assert_true(
            html_parse(pages[i].page, strlen(pages[i].page), NULL, &doc, NULL));
        count = feed_discover(arena, doc, "http://example.org/x/y", &feeds);
        if (count != pages[i].count)
            fail_msg("%s: %zu, not %zu", pages[i].why, count, pages[i].count);
        if (count > 0 && strcmp(feeds[0].url, pages[i].first) != 0)
            fail_msg("%s: %s, not %s", pages[i].why, feeds[0].url,
                     pages[i].first);
        html_free(doc);
        arena_free(arena);
    }
}

static void
names_common_paths(void **state)
{
    size_t count = 0;

    (void)state;
    while (feed_common_paths[count] != NULL)
        assert_int_equal(feed_common_paths[count++][0], '/');
    assert_true(count > 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_feeds),
        cmocka_unit_test(names_common_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
