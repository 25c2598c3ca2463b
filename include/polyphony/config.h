/* Settings of an installation: polyphony.ini in the home, each key also as
 * an environment variable (`[fetch] interval_ms` is
 * POLYPHONY_FETCH_INTERVAL_MS), which wins. What the desk asks its first admin
 * (company.name, company.timezone, fetch.contact) is kept in the database and
 * counts where neither says it. docs/polyphony.1 lists them. */
#ifndef POLYPHONY_CONFIG_H
#define POLYPHONY_CONFIG_H

#include <stddef.h>

#include "polyphony/error.h"

struct buf;
struct config;
struct store;

/* A missing file is an empty one; an unknown key, a value out of range or an
 * unreadable file is an error that names file or variable, and the setting. */
bool config_load(const char *home, struct config **config,
                 struct error *err) MUST_CHECK;
void config_free(struct config *config);

/* `key` is "fetch.interval_ms"; it must be in the table of config.c. */
const char *config_text(const struct config *config, const char *key);
long config_number(const struct config *config, const char *key);

/* By file or environment: then what is said at the desk does not count. */
bool config_is_given(const struct config *config, const char *key);

/* Takes over what was said at the desk; before other threads have it. */
bool config_read_said(struct config *config, struct store *store,
                      struct error *err) MUST_CHECK;

/* Keeps what is said at the desk, in force at once ("": the default again);
 * any thread, while others read. The caller has looked whether it is a name,
 * a zone, an address. */
bool config_say(struct config *config, struct store *store, const char *key,
                const char *value, struct error *err) MUST_CHECK;

/* All settings as a file in which each is a comment that shows its default. */
void config_write_defaults(struct buf *out);

#endif
