/* Slots: what must hold of every plan, checked by a second way of counting
 * on random plans; edges of hours and clocks; holidays. */
#include "polyphony/clock.h"
#include "polyphony/slot.h"
#include "polyphony/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WEEKDAYS 0x3EU /* Monday to Friday */
#define ALL_DAYS 0xFEU

static int64_t
at(const char *text)
{
    int64_t when;

    assert_true(time_parse(text, &when));
    return when;
}

static struct slot_hours
hours_of(unsigned days, const char *start, const char *end, const char *zone)
{
    struct slot_hours hours;

    assert_true(slot_hours_init(&hours, days, start, end, zone, NULL));
    return hours;
}

static const struct {
    const char *why;
    unsigned days;
    const char *start, *end, *zone, *from;
    const char *first, *last; /* bounds of the slot, inclusive */
} cases[] = {
    {"within today's hours", WEEKDAYS, "08:30", "17:00", "Europe/Berlin",
     "2024-09-02T10:07:30Z", "2024-09-02T10:08:00Z", "2024-09-02T10:32:00Z"},
    {"before work: its start", WEEKDAYS, "08:30", "17:00", "Europe/Berlin",
     "2024-09-02T01:00:00Z", "2024-09-02T06:30:00Z", "2024-09-02T06:54:00Z"},
    {"after Friday's work: Monday", WEEKDAYS, "08:30", "17:00", "Europe/Berlin",
     "2024-09-06T15:00:00Z", "2024-09-09T06:30:00Z", "2024-09-09T06:54:00Z"},
    {"the last minute of the day", WEEKDAYS, "08:30", "17:00", "Europe/Berlin",
     "2024-09-06T14:58:30Z", "2024-09-06T14:59:00Z", "2024-09-06T14:59:00Z"},
    {"quarter hours", WEEKDAYS, "09:00", "18:00", "Asia/Kathmandu",
     "2024-09-02T00:00:00Z", "2024-09-02T03:15:00Z", "2024-09-02T03:39:00Z"},
    {"the working week begins on Sunday", 0x9EU, "09:00", "17:00",
     "Asia/Riyadh", "2024-09-06T00:00:00Z", "2024-09-08T06:00:00Z",
     "2024-09-08T06:24:00Z"},
    {"night shift: Friday's goes on on Saturday", WEEKDAYS, "22:00", "06:00",
     "America/New_York", "2024-09-07T06:10:00Z", "2024-09-07T06:10:00Z",
     "2024-09-07T06:34:00Z"},
    {"night shift: none begins on Saturday", WEEKDAYS, "22:00", "06:00",
     "America/New_York", "2024-09-07T10:00:00Z", "2024-09-10T02:00:00Z",
     "2024-09-10T02:24:00Z"},
    {"until midnight", WEEKDAYS, "20:00", "24:00", "UTC",
     "2024-09-06T23:50:00Z", "2024-09-06T23:50:00Z", "2024-09-06T23:59:00Z"},
    {"until midnight, the other spelling", WEEKDAYS, "20:00", "00:00", "UTC",
     "2024-09-06T23:50:00Z", "2024-09-06T23:50:00Z", "2024-09-06T23:59:00Z"},
    {"round the clock: until 09:00 it is Friday's", WEEKDAYS, "09:00", "09:00",
     "UTC", "2024-09-07T08:58:00Z", "2024-09-07T08:58:00Z",
     "2024-09-07T08:59:00Z"},
    {"hours that the change leaves out: the next day", ALL_DAYS, "02:00",
     "03:00", "Europe/Berlin", "2024-03-30T12:00:00Z", "2024-04-01T00:00:00Z",
     "2024-04-01T00:24:00Z"},
    {"hours that it cuts", ALL_DAYS, "01:30", "02:30", "Europe/Berlin",
     "2024-03-31T00:40:00Z", "2024-03-31T00:40:00Z", "2024-03-31T00:59:00Z"},
    {"hours that are there twice: the first", ALL_DAYS, "02:00", "03:00",
     "Europe/Berlin", "2024-10-26T12:00:00Z", "2024-10-27T00:00:00Z",
     "2024-10-27T00:24:00Z"},
    {"half an hour's change", ALL_DAYS, "02:00", "04:00", "Australia/Lord_Howe",
     "2024-10-05T12:00:00Z", "2024-10-05T15:30:00Z", "2024-10-05T15:54:00Z"},
};

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slot_hours hours = hours_of(cases[i].days, cases[i].start,
                                           cases[i].end, cases[i].zone);

        for (uint64_t seed = 0; seed < 50; seed++) {
            struct slot_request request = {.hours = &hours,
                                           .from = at(cases[i].from),
                                           .seed = seed,
                                           .quota = 1};
            char text[TIME_TEXT];
            int64_t when;

            if (!slot_next(&request, &when))
                fail_msg("%s: none", cases[i].why);
            if (when < at(cases[i].first) || when > at(cases[i].last))
                fail_msg("%s: %s", cases[i].why, time_text(when, text));
        }
    }
}

/* From when a suggestion is offered: the start of work by that day's clocks,
 * also where the day began with others. */
static const struct {
    const char *why, *start, *end, *zone, *slot, *offered;
} starts[] = {
    {"an ordinary day", "09:00", "17:00", "Europe/Berlin",
     "2024-03-28T10:00:00Z", "2024-03-28T08:00:00Z"},
    {"summer time began at night", "09:00", "17:00", "Europe/Berlin",
     "2024-03-31T10:00:00Z", "2024-03-31T07:00:00Z"},
    {"and ended", "09:00", "17:00", "Europe/Berlin", "2024-10-27T10:00:00Z",
     "2024-10-27T08:00:00Z"},
    {"half an hour's change", "09:00", "17:00", "Australia/Lord_Howe",
     "2024-10-06T01:00:00Z", "2024-10-05T22:00:00Z"},
    {"and back", "09:00", "17:00", "Australia/Lord_Howe",
     "2024-04-07T01:00:00Z", "2024-04-06T22:30:00Z"},
    {"a start that the change leaves out", "02:30", "11:00", "Europe/Berlin",
     "2024-03-31T05:00:00Z", "2024-03-31T01:30:00Z"},
    {"a night over the change", "22:00", "06:00", "America/New_York",
     "2024-03-10T08:00:00Z", "2024-03-10T03:00:00Z"},
    {"quarter hours", "08:30", "17:00", "Asia/Kathmandu",
     "2024-09-02T08:00:00Z", "2024-09-02T02:45:00Z"},
};

static void
test_day_starts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        struct slot_hours hours =
            hours_of(ALL_DAYS, starts[i].start, starts[i].end, starts[i].zone);

        if (slot_day_start(&hours, at(starts[i].slot)) != at(starts[i].offered))
            fail_msg("%s", starts[i].why);
    }
}

static void
test_until(void **state)
{
    struct slot_hours hours = hours_of(WEEKDAYS, "09:00", "17:00", "UTC");
    struct slot_request request = {.hours = &hours,
                                   .from = at("2024-09-02T16:50:00Z"),
                                   .until = at("2024-09-02T16:53:00Z"),
                                   .quota = 1};
    int64_t when;

    (void)state;
    for (request.seed = 0; request.seed < 50; request.seed++) {
        assert_true(slot_next(&request, &when));
        assert_true(when >= request.from && when < request.until);
    }
    request.from = request.until;
    assert_false(slot_next(&request, &when));
    request.until = at("2024-09-03T09:00:00Z");
    request.from = at("2024-09-02T17:00:00Z");
    assert_false(slot_next(&request, &when));
    request.until++;
    assert_true(slot_next(&request, &when));
    assert_int_equal(when, at("2024-09-03T09:00:00Z"));
}

static void
test_minutes_look_like_a_persons(void **state)
{
    struct slot_hours hours =
        hours_of(WEEKDAYS, "09:00", "17:00", "Asia/Kolkata");
    bool seen[60] = {false};
    int n = 0;

    (void)state;
    for (uint64_t i = 0; i < 500; i++) {
        char rep[24];
        struct slot_request request = {
            .hours = &hours, .from = at("2024-09-02T00:00:00Z"), .quota = 1};
        int64_t when, again;
        int minute;

        snprintf(rep, sizeof rep, "r%d", (int)i);
        request.seed = slot_seed(rep, "story", "linkedin");
        assert_true(slot_next(&request, &when));
        assert_true(slot_next(&request, &again));
        assert_int_equal(when, again);
        minute = zone_civil(hours.zone, when).minute;
        assert_true(minute > 0 && minute < SLOT_SPREAD);
        n += !seen[minute];
        seen[minute] = true;
    }
    assert_int_equal(n, SLOT_SPREAD - 1);
    assert_true(slot_seed("a", "bc", "d") != slot_seed("ab", "c", "d"));
    assert_true(slot_seed(NULL, "a", "") != slot_seed("a", NULL, ""));
}

/* --- random plans --- */

#define N_REPS 6
#define N_STORIES 3
#define N_POSTS 60

struct post {
    int rep, story;
    int64_t when;
};

static uint32_t
next(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

static void
check_post(const struct post *posts, size_t n, const struct slot_hours *hours,
           int quota, int64_t from)
{
    const struct post *new = &posts[n];
    struct civil civil = zone_civil(hours->zone, new->when);
    int on_day = 1;

    assert_true(new->when >= from);
    assert_true(slot_is_within(hours, new->when));
    assert_int_equal(civil.second, 0);
    assert_true(slot_day_start(hours, new->when) <= new->when);
    for (size_t i = 0; i < n; i++) {
        int64_t apart = llabs(posts[i].when - new->when);

        if (posts[i].rep == new->rep) {
            assert_true(apart >= SLOT_GAP);
            on_day += zone_day(hours->zone, posts[i].when) ==
                      zone_day(hours->zone, new->when);
        } else if (posts[i].story == new->story) {
            assert_true(apart >= SLOT_SPACING);
        }
    }
    assert_true(on_day <= quota);
}

static void
make_plan(uint64_t *seed)
{
    static const char *zones[] = {"Europe/Berlin",    "America/New_York",
                                  "Asia/Kathmandu",   "Australia/Lord_Howe",
                                  "America/St_Johns", "Africa/Casablanca"};
    static const char *times[][2] = {{"08:30", "17:00"}, {"22:00", "06:00"},
                                     {"00:00", "24:00"}, {"12:00", "12:00"},
                                     {"01:00", "04:00"}, {"23:30", "00:30"}};
    struct slot_hours hours[N_REPS];
    int quota[N_REPS];
    struct post posts[N_POSTS];
    int64_t from = at("2024-03-01T00:00:00Z") + next(seed, 300 * 86400);

    for (int r = 0; r < N_REPS; r++) {
        uint32_t t = next(seed, 6);

        hours[r] = hours_of(2U << next(seed, 7) | next(seed, 256), times[t][0],
                            times[t][1], zones[next(seed, 6)]);
        quota[r] = 1 + (int)next(seed, 3);
    }
    for (size_t n = 0; n < N_POSTS; n++) {
        int64_t own[N_POSTS], others[N_POSTS];
        int rep = (int)next(seed, N_REPS), story = (int)next(seed, N_STORIES);
        struct slot_request request = {.hours = &hours[rep],
                                       .from = from,
                                       .seed = next(seed, 1000),
                                       .own = own,
                                       .quota = quota[rep],
                                       .others = others,
                                       .horizon = 400};

        for (size_t i = 0; i < n; i++) {
            if (posts[i].rep == rep)
                own[request.n_own++] = posts[i].when;
            else if (posts[i].story == story)
                others[request.n_others++] = posts[i].when;
        }
        posts[n] = (struct post){rep, story, 0};
        assert_true(slot_next(&request, &posts[n].when));
        check_post(posts, n, &hours[rep], quota[rep], from);
    }
}

static void
test_random_plans(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 40; i++)
        make_plan(&seed);
}

static void
test_caps_and_quiet_days(void **state)
{
    struct slot_hours hours = hours_of(WEEKDAYS, "09:00", "17:00", "UTC");
    const int64_t taken[] = {at("2024-09-02T09:10:00Z")};
    const int64_t quiet[] = {date_to_days(2024, 9, 3)};
    struct slot_request request = {.hours = &hours,
                                   .from = at("2024-09-02T09:00:00Z"),
                                   .own = taken,
                                   .n_own = 1,
                                   .own_network = taken,
                                   .n_own_network = 1,
                                   .quota = 5,
                                   .network_cap = 1,
                                   .quiet = quiet,
                                   .n_quiet = 1};
    int64_t when;

    (void)state;
    assert_true(slot_next(&request, &when));
    assert_int_equal(zone_day(hours.zone, when), date_to_days(2024, 9, 4));
    request.network_cap = 0;
    assert_true(slot_next(&request, &when));
    assert_int_equal(zone_day(hours.zone, when), date_to_days(2024, 9, 2));
    assert_true(when >= taken[0] + SLOT_GAP);
    request.quota = 0;
    assert_false(slot_next(&request, &when));
    assert_int_equal(when, TIME_NONE);
    request.quota = 1;
    request.horizon = 1;
    assert_false(slot_next(&request, &when));
}

static const struct {
    const char *text;
    int minutes; /* -1: none */
} times[] = {{"08:30", 510}, {"8:30", 510},  {"00:00", 0},  {"24:00", 1440},
             {"24:01", -1},  {"08:60", -1},  {"08:3", -1},  {"0830", -1},
             {"", -1},       {"08:30 ", -1}, {"-8:30", -1}, {"008:30", -1}};

static void
test_hours_are_read(void **state)
{
    struct slot_hours hours;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        int minutes = -1;
        bool ok = slot_minutes(times[i].text, &minutes);

        if (ok != (times[i].minutes >= 0) ||
            (ok && minutes != times[i].minutes))
            fail_msg("%s: %d", times[i].text, minutes);
    }
    assert_false(slot_hours_init(&hours, 2, "09:00", "17:00", "Mars/X", &err));
    assert_false(slot_hours_init(&hours, 2, "24:00", "17:00", "UTC", &err));
    assert_false(slot_hours_init(&hours, 2, "09:00", NULL, "UTC", &err));
    assert_false(slot_hours_init(&hours, 1, "09:00", "17:00", "UTC", &err));
    assert_string_equal(err.text, "no working day");
}

/* --- holidays --- */

#define CALENDAR(events) "BEGIN:VCALENDAR\r\n" events "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static const struct {
    const char *why, *ics, *days; /* of 2024 and 2025 */
} calendars[] = {
    {"a date", CALENDAR(EVENT("DTSTART;VALUE=DATE:20240501\r\n")),
     "2024-05-01 "},
    {"the end is not included",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20241225\r\n"
                    "DTEND;VALUE=DATE:20241227\r\n")),
     "2024-12-25 2024-12-26 "},
    {"an event by the hour takes its day",
     CALENDAR(EVENT("DTSTART:20240501T090000\r\nDTEND:20240501T170000\r\n")),
     "2024-05-01 "},
    {"a duration",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20240501\r\nDURATION:P2D\r\n")),
     "2024-05-01 2024-05-02 "},
    {"every year, but one",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\n"
                    "EXDATE;VALUE=DATE:20240101\r\n")),
     "2025-01-01 "},
    {"the fourth Thursday of November",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20201126\r\n"
                    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")),
     "2024-11-28 2025-11-27 "},
    {"cancelled",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20240501\r\nSTATUS:CANCELLED\r\n")),
     ""},
    {"twice the same day",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20240501\r\n")
                  EVENT("DTSTART;VALUE=DATE:20240501\r\n")),
     "2024-05-01 "},
    {"a folded line", CALENDAR(EVENT("DTSTART;VALUE=DATE:2024\r\n 0501\r\n")),
     "2024-05-01 "},
    {"out of range", CALENDAR(EVENT("DTSTART;VALUE=DATE:20260501\r\n")), ""},
    {"a rule by the second is left out",
     CALENDAR(EVENT("DTSTART;VALUE=DATE:20240501\r\nRRULE:FREQ=SECONDLY\r\n")),
     "2024-05-01 "},
    {"no date", CALENDAR(EVENT("DTSTART:tomorrow\r\n")), ""},
    {"no calendar", "<html>", NULL},
    {"empty", "", NULL},
};

static void
test_holidays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calendars / sizeof calendars[0]; i++) {
        struct buf got = {0};
        int64_t *days;
        size_t count;
        bool ok =
            slot_holidays(calendars[i].ics, strlen(calendars[i].ics),
                          date_to_days(2024, 1, 1), date_to_days(2025, 12, 31),
                          &days, &count, NULL);

        for (size_t d = 0; d < count; d++) {
            int64_t year;
            int month, day;

            date_from_days(days[d], &year, &month, &day);
            buf_printf(&got, "%04d-%02d-%02d ", (int)year, month, day);
        }
        if (ok != (calendars[i].days != NULL) ||
            (ok && strcmp(buf_text(&got), calendars[i].days) != 0))
            fail_msg("%s: %s", calendars[i].why, buf_text(&got));
        free(days);
        buf_deinit(&got);
    }
}

static void
test_holidays_refuse_depth(void **state)
{
    struct buf ics = {0};
    int64_t *days;
    size_t count;

    (void)state;
    for (int i = 0; i < 50000; i++)
        buf_add(&ics, "BEGIN:VEVENT\n");
    assert_false(
        slot_holidays(buf_text(&ics), ics.len, 0, 1, &days, &count, NULL));
    buf_deinit(&ics);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_day_starts),
        cmocka_unit_test(test_until),
        cmocka_unit_test(test_minutes_look_like_a_persons),
        cmocka_unit_test(test_random_plans),
        cmocka_unit_test(test_caps_and_quiet_days),
        cmocka_unit_test(test_hours_are_read),
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_holidays_refuse_depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
