/* Campaigns: what is to be talked about for a while, and what each brought.
 * page_campaign_add.c begins one. */
#include "campaign_page.h"
#include "marketing.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"

#include <string.h>

#define NAMED 4 /* feeds or stories by name; the rest is a number */

/* --- the list ------------------------------------------------------------- */

static const char *
joined(struct request *request, const struct campaign_names *names)
{
    const char *words = "";

    for (size_t i = 0; i < names->count; i++)
        words = arena_printf(request->arena, "%s%s%s", words, i > 0 ? ", " : "",
                             names->items[i]);
    return words;
}

/* "Tarnwell, Dock & Aisle and 3 more", by the statement that has a title. */
static bool
titles(struct request *request, const struct campaign_names *names,
       const char *sql, const char **words, struct error *err)
{
    *words = "";
    for (size_t i = 0; i < names->count && i < NAMED; i++) {
        struct db_stmt *q =
            db_query(request->store->db, err, sql, "t", names->items[i]);

        if (db_next(q))
            *words = arena_printf(request->arena, "%s%s%s", *words,
                                  **words != '\0' ? ", " : "", db_text(q, 0));
        if (!db_done(q, err))
            return false;
    }
    if (names->count > NAMED)
        *words = arena_printf(request->arena, "%s and %zu more", *words,
                              names->count - NAMED);
    return true;
}

static bool
add_parts(struct request *request, struct view *item,
          const struct campaign *campaign, struct error *err)
{
    const char *feeds, *stories;

    if (!titles(request, &campaign->feeds,
                "SELECT coalesce(nullif(title, ''), url) FROM feed WHERE id = "
                "CAST($1 AS INTEGER)",
                &feeds, err) ||
        !titles(request, &campaign->stories,
                "SELECT a.title FROM story AS s JOIN article AS a ON a.id = "
                "s.lead WHERE s.key = $1",
                &stories, err))
        return false;
    view_text(item, "words", joined(request, &campaign->words));
    view_text(item, "feeds", feeds);
    view_text(item, "stories", stories);
    if (campaign->reps.count > 0)
        view_text(
            item, "reps",
            count_words(request, (int64_t)campaign->reps.count, "rep", "reps"));
    return true;
}

static bool
add_yield(struct request *request, struct view *item,
          const struct campaign *campaign, struct error *err)
{
    struct campaign_yield yield;
    int64_t count, of;

    if (!campaign_brought(request->store, campaign, &yield, err) ||
        !campaign_count_stories(request->store, campaign, &count, &of, err))
        return false;
    view_int(item, "about", count);
    view_int(item, "of", of);
    view_text(item, "written",
              count_words(request, yield.written, "suggestion", "suggestions"));
    view_flag(item, "has_written", yield.written > 0);
    view_int(item, "offered", yield.offered);
    view_int(item, "accepted", yield.accepted);
    view_int(item, "shared", yield.shared);
    return true;
}

static bool
add_campaign(struct request *request, struct view *view,
             const struct campaign *campaign, struct error *err)
{
    bool is_over =
        campaign->ends != TIME_NONE && campaign->ends <= request->now;
    struct view *item = view_item(view, "campaigns");

    view_text(item, "name", campaign->name);
    view_text(item, "who", campaign->who);
    view_int(item, "weight", campaign->weight);
    view_flag(item, "is_over", is_over);
    view_flag(item, "is_coming", campaign->starts > request->now);
    page_time(request, item, "starts", campaign->starts);
    page_time(request, item, "ends", campaign->ends);
    return add_parts(request, item, campaign, err) &&
           add_yield(request, item, campaign, err);
}

bool
campaigns_show(struct request *request, struct response *response,
               const char *problem, const char *note, struct error *err)
{
    struct view *view = page_view(request, "Campaigns");
    struct campaign *list;
    size_t count, running = 0;

    if (!campaign_list(request->store, request->now, true, request->arena,
                       &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_campaign(request, view, &list[i], err))
            return false;
        running += list[i].starts <= request->now &&
                   (list[i].ends == TIME_NONE || list[i].ends > request->now);
    }
    view_text(view, "heading",
              running == 0 ? "No campaign runs"
                           : count_words(request, (int64_t)running,
                                         "campaign runs", "campaigns run"));
    view_text(view, "problem", problem);
    view_text(view, "note", note);
    return campaign_form_fill(request, view, err) &&
           page_show(request, response, "campaigns", view, err);
}

bool
page_campaigns(struct request *request, struct response *response,
               struct error *err)
{
    return campaigns_show(request, response, NULL, NULL, err);
}

/* --- ending --------------------------------------------------------------- */

static bool
end_of(struct request *request, const char *name, int64_t *ends,
       struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT ends FROM campaign WHERE name = $1", "t", name);

    *ends = db_next(q) && !db_is_null(q, 0) ? db_int(q, 0) : TIME_NONE;
    return db_done(q, err);
}

/* Of the form, or of the address that an undo posts to. */
static const char *
asked_name(const struct request *request)
{
    return request_has_field(request, "name") ? request_field(request, "name")
                                              : request_query(request, "name");
}

bool
page_campaigns_end(struct request *request, struct response *response,
                   struct error *err)
{
    const char *name = asked_name(request), *undo;
    int64_t ends;

    if (!end_of(request, name, &ends, err) ||
        !campaign_end(request->store, name, request->now, err))
        return false;
    undo = path_with(request, "/campaigns/resume", "name", name);
    if (ends != TIME_NONE)
        undo = path_with(request, undo, "ends",
                         arena_printf(request->arena, "%lld", (long long)ends));
    return page_done_undo(request, response, "/campaigns", undo, err,
                          "%.200s has ended; what was suggested stays.", name);
}

bool
page_campaigns_resume(struct request *request, struct response *response,
                      struct error *err)
{
    const char *name = asked_name(request);
    int64_t ends = TIME_NONE;

    const char *until = request_query(request, "ends");

    if (until[0] != '\0' && !text_number(until, 0, 253402300799, &ends))
        return error_set(err, ERROR_INPUT, "\"%.40s\" is no time", until);
    return campaign_resume(request->store, name, ends, request->now, err) &&
           page_done(request, response, "/campaigns", err,
                     "%.200s goes on as before.", name);
}
