/* The place itself, for the admin: what wants a look, how people sign in,
 * backups, the audit and its head. */
#include "mail.h"
#include "page.h"
#include "pages.h"
#include "place.h"
#include "webhook.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FOLDER "backups"
#define LISTED 50
#define LEAST_MIB 200
#define WEEK (7 * INT64_C(86400))

/* --- what wants a look -----------------------------------------------------
 */

struct question {
    const char *sql, *one, *many, *mend, *path;
};

static const struct question questions[] = {
    {"SELECT count(*) FROM fetch_state AS s JOIN feed AS f ON f.id = s.feed "
     "WHERE s.health IN ('failing', 'stopped') AND f.state = 'active' AND "
     "f.removed IS NULL",
     "feed is failing or has stopped", "feeds are failing or have stopped",
     "the page Feeds says why", "/feeds"},
    {"SELECT count(*) FROM suggestion WHERE state = 'scheduled' AND error IS "
     "NOT NULL",
     "scheduled share had an error", "scheduled shares had an error",
     "its rep sees it under Today", NULL},
    {"SELECT count(*) FROM mail WHERE error IS NOT NULL AND sent IS NULL",
     "mail was not taken", "mails were not taken",
     "look at [mail] in polyphony.ini, and at the log", NULL},
    {"SELECT count(*) FROM webhook WHERE error IS NOT NULL AND sent IS NULL",
     "event was not taken", "events were not taken",
     "look at who listens at [desk] webhook, and at the log", NULL},
};

static void
add_finding(struct view *view, const char *what, const char *mend,
            const char *path)
{
    struct view *item = view_item(view, "findings");

    view_flag(view, "troubled", true);
    view_text(item, "what", what);
    view_text(item, "mend", mend);
    if (path != NULL)
        view_link(item, "path", path);
}

static void
look_at_disk(struct request *request, struct view *view)
{
    struct statvfs disk;
    unsigned long long mib;

    if (statvfs(request->place->home, &disk) != 0)
        return;
    mib = (unsigned long long)disk.f_bavail * disk.f_frsize >> 20;
    if (mib < LEAST_MIB)
        add_finding(view,
                    arena_printf(request->arena,
                                 "Only %llu MiB are free on the disk", mib),
                    "make room", NULL);
}

static bool
look(struct request *request, struct view *view, struct error *err)
{
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const struct question *ask = &questions[i];
        int64_t count;

        if (!db_number(request->store->db, err, &count, 0, ask->sql, ""))
            return false;
        if (count > 0)
            add_finding(view,
                        arena_printf(request->arena, "%lld %s",
                                     (long long)count,
                                     count == 1 ? ask->one : ask->many),
                        ask->mend, ask->path);
    }
    look_at_disk(request, view);
    if (strstr(config_text(request->config, "fetch.contact"),
               "polyphony.example") != NULL)
        add_finding(view, "Site owners can't reach you",
                    "set contact under [fetch] in polyphony.ini to an address "
                    "of yours",
                    NULL);
    return true;
}

/* --- settings --------------------------------------------------------------
 */

static void
add_setting(struct view *view, const char *name, const char *words)
{
    struct view *item = view_item(view, "settings");

    view_text(item, "name", name);
    view_text(item, "words", words);
}

static void
add_settings(struct request *request, struct view *view)
{
    const struct config *config = request->config;
    struct arena *arena = request->arena;
    const char *header = config_text(config, "desk.sign_in_header");
    const char *url = config_text(config, "desk.url");

    add_setting(view, "Address", url[0] != '\0' ? url : "not said: [desk] url");
    add_setting(view, "Password",
                "with one that its owner set; tries are "
                "slowed down");
    add_setting(view, "Link by mail",
                mail_is_on(config)
                    ? "yes, good for twenty minutes"
                    : "no: [mail] url, [mail] from and [desk] url are needed");
    add_setting(
        view, "By a proxy in front",
        header[0] == '\0'
            ? "no"
            : arena_printf(arena, "by its header %s, from %s", header,
                           config_text(config, "desk.sign_in_networks")));
    add_setting(view, "A session ends",
                arena_printf(arena,
                             "after %ld hours without a request, after %ld "
                             "days in any case",
                             config_number(config, "desk.idle_hours"),
                             config_number(config, "desk.session_days")));
    add_setting(view, "Webhook",
                webhook_is_on(config) ? config_text(config, "desk.webhook")
                                      : "none");
}

/* --- backups ---------------------------------------------------------------
 */

static bool
is_backup(const char *name)
{
    size_t len = strlen(name);

    return strncmp(name, "polyphony-", 10) == 0 && len > 13 && len < 60 &&
           strcmp(name + len - 3, ".db") == 0 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.TZ") == len;
}

static int
newest_first(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*y, *x);
}

static bool
add_backups(struct request *request, struct view *view, struct error *err)
{
    char *folder = store_path(request->store, FOLDER);
    DIR *dir = opendir(folder);
    const char *names[512];
    struct dirent *entry;
    size_t count = 0;

    while (dir != NULL && count < 512 && (entry = readdir(dir)) != NULL) {
        if (is_backup(entry->d_name))
            names[count++] = arena_strdup(request->arena, entry->d_name);
    }
    if (dir != NULL)
        closedir(dir);
    else if (errno != ENOENT) {
        error_errno(err, "%s", folder);
        free(folder);
        return false;
    }
    qsort(names, count, sizeof *names, newest_first);
    for (size_t i = 0; i < count && i < LISTED; i++) {
        struct buf path = {.max = 4096};
        struct view *item = view_item(view, "backups");
        struct stat st;

        buf_printf(&path, "%s/%s", folder, names[i]);
        view_text(item, "name", names[i]);
        if (stat(buf_text(&path), &st) == 0) {
            view_int(item, "kib", (int64_t)st.st_size / 1024);
            page_time(request, item, "made", (int64_t)st.st_mtime);
        }
        buf_deinit(&path);
    }
    free(folder);
    if (count == 0)
        add_finding(view, "There is no backup here",
                    "make one below, or by polyphony backup FILE each night",
                    NULL);
    return true;
}

static bool
backup_into(struct request *request, const char *file, struct error *err)
{
    struct buf beside = {.max = 4096};
    bool ok;
    int fd;

    buf_printf(&beside, "%s.part", file);
    unlink(buf_text(&beside));
    fd = open(buf_text(&beside), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ok = fd >= 0 && close(fd) == 0;
    if (!ok)
        error_errno(err, "%s", buf_text(&beside));
    ok = ok && db_backup(request->store->db, buf_text(&beside), err);
    if (ok && rename(buf_text(&beside), file) != 0)
        ok = error_errno(err, "%s", file);
    if (!ok)
        unlink(buf_text(&beside));
    buf_deinit(&beside);
    return ok;
}

bool
page_backup_make(struct request *request, struct response *response,
                 struct error *err)
{
    char *folder = store_path(request->store, FOLDER);
    char when[TIME_TEXT], name[64], anchor[AUDIT_HEAD_TEXT];
    struct buf file = {.max = 4096};
    struct audit_head head;
    size_t len = 0;
    bool ok;

    time_text(request->now, when);
    for (const char *p = when; *p != '\0'; p++) {
        if (*p != '-' && *p != ':')
            when[len++] = *p;
    }
    when[len] = '\0';
    snprintf(name, sizeof name, "polyphony-%s.db", when);
    buf_printf(&file, "%s/%s", folder, name);
    ok = mkdir(folder, 0700) == 0 || errno == EEXIST ||
         error_errno(err, "%s", folder);
    ok = ok && audit_head_now(request->store, &head, err) &&
         backup_into(request, buf_text(&file), err);
    free(folder);
    buf_deinit(&file);
    return ok && page_done(request, response, "/admin", err,
                           "%s is made. Its audit reaches at least %s", name,
                           audit_head_text(&head, anchor));
}

bool
page_backup_get(struct request *request, struct response *response,
                struct error *err)
{
    const char *name = request_param(request, "name");
    struct buf file = {.max = 4096};
    char *folder;

    if (!is_backup(name))
        return error_set(err, ERROR_NOTFOUND, "There is no such backup");
    folder = store_path(request->store, FOLDER);
    buf_printf(&file, "%s/%s", folder, name);
    response->file = open(buf_text(&file), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    free(folder);
    buf_deinit(&file);
    if (response->file < 0)
        return error_set(err, ERROR_NOTFOUND, "There is no such backup");
    response_download(request, response, "application/vnd.sqlite3", name);
    return true;
}

/* --- the audit -------------------------------------------------------------
 */

bool
page_audit_verify(struct request *request, struct response *response,
                  struct error *err)
{
    const char *expect = request_field(request, "expect");
    struct audit_head expected, head;
    char anchor[AUDIT_HEAD_TEXT];
    struct error why;

    if (expect[0] != '\0' && !audit_head_read(expect, &expected, &why))
        return page_done(request, response, "/admin", err,
                         "That is no head as COUNT:HASH.");
    if (audit_verify(request->store, expect[0] != '\0' ? &expected : NULL,
                     &head, &why))
        return page_done(
            request, response, "/admin", err,
            "The audit holds: %lld rows, each as it was written%s. "
            "%s",
            (long long)head.rows,
            expect[0] != '\0' ? ", and what you expected is among "
                                "them"
                              : "",
            audit_head_text(&head, anchor));
    return page_done(request, response, "/admin", err,
                     "The audit does not hold: %s.", why.text);
}

static bool
write_line(const char *line, size_t len, void *context)
{
    return fwrite(line, 1, len, context) == len;
}

/* By way of a file without a name: it may be larger than an answer. */
bool
page_audit_export(struct request *request, struct response *response,
                  struct error *err)
{
    struct audit_head head;
    FILE *file = tmpfile();
    bool ok;

    if (file == NULL)
        return error_errno(err, "a file for the export");
    ok = audit_export(request->store, TIME_NONE, write_line, file, &head, err);
    if (ok && fflush(file) != 0)
        ok = error_errno(err, "a file for the export");
    if (ok) {
        response->file = dup(fileno(file));
        ok = response->file >= 0 || error_errno(err, "a file for the export");
    }
    fclose(file);
    if (ok)
        response_download(request, response, "application/jsonl",
                          "polyphony-audit.jsonl");
    return ok;
}

bool
page_place(struct request *request, struct response *response,
           struct error *err)
{
    struct view *view = page_view(request, "Place");
    char anchor[AUDIT_HEAD_TEXT];
    struct audit_head head;

    if (!look(request, view, err) || !add_backups(request, view, err) ||
        !audit_head_now(request->store, &head, err))
        return false;
    add_settings(request, view);
    view_int(view, "rows", head.rows);
    view_text(view, "head", audit_head_text(&head, anchor));
    return page_show(request, response, "place", view, err);
}
