/* polyphony today REP: what a rep has today, as they would want to read it,
 * and what to do with it. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/reps.h"
#include "polyphony/scheduler.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOT_PLANNED                                                            \
    "nothing is planned yet; polyphony curate, then polyphony schedule"

static void
print_header(const struct home *home, const struct rep *rep)
{
    char when[128];

    printf("%s%s%s  %s\n", bold(), rep->name, plain(),
           time_zoned(rep->hours.zone, rep->timezone, home->now, when,
                      sizeof when));
    if (rep->audience.name != NULL)
        printf("%sfor %s%s\n", dim(), rep->audience.name, plain());
}

/* What the rep did with today's suggestions, as words; NULL: nothing yet. */
static bool
done_today(struct home *home, const struct rep *rep, struct arena *arena,
           const char **words, struct error *err)
{
    const struct zone *zone = rep->hours.zone;
    struct db_stmt *q = db_query(
        home->store.db, err,
        "SELECT g.state, count(*) FROM suggestion AS g WHERE g.rep = $1 AND "
        "g.state IN ('shared', 'dismissed') AND EXISTS (SELECT 1 FROM audit AS "
        "a WHERE a.suggestion = g.id AND a.is_now = g.state AND a.at >= $2) "
        "GROUP BY g.state ORDER BY g.state DESC",
        "ti", rep->id, zone_day_start(zone, zone_day(zone, home->now)));

    *words = NULL;
    while (db_next(q))
        *words = arena_printf(
            arena, "%s%s%lld %s", *words != NULL ? *words : "",
            *words != NULL ? ", " : "", (long long)db_int(q, 1), db_text(q, 0));
    return db_done(q, err);
}

/* Where no story was ranked yet: the commands that bring some. */
static bool
print_first_steps(struct home *home, struct error *err)
{
    int64_t any;

    if (!db_number(home->store.db, err, &any, 0,
                   "SELECT EXISTS (SELECT 1 FROM relevance)", ""))
        return false;
    if (any == 0)
        puts("   polyphony feed add ADDRESS names what to read, polyphony "
             "curate reads it.");
    return true;
}

static bool
print_none(struct home *home, const struct rep *rep, bool coming,
           struct arena *arena, struct error *err)
{
    const char *why, *done;

    if (!done_today(home, rep, arena, &done, err) ||
        !plan_idle_reason(&home->store, rep->id, home->now, arena, &why, err))
        return false;
    if (done != NULL)
        printf("\n   Done for today: %s.\n", done);
    else if (coming)
        puts("\n   Nothing to share right now.");
    else
        print_wrapped(arena_printf(arena, "\nNothing to share: %s.",
                                   why != NULL ? why : NOT_PLANNED),
                      3, 74);
    return done != NULL || coming || why == NULL ||
           print_first_steps(home, err);
}

static bool
is_state(const struct suggestion *g, const char *state)
{
    return strcmp(g->state, state) == 0;
}

/* What the rep can do something about now. */
static bool
is_today(const struct suggestion *g, int64_t now)
{
    return is_state(g, "accepted") || is_state(g, "changes_requested") ||
           (is_state(g, "scheduled") && g->slot <= now) ||
           (is_state(g, "offered") &&
            (g->snoozed == TIME_NONE || g->snoozed <= now));
}

/* What is not offered yet, waits for a reviewer or its time, or sleeps. */
static bool
is_coming(const struct suggestion *g, int64_t now)
{
    return is_state(g, "approved") || is_state(g, "in_review") ||
           ((is_state(g, "offered") || is_state(g, "scheduled")) &&
            !is_today(g, now));
}

static int
by_slot(const void *a, const void *b)
{
    const struct suggestion *one = a, *two = b;

    return one->slot != two->slot
               ? (one->slot > two->slot) - (one->slot < two->slot)
               : (one->id > two->id) - (one->id < two->id);
}

bool
today_print(struct home *home, const struct rep *rep, size_t *shown,
            struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion *list;
    size_t count, coming = 0;
    bool ok = queue_list(&home->store, QUEUE_LIVE, rep->id, home->now, arena,
                         &list, &count, err);

    *shown = 0;
    if (ok && count > 0)
        qsort(list, count, sizeof *list, by_slot);
    print_header(home, rep);
    for (size_t i = 0; ok && i < count; i++) {
        coming += is_coming(&list[i], home->now);
        if (!is_today(&list[i], home->now))
            continue;
        putchar('\n');
        ok = card_print(home, rep, &list[i], err);
        ++*shown;
    }
    if (ok && *shown == 0)
        ok = print_none(home, rep, coming > 0, arena, err);
    if (ok && coming > 0)
        printf("\n   %sComing up:%s\n", dim(), plain());
    for (size_t i = 0; ok && i < count; i++) {
        if (!is_coming(&list[i], home->now))
            continue;
        putchar('\n');
        ok = card_print(home, rep, &list[i], err);
    }
    arena_free(arena);
    return ok;
}

static void
print_hint(const struct rep *rep)
{
    printf("\n%spolyphony queue accept|edit|snooze|dismiss|schedule|shared "
           "NUMBER --as %s%s\n",
           dim(), rep->id, plain());
}

/* "nothing right now; 2 coming up"; *why stays where there is none. */
static bool
coming_up(struct home *home, const struct rep *rep, struct arena *arena,
          const char **why, struct error *err)
{
    struct suggestion *list;
    size_t count;

    if (!queue_list(&home->store, QUEUE_LIVE, rep->id, home->now, arena, &list,
                    &count, err))
        return false;
    if (count > 0)
        *why = arena_printf(arena, "nothing right now; %zu coming up", count);
    return true;
}

/* {"rep","idle"} as in queue list --json, where a day is empty. */
static bool
print_idle(struct home *home, const struct rep *rep, struct arena *arena,
           struct error *err)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};
    const char *why, *done;

    if (!done_today(home, rep, arena, &done, err) ||
        !plan_idle_reason(&home->store, rep->id, home->now, arena, &why, err))
        return false;
    if (done != NULL)
        why = arena_printf(arena, "done for today: %s", done);
    else if (why == NULL && !coming_up(home, rep, arena, &why, err))
        return false;
    json_open(&out, '{');
    json_member(&out, "rep", rep->id);
    json_member(&out, "idle", why != NULL ? why : NOT_PLANNED);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
    return true;
}

static bool
print_json(struct home *home, const struct rep *rep, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion *list;
    size_t count;
    bool ok = queue_list(&home->store, QUEUE_TODAY, rep->id, home->now, arena,
                         &list, &count, err);

    for (size_t i = 0; ok && i < count; i++) {
        struct buf line = {.max = (size_t)1 << 20};

        ok = card_json(&home->store, &list[i], &line, err);
        fputs(buf_text(&line), stdout);
        buf_deinit(&line);
    }
    if (ok && count == 0)
        ok = print_idle(home, rep, arena, err);
    arena_free(arena);
    return ok;
}

int
cmd_today(struct args *args)
{
    struct home home;
    struct queue queue;
    struct queue_tick tick;
    struct arena *arena;
    struct error err;
    struct rep rep;
    int status = EXIT_FINE;
    size_t shown = 0;
    bool json = args_flag(args, "--json"), ok;

    if (!home_queue(args, 1, 1, &home, &queue, &status))
        return status;
    arena = arena_new(0);
    queue.who = "polyphony";
    ok = queue_tick(&queue, &tick, &err) &&
         reps_find(&home.store, args->items[0], arena, &rep, &err) &&
         (json ? print_json(&home, &rep, &err)
               : today_print(&home, &rep, &shown, &err));
    if (ok && shown > 0)
        print_hint(&rep);
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}
