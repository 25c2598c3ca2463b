/* One header value, read in every way that we read one; and the look at a
 * body that is no feed. */
#include "polyphony/http_header.h"
#include "polyphony/mem.h"
#include "polyphony/visit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = mem_alloc(size > 0 ? size : 1);
    char *value = mem_strndup(size > 0 ? (const char *)data : "", size);
    struct arena *arena = arena_new(0);
    const char *charset;
    int64_t wait = http_retry_after(value, NULL, 0);
    int64_t fresh = http_freshness(value, value, value, 0);

    if (size > 0)
        memcpy(bytes, data, size);
    if (wait < -1 || fresh < -1)
        abort();
    http_content_type(arena, value, &charset);
    http_value_is_safe(value);
    visit_look_at_body(bytes, size);
    arena_free(arena);
    free(value);
    free(bytes);
    return 0;
}
