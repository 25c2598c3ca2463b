/* How a view is kept; for view.c and template.c only. */
#ifndef POLYPHONY_DESK_VIEW_INTERNAL_H
#define POLYPHONY_DESK_VIEW_INTERNAL_H

#include "view.h"

enum view_kind { VIEW_GROUP, VIEW_LIST, VIEW_TEXT, VIEW_HTML, VIEW_FLAG };

struct view {
    struct arena *arena;
    const char *name, *text;
    size_t name_len;
    enum view_kind kind;
    bool flag;
    struct view *first, *last; /* of a group its values, of a list its items */
    struct view *next, *parent;
};

/* In the group or around it; NULL: nowhere. */
const struct view *view_find(const struct view *view, const char *name,
                             size_t len);

#endif
