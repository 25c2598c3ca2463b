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
    size_t feeds = r->feeds_read + r->feeds_unchanged + r->feeds_failed;

    printf("%zu %s visited: %zu read, %zu unchanged, %zu with trouble%s.\n",
           feeds, count_word(feeds == 1, "feed", "feeds"), r->feeds_read,
           r->feeds_unchanged, r->feeds_failed,
           r->feeds_failed > 0 ? " (polyphony feed list says what)" : "");
    printf("%zu new %s, %zu changed, %zu known; %zu %s read, %zu not.\n",
           r->entries_new,
           count_word(r->entries_new == 1, "article", "articles"),
           r->entries_changed, r->entries_known, r->pages_read,
           count_word(r->pages_read == 1, "page", "pages"), r->pages_failed);
    printf("%zu new %s, %zu %s joined a known one; ranked for %zu %s.\n",
           r->stories_new, count_word(r->stories_new == 1, "story", "stories"),
           r->stories_grown,
           count_word(r->stories_grown == 1, "article", "articles"),
           r->audiences,
           count_word(r->audiences == 1, "audience", "audiences"));
}

static bool
say_next_visit(struct home *home, struct error *err)
{
    char when[64];
    int64_t next;

    if (!subscription_next_visit(&home->store, &next, err))
        return false;
    if (next == TIME_NONE)
        puts("There is no feed to visit: polyphony import feeds FILE.opml, or "
             "polyphony feed add URL.");
    else
        printf("No feed was due. The next visit is on %s UTC.\n",
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
    if (curator.report.trouble[0] != '\0')
        cli_complain("%s: no feed was visited (fetch.proxy, or http_proxy)",
                     curator.report.trouble);
    else if (ok && curator.report.feeds_due == 0 &&
             curator.report.pages_read == 0)
        ok = say_next_visit(&home, &err);
    if (ok)
        curate_report(&curator.report);
    if (!ok)
        status = cli_fail(&err);
    close(lock);
    home_close(&home);
    return cli_finish(status);
}
