/* polyphony demo: the main job, from feeds to queued suggestions, on a little
 * web of our own that lives in the program. The web is served on loopback as
 * the fetch proxy, so addresses are the same in every run and the guard
 * against inner addresses stays whole. */
#include "commands.h"
#include "demo_desk.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/company.h"
#include "polyphony/curator.h"
#include "polyphony/demo_web.h"
#include "polyphony/embedded.h"
#include "polyphony/mem.h"
#include "polyphony/opml.h"
#include "polyphony/scheduler.h"
#include "polyphony/subscription.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "./polyphony-demo"

struct demo {
    struct home home;
    struct demo_web *web;
    struct curator curator;
    struct scheduler scheduler;
    int64_t epoch; /* the day of the first run: articles are dated back */
    char proxy[64];
    int lock;
};

static bool
curating(const struct curator_progress *progress, void *context)
{
    (void)context;
    progress_show(progress->step, progress->done, progress->left);
    return true;
}

static bool
scheduling(const struct scheduler_progress *progress, void *context)
{
    (void)context;
    progress_show(progress->step, progress->done, progress->left);
    return true;
}

/* The first run's day is kept, so that a later run finds the same articles. */
static bool
find_epoch(struct demo *demo, struct error *err)
{
    char *text = NULL, now[TIME_TEXT];
    bool ok = store_setting(&demo->home.store, "demo.epoch", &text, err);

    if (ok && (text == NULL || !time_parse(text, &demo->epoch))) {
        demo->epoch = demo->home.now;
        ok = store_set(&demo->home.store, "demo.epoch",
                       time_text(demo->epoch, now), err);
    }
    free(text);
    return ok;
}

static const struct embedded *
carried(const char *name, struct error *err)
{
    const struct embedded *file = embedded_find(name);

    if (file == NULL)
        error_set(err, ERROR_NOTFOUND, "%s: not in this program", name);
    return file;
}

static bool
seed_feeds(struct demo *demo, struct error *err)
{
    const struct embedded *file = carried("feeds/demo/marketing.opml", err);
    struct opml *opml;
    bool ok;

    if (file == NULL || !opml_parse(file->text, file->len, &opml, err))
        return false;
    ok = db_begin(demo->home.store.db, err);
    for (size_t i = 0; ok && i < opml->n_feeds; i++) {
        struct subscription_new new = {.url = opml->feeds[i].url,
                                       .title = opml->feeds[i].title,
                                       .site = opml->feeds[i].site,
                                       .folder = opml->feeds[i].folder};
        bool added;

        ok = subscription_add(&demo->home.store, &new, demo->home.now, &added,
                              NULL, err);
    }
    opml_free(opml);
    if (ok)
        return db_commit(demo->home.store.db, err);
    db_rollback(demo->home.store.db);
    return false;
}

static bool
seed(struct demo *demo, struct error *err)
{
    const struct embedded *reps = carried("feeds/demo/reps.json", err);
    const struct embedded *posts = carried("feeds/demo/company.jsonl", err);
    struct company_import company;
    struct reps_import imported;

    return reps != NULL && posts != NULL && seed_feeds(demo, err) &&
           reps_import(&demo->home.store, reps->text, reps->len, NULL, NULL,
                       &imported, err) &&
           company_import(&demo->home.store, posts->text, posts->len,
                          demo->epoch, NULL, NULL, &company, err);
}

static bool
curate(struct demo *demo, struct error *err)
{
    int port;

    demo->web = demo_web_start(demo->epoch, &port, err);
    if (demo->web == NULL)
        return false;
    snprintf(demo->proxy, sizeof demo->proxy, "http://127.0.0.1:%d", port);
    demo->curator.store = &demo->home.store;
    demo->curator.config = demo->home.config;
    demo->curator.now = demo->home.now;
    demo->curator.proxy = demo->proxy;
    demo->curator.progress = curating;
    return subscription_hasten(&demo->home.store, err) &&
           curator_run(&demo->curator, err);
}

static bool
schedule(struct demo *demo, struct error *err)
{
    demo->scheduler.store = &demo->home.store;
    demo->scheduler.config = demo->home.config;
    demo->scheduler.now = demo->home.now;
    demo->scheduler.max_age_days = -1;
    demo->scheduler.progress = scheduling;
    return scheduler_run(&demo->scheduler, err);
}

static bool
print_days(struct demo *demo, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct rep *reps;
    size_t count, shown;
    bool ok = reps_list(&demo->home.store, arena, &reps, &count, err);

    for (size_t i = 0; ok && i < count; i++) {
        printf("\n%s\n\n",
               "------------------------------------------------------------"
               "----------------");
        ok = today_print(&demo->home, &reps[i], &shown, err);
    }
    arena_free(arena);
    return ok;
}

static bool
nothing_changed(const struct demo *demo)
{
    const struct curator_report *c = &demo->curator.report;

    return c->entries_new + c->entries_changed + c->pages_read == 0 &&
           c->feeds_failed == 0 && demo->scheduler.report.written == 0;
}

/* As the reader can call it: `make demo` has installed nothing. */
static const char *
program(void)
{
    return access("./build/polyphony", X_OK) == 0 ? "./build/polyphony"
                                                  : "polyphony";
}

static void
print_summary(struct demo *demo, const char *folder)
{
    puts("");
    puts("----------------------------------------------------------------"
         "------------\n");
    curate_report(&demo->curator.report);
    schedule_report(&demo->scheduler.report);
    if (nothing_changed(demo))
        printf("%sNothing changed since the last run: all feeds answered \"not "
               "modified\".%s\n",
               bold(), plain());
    printf("\nThis is a demo: its people, companies and sites are invented. It "
           "lives in %s.\nSee it in a browser, or at the shell:\n\n"
           "   %s --home %s demo --desk\n"
           "   %s --home %s queue list\n",
           folder, program(), folder, program(), folder);
}

static bool
run(struct demo *demo, struct error *err)
{
    return find_epoch(demo, err) && seed(demo, err) && curate(demo, err) &&
           schedule(demo, err);
}

/* The whole job, shown; *epoch is the demo's first day. */
static int
show(struct args *args, const char *folder, bool desk_follows, int64_t *epoch)
{
    struct demo demo = {.lock = -1};
    struct error err;
    int status = EXIT_FINE;
    bool made, ok;

    if (!store_init(folder, &made, &err))
        return cli_fail(&err);
    if (!home_open(args, &demo.home, &status))
        return status;
    printf("Five invented trade sites, six reps of an invented company, one "
           "day of work%s.\n",
           made ? "" : ", once more");
    fflush(stdout);
    demo.lock = store_lock(&demo.home.store, "curate", progress_waiting, &err);
    ok = demo.lock >= 0 && run(&demo, &err);
    progress_end();
    demo_web_stop(demo.web);
    if (ok && !desk_follows) {
        ok = print_days(&demo, &err);
        if (ok)
            print_summary(&demo, folder);
    }
    if (!ok)
        status = cli_fail(&err);
    if (demo.lock >= 0)
        close(demo.lock);
    *epoch = demo.epoch;
    home_close(&demo.home);
    return status;
}

int
cmd_demo(struct args *args)
{
    bool desk = args_flag(args, "--desk");
    const char *listen = args_option(args, "--listen");
    int64_t epoch;
    int status;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (listen != NULL && !desk) {
        cli_complain("demo: --listen is for --desk");
        return cli_usage(args);
    }
    if (args->home == NULL && getenv("POLYPHONY_HOME") == NULL)
        args->home = FOLDER;
    /* The demo's server is on this machine: no pause between requests. */
    if (setenv("POLYPHONY_FETCH_INTERVAL_MS", "0", 0) != 0)
        return cli_complain("out of memory");
    status = show(args, store_home(args->home), desk, &epoch);
    if (status == EXIT_FINE && desk)
        return demo_desk(args, listen, epoch);
    return cli_finish(status);
}
