/* What the pages of reps share. */
#include "reps_page.h"

#include "desk/desk_queue.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"

#include <string.h>

const char rep_days[][4] = {"",    "Mon", "Tue", "Wed",
                            "Thu", "Fri", "Sat", "Sun"};

/* "new" is one that is not there yet. An id only: names are not unique. */
bool
rep_find(struct request *request, struct rep *rep, bool *is_new,
         struct error *err)
{
    const char *id = request_param(request, "id");

    *is_new = id[0] == '\0' || strcmp(id, "new") == 0;
    if (*is_new)
        return true;
    if (!reps_find(request->store, id, request->arena, rep, err)) {
        if (err->kind == ERROR_NOTFOUND)
            error_set(err, ERROR_NOTFOUND, "There is no such rep");
        return false;
    }
    return (strcmp(rep->id, id) == 0 && strcmp(rep->state, "gone") != 0) ||
           error_set(err, ERROR_NOTFOUND, "There is no such rep");
}

bool
rep_find_there(struct request *request, struct rep *rep, const char **path,
               struct error *err)
{
    bool is_new;

    if (!rep_find(request, rep, &is_new, err))
        return false;
    if (is_new)
        return error_set(err, ERROR_NOTFOUND, "There is no such rep");
    *path = arena_printf(request->arena, "/reps/%s", rep->id);
    return true;
}

bool
rep_add_away(struct request *request, struct view *view, const struct rep *rep,
             struct error *err)
{
    int64_t today = zone_day(rep->hours.zone, request->now);
    struct away_span *list;
    size_t count;

    if (!away_list(request->store, rep->id, today, request->arena, &list,
                   &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "away");
        char first[TIME_TEXT], last[TIME_TEXT];

        away_date_text(list[i].first, first);
        away_date_text(list[i].last, last);
        view_format(item, "span", "%s%s%s", first,
                    list[i].first == list[i].last ? "" : " to ",
                    list[i].first == list[i].last ? "" : last);
        view_format(item, "days", "from=%s&to=%s", first, last);
        view_flag(item, "is_now", list[i].first <= today);
    }
    view_flag(view, "has_away", count > 0);
    view_flag(view, "is_away", count > 0 && list[0].first <= today);
    return true;
}

/* Slots that lie outside changed hours get another time. */
bool
rep_fit_slots(struct request *request, const char *rep, const char **words,
              struct error *err)
{
    struct desk_queue open;
    struct queue_fit fit;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_fit_slots(&open.queue, rep, 0, &fit, err);
    desk_queue_close(&open);
    *words =
        ok && fit.moved + fit.expired > 0
            ? arena_printf(request->arena, " %zu got another time, %zu ended.",
                           fit.moved, fit.expired)
            : "";
    return ok;
}
