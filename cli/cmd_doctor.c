/* polyphony doctor: looks at an installation and says what is not well, and
 * what to do about it. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

static int troubles;

static void
say(bool ok, const char *what, const char *mend)
{
    printf("%s%-5s%s %s%s%s\n", ok ? dim() : flag(), ok ? "fine" : "look",
           plain(), what, ok ? "" : ": ", ok ? "" : mend);
    troubles += !ok;
}

static bool
check_database(struct home *home, struct error *err)
{
    char text[300], line[400];
    int64_t rows;
    struct error why;
    bool ok;

    if (!db_check(home->store.db, text, sizeof text, err))
        return false;
    snprintf(line, sizeof line, "the database's pages and indexes (%s)", text);
    say(strcmp(text, "ok") == 0, line, "restore the last backup");
    ok = queue_check_chain(&home->store, &rows, &why);
    snprintf(line, sizeof line, "the audit's chain of %lld rows",
             (long long)rows);
    say(ok, line, why.text);
    return true;
}

static void
check_disk(const struct home *home)
{
    struct statvfs disk;
    char line[200];
    unsigned long long free_mib;

    if (statvfs(home->store.home, &disk) != 0) {
        say(false, "the disk", "it does not answer");
        return;
    }
    free_mib = (unsigned long long)disk.f_bavail * disk.f_frsize >> 20;
    snprintf(line, sizeof line, "%llu MiB free on the disk", free_mib);
    say(free_mib >= 200, line, "make room");
}

struct question {
    const char *sql, *fine, *mend;
};

static bool
ask(struct home *home, const struct question *question, struct error *err)
{
    char line[300];
    int64_t count;

    if (!db_number(home->store.db, err, &count, 0, question->sql, ""))
        return false;
    snprintf(line, sizeof line, "%lld %s", (long long)count, question->fine);
    say(question->mend == NULL || count == 0, line, question->mend);
    return true;
}

static bool
check_rows(struct home *home, struct error *err)
{
    static const struct question questions[] = {
        {"SELECT count(*) FROM feed WHERE state = 'active'", "feeds", NULL},
        {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = "
         "s.feed WHERE s.health = 'failing' AND f.state = 'active'",
         "feeds are failing", "polyphony feed list says why"},
        {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = "
         "s.feed WHERE s.health = 'stopped' AND f.state = 'active'",
         "feeds have stopped",
         "polyphony feed list says why; feed mute or feed retry NUMBER"},
        {"SELECT count(*) FROM rep WHERE state = 'active'", "reps", NULL},
        {"SELECT count(*) FROM suggestion WHERE state = 'in_review'",
         "suggestions wait for a reviewer", NULL},
        {"SELECT count(*) FROM suggestion WHERE state = 'scheduled' AND "
         "error IS NOT NULL",
         "scheduled shares had an error", "polyphony queue list shows them"},
    };

    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if (!ask(home, &questions[i], err))
            return false;
    }
    return true;
}

int
cmd_doctor(struct args *args)
{
    struct home home;
    struct queue queue;
    struct error err;
    int status = EXIT_FINE;
    bool ok;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_queue(args, &home, &queue, &status))
        return status;
    troubles = 0;
    say(true, "the settings and the guideline pack can be read", "");
    say(zone_find("Europe/Berlin") != NULL, "time zones", "install tzdata");
    say(strstr(config_text(home.config, "fetch.contact"),
               "polyphony.example") == NULL,
        "our name on the web has an address of yours",
        "set [fetch] contact in polyphony.ini, so that site owners can reach "
        "you");
    check_disk(&home);
    ok = check_database(&home, &err) && check_rows(&home, &err);
    if (!ok)
        status = cli_fail(&err);
    else if (troubles == 0)
        puts("All is well.");
    else
        printf("%d things want a look.\n", troubles);
    if (status == EXIT_FINE && troubles > 0)
        status = EXIT_INPUT;
    home_close(&home);
    return cli_finish(status);
}
