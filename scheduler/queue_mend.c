/* The mends that a machine can make, made in the text. */
#include "queue_write.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct mends {
    const struct guideline_mend **items;
    size_t count, capacity;
};

static int
by_place(const void *a, const void *b)
{
    const struct guideline_mend *const *x = a, *const *y = b;

    if ((*x)->start != (*y)->start)
        return (*x)->start < (*y)->start ? -1 : 1;
    return ((*x)->end > (*y)->end) - ((*x)->end < (*y)->end);
}

static void
collect(const struct guideline_report *report, struct mends *mends)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *finding = &report->findings[i];

        for (size_t k = 0; k < finding->n_mends; k++) {
            mends->items = mem_grow(mends->items, &mends->capacity,
                                    mends->count + 1, sizeof *mends->items);
            mends->items[mends->count++] = &finding->mends[k];
        }
    }
    if (mends->count > 1)
        qsort(mends->items, mends->count, sizeof *mends->items, by_place);
}

/* In order of place; of two that overlap the first is made. */
static size_t
apply(const char *text, const struct mends *mends, struct buf *out)
{
    size_t len = strlen(text), at = 0, made = 0, done_to = 0;

    for (size_t i = 0; i < mends->count; i++) {
        const struct guideline_mend *mend = mends->items[i];
        size_t start, end;

        if (mend->start < done_to)
            continue;
        start = utf8_offset(text, len, mend->start);
        end = utf8_offset(text, len, mend->end);
        buf_add_bytes(out, text + at, start - at);
        buf_add(out, mend->replacement);
        at = end;
        done_to = mend->end > mend->start ? mend->end : mend->start + 1;
        made++;
    }
    buf_add_bytes(out, text + at, len - at);
    return made;
}

bool
queue_mend_text(struct queue *queue, int64_t id, const char *text,
                struct arena *arena, const char **mended, size_t *count,
                struct error *err)
{
    struct guideline_report *report = NULL;
    struct mends mends = {0};
    struct buf out = {.max = (size_t)1 << 20};
    struct suggestion g;
    bool ok =
        queue_find(queue->store, id, arena, &g, err) &&
        queue_check_rules(queue, g.article, g.network, text, &report, err);

    *count = 0;
    *mended = text;
    if (ok) {
        collect(report, &mends);
        *count = apply(text, &mends, &out);
        *mended = arena_strdup(arena, buf_text(&out));
    }
    buf_deinit(&out);
    free(mends.items);
    guideline_report_free(report);
    return ok;
}

bool
queue_mend(struct queue *queue, int64_t id, size_t *count, const char **state,
           struct error *err)
{
    struct arena *arena = arena_new(0);
    const char *mended;
    struct suggestion g;
    bool ok =
        queue_find(queue->store, id, arena, &g, err) &&
        queue_mend_text(queue, id, g.text, arena, &mended, count, err) &&
        (*count > 0 ? queue_edit(queue, id, mended, state, err)
                    : error_set(err, ERROR_NOTFOUND,
                                "suggestion %lld: no mend that can be made by "
                                "itself",
                                (long long)id));

    arena_free(arena);
    return ok;
}
