/* Outcomes are told for one's own suggestions only, can be taken back, and
 * each event counts once, in its week. */
#include "polyphony/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#define MONDAY 1768176000 /* 2026-01-12T00:00:00Z */
#define DAY 86400
#define WEEK (7 * DAY)

static const char rows[] =
    "INSERT INTO suggestion(id, key, rep, story, article, network, text, made) "
    "VALUES (1, 'k1', 'ann', 1, 1, 'x', 't', 0), "
    "(2, 'k2', 'bob', 1, 1, 'x', 't', 0);"
    /* offered last week, again this week after "not yet"; edited twice */
    "INSERT INTO audit(at, who, what, suggestion, is_now, chain) VALUES "
    "(1767600000, 'p', 'offer', 1, 'offered', ''), "
    "(1768200000, 'ann', 'edit', 1, 'offered', ''), "
    "(1768200300, 'ann', 'edit', 1, 'offered', ''), "
    "(1768200400, 'ann', 'accept', 1, 'accepted', ''), "
    "(1768200500, 'ann', 'not yet', 1, 'offered', '');"
    "INSERT INTO share(suggestion, rep, network, at) VALUES "
    "(1, 'ann', 'x', 1768200600);"
    "INSERT INTO click(suggestion, at, kind) VALUES (1, 1768200700, 'person'), "
    "(1, 1768200700, 'scanner');";

static int
open_place(void **state)
{
    struct error err;

    if (place_open(state) != 0)
        return -1;
    return db_script(((struct place *)*state)->store.db, rows, &err) ? 0 : -1;
}

static void
what_may_be_told(void **state)
{
    static const struct {
        struct outcome told;
        enum error_kind kind;
        const char *why;
    } cases[] = {
        {{.rep = "ann", .kind = "reply", .suggestion = 1},
         ERROR_NONE,
         "one's own"},
        {{.rep = "ann", .kind = "lead"}, ERROR_NONE, "of no certain text"},
        {{.rep = "ann", .kind = "deal", .value = 1200.5},
         ERROR_NONE,
         "a value"},
        {{.rep = "ann", .kind = "smile"}, ERROR_INPUT, "no such kind"},
        {{.rep = "ann", .kind = "deal", .value = -1},
         ERROR_INPUT,
         "below zero"},
        {{.rep = "ann", .kind = "deal", .value = 1e300}, ERROR_INPUT, "no sum"},
        {{.rep = "ann", .kind = "reply", .suggestion = 2},
         ERROR_INPUT,
         "Bob's"},
        {{.rep = "ann", .kind = "reply", .suggestion = 9},
         ERROR_NOTFOUND,
         "none"},
        {{.rep = "zoe", .kind = "reply"}, ERROR_NOTFOUND, "no such rep"},
    };
    struct place *place = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error err = {0};
        int64_t id;
        bool ok = outcome_add(&place->store, &cases[i].told, &id, &err);

        if (ok != (cases[i].kind == ERROR_NONE) ||
            (!ok && err.kind != cases[i].kind))
            fail_msg("%s: %s", cases[i].why, ok ? "taken" : err.text);
    }
}

static void
only_ones_own_is_taken_back(void **state)
{
    struct place *place = *state;
    struct arena *arena = arena_new(0);
    const struct outcome told = {
        .rep = "bob", .kind = "meeting", .suggestion = 2, .at = MONDAY};
    struct outcome *list;
    struct error err;
    size_t count;
    int64_t id;

    assert_true(outcome_add(&place->store, &told, &id, &err));
    assert_true(outcome_list(&place->store, "bob", arena, &list, &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(list[0].title, "Cold chains in winter");
    assert_false(outcome_remove(&place->store, id, "ann", &err));
    assert_int_equal(err.kind, ERROR_NOTFOUND);
    assert_true(outcome_remove(&place->store, id, "bob", &err));
    assert_true(outcome_list(&place->store, "bob", arena, &list, &count, &err));
    assert_int_equal(count, 0);
    arena_free(arena);
}

static void
each_event_counts_once_in_its_week(void **state)
{
    struct place *place = *state;
    struct outcome_week weeks[3];
    struct error err;

    assert_true(
        outcome_weeks(&place->store, "ann", MONDAY + 6 * DAY, 3, weeks, &err));
    assert_int_equal(weeks[2].from, MONDAY);
    assert_int_equal(weeks[0].offered + weeks[2].offered, 0);
    assert_int_equal(weeks[1].offered, 1);
    assert_int_equal(weeks[2].edited, 1);
    assert_int_equal(weeks[2].accepted, 1);
    assert_int_equal(weeks[2].shared, 1);
    assert_int_equal(weeks[2].clicks, 1);
    assert_true(
        outcome_weeks(&place->store, "bob", MONDAY + WEEK - 1, 1, weeks, &err));
    assert_int_equal(weeks[0].from, MONDAY);
    assert_int_equal(weeks[0].shared, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_may_be_told, open_place,
                                        place_close),
        cmocka_unit_test_setup_teardown(only_ones_own_is_taken_back, open_place,
                                        place_close),
        cmocka_unit_test_setup_teardown(each_event_counts_once_in_its_week,
                                        open_place, place_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
