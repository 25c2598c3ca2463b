/* Making backups and deleting old ones; see the header. */
#include "backups.h"

#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MOST 4096 /* files of the folder that are looked at */

void
backups_init(struct backups *backups, const char *home, long kept)
{
    memset(backups, 0, sizeof *backups);
    pthread_mutex_init(&backups->mutex, NULL);
    pthread_cond_init(&backups->ended, NULL);
    backups->home = home;
    backups->kept = kept;
}

void
backups_deinit(struct backups *backups)
{
    atomic_store(&backups->stopping, true);
    if (backups->started)
        pthread_join(backups->thread, NULL);
    backups->started = false;
    pthread_cond_destroy(&backups->ended);
    pthread_mutex_destroy(&backups->mutex);
}

bool
backup_is_name(const char *name)
{
    size_t len = strlen(name);

    return strncmp(name, "polyphony-", 10) == 0 && len > 13 &&
           len < BACKUP_NAME && strcmp(name + len - 3, ".db") == 0 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.TZ") == len;
}

static char *
path_of(const struct backups *backups, const char *name, const char *end)
{
    struct buf path = {.max = 8192};

    buf_printf(&path, "%s/" BACKUPS_FOLDER "/%s%s", backups->home, name, end);
    return buf_take(&path);
}

/* --- making ----------------------------------------------------------------
 */

static bool
stops(void *context)
{
    return atomic_load(&((struct backups *)context)->stopping);
}

/* Whole or not there: written beside, then renamed. */
static bool
make(struct backups *backups, struct error *err)
{
    char *beside = path_of(backups, backups->name, ".part");
    char *file = path_of(backups, backups->name, "");
    struct store store;
    bool ok = store_open(backups->home, &store, err);
    int fd = -1;

    if (ok) {
        unlink(beside);
        fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        ok = (fd >= 0 && close(fd) == 0) || error_errno(err, "%s", beside);
        ok = ok && db_backup_unless(store.db, beside, stops, backups, err);
        if (ok && rename(beside, file) != 0)
            ok = error_errno(err, "%s", file);
        if (!ok)
            unlink(beside);
        store_close(&store);
    }
    free(beside);
    free(file);
    return ok;
}

static int
newest_first(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*y, *x);
}

/* Names carry their time, so that their order is that of their making. */
static int64_t
delete_old(const struct backups *backups)
{
    char *folder = path_of(backups, "", ""), **names;
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t count = 0;
    int64_t deleted = 0;

    free(folder);
    if (dir == NULL)
        return 0;
    names = mem_calloc(MOST, sizeof *names);
    while (count < MOST && (entry = readdir(dir)) != NULL) {
        if (backup_is_name(entry->d_name))
            names[count++] = mem_strdup(entry->d_name);
    }
    closedir(dir);
    qsort(names, count, sizeof *names, newest_first);
    for (size_t i = 0; i < count; i++) {
        if (backups->kept > 0 && i >= (size_t)backups->kept) {
            char *file = path_of(backups, names[i], "");

            deleted += unlink(file) == 0;
            free(file);
        }
        free(names[i]);
    }
    free(names);
    return deleted;
}

static void *
run(void *context)
{
    struct backups *backups = context;
    struct error err = {0};
    bool ok = make(backups, &err);
    int64_t deleted = ok ? delete_old(backups) : 0;

    if (!ok)
        log_event(LOG_ERROR, "backup", "%s", err.text);
    pthread_mutex_lock(&backups->mutex);
    snprintf(backups->problem, sizeof backups->problem, "%s",
             ok ? "" : err.text);
    backups->deleted = deleted;
    backups->runs = false;
    pthread_cond_broadcast(&backups->ended);
    pthread_mutex_unlock(&backups->mutex);
    return NULL;
}

static void
name_it(int64_t now, char name[BACKUP_NAME])
{
    char when[TIME_TEXT];
    size_t len = 0;

    time_text(now, when);
    for (const char *p = when; *p != '\0'; p++) {
        if (*p != '-' && *p != ':')
            when[len++] = *p;
    }
    when[len] = '\0';
    snprintf(name, BACKUP_NAME, "polyphony-%s.db", when);
}

/* With the lock held. */
static bool
begin(struct backups *backups, int64_t now, struct error *err)
{
    char *folder = path_of(backups, "", "");
    bool ok = mkdir(folder, 0700) == 0 || errno == EEXIST ||
              error_errno(err, "%s", folder);
    int code;

    free(folder);
    if (!ok)
        return false;
    if (backups->started)
        pthread_join(backups->thread, NULL); /* it has ended */
    name_it(now, backups->name);
    backups->problem[0] = '\0';
    backups->runs = true;
    code = pthread_create(&backups->thread, NULL, run, backups);
    backups->started = backups->runs = code == 0;
    errno = code;
    return code == 0 || error_errno(err, "starting the backup");
}

bool
backups_begin(struct backups *backups, int64_t now, char name[BACKUP_NAME],
              struct error *err)
{
    bool ok;

    pthread_mutex_lock(&backups->mutex);
    ok = backups->runs
             ? error_set(err, ERROR_CONFLICT, "A backup is being made already")
             : begin(backups, now, err);
    memcpy(name, backups->name, BACKUP_NAME);
    pthread_mutex_unlock(&backups->mutex);
    return ok;
}

bool
backups_wait(struct backups *backups, int ms)
{
    struct timespec until;
    bool runs;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    pthread_mutex_lock(&backups->mutex);
    while (backups->runs && pthread_cond_timedwait(
                                &backups->ended, &backups->mutex, &until) == 0)
        ;
    runs = backups->runs;
    pthread_mutex_unlock(&backups->mutex);
    return !runs;
}

bool
backups_run(struct backups *backups, int64_t *kib, char problem[400])
{
    char name[BACKUP_NAME], *beside;
    struct stat st;
    bool runs;

    pthread_mutex_lock(&backups->mutex);
    runs = backups->runs;
    memcpy(name, backups->name, sizeof name);
    memcpy(problem, backups->problem, sizeof backups->problem);
    pthread_mutex_unlock(&backups->mutex);
    *kib = 0;
    if (runs) {
        beside = path_of(backups, name, ".part");
        if (stat(beside, &st) == 0)
            *kib = (int64_t)st.st_size / 1024;
        free(beside);
    }
    return runs;
}
