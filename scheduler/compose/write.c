/* Writes a text for each line of the day's plan and hands it to the queue.
 * The article is taken apart once for all reps of a story, and what a text has
 * to differ from is loaded once as well. The texts of a story are stored
 * together (queue_batch), which changes nothing about which texts there are:
 * where one of them can't be stored, it and those after it are written anew,
 * as if each had been stored before the next was begun. So a round that is
 * killed between two transactions goes on to the same end. */
#include "write_inner.h"

#include "polyphony/clock.h"
#include "polyphony/log.h"

#include <stdlib.h>
#include <string.h>

/* --- the plan's lines
 * ----------------------------------------------------------- */

static int
by_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct rep *)item)->id);
}

static const struct rep *
find_rep(const struct scheduler *scheduler, const char *id)
{
    return bsearch(id, scheduler->reps, scheduler->n_reps,
                   sizeof *scheduler->reps, by_id);
}

/* False: there is no text, and `why`. */
static bool
write_line(struct writing *writing, const struct todo *todo, struct error *why)
{
    const struct rep *rep = find_rep(writing->scheduler, todo->rep);

    *why = (struct error){0};
    if (!write_take_up(writing, todo->story, why))
        return false;
    if (rep == NULL)
        return error_set(why, ERROR_NOTFOUND, "the rep is gone");
    if (writing->at_hand.index == NULL)
        return error_set(why, ERROR_INPUT, "%s", writing->at_hand.why_not);
    return write_text(writing, rep, todo, why);
}

static bool
give_up(struct writing *writing, const struct todo *todo,
        const struct error *why, struct error *err)
{
    struct scheduler *scheduler = writing->scheduler;

    if (write_is_fatal(why)) {
        if (err != NULL)
            *err = *why;
        return false;
    }
    log_event(LOG_INFO, "write", "%s, story %s: %s", todo->rep,
              writing->at_hand.key != NULL ? writing->at_hand.key : "?",
              why->text);
    scheduler->report.refused++;
    return plan_fail(scheduler, todo->rep, todo->story, why->text, err);
}

/* The plan's lines; those from `stored` to `at` are put and not stored. */
struct lines {
    struct todo *list;
    size_t count, stored, at;
    size_t again; /* lines that were written anew */
};

/* A line that could not be stored as it was put, all over and by itself. */
static bool
write_again(struct writing *writing, struct lines *lines, struct error *err)
{
    const struct todo *todo = &lines->list[lines->stored];
    struct error why;
    bool ok;

    arena_reset(writing->arena);
    writing->at_once = true;
    ok = write_line(writing, todo, &why);
    writing->at_once = writing->model != NULL;
    if (ok)
        writing->scheduler->report.written++;
    else
        ok = give_up(writing, todo, &why, err);
    lines->at = ++lines->stored;
    lines->again++;
    return ok;
}

/* Stores what was put. Where a line is refused, `at` is set back to the one
 * after it. */
static bool
store_put(struct writing *writing, struct lines *lines, struct error *err)
{
    struct scheduler *scheduler = writing->scheduler;
    int64_t began = clock_cpu_ns();
    struct error why;
    size_t stored;
    bool ok;

    if (queue_batch_count(writing->batch) == 0)
        return true;
    ok = queue_batch_store(writing->batch, &stored, &why);
    scheduler->took.store_ns += clock_cpu_ns() - began;
    scheduler->report.written += stored;
    lines->stored += stored;
    if (ok)
        return true;
    if (!write_is_fatal(&why))
        return write_again(writing, lines, err);
    if (err != NULL)
        *err = why;
    return false;
}

/* The line at hand. A text is put; that there is none holds only once all
 * before it are stored. */
static bool
next_line(struct writing *writing, struct lines *lines, struct error *err)
{
    const struct todo *todo = &lines->list[lines->at];
    size_t put = queue_batch_count(writing->batch), again = lines->again;
    struct error why;

    if (put == QUEUE_BATCH ||
        (put > 0 && todo->story != writing->at_hand.story))
        return store_put(writing, lines, err);
    if (put == 0)
        arena_reset(writing->arena);
    if (write_line(writing, todo, &why)) {
        lines->at++;
        if (!writing->at_once)
            return true;
        lines->stored = lines->at;
        writing->scheduler->report.written++;
        return true;
    }
    if (put > 0 && !write_is_fatal(&why)) {
        if (!store_put(writing, lines, err))
            return false;
        if (lines->again > again)
            return true; /* it may be different now */
    }
    lines->stored = ++lines->at;
    return give_up(writing, todo, &why, err);
}

static bool
load_todo(struct scheduler *scheduler, struct arena *arena, struct todo **list,
          size_t *count, struct error *err)
{
    int64_t rows;
    struct db_stmt *q;

    *count = 0;
    if (!db_number(scheduler->store->db, err, &rows, 0,
                   "SELECT count(*) FROM plan WHERE day = $1 AND "
                   "state = 'todo'",
                   "t", scheduler->day))
        return false;
    *list = arena_array(arena, (size_t)rows, sizeof **list);
    q = db_query(scheduler->store->db, err,
                 "SELECT rep, story, score FROM plan WHERE day = $1 AND "
                 "state = 'todo' ORDER BY round, place",
                 "t", scheduler->day);
    while (*count < (size_t)rows && db_next(q)) {
        struct todo *todo = &(*list)[(*count)++];

        todo->rep = arena_strdup(arena, db_text(q, 0));
        todo->story = db_int(q, 1);
        todo->score = db_real(q, 2);
    }
    return db_done(q, err);
}

static bool
write_lines(struct writing *writing, struct lines *lines, struct error *err)
{
    struct scheduler *scheduler = writing->scheduler;

    while (lines->at < lines->count) {
        struct scheduler_progress progress = {.step = "writing",
                                              .done = lines->at,
                                              .left = lines->count - lines->at};

        if (scheduler->progress != NULL &&
            !scheduler->progress(&progress, scheduler->context))
            break;
        if (!next_line(writing, lines, err))
            return false;
        if (lines->at == lines->count && !store_put(writing, lines, err))
            return false;
    }
    return store_put(writing, lines, err);
}

void
write_open(struct writing *writing, struct scheduler *scheduler)
{
    const struct config *config = scheduler->config;
    struct error why;

    *writing = (struct writing){
        .scheduler = scheduler,
        .arena = arena_new(0),
        .queue = {.store = scheduler->store,
                  .pack = scheduler->pack,
                  .config = config,
                  .now = scheduler->now,
                  .quiet = scheduler->quiet,
                  .n_quiet = scheduler->n_quiet,
                  .who = "polyphony",
                  .blind_percent =
                      (int)config_number(config, "review.blind_percent"),
                  .horizon_days =
                      (int)config_number(config, "schedule.horizon_days")}};
    /* Its settings may be wrong, but the reps get their texts. */
    if (!model_new(config, &writing->model, &why))
        log_event(LOG_ERROR, "writer", "%s; the grammar writes", why.text);
    writing->batch = queue_batch_new(&writing->queue);
    writing->at_once = writing->model != NULL; /* it takes its time */
}

void
write_close(struct writing *writing)
{
    queue_batch_free(writing->batch);
    write_put_down(&writing->at_hand);
    model_free(writing->model);
    arena_free(writing->arena);
}

bool
write_plan(struct scheduler *scheduler, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct writing writing;
    struct lines lines = {0};
    bool ok = load_todo(scheduler, arena, &lines.list, &lines.count, err);

    if (ok && lines.count > 0) {
        write_open(&writing, scheduler);
        ok = write_lines(&writing, &lines, err);
        write_close(&writing);
    }
    arena_free(arena);
    return ok;
}
