/* What becomes of a rep: days away, gone and back, invited. */
#include "desk/desk_queue.h"
#include "marketing.h"
#include "rep_write.h"
#include "reps_page.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"

#include <string.h>

static bool
read_span(const char *from, const char *to, int64_t *first, int64_t *last)
{
    return away_date(from, first) && away_date(to[0] != '\0' ? to : from, last);
}

/* Of the form, or of the address that an undo posts to. */
static bool
asked_span(struct request *request, int64_t *first, int64_t *last,
           struct error *err)
{
    const char *from = request_field(request, "from");
    const char *to = request_field(request, "to");

    if (from[0] == '\0') {
        from = request_query(request, "from");
        to = request_query(request, "to");
    }
    return read_span(from, to, first, last) ||
           error_set(err, ERROR_INPUT, "Give the days as 2026-12-01");
}

static const char *
span_query(struct request *request, const char *path, int64_t first,
           int64_t last)
{
    char from[TIME_TEXT], to[TIME_TEXT];

    away_date_text(first, from);
    away_date_text(last, to);
    return arena_printf(request->arena, "%s?from=%s&to=%s", path, from, to);
}

bool
page_rep_away(struct request *request, struct response *response,
              struct error *err)
{
    const char *path, *fitted, *undo;
    int64_t first, last;
    struct rep rep;

    if (!rep_find_there(request, &rep, &path, err) ||
        !asked_span(request, &first, &last, err))
        return false;
    if (last < zone_day(rep.hours.zone, request->now))
        return error_set(err, ERROR_INPUT, "Those days have passed");
    undo = span_query(request,
                      arena_printf(request->arena, "%s/away/remove", path),
                      first, last);
    return away_add(request->store, rep.id, first, last, err) &&
           rep_fit_slots(request, rep.id, &fitted, err) &&
           page_done_undo(request, response, path, undo, err,
                          "%.200s is away then; nothing is proposed.%s",
                          rep.name, fitted);
}

bool
page_rep_away_remove(struct request *request, struct response *response,
                     struct error *err)
{
    const char *path;
    int64_t first, last;
    struct rep rep;

    if (!rep_find_there(request, &rep, &path, err) ||
        !asked_span(request, &first, &last, err))
        return false;
    return away_remove(request->store, rep.id, first, last, err) &&
           page_done_undo(
               request, response, path,
               span_query(request,
                          arena_printf(request->arena, "%s/away", path), first,
                          last),
               err,
               "%.200s is there on those days; the next round may propose "
               "something.",
               rep.name);
}

/* Days away that were taken back, to be had again: "2026-12-01,2026-12-05,". */
static const char *
spans_ahead(struct request *request, const char *rep, int64_t day,
            struct error *err)
{
    struct away_span *list;
    const char *spans = "";
    size_t count;

    if (!away_list(request->store, rep, day, request->arena, &list, &count,
                   err))
        return NULL;
    for (size_t i = 0; i < count && i < 20; i++) {
        char from[TIME_TEXT], to[TIME_TEXT];

        away_date_text(list[i].first, from);
        away_date_text(list[i].last, to);
        spans = arena_printf(request->arena, "%s%s,%s,", spans, from, to);
    }
    return spans;
}

bool
page_rep_back(struct request *request, struct response *response,
              struct error *err)
{
    const char *path, *spans;
    int64_t day;
    struct rep rep;
    size_t count;

    if (!rep_find_there(request, &rep, &path, err))
        return false;
    day = zone_day(rep.hours.zone, request->now);
    spans = spans_ahead(request, rep.id, day, err);
    return spans != NULL &&
           away_end(request->store, rep.id, day, &count, err) &&
           page_done_undo(
               request, response, path,
               path_with(request,
                         arena_printf(request->arena, "%s/back/undo", path),
                         "days", spans),
               err, "%.200s is back: no day away is left.", rep.name);
}

bool
page_rep_back_undo(struct request *request, struct response *response,
                   struct error *err)
{
    const char **days, *path, *fitted;
    int64_t first, last;
    struct rep rep;
    size_t count;

    if (!rep_find_there(request, &rep, &path, err))
        return false;
    count = split_list(request, request_query(request, "days"), 40, &days);
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (!read_span(days[i], days[i + 1], &first, &last))
            return error_set(err, ERROR_INPUT, "%.40s is no day", days[i]);
        if (!away_add(request->store, rep.id, first, last, err))
            return false;
    }
    return rep_fit_slots(request, rep.id, &fitted, err) &&
           page_done(request, response, path, err,
                     "%.200s is away again as before.%s", rep.name, fitted);
}

bool
page_rep_remove(struct request *request, struct response *response,
                struct error *err)
{
    struct desk_queue open;
    const char *path;
    struct rep rep;
    size_t count;
    bool ok;

    if (!rep_find_there(request, &rep, &path, err) ||
        !desk_queue_open(request, &open, err))
        return false;
    ok = queue_withdraw_rep(&open.queue, rep.id, "the rep is with us no more",
                            &count, err);
    desk_queue_close(&open);
    return ok && reps_set_state(request->store, rep.id, "gone", err) &&
           page_done_undo(
               request, response, "/reps",
               arena_printf(request->arena, "%s/restore", path), err,
               "%.200s gets no suggestions any more; %s withdrawn. What was "
               "shared stays.",
               rep.name,
               count_words(request, (int64_t)count, "suggestion was",
                           "suggestions were"));
}

/* Was taking everything from them the last thing that was done by who asks? */
static bool
withdrew_last(struct request *request, const char *rep, bool *did,
              struct error *err)
{
    int64_t last;

    if (!db_number(
            request->store->db, err, &last, 0,
            "SELECT count(*) FROM audit AS a JOIN suggestion AS g ON "
            "g.id = a.suggestion WHERE a.id = (SELECT max(id) FROM audit "
            "WHERE who = $1 AND suggestion IS NOT NULL) AND a.what = "
            "'withdraw all' AND a.at >= $2 AND g.rep = $3",
            "tit", request->person.name, request->now - QUEUE_UNDO_SECONDS,
            rep))
        return false;
    *did = last > 0;
    return true;
}

bool
page_rep_restore(struct request *request, struct response *response,
                 struct error *err)
{
    const char *id = request_param(request, "id");
    struct desk_queue open;
    int64_t there, last;
    struct error why;
    size_t count = 0;
    bool did;

    /* Somebody who was forgotten has no quota, and does not come back. */
    if (!db_number(request->store->db, err, &there, 0,
                   "SELECT count(*) FROM rep WHERE id = $1 AND state = 'gone' "
                   "AND quota > 0",
                   "t", id))
        return false;
    if (there == 0)
        return error_set(err, ERROR_NOTFOUND, "There is no such rep");
    if (!reps_set_state(request->store, id, "active", err) ||
        !withdrew_last(request, id, &did, err))
        return false;
    if (did) {
        if (!desk_queue_open(request, &open, err))
            return false;
        if (!queue_undo(&open.queue, &last, &count, &why))
            count = 0; /* said below: they stay withdrawn */
        desk_queue_close(&open);
    }
    return page_done(
        request, response, "/reps", err, "They are back%s.",
        count > 0 ? arena_printf(request->arena, ", with %s",
                                 count_words(request, (int64_t)count,
                                             "suggestion", "suggestions"))
                  : "; what was withdrawn stays withdrawn, the next round "
                    "writes anew");
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
    view_text(item, "rep", rep.id);
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
