/* polyphony curate: one round from due feeds to ranked stories. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/curator.h"
#include "polyphony/subscription.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <unistd.h>

static bool
show(const struct curator_progress *progress, void *context)
{
    (void)context;
    progress_show(progress->step, progress->done, progress->left);
    return true;
}

void
curate_report(const struct curator_report *r)
{
    printf("%zu feeds visited: %zu read, %zu unchanged, %zu with trouble "
           "(polyphony feed list says what).\n",
           r->feeds_read + r->feeds_unchanged + r->feeds_failed, r->feeds_read,
           r->feeds_unchanged, r->feeds_failed);
    printf("%zu new articles, %zu changed, %zu known; %zu pages read, %zu "
           "not.\n",
           r->entries_new, r->entries_changed, r->entries_known, r->pages_read,
           r->pages_failed);
    printf("%zu new stories, %zu articles joined a known one; ranked for %zu "
           "audiences.\n",
           r->stories_new, r->stories_grown, r->audiences);
}

static bool
say_next_visit(struct home *home, struct error *err)
{
    char when[64];
    int64_t next;

    if (!subscription_next_visit(&home->store, &next, err))
        return false;
    if (next == TIME_NONE)
        puts("No feed is to be visited: polyphony import feeds FILE.opml, or "
             "feed add URL.");
    else
        printf("No feed was due. The next visit is at %s UTC.\n",
               time_words(zone_find("UTC"), next, when, sizeof when));
    return true;
}

int
cmd_curate(struct args *args)
{
    struct home home;
    struct curator curator = {.progress = show};
    struct error err;
    int status = EXIT_FINE, lock;
    bool all = args_flag(args, "--all"), ok;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    lock = store_lock(&home.store, "curate", progress_waiting, &err);
    if (lock < 0) {
        home_close(&home);
        return cli_fail(&err);
    }
    home.now = clock_now(); /* after the wait */
    curator.store = &home.store;
    curator.config = home.config;
    curator.now = home.now;
    ok = (!all || subscription_hasten(&home.store, &err)) &&
         curator_run(&curator, &err);
    progress_end();
    if (ok && curator.report.feeds_due == 0 && curator.report.pages_read == 0)
        ok = say_next_visit(&home, &err);
    if (ok)
        curate_report(&curator.report);
    if (!ok)
        status = cli_fail(&err);
    close(lock);
    home_close(&home);
    return cli_finish(status);
}
