/* Backups that the desk makes: in the home's folder `backups`, one at a time,
 * by a thread of its own. Of them [desk] backups_kept stay; the oldest are
 * deleted once a new one is whole. Any thread. */
#ifndef POLYPHONY_DESK_BACKUPS_H
#define POLYPHONY_DESK_BACKUPS_H

#include "polyphony/store.h"

#include <pthread.h>
#include <stdatomic.h>

#define BACKUPS_FOLDER "backups"
#define BACKUP_NAME 64

struct backups {
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    pthread_t thread;
    bool started, runs;
    atomic_bool stopping;
    const char *home;
    long kept;
    char name[BACKUP_NAME]; /* of the one that is made, or was last */
    char problem[400];      /* "": it went well */
    int64_t deleted;        /* old ones, after it */
};

void backups_init(struct backups *backups, const char *home, long kept);
void backups_deinit(struct backups *backups); /* gives up the one under way */

/* Begins one; its name in `name`. ERROR_CONFLICT while one is being made. */
bool backups_begin(struct backups *backups, int64_t now, char name[BACKUP_NAME],
                   struct error *err) MUST_CHECK;
/* Until it is there, `ms` at most. False: it is not yet. */
bool backups_wait(struct backups *backups, int ms);

/* How far it is; false when none is being made: *problem (in `problem`, 400
 * bytes) is what the last one failed of, "" where it did not. */
bool backups_run(struct backups *backups, int64_t *kib, char problem[400]);

/* Is it the name of one? So that no address leads out of the folder. */
bool backup_is_name(const char *name);

#endif
