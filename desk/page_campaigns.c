/* Campaigns: what marketing wants talked about for a while. */
#include "marketing.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"

#include <string.h>

#define WEIGHT 10

static const char *
joined(struct request *request, const struct campaign_names *names)
{
    const char *words = "";

    for (size_t i = 0; i < names->count; i++)
        words = arena_printf(request->arena, "%s%s%s", words, i > 0 ? ", " : "",
                             names->items[i]);
    return words;
}

static void
add_campaign(struct request *request, struct view *view,
             const struct campaign *campaign)
{
    bool is_over =
        campaign->ends != TIME_NONE && campaign->ends <= request->now;
    struct view *item = view_item(view, "campaigns");

    view_text(item, "name", campaign->name);
    view_text(item, "words", joined(request, &campaign->words));
    view_text(item, "who", campaign->who);
    view_int(item, "weight", campaign->weight);
    view_int(item, "feeds", (int64_t)campaign->feeds.count);
    view_flag(item, "has_feeds", campaign->feeds.count > 0);
    view_flag(item, "has_reps", campaign->reps.count > 0);
    view_int(item, "reps", (int64_t)campaign->reps.count);
    view_flag(item, "is_over", is_over);
    view_flag(item, "is_coming", campaign->starts > request->now);
    page_time(request, item, "starts", campaign->starts);
    page_time(request, item, "ends", campaign->ends);
}

static bool
show(struct request *request, struct response *response, const char *problem,
     struct error *err)
{
    struct view *view = page_view(request, "Campaigns");
    struct campaign *list;
    size_t count, running = 0;

    if (!campaign_list(request->store, request->now, true, request->arena,
                       &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        add_campaign(request, view, &list[i]);
        running += list[i].starts <= request->now &&
                   (list[i].ends == TIME_NONE || list[i].ends > request->now);
    }
    view_text(view, "heading",
              running == 0 ? "No campaign runs"
                           : arena_printf(request->arena, "%s",
                                          count_words(request, (int64_t)running,
                                                      "campaign runs",
                                                      "campaigns run")));
    view_text(view, "problem", problem);
    view_text(view, "typed_name", request_field(request, "name"));
    view_text(view, "typed_words", request_field(request, "words"));
    view_text(view, "typed_ends", request_field(request, "ends"));
    view_int(view, "most", CAMPAIGN_MOST_WEIGHT);
    view_int(view, "typed_weight", WEIGHT);
    return page_show(request, response, "campaigns", view, err);
}

bool
page_campaigns(struct request *request, struct response *response,
               struct error *err)
{
    return show(request, response, NULL, err);
}

bool
page_campaigns_add(struct request *request, struct response *response,
                   struct error *err)
{
    struct campaign campaign = {.name = request_field(request, "name"),
                                .who = request->person.name,
                                .weight = WEIGHT,
                                .starts = request->now,
                                .ends = TIME_NONE};
    const char *ends = request_field(request, "ends");
    int64_t weight = WEIGHT;
    const char *problem = NULL;

    campaign.words.count = split_list(request, request_field(request, "words"),
                                      100, &campaign.words.items);
    if (!text_number(request_field(request, "weight"), 1, CAMPAIGN_MOST_WEIGHT,
                     &weight))
        problem = "The weight is a number from 1 to 20";
    else if (ends[0] != '\0' && !read_moment(request, ends, &campaign.ends))
        problem = "The end is no day and time";
    campaign.weight = (int)weight;
    if (problem == NULL &&
        campaign_add(request->store, &campaign, request->now, err))
        return page_done(
            request, response, "/campaigns", err,
            "The campaign runs. It counts from the next round on.");
    if (problem == NULL && err->kind != ERROR_INPUT &&
        err->kind != ERROR_CONFLICT)
        return false;
    response->status = 422;
    return show(request, response,
                problem != NULL ? problem
                                : arena_strdup(request->arena, err->text),
                err);
}

bool
page_campaigns_end(struct request *request, struct response *response,
                   struct error *err)
{
    const char *name = request_field(request, "name");

    return campaign_end(request->store, name, request->now, err) &&
           page_done(request, response, "/campaigns", err,
                     "%.200s has ended; what was suggested stays.", name);
}
