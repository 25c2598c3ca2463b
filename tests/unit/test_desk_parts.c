/* Parts of the desk that need no request: connections an address, times in
 * words, small drawings, and what mail is queued for whom. */
#include "desk_test.h"

#include "../../desk/view/chart.h"
#include "../../desk/http/guard.h"
#include "../../desk/mail/mail.h"
#include "../../desk/page.h"

#include "polyphony/clock.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static struct sockaddr_in
address_of(const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
    return address;
}

static bool
trusts_ten(void *context, const char *address)
{
    (void)context;
    return strncmp(address, "10.", 3) == 0;
}

static void
one_address_gets_its_part(void **state)
{
    struct sockaddr_in one = address_of("192.0.2.1"),
                       two = address_of("192.0.2.2"),
                       proxy = address_of("10.0.0.1");
    struct guard *guard = guard_new(5, 2, 20, trusts_ten, NULL);
    struct guarded *open[5];

    (void)state;
    open[0] = guard_open(guard, -1, (struct sockaddr *)&one);
    assert_string_equal(guard_address(open[0]), "192.0.2.1");
    assert_true(guard_has_room(guard, (struct sockaddr *)&one));
    open[1] = guard_open(guard, -1, (struct sockaddr *)&one);
    assert_false(guard_has_room(guard, (struct sockaddr *)&one));
    assert_true(guard_has_room(guard, (struct sockaddr *)&two));
    for (int i = 2; i < 5; i++) {
        assert_true(guard_has_room(guard, (struct sockaddr *)&proxy));
        open[i] = guard_open(guard, -1, (struct sockaddr *)&proxy);
    }
    for (int i = 0; i < 5; i++)
        guard_stage(open[i], GUARD_ANSWER, 20);
    assert_false(guard_has_room(guard, (struct sockaddr *)&proxy));
    guard_close(guard, open[0]);
    assert_true(guard_has_room(guard, (struct sockaddr *)&one));
    for (int i = 1; i < 5; i++)
        guard_close(guard, open[i]);
    guard_free(guard);
}

static bool
is_over(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

/* Whoever says nothing makes room for who comes, the longest silent first;
 * whoever is being answered does not. */
static void
the_silent_make_room(void **state)
{
    struct sockaddr_in proxy = address_of("10.0.0.1"),
                       one = address_of("192.0.2.1");
    struct guard *guard = guard_new(4, 2, 20, trusts_ten, NULL);
    struct guarded *open[6];
    int sockets[6][2];

    (void)state;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets[i]), 0);
        assert_true(guard_has_room(guard, (struct sockaddr *)&proxy));
        open[i] = guard_open(guard, sockets[i][0], (struct sockaddr *)&proxy);
        if (i == 0)
            guard_stage(open[i], GUARD_ANSWER, 20);
    }
    for (int i = 0; i < 6; i++)
        assert_int_equal(is_over(sockets[i][1]), i == 1 || i == 2);
    assert_true(guard_has_room(guard, (struct sockaddr *)&one));
    assert_true(is_over(sockets[3][1]));
    guard_close(guard, open[1]); /* it was counted out when it was ended */
    open[1] = guard_open(guard, -1, (struct sockaddr *)&one);
    for (int i = 4; i < 6; i++)
        guard_stage(open[i], i == 4 ? GUARD_REST : GUARD_NEXT, 20);
    guard_stage(open[1], GUARD_REST, 20);
    assert_false(guard_has_room(guard, (struct sockaddr *)&one));
    for (int i = 0; i < 6; i++) {
        guard_close(guard, open[i]);
        close(sockets[i][0]);
        close(sockets[i][1]);
    }
    guard_free(guard);
}

static void
times_are_said_by_the_readers_clock(void **state)
{
    static const struct {
        int64_t when;
        const char *words;
    } cases[] = {
        {DESK_TEST_NOW, "today 11:06"},
        {DESK_TEST_NOW - 86400, "yesterday 11:06"},
        {DESK_TEST_NOW + 86400, "tomorrow 11:06"},
        {DESK_TEST_NOW + 2 * 86400, "Fri 20 Nov 11:06"},
        {DESK_TEST_NOW - 400 * 86400, "14 Oct 2025"},
    };
    struct desk_test t;
    struct view *view;
    char iso[TIME_TEXT];

    (void)state;
    desk_test_init(&t);
    desk_request(&t, "GET", "/", NULL);
    view = page_view(&t.request, "x");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        page_time(&t.request, view, "at", cases[i].when);
        assert_string_equal(view_get(view, "at_iso"),
                            time_text(cases[i].when, iso));
        assert_string_equal(view_get(view, "at"), cases[i].words);
    }
    page_time(&t.request, view, "never", TIME_NONE);
    assert_null(view_get(view, "never"));
    desk_test_deinit(&t);
}

static void
a_reps_own_zone_counts(void **state)
{
    struct desk_test t;
    struct error err;
    struct view *view;

    (void)state;
    desk_test_init(&t);
    desk_add_rep(&t, "ines");
    assert_true(db_run(t.store.db, &err, "UPDATE rep SET hours = $1", "t",
                       "{\"timezone\":\"Asia/Kolkata\"}"));
    desk_request(&t, "GET", "/", NULL);
    t.request.person.rep = "ines";
    assert_string_equal(zone_name(page_zone(&t.request)), "Asia/Kolkata");
    t.request.zone = NULL;
    t.request.person.rep = NULL;
    assert_string_equal(zone_name(page_zone(&t.request)), "UTC");
    view = page_view(&t.request, "x");
    assert_non_null(view);
    desk_test_deinit(&t);
}

static void
drawings_stay_within_and_escape(void **state)
{
    static const int offered[] = {3, 0, 5}, accepted[] = {1, 0, 5};
    struct buf out = {0};

    (void)state;
    chart_gauge(&out, 900, 7, "<9 \"words\">");
    assert_non_null(strstr(buf_text(&out), "&lt;9 &quot;words&quot;&gt;"));
    assert_non_null(strstr(buf_text(&out), "class=\"over\""));
    assert_non_null(strstr(buf_text(&out), "width=\"198.0\""));
    chart_gauge(&out, 4, 0, "no bound");
    chart_bar(&out, -1, "a");
    chart_bar(&out, 0.0 / 1, "o");
    chart_spark(&out, offered, accepted, 3, "three weeks");
    chart_metric(&out, 4, 2, 9, -1, 8, "a metric");
    assert_null(strstr(buf_text(&out), "nan"));
    assert_null(strstr(buf_text(&out), "\"-"));
    assert_null(strstr(buf_text(&out), "style="));
    buf_deinit(&out);
}

static void
mail_goes_to_addresses_only(void **state)
{
    static const char *const bad[] = {
        "",      "leo",   "@b",    "a@",     "a@b@c", "a@b\r\nRCPT TO:<c@d>",
        "a b@c", "<a@b>", "-oQ@b", "a@b,c@d"};
    struct desk_test t;
    struct error err;
    int64_t count;

    (void)state;
    desk_test_init(&t);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(mail_queue(&t.store, bad[i], "a", "b", 1, 2, &err));
    assert_true(mail_queue(&t.store, "leo@b.example", "a", "b", 1, 2, &err));
    assert_true(db_number(t.store.db, &err, &count, 0,
                          "SELECT count(*) FROM mail", ""));
    assert_int_equal(count, 1);
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_gets_its_part),
        cmocka_unit_test(the_silent_make_room),
        cmocka_unit_test(times_are_said_by_the_readers_clock),
        cmocka_unit_test(a_reps_own_zone_counts),
        cmocka_unit_test(drawings_stay_within_and_escape),
        cmocka_unit_test(mail_goes_to_addresses_only),
    };

    return cmocka_run_group_tests_name("desk parts", tests, NULL, NULL);
}
