/* Contract of audience.h: reading, and phrases found as words and stems. */
#include "polyphony/audience.h"
#include "polyphony/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static struct audience
read_audience(struct arena *arena, const char *json, bool ok)
{
    struct audience audience;
    struct json *doc;
    struct error err;

    assert_true(json_parse(json, strlen(json), &doc, &err));
    assert_int_equal(audience_read(doc, arena, &audience, &err), ok);
    json_free(doc);
    return audience;
}

static void
test_read(void **state)
{
    struct arena *arena = arena_new(0);
    struct audience a = read_audience(
        arena,
        "{\"id\":7,\"about\":\"Banks\",\"keywords\":[\"loan\",\"\",null,3],"
        "\"avoid\":\"none\",\"liked\":[\"x1\",12],\"language\":\"de-AT\"}",
        true);

    (void)state;
    assert_string_equal(a.id, "7");
    assert_string_equal(a.about, "Banks");
    assert_string_equal(a.name, "");
    assert_string_equal(a.language, "de");
    assert_int_equal(a.keywords.count, 2);
    assert_string_equal(a.keywords.items[0], "loan");
    assert_string_equal(a.keywords.items[1], "3");
    assert_int_equal(a.avoid.count, 0);
    assert_int_equal(a.liked.count, 2);
    assert_string_equal(a.liked.items[1], "12");
    a = read_audience(arena, "{}", true);
    assert_string_equal(a.id, "");
    assert_null(a.language);
    assert_int_equal(a.disliked.count, 0);
    (void)read_audience(arena, "[1]", false);
    arena_free(arena);
}

static const struct {
    const char *why, *phrase, *text;
    bool stands;
} found[] = {
    {"a word", "politics", "On politics and money", true},
    {"its stem", "tender offer", "Two tender offers were made", true},
    {"no part of a word", "art", "Party of the start", false},
    {"another order is another phrase", "tender offer", "offer tender", false},
    {"words between", "tender offer", "tender of the offer", false},
    {"case of the text does not matter", "money supply", "MONEY SUPPLY UP",
     true},
    {"signs", "C++", "Modern C++, again", true},
    {"sign missing", "C++", "Modern C again", false},
    {"capitals that are a stop word want capitals", "IT", "it was late", false},
    {"and are found so", "IT", "Our IT was late", true},
    {"capitals want the word", "GHC", "ghc 9.2 is out", true},
    {"hyphens part words", "M-1", "The M-1 figures", true},
    {"an empty phrase stands nowhere", "...", "Anything ...", false},
    {"Han", "\u6570\u636e", "\u5927\u6570\u636e\u5e73\u53f0", true},
};

static void
test_phrases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        const char *items[] = {found[i].phrase};
        struct audience_list list = {items, 1};
        struct phrases *phrases = phrases_new(&list, NULL);
        long at =
            phrases_find(phrases, found[i].text, strlen(found[i].text), NULL);

        if ((at == 0) != found[i].stands)
            fail_msg("%s: %ld", found[i].why, at);
        phrases_free(phrases);
    }
}

static void
test_several_phrases(void **state)
{
    const char *items[] = {"bank", "bank loan", "river"};
    struct audience_list list = {items, 3};
    struct phrases *phrases = phrases_new(&list, "en");
    const char *text = "Bank loans rose; banks fell";
    bool stands[3];

    (void)state;
    assert_int_equal(phrases_find(phrases, text, strlen(text), stands), 0);
    assert_true(stands[0] && stands[1] && !stands[2]);
    assert_int_equal(phrases_find(phrases, "a river", 7, NULL), 2);
    assert_int_equal(phrases_find(phrases, "", 0, stands), -1);
    assert_false(stands[0] || stands[1] || stands[2]);
    assert_int_equal(phrases_count(phrases), 3);
    phrases_free(phrases);
    phrases_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_several_phrases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
