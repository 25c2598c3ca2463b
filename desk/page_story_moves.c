/* Marketing's hand on a story: each a form, with the way back where there is
 * one; what was suggested follows at once. */
#include "desk_queue.h"
#include "marketing.h"

#include "polyphony/clock.h"
#include "polyphony/company.h"
#include "polyphony/json.h"
#include "polyphony/stories.h"

#include <string.h>

static bool
find(struct request *request, struct story_row *row, const char **path,
     struct error *err)
{
    if (!stories_find(request->store, request_param(request, "key"),
                      request->arena, row, err)) {
        if (err->kind == ERROR_NOTFOUND)
            error_set(err, ERROR_NOTFOUND, "There is no such story");
        return false;
    }
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
                        count_words(request, (int64_t)withdrawn,
                                    "suggestion was", "suggestions were"),
                        names[0] != '\0' ? " Shared already, call them: " : "",
                        names, names[0] != '\0' ? "." : "");
    if (withdrawn == 0 && !retract)
        return page_done_undo(request, response, path,
                              arena_printf(request->arena, "%s/open", path),
                              err, "%s", said);
    return page_done(request, response, path, err, "%s", said);
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

bool
page_story_open(struct request *request, struct response *response,
                struct error *err)
{
    const char *path;
    struct story_row row;

    return find(request, &row, &path, err) &&
           stories_set_state(request->store, row.id, "open", NULL, err) &&
           page_done(request, response, path, err,
                     "It is open again. What was withdrawn stays withdrawn; "
                     "the next round may suggest it to others.");
}

/* --- the company's own post ----------------------------------------------- */

static void
keep_first(const char *line, void *context)
{
    struct error *why = context;

    if (why->text[0] == '\0')
        error_set(why, ERROR_INPUT, "%s", line);
}

bool
page_story_company(struct request *request, struct response *response,
                   struct error *err)
{
    const char *text = request_field(request, "text"), *path;
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};
    struct company_import counts;
    struct error why = {0};
    struct story_row row;
    bool ok;

    if (!find(request, &row, &path, err))
        return false;
    if (text[strspn(text, " \t\n")] == '\0' || strlen(text) > 20000)
        return error_set(err, ERROR_INPUT, "Give the text of the post");
    json_open(&out, '{');
    json_member(&out, "text", text);
    json_member(&out, "url", row.url);
    json_member_time(&out, "published", request->now);
    json_member(&out, "network", "linkedin");
    json_close(&out, '}');
    ok = company_import(request->store, buf_text(&line), line.len, request->now,
                        keep_first, &why, &counts, err);
    buf_deinit(&line);
    if (!ok)
        return false;
    if (counts.skipped > 0) {
        *err = why;
        return false;
    }
    return page_done(request, response, path, err,
                     counts.added > 0
                         ? "Recorded. Texts that are written from now on keep "
                           "away from it."
                         : "That post is recorded already.");
}
