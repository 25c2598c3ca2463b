/* JSON in, past cJSON's traps, and JSON Lines out; the clock's texts. */
#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct {
    const char *why, *text;
    size_t len; /* 0: to the NUL */
    bool is_json;
} documents[] = {
    {"an object", "{\"a\":1}", 0, true},
    {"blanks around", " \n[1] \t", 0, true},
    {"a byte order mark", "\xEF\xBB\xBF{}", 0, true},
    {"nothing", "", 0, false},
    {"trailing bytes", "{} x", 0, false},
    {"two values", "1 2", 0, false},
    {"NaN", "[NaN]", 0, false},
    {"a cut string", "[\"a", 0, false},
    {"not UTF-8", "[\"\xFF\"]", 0, false},
    {"a NUL inside", "[\"a\0b\"]", 7, false},
    {"a half surrogate", "[\"\\ud800\"]", 0, false},
};

static void
only_json_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        struct json *doc;
        struct error err;
        size_t len = documents[i].len != 0 ? documents[i].len
                                           : strlen(documents[i].text);
        bool ok = json_parse(documents[i].text, len, &doc, &err);

        json_free(doc);
        if (ok != documents[i].is_json)
            fail_msg("%s", documents[i].why);
    }
}

static void
depth_is_bounded(void **state)
{
    struct buf deep = {.max = 1 << 20};
    struct json *doc;
    struct error err;

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_add_char(&deep, '[');
    assert_false(json_parse(buf_text(&deep), deep.len, &doc, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buf_deinit(&deep);
}

static void
members_are_found_as_written(void **state)
{
    static const char text[] = "{\"Id\":\"x\",\"id\":12,\"n\":null,"
                               "\"zero\":\"a\\u0000b\",\"big\":1e999}";
    struct arena *arena = arena_new(0);
    struct json *doc;
    struct error err;
    double value;

    (void)state;
    assert_true(json_parse(text, sizeof text - 1, &doc, &err));
    assert_string_equal(json_get_id(arena, doc, "id"), "12");
    assert_string_equal(json_get_text(doc, "Id"), "x");
    assert_true(json_is_null(json_get(doc, "n")));
    assert_true(json_is_null(json_get(doc, "absent")));
    assert_string_equal(json_get_text(doc, "zero"), "a\xEF\xBF\xBD"
                                                    "b");
    assert_false(json_number(json_get(doc, "big"), &value));
    json_free(doc);
    arena_free(arena);
}

static void
lines_are_written_with_commas_and_escapes(void **state)
{
    struct buf line = {.max = 1000};
    struct json_out out = {.buf = &line};

    (void)state;
    json_open(&out, '{');
    json_member(&out, "a", "\"\\\n\x01\x7F");
    json_member(&out, "b", NULL);
    json_put_key(&out, "c");
    json_open(&out, '[');
    json_put_int(&out, -3);
    json_put_real(&out, 0.5, 2);
    json_put_bool(&out, true);
    json_close(&out, ']');
    json_member_time(&out, "d", 0);
    json_member_time(&out, "e", TIME_NONE);
    json_close(&out, '}');
    json_line(&out);
    assert_string_equal(buf_text(&line),
                        "{\"a\":\"\\\"\\\\\\n\\u0001\\u007f\",\"b\":null,"
                        "\"c\":[-3,0.50,true],\"d\":\"1970-01-01T00:00:00Z\","
                        "\"e\":null}\n");
    buf_deinit(&line);
}

static const struct {
    const char *why, *text;
    int64_t when;
} times[] = {
    {"UTC", "2026-11-22T08:15:00Z", 1795335300},
    {"an offset", "2026-11-22T09:15:00+01:00", 1795335300},
    {"a part of a second", "2026-11-22T08:15:00.75Z", 1795335300},
    {"a bare date", "1970-01-02", 86400},
    {"a leap day", "2024-02-29T00:00:00Z", 1709164800},
    {"no such leap day", "2023-02-29T00:00:00Z", TIME_NONE},
    {"no zone", "2026-11-22T08:15:00", TIME_NONE},
    {"month 13", "2026-13-01", TIME_NONE},
    {"words", "tomorrow", TIME_NONE},
};

static void
times_are_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        int64_t when;

        time_parse(times[i].text, &when);
        if (when != times[i].when)
            fail_msg("%s: %lld", times[i].why, (long long)when);
    }
}

static void
days_and_dates_agree(void **state)
{
    (void)state;
    for (int64_t day = -800000; day < 3000000; day += 997) {
        int64_t year;
        int month, date;

        date_from_days(day, &year, &month, &date);
        assert_int_equal(date_to_days(year, month, date), day);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_json_is_read),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(members_are_found_as_written),
        cmocka_unit_test(lines_are_written_with_commas_and_escapes),
        cmocka_unit_test(times_are_read_strictly),
        cmocka_unit_test(days_and_dates_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
