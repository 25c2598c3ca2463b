/* Zones: offsets at the edges of changes, instants from wall clocks in gaps
 * and overlaps, names, rules and broken files. */
#include "../../base/zone_tzif.h"
#include "polyphony/clock.h"
#include "polyphony/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t
at(const char *text)
{
    int64_t when;

    assert_true(time_parse(text, &when));
    return when;
}

/* "2024-03-31T02:30:00" as a wall clock shows it. */
static struct civil
wall(const char *text)
{
    char utc[40];
    size_t len = strlen(text);

    assert_true(len < sizeof utc - 1);
    memcpy(utc, text, len);
    memcpy(utc + len, "Z", 2);
    return zone_civil(zone_find("UTC"), at(utc));
}

static const struct {
    const char *why, *zone, *when;
    int offset; /* minutes */
} offsets[] = {
    {"a second before summer time", "Europe/Berlin", "2024-03-31T00:59:59Z",
     60},
    {"summer time", "Europe/Berlin", "2024-03-31T01:00:00Z", 120},
    {"last second of it", "Europe/Berlin", "2024-10-27T00:59:59Z", 120},
    {"winter", "Europe/Berlin", "2024-10-27T01:00:00Z", 60},
    {"New York changes at 2:00 its own time", "America/New_York",
     "2024-03-10T06:59:59Z", -300},
    {"New York, summer", "America/New_York", "2024-03-10T07:00:00Z", -240},
    {"three quarters of an hour", "Asia/Kathmandu", "2024-01-01T00:00:00Z",
     345},
    {"half an hour", "Asia/Kolkata", "2024-07-01T00:00:00Z", 330},
    {"Lord Howe in summer", "Australia/Lord_Howe", "2024-01-01T00:00:00Z", 660},
    {"and half an hour less in winter", "Australia/Lord_Howe",
     "2024-07-01T00:00:00Z", 630},
    {"southern summer over the new year", "America/Santiago",
     "2024-12-31T23:59:59Z", -180},
    {"beyond every list: the rule", "Europe/Berlin", "2199-07-01T00:00:00Z",
     120},
    {"by the rule: a second before summer", "Europe/Berlin",
     "2050-03-27T00:59:59Z", 60},
    {"by the rule: summer begins", "Europe/Berlin", "2050-03-27T01:00:00Z",
     120},
    {"by the rule: a second before winter", "Europe/Berlin",
     "2050-10-30T00:59:59Z", 120},
    {"by the rule: winter", "Europe/Berlin", "2050-10-30T01:00:00Z", 60},
    {"by the rule: half an hour less", "Australia/Lord_Howe",
     "2050-04-02T15:00:00Z", 630},
    {"by the rule: a second before", "Australia/Lord_Howe",
     "2050-04-02T14:59:59Z", 660},
    {"where libical is an hour off", "America/St_Johns", "2040-05-08T10:35:31Z",
     -150},
    {"where libical is an hour off", "Pacific/Easter", "2021-09-05T04:30:00Z",
     -300},
    {"winter counts as daylight saving there", "Europe/Dublin",
     "2030-01-01T00:00:00Z", 0},
    {"and summer as standard", "Europe/Dublin", "2030-07-01T00:00:00Z", 60},
    {"UTC", "UTC", "2024-07-01T00:00:00Z", 0},
};

static void
test_offsets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        const struct zone *zone = zone_find(offsets[i].zone);

        assert_non_null(zone);
        if (zone_offset(zone, at(offsets[i].when)) != offsets[i].offset * 60)
            fail_msg("%s: %d", offsets[i].why,
                     zone_offset(zone, at(offsets[i].when)));
    }
}

static const struct {
    const char *why, *zone, *wall, *when;
} instants[] = {
    {"plain", "Europe/Berlin", "2024-07-01T09:00:00", "2024-07-01T07:00:00Z"},
    {"in the gap: as 03:30", "Europe/Berlin", "2024-03-31T02:30:00",
     "2024-03-31T01:30:00Z"},
    {"in the overlap: the first", "Europe/Berlin", "2024-10-27T02:30:00",
     "2024-10-27T00:30:00Z"},
    {"overlap, New York", "America/New_York", "2024-11-03T01:15:00",
     "2024-11-03T05:15:00Z"},
    {"a gap of half an hour", "Australia/Lord_Howe", "2024-10-06T02:15:00",
     "2024-10-05T15:45:00Z"},
    {"overlap of half an hour", "Australia/Lord_Howe", "2024-04-07T01:45:00",
     "2024-04-06T14:45:00Z"},
    {"just after that overlap", "Australia/Lord_Howe", "2024-04-07T02:00:00",
     "2024-04-06T15:30:00Z"},
    {"quarter hours", "Asia/Kathmandu", "2024-02-29T00:00:00",
     "2024-02-28T18:15:00Z"},
    {"midnight that is none: Cairo", "Africa/Cairo", "2024-04-26T00:00:00",
     "2024-04-25T22:00:00Z"},
};

static void
test_instants(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
        const struct zone *zone = zone_find(instants[i].zone);
        struct civil civil = wall(instants[i].wall);
        char text[TIME_TEXT];

        time_text(zone_instant(zone, &civil), text);
        if (strcmp(text, instants[i].when) != 0)
            fail_msg("%s: %s", instants[i].why, text);
    }
}

/* Civil time and back gives the instant, or the earlier of two. */
static void
test_round_trip(void **state)
{
    static const char *names[] = {"Europe/Berlin",  "America/New_York",
                                  "Asia/Kathmandu", "Australia/Lord_Howe",
                                  "Asia/Kolkata",   "Pacific/Apia",
                                  "Asia/Gaza",      "Africa/Casablanca"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct zone *zone = zone_find(names[i]);

        assert_non_null(zone);
        for (int64_t when = at("2020-01-01T00:00:00Z");
             when < at("2030-01-01T00:00:00Z"); when += 7919 * 5) {
            struct civil civil = zone_civil(zone, when);
            int64_t back = zone_instant(zone, &civil);
            struct civil again = zone_civil(zone, back);

            assert_true(back <= when && when - back <= 3600);
            assert_memory_equal(&civil, &again, sizeof civil);
            assert_true(zone_day_start(zone, zone_day(zone, when)) <= when);
            assert_int_equal(
                zone_day(zone, zone_day_start(zone, zone_day(zone, when)) - 1),
                zone_day(zone, when) - 1);
        }
    }
}

static void
test_fields_carry_over(void **state)
{
    const struct zone *utc = zone_find("UTC");
    struct civil civil = {.year = 2023, .month = 14, .day = 30};

    (void)state;
    assert_int_equal(zone_instant(utc, &civil), at("2024-03-01T00:00:00Z"));
    civil = (struct civil){.year = 2024, .month = 0, .day = 0, .hour = 25};
    assert_int_equal(zone_instant(utc, &civil), at("2023-12-01T01:00:00Z"));
    civil = zone_civil(utc, at("2024-09-02T12:34:56Z"));
    assert_int_equal(civil.weekday, 1);
    assert_int_equal(civil.second, 56);
    civil = zone_civil(utc, -1);
    assert_int_equal(civil.year, 1969);
    assert_int_equal(civil.weekday, 3);
    zone_civil(utc, INT64_MAX); /* no overflow */
    zone_civil(utc, INT64_MIN);
    zone_day_start(utc, INT64_MIN);
}

static void
test_names(void **state)
{
    static const char *none[] = {"",
                                 "Mars/Olympus",
                                 "../../../etc/passwd",
                                 "/etc/localtime",
                                 "Europe",
                                 "Europe/",
                                 "Europe//Berlin",
                                 "zone.tab",
                                 "right/Europe/Berlin",
                                 "Europe/Berlin\n"};

    (void)state;
    assert_null(zone_find(NULL));
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (zone_find(none[i]) != NULL)
            fail_msg("%s is no zone", none[i]);
    assert_ptr_equal(zone_find("Asia/Tokyo"), zone_find("Asia/Tokyo"));
    assert_string_equal(zone_name(zone_find("Asia/Tokyo")), "Asia/Tokyo");
}

static const struct {
    const char *text;
    bool ok;
} rules[] = {
    {"CET-1CEST,M3.5.0,M10.5.0/3", true},
    {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true},
    {"EET-2EEST,M3.4.4/50,M10.4.4/50", true},
    {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true},
    {"EST5EDT,0/0,J365/25", true},
    {"UTC0", true},
    {"CET", false},
    {"CE-1", false},
    {"CET-1CEST", false},
    {"CET-1CEST,M13.5.0,M10.5.0", false},
    {"CET-1CEST,M3.6.0,M10.5.0", false},
    {"CET-1CEST,M3.5.0,M10.5.0/3x", false},
    {"CET-1CEST,J0,J365", false},
    {"CET-99999999999999", false},
    {"<+03", false},
    {"", false},
};

static void
test_rules(void **state)
{
    struct tz_rule rule;

    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (tz_rule_read(rules[i].text, strlen(rules[i].text), &rule) !=
            rules[i].ok)
            fail_msg("rule %s", rules[i].text);
    assert_true(tz_rule_read("EST5EDT,0/0,J365/25", 19, &rule));
    for (int64_t when = at("2024-12-31T00:00:00Z");
         when < at("2025-01-02T00:00:00Z"); when += 1800)
        assert_int_equal(tz_rule_offset(&rule, when), -4 * 3600);
}

static void
test_broken_files(void **state)
{
    uint8_t bytes[120] = "TZif2";
    struct tzif tzif;

    (void)state;
    assert_false(tzif_read(bytes, 0, &tzif));
    assert_false(tzif_read(bytes, 44, &tzif)); /* no types */
    memset(bytes + 20, 0xFF, 24);
    assert_false(tzif_read(bytes, sizeof bytes, &tzif));
    assert_null(tzif.times);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_fields_carry_over),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_broken_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
