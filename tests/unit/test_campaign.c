/* Campaigns: which texts have their words, and how they begin and end. */
#include "place.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *why, *words, *text;
    bool has;
} texts[] = {
    {"a word on its own", "forecast", "The forecast for May", true},
    {"at the end, before a full stop", "forecast", "A new forecast.", true},
    {"not within another word", "cast", "The forecast for May", false},
    {"not the beginning of one", "fore", "The forecast for May", false},
    {"the second of two places", "cast", "Forecast and cast iron", true},
    {"case and blanks do not matter", "Cash  Flow", "On CASH flow", true},
    {"a line's end is a blank", "cash flow", "more cash\nflow than", true},
    {"a hyphen is a blank", "cash flow", "your cash-flow plan", true},
    {"accents do not matter", "chaleur reseau", "la chaleur réseau", true},
    {"words in another order", "flow cash", "cash flow", false},
    {"umlauts", "Wärme", "Mehr wärme im Winter", true},
    {"a text without it", "forecast", "", false},
    {"blanks are no word", "  ", "anything", false},
};

static void
words_in_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct campaign it = {
            .words = {.items = (const char *[]){texts[i].words}, .count = 1}};

        if (campaign_has_words(&it, texts[i].text) != texts[i].has)
            fail_msg("%s", texts[i].why);
    }
}

static void
reps_of_it(void **state)
{
    struct campaign all = {0};
    struct campaign some = {
        .reps = {.items = (const char *[]){"ann", "bob"}, .count = 2}};

    (void)state;
    assert_true(campaign_has_rep(&all, "ann"));
    assert_true(campaign_has_rep(&some, "bob"));
    assert_false(campaign_has_rep(&some, "cleo"));
}

static struct campaign
about_forecasts(const char *name)
{
    static const char *words[] = {"forecast"};
    struct campaign it = {.name = name,
                          .who = "mia",
                          .weight = 10,
                          .starts = PLACE_NOW,
                          .ends = TIME_NONE,
                          .words = {.items = words, .count = 1}};

    return it;
}

static void
begin_and_end(void **state)
{
    struct place *place = *state;
    struct campaign it = about_forecasts("May"), *list;
    struct arena *arena = place->arena;
    struct error err;
    size_t count;

    it.ends = PLACE_NOW + 86400;
    assert_true(campaign_add(&place->store, &it, PLACE_NOW, &err));
    assert_false(campaign_add(&place->store, &it, PLACE_NOW, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_true(campaign_list(&place->store, PLACE_NOW, false, arena, &list,
                              &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(list[0].words.items[0], "forecast");
    assert_true(campaign_list(&place->store, PLACE_NOW + 86400, false, arena,
                              &list, &count, &err));
    assert_int_equal(count, 0);
    assert_true(campaign_end(&place->store, "May", PLACE_NOW + 60, &err));
    assert_false(campaign_end(&place->store, "May", PLACE_NOW + 61, &err));
    assert_int_equal(err.kind, ERROR_NOTFOUND);
    assert_true(campaign_add(&place->store, &it, PLACE_NOW + 62, &err));
}

static void
what_is_none(void **state)
{
    struct place *place = *state;
    struct campaign it = about_forecasts("");
    struct error err;

    assert_false(campaign_add(&place->store, &it, PLACE_NOW, &err));
    it = about_forecasts("heavy");
    it.weight = CAMPAIGN_MOST_WEIGHT + 1;
    assert_false(campaign_add(&place->store, &it, PLACE_NOW, &err));
    it = about_forecasts("none");
    it.words.count = 0;
    assert_false(campaign_add(&place->store, &it, PLACE_NOW, &err));
    it = about_forecasts("past");
    it.ends = PLACE_NOW;
    assert_false(campaign_add(&place->store, &it, PLACE_NOW, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

static void
not_too_many(void **state)
{
    struct place *place = *state;
    struct error err;
    char name[20];

    for (int i = 0; i <= CAMPAIGN_MOST_RUNNING; i++) {
        struct campaign it;

        snprintf(name, sizeof name, "c%d", i);
        it = about_forecasts(name);
        assert_int_equal(campaign_add(&place->store, &it, PLACE_NOW, &err),
                         i < CAMPAIGN_MOST_RUNNING);
    }
    assert_true(campaign_end(&place->store, "c3", PLACE_NOW, &err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_in_texts),
        cmocka_unit_test(reps_of_it),
        cmocka_unit_test_setup_teardown(begin_and_end, place_open, place_close),
        cmocka_unit_test_setup_teardown(what_is_none, place_open, place_close),
        cmocka_unit_test_setup_teardown(not_too_many, place_open, place_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
