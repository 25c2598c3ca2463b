/* Reads a file in chunks and hands out its lines; see the header. What is
 * left of a line that is over the limit is read and dropped. */
#include "polyphony/lines.h"
#include "polyphony/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)

struct lines {
    int fd;
    char *path;
    char *data; /* what was read: start..end is not handed out yet */
    size_t start, end, room, max_line, number;
    bool at_end;
};

struct lines *
lines_open(const char *path, size_t max_line, struct error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct lines *lines;
    struct stat about;

    if (fd >= 0 && fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) {
        if (!is_stdin)
            close(fd);
        errno = EISDIR;
        fd = -1;
    }
    if (fd < 0) {
        error_errno(err, "%s", path);
        return NULL;
    }
    lines = mem_calloc(1, sizeof *lines);
    lines->fd = fd;
    lines->path = mem_strdup(path);
    lines->max_line = max_line;
    lines->room = CHUNK + 1;
    lines->data = mem_alloc(lines->room);
    return lines;
}

void
lines_close(struct lines *lines)
{
    if (lines == NULL)
        return;
    if (lines->fd != STDIN_FILENO)
        close(lines->fd);
    free(lines->path);
    free(lines->data);
    free(lines);
}

/* Reads once more behind what is there; one byte stays for the NUL. */
static bool
fill(struct lines *lines, struct error *err)
{
    ssize_t got;

    if (lines->start > 0) {
        memmove(lines->data, lines->data + lines->start,
                lines->end - lines->start);
        lines->end -= lines->start;
        lines->start = 0;
    }
    if (lines->room - lines->end < CHUNK + 1)
        lines->data = mem_grow(lines->data, &lines->room,
                               lines->end + CHUNK + 1, sizeof *lines->data);
    do
        got = read(lines->fd, lines->data + lines->end, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_errno(err, "%s", lines->path);
    lines->at_end = got == 0;
    lines->end += (size_t)got;
    return true;
}

/* The rest of a line that is too long. */
static bool
skip_rest(struct lines *lines, size_t kept, struct error *err)
{
    for (;;) {
        char *from = lines->data + kept;
        char *newline = memchr(from, '\n', lines->end - kept);

        if (newline != NULL || lines->at_end) {
            lines->start = newline != NULL ? (size_t)(newline - lines->data) + 1
                                           : lines->end;
            return true;
        }
        lines->end = kept;
        if (!fill(lines, err))
            return false;
    }
}

static void
give(struct lines *lines, size_t start, size_t len, struct line *line)
{
    line->text = lines->data + start;
    line->number = ++lines->number;
    line->is_cut = len > lines->max_line;
    if (line->is_cut)
        len = lines->max_line;
    else if (len > 0 && line->text[len - 1] == '\r')
        len--;
    line->len = len;
    line->text[len] = '\0';
}

bool
lines_next(struct lines *lines, struct line *line, struct error *err)
{
    size_t seen = 0; /* of this line: no newline in there */

    if (err != NULL)
        err->kind = ERROR_NONE;
    for (;;) {
        size_t have = lines->end - lines->start;
        char *from = lines->data + lines->start;
        char *newline = memchr(from + seen, '\n', have - seen);

        if (newline != NULL || (lines->at_end && have > 0)) {
            size_t start = lines->start;
            size_t len = newline != NULL ? (size_t)(newline - from) : have;

            lines->start += len + (newline != NULL);
            give(lines, start, len, line);
            return true;
        }
        if (lines->at_end)
            return false;
        if (have > lines->max_line) {
            size_t len = lines->max_line + 1;

            if (lines->start > 0) { /* its beginning stays in place */
                memmove(lines->data, from, have);
                lines->start = 0;
                lines->end = have;
            }
            if (!skip_rest(lines, len, err))
                return false;
            give(lines, 0, len, line);
            return true;
        }
        seen = have;
        if (!fill(lines, err))
            return false;
    }
}
