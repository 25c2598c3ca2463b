/* The times of a rep's day: of one's own, moved, taken back, days away and
 * those not worked. */
#include "rep_test.h"

#include "polyphony/away.h"

#define SLOT_OF "SELECT at FROM slot WHERE suggestion = $1"
#define TEN INT64_C(1795165200)

static void
a_time_of_ones_own_stays_within_hours_unless_meant(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "schedule", "at=soon", 409);
    assert_has(&t, "That is no time");
    assert_move(&t, id, "schedule", "at=2026-11-01T10:00", 409);
    assert_has(&t, "That time has passed");
    assert_move(&t, id, "schedule", "at=2026-11-21T10:00", 409); /* Saturday */
    assert_has(&t, "<p>That is outside ");
    assert_has(&t, "name=\"anyway\"");
    assert_has(&t, "value=\"2026-11-21T10:00\"");
    assert_lacks(&t, "--anyway");
    assert_state(&t, id, "offered");
    assert_move(&t, id, "schedule", "at=2026-11-21T10:00&anyway=yes", 303);
    assert_state(&t, id, "scheduled");
    assert_int_equal(
        number_of(&t, "SELECT at FROM slot WHERE suggestion = $1", id),
        1795251600); /* 09:00 UTC */
    desk_test_deinit(&t);
}

/* What is in the way is told by the reader's clock, never in UTC. */
static void
a_refusal_tells_the_time_by_the_readers_clock(void **state)
{
    struct desk_test t;
    int64_t first, second;

    (void)state;
    rep_test_init(&t);
    first = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    second = rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, first, "schedule", "at=2026-11-20T10:00", 303);
    assert_move(&t, second, "schedule", "at=2026-11-20T10:10", 409);
    assert_has(&t, "<p>Another post of ann is near (Fri 20 Nov 10:00, "
                   "LinkedIn); leave 30 minutes between two.</p>");
    assert_lacks(&t, "09:00:00Z");
    desk_test_deinit(&t);
}

/* Until when, from the days themselves and not from the last plan. */
static void
who_is_away_is_told_until_when(void **state)
{
    struct error err = {0};
    struct desk_test t;
    int64_t from;

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_true(away_date("2026-11-18", &from));
    assert_true(away_add(&t.store, "ann", from, from + 2, &err));
    assert_true(away_add(&t.store, "ann", from + 3, from + 5, &err));
    assert_true(away_add(&t.store, "ann", from + 9, from + 9, &err));
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_has(&t, "<h1>You are away until Monday 23 November</h1>");
    assert_has(&t, "Back already?");
    rep_test_text(&t, "bob", 2, "mastodon", SECOND);
    assert_true(away_add(&t.store, "bob", from, from, &err));
    desk_sign_in(&t, "Bob", "rep", "bob");
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_has(&t, "<h1>One for you today</h1>");
    assert_has(&t, "away until Wednesday 18 November: none of it has");
    assert_lacks(&t, "About a minute");
    desk_test_deinit(&t);
}

/* Planned for later is not "nothing was planned". */
static void
what_comes_up_later_is_no_empty_day(void **state)
{
    struct error err = {0};
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_true(db_run(t.store.db, &err,
                       "INSERT INTO undoing(suggestion) VALUES ($1)", "i",
                       id) &&
                db_run(t.store.db, &err,
                       "UPDATE suggestion SET state = 'approved' WHERE id = $1",
                       "i", id) &&
                db_run(t.store.db, &err,
                       "UPDATE slot SET at = $2 WHERE suggestion = $1", "ii",
                       id, DESK_TEST_NOW + 3600));
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_has(&t, "<h1>Nothing right now</h1>");
    assert_has(&t, "stands below");
    assert_has(&t, "offered later today");
    assert_lacks(&t, "Nothing was planned");
    desk_test_deinit(&t);
}

/* Friday 10:00 in Berlin */

static void
what_is_scheduled_moves_to_another_time(void **state)
{
    char undo[60];
    struct desk_test t;
    int64_t id, other;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    other = rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "schedule", "at=2026-11-20T10:00", 303);
    assert_int_equal(number_of(&t, SLOT_OF, id), TEN);
    get_of(&t, "/share/ID", id);
    assert_has(&t, "<h2 id=\"wh\">Another time</h2>");
    assert_has(&t, "value=\"2026-11-20T10:00\"");
    assert_has(&t, ">Move it</button>");
    desk_get(&t, "/today");
    assert_has(&t, "#when\">Move it<");

    assert_move(&t, id, "schedule", "at=2026-11-20T14:30", 303);
    assert_state(&t, id, "scheduled");
    assert_int_equal(number_of(&t, SLOT_OF, id), TEN + 16200);
    undo_of(&t, undo, sizeof undo);
    assert_has(&t, "Moved to Fri 20 Nov 14:30: then it waits here");
    get_of(&t, "/history/ID", id);
    assert_has(&t, "moved to another time");
    assert_has(&t, "Fri 20 Nov 14:30, was Fri 20 Nov 10:00");
    assert_int_equal(desk_post(&t, undo, ""), 303);
    assert_state(&t, id, "scheduled");
    assert_int_equal(number_of(&t, SLOT_OF, id), TEN);

    /* As a first time: not in the past, out of hours or near another one. */
    assert_move(&t, id, "schedule", "at=2026-11-20T10:00", 409);
    assert_has(&t, "That is its time already.");
    assert_move(&t, id, "schedule", "at=2026-11-01T10:00", 409);
    assert_move(&t, id, "schedule", "at=2026-11-21T10:00", 409);
    assert_has(&t, "name=\"anyway\"");
    assert_move(&t, other, "schedule", "at=2026-11-20T12:00", 303);
    assert_move(&t, id, "schedule", "at=2026-11-20T12:10", 409);
    assert_has(&t, "Another post of ann is near");
    assert_int_equal(number_of(&t, SLOT_OF, id), TEN);
    desk_test_deinit(&t);
}

/* An undo puts it back where it was; where that is taken by now, elsewhere. */
static void
a_schedule_taken_back_has_its_former_time(void **state)
{
    char first[60], second[60];
    struct desk_test t;
    int64_t id, other, at;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    other = rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    at = number_of(&t, SLOT_OF, id);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "schedule", "at=2026-11-20T10:00", 303);
    undo_of(&t, first, sizeof first);
    assert_int_equal(desk_post(&t, first, ""), 303);
    assert_state(&t, id, "offered");
    assert_int_equal(number_of(&t, SLOT_OF, id), at);

    assert_move(&t, id, "schedule", "at=2026-11-20T10:00", 303);
    assert_move(&t, id, "schedule", "at=2026-11-20T16:00", 303);
    undo_of(&t, second, sizeof second);
    assert_move(&t, other, "schedule", "at=2026-11-20T10:00", 303);
    assert_int_equal(desk_post(&t, second, ""), 303);
    assert_state(&t, id, "scheduled");
    assert_int_not_equal(number_of(&t, SLOT_OF, id), TEN);
    assert_int_not_equal(number_of(&t, SLOT_OF, id), TEN + 21600);
    desk_test_deinit(&t);
}

static void
tomorrow_is_a_working_day(void **state)
{
    static const struct {
        const char *why, *days, *away, *words;
    } cases[] = {
        {"the next day is worked", "[1,2,3,4,5]", NULL, "tomorrow"},
        {"the weekend is not", "[1,2,3]", NULL, "Monday"},
        {"nor a day away", "[1,2,3,4,5]", "19 20", "Monday"},
        {"one day a week", "[3]", NULL, "Wednesday 25 November"},
        {"away for long", "[1,2,3,4,5]", "19 24", "Wednesday 25 November"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct desk_test t;
        struct error err = {0};
        char words[200];
        int64_t id, from, to;

        rep_test_init(&t);
        assert_true(db_run(t.store.db, &err,
                           "UPDATE rep SET json = replace(json, "
                           "'[1,2,3,4,5]', $1), hours = replace(hours, "
                           "'[1,2,3,4,5]', $1)",
                           "t", cases[i].days));
        if (cases[i].away != NULL) {
            assert_true(away_date("2026-11-18", &from));
            to = from + strtol(cases[i].away + 3, NULL, 10) - 18;
            from += strtol(cases[i].away, NULL, 10) - 18;
            assert_true(away_add(&t.store, "ann", from, to, &err));
        }
        id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
        desk_sign_in(&t, "Ann", "rep", "ann");
        desk_get(&t, "/today");
        snprintf(words, sizeof words, "Ask me %s <kbd", cases[i].words);
        if (strstr(desk_body(&t), words) == NULL)
            fail_msg("%s: %s", cases[i].why, words);
        assert_move(&t, id, "snooze", "", 303);
        desk_get(&t, "/today");
        snprintf(words, sizeof words, "Put off until %s: ", cases[i].words);
        if (strstr(desk_body(&t), words) == NULL)
            fail_msg("%s: %s", cases[i].why, words);
        desk_test_deinit(&t);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_of_ones_own_stays_within_hours_unless_meant),
        cmocka_unit_test(a_refusal_tells_the_time_by_the_readers_clock),
        cmocka_unit_test(who_is_away_is_told_until_when),
        cmocka_unit_test(what_comes_up_later_is_no_empty_day),
        cmocka_unit_test(what_is_scheduled_moves_to_another_time),
        cmocka_unit_test(a_schedule_taken_back_has_its_former_time),
        cmocka_unit_test(tomorrow_is_a_working_day),
    };

    return cmocka_run_group_tests_name("page_times", tests, NULL, NULL);
}
