/* Backups for the admin: what is there, making one, taking it along, deleting
 * it. The work itself is in backups.c. */
#include "backups.h"
#include "desk/desk_queue.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"
#include "place_page.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LISTED 50
#define NAMES 4096
#define WAIT_MS 1500

static int
newest_first(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*y, *x);
}

static const char *
path_of(struct request *request, const char *name)
{
    return arena_printf(request->arena, "%s/" BACKUPS_FOLDER "/%s",
                        request->place->home, name);
}

static void
add_size(struct request *request, struct view *view, int64_t kib)
{
    view_text(view, "size",
              kib < 10240
                  ? arena_printf(request->arena, "%lld KiB", (long long)kib)
                  : arena_printf(request->arena, "%lld MiB",
                                 (long long)(kib / 1024)));
}

static bool
add_files(struct request *request, struct view *view, struct error *err)
{
    DIR *dir = opendir(path_of(request, ""));
    const char **names = arena_array(request->arena, NAMES, sizeof *names);
    struct dirent *entry;
    size_t count = 0;

    if (dir == NULL)
        return errno == ENOENT || error_errno(err, "%s", path_of(request, ""));
    while (count < NAMES && (entry = readdir(dir)) != NULL) {
        if (backup_is_name(entry->d_name))
            names[count++] = arena_strdup(request->arena, entry->d_name);
    }
    closedir(dir);
    qsort(names, count, sizeof *names, newest_first);
    for (size_t i = 0; i < count && i < LISTED; i++) {
        struct view *item = view_item(view, "backups");
        struct stat st;

        view_text(item, "name", names[i]);
        view_flag(item, "replaced", strstr(names[i], "-replaced") != NULL);
        if (stat(path_of(request, names[i]), &st) == 0) {
            view_int(item, "bytes", (int64_t)st.st_size);
            add_size(request, item, (int64_t)st.st_size / 1024);
            page_time(request, item, "made", (int64_t)st.st_mtime);
        }
    }
    if (count > LISTED)
        view_int(view, "older", (int64_t)(count - LISTED));
    return true;
}

/* While one is made the page loads itself again. */
bool
place_add_backups(struct request *request, struct response *response,
                  struct view *view, struct error *err)
{
    long kept = config_number(request->config, "desk.backups_kept");
    char problem[400];
    int64_t kib;

    if (backups_run(&request->place->backups, &kib, problem)) {
        struct view *item = view_group(view, "backing_up");

        add_size(request, item, kib);
        response_header(request, response, "Refresh", "3");
    } else if (problem[0] != '\0') {
        view_text(view, "backup_problem",
                  arena_strdup(request->arena, problem));
    }
    if (kept > 0)
        view_int(view, "kept", kept);
    return add_files(request, view, err);
}

bool
page_backup_make(struct request *request, struct response *response,
                 struct error *err)
{
    struct backups *backups = &request->place->backups;
    char name[BACKUP_NAME], problem[400];
    struct audit_head head;
    int64_t kib;

    if (!audit_head_now(request->store, &head, err) ||
        !backups_begin(backups, clock_now(), name, err) ||
        !desk_act(request, "make backup", name, NULL, NULL, err))
        return false;
    page_tell_text(request, "backup", arena_strdup(request->arena, name));
    if (!backups_wait(backups, WAIT_MS))
        return page_done(request, response, "/admin#backups", err,
                         "%s is being made; this page says how far it is.",
                         name);
    if (!backups_run(backups, &kib, problem) && problem[0] != '\0' &&
        request->is_verb)
        return error_set(err, ERROR_CONFLICT, "No backup was made: %s",
                         problem);
    if (!backups_run(backups, &kib, problem) && problem[0] != '\0')
        return page_done(request, response, "/admin#backups", err,
                         "No backup was made: %s.", problem);
    return page_done(request, response, "/admin#backups", err,
                     "%s is made. Its audit reaches row %lld at least.", name,
                     (long long)head.rows);
}

static bool
find_backup(struct request *request, const char **name, struct error *err)
{
    struct stat st;

    *name = request_param(request, "name");
    return (backup_is_name(*name) && lstat(path_of(request, *name), &st) == 0 &&
            S_ISREG(st.st_mode)) ||
           error_set(err, ERROR_NOTFOUND, "There is no such backup");
}

/* All of it leaves the house with this: the audit says who took it. */
bool
page_backup_get(struct request *request, struct response *response,
                struct error *err)
{
    const char *name;

    if (!find_backup(request, &name, err) ||
        !desk_act(request, "download backup", name, NULL, NULL, err))
        return false;
    response->file =
        open(path_of(request, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (response->file < 0)
        return error_set(err, ERROR_NOTFOUND, "There is no such backup");
    response_download(request, response, "application/vnd.sqlite3", name);
    return true;
}

static bool
delete_file(void *context, struct error *err)
{
    const char *path = context;

    return unlink(path) == 0 || error_errno(err, "%s", path);
}

bool
page_backup_delete(struct request *request, struct response *response,
                   struct error *err)
{
    const char *name;

    return find_backup(request, &name, err) &&
           desk_act(request, "delete backup", name, delete_file,
                    (void *)(uintptr_t)path_of(request, name), err) &&
           page_done(request, response, "/admin#backups", err, "%s is deleted.",
                     name);
}
