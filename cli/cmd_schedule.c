/* polyphony schedule: one round from ranked stories to the queue. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/scheduler.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool
show(const struct scheduler_progress *progress, void *context)
{
    (void)context;
    progress_show(progress->step, progress->done, progress->left);
    return true;
}

void
schedule_report(const struct scheduler_report *r)
{
    char rules[RULES_WORDS];

    if (r->reps == 0) {
        puts("No reps yet: polyphony import reps REPS.json.");
        return;
    }
    printf("%zu %s: %zu %s written", r->reps,
           count_word(r->reps == 1, "rep", "reps"), r->written,
           count_word(r->written == 1, "suggestion", "suggestions"));
    if (r->refused > 0)
        printf(", %zu not (no text was good enough)", r->refused);
    printf("; %zu %s none today.\n", r->idle,
           count_word(r->idle == 1, "rep has", "reps have"));
    if (r->rules.checked > 0)
        printf("The rules changed: %s.\n", rules_words(&r->rules, rules));
    if (r->offered + r->moved + r->expired > 0)
        printf("%zu offered, %zu moved to a later slot (not reviewed in "
               "time), %zu expired.\n",
               r->offered, r->moved, r->expired);
    if (r->written == 0)
        puts("Nothing new to write: the day's plan stands.");
}

static bool
read_age(struct args *args, long *days)
{
    const char *text = args_option(args, "--max-age");
    char *end;

    *days = -1;
    if (text == NULL)
        return true;
    *days = strtol(text, &end, 10);
    if (end != text && *end == '\0' && *days >= 0 && *days <= 36500)
        return true;
    cli_complain("--max-age: \"%s\" is no number of days (0 takes any age)",
                 text);
    return false;
}

int
cmd_schedule(struct args *args)
{
    struct home home;
    struct scheduler scheduler = {.progress = show};
    struct error err;
    int status = EXIT_FINE, lock;
    bool ok;

    if (!read_age(args, &scheduler.max_age_days) || !args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    lock = store_lock(&home.store, "schedule", progress_waiting, &err);
    if (lock < 0) {
        home_close(&home);
        return cli_fail(&err);
    }
    scheduler.store = &home.store;
    scheduler.config = home.config;
    scheduler.now = clock_now(); /* after the wait */
    ok = scheduler_run(&scheduler, &err);
    progress_end();
    if (ok)
        schedule_report(&scheduler.report);
    else
        status = cli_fail(&err);
    close(lock);
    home_close(&home);
    return cli_finish(status);
}
