/* Contract of story.h: what is together, what stays apart, fixed stories,
 * leads, and that the order of the articles decides nothing. */
#include "polyphony/clock.h"
#include "polyphony/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define BODY_A                                                                 \
    "The harbour of Lindau will be dredged for the first time in forty "       \
    "years, the city council said on Tuesday. Work starts in October and "     \
    "costs 3.4 million euros.\n\nFishermen welcomed the plan, because the "    \
    "eastern basin has silted up since the flood of 1999."
#define BODY_B                                                                 \
    "Zurich opened a tram line to the airport on Monday. It carries 12,000 "   \
    "passengers a day and took six years to build.\n\nThe old bus remains "    \
    "until spring, the operator said."

#define DAY 86400
#define T0 1700000000

static const struct story_article articles[] = {
    {"a1", "Lindau to dredge its harbour in October", BODY_A, "one.example",
     "en", T0, 0},
    {"a2", "Harbour of Lindau will be dredged - Two Daily", BODY_A,
     "twodaily.example", "en", T0 + 3600, 0},
    {"b1", "Zurich opens airport tram", BODY_B, "one.example", "en", T0, 0},
    {"a3", "Lindau to dredge its harbour in October", "", "three.example", "en",
     T0 + 7200, 0},
    {"c1", "Kernel weekly, issue 26", "", "one.example", "en", T0, 0},
    {"c2", "Kernel weekly, issue 27", "", "one.example", "en", T0 + DAY, 0},
    {"d1", "", "", "one.example", NULL, TIME_NONE, 0},
    {"d2", NULL, NULL, NULL, NULL, TIME_NONE, 0},
};

#define COUNT (sizeof articles / sizeof articles[0])

static void
test_together_and_apart(void **state)
{
    struct story_answer answers[COUNT];
    size_t leads = 0;

    (void)state;
    story_group(articles, COUNT, answers, NULL);
    assert_int_equal(answers[0].group, 0); /* the earliest with a body */
    assert_int_equal(answers[1].group, 0);
    assert_int_equal(answers[3].group, 0);
    assert_int_equal(answers[2].group, 2);
    assert_int_not_equal(answers[4].group, answers[5].group);
    assert_int_not_equal(answers[6].group, answers[7].group);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(answers[i].is_lead, answers[i].group == i);
        assert_int_equal(answers[i].fixed, STORY_NONE);
        leads += answers[i].is_lead;
    }
    assert_int_equal(leads, 6);
}

static void
test_order_decides_nothing(void **state)
{
    struct story_article turned[COUNT];
    struct story_answer a[COUNT], b[COUNT];

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        turned[i] = articles[COUNT - 1 - i];
    story_group(articles, COUNT, a, NULL);
    story_group(turned, COUNT, b, NULL);
    for (size_t i = 0; i < COUNT; i++)
        assert_string_equal(articles[a[i].group].id,
                            turned[b[COUNT - 1 - i].group].id);
}

static void
test_fixed_stories_stay(void **state)
{
    struct story_article fixed[COUNT];
    struct story_answer answers[COUNT];
    struct story_pairs alike;

    (void)state;
    memcpy(fixed, articles, sizeof fixed);
    fixed[0].fixed = 70;
    fixed[1].fixed = 8;
    fixed[2].fixed = 8; /* was put together once, so it stays together */
    story_group(fixed, COUNT, answers, &alike);
    assert_int_equal(answers[0].fixed, 70);
    assert_int_equal(answers[1].fixed, 8);
    assert_int_equal(answers[2].fixed, 8);
    assert_int_equal(answers[1].group, answers[2].group);
    assert_int_not_equal(answers[0].group, answers[1].group);
    assert_int_equal(answers[3].fixed, 70); /* new, joins */
    assert_int_equal(answers[4].fixed, STORY_NONE);
    free(alike.items);

    fixed[2].fixed = STORY_NONE;
    story_group(fixed, COUNT, answers, &alike);
    assert_int_not_equal(answers[0].group, answers[1].group);
    assert_int_equal(alike.count, 1);
    assert_int_equal(alike.items[0].a, 8);
    assert_int_equal(alike.items[0].b, 70);
    assert_true(alike.items[0].likeness >= .5);
    free(alike.items);
}

static void
test_few_and_none(void **state)
{
    struct story_answer answer;
    struct story_pairs alike;

    (void)state;
    story_group(articles, 0, &answer, &alike);
    assert_int_equal(alike.count, 0);
    story_group(articles + 7, 1, &answer, NULL);
    assert_true(answer.is_lead);
    assert_int_equal(answer.group, 0);
}

/* The same title from all, every week: apart where the dates are far. */
static void
test_far_apart_in_time(void **state)
{
    struct story_article far[2] = {articles[0], articles[1]};
    struct story_answer answers[2];

    (void)state;
    far[1].published = T0 + 30 * DAY;
    story_group(far, 2, answers, NULL);
    assert_true(answers[0].is_lead && answers[1].is_lead);
    far[0].published = INT64_MIN + 1;
    far[1].published = INT64_MAX;
    story_group(far, 2, answers, NULL);
    assert_true(answers[0].is_lead && answers[1].is_lead);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_together_and_apart),
        cmocka_unit_test(test_order_decides_nothing),
        cmocka_unit_test(test_fixed_stories_stay),
        cmocka_unit_test(test_few_and_none),
        cmocka_unit_test(test_far_apart_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
