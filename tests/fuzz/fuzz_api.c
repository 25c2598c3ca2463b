/* The first byte picks a POST of the API, the rest is its body, asked with an
 * admin's token who is a rep too. Whatever came: an answer that is JSON, an
 * error as a problem document, and never a 500. */
#include "../../desk/api/api.h"
#include "../../desk/place.h"
#include "../../desk/sign_in/token.h"

#include "polyphony/clock.h"
#include "polyphony/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOW INT64_C(1795000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
    char home[64];
    struct store store;
    struct config *config;
    struct desk_place place;
    char bearer[SECRET_TEXT + 8];
    bool is_made;
} here;

static void
end(void)
{
    char command[100];

    desk_place_deinit(&here.place);
    config_free(here.config);
    store_close(&here.store);
    snprintf(command, sizeof command, "rm -rf %s", here.home);
    if (system(command) != 0)
        abort();
}

static void
begin(void)
{
    struct person_new new = {.name = "Ada", .role = "admin", .rep = "ada"};
    char secret[SECRET_TEXT], token[SECRET_TEXT];
    struct error err;
    bool made;

    strcpy(here.home, "/tmp/polyphony-fuzz-XXXXXX");
    if (mkdtemp(here.home) == NULL || !store_init(here.home, &made, &err) ||
        !store_open(here.home, &here.store, &err) ||
        !config_load(here.home, &here.config, &err) ||
        !desk_place_init(&here.place, here.home, here.config, &err) ||
        !db_script(here.store.db,
                   "PRAGMA synchronous = OFF; INSERT INTO audience(id, name, "
                   "json) VALUES ('ada', 'ada', '{}'); INSERT INTO rep(id, "
                   "name, audience, networks, hours, json) VALUES ('ada', "
                   "'ada', 'ada', '[\"linkedin\"]', '{}', '{}')",
                   &err) ||
        !people_add(&here.store, &new, NOW, secret, &err) ||
        !token_make(&here.store, 1, "x", NOW, TIME_NONE, token, &err))
        abort();
    snprintf(here.bearer, sizeof here.bearer, "Bearer %s", token);
    here.is_made = true;
    atexit(end);
}

/* The nth POST of the API, ":id" as 1. */
static void
path_of(unsigned nth, char path[200])
{
    size_t count, posts = 0, len = 0;
    const struct route *table = router_table(&count), *route = NULL;

    for (size_t i = 0; i < count; i++)
        posts += table[i].kind == ROUTE_API && table[i].method == METHOD_POST;
    nth %= (unsigned)posts;
    for (size_t i = 0; i < count && route == NULL; i++) {
        if (table[i].kind == ROUTE_API && table[i].method == METHOD_POST &&
            nth-- == 0)
            route = &table[i];
    }
    for (const char *p = route->pattern; *p != '\0' && len < 190; p++) {
        if (*p == ':') {
            path[len++] = '1';
            p += strcspn(p, "/") - 1;
        } else {
            path[len++] = *p;
        }
    }
    path[len] = '\0';
}

static void
add_header(struct request *request, const char *name, const char *value)
{
    request_add(request, &request->headers, name, strlen(name), value,
                strlen(value));
}

static void
check_answer(const struct response *response)
{
    const char *wanted = response->status >= 400 ? "application/problem+json"
                                                 : "application/json";
    struct json *json = NULL;
    struct error err;

    if (response->status < 200 || response->status >= 500 ||
        response->type == NULL || strcmp(response->type, wanted) != 0 ||
        !json_parse(buf_text(&response->body), response->body.len, &json, &err))
        abort();
    json_free(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t len = size > 0 ? size - 1 : 0;
    char *body = mem_alloc(len > 0 ? len : 1), path[200];
    struct request request = {.arena = arena_new(0),
                              .now = NOW,
                              .method = METHOD_POST,
                              .method_name = "POST"};
    struct response response;

    if (!here.is_made)
        begin();
    if (len > 0)
        memcpy(body, data + 1, len);
    path_of(size > 0 ? data[0] : 0, path);
    request.store = &here.store;
    request.config = here.config;
    request.place = &here.place;
    request.body = body;
    request.body_len = len;
    request_read_target(&request, path);
    add_header(&request, "Host", "127.0.0.1:8687");
    add_header(&request, "Authorization", here.bearer);
    add_header(&request, "Content-Type", "application/json");
    request_read_peer(&request, "127.0.0.1");
    /* Not as often as one a millisecond: that alone would be refused. */
    throttle_deinit(&here.place.throttle);
    throttle_init(&here.place.throttle);
    response_init(&response);
    router_answer(&request, &response);
    check_answer(&response);
    response_deinit(&response);
    arena_free(request.arena);
    free(body);
    return 0;
}
