/* A rep's voice, results, history, calendar and feed. */
#include "rep_test.h"

#include <libical/ical.h>

static void
a_voice_is_learned_struck_and_given(void **state)
{
    static const char *const samples[] = {
        "sample=Short+one.+41%25+fewer+stops.+%23Robots",
        "sample=Walk+the+corners.+27+sites+did.+%23Safety",
        "sample=%3Cb%3ENobody+reads+brochures.+3+do.+%23Picking"};
    struct desk_test t;
    const char *at;
    char path[120];

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_get(&t, "/voice"), 200);
    assert_has(&t, "Nothing learned of your voice yet");
    assert_has(&t, "value=\"dry\"");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(desk_post(&t, "/voice/samples", samples[i]), 303);
    desk_get(&t, "/voice");
    assert_has(&t, "from 3 sample posts");
    assert_has(&t, "&lt;b&gt;Nobody");
    at = strstr(desk_body(&t), "/voice/");
    assert_non_null(at);
    snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
    assert_int_equal(desk_post(&t, path, ""), 303);
    assert_int_equal(desk_post(&t, path, ""), 404);
    assert_int_equal(desk_post(&t, "/voice/samples", "sample=+"), 422);
    assert_int_equal(
        desk_post(&t, "/voice",
                  "tone=warm&notes=One+number&length=short&person=none&emoji=1&"
                  "hashtags=3&language=de&language=en"),
        303);
    desk_get(&t, "/voice");
    assert_has(&t, "value=\"warm\"");
    assert_has(&t, "value=\"short\" checked");
    assert_has(&t, "value=\"none\" checked");
    assert_has(&t, "value=\"de\" checked");
    assert_has(&t, "name=\"emoji\" value=\"1\" checked");
    assert_has(&t, "from 3 sample posts"); /* samples stayed */
    assert_int_equal(desk_post(&t, "/voice", "hashtags=2"), 422);
    assert_has(&t, "name a language");
    assert_int_equal(desk_post(&t, "/voice", "hashtags=x&language=en"), 422);
    desk_get(&t, "/voice");
    at = strstr(desk_body(&t), "/voice/samples/");
    assert_non_null(at);
    snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
    assert_int_equal(desk_post(&t, path, ""), 303);
    /* The other tab's button names the same one, not who moved up. */
    assert_int_equal(desk_post(&t, path, ""), 404);
    assert_int_equal(desk_post(&t, "/voice/samples/1/remove", ""), 404);
    desk_get(&t, "/voice");
    assert_lacks(&t, "Short one.");
    assert_has(&t, "Walk the corners.");
    assert_lacks(&t, "from 3 sample posts");
    desk_test_deinit(&t);
}

static void
what_else_a_rep_gave_is_kept(void **state)
{
    struct desk_test t;
    struct error err = {0};
    struct db_stmt *q;

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_post(&t, "/voice", "hashtags=1&language=fr"), 303);
    q = db_query(t.store.db, &err,
                 "SELECT json, language FROM rep WHERE id = 'ann'", "");
    assert_true(db_next(q));
    assert_non_null(strstr(db_text(q, 0), "\"address\":\"informal\""));
    assert_non_null(strstr(db_text(q, 0), "Europe/Berlin"));
    assert_string_equal(db_text(q, 1), "fr");
    db_drop(q);
    desk_test_deinit(&t);
}

static void
another_reps_lines_are_not_there(void **state)
{
    struct desk_test t;
    struct error err = {0};
    int64_t left = 0;

    (void)state;
    rep_test_init(&t);
    assert_true(db_run(t.store.db, &err,
                       "INSERT INTO voice_line(id, rep, line, json, learned) "
                       "VALUES (7, 'bob', 'Opens as Bob does', "
                       "'{\"is\":\"x\"}', 0)",
                       ""));
    desk_sign_in(&t, "Ann", "rep", "ann");
    desk_get(&t, "/voice");
    assert_lacks(&t, "Opens as Bob does");
    assert_int_equal(desk_post(&t, "/voice/7/forget", ""), 404);
    assert_true(db_number(t.store.db, &err, &left, 0,
                          "SELECT count(*) FROM voice_line WHERE removed IS "
                          "NULL",
                          ""));
    assert_int_equal(left, 1);
    desk_test_deinit(&t);
}

static void
results_tell_what_came_and_to_nobody_else(void **state)
{
    struct desk_test t;
    int64_t mine, bobs;
    char form[200];

    (void)state;
    rep_test_init(&t);
    mine = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    bobs = rep_test_text(&t, "bob", 2, "linkedin", BOBS);
    desk_sign_in(&t, "Bob", "rep", "bob");
    snprintf(form, sizeof form, "kind=deal&of=%lld&value=900&note=Bobs+deal",
             (long long)bobs);
    assert_int_equal(desk_post(&t, "/results/outcomes", form), 303);
    desk_sign_in(&t, "Ann", "rep", "ann");
    desk_get(&t, "/results");
    assert_has(&t, "Too early to tell");
    assert_lacks(&t, "Bobs deal");
    assert_int_equal(desk_post(&t, "/results/outcomes", form), 422);
    assert_has(&t, "no such share of yours");
    assert_int_equal(desk_post(&t, "/results/outcomes/1/remove", ""), 404);
    assert_move(&t, mine, "posted", "posted=yes", 303);
    snprintf(form, sizeof form,
             "kind=lead&of=%lld&value=1200,50&note=%%3Ci%%3Eby+mail",
             (long long)mine);
    assert_int_equal(desk_post(&t, "/results/outcomes", form), 303);
    desk_get(&t, "/results");
    assert_has(&t, "One post shared in eight weeks");
    assert_has(&t, "worth 1200.50");
    assert_has(&t, "&lt;i&gt;by mail");
    assert_has(&t, "<table>");
    assert_int_equal(desk_post(&t, "/results/outcomes", "kind=lead&value=much"),
                     422);
    assert_has(&t, "value=\"much\"");
    assert_int_equal(desk_post(&t, "/results/outcomes", "kind=fame"), 422);
    assert_int_equal(desk_post(&t, "/results/outcomes/2/remove", ""), 303);
    desk_get(&t, "/results");
    assert_lacks(&t, "by mail");
    desk_test_deinit(&t);
}

static void
history_is_paged_by_what_was_seen_last(void **state)
{
    struct desk_test t;
    struct error err = {0};

    (void)state;
    rep_test_init(&t);
    for (int i = 1; i <= 25; i++)
        assert_true(db_run(t.store.db, &err,
                           "INSERT INTO suggestion(id, key, rep, story, "
                           "article, network, state, text, made) VALUES "
                           "($1, 'k' || $1, $2, 1, 1, 'x', 'dismissed', "
                           "'Text number ' || $1 || '.', 0)",
                           "it", (int64_t)i, i == 25 ? "bob" : "ann"));
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_get(&t, "/history"), 200);
    assert_has(&t, "Text number 24");
    assert_has(&t, "Text number 5.");
    assert_lacks(&t, "Text number 4.");
    assert_lacks(&t, "Text number 25"); /* Bob's */
    assert_has(&t, "not for you");
    assert_has(&t, "/history?before=5");
    desk_get(&t, "/history?before=5");
    assert_has(&t, "Text number 4.");
    assert_has(&t, "Text number 1.");
    assert_lacks(&t, "?before=");
    desk_get(&t, "/history?before=1");
    assert_has(&t, "no earlier ones");
    assert_int_equal(desk_get(&t, "/history?before=-3"), 200);
    assert_int_equal(desk_get(&t, "/history/25"), 404);
    assert_int_equal(desk_get(&t, "/history/3"), 200);
    desk_test_deinit(&t);
}

/* --- calendar and feed ---------------------------------------------------- */

/* Makes the addresses; the secret goes to `path` behind "/ics/". */
static void
make_addresses(struct desk_test *t, char path[100])
{
    const char *at;

    assert_int_equal(desk_post(t, "/results/addresses", ""), 200);
    at = strstr(desk_body(t), "href=\"/ics/");
    assert_non_null(at);
    snprintf(path, 100, "%.69s", at + 6);
}

/* The one event of a calendar, read back by libical. */
static void
read_event(struct desk_test *t, char uid[100], char *status, size_t size,
           time_t *start)
{
    icalcomponent *calendar = icalparser_parse_string(desk_body(t));
    icalcomponent *event;
    icalproperty *property;

    assert_non_null(calendar);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    assert_int_equal(
        icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 1);
    event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    snprintf(uid, 100, "%s", icalcomponent_get_uid(event));
    property = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    snprintf(
        status, size, "%s",
        icalproperty_enum_to_string((int)icalproperty_get_status(property)));
    *start = icaltime_as_timet(icalcomponent_get_dtstart(event));
    property =
        icalcomponent_get_first_property(event, ICAL_DESCRIPTION_PROPERTY);
    assert_non_null(strstr(icalproperty_get_description(property),
                           "by itself.\n\nWhat closed yours?"));
    icalcomponent_free(calendar);
}

static void
assert_folded(struct desk_test *t)
{
    const char *line = desk_body(t);

    while (*line != '\0') {
        const char *end = strstr(line, "\r\n");

        assert_non_null(end);
        assert_true(end - line <= 75);
        line = end + 2;
    }
}

static void
a_calendar_keeps_its_uids_and_tells_of_cancelled(void **state)
{
    struct desk_test t;
    char path[100], uid[100], again[100], status[40];
    time_t start, moved;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    rep_test_text(&t, "bob", 1, "linkedin", BOBS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    make_addresses(&t, path);
    t.cookie[0] = '\0';
    assert_int_equal(desk_get(&t, path), 200);
    assert_string_equal(t.response.type, "text/calendar; charset=utf-8");
    assert_folded(&t);
    read_event(&t, uid, status, sizeof status, &start);
    assert_string_equal(status, "TENTATIVE");
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "schedule", "at=2026-11-19T10:30", 303);
    desk_get(&t, path);
    read_event(&t, again, status, sizeof status, &moved);
    assert_string_equal(again, uid);
    assert_string_equal(status, "CONFIRMED");
    assert_true(moved != start);
    assert_move(&t, id, "cancel", "", 303);
    assert_move(&t, id, "dismiss", "reason=dull", 303);
    desk_get(&t, path);
    read_event(&t, again, status, sizeof status, &start);
    assert_string_equal(again, uid);
    assert_string_equal(status, "CANCELLED");
    assert_true(start == moved);
    desk_test_deinit(&t);
}

static void
addresses_are_renewed_and_ended(void **state)
{
    struct desk_test t;
    char path[100], newer[100];

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    make_addresses(&t, path);
    make_addresses(&t, newer);
    assert_string_not_equal(path, newer);
    assert_int_equal(desk_get(&t, path), 404);
    assert_int_equal(desk_get(&t, newer), 200);
    assert_int_equal(desk_post(&t, "/results/addresses/end", ""), 303);
    assert_int_equal(desk_get(&t, newer), 404);
    assert_int_equal(desk_get(&t, "/ics/short"), 404);
    assert_int_equal(desk_get(&t, "/rss/short"), 404);
    desk_test_deinit(&t);
}

static void
a_feed_has_what_was_posted_where(void **state)
{
    struct desk_test t;
    char path[100];
    int64_t id, other;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    other = rep_test_text(&t, "ann", 3, "linkedin", THIRD);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "posted",
                "posted=yes&address=https://l.example/p?a=1%26b=2", 303);
    assert_move(&t, other, "posted", "posted=yes", 303);
    make_addresses(&t, path);
    memcpy(path, "/rss/", 5);
    assert_int_equal(desk_get(&t, path), 200);
    assert_has(&t, "<link>https://l.example/p?a=1&amp;b=2</link>");
    assert_has(&t, "Cold &lt;chains&gt; &amp; ");
    assert_has(&t, "&lt;script&gt;");
    assert_has(&t, "<pubDate>Wed, 18 Nov 2026 ");
    assert_lacks(&t, "A torch and a walk"); /* its address was not told */
    desk_test_deinit(&t);
}

static void
what_is_struck_can_be_taken_back(void **state)
{
    struct desk_test t;
    struct error err = {0};
    int64_t count;

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(
        desk_post(&t, "/voice/samples", "sample=Nine+valves+%26+a+torch."),
        303);
    desk_get(&t, "/voice");
    assert_has(&t, "Nine valves &amp; a torch.");
    {
        char path[200];
        const char *at = strstr(desk_body(&t), "/voice/samples/");

        assert_non_null(at);
        snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
        assert_int_equal(desk_post(&t, path, ""), 303);
        desk_get(&t, "/voice");
        assert_has(&t, "None yet.");
        assert_has(&t, "/voice/samples?again=Nine%20valves%20%26%20a%20torch.");
        assert_int_equal(
            desk_post(&t,
                      "/voice/samples?again=Nine%20valves%20%26%20a%20torch.",
                      ""),
            303);
    }
    desk_get(&t, "/voice");
    assert_has(&t, "<p class=\"post small\">Nine valves &amp; a torch.</p>");

    assert_true(db_run(t.store.db, &err,
                       "INSERT INTO voice_line(id, rep, line, json, learned, "
                       "removed) VALUES (71, 'ann', 'Short', '{}', 1, 2), "
                       "(72, 'bob', 'Long', '{}', 1, 2)",
                       ""));
    assert_int_equal(desk_post(&t, "/voice/72/keep", ""), 404);
    assert_int_equal(desk_post(&t, "/voice/71/keep", ""), 303);
    assert_true(db_number(t.store.db, &err, &count, 0,
                          "SELECT count(*) FROM voice_line WHERE removed IS "
                          "NOT NULL",
                          ""));
    assert_int_equal(count, 1);
    desk_test_deinit(&t);
}

/* The same file again: hours change with it, the rep's own words do not. */
static void
an_import_leaves_what_the_rep_gave(void **state)
{
    static const char file[] =
        "[{\"id\":\"ann\",\"name\":\"ann\",\"daily_quota\":4,"
        "\"language\":\"de\",\"languages\":[\"de\"],"
        "\"networks\":[\"x\"],\"audience\":{\"id\":\"ann\",\"name\":\"n\","
        "\"about\":\"a\"},\"voice\":{\"tone\":\"loud\",\"address\":"
        "\"formal\",\"hashtags\":5,\"samples\":[\"Of the file.\"]}}]";
    struct desk_test t;
    struct reps_import counts;
    struct error err = {0};
    struct rep rep;

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(
        desk_post(&t, "/voice",
                  "tone=quiet&hashtags=1&language=en&length=short"),
        303);
    assert_true(
        reps_import(&t.store, file, strlen(file), NULL, NULL, &counts, &err));
    assert_int_equal(counts.own, 1);
    assert_int_equal(counts.changed, 1);
    assert_true(reps_find(&t.store, "ann", t.arena, &rep, &err));
    assert_int_equal(rep.quota, 4);
    assert_string_equal(rep.language, "en");
    assert_string_equal(rep.networks[0], "x");
    assert_non_null(strstr(rep.json, "\"tone\":\"quiet\""));
    assert_non_null(strstr(rep.json, "\"hashtags\":1"));
    assert_non_null(strstr(rep.json, "\"address\":\"formal\""));
    assert_non_null(strstr(rep.json, "Of the file.")); /* gave none herself */
    assert_null(strstr(rep.json, "loud"));
    assert_true(
        reps_import(&t.store, file, strlen(file), NULL, NULL, &counts, &err));
    assert_int_equal(counts.unchanged, 1);

    assert_int_equal(desk_post(&t, "/voice/samples", "sample=Of+Ann."), 303);
    assert_true(
        reps_import(&t.store, file, strlen(file), NULL, NULL, &counts, &err));
    assert_int_equal(counts.unchanged, 1);
    assert_true(reps_find(&t.store, "ann", t.arena, &rep, &err));
    assert_non_null(strstr(rep.json, "Of Ann."));

    /* Bob gave nothing: the file is his word. */
    assert_true(reps_find(&t.store, "bob", t.arena, &rep, &err));
    assert_null(strstr(rep.json, "asked"));
    desk_test_deinit(&t);
}

static void
history_is_searched(void **state)
{
    struct desk_test t;

    (void)state;
    rep_test_init(&t);
    rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    rep_test_text(&t, "bob", 3, "linkedin", THIRD);
    desk_sign_in(&t, "Ann", "rep", "ann");
    desk_get(&t, "/history?q=VALVES");
    assert_has(&t, "Two valves");
    assert_lacks(&t, "Sensors in each");
    desk_get(&t, "/history?q=cold+%3Cchains"); /* the article's title */
    assert_has(&t, "Sensors in each");
    assert_has(&t, "value=\"cold &lt;chains\"");
    desk_get(&t, "/history?q=torch"); /* Bob's */
    assert_has(&t, "Nothing of yours says");
    desk_get(&t, "/history?q=%25"); /* no mark of the database's */
    assert_has(&t, "Nothing of yours says");
    desk_get(&t, "/history?q=_____");
    assert_has(&t, "Nothing of yours says");
    desk_test_deinit(&t);
}

static void
what_was_read_can_be_seen_anyway(void **state)
{
    struct desk_test t;
    struct error err = {0};

    (void)state;
    rep_test_init(&t);
    rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    assert_true(db_script(
        t.store.db,
        "INSERT INTO relevance(audience, story, score, why) VALUES "
        "('ann', 1, .9, '[]'), ('ann', 2, .41, '[]'), ('bob', 3, .3, '[]')",
        &err));
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_get(&t, "/today/anyway"), 200);
    assert_has(&t, ">41<");
    assert_has(&t, "Doors");
    assert_lacks(&t, "javascript:");
    assert_lacks(&t, "Cold");  /* suggested to her */
    assert_lacks(&t, "Pumps"); /* Bob's audience */
    assert_lacks(&t, "with 1 colleague");
    rep_test_text(&t, "bob", 2, "linkedin",
                  "Bob on doors: 14 of 20 stay open.");
    desk_get(&t, "/today/anyway");
    assert_has(&t, "with 1 colleague");
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_voice_is_learned_struck_and_given),
        cmocka_unit_test(what_is_struck_can_be_taken_back),
        cmocka_unit_test(an_import_leaves_what_the_rep_gave),
        cmocka_unit_test(history_is_searched),
        cmocka_unit_test(what_was_read_can_be_seen_anyway),
        cmocka_unit_test(what_else_a_rep_gave_is_kept),
        cmocka_unit_test(another_reps_lines_are_not_there),
        cmocka_unit_test(results_tell_what_came_and_to_nobody_else),
        cmocka_unit_test(history_is_paged_by_what_was_seen_last),
        cmocka_unit_test(a_calendar_keeps_its_uids_and_tells_of_cancelled),
        cmocka_unit_test(addresses_are_renewed_and_ended),
        cmocka_unit_test(a_feed_has_what_was_posted_where),
    };

    return cmocka_run_group_tests_name("page_rep", tests, NULL, NULL);
}
