/* What somebody who means harm tries at the desk: each of these got through
 * once. */
#include "desk_test.h"

#include "../../desk/mail/mail.h"
#include "../../desk/sign_in/token.h"

#include "polyphony/clock.h"
#include "polyphony/reps.h"

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

static void
desk_add_whole_rep(struct desk_test *t, const char *id)
{
    static const char json[] =
        "[{\"id\":\"%s\",\"name\":\"%s\",\"language\":\"en\","
        "\"audience\":{\"id\":\"a\",\"name\":\"A\",\"about\":\"Those who plan "
        "transport\"},\"networks\":[\"linkedin\"],\"daily_quota\":1,"
        "\"working_hours\":{\"days\":[1],\"start\":\"09:00\","
        "\"end\":\"17:00\",\"timezone\":\"UTC\"}}]";
    struct reps_import counts;
    struct error err;
    char text[1000];

    snprintf(text, sizeof text, json, id, id);
    if (!reps_import(&t->store, text, strlen(text), NULL, NULL, &counts,
                     &err) ||
        counts.added != 1)
        fail_msg("%s", err.text);
}

/* --- who one is ----------------------------------------------------------- */

static const char *
link_in(const char *body)
{
    return strstr(body, "/sign-in/");
}

/* Marketing was shown a link that signed it in as an admin. */
static void
marketing_gets_no_link_of_somebody_who_is_more(void **state)
{
    struct error err = {0};
    struct desk_test t;
    int64_t ada;

    (void)state;
    desk_test_init(&t);
    desk_add_whole_rep(&t, "ada");
    ada = desk_sign_in(&t, "Ada", "admin", "ada");
    desk_sign_in(&t, "Mark", "marketing", NULL);
    assert_int_equal(desk_post(&t, "/reps/ada/invite", "mail="), 200);
    assert_null(link_in(desk_body(&t)));
    desk_sign_in(&t, "Ada", "admin", "ada");
    assert_int_equal(desk_post(&t, "/reps/ada/invite", "mail="), 200);
    assert_non_null(link_in(desk_body(&t)));
    assert_true(people_set_role(&t.store, ada, "admin", &err));
    desk_test_deinit(&t);
}

/* Marketing made a link, signed in as the rep, and nothing told of it. */
static void
an_invitation_is_in_the_audit(void **state)
{
    struct desk_test t;
    struct db_stmt *q;

    (void)state;
    desk_test_init(&t);
    desk_add_whole_rep(&t, "ines");
    desk_sign_in(&t, "Mark", "marketing", NULL);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(desk_post(&t, "/reps/ines/invite", "mail="), 200);
        assert_non_null(link_in(desk_body(&t)));
    }
    q = db_query(t.store.db, NULL,
                 "SELECT who, note FROM audit WHERE what = 'invite'", "");
    for (size_t i = 0; i < 2; i++) {
        assert_true(db_next(q));
        assert_string_equal(db_text(q, 0), "Mark");
        assert_string_equal(db_text(q, 1), "ines (rep ines)");
    }
    assert_false(db_next(q));
    assert_true(db_done(q, NULL));
    desk_test_deinit(&t);
}

/* A second person with an admin's address shut the admin out. */
static void
an_address_stays_one_persons(void **state)
{
    struct person_new boss = {
        .name = "Ada", .role = "admin", .mail = "ada@x.example"};
    struct person_new other = {
        .name = "Bo", .role = "marketing", .mail = "ADA@x.example"};
    struct person_new named = {.name = "ada@x.example", .role = "marketing"};
    struct person_new called = {.name = "Cy", .role = "manager", .mail = "Ada"};
    char secret[SECRET_TEXT];
    struct error err = {0};
    struct person person;
    struct desk_test t;

    (void)state;
    desk_test_init(&t);
    assert_true(people_add(&t.store, &boss, 1, secret, &err));
    assert_false(people_add(&t.store, &other, 1, secret, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_false(people_add(&t.store, &named, 1, secret, &err));
    assert_false(people_add(&t.store, &called, 1, secret, &err));
    desk_add_whole_rep(&t, "ada");
    desk_sign_in(&t, "Mark", "marketing", NULL);
    assert_int_equal(desk_post(&t, "/reps/ada/invite", "mail=Ada%40x.example"),
                     200);
    assert_null(link_in(desk_body(&t)));
    assert_true(
        people_find_login(&t.store, t.arena, "ada@x.example", &person, &err));
    assert_string_equal(person.name, "Ada");
    assert_string_equal(person.role, "admin");
    assert_string_equal(person.rep, "ada");
    desk_test_deinit(&t);
}

static int
tokens_of(struct desk_test *t, int64_t person)
{
    struct error err;
    int64_t count;

    assert_true(db_number(t->store.db, &err, &count, -1,
                          "SELECT count(*) FROM token WHERE person = $1", "i",
                          person));
    return (int)count;
}

/* A link not used yet let whoever held it in again for a week. */
static void
unused_links_end_with_what_they_stood_for(void **state)
{
    static const struct {
        const char *act; /* the admin's; NULL: their own at `path` */
        const char *path, *form;
        int tokens;
        const char *why;
    } cases[] = {
        {"out", NULL, "", 0, "the admin signs them out"},
        {"role", NULL, "role=marketing", 1, "the role is another one"},
        {NULL, "/account/sessions", "", 1, "they sign out everywhere else"},
        {NULL, "/account/password", "new=some+longer+words", 0,
         "a new password"},
    };
    char link[SECRET_TEXT], token[SECRET_TEXT], path[64];
    struct desk_test t;
    struct error err;
    int64_t bo, found;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Ada", "admin", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bo = desk_sign_in(&t, "Bo", "manager", NULL);
        assert_true(people_set_role(&t.store, bo, "manager", &err));
        assert_true(people_link(&t.store, bo, DESK_TEST_NOW, 1000, link, &err));
        assert_true(token_end_all(&t.store, bo, &err));
        assert_true(token_make(&t.store, bo, "x", DESK_TEST_NOW, TIME_NONE,
                               token, &err));
        if (cases[i].act != NULL)
            desk_sign_in(&t, "Ada", "admin", NULL);
        snprintf(path, sizeof path, "/people/%lld/%s", (long long)bo,
                 cases[i].act != NULL ? cases[i].act : "");
        if (desk_post(&t, cases[i].act != NULL ? path : cases[i].path,
                      cases[i].form) != 303)
            fail_msg("%s: %d", cases[i].why, t.response.status);
        if (people_link_look(&t.store, link, DESK_TEST_NOW, &found, &err))
            fail_msg("%s: the link still works", cases[i].why);
        if (tokens_of(&t, bo) != cases[i].tokens)
            fail_msg("%s: %d tokens", cases[i].why, tokens_of(&t, bo));
    }
    desk_test_deinit(&t);
}

/* The same role once more takes nobody's invitation away. */
static void
the_same_role_leaves_links(void **state)
{
    struct person_new new = {.name = "Bo", .role = "manager"};
    char link[SECRET_TEXT];
    struct person bo;
    struct desk_test t;
    struct error err;
    int64_t found;

    (void)state;
    desk_test_init(&t);
    desk_sign_in(&t, "Ada", "admin", NULL);
    assert_true(people_add(&t.store, &new, DESK_TEST_NOW, link, &err));
    assert_true(people_find_login(&t.store, t.arena, "Bo", &bo, &err));
    assert_true(people_set_role(&t.store, bo.id, "manager", &err));
    assert_true(people_link_look(&t.store, link, DESK_TEST_NOW, &found, &err));
    desk_test_deinit(&t);
}

/* A rep who was taken out kept the session, and tokens, and could go on. */
static void
a_rep_who_is_gone_is_no_rep(void **state)
{
    char token[SECRET_TEXT];
    struct desk_test t;
    struct error err;
    int64_t ines;

    (void)state;
    desk_test_init(&t);
    desk_add_whole_rep(&t, "ines");
    desk_add_whole_rep(&t, "ruth");
    ines = desk_sign_in(&t, "Ines", "rep", "ines");
    assert_true(
        token_make(&t.store, ines, "x", DESK_TEST_NOW, TIME_NONE, token, &err));
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_true(reps_set_state(&t.store, "ines", "gone", &err));
    assert_int_equal(desk_get(&t, "/today"), 403);
    assert_non_null(strstr(desk_body(&t), "You are no rep here any more"));
    assert_null(strstr(desk_body(&t), "Back to my page"));
    assert_int_equal(desk_get(&t, "/account"), 403);
    assert_int_equal(t.request.roles, 0);
    assert_null(t.request.person.rep);
    t.cookie[0] = '\0';
    strcpy(t.extra[0][0], "Authorization");
    snprintf(t.extra[0][1], sizeof t.extra[0][1], "Bearer %s", token);
    assert_int_equal(desk_get(&t, "/api/v1/suggestions"), 403);
    assert_true(reps_set_state(&t.store, "ines", "active", &err));
    assert_int_equal(desk_get(&t, "/api/v1/suggestions"), 200);
    t.extra[0][0][0] = '\0';

    /* Who is more stays that. */
    desk_sign_in(&t, "Ruth", "reviewer", "ruth");
    assert_int_equal(desk_get(&t, "/today"), 200);
    assert_true(reps_set_state(&t.store, "ruth", "gone", &err));
    assert_int_equal(desk_get(&t, "/today"), 403);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    assert_int_equal(t.request.roles, ROLE_REVIEWER);
    desk_test_deinit(&t);
}

/* The same below the functions, for whatever writes the table. */
static void
the_table_keeps_an_address_one_persons(void **state)
{
    static const struct {
        const char *sql;
        bool ok;
    } cases[] = {
        {"INSERT INTO person(name, role, mail, made) VALUES "
         "('Bo', 'manager', 'bo@x.example', 1)",
         true},
        {"INSERT INTO person(name, role, mail, made) VALUES "
         "('Cy', 'manager', 'BO@x.example', 1)",
         false},
        {"INSERT INTO person(name, role, made) VALUES "
         "('bo@X.example', 'manager', 1)",
         false},
        {"INSERT INTO person(name, role, mail, made) VALUES "
         "('Cy', 'manager', 'cy@x.example', 1)",
         true},
        {"UPDATE person SET mail = 'Bo@x.example' WHERE name = 'Cy'", false},
        {"UPDATE person SET name = 'bo@x.example' WHERE name = 'Cy'", false},
        {"UPDATE person SET mail = 'Cy@x.example' WHERE name = 'Cy'", true},
        {"UPDATE person SET mail = NULL, erased = 2 WHERE name = 'Bo'", true},
        {"UPDATE person SET mail = 'Bo@x.example' WHERE name = 'Cy'", true},
    };
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (db_run(t.store.db, &err, cases[i].sql, "") != cases[i].ok)
            fail_msg("%s", cases[i].sql);
    desk_test_deinit(&t);
}

/* A name stands in the audit, in mails and in chats: one that breaks or turns
 * its line, or looks like another's, speaks for somebody else. */
static void
a_name_is_one_line_that_can_be_seen(void **state)
{
    static const struct {
        const char *name, *mail;
        bool fits;
        const char *why;
    } cases[] = {
        {"Zoe\r\nBcc: x", NULL, false, "a second line"},
        {"Ines\xe2\x80\x8b", NULL, false, "zero-width space: another Ines"},
        {"Ines\xe2\x80\x8d", NULL, false, "a joiner that joins nothing"},
        {"I\xe2\x80\x8cnes", NULL, false, "a non-joiner in Latin"},
        {"\xe2\x80\xaehtuR", NULL, false, "written backwards"},
        {" Ines", NULL, false, "pages show no blank at an end"},
        {"Ines  K", NULL, false, "nor two"},
        {"shell: root", NULL, false, "who works at the shell"},
        {"\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae", NULL, true, "Persian"},
        {"Zoe", "z@x.example\r\nRCPT TO:<q@x.example>", false, "SMTP"},
        {"Zoe", "z@x.example, q@x.example", false, "two addresses"},
        {"Zoe", "z@x.example", true, "one"}};
    char secret[SECRET_TEXT];
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct person_new new = {
            .name = cases[i].name, .role = "manager", .mail = cases[i].mail};

        if (people_add(&t.store, &new, 1, secret, &err) != cases[i].fits)
            fail_msg("%s", cases[i].why);
    }
    assert_false(people_set_mail(&t.store, 1, "a@b.example\nX: y", &err));
    desk_test_deinit(&t);
}

/* An id of a file is part of addresses, a name of mails and events. */
static void
a_file_of_reps_brings_no_odd_ids(void **state)
{
    static const struct {
        const char *id, *name;
        size_t added;
    } cases[] = {{"..", "Up", 0},
                 {".", "Here", 0},
                 {"a\\nb", "Two lines", 0},
                 {"fine", "Ines \\n Kay", 1},
                 {"dark", "\xe2\x80\x8b", 0},
                 {"a/b", "Slash", 1}};
    struct desk_test t;
    char json[1000], long_id[102];

    (void)state;
    memset(long_id, 'i', 101);
    long_id[101] = '\0';
    desk_test_init(&t);
    for (size_t i = 0; i <= sizeof cases / sizeof cases[0]; i++) {
        bool last = i == sizeof cases / sizeof cases[0];
        struct reps_import counts;
        struct error err;

        snprintf(json, sizeof json,
                 "[{\"id\":\"%s\",\"name\":\"%s\",\"networks\":[\"linkedin\"]"
                 ",\"audience\":{\"id\":\"a\",\"name\":\"A\"}}]",
                 last ? long_id : cases[i].id, last ? "Long" : cases[i].name);
        assert_true(reps_import(&t.store, json, strlen(json), NULL, NULL,
                                &counts, &err));
        if (counts.added != (last ? 0 : cases[i].added))
            fail_msg("%s", json);
    }
    desk_test_deinit(&t);
}

/* Undo goes by the name in the audit; the program's own moves were there for
 * whoever was called like it. */
static void
nobody_is_called_as_the_program(void **state)
{
    static const char *const names[] = {"polyphony", "Polyphony", "person 7",
                                        "Person 12"};
    struct person_new fine = {.name = "person 7a", .role = "manager"};
    char secret[SECRET_TEXT];
    struct desk_test t;
    struct error err;

    (void)state;
    desk_test_init(&t);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct person_new new = {.name = names[i], .role = "manager"};

        assert_false(people_add(&t.store, &new, 1, secret, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
    }
    assert_true(people_add(&t.store, &fine, 1, secret, &err));
    desk_test_deinit(&t);
}

/* Tries were counted by what was typed, and by one address of 2^64. */
static void
tries_are_counted_by_person_and_network(void **state)
{
    struct person_new boss = {
        .name = "Ada", .role = "admin", .mail = "ada@x.example"};
    static const char *const logins[] = {"ada%40x.example", "ADA%40x.example",
                                         "Ada", "aDa%40X.example"};
    char secret[SECRET_TEXT], network[NETWORK_TEXT], form[100];
    struct desk_test t;
    struct error err;
    int status = 0;

    (void)state;
    desk_test_init(&t);
    assert_true(people_add(&t.store, &boss, 1, secret, &err));
    for (int i = 0; i < 9; i++) {
        snprintf(form, sizeof form, "login=%s&password=x", logins[i % 4]);
        status = desk_post(&t, "/sign-in", form);
    }
    assert_int_equal(status, 429);
    assert_string_equal(address_network("192.0.2.1", network), "192.0.2.1");
    assert_string_equal(address_network("2001:db8:1:2:3::9", network),
                        "2001:0db8:0001:0002::/64");
    assert_string_equal(address_network("::ffff:192.0.2.1", network),
                        "::ffff:192.0.2.1");
    desk_test_deinit(&t);
}

/* --- programs -------------------------------------------------------------
 */

static int
api_post(struct desk_test *t, const char *path, const char *body)
{
    struct request *request = desk_request(t, "POST", path, NULL);

    desk_header(t, "Content-Type", "application/json");
    request->body = body;
    request->body_len = strlen(body);
    router_answer(request, &t->response);
    return t->response.status;
}

/* A revision of 2^32 + 1 was the first one; a NUL became another character
 * and the edit was answered 200. */
static void
numbers_and_texts_of_programs_are_what_they_say(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *why;
    } cases[] = {
        {"{\"text\":\"a\",\"revision\":4294967297}", 422, "over an int"},
        {"{\"text\":\"a\",\"revision\":2147483648}", 422, "one over it"},
        {"{\"text\":\"a\",\"revision\":2147483647}", 404, "no such text"},
        {"{\"text\":\"a\\u0000b\"}", 422, "a NUL"},
        {"{\"text\":\"a\\\\\\u0000b\"}", 422, "a NUL after a backslash"},
        {"{\"text\":\"a\\\\u0000b\"}", 404, "the words for one"},
    };
    char token[SECRET_TEXT];
    struct desk_test t;
    struct error err;
    int64_t ruth;

    (void)state;
    desk_test_init(&t);
    ruth = desk_sign_in(&t, "Ruth", "reviewer", NULL);
    assert_true(
        token_make(&t.store, ruth, "x", DESK_TEST_NOW, TIME_NONE, token, &err));
    t.cookie[0] = '\0';
    strcpy(t.extra[0][0], "Authorization");
    snprintf(t.extra[0][1], sizeof t.extra[0][1], "Bearer %s", token);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (api_post(&t, "/api/v1/suggestions/7/edit", cases[i].body) !=
            cases[i].status)
            fail_msg("%s: %d %s", cases[i].why, t.response.status,
                     desk_body(&t));
    desk_test_deinit(&t);
}

/* "localhost.evil" began like the machine itself: mail, and its password,
 * went there without TLS. */
static void
only_this_machine_is_local_to_mail(void **state)
{
    static const struct {
        const char *url;
        bool is_local;
    } cases[] = {
        {"smtp://localhost", true},
        {"smtp://LocalHost:25/me", true},
        {"smtp://127.0.0.1:2525", true},
        {"smtp://127.8.0.1", true},
        {"smtp://[::1]:25", true},
        {"localhost:25", true},
        {"smtp://localhost.evil.example", false},
        {"smtp://localhost@evil.example", false},
        {"smtp://127.evil.example", false},
        {"smtp://127.0.0.1.evil.example", false},
        {"smtp://[::1]@evil.example", false},
        {"smtp://[::2]", false},
        {"smtp://mail.example", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (mail_is_local(cases[i].url) != cases[i].is_local)
            fail_msg("%s", cases[i].url);
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
        cmocka_unit_test(marketing_gets_no_link_of_somebody_who_is_more),
        cmocka_unit_test(an_address_stays_one_persons),
        cmocka_unit_test(unused_links_end_with_what_they_stood_for),
        cmocka_unit_test(the_same_role_leaves_links),
        cmocka_unit_test(a_rep_who_is_gone_is_no_rep),
        cmocka_unit_test(numbers_and_texts_of_programs_are_what_they_say),
        cmocka_unit_test(only_this_machine_is_local_to_mail),
        cmocka_unit_test(the_table_keeps_an_address_one_persons),
        cmocka_unit_test(an_invitation_is_in_the_audit),
        cmocka_unit_test(a_name_is_one_line_that_can_be_seen),
        cmocka_unit_test(a_file_of_reps_brings_no_odd_ids),
        cmocka_unit_test(nobody_is_called_as_the_program),
        cmocka_unit_test(tries_are_counted_by_person_and_network),
    };

    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
