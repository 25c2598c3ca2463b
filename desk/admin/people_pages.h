/* What the pages of people share. */
#ifndef POLYPHONY_DESK_PEOPLE_PAGES_H
#define POLYPHONY_DESK_PEOPLE_PAGES_H

#include "desk/http/response.h"
#include "desk/view/view.h"

/* {{#roles}} with role, words, chosen. */
void people_add_roles(struct view *view, const char *chosen);

/* A one-time link: for somebody who is in, or (person 0) for `new`. */
struct link_giving {
    int64_t person;
    const char *name, *mail; /* may be NULL */
    struct person_new new;
    char secret[SECRET_TEXT];
    bool mailed; /* else it is to be shown */
    struct request *request;
};

/* The person, the link, its mail and the audit's row, all or none. */
bool people_make_link(struct request *request, struct link_giving *giving,
                      struct error *err) MUST_CHECK;
/* The page that says so. */
bool people_give_link(struct request *request, struct response *response,
                      const struct link_giving *giving,
                      struct error *err) MUST_CHECK;

/* A token ends, and is shown to programs: it lets nobody in as an admin, and
 * changes nothing by which one is let in (role, name, address, link), so that
 * who got hold of one has no more than it. 403, where that is asked for. */
bool people_token_stops(struct request *request, struct response *response,
                        const char *role, const char *new_role);

#endif
