/* Marked texts; see the header. */
#include "marks.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"
#include "polyphony/wording.h"

#include <stdlib.h>
#include <string.h>

/* --- places --------------------------------------------------------------- */

struct mark_range
marks_range(const char *text, int64_t start, int64_t end)
{
    size_t len = strlen(text), count, at = 0;
    int32_t *points = utf8_decode(text, len, &count);
    size_t from = start > 0 ? (size_t)start : 0;
    size_t to = end > 0 ? (size_t)end : 0;
    struct mark_range range;

    if (to > count)
        to = count;
    if (from > to)
        from = to;
    while (at < to) {
        size_t next = at + utf8_grapheme(points, count, at);

        if (from > at && from < next)
            from = at;
        if (to > at && to < next)
            to = next;
        at = next;
    }
    free(points);
    range.start = utf8_offset(text, len, from);
    range.end = utf8_offset(text, len, to);
    return range;
}

static int
by_start(const void *a, const void *b)
{
    const struct mark_range *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

/* Sorted, without overlaps and empty ones; yours. */
static struct mark_range *
merge(const struct mark_range *given, size_t n_given, size_t *count)
{
    struct mark_range *list = mem_calloc(n_given + 1, sizeof *list);
    size_t kept = 0;

    *count = 0;
    for (size_t i = 0; i < n_given; i++) {
        if (given[i].start < given[i].end)
            list[kept++] = given[i];
    }
    if (kept > 1)
        qsort(list, kept, sizeof *list, by_start);
    for (size_t i = 0; i < kept; i++) {
        if (*count > 0 && list[i].start <= list[*count - 1].end) {
            if (list[i].end > list[*count - 1].end)
                list[*count - 1].end = list[i].end;
        } else {
            list[(*count)++] = list[i];
        }
    }
    return list;
}

static bool
is_link(const char *word)
{
    return strncmp(word, "https://", 8) == 0 ||
           strncmp(word, "http://", 7) == 0;
}

/* Ranges of words in a row that are marked; yours. Links all
 * are or none is: nobody has to read them, and all texts have them. */
static struct mark_range *
shared_ranges(const char *text, const char *other, size_t least, bool links,
              size_t *count)
{
    struct wording own, theirs;
    struct mark_range *list;
    bool *shared;

    wording_init(&own, text, strlen(text));
    wording_init(&theirs, other, strlen(other));
    shared = mem_calloc(own.count + 1, sizeof *shared);
    list = mem_calloc(own.count + 1, sizeof *list);
    wording_mark_shared(&own, &theirs, least, shared);
    for (size_t i = 0; i < own.count; i++) {
        if (is_link(text + own.words[i].start))
            shared[i] = links;
    }
    *count = 0;
    for (size_t i = 0; i < own.count; i++) {
        if (!shared[i])
            continue;
        if (i == 0 || !shared[i - 1])
            list[(*count)++].start = own.words[i].start;
        list[*count - 1].end = own.words[i].end;
    }
    free(shared);
    wording_deinit(&own);
    wording_deinit(&theirs);
    return list;
}

/* --- writing -------------------------------------------------------------- */

static void
add_escaped(struct buf *out, const char *text, size_t start, size_t end)
{
    char *part = mem_strndup(text + start, end - start);

    buf_add_html(out, part);
    free(part);
}

/* [start, end) with those ranges in a span of a class. */
static void
add_spans(struct buf *out, const char *text, size_t start, size_t end,
          const struct mark_range *ranges, size_t count, const char *css)
{
    size_t at = start;

    for (size_t i = 0; i < count && ranges[i].start < end; i++) {
        size_t from = ranges[i].start > at ? ranges[i].start : at;
        size_t to = ranges[i].end < end ? ranges[i].end : end;

        if (from >= to)
            continue;
        add_escaped(out, text, at, from);
        buf_printf(out, "<span class=\"%s\">", css);
        add_escaped(out, text, from, to);
        buf_add(out, "</span>");
        at = to;
    }
    add_escaped(out, text, at, end);
}

void
marks_post(struct buf *out, const char *text, const char *article,
           const struct mark_range *found, size_t n_found)
{
    size_t len = strlen(text), at = 0, n_taken = 0, n_marks;
    struct mark_range *marks = merge(found, n_found, &n_marks);
    struct mark_range *taken =
        article != NULL
            ? shared_ranges(text, article, MARKS_TAKEN, true, &n_taken)
            : NULL;

    for (size_t i = 0; i < n_marks; i++) {
        add_spans(out, text, at, marks[i].start, taken, n_taken, "taken");
        buf_add(out, "<mark>");
        add_spans(out, text, marks[i].start, marks[i].end, NULL, 0, "");
        buf_add(out, "</mark>");
        at = marks[i].end;
    }
    add_spans(out, text, at, len, taken, n_taken, "taken");
    free(taken);
    free(marks);
}

void
marks_same(struct buf *out, const char *text, const char *other, size_t least)
{
    size_t count;
    struct mark_range *same = shared_ranges(text, other, least, false, &count);

    add_spans(out, text, 0, strlen(text), same, count, "same");
    free(same);
}

struct changes {
    struct buf *out;
    size_t context;
    bool is_first;
    /* the last piece that stayed, until it is known whether more follows */
    const char *same;
    size_t same_len;
};

/* Bytes of the first (or last) `words` words. */
static size_t
cut(const char *text, size_t len, size_t words, bool last)
{
    struct wording wording;
    size_t at = len;

    wording_init(&wording, text, len);
    if (wording.count > words)
        at = last ? len - wording.words[wording.count - words].start
                  : wording.words[words - 1].end;
    wording_deinit(&wording);
    return at;
}

static void
add_same(struct changes *changes, bool more)
{
    const char *text = changes->same;
    size_t len = changes->same_len, first, last;

    if (len == 0)
        return;
    changes->same_len = 0;
    first = changes->is_first || changes->context == 0
                ? 0
                : cut(text, len, changes->context, false);
    last = more ? cut(text, len, changes->context, true) : 0;
    if (changes->context == 0 || first + last >= len) {
        add_escaped(changes->out, text, 0, len);
        return;
    }
    add_escaped(changes->out, text, 0, first);
    buf_add(changes->out, "\xE2\x80\xA6"); /* an ellipsis */
    add_escaped(changes->out, text, len - last, len);
}

static void
add_change(enum wording_change change, const char *bytes, size_t len,
           void *context)
{
    struct changes *changes = context;
    const char *tag = change == WORDING_OUT ? "del" : "ins";
    size_t text = len;

    if (change == WORDING_SAME) {
        changes->same = bytes;
        changes->same_len = len;
        return;
    }
    add_same(changes, true);
    changes->is_first = false;
    while (text > 0 && strchr(" \t\n", bytes[text - 1]) != NULL)
        text--;
    buf_printf(changes->out, "<%s>", tag);
    add_escaped(changes->out, bytes, 0, text);
    buf_printf(changes->out, "</%s>", tag);
    add_escaped(changes->out, bytes, text, len);
}

void
marks_changes(struct buf *out, const char *before, const char *after,
              size_t context)
{
    struct wording a, b;
    struct changes changes = {.out = out, .context = context, .is_first = true};

    wording_init(&a, before, strlen(before));
    wording_init(&b, after, strlen(after));
    wording_tell_changes(&a, &b, add_change, &changes);
    add_same(&changes, false);
    wording_deinit(&a);
    wording_deinit(&b);
}
