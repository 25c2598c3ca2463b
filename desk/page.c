/* The layout around every page: navigation by role, what is said once, and
 * error pages. */
#include "page.h"

#include "again.h"

#include "desk/http/assets.h"
#include "place.h"
#include "desk/http/router.h"
#include "desk/sign_in/session.h"

#include "polyphony/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of the navigation. What has no route yet is left out. */
static const struct {
    const char *path, *label;
} places[] = {
    {"/today", "Today"},         {"/voice", "My voice"},
    {"/results", "My results"},  {"/queue", "Queue"},
    {"/rules", "Rules"},         {"/decisions", "Decisions"},
    {"/feeds", "Feeds"},         {"/stories", "Stories"},
    {"/audiences", "Audiences"}, {"/reps", "Reps"},
    {"/calendar", "Calendar"},   {"/pickup", "Pick-up"},
    {"/report", "Report"},       {"/people", "People"},
    {"/admin", "Place"},
};

#define PLACES (sizeof places / sizeof places[0])
#define IN_A_LINE 4 /* of a phone; more fold behind the name of one */

static unsigned roles_there[PLACES]; /* who may go; 0: no such page yet */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
look_up_places(void)
{
    size_t count;
    const struct route *table = router_table(&count);

    for (size_t i = 0; i < PLACES; i++) {
        for (size_t k = 0; k < count; k++) {
            if (table[k].method == METHOD_GET &&
                strcmp(table[k].pattern, places[i].path) == 0)
                roles_there[i] = table[k].roles;
        }
    }
}

static bool
may_go(const struct request *request, size_t place)
{
    pthread_once(&once, look_up_places);
    return (roles_there[place] & request->roles) != 0;
}

const char *
page_home(const struct request *request)
{
    for (size_t i = 0; i < PLACES; i++) {
        /* Somebody who is more than a rep begins with that. */
        if (i < 3 && (request->roles & ROLE_STAFF) != 0)
            continue;
        if (may_go(request, i))
            return places[i].path;
    }
    return "/account";
}

static bool
is_below(const char *path, const char *place)
{
    size_t len = strlen(place);

    return strncmp(path, place, len) == 0 &&
           (path[len] == '\0' || path[len] == '/');
}

/* Pages that are reached from a place and stand beside it. */
static const struct {
    const char *path, *place;
} beside[] = {
    {"/campaigns", "/stories"},
    {"/record", "/queue"},
    {"/history", "/today"},
    {"/share", "/today"},
};

static bool
is_at(const char *path, const char *place)
{
    if (path == NULL)
        return false;
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        if (strcmp(beside[i].place, place) == 0 &&
            is_below(path, beside[i].path))
            return true;
    }
    return is_below(path, place);
}

static void
add_navigation(const struct request *request, struct view *view)
{
    const char *here = "Menu";
    size_t count = 0;

    for (size_t i = 0; i < PLACES; i++) {
        struct view *item;
        bool current;

        if (!may_go(request, i))
            continue;
        current = is_at(request->path, places[i].path);
        item = view_item(view, "navigation");
        view_text(item, "path", places[i].path);
        view_text(item, "label", places[i].label);
        view_flag(item, "current", current);
        if (current)
            here = places[i].label;
        count++;
    }
    if (count > IN_A_LINE)
        view_text(view, "open_place", here);
}

struct view *
page_view(struct request *request, const char *title)
{
    struct view *view = view_new(request->arena);

    view_text(view, "title", title);
    view_text(view, "language", "en");
    view_text(view, "style_path", asset_path("style.css"));
    view_text(view, "script_path", asset_path("desk.js"));
    view_text(view, "icon_path", asset_path("favicon.svg"));
    view_text(view, "company", config_text(request->config, "company.name"));
    if (request->person.id != 0) {
        view_text(view, "who", request->person.name);
        view_text(view, "csrf", csrf_token(request));
        add_navigation(request, view);
    }
    return view;
}

/* A place that `polyphony demo` made says so; looked up once. */
static bool
add_demo(struct request *request, struct view *view, struct error *err)
{
    atomic_int *known = &request->place->demo;
    char *demo = NULL;

    if (atomic_load(known) == 0) {
        if (!store_setting(request->store, "demo.epoch", &demo, err))
            return false;
        atomic_store(known, demo != NULL ? 2 : 1);
        free(demo);
    }
    view_flag(view, "demo", atomic_load(known) == 2);
    return true;
}

bool
page_show(struct request *request, struct response *response,
          const char *template, struct view *view, struct error *err)
{
    if (request->is_verb) {
        request->said.view = view;
        return true;
    }
    if (request->store != NULL && !add_demo(request, view, err))
        return false;
    if (request->flash != NULL && request->secret != NULL) {
        struct view *flash = view_group(view, "flash");

        view_text(flash, "text", request->flash);
        view_text(flash, "undo", request->undo);
        if (!session_flash_shown(request, err))
            return false;
    }
    return template_render("layout", template, view, &response->body, err);
}

bool
page_piece(struct request *request, struct response *response,
           const char *template, struct view *view, struct error *err)
{
    if (request->is_verb) {
        request->said.view = view;
        return true;
    }
    response->type = "text/html; charset=utf-8";
    return template_render(template, NULL, view, &response->body, err);
}

static bool
done(struct request *request, struct response *response, const char *path,
     const char *undo, struct error *err, const char *fmt, va_list args)
{
    char text[1000];

    if (fmt != NULL)
        vsnprintf(text, sizeof text, fmt, args);
    if (request->is_verb) {
        request->said.text =
            fmt != NULL ? arena_strdup(request->arena, text) : NULL;
        request->said.undo = undo;
        request->said.at = path;
        return true;
    }
    response_redirect(request, response, path);
    return fmt == NULL || session_flash(request, text, undo, err);
}

void
page_tell_made(struct request *request, const char *path)
{
    request->said.made = path;
}

void
page_tell_text(struct request *request, const char *name, const char *text)
{
    if (!request->is_verb)
        return;
    if (request->said.view == NULL)
        request->said.view = view_new(request->arena);
    view_text(request->said.view, name, text);
}

void
page_tell_number(struct request *request, const char *name, int64_t number)
{
    page_tell_text(request, name,
                   arena_printf(request->arena, "%lld", (long long)number));
}

bool
page_done(struct request *request, struct response *response, const char *path,
          struct error *err, const char *fmt, ...)
{
    va_list args;
    bool ok;

    va_start(args, fmt);
    ok = done(request, response, path, NULL, err, fmt, args);
    va_end(args);
    return ok;
}

bool
page_done_undo(struct request *request, struct response *response,
               const char *path, const char *undo, struct error *err,
               const char *fmt, ...)
{
    va_list args;
    bool ok;

    va_start(args, fmt);
    ok = done(request, response, path, undo, err, fmt, args);
    va_end(args);
    return ok;
}

static bool
wants_problem(const struct request *request)
{
    return request->path != NULL && strncmp(request->path, "/api/", 5) == 0;
}

bool
page_refuse(struct request *request, struct response *response, int status,
            const char *what, const char *fmt, ...)
{
    struct view *view;
    struct error err;
    char why[1000];
    va_list args;

    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    if (what == NULL)
        what = status_words(status);
    response->status = status;
    if (wants_problem(request)) {
        response_problem(response, status, why);
        return true;
    }
    buf_cut(&response->body, 0);
    response->type = "text/html; charset=utf-8";
    view = page_view(request, what);
    view_text(view, "what", what);
    view_text(view, "why", page_times(request, why));
    again_add_typed(request, view);
    view_text(view, "next",
              request->roles != 0 ? page_home(request) : "/sign-in");
    view_text(view, "next_label",
              request->roles != 0       ? "Back to my page"
              : request->person.id != 0 ? "Sign in as somebody else"
                                        : "Sign in");
    if (!template_render("layout", "error", view, &response->body, &err)) {
        buf_cut(&response->body, 0);
        response->type = "text/plain; charset=utf-8";
        buf_printf(&response->body, "%s. %s\n", what, why);
    }
    return true;
}
