/* The life of a suggestion: its moves, each with its audit row in the same
 * transaction. Which moves there are stands in the table `move` of the
 * schema; the store's trigger refuses all others, so a verb here that is
 * wrong fails instead of writing nonsense. Here are the rep's verbs;
 * queue_review.c has the reviewer's,
 * queue_schedule.c a time of one's own, queue_add.c stores and edits texts,
 * queue_read.c reads, place.c finds slots, audit.c writes the record. */
#include "queue_write.h"

#include "polyphony/clock.h"
#include "polyphony/rules.h"

#include <stdio.h>
#include <string.h>

void
queue_pack_name(const struct guideline *pack, char *out, size_t size)
{
    snprintf(out, size, "%.60s %d (%s)", guideline_name(pack),
             guideline_version(pack), guideline_mark(pack));
}

/* --- one move ---------------------------------------------------------------
 */

/* In a sentence: "in review", "changes requested". */
static const char *
state_words(const char *state)
{
    if (strcmp(state, "in_review") == 0)
        return "in review";
    return strcmp(state, "changes_requested") == 0 ? "changes requested"
                                                   : state;
}

/* "suggestion 7 is approved already (by Ada, 2026-11-22T08:00:00Z)". `to` is
 * the state that was wanted. */
static bool
refuse(struct queue *queue, const struct suggestion *g, const char *to,
       const char *what, struct error *err)
{
    struct db_stmt *q = db_query(queue->store->db, err,
                                 "SELECT coalesce(alias, who), at FROM audit "
                                 "WHERE suggestion = $1 AND is_now = $2 "
                                 "ORDER BY id DESC LIMIT 1",
                                 "it", g->id, g->state);
    char when[TIME_TEXT] = "", who[100] = "somebody";

    if (db_next(q)) {
        snprintf(who, sizeof who, "%s", db_text(q, 0));
        time_text(db_int(q, 1), when);
    }
    if (!db_done(q, err))
        return false;
    if (strcmp(g->state, to) == 0)
        return error_set(err, ERROR_CONFLICT,
                         "suggestion %lld is %s already (by %s, %s)",
                         (long long)g->id, state_words(g->state), who, when);
    return error_set(err, ERROR_CONFLICT,
                     "suggestion %lld is %s (by %s, %s); \"%s\" does not fit "
                     "that",
                     (long long)g->id, state_words(g->state), who, when, what);
}

bool
queue_may_move(struct queue *queue, const struct suggestion *g, const char *to,
               const char *what, struct error *err)
{
    int64_t rows;

    if (!db_number(queue->store->db, err, &rows, 0,
                   "SELECT count(*) FROM move WHERE was = $1 AND is_now = $2",
                   "tt", g->state, to))
        return false;
    return rows > 0 || refuse(queue, g, to, what, err);
}

bool
queue_move(struct queue *queue, const struct suggestion *g, const char *to,
           const char *what, const char *note, struct error *err)
{
    struct queue_audit row = {.what = what,
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = to,
                              .note = note,
                              .text = g->text};
    struct db *db = queue->store->db;

    if (!queue_may_move(queue, g, to, what, err))
        return false;
    return db_run(db, err,
                  "UPDATE suggestion SET state = $2, accepted = CASE WHEN "
                  "$2 = 'accepted' THEN coalesce(accepted, $3) ELSE accepted "
                  "END WHERE id = $1",
                  "iti", g->id, to, queue->now) &&
           (!queue_is_dead(to) ||
            db_run(db, err, "DELETE FROM slot WHERE suggestion = $1", "i",
                   g->id)) &&
           queue_write_audit(queue, &row, err);
}

/* --- the verbs of people
 * ------------------------------------------------------ */

bool
queue_is_as_seen(struct queue *queue, const struct suggestion *g,
                 struct error *err)
{
    struct db_stmt *q;
    struct error why;

    if (queue->seen == 0 || queue->seen == g->revision)
        return true;
    q = db_query(queue->store->db, err,
                 "SELECT who FROM revision WHERE suggestion = $1 AND number = "
                 "$2",
                 "ii", g->id, (int64_t)g->revision);
    error_set(&why, ERROR_CONFLICT,
              "suggestion %lld: %s changed the text since you read it",
              (long long)g->id, db_next(q) ? db_text(q, 0) : "somebody");
    if (!db_done(q, err))
        return false;
    if (err != NULL)
        *err = why;
    return false;
}

bool
queue_run_verb(void *context, struct error *err)
{
    struct queue_verb *verb = context;
    struct arena *arena = arena_new(0);
    struct suggestion g;
    bool ok = queue_find(verb->queue->store, verb->id, arena, &g, err) &&
              queue_is_as_seen(verb->queue, &g, err);

    if (ok && verb->early && strcmp(g.state, "approved") == 0) {
        ok = queue_move(verb->queue, &g, "offered", "offer", "early", err);
        g.state = "offered";
    }
    ok = ok && (verb->also == NULL || verb->also(verb, &g, err)) &&
         (verb->to == NULL ||
          queue_move(verb->queue, &g, verb->to, verb->what, verb->note, err));
    arena_free(arena);
    return ok;
}

bool
queue_do_verb(struct queue_verb *verb, struct error *err)
{
    return (!verb->clears || rules_apply_one(verb->queue, verb->id, err)) &&
           db_transaction(verb->queue->store->db, queue_run_verb, verb, err);
}

bool
queue_not_blocked(struct queue_verb *verb, struct suggestion *g,
                  struct error *err)
{
    struct db_stmt *q =
        db_query(verb->queue->store->db, err,
                 "SELECT rule, message FROM finding WHERE suggestion = $1 "
                 "AND revision = $2 AND severity = 'block' LIMIT 1",
                 "ii", g->id, (int64_t)g->revision);
    struct error why;
    bool blocked = db_next(q);

    if (blocked)
        error_set(&why, ERROR_CONFLICT,
                  "suggestion %lld: the rule %s blocks it (%s); ask for a "
                  "change or edit it",
                  (long long)g->id, db_text(q, 0), db_text(q, 1));
    if (!db_done(q, err))
        return false;
    if (blocked && err != NULL)
        *err = why;
    return !blocked;
}

bool
queue_not_embargoed(struct queue *queue, const struct suggestion *g, int64_t at,
                    struct error *err)
{
    int64_t embargo;
    char until[TIME_TEXT];

    if (!db_number(queue->store->db, err, &embargo, 0,
                   "SELECT embargo FROM story WHERE id = $1 AND embargo > $2",
                   "ii", g->story, at))
        return false;
    return embargo == 0 ||
           error_set(err, ERROR_CONFLICT,
                     "suggestion %lld: its story is under embargo until %s",
                     (long long)g->id, time_text(embargo, until));
}

static bool
accept_also(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    return queue_not_blocked(verb, g, err) &&
           queue_not_embargoed(verb->queue, g, verb->queue->now, err);
}

bool
queue_accept(struct queue *queue, int64_t id, struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "accepted",
                              .what = "accept",
                              .early = true,
                              .clears = true,
                              .also = accept_also};

    return queue_do_verb(&verb, err);
}

bool
queue_not_yet(struct queue *queue, int64_t id, struct error *err)
{
    struct queue_verb verb = {
        .queue = queue, .id = id, .to = "offered", .what = "not yet"};

    return queue_do_verb(&verb, err);
}

bool
queue_dismiss(struct queue *queue, int64_t id, const char *reason,
              struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "dismissed",
                              .what = "dismiss",
                              .note = reason,
                              .early = true};

    return queue_do_verb(&verb, err);
}

static bool
snooze_also(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    char when[TIME_TEXT];
    struct queue_audit row = {.what = "snooze",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .note = time_text(verb->when, when),
                              .text = g->text};

    if (strcmp(g->state, "offered") != 0)
        return refuse(verb->queue, g, "snoozed", "snooze", err);
    /* Its slot would have passed when it comes back. */
    if ((g->slot == TIME_NONE || g->slot < verb->when) &&
        !queue_place_again(verb->queue, g, verb->when, err))
        return false;
    return db_run(verb->queue->store->db, err,
                  "UPDATE suggestion SET snoozed = $2 WHERE id = $1", "ii",
                  g->id, verb->when) &&
           queue_write_audit(verb->queue, &row, err);
}

bool
queue_snooze(struct queue *queue, int64_t id, int64_t until, struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .early = true,
                              .when = until,
                              .also = snooze_also};

    if (until <= queue->now)
        return error_set(err, ERROR_INPUT, "that time has passed");
    return queue_do_verb(&verb, err);
}

static bool
wake_also(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    struct queue_audit row = {.what = "wake",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .text = g->text};

    if (strcmp(g->state, "offered") != 0 || g->snoozed == TIME_NONE)
        return refuse(verb->queue, g, "awake", "wake", err);
    return queue_place_again(verb->queue, g, verb->queue->now, err) &&
           db_run(verb->queue->store->db, err,
                  "UPDATE suggestion SET snoozed = NULL WHERE id = $1", "i",
                  g->id) &&
           queue_write_audit(verb->queue, &row, err);
}

bool
queue_wake(struct queue *queue, int64_t id, struct error *err)
{
    struct queue_verb verb = {.queue = queue, .id = id, .also = wake_also};

    return queue_do_verb(&verb, err);
}

/* A late word, "I had posted it", wins over a newer suggestion on the story
 * that was not shared yet: a rep shares a story once. */
static bool
make_room(struct queue_verb *verb, const struct suggestion *g,
          struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion other;
    int64_t id;
    bool ok = db_number(verb->queue->store->db, err, &id, 0,
                        "SELECT id FROM suggestion WHERE rep = $1 AND "
                        "story = $2 AND id <> $3 AND state NOT IN "
                        "('rejected', 'dismissed', 'expired', 'withdrawn', "
                        "'discarded')",
                        "tii", g->rep, g->story, g->id);

    if (ok && id != 0) {
        ok = queue_find(verb->queue->store, id, arena, &other, err);
        if (ok && strcmp(other.state, "shared") == 0)
            ok = error_set(err, ERROR_CONFLICT,
                           "%s shared this story already, as suggestion %lld",
                           g->rep_name, (long long)id);
        else
            ok = ok && queue_move(verb->queue, &other, "withdrawn", "withdraw",
                                  "the rep had shared this story already", err);
    }
    arena_free(arena);
    return ok;
}

static bool
write_share(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    bool late =
        strcmp(g->state, "withdrawn") == 0 || strcmp(g->state, "expired") == 0;

    /* "I posted it" without accepting first: the accepting is implied. */
    if (strcmp(g->state, "offered") == 0) {
        if (!queue_move(verb->queue, g, "accepted", "accept", NULL, err))
            return false;
        g->state = "accepted";
    }
    return (!late || make_room(verb, g, err)) &&
           db_run(verb->queue->store->db, err,
                  "INSERT INTO share(suggestion, rep, network, at, address, "
                  "late) VALUES ($1, $2, $3, $4, $5, $6) "
                  "ON CONFLICT(suggestion) DO NOTHING",
                  "ittiti", g->id, g->rep, g->network, verb->queue->now,
                  verb->address, (int64_t)late);
}

bool
queue_shared(struct queue *queue, int64_t id, const char *address,
             struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "shared",
                              .what = "share",
                              .note = address,
                              .address = address,
                              .early = true,
                              .also = write_share};

    return queue_do_verb(&verb, err);
}

static bool
write_address(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    struct queue_audit row = {.what = "address",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .note = verb->address};

    if (strcmp(g->state, "shared") != 0)
        return error_set(err, ERROR_CONFLICT,
                         "suggestion %lld is %s, not shared; it has no address",
                         (long long)g->id, g->state);
    return db_run(verb->queue->store->db, err,
                  "UPDATE share SET address = $2 WHERE suggestion = $1", "it",
                  g->id, verb->address) &&
           queue_write_audit(verb->queue, &row, err);
}

bool
queue_set_address(struct queue *queue, int64_t id, const char *address,
                  struct error *err)
{
    struct queue_verb verb = {
        .queue = queue, .id = id, .address = address, .also = write_address};

    return queue_do_verb(&verb, err);
}

bool
queue_withdraw(struct queue *queue, int64_t id, const char *note,
               struct error *err)
{
    struct queue_verb verb = {.queue = queue,
                              .id = id,
                              .to = "withdrawn",
                              .what = "withdraw",
                              .note = note};

    return queue_do_verb(&verb, err);
}
