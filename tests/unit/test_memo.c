/* What was made of the same inputs: found by its key alone, bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../desk/http/memo.h"

static const char *
key_of(int number, char key[DIGEST_TEXT])
{
    char text[20];
    const char *texts[] = {text};

    snprintf(text, sizeof text, "%d", number);
    return digest_text(key, texts, 1);
}

static bool
knows(struct memo *memo, int number, const char *text)
{
    struct buf out = {0};
    char key[DIGEST_TEXT];
    bool found = memo_get(memo, key_of(number, key), &out);

    if (found)
        assert_string_equal(buf_text(&out), text);
    buf_deinit(&out);
    return found;
}

static void
put(struct memo *memo, int number, const char *text)
{
    struct buf made = {0};
    char key[DIGEST_TEXT];

    buf_add(&made, text);
    memo_put(memo, key_of(number, key), &made);
    buf_deinit(&made);
}

static void
what_was_put_is_found_by_its_key(void **state)
{
    struct memo *memo = memo_new();

    (void)state;
    assert_false(knows(memo, 1, ""));
    put(memo, 1, "one");
    put(memo, 2, "");
    assert_true(knows(memo, 1, "one"));
    assert_true(knows(memo, 2, ""));
    assert_false(knows(memo, 3, ""));
    put(memo, 1, "uno");
    assert_true(knows(memo, 1, "uno"));
    memo_free(memo);
    memo_free(NULL);
    put(NULL, 1, "one");
    assert_false(knows(NULL, 1, ""));
}

static void
it_is_bounded(void **state)
{
    static char large[MEMO_MOST + 2];
    struct memo *memo = memo_new();
    int there = 0;

    (void)state;
    memset(large, 'x', sizeof large - 1);
    put(memo, 1, large);
    assert_false(knows(memo, 1, large));
    for (int i = 0; i < 5000; i++) {
        put(memo, i, "text");
        assert_true(knows(memo, 0, "text") || i > 0);
    }
    for (int i = 0; i < 5000; i++)
        there += knows(memo, i, "text");
    assert_in_range(there, 256, 512);
    assert_true(knows(memo, 4999, "text"));
    memo_free(memo);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_found_by_its_key),
        cmocka_unit_test(it_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
