/* The reviewer's verbs: a word on a text, what it teaches about the rep, and
 * all clean texts of a story at once. */
#include "queue_write.h"

#include "polyphony/mem.h"
#include "polyphony/review.h"
#include "polyphony/rules.h"

#include <stdlib.h>
#include <string.h>

static bool
write_decision(struct queue_verb *verb, const struct suggestion *g,
               int64_t trust, struct error *err)
{
    char pack[QUEUE_PACK_NAME];

    queue_pack_name(verb->queue->pack, pack, sizeof pack);
    return db_run(verb->queue->store->db, err,
                  "INSERT INTO decision(suggestion, revision, who, verdict, "
                  "note, pack, at, trust) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                  "$8)",
                  "iittttii", g->id, (int64_t)g->revision, verb->queue->who,
                  verb->verdict, verb->note, pack, verb->queue->now, trust);
}

/* Of the blind sample, not judged yet and not taken by the rep either. */
static bool
is_blind_sample(const struct suggestion *g)
{
    return g->blind && (strcmp(g->state, "approved") == 0 ||
                        strcmp(g->state, "offered") == 0);
}

/* Its state does not say that somebody has had a word on it. */
static bool
not_judged(struct queue_verb *verb, const struct suggestion *g,
           struct error *err)
{
    struct db_stmt *q = db_query(verb->queue->store->db, err,
                                 "SELECT who FROM decision WHERE suggestion = "
                                 "$1 ORDER BY id DESC LIMIT 1",
                                 "i", g->id);
    struct error why;
    bool judged = db_next(q);

    if (judged)
        error_set(&why, ERROR_CONFLICT,
                  "suggestion %lld: %s has had a word on it already",
                  (long long)g->id, db_text(q, 0));
    if (!db_done(q, err))
        return false;
    if (judged && err != NULL)
        *err = why;
    return !judged;
}

/* A text of the blind sample is approved or offered already: the reviewer's
 * word is recorded, and the state stays. */
static bool
approve_also(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    struct queue_audit row = {.what = verb->what,
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .note = verb->note,
                              .text = g->text};

    if (is_blind_sample(g)) {
        verb->to = NULL;
        return not_judged(verb, g, err) &&
               queue_write_audit(verb->queue, &row, err);
    }
    return queue_not_blocked(verb, g, err);
}

/* The reviewer's word, and what it teaches: trust follows what reviewers do
 * with a rep's texts. */
static bool
learn_trust(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    struct db *db = verb->queue->store->db;
    int64_t decided, unchanged, trust;
    bool is_miss = strcmp(verb->verdict, "approve") != 0;

    if (!db_number(db, err, &trust, 0, "SELECT trust FROM rep WHERE id = $1",
                   "t", g->rep) ||
        !db_number(db, err, &decided, 0,
                   "SELECT count(*) FROM decision AS d JOIN suggestion AS g "
                   "ON g.id = d.suggestion WHERE g.rep = $1",
                   "t", g->rep) ||
        !db_number(db, err, &unchanged, 0,
                   "SELECT count(*) FROM decision AS d JOIN suggestion AS g "
                   "ON g.id = d.suggestion WHERE g.rep = $1 "
                   "AND d.verdict = 'approve' AND d.revision = 1",
                   "t", g->rep))
        return false;
    decided++;
    unchanged += !is_miss && g->revision == 1;
    return write_decision(verb, g, trust, err) &&
           reps_set_trust(
               verb->queue->store, g->rep,
               review_trust((int)trust, is_miss, (int)unchanged, (int)decided),
               err);
}

static bool
is_own_text(const struct queue *queue, const char *rep, bool *own,
            struct error *err)
{
    int64_t found;

    if (!db_number(queue->store->db, err, &found, 0,
                   "SELECT count(*) FROM person WHERE name = $1 AND rep = $2 "
                   "AND erased IS NULL",
                   "tt", queue->who, rep))
        return false;
    *own = found > 0;
    return true;
}

/* A reviewer may be a rep besides: their own text is for other eyes where the
 * rules are strict, and elsewhere the record says whose it was. */
static bool
approve_and_learn(struct queue_verb *verb, struct suggestion *g,
                  struct error *err)
{
    const char *note = verb->note;
    struct buf text = {.max = 100000};
    bool own, ok;

    if (!is_own_text(verb->queue, g->rep, &own, err))
        return false;
    if (own && guideline_is_regulated(verb->queue->pack))
        return error_set(err, ERROR_CONFLICT,
                         "suggestion %lld: it is your own text, and these "
                         "rules want four eyes: another reviewer approves it",
                         (long long)g->id);
    if (own) {
        buf_add(&text, QUEUE_OWN_TEXT);
        if (note != NULL && note[0] != '\0')
            buf_printf(&text, ": %s", note);
        verb->note = buf_text(&text);
    }
    ok = approve_also(verb, g, err) && learn_trust(verb, g, err) &&
         (verb->to == NULL ||
          queue_move(verb->queue, g, verb->to, verb->what, verb->note, err));
    if (ok)
        verb->to = NULL; /* it was moved, with the note of here */
    verb->note = note;
    buf_deinit(&text);
    return ok;
}

/* One of the blind sample that fails is taken back from the rep first. */
static bool
fault_and_learn(struct queue_verb *verb, struct suggestion *g,
                struct error *err)
{
    if (is_blind_sample(g)) {
        if (!not_judged(verb, g, err) ||
            !queue_move(verb->queue, g, "in_review", "send to review",
                        QUEUE_BLIND, err))
            return false;
        g->state = "in_review";
    }
    return learn_trust(verb, g, err);
}

bool
queue_approve(struct queue *queue, int64_t id, const char *note,
              struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "approved",
                              .what = "approve",
                              .note = note,
                              .clears = true,
                              .verdict = "approve",
                              .also = approve_and_learn};

    return queue_do_verb(&verb, err);
}

bool
queue_request_change(struct queue *queue, int64_t id, const char *note,
                     struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "changes_requested",
                              .what = "ask for a change",
                              .note = note,
                              .verdict = "change",
                              .also = fault_and_learn};

    return queue_do_verb(&verb, err);
}

bool
queue_reject(struct queue *queue, int64_t id, const char *note,
             struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "rejected",
                              .what = "reject",
                              .note = note,
                              .verdict = "reject",
                              .also = fault_and_learn};

    return queue_do_verb(&verb, err);
}

/* --- all clean ones of a story
 * --------------------------------------------------- */

struct bulk {
    struct queue *queue;
    int64_t story;
    const struct queue_seen *seen; /* NULL: all of the story */
    size_t n_seen;
    size_t *count;
};

static bool
pick_clean(struct bulk *bulk, int64_t **ids, size_t *count, struct error *err)
{
    struct db_stmt *q = db_query(
        bulk->queue->store->db, err,
        "SELECT g.id FROM suggestion AS g WHERE g.story = $1 AND "
        "g.state = 'in_review' AND NOT EXISTS (SELECT 1 FROM finding AS f "
        "WHERE f.suggestion = g.id AND f.revision = g.revision AND "
        "f.severity <> 'advise') ORDER BY g.id",
        "i", bulk->story);
    size_t capacity = 0;

    *ids = NULL;
    *count = 0;
    while (db_next(q)) {
        *ids = mem_grow(*ids, &capacity, *count + 1, sizeof **ids);
        (*ids)[(*count)++] = db_int(q, 0);
    }
    return db_done(q, err);
}

/* Those that still wait, are clean, and read as they were read. */
static bool
pick_seen(struct bulk *bulk, int64_t **ids, size_t *count, struct error *err)
{
    *ids = mem_calloc(bulk->n_seen + 1, sizeof **ids);
    *count = 0;
    for (size_t i = 0; i < bulk->n_seen; i++) {
        const struct queue_seen *seen = &bulk->seen[i];
        int64_t found;

        if (!db_number(
                bulk->queue->store->db, err, &found, 0,
                "SELECT count(*) FROM suggestion AS g WHERE g.id = $1 AND "
                "g.revision = $2 AND (g.state = 'in_review' OR (g.blind = 1 "
                "AND g.state IN ('approved', 'offered') AND NOT EXISTS "
                "(SELECT 1 FROM decision AS d WHERE d.suggestion = g.id))) "
                "AND NOT EXISTS (SELECT 1 FROM finding AS f WHERE "
                "f.suggestion = g.id AND f.revision = g.revision AND "
                "f.severity <> 'advise')",
                "ii", seen->id, (int64_t)seen->revision))
            return false;
        if (found > 0)
            (*ids)[(*count)++] = seen->id;
    }
    return true;
}

/* One's own are left to others where the rules want four eyes. */
static bool
leave_own(struct queue *queue, int64_t *ids, size_t *count, struct error *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        int64_t own;

        if (!db_number(queue->store->db, err, &own, 0,
                       "SELECT count(*) FROM suggestion AS g JOIN person AS p "
                       "ON p.rep = g.rep WHERE g.id = $1 AND p.name = $2 AND "
                       "p.erased IS NULL",
                       "it", ids[i], queue->who))
            return false;
        if (own == 0)
            ids[kept++] = ids[i];
    }
    *count = kept;
    return true;
}

/* Picked and approved in one transaction: nobody gets between, and an undo
 * finds one act. */
static bool
run_bulk(void *context, struct error *err)
{
    struct bulk *bulk = context;
    struct arena *arena = arena_new(0);
    int64_t *ids;
    size_t count;
    bool ok = bulk->seen != NULL ? pick_seen(bulk, &ids, &count, err)
                                 : pick_clean(bulk, &ids, &count, err);

    if (ok && guideline_is_regulated(bulk->queue->pack))
        ok = leave_own(bulk->queue, ids, &count, err);
    for (size_t i = 0; ok && i < count; i++) {
        struct queue_verb verb = {
            .queue = bulk->queue,
            .id = ids[i],
            .to = "approved",
            .what = "approve" QUEUE_ALL_AT_ONCE,
            .note = queue_part_note(arena, "all clean ones of the story", i + 1,
                                    count),
            .verdict = "approve",
            .also = approve_and_learn};

        ok = queue_run_verb(&verb, err);
    }
    *bulk->count = ok ? count : 0;
    free(ids);
    arena_free(arena);
    return ok;
}

bool
queue_approve_story(struct queue *queue, int64_t story, size_t *count,
                    struct error *err)
{
    struct bulk bulk = {.queue = queue, .story = story, .count = count};
    struct rules_applied applied;

    *count = 0;
    return rules_apply(queue, &applied, err) &&
           db_transaction(queue->store->db, run_bulk, &bulk, err);
}

bool
queue_approve_seen(struct queue *queue, const struct queue_seen *seen,
                   size_t n_seen, size_t *count, struct error *err)
{
    struct bulk bulk = {
        .queue = queue, .seen = seen, .n_seen = n_seen, .count = count};

    *count = 0;
    for (size_t i = 0; i < n_seen; i++) {
        if (!rules_apply_one(queue, seen[i].id, err))
            return false;
    }
    return db_transaction(queue->store->db, run_bulk, &bulk, err);
}
