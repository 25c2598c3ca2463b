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
    struct mark_range range = {0};

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

/* Emoji and scripts of Asia join with these; beside Latin letters they only
 * hide something. */
static bool
joins(const int32_t *points, size_t count, size_t at)
{
    int32_t before = at > 0 ? points[at - 1] : 0;
    int32_t after = at + 1 < count ? points[at + 1] : 0;

    return before >= 0x600 && after >= 0x600 && !utf8_is_invisible(after);
}

/* Tags spell the region of a flag. */
static bool
is_flag_tag(const int32_t *points, size_t at)
{
    while (at > 0 && points[at] >= 0xE0020 && points[at] <= 0xE007F)
        at--;
    return points[at] == 0x1F3F4;
}

/* A sign that does something and shows nothing. */
static bool
is_hidden(const int32_t *points, size_t count, size_t at)
{
    int32_t point = points[at];

    if (!utf8_is_invisible(point) || (point >= 0xFE00 && point <= 0xFE0F))
        return false;
    if (point == 0x200C || point == 0x200D)
        return !joins(points, count, at);
    return point < 0xE0020 || point > 0xE007F || !is_flag_tag(points, at);
}

static void
add_escaped(struct buf *out, const char *text, size_t start, size_t end)
{
    size_t len = end - start, count, from = 0, at = 0;
    int32_t *points = utf8_decode(text + start, len, &count);

    text += start;
    for (size_t i = 0; i < count; i++) {
        char bytes[4];
        size_t size = utf8_encode(points[i], bytes);

        if (is_hidden(points, count, i)) {
            char *part = mem_strndup(text + from, at - from);

            buf_add_html(out, part);
            free(part);
            buf_printf(out, "<span class=\"sign\">U+%04X</span>",
                       (unsigned)points[i]);
            from = at + size;
        }
        at += size;
    }
    if (from < len) {
        char *part = mem_strndup(text + from, len - from);

        buf_add_html(out, part);
        free(part);
    }
    free(points);
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
marks_one(struct buf *out, const char *text, struct mark_range place,
          const char *css)
{
    add_spans(out, text, 0, strlen(text), &place, 1, css);
}

/* What is said of each byte; the graver covers the rest. */
enum paint { PLAIN, TAKEN = 1, HINT = 2, FOUND = 4 };

static void
paint(unsigned char *paints, size_t len, const struct mark_range *list,
      size_t count, enum paint colour)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = list[i].start; k < list[i].end && k < len; k++)
            paints[k] |= (unsigned char)colour;
    }
}

static void
add_run(struct buf *out, const char *text, size_t start, size_t end,
        unsigned painted)
{
    const char *open = "", *close = "</span>";

    if ((painted & FOUND) != 0) {
        open = "<mark>";
        close = "</mark>";
    } else if (painted == (HINT | TAKEN)) {
        open = "<span class=\"hinted taken\">";
    } else if (painted == HINT) {
        open = "<span class=\"hinted\">";
    } else if (painted == TAKEN) {
        open = "<span class=\"taken\">";
    } else {
        close = "";
    }
    buf_add(out, open);
    add_escaped(out, text, start, end);
    buf_add(out, close);
}

void
marks_post(struct buf *out, const char *text, const char *article,
           const struct mark_range *found, size_t n_found)
{
    size_t len = strlen(text), n_taken = 0, start = 0;
    unsigned char *paints = mem_calloc(len + 1, 1);

    if (article != NULL) {
        struct mark_range *taken =
            shared_ranges(text, article, MARKS_TAKEN, true, &n_taken);

        paint(paints, len, taken, n_taken, TAKEN);
        free(taken);
    }
    for (size_t i = 0; i < n_found; i++)
        paint(paints, len, &found[i], 1, found[i].is_hint ? HINT : FOUND);
    for (size_t i = 0; i < len; i++)
        paints[i] &= (paints[i] & FOUND) != 0 ? FOUND : 0xFF;
    for (size_t at = 1; at <= len; at++) {
        if (at < len && paints[at] == paints[start])
            continue;
        add_run(out, text, start, at, paints[start]);
        start = at;
    }
    free(paints);
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
