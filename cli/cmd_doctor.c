/* polyphony doctor: looks at an installation and says what is not well, and
 * what to do about it. */
#include "commands.h"
#include "home.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/phrases.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* "look" is what does harm; "hint" is better mended, and no trouble. */
enum verdict { FINE, HINT, LOOK };

static int troubles;
static bool as_json;

static void
say(enum verdict verdict, const char *what, const char *mend)
{
    static const char *const words[] = {"fine", "hint", "look"};
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};

    troubles += verdict == LOOK;
    if (!as_json) {
        printf("%s%-5s%s %s%s%s\n", verdict == FINE ? dim() : flag(),
               words[verdict], plain(), what, verdict == FINE ? "" : ": ",
               verdict == FINE ? "" : mend);
        return;
    }
    json_open(&out, '{');
    json_member(&out, "verdict", words[verdict]);
    json_member(&out, "what", what);
    json_member(&out, "mend", verdict == FINE ? NULL : mend);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

static bool
check_database(struct home *home, struct error *err)
{
    char text[300], line[400];
    struct audit_head head;
    struct error why;
    bool ok;

    if (!db_check(home->store.db, text, sizeof text, err))
        return false;
    if (strcmp(text, "ok") == 0) {
        say(FINE, "the database's pages and indexes are whole", NULL);
    } else {
        snprintf(line, sizeof line, "the database is damaged (%s)", text);
        say(LOOK, line, "restore the last backup");
    }
    ok = audit_verify(&home->store, NULL, &head, &why);
    snprintf(line, sizeof line, "the audit's chain of %lld %s",
             (long long)head.rows, count_word(head.rows == 1, "row", "rows"));
    say(ok ? FINE : LOOK, line, why.text);
    return true;
}

static void
check_disk(const struct home *home)
{
    struct statvfs disk;
    char line[200];
    unsigned long long free_mib;

    if (statvfs(home->store.home, &disk) != 0) {
        say(LOOK, "the disk", "it does not answer");
        return;
    }
    free_mib = (unsigned long long)disk.f_bavail * disk.f_frsize >> 20;
    snprintf(line, sizeof line, "%llu MiB free on the disk", free_mib);
    say(free_mib >= 200 ? FINE : LOOK, line, "make room");
}

struct question {
    const char *sql, *one, *many;
    const char *mend;  /* where the count is not 0; NULL: any count is fine */
    const char *empty; /* where the count is 0; NULL: that is fine */
};

static bool
ask(struct home *home, const struct question *question, struct error *err)
{
    char line[300];
    int64_t count;

    if (!db_number(home->store.db, err, &count, 0, question->sql, ""))
        return false;
    snprintf(line, sizeof line, "%lld %s", (long long)count,
             count_word(count == 1, question->one, question->many));
    if (count == 0 && question->empty != NULL)
        say(HINT, line, question->empty);
    else if (count > 0 && question->mend != NULL)
        say(LOOK, line, question->mend);
    else
        say(FINE, line, NULL);
    return true;
}

static void
say_phrases(void *data, bool is_fault, const char *line)
{
    char text[800];

    (void)data;
    snprintf(text, sizeof text, "phrases/%s", line);
    say(is_fault ? LOOK : HINT, text,
        is_fault ? "the file is left out until then; polyphony phrases check "
                   "tells when it is fine"
                 : "the rest of the file counts");
}

static bool
check_phrases(const struct home *home, struct error *err)
{
    struct compose *compose;
    char line[100];
    size_t taken, bad;

    if (!compose_new(&compose, err))
        return false;
    taken = phrases_load(compose, home->store.home, &bad, say_phrases, NULL);
    if (taken > 0) {
        snprintf(line, sizeof line, "%zu %s of your own phrases", taken,
                 count_word(taken == 1, "file", "files"));
        say(FINE, line, NULL);
    }
    compose_free(compose);
    return true;
}

static bool
check_rows(struct home *home, struct error *err)
{
    static const struct question questions[] = {
        {"SELECT count(*) FROM feed WHERE state = 'active'", "feed", "feeds",
         NULL, "polyphony import feeds FILE.opml, or polyphony feed add URL"},
        {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = "
         "s.feed WHERE s.health = 'failing' AND f.state = 'active'",
         "feed is failing", "feeds are failing", "polyphony feed list says why",
         NULL},
        {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = "
         "s.feed WHERE s.health = 'stopped' AND f.state = 'active'",
         "feed has stopped", "feeds have stopped",
         "polyphony feed list says why; feed mute or feed retry NUMBER", NULL},
        {"SELECT count(*) FROM rep WHERE state = 'active'", "rep", "reps", NULL,
         "polyphony import reps REPS.json"},
        {"SELECT count(*) FROM suggestion WHERE state = 'in_review'",
         "suggestion waits for a reviewer", "suggestions wait for a reviewer",
         NULL, NULL},
        {"SELECT count(*) FROM suggestion WHERE state = 'scheduled' AND "
         "error IS NOT NULL",
         "scheduled share had an error", "scheduled shares had an error",
         "polyphony queue list shows them", NULL},
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

    as_json = args_flag(args, "--json");
    if (!home_queue(args, 0, 0, &home, &queue, &status))
        return status;
    troubles = 0;
    say(FINE, "the settings and the guideline pack can be read", NULL);
    if (zone_find("Europe/Berlin") != NULL)
        say(FINE, "time zones are known", NULL);
    else
        say(LOOK, "time zones are not known", "install tzdata");
    if (strstr(config_text(home.config, "fetch.contact"), "polyphony.example"))
        say(HINT, "site owners can't reach you",
            "set contact under [fetch] in polyphony.ini to an address of "
            "yours; our name on the web carries it");
    else
        say(FINE, "site owners can reach you", NULL);
    check_disk(&home);
    ok = check_phrases(&home, &err) && check_database(&home, &err) &&
         check_rows(&home, &err);
    if (!ok)
        status = cli_fail(&err);
    else if (!as_json && troubles == 0)
        puts("All is well.");
    else if (!as_json)
        printf("%d %s a look.\n", troubles,
               count_word(troubles == 1, "thing wants", "things want"));
    if (status == EXIT_FINE && troubles > 0)
        status = EXIT_INPUT;
    home_close(&home);
    return cli_finish(status);
}
