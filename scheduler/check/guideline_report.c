/* Findings and mends while a check runs, and their order in the report. */
#include "guideline_inner.h"

#include "polyphony/buf.h"
#include "polyphony/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_FINDINGS = 500, /* of a report */
    MAX_OF_RULE = 20,   /* a reader has understood long before */
    MAX_EXCERPT = 60    /* code points */
};

struct finding {
    const struct rule *rule;
    enum guideline_severity severity;
    size_t start, end, number;
    char *message;
    size_t first_mend, n_mends;
};

struct mend {
    size_t start, end;
    char *replacement;
};

struct findings {
    struct finding items[MAX_FINDINGS];
    size_t count;
    struct mend *mends;
    size_t n_mends, mend_capacity;
};

struct findings *
findings_new(void)
{
    struct findings *findings = mem_alloc(sizeof *findings);

    findings->count = findings->n_mends = findings->mend_capacity = 0;
    findings->mends = NULL;
    return findings;
}

void
findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->items[i].message);
    for (size_t i = 0; i < findings->n_mends; i++)
        free(findings->mends[i].replacement);
    free(findings->mends);
    free(findings);
}

struct finding *
check_add(struct check *check, size_t start, size_t end, const char *fmt, ...)
{
    struct findings *findings = check->findings;
    struct buf message = {.max = 4096};
    struct finding *finding;
    char text[1024];
    va_list args;

    if (check->rule_findings >= MAX_OF_RULE || findings->count >= MAX_FINDINGS)
        return NULL;
    check->rule_findings++;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    buf_printf(&message, "%s: %s", check->rule->title, text);
    finding = &findings->items[findings->count];
    *finding = (struct finding){.rule = check->rule,
                                .severity = check->rule->severity,
                                .start = start,
                                .end = end,
                                .number = findings->count,
                                .message = buf_take(&message),
                                .first_mend = findings->n_mends};
    findings->count++;
    return finding;
}

struct finding *
check_add_hit(struct check *check, size_t start, size_t end)
{
    struct buf text = {.max = MAX_EXCERPT * 4 + 16};
    struct finding *finding;

    for (size_t i = start; i < end && i < start + MAX_EXCERPT; i++)
        buf_add_codepoint(&text,
                          check->points[i] < ' ' ? ' ' : check->points[i]);
    finding = check_add(check, start, end, "\xE2\x80\x9C%s%s\xE2\x80\x9D",
                        buf_text(&text),
                        end - start > MAX_EXCERPT ? "\xE2\x80\xA6" : "");
    buf_deinit(&text);
    return finding;
}

void
finding_advise(struct finding *finding)
{
    if (finding != NULL)
        finding->severity = GUIDELINE_ADVISE;
}

void
finding_mend(struct check *check, struct finding *finding, size_t start,
             size_t end, const char *replacement)
{
    struct findings *findings = check->findings;

    if (finding == NULL)
        return;
    findings->mends = mem_grow(findings->mends, &findings->mend_capacity,
                               findings->n_mends + 1, sizeof *findings->mends);
    findings->mends[findings->n_mends++] =
        (struct mend){start, end, mem_strdup(replacement)};
    finding->n_mends++;
}

static int
by_place(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

void
findings_take(struct findings *findings, struct arena *arena,
              struct guideline_report *report)
{
    struct guideline_finding *made =
        arena_array(arena, findings->count + 1, sizeof *made);
    struct guideline_mend *mends =
        arena_array(arena, findings->n_mends + 1, sizeof *mends);

    for (size_t i = 0; i < findings->n_mends; i++)
        mends[i] = (struct guideline_mend){
            findings->mends[i].start, findings->mends[i].end,
            arena_strdup(arena, findings->mends[i].replacement)};
    if (findings->count > 1)
        qsort(findings->items, findings->count, sizeof findings->items[0],
              by_place);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *from = &findings->items[i];

        made[i] = (struct guideline_finding){
            .rule = from->rule->id,
            .title = from->rule->title,
            .why = from->rule->why,
            .fix = from->rule->fix,
            .severity = from->severity,
            .start = from->start,
            .end = from->end,
            .message = arena_strdup(arena, from->message),
            .mends = mends + from->first_mend,
            .n_mends = from->n_mends,
        };
    }
    report->findings = made;
    report->n_findings = findings->count;
}
