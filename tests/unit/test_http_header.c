/* Header values: dates in three forms, waits, freshness, types. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "polyphony/clock.h"
#include "polyphony/http_header.h"

#include <string.h>

#define NOW INT64_C(784111777)
#define NOW_TEXT "Sun, 06 Nov 1994 08:49:37 GMT"

static void
test_dates(void **state)
{
    static const struct {
        const char *text;
        int64_t when;
    } cases[] = {
        {NOW_TEXT, NOW},
        {"Sunday, 06-Nov-94 08:49:37 GMT", NOW},
        {"Sun Nov  6 08:49:37 1994", NOW},
        {"soon", TIME_NONE},
        {"", TIME_NONE},
        {NULL, TIME_NONE},
    };
    char out[HTTP_DATE_TEXT];
    int64_t when;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(http_date_parse(cases[i].text, &when),
                         cases[i].when != TIME_NONE);
        assert_true(when == cases[i].when);
    }
    assert_string_equal(http_date_text(NOW, out), NOW_TEXT);
    assert_string_equal(http_date_text(-1, out), "");
}

static void
test_retry_after(void **state)
{
    static const struct {
        const char *why, *value, *date;
        int64_t wait;
    } cases[] = {
        {"not sent", NULL, NULL, -1},
        {"seconds", "120", NULL, 120},
        {"blanks", "  3 ", NULL, 3},
        {"a fraction is cut", "2.5", NULL, 2},
        {"nothing to wait", "0", NULL, 0},
        {"years are a month", "99999999999999999999", NULL, 2592000},
        {"negative is nonsense", "-5", NULL, -1},
        {"words are nonsense", "later", NULL, -1},
        {"seconds and words", "12 apples", NULL, 12},
        {"a date", "Sun, 06 Nov 1994 08:50:37 GMT", NULL, 60},
        {"a date in the past", "Sun, 06 Nov 1994 08:00:00 GMT", NULL, 0},
        {"against their own clock", "Fri, 01 Jan 2010 00:01:00 GMT",
         "Fri, 01 Jan 2010 00:00:00 GMT", 60},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (http_retry_after(cases[i].value, cases[i].date, NOW) !=
            cases[i].wait)
            fail_msg("%s", cases[i].why);
    }
}

static void
test_freshness(void **state)
{
    static const char later[] = "Sun, 06 Nov 1994 09:49:37 GMT";
    static const struct {
        const char *why, *cache_control, *expires;
        int64_t fresh;
    } cases[] = {
        {"silence", NULL, NULL, -1},
        {"max-age", "public, max-age=600", NULL, 600},
        {"in capitals, quoted", "Max-Age=\"600\"", NULL, 600},
        {"s-maxage is for caches", "s-maxage=60", NULL, -1},
        {"no-cache", "max-age=600, no-cache", NULL, 0},
        {"no-store", "no-store", later, 0},
        {"max-age before Expires", "max-age=5", later, 5},
        {"Expires", NULL, later, 3600},
        {"Expires: 0 is the past", NULL, "0", 0},
        {"a silly age is a year", "max-age=99999999999999999999", NULL,
         31536000},
        {"no number", "max-age=soon", NULL, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (http_freshness(cases[i].cache_control, cases[i].expires, NULL,
                           NOW) != cases[i].fresh)
            fail_msg("%s", cases[i].why);
    }
}

static void
test_content_type(void **state)
{
    static const struct {
        const char *value, *type, *charset;
    } cases[] = {
        {"text/html; charset=UTF-8", "text/html", "utf-8"},
        {" Application/RSS+XML ;foo=1; Charset = \"ISO-8859-1\"",
         "application/rss+xml", "iso-8859-1"},
        {"text/xml;charset", "text/xml", NULL},
        {"text/xml; charset=\"\"", "text/xml", NULL},
        {"", NULL, NULL},
        {NULL, NULL, NULL},
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *charset, *type;

        type = http_content_type(arena, cases[i].value, &charset);
        assert_int_equal(type == NULL, cases[i].type == NULL);
        assert_int_equal(charset == NULL, cases[i].charset == NULL);
        if (type != NULL)
            assert_string_equal(type, cases[i].type);
        if (charset != NULL)
            assert_string_equal(charset, cases[i].charset);
    }
    arena_free(arena);
    assert_true(http_value_is_safe("W/\"abc\""));
    assert_false(http_value_is_safe("a\r\nCookie: b"));
    assert_false(http_value_is_safe(""));
    assert_false(http_value_is_safe(NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_retry_after),
        cmocka_unit_test(test_freshness),
        cmocka_unit_test(test_content_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
