/* The mends that a machine can make, made in the text. */
#include "queue_write.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 4 };

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

/* In order of place; of two that overlap, or are put in at one place, the
 * first is made. */
static size_t
apply(const char *text, const struct mends *mends, struct buf *out)
{
    size_t len = strlen(text), at = 0, made = 0, done_to = 0;
    size_t put_in = SIZE_MAX;

    for (size_t i = 0; i < mends->count; i++) {
        const struct guideline_mend *mend = mends->items[i];
        size_t start, end;

        if (mend->start < done_to ||
            (mend->start == mend->end && mend->start == put_in))
            continue;
        start = utf8_offset(text, len, mend->start);
        end = utf8_offset(text, len, mend->end);
        buf_add_bytes(out, text + at, start - at);
        buf_add(out, mend->replacement);
        at = end;
        done_to = mend->end;
        if (mend->start == mend->end)
            put_in = mend->start;
        made++;
    }
    buf_add_bytes(out, text + at, len - at);
    return made;
}

struct mending {
    struct queue *queue;
    const struct suggestion *g;
    const char *given;
    struct buf text, next;
    size_t count;
};

/* One round: a mend may make place for another, or the need for it (a text
 * that says who speaks has grown). */
static bool
mend_once(struct mending *mending, size_t *made, struct error *err)
{
    struct guideline_report *report;
    struct mends mends = {0};

    if (!queue_check_rules(mending->queue, mending->g->article,
                           mending->g->network, buf_text(&mending->text),
                           &report, err))
        return false;
    collect(report, &mends);
    buf_cut(&mending->next, 0);
    *made = apply(buf_text(&mending->text), &mends, &mending->next);
    if (*made > 0) {
        buf_cut(&mending->text, 0);
        buf_add(&mending->text, buf_text(&mending->next));
        buf_trim(&mending->text);
    }
    free(mends.items);
    guideline_report_free(report);
    return true;
}

static size_t
count_of(const struct guideline_report *report, const char *rule)
{
    size_t count = 0;

    for (size_t i = 0; i < report->n_findings; i++)
        count += strcmp(report->findings[i].rule, rule) == 0;
    return count;
}

/* A mend must not break what was whole: no rule that warns or blocks finds
 * more than it did. */
static bool
breaks_nothing(struct mending *mending, struct error *err)
{
    const struct suggestion *g = mending->g;
    struct guideline_report *before = NULL, *after = NULL;
    bool ok = queue_check_rules(mending->queue, g->article, g->network,
                                mending->given, &before, err) &&
              queue_check_rules(mending->queue, g->article, g->network,
                                buf_text(&mending->text), &after, err);

    for (size_t i = 0; ok && i < after->n_findings; i++) {
        const struct guideline_finding *f = &after->findings[i];

        if (f->severity != GUIDELINE_ADVISE &&
            count_of(after, f->rule) > count_of(before, f->rule))
            ok = error_set(err, ERROR_CONFLICT,
                           "suggestion %lld: the mend would break another "
                           "rule, %s (%s); edit it",
                           (long long)g->id, f->rule, f->message);
    }
    guideline_report_free(before);
    guideline_report_free(after);
    return ok;
}

static bool
mend(struct mending *mending, struct error *err)
{
    size_t made = 1;
    bool ok = true;

    buf_add(&mending->text, mending->given);
    for (int round = 0; ok && made > 0 && round < ROUNDS; round++) {
        ok = mend_once(mending, &made, err);
        mending->count += made;
    }
    return ok && (mending->count == 0 || breaks_nothing(mending, err));
}

bool
queue_mend_text(struct queue *queue, int64_t id, const char *text,
                struct arena *arena, const char **mended, size_t *count,
                struct error *err)
{
    struct suggestion g;
    struct mending mending = {.queue = queue,
                              .g = &g,
                              .given = text,
                              .text = {.max = (size_t)1 << 20},
                              .next = {.max = (size_t)1 << 20}};
    bool ok =
        queue_find(queue->store, id, arena, &g, err) && mend(&mending, err);

    *count = ok ? mending.count : 0;
    *mended = *count > 0 ? arena_strdup(arena, buf_text(&mending.text)) : text;
    buf_deinit(&mending.text);
    buf_deinit(&mending.next);
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
