/* Who is let in, without a socket: sessions, tokens of forms, links,
 * passwords, proxies, throttling and networks. */
#include "desk_test.h"

#include "../../desk/sign_in/token.h"

/* --- sessions ------------------------------------------------------------- */

static void
a_session_ends(void **state)
{
    struct desk_test t;
    struct error err;
    int64_t person;

    (void)state;
    desk_test_init(&t);
    person = desk_sign_in(&t, "Mia", "admin", NULL);
    assert_int_equal(desk_get(&t, "/account"), 200);
    assert_non_null(strstr(desk_body(&t), "Mia"));
    assert_true(db_run(t.store.db, &err, "UPDATE session SET seen = $1", "i",
                       DESK_TEST_NOW - 200 * 3600));
    assert_int_equal(desk_get(&t, "/account"), 303); /* idle */
    assert_true(db_run(t.store.db, &err,
                       "UPDATE session SET seen = $1, expires = $1", "i",
                       DESK_TEST_NOW));
    assert_int_equal(desk_get(&t, "/account"), 303); /* too old */
    desk_sign_in(&t, "Mia", "admin", NULL);
    assert_true(session_end_all(&t.store, person, NULL, &err));
    assert_int_equal(desk_get(&t, "/account"), 303); /* ended */
    desk_sign_in(&t, "Mia", "admin", NULL);
    assert_int_equal(desk_post(&t, "/sign-out", ""), 303);
    assert_int_equal(desk_get(&t, "/account"), 303);
    desk_test_deinit(&t);
}

/* A session ended while somebody wrote: nothing is done, and nothing lost. */
static void
a_form_that_comes_too_late_is_shown_again(void **state)
{
    static const char form[] =
        "csrf=1&text=Two+%3Cvalves%3E+of%0Anine%22&revision=3";
    struct desk_test t;
    const char *body;

    (void)state;
    desk_test_init(&t);
    strcpy(t.extra[0][0], "Sec-Fetch-Site");
    strcpy(t.extra[0][1], "same-origin");
    router_answer(desk_request(&t, "POST", "/queue/7/edit?back=%3Fa%26b", form),
                  &t.response);
    assert_int_equal(t.response.status, 401);
    body = desk_body(&t);
    assert_non_null(strstr(body, "Two &lt;valves&gt; of\nnine&quot;</p>"));
    assert_non_null(strstr(body, "name=\"revision\" value=\"3\""));
    assert_non_null(strstr(body, "I am signed in: go on"));
    assert_null(strstr(body, "name=\"csrf\""));
    assert_null(strstr(body, "<valves>"));

    desk_sign_in(&t, "Mia", "admin", NULL);
    router_answer(desk_request(&t, "POST", "/queue/7/edit?back=%3Fa%26b", form),
                  &t.response);
    assert_int_equal(t.response.status, 403);
    body = desk_body(&t);
    assert_non_null(strstr(body, "You are Mia here."));
    assert_non_null(strstr(body, "Send it now"));
    assert_non_null(strstr(body, "action=\"/queue/7/edit?back=%3Fa%26b\""));
    assert_non_null(strstr(body, "name=\"csrf\" value=\""));
    assert_null(strstr(body, "name=\"csrf\" value=\"1\""));

    /* Nothing of another site's, or of nobody's, is shown; nor a password. */
    strcpy(t.extra[0][1], "cross-site");
    router_answer(desk_request(&t, "POST", "/queue/7/edit", form), &t.response);
    assert_int_equal(t.response.status, 403);
    assert_null(strstr(desk_body(&t), "valves"));
    t.extra[0][0][0] = '\0';
    router_answer(desk_request(&t, "POST", "/queue/7/edit", form), &t.response);
    assert_int_equal(t.response.status, 403);
    assert_null(strstr(desk_body(&t), "valves"));
    strcpy(t.extra[0][0], "Origin");
    strcpy(t.extra[0][1], "http://127.0.0.1:8687");
    router_answer(desk_request(&t, "POST", "/account/password",
                               "old=my+old+words&new=my+new+words"),
                  &t.response);
    assert_int_equal(t.response.status, 403);
    assert_null(strstr(desk_body(&t), "my old words"));
    router_answer(desk_request(&t, "POST", "/queue/7/edit", form), &t.response);
    assert_non_null(strstr(desk_body(&t), "Send it now"));

    /* What was refused for another reason is there to be copied. */
    assert_int_equal(desk_post(&t, "/queue/7/edit", form), 404);
    assert_non_null(strstr(desk_body(&t), "What you wrote"));
    assert_non_null(strstr(desk_body(&t), "Two &lt;valves&gt; of"));
    desk_test_deinit(&t);
}

static void
forms_need_token_and_origin(void **state)
{
    struct desk_test t;
    char form[400];

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Mia", "admin", NULL);
    assert_int_equal(desk_post(&t, "/account/sessions", ""), 303);
    router_answer(desk_request(&t, "POST", "/account/sessions", "csrf=1"),
                  &t.response);
    assert_int_equal(t.response.status, 403);
    snprintf(form, sizeof form, "csrf=%0128d", 0);
    router_answer(desk_request(&t, "POST", "/account/sessions", form),
                  &t.response);
    assert_int_equal(t.response.status, 403);
    strcpy(t.extra[0][0], "Origin");
    strcpy(t.extra[0][1], "http://127.0.0.1:8687");
    assert_int_equal(desk_post(&t, "/account/sessions", ""), 303);
    strcpy(t.extra[0][1], "http://evil.example");
    assert_int_equal(desk_post(&t, "/account/sessions", ""), 403);
    strcpy(t.extra[0][1], "null");
    assert_int_equal(desk_post(&t, "/account/sessions", ""), 403);
    strcpy(t.extra[0][0], "Sec-Fetch-Site");
    strcpy(t.extra[0][1], "cross-site");
    assert_int_equal(desk_post(&t, "/account/sessions", ""), 403);
    assert_int_equal(desk_post(&t, "/sign-in", "login=a&password=b"), 403);
    desk_test_deinit(&t);
}

static void
a_token_is_masked_and_bound_to_its_session(void **state)
{
    struct desk_test t;
    char first[200];

    (void)state;
    desk_test_init(&t);
    desk_request(&t, "GET", "/", NULL);
    t.request.secret = "one";
    snprintf(first, sizeof first, "%s", csrf_token(&t.request));
    assert_true(csrf_is_right(&t.request, first));
    t.request.csrf = NULL;
    assert_string_not_equal(csrf_token(&t.request), first);
    t.request.secret = "two";
    assert_false(csrf_is_right(&t.request, first));
    desk_test_deinit(&t);
}

static void
a_flash_is_said_once_and_escaped(void **state)
{
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Mia", "admin", NULL);
    desk_request(&t, "GET", "/", NULL);
    t.request.secret = strchr(t.cookie, '=') + 1;
    assert_true(session_flash(&t.request, "<b>Muted", "/undo/7", &err));
    desk_get(&t, "/account");
    assert_non_null(strstr(desk_body(&t), "&lt;b&gt;Muted"));
    assert_non_null(strstr(desk_body(&t), "action=\"/undo/7\""));
    desk_get(&t, "/account");
    assert_null(strstr(desk_body(&t), "Muted"));
    desk_test_deinit(&t);
}

/* --- signing in ----------------------------------------------------------- */

static void
a_link_is_taken_by_the_button_only_and_once(void **state)
{
    struct person_new new = {.name = "Leo", .role = "manager"};
    char secret[SECRET_TEXT], path[100];
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    assert_true(people_add(&t.store, &new, DESK_TEST_NOW, secret, &err));
    snprintf(path, sizeof path, "/sign-in/%s", secret);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(desk_get(&t, path), 200);
        assert_non_null(strstr(desk_body(&t), "Leo"));
    }
    assert_int_equal(desk_post(&t, path, ""), 303);
    assert_non_null(response_get(&t.response, "Set-Cookie"));
    assert_int_equal(desk_post(&t, path, ""), 404);
    assert_non_null(strstr(desk_body(&t), "used already"));
    assert_int_equal(desk_get(&t, path), 404);
    desk_test_deinit(&t);
}

static void
an_old_link_and_an_unknown_one_say_so(void **state)
{
    struct person_new new = {.name = "Leo", .role = "manager"};
    char secret[SECRET_TEXT], path[100];
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    assert_true(
        people_add(&t.store, &new, DESK_TEST_NOW - 8 * 86400, secret, &err));
    snprintf(path, sizeof path, "/sign-in/%s", secret);
    assert_int_equal(desk_get(&t, path), 404);
    assert_non_null(strstr(desk_body(&t), "run out"));
    assert_int_equal(desk_get(&t, "/sign-in/abc"), 404);
    desk_test_deinit(&t);
}

static void
the_set_up_link_owns_an_empty_place_once(void **state)
{
    char secret[SECRET_TEXT], path[100];
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    assert_true(people_set_up_link(&t.store, DESK_TEST_NOW, secret, &err));
    snprintf(path, sizeof path, "/set-up/%s", secret);
    assert_int_equal(desk_get(&t, path), 200);
    assert_int_equal(desk_post(&t, path, "name=Mia&password=short"), 422);
    assert_non_null(strstr(desk_body(&t), "value=\"Mia\""));
    assert_int_equal(
        desk_post(&t, path, "name=Mia&mail=&password=many+words+fit"), 303);
    assert_string_equal(response_get(&t.response, "Location"), "/start");
    assert_int_equal(
        desk_post(&t, path, "name=Eve&mail=&password=many+words+fit"), 404);
    desk_test_deinit(&t);
}

static void
a_password_lets_in_and_too_many_tries_do_not(void **state)
{
    struct desk_test t;
    struct error err;
    int64_t id;
    int status = 0;

    (void)state;
    desk_test_init(&t);
    id = desk_sign_in(&t, "Mia", "admin", NULL);
    t.cookie[0] = '\0';
    assert_true(people_set_password(&t.store, id, "many words fit",
                                    DESK_TEST_NOW, &err));
    assert_int_equal(desk_post(&t, "/sign-in",
                               "login=Mia&password=many+words+fit&to=/account"),
                     303);
    assert_string_equal(response_get(&t.response, "Location"), "/account");
    desk_post(&t, "/sign-in",
              "login=Mia&password=many+words+fit&to=//evil.example");
    assert_string_not_equal(response_get(&t.response, "Location"),
                            "//evil.example");
    for (int i = 0; i < 12 && status != 429; i++)
        status = desk_post(&t, "/sign-in", "login=Mia&password=wrong");
    assert_int_equal(status, 429);
    assert_non_null(response_get(&t.response, "Retry-After"));
    desk_test_deinit(&t);
}

static void
plain_http_from_elsewhere_is_refused(void **state)
{
    static const struct {
        const char *peer, *host, *proto;
        int status;
        const char *why;
    } cases[] = {
        {"127.0.0.1", "localhost:8687", "", 422, "within a machine"},
        {"::1", "[::1]:8687", "", 422, "within a machine, IPv6"},
        {"192.0.2.1", "desk.example", "", 403, "from elsewhere"},
        {"192.0.2.1", "127.0.0.1", "", 403, "from elsewhere, saying 127"},
        {"127.0.0.1", "desk.example", "", 403, "a name led here"},
        {"192.0.2.1", "desk.example", "https", 403, "anybody says https"},
        {"10.1.2.3", "desk.example", "https", 422, "our proxy says https"},
        {"10.1.2.3", "desk.example", "http", 403, "our proxy says http"},
    };
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    assert_true(networks_read("10.0.0.0/8", &t.place.proxies, &err));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        t.peer = cases[i].peer;
        t.host = cases[i].host;
        strcpy(t.extra[0][0], "X-Forwarded-Proto");
        strcpy(t.extra[0][1], cases[i].proto);
        strcpy(t.extra[1][0], i >= 5 ? "X-Forwarded-For" : "");
        strcpy(t.extra[1][1], "203.0.113.7, 10.9.9.9");
        if (desk_post(&t, "/sign-in", "login=a&password=b") != cases[i].status)
            fail_msg("%s: %d", cases[i].why, t.response.status);
        if (cases[i].peer[0] == '1' && cases[i].peer[1] == '0')
            assert_string_equal(t.request.address, "203.0.113.7");
    }
    desk_test_deinit(&t);
}

static void
a_proxy_may_say_who_it_is(void **state)
{
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Mia", "admin", NULL);
    t.cookie[0] = '\0';
    t.place.header = "X-Remote-User";
    assert_true(networks_read("127.0.0.1", &t.place.header_peers, &err));
    strcpy(t.extra[0][0], "X-Remote-User");
    strcpy(t.extra[0][1], "Mia");
    assert_int_equal(desk_get(&t, "/account"), 200);
    assert_non_null(response_get(&t.response, "Set-Cookie"));
    strcpy(t.extra[0][1], "Eve");
    assert_int_equal(desk_get(&t, "/account"), 303);
    t.place.header_peers.count = 0;
    strcpy(t.extra[0][1], "Mia");
    assert_int_equal(desk_get(&t, "/account"), 303);
    desk_test_deinit(&t);
}

static void
tokens_are_for_the_api_alone(void **state)
{
    char secret[SECRET_TEXT];
    struct desk_test t;
    struct error err;
    int64_t id;

    (void)state;
    desk_test_init(&t);
    id = desk_sign_in(&t, "Mia", "admin", NULL);
    assert_int_equal(desk_get(&t, "/api/v1/reps"), 401); /* a session */
    t.cookie[0] = '\0';
    assert_true(token_make(&t.store, id, "shell", DESK_TEST_NOW,
                           DESK_TEST_NOW + 10, secret, &err));
    strcpy(t.extra[0][0], "Authorization");
    snprintf(t.extra[0][1], sizeof t.extra[0][1], "Bearer %s", secret);
    assert_int_not_equal(desk_get(&t, "/api/v1/reps"), 401);
    assert_int_equal(desk_get(&t, "/account"), 303);
    desk_request(&t, "GET", "/api/v1/reps", NULL);
    t.request.now += 11;
    router_answer(&t.request, &t.response);
    assert_int_equal(t.response.status, 401);
    desk_test_deinit(&t);
}

/* --- small things --------------------------------------------------------- */

static void
tries_fade(void **state)
{
    static struct throttle throttle;

    (void)state;
    throttle_init(&throttle);
    for (int i = 0; i < 5; i++)
        assert_int_equal(throttle_try(&throttle, "a", "x", 5, 50, 1000), 0);
    assert_int_equal(throttle_try(&throttle, "a", "x", 5, 50, 1000), 10);
    assert_int_equal(throttle_try(&throttle, "a", "y", 5, 50, 1000), 0);
    assert_int_equal(throttle_try(&throttle, "b", "x", 5, 50, 1000), 0);
    assert_int_equal(throttle_try(&throttle, "a", "x", 5, 50, 11000), 0);
    assert_int_equal(throttle_try(&throttle, "a", "x", 5, 50, 11000), 10);
    throttle_clear(&throttle, "a", "x");
    assert_int_equal(throttle_try(&throttle, "a", "x", 5, 50, 11000), 0);
    throttle_deinit(&throttle);
}

static void
networks_are_read(void **state)
{
    static const struct {
        const char *list, *address;
        bool in;
    } cases[] = {
        {"10.0.0.0/8", "10.255.0.1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"10.0.0.0/8", "::ffff:10.1.1.1", true},
        {"192.168.4.0/22", "192.168.7.9", true},
        {"192.168.4.0/22", "192.168.8.1", false},
        {"::1, 127.0.0.1", "127.0.0.1", true},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"", "127.0.0.1", false},
        {"127.0.0.1", "nonsense", false},
    };
    static const char *const bad[] = {
        "10.0.0.0/33", "10.0.0", "x", "::1/129", "10.0.0.0/", "10.0.0.0/-1"};
    struct networks networks;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(networks_read(cases[i].list, &networks, &err));
        assert_int_equal(networks_have(&networks, cases[i].address),
                         cases[i].in);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(networks_read(bad[i], &networks, &err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_ends),
        cmocka_unit_test(a_form_that_comes_too_late_is_shown_again),
        cmocka_unit_test(forms_need_token_and_origin),
        cmocka_unit_test(a_token_is_masked_and_bound_to_its_session),
        cmocka_unit_test(a_flash_is_said_once_and_escaped),
        cmocka_unit_test(a_link_is_taken_by_the_button_only_and_once),
        cmocka_unit_test(an_old_link_and_an_unknown_one_say_so),
        cmocka_unit_test(the_set_up_link_owns_an_empty_place_once),
        cmocka_unit_test(a_password_lets_in_and_too_many_tries_do_not),
        cmocka_unit_test(plain_http_from_elsewhere_is_refused),
        cmocka_unit_test(a_proxy_may_say_who_it_is),
        cmocka_unit_test(tokens_are_for_the_api_alone),
        cmocka_unit_test(tries_fade),
        cmocka_unit_test(networks_are_read),
    };

    return cmocka_run_group_tests_name("sign_in", tests, NULL, NULL);
}
