/* Contract of terms.h: where terms begin and end, what they fold to. */
#include "polyphony/terms.h"
#include "polyphony/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* Expected: stems joined by "|"; stop words in parentheses. */
static const struct {
    const char *why, *language, *text, *terms;
} cases[] = {
    {"stems and stop words", "en", "The banks are merging.",
     "(the)|bank|(are)|merg"},
    {"versions are one term", "en", "Release 1.2.3 of curl 7.",
     "releas|1.2.3|(of)|curl|7"},
    {"commas in numbers go", "en", "1,234,567 users, 12", "1234567|user|12"},
    {"signs stay", "en", "C++ and C#, g++-12; C++17",
     "c++|(and)|c#|g++|12|c++|17"},
    {"a sign between words parts them", "en", "a+b x#y", "(a)|b|x|y"},
    {"hash tags are words", "en", "#Rust", "rust"},
    {"initials are one term and no stop word", "en", "the U.S. Senate",
     "(the)|us|senat"},
    {"a full stop is no initial", "en", "Plan B. Next", "plan|b|next"},
    {"scraps at apostrophes are stop words", "fr", "l'économie d\u2019Orient",
     "(l)|économ|(d)|orient"},
    {"possessive", "en", "The company's plan", "(the)|compani|(s)|plan"},
    {"case folds beyond ASCII", "de", "ÄRZTE STRASSE", "arzt|strass"},
    {"composed and decomposed are one", NULL, "caf\u00e9 cafe\u0301",
     "café|café"},
    {"no language: no stems, no stop words", NULL, "The banks", "the|banks"},
    {"Han in pairs", "zh", "\u6570\u636e\u5e73\u53f0",
     "\u6570\u636e|\u636e\u5e73|\u5e73\u53f0"},
    {"a lone Han character", "zh", "\u732b!", "\u732b"},
    {"Latin within Japanese", "ja", "Linux\u306e\u672c", "linux|\u306e\u672c"},
    {"soft hyphens vanish", NULL, "Silben\u00adtrennung", "silbentrennung"},
    {"empty", "en", "", ""},
    {"only signs", "en", "+++ ... ''", ""},
};

static void
join(struct buf *out, const struct term *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add(out, "|");
        buf_add(out, list[i].is_stop ? "(" : "");
        buf_add(out, list[i].stem);
        buf_add(out, list[i].is_stop ? ")" : "");
    }
}

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct terms *terms = terms_new(cases[i].language);
        const struct term *list;
        struct buf got = {0};
        size_t count =
            terms_read(terms, cases[i].text, strlen(cases[i].text), &list);

        join(&got, list, count);
        if (strcmp(buf_text(&got), cases[i].terms) != 0)
            fail_msg("%s: %s", cases[i].why, buf_text(&got));
        buf_deinit(&got);
        terms_free(terms);
    }
}

static void
test_offsets(void **state)
{
    struct terms *terms = terms_new("en");
    const char *text = "«Zürich» grew 1,000-fold";
    const struct term *list;
    size_t count = terms_read(terms, text, strlen(text), &list);

    (void)state;
    assert_int_equal(count, 4);
    assert_memory_equal(text + list[0].start, "Zürich",
                        list[0].end - list[0].start);
    assert_memory_equal(text + list[2].start, "1,000",
                        list[2].end - list[2].start);
    assert_int_equal(list[2].kind, TERM_NUMBER);
    assert_int_equal(list[3].end, strlen(text));
    terms_free(terms);
}

static void
test_long_words_are_cut(void **state)
{
    struct terms *terms = terms_new("en");
    const struct term *list;
    size_t len = 200000;
    char *text = malloc(len);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', len);
    assert_int_equal(terms_read(terms, text, len, &list), 1);
    assert_true(strlen(list[0].word) <= TERM_MAX_BYTES);
    for (size_t i = 1; i < len; i += 2)
        text[i] = '.';
    assert_true(terms_read(terms, text, len, &list) > 0);
    free(text);
    terms_free(terms);
}

static void
test_stop_words(void **state)
{
    struct terms *terms = terms_new("de"), *none = terms_new("xx");

    (void)state;
    assert_true(terms_is_stop(terms, "und"));
    assert_false(terms_is_stop(terms, "bank"));
    assert_false(terms_is_stop(none, "und"));
    assert_string_equal(terms_language(terms), "de");
    assert_null(terms_language(none));
    terms_free(terms);
    terms_free(none);
    terms_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_long_words_are_cut),
        cmocka_unit_test(test_stop_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
