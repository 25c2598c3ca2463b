/* The fetcher's options as the installation's settings say. */
#ifndef POLYPHONY_FETCHER_CONFIG_H
#define POLYPHONY_FETCHER_CONFIG_H

#include "polyphony/config.h"
#include "polyphony/fetch.h"

/* `proxy`: NULL or "" for the one in the settings, else in http_proxy. Texts
 * are borrowed from the settings. */
void fetcher_config(const struct config *config, const char *proxy,
                    struct fetch_options *options);

#endif
