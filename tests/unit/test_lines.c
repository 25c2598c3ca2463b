/* Lines of files: ends of all kinds, lines longer than a chunk and than the
 * limit, files that cannot be read. */
#include "polyphony/lines.h"
#include "polyphony/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/polyphony-lines-XXXXXX";

static void
write_file(const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* All lines as "number:text|", "!" for a cut one. */
static void
read_all(size_t max_line, struct buf *out)
{
    struct error err;
    struct lines *lines = lines_open(path, max_line, &err);
    struct line line;

    assert_non_null(lines);
    while (lines_next(lines, &line, &err)) {
        assert_int_equal(line.text[line.len], '\0');
        buf_printf(out, "%zu:", line.number);
        buf_add_bytes(out, line.text, line.len);
        buf_add(out, line.is_cut ? "!|" : "|");
    }
    assert_int_equal(err.kind, ERROR_NONE);
    lines_close(lines);
}

static const struct {
    const char *why, *bytes, *lines;
} cases[] = {
    {"nothing", "", ""},
    {"one, ended", "a\n", "1:a|"},
    {"one, not ended", "a", "1:a|"},
    {"empty ones count", "\n\na", "1:|2:|3:a|"},
    {"CR LF", "a\r\nb\r\n", "1:a|2:b|"},
    {"CR alone stays", "a\rb\n", "1:a\rb|"},
    {"exactly the limit", "12345678\nb", "1:12345678|2:b|"},
    {"over the limit", "123456789\nb", "1:12345678!|2:b|"},
    {"over it at the end", "a\n123456789", "1:a|2:12345678!|"},
};

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf got = {0};

        write_file(cases[i].bytes, strlen(cases[i].bytes));
        read_all(8, &got);
        if (strcmp(buf_text(&got), cases[i].lines) != 0)
            fail_msg("%s: %s", cases[i].why, buf_text(&got));
        buf_deinit(&got);
    }
}

/* Lines of 1, 2, 3 ... bytes across several chunks, and one of 3 MB. */
static void
test_long_files(void **state)
{
    struct buf bytes = {0};
    struct error err;
    struct lines *lines;
    struct line line;
    size_t n = 0;

    (void)state;
    for (size_t len = 1; len <= 2000; len++) {
        for (size_t i = 0; i < len; i++)
            buf_add_char(&bytes, (char)('a' + len % 26));
        buf_add_char(&bytes, '\n');
    }
    for (int i = 0; i < 3000000; i++)
        buf_add_char(&bytes, 'x');
    buf_add(&bytes, "\nlast");
    write_file(bytes.data, bytes.len);
    lines = lines_open(path, 1000000, &err);
    assert_non_null(lines);
    while (lines_next(lines, &line, &err)) {
        n++;
        if (n <= 2000) {
            assert_int_equal(line.len, n);
            assert_int_equal(line.text[n - 1], 'a' + n % 26);
        } else if (n == 2001) {
            assert_true(line.is_cut);
            assert_int_equal(line.len, 1000000);
        }
    }
    assert_int_equal(n, 2002);
    lines_close(lines);
    buf_deinit(&bytes);
}

static void
test_unreadable(void **state)
{
    struct error err = {0};

    (void)state;
    assert_null(lines_open("/tmp", 8, &err));
    assert_int_equal(err.kind, ERROR_IO);
    assert_null(lines_open("/nowhere/to/be/found", 8, &err));
    lines_close(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_long_files),
        cmocka_unit_test(test_unreadable),
    };
    int fd = mkstemp(path), failed;

    if (fd < 0)
        return 1;
    close(fd);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
