/* Home, schema version, locks, company settings; see the header. */
#include "polyphony/store.h"
#include "polyphony/embedded.h"
#include "polyphony/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIGRATIONS "store/migrate/"

const char *
store_home(const char *given)
{
    const char *environment = getenv("POLYPHONY_HOME");

    if (given != NULL && given[0] != '\0')
        return given;
    if (environment != NULL && environment[0] != '\0')
        return environment;
    return "./polyphony-home";
}

static char *
join(const char *home, const char *name)
{
    size_t size = strlen(home) + strlen(name) + 2;
    char *path = mem_alloc(size);

    snprintf(path, size, "%s/%s", home, name);
    return path;
}

char *
store_path(const struct store *store, const char *name)
{
    return join(store->home, name);
}

static bool
exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

/* Settings may have been laid there before. */
static bool
is_empty_folder(const char *home, bool *is_empty, struct error *err)
{
    DIR *dir = opendir(home);
    struct dirent *entry;

    if (dir == NULL)
        return error_errno(err, "%s", home);
    *is_empty = true;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0 &&
            strcmp(entry->d_name, "polyphony.ini") != 0)
            *is_empty = false;
    }
    closedir(dir);
    return true;
}

static int64_t
version_of(const struct embedded *file)
{
    return strtol(file->name + strlen(MIGRATIONS), NULL, 10);
}

static bool
read_version(struct db *db, int64_t *version, struct error *err)
{
    int64_t tables;

    *version = 0;
    return db_number(db, err, &tables, 0,
                     "SELECT count(*) FROM sqlite_master "
                     "WHERE name = 'schema_version'",
                     "") &&
           (tables == 0 || db_number(db, err, version, 0,
                                     "SELECT version FROM schema_version", ""));
}

/* In a transaction, so that of two programs that start at once one upgrades
 * and the other finds it done. */
static bool
upgrade(void *context, struct error *err)
{
    struct db *db = context;
    const struct embedded *file = NULL;
    int64_t version;

    if (!read_version(db, &version, err))
        return false;
    if (version == 0) {
        const struct embedded *schema = embedded_find("store/schema.sql");

        if (schema == NULL)
            return error_set(err, ERROR_STORE, "no schema in this program");
        if (!db_script(db, schema->text, err))
            return error_wrap(err, "making the tables");
        version = 1;
    }
    while ((file = embedded_next(MIGRATIONS, file)) != NULL) {
        if (version_of(file) <= version)
            continue;
        if (!db_script(db, file->text, err))
            return error_wrap(err, "%s", file->name);
        version = version_of(file);
    }
    return db_run(db, err, "UPDATE schema_version SET version = $1", "i",
                  version);
}

static int64_t
newest_version(void)
{
    const struct embedded *file = NULL;
    int64_t newest = 1;

    while ((file = embedded_next(MIGRATIONS, file)) != NULL) {
        if (version_of(file) > newest)
            newest = version_of(file);
    }
    return newest;
}

static bool
is_known(int64_t version, struct error *err)
{
    return version <= newest_version() ||
           error_set(err, ERROR_STORE,
                     "the database is of version %lld, this program knows "
                     "%lld: use the newer program",
                     (long long)version, (long long)newest_version());
}

bool
store_is_ours(struct db *db, struct error *err)
{
    int64_t version;

    if (!read_version(db, &version, err))
        return false;
    return version == 0 ? error_set(err, ERROR_INPUT, "nothing of polyphony")
                        : is_known(version, err);
}

static bool
bring_up_to_date(struct db *db, struct error *err)
{
    int64_t version;

    if (!read_version(db, &version, err))
        return false;
    if (!is_known(version, err))
        return false;
    return version == newest_version() || db_transaction(db, upgrade, db, err);
}

/* --- whose files ----------------------------------------------------------
 */

static void
own_in(const char *folder, const struct stat *home)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);
        bool is_lock = len > 5 && strcmp(entry->d_name + len - 5, ".lock") == 0;
        struct stat st;

        if ((is_lock || strncmp(entry->d_name, "polyphony.db", 12) == 0 ||
             strncmp(entry->d_name, "polyphony-", 10) == 0) &&
            fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && st.st_uid == 0 && st.st_nlink == 1)
            (void)!fchownat(dirfd(dir), entry->d_name, home->st_uid,
                            home->st_gid, AT_SYMLINK_NOFOLLOW);
    }
    if (dir != NULL)
        closedir(dir);
}

void
store_own(const char *home)
{
    char *backups;
    struct stat st;

    if (geteuid() != 0 || stat(home, &st) != 0 || st.st_uid == 0)
        return;
    backups = join(home, "backups");
    own_in(home, &st);
    own_in(backups, &st);
    (void)!lchown(backups, st.st_uid, st.st_gid);
    free(backups);
}

/* For its owner alone, whatever the umask: it holds what is secret. */
static bool
make_file(const char *path, struct error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    return (fd >= 0 && close(fd) == 0) || error_errno(err, "%s", path);
}

bool
store_init(const char *home, bool *made, struct error *err)
{
    char *path = join(home, "polyphony.db");
    bool ok = false, is_empty = false;
    struct db *db = NULL;

    *made = !exists(path);
    if (mkdir(home, 0700) != 0 && errno != EEXIST) {
        error_errno(err, "%s", home);
        goto out;
    }
    if (*made) {
        if (!is_empty_folder(home, &is_empty, err))
            goto out;
        if (!is_empty) {
            error_set(err, ERROR_CONFLICT,
                      "%s: holds other things; name an empty or a new folder",
                      home);
            goto out;
        }
    }
    ok = make_file(path, err) && db_open(path, true, &db, err) &&
         bring_up_to_date(db, err);
out:
    db_close(db);
    store_own(home);
    free(path);
    return ok;
}

bool
store_open(const char *home, struct store *store, struct error *err)
{
    char *path = join(home, "polyphony.db");
    bool ok = false;

    memset(store, 0, sizeof *store);
    if (!exists(path)) {
        error_set(err, ERROR_NOTFOUND,
                  "%s: no polyphony lives here; `polyphony --home %s init` "
                  "makes one",
                  home, home);
        goto out;
    }
    if (!db_open(path, false, &store->db, err))
        goto out;
    store->home = mem_strdup(home);
    ok = bring_up_to_date(store->db, err);
    if (!ok)
        store_close(store);
out:
    free(path);
    return ok;
}

void
store_close(struct store *store)
{
    db_close(store->db);
    free(store->home);
    memset(store, 0, sizeof *store);
}

static int
open_lock(const struct store *store, const char *name, struct error *err)
{
    char file[64], *path;
    int fd;

    snprintf(file, sizeof file, "%s.lock", name);
    path = store_path(store, file);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        error_errno(err, "%s", path);
    else
        store_own(store->home);
    free(path);
    return fd;
}

int
store_lock(const struct store *store, const char *name,
           void (*waiting)(const char *name), struct error *err)
{
    int fd = open_lock(store, name, err);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK && waiting != NULL)
            waiting(name);
        while (flock(fd, LOCK_EX) != 0) {
            if (errno == EINTR)
                continue;
            error_errno(err, "%s.lock", name);
            close(fd);
            return -1;
        }
    }
    return fd;
}

int
store_try_lock(const struct store *store, const char *name, struct error *err)
{
    int fd = open_lock(store, name, err);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            error_set(err, ERROR_CONFLICT, "a %s is running already", name);
        else
            error_errno(err, "%s.lock", name);
        close(fd);
        return -1;
    }
    return fd;
}

int
store_share_lock(const struct store *store, const char *name, struct error *err)
{
    int fd = open_lock(store, name, err);

    if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            error_set(err, ERROR_CONFLICT,
                      "the database is being replaced just now");
        else
            error_errno(err, "%s.lock", name);
        close(fd);
        return -1;
    }
    return fd;
}

bool
store_setting(struct store *store, const char *key, char **value,
              struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err, "SELECT value FROM setting WHERE key = $1", "t", key);

    *value = NULL;
    if (db_next(q))
        *value = mem_strdup(db_text(q, 0));
    return db_done(q, err);
}

bool
store_set(struct store *store, const char *key, const char *value,
          struct error *err)
{
    return db_run(store->db, err,
                  "INSERT INTO setting(key, value) VALUES ($1, $2) "
                  "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                  "tt", key, value);
}
