/* What marketing's pages share. */
#ifndef POLYPHONY_DESK_MARKETING_H
#define POLYPHONY_DESK_MARKETING_H

#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"

#include "polyphony/pickup.h"

#define DAY 86400

/* "1 article", "2 articles"; in the request's arena. */
const char *count_words(struct request *request, int64_t count, const char *one,
                        const char *many);
/* How a round that somebody asked for is getting on, for {{>round}}. False
 * when nothing is under way. With `response` (may be NULL) the page loads
 * itself again meanwhile, so give it only where nobody types; elsewhere the
 * script does, once no field has anything new in it. */
bool add_round(struct request *request, struct response *response,
               struct view *view);
/* "Off topic 21, dull 9" of a group's reasons. */
const char *reason_words(struct request *request,
                         const struct pickup_group *group);
/* A whole-page address with one more part of a query: "/stories?q=a%20b". */
const char *path_with(struct request *request, const char *path,
                      const char *name, const char *value);
/* A bar of `share` of 1 as {{{name}}}. */
void view_bar(struct view *view, const char *name, double share,
              const char *css);
/* "a, b" as {{name}} cut at commas and line ends; blanks around are dropped.
 * At most `most`; returns how many. */
size_t split_list(struct request *request, const char *text, size_t most,
                  const char ***items);
/* A day and time as <input type=datetime-local> sends it, in the reader's
 * zone; false for what is none. */
bool read_moment(struct request *request, const char *text, int64_t *when);
/* The same the other way round, for its value. */
void view_moment(struct request *request, struct view *view, const char *name,
                 int64_t when);

/* The story of the address: a page's by ":key", of which the first digits are
 * enough for a person; the API's by ":id", which is its number or its whole
 * key. ERROR_NOTFOUND: "There is no such story". */
struct story_row;
bool story_asked(struct request *request, struct story_row *row,
                 struct error *err) MUST_CHECK;

#endif
