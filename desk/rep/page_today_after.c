/* What a rep tells afterwards: posted or not yet, at which address; and taking
 * a move back. The moves themselves are in page_today_moves.c. */
#include "desk/pages.h"
#include "rep_pages.h"

#include "polyphony/url.h"
#include "polyphony/network.h"

#include <string.h>

bool
rep_move_begin(struct request *request, struct rep_move *move,
               struct error *err)
{
    return rep_suggestion(request, &move->g, err) &&
           desk_queue_open(request, &move->open, err);
}

void
rep_move_end(struct rep_move *move)
{
    move->act = move->open.queue.act;
    desk_queue_close(&move->open);
}

static const char *
state_words(const char *state)
{
    return strcmp(state, "in_review") == 0           ? "with a reviewer"
           : strcmp(state, "changes_requested") == 0 ? "waiting for a change"
           : strcmp(state, "shared") == 0            ? "noted as posted"
           : strcmp(state, "dismissed") == 0         ? "set aside"
                                                     : state;
}

bool
rep_moved_on(struct request *request, struct response *response,
             const struct rep_move *move, struct error *err)
{
    struct suggestion now;

    if (err->kind != ERROR_CONFLICT ||
        !queue_find(request->store, move->g.id, request->arena, &now, err))
        return false;
    page_refuse(request, response, 409, "It has moved on",
                "This suggestion is %s by now, so nothing was done. %s",
                state_words(now.state),
                strcmp(now.state, "withdrawn") == 0
                    ? "Its story was taken back, or a rule stands against it."
                    : "Load the page of today again.");
    return true;
}

const char *
undo_path(struct request *request, int64_t act)
{
    return arena_printf(request->arena, "/today/undo?act=%lld", (long long)act);
}

static bool
posted(struct request *request, struct response *response,
       struct rep_move *move, const char *address, struct error *err)
{
    bool ok = queue_shared(&move->open.queue, move->g.id, address, err);

    rep_move_end(move);
    if (!ok)
        return rep_moved_on(request, response, move, err);
    return page_done_undo(
        request, response, "/today", undo_path(request, move->act), err,
        "Noted as posted on %s%s.", network_title(move->g.network),
        address != NULL ? ", with its address" : "");
}

static bool
not_yet(struct request *request, struct response *response,
        struct rep_move *move, struct error *err)
{
    bool ok = queue_not_yet(&move->open.queue, move->g.id, err);

    rep_move_end(move);
    if (!ok)
        return rep_moved_on(request, response, move, err);
    return page_done_undo(request, response, "/today",
                          undo_path(request, move->act), err,
                          "Not posted yet: it is offered again.");
}

/* The field "address": NULL where it is empty; false, with the page of sharing
 * shown again, where it can't be one. */
static bool
read_address(struct request *request, const char **address,
             struct share_again *again)
{
    const char *given = request_field(request, "address");

    again->address = given;
    *address =
        given[0] != '\0' ? url_resolve(request->arena, NULL, given) : NULL;
    if (given[0] == '\0' || *address != NULL)
        return true;
    again->address_problem = "That is no address of a post. It begins with "
                             "https://";
    return false;
}

/* yes, no, or the post's own address. */
bool
page_today_posted(struct request *request, struct response *response,
                  struct error *err)
{
    bool yes = strcmp(request_field(request, "posted"), "yes") == 0;
    struct share_again again = {0};
    const char *address;
    struct rep_move move;

    if (!rep_move_begin(request, &move, err))
        return false;
    if (!yes)
        return not_yet(request, response, &move, err);
    if (read_address(request, &address, &again))
        return posted(request, response, &move, address, err);
    rep_move_end(&move);
    response->status = 422;
    return share_show(request, response, &move.g, &again, err);
}

/* Of what was noted as posted already: told later, or corrected. */
bool
page_today_address(struct request *request, struct response *response,
                   struct error *err)
{
    struct share_again again = {0};
    const char *address;
    struct rep_move move;
    bool ok;

    if (!rep_move_begin(request, &move, err))
        return false;
    if (!read_address(request, &address, &again)) {
        rep_move_end(&move);
        response->status = 422;
        return share_show(request, response, &move.g, &again, err);
    }
    ok = queue_set_address(&move.open.queue, move.g.id, address, err);
    rep_move_end(&move);
    if (!ok)
        return rep_moved_on(request, response, &move, err);
    return page_done(
        request, response,
        arena_printf(request->arena, "/share/%lld", (long long)move.g.id), err,
        address != NULL ? "Kept: the address of your post."
                        : "Taken out: its address.");
}

/* Why not, in words for who pressed Undo in a page that may be old. */
static bool
not_undone(struct request *request, struct response *response, int64_t id,
           int64_t act, struct error *err)
{
    struct suggestion g;
    int64_t at;

    if (!db_number(request->store->db, err, &at, 0,
                   "SELECT at FROM audit WHERE id = $1 AND who = $2", "it", act,
                   request->person.name))
        return false;
    if (id == 0 || (at != 0 && request->now - at > QUEUE_UNDO_SECONDS) ||
        !queue_find(request->store, id, request->arena, &g, err) ||
        request->person.rep == NULL || strcmp(g.rep, request->person.rep) != 0)
        return page_done(request, response, "/today", err,
                         "Nothing was taken back: that is possible within %d "
                         "seconds.",
                         QUEUE_UNDO_SECONDS);
    return page_done(request, response, "/today", err,
                     "Nothing was taken back: something came after it, and it "
                     "is %s now: %s",
                     state_words(g.state), first_words(request, g.text));
}

/* The move that the page named, else the last one; within ten seconds. Only
 * one's own: queue.h asks by name. */
bool
page_today_undo(struct request *request, struct response *response,
                struct error *err)
{
    struct desk_queue open;
    struct suggestion g;
    struct error why;
    int64_t id, act = 0;
    size_t count;
    bool ok;

    if (!text_number(request_query(request, "act"), 1, INT64_MAX, &act))
        act = 0;
    if (!desk_queue_open(request, &open, err))
        return false;
    open.queue.undo_of = act;
    ok = queue_undo(&open.queue, &id, &count, &why);
    desk_queue_close(&open);
    if (ok && queue_find(request->store, id, request->arena, &g, err))
        return page_done(
            request, response,
            arena_printf(request->arena, "/today#s%lld", (long long)id), err,
            "Taken back: %s", first_words(request, g.text));
    if (ok)
        return false;
    if (why.kind == ERROR_CONFLICT || why.kind == ERROR_NOTFOUND)
        return not_undone(request, response, id, act, err);
    *err = why;
    return false;
}
