/* For tests of pages: a home of its own, people, and requests without a
 * socket. Each call of desk_get() or desk_post() is one request; its response
 * is good until the next. */
#ifndef POLYPHONY_DESK_TEST_H
#define POLYPHONY_DESK_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../desk/place.h"
#include "../../desk/http/router.h"
#include "../../desk/sign_in/session.h"

#define DESK_TEST_NOW INT64_C(1795000000) /* 2026-11-18 */

struct desk_test {
    char home[64];
    struct store store;
    struct config *config;
    struct desk_place place;
    struct arena *arena;
    struct request request;
    struct response response;
    char cookie[200]; /* of who is signed in; "": nobody */
    const char *host, *peer;
    char extra[4][2][200]; /* headers more */
};

static inline void
desk_test_init(struct desk_test *t)
{
    struct error err = {0};
    bool made;

    memset(t, 0, sizeof *t);
    strcpy(t->home, "/tmp/polyphony-desk-XXXXXX");
    assert_non_null(mkdtemp(t->home));
    assert_true(store_init(t->home, &made, &err));
    assert_true(store_open(t->home, &t->store, &err));
    assert_true(config_load(t->home, &t->config, &err));
    assert_true(desk_place_init(&t->place, t->home, t->config, &err));
    t->arena = arena_new(0);
    response_init(&t->response);
    t->host = "127.0.0.1:8687";
    t->peer = "127.0.0.1";
}

static inline void
desk_test_deinit(struct desk_test *t)
{
    char command[100];

    response_deinit(&t->response);
    arena_free(t->arena);
    desk_place_deinit(&t->place);
    config_free(t->config);
    store_close(&t->store);
    snprintf(command, sizeof command, "rm -rf %s", t->home);
    assert_int_equal(system(command), 0);
}

static inline void
desk_header(struct desk_test *t, const char *name, const char *value)
{
    request_add(&t->request, &t->request.headers, name, strlen(name), value,
                strlen(value));
}

/* A request made ready but not yet answered. */
static inline struct request *
desk_request(struct desk_test *t, const char *method, const char *target,
             const char *form)
{
    arena_reset(t->arena);
    response_deinit(&t->response);
    response_init(&t->response);
    t->request = (struct request){.arena = t->arena,
                                  .store = &t->store,
                                  .config = t->config,
                                  .place = &t->place,
                                  .now = DESK_TEST_NOW,
                                  .method = method_of(method),
                                  .method_name = method};
    request_read_target(&t->request, target);
    desk_header(t, "Host", t->host);
    if (t->cookie[0] != '\0')
        desk_header(t, "Cookie", t->cookie);
    for (size_t i = 0; i < 4; i++) {
        if (t->extra[i][0][0] != '\0')
            desk_header(t, t->extra[i][0], t->extra[i][1]);
    }
    if (form != NULL) {
        desk_header(t, "Content-Type", "application/x-www-form-urlencoded");
        t->request.body = form;
        t->request.body_len = strlen(form);
    }
    request_read_peer(&t->request, t->peer);
    return &t->request;
}

static inline int
desk_get(struct desk_test *t, const char *target)
{
    router_answer(desk_request(t, "GET", target, NULL), &t->response);
    return t->response.status;
}

/* With the token of the session that is signed in. */
static inline int
desk_post(struct desk_test *t, const char *target, const char *form)
{
    struct request *request = desk_request(t, "POST", target, form);
    char *secret = strchr(t->cookie, '=');

    if (secret != NULL) {
        struct request signed_in = {
            .arena = t->arena, .place = &t->place, .secret = secret + 1};

        desk_header(t, "X-CSRF-Token", csrf_token(&signed_in));
    }
    router_answer(request, &t->response);
    return t->response.status;
}

/* A form with a file in it. */
static inline int
desk_upload(struct desk_test *t, const char *target, const char *bytes,
            size_t len)
{
    struct request *request = desk_request(t, "POST", target, NULL);
    char *secret = strchr(t->cookie, '=');

    desk_header(t, "Content-Type", "multipart/form-data; boundary=x");
    request->upload =
        (struct upload){.name = "file", .bytes = bytes, .len = len};
    if (secret != NULL) {
        struct request signed_in = {
            .arena = t->arena, .place = &t->place, .secret = secret + 1};

        desk_header(t, "X-CSRF-Token", csrf_token(&signed_in));
    }
    router_answer(request, &t->response);
    return t->response.status;
}

static inline const char *
desk_body(struct desk_test *t)
{
    return buf_text(&t->response.body);
}

/* Adds a person and signs them in; `rep` may be NULL. Returns their id. */
static inline int64_t
desk_sign_in(struct desk_test *t, const char *name, const char *role,
             const char *rep)
{
    struct person_new new = {.name = name, .role = role, .rep = rep};
    char secret[SECRET_TEXT], *end;
    struct error err = {0};
    struct person person;
    const char *cookie;

    t->cookie[0] = '\0';
    if (!people_find_login(&t->store, t->arena, name, &person, &err))
        fail_msg("%s", err.text);
    if (person.id == 0 &&
        !people_add(&t->store, &new, DESK_TEST_NOW, secret, &err))
        fail_msg("%s", err.text);
    if (!people_find_login(&t->store, t->arena, name, &person, &err))
        fail_msg("%s", err.text);
    desk_request(t, "GET", "/", NULL);
    assert_true(session_begin(&t->request, &t->response, person.id, &err));
    cookie = response_get(&t->response, "Set-Cookie");
    assert_non_null(cookie);
    snprintf(t->cookie, sizeof t->cookie, "%s", cookie);
    end = strchr(t->cookie, ';');
    if (end != NULL)
        *end = '\0';
    return person.id;
}

/* A rep with an audience, as import makes them, in the fewest words. */
static inline void
desk_add_rep(struct desk_test *t, const char *id)
{
    struct error err = {0};

    if (!db_run(t->store.db, &err,
                "INSERT INTO audience(id, name, json) VALUES ($1, $1, '{}')",
                "t", id) ||
        !db_run(t->store.db, &err,
                "INSERT INTO rep(id, name, audience, networks, hours, json) "
                "VALUES ($1, $1, $1, '[\"linkedin\"]', '{}', '{}')",
                "t", id))
        fail_msg("%s", err.text);
}

#endif
