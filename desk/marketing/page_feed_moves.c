/* What marketing does with a feed: each a form, with the way back. */
#include "marketing.h"

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

#define MOST_AT_ONCE 60

struct many {
    struct request *request;
    const char **ids;
    size_t count, done;
    bool muted;
};

static bool
mute_many(void *context, struct error *err)
{
    struct many *many = context;

    many->done = 0;
    for (size_t i = 0; i < many->count; i++) {
        struct error why = {0};
        int64_t id;

        if (!text_number(many->ids[i], 1, INT64_MAX, &id))
            continue;
        if (subscription_mute(many->request->store, id, many->muted, &why)) {
            many->done++;
        } else if (why.kind != ERROR_NOTFOUND) {
            *err = why;
            return false;
        }
    }
    return true;
}

/* Those that nobody wants, all that were shown. */
bool
page_feeds_mute(struct request *request, struct response *response,
                struct error *err)
{
    const char *id = NULL, *ids = "", *names[MOST_AT_ONCE];
    struct many many = {.request = request, .ids = names, .muted = true};

    while (many.count < MOST_AT_ONCE &&
           (id = request_next_field(request, "feed", id)) != NULL) {
        ids = arena_printf(request->arena, "%s%s,", ids, id);
        names[many.count++] = id;
    }
    if (!db_transaction(request->store->db, mute_many, &many, err))
        return false;
    if (many.done == 0)
        return error_set(err, ERROR_INPUT, "No feed was chosen");
    return page_done_undo(
        request, response, "/feeds",
        path_with(request, "/feeds/unmute", "feeds", ids), err,
        "%s muted: not visited any more; what they brought stays.",
        count_words(request, (int64_t)many.done, "feed is", "feeds are"));
}

bool
page_feeds_unmute(struct request *request, struct response *response,
                  struct error *err)
{
    const char *id = NULL, *names[MOST_AT_ONCE];
    struct many many = {.request = request, .ids = names};

    while (many.count < MOST_AT_ONCE &&
           (id = request_next_field(request, "feed", id)) != NULL)
        names[many.count++] = id;
    if (many.count == 0) /* an undo brings them */
        many.count = split_list(request, request_query(request, "feeds"),
                                MOST_AT_ONCE, &many.ids);
    return db_transaction(request->store->db, mute_many, &many, err) &&
           page_done(request, response, "/feeds", err, "%s visited again.",
                     count_words(request, (int64_t)many.done, "feed is",
                                 "feeds are"));
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

/* An undo brings the folder before in the address. */
bool
page_feed_folder(struct request *request, struct response *response,
                 struct error *err)
{
    const char *folder = request_has_field(request, "folder")
                             ? request_field(request, "folder")
                             : request_query(request, "folder");
    struct at_feed at;

    if (!begin(request, &at, err))
        return false;
    if (strlen(folder) > 200)
        return error_set(err, ERROR_INPUT,
                         "A folder's name is at most 200 letters long");
    return subscription_file(request->store, at.feed.id, folder, err) &&
           page_done_undo(
               request, response, at.path,
               path_with(request, below(request, &at, "folder"), "folder",
                         at.feed.folder != NULL ? at.feed.folder : ""),
               err,
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
