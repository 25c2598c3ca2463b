/* CSV fields, and that none of them is a formula. */
#include "polyphony/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *why, *text, *field;
} fields[] = {
    {"plain", "Cold chains", "\"Cold chains\""},
    {"a quote is doubled", "a \"b\"", "\"a \"\"b\"\"\""},
    {"a comma and a line's end stay within", "a,b\nc", "\"a,b\nc\""},
    {"a formula", "=1+1", "\"'=1+1\""},
    {"by plus", "+A1", "\"'+A1\""},
    {"by minus", "-A1", "\"'-A1\""},
    {"by at", "@SUM(A1)", "\"'@SUM(A1)\""},
    {"by tab", "\t=1", "\"'\t=1\""},
    {"by carriage return", "\r=1", "\"'\r=1\""},
    {"a text is no number", "-12.5", "\"'-12.5\""},
    {"a tab before a word", "\tx", "\"'\tx\""},
    {"a sign alone", "-", "\"'-\""},
    {"within a text it is none", "a=1", "\"a=1\""},
    {"empty", "", "\"\""},
    {"white space before it", " \t=1", "\"' \t=1\""},
    {"a full-width sign", "\uFF1D1+1", "\"'\uFF1D1+1\""},
    {"by a line's end", "\n=1", "\"'\n=1\""},
    {"a command", "|calc", "\"'|calc\""},
    {"none", NULL, "\"\""},
};

static void
fields_are_quoted_and_no_formulas(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct buf out = {0};

        csv_text(&out, "x");
        buf_cut(&out, 0);
        buf_add(&out, "\n");
        csv_text(&out, fields[i].text);
        assert_string_equal(buf_text(&out) + 1, fields[i].field);
        buf_deinit(&out);
    }
}

static void
fields_make_lines(void **state)
{
    struct buf out = {0};

    (void)state;
    csv_text(&out, "a");
    csv_text(&out, NULL);
    csv_text(&out, "b\n");
    csv_int(&out, -3);
    csv_real(&out, 2.5, 2);
    csv_line(&out);
    csv_text(&out, NULL);
    csv_text(&out, "c");
    csv_line(&out);
    assert_string_equal(buf_text(&out),
                        "\"a\",\"\",\"b\n\",-3,2.50\r\n\"\",\"c\"\r\n");
    buf_deinit(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_quoted_and_no_formulas),
        cmocka_unit_test(fields_make_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
