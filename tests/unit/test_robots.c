/* robots.txt: which rule decides, and what hostile files may cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/robots.h"

#include <string.h>

#define ALL "User-agent: *\n"

static const struct {
    const char *why, *file, *url;
    bool allowed;
} cases[] = {
    {"an empty file allows", "", "/x", true},
    {"a page of HTML is no robots.txt", "<html><body>Disallow /</body>", "/x",
     true},
    {"everybody is shut out", ALL "Disallow: /\n", "/x", false},
    {"nothing forbidden", ALL "Disallow:\n", "/x", true},
    {"a folder", ALL "Disallow: /private/\n", "http://a.example/private/1",
     false},
    {"beside the folder", ALL "Disallow: /private/\n", "/private", true},
    {"a beginning is enough", ALL "Disallow: /pri\n", "/prices", false},
    {"our own group wins over *",
     ALL "Disallow: /\nUser-agent: polyphony\nAllow: /\n", "/x", true},
    {"our own group may be empty",
     ALL "Disallow: /\n\nUser-agent: polyphony\nDisallow:\n", "/x", true},
    {"our name in any case, with a version",
     "user-AGENT: Polyphony/2.0\ndisallow: /\n", "/x", false},
    {"another's name is not ours", "User-agent: polyphonybot\nDisallow: /\n",
     "/x", true},
    {"groups of the same agent add up",
     "User-agent: polyphony\nDisallow: /a\n\nUser-agent: b\nDisallow: /c\n\n"
     "User-agent: polyphony\nDisallow: /d\n",
     "/d", false},
    {"two agents share rules",
     "User-agent: b\nUser-agent: polyphony\nDisallow: /x\n", "/x", false},
    {"crawl-delay does not end a list of agents",
     "User-agent: polyphony\nCrawl-delay: 5\nUser-agent: b\nDisallow: /x\n",
     "/x", false},
    {"rules before any agent hold for nobody", "Disallow: /\n", "/x", true},
    {"the longest rule decides: allow", ALL "Disallow: /p\nAllow: /p/open\n",
     "/p/open/1", true},
    {"the longest rule decides: disallow", ALL "Allow: /p\nDisallow: /p/shut\n",
     "/p/shut", false},
    {"equally long: allow", ALL "Disallow: /p\nAllow: /p\n", "/p", true},
    {"asterisk", ALL "Disallow: /*.gif\n", "/a/b.gif?x", false},
    {"dollar is the end", ALL "Disallow: /*.gif$\n", "/a/b.gif?x", true},
    {"dollar is met", ALL "Disallow: /*.gif$\n", "/a.gif/b.gif", false},
    {"dollar without asterisk", ALL "Disallow: /a$\n", "/a", false},
    {"dollar without asterisk, longer", ALL "Disallow: /a$\n", "/a/b", true},
    {"pieces may not overlap", ALL "Disallow: /ab*ba$\n", "/aba", true},
    {"query counts", ALL "Disallow: /*?print=\n", "http://a.example/x?print=1",
     false},
    {"no path is /", ALL "Disallow: /$\n", "http://a.example", false},
    {"fragment does not count", ALL "Disallow: /x$\n", "/x#y", false},
    {"encoded or not is one", ALL "Disallow: /caf%C3%A9\n", "/caf\xC3\xA9",
     false},
    {"needless encoding is undone", ALL "Disallow: /%61\n", "/a", false},
    {"an encoded slash is no slash", ALL "Disallow: /a/b\n", "/a%2Fb", true},
    {"case of the path matters", ALL "Disallow: /A\n", "/a", true},
    {"byte order mark, CR, comment",
     "\xEF\xBB\xBFUser-agent: * # all\rDisallow: /x # why\r", "/x", false},
    {"robots.txt itself is always open", ALL "Disallow: /\n",
     "http://a.example/robots.txt", true},
};

static void
test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct robots *robots =
            robots_parse(cases[i].file, strlen(cases[i].file), ROBOTS_AGENT);

        if (robots_allows(robots, cases[i].url) != cases[i].allowed)
            fail_msg("%s", cases[i].why);
        robots_free(robots);
    }
}

static const struct {
    const char *file;
    int ms;
} delays[] = {
    {ALL "Crawl-delay: 1\n", 1000},
    {ALL "Crawl-delay: 2.5\nDisallow: /x\n", 2500},
    {ALL "Crawl-delay: 0.25 s\n", 250},
    {ALL "Crawl-delay: none\n", 0},
    {ALL "Crawl-delay: 99999999999999999999\n", 3600000},
    {"User-agent: b\nCrawl-delay: 9\n", 0},
    {ALL "Crawl-delay: 9\nDisallow: /\nUser-agent: polyphony\nAllow: /\n", 0},
};

static void
test_delay(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
        struct robots *robots =
            robots_parse(delays[i].file, strlen(delays[i].file), ROBOTS_AGENT);

        assert_int_equal(robots_crawl_delay_ms(robots), delays[i].ms);
        robots_free(robots);
    }
}

/* Patterns made to cost: many asterisks against a long path of one letter. */
static void
test_cost(void **state)
{
    struct buf file = {0}, path = {0};
    struct robots *robots;
    int64_t start = clock_mono_ms();

    (void)state;
    buf_add(&file, "User-agent: *\n");
    for (int i = 0; i < 400; i++) {
        buf_add(&file, "Disallow: /");
        for (int k = 0; k < 300; k++)
            buf_add(&file, "a*a");
        buf_add(&file, "b\n");
    }
    buf_add(&path, "/");
    for (int i = 0; i < 7900; i++)
        buf_add_char(&path, 'a');
    robots = robots_parse(buf_text(&file), file.len, ROBOTS_AGENT);
    assert_true(robots_allows(robots, buf_text(&path)));
    assert_true(clock_mono_ms() - start < 2000);
    robots_free(robots);
    buf_deinit(&file);
    buf_deinit(&path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_delay),
        cmocka_unit_test(test_cost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
