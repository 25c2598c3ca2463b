/* Feeds that are added; see the header. */
#include "feed_adding.h"

#include <string.h>

void
adding_begin(struct adding *adding)
{
    adding->added = adding->known = adding->refused = 0;
    adding->problem = "";
    adding->view = adding->title != NULL
                       ? page_view(adding->request, adding->title)
                       : NULL;
}

static void
tell(struct adding *adding, const char *list, size_t count,
     const struct subscription_new *new, const char *why)
{
    struct view *item;

    if (adding->view == NULL || count > ADDING_TOLD)
        return;
    item = view_item(adding->view, list);
    view_text(item, "name",
              new->title != NULL &&new->title[0] != '\0' ? new->title
                                                         : new->url);
    view_text(item, "address", new->url);
    view_text(item, "folder", new->folder);
    view_text(item, "why", why);
}

bool
adding_take(struct adding *adding, const struct subscription_new *new,
            struct error *err)
{
    struct error why = {0};
    bool added;

    if (subscription_add(adding->request->store, new, adding->request->now,
                         &added, NULL, &why)) {
        adding->added += added;
        adding->known += !added;
        tell(adding, added ? "added" : "known",
             added ? adding->added : adding->known, new, "");
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    adding->problem = arena_strdup(adding->request->arena, why.text);
    tell(adding, "refused", ++adding->refused, new, adding->problem);
    return true;
}
