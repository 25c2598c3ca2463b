/* Restoring: copied beside, checked there, then put in place by renaming; see
 * the header. A log of writes (-wal) that is left beside another database
 * would be played into it, which is why putting the file there by hand goes
 * wrong so easily. */
#include "polyphony/restore.h"

#include "polyphony/mem.h"
#include "polyphony/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 1048576
#define LOCKS 3

struct restoring {
    struct store home; /* not open: for its paths and locks */
    const char *file;
    char *database, *beside, *aside;
    int locks[LOCKS];
};

static bool
exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

/* --- nobody else is here ---------------------------------------------------
 */

static bool
take_locks(struct restoring *r, struct error *err)
{
    static const char *const names[LOCKS] = {"serve", "curate", "schedule"};

    for (size_t i = 0; i < LOCKS; i++) {
        r->locks[i] = store_try_lock(&r->home, names[i], err);
        if (r->locks[i] < 0)
            return err->kind == ERROR_CONFLICT
                       ? error_set(err, ERROR_CONFLICT,
                                   "%s: polyphony is at work there (%s): stop "
                                   "it first",
                                   r->home.home, names[i])
                       : false;
    }
    return true;
}

/* --- the copy --------------------------------------------------------------
 */

static bool
copy_bytes(int from, int to, const char *file, struct error *err)
{
    char *chunk = mem_alloc(CHUNK);
    bool ok = true;

    while (ok) {
        ssize_t got = read(from, chunk, CHUNK), put = 0;

        if (got == 0)
            break;
        while (got > put) {
            ssize_t more = write(to, chunk + put, (size_t)(got - put));

            if (more < 0)
                break;
            put += more;
        }
        if (got < 0 || put < got)
            ok = error_errno(err, "%s", file);
    }
    free(chunk);
    return ok && (fsync(to) == 0 || error_errno(err, "%s", file));
}

static bool
copy_file(const char *file, const char *beside, struct error *err)
{
    int from = open(file, O_RDONLY | O_CLOEXEC), to = -1;
    struct stat st;
    bool ok = false;

    if (from < 0 || fstat(from, &st) != 0)
        error_errno(err, "%s", file);
    else if (!S_ISREG(st.st_mode))
        error_set(err, ERROR_INPUT, "%s: is no file", file);
    else if ((to = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        0600)) < 0)
        error_errno(err, "%s", beside);
    else
        ok = copy_bytes(from, to, file, err);
    if (to >= 0 && close(to) != 0 && ok)
        ok = error_errno(err, "%s", beside);
    if (from >= 0)
        close(from);
    return ok;
}

static bool
check_copy(const struct restoring *r, struct error *err)
{
    char words[200] = "";
    struct db *db = NULL;
    struct error why;
    bool ok = db_open(r->beside, false, &db, &why) &&
              db_check(db, words, sizeof words, &why);

    if (!ok)
        error_set(err, ERROR_INPUT, "%s: is no backup of polyphony", r->file);
    else if (strcmp(words, "ok") != 0)
        ok = error_set(err, ERROR_INPUT, "%s: is damaged: %s", r->file, words);
    else
        ok = store_is_ours(db, err) || error_wrap(err, "%s", r->file);
    db_close(db);
    return ok;
}

/* A database in use has more beside it, which a copy of the file alone lacks.
 */
static bool
make_copy(struct restoring *r, struct error *err)
{
    char *log = mem_alloc(strlen(r->file) + 5);
    bool is_in_use;

    sprintf(log, "%s-wal", r->file);
    is_in_use = exists(log);
    free(log);
    if (is_in_use)
        return error_set(err, ERROR_INPUT,
                         "%s: is a database in use, not a backup: there is a "
                         "-wal beside it",
                         r->file);
    unlink(r->beside);
    return copy_file(r->file, r->beside, err) && check_copy(r, err);
}

/* --- into its place --------------------------------------------------------
 */

static bool
move_with(const char *from, const char *to, const char *end, struct error *err)
{
    char *a = mem_alloc(strlen(from) + 5), *b = mem_alloc(strlen(to) + 5);
    bool ok;

    sprintf(a, "%s%s", from, end);
    sprintf(b, "%s%s", to, end);
    ok = rename(a, b) == 0 || errno == ENOENT || error_errno(err, "%s", a);
    free(a);
    free(b);
    return ok;
}

/* Opened and closed once more, it has its log in it; where it is too broken
 * for that, the log goes along. It is linked rather than renamed, so that at
 * no moment there is no database. */
static bool
put_aside(struct restoring *r, struct error *err)
{
    struct db *db = NULL;
    struct error why;

    (void)!chmod(r->database, 0600); /* older programs left that to the umask */
    if (db_open(r->database, false, &db, &why))
        db_close(db);
    return move_with(r->database, r->aside, "-wal", err) &&
           move_with(r->database, r->aside, "-shm", err) &&
           (link(r->database, r->aside) == 0 ||
            rename(r->database, r->aside) == 0 ||
            error_errno(err, "%s", r->aside));
}

static bool
keep_old(struct restoring *r, int64_t now, char aside[RESTORE_ASIDE],
         struct error *err)
{
    char *folder = store_path(&r->home, "backups");
    time_t when = (time_t)now;
    struct tm tm;
    bool ok;

    ok = mkdir(folder, 0700) == 0 || errno == EEXIST ||
         error_errno(err, "%s", folder);
    gmtime_r(&when, &tm);
    strftime(aside, RESTORE_ASIDE, "polyphony-%Y%m%dT%H%M%SZ-replaced.db", &tm);
    r->aside = mem_alloc(strlen(folder) + RESTORE_ASIDE + 1);
    sprintf(r->aside, "%s/%s", folder, aside);
    free(folder);
    if (ok && exists(r->aside))
        ok = error_set(err, ERROR_CONFLICT,
                       "%s: is there already; try again in a second", r->aside);
    return ok && put_aside(r, err);
}

static bool
restore(struct restoring *r, int64_t now, char aside[RESTORE_ASIDE],
        struct error *err)
{
    if (!take_locks(r, err) || !make_copy(r, err))
        return false;
    if (exists(r->database) && !keep_old(r, now, aside, err))
        return false;
    return rename(r->beside, r->database) == 0 ||
           error_errno(err, "%s", r->database);
}

bool
restore_backup(const char *home, const char *file, int64_t now,
               char aside[RESTORE_ASIDE], struct error *err)
{
    struct restoring r = {.file = file, .locks = {-1, -1, -1}};
    bool ok;

    aside[0] = '\0';
    if (mkdir(home, 0700) != 0 && errno != EEXIST)
        return error_errno(err, "%s", home);
    r.home.home = mem_strdup(home);
    r.database = store_path(&r.home, "polyphony.db");
    r.beside = store_path(&r.home, "polyphony.db.restoring");
    ok = restore(&r, now, aside, err);
    if (!ok)
        unlink(r.beside);
    store_own(home);
    for (size_t i = 0; i < LOCKS; i++) {
        if (r.locks[i] >= 0)
            close(r.locks[i]);
    }
    free(r.database);
    free(r.beside);
    free(r.aside);
    free(r.home.home);
    return ok;
}
