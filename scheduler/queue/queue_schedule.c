/* A time of the rep's own: taken, moved to another one, and put back. What is
 * scheduled stays so when it is moved; the audit's note has both times, as
 * "2026-11-23T09:00:00Z, was 2026-11-23T08:00:00Z", which is what an undo
 * reads. queue.c has the other verbs, place.c says which times are free. */
#include "queue_write.h"

#include "polyphony/clock.h"

#include <stdio.h>
#include <string.h>

#define WAS ", was "
#define NOTE_TEXT (2 * TIME_TEXT + sizeof WAS)

/* A rep's own time outside of their hours is a slip more often than meant. */
static bool
is_in_hours(struct queue_verb *verb, const struct suggestion *g,
            struct error *err)
{
    struct arena *arena = arena_new(0);
    struct rep rep;
    struct error why = {0};
    bool ok = verb->queue->any_hours ||
              (reps_find(verb->queue->store, g->rep, arena, &rep, &why) &&
               queue_time_is_worked(verb->queue, &rep, verb->when, &why));

    arena_free(arena);
    if (!ok && why.kind == ERROR_CONFLICT)
        return error_set(err, ERROR_CONFLICT, "%s; --anyway takes that time",
                         why.text);
    if (!ok && err != NULL)
        *err = why;
    return ok;
}

static void
write_note(const struct suggestion *g, int64_t when, char note[NOTE_TEXT])
{
    char is_now[TIME_TEXT], was[TIME_TEXT];

    if (g->slot == TIME_NONE || g->slot == when)
        snprintf(note, NOTE_TEXT, "%s", time_text(when, is_now));
    else
        snprintf(note, NOTE_TEXT, "%s" WAS "%s", time_text(when, is_now),
                 time_text(g->slot, was));
}

static bool
put_slot(struct queue *queue, const struct suggestion *g, int64_t at,
         struct error *err)
{
    struct placed placed = {.at = at, .day_starts = at};

    return queue_write_slot(queue, g->id, g->rep, g->story, g->network, &placed,
                            err);
}

/* Scheduled before and after it: no move of the table, but an act. */
static bool
note_move(struct queue_verb *verb, const struct suggestion *g,
          struct error *err)
{
    struct queue_audit row = {.what = "move",
                              .suggestion = g->id,
                              .was = g->state,
                              .is_now = g->state,
                              .note = verb->note,
                              .text = g->text};

    return queue_write_audit(verb->queue, &row, err);
}

struct schedule {
    struct queue_verb verb; /* first: what `also` is given is this */
    char note[NOTE_TEXT];
};

static bool
schedule_also(struct queue_verb *verb, struct suggestion *g, struct error *err)
{
    struct schedule *schedule = (struct schedule *)verb;
    bool is_moved = strcmp(g->state, "scheduled") == 0 && g->slot != verb->when;

    write_note(g, verb->when, schedule->note);
    verb->note = schedule->note;
    verb->to = is_moved ? NULL : "scheduled";
    return (is_moved ||
            queue_may_move(verb->queue, g, verb->to, verb->what, err)) &&
           queue_not_blocked(verb, g, err) &&
           queue_not_embargoed(verb->queue, g, verb->when, err) &&
           queue_time_is_free(verb->queue, g, verb->when, err) &&
           is_in_hours(verb, g, err) &&
           put_slot(verb->queue, g, verb->when, err) &&
           (!is_moved || note_move(verb, g, err));
}

bool
queue_schedule(struct queue *queue, int64_t id, int64_t at, struct error *err)
{
    struct schedule schedule = {.verb = {.queue = queue,
                                         .id = id,
                                         .to = "scheduled",
                                         .what = "schedule",
                                         .early = true,
                                         .clears = true,
                                         .when = at,
                                         .also = schedule_also}};

    if (at <= queue->now)
        return error_set(err, ERROR_INPUT, "that time has passed");
    return queue_do_verb(&schedule.verb, err);
}

bool
queue_time_as_before(struct queue *queue, const struct suggestion *g,
                     const char *note, struct error *err)
{
    const char *was = strstr(note, WAS);
    struct error why;
    int64_t at;

    if (was == NULL)
        return true;
    if (!time_parse(was + strlen(WAS), &at))
        at = TIME_NONE;
    if (at != TIME_NONE && queue_time_is_free(queue, g, at, &why))
        return put_slot(queue, g, at, err);
    return queue_place_again(queue, g, queue->now, err);
}
