/* The same-post measure: light edits of one text are the same post, two
 * people's posts on one article are not. */
#include "polyphony/likeness.h"

#include "../../text/likeness_fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BASE                                                                   \
    "The warehouse in Ghent moved its orders to a new queue in March, and "    \
    "the night shift no longer prints lists."

static const struct {
    const char *why, *a, *b, *title;
    bool same;
} pairs[] = {
    {"equal", BASE, BASE, NULL, true},
    {"equal but for case and punctuation", "Closed on Monday!",
     "closed, on MONDAY", NULL, true},
    {"a link more", BASE, BASE " https://a.example/x?y=1", NULL, true},
    {"a credit more", BASE, BASE " via @colleague", NULL, true},
    {"a hashtag sign", BASE " #logistics", BASE " logistics", NULL, true},
    {"an opener before it", BASE, "Worth two minutes this morning: " BASE, NULL,
     true},
    {"two words swapped for others", BASE,
     "The depot in Ghent moved its orders to a new system in March, and the "
     "night shift no longer prints lists.",
     NULL, true},
    {"zero-width characters do not hide a copy", "Closed on Monday",
     "Clo\u200bsed on Mon\u00adday", NULL, true},
    {"full-width letters do not hide a copy", "Closed on Monday",
     "\uff23losed on Monday", NULL, true},
    {"the shorter one is part of the longer",
     "the night shift no longer prints lists",
     BASE " What would that change for the people who plan the returns desk, "
          "and who pays for the label printers in the end?",
     NULL, true},
    {"a run of eight words in two longer posts",
     "Our planners asked for months. Now the night shift no longer prints any "
     "lists at all, which must feel odd after twenty years of paper rounds "
     "through three halls and two floors of shelves and belts.",
     "Printers are the last thing to go in a move: the night shift no longer "
     "prints any lists, labels stay. How did other sites handle the weeks in "
     "between, when both the old way and the new one had to agree?",
     NULL, true},
    {"that run stands in the title",
     "Our planners asked for months. Now the night shift no longer prints any "
     "lists at all, which must feel odd after twenty years of paper rounds "
     "through three halls and two floors of shelves and belts.",
     "Printers are the last thing to go in a move: the night shift no longer "
     "prints any lists, labels stay. How did other sites handle the weeks in "
     "between, when both the old way and the new one had to agree?",
     "The night shift no longer prints any lists", false},
    {"two people, one article",
     "Six weeks of two systems side by side, every difference checked by hand. "
     "That is what a careful move looks like.",
     "What would your pickers do with a changed order that shows within a "
     "minute?",
     NULL, false},
    {"nothing in common", "Closed on Monday", "Open since 1952", NULL, false},
};

static void
same_or_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct likeness_text *a = likeness_new(pairs[i].a),
                             *b = likeness_new(pairs[i].b), *title = NULL;
        struct likeness there, back;

        if (pairs[i].title != NULL)
            title = likeness_new(pairs[i].title);
        there = likeness_compare(a, b, title);
        back = likeness_compare(b, a, title);
        if (there.is_same != pairs[i].same || back.is_same != pairs[i].same)
            fail_msg("%s: J %.3f C %.3f E %.3f run %d", pairs[i].why,
                     there.jaccard, there.containment, there.edit, there.run);
        assert_true(there.is_same == (there.worst >= 1));
        assert_true(there.worst == back.worst);
        likeness_free(a);
        likeness_free(b);
        likeness_free(title);
    }
}

/* The bit-parallel distance over block borders: 130 words, 13 changed. */
static void
edit_over_blocks(void **state)
{
    struct buf a = {0}, b = {0};
    struct likeness_text *x, *y;
    struct likeness found;

    (void)state;
    for (int i = 0; i < 130; i++) {
        buf_printf(&a, "w%d ", i);
        if (i % 10 == 3)
            buf_printf(&b, "other%d ", i);
        else
            buf_printf(&b, "w%d ", i);
    }
    x = likeness_new(buf_text(&a));
    y = likeness_new(buf_text(&b));
    found = likeness_compare(x, y, NULL);
    assert_true(found.edit > .8999 && found.edit < .9001);
    assert_int_equal(found.run, 9);
    assert_int_equal(likeness_words(x), 130);
    likeness_free(x);
    likeness_free(y);
    buf_deinit(&a);
    buf_deinit(&b);
}

static void
openings_and_cover(void **state)
{
    struct likeness_text *text = likeness_new("\"Don’t stop,\" she said #now"),
                         *part = likeness_new("don't stop"),
                         *none = likeness_new(" !? ");
    struct buf opening = {0};

    (void)state;
    likeness_opening(text, 3, &opening);
    assert_string_equal(buf_text(&opening), "don't stop she");
    buf_cut(&opening, 0);
    likeness_opening(none, 3, &opening);
    assert_string_equal(buf_text(&opening), "");
    assert_true(likeness_covered(part, text) > .9);
    assert_true(likeness_covered(none, text) == 0);
    assert_int_equal(likeness_words(none), 0);
    buf_deinit(&opening);
    likeness_free(text);
    likeness_free(part);
    likeness_free(none);
    likeness_free(NULL);
}

/* Texts of pieces that either way of folding has rules for, in random order:
 * the short way is no other way. */
static void
both_ways_of_folding(void **state)
{
    static const char *const bits[] = {"a",          "B",
                                       "9",          " ",
                                       "\n",         ".",
                                       "'",          "\u2019",
                                       "\u2026",     "\u2014",
                                       "\u201c",     "#",
                                       "@",          "@ann.b",
                                       " via ",      "RT ",
                                       " via @x:",   "https://a.b",
                                       "www.",       "t.co/",
                                       "bit.ly/x?y", "\u00df",
                                       "\u00c9",     "\u00d7",
                                       "\u00f7",     "\u00a0",
                                       "\u202f",     "\u200b",
                                       "\u00ad",     "\ufe0f",
                                       "_",          "\u20ac",
                                       "\U0001f680", "\U0001f44d\u200d",
                                       "\u2192",     "\u00bf",
                                       "\u0301",     "\u212a",
                                       "\u0130",     "\u4e2d",
                                       "\u0439",     "\u00aa"};
    uint64_t dice = 1;
    char text[400];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        /* The last line of the table is for the long way alone. */
        size_t most = round % 4 == 0 ? 42 : 36, full, shortly;
        int32_t *a, *b;

        text[0] = '\0';
        for (int i = 0; i < 24; i++) {
            dice = dice * 6364136223846793005U + 1442695040888963407U;
            strcat(text, bits[(dice >> 33) % most]);
        }
        a = likeness_fold_fully(text, &full);
        b = likeness_fold(text, &shortly);
        if (full != shortly || memcmp(a, b, full * sizeof *a) != 0)
            fail_msg("folded in two ways: \"%s\"", text);
        free(a);
        free(b);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_or_not),
        cmocka_unit_test(both_ways_of_folding),
        cmocka_unit_test(edit_over_blocks),
        cmocka_unit_test(openings_and_cover),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
