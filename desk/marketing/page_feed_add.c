/* A new feed by an address: what feeds are there is looked for beside the
 * requests, with samples of what they have; some are chosen. It may take the
 * place of one that has died. page_feeds_files.c takes many at once. */
#include "feed_adding.h"
#include "marketing.h"

#include "polyphony/clock.h"

#include <string.h>

#define PATIENCE_MS                                                            \
    1500 /* a look that is done by then needs no second page                   \
          */

/* --- looking -------------------------------------------------------------- */

bool
page_feeds_find(struct request *request, struct response *response,
                struct error *err)
{
    const char *url = request_field(request, "url");
    struct jobs *jobs = &request->place->jobs;
    int64_t id;

    url += strspn(url, " \t\n");
    if (url[0] == '\0' || strlen(url) > 2000)
        return error_set(err, ERROR_INPUT,
                         "Give a feed's address, or a site's home page");
    id = jobs_look(jobs, url);
    if (id == 0)
        return page_refuse(request, response, 503, NULL,
                           "Too much is under way; try again in a minute.");
    jobs_wait(jobs, id, PATIENCE_MS);
    url = arena_printf(request->arena, "/feeds/found/%lld", (long long)id);
    if (request_field(request, "replaces")[0] != '\0')
        url = path_with(request, url, "replaces",
                        request_field(request, "replaces"));
    return response_redirect(request, response, url);
}

/* --- what was found ------------------------------------------------------- */

static void
add_sample(struct request *request, struct view *item,
           const struct look_sample *sample)
{
    if (sample == NULL || !sample->is_read)
        return;
    view_text(item, "trouble", sample->problem);
    if (sample->problem != NULL)
        return;
    view_int(item, "n_entries", (int64_t)sample->entries);
    view_text(
        item, "entries",
        count_words(request, (int64_t)sample->entries, "article", "articles"));
    if (sample->newest != TIME_NONE)
        page_time(request, item, "newest", sample->newest);
    for (size_t i = 0; i < sample->n_titles; i++)
        view_text(view_item(item, "titles"), "title", sample->titles[i]);
}

static const char *
name_of(const char *title, const struct look_sample *sample, const char *url)
{
    return title != NULL && title[0] != '\0' ? title
           : sample != NULL && sample->title != NULL && sample->title[0] != '\0'
               ? sample->title
               : url;
}

static void
add_choice(struct request *request, struct view *view, const struct look *look,
           size_t i, bool *is_ticked)
{
    const struct found_feed *found = &look->choice[i];
    const struct look_sample *sample =
        look->sample != NULL ? &look->sample[i] : NULL;
    bool usable = sample == NULL || sample->problem == NULL;
    struct view *item = view_item(view, "found");

    view_text(item, "name", name_of(found->title, sample, found->url));
    view_text(item, "address", found->url);
    view_flag(item, "ticked",
              !*is_ticked && usable && (found->score > 0 || i == 0));
    view_flag(item, "is_minor", found->score <= 0);
    *is_ticked = *is_ticked || usable;
    add_sample(request, item, sample);
}

static void
add_choices(struct request *request, struct view *view, const struct job *job)
{
    const struct look *look = &job->look;
    size_t count = look->is_feed ? 1 : look->n_choice;
    bool is_ticked = false;

    for (size_t i = 0; !look->is_feed && i < look->n_choice; i++)
        add_choice(request, view, look, i, &is_ticked);
    if (look->is_feed) {
        struct view *item = view_item(view, "found");

        view_text(item, "name", name_of(look->title, NULL, look->url));
        view_text(item, "address", look->url);
        view_flag(item, "ticked", true);
        add_sample(request, item, look->sample);
    }
    view_text(view, "site", look->site);
    view_format(view, "heading",
                look->is_feed ? "%.200s is a feed" : "%.200s names %zu %s",
                job->url, count, count == 1 ? "feed" : "feeds");
}

/* The feed whose place it takes, where there is one. */
static bool
add_replaced(struct request *request, struct view *view, struct error *err)
{
    struct subscription old;
    struct error why = {0};
    int64_t id;

    if (!text_number(request_query(request, "replaces"), 1, INT64_MAX, &id))
        return true;
    if (subscription_find(request->store, id, request->arena, &old, &why)) {
        view_int(view, "replaces", id);
        view_text(view, "old", old.title);
        return true;
    }
    *err = why;
    return why.kind == ERROR_NOTFOUND;
}

bool
page_feeds_found(struct request *request, struct response *response,
                 struct error *err)
{
    struct view *view = page_view(request, "What was found");
    struct job job;
    int64_t id;

    if (!request_param_id(request, "id", &id) ||
        !jobs_get(&request->place->jobs, id, request->arena, &job) ||
        job.kind != JOB_LOOK)
        return page_refuse(request, response, 404, "That look is over",
                           "What was found is kept for a while only. Ask for "
                           "the address again on the page of feeds.");
    view_text(view, "asked", job.url);
    if (job.state < JOB_DONE) {
        view_flag(view, "is_looking", true);
        view_format(view, "heading", "Looking at %.200s", job.url);
        response_header(request, response, "Refresh", "2");
    } else if (job.state == JOB_FAILED) {
        view_text(view, "problem", job.problem);
        view_format(view, "heading", "No feed found at %.200s", job.url);
    } else {
        add_choices(request, view, &job);
    }
    return add_replaced(request, view, err) &&
           page_show(request, response, "feeds_found", view, err);
}

/* --- adding --------------------------------------------------------------- */

static bool
add_ticked(void *context, struct error *err)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    const char *url = NULL;
    size_t left = DISCOVER_MAX;

    adding_begin(adding);
    while (left-- > 0 &&
           (url = request_next_field(request, "feed", url)) != NULL) {
        struct subscription_new new = {.url = url,
                                       .site = request_field(request, "site"),
                                       .folder =
                                           request_field(request, "folder")};

        if (new.site[0] == '\0')
            new.site = NULL;
        if (!adding_take(adding, &new, err))
            return false;
    }
    return true;
}

static const char *
words_of(struct request *request, const struct adding *adding)
{
    const char *words = arena_printf(
        request->arena, "%s added%s.",
        count_words(request, (int64_t)adding->added, "feed is", "feeds are"),
        adding->added > 0 ? " and being read" : "");

    if (adding->known > 0)
        words = arena_printf(
            request->arena, "%s %s there already.", words,
            count_words(request, (int64_t)adding->known, "was", "were"));
    if (adding->refused > 0)
        words = arena_printf(request->arena, "%s %zu could not be taken: %s.",
                             words, adding->refused, adding->problem);
    return words;
}

/* Another one took its place. */
static bool
remove_replaced(struct request *request, const char **undo, const char **words,
                struct error *err)
{
    struct subscription old;
    int64_t id;

    *undo = NULL;
    if (!text_number(request_field(request, "replaces"), 1, INT64_MAX, &id) ||
        request_field(request, "replace")[0] == '\0')
        return true;
    if (!subscription_find(request->store, id, request->arena, &old, err))
        return err->kind == ERROR_NOTFOUND;
    if (!subscription_remove(request->store, id, request->now, err))
        return false;
    *undo = arena_printf(request->arena, "/feeds/%lld/restore", (long long)id);
    *words =
        arena_printf(request->arena, "%s %s is removed; what it brought stays.",
                     *words, old.title);
    return true;
}

bool
page_feeds_add(struct request *request, struct response *response,
               struct error *err)
{
    struct adding adding = {.request = request};
    const char *words, *undo;

    if (!db_transaction(request->store->db, add_ticked, &adding, err))
        return false;
    if (adding.added + adding.known == 0)
        return error_set(err, ERROR_INPUT, "Nothing was added: %s",
                         adding.refused > 0 ? adding.problem
                                            : "no feed was chosen");
    words = words_of(request, &adding);
    if (!remove_replaced(request, &undo, &words, err))
        return false;
    if (adding.added > 0)
        jobs_round(&request->place->jobs, false);
    return undo != NULL
               ? page_done_undo(request, response, "/feeds", undo, err, "%s",
                                words)
               : page_done(request, response, "/feeds", err, "%s", words);
}
