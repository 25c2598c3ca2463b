/* A text beside the one that is nearest to it, their shared words marked. */
#include "item_parts.h"

#include "desk/view/chart.h"
#include "desk/view/marks.h"
#include "desk/page.h"

#include <stdio.h>
#include <string.h>

#define LIKE_RUN 2   /* words in a row that are shown as shared */
#define LIKE_NEAR 80 /* of 100: from here on a reviewer should look */

/* The texts on a story, in items->others; once for those that follow. */
static bool
load_others(struct items *items, int64_t story, struct error *err)
{
    struct request *request = items->request;

    if (items->others != NULL && items->others_story == story)
        return true;
    queue_others_free(items->others);
    items->others_story = story;
    /* As of midnight: what is made of it stands for a day. */
    return queue_others_load(request->store, story, items_today(items),
                             &items->others, err);
}

void
items_free(struct items *items)
{
    queue_others_free(items->others);
    items->others = NULL;
}

static void
show_gauge(double closeness, int share, struct view *view)
{
    struct buf svg = {.max = 4096};
    char label[120];

    snprintf(label, sizeof label,
             "Likeness: %d, where 100 is the most that is allowed; the scale "
             "ends at 200",
             share);
    chart_gauge(&svg, closeness, 1, label);
    view_html(view, "gauge", buf_text(&svg));
    view_int(view, "share", share);
    buf_deinit(&svg);
}

bool
item_show_likeness(struct items *items, struct item *item, struct view *view,
                   struct error *err)
{
    struct queue_nearest near;
    struct buf own = {.max = (size_t)1 << 22}, other = {.max = (size_t)1 << 22};
    struct view *like;
    int share;

    if (!load_others(items, item->g.story, err))
        return false;
    queue_others_nearest(items->others, item->g.rep, item->g.text, &near);
    if (near.text == NULL) {
        item_add_chip(view, "ok", "the only text on this story");
        return true;
    }
    share = (int)(near.closeness * 100 + .5);
    item->wants_look |= share >= LIKE_NEAR;
    item_add_chip(view, share >= LIKE_NEAR ? "bad" : "ok",
                  share >= LIKE_NEAR
                      ? "close to %s\xE2\x80\x99s: %d, 100 is the most"
                      : "nearest is %s\xE2\x80\x99s, %d of 100",
                  near.rep_name, share);
    like = view_group(view, "like");
    marks_same(&own, item->g.text, near.text, LIKE_RUN);
    marks_same(&other, near.text, item->g.text, LIKE_RUN);
    view_html(like, "own", buf_text(&own));
    view_html(like, "other", buf_text(&other));
    view_text(like, "other_rep", near.rep_name);
    view_int(like, "other_id", near.id);
    view_int(like, "run", near.run);
    page_time(items->request, like, "made", near.made);
    show_gauge(near.closeness, share, like);
    view_flag(like, "open", share >= LIKE_NEAR);
    view_text(like, "other_state",
              strcmp(near.state, "in_review") == 0 ? "in review" : near.state);
    buf_deinit(&own);
    buf_deinit(&other);
    return true;
}
