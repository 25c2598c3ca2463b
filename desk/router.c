/* The table of routes. What needs a person is denied without one. */
#include "router.h"

#include "polyphony/json.h"
#include "polyphony/store.h"

#include <stdio.h>
#include <string.h>

struct route {
    const char *path;
    bool open; /* needs nobody signed in */
    void (*get)(const char *home, struct answer *answer);
};

void
router_problem(int status, const char *detail, struct answer *answer)
{
    struct buf body = {.max = sizeof answer->body - 1};
    struct json_out out = {.buf = &body};

    memset(answer, 0, sizeof *answer);
    json_open(&out, '{');
    json_member(&out, "type", "about:blank");
    json_member_int(&out, "status", status);
    json_member(&out, "detail", detail);
    json_close(&out, '}');
    answer->status = status;
    answer->type = "application/problem+json";
    snprintf(answer->body, sizeof answer->body, "%s\n", buf_text(&body));
    buf_deinit(&body);
}

static void
plain(struct answer *answer, const char *text)
{
    memset(answer, 0, sizeof *answer);
    answer->status = 200;
    answer->type = "text/plain; charset=utf-8";
    snprintf(answer->body, sizeof answer->body, "%s", text);
}

/* Well when the database answers. */
static void
get_health(const char *home, struct answer *answer)
{
    struct store store;
    struct error err;

    if (store_open(home, &store, &err))
        plain(answer, "ok\n");
    else
        router_problem(503, err.text, answer);
    store_close(&store);
}

static void
get_front(const char *home, struct answer *answer)
{
    (void)home;
    plain(answer,
          "This is polyphony. It runs. A rep's day and a reviewer's queue are "
          "at the shell:\npolyphony today REP, polyphony queue list.\n");
}

static const struct route routes[] = {
    {"/", true, get_front},         {"/api/v1/feeds", false, NULL},
    {"/api/v1/reps", false, NULL},  {"/api/v1/suggestions", false, NULL},
    {"/healthz", true, get_health},
};

void
router_answer(const char *home, const char *method, const char *path,
              struct answer *answer)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (strcmp(routes[i].path, path) != 0)
            continue;
        if (!routes[i].open) {
            router_problem(401, "A token of a person is needed.", answer);
        } else if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) {
            routes[i].get(home, answer);
        } else {
            router_problem(405, "Only GET and HEAD are answered here.", answer);
            answer->allow = "GET, HEAD";
        }
        return;
    }
    router_problem(404, "Nothing is at this address.", answer);
}
