/* What becomes of a rep: days away, gone and back, invited. */
#include "marketing.h"
#include "rep_write.h"
#include "reps_page.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"

#include <string.h>

bool
page_rep_away(struct request *request, struct response *response,
              struct error *err)
{
    const char *from = request_field(request, "from"), *path, *fitted;
    const char *to = request_field(request, "to");
    int64_t first, last;
    struct rep rep;

    if (!rep_find_there(request, &rep, &path, err))
        return false;
    if (!away_date(from, &first) ||
        !away_date(to[0] != '\0' ? to : from, &last))
        return error_set(err, ERROR_INPUT, "Give the days as 2026-12-01");
    if (last < zone_day(rep.hours.zone, request->now))
        return error_set(err, ERROR_INPUT, "Those days have passed");
    return away_add(request->store, rep.id, first, last, err) &&
           rep_fit_slots(request, rep.id, &fitted, err) &&
           page_done(request, response, path, err,
                     "%.200s is away then; nothing is proposed.%s", rep.name,
                     fitted);
}

bool
page_rep_back(struct request *request, struct response *response,
              struct error *err)
{
    const char *path;
    struct rep rep;
    size_t count;

    return rep_find_there(request, &rep, &path, err) &&
           away_end(request->store, rep.id,
                    zone_day(rep.hours.zone, request->now), &count, err) &&
           page_done(request, response, path, err,
                     "%.200s is back: no day away is left.", rep.name);
}

bool
page_rep_remove(struct request *request, struct response *response,
                struct error *err)
{
    const char *path;
    struct rep rep;

    return rep_find_there(request, &rep, &path, err) &&
           reps_set_state(request->store, rep.id, "gone", err) &&
           page_done_undo(request, response, "/reps",
                          arena_printf(request->arena, "%s/restore", path), err,
                          "%.200s gets no suggestions any more.", rep.name);
}

bool
page_rep_restore(struct request *request, struct response *response,
                 struct error *err)
{
    const char *id = request_param(request, "id");
    int64_t there;

    /* Somebody who was forgotten has no quota, and does not come back. */
    if (!db_number(request->store->db, err, &there, 0,
                   "SELECT count(*) FROM rep WHERE id = $1 AND state = 'gone' "
                   "AND quota > 0",
                   "t", id))
        return false;
    if (there == 0)
        return error_set(err, ERROR_NOTFOUND, "There is no such rep");
    return reps_set_state(request->store, id, "active", err) &&
           page_done(request, response, "/reps", err, "They are back.");
}

bool
page_rep_invite(struct request *request, struct response *response,
                struct error *err)
{
    const char *mail = request_field(request, "mail"), *path;
    struct view *view = page_view(request, "Invitation"), *item;
    struct invitation invitation;
    struct rep rep;

    if (!rep_find_there(request, &rep, &path, err))
        return false;
    if (mail[0] != '\0' && !is_mail_address(mail))
        return error_set(err, ERROR_INPUT,
                         "%.100s is no address that mail would reach", mail);
    if (!rep_invite(request, rep.id, rep.name, mail[0] != '\0' ? mail : NULL,
                    &invitation, err))
        return false;
    item = view_item(view, "invited");
    view_text(item, "name", invitation.name);
    view_text(item, "link", invitation.link);
    view_text(item, "mail", invitation.mail);
    view_int(item, "number", 0);
    view_flag(item, "mailed", invitation.mailed);
    view_flag(item, "is_in", invitation.is_in);
    view_format(view, "heading",
                invitation.mailed  ? "An invitation is on its way to %.200s"
                : invitation.is_in ? "%.200s needs no link"
                                   : "Give %.200s this link",
                rep.name);
    view_text(view, "back", path);
    return page_show(request, response, "invited", view, err);
}
