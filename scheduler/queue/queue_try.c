/* A wording is tried: measured, compared and checked as if it were stored,
 * without storing it. What queue_edit() decides in its own transaction is
 * decided there again; this is for people who are still writing. */
#include "queue_write.h"

#include "polyphony/review.h"

#include <string.h>

/* The findings as rows are read, so that both are shown alike. */
static void
copy_findings(const struct guideline_report *report, struct arena *arena,
              struct queue_trial *trial)
{
    struct queue_finding *list =
        arena_array(arena, report->n_findings, sizeof *list);

    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *from = &report->findings[i];

        list[i] = (struct queue_finding){
            .rule = arena_strdup(arena, from->rule),
            .severity = guideline_severity_name(from->severity),
            .message = arena_strdup(arena, from->message),
            .fix = arena_strdup(arena, from->fix),
            .start = (int64_t)from->start,
            .end = (int64_t)from->end,
            .can_mend = from->n_mends > 0};
    }
    trial->findings = list;
    trial->n_findings = report->n_findings;
}

static bool
try_rules(struct queue *queue, const struct suggestion *g,
          const struct rep *rep, struct arena *arena, struct queue_trial *trial,
          struct error *err)
{
    struct guideline_report *report = NULL;
    struct review_case it = {.policy = rep->review,
                             .trust = rep->trust,
                             .is_edit = true,
                             .is_regulated =
                                 guideline_is_regulated(queue->pack)};

    if (!queue_check_rules(queue, g->article, g->network, g->text, &report,
                           err))
        return false;
    trial->measure = report->measure;
    for (size_t i = 0; i < report->n_findings; i++) {
        it.has_warn |= report->findings[i].severity == GUIDELINE_WARN;
        it.has_block |= report->findings[i].severity == GUIDELINE_BLOCK;
    }
    trial->blocked = it.has_block;
    trial->needs_person = review_needs_person(&it);
    copy_findings(report, arena, trial);
    guideline_report_free(report);
    return true;
}

/* Too close is an answer here, not a failure. */
static bool
try_likeness(struct queue *queue, const struct suggestion *g,
             const struct rep *rep, struct arena *arena,
             struct queue_trial *trial, struct error *err)
{
    struct differ_story *story = NULL;
    struct differ_history *history = NULL;
    struct error alike;
    bool ok =
        queue_load_story(queue->store, g->story, queue->now, &story, err) &&
        queue_load_history(queue->store, rep->id, g->id, &history, err);

    if (ok) {
        trial->closeness = differ_closeness(story, rep->id, g->text);
        if (!differ_check(story, history, rep->id, g->text, &alike))
            trial->alike = arena_strdup(arena, alike.text);
    }
    differ_story_free(story);
    differ_history_free(history);
    return ok;
}

bool
queue_try(struct queue *queue, int64_t id, const char *text,
          struct arena *arena, struct queue_trial *trial, struct error *err)
{
    struct suggestion g;
    struct rep rep;

    memset(trial, 0, sizeof *trial);
    if (text[strspn(text, " \t\r\n")] == '\0')
        return error_set(err, ERROR_INPUT, "the text is empty");
    if (!queue_find(queue->store, id, arena, &g, err) ||
        !reps_find(queue->store, g.rep, arena, &rep, err))
        return false;
    g.text = text;
    return try_rules(queue, &g, &rep, arena, trial, err) &&
           try_likeness(queue, &g, &rep, arena, trial, err);
}
