/* Kept pages: never another's, never of before a write that they show,
 * whoever wrote it, and with the token of their own session. */
#include "reviewing.h"

#include "../../desk/http/kept.h"

struct kept_test {
    struct desk_test t;
    struct kept_pages *kept;
    char ann[200], bob[200], ruth[200]; /* cookies */
    int64_t text;                       /* of ann, in review */
    int64_t later;                      /* seconds */
};

static void
add_second_story(struct kept_test *k)
{
    struct error err = {0};

    assert_true(db_script(
        k->t.store.db,
        "INSERT INTO article(id, feed, guid, url, title, seen, changed, "
        "digest, text) VALUES (2, 1, 'g2', 'https://a.example/2', 'Two', 0, 0, "
        "'d2', 'Nobody looks here.');"
        "INSERT INTO story(id, key, lead, founded) VALUES (2, 's2', 2, 0), "
        "(3, 's3', 2, 0);"
        "INSERT INTO suggestion(id, key, rep, story, article, network, state, "
        "text, made) VALUES (90, 'k90', 'bob', 2, 2, 'linkedin', 'offered', "
        "'About the second.', 0);",
        &err));
}

static int
open_test(void **state)
{
    struct kept_test *k = calloc(1, sizeof *k);

    assert_non_null(k);
    reviewing_init(&k->t);
    k->text = reviewing_text(
        &k->t, "ann",
        "Two thermometers and an honest captain: what a "
        "winter of claims taught me about patience. https://a.example/1");
    add_second_story(k);
    desk_sign_in(&k->t, "Bob", "rep", "bob");
    strcpy(k->bob, k->t.cookie);
    desk_sign_in(&k->t, "Ruth", "reviewer", NULL);
    strcpy(k->ruth, k->t.cookie);
    desk_sign_in(&k->t, "Ann", "rep", "ann");
    strcpy(k->ann, k->t.cookie);
    k->kept = kept_new();
    *state = k;
    return 0;
}

static int
close_test(void **state)
{
    struct kept_test *k = *state;

    response_deinit(&k->t.response);
    kept_free(k->kept);
    desk_test_deinit(&k->t);
    free(k);
    return 0;
}

static struct request *
ask(struct kept_test *k, const char *cookie, const char *target)
{
    struct request *request;

    if (cookie != k->t.cookie)
        strcpy(k->t.cookie, cookie);
    request = desk_request(&k->t, "GET", target, NULL);
    request->kept = k->kept;
    request->now += k->later;
    return request;
}

static const char *
get(struct kept_test *k, const char *cookie, const char *target)
{
    router_answer(ask(k, cookie, target), &k->t.response);
    assert_int_equal(k->t.response.status, 200);
    return desk_body(&k->t);
}

/* Is it sent again without being made? */
static bool
was_kept(struct kept_test *k, const char *cookie, const char *target)
{
    struct request *request = ask(k, cookie, target);
    struct error err = {0};
    unsigned allowed;

    request_read_cookies(request);
    assert_true(session_find(request, &err));
    request->route = router_find(request, &allowed);
    return kept_get(request, &k->t.response);
}

static void
a_page_is_kept_with_a_token_of_its_session(void **state)
{
    struct kept_test *k = *state;
    char token[200], *page;

    page = strdup(get(k, k->ann, "/today"));
    assert_non_null(page);
    assert_true(was_kept(k, k->ann, "/today"));
    assert_int_equal(k->t.response.len, strlen(page));
    assert_string_equal(page, k->t.response.bytes);
    snprintf(token, sizeof token, "%.128s",
             strstr(page, "name=\"csrf\" content=\"") + 21);
    assert_true(csrf_is_right(&k->t.request, token));
    /* Another address, another mask. */
    assert_null(strstr(get(k, k->ann, "/today?a=b"), token));
    free(page);
}

static void
what_makes_it_old(void **state)
{
    static const struct {
        const char *sql;
        bool ann, bob, queue; /* falls */
        const char *why;
    } cases[] = {
        {"UPDATE fetch_state SET entries = 3; UPDATE feed SET title = 'x'; "
         "INSERT INTO article(id, feed, guid, title, seen, changed, digest) "
         "VALUES (50, 1, 'g50', 'New', 0, 0, 'd')",
         false, false, false, "curating goes on beside it"},
        {"INSERT INTO story(id, key, founded) VALUES (50, 's50', 0); "
         "UPDATE article SET story = 50 WHERE id = 50",
         false, false, false, "a story that nobody reads yet"},
        {"UPDATE article SET story = 1 WHERE id = 50", false, false, true,
         "one source more of a story in the queue"},
        {"UPDATE article SET title = 'Corrected' WHERE id = 1", true, false,
         true, "the card and the queue name the article"},
        {"UPDATE article SET title = title, changed = 5 WHERE id = 1", false,
         false, false, "read again, as it was"},
        {"UPDATE article SET title = 'Corrected' WHERE id = 2", false, true,
         false, "of bob alone"},
        {"UPDATE suggestion SET state = 'accepted' WHERE id = 90", false, true,
         false, "bob's move"},
        {"INSERT INTO slot VALUES (90, 'bob', 2, 'linkedin', 5, 5)", false,
         true, false, "bob's slot"},
        {"DELETE FROM slot WHERE suggestion = 90", false, true, false,
         "bob's slot is gone"},
        {"INSERT INTO voice_line(rep, line, json, learned) VALUES ('bob', "
         "'l', '{}', 0)",
         false, true, false, "bob learned"},
        {"INSERT INTO idle(day, rep, why) VALUES ('2026-11-18', 'bob', 'w')",
         false, true, false, "why bob has nothing"},
        {"INSERT INTO away(rep, first, last, given) VALUES ('bob', 1, 2, "
         "'hand')",
         false, true, false, "bob is away"},
        {"UPDATE away SET last = 3; DELETE FROM away", false, true, false,
         "and back"},
        {"UPDATE story SET same_as = 1 WHERE id = 2", false, false, true,
         "bob's text is one to be compared now"},
        {"UPDATE suggestion SET state = 'scheduled' WHERE id = 90", false, true,
         true, "and stands beside ann's"},
        {"UPDATE suggestion SET text = text WHERE rep = 'ann'", true, false,
         true, "ann's text"},
        {"DELETE FROM finding WHERE suggestion IN (SELECT id FROM suggestion "
         "WHERE rep = 'ann'); INSERT INTO finding(suggestion, revision, rule, "
         "severity, start, \"end\", message, fix) SELECT id, 1, 'r', 'warn', "
         "0, 1, 'm', 'f' FROM suggestion WHERE rep = 'ann'",
         true, false, true, "what the rules say of it"},
        {"INSERT INTO decision(suggestion, revision, who, verdict, pack, at) "
         "VALUES (90, 1, 'R', 'approve', '', 0)",
         false, false, true, "decided"},
        {"UPDATE rep SET trust = 1 WHERE id = 'bob'", false, true, true,
         "the queue tells trust"},
        {"INSERT INTO company_post(text) VALUES ('We')", false, false, true,
         "nothing may echo it"},
        {"INSERT INTO rule_pack(version, json, who, at) VALUES (9, '{}', 'R', "
         "0); DELETE FROM rule_pack",
         true, true, true, "the rules"},
        {"UPDATE session SET seen = seen + 1", false, false, false,
         "somebody was here"},
        {"INSERT INTO audit(at, who, what, chain) VALUES (0, 'a', 'invite', "
         "'')",
         false, false, false, "an admin's act"},
        {"INSERT INTO audit(at, who, what, suggestion, chain) VALUES (0, 'a', "
         "'clear itself', 90, '')",
         false, false, true, "one more cleared itself"},
        {"INSERT INTO suggestion(id, key, rep, story, article, network, state, "
         "text, made) VALUES (91, 'k91', 'cleo', 2, 2, 'linkedin', 'draft', "
         "'Cleo says.', 0); INSERT INTO slot VALUES (91, 'cleo', 2, "
         "'linkedin', 5, 5)",
         false, false, false, "a draft is nobody's yet"},
        {"UPDATE suggestion SET state = 'in_review' WHERE id = 91", false,
         false, true, "and waits now"},
    };
    struct kept_test *k = *state;
    struct error err = {0};
    struct store other;

    assert_true(store_open(k->t.home, &other, &err));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        /* By another connection and by our own in turn. */
        struct db *db = i % 2 == 0 ? other.db : k->t.store.db;

        get(k, k->ann, "/today");
        get(k, k->bob, "/today");
        get(k, k->ruth, "/queue");
        if (!db_script(db, cases[i].sql, &err))
            fail_msg("%s: %s", cases[i].why, err.text);
        if (was_kept(k, k->ann, "/today") == cases[i].ann ||
            was_kept(k, k->bob, "/today") == cases[i].bob ||
            was_kept(k, k->ruth, "/queue") == cases[i].queue)
            fail_msg(
                "%s: %d %d %d", cases[i].why, was_kept(k, k->ann, "/today"),
                was_kept(k, k->bob, "/today"), was_kept(k, k->ruth, "/queue"));
    }
    store_close(&other);
}

/* The queue without its tokens, which are masked anew for each page. */
static char *
queue_of(struct kept_test *k, struct memo *memo)
{
    struct memo *own = k->t.place.memo;
    struct kept_pages *kept = k->kept;
    char *page, *token;

    k->t.place.memo = memo;
    k->kept = NULL;
    router_answer(ask(k, k->ruth, "/queue"), &k->t.response);
    k->t.place.memo = own;
    k->kept = kept;
    assert_int_equal(k->t.response.status, 200);
    page = strdup(desk_body(&k->t));
    assert_non_null(page);
    while ((token = strstr(page, k->t.request.csrf)) != NULL)
        memset(token, '-', strlen(k->t.request.csrf));
    return page;
}

/* The queue is put together from what was told before, each text for itself:
 * it says the same as one that is made of nothing. */
static void
what_tells_a_text_anew(void **state)
{
    static const struct {
        const char *sql;
        bool same; /* the page stays as it was */
        const char *why;
    } cases[] = {
        {"UPDATE feed SET title = 'x'", true, "curating goes on beside it"},
        {"UPDATE suggestion SET text = 'Quite another thing, of seals and "
         "pumps and patience. https://a.example/1' WHERE rep = 'ann'",
         false, "its words"},
        {"UPDATE suggestion SET state = 'approved' WHERE rep = 'bob' AND "
         "story = 1",
         false, "what stands beside it"},
        {"UPDATE suggestion SET text = 'Two thermometers and an honest "
         "captain: what a winter of claims taught me. https://a.example/1' "
         "WHERE rep = 'bob' AND story = 1",
         false, "and what that says"},
        {"UPDATE rep SET name = 'Robert' WHERE id = 'bob'", false,
         "whose it is that it is like"},
        {"UPDATE rep SET trust = 1 WHERE id = 'ann'", false, "trust"},
        {"UPDATE rep SET trust = 1 WHERE id = 'ann'", true, "the same"},
        {"UPDATE rep SET name = 'Anna' WHERE id = 'ann'", false, "a name"},
        {"UPDATE slot SET at = at + 86400 WHERE rep = 'ann'", false,
         "its time"},
        {"DELETE FROM slot WHERE rep = 'ann'", false, "none"},
        {"INSERT INTO finding(suggestion, revision, rule, severity, start, "
         "\"end\", message, fix) SELECT id, revision, 'r', 'warn', 0, 3, 'm', "
         "'f' FROM suggestion WHERE rep = 'ann'",
         false, "what a rule found"},
        {"UPDATE finding SET message = 'n', severity = 'block'", false,
         "said otherwise"},
        {"DELETE FROM finding", false, "nothing"},
        {"UPDATE article SET title = 'Corrected', url = 'https://a.example/c' "
         "WHERE id = 1",
         false, "the head of the story"},
        {"UPDATE article SET text = 'Nobody was patient. Of 1,940 stops at "
         "212 plants each began with a shaft seal.' WHERE id = 1",
         false, "what the article says"},
        {"INSERT INTO article(id, feed, guid, title, seen, changed, digest) "
         "VALUES (50, 1, 'g50', 'New', 0, 0, 'd'); UPDATE article SET story = "
         "1 WHERE id IN (1, 50)",
         false, "told by one source more"},
        {"UPDATE suggestion SET text = 'Two thermometers, an honest captain "
         "and what a winter of claims taught.' WHERE id = 90; "
         "UPDATE story SET same_as = 1 WHERE id = 2",
         false, "another story is the same"},
        {"UPDATE suggestion SET text = 'Nothing of the kind.' WHERE id = 90",
         false, "and its text counts"},
        {"UPDATE suggestion SET revision = 2, writer = 'Ruth' WHERE rep = "
         "'ann'; INSERT INTO revision(suggestion, number, text, who, at, pack) "
         "SELECT id, 2, text, 'Ruth', 0, '' FROM suggestion WHERE rep = 'ann'",
         false, "an edit"},
        {"UPDATE revision SET text = 'forgotten' WHERE number = 1", false,
         "what was before is forgotten"},
        {"INSERT INTO suggestion(id, key, rep, story, article, network, state, "
         "text, made) VALUES (92, 'k92', 'cleo', 1, 1, 'linkedin', "
         "'in_review', 'Cleo says seals.', 0)",
         false, "one more of the story"},
        {"UPDATE suggestion SET state = 'rejected' WHERE id = 92", false,
         "and it is gone"},
    };
    struct kept_test *k = *state;
    struct error err = {0};

    assert_non_null(k->t.place.memo);
    reviewing_text(&k->t, "bob",
                   "A seal is cheap and a motor is not, which is why we "
                   "watch the wrong one. https://a.example/1");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *before = queue_of(k, k->t.place.memo), *after, *right;

        if (!db_script(k->t.store.db, cases[i].sql, &err))
            fail_msg("%s: %s", cases[i].why, err.text);
        after = queue_of(k, k->t.place.memo);
        right = queue_of(k, NULL);
        if (strcmp(after, right) != 0)
            fail_msg("%s: told of before:\n%s\nwanted:\n%s", cases[i].why,
                     after, right);
        if ((strcmp(before, after) == 0) != cases[i].same)
            fail_msg("%s: %s", cases[i].why,
                     cases[i].same ? "it changed" : "it says the same");
        free(before);
        free(after);
        free(right);
    }
}

/* The same id may come back with the same count. */
static void
a_rep_who_was_forgotten_leaves_no_page(void **state)
{
    struct kept_test *k = *state;
    struct error err = {0};
    int64_t left;

    get(k, k->bob, "/today");
    assert_true(db_script(k->t.store.db,
                          "PRAGMA foreign_keys = OFF;"
                          "DELETE FROM rep WHERE id = 'bob'",
                          &err));
    assert_true(db_number(k->t.store.db, &err, &left, 9,
                          "SELECT count(*) FROM changed WHERE area LIKE "
                          "'%bob%'",
                          ""));
    assert_int_equal(left, 0);
    assert_false(was_kept(k, k->bob, "/today"));
}

static void
a_minute_and_an_address_are_its_bounds(void **state)
{
    struct kept_test *k = *state;

    get(k, k->ann, "/today");
    assert_true(was_kept(k, k->ann, "/today"));
    assert_false(was_kept(k, k->ann, "/today?a=b"));
    assert_false(was_kept(k, k->ann, "/voice"));
    k->later = 61;
    assert_false(was_kept(k, k->ann, "/today"));
}

static void
it_is_nobody_else_s(void **state)
{
    struct kept_test *k = *state;
    struct error err = {0};
    char again[200];

    get(k, k->ann, "/today");
    assert_false(was_kept(k, k->bob, "/today"));
    assert_false(was_kept(k, "", "/today"));
    /* Another session of the same person has another token. */
    assert_true(db_run(k->t.store.db, &err,
                       "UPDATE session SET expires = expires", ""));
    desk_sign_in(&k->t, "Anna", "rep", "ann");
    strcpy(again, k->t.cookie);
    assert_false(was_kept(k, again, "/today"));
    assert_true(was_kept(k, k->ann, "/today"));
    /* A session that has ended has no page either. */
    k->later = 40 * 86400;
    assert_false(was_kept(k, k->ann, "/today"));
}

static void
roles_and_sign_out_count_at_once(void **state)
{
    struct kept_test *k = *state;
    struct error err = {0};

    get(k, k->ann, "/today");
    assert_true(db_run(k->t.store.db, &err,
                       "UPDATE person SET role = 'reviewer' WHERE name = 'Ann'",
                       ""));
    assert_false(was_kept(k, k->ann, "/today"));
    get(k, k->ruth, "/queue");
    assert_true(db_run(k->t.store.db, &err,
                       "UPDATE person SET role = 'manager' WHERE name = "
                       "'Ruth'",
                       ""));
    router_answer(ask(k, k->ruth, "/queue"), &k->t.response);
    assert_int_equal(k->t.response.status, 403);
    get(k, k->bob, "/today");
    assert_true(
        db_run(k->t.store.db, &err, "DELETE FROM session WHERE 1 = 1", ""));
    router_answer(ask(k, k->bob, "/today"), &k->t.response);
    assert_int_equal(k->t.response.status, 303);
}

static void
many_addresses_do_not_fill_memory(void **state)
{
    struct kept_test *k = *state;
    char target[40];
    size_t there = 0;

    for (int i = 0; i < 3000; i++) {
        struct request *request;

        snprintf(target, sizeof target, "/today?n=%d", i);
        was_kept(k, k->ann, target);
        request = &k->t.request;
        (void)csrf_token(request);
        for (int n = 0; n < 400; n++)
            buf_add(&k->t.response.body, "a page of some length, with words.");
        kept_put(request, &k->t.response);
    }
    for (int i = 0; i < 3000; i++) {
        snprintf(target, sizeof target, "/today?n=%d", i);
        there += was_kept(k, k->ann, target);
    }
    assert_true(was_kept(k, k->ann, "/today?n=2999"));
    assert_in_range(there, 500, KEPT_BYTES / 13600);
}

static void
note_destroyed(void *wire)
{
    (*(int *)wire)++;
}

static void
what_is_sent_outlives_the_page(void **state)
{
    struct kept_test *k = *state;
    struct kept_bytes *held;
    const char *bytes;
    int first = 0, second = 0;
    struct kept_page *page;
    struct error err = {0};

    get(k, k->ann, "/today");
    page = k->t.response.kept;
    assert_non_null(page);
    assert_null(kept_wire(page, true));
    assert_ptr_equal(kept_add_wire(page, true, &first, note_destroyed), &first);
    assert_ptr_equal(kept_add_wire(page, true, &second, note_destroyed),
                     &first);
    assert_int_equal(second, 1);
    assert_null(kept_wire(page, false));
    held = kept_hold_bytes(page, &bytes);
    assert_true(db_run(k->t.store.db, &err,
                       "UPDATE rep SET trust = 2 WHERE id = 'ann'", ""));
    assert_false(was_kept(k, k->ann, "/today")); /* gone, and sent nowhere */
    assert_int_equal(first, 1);
    assert_non_null(strstr(bytes, "</html>"));
    kept_drop_bytes(held);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_test, close_test)
    const struct CMUnitTest tests[] = {
        TEST(a_page_is_kept_with_a_token_of_its_session),
        TEST(what_makes_it_old),
        TEST(what_tells_a_text_anew),
        TEST(a_rep_who_was_forgotten_leaves_no_page),
        TEST(a_minute_and_an_address_are_its_bounds),
        TEST(it_is_nobody_else_s),
        TEST(roles_and_sign_out_count_at_once),
        TEST(many_addresses_do_not_fill_memory),
        TEST(what_is_sent_outlives_the_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
