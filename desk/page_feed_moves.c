/* What marketing does with a feed: each a form, with the way back. */
#include "marketing.h"

#include "polyphony/opml.h"
#include "polyphony/subscription.h"

#include <string.h>

struct at_feed {
    struct subscription feed;
    const char *path; /* "/feeds/7" */
};

static bool
begin(struct request *request, struct at_feed *at, struct error *err)
{
    int64_t id;

    if (!request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such feed");
    at->path = arena_printf(request->arena, "/feeds/%lld", (long long)id);
    return subscription_find(request->store, id, request->arena, &at->feed,
                             err);
}

static const char *
below(struct request *request, const struct at_feed *at, const char *verb)
{
    return arena_printf(request->arena, "%s/%s", at->path, verb);
}

bool
page_feed_mute(struct request *request, struct response *response,
               struct error *err)
{
    struct at_feed at;

    return begin(request, &at, err) &&
           subscription_mute(request->store, at.feed.id, true, err) &&
           page_done_undo(request, response, "/feeds",
                          below(request, &at, "unmute"), err,
                          "%.200s is muted: it is not visited, what it brought "
                          "stays.",
                          at.feed.title);
}

bool
page_feed_unmute(struct request *request, struct response *response,
                 struct error *err)
{
    struct at_feed at;

    return begin(request, &at, err) &&
           subscription_mute(request->store, at.feed.id, false, err) &&
           page_done_undo(request, response, "/feeds",
                          below(request, &at, "mute"), err,
                          "%.200s is visited again.", at.feed.title);
}

bool
page_feed_retry(struct request *request, struct response *response,
                struct error *err)
{
    struct at_feed at;

    if (!begin(request, &at, err) ||
        !subscription_retry(request->store, at.feed.id, err))
        return false;
    jobs_round(&request->place->jobs, false);
    return page_done(request, response, "/feeds", err,
                     "%.200s is asked again now.", at.feed.title);
}

bool
page_feed_remove(struct request *request, struct response *response,
                 struct error *err)
{
    struct at_feed at;

    return begin(request, &at, err) &&
           subscription_remove(request->store, at.feed.id, request->now, err) &&
           page_done_undo(
               request, response, "/feeds", below(request, &at, "restore"), err,
               "%.200s is removed; what it brought stays.", at.feed.title);
}

bool
page_feed_restore(struct request *request, struct response *response,
                  struct error *err)
{
    int64_t id;

    if (!request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such feed");
    return subscription_restore(request->store, id, err) &&
           page_done(request, response, "/feeds", err, "It is back.");
}

bool
page_feed_folder(struct request *request, struct response *response,
                 struct error *err)
{
    const char *folder = request_field(request, "folder");
    struct at_feed at;

    if (!begin(request, &at, err))
        return false;
    if (strlen(folder) > 200)
        return error_set(err, ERROR_INPUT,
                         "A folder's name is at most 200 letters long");
    return subscription_file(request->store, at.feed.id, folder, err) &&
           page_done(request, response, at.path, err,
                     folder[0] != '\0' ? "It stands in %.200s now."
                                       : "It stands in no folder now.%.0s",
                     folder);
}

/* All feeds are asked now, whatever was planned. */
bool
page_feeds_read(struct request *request, struct response *response,
                struct error *err)
{
    if (!subscription_hasten(request->store, err))
        return false;
    if (jobs_round(&request->place->jobs, false) == 0)
        return page_refuse(request, response, 503, NULL,
                           "Too much is under way; try again in a minute.");
    return response_redirect(request, response, "/feeds");
}

bool
page_feeds_export(struct request *request, struct response *response,
                  struct error *err)
{
    struct subscription *list;
    struct opml_feed *feeds;
    size_t count;

    if (!subscription_list(request->store, SUBSCRIPTION_ALL, request->now,
                           request->arena, &list, &count, err))
        return false;
    feeds = arena_array(request->arena, count + 1, sizeof *feeds);
    for (size_t i = 0; i < count; i++)
        feeds[i] = (struct opml_feed){.url = list[i].url,
                                      .title = list[i].title,
                                      .site = list[i].site,
                                      .folder = list[i].folder};
    response_download(request, response, "text/x-opml; charset=utf-8",
                      "feeds.opml");
    opml_write("Feeds of polyphony", feeds, count, &response->body);
    return true;
}
