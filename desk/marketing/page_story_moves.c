/* Marketing's hand on a story: each a form, with the way back where there is
 * one; what was suggested follows at once. */
#include "desk/desk_queue.h"
#include "marketing.h"

#include "polyphony/clock.h"
#include "polyphony/stories.h"

#include <string.h>

static bool
find(struct request *request, struct story_row *row, const char **path,
     struct error *err)
{
    if (!story_asked(request, row, err))
        return false;
    *path = arena_printf(request->arena, "/stories/%s", row->key);
    return true;
}

static bool
pin(struct request *request, struct response *response, bool pinned,
    struct error *err)
{
    struct story_row row;
    const char *path;

    return find(request, &row, &path, err) &&
           stories_pin(request->store, row.id, pinned, err) &&
           page_done_undo(request, response, path,
                          arena_printf(request->arena, "%s/%s", path,
                                       pinned ? "unpin" : "pin"),
                          err, "\"%.200s\" is %s.", row.title,
                          pinned ? "pinned: the next round prefers it"
                                 : "no longer pinned");
}

bool
page_story_pin(struct request *request, struct response *response,
               struct error *err)
{
    return pin(request, response, true, err);
}

bool
page_story_unpin(struct request *request, struct response *response,
                 struct error *err)
{
    return pin(request, response, false, err);
}

/* --- embargo and expiry --------------------------------------------------- */

/* "2 got another time, 1 expired": what the change did to what was planned. */
static bool
fit_slots(struct request *request, int64_t story, const char **words,
          struct error *err)
{
    struct desk_queue open;
    struct queue_tick tick;
    struct queue_fit fit;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_tick(&open.queue, &tick, err) &&
         queue_fit_slots(&open.queue, NULL, story, &fit, err);
    desk_queue_close(&open);
    *words = "";
    if (ok && fit.moved + fit.expired > 0)
        *words =
            arena_printf(request->arena, " %zu got another time, %zu ended.",
                         fit.moved, fit.expired);
    return ok;
}

typedef bool set_time(struct store *store, int64_t story, int64_t when,
                      struct error *err);

/* An empty field takes the time back; undo brings the one before as ?until=. */
static bool
give_time(struct request *request, struct response *response, set_time *set,
          const char *verb, const char *said_off, const char *said,
          struct error *err)
{
    bool is_undo = !request_has_field(request, "until");
    const char *text = is_undo ? request_query(request, "until")
                               : request_field(request, "until");
    struct view *words = view_new(request->arena);
    const char *path, *undo, *fitted;
    struct story_row row;
    int64_t when = TIME_NONE, before;

    if (!find(request, &row, &path, err))
        return false;
    if (text[0] != '\0' && !read_moment(request, text, &when))
        return error_set(err, ERROR_INPUT, "%.40s is no day and time", text);
    if (when != TIME_NONE && when <= request->now && !is_undo)
        return error_set(err, ERROR_INPUT, "That time has passed already");
    before = set == stories_embargo ? row.embargo : row.expires;
    if (before != TIME_NONE)
        view_moment(request, words, "before", before);
    undo = view_get(words, "before");
    undo = path_with(request, arena_printf(request->arena, "%s/%s", path, verb),
                     "until", undo != NULL ? undo : "");
    if (!set(request->store, row.id, when, err) ||
        !fit_slots(request, row.id, &fitted, err))
        return false;
    page_time(request, words, "when", when);
    return page_done_undo(request, response, path, undo, err, "It %s%s.%s",
                          when == TIME_NONE ? said_off : said,
                          when == TIME_NONE ? "" : view_get(words, "when"),
                          fitted);
}

bool
page_story_embargo(struct request *request, struct response *response,
                   struct error *err)
{
    return give_time(request, response, stories_embargo, "embargo",
                     "is under no embargo", "is not offered before ", err);
}

bool
page_story_expire(struct request *request, struct response *response,
                  struct error *err)
{
    return give_time(request, response, stories_expire, "expire",
                     "does not expire", "is not offered any more from ", err);
}

/* --- block, retract, open ------------------------------------------------- */

static bool
close_story(struct request *request, const struct story_row *row, bool retract,
            size_t *withdrawn, struct error *err)
{
    const char *note = request_field(request, "note");
    struct desk_queue open;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = stories_set_state(request->store, row->id,
                           retract ? "retracted" : "blocked",
                           note[0] != '\0' ? note : NULL, err) &&
         queue_withdraw_story(&open.queue, row->id, retract,
                              note[0] != '\0'
                                  ? note
                                  : (retract ? "the story was retracted"
                                             : "the story was blocked"),
                              withdrawn, err);
    desk_queue_close(&open);
    return ok;
}

static bool
end_story(struct request *request, struct response *response, bool retract,
          struct error *err)
{
    const char *path, *names, *said;
    struct story_row row;
    size_t withdrawn;

    if (!find(request, &row, &path, err))
        return false;
    if (strlen(request_field(request, "note")) > 1000)
        return error_set(err, ERROR_INPUT, "A reason is at most 1,000 letters");
    if (!close_story(request, &row, retract, &withdrawn, err) ||
        !pickup_who_shared(request->store, row.id, request->arena, &names, err))
        return false;
    said = arena_printf(request->arena, "\"%.150s\" is %s. %s withdrawn.%s%s%s",
                        row.title, retract ? "retracted" : "blocked",
                        withdrawn == 0
                            ? "No suggestion had to be"
                            : count_words(request, (int64_t)withdrawn,
                                          "suggestion was", "suggestions were"),
                        names[0] != '\0' ? " Shared already, call them: " : "",
                        names, names[0] != '\0' ? "." : "");
    return page_done_undo(request, response, path,
                          arena_printf(request->arena, "%s/undo", path), err,
                          "%s", said);
}

bool
page_story_block(struct request *request, struct response *response,
                 struct error *err)
{
    return end_story(request, response, false, err);
}

bool
page_story_retract(struct request *request, struct response *response,
                   struct error *err)
{
    return end_story(request, response, true, err);
}

/* What is to be said of suggestions where the story alone opened. */
static bool
stays_withdrawn(struct request *request, int64_t story, bool *any,
                struct error *err)
{
    int64_t count;

    if (!db_number(request->store->db, err, &count, 0,
                   "SELECT EXISTS (SELECT 1 FROM suggestion AS g JOIN story AS "
                   "b ON b.id = g.story JOIN story AS a ON "
                   "coalesce(a.same_as, a.id) = coalesce(b.same_as, b.id) "
                   "WHERE a.id = $1 AND g.state = 'withdrawn')",
                   "i", story))
        return false;
    *any = count > 0;
    return true;
}

bool
page_story_open(struct request *request, struct response *response,
                struct error *err)
{
    const char *path;
    struct story_row row;
    bool any;

    return find(request, &row, &path, err) &&
           stories_set_state(request->store, row.id, "open", NULL, err) &&
           stays_withdrawn(request, row.id, &any, err) &&
           page_done(request, response, path, err,
                     any ? "It is open again. What was withdrawn stays "
                           "withdrawn; the next round may suggest it to others."
                         : "It is open again; the next round may suggest it.");
}

/* Was that withdrawal the last thing that this person did with suggestions?
 * queue_undo() knows no more than the last one. */
static bool
withdrew_last(struct request *request, int64_t story, bool *did,
              struct error *err)
{
    int64_t last;

    if (!db_number(request->store->db, err, &last, 0,
                   "SELECT coalesce((SELECT g.story FROM audit AS a JOIN "
                   "suggestion AS g ON g.id = a.suggestion WHERE a.id = "
                   "(SELECT max(id) FROM audit WHERE who = $1 AND suggestion "
                   "IS NOT NULL) AND a.what = 'withdraw all' AND a.at >= $2), "
                   "0)",
                   "ti", request->person.name,
                   request->now - QUEUE_UNDO_SECONDS))
        return false;
    return db_number(request->store->db, err, &last, 0,
                     "SELECT count(*) FROM story AS a JOIN story AS b ON "
                     "coalesce(a.same_as, a.id) = coalesce(b.same_as, b.id) "
                     "WHERE a.id = $1 AND b.id = $2",
                     "ii", story, last) &&
           ((*did = last > 0), true);
}

/* The story opens; what was withdrawn comes back as well, where nothing else
 * happened since: each in a new slot, if nobody took its words meanwhile. */
bool
page_story_undo(struct request *request, struct response *response,
                struct error *err)
{
    const char *path, *what = "";
    struct desk_queue open;
    struct story_row row;
    struct error why = {0};
    size_t count = 0;
    int64_t last;
    bool did, any;

    if (!find(request, &row, &path, err) ||
        !withdrew_last(request, row.id, &did, err) ||
        !stories_set_state(request->store, row.id, "open", NULL, err))
        return false;
    if (did) {
        if (!desk_queue_open(request, &open, err))
            return false;
        if (!queue_undo(&open.queue, &last, &count, &why))
            what = arena_printf(request->arena, " (%s)", why.text);
        desk_queue_close(&open);
        if (why.text[0] != '\0' && why.kind != ERROR_CONFLICT &&
            why.kind != ERROR_LIMIT && why.kind != ERROR_NOTFOUND) {
            *err = why;
            return false;
        }
    }
    if (count > 0)
        return page_done(request, response, path, err,
                         "It is open again, and %s.",
                         count == 1 ? "its suggestion is back"
                                    : arena_printf(request->arena,
                                                   "all %zu suggestions are "
                                                   "back",
                                                   count));
    if (!stays_withdrawn(request, row.id, &any, err))
        return false;
    if (!any)
        return page_done(request, response, path, err, "It is open again.");
    return page_done(request, response, path, err,
                     "It is open again. What was withdrawn stays withdrawn%s: "
                     "suggestions come back within %d seconds only. The next "
                     "round may suggest it anew.",
                     what, QUEUE_UNDO_SECONDS);
}
