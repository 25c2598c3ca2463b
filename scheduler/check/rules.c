/* A change of rules, and the texts that were checked with the former ones.
 * What counts is what is new: a warning that a reviewer has seen and passed
 * does not come back for a change elsewhere in the pack. A rep's trust stays
 * as it is: their texts kept the rules of their day. */
#include "polyphony/rules.h"
#include "polyphony/mem.h"
#include "polyphony/review.h"
#include "scheduler/queue/queue_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNSHARED                                                               \
    "('draft', 'in_review', 'changes_requested', 'approved', 'offered', "      \
    "'accepted', 'scheduled')"

/* What a suggestion is by now. */
struct again {
    struct queue *queue;
    int64_t id;
    struct rules_applied *counts;
    struct arena *arena;
    struct suggestion g;
    struct rep rep;
    struct guideline_report *report;
    const struct queue_finding *known; /* of the former rules */
    size_t n_known;
    char pack[QUEUE_PACK_NAME];
};

static bool
is_known(const struct again *again, const struct guideline_finding *finding)
{
    const char *severity = guideline_severity_name(finding->severity);

    for (size_t i = 0; i < again->n_known; i++) {
        if (strcmp(again->known[i].rule, finding->rule) == 0 &&
            strcmp(again->known[i].severity, severity) == 0)
            return true;
    }
    return false;
}

/* The first finding of a severity; with `fresh` only one that is new. */
static const struct guideline_finding *
find(const struct again *again, enum guideline_severity severity, bool fresh)
{
    for (size_t i = 0; i < again->report->n_findings; i++) {
        const struct guideline_finding *f = &again->report->findings[i];

        if (f->severity == severity && !(fresh && is_known(again, f)))
            return f;
    }
    return NULL;
}

static bool
needs_person(const struct again *again, bool has_warn)
{
    struct review_case it = {
        .policy = again->rep.review,
        .trust = again->rep.trust,
        .has_warn = has_warn,
        .has_block = find(again, GUIDELINE_BLOCK, false) != NULL,
        .is_regulated = guideline_is_regulated(again->queue->pack)};

    return review_needs_person(&it);
}

static const char *
reason(struct again *again, const struct guideline_finding *finding)
{
    return arena_printf(again->arena, "rule %s: %s", finding->rule,
                        finding->message);
}

static bool
move(struct again *again, const char *to, const char *what, const char *note,
     struct error *err)
{
    if (!queue_move(again->queue, &again->g, to, what, note, err))
        return false;
    again->g.state = to;
    return true;
}

/* Offered or approved. */
static bool
judge_cleared(struct again *again, struct error *err)
{
    const struct guideline_finding *why = find(again, GUIDELINE_BLOCK, false);

    if (why == NULL) {
        why = find(again, GUIDELINE_WARN, true);
        if (why == NULL || !needs_person(again, true))
            return true;
    }
    again->counts->reviewed++;
    return (strcmp(again->g.state, "approved") != 0 ||
            move(again, "draft", "take back", reason(again, why), err)) &&
           move(again, "in_review", "send to review", reason(again, why), err);
}

/* The text is frozen, so there is no mend but taking it back. */
static bool
judge_frozen(struct again *again, struct error *err)
{
    const struct guideline_finding *why = find(again, GUIDELINE_BLOCK, false);

    if (why == NULL)
        return true;
    again->counts->withdrawn++;
    return move(
        again, "withdrawn", "withdraw",
        arena_printf(again->arena, "the rules changed; %s", reason(again, why)),
        err);
}

/* In review: still for a reason? An edit is, and what a reviewer has had a
 * word on. */
static bool
judge_waiting(struct again *again, struct error *err)
{
    struct db *db = again->queue->store->db;
    int64_t decided;

    if (!db_number(db, err, &decided, 0,
                   "SELECT count(*) FROM decision WHERE suggestion = $1", "i",
                   again->id))
        return false;
    if (decided > 0 || again->g.revision > 1 ||
        needs_person(again, find(again, GUIDELINE_WARN, false) != NULL))
        return true;
    again->counts->cleared++;
    return move(again, "approved", "clear itself",
                "the rule that it waited for is gone", err) &&
           queue_mark_blind(again->queue, again->id, again->g.key, err);
}

static bool
judge(struct again *again, struct error *err)
{
    const char *state = again->g.state;

    if (strcmp(state, "approved") == 0 || strcmp(state, "offered") == 0)
        return judge_cleared(again, err);
    if (strcmp(state, "accepted") == 0 || strcmp(state, "scheduled") == 0)
        return judge_frozen(again, err);
    return strcmp(state, "in_review") != 0 || judge_waiting(again, err);
}

static bool
note_rules(struct again *again, struct error *err)
{
    struct queue *queue = again->queue;
    struct queue_audit row = {.what = "check again",
                              .suggestion = again->id,
                              .was = again->g.state,
                              .is_now = again->g.state,
                              .note = arena_printf(again->arena,
                                                   "the rules changed, from %s",
                                                   again->g.pack)};

    return db_run(queue->store->db, err,
                  "DELETE FROM finding WHERE suggestion = $1 AND revision = $2",
                  "ii", again->id, (int64_t)again->g.revision) &&
           queue_write_findings(queue, again->id, again->g.revision,
                                again->report, err) &&
           db_run(queue->store->db, err,
                  "UPDATE suggestion SET pack = $2 WHERE id = $1", "it",
                  again->id, again->pack) &&
           queue_write_audit(queue, &row, err);
}

/* Somebody may have moved it since it was picked. */
static bool
is_stale(struct again *again, bool *stale, struct error *err)
{
    int64_t rows;

    if (!db_number(again->queue->store->db, err, &rows, 0,
                   "SELECT count(*) FROM suggestion WHERE id = $1 AND "
                   "pack <> $2 AND state IN " UNSHARED,
                   "it", again->id, again->pack))
        return false;
    *stale = rows > 0;
    return true;
}

static bool
check_again(struct again *again, struct error *err)
{
    struct store *store = again->queue->store;
    struct queue_finding *known;
    bool ok =
        queue_find(store, again->id, again->arena, &again->g, err) &&
        reps_find(store, again->g.rep, again->arena, &again->rep, err) &&
        queue_findings(store, again->id, again->arena, &known, &again->n_known,
                       err) &&
        queue_check_rules(again->queue, again->g.article, again->g.network,
                          again->g.text, &again->report, err);

    if (!ok)
        return false;
    again->known = known;
    again->counts->checked++;
    return note_rules(again, err) && judge(again, err);
}

static bool
run_again(void *context, struct error *err)
{
    struct again *again = context;
    struct rules_applied before = *again->counts;
    bool stale, ok;

    if (!is_stale(again, &stale, err))
        return false;
    if (!stale)
        return true;
    again->arena = arena_new(0);
    again->report = NULL;
    ok = check_again(again, err);
    guideline_report_free(again->report);
    arena_free(again->arena);
    if (!ok)
        *again->counts = before; /* it may be tried again */
    return ok;
}

/* As the program, whoever asked: an undo of one's own last move must not find
 * these. */
static bool
apply_to(struct queue *queue, int64_t id, struct rules_applied *counts,
         struct error *err)
{
    struct queue ours = *queue;
    struct again again = {.queue = &ours, .id = id, .counts = counts};

    ours.who = "polyphony";
    queue_pack_name(queue->pack, again.pack, sizeof again.pack);
    return db_transaction(queue->store->db, run_again, &again, err);
}

bool
rules_apply_one(struct queue *queue, int64_t id, struct error *err)
{
    struct rules_applied counts = {0};

    return apply_to(queue, id, &counts, err);
}

bool
rules_apply_count(struct queue *queue, int64_t *count, struct error *err)
{
    char pack[QUEUE_PACK_NAME];

    queue_pack_name(queue->pack, pack, sizeof pack);
    return db_number(queue->store->db, err, count, 0,
                     "SELECT count(*) FROM suggestion WHERE pack <> $1 AND "
                     "state IN " UNSHARED,
                     "t", pack);
}

bool
rules_apply(struct queue *queue, struct rules_applied *counts,
            struct error *err)
{
    char pack[QUEUE_PACK_NAME];
    struct db_stmt *q;
    int64_t *ids = NULL;
    size_t count = 0, capacity = 0;
    bool ok;

    memset(counts, 0, sizeof *counts);
    queue_pack_name(queue->pack, pack, sizeof pack);
    q = db_query(queue->store->db, err,
                 "SELECT id FROM suggestion WHERE pack <> $1 AND state "
                 "IN " UNSHARED " ORDER BY id",
                 "t", pack);
    while (db_next(q)) {
        ids = mem_grow(ids, &capacity, count + 1, sizeof *ids);
        ids[count++] = db_int(q, 0);
    }
    ok = db_done(q, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = apply_to(queue, ids[i], counts, err);
    free(ids);
    return ok;
}

char *
rules_words(const struct rules_applied *counts, char out[RULES_WORDS])
{
    int len = snprintf(out, RULES_WORDS, "%zu checked", counts->checked);
    const struct {
        size_t count;
        const char *words;
    } parts[] = {{counts->reviewed, "sent to review"},
                 {counts->withdrawn, "withdrawn"},
                 {counts->cleared, "cleared"}};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count > 0 && len > 0 && len < RULES_WORDS)
            len += snprintf(out + len, RULES_WORDS - (size_t)len, ", %zu %s",
                            parts[i].count, parts[i].words);
    }
    if (counts->reviewed + counts->withdrawn + counts->cleared == 0 &&
        counts->checked > 0)
        snprintf(out, RULES_WORDS, "%zu checked, all stay where they are",
                 counts->checked);
    return out;
}
