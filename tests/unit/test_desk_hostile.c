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
        "/pickup?days=99999999999999999999", "/reps?page=99999999999999999999",
        "/feeds?page=9223372036854775807",   "/stories?page=-5",
        "/queue?page=9223372036854775807",
    };
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Ada", "admin", NULL);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (desk_get(&t, paths[i]) != 200)
            fail_msg("%s: %d %s", paths[i], t.response.status, desk_body(&t));
    desk_test_deinit(&t);
}

/* --- proxies -------------------------------------------------------------- */

static const char *
seen_address(struct desk_test *t, const char *one, const char *two)
{
    strcpy(t->extra[0][0], "X-Forwarded-For");
    strcpy(t->extra[0][1], one);
    strcpy(t->extra[1][0], two != NULL ? "X-Forwarded-For" : "");
    strcpy(t->extra[1][1], two != NULL ? two : "");
    return desk_request(t, "GET", "/sign-in", NULL)->address;
}

/* The asker's own line came first, and was believed. */
static void
a_proxys_line_counts_and_not_the_askers(void **state)
{
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    assert_true(networks_read("10.0.0.0/8", &t.place.proxies, &err));
    t.peer = "10.0.0.1";
    assert_string_equal(seen_address(&t, "192.0.2.9", NULL), "192.0.2.9");
    assert_string_equal(seen_address(&t, "198.51.100.1", "192.0.2.9"),
                        "192.0.2.9");
    assert_string_equal(seen_address(&t, "192.0.2.9", "10.0.0.7"), "192.0.2.9");
    strcpy(t.extra[0][0], "X-Forwarded-Proto");
    strcpy(t.extra[0][1], "https");
    strcpy(t.extra[1][0], "X-Forwarded-Proto");
    strcpy(t.extra[1][1], "http");
    assert_false(desk_request(&t, "GET", "/sign-in", NULL)->is_tls);
    t.peer = "127.0.0.1";
    seen_address(&t, "", "192.0.2.9");
    assert_false(t.request.is_loopback);
    desk_test_deinit(&t);
}

static void
a_sign_in_of_the_askers_beside_the_proxys_is_refused(void **state)
{
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Ada", "admin", NULL);
    desk_sign_in(&t, "Mark", "marketing", NULL);
    t.cookie[0] = '\0';
    assert_true(networks_read("127.0.0.1", &t.place.header_peers, &err));
    t.place.header = "X-User";
    strcpy(t.extra[0][0], "X-User");
    strcpy(t.extra[0][1], "Mark");
    assert_int_equal(desk_get(&t, "/feeds"), 200);
    strcpy(t.extra[0][1], "Ada");
    strcpy(t.extra[1][0], "X-User");
    strcpy(t.extra[1][1], "Mark");
    assert_int_equal(desk_get(&t, "/feeds"), 400);
    desk_test_deinit(&t);
}

/* --- uploads -------------------------------------------------------------- */

static int parts_read;

static void
note_parts(struct request *request, void *connection)
{
    (void)connection;
    (void)request;
    parts_read++;
}

static int
send_parts(struct desk_test *t)
{
    struct request *request = desk_request(t, "POST", "/feeds/import", NULL);

    desk_header(t, "Content-Type", "multipart/form-data; boundary=XX");
    request->body = "--XX--\r\n";
    request->body_len = 8;
    request->read_parts = note_parts;
    router_answer(request, &t->response);
    return t->response.status;
}

/* Taking 2 MiB of parts apart is work that nobody unknown may ask for. */
static void
parts_are_read_for_those_who_may_send_them(void **state)
{
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    desk_add_rep(&t, "ines");
    assert_int_equal(send_parts(&t), 401);
    desk_sign_in(&t, "Ines", "rep", "ines");
    assert_int_equal(send_parts(&t), 403);
    assert_int_equal(parts_read, 0);
    desk_sign_in(&t, "Mark", "marketing", NULL);
    assert_int_equal(send_parts(&t), 403); /* no token in it */
    assert_int_equal(parts_read, 1);
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_number_leaves_the_default),
        cmocka_unit_test(huge_numbers_in_queries_change_nothing),
        cmocka_unit_test(a_proxys_line_counts_and_not_the_askers),
        cmocka_unit_test(a_sign_in_of_the_askers_beside_the_proxys_is_refused),
        cmocka_unit_test(parts_are_read_for_those_who_may_send_them),
    };

    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
