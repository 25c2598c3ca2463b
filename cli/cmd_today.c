/* polyphony today REP: what a rep has today, as they would want to read it,
 * and what to do with it. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/reps.h"
#include "polyphony/scheduler.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <string.h>

static void
print_header(const struct home *home, const struct rep *rep)
{
    char when[64];

    printf("%s%s%s  %s  %s%s, %s%s\n", bold(), rep->name, plain(),
           time_words(rep->hours.zone, home->now, when, sizeof when), dim(),
           rep->timezone, rep->audience.name, plain());
}

static bool
print_none(struct home *home, const struct rep *rep, struct arena *arena,
           struct error *err)
{
    const char *why;

    if (!plan_idle_reason(&home->store, rep->id, arena, &why, err))
        return false;
    printf("   Nothing to share: %s.\n",
           why != NULL ? why : "no plan was made yet; run polyphony schedule");
    return true;
}

/* What is not offered yet, or waits for a reviewer. */
static bool
is_coming(const struct suggestion *g)
{
    return strcmp(g->state, "approved") == 0 ||
           strcmp(g->state, "in_review") == 0 ||
           strcmp(g->state, "changes_requested") == 0;
}

static bool
is_today(const struct suggestion *g, int64_t now)
{
    return (strcmp(g->state, "offered") == 0 ||
            strcmp(g->state, "accepted") == 0 ||
            strcmp(g->state, "scheduled") == 0) &&
           (g->snoozed == TIME_NONE || g->snoozed <= now);
}

bool
today_print(struct home *home, const struct rep *rep, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion *list;
    size_t count, number = 0, coming = 0;
    bool ok = queue_list(&home->store, QUEUE_LIVE, rep->id, home->now, arena,
                         &list, &count, err);

    print_header(home, rep);
    for (int part = 0; ok && part < 2; part++) {
        for (size_t i = 0; ok && i < count; i++) {
            bool wanted =
                part == 0 ? is_today(&list[i], home->now) : is_coming(&list[i]);

            if (!wanted)
                continue;
            putchar('\n');
            if (part == 1 && coming++ == 0)
                printf("   %sComing up:%s\n\n", dim(), plain());
            ok = card_print(home, rep, &list[i], part == 0 ? ++number : 0, err);
        }
    }
    if (ok && number + coming == 0)
        ok = print_none(home, rep, arena, err);
    arena_free(arena);
    return ok;
}

static void
print_hint(const struct rep *rep)
{
    printf("\n%spolyphony queue accept|edit|snooze|dismiss|schedule NUMBER "
           "--as %s%s\n",
           dim(), rep->id, plain());
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
    bool json = args_flag(args, "--json"), ok;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_queue(args, &home, &queue, &status))
        return status;
    arena = arena_new(0);
    queue.who = "polyphony";
    ok =
        queue_tick(&queue, &tick, &err) &&
        reps_find(&home.store, args->items[0], arena, &rep, &err) &&
        (json ? print_json(&home, &rep, &err) : today_print(&home, &rep, &err));
    if (ok && !json)
        print_hint(&rep);
    if (!ok)
        status = cli_fail(&err);
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}
