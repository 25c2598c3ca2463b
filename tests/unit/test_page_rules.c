/* The company's rules in the desk: listed, tried, edited, kept as versions;
 * errors name the field; what is live follows. */
#include "reviewing.h"

#include "polyphony/mem.h"
#include "polyphony/rules.h"

#define PLAIN                                                                  \
    "I would fix the flush line first, and then have a long frosty look at "   \
    "whoever feeds it every Monday. https://a.example/1"

#define RULE                                                                   \
    "id=frost&title=No+frost&why=It+is+%3Ccold%3E.&severity=warn&kind=banned-" \
    "phrase&p-phrases=frosty%0A+%0Aicy*&fix=Say+cold.&network=linkedin"

static void
shows(struct desk_test *t, const char *text)
{
    if (!reviewing_shows(t, text))
        fail_msg("\"%s\" is not in\n%s", text, desk_body(t));
}

static void
begin(struct desk_test *t)
{
    struct error err;

    reviewing_init(t);
    desk_sign_in(t, "Ruth", "reviewer", NULL);
    assert_true(
        db_script(t->store.db, "UPDATE rep SET review = 'flagged'", &err));
}

static void
a_rule_is_tried_and_put_into_force(void **state)
{
    struct desk_test t;
    int64_t id;

    (void)state;
    begin(&t);
    id = reviewing_text(&t, "ann", PLAIN);
    assert_string_equal(reviewing_state(&t, id), "approved");
    assert_int_equal(desk_get(&t, "/rules"), 200);
    shows(&t, "Nobody has changed the set");
    assert_int_equal(desk_get(&t, "/rules/new"), 200);
    shows(&t, "Words and phrases");
    assert_int_equal(desk_post(&t, "/rules/new",
                               RULE
                               "&do=try&text=%F0%9F%98%80+frosty+caf%C3%A9"),
                     200);
    shows(&t, "would have marked 1 of 1 texts");
    shows(&t, "\xF0\x9F\x98\x80 <mark>frosty</mark> caf\xC3\xA9");
    shows(&t, "long <mark>frosty</mark> look");
    shows(&t, "It is &lt;cold&gt;.");
    assert_string_equal(reviewing_state(&t, id), "approved");
    assert_int_equal(desk_post(&t, "/rules/new", RULE "&kept=0&do=save"), 303);
    assert_string_equal(reviewing_state(&t, id), "in_review");
    assert_int_equal(desk_get(&t, "/rules"), 200);
    shows(&t, "is in force. Texts in the queue: 1 checked, 1 sent to review");
    shows(&t, "No frost added");
    shows(&t, "<b>1 of 1</b>");
    assert_int_equal(desk_get(&t, "/rules/frost"), 200);
    shows(&t, "frosty\nicy*</textarea>");
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<strong>No frost</strong> warns at \xE2\x80\x9C"
              "<bdi>frosty</bdi>\xE2\x80\x9D");
    desk_test_deinit(&t);
}

static const struct {
    const char *form, *field, *says;
} faults[] = {
    {"id=A+B&title=a&why=b&fix=f&severity=warn&kind=banned-phrase", "id=\"id\"",
     "short name"},
    {"id=x&title=&why=b&fix=f&severity=warn&kind=banned-phrase", "id=\"title\"",
     "needs a name"},
    {"id=x&title=a&why=&fix=f&severity=warn&kind=banned-phrase", "id=\"why\"",
     "says why"},
    {"id=x&title=a&why=b&fix=f&severity=loud&kind=banned-phrase&p-phrases=x",
     "value=\"block\"", "severity"},
    {"id=x&title=a&why=b&severity=warn&kind=banned-phrase&p-phrases=x",
     "id=\"fix\"", "how to mend it"},
    {"id=x&title=a&why=b&fix=f&severity=warn&kind=nothing", "id=\"kind\"",
     "nothing is none"},
    {"id=x&title=a&why=b&fix=f&severity=warn&kind=regex&p-pattern=%28",
     "id=\"p-pattern\"", "pattern"},
    {"id=x&title=a&why=b&fix=f&severity=warn&kind=max-count&p-of=emoji&p-max="
     "many",
     "id=\"p-max\"", "no number"},
    {"id=x&title=a&why=b&fix=f&severity=warn&kind=max-count&p-of=emoji&p-max=1&"
     "networks=myspace&p-max_by_network=x",
     "id=\"p-max_by_network\"", "no network"},
    {"id=shouting&title=a&why=b&fix=f&severity=warn&kind=banned-phrase&p-"
     "phrases=x",
     "id=\"id\"", "twice"},
};

static void
a_fault_names_its_field(void **state)
{
    struct desk_test t;

    (void)state;
    begin(&t);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char form[400];
        const char *at;

        snprintf(form, sizeof form, "%s&do=save", faults[i].form);
        if (desk_post(&t, "/rules/new", form) != 422)
            fail_msg("%s: %d", form, t.response.status);
        shows(&t, faults[i].says);
        at = strstr(desk_body(&t), faults[i].field);
        if (at == NULL)
            fail_msg("%s: no %s in %s", form, faults[i].field, desk_body(&t));
        if (i != 3 && memmem(at, strcspn(at, ">"), "aria-invalid", 12) == NULL)
            fail_msg("%s: %.200s", form, at);
    }
    desk_test_deinit(&t);
}

static void
who_saves_second_is_told(void **state)
{
    struct desk_test t;

    (void)state;
    begin(&t);
    assert_int_equal(desk_post(&t, "/rules/new", RULE "&kept=0&do=save"), 303);
    desk_sign_in(&t, "Otto", "reviewer", NULL);
    assert_int_equal(
        desk_post(
            &t, "/rules/shouting",
            "title=Quiet&why=Mine&fix=f&severity=advise&kind=all-caps&p-run=3&"
            "kept=0&do=save"),
        422);
    shows(&t, "Ruth saved version");
    shows(&t, "value=\"Quiet\"");
    desk_test_deinit(&t);
}

static void
versions_come_back(void **state)
{
    struct rules_version *list;
    struct desk_test t;
    struct error err;
    char path[60], form[60];
    size_t count;

    (void)state;
    begin(&t);
    assert_int_equal(desk_post(&t, "/rules/new", RULE "&kept=0&do=save"), 303);
    assert_true(rules_versions(&t.store, t.arena, &list, &count, &err));
    assert_int_equal(count, 1);
    snprintf(form, sizeof form, "kept=%d&do=remove", list[0].version);
    snprintf(path, sizeof path, "/rules/versions/%d", list[0].version);
    assert_int_equal(desk_post(&t, "/rules/frost", form), 303);
    assert_int_equal(desk_get(&t, "/rules/frost"), 404);
    assert_true(rules_versions(&t.store, t.arena, &list, &count, &err));
    assert_int_equal(count, 2);
    snprintf(form, sizeof form, "kept=%d", list[0].version);
    assert_int_equal(desk_post(&t, path, form), 303);
    assert_int_equal(desk_get(&t, "/rules/frost"), 200);
    assert_int_equal(desk_post(&t, "/rules/versions/99", form), 404);
    desk_test_deinit(&t);
}

/* Nobody has to think of a short name; one that is taken gets a number. */
static void
a_name_is_enough(void **state)
{
    struct desk_test t;

    (void)state;
    begin(&t);
    for (int i = 0; i < 2; i++) {
        char form[200];

        snprintf(form, sizeof form,
                 "title=No+ice%%2C+ever%%21&why=Cold&fix=f&severity=warn&kind="
                 "banned-"
                 "phrase&p-phrases=icy%d&kept=%d&do=save",
                 i, i == 0 ? 0 : 4);
        assert_int_equal(desk_post(&t, "/rules/new", form), 303);
    }
    assert_int_equal(desk_get(&t, "/rules/no-ice-ever"), 200);
    assert_int_equal(desk_get(&t, "/rules/no-ice-ever-2"), 200);
    assert_int_equal(
        desk_post(&t, "/rules/new", "title=&why=b&severity=warn&kind=length"),
        422);
    shows(&t, "Not saved: the rule needs a name.");
    shows(&t, "aria-describedby=\"bad-title\" autofocus>");
    desk_test_deinit(&t);
}

static void
a_version_tells_what_it_changed(void **state)
{
    struct desk_test t;
    struct error err;

    (void)state;
    begin(&t);
    assert_int_equal(desk_post(&t, "/rules/new", RULE "&kept=0&do=save"), 303);
    assert_int_equal(
        desk_post(
            &t, "/rules/frost",
            "title=No+frost&why=It+is+colder.&severity=block&kind=banned-"
            "phrase&p-phrases=frosty%0Asnow&fix=Say+cold.&kept=4&do=save"),
        303);
    assert_int_equal(desk_get(&t, "/rules"), 200);
    shows(&t, "action=\"/rules/undo?kept=5\"");
    assert_int_equal(desk_get(&t, "/rules/versions/4"), 200);
    shows(&t, "Beside the set that one began with: 0 changed, 1 new, 0 gone");
    shows(&t, "Put version 4 back");
    assert_int_equal(desk_get(&t, "/rules/versions/5"), 200);
    shows(&t, "Beside version 4: 1 changed, 0 new, 0 gone");
    shows(&t, "<del>&lt;cold&gt;.</del>");
    shows(&t, "<ins>colder.</ins>");
    shows(&t, "<ins>snow</ins>");
    shows(&t, "<del>warn</del>");
    assert_false(reviewing_shows(&t, "Put version 5 back"));
    assert_int_equal(desk_get(&t, "/rules/versions/3"), 404);
    assert_int_equal(desk_post(&t, "/rules/undo?kept=5", ""), 303);
    assert_int_equal(desk_get(&t, "/rules/frost"), 200);
    shows(&t, "It is &lt;cold&gt;.");
    /* Somebody saved another one since. */
    assert_int_equal(desk_post(&t, "/rules/undo?kept=5", ""), 409);
    assert_int_equal(desk_post(&t, "/rules/undo", ""), 400);
    /* The first one taken back leaves what one began with. */
    assert_true(
        db_script(t.store.db, "DELETE FROM rule_pack WHERE version > 4", &err));
    assert_int_equal(desk_post(&t, "/rules/undo?kept=4", ""), 303);
    assert_int_equal(desk_get(&t, "/rules/frost"), 404);
    desk_test_deinit(&t);
}

static void
rules_go_out_and_come_in_as_a_file(void **state)
{
    static const char few[] =
        "{\"name\":\"ours\",\"version\":1,\"rules\":[{\"id\":\"frost\","
        "\"title\":\"No frost\",\"why\":\"Cold\",\"severity\":\"warn\","
        "\"kind\":\"banned-phrase\",\"params\":{\"phrases\":[\"frosty\"]},"
        "\"fix\":\"\"}]}";
    struct desk_test t;
    char *file;

    (void)state;
    begin(&t);
    assert_int_equal(desk_upload(&t, "/rules/import", few, sizeof few - 1),
                     303);
    assert_int_equal(desk_get(&t, "/rules"), 200);
    shows(&t, "<h1>1 rule looks at every text</h1>");
    shows(&t, "from a file");
    assert_int_equal(desk_get(&t, "/rules/file"), 200);
    file = mem_strdup(desk_body(&t));
    assert_non_null(strstr(file, "\"No frost\""));
    assert_int_equal(desk_upload(&t, "/rules/import", "{\"rules\":3}", 11),
                     422);
    shows(&t, "Not taken over");
    assert_int_equal(desk_upload(&t, "/rules/import", "", 0), 422);
    shows(&t, "Choose a file of rules first");

    /* What was tried is in the page, and need not be chosen again. */
    assert_int_equal(
        desk_post(&t, "/rules/import",
                  "do=try&kept=4&rules=%7B%22name%22%3A%22ours%22%2C"
                  "%22version%22%3A1%2C%22rules%22%3A%5B%5D%7D"),
        200);
    shows(&t, "<b>The file</b>: of ");
    shows(&t, "name=\"rules\" value=\"{&quot;name&quot;:&quot;ours&quot;");
    shows(&t, "Put that file into force");
    assert_int_equal(
        desk_post(&t, "/rules/import",
                  "do=save&kept=4&rules=%7B%22name%22%3A%22ours%22%2C"
                  "%22version%22%3A1%2C%22rules%22%3A%5B%5D%7D"),
        303);
    free(file);
    desk_test_deinit(&t);
}

static void
presets_are_tried_first(void **state)
{
    struct desk_test t;

    (void)state;
    begin(&t);
    reviewing_text(&t, "ann", PLAIN);
    assert_int_equal(desk_post(&t, "/rules/start", "preset=regulated&do=try"),
                     200);
    shows(&t, "<b>regulated</b>: of 1 texts");
    assert_int_equal(
        desk_post(&t, "/rules/start", "preset=regulated&kept=0&do=save"), 303);
    assert_int_equal(desk_get(&t, "/rules"), 200);
    shows(&t, "\xE2\x80\x9Cregulated\xE2\x80\x9D, regulated:");
    assert_int_equal(desk_post(&t, "/rules/start", "preset=..%2Fx&do=save"),
                     404);
    assert_int_equal(desk_post(&t, "/rules/test",
                               "text=%3Cb%3E+BUY+NOW+ALL+OF+IT&network=x"),
                     200);
    shows(&t, "&lt;b&gt;");
    shows(&t, " of 280 characters");
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_is_tried_and_put_into_force),
        cmocka_unit_test(a_fault_names_its_field),
        cmocka_unit_test(who_saves_second_is_told),
        cmocka_unit_test(versions_come_back),
        cmocka_unit_test(a_name_is_enough),
        cmocka_unit_test(a_version_tells_what_it_changed),
        cmocka_unit_test(rules_go_out_and_come_in_as_a_file),
        cmocka_unit_test(presets_are_tried_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
