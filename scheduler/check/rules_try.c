/* A rule pack tried on what was written lately, before a company takes it:
 * what each rule would have caught. Reads only. */
#include "polyphony/rules.h"
#include "scheduler/queue/queue_write.h"

#include <string.h>

struct trying {
    struct queue queue; /* for the checks: nothing is written */
    struct arena *arena;
    struct rules_trial *trial;
};

/* The wording that is looked at. */
struct wording {
    int64_t suggestion, revision, article;
    const char *text, *network, *rep_name;
};

static void
begin_trial(const struct guideline *pack, struct arena *arena,
            struct rules_trial *trial)
{
    memset(trial, 0, sizeof *trial);
    trial->count = guideline_rules(pack);
    trial->rules = arena_array(arena, trial->count + 1, sizeof *trial->rules);
    memset(trial->rules, 0, (trial->count + 1) * sizeof *trial->rules);
    for (size_t i = 0; i < trial->count; i++)
        guideline_rule(pack, i, &trial->rules[i].rule, &trial->rules[i].title,
                       &trial->rules[i].severity);
}

static bool
was_found(struct trying *trying, const struct wording *w, const char *rule,
          bool *found, struct error *err)
{
    int64_t rows;

    if (!db_number(trying->queue.store->db, err, &rows, 0,
                   "SELECT count(*) FROM finding WHERE suggestion = $1 AND "
                   "revision = $2 AND rule = $3",
                   "iit", w->suggestion, w->revision, rule))
        return false;
    *found = rows > 0;
    return true;
}

static void
add_example(struct trying *trying, struct rules_catch *caught,
            const struct wording *w, const struct guideline_finding *f)
{
    if (caught->n_examples == RULES_EXAMPLES)
        return;
    caught->examples[caught->n_examples++] =
        (struct rules_example){w->suggestion,
                               arena_strdup(trying->arena, w->rep_name),
                               arena_strdup(trying->arena, w->text),
                               arena_strdup(trying->arena, f->message),
                               f->start,
                               f->end};
}

/* A rule's first finding in the text; the others say no more. */
static const struct guideline_finding *
first_of(const struct guideline_report *report, const char *rule)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        if (strcmp(report->findings[i].rule, rule) == 0)
            return &report->findings[i];
    }
    return NULL;
}

static bool
count_findings(struct trying *trying, const struct wording *w,
               const struct guideline_report *report, struct error *err)
{
    struct rules_trial *trial = trying->trial;
    enum guideline_severity worst;

    trial->texts++;
    guideline_worst(report, &worst);
    trial->clean += worst == GUIDELINE_ADVISE;
    trial->warned += worst == GUIDELINE_WARN;
    trial->blocked += worst == GUIDELINE_BLOCK;
    for (size_t i = 0; report->n_findings > 0 && i < trial->count; i++) {
        struct rules_catch *caught = &trial->rules[i];
        const struct guideline_finding *f = first_of(report, caught->rule);
        bool found;

        if (f == NULL)
            continue;
        if (!was_found(trying, w, caught->rule, &found, err))
            return false;
        caught->texts++;
        caught->fresh += !found;
        add_example(trying, caught, w, f);
    }
    return true;
}

static bool
try_wording(struct trying *trying, const struct wording *w, struct error *err)
{
    struct guideline_report *report;
    bool ok;

    if (!queue_check_rules(&trying->queue, w->article, w->network, w->text,
                           &report, err))
        return false;
    ok = count_findings(trying, w, report, err);
    guideline_report_free(report);
    return ok;
}

bool
rules_try(struct store *store, const struct guideline *pack, int64_t since,
          struct arena *arena, struct rules_trial *trial, struct error *err)
{
    struct trying trying = {.queue = {.store = store, .pack = pack},
                            .arena = arena,
                            .trial = trial};
    struct db_stmt *q;
    bool ok = true;

    begin_trial(pack, arena, trial);
    q = db_query(store->db, err,
                 "SELECT g.id, v.number, g.article, v.text, g.network, r.name "
                 "FROM revision AS v JOIN suggestion AS g ON g.id = "
                 "v.suggestion JOIN rep AS r ON r.id = g.rep WHERE v.at >= $1 "
                 "ORDER BY v.at DESC, g.id DESC, v.number DESC",
                 "i", since);
    while (ok && db_next(q)) {
        struct wording w = {db_int(q, 0),  db_int(q, 1),  db_int(q, 2),
                            db_text(q, 3), db_text(q, 4), db_text(q, 5)};

        ok = try_wording(&trying, &w, err);
    }
    if (ok)
        return db_done(q, err);
    db_drop(q);
    return false;
}
