/* Wordings side by side: runs of words in common, and changes told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "polyphony/buf.h"
#include "polyphony/wording.h"

static const struct {
    const char *why, *a, *b, *marked;
    size_t least;
} shared[] = {
    {"a run", "We saw: pumps stop often here", "Pumps stop often.",
     "pumps stop often ", 3},
    {"shorter than wanted", "pumps stop here", "pumps stop there", "", 3},
    {"case and punctuation", "\"Pumps, stop\" OFTEN!", "pumps stop often",
     "\"Pumps, stop\" OFTEN! ", 3},
    {"a dash between is no word", "pumps - stop - often", "pumps stop often",
     "pumps - stop - often ", 3},
    {"CJK by character", "\xE6\xB3\xB5\xE5\x81\x9C\xE4\xBA\x86",
     "x \xE6\xB3\xB5\xE5\x81\x9C\xE4\xBA\x86 y",
     "\xE6\xB3\xB5 \xE5\x81\x9C \xE4\xBA\x86 ", 3},
    {"nothing", "", "pumps stop often", "", 3},
    {"no words", "... !!! ---", "... !!! ---", "", 1},
};

static void
shared_runs_are_marked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        struct wording a, b;
        struct buf out = {0};
        bool *marks;

        wording_init(&a, shared[i].a, strlen(shared[i].a));
        wording_init(&b, shared[i].b, strlen(shared[i].b));
        marks = calloc(a.count + 1, sizeof *marks);
        assert_non_null(marks);
        wording_mark_shared(&a, &b, shared[i].least, marks);
        for (size_t k = 0; k < a.count; k++) {
            if (marks[k]) {
                buf_add_bytes(&out, a.text + a.words[k].start,
                              a.words[k].end - a.words[k].start);
                buf_add(&out, " ");
            }
        }
        if (strcmp(buf_text(&out), shared[i].marked) != 0)
            fail_msg("%s: %s", shared[i].why, buf_text(&out));
        free(marks);
        buf_deinit(&out);
        wording_deinit(&a);
        wording_deinit(&b);
    }
}

static const struct {
    const char *why, *a, *b, *told;
} changes[] = {
    {"nothing", "one two", "one two", "=one two"},
    {"a word", "one two three", "one 2 three", "=one |-two |+2 |=three"},
    {"at the end", "one two", "one two three", "=one two |+three"},
    {"all", "one", "two", "-one|+two"},
    {"from nothing", "", "two words", "+two words"},
    {"to nothing", "two words", "", "-two words"},
    {"moved apart", "a b c d e", "a x c y e", "=a |-b |+x |=c |-d |+y |=e"},
    {"line ends stay", "a\n\nb", "a\n\nc", "=a\n\n|-b|+c"},
};

static void
write_change(enum wording_change change, const char *bytes, size_t len,
             void *context)
{
    static const char signs[] = "=-+";
    struct buf *out = context;

    if (out->len > 0)
        buf_add(out, "|");
    buf_add_char(out, signs[change]);
    buf_add_bytes(out, bytes, len);
}

static void
changes_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct wording a, b;
        struct buf out = {0};

        wording_init(&a, changes[i].a, strlen(changes[i].a));
        wording_init(&b, changes[i].b, strlen(changes[i].b));
        wording_tell_changes(&a, &b, write_change, &out);
        if (strcmp(buf_text(&out), changes[i].told) != 0)
            fail_msg("%s: %s", changes[i].why, buf_text(&out));
        buf_deinit(&out);
        wording_deinit(&a);
        wording_deinit(&b);
    }
}

static void
long_texts_are_quick(void **state)
{
    struct wording a, b;
    struct buf x = {0}, y = {0}, out = {0};

    (void)state;
    for (int i = 0; i < 30000; i++) {
        buf_printf(&x, "w%d ", i % 7);
        buf_printf(&y, "w%d ", i % 5);
    }
    wording_init(&a, buf_text(&x), x.len);
    wording_init(&b, buf_text(&y), y.len);
    wording_tell_changes(&a, &b, write_change, &out);
    assert_true(out.len >= x.len);
    wording_deinit(&a);
    wording_deinit(&b);
    buf_deinit(&x);
    buf_deinit(&y);
    buf_deinit(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_runs_are_marked),
        cmocka_unit_test(changes_are_told),
        cmocka_unit_test(long_texts_are_quick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
