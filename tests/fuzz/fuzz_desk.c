/* The first line is an address, the second a Cookie header, the rest a form.
 * Whatever is read is text without NUL, and no pattern leaves its bounds. */
#include "../../desk/http/networks.h"
#include "../../desk/http/request.h"
#include "../../desk/http/router.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_pairs(const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (!utf8_valid(pairs->items[i].name, strlen(pairs->items[i].name)) ||
            !utf8_valid(pairs->items[i].value, strlen(pairs->items[i].value)))
            abort();
    }
}

/* The next line as text of its own; the rest stays in *data. */
static char *
take_line(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size > 0 ? memchr(*data, '\n', *size) : NULL;
    size_t len = end != NULL ? (size_t)(end - *data) : *size;
    char *line = mem_strndup(len > 0 ? (const char *)*data : "", len);

    *data += end != NULL ? len + 1 : len;
    *size -= end != NULL ? len + 1 : len;
    return line;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *target = take_line(&data, &size), *cookie = take_line(&data, &size);
    char *body = mem_alloc(size > 0 ? size : 1);
    struct request request = {.arena = arena_new(0), .method = METHOD_GET};
    struct networks networks;
    unsigned allowed;

    if (size > 0)
        memcpy(body, data, size);
    request_add(&request, &request.headers, "Cookie", 6, cookie,
                strlen(cookie));
    request_read_cookies(&request);
    request_read_target(&request, target);
    if (request.problem == NULL) {
        router_find(&request, &allowed);
        check_pairs(&request.query);
        check_pairs(&request.params);
    }
    request.body = body;
    request.body_len = size;
    request_read_form(&request);
    check_pairs(&request.form);
    (void)!networks_read(cookie, &networks, NULL);
    (void)networks_have(&networks, target);
    arena_free(request.arena);
    free(target);
    free(cookie);
    free(body);
    return 0;
}
