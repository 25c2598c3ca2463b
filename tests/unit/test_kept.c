/* Kept pages: never another's, never of before a write, and with a form token
 * of their own each time. */
#include "desk_test.h"

#include "../../desk/kept.h"

struct kept_test {
    struct desk_test t;
    struct kept_pages *kept;
};

static int
open_test(void **state)
{
    struct kept_test *k = calloc(1, sizeof *k);

    assert_non_null(k);
    desk_test_init(&k->t);
    desk_add_rep(&k->t, "ann");
    desk_add_rep(&k->t, "bob");
    k->kept = kept_new();
    *state = k;
    return 0;
}

static int
close_test(void **state)
{
    struct kept_test *k = *state;

    kept_free(k->kept);
    desk_test_deinit(&k->t);
    free(k);
    return 0;
}

static const char *
get(struct kept_test *k, const char *target, int64_t later)
{
    struct request *request = desk_request(&k->t, "GET", target, NULL);

    request->kept = k->kept;
    request->now += later;
    router_answer(request, &k->t.response);
    assert_int_equal(k->t.response.status, 200);
    return desk_body(&k->t);
}

/* Marks what is kept, so that a page from there is known. */
static bool
was_kept(struct kept_test *k, const char *target, int64_t later)
{
    struct request *request = desk_request(&k->t, "GET", target, NULL);
    struct error err = {0};

    request->kept = k->kept;
    request->now += later;
    request_read_cookies(request);
    assert_true(session_find(request, &err));
    return kept_get(request, &k->t.response);
}

static void
a_page_is_kept_with_tokens_of_its_own(void **state)
{
    struct kept_test *k = *state;
    char first[200], *page;
    const char *token;

    desk_sign_in(&k->t, "Ann", "rep", "ann");
    page = strdup(get(k, "/today", 0));
    assert_non_null(page);
    token = strstr(page, "name=\"csrf\" content=\"");
    assert_non_null(token);
    snprintf(first, sizeof first, "%.128s", token + 21);
    assert_true(was_kept(k, "/today", 1));
    assert_int_equal(strlen(page), strlen(desk_body(&k->t)));
    assert_null(strstr(desk_body(&k->t), first));
    assert_string_not_equal(page, desk_body(&k->t));
    token = strstr(desk_body(&k->t), "name=\"csrf\" content=\"");
    snprintf(first, sizeof first, "%.128s", token + 21);
    assert_true(csrf_is_right(&k->t.request, first));
    free(page);
}

static void
what_makes_it_old(void **state)
{
    struct kept_test *k = *state;
    struct error err = {0};
    struct store other;

    desk_sign_in(&k->t, "Ann", "rep", "ann");
    get(k, "/today", 0);
    assert_true(was_kept(k, "/today", 0));
    assert_false(was_kept(k, "/today?a=b", 0));
    assert_false(was_kept(k, "/today", 61));
    get(k, "/today", 0);
    assert_true(db_run(k->t.store.db, &err, "UPDATE rep SET trust = 1", ""));
    assert_false(was_kept(k, "/today", 0));
    get(k, "/today", 0);
    assert_true(store_open(k->t.home, &other, &err));
    assert_true(db_run(other.db, &err, "UPDATE rep SET trust = 2", ""));
    assert_false(was_kept(k, "/today", 0));
    store_close(&other);
}

static void
it_is_nobody_else_s(void **state)
{
    struct kept_test *k = *state;
    char ann[200];

    desk_sign_in(&k->t, "Bob", "rep", "bob");
    desk_sign_in(&k->t, "Ann", "rep", "ann");
    strcpy(ann, k->t.cookie);
    get(k, "/today", 0);
    desk_sign_in(&k->t, "Bob", "rep", "bob");
    assert_false(was_kept(k, "/today", 0));
    strcpy(k->t.cookie, "");
    assert_false(was_kept(k, "/today", 0));
    /* A session that has ended has no page either. */
    strcpy(k->t.cookie, ann);
    get(k, "/today", 0);
    assert_true(was_kept(k, "/today", 0));
    assert_false(was_kept(k, "/today", 40 * 86400));
}

static void
many_addresses_do_not_fill_memory(void **state)
{
    struct kept_test *k = *state;
    char target[40];

    desk_sign_in(&k->t, "Ann", "rep", "ann");
    for (int i = 0; i < 100; i++) {
        snprintf(target, sizeof target, "/today?n=%d", i);
        get(k, target, 0);
    }
    assert_true(was_kept(k, "/today?n=99", 0));
    assert_false(was_kept(k, "/today?n=3", 0));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_test, close_test)
    const struct CMUnitTest tests[] = {
        TEST(a_page_is_kept_with_tokens_of_its_own),
        TEST(what_makes_it_old),
        TEST(it_is_nobody_else_s),
        TEST(many_addresses_do_not_fill_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
