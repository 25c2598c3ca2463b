/* Forms that are shown again; see the header. Nothing is ever sent by itself:
 * the person sees what it is, who they are by now, and presses a button. */
#include "again.h"

#include "page.h"

#include "desk/http/router.h"
#include "desk/sign_in/session.h"

#include <string.h>

/* Where passwords, tokens and secrets of others are typed. */
static bool
may_hold_secrets(const char *path)
{
    static const char *const places[] = {"/account", "/admin", "/sign-in",
                                         "/set-up"};

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strncmp(path, places[i], strlen(places[i])) == 0)
            return true;
    }
    return false;
}

bool
again_can(const struct request *request)
{
    return request->method == METHOD_POST && request->path != NULL &&
           request->form.count > 0 && request->upload.name == NULL &&
           !may_hold_secrets(request->path) && origin_is_surely_ours(request);
}

/* Numbers, names and choices are ours; what has a blank in it was written. */
static bool
is_written(const struct pair *field)
{
    return strcmp(field->name, "csrf") != 0 &&
           strpbrk(field->value, " \n") != NULL;
}

void
again_add_typed(const struct request *request, struct view *view)
{
    if (!again_can(request))
        return;
    for (size_t i = 0; i < request->form.count; i++) {
        if (!is_written(&request->form.items[i]))
            continue;
        view_flag(view, "any_typed", true);
        view_text(view_item(view, "typed"), "wrote",
                  request->form.items[i].value);
    }
}

/* Path and query as they were asked for. */
static const char *
address_of(const struct request *request)
{
    struct buf address = {.max = (size_t)4 * TARGET_MAX};
    const char *text;

    buf_add(&address, request->path);
    for (size_t i = 0; i < request->query.count; i++) {
        buf_add_char(&address, i == 0 ? '?' : '&');
        buf_add_url(&address, request->query.items[i].name);
        buf_add_char(&address, '=');
        buf_add_url(&address, request->query.items[i].value);
    }
    text = arena_strdup(request->arena, buf_text(&address));
    buf_deinit(&address);
    return text;
}

bool
again_show(struct request *request, struct response *response,
           struct error *err)
{
    bool is_in = request->person.id != 0;
    struct view *view =
        page_view(request, is_in ? "Send it once more?" : "You are signed out");

    response->status = is_in ? 403 : 401;
    view_link(view, "address", address_of(request));
    view_text(view, "home", is_in ? page_home(request) : "/sign-in");
    for (size_t i = 0; i < request->form.count; i++) {
        const struct pair *field = &request->form.items[i];
        struct view *item;

        if (strcmp(field->name, "csrf") == 0)
            continue;
        item = view_item(view, "fields");
        view_text(item, "name", field->name);
        view_text(item, "value", field->value);
    }
    again_add_typed(request, view);
    return page_show(request, response, "again", view, err);
}
