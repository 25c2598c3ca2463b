/* polyphony serve and run, and what demo --desk needs of them: the desk, and
 * with `run` the rounds by the clock beside it, each with a database handle of
 * its own. */
#include "serve.h"
#include "commands.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/curator.h"
#include "polyphony/desk.h"
#include "polyphony/log.h"
#include "polyphony/people.h"
#include "polyphony/scheduler.h"
#include "polyphony/subscription.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SCHEDULE_S 900 /* between two rounds of scheduling */
#define LOOK_S 20      /* between two looks at what is due */

static atomic_bool stopping;

/* --- rounds by the clock
 * ------------------------------------------------------ */

static bool
curating(const struct curator_progress *progress, void *context)
{
    (void)progress;
    (void)context;
    return !atomic_load(&stopping);
}

static bool
scheduling(const struct scheduler_progress *progress, void *context)
{
    (void)progress;
    (void)context;
    return !atomic_load(&stopping);
}

static bool
curate_round(struct home *home, struct error *err)
{
    struct curator curator = {.store = &home->store,
                              .config = home->config,
                              .now = clock_now(),
                              .progress = curating};
    int64_t next;
    int lock;
    bool ok;

    if (!subscription_next_visit(&home->store, &next, err))
        return false;
    if (next == TIME_NONE || next > curator.now)
        return true;
    lock = store_try_lock(&home->store, "curate", err);
    if (lock < 0)
        return err->kind == ERROR_CONFLICT; /* theirs does as well as ours */
    ok = curator_run(&curator, err);
    close(lock);
    if (ok && curator.report.trouble[0] != '\0')
        log_event(LOG_ERROR, "run", "curate: %s: no feed was visited",
                  curator.report.trouble);
    else if (ok)
        log_event(LOG_INFO, "run", "curated: %zu new articles, %zu pages",
                  curator.report.entries_new, curator.report.pages_read);
    return ok;
}

static bool
schedule_round(struct home *home, struct error *err)
{
    struct scheduler scheduler = {.store = &home->store,
                                  .config = home->config,
                                  .now = clock_now(),
                                  .max_age_days = -1,
                                  .progress = scheduling};
    int lock = store_try_lock(&home->store, "schedule", err);
    bool ok;

    if (lock < 0)
        return err->kind == ERROR_CONFLICT;
    ok = scheduler_run(&scheduler, err);
    close(lock);
    if (ok)
        log_event(LOG_INFO, "run", "scheduled: %zu suggestions",
                  scheduler.report.written);
    return ok;
}

/* Once a day, so that the log holds what an end cut off the audit would be
 * measured by. */
static void
log_audit(struct home *home)
{
    static int64_t logged = INT64_MIN;
    char anchor[AUDIT_HEAD_TEXT];
    struct audit_head head;
    struct error err;
    int64_t day = clock_now() / 86400;

    if (day == logged)
        return;
    logged = day;
    if (audit_head_now(&home->store, &head, &err))
        log_event(LOG_INFO, "run", "audit %s", audit_head_text(&head, anchor));
    else
        log_event(LOG_ERROR, "run", "audit: %s", err.text);
}

static void *
run_rounds(void *context)
{
    struct home *home = context;
    int64_t scheduled = INT64_MIN / 2;

    desk_work_behind();
    while (!atomic_load(&stopping)) {
        struct error err;

        log_audit(home);
        if (!curate_round(home, &err))
            log_event(LOG_ERROR, "run", "curate: %s", err.text);
        if (clock_mono_ms() / 1000 - scheduled >= SCHEDULE_S) {
            if (!schedule_round(home, &err))
                log_event(LOG_ERROR, "run", "schedule: %s", err.text);
            scheduled = clock_mono_ms() / 1000;
        }
        for (int i = 0; i < LOOK_S * 5 && !atomic_load(&stopping); i++)
            usleep(200000);
    }
    return NULL;
}

/* --- the server
 * ------------------------------------------------------------------ */

/* systemd's Type=notify (sd_notify(3)): a datagram to a socket it names. */
static void
notify_ready(void)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    static const char ready[] = "READY=1";
    socklen_t size;
    int fd;

    if (path == NULL || strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path));
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0'; /* the abstract namespace */
    size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (sendto(fd, ready, sizeof ready - 1, 0, (struct sockaddr *)&address,
               size) < 0)
        log_event(LOG_WARNING, "run", "systemd was not told: %s",
                  strerror(errno));
    close(fd);
}

static bool
read_listen(const char *text, struct desk_options *options, char *address,
            size_t size)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon != NULL ? (size_t)(colon - text) : 0;
    char *end;
    long port;

    if (colon == NULL || len == 0 || len >= size)
        return false;
    port = strtol(colon + 1, &end, 10);
    if (end == colon + 1 || *end != '\0' || port < 0 || port > 65535)
        return false;
    if (text[0] == '[' && colon[-1] == ']') {
        text++;
        len -= 2;
    }
    memcpy(address, text, len);
    address[len] = '\0';
    options->address = address;
    options->port = (int)port;
    return true;
}

/* Who comes first to an empty place, unless somebody is there. The link leads
 * to [desk] url where that is set: behind a proxy nothing else signs in. */
static bool
say_set_up(struct home *home, const char *base, struct error *err)
{
    const char *url = config_text(home->config, "desk.url");
    char secret[SECRET_TEXT];
    int64_t people;

    if (!people_count(&home->store, &people, err))
        return false;
    if (people > 0)
        return true;
    if (!people_set_up_link(&home->store, home->now, secret, err))
        return false;
    printf("Nobody is here yet. Who has this link owns the place:\n"
           "%s/set-up/%s\n",
           url[0] != '\0' ? url : base, secret);
    return true;
}

static bool
say_where(struct home *home, const char *address, int port, serve_greet *greet,
          struct error *err)
{
    char base[140];
    bool is_v6 = strchr(address, ':') != NULL;

    snprintf(base, sizeof base, "http://%s%s%s:%d", is_v6 ? "[" : "", address,
             is_v6 ? "]" : "", port);
    printf("listening on %s\n", base);
    return greet(home, base, err) &&
           (fflush(stdout) == 0 || error_errno(err, "standard output"));
}

/* Until SIGTERM or SIGINT, which every thread leaves to this one. */
static bool
wait_for_end(const sigset_t *signals, struct error *err)
{
    int got, code = sigwait(signals, &got);

    if (code != 0) {
        errno = code;
        return error_errno(err, "waiting for a signal");
    }
    log_event(LOG_INFO, "run", "asked to end (%s)",
              got == SIGINT ? "interrupted" : "SIGTERM");
    return true;
}

static bool
serve(struct home *home, const struct desk_options *options, bool rounds,
      serve_greet *greet, const sigset_t *signals, struct error *err)
{
    struct desk *desk = NULL;
    pthread_t thread;
    bool started = false, ok;
    int port;

    ok = desk_start(options, &desk, &port, err) &&
         say_where(home, options->address, port, greet, err);
    if (ok && rounds) {
        int code = pthread_create(&thread, NULL, run_rounds, home);

        started = code == 0;
        errno = code;
        ok = started || error_errno(err, "starting the rounds");
    }
    if (ok) {
        notify_ready();
        ok = wait_for_end(signals, err);
    }
    atomic_store(&stopping, true);
    desk_stop(desk);
    if (started)
        pthread_join(thread, NULL);
    return ok;
}

int
serve_home(struct args *args, const char *listen, bool rounds,
           serve_greet *greet)
{
    struct desk_options options = {.home = store_home(args->home)};
    char address[100];
    struct home home;
    struct error err;
    sigset_t signals;
    int status = EXIT_FINE;

    if (!read_listen(listen != NULL ? listen : "127.0.0.1:8687", &options,
                     address, sizeof address)) {
        cli_complain("--listen: \"%s\" is not ADDRESS:PORT", listen);
        return EXIT_USAGE;
    }
    log_set_level(LOG_INFO);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0)
        return cli_complain("signals can't be set up");
    if (!home_open(args, &home, &status))
        return status;
    options.config = home.config;
    if (!serve(&home, &options, rounds, greet, &signals, &err))
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

/* The first command of somebody new. A home that was named and is not there
 * is a mistake to be told instead. */
static bool
make_first_home(struct args *args, struct error *err)
{
    const char *folder = store_home(args->home);
    bool made;

    if (args->home != NULL || getenv("POLYPHONY_HOME") != NULL ||
        access(folder, F_OK) == 0)
        return true;
    if (!home_make(folder, &made, err))
        return false;
    /* The first line on stdout is where it listens. */
    fprintf(stderr, "%s is made: everything lives there.\n", folder);
    return true;
}

static int
serve_or_run(struct args *args, bool rounds)
{
    const char *listen = args_option(args, "--listen");
    struct error err;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!make_first_home(args, &err))
        return cli_fail(&err);
    return serve_home(args, listen, rounds, say_set_up);
}

int
cmd_serve(struct args *args)
{
    return serve_or_run(args, false);
}

int
cmd_run(struct args *args)
{
    return serve_or_run(args, true);
}
