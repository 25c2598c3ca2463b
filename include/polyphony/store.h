/* The home of an installation: one folder with the database, the settings
 * and the locks. Opening it brings the schema up to date. */
#ifndef POLYPHONY_STORE_H
#define POLYPHONY_STORE_H

#include "polyphony/db.h"

struct store {
    struct db *db;
    char *home; /* the folder */
};

/* Which folder: `given` (--home), else $POLYPHONY_HOME, else
 * "./polyphony-home". Borrowed. */
const char *store_home(const char *given);

/* Makes the folder or takes an empty one; *made tells whether there was
 * nothing yet. ERROR_CONFLICT for a folder with other things in it. */
bool store_init(const char *home, bool *made, struct error *err) MUST_CHECK;

/* ERROR_NOTFOUND names the command that makes one. */
bool store_open(const char *home, struct store *store,
                struct error *err) MUST_CHECK;
void store_close(struct store *store);

/* A path inside the home; yours to free(). */
char *store_path(const struct store *store, const char *name);

/* One `curate` and one `schedule` at a time: takes the lock file NAME.lock of
 * the home, waiting for whoever has it and saying so once through `waiting`
 * (may be NULL). The lock ends with the process. -1 on an error; close() it. */
int store_lock(const struct store *store, const char *name,
               void (*waiting)(const char *name), struct error *err) MUST_CHECK;

/* The same without waiting: ERROR_CONFLICT when somebody else has it. */
int store_try_lock(const struct store *store, const char *name,
                   struct error *err) MUST_CHECK;

/* The same, shared with others who share it: whoever works on the database for
 * long has "serve", so that nobody replaces the file meanwhile (restore.h). */
int store_share_lock(const struct store *store, const char *name,
                     struct error *err) MUST_CHECK;

/* ERROR_INPUT: no database of polyphony; ERROR_STORE: of a newer one. */
bool store_is_ours(struct db *db, struct error *err) MUST_CHECK;

/* Gives what root made in a home (by `sudo polyphony ...`) to the home's
 * owner, who could not write it otherwise. Nothing for others. */
void store_own(const char *home);

/* Settings that the company edits, as text; NULL when not set. Yours. */
bool store_setting(struct store *store, const char *key, char **value,
                   struct error *err) MUST_CHECK;
bool store_set(struct store *store, const char *key, const char *value,
               struct error *err) MUST_CHECK;

#endif
