/* What somebody who means harm tries at the desk: each of these got through
 * once. */
#include "desk_test.h"

/* A number out of bounds left its value behind for callers that go on with a
 * default: 86400 times that overflowed. */
static void
a_refused_number_leaves_the_default(void **state)
{
    static const char *const refused[] = {
        "99999999999999999999",
        "-99999999999999999999",
        "9223372036854775807",
        "-1",
        "0",
        "11",
        "3x",
        "",
    };
    int64_t number = 7;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_false(text_number(refused[i], 1, 10, &number));
        assert_int_equal(number, 7);
    }
    assert_true(text_number("3", 1, 10, &number));
    assert_int_equal(number, 3);
}

static void
huge_numbers_in_queries_change_nothing(void **state)
{
    static const char *const paths[] = {
        "/pickup?days=99999999999999999999",
        "/reps?page=99999999999999999999",
        "/feeds?page=9223372036854775807",
        "/stories?page=-5",
        "/queue?page=9223372036854775807",
        "/calendar?from=9999999999-99-99",
        "/history?before=0",
    };
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    desk_add_rep(&t, "ada");
    desk_sign_in(&t, "Ada", "admin", "ada");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_int_equal(desk_get(&t, paths[i]), 200);
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_number_leaves_the_default),
        cmocka_unit_test(huge_numbers_in_queries_change_nothing),
    };

    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
