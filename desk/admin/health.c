/* What may be wrong with an installation, as tables and a few looks; see the
 * header. A further thing to look at is a line of `questions`, or a function
 * beside look_at_disk(). */
#include "polyphony/health.h"

#include "desk/mail/mail.h"
#include "desk/mail/webhook.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/phrases.h"
#include "polyphony/zone.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define LEAST_MIB 200
#define DAY_S 86400
#define OLD_DAYS 7 /* of the newest backup */

struct looking {
    struct store *store;
    const struct config *config;
    health_say *say;
    void *context;
};

static void
say(const struct looking *l, enum health_verdict verdict, const char *what,
    const char *why, const char *mend)
{
    l->say(l->context,
           &(struct health_finding){verdict, what, why, mend, NULL});
}

static void
fine(const struct looking *l, const char *what)
{
    say(l, HEALTH_FINE, what, NULL, NULL);
}

/* --- counts ----------------------------------------------------------------
 */

/* What was given up wants no look any more once something later came through.
 * Where a count that is not 0 wants a look there is a `mend`; where one that
 * is 0 does, an `empty`. */
static const struct question {
    const char *sql, *one, *many, *none;
    const char *why, *mend, *path;
    const char *why_empty, *empty;
} questions[] = {
    {"SELECT count(*) FROM feed WHERE state = 'active' AND removed IS NULL",
     "feed", "feeds", "feeds yet", NULL, NULL, "/feeds",
     "nothing is read, so nothing can "
     "be suggested",
     "add some on the page Feeds, or by polyphony import feeds FILE.opml"},
    {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = s.feed "
     "WHERE s.health = 'failing' AND f.state = 'active' AND f.removed IS NULL",
     "feed is failing", "feeds are failing", "feed is failing",
     "its site answers with an error, or not at all; it is asked again, less "
     "and less often",
     "the page Feeds and polyphony feed list say what was answered", "/feeds",
     NULL, NULL},
    {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = s.feed "
     "WHERE s.health = 'stopped' AND f.state = 'active' AND f.removed IS NULL",
     "feed has stopped", "feeds have stopped", "feed has stopped",
     "it was asked in vain for weeks, and is not asked any more",
     "mute it, or try again: on the page Feeds, or by polyphony feed mute or "
     "retry NUMBER",
     "/feeds", NULL, NULL},
    {"SELECT count(*) FROM rep WHERE state = 'active'", "rep", "reps",
     "reps yet", NULL, NULL, "/reps", "there is nobody to suggest anything to",
     "add some on the page Reps, or by polyphony import reps REPS.json"},
    {"SELECT count(*) FROM suggestion WHERE state = 'in_review'",
     "suggestion waits for a reviewer", "suggestions wait for a reviewer",
     "suggestion waits for a reviewer", NULL, NULL, NULL, NULL, NULL},
    {"SELECT count(*) FROM suggestion WHERE state = 'scheduled' AND error IS "
     "NOT NULL",
     "scheduled share had an error", "scheduled shares had an error",
     "scheduled share had an error",
     "what stands on it went wrong; it is tried again",
     "its rep sees it under Today, and polyphony queue list shows it", NULL,
     NULL, NULL},
    {"SELECT count(*) FROM mail AS m WHERE error IS NOT NULL AND sent IS NULL "
     "AND NOT EXISTS (SELECT 1 FROM mail AS o WHERE o.recipient = m.recipient "
     "AND o.sent IS NOT NULL AND o.id > m.id)",
     "mail was not taken", "mails were not taken", "mail was refused",
     "the mail server refused it or did not answer",
     "the page Place says what it answered; [mail] in polyphony.ini names the "
     "server",
     NULL, NULL, NULL},
    {"SELECT count(*) FROM webhook AS w WHERE error IS NOT NULL AND sent IS "
     "NULL AND NOT EXISTS (SELECT 1 FROM webhook AS o WHERE o.target = "
     "w.target AND o.sent >= w.tried)",
     "event was not taken by a webhook", "events were not taken by a webhook",
     "event was refused by a webhook",
     "who listens there refused it or did not answer",
     "the page Webhooks says what was answered", "/admin/webhooks", NULL, NULL},
    {"SELECT count(*) FROM person WHERE role = 'admin' AND erased IS NULL AND "
     "locked IS NULL",
     "admin", "admins", "admin", NULL, NULL, "/people",
     "nobody can let people in or make backups at the desk",
     "polyphony user add --role admin NAME"},
};

static bool
ask(const struct looking *l, const struct question *q, struct error *err)
{
    struct health_finding finding = {.verdict = HEALTH_FINE, .path = q->path};
    char line[300];
    int64_t count;

    if (!db_number(l->store->db, err, &count, 0, q->sql, ""))
        return false;
    if (count == 0)
        snprintf(line, sizeof line, "no %s", q->none);
    else
        snprintf(line, sizeof line, "%lld %s", (long long)count,
                 count == 1 ? q->one : q->many);
    finding.what = line;
    if (count == 0 && q->empty != NULL) {
        finding.verdict = HEALTH_HINT;
        finding.why = q->why_empty;
        finding.mend = q->empty;
    } else if (count > 0 && q->mend != NULL) {
        finding.verdict = HEALTH_LOOK;
        finding.why = q->why;
        finding.mend = q->mend;
    }
    l->say(l->context, &finding);
    return true;
}

/* --- the machine and its settings ------------------------------------------
 */

static void
look_at_disk(const struct looking *l)
{
    struct statvfs disk;
    char line[100];
    unsigned long long mib;

    if (statvfs(l->store->home, &disk) != 0) {
        say(l, HEALTH_LOOK, "the disk does not answer",
            "what can't be read can't be written either",
            "look at the machine's log");
        return;
    }
    mib = (unsigned long long)disk.f_bavail * disk.f_frsize >> 20;
    snprintf(line, sizeof line, "%llu MiB free on the disk", mib);
    if (mib >= LEAST_MIB)
        fine(l, line);
    else
        say(l, HEALTH_LOOK, line,
            "once it is full nothing is stored, neither approvals nor shares",
            "make room");
}

static void
look_at_settings(const struct looking *l)
{
    fine(l, "the settings and the guideline pack can be read");
    if (zone_find("Europe/Berlin") != NULL)
        fine(l, "time zones are known");
    else
        say(l, HEALTH_LOOK, "time zones are not known",
            "slots would be given in UTC", "install tzdata");
    if (strstr(config_text(l->config, "fetch.contact"), "polyphony.example"))
        say(l, HEALTH_HINT, "site owners can't reach you",
            "our name on the web carries an address, and yours is not set",
            "give your company's site on the page Place, or set contact "
            "under [fetch] in polyphony.ini");
    else
        fine(l, "site owners can reach you");
    if (mail_is_on(l->config))
        fine(l, "mail goes out");
    else
        say(l, HEALTH_HINT, "no mail goes out",
            "sign-in links have to be passed on by hand, and reps get no mail "
            "of the day",
            "set [mail] url, [mail] from and [desk] url in polyphony.ini");
}

/* How many, and when the newest was made. */
static size_t
count_backups(const struct looking *l, int64_t *newest)
{
    char *folder = store_path(l->store, "backups");
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t count = 0;

    *newest = 0;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);
        struct stat st;

        if (len <= 3 || strcmp(entry->d_name + len - 3, ".db") != 0 ||
            fstatat(dirfd(dir), entry->d_name, &st, 0) != 0)
            continue;
        count++;
        if (st.st_mtime > *newest)
            *newest = st.st_mtime;
    }
    if (dir != NULL)
        closedir(dir);
    free(folder);
    return count;
}

/* Only what lies in the home is known to us. */
static void
look_at_backups(const struct looking *l)
{
    int64_t newest, days;
    size_t count = count_backups(l, &newest);
    char line[90];

    days = (clock_now() - newest) / DAY_S;
    snprintf(line, sizeof line, "%zu %s here", count,
             count == 1 ? "backup" : "backups");
    if (count > 0 && days > OLD_DAYS) {
        snprintf(line, sizeof line, "the newest backup here is %lld days old",
                 (long long)days);
        say(l, HEALTH_HINT, line,
            "what was done since would be gone with the disk; whether there "
            "is a newer one elsewhere is not known",
            "make one on the page Place, or by polyphony backup FILE each "
            "night");
    } else if (count > 0)
        fine(l, line);
    else
        say(l, HEALTH_HINT, "there is no backup here",
            "with the disk all would be gone; whether there is one elsewhere "
            "is not known",
            "make one on the page Place, or by polyphony backup FILE each "
            "night");
}

static void
say_phrases(void *data, bool is_fault, const char *line)
{
    char text[800];

    snprintf(text, sizeof text, "phrases/%s", line);
    if (is_fault)
        say(data, HEALTH_LOOK, text, "the file is left out until then",
            "mend it; polyphony phrases check tells when it is fine");
    else
        say(data, HEALTH_HINT, text, "the rest of the file counts",
            "mend that line when there is time");
}

static bool
look_at_phrases(const struct looking *l, struct error *err)
{
    struct compose *compose;
    char line[100];
    size_t taken, bad;

    if (!compose_new(&compose, err))
        return false;
    taken = phrases_load(compose, l->store->home, &bad, say_phrases,
                         (void *)(uintptr_t)l);
    if (taken > 0) {
        snprintf(line, sizeof line, "%zu %s of your own phrases", taken,
                 taken == 1 ? "file" : "files");
        fine(l, line);
    }
    compose_free(compose);
    return true;
}

/* Feeds that are due are visited within minutes while `run` runs. */
static bool
look_at_rounds(const struct looking *l, struct error *err)
{
    int64_t count;
    char line[100];

    if (!db_number(l->store->db, err, &count, 0,
                   "SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON "
                   "f.id = s.feed WHERE f.state = 'active' AND f.removed IS "
                   "NULL AND s.last_visit IS NOT NULL AND s.next_visit < $1",
                   "i", clock_now() - DAY_S))
        return false;
    snprintf(line, sizeof line, "%lld %s a day overdue", (long long)count,
             count == 1 ? "feed is" : "feeds are");
    if (count == 0)
        fine(l, "feeds are visited when they are due");
    else
        say(l, HEALTH_LOOK, line,
            "nothing curates here: serve shows pages only, or the rounds of "
            "run fail, which its log tells",
            "start polyphony run, or polyphony curate and schedule by the "
            "clock");
    return true;
}

/* --- the database ----------------------------------------------------------
 */

static bool
look_deep(const struct looking *l, struct error *err)
{
    char text[300], line[400];
    struct audit_head head;
    struct error why;

    if (!db_check(l->store->db, text, sizeof text, err))
        return false;
    if (strcmp(text, "ok") == 0) {
        fine(l, "the database's pages and indexes are whole");
    } else {
        snprintf(line, sizeof line, "the database is damaged (%s)", text);
        say(l, HEALTH_LOOK, line,
            "a disk failed, or another program wrote to the file",
            "stop the service and restore the last backup");
    }
    if (audit_verify(l->store, NULL, &head, &why)) {
        snprintf(line, sizeof line, "the audit's chain of %lld %s",
                 (long long)head.rows, head.rows == 1 ? "row" : "rows");
        fine(l, line);
    } else {
        say(l, HEALTH_LOOK, "the audit's chain is broken", why.text,
            "compare it with an export or a head that you kept: polyphony "
            "audit verify");
    }
    return true;
}

bool
health_look(struct store *store, const struct config *config, bool deep,
            health_say *say_it, void *context, struct error *err)
{
    struct looking l = {store, config, say_it, context};

    look_at_settings(&l);
    look_at_disk(&l);
    look_at_backups(&l);
    if (!look_at_phrases(&l, err) || !look_at_rounds(&l, err) ||
        (deep && !look_deep(&l, err)))
        return false;
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if (!ask(&l, &questions[i], err))
            return false;
    }
    return true;
}
