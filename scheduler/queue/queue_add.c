/* Texts enter the queue here, new or edited: compared with all that they must
 * not echo, checked against the rules, and stored, all in one transaction. */
#include "queue_write.h"

#include "polyphony/digest.h"
#include "polyphony/review.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDIT_MAX 65536 /* bytes; no network takes a tenth of it */

struct check {
    struct queue *queue;
    const struct rep *rep;
    int64_t story, article, except;
    const char *network, *text;
};

/* --- what is checked
 * ---------------------------------------------------------- */

/* A rep's second text on a story is left out of the comparison; the index
 * one_live of the schema refuses it. */
static bool
differs(const struct check *check, struct error *err)
{
    struct differ_story *story = NULL;
    struct differ_history *history = NULL;
    struct error alike;
    bool ok = queue_load_story(check->queue->store, check->story,
                               check->queue->now, &story, err) &&
              queue_load_history(check->queue->store, check->rep->id,
                                 check->except, &history, err);

    if (ok &&
        !differ_check(story, history, check->rep->id, check->text, &alike))
        ok = error_set(err, ERROR_CONFLICT, "%s", alike.text);
    differ_story_free(story);
    differ_history_free(history);
    return ok;
}

bool
queue_load_post(struct store *store, int64_t article, struct arena *arena,
                struct guideline_post *post, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT title, summary, url, (SELECT c.text FROM company_post AS c "
        "WHERE c.url_key = a.url_key ORDER BY c.id LIMIT 1) "
        "FROM article AS a WHERE id = $1",
        "i", article);
    bool found = db_next(q);

    *post = (struct guideline_post){0};
    if (found) {
        post->article_title = arena_strdup(arena, db_text(q, 0));
        post->article_description = arena_strdup(arena, db_text(q, 1));
        post->article_url = arena_strdup(arena, db_text(q, 2));
        post->corporate = arena_strdup(arena, db_text(q, 3));
    }
    return db_done(q, err) &&
           (found || error_set(err, ERROR_NOTFOUND, "its article is gone"));
}

bool
queue_check_rules(struct queue *queue, int64_t article, const char *network,
                  const char *text, struct guideline_report **report,
                  struct error *err)
{
    const struct network *known = network_find(network);
    struct arena *arena = arena_new(0);
    struct guideline_post post;
    bool ok = (known != NULL ||
               error_set(err, ERROR_INPUT, "%s: no such network", network)) &&
              queue_load_post(queue->store, article, arena, &post, err);

    *report = NULL;
    if (ok) {
        post.text = text;
        post.network = known;
        guideline_check(queue->pack, &post, report);
    }
    arena_free(arena);
    return ok;
}

static bool
run_rules(const struct check *check, struct guideline_report **report,
          struct error *err)
{
    return queue_check_rules(check->queue, check->article, check->network,
                             check->text, report, err);
}

bool
queue_write_findings(struct queue *queue, int64_t id, int revision,
                     const struct guideline_report *report, struct error *err)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *f = &report->findings[i];

        if (!db_run(queue->store->db, err,
                    "INSERT INTO finding(suggestion, revision, rule, severity, "
                    "start, \"end\", message, fix) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    "iittiitt", id, (int64_t)revision, f->rule,
                    guideline_severity_name(f->severity), (int64_t)f->start,
                    (int64_t)f->end, f->message, f->fix))
            return false;
    }
    return true;
}

static bool
write_revision(struct queue *queue, int64_t id, int revision, const char *text,
               struct error *err)
{
    char pack[QUEUE_PACK_NAME];

    queue_pack_name(queue->pack, pack, sizeof pack);
    return db_run(queue->store->db, err,
                  "INSERT INTO revision(suggestion, number, text, who, at, "
                  "pack) VALUES ($1, $2, $3, $4, $5, $6)",
                  "iittit", id, (int64_t)revision, text, queue->who, queue->now,
                  pack);
}

static bool
has_severity(const struct guideline_report *report,
             enum guideline_severity severity)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        if (report->findings[i].severity == severity)
            return true;
    }
    return false;
}

static bool
needs_person(const struct queue *queue, const struct rep *rep, bool is_edit,
             const struct guideline_report *report)
{
    struct review_case it = {.policy = rep->review,
                             .trust = rep->trust,
                             .is_edit = is_edit,
                             .has_warn = has_severity(report, GUIDELINE_WARN),
                             .has_block = has_severity(report, GUIDELINE_BLOCK),
                             .is_regulated =
                                 guideline_is_regulated(queue->pack)};

    return review_needs_person(&it);
}

/* --- a new text
 * ---------------------------------------------------------------- */

static bool
insert_row(struct queue *queue, const struct queue_new *new, int64_t *id,
           struct error *err)
{
    char pack[80];

    queue_pack_name(queue->pack, pack, sizeof pack);
    if (!db_run(queue->store->db, err,
                "INSERT INTO suggestion(key, rep, story, article, network, "
                "text, link, angle, opening, structure, phrases, spans, "
                "source, score, why, reasons, writer, pack, made) VALUES "
                "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                "$14, $15, $16, $17, $18, $19)",
                "ttiitttttttttrtttti", new->key, new->rep->id, new->story,
                new->article, new->network, new->text, new->link, new->angle,
                new->opening, new->structure, new->phrases, new->spans,
                new->source, new->score, new->why, new->reasons, new->writer,
                pack, queue->now))
        return false;
    *id = db_last_id(queue->store->db);
    return true;
}

/* One in twenty of what cleared itself, by a hash that nobody can steer. */
bool
queue_mark_blind(struct queue *queue, int64_t id, const char *key,
                 struct error *err)
{
    const char *const texts[] = {"blind sample", key};
    char hash[DIGEST_TEXT], head[9];

    digest_text(hash, texts, 2);
    snprintf(head, sizeof head, "%.8s", hash);
    if (strtoul(head, NULL, 16) % 100 >= (unsigned long)queue->blind_percent)
        return true;
    return db_run(queue->store->db, err,
                  "UPDATE suggestion SET blind = 1 WHERE id = $1", "i", id);
}

static bool
route(struct queue *queue, const struct queue_new *new, int64_t id,
      const struct guideline_report *report, struct error *err)
{
    bool person = needs_person(queue, new->rep, false, report);
    struct suggestion made = {
        .id = id, .state = "draft", .text = new->text, .rep = new->rep->id};
    struct queue_audit row = {.what = "write",
                              .suggestion = id,
                              .is_now = "draft",
                              .note = new->writer,
                              .text = new->text};

    return queue_write_audit(queue, &row, err) &&
           queue_move(queue, &made, person ? "in_review" : "approved",
                      person ? "send to review" : "clear itself", NULL, err) &&
           (person || queue_mark_blind(queue, id, new->key, err));
}

static bool
write_placed(struct queue *queue, const struct queue_new *new,
             const struct guideline_report *report, const struct placed *placed,
             int64_t id, struct error *err)
{
    return write_revision(queue, id, 1, new->text, err) &&
           queue_write_findings(queue, id, 1, report, err) &&
           queue_write_slot(queue, id, new->rep->id, new->story, new->network,
                            placed, err) &&
           route(queue, new, id, report, err) &&
           (new->day == NULL ||
            db_run(queue->store->db, err,
                   "UPDATE plan SET state = 'done' WHERE day = $1 AND rep = $2 "
                   "AND story = $3",
                   "tti", new->day, new->rep->id, new->story));
}

/* What replaces another text is written by polyphony; that the other one went
 * is the rep's own act. */
bool
queue_insert(struct queue *queue, const struct queue_new *new,
             const struct guideline_report *report, int64_t *id, bool *wrote,
             struct error *err)
{
    struct queue writer = *queue;
    struct placed placed;
    bool offered = false;

    *wrote = false;
    if (new->replaces != 0) {
        if (!queue_give_place(queue, new, &placed, &offered, err))
            return false;
        *wrote = true;
        writer.who = "polyphony";
    } else if (!queue_place(queue, new->rep, new->story, new->story_key,
                            new->network, queue->now, &placed, err))
        return false;
    if (!insert_row(&writer, new, id, err))
        return false;
    *wrote = true;
    return write_placed(&writer, new, report, &placed, *id, err) &&
           (!offered || queue_take_place(&writer, new, *id, err));
}

bool
queue_check_new(struct queue *queue, const struct queue_new *new,
                struct guideline_report **report, struct error *err)
{
    if (!queue_check_rules(queue, new->article, new->network, new->text, report,
                           err))
        return false;
    return !has_severity(*report, GUIDELINE_BLOCK) ||
           error_set(err, ERROR_CONFLICT, "a rule blocks it");
}

struct add {
    struct queue *queue;
    const struct queue_new *new;
    int64_t *id;
};

static bool
run_add(void *context, struct error *err)
{
    struct add *add = context;
    const struct queue_new *new = add->new;
    struct check check = {.queue = add->queue,
                          .rep = new->rep,
                          .story = new->story,
                          .text = new->text};
    struct guideline_report *report = NULL;
    bool wrote;
    bool ok = differs(&check, err) &&
              queue_check_new(add->queue, new, &report, err) &&
              queue_insert(add->queue, new, report, add->id, &wrote, err);

    guideline_report_free(report);
    return ok;
}

bool
queue_add(struct queue *queue, const struct queue_new *new, int64_t *id,
          struct error *err)
{
    struct add add = {.queue = queue, .new = new, .id = id};

    *id = 0;
    return db_transaction(queue->store->db, run_add, &add, err);
}

/* --- an edit
 * -------------------------------------------------------------------- */

bool
queue_differs(struct queue *queue, const struct rep *rep,
              const struct suggestion *g, struct error *err)
{
    struct check check = {.queue = queue,
                          .rep = rep,
                          .story = g->story,
                          .except = g->id,
                          .text = g->text};

    return differs(&check, err);
}

/* The text with a new number, its findings beside it. */
static bool
store_text(struct queue *queue, const struct suggestion *g, const char *text,
           const char *writer, const struct guideline_report *report,
           struct error *err)
{
    char pack[QUEUE_PACK_NAME];

    queue_pack_name(queue->pack, pack, sizeof pack);
    return db_run(queue->store->db, err,
                  "UPDATE suggestion SET text = $2, revision = revision + 1, "
                  "pack = $3, writer = $4 WHERE id = $1",
                  "ittt", g->id, text, pack, writer) &&
           write_revision(queue, g->id, g->revision + 1, text, err) &&
           queue_write_findings(queue, g->id, g->revision + 1, report, err);
}

struct edit {
    struct queue *queue;
    int64_t id;
    const char *text;
    const char **state;
};

/* A text that needs a person goes to review; one that was asked to be changed
 * goes back there; any other stays where it is. */
static const char *
state_after(const struct suggestion *g, bool person)
{
    if (strcmp(g->state, "changes_requested") == 0 ||
        (person && (strcmp(g->state, "offered") == 0 ||
                    strcmp(g->state, "approved") == 0)))
        return "in_review";
    return g->state;
}

static bool
is_editable(const struct suggestion *g, struct error *err)
{
    static const char *const states[] = {"in_review", "changes_requested",
                                         "approved", "offered"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(g->state, states[i]) == 0)
            return true;
    }
    return error_set(err, ERROR_CONFLICT,
                     "suggestion %lld is %s: its text can't be changed any "
                     "more%s",
                     (long long)g->id, g->state,
                     strcmp(g->state, "accepted") == 0
                         ? "; `queue undo` or \"not yet\" unfreezes it"
                         : "");
}

static bool
store_edit(struct edit *edit, struct suggestion *g,
           const struct guideline_report *report, bool person,
           struct error *err)
{
    struct queue *queue = edit->queue;
    const char *to = state_after(g, person);
    struct queue_audit row = {.what = "edit",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .text = edit->text};

    *edit->state = strcmp(to, "in_review") == 0 ? "in_review" : "as it was";
    if (!store_text(queue, g, edit->text, queue->who, report, err) ||
        !queue_write_audit(queue, &row, err))
        return false;
    g->text = edit->text;
    return (strcmp(to, g->state) == 0 ||
            queue_move(queue, g, to, "send to review", "edited", err)) &&
           reps_learn(queue->store, g->rep, queue->now, err);
}

/* A text that stays would only send what is cleared back to review. Where a
 * change was asked for, it is the rep's answer. */
static bool
is_changed(const struct edit *edit, const struct suggestion *g,
           struct error *err)
{
    return strcmp(g->text, edit->text) != 0 ||
           strcmp(g->state, "changes_requested") == 0 ||
           error_set(err, ERROR_INPUT,
                     "suggestion %lld: it is the same text as before",
                     (long long)g->id);
}

static bool
run_edit(void *context, struct error *err)
{
    struct edit *edit = context;
    struct arena *arena = arena_new(0);
    struct guideline_report *report = NULL;
    struct suggestion g;
    struct rep rep;
    bool ok = queue_find(edit->queue->store, edit->id, arena, &g, err) &&
              is_editable(&g, err) && queue_is_as_seen(edit->queue, &g, err) &&
              is_changed(edit, &g, err) &&
              reps_find(edit->queue->store, g.rep, arena, &rep, err);

    if (ok) {
        struct check check = {.queue = edit->queue,
                              .rep = &rep,
                              .story = g.story,
                              .article = g.article,
                              .except = g.id,
                              .network = g.network,
                              .text = edit->text};

        ok = differs(&check, err) && run_rules(&check, &report, err) &&
             store_edit(edit, &g, report,
                        needs_person(edit->queue, &rep, true, report), err);
        if (!ok)
            error_wrap(err, "suggestion %lld", (long long)g.id);
    }
    guideline_report_free(report);
    arena_free(arena);
    return ok;
}

bool
queue_edit(struct queue *queue, int64_t id, const char *text,
           const char **state, struct error *err)
{
    const char *ignored;
    struct buf lines = {.max = EDIT_MAX};
    struct edit edit = {
        .queue = queue, .id = id, .state = state != NULL ? state : &ignored};
    bool ok;

    utf8_lines(&lines, text, strlen(text));
    edit.text = buf_text(&lines);
    if (!buf_ok(&lines))
        ok = error_set(err, ERROR_INPUT, "the text is too long");
    else if (edit.text[strspn(edit.text, " \t\r\n")] == '\0')
        ok = error_set(err, ERROR_INPUT, "the text is empty");
    else
        ok = db_transaction(queue->store->db, run_edit, &edit, err);
    buf_deinit(&lines);
    return ok;
}

/* --- an edit taken back
 * --------------------------------------------------------- */

static bool
former_text(struct queue *queue, const struct suggestion *g,
            struct arena *arena, const char **text, const char **writer,
            struct error *err)
{
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT text, CASE WHEN number > 1 THEN who ELSE coalesce((SELECT note "
        "FROM audit WHERE suggestion = $1 AND what = 'write'), who) END "
        "FROM revision WHERE suggestion = $1 AND number = $2",
        "ii", g->id, (int64_t)g->revision - 1);
    bool found = db_next(q);

    if (found) {
        *text = arena_strdup(arena, db_text(q, 0));
        *writer = arena_strdup(arena, db_text(q, 1));
    }
    return db_done(q, err) &&
           (found ||
            error_set(err, ERROR_NOTFOUND,
                      "suggestion %lld has no earlier text", (long long)g->id));
}

bool
queue_put_text_back(struct queue *queue, const struct rep *rep,
                    struct suggestion *g, struct arena *arena,
                    struct error *err)
{
    struct check check = {.queue = queue,
                          .rep = rep,
                          .story = g->story,
                          .article = g->article,
                          .except = g->id,
                          .network = g->network};
    struct guideline_report *report = NULL;
    const char *writer = NULL;
    bool ok = former_text(queue, g, arena, &check.text, &writer, err) &&
              differs(&check, err) && run_rules(&check, &report, err) &&
              store_text(queue, g, check.text, writer, report, err) &&
              reps_learn(queue->store, rep->id, queue->now, err);

    if (ok) {
        g->text = check.text;
        g->revision++;
    }
    guideline_report_free(report);
    return ok;
}
