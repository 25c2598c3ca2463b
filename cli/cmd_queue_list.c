/* polyphony queue list: the suggestions by story, for a reviewer and for
 * programs. The moves are in cmd_queue.c. */
#include "commands.h"
#include "home.h"

#include "polyphony/json.h"
#include "polyphony/scheduler.h"

#include <stdio.h>
#include <string.h>

/* A line for each rep without a live or shared suggestion. */
static bool
print_idle_json(struct home *home, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct db_stmt *q = db_query(
        home->store.db, err,
        "SELECT r.id FROM rep AS r WHERE r.state <> 'gone' AND (EXISTS (SELECT "
        "1 FROM idle) OR EXISTS (SELECT 1 FROM plan)) AND NOT EXISTS (SELECT 1 "
        "FROM suggestion AS g "
        "WHERE g.rep = r.id AND g.state NOT IN ('rejected', 'dismissed', "
        "'expired', 'withdrawn', 'discarded')) ORDER BY r.id",
        "");
    bool ok = true;

    while (ok && db_next(q)) {
        struct buf line = {.max = 65536};
        struct json_out out = {.buf = &line};
        const char *rep = db_text(q, 0), *why;

        ok = plan_idle_reason(&home->store, rep, home->now, arena, &why, err);
        json_open(&out, '{');
        json_member(&out, "rep", rep);
        json_member(&out, "idle",
                    ok && why != NULL ? why : "nothing new is planned yet");
        json_close(&out, '}');
        json_line(&out);
        if (ok)
            fputs(buf_text(&line), stdout);
        buf_deinit(&line);
    }
    arena_free(arena);
    if (!ok)
        db_drop(q);
    return ok && db_done(q, err);
}

static bool
list_json(struct home *home, const struct suggestion *list, size_t count,
          struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++) {
        struct buf line = {.max = (size_t)1 << 20};

        ok = card_json(&home->store, &list[i], &line, err);
        fputs(buf_text(&line), stdout);
        buf_deinit(&line);
    }
    return ok && print_idle_json(home, err);
}

static void
say_empty(enum queue_which which)
{
    if (which == QUEUE_REVIEW)
        puts("Nothing waits for a reviewer.");
    else
        puts("The queue is empty: polyphony schedule fills it from what "
             "polyphony curate has read.");
}

static bool
list_plain(struct home *home, enum queue_which which,
           const struct suggestion *list, size_t count, struct error *err)
{
    const char *story = "";
    bool ok = true;

    if (count == 0)
        say_empty(which);
    for (size_t i = 0; ok && i < count; i++) {
        struct arena *arena = arena_new(0);
        struct rep rep;

        if (strcmp(story, list[i].story_key) != 0)
            printf("%s%s%s%s\n\n", i > 0 ? "\n" : "", bold(), list[i].title,
                   plain());
        story = list[i].story_key;
        ok = reps_find(&home->store, list[i].rep, arena, &rep, err);
        if (ok)
            printf("%s (%s)\n", rep.name, rep.timezone);
        ok = ok && card_print(home, &rep, &list[i], err);
        putchar('\n');
        arena_free(arena);
    }
    return ok;
}

/* "12 need you, 88 cleared themselves." What blind sampling sends to review
 * needs a reviewer too. */
static bool
print_counts(struct home *home, enum queue_which which, struct error *err)
{
    int64_t need, cleared;

    if (!db_number(home->store.db, err, &need, 0,
                   "SELECT count(*) FROM suggestion AS g WHERE g.state = "
                   "'in_review' OR (g.blind = 1 AND g.state IN ('approved', "
                   "'offered') AND NOT EXISTS (SELECT 1 FROM decision AS d "
                   "WHERE d.suggestion = g.id))",
                   "") ||
        !db_number(home->store.db, err, &cleared, 0,
                   "SELECT count(*) FROM suggestion AS g WHERE g.blind = 0 AND "
                   "g.state IN ('approved', 'offered') AND NOT EXISTS (SELECT "
                   "1 FROM decision AS d WHERE d.suggestion = g.id)",
                   ""))
        return false;
    printf("%s%lld %s you, %lld cleared %s.%s\n", bold(), (long long)need,
           count_word(need == 1, "needs", "need"), (long long)cleared,
           count_word(cleared == 1, "itself", "themselves"), plain());
    if (which == QUEUE_REVIEW && need > 0)
        printf("%spolyphony queue approve|change|reject NUMBER --as NAME%s\n",
               dim(), plain());
    else if (need > 0)
        printf("%spolyphony queue list --review shows what needs you%s\n",
               dim(), plain());
    return true;
}

int
cmd_queue_list(struct args *args)
{
    bool json = args_flag(args, "--json"), all = args_flag(args, "--all");
    bool review = args_flag(args, "--review"), ok;
    const char *rep = args_option(args, "--rep");
    enum queue_which which = QUEUE_LIVE;
    struct home home;
    struct queue queue;
    struct suggestion *list;
    struct rep found;
    struct arena *arena;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!home_queue(args, 0, 0, &home, &queue, &status))
        return status;
    if (all || (json && !review))
        which = QUEUE_ALL;
    else if (review)
        which = QUEUE_REVIEW;
    arena = arena_new(0);
    ok = rep == NULL || reps_find(&home.store, rep, arena, &found, &err);
    ok = ok && queue_list(&home.store, which, rep != NULL ? found.id : NULL,
                          home.now, arena, &list, &count, &err);
    if (ok && json)
        ok = list_json(&home, list, count, &err);
    else if (ok)
        ok = list_plain(&home, which, list, count, &err) &&
             print_counts(&home, which, &err);
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}
