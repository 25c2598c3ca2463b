/* The driver that the store's verbs are written over: prepare, bind, step,
 * transaction. SQLite is the one driver now (store/db_sqlite.c); a second one
 * is a second file behind these functions. Statements are portable SQL with
 * parameters $1, $2, ...; only table definitions belong to a driver.
 *
 * A `struct db` belongs to one thread at a time. */
#ifndef POLYPHONY_DB_H
#define POLYPHONY_DB_H

#include "polyphony/error.h"

#include <stddef.h>
#include <stdint.h>

struct db;
struct db_stmt;

/* Opens a database file, making it when `create`. On success *db is yours. */
bool db_open(const char *path, bool create, struct db **db,
             struct error *err) MUST_CHECK;
void db_close(struct db *db); /* NULL is fine */

/* Run a statement without rows. `types` names the parameters in order: i
 * int64_t, t text (NULL binds NULL), r double, b blob (pointer and size_t). */
bool db_run(struct db *db, struct error *err, const char *sql,
            const char *types, ...) MUST_CHECK;

/* Several statements at once, without parameters: table definitions. */
bool db_script(struct db *db, const char *sql, struct error *err) MUST_CHECK;

/* Rows:
 *     q = db_query(db, err, "SELECT a FROM t WHERE b = $1", "i", b);
 *     while (db_next(q))
 *         use(db_text(q, 0));
 *     if (!db_done(q, err))
 *         return false;
 * db_query gives NULL on an error, which db_next and db_done understand. Each
 * query must be ended by db_done, also when it is left early. */
struct db_stmt *db_query(struct db *db, struct error *err, const char *sql,
                         const char *types, ...) MUST_CHECK;
bool db_next(struct db_stmt *stmt);
bool db_done(struct db_stmt *stmt, struct error *err) MUST_CHECK;
void db_drop(struct db_stmt *stmt); /* db_done whose answer does not matter */

/* The current row's columns; text is borrowed until the next step. */
const char *db_text(struct db_stmt *stmt, int column); /* NULL for NULL */
size_t db_bytes(struct db_stmt *stmt, int column);
int64_t db_int(struct db_stmt *stmt, int column); /* 0 for NULL */
double db_real(struct db_stmt *stmt, int column);
bool db_is_null(struct db_stmt *stmt, int column);

/* One number from a query of one row: `otherwise` where there is no row. */
bool db_number(struct db *db, struct error *err, int64_t *value,
               int64_t otherwise, const char *sql, const char *types,
               ...) MUST_CHECK;

int64_t db_last_id(struct db *db); /* row made by the last INSERT */
int64_t db_changes(struct db *db); /* rows touched by the last statement */

/* Writers take their lock at the beginning, so a transaction never fails
 * half-way for want of it. Nesting is a mistake and is refused. */
bool db_begin(struct db *db, struct error *err) MUST_CHECK;
bool db_commit(struct db *db, struct error *err) MUST_CHECK;
void db_rollback(struct db *db); /* fine when none is open */

/* What is read from here on is of one moment, and asked for with fewer locks;
 * it ends with db_rollback(), and by itself before anything is written. In a
 * transaction that is open already nothing changes. */
bool db_begin_reading(struct db *db, struct error *err) MUST_CHECK;

/* A number that is another one once any other connection has committed: two
 * equal ones, the second asked for within a transaction, say that what was
 * read in between still holds. This connection's own writes do not count. */
bool db_version(struct db *db, int64_t *version, struct error *err) MUST_CHECK;

/* Run `work` between begin and commit; rolled back when it returns false;
 * tried again, up to five times, when the database asks for that. */
bool db_transaction(struct db *db, bool (*work)(void *context, struct error *),
                    void *context, struct error *err) MUST_CHECK;
/* The same, or a part of the caller's transaction where one is open, which it
 * then neither commits nor rolls back. */
bool db_join(struct db *db, bool (*work)(void *context, struct error *),
             void *context, struct error *err) MUST_CHECK;

/* While it is on, what is deleted is overwritten in the file. Turning it off
 * empties the log of writes too, where nobody else reads meanwhile. */
bool db_overwrite(struct db *db, bool on, struct error *err) MUST_CHECK;

/* A consistent copy of the whole database into a new file. */
bool db_backup(struct db *db, const char *path, struct error *err) MUST_CHECK;
/* The same, given up within a moment once `stops` says so. */
bool db_backup_unless(struct db *db, const char *path,
                      bool (*stops)(void *context), void *context,
                      struct error *err) MUST_CHECK;

/* "ok", or what is wrong with the file, in `text`. */
bool db_check(struct db *db, char *text, size_t size,
              struct error *err) MUST_CHECK;

#endif
