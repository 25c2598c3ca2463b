/* What a reviewer does with a waiting text. Each move names the wording that
 * was read; who comes second is told who was first, and keeps what they
 * typed. */
#include "desk/page.h"
#include "desk/pages.h"
#include "queue_item.h"

#include "polyphony/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_MOST 100

struct move {
    struct request *request;
    struct response *response;
    struct desk_queue open;
    int64_t id;
    struct suggestion g;
};

/* Where the list was left: its query, if it is one of ours. */
static const char *
back_of(const struct request *request)
{
    const char *back = request_field(request, "back");

    if (back[0] == '\0')
        back = request_query(request, "back");
    return back[0] == '?' && strlen(back) < 1000 && strchr(back, '#') == NULL
               ? back
               : "";
}

/* The queue, at the text with this number, on whichever page it is. */
static const char *
queue_at(const struct request *request, int64_t id)
{
    const char *back = back_of(request);

    return id > 0 ? arena_printf(request->arena, "/queue%s%cat=%lld#s%lld",
                                 back, back[0] != '\0' ? '&' : '?',
                                 (long long)id, (long long)id)
                  : arena_printf(request->arena, "/queue%s", back);
}

static const char *
next_place(const struct request *request)
{
    int64_t next = 0;

    (void)text_number(request_field(request, "next"), 1, INT64_MAX, &next);
    return queue_at(request, next);
}

static const char *
undo_path(const struct request *request, int64_t act)
{
    struct buf path = {.max = 4096};
    const char *text;

    buf_printf(&path, "/queue/undo?act=%lld", (long long)act);
    if (back_of(request)[0] != '\0') {
        buf_add(&path, "&back=");
        buf_add_url(&path, back_of(request));
    }
    text = arena_strdup(request->arena, buf_text(&path));
    buf_deinit(&path);
    return text;
}

static const char *
who_and_where(const struct move *move)
{
    return arena_printf(move->request->arena, "%s, %s", move->g.rep_name,
                        network_title(move->g.network));
}

/* --- refused ---------------------------------------------------------------
 */

/* Who moved it last, if it does not wait any more. */
static bool
show_who(struct move *move, struct view *view, struct error *err)
{
    struct request *request = move->request;
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT who, what, at, note FROM audit WHERE suggestion = $1 AND who "
        "<> $2 AND what NOT IN ('write', 'clear itself', 'offer', 'check "
        "again') ORDER BY id DESC LIMIT 1",
        "it", move->id, request->person.name);

    if (db_next(q)) {
        struct view *who = view_group(view, "faster");

        view_text(who, "who", db_text(q, 0));
        view_text(who, "what", move_words(db_text(q, 1)));
        view_text(who, "their_note", db_text(q, 3));
        page_time(request, who, "at", db_int(q, 2));
    }
    return db_done(q, err);
}

static const char *
typed(const struct request *request)
{
    static const char *const fields[] = {"text", "note", "reason"};
    const char *route = request->route->pattern;

    if (strstr(route, "/edit") != NULL)
        return request_field(request, fields[0]);
    if (strstr(route, "/change") != NULL)
        return request_field(request, fields[1]);
    return strstr(route, "/reject") != NULL ? request_field(request, fields[2])
                                            : "";
}

/* What is so, who did it, what was typed, and where it goes on. */
static bool
show_refusal(struct move *move, const struct error *why, struct error *err)
{
    struct request *request = move->request;
    struct view *view = page_view(request, "Not done");
    struct error ignored;
    bool changed;

    if (!queue_find(request->store, move->id, request->arena, &move->g,
                    &ignored))
        return page_refuse(request, move->response, 404, NULL, "%s.",
                           why->text);
    move->response->status = why->kind == ERROR_CONFLICT ? 409 : 422;
    changed =
        move->open.queue.seen != 0 && move->open.queue.seen != move->g.revision;
    view_text(view, "why", why->text);
    view_flag(view, "changed", changed);
    view_flag(view, "waits", strcmp(move->g.state, "in_review") == 0);
    view_text(view, "rep", move->g.rep_name);
    view_text(view, "network", network_title(move->g.network));
    view_text(view, "text", move->g.text);
    view_text(view, "typed", typed(request));
    view_int(view, "id", move->id);
    view_text(view, "again", queue_at(request, move->id));
    view_text(view, "next", next_place(request));
    if ((changed || strcmp(move->g.state, "in_review") != 0) &&
        why->kind == ERROR_CONFLICT && !show_who(move, view, err))
        return false;
    return page_show(request, move->response, "conflict", view, err);
}

/* --- moves ---------------------------------------------------------------- */

static bool
begin(struct move *move, struct request *request, struct response *response,
      struct error *err)
{
    int64_t seen = 0;

    *move = (struct move){.request = request, .response = response};
    if (!request_param_id(request, "id", &move->id))
        return error_set(err, ERROR_NOTFOUND, "There is no such text");
    (void)text_number(request_field(request, "revision"), 1, INT32_MAX, &seen);
    if (seen == 0)
        return error_set(err, ERROR_USAGE,
                         "The form does not say which wording was read");
    if (!desk_queue_open(request, &move->open, err))
        return false;
    move->open.queue.seen = (int)seen;
    if (queue_find(request->store, move->id, request->arena, &move->g, err))
        return true;
    desk_queue_close(&move->open);
    return false;
}

/* Ends a move: `done` in words at `place`, or why not. */
static bool
finish(struct move *move, bool ok, const struct error *why, const char *place,
       const char *done, struct error *err)
{
    if (ok)
        ok = page_done_undo(move->request, move->response, place,
                            undo_path(move->request, move->open.queue.act), err,
                            "%s: %s.", done, who_and_where(move));
    else if (why->kind == ERROR_CONFLICT || why->kind == ERROR_INPUT ||
             why->kind == ERROR_NOTFOUND)
        ok = show_refusal(move, why, err);
    else
        *err = *why;
    desk_queue_close(&move->open);
    return ok;
}

/* The panel of an edit was open, and something else was pressed: neither are
 * the words dropped nor words passed that were not meant yet. */
static bool
is_unsaved(const struct move *move)
{
    return request_has_field(move->request, "text") &&
           move->open.queue.seen == move->g.revision &&
           strcmp(request_field(move->request, "text"), move->g.text) != 0;
}

static bool
ask_which(struct move *move, struct error *err)
{
    struct request *request = move->request;
    struct view *view = page_view(request, "Not saved yet");

    move->response->status = 409;
    view_int(view, "id", move->id);
    view_int(view, "revision", move->g.revision);
    view_text(view, "back", back_of(request));
    view_text(view, "next", request_field(request, "next"));
    view_text(view, "rep", move->g.rep_name);
    view_text(view, "network", network_title(move->g.network));
    view_text(view, "text", move->g.text);
    view_text(view, "typed", request_field(request, "text"));
    return page_show(request, move->response, "unsaved", view, err);
}

bool
page_queue_approve(struct request *request, struct response *response,
                   struct error *err)
{
    struct error why = {0};
    struct move move;
    bool ok;

    if (!begin(&move, request, response, err))
        return false;
    if (is_unsaved(&move)) {
        desk_queue_close(&move.open);
        return ask_which(&move, err);
    }
    ok = queue_approve(&move.open.queue, move.id, NULL, &why);
    return finish(&move, ok, &why, next_place(request), "Approved", err);
}

bool
page_queue_change(struct request *request, struct response *response,
                  struct error *err)
{
    const char *note = request_field(request, "note");
    struct error why = {0};
    struct move move;
    bool ok;

    if (!begin(&move, request, response, err))
        return false;
    ok = note[strspn(note, " \t\n")] != '\0'
             ? queue_request_change(&move.open.queue, move.id, note, &why)
             : error_set(&why, ERROR_INPUT,
                         "The request says nothing: %s would not know what to "
                         "change",
                         move.g.rep_name);
    return finish(&move, ok, &why, next_place(request), "A change is asked for",
                  err);
}

bool
page_queue_reject(struct request *request, struct response *response,
                  struct error *err)
{
    const char *reason = request_field(request, "reason");
    struct error why = {0};
    struct move move;
    bool ok;

    if (!begin(&move, request, response, err))
        return false;
    ok = queue_reject(&move.open.queue, move.id,
                      reason[0] != '\0' ? reason : NULL, &why);
    return finish(&move, ok, &why, next_place(request), "Rejected", err);
}

bool
page_queue_mend(struct request *request, struct response *response,
                struct error *err)
{
    struct error why = {0};
    struct move move;
    size_t count;
    bool ok;

    if (!begin(&move, request, response, err))
        return false;
    ok = queue_mend(&move.open.queue, move.id, &count, NULL, &why);
    return finish(&move, ok, &why, queue_at(request, move.id), "Mended", err);
}

/* An edit that is the same text is an approval, where one was wanted. */
bool
page_queue_edit(struct request *request, struct response *response,
                struct error *err)
{
    const char *text = request_field(request, "text");
    bool approve = strcmp(request_field(request, "then"), "approve") == 0;
    struct error why = {0};
    struct move move;
    bool ok;

    if (!begin(&move, request, response, err))
        return false;
    ok = (approve && strcmp(text, move.g.text) == 0) ||
         queue_edit(&move.open.queue, move.id, text, NULL, &why);
    if (ok && approve) {
        if (strcmp(text, move.g.text) != 0)
            move.open.queue.seen++;
        ok = queue_approve(&move.open.queue, move.id, NULL, &why);
    }
    return finish(&move, ok, &why,
                  approve ? next_place(request) : queue_at(request, move.id),
                  approve ? "Edited and approved" : "Edited", err);
}

/* --- many, and back --------------------------------------------------------
 */

/* "12:1 15:2 " */
static size_t
read_seen(const char *text, struct queue_seen *seen)
{
    size_t count = 0;

    while (count < SEEN_MOST && *text != '\0') {
        char *end;
        long long id = strtoll(text, &end, 10);
        long revision;

        if (end == text || *end != ':')
            break;
        text = end + 1;
        revision = strtol(text, &end, 10);
        if (end == text || id <= 0 || revision <= 0 || revision > INT32_MAX)
            break;
        seen[count++] = (struct queue_seen){id, (int)revision};
        text = end + strspn(end, " \n");
    }
    return count;
}

bool
page_queue_approve_seen(struct request *request, struct response *response,
                        struct error *err)
{
    struct queue_seen seen[SEEN_MOST];
    size_t n_seen = read_seen(request_field(request, "seen"), seen), count;
    struct desk_queue open;
    int64_t act;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_approve_seen(&open.queue, seen, n_seen, &count, err);
    act = open.queue.act;
    desk_queue_close(&open);
    if (!ok)
        return false;
    page_tell_number(request, "approved", (int64_t)count);
    if (count == 0 && request->is_verb)
        return error_set(err, ERROR_CONFLICT,
                         "None was approved: others were faster, or the texts "
                         "have changed");
    if (count == 0)
        return page_done(request, response, next_place(request), err,
                         "None was approved: others were faster, or the texts "
                         "have changed.");
    return page_done_undo(
        request, response, next_place(request), undo_path(request, act), err,
        count == n_seen ? "Approved: %zu posts of the story."
                        : "Approved: %zu posts of the story; the others have "
                          "changed since, or somebody was faster.",
        count);
}

bool
page_queue_undo(struct request *request, struct response *response,
                struct error *err)
{
    struct desk_queue open;
    struct error why = {0};
    size_t count;
    int64_t id;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    (void)text_number(request_query(request, "act"), 1, INT64_MAX,
                      &open.queue.undo_of);
    ok = queue_undo(&open.queue, &id, &count, &why);
    desk_queue_close(&open);
    if (ok)
        return page_done(request, response, queue_at(request, id), err,
                         count > 1 ? "Taken back: %zu posts." : "Taken back.",
                         count);
    if (why.kind == ERROR_CONFLICT || why.kind == ERROR_NOTFOUND)
        return page_done(request, response, queue_at(request, 0), err,
                         "Not taken back: %s.", page_times(request, why.text));
    *err = why;
    return false;
}
