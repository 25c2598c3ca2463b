/* Counting on the networks, entities, emoji, share links. */
#include "polyphony/emoji.h"
#include "polyphony/entities.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"

static const struct {
    const char *why, *network, *text;
    size_t length, fits;
    bool valid;
} measured[] = {
    {"nothing is no post", "linkedin", "", 0, 0, false},
    {"code points, not bytes", "linkedin", "na\u00EFve", 5, 5, true},
    {"X: a link is 23", "x", "See https://example.com/a/long/way/to/go now", 31,
     44, true},
    {"X: a link without scheme, too", "x", "See example.com.", 28, 16, true},
    {"X: a mail address is no link", "x", "jane@example.com", 16, 16, true},
    {"X: other scripts count twice", "x", "\u65E5\u672C", 4, 2, true},
    {"X: composed before it is counted", "x", "e\u0301e\u0301", 2, 4, true},
    {"X: a family is one emoji", "x", FAMILY, 2, 7, true},
    {"X: a joiner between two that no font joins", "x",
     "\U0001F680\u200D\U0001F680", 5, 3, true},
    {"X: a flag", "x", "\U0001F1E9\U0001F1EA", 2, 2, true},
    {"X: letters that are no flag", "x", "\U0001F1E9\U0001F1E9", 4, 2, true},
    {"X: the copyright sign is text", "x", "\u00A9", 1, 1, true},
    {"X: unless styled as emoji", "x", "\u00A9\uFE0F", 2, 2, true},
    {"X: a byte order mark is refused", "x", "a\uFEFFb", 4, 1, false},
    {"Bluesky: graphemes", "bluesky", FAMILY "e\u0301", 2, 9, true},
    {"Threads: an emoji is as long as its bytes", "threads",
     "caf\u00E9 \U0001F680", 9, 6, true},
    {"Threads: with its joiners", "threads", FAMILY, 25, 7, true},
    {"Mastodon: a link with its scheme is 23", "mastodon",
     "https://example.com/a/very/long/way/to/go", 23, 41, true},
    {"Mastodon: one without counts as it stands", "mastodon", "example.com/abc",
     15, 15, true},
    {"Mastodon: a handle counts without its server", "mastodon",
     "hi @jane@social.example!", 9, 24, true},
    {"any other place has no limit", "other", "whatever", 8, 8, true},
};

static void
texts_are_measured(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof measured / sizeof measured[0]; i++) {
        const struct network *network = network_find(measured[i].network);
        struct network_measure m;

        assert_non_null(network);
        m = network_measure_text(network, measured[i].text);
        if (m.length != measured[i].length || m.fits != measured[i].fits ||
            m.valid != measured[i].valid)
            fail_msg("%s: length %zu fits %zu valid %d", measured[i].why,
                     m.length, m.fits, m.valid);
    }
}

static void
what_fits_is_found(void **state)
{
    char text[400];
    const struct network *x = network_find("x");

    (void)state;
    memset(text, 'a', sizeof text);
    text[300] = '\0';
    assert_int_equal(network_fits(x, text), 280);
    assert_int_equal(network_limit(x), 280);
    assert_false(network_measure_text(x, text).valid);
    /* the mark before the cut belongs to its letter */
    memcpy(text + 10, "e\xCC\x81", 3);
    assert_int_equal(network_fits(x, text), 281);
    /* Bluesky: the bytes end before the graphemes do */
    for (size_t i = 0; i < 100; i++)
        memcpy(text + i * 4, "\xF0\x9F\x98\x80", 4);
    text[396] = '\0';
    assert_int_equal(network_fits(network_find("bluesky"), text), 99);
}

static const struct {
    const char *why, *text, *found; /* kinds u h m c, one a blank */
} entities[] = {
    {"each kind", "https://a.com #b @c $D", "u0-13 h14-16 m17-19 c20-22"},
    {"a tag inside a link is the link's", "http://a.com/#b", "u0-15"},
    {"no scheme, and no full stop at the end", "Go to a.com.", "u6-11"},
    {"an unknown ending is no link", "file.txt", ""},
    {"a Japanese sentence around", "\u3053\u308Ca.com\u3053\u308C", "u2-7"},
    {"a price is no cashtag", "$5 and $ACME.", "c7-12"},
    {"a number is no hashtag", "item #1", ""},
    {"full-width signs", "\uFF03a \uFF20b", "h0-2 m3-5"},
    {"a list is no mention", "@jane/list", ""},
    {"a mail address is nothing", "jane@a.com", ""},
    {"a retweet by hand", "RT@jane: so", "m2-7"},
    {"balanced brackets stay", "http://a.com/b_(c)", "u0-18"},
    {"unbalanced ones go", "(http://a.com/b)", "u1-15"},
    {"an underscore in the name", "http://a_b.com", ""},
    {"a host in other letters", "http://\u3042.com/", "u0-13"},
    {"a label over 63 letters",
     "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaa.com",
     ""},
    {"a domain of another script", "http://a.\u307F\u3093\u306A/x", "u0-14"},
};

static void
entities_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        struct buf found = {0};
        struct entity *list;
        size_t n;
        int32_t *points =
            utf8_decode(entities[i].text, strlen(entities[i].text), &n);
        size_t count = entities_find(points, n, &list);

        for (size_t k = 0; k < count; k++)
            buf_printf(&found, "%s%c%zu-%zu", k > 0 ? " " : "",
                       "uhmc"[list[k].kind], list[k].start, list[k].end);
        if (strcmp(buf_text(&found), entities[i].found) != 0)
            fail_msg("%s: %s", entities[i].why, buf_text(&found));
        buf_deinit(&found);
        free(list);
        free(points);
    }
}

static const struct {
    const char *network, *instance, *text, *url, *link;
} shares[] = {
    {"x", NULL, "a & b", "https://e.com/?x=1",
     "https://x.com/intent/tweet?text=a%20%26%20b&url=https%3A%2F%2Fe.com%2F%"
     "3Fx%3D1"},
    {"x", NULL, "see https://e.com", "https://e.com",
     "https://x.com/intent/tweet?text=see%20https%3A%2F%2Fe.com"},
    {"linkedin", NULL, "text", "https://e.com",
     "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fe.com"},
    {"mastodon", "social.example", "a", "https://e.com",
     "https://social.example/share?text=a%20https%3A%2F%2Fe.com"},
    {"mastodon", "evil.example/@x?", "a", NULL, NULL},
    {"mastodon", NULL, "a", NULL, NULL},
    {"instagram", NULL, "a", NULL, NULL},
    {"other", NULL, "a", NULL, NULL},
};

static void
share_links_are_built(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        struct buf link = {0};
        bool ok = network_share_link(network_find(shares[i].network),
                                     shares[i].instance, shares[i].text,
                                     shares[i].url, &link);

        assert_int_equal(ok, shares[i].link != NULL);
        if (ok)
            assert_string_equal(buf_text(&link), shares[i].link);
        buf_deinit(&link);
    }
}

static void
the_table_is_walked(void **state)
{
    size_t count = 0;

    (void)state;
    for (const struct network *n = network_next(NULL); n != NULL;
         n = network_next(n))
        count += network_find(n->name) == n;
    assert_int_equal(count, 11);
    assert_null(network_find("myspace"));
    assert_string_equal(network_title("linkedin"), "LinkedIn");
    assert_string_equal(network_title("myspace"), "myspace");
    assert_null(network_find(NULL));
}

static void
folds_stand_where_the_network_folds(void **state)
{
    static const struct {
        const char *network, *text;
        size_t above;
        const char *why;
    } cases[] = {
        {"linkedin", "short", 5, "nothing to fold"},
        {"linkedin", "a\nb\nc\nd", 5, "the third line is the last"},
        {"linkedin", "a\nb\nc\n", 6, "nothing behind the third line"},
        {"x", "a\nb\nc\nd", 7, "shown whole"},
        {"instagram",
         "one two three four five six seven eight nine ten one two three four "
         "five six seven eight nine ten one two three four five six seven",
         125, "between two words"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t above =
            network_fold(network_find(cases[i].network), cases[i].text);

        if (above != cases[i].above)
            fail_msg("%s: %zu", cases[i].why, above);
    }
}

static void
mail_links_keep_their_lines(void **state)
{
    struct buf link = {0};

    (void)state;
    network_mail_link("A & B?", "One\nTwo & three", "https://e.com/?x", &link);
    assert_string_equal(buf_text(&link),
                        "mailto:?subject=A%20%26%20B%3F&body=One%0D%0ATwo%20"
                        "%26%20three%0D%0A%0D%0Ahttps%3A%2F%2Fe.com%2F%3Fx");
    buf_deinit(&link);
    assert_true(network_is_instance("mastodon.example"));
    assert_false(network_is_instance("mastodon"));
    assert_false(network_is_instance("a.example/x"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_measured),
        cmocka_unit_test(what_fits_is_found),
        cmocka_unit_test(entities_are_found),
        cmocka_unit_test(share_links_are_built),
        cmocka_unit_test(folds_stand_where_the_network_folds),
        cmocka_unit_test(mail_links_keep_their_lines),
        cmocka_unit_test(the_table_is_walked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
