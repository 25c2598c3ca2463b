/* Folding: what looks alike folds alike, and the way back is kept. */
#include "polyphony/fold.h"
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *why, *text, *folded;
} folds[] = {
    {"case and accents", "Caf\u00C9 na\u00EFve", "cafe naive"},
    {"blanks, hyphens, dashes, underscores", " risk \u2011 _ free\n",
     "risk free"},
    {"zero width and soft hyphen", "guar\u200Ban\u00ADteed", "guaranteed"},
    {"Cyrillic look-alike", "gu\u0430rantee", "guarantee"},
    {"Greek look-alike", "R\u0399SK", "risk"},
    {"full width", "\uFF32\uFF49\uFF53\uFF4B", "risk"},
    {"mathematical letters", "\U0001D411\U0001D422\U0001D42C\U0001D424",
     "risk"},
    {"circled letters", "\u24C7\u24D8\u24E2\u24DA", "risk"},
    {"curly apostrophe", "you\u2019re", "you're"},
    {"sharp s", "Stra\u00DFe", "strasse"},
    {"a trade mark is not part of the word", "Polder\u2122 is",
     "polder\u2122 is"},
    {"a note's number is none either", "guaranteed\u00B9 by", "guaranteed by"},
    {"Hangul stays whole", "\uD2B8\uC704", "\uD2B8\uC704"},
    {"nothing", "", ""},
    {"only what is dropped", "\u200B\u200B", ""},
};

static void
texts_fold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        struct buf out = {0};

        fold_text(&out, folds[i].text, strlen(folds[i].text));
        if (strcmp(buf_text(&out), folds[i].folded) != 0)
            fail_msg("%s: %s", folds[i].why, buf_text(&out));
        buf_deinit(&out);
    }
}

static void
the_map_leads_back(void **state)
{
    /*                   0123  4     5678 */
    const char *text = "A e\u0301\u200B-  b@c";
    const struct fold_span mask = {8, 10};
    struct fold fold;
    size_t count;
    int32_t *points = utf8_decode(text, strlen(text), &count);

    (void)state;
    assert_int_equal(count, 11);
    fold_init(&fold, points, count, &mask, 1);
    assert_string_equal(fold.text, "a e \x1f"
                                   "c");
    assert_int_equal(fold.start[2], 2);
    assert_int_equal(fold.end[2], 4); /* with its accent */
    assert_int_equal(fold.start[3], 5);
    assert_int_equal(fold.end[3], 8); /* the whole run of blanks */
    assert_int_equal(fold.start[4], 8);
    assert_int_equal(fold.end[4], 10); /* the mask */
    fold_deinit(&fold);
    free(points);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_fold),
        cmocka_unit_test(the_map_leads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
