/* Contract of vocabulary.h: numbers are dense, stable and found again. */
#include "polyphony/vocabulary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

static void
test_many_words(void **state)
{
    struct vocabulary *vocabulary = vocabulary_new();
    char word[16];

    (void)state;
    assert_int_equal(vocabulary_find(vocabulary, "w1"), VOCABULARY_NONE);
    for (unsigned i = 0; i < 20000; i++) {
        snprintf(word, sizeof word, "w%u", i);
        assert_int_equal(vocabulary_add(vocabulary, word), i);
    }
    for (unsigned i = 0; i < 20000; i += 7) {
        snprintf(word, sizeof word, "w%u", i);
        assert_int_equal(vocabulary_add(vocabulary, word), i);
        assert_int_equal(vocabulary_find(vocabulary, word), i);
        assert_string_equal(vocabulary_word(vocabulary, i), word);
    }
    assert_int_equal(vocabulary_count(vocabulary), 20000);
    assert_int_equal(vocabulary_find(vocabulary, ""), VOCABULARY_NONE);
    assert_int_equal(vocabulary_add(vocabulary, ""), 20000);
    vocabulary_free(vocabulary);
    vocabulary_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
