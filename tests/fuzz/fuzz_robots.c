/* The first line is an address, the rest a robots.txt. */
#include "polyphony/mem.h"
#include "polyphony/robots.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t first = end != NULL ? (size_t)(end - data) : 0;
    size_t len = end != NULL ? size - first - 1 : size;
    char *url = mem_strndup(size > 0 ? (const char *)data : "", first);
    char *file = mem_alloc(len > 0 ? len : 1);
    struct robots *robots;

    if (len > 0)
        memcpy(file, data + (size - len), len);
    robots = robots_parse(file, len, ROBOTS_AGENT);
    robots_allows(robots, url);
    if (robots_crawl_delay_ms(robots) < 0)
        abort();
    robots_free(robots);
    free(file);
    free(url);
    return 0;
}
