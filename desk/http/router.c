/* The way of every request; see the header. */
#include "router.h"

#include "desk/again.h"
#include "desk/api/api.h"
#include "kept.h"
#include "desk/page.h"
#include "desk/place.h"
#include "desk/sign_in/session.h"
#include "desk/sign_in/token.h"

#include "polyphony/clock.h"
#include "polyphony/desk.h"
#include "polyphony/log.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define JSON_MAX ((size_t)256 << 10)
#define TOKENS_WRONG 100 /* a network and ten minutes */
#define TOKENS_SECONDS 600
#define API_WRITES 600 /* a person and a minute */
#define API_SECONDS 60

/* --- finding ---------------------------------------------------------- */

/* Does the path fit? Parameters are collected when `request` is not NULL. */
static bool
fits(const char *pattern, const char *path, struct request *request)
{
    while (*pattern == '/' && *path == '/') {
        size_t wanted = strcspn(++pattern, "/");
        size_t len = strcspn(++path, "/");

        if (*pattern == ':') {
            if (len == 0)
                return false;
            if (request != NULL) {
                char *value = text_unescape(request->arena, path, len, false);

                if (value == NULL)
                    return false;
                request_add(request, &request->params, pattern + 1, wanted - 1,
                            value, strlen(value));
            }
        } else if (wanted != len || memcmp(pattern, path, len) != 0) {
            return false;
        }
        pattern += wanted;
        path += len;
    }
    return *pattern == '\0' && *path == '\0';
}

const struct route *
router_find(struct request *request, unsigned *allowed)
{
    const struct route *found = NULL;
    size_t count;
    const struct route *table = router_table(&count);

    *allowed = 0;
    for (size_t i = 0; i < count; i++) {
        const char *pattern = table[i].pattern;

        /* Most are told apart by how they begin: a glance saves the walk. */
        if (pattern[0] != request->path[0] || pattern[1] != request->path[1] ||
            !fits(pattern, request->path, NULL))
            continue;
        *allowed |= table[i].method;
        if (table[i].method == request->method && found == NULL)
            found = &table[i];
    }
    if (found != NULL)
        fits(found->pattern, request->path, request);
    return found;
}

bool
router_knows(struct request *request, enum method method, const char *path)
{
    const char *there =
        arena_strndup(request->arena, path, strcspn(path, "?#"));
    size_t count;
    const struct route *table = router_table(&count);

    for (size_t i = 0; i < count; i++) {
        if (table[i].method == method && fits(table[i].pattern, there, NULL))
            return true;
    }
    return false;
}

bool
route_is_api(const struct route *route)
{
    return route->kind == ROUTE_API || route->kind == ROUTE_VERB;
}

size_t
router_body_max(const struct route *route)
{
    if (route == NULL)
        return FORM_MAX;
    switch (route->kind) {
    case ROUTE_UPLOAD:
        return UPLOAD_MAX;
    case ROUTE_API:
    case ROUTE_VERB:
        return api_takes_file(route) ? UPLOAD_MAX : JSON_MAX;
    default:
        return FORM_MAX;
    }
}

static const struct {
    unsigned role;
    const char *name;
} role_names[] = {{ROLE_REP, "rep"},
                  {ROLE_REVIEWER, "reviewer"},
                  {ROLE_MARKETING, "marketing"},
                  {ROLE_MANAGER, "manager"},
                  {ROLE_ADMIN, "admin"}};

size_t
desk_route_words(size_t at, char *line, size_t size)
{
    size_t count, len = 0;
    const struct route *table = router_table(&count);
    char who[80] = "";

    if (at >= count)
        return 0;
    table += at;
    if ((table->roles & ROLE_ANYBODY) != 0)
        snprintf(who, sizeof who, "anybody");
    else if (table->roles == ROLE_SOMEBODY)
        snprintf(who, sizeof who, "somebody");
    for (size_t i = who[0] == 0 ? 0 : 5; i < 5; i++) {
        if ((table->roles & role_names[i].role) != 0)
            len += (size_t)snprintf(who + len, sizeof who - len, "%s%s",
                                    len > 0 ? "," : "", role_names[i].name);
    }
    return (size_t)snprintf(line, size, "%-4s %-40s %-26s %s",
                            method_name((enum method)table->method),
                            table->pattern, who, table->summary);
}

/* --- refusing --------------------------------------------------------- */

static bool
is_api_path(const char *path)
{
    return strncmp(path, "/api/", 5) == 0;
}

static void
refuse_method(struct request *request, struct response *response,
              unsigned allowed)
{
    static const enum method all[] = {METHOD_GET, METHOD_POST, METHOD_PUT,
                                      METHOD_PATCH, METHOD_DELETE};
    char text[80] = "";
    size_t len = 0;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if ((allowed & all[i]) != 0)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s%s",
                                    len > 0 ? ", " : "", method_name(all[i]),
                                    all[i] == METHOD_GET ? ", HEAD" : "");
    }
    page_refuse(request, response, 405, NULL, "Only %s is answered here.",
                text);
    response_header(request, response, "Allow", "%s", text);
}

static int
status_of(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NOTFOUND:
        return 404;
    case ERROR_CONFLICT:
        return 409;
    case ERROR_INPUT:
    case ERROR_LIMIT:
        return 422;
    case ERROR_USAGE:
        return 400;
    default:
        return 500;
    }
}

void
router_fail(struct request *request, struct response *response,
            const struct error *err)
{
    int status = status_of(err->kind);
    unsigned number;

    if (status != 500) {
        page_refuse(request, response, status, NULL, "%s.", err->text);
        return;
    }
    number = randombytes_random() & 0xFFFF;
    log_event(
        LOG_ERROR, "desk", "%04x: %s %s: %s", number, request->method_name,
        request->route != NULL ? request->route->pattern : "?", err->text);
    page_refuse(request, response, 500, NULL,
                "It was noted under the number %04x; who runs this place "
                "finds it in the log. What was saved before is safe.",
                number);
}

/* --- who asks --------------------------------------------------------- */

/* A proxy that signs people in says who it is; a session carries the rest. */
static bool
find_by_header(struct request *request, struct response *response,
               struct error *err)
{
    const struct desk_place *place = request->place;
    size_t count = 0;
    const char *login =
        place->header[0] != '\0' && request->is_vouched
            ? request_last_header(request, place->header, &count)
            : "";
    struct person person;

    if (count > 1)
        return error_set(err, ERROR_USAGE,
                         "The proxy lets a sign-in of the asker's own through");
    if (login[0] == '\0' || !sign_in_is_safe(request))
        return true;
    if (!people_find_login(request->store, request->arena, login, &person, err))
        return false;
    if (person.is_locked)
        person = (struct person){0};
    if (person.id == request->person.id)
        return true;
    request->person = (struct person){0};
    request->roles = 0;
    if (person.id != 0 && !session_begin(request, response, person.id, err))
        return false;
    request_identify(request);
    return true;
}

static bool
identify(struct request *request, struct response *response, struct error *err)
{
    if (request->route == NULL ? is_api_path(request->path)
                               : route_is_api(request->route))
        return token_find(request, err);
    request_read_cookies(request);
    return session_find(request, err) && find_by_header(request, response, err);
}

static void
refuse_for_a_while(struct request *request, struct response *response,
                   int64_t wait)
{
    page_refuse(request, response, 429, NULL,
                "There were too many requests. In %lld seconds it can be "
                "tried again.",
                (long long)wait);
    response_header(request, response, "Retry-After", "%lld", (long long)wait);
}

/* A token that is none is slowed down by network: nobody guesses one, but
 * each costs a look into the database. */
static bool
guesses_tokens(struct request *request, struct response *response)
{
    char network[NETWORK_TEXT];
    int64_t wait;

    if (request_header(request, "Authorization")[0] == '\0')
        return false;
    wait = throttle_try(&request->place->throttle, "token",
                        address_network(request->address, network),
                        TOKENS_WRONG, TOKENS_SECONDS, clock_mono_ms());
    if (wait > 0)
        refuse_for_a_while(request, response, wait);
    return wait > 0;
}

/* A program that runs away keeps the one writer busy for everybody. */
static bool
writes_too_much(struct request *request, struct response *response)
{
    char who[24];
    int64_t wait;

    if (request->method == METHOD_GET)
        return false;
    snprintf(who, sizeof who, "%lld", (long long)request->person.id);
    wait = throttle_try(&request->place->throttle, "api", who, API_WRITES,
                        API_SECONDS, clock_mono_ms());
    if (wait > 0)
        refuse_for_a_while(request, response, wait);
    return wait > 0;
}

static bool
has_type(const struct request *request, const char *type)
{
    const char *given = request_header(request, "Content-Type");
    size_t len = strlen(type);

    return strncasecmp(given, type, len) == 0 &&
           (given[len] == '\0' || given[len] == ';' || given[len] == ' ');
}

/* A form whose session has ended, or is another one by now: shown again where
 * that is safe, else refused in words. */
static void
refuse_late(struct request *request, struct response *response, int status,
            const char *what, const char *why)
{
    struct error err;

    if (request->form.count == 0 && request->problem == NULL &&
        request->route->kind == ROUTE_FORM &&
        has_type(request, "application/x-www-form-urlencoded"))
        request_read_form(request);
    if (request->problem != NULL || !again_can(request))
        page_refuse(request, response, status, what, "%s", why);
    else if (!again_show(request, response, &err))
        router_fail(request, response, &err);
}

static void
ask_to_sign_in(struct request *request, struct response *response)
{
    struct buf path = {0};

    if (request->route == NULL || route_is_api(request->route)) {
        if (guesses_tokens(request, response))
            return;
        response_problem(response, 401,
                         "A person's token is needed: Authorization: Bearer "
                         "TOKEN.");
        response_header(request, response, "WWW-Authenticate", "Bearer%s",
                        request_header(request, "Authorization")[0] != '\0'
                            ? " error=\"invalid_token\""
                            : "");
        return;
    }
    if (request->method != METHOD_GET) {
        refuse_late(request, response, 401, "You are signed out",
                    "Your session has ended, so nothing was done. Sign in, "
                    "and do it again.");
        return;
    }
    buf_add(&path, "/sign-in");
    if (strcmp(request->path, "/") != 0) {
        buf_add(&path, "?to=");
        buf_add_url(&path, request->path);
    }
    response_redirect(request, response, buf_text(&path));
    buf_deinit(&path);
}

/* --- may it be done --------------------------------------------------- */

/* An empty body needs no type. */
static bool
type_fits(const struct request *request)
{
    if (request->body_len == 0)
        return true;
    if (route_is_api(request->route))
        return has_type(request, "application/json");
    return has_type(request, "application/x-www-form-urlencoded") ||
           (request->route->kind == ROUTE_UPLOAD &&
            has_type(request, "multipart/form-data"));
}

/* A form of somebody who is signed in carries the session's token; script
 * may send it as a header. */
static bool
form_is_ours(struct request *request)
{
    const char *token = request_header(request, "X-CSRF-Token");

    if (!origin_is_ours(request))
        return false;
    if (request->person.id == 0)
        return true;
    return csrf_is_right(
        request, token[0] != '\0' ? token : request_field(request, "csrf"));
}

static bool
may_be_done(struct request *request, struct response *response)
{
    const struct route *route = request->route;
    bool is_form = route->kind == ROUTE_FORM || route->kind == ROUTE_UPLOAD;

    if ((route->roles & ROLE_ANYBODY) == 0) {
        if (request->person.id == 0) {
            ask_to_sign_in(request, response);
            return false;
        }
        if (request->roles == 0) {
            page_refuse(request, response, 403, "You are no rep here any more",
                        "Nothing is proposed to you, and what was yours is not "
                        "shown. Who runs this place can change that.");
            return false;
        }
        if ((route->roles & request->roles) == 0) {
            page_refuse(request, response, 403, NULL,
                        "This is not for the role %s. Who runs this place can "
                        "change that.",
                        request->person.role);
            return false;
        }
    }
    if (!type_fits(request)) {
        page_refuse(request, response, 415, NULL,
                    route_is_api(route) ? "The body must be application/json."
                                        : "The body must be a form's.");
        return false;
    }
    if (is_form && has_type(request, "application/x-www-form-urlencoded"))
        request_read_form(request);
    else if (is_form && request->body_len > 0 && request->read_parts != NULL)
        request->read_parts(request, request->connection);
    if (request->problem != NULL) {
        page_refuse(request, response, 400, NULL, "%s", request->problem);
        return false;
    }
    if (is_form && !form_is_ours(request)) {
        refuse_late(request, response, 403, "Not sent from our page",
                    "The form did not come from a page of this session, so "
                    "nothing was done. Load its page again and send it from "
                    "there.");
        return false;
    }
    return true;
}

/* A path of the API that knows other methods: told to whom it knows only. */
static void
refuse_api_method(struct request *request, struct response *response,
                  unsigned allowed)
{
    struct error err;

    if (request->store != NULL && !identify(request, response, &err))
        router_fail(request, response, &err);
    else if (request->person.id == 0)
        ask_to_sign_in(request, response);
    else
        refuse_method(request, response, allowed);
}

/* Who is signed in keeps their places around them, and the way back. */
static void
refuse_path(struct request *request, struct response *response)
{
    struct error err;

    if (request->store != NULL && !is_api_path(request->path) &&
        !identify(request, response, &err)) {
        router_fail(request, response, &err);
        return;
    }
    page_refuse(request, response, 404, NULL,
                "There is no page at this address.");
}

/* A page that is asked for often: as it was made before, or made of what is so
 * at one moment. */
static void
answer_kept(struct request *request, struct response *response)
{
    struct error err = {0};
    bool ok;

    if (kept_get(request, response))
        return;
    ok = db_begin_reading(request->store->db, &err) &&
         request->route->handler(request, response, &err);
    db_rollback(request->store->db);
    if (ok)
        kept_put(request, response);
    else
        router_fail(request, response, &err);
}

void
router_answer(struct request *request, struct response *response)
{
    struct error err = {0};
    unsigned allowed = 0;

    if (request->problem != NULL) {
        page_refuse(request, response, 400, NULL, "%s", request->problem);
        return;
    }
    if (request->route == NULL)
        request->route = router_find(request, &allowed);
    if (request->route == NULL && allowed != 0) {
        if (is_api_path(request->path))
            refuse_api_method(request, response, allowed);
        else
            refuse_method(request, response, allowed);
        return;
    }
    if (request->route == NULL) {
        refuse_path(request, response);
        return;
    }
    if (request->route->kind != ROUTE_FILE) {
        if (request->store == NULL) {
            page_refuse(request, response, 503, NULL,
                        "The database can't be opened; the log says why.");
            return;
        }
        if (!identify(request, response, &err)) {
            router_fail(request, response, &err);
            return;
        }
        if (!may_be_done(request, response))
            return;
    }
    if (route_is_api(request->route)) {
        if (!writes_too_much(request, response))
            api_answer(request, response);
    } else if (request->route->kept != KEPT_NOT) {
        answer_kept(request, response);
    } else if (!request->route->handler(request, response, &err)) {
        router_fail(request, response, &err);
    }
}
