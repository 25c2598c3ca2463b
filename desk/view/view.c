/* The tree of names and values that a template is filled with. */
#include "view_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct view *
view_new(struct arena *arena)
{
    struct view *view = arena_alloc(arena, sizeof *view);

    view->kind = VIEW_GROUP;
    view->arena = arena;
    return view;
}

static struct view *
own_child(const struct view *view, const char *name, size_t len)
{
    for (struct view *child = view->first; child != NULL; child = child->next) {
        if (child->name_len == len && memcmp(child->name, name, len) == 0)
            return child;
    }
    return NULL;
}

const struct view *
view_find(const struct view *view, const char *name, size_t len)
{
    for (; view != NULL; view = view->parent) {
        const struct view *child =
            view->kind == VIEW_GROUP ? own_child(view, name, len) : NULL;

        if (child != NULL)
            return child;
    }
    return NULL;
}

static struct view *
append(struct view *view, const char *name, enum view_kind kind)
{
    struct view *child = view_new(view->arena);

    child->name = arena_strdup(view->arena, name);
    child->name_len = strlen(name);
    child->kind = kind;
    child->parent = view;
    if (view->last != NULL)
        view->last->next = child;
    else
        view->first = child;
    view->last = child;
    return child;
}

static struct view *
put(struct view *view, const char *name, enum view_kind kind)
{
    struct view *child = own_child(view, name, strlen(name));

    if (child == NULL)
        return append(view, name, kind);
    child->kind = kind;
    child->first = child->last = NULL;
    return child;
}

void
view_text(struct view *view, const char *name, const char *text)
{
    if (text != NULL)
        put(view, name, VIEW_TEXT)->text = arena_strdup(view->arena, text);
}

void
view_format(struct view *view, const char *name, const char *fmt, ...)
{
    char small[512];
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (len >= (int)sizeof small) {
        char *text = arena_alloc(view->arena, (size_t)len + 1);

        va_start(args, fmt);
        vsnprintf(text, (size_t)len + 1, fmt, args);
        va_end(args);
        put(view, name, VIEW_TEXT)->text = text;
    } else if (len >= 0) {
        view_text(view, name, small);
    }
}

void
view_int(struct view *view, const char *name, int64_t number)
{
    char text[24], *p = text + sizeof text - 1;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    *p = '\0';
    do {
        *--p = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0)
        *--p = '-';
    view_text(view, name, p);
}

void
view_flag(struct view *view, const char *name, bool flag)
{
    put(view, name, VIEW_FLAG)->flag = flag;
}

static bool
is_safe_link(const char *url)
{
    size_t scheme = strcspn(url, ":/?#");

    if (url[0] == '/')
        return url[1] != '/' && url[1] != '\\';
    return (scheme == 4 && strncasecmp(url, "http://", 7) == 0) ||
           (scheme == 5 && strncasecmp(url, "https://", 8) == 0);
}

void
view_link(struct view *view, const char *name, const char *url)
{
    if (url != NULL && is_safe_link(url))
        view_text(view, name, url);
}

void
view_html(struct view *view, const char *name, const char *html)
{
    if (html != NULL)
        put(view, name, VIEW_HTML)->text = arena_strdup(view->arena, html);
}

struct view *
view_group(struct view *view, const char *name)
{
    return put(view, name, VIEW_GROUP);
}

struct view *
view_item(struct view *view, const char *list)
{
    struct view *child = own_child(view, list, strlen(list));

    if (child == NULL || child->kind != VIEW_LIST)
        child = put(view, list, VIEW_LIST);
    return append(child, "", VIEW_GROUP);
}

static const char *
text_of(const struct view *value)
{
    if (value == NULL || value->kind == VIEW_LIST || value->kind == VIEW_GROUP)
        return NULL;
    if (value->kind == VIEW_FLAG)
        return value->flag ? "true" : "";
    return value->text;
}

const char *
view_get(const struct view *view, const char *name)
{
    return text_of(view_find(view, name, strlen(name)));
}

const char *
view_own(const struct view *view, const char *name)
{
    return text_of(own_child(view, name, strlen(name)));
}

const struct view *
view_first(const struct view *view, const char *name)
{
    const struct view *child = own_child(view, name, strlen(name));

    if (child == NULL || child->kind == VIEW_GROUP)
        return child;
    return child->kind == VIEW_LIST ? child->first : NULL;
}

const struct view *
view_next(const struct view *item)
{
    return item->name_len == 0 ? item->next : NULL;
}
