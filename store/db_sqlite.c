/* The SQLite driver. Statements are kept prepared by their text; one that is
 * in use already (a query within a query of the same text) gets a second,
 * short-lived handle. Every write begins with BEGIN IMMEDIATE: a deferred
 * transaction that turns into a writing one fails at once, whatever the
 * busy time-out says. */
#include "polyphony/db.h"
#include "polyphony/mem.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETS 64 /* of the cache: a power of two */
#define WAYS 4  /* statements that a set keeps */
#define MOST_PARAMETERS 24
#define BUSY_MS 30000
#define BACKUP_PAGES 1000
#define TRIES 5

struct db_stmt {
    sqlite3_stmt *handle;
    struct db *db;
    char *sql;
    int result;              /* of the last step */
    int at[MOST_PARAMETERS]; /* of $1, $2, ... as SQLite numbers them */
    bool busy, cached;
};

struct db {
    sqlite3 *handle;
    struct db_stmt *cache[SETS][WAYS]; /* of a set: last used first */
    bool in_transaction;
    bool is_reading; /* db_begin_reading() */
};

static enum error_kind
kind_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_CONFLICT;
    case SQLITE_CONSTRAINT:
        return ERROR_CONFLICT;
    default:
        return ERROR_STORE;
    }
}

/* What went wrong, and for the commonest causes what to do. */
static bool
fail(struct db *db, struct error *err)
{
    int code = sqlite3_extended_errcode(db->handle);
    const char *mend = "";

    switch (code & 0xFF) {
    case SQLITE_FULL:
        mend = "; make room on the disk and run it again, nothing is lost";
        break;
    case SQLITE_READONLY:
        mend = "; check who owns the folder and its files";
        break;
    case SQLITE_BUSY:
        mend = "; another program holds the database, try again";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        mend = "; restore it from a backup";
        break;
    default:
        break;
    }
    if ((code & 0xFF) == SQLITE_IOERR) {
        int reason = sqlite3_system_errno(db->handle);

        return error_set(err, kind_of(code), "database: %s%s%s%s",
                         sqlite3_errmsg(db->handle), reason != 0 ? ": " : "",
                         reason != 0 ? strerror(reason) : "",
                         "; look at the disk (is it full?) and run it again, "
                         "nothing is lost");
    }
    return error_set(err, kind_of(code), "database: %s%s",
                     sqlite3_errmsg(db->handle), mend);
}

/* Without the counts of memory that nobody reads: each allocation of every
 * thread would go through one lock for them. */
static void
configure(void)
{
    if (sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK)
        return; /* somebody began before us: it works all the same */
}

bool
db_open(const char *path, bool create, struct db **out, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct db *db = mem_calloc(1, sizeof *db);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    pthread_once(&once, configure);
    *out = NULL;
    if (create)
        flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
        error_set(err, ERROR_STORE, "%s: %s", path,
                  db->handle != NULL ? sqlite3_errmsg(db->handle)
                                     : "out of memory");
        db_close(db);
        return false;
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    if (!db_script(db,
                   "PRAGMA journal_mode = WAL;"
                   "PRAGMA synchronous = NORMAL;"
                   "PRAGMA foreign_keys = ON;"
                   "PRAGMA trusted_schema = OFF;"
                   "PRAGMA temp_store = MEMORY;"
                   "PRAGMA cache_size = -16384;", /* KiB: 16 MiB at most */
                   err)) {
        error_wrap(err, "%s", path);
        db_close(db);
        return false;
    }
    *out = db;
    return true;
}

/* For tests and benches: a line of JSON a statement into the file that
 * POLYPHONY_DB_PLANS names, with the steps that it made through whole tables
 * and through indexes that had to be made for it. */
static void
note_plan(const struct db_stmt *stmt)
{
    const char *path = getenv("POLYPHONY_DB_PLANS");
    FILE *file = path != NULL ? fopen(path, "a") : NULL;
    const int asked[] = {SQLITE_STMTSTATUS_RUN, SQLITE_STMTSTATUS_FULLSCAN_STEP,
                         SQLITE_STMTSTATUS_AUTOINDEX,
                         SQLITE_STMTSTATUS_VM_STEP};

    if (file == NULL)
        return;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        fprintf(file, "%s%d", i == 0 ? "[" : ",",
                sqlite3_stmt_status(stmt->handle, asked[i], 0));
    fputs(",\"", file);
    for (const char *p = stmt->sql; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            fputc('\\', file);
        fputc((unsigned char)*p < ' ' ? ' ' : *p, file);
    }
    fputs("\"]\n", file);
    fclose(file);
}

static void end_reading(struct db *db);

static void
free_stmt(struct db_stmt *stmt)
{
    note_plan(stmt);
    sqlite3_finalize(stmt->handle);
    free(stmt->sql);
    free(stmt);
}

void
db_close(struct db *db)
{
    if (db == NULL)
        return;
    db_rollback(db);
    for (size_t i = 0; i < SETS; i++) {
        for (size_t k = 0; k < WAYS; k++) {
            if (db->cache[i][k] != NULL)
                free_stmt(db->cache[i][k]);
        }
    }
    sqlite3_close(db->handle);
    free(db);
}

bool
db_script(struct db *db, const char *sql, struct error *err)
{
    end_reading(db);
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ||
           fail(db, err);
}

/* By the address of the text, which is a literal nearly always; what is
 * found is compared as a text all the same. */
static struct db_stmt **
set_of(struct db *db, const char *sql)
{
    uint64_t hash = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);

    return db->cache[hash >> 32 & (SETS - 1)];
}

/* To the front of its set; what stood before it moves back by one. */
static void
put_first(struct db_stmt **set, size_t at, struct db_stmt *stmt)
{
    for (; at > 0; at--)
        set[at] = set[at - 1];
    set[0] = stmt;
}

/* A new one goes in the place of the one that was longest unused; where all
 * of a set are in use, it is not kept. */
static void
keep(struct db_stmt **set, struct db_stmt *stmt)
{
    size_t at = WAYS;

    while (at > 0 && set[at - 1] != NULL && set[at - 1]->busy)
        at--;
    if (at == 0)
        return;
    if (set[at - 1] != NULL)
        free_stmt(set[at - 1]);
    put_first(set, at - 1, stmt);
    stmt->cached = true;
}

/* $1 is a name to SQLite, and it numbers names by their first appearance. */
static void
find_parameters(struct db_stmt *stmt)
{
    for (int i = 0; i < MOST_PARAMETERS; i++) {
        char name[16];

        snprintf(name, sizeof name, "$%d", i + 1);
        stmt->at[i] = sqlite3_bind_parameter_index(stmt->handle, name);
    }
}

static struct db_stmt *
prepare(struct db *db, const char *sql, struct error *err)
{
    struct db_stmt **set = set_of(db, sql), *stmt;

    for (size_t i = 0; i < WAYS && set[i] != NULL; i++) {
        stmt = set[i];
        if (!stmt->busy && strcmp(stmt->sql, sql) == 0) {
            put_first(set, i, stmt);
            stmt->busy = true;
            return stmt;
        }
    }
    stmt = mem_calloc(1, sizeof *stmt);
    stmt->db = db;
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &stmt->handle, NULL) != SQLITE_OK) {
        fail(db, err);
        free(stmt);
        return NULL;
    }
    stmt->sql = mem_strdup(sql);
    stmt->busy = true;
    find_parameters(stmt);
    keep(set, stmt);
    return stmt;
}

static void
release(struct db_stmt *stmt)
{
    sqlite3_reset(stmt->handle);
    sqlite3_clear_bindings(stmt->handle);
    stmt->busy = false;
    if (!stmt->cached)
        free_stmt(stmt);
}

/* `lives`: SQLITE_TRANSIENT copies texts, since they may be gone when rows are
 * asked for. */
static bool
bind_all(struct db_stmt *stmt, const char *types, sqlite3_destructor_type lives,
         va_list *args)
{
    int code = SQLITE_OK;

    for (int i = 0; types[i] != '\0' && code == SQLITE_OK; i++) {
        int at = i < MOST_PARAMETERS ? stmt->at[i] : 0;

        if (types[i] == 'i') {
            code = sqlite3_bind_int64(stmt->handle, at, va_arg(*args, int64_t));
        } else if (types[i] == 'r') {
            code = sqlite3_bind_double(stmt->handle, at, va_arg(*args, double));
        } else if (types[i] == 't') {
            code = sqlite3_bind_text(stmt->handle, at,
                                     va_arg(*args, const char *), -1, lives);
        } else {
            const void *bytes = va_arg(*args, const void *);

            code = sqlite3_bind_blob64(stmt->handle, at, bytes,
                                       va_arg(*args, size_t), lives);
        }
    }
    return code == SQLITE_OK;
}

static void
end_reading(struct db *db)
{
    struct error ignored;

    if (!db->is_reading)
        return;
    db->is_reading = false;
    if (!db_run(db, &ignored, "COMMIT", ""))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

static struct db_stmt *
query(struct db *db, struct error *err, const char *sql, const char *types,
      sqlite3_destructor_type lives, va_list *args)
{
    struct db_stmt *stmt = prepare(db, sql, err);

    if (stmt == NULL)
        return NULL;
    if (db->is_reading && !sqlite3_stmt_readonly(stmt->handle))
        end_reading(db);
    stmt->result = SQLITE_ROW;
    if (!bind_all(stmt, types, lives, args)) {
        fail(db, err);
        release(stmt);
        return NULL;
    }
    return stmt;
}

struct db_stmt *
db_query(struct db *db, struct error *err, const char *sql, const char *types,
         ...)
{
    struct db_stmt *stmt;
    va_list args;

    va_start(args, types);
    stmt = query(db, err, sql, types, SQLITE_TRANSIENT, &args);
    va_end(args);
    return stmt;
}

bool
db_next(struct db_stmt *stmt)
{
    if (stmt == NULL || stmt->result != SQLITE_ROW)
        return false;
    stmt->result = sqlite3_step(stmt->handle);
    return stmt->result == SQLITE_ROW;
}

bool
db_done(struct db_stmt *stmt, struct error *err)
{
    bool ok;

    if (stmt == NULL)
        return false;
    ok = stmt->result == SQLITE_ROW || stmt->result == SQLITE_DONE;
    if (!ok)
        fail(stmt->db, err);
    release(stmt);
    return ok;
}

void
db_drop(struct db_stmt *stmt)
{
    if (stmt != NULL)
        release(stmt);
}

bool
db_run(struct db *db, struct error *err, const char *sql, const char *types,
       ...)
{
    struct db_stmt *stmt;
    va_list args;

    va_start(args, types);
    stmt = query(db, err, sql, types, SQLITE_STATIC, &args);
    va_end(args);
    while (db_next(stmt)) {
        /* rows, if any, are not wanted */
    }
    return db_done(stmt, err);
}

bool
db_number(struct db *db, struct error *err, int64_t *value, int64_t otherwise,
          const char *sql, const char *types, ...)
{
    struct db_stmt *stmt;
    va_list args;

    *value = otherwise;
    va_start(args, types);
    stmt = query(db, err, sql, types, SQLITE_STATIC, &args);
    va_end(args);
    if (db_next(stmt) && !db_is_null(stmt, 0))
        *value = db_int(stmt, 0);
    return db_done(stmt, err);
}

const char *
db_text(struct db_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt->handle, column);
}

size_t
db_bytes(struct db_stmt *stmt, int column)
{
    return (size_t)sqlite3_column_bytes(stmt->handle, column);
}

int64_t
db_int(struct db_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

double
db_real(struct db_stmt *stmt, int column)
{
    return sqlite3_column_double(stmt->handle, column);
}

bool
db_is_null(struct db_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

int64_t
db_last_id(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t
db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

bool
db_begin_reading(struct db *db, struct error *err)
{
    if (db->in_transaction || db->is_reading)
        return true;
    db->is_reading = db_run(db, err, "BEGIN", "");
    return db->is_reading;
}

bool
db_begin(struct db *db, struct error *err)
{
    if (db->in_transaction)
        return error_set(err, ERROR_STORE, "database: a transaction is open");
    if (!db_run(db, err, "BEGIN IMMEDIATE", ""))
        return false;
    db->in_transaction = true;
    return true;
}

bool
db_commit(struct db *db, struct error *err)
{
    if (!db_run(db, err, "COMMIT", "")) {
        db_rollback(db);
        return false;
    }
    db->in_transaction = false;
    return true;
}

void
db_rollback(struct db *db)
{
    end_reading(db);
    if (!db->in_transaction)
        return;
    db->in_transaction = false;
    /* SQLite may have rolled back by itself (full disk): then it says so. */
    if (sqlite3_get_autocommit(db->handle) == 0)
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool
db_overwrite(struct db *db, bool on, struct error *err)
{
    return db_script(db,
                     on ? "PRAGMA secure_delete = ON"
                        : "PRAGMA secure_delete = OFF;"
                          "PRAGMA wal_checkpoint(TRUNCATE)",
                     err);
}

bool
db_version(struct db *db, int64_t *version, struct error *err)
{
    return db_number(db, err, version, 0, "PRAGMA data_version", "");
}

static bool
is_busy(const struct db *db)
{
    int code = sqlite3_errcode(db->handle) & 0xFF;

    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

bool
db_transaction(struct db *db, bool (*work)(void *context, struct error *),
               void *context, struct error *err)
{
    for (int i = 0; i < TRIES; i++) {
        if (db_begin(db, err)) {
            if (!work(context, err)) {
                db_rollback(db);
                return false;
            }
            if (db_commit(db, err))
                return true;
        }
        if (!is_busy(db))
            return false;
    }
    return false;
}

bool
db_join(struct db *db, bool (*work)(void *context, struct error *),
        void *context, struct error *err)
{
    return db->in_transaction ? work(context, err)
                              : db_transaction(db, work, context, err);
}

/* Piece by piece, so that it can be given up; `in` is held open for reading
 * meanwhile, so that others' writes do not make it begin anew. */
static int
copy_pieces(struct sqlite3_backup *backup, bool (*stops)(void *context),
            void *context)
{
    int code = SQLITE_OK;

    while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        if (stops != NULL && stops(context))
            return SQLITE_ABORT;
        if (code != SQLITE_OK)
            sqlite3_sleep(10);
        code = sqlite3_backup_step(backup, BACKUP_PAGES);
    }
    return code;
}

bool
db_backup_unless(struct db *db, const char *path, bool (*stops)(void *context),
                 void *context, struct error *err)
{
    sqlite3 *copy = NULL;
    sqlite3_backup *backup = NULL;
    int code = SQLITE_ERROR;
    bool ok;

    end_reading(db);
    sqlite3_exec(db->handle, "BEGIN; SELECT count(*) FROM sqlite_master", NULL,
                 NULL, NULL);
    if (sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL) == SQLITE_OK)
        backup = sqlite3_backup_init(copy, "main", db->handle, "main");
    if (backup != NULL) {
        code = copy_pieces(backup, stops, context);
        ok = sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE;
    } else {
        ok = false;
    }
    if (code == SQLITE_ABORT)
        error_set(err, ERROR_STORE, "%s: given up", path);
    else if (!ok)
        error_set(err, ERROR_STORE, "%s: %s", path,
                  copy != NULL ? sqlite3_errmsg(copy) : "out of memory");
    sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
    if (sqlite3_close(copy) != SQLITE_OK && ok)
        ok = error_set(err, ERROR_STORE, "%s: not closed", path);
    return ok;
}

bool
db_backup(struct db *db, const char *path, struct error *err)
{
    return db_backup_unless(db, path, NULL, NULL, err);
}

bool
db_check(struct db *db, char *text, size_t size, struct error *err)
{
    struct db_stmt *stmt = db_query(
        db, err, "SELECT integrity_check FROM pragma_integrity_check", "");

    snprintf(text, size, "no answer");
    if (db_next(stmt))
        snprintf(text, size, "%s", db_text(stmt, 0));
    return db_done(stmt, err);
}
