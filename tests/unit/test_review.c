/* Who must be reviewed, and how trust moves: the policy of DESIGN.md as a
 * table of cases. */
#include "polyphony/review.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *why;
    struct review_case it;
    bool person;
} cases[] = {
    {"clean text, new rep", {.policy = "flagged"}, false},
    {"a warning, new rep", {.policy = "flagged", .has_warn = true}, true},
    {"an edit, new rep", {.policy = "flagged", .is_edit = true}, true},
    {"a clean edit, trusted",
     {.policy = "flagged", .trust = 1, .is_edit = true},
     false},
    {"a warned edit, trusted",
     {.policy = "flagged", .trust = 1, .is_edit = true, .has_warn = true},
     true},
    {"a warning, most trusted",
     {.policy = "flagged", .trust = 2, .has_warn = true},
     false},
    {"a warning, most trusted, regulated",
     {.policy = "flagged", .trust = 2, .has_warn = true, .is_regulated = true},
     true},
    {"everything is reviewed", {.policy = "all", .trust = 2}, true},
    {"nothing but blocks", {.policy = "none", .has_warn = true}, false},
    {"a block always", {.policy = "none", .trust = 2, .has_block = true}, true},
};

static void
policy_is_as_stated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (review_needs_person(&cases[i].it) != cases[i].person)
            fail_msg("%s", cases[i].why);
    }
}

static const struct {
    const char *why;
    int trust;
    bool is_miss;
    int unchanged, decided, then;
} moves[] = {
    {"four unchanged are not enough", 0, false, 4, 4, 0},
    {"five unchanged", 0, false, 5, 5, 1},
    {"twenty, all unchanged", 1, false, 20, 20, 2},
    {"twenty with one changed is 5%", 1, false, 19, 20, 1},
    {"twenty-one with one changed is less", 1, false, 20, 21, 2},
    {"a miss lowers", 2, true, 50, 51, 1},
    {"not below nothing", 0, true, 0, 1, 0},
};

static void
trust_follows_reviews(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (review_trust(moves[i].trust, moves[i].is_miss, moves[i].unchanged,
                         moves[i].decided) != moves[i].then)
            fail_msg("%s", moves[i].why);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policy_is_as_stated),
        cmocka_unit_test(trust_follows_reviews),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
