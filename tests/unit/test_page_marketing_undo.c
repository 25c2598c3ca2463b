/* The way back from what marketing does: each undo brings what it says, and
 * what it can't bring is said. */
#include "marketing_test.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"

static int64_t
number(struct desk_test *t, const char *sql)
{
    struct error err = {0};
    int64_t value;

    if (!db_number(t->store.db, &err, &value, -1, sql, ""))
        fail_msg("%s: %s", sql, err.text);
    return value;
}

/* Beside the shared one: one that was offered and one that was accepted. */
static void
offer_more(struct desk_test *t)
{
    desk_add_rep(t, "bo");
    desk_add_rep(t, "cy");
    run(t,
        "UPDATE rep SET json = '{\"id\":\"' || id || '\",\"name\":\"' || id "
        "|| '\",\"networks\":[\"linkedin\"],\"audience\":{\"name\":\"x\"}}' "
        "WHERE id <> 'ann'; UPDATE audience SET json = "
        "'{\"name\":\"x\",\"about\":\"y\"}' WHERE id <> 'ann';"
        "INSERT INTO suggestion(id, key, rep, story, article, network, "
        "state, text, made, why) VALUES "
        "(2, 'k2', 'bo', 1, 1, 'linkedin', 'offered', 'Ovens at night, "
        "and who feeds them.', 1794910000, '[]'), "
        "(3, 'k3', 'cy', 1, 1, 'linkedin', 'accepted', 'A quiet word on "
        "bread: heat is money.', 1794910000, '[]');"
        "INSERT INTO revision(suggestion, number, text, who, at, pack) VALUES "
        "(2, 1, 'Ovens at night, and who feeds them.', 'polyphony', 0, '1'), "
        "(3, 1, 'A quiet word on bread: heat is money.', 'polyphony', 0, "
        "'1');");
}

static void
a_block_says_what_it_reaches_and_comes_back(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    offer_more(t);
    desk_get(t, "/stories");
    assert_has(t, "Block, withdraw 1");
    desk_get(t, "/stories/ab12");
    assert_has(t, "withdraws 1 suggestion that nobody took");
    assert_has(t, "takes back 1 that a rep accepted");
    assert_has(t, "Shared already by Ann");
    assert_int_equal(desk_post(t, "/stories/ab12/block", ""), 303);
    assert_int_equal(number(t, "SELECT count(*) FROM suggestion WHERE state = "
                               "'withdrawn'"),
                     1);
    desk_get(t, "/stories/ab12");
    assert_has(t, "/stories/ab12/undo");
    assert_int_equal(desk_post(t, "/stories/ab12/undo", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "It is open again, and its suggestion is back");
    assert_int_equal(number(t, "SELECT count(*) FROM suggestion WHERE id = 2 "
                               "AND state = 'offered'"),
                     1);
    run(t, "DELETE FROM slot WHERE suggestion = 2; "
           "UPDATE suggestion SET state = 'dismissed' WHERE id = 2");
    assert_int_equal(desk_post(t, "/stories/ab12/block", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "No suggestion had to be withdrawn.");
    assert_int_equal(desk_post(t, "/stories/ab12/undo", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "It is open again.");
    assert_lacks(t, "stays withdrawn");
    drop_place(&place);
}

static void
a_late_undo_opens_the_story_only(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    offer_more(t);
    assert_int_equal(desk_post(t, "/stories/ab12/retract", "note=wrong"), 303);
    assert_int_equal(number(t, "SELECT count(*) FROM suggestion WHERE state = "
                               "'withdrawn'"),
                     2);
    run(t, "DROP TRIGGER IF EXISTS audit_is_kept; "
           "INSERT INTO audit(at, who, what, suggestion, was, is_now, chain) "
           "VALUES (1795000000, 'Leo', 'shared', 3, 'withdrawn', 'shared', "
           "'c2');");
    assert_int_equal(desk_post(t, "/stories/ab12/undo", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "What was withdrawn stays withdrawn");
    assert_int_equal(number(t, "SELECT count(*) FROM suggestion WHERE state = "
                               "'withdrawn'"),
                     2);
    assert_int_equal(
        number(t, "SELECT count(*) FROM story WHERE state = 'open'"), 1);
    drop_place(&place);
}

static void
a_company_post_is_corrected_and_comes_back(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/stories/ab12/company", "text=We+bake"),
                     303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "We bake");
    assert_has(t, "/company/1?do=remove"); /* its undo */
    assert_int_equal(desk_post(t, "/stories/ab12/company/1", "text=We+roast"),
                     303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "We roast");
    assert_int_equal(desk_post(t, "/stories/ab12/company/undo", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "We bake");
    assert_int_equal(desk_post(t, "/stories/ab12/company/1?do=remove", ""),
                     303);
    assert_int_equal(number(t, "SELECT count(*) FROM company_post"), 0);
    assert_int_equal(desk_post(t, "/stories/ab12/company/undo", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "We bake");
    assert_int_equal(desk_post(t, "/stories/ab12/company/99", "text=x"), 404);
    assert_int_equal(desk_post(t, "/stories/ab12/company/1", "text=+"), 422);
    drop_place(&place);
}

static void
a_campaign_that_ended_goes_on(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/campaigns",
                               "name=Spring&story=ab12&feed=1&audience=ann&"
                               "weight=7&ends=2026-12-01T09%3A00"),
                     303);
    desk_get(t, "/campaigns");
    assert_has(t, "Spring runs: it is about 1 of the newest 1 stories");
    assert_has(t, "until Tue 1 Dec");
    assert_has(t, "for 1 rep, by Leo");
    assert_int_equal(desk_post(t, "/campaigns/end", "name=Spring"), 303);
    desk_get(t, "/campaigns");
    assert_has(t, "No campaign runs");
    assert_has(t, "/campaigns/resume?name=Spring&amp;ends=");
    assert_int_equal(desk_post(t,
                               "/campaigns/resume?name=Spring&ends="
                               "1796115600",
                               ""),
                     303);
    desk_get(t, "/campaigns");
    assert_has(t, "1 campaign runs");
    assert_has(t, "until Tue 1 Dec");
    assert_int_equal(desk_post(t, "/campaigns/resume?name=Spring", ""), 404);
    assert_int_equal(
        desk_post(t, "/campaigns",
                  "name=Try&words=bread&weight=7&do=try&starts=2026-12-01T09"),
        422);
    assert_int_equal(
        desk_post(t, "/campaigns", "name=Try&words=bread&weight=7&do=try"),
        200);
    assert_has(t, "It would be about 0 of the newest 1 stories, for all reps");
    assert_int_equal(number(t, "SELECT count(*) FROM campaign"), 1);
    assert_int_equal(
        desk_post(t, "/campaigns", "name=N&words=x&weight=7&audience=none"),
        422);
    assert_has(t, "No rep speaks to those audiences");
    drop_place(&place);
}

static void
days_away_come_and_go(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(
        desk_post(t, "/reps/ann/away", "from=2026-12-01&to=2026-12-05"), 303);
    desk_get(t, "/reps/ann");
    assert_has(t, "/reps/ann/away/remove?from=2026-12-01&amp;to=2026-12-05");
    assert_int_equal(
        desk_post(t, "/reps/ann/away/remove?from=2026-12-01&to=2026-12-05", ""),
        303);
    desk_get(t, "/reps/ann");
    assert_has(t, "is there on those days");
    assert_int_equal(number(t, "SELECT count(*) FROM away"), 0);
    assert_int_equal(
        desk_post(t, "/reps/ann/away?from=2026-12-01&to=2026-12-05", ""), 303);
    assert_int_equal(desk_post(t, "/reps/ann/back", ""), 303);
    assert_int_equal(number(t, "SELECT count(*) FROM away"), 0);
    desk_get(t, "/reps/ann");
    assert_has(t, "/reps/ann/back/undo?days=");
    assert_int_equal(
        desk_post(t, "/reps/ann/back/undo?days=2026-12-01%2C2026-12-05%2C", ""),
        303);
    assert_int_equal(number(t, "SELECT count(*) FROM away"), 1);
    assert_int_equal(
        desk_post(t, "/reps/ann/away/remove?from=2026-01-01&to=x", ""), 422);
    drop_place(&place);
}

static void
a_rep_who_goes_takes_what_waits_along(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    offer_more(t);
    desk_get(t, "/reps/bo");
    assert_has(t, "1 suggestion is withdrawn");
    assert_int_equal(desk_post(t, "/reps/bo/remove", ""), 303);
    assert_int_equal(number(t, "SELECT count(*) FROM suggestion WHERE id = 2 "
                               "AND state = 'withdrawn'"),
                     1);
    assert_int_equal(desk_post(t, "/reps/bo/restore", ""), 303);
    desk_get(t, "/reps");
    assert_has(t, "They are back, with 1 suggestion");
    assert_int_equal(number(t, "SELECT count(*) FROM suggestion WHERE id = 2 "
                               "AND state = 'offered'"),
                     1);
    drop_place(&place);
}

static void
a_saved_rep_is_as_before(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/reps/ann/undo", ""), 409); /* not saved */
    assert_int_equal(
        desk_post(t, "/reps/ann",
                  "name=Ann+Lee&language=de&timezone=Asia%2FTokyo&audience=ann"
                  "&network=x&quota=7&start=10%3A00&end=12%3A00&day=2"
                  "&review=all"),
        303);
    desk_get(t, "/reps/ann");
    assert_has(t, "action=\"/reps/ann/undo\"");
    assert_has(t, "value=\"Ann Lee\"");
    run(t, "UPDATE audience SET json = '{\"name\":\"x\",\"about\":"
           "\"Edited since\"}' WHERE id = 'ann'");
    assert_int_equal(desk_post(t, "/reps/ann/undo", ""), 303);
    assert_int_equal(
        number(t, "SELECT count(*) FROM rep WHERE id = 'ann' AND name LIKE "
                  "'Ann <%' AND quota <> 7 AND review = 'flagged'"),
        1);
    assert_int_equal(number(t, "SELECT count(*) FROM audience WHERE json LIKE "
                               "'%Edited since%'"),
                     1);
    assert_int_equal(
        desk_post(t, "/reps/new",
                  "name=Bo&language=en&timezone=UTC&audience=ann&network=x"
                  "&quota=2&start=10%3A00&end=12%3A00&day=2"),
        303);
    desk_get(t, "/reps/bo");
    assert_has(t, "action=\"/reps/bo/remove\"");
    drop_place(&place);
}

#define ICS(day)                                                               \
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:" day               \
    "\r\nDTEND;VALUE=DATE:" day "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

static void
holidays_are_as_before(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;
    const char *first = ICS("20261119"), *second = ICS("20261120");

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/calendar/holidays/undo", ""), 409);
    assert_int_equal(desk_upload(t, "/calendar/holidays", first, strlen(first)),
                     303);
    desk_get(t, "/calendar");
    assert_has(t, "/calendar/holidays/undo");
    assert_has(t, "quiet day</p>");
    assert_int_equal(desk_post(t, "/calendar/holidays/undo", ""), 303);
    desk_get(t, "/calendar");
    assert_lacks(t, "quiet day</p>");
    assert_int_equal(desk_upload(t, "/calendar/holidays", first, strlen(first)),
                     303);
    assert_int_equal(
        desk_upload(t, "/calendar/holidays", second, strlen(second)), 303);
    assert_int_equal(desk_post(t, "/calendar/holidays/undo", ""), 303);
    desk_get(t, "/calendar");
    assert_has(t, "19 Nov</span></h2><p class=\"tag calm\">quiet day</p>");
    assert_lacks(t, "20 Nov</span></h2><p class=\"tag calm\">");
    drop_place(&place);
}

static void
another_time_is_taken_back(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    offer_more(t);
    run(t, "INSERT INTO slot(suggestion, rep, story, network, at, day_starts) "
           "VALUES (2, 'bo', 1, 'linkedin', 1795082400, 1795078800)");
    assert_int_equal(desk_post(t, "/calendar/2/move/undo", ""), 409);
    assert_int_equal(desk_post(t, "/calendar/2/move", ""), 303);
    desk_get(t, "/calendar");
    assert_has(t, "/calendar/2/move/undo?back=");
    assert_int_equal(number(t, "SELECT count(*) FROM slot WHERE suggestion = 2 "
                               "AND at <> 1795082400"),
                     1);
    assert_int_equal(desk_post(t, "/calendar/2/move/undo?back=%2Fcalendar", ""),
                     303);
    desk_get(t, "/calendar");
    assert_has(t, "It has its former time again: tomorrow");
    assert_int_equal(number(t, "SELECT count(*) FROM slot WHERE suggestion = 2 "
                               "AND at = 1795082400 AND day_starts <= at"),
                     1);
    assert_int_equal(desk_post(t, "/calendar/2/move/undo", ""), 409);
    drop_place(&place);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_says_what_it_reaches_and_comes_back),
        cmocka_unit_test(a_late_undo_opens_the_story_only),
        cmocka_unit_test(a_company_post_is_corrected_and_comes_back),
        cmocka_unit_test(a_campaign_that_ended_goes_on),
        cmocka_unit_test(days_away_come_and_go),
        cmocka_unit_test(a_rep_who_goes_takes_what_waits_along),
        cmocka_unit_test(a_saved_rep_is_as_before),
        cmocka_unit_test(holidays_are_as_before),
        cmocka_unit_test(another_time_is_taken_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
