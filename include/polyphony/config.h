/* Settings of an installation: polyphony.ini in the home, each key also as
 * an environment variable (`[fetch] interval_ms` is
 * POLYPHONY_FETCH_INTERVAL_MS), which wins. docs/polyphony.1 lists them. */
#ifndef POLYPHONY_CONFIG_H
#define POLYPHONY_CONFIG_H

#include <stddef.h>

#include "polyphony/error.h"

struct config;

/* A missing file is an empty one; an unknown key, a value out of range or an
 * unreadable file is an error that names file or variable, and the setting. */
bool config_load(const char *home, struct config **config,
                 struct error *err) MUST_CHECK;
void config_free(struct config *config);

/* `key` is "fetch.interval_ms"; it must be in the table of config.c. */
const char *config_text(const struct config *config, const char *key);
long config_number(const struct config *config, const char *key);

#endif
