/* The policy of visits, as a table: what was known, what came, what follows.
 * Times are seconds after NOW. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "polyphony/visit.h"

#include <string.h>

#define NOW INT64_C(1795334400) /* 2026-11-22, a Sunday, 08:00 UTC */
#define HOUR INT64_C(3600)
#define DAY INT64_C(86400)
#define URL "http://portweekly.example/feed"

struct setting {
    struct arena *arena;
    struct visit_state state;
    struct fetch_result result;
    struct visit_verdict verdict;
};

static int
set_up(void **state)
{
    static struct setting setting;

    setting = (struct setting){.arena = arena_new(0)};
    setting.state.url = URL;
    setting.result.host = "portweekly.example";
    setting.result.max_age = -1;
    setting.result.retry_at = TIME_NONE;
    *state = &setting;
    return 0;
}

static int
tear_down(void **state)
{
    struct setting *s = *state;

    arena_free(s->arena);
    return 0;
}

static void
judge_at(struct setting *s, enum fetch_outcome outcome, enum visit_body body,
         const struct visit_rhythm *rhythm, int64_t now)
{
    s->result.outcome = outcome;
    visit_judge(s->arena, &s->state, &s->result, body, rhythm, now,
                &s->verdict);
    s->state = s->verdict.state;
}

static void
judge(struct setting *s, enum fetch_outcome outcome, enum visit_body body)
{
    judge_at(s, outcome, body, NULL, NOW);
}

/* The wait, with up to a tenth of jitter on top. */
static void
assert_waits(const struct setting *s, int64_t now, int64_t wait,
             const char *why)
{
    int64_t is = s->verdict.next_visit - now;
    int64_t most = wait + wait / 10;

    if (is < wait || is > (most < VISIT_LATEST ? most : VISIT_LATEST))
        fail_msg("%s: %lld s, not about %lld s", why, (long long)is,
                 (long long)wait);
}

static void
test_rhythm(void **state)
{
    static const struct {
        const char *why;
        struct visit_rhythm rhythm;
        int64_t max_age, wait;
    } cases[] = {
        {"unknown: an hour", {0}, -1, HOUR},
        {"ten a day: half the gap", {.gap = 8640}, -1, 4320},
        {"a news wire: a quarter of an hour", {.gap = 60}, -1, 900},
        {"monthly: a day at most", {.gap = 30 * DAY}, -1, DAY},
        {"fell silent: ever more rarely",
         {.gap = HOUR, .newest = NOW - 10 * DAY},
         -1,
         DAY / 2},
        {"a newest entry in the future is no silence",
         {.gap = 2 * HOUR, .newest = NOW + DAY},
         -1,
         HOUR},
        {"max-age is longer", {.gap = 60}, 2 * HOUR, 2 * HOUR},
        {"max-age is shorter", {.gap = 8640}, 60, 4320},
        {"max-age of a year is a day", {.gap = 60}, 31536000, DAY},
        {"ttl", {.gap = 60, .ttl = 3 * HOUR}, -1, 3 * HOUR},
        {"a ttl of a minute is a quarter of an hour",
         {.gap = 60, .ttl = 60},
         -1,
         900},
    };
    struct setting *s = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        s->result.max_age = cases[i].max_age;
        judge_at(s, FETCH_OK, VISIT_BODY_FEED, &cases[i].rhythm, NOW);
        assert_waits(s, NOW, cases[i].wait, cases[i].why);
        assert_int_equal(s->verdict.health, VISIT_WELL);
    }
}

static void
test_skipped_hours_and_days(void **state)
{
    struct setting *s = *state;
    struct visit_rhythm rhythm = {.gap = 2 * HOUR,
                                  .skip_hours = 1u << 9 | 1u << 10};

    judge_at(s, FETCH_OK, VISIT_BODY_FEED, &rhythm, NOW);
    assert_true(s->verdict.next_visit == NOW + 3 * HOUR); /* 11:00 */
    rhythm = (struct visit_rhythm){.gap = 2 * HOUR, .skip_days = 1};
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, &rhythm, NOW);
    assert_true(s->verdict.next_visit == NOW + 16 * HOUR); /* Monday */
    rhythm = (struct visit_rhythm){.gap = 2 * HOUR, .skip_hours = 0xFFFFFF};
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, &rhythm, NOW);
    assert_waits(s, NOW, HOUR, "one that skips all hours is asked");
}

static void
test_gap(void **state)
{
    const int64_t dates[] = {NOW - 9 * HOUR, NOW, TIME_NONE, NOW - 3 * HOUR,
                             NOW - 4 * HOUR};

    (void)state;
    assert_true(visit_gap(dates, 5) == 3 * HOUR);
    assert_true(visit_gap(dates, 1) == 0);
    assert_true(visit_gap(NULL, 0) == 0);
}

static void
test_validators(void **state)
{
    struct setting *s = *state;

    s->result.etag = "\"a\"";
    s->result.last_modified = "Sun, 22 Nov 2026 08:00:00 GMT";
    judge(s, FETCH_OK, VISIT_BODY_FEED);
    assert_string_equal(s->state.etag, "\"a\"");
    s->result.etag = NULL;
    judge(s, FETCH_NOT_MODIFIED, VISIT_BODY_FEED);
    assert_string_equal(s->state.etag, "\"a\"");
    s->result.etag = "\"b\"";
    judge(s, FETCH_NOT_MODIFIED, VISIT_BODY_FEED);
    assert_string_equal(s->state.etag, "\"b\"");
    s->result.etag = NULL;
    judge(s, FETCH_OK, VISIT_BODY_FEED);
    assert_null(s->state.etag); /* each by itself, as the last 200 had them */
    assert_non_null(s->state.last_modified);
    s->result.cut_short = true;
    judge(s, FETCH_OK, VISIT_BODY_FEED);
    assert_null(s->state.last_modified); /* what was cut is asked again */
    assert_int_equal(s->verdict.health, VISIT_WELL);
}

static void
test_304_for_ever(void **state)
{
    struct setting *s = *state;

    s->result.etag = "\"a\"";
    judge(s, FETCH_OK, VISIT_BODY_FEED);
    judge_at(s, FETCH_NOT_MODIFIED, VISIT_BODY_FEED, NULL, NOW + DAY);
    judge_at(s, FETCH_NOT_MODIFIED, VISIT_BODY_FEED, NULL, NOW + 8 * DAY);
    assert_non_null(s->state.etag);
    assert_waits(s, NOW + 8 * DAY, DAY, "long 304: rarely");
    judge_at(s, FETCH_NOT_MODIFIED, VISIT_BODY_FEED, NULL, NOW + 9 * DAY);
    assert_null(s->state.etag);
}

static void
test_back_off(void **state)
{
    static const int64_t waits[] = {HOUR / 2, HOUR,      2 * HOUR, 4 * HOUR,
                                    8 * HOUR, 16 * HOUR, DAY,      DAY};
    struct setting *s = *state;
    int64_t now = NOW;

    s->result.words = "has a fault of its own (500)";
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        judge_at(s, FETCH_SERVER_ERROR, VISIT_BODY_OTHER, NULL, now);
        assert_waits(s, now, waits[i], "back-off");
        assert_int_equal(s->verdict.health, VISIT_FAILING);
        if (i == 0)
            assert_string_equal(s->verdict.text,
                                "portweekly.example has a fault of its own "
                                "(500).");
        now = s->verdict.next_visit;
    }
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, NULL, now);
    assert_int_equal(s->state.failures, 0);
    assert_int_equal(s->verdict.health, VISIT_WELL);
}

static void
test_stopping(void **state)
{
    struct setting *s = *state;

    s->result.words = "has nothing at this address (404)";
    for (int day = 0; day <= 6; day++) {
        judge_at(s, FETCH_DENIED, VISIT_BODY_OTHER, NULL, NOW + day * DAY);
        assert_int_equal(s->verdict.health, VISIT_FAILING);
    }
    judge_at(s, FETCH_DENIED, VISIT_BODY_OTHER, NULL, NOW + 7 * DAY);
    assert_int_equal(s->verdict.health, VISIT_STOPPED);
    assert_true(s->verdict.next_visit == TIME_NONE);
    assert_string_equal(s->verdict.text,
                        "portweekly.example has nothing at this address "
                        "(404). Tried 8 times in 7 days, so we stopped.");
    /* A server in trouble has longer. */
    judge_at(s, FETCH_TOO_SLOW, VISIT_BODY_OTHER, NULL, NOW + 8 * DAY);
    assert_int_equal(s->verdict.health, VISIT_FAILING);
    judge_at(s, FETCH_GONE, VISIT_BODY_OTHER, NULL, NOW + 8 * DAY);
    assert_int_equal(s->verdict.health, VISIT_STOPPED);
    assert_true(s->verdict.next_visit == TIME_NONE);
}

static void
test_not_a_feed(void **state)
{
    struct setting *s = *state;

    judge(s, FETCH_OK, VISIT_BODY_SIGN_IN);
    assert_int_equal(s->verdict.health, VISIT_FAILING);
    assert_true(s->verdict.look_for_feed);
    assert_string_equal(s->verdict.text,
                        "portweekly.example answered with a sign-in page, "
                        "not a feed. It may have gone behind a wall, or "
                        "moved.");
    judge(s, FETCH_OK, VISIT_BODY_EMPTY);
    assert_false(s->verdict.look_for_feed);
}

static void
test_retry_after(void **state)
{
    struct setting *s = *state;

    s->result.status = 429;
    s->result.words = "asks us to come less often (429)";
    s->result.retry_at = NOW + 5 * HOUR;
    judge(s, FETCH_BUSY, VISIT_BODY_OTHER);
    assert_waits(s, NOW, 5 * HOUR, "Retry-After");
    assert_int_equal(s->verdict.health, VISIT_WAITING);
    s->result.retry_at = NOW + 90 * DAY;
    judge(s, FETCH_BUSY, VISIT_BODY_OTHER);
    assert_waits(s, NOW, DAY, "a day at most");
    s->result.retry_at = NOW + 3;
    s->state.failures = 0;
    judge(s, FETCH_HOST_WAITS, VISIT_BODY_OTHER);
    assert_waits(s, NOW, VISIT_SOONEST, "a quarter of an hour at least");
    assert_int_equal(s->state.failures, 0); /* it was not asked */
}

static void
test_moving(void **state)
{
    struct setting *s = *state;

    s->result.permanent_url = "http://hallfloor.example/rss";
    judge(s, FETCH_OK, VISIT_BODY_FEED);
    assert_int_equal(s->verdict.health, VISIT_MOVED);
    assert_false(s->verdict.address_changed);
    judge_at(s, FETCH_NOT_MODIFIED, VISIT_BODY_FEED, NULL, NOW + DAY);
    assert_string_equal(s->state.url, URL);
    s->result.words = "is not available just now (503)";
    judge_at(s, FETCH_SERVER_ERROR, VISIT_BODY_OTHER, NULL, NOW + DAY + 1);
    assert_int_equal(s->state.moved_seen, 2); /* an error changes nothing */
    judge_at(s, FETCH_OK, VISIT_BODY_PAGE, NULL, NOW + 2 * DAY);
    assert_false(s->verdict.address_changed); /* no feed stands there */
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, NULL, NOW + 2 * DAY);
    assert_true(s->verdict.address_changed);
    assert_string_equal(s->state.url, "http://hallfloor.example/rss");
    assert_null(s->state.moved_to);
}

static void
test_move_taken_back(void **state)
{
    struct setting *s = *state;

    s->result.permanent_url = "http://a.example/rss";
    judge(s, FETCH_OK, VISIT_BODY_FEED);
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, NULL, NOW + DAY);
    s->result.permanent_url = "http://b.example/rss";
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, NULL, NOW + 3 * DAY);
    assert_int_equal(s->state.moved_seen, 1); /* elsewhere: from the start */
    s->result.permanent_url = NULL;
    judge_at(s, FETCH_OK, VISIT_BODY_FEED, NULL, NOW + 4 * DAY);
    assert_int_equal(s->state.moved_seen, 0);
    assert_int_equal(s->verdict.health, VISIT_WELL);
    assert_string_equal(s->state.url, URL);
}

static void
test_bodies(void **state)
{
    static const struct {
        const char *text;
        enum visit_body body;
    } cases[] = {
        {"", VISIT_BODY_EMPTY},
        {" \n\t", VISIT_BODY_EMPTY},
        {"<!DOCTYPE html><form><input type=\"password\" name=p>",
         VISIT_BODY_SIGN_IN},
        {"<HTML><body>Home", VISIT_BODY_PAGE},
        {"<html><title>Verify you are human</title>", VISIT_BODY_CHECK},
        {"\x7f\x45LF type=password", VISIT_BODY_OTHER},
        {"{\"error\":1}", VISIT_BODY_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(
            visit_look_at_body(cases[i].text, strlen(cases[i].text)),
            cases[i].body);
}

static void
test_words_for_times(void **state)
{
    static const struct {
        enum visit_health health;
        int64_t after;
        int offset;
        const char *text;
    } cases[] = {
        {VISIT_FAILING, 6 * HOUR, 0, "We try again at 14:00."},
        {VISIT_WELL, 6 * HOUR, 3600, "Next visit at 15:00."},
        {VISIT_WELL, 15 * HOUR, 3600, "Next visit tomorrow at 00:00."},
        {VISIT_WELL, 3 * DAY, 0, "Next visit on 25 November at 08:00."},
        {VISIT_FAILING, -5, 0, "We try again at the next round."},
        {VISIT_STOPPED, 5, 0, ""},
    };
    struct setting *s = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(visit_next_text(s->arena, cases[i].health,
                                            NOW + cases[i].after, NOW,
                                            cases[i].offset),
                            cases[i].text);
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rhythm),
        TEST(test_skipped_hours_and_days),
        TEST(test_gap),
        TEST(test_validators),
        TEST(test_304_for_ever),
        TEST(test_back_off),
        TEST(test_stopping),
        TEST(test_not_a_feed),
        TEST(test_retry_after),
        TEST(test_moving),
        TEST(test_move_taken_back),
        TEST(test_bodies),
        TEST(test_words_for_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
