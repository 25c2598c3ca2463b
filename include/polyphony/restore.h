/* A backup put in the place of a home's database. What was there is kept in
 * the home's folder backups, so that a restored mistake can be taken back the
 * same way. */
#ifndef POLYPHONY_RESTORE_H
#define POLYPHONY_RESTORE_H

#include "polyphony/error.h"

#include <stdint.h>

#define RESTORE_ASIDE 80

/* The file is checked whole before anything changes, and stays. The home is
 * made where there is none. `aside` is the name in the folder backups of what
 * was there, "" for nothing. Nobody may have the home open (store_share_lock):
 * ERROR_CONFLICT says who seems to. ERROR_INPUT: the file is no database of
 * polyphony, or is damaged; ERROR_STORE: of a newer program. */
bool restore_backup(const char *home, const char *file, int64_t now,
                    char aside[RESTORE_ASIDE], struct error *err) MUST_CHECK;

#endif
