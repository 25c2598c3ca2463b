/* Unicode text: what is folded, counted and cut. */
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct {
    const char *why, *text, *nfc, *nfkc_cf;
} forms[] = {
    {"ASCII", "Plain Text", "Plain Text", "plain text"},
    {"a mark after ASCII composes", "cafe\xCC\x81!", "caf\xC3\xA9!",
     "caf\xC3\xA9!"},
    {"two marks, in their order", "a\xCC\x8A\xCC\xA3z", "\xE1\xBA\xA1\xCC\x8Az",
     "\xE1\xBA\xA1\xCC\x8Az"},
    {"a ligature",
     "of\xEF\xAC\x81"
     "ce",
     "of\xEF\xAC\x81"
     "ce",
     "office"},
    {"a quote between letters", "don\xE2\x80\x99t", "don\xE2\x80\x99t",
     "don\xE2\x80\x99t"},
    {"sharp s and capitals",
     "STRA\xC3\x9F"
     "E",
     "STRA\xC3\x9F"
     "E",
     "strasse"},
    {"jamo", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB x", "\xED\x95\x9C x",
     "\xED\x95\x9C x"},
    {"zero width goes",
     "a\xE2\x80\x8B"
     "b",
     "a\xE2\x80\x8B"
     "b",
     "ab"},
    {"nothing", "", "", ""},
};

static void
check(const char *why, enum utf8_form form, const char *text, const char *want)
{
    struct buf out = {.max = 1000};

    utf8_normalise(&out, form, text, strlen(text));
    if (strcmp(buf_text(&out), want) != 0)
        fail_msg("%s: \"%s\" for \"%s\"", why, buf_text(&out), want);
    buf_deinit(&out);
}

static void
normal_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        check(forms[i].why, UTF8_NFC, forms[i].text, forms[i].nfc);
        check(forms[i].why, UTF8_NFKC_CF, forms[i].text, forms[i].nfkc_cf);
    }
}

static void
bytes_that_are_no_text_are_mended(void **state)
{
    struct buf out = {.max = 100};

    (void)state;
    utf8_mend(&out, "a\xFF\0b\xC3", 5);
    assert_string_equal(buf_text(&out), "a\xEF\xBF\xBD"
                                        "b\xEF\xBF\xBD");
    assert_true(utf8_valid(buf_text(&out), out.len));
    buf_deinit(&out);
}

static void
prefixes_end_between_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_prefix("a\xC3\xA9z", 4, 2), 1);
    assert_int_equal(utf8_prefix("a\xC3\xA9z", 4, 3), 3);
    assert_int_equal(utf8_prefix("az", 2, 9), 2);
    assert_int_equal(utf8_offset("a\xC3\xA9z", 4, 2), 3);
}

static void
a_text_keeps_its_lines_and_paints_nothing(void **state)
{
    static const struct {
        const char *why, *text, *lines;
    } cases[] = {
        {"plain", "a\tb\n\nc", "a\tb\n\nc"},
        {"lines of Windows, of old Macs", "a\r\nb\rc\r\n", "a\nb\nc\n"},
        {"a soft line of a presentation", "a\vb\fc", "a\nb\nc"},
        {"a terminal's colours, a bell", "\x1b[31mred\a\x7f", "[31mred"},
        {"the eight-bit CSI",
         "a\xC2\x9B"
         "31mb",
         "a31mb"},
        {"an override turns a reader's eyes", "a\xE2\x80\xAEz", "az"},
        {"isolates of Arabic and Hebrew stay", "\xE2\x81\xA7z\xE2\x81\xA9",
         "\xE2\x81\xA7z\xE2\x81\xA9"},
        {"emoji", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC",
         "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {.max = 100};

        utf8_lines(&out, cases[i].text, strlen(cases[i].text));
        if (strcmp(buf_text(&out), cases[i].lines) != 0)
            fail_msg("%s: \"%s\"", cases[i].why, buf_text(&out));
        buf_deinit(&out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_forms),
        cmocka_unit_test(bytes_that_are_no_text_are_mended),
        cmocka_unit_test(prefixes_end_between_characters),
        cmocka_unit_test(a_text_keeps_its_lines_and_paints_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
