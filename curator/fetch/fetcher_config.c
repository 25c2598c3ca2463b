/* Settings to the fetcher's options; see the header. */
#include "polyphony/fetcher_config.h"

#include <stdlib.h>

void
fetcher_config(const struct config *config, const char *proxy,
               struct fetch_options *options)
{
    fetch_options_init(options);
    options->interval_ms = (int)config_number(config, "fetch.interval_ms");
    options->max_active = (int)config_number(config, "fetch.parallel");
    options->timeout_ms = (int)config_number(config, "fetch.timeout_s") * 1000;
    options->max_bytes = (size_t)config_number(config, "fetch.max_bytes");
    options->contact = config_text(config, "fetch.contact");
    if (proxy == NULL || proxy[0] == '\0')
        proxy = config_text(config, "fetch.proxy");
    if (proxy[0] == '\0')
        proxy = getenv("http_proxy");
    options->proxy = proxy;
}
