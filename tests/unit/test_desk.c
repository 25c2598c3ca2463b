/* The desk without a socket: routes and who may ask them, reading of
 * addresses, forms and cookies, and templates. */
#include "desk_test.h"

#include "../../desk/view/view.h"

static const char *const roles[] = {"rep", "reviewer", "marketing", "manager",
                                    "admin"};

/* ":id" and the like become 1. */
static void
fill_pattern(const char *pattern, char *out)
{
    while (*pattern != '\0') {
        if (*pattern == ':') {
            *out++ = '1';
            pattern += strcspn(pattern, "/");
        } else {
            *out++ = *pattern++;
        }
    }
    *out = '\0';
}

/* --- who may -------------------------------------------------------------- */

static void
ask_route(struct desk_test *t, const struct route *route, unsigned bits,
          const char *role)
{
    char path[200];
    int status;

    fill_pattern(route->pattern, path);
    router_answer(desk_request(t, method_name(route->method), path, NULL),
                  &t->response);
    status = t->response.status;
    if ((route->roles & ROLE_ANYBODY) != 0)
        return;
    if (bits == 0 && route->kind == ROUTE_PAGE)
        assert_int_equal(status, 303);
    else if (bits == 0 || route_is_api(route))
        assert_int_equal(status, 401);
    else if ((route->roles & bits) == 0)
        assert_int_equal(status, 403);
    else if (route->kind != ROUTE_PAGE)
        assert_int_equal(status, 403); /* no token in the form */
    else if (status == 403 || status == 401 || status >= 500)
        fail_msg("%s as %s: %d %s", route->pattern, role, status, desk_body(t));
}

static void
every_route_with_every_role_and_none(void **state)
{
    struct desk_test t;
    size_t count;
    const struct route *table = router_table(&count);

    (void)state;
    desk_test_init(&t);
    desk_add_rep(&t, "ines");
    for (size_t i = 0; i < count; i++)
        ask_route(&t, &table[i], 0, "nobody");
    for (size_t r = 0; r < sizeof roles / sizeof roles[0]; r++) {
        desk_sign_in(&t, roles[r], roles[r], r == 0 ? "ines" : NULL);
        for (size_t i = 0; i < count; i++) {
            if (strcmp(table[i].pattern, "/sign-out") != 0)
                ask_route(&t, &table[i], 1u << r, roles[r]);
        }
    }
    desk_test_deinit(&t);
}

static void
the_table_is_sound(void **state)
{
    size_t count;
    const struct route *table = router_table(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(table[i].pattern[0], '/');
        assert_non_null(table[i].handler);
        assert_true(table[i].roles != 0);
        assert_true(table[i].summary[0] != '\0');
        if (table[i].kind == ROUTE_PAGE)
            assert_int_equal(table[i].method, METHOD_GET);
        for (size_t k = i + 1; k < count; k++) {
            if (table[i].method == table[k].method)
                assert_string_not_equal(table[i].pattern, table[k].pattern);
        }
    }
}

/* Who is signed in keeps the way back to their own pages. */
static void
an_unknown_page_knows_who_asks(void **state)
{
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    assert_int_equal(desk_get(&t, "/nothing"), 404);
    assert_non_null(strstr(desk_body(&t), "href=\"/sign-in\""));
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    assert_int_equal(desk_get(&t, "/nothing"), 404);
    assert_non_null(strstr(desk_body(&t), "Back to my page"));
    assert_non_null(strstr(desk_body(&t), "href=\"/rules\""));
    desk_test_deinit(&t);
}

static void
unknown_paths_and_methods(void **state)
{
    static const struct {
        const char *method, *target;
        int status;
        const char *allow;
    } cases[] = {
        {"GET", "/nothing", 404, NULL},
        {"GET", "/account/", 404, NULL},
        {"GET", "//account", 404, NULL},
        {"GET", "/sign-in/", 404, NULL},
        {"GET", "account", 400, NULL},
        {"GET", "/a%00b", 400, NULL},
        {"GET", "/a?b=%ff", 400, NULL},
        {"PUT", "/sign-in", 405, "GET, HEAD, POST"},
        {"BREW", "/account", 405, "GET, HEAD"},
        {"GET", "/sign-out", 405, "POST"},
        {"PUT", "/api/v1/reps", 401, NULL},
        {"GET", "/api/v1/nothing", 404, NULL},
    };
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *allow;

        router_answer(desk_request(&t, cases[i].method, cases[i].target, NULL),
                      &t.response);
        if (t.response.status != cases[i].status)
            fail_msg("%s %s: %d", cases[i].method, cases[i].target,
                     t.response.status);
        allow = response_get(&t.response, "Allow");
        if (cases[i].allow != NULL)
            assert_string_equal(allow, cases[i].allow);
    }
    desk_test_deinit(&t);
}

/* --- reading -------------------------------------------------------------- */

static void
forms_are_read_with_bounds(void **state)
{
    static const struct {
        const char *body, *value;
    } cases[] = {
        {"a=1&b=2", "1"},
        {"b=2&a=x+y%20z", "x y z"},
        {"a=%C3%A4", "\xC3\xA4"},
        {"a=1%0D%0A2", "1\n2"},
        {"a=%", "%"},
        {"a=%4", "%4"},
        {"a", ""},
        {"&&a=1&", "1"},
        {"a=%00", NULL},
        {"a=%FF", NULL},
        {"=1", ""},
        {"a=1=2", "1=2"},
    };
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request *r = desk_request(&t, "POST", "/x", cases[i].body);

        request_read_form(r);
        assert_int_equal(r->problem != NULL, cases[i].value == NULL);
        if (cases[i].value != NULL)
            assert_string_equal(request_field(r, "a"), cases[i].value);
    }
    desk_test_deinit(&t);
}

static void
too_many_fields_are_refused(void **state)
{
    struct desk_test t;
    struct buf body = {0};

    (void)state;
    desk_test_init(&t);
    for (int i = 0; i < PAIRS_MAX + 1; i++)
        buf_printf(&body, "a=%d&", i);
    request_read_form(desk_request(&t, "POST", "/x", buf_text(&body)));
    assert_non_null(t.request.problem);
    buf_deinit(&body);
    desk_test_deinit(&t);
}

static void
repeated_fields_come_in_order(void **state)
{
    struct desk_test t;
    const char *value;
    int expected = 1;

    (void)state;
    desk_test_init(&t);
    request_read_form(desk_request(&t, "POST", "/x", "id=1&x=9&id=2&id=3&y=9"));
    for (value = NULL;
         (value = request_next_field(&t.request, "id", value)) != NULL;)
        assert_int_equal(atoi(value), expected++);
    assert_int_equal(expected, 4);
    desk_test_deinit(&t);
}

static void
numbers_are_whole_and_within(void **state)
{
    static const struct {
        const char *text;
        bool ok;
    } cases[] = {{"7", true},   {"0", false},
                 {"10", true},  {"11", false},
                 {"", false},   {" 7", false},
                 {"7x", false}, {"+7", false},
                 {"-1", false}, {"99999999999999999999", false}};
    int64_t number;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(text_number(cases[i].text, 1, 10, &number),
                         cases[i].ok);
}

static void
every_template_is_sound(void **state)
{
    struct error err = {0};

    (void)state;
    if (!template_check_all(&err))
        fail_msg("%s", err.text);
}

static void
values_are_escaped_unless_they_are_markup_of_ours(void **state)
{
    struct arena *arena = arena_new(0);
    struct view *view = view_new(arena), *item;
    struct buf out = {0};
    struct error err = {0};

    (void)state;
    view_text(view, "what", "<script>\"'&");
    view_text(view, "why", "a");
    view_text(view, "next", "/x\" onclick=\"y");
    assert_true(template_render("error", NULL, view, &out, &err));
    assert_null(strstr(buf_text(&out), "<script>"));
    assert_null(strstr(buf_text(&out), "\" onclick"));
    view_link(view, "bad", "javascript:alert(1)");
    view_link(view, "bad", "//evil.example");
    view_link(view, "bad", "data:text/html,x");
    assert_null(view_get(view, "bad"));
    view_link(view, "good", "https://a.example/?b");
    assert_string_equal(view_get(view, "good"), "https://a.example/?b");
    item = view_item(view, "list");
    view_text(item, "own", "1");
    assert_string_equal(view_get(item, "why"), "a");
    assert_null(view_get(view, "own"));
    buf_deinit(&out);
    arena_free(arena);
}

static void
headers_are_never_split(void **state)
{
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    desk_request(&t, "GET", "/", NULL);
    response_header(&t.request, &t.response, "X-A", "a\r\nSet-Cookie: b=%d", 1);
    assert_null(response_get(&t.response, "X-A"));
    response_redirect(&t.request, &t.response, "/a\nb");
    assert_string_equal(response_get(&t.response, "Location"), "/");
    assert_false(path_is_ours("/\\evil.example"));
    assert_false(path_is_ours("https://evil.example"));
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_with_every_role_and_none),
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(unknown_paths_and_methods),
        cmocka_unit_test(an_unknown_page_knows_who_asks),
        cmocka_unit_test(forms_are_read_with_bounds),
        cmocka_unit_test(too_many_fields_are_refused),
        cmocka_unit_test(repeated_fields_come_in_order),
        cmocka_unit_test(numbers_are_whole_and_within),
        cmocka_unit_test(every_template_is_sound),
        cmocka_unit_test(values_are_escaped_unless_they_are_markup_of_ours),
        cmocka_unit_test(headers_are_never_split),
    };

    return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
