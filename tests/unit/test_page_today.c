/* A rep's day: what is shown in which state, what each move does, what was
 * typed comes back, and nobody reads or moves what is another rep's. */
#include "rep_test.h"

static void
cards_say_what_why_and_when(void **state)
{
    struct desk_test t;

    (void)state;
    rep_test_init(&t);
    rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    rep_test_text(&t, "bob", 1, "linkedin", BOBS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_has(&t, "<h1>Two for you today</h1>");
    assert_has(&t, "Wednesday 18 November. About two minutes.");
    assert_has(&t, "LinkedIn folds here");
    assert_has(&t, "of 500"); /* Mastodon's limit */
    assert_has(&t, "4 min to read");
    assert_has(&t, ">a.example/1</a>"); /* as LinkedIn shows a link */
    assert_has(&t, "class=\"preview\" href=\"https://a.example/1\"");
    assert_has(&t, "passes the rules");
    assert_has(&t, "data-key=\"Enter\"");
    assert_has(&t, "value=\"helps a competitor\"");
    assert_lacks(&t, "Reefer crews"); /* Bob's */
    desk_test_deinit(&t);
}

static void
what_is_hostile_is_shown_as_text(void **state)
{
    static const char *const never[] = {
        "<script>alert", "javascript:", "<b>doors", "Cold <chains>", "<Cold>"};
    static const char *const pages[] = {"/today", "/today?edit=ID", "/share/ID",
                                        "/history", "/history/ID"};
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    desk_sign_in(&t, "Ann", "rep", "ann");
    for (size_t p = 0; p < 5; p++) {
        assert_int_equal(strstr(pages[p], "ID") != NULL
                             ? get_of(&t, pages[p], id)
                             : desk_get(&t, pages[p]),
                         200);
        for (size_t i = 0; i < 5; i++)
            assert_lacks(&t, never[i]);
        assert_has(&t, "Sensors in each pallet");
    }
    desk_test_deinit(&t);
}

static void
an_empty_day_tells_its_true_reason(void **state)
{
    struct desk_test t;
    struct error err = {0};
    int64_t id;

    (void)state;
    rep_test_init(&t);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_has(&t, "Nothing for you today");
    assert_lacks(&t, "class=\"menu\""); /* three places need none */
    assert_has(&t, "Nothing was planned yet.");
    assert_true(db_run(t.store.db, &err,
                       "INSERT INTO idle(day, rep, why) VALUES ('2026-11-18', "
                       "'ann', 'nothing good enough (18 read, best 41 of "
                       "100)')",
                       ""));
    desk_get(&t, "/today");
    assert_has(&t, "Nothing good enough (18 read, best 41 of 100).");
    assert_has(&t, "See them anyway");
    assert_has(&t, "Say how I write"); /* something to do on a first day */
    assert_lacks(&t, "All you were offered");
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    assert_move(&t, id, "dismiss", "reason=dull", 303);
    desk_get(&t, "/today");
    assert_has(&t, "Done for today");
    assert_lacks(&t, "Say how I write");
    assert_has(&t, "1 not for you.");
    assert_lacks(&t, "best 41");
    desk_test_deinit(&t);
}

static void
share_now_and_take_it_back(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "accept", "", 303);
    assert_non_null(strstr(response_get(&t.response, "Location"), "/share/"));
    assert_state(&t, id, "accepted");
    assert_move(&t, id, "accept", "", 303); /* a second tap is the same */
    desk_get(&t, "/today");
    assert_has(&t, "Posted on LinkedIn?");
    assert_has(&t, "Almost done for today");
    assert_move(&t, id, "posted", "posted=no", 303);
    assert_state(&t, id, "offered");
    assert_move(&t, id, "accept", "", 303);
    assert_move(&t, id, "posted", "posted=yes&address=nonsense", 422);
    assert_has(&t, "That is no address of a post");
    assert_has(&t, "value=\"nonsense\"");
    assert_move(&t, id, "posted", "posted=yes&address=https://l.example/p",
                303);
    assert_state(&t, id, "shared");
    get_of(&t, "/share/ID", id);
    assert_has(&t, "https://l.example/p");
    assert_int_equal(desk_post(&t, "/today/undo", ""), 303);
    assert_state(&t, id, "accepted");
    desk_test_deinit(&t);
}

static void
at_its_time_put_off_or_not_at_all(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "slot", "", 303);
    assert_state(&t, id, "scheduled");
    desk_get(&t, "/today");
    assert_has(&t, "Scheduled");
    assert_has(&t, "/cancel");
    assert_move(&t, id, "cancel", "", 303);
    assert_state(&t, id, "offered");
    assert_move(&t, id, "snooze", "", 303);
    desk_get(&t, "/today");
    assert_has(&t, "put off by you");
    assert_int_equal(desk_post(&t, "/today/undo", ""), 303);
    desk_get(&t, "/today");
    assert_has(&t, "One for you today");
    assert_move(&t, id, "another", "", 303); /* its article says too little */
    assert_state(&t, id, "offered");
    desk_get(&t, "/today");
    assert_has(&t, "There is no other angle");
    assert_move(&t, id, "snooze", "", 303);
    desk_get(&t, "/today");
    assert_lacks(&t, "data-key=\"Enter\"");
    assert_move(&t, id, "wake", "", 303);
    desk_get(&t, "/today");
    assert_has(&t, "One for you today");
    assert_move(&t, id, "wake", "", 409);
    assert_move(&t, id, "dismiss", "reason=already+said", 303);
    assert_state(&t, id, "dismissed");
    assert_int_equal(
        number_of(&t,
                  "SELECT count(*) FROM audit WHERE suggestion = $1 AND "
                  "note = 'already said'",
                  id),
        1);
    assert_int_equal(desk_post(&t, "/today/undo", ""), 303);
    assert_state(&t, id, "offered");
    assert_move(&t, id, "dismiss", "reason=dull", 303);
    assert_move(&t, id, "accept", "", 409);
    assert_has(&t, "It has moved on");
    desk_test_deinit(&t);
}

static void
what_was_typed_comes_back(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    rep_test_text(&t, "bob", 1, "linkedin", BOBS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(get_of(&t, "/today?edit=ID", id), 200);
    assert_has(&t, "LinkedIn, editing");
    assert_has(&t, "data-check=");
    assert_has(&t, "Yours alone");
    assert_move(&t, id, "edit", "do=save&text=" BOBS, 409);
    assert_has(&t, "Your text is still here.");
    assert_has(&t, "too close to a colleague&#39;s text (bob)");
    assert_has(&t, "their claims halved. https://a.example/1</textarea>");
    assert_lacks(&t, "suggestion 1:");
    assert_move(&t, id, "edit", "do=save&text=+%0D%0A+", 422);
    assert_has(&t, "There are no words yet.");
    assert_move(&t, id, "edit", "do=save&text=Guaranteed+results", 422);
    assert_has(&t, "Your text is still here.");
    assert_move(&t, id, "edit", "do=check&text=Guaranteed+results", 200);
    assert_has(&t, "It cannot go out like this");
    assert_has(&t, "Guaranteed results</textarea>");
    assert_move(&t, id, "edit",
                "do=mend&text=Doors+tell+their+tale+at+night!!!!", 200);
    assert_has(&t, "not kept yet");
    assert_lacks(&t, "night!!!!</textarea>");
    assert_move(&t, id, "edit",
                "do=save&text=Doors+tell+their+own+tale+by+night.+"
                "https://a.example/1",
                303);
    assert_int_equal(
        number_of(&t, "SELECT revision FROM suggestion WHERE id = $1", id), 2);
    desk_test_deinit(&t);
}

static void
even_where_the_suggestion_is_gone(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "dismiss", "reason=dull", 303);
    assert_move(&t, id, "edit", "do=save&text=Half+an+hour+%3Cof+work.", 409);
    assert_has(&t, "Your text is still here");
    assert_has(&t, "Half an hour &lt;of work.</textarea>");
    desk_test_deinit(&t);
}

static void
checks_while_typing_are_markup_of_ours(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "check", "text=Guaranteed+%3Cb%3Eresults%3C/b%3E!!!!",
                200);
    assert_has(&t, "of 3000");
    assert_has(&t, "value=\"mend\"");
    assert_has(&t, "<svg class=\"gauge\"");
    assert_lacks(&t, "<b>results");
    assert_lacks(&t, "<html");
    assert_move(&t, id, "check", "text=", 200);
    assert_state(&t, id, "offered");
    desk_test_deinit(&t);
}

static void
what_a_reviewer_asked_stands_on_the_card(void **state)
{
    struct desk_test t;
    struct guideline *pack;
    struct queue queue;
    struct error err = {0};
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    queue = rep_test_queue(&t, &pack, "Ruth");
    assert_true(db_run(t.store.db, &err,
                       "UPDATE suggestion SET state = 'in_review' "
                       "WHERE id = $1",
                       "i", id));
    if (!queue_request_change(&queue, id, "Say <which> doors.", &err))
        fail_msg("%s", err.text);
    guideline_free(pack);
    desk_sign_in(&t, "Ann", "rep", "ann");
    desk_get(&t, "/today");
    assert_has(&t, "Ruth asks:</strong> Say &lt;which&gt; doors.");
    assert_lacks(&t, "data-key=\"Enter\"");
    assert_move(&t, id, "edit",
                "do=save&text=Dock+doors+tell+their+own+tale+by+night.+"
                "https://a.example/1",
                303);
    assert_state(&t, id, "in_review");
    desk_get(&t, "/today");
    assert_has(&t, "with a reviewer");
    desk_test_deinit(&t);
}

static void
another_reps_suggestion_is_not_there(void **state)
{
    static const char *const moves[] = {
        "accept", "slot",   "schedule", "snooze", "wake",   "dismiss",
        "cancel", "posted", "edit",     "check",  "another"};
    static const char *const pages[] = {"/today?edit=ID", "/share/ID",
                                        "/history/ID"};
    struct desk_test t;
    int64_t id;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "bob", 1, "linkedin", BOBS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        assert_move(&t, id, moves[i],
                    "text=x&posted=yes&reason=dull&at=2026-11-19T10:00", 404);
        assert_state(&t, id, "offered");
        assert_move(&t, 999, moves[i], "text=x", 404);
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_int_equal(get_of(&t, pages[i], id), 404);
        assert_lacks(&t, "Reefer");
    }
    desk_test_deinit(&t);
}

static void
each_network_is_shared_in_its_own_way(void **state)
{
    struct desk_test t;
    int64_t id, toot;
    char path[60];

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    toot = rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    desk_sign_in(&t, "Ann", "rep", "ann");
    get_of(&t, "/share/ID", id);
    assert_has(&t, "Share now"); /* not accepted yet */
    assert_lacks(&t, "share-offsite");
    assert_move(&t, id, "accept", "", 303);
    get_of(&t, "/share/ID", id);
    assert_has(&t, "https://www.linkedin.com/sharing/share-offsite/?url=https%"
                   "3A%2F%2Fa.example%2F1");
    assert_has(&t, "takes only the link");
    assert_has(&t, "mailto:?subject=Cold%20%3Cchains%3E");
    assert_has(&t, "https://wa.me/?text=");
    assert_move(&t, toot, "accept", "", 303);
    get_of(&t, "/share/ID", toot);
    assert_has(&t, "Your Mastodon server");
    snprintf(path, sizeof path, "/share/%lld/instance", (long long)toot);
    assert_int_equal(desk_post(&t, path, "instance=no+server"), 422);
    assert_has(&t, "value=\"no server\"");
    assert_int_equal(desk_post(&t, path, "instance=@Me@Toot.Example"), 303);
    get_of(&t, "/share/ID", toot);
    assert_has(&t, "https://toot.example/share?text=Two%20valves");
    assert_lacks(&t, "Your Mastodon server");
    desk_test_deinit(&t);
}

static void
a_toast_takes_back_what_it_names(void **state)
{
    char first[60], second[60];
    struct desk_test t;
    int64_t id, other, bobs;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    other = rep_test_text(&t, "ann", 2, "mastodon", SECOND);
    bobs = rep_test_text(&t, "bob", 3, "linkedin", THIRD);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "dismiss", "reason=dull", 303);
    undo_of(&t, first, sizeof first);
    assert_move(&t, other, "slot", "", 303); /* in another tab */
    undo_of(&t, second, sizeof second);
    assert_string_not_equal(first, second);
    assert_int_equal(desk_post(&t, first, ""), 303);
    assert_state(&t, id, "offered");
    assert_state(&t, other, "scheduled");
    desk_get(&t, "/today");
    assert_has(&t, "Taken back: Sensors in each pallet");

    /* Twice, or after something else: nothing happens, and it says why. */
    assert_move(&t, other, "cancel", "", 303);
    assert_int_equal(desk_post(&t, second, ""), 303);
    assert_state(&t, other, "offered");
    desk_get(&t, "/today");
    assert_has(&t, "Nothing was taken back: something came after it, and it is "
                   "offered now: Two valves");
    assert_int_equal(desk_post(&t, first, ""), 303);
    assert_state(&t, id, "offered");

    /* Nobody takes another's act back by its number. */
    desk_sign_in(&t, "Bob", "rep", "bob");
    assert_move(&t, bobs, "dismiss", "reason=dull", 303);
    undo_of(&t, first, sizeof first);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_post(&t, first, ""), 303);
    assert_state(&t, bobs, "dismissed");
    desk_get(&t, "/today");
    assert_has(&t, "Nothing was taken back");
    assert_lacks(&t, "A torch and a walk");
    desk_test_deinit(&t);
}

static void
no_link_is_folded_in_its_middle(void **state)
{
    static const char text[] =
        "The European Intralogistics Safety Forum has published its Mixed "
        "Aisle Code, and people have asked what it takes to put a speed map "
        "into a robot fleet.\n\nhttp://engineering.example/speed-maps-in-"
        "fleet-software-of-a-kind/\n#Robots";
    struct desk_test t;

    (void)state;
    rep_test_init(&t);
    rep_test_text(&t, "ann", 1, "linkedin", text);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_has(&t, ">engineering.example/speed-maps\xE2\x80\xA6</a>");
    assert_has(&t, "robot fleet.\n\n</p>");
    assert_lacks(&t, ">ftware");
    desk_test_deinit(&t);
}

static void
the_address_of_a_post_may_come_later(void **state)
{
    struct desk_test t;
    int64_t id, bobs;

    (void)state;
    rep_test_init(&t);
    id = rep_test_text(&t, "ann", 1, "linkedin", ANNS);
    bobs = rep_test_text(&t, "bob", 1, "linkedin", BOBS);
    desk_sign_in(&t, "Ann", "rep", "ann");
    assert_move(&t, id, "address", "address=https://l.example/p", 409);
    assert_move(&t, id, "accept", "", 303);
    assert_move(&t, id, "posted", "posted=yes", 303);
    desk_get(&t, "/history");
    assert_has(&t, "add its address");
    get_of(&t, "/share/ID", id);
    assert_has(&t, "Its address");
    assert_move(&t, id, "address", "address=nonsense", 422);
    assert_has(&t, "That is no address of a post");
    assert_has(&t, "value=\"nonsense\"");
    assert_move(&t, id, "address", "address=https://l.example/wrong", 303);
    assert_move(&t, id, "address", "address=https://l.example/right", 303);
    get_of(&t, "/share/ID", id);
    assert_has(&t, "href=\"https://l.example/right\"");
    assert_lacks(&t, "wrong");
    desk_get(&t, "/history");
    assert_lacks(&t, "add its address");
    get_of(&t, "/history/ID", id);
    assert_has(&t, "its address told");
    assert_move(&t, id, "address", "address=", 303);
    assert_int_equal(number_of(&t,
                               "SELECT count(*) FROM share WHERE suggestion = "
                               "$1 AND address IS NULL",
                               id),
                     1);
    assert_move(&t, bobs, "address", "address=https://l.example/p", 404);
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cards_say_what_why_and_when),
        cmocka_unit_test(what_is_hostile_is_shown_as_text),
        cmocka_unit_test(an_empty_day_tells_its_true_reason),
        cmocka_unit_test(share_now_and_take_it_back),
        cmocka_unit_test(at_its_time_put_off_or_not_at_all),
        cmocka_unit_test(what_was_typed_comes_back),
        cmocka_unit_test(even_where_the_suggestion_is_gone),
        cmocka_unit_test(checks_while_typing_are_markup_of_ours),
        cmocka_unit_test(what_a_reviewer_asked_stands_on_the_card),
        cmocka_unit_test(another_reps_suggestion_is_not_there),
        cmocka_unit_test(each_network_is_shared_in_its_own_way),
        cmocka_unit_test(a_toast_takes_back_what_it_names),
        cmocka_unit_test(no_link_is_folded_in_its_middle),
        cmocka_unit_test(the_address_of_a_post_may_come_later),
    };

    return cmocka_run_group_tests_name("page_today", tests, NULL, NULL);
}
