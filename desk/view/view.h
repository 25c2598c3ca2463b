/* What a page says, as a tree of names and values, and the templates that
 * say it. A template is an HTML file in desk/pages/, packed into the program:
 *
 *   {{name}}              the value, always escaped
 *   {{{name}}}            a value made by view_html; any other is escaped
 *   {{#name}}...{{/name}} once an item of a list; once where a group is
 *                         there, a flag is true or a text is not empty
 *   {{^name}}...{{/name}} where it is not
 *   {{>name}}             the template desk/pages/name.html at this place
 *   {{! words }}          a remark
 *
 * A name is looked for in the item, then in what is around it. A name that is
 * not there is empty. The syntax is Mustache's (mustache.github.io); Debian
 * has no C library of it. Everything lives in the arena. */
#ifndef POLYPHONY_DESK_VIEW_H
#define POLYPHONY_DESK_VIEW_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"

#include <stdint.h>

struct view;

struct view *view_new(struct arena *arena);

/* Texts are copied; NULL is as if it were not there. A second value of one
 * name takes the first one's place. */
void view_text(struct view *view, const char *name, const char *text);
void view_format(struct view *view, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void view_int(struct view *view, const char *name, int64_t number);
void view_flag(struct view *view, const char *name, bool flag);
/* An address from outside: only http, https and paths of ours get through. */
void view_link(struct view *view, const char *name, const char *url);
/* Markup of our own making, such as a chart; what is from outside in it must
 * have been escaped (buf_add_html). */
void view_html(struct view *view, const char *name, const char *html);

struct view *view_group(struct view *view, const char *name);
/* One more item at the end of the list. */
struct view *view_item(struct view *view, const char *list);

/* For tests: a value as text, NULL when it is not there. */
const char *view_get(const struct view *view, const char *name);

/* For who says the same otherwise (desk/api): a value of this very group, not
 * of those around it, as view_get gives it. */
const char *view_own(const struct view *view, const char *name);
/* The first item of a list, or a group; then the next item. NULL: no more. */
const struct view *view_first(const struct view *view, const char *name);
const struct view *view_next(const struct view *item);

/* Renders desk/pages/TEMPLATE.html; {{>content}} in it is the template
 * `content` (may be NULL). ERROR_NOTFOUND or ERROR_INPUT for a template of
 * ours that is missing or broken. */
bool template_render(const char *template, const char *content,
                     const struct view *view, struct buf *out,
                     struct error *err) MUST_CHECK;

/* Checks every template; false names the first that is broken. */
bool template_check_all(struct error *err) MUST_CHECK;

#endif
