/* A wording that is tried meets what an edit would meet, and leaves no trace.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#define OWN                                                                    \
    "Sensors in each pallet told the depot within minutes which doors had "    \
    "stood open all night. https://a.example/1"
#define COLLEAGUE                                                              \
    "Reefer crews in Tromsø now log every defrost, and their claims halved. " \
    "https://a.example/1"

static int64_t
rows(struct place *place)
{
    struct error err;
    int64_t audit, revisions;

    assert_true(db_number(place->store.db, &err, &audit, 0,
                          "SELECT count(*) FROM audit", ""));
    assert_true(db_number(place->store.db, &err, &revisions, 0,
                          "SELECT count(*) FROM revision", ""));
    return audit + revisions;
}

static void
what_a_wording_meets(void **state)
{
    static const struct {
        const char *text;
        bool alike, blocked, person, finding;
        const char *why;
    } cases[] = {
        {OWN, false, false, true, false, "as it stands: an edit all the same"},
        {"Doors left open at night show up on the pallet's own sensor. "
         "https://a.example/1",
         false, false, true, false, "an edit of a rep on trust level 0"},
        {COLLEAGUE, true, false, true, false, "a colleague's text"},
        {"Guaranteed results: doors shut. https://a.example/1", false, true,
         true, true, "the rules block a promise"},
    };
    struct place *place = *state;
    struct error err;
    int64_t id = place_text(place, "ann", OWN, &err);
    int64_t before;

    assert_true(id != 0);
    assert_true(place_text(place, "bob", COLLEAGUE, &err) != 0);
    before = rows(place);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct queue_trial trial;

        if (!queue_try(&place->queue, id, cases[i].text, place->arena, &trial,
                       &err))
            fail_msg("%s: %s", cases[i].why, err.text);
        if ((trial.alike != NULL) != cases[i].alike ||
            (trial.closeness >= 1) != cases[i].alike ||
            trial.blocked != cases[i].blocked ||
            trial.needs_person != cases[i].person ||
            (cases[i].finding && trial.n_findings == 0))
            fail_msg("%s: alike %s, %.2f, blocked %d, person %d, %zu findings",
                     cases[i].why, trial.alike != NULL ? trial.alike : "no",
                     trial.closeness, trial.blocked, trial.needs_person,
                     trial.n_findings);
        assert_true(trial.measure.length > 0);
    }
    assert_int_equal(rows(place), before);
}

static void
what_cannot_be_tried(void **state)
{
    struct place *place = *state;
    struct queue_trial trial;
    struct error err;

    assert_false(
        queue_try(&place->queue, 99, "A text.", place->arena, &trial, &err));
    assert_int_equal(err.kind, ERROR_NOTFOUND);
    assert_false(
        queue_try(&place->queue, 1, " \n", place->arena, &trial, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_a_wording_meets, place_open,
                                        place_close),
        cmocka_unit_test_setup_teardown(what_cannot_be_tried, place_open,
                                        place_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
