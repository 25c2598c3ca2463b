/* Whole files in and out; see the header. */
#include "polyphony/file.h"
#include "polyphony/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
file_read(const char *path, struct buf *out, struct error *err)
{
    char chunk[65536];
    bool ok = false, is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return error_errno(err, "%s", path);
    for (;;) {
        ssize_t got = read(fd, chunk, sizeof chunk);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_errno(err, "%s", path);
            break;
        }
        if (got == 0) {
            ok = true;
            break;
        }
        buf_add_bytes(out, chunk, (size_t)got);
        if (!buf_ok(out)) {
            error_set(err, ERROR_LIMIT, "%s: larger than %zu MiB", path,
                      out->max >> 20);
            break;
        }
    }
    if (!is_stdin)
        close(fd);
    return ok;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        len -= (size_t)put;
    }
    return true;
}

bool
file_write(const char *path, const char *bytes, size_t len, struct error *err)
{
    struct buf beside = {.max = 8192};
    bool ok = false;
    int fd;

    buf_printf(&beside, "%s.new", path);
    fd =
        open(buf_text(&beside), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_errno(err, "%s", buf_text(&beside));
        goto out;
    }
    ok = write_all(fd, bytes, len) && fsync(fd) == 0;
    if (!ok)
        error_errno(err, "%s", buf_text(&beside));
    if (close(fd) != 0 && ok)
        ok = error_errno(err, "%s", buf_text(&beside));
    if (ok && rename(buf_text(&beside), path) != 0)
        ok = error_errno(err, "%s", path);
    if (!ok)
        unlink(buf_text(&beside));
out:
    buf_deinit(&beside);
    return ok;
}

bool
file_line(struct buf *text, size_t *cursor, char **line, size_t *len)
{
    char *start, *end;

    if (*cursor >= text->len)
        return false;
    start = text->data + *cursor;
    end = memchr(start, '\n', text->len - *cursor);
    if (end == NULL)
        end = text->data + text->len;
    *cursor = (size_t)(end - text->data) + 1;
    if (end > start && end[-1] == '\r')
        end--;
    *end = '\0';
    *line = start;
    *len = (size_t)(end - start);
    return true;
}
