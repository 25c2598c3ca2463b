/* The admin's pages of people: every act is in the audit, what can be taken
 * back is, and who is locked out gets in by nothing. */
#include "desk_test.h"

#include "../../desk/desk_queue.h"
#include "../../desk/sign_in/token.h"

#include "polyphony/clock.h"
#include "polyphony/forget.h"

static int
post_to(struct desk_test *t, int64_t person, const char *act, const char *form)
{
    char path[100];

    snprintf(path, sizeof path, "/people/%lld/%s", (long long)person, act);
    return desk_post(t, path, form);
}

static void
expect_audit(struct desk_test *t, const char *what, const char *note)
{
    struct error err;
    struct db_stmt *q = db_query(t->store.db, &err,
                                 "SELECT who, what, note FROM audit ORDER BY "
                                 "id DESC LIMIT 1",
                                 "");

    assert_true(db_next(q));
    assert_string_equal(db_text(q, 0), "Ada");
    assert_string_equal(db_text(q, 1), what);
    assert_string_equal(db_text(q, 2), note);
    db_drop(q);
}

static int64_t
number(struct desk_test *t, const char *sql, int64_t id)
{
    struct error err;
    int64_t value;

    assert_true(db_number(t->store.db, &err, &value, 0, sql, "i", id));
    return value;
}

static struct person
person_of(struct desk_test *t, int64_t id)
{
    struct person person;
    struct error err;

    assert_true(people_find(&t->store, t->arena, id, &person, &err));
    return person;
}

static void
every_act_is_in_the_audit(void **state)
{
    static const struct {
        const char *act, *form, *what, *note;
        int status;
    } cases[] = {
        {"role", "role=marketing", "change role", "Kim: marketing, was manager",
         303},
        {"role/manager", "", "change role", "Kim: manager, was marketing", 303},
        {"mail", "mail=kim%40x.example", "change mail address", "Kim", 303},
        {"name", "name=Kim+Meier", "rename person", "Kim Meier: was Kim", 303},
        {"name/back", "", "rename person", "Kim: was Kim Meier", 303},
        {"link", "", "invite", "Kim", 200},
        {"out", "", "sign out", "Kim", 303},
        {"lock", "", "lock out", "Kim", 303},
        {"unlock", "", "let in again", "Kim", 303},
        {"role", "role=king", "let in again", "Kim", 422},
        {"mail", "mail=nowhere", "let in again", "Kim", 422},
        {"mail", "mail=ada", "let in again", "Kim", 422},
        {"name", "name=Ada", "let in again", "Kim", 422},
        {"name", "name=polyphony", "let in again", "Kim", 422},
        {"name", "name=", "let in again", "Kim", 422},
    };
    struct desk_test t;
    int64_t kim;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Ada", "admin", NULL);
    assert_int_equal(desk_post(&t, "/people", "name=Kim&role=manager"), 200);
    expect_audit(&t, "add person", "Kim (manager)");
    kim = number(&t, "SELECT id FROM person WHERE name = 'Kim' AND id > $1", 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (post_to(&t, kim, cases[i].act, cases[i].form) != cases[i].status)
            fail_msg("%s %s: %d", cases[i].act, cases[i].form,
                     t.response.status);
        expect_audit(&t, cases[i].what, cases[i].note);
    }
    assert_string_equal(person_of(&t, kim).role, "manager");
    assert_string_equal(person_of(&t, kim).mail, "kim@x.example");
    assert_int_equal(post_to(&t, kim, "mail", "mail="), 303);
    assert_null(person_of(&t, kim).mail);
    desk_test_deinit(&t);
}

/* Password, link, session, token: none of them lets in, and the token comes
 * back with its person. */
static void
who_is_locked_out_gets_in_by_nothing(void **state)
{
    char cookie[200], kims[200], token[SECRET_TEXT], link[SECRET_TEXT],
        path[200];
    struct error err;
    struct desk_test t;
    int64_t kim;

    (void)state;
    desk_test_init(&t);
    kim = desk_sign_in(&t, "Kim", "manager", NULL);
    strcpy(kims, t.cookie);
    assert_true(people_set_password(&t.store, kim, "many words fit", 1, &err));
    assert_true(
        token_make(&t.store, kim, "x", DESK_TEST_NOW, TIME_NONE, token, &err));
    desk_sign_in(&t, "Ada", "admin", NULL);
    strcpy(cookie, t.cookie);
    assert_int_equal(post_to(&t, kim, "lock", ""), 303);
    assert_int_equal(number(&t,
                            "SELECT count(*) FROM session WHERE person = "
                            "$1",
                            kim),
                     0);
    assert_int_equal(post_to(&t, kim, "link", ""), 422);
    /* Even one made behind the page's back. */
    assert_true(people_link(&t.store, kim, DESK_TEST_NOW, 100, link, &err));
    strcpy(t.cookie, kims);
    assert_int_equal(desk_get(&t, "/account"), 303);
    t.cookie[0] = '\0';
    snprintf(path, sizeof path, "/sign-in/%s", link);
    assert_int_equal(desk_post(&t, path, ""), 404);
    assert_int_equal(
        desk_post(&t, "/sign-in", "login=Kim&password=many+words+fit"), 403);
    assert_int_equal(desk_post(&t, "/sign-in", "login=Kim&password=others"),
                     422);
    strcpy(t.extra[0][0], "Authorization");
    snprintf(t.extra[0][1], sizeof t.extra[0][1], "Bearer %s", token);
    assert_int_equal(desk_get(&t, "/api/v1/me"), 401);
    strcpy(t.cookie, cookie);
    assert_int_equal(post_to(&t, kim, "unlock", ""), 303);
    t.cookie[0] = '\0';
    assert_int_equal(desk_get(&t, "/api/v1/me"), 200);
    assert_int_equal(
        desk_post(&t, "/sign-in", "login=Kim&password=many+words+fit"), 303);
    desk_test_deinit(&t);
}

static void
nobody_takes_the_last_way_in_away(void **state)
{
    struct desk_test t;
    int64_t ada, bo;

    (void)state;
    desk_test_init(&t);
    bo = desk_sign_in(&t, "Bo", "admin", NULL);
    ada = desk_sign_in(&t, "Ada", "admin", NULL);
    assert_int_equal(post_to(&t, ada, "lock", ""), 422);
    assert_int_equal(post_to(&t, ada, "role", "role=manager"), 422);
    assert_int_equal(post_to(&t, ada, "forget", "sure=yes"), 422);
    assert_int_equal(post_to(&t, bo, "lock", ""), 303);
    desk_sign_in(&t, "Mia", "manager", NULL);
    assert_int_equal(post_to(&t, bo, "unlock", ""), 403);
    desk_sign_in(&t, "Ada", "admin", NULL);
    assert_int_equal(post_to(&t, 99999, "lock", ""), 404);
    desk_test_deinit(&t);
}

/* The record speaks of people by name: a former one is nobody else's, and
 * goes with its person. */
static void
a_former_name_stays_its_persons(void **state)
{
    struct forgotten forgotten;
    struct desk_queue open;
    struct desk_test t;
    struct error err;
    int64_t kim, rows;

    (void)state;
    desk_test_init(&t);
    kim = desk_sign_in(&t, "Kim", "manager", NULL);
    assert_int_equal(desk_post(&t, "/account/sessions", ""), 303);
    desk_sign_in(&t, "Ada", "admin", NULL);
    assert_int_equal(post_to(&t, kim, "name", "name=Lou"), 303);
    assert_int_equal(desk_post(&t, "/people", "name=Kim&role=manager"), 422);
    assert_int_equal(desk_get(&t, "/people"), 200);
    assert_true(desk_queue_open(&t.request, &open, &err));
    assert_true(forget_person(&open.queue, "Lou", &forgotten, &err));
    desk_queue_close(&open);
    assert_true(db_number(t.store.db, &err, &rows, -1,
                          "SELECT count(*) FROM audit WHERE who IN ('Kim', "
                          "'Lou') OR replace(note, 'Kim', '') <> note OR "
                          "replace(note, 'Lou', '') <> note",
                          ""));
    assert_int_equal(rows, 0);
    assert_int_equal(desk_post(&t, "/people", "name=Kim&role=manager"), 200);
    desk_test_deinit(&t);
}

static void
the_list_is_searched_and_paged(void **state)
{
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Ada", "admin", NULL);
    assert_true(db_script(
        t.store.db,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
        "i < 250) INSERT INTO person(name, role, made) SELECT "
        "printf('P%03d <', i), 'manager', 1 FROM n",
        &err));
    assert_int_equal(desk_get(&t, "/people"), 200);
    assert_non_null(strstr(desk_body(&t), "251 people"));
    assert_non_null(strstr(desk_body(&t), "P099 &lt;"));
    assert_null(strstr(desk_body(&t), "P100 &lt;"));
    assert_non_null(strstr(desk_body(&t), "page=2"));
    assert_int_equal(desk_get(&t, "/people?q=p2%25&page=1"), 200);
    assert_non_null(strstr(desk_body(&t), "Nobody fits"));
    assert_int_equal(desk_get(&t, "/people?q=p24"), 200);
    assert_non_null(strstr(desk_body(&t), "P249 &lt;"));
    assert_null(strstr(desk_body(&t), "P200 &lt;"));
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_act_is_in_the_audit),
        cmocka_unit_test(who_is_locked_out_gets_in_by_nothing),
        cmocka_unit_test(nobody_takes_the_last_way_in_away),
        cmocka_unit_test(a_former_name_stays_its_persons),
        cmocka_unit_test(the_list_is_searched_and_paged),
    };

    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
