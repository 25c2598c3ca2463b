/* What every page is made with. A page is a function
 *
 *   bool page_today(struct request *, struct response *, struct error *);
 *
 * declared in pages.h and named in routes.c. It fills a view and shows a
 * template, or does what a form asks and redirects (Post/Redirect/Get). False
 * with an error becomes an error page (docs/internals/desk.md). */
#ifndef POLYPHONY_DESK_PAGE_H
#define POLYPHONY_DESK_PAGE_H

#include "desk/http/response.h"
#include "desk/view/view.h"

#include "polyphony/zone.h"

/* A view with what the layout needs. `title` is the plain name of the page
 * for the browser's tab; the template has its own h1. */
struct view *page_view(struct request *request, const char *title);

/* desk/pages/TEMPLATE.html within the layout; what was flashed is shown. */
bool page_show(struct request *request, struct response *response,
               const char *template, struct view *view,
               struct error *err) MUST_CHECK;

/* The template alone, for script that puts it into a page. */
bool page_piece(struct request *request, struct response *response,
                const char *template, struct view *view,
                struct error *err) MUST_CHECK;

/* For a verb of the API: the path of what there was not before, which answers
 * 201 then, and a number by the name that api_answers.c has. Before page_done()
 * or page_show(); pages say nothing of it. */
void page_tell_made(struct request *request, const char *path);
void page_tell_number(struct request *request, const char *name,
                      int64_t number);
void page_tell_text(struct request *request, const char *name,
                    const char *text);

/* 303 to `path` of ours, where `fmt` (NULL: nothing) is said once. */
bool page_done(struct request *request, struct response *response,
               const char *path, struct error *err, const char *fmt, ...)
    PRINTF_LIKE(5, 6) MUST_CHECK;
/* The same with a button "Undo" that posts to `undo`, a path of ours. */
bool page_done_undo(struct request *request, struct response *response,
                    const char *path, const char *undo, struct error *err,
                    const char *fmt, ...) PRINTF_LIKE(6, 7) MUST_CHECK;

/* What is so, why, what next: an error page, or a problem document on a route
 * of the API. `what` NULL: the usual words of that status. Always true. */
bool page_refuse(struct request *request, struct response *response, int status,
                 const char *what, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* The zone of the person who asks: a rep's own, else [company] timezone. */
const struct zone *page_zone(struct request *request);

/* {{name}}: "today 09:12", "tomorrow 08:40", "Mon 23 Nov 10:42" in that zone
 * (with the year where it is another), and {{name_iso}} for <time datetime>.
 * TIME_NONE leaves both away. */
void page_time(struct request *request, struct view *view, const char *name,
               int64_t when);

/* A sentence of another module, with the moments in it ("2026-11-22T08:15:00Z")
 * in words by the reader's clock; in the request's arena. NULL stays NULL. */
const char *page_times(struct request *request, const char *text);

/* The page that a person comes to first. */
const char *page_home(const struct request *request);

#endif
