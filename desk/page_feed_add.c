/* New feeds: by an address, whose feeds are looked for beside the requests;
 * from an OPML file; from a starter pack. */
#include "marketing.h"

#include "polyphony/embedded.h"
#include "polyphony/opml.h"
#include "polyphony/subscription.h"

#include <string.h>

#define PATIENCE_MS                                                            \
    1500 /* a look that is done by then needs no second page                   \
          */
#define STARTER "feeds/starter/"

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
    return response_redirect(
        request, response,
        arena_printf(request->arena, "/feeds/found/%lld", (long long)id));
}

static void
add_choice(struct request *request, struct view *view, const struct job *job)
{
    const struct look *look = &job->look;
    size_t ticked = 0;

    for (size_t i = 0; i < look->n_choice; i++) {
        const struct found_feed *found = &look->choice[i];
        struct view *item = view_item(view, "found");
        bool is_main = found->score > 0;

        view_text(item, "name",
                  found->title != NULL && found->title[0] != '\0' ? found->title
                                                                  : found->url);
        view_text(item, "address", found->url);
        view_int(item, "number", (int64_t)i);
        view_flag(item, "ticked", ticked == 0 && (is_main || i == 0));
        view_flag(item, "is_minor", !is_main);
        ticked++;
    }
    if (look->is_feed) {
        struct view *item = view_item(view, "found");

        view_text(item, "name",
                  look->title != NULL && look->title[0] != '\0' ? look->title
                                                                : look->url);
        view_text(item, "address", look->url);
        view_flag(item, "ticked", true);
        view_text(item, "entries",
                  count_words(request, (int64_t)look->entries, "article",
                              "articles"));
        ticked = 1;
    }
    view_text(view, "site", look->site);
    view_format(view, "heading",
                look->is_feed ? "%.200s is a feed" : "%.200s names %zu %s",
                job->url, ticked, ticked == 1 ? "feed" : "feeds");
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
        add_choice(request, view, &job);
    }
    return page_show(request, response, "feeds_found", view, err);
}

/* --- adding --------------------------------------------------------------- */

struct adding {
    struct request *request;
    size_t added, known, refused;
    char problem[400];
};

static bool
add_one(struct adding *adding, const struct subscription_new *new,
        struct error *err)
{
    struct error why = {0};
    bool added;

    if (subscription_add(adding->request->store, new, adding->request->now,
                         &added, NULL, &why)) {
        adding->added += added;
        adding->known += !added;
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    adding->refused++;
    memcpy(adding->problem, why.text, sizeof adding->problem);
    return true;
}

static bool
done(struct adding *adding, struct response *response, struct error *err)
{
    struct request *request = adding->request;
    const char *known =
        adding->known == 0
            ? ""
            : arena_printf(
                  request->arena, " %s there already.",
                  count_words(request, (int64_t)adding->known, "was", "were"));
    const char *refused =
        adding->refused == 0
            ? ""
            : arena_printf(request->arena, " %zu could not be taken: %s.",
                           adding->refused, adding->problem);

    if (adding->added + adding->known == 0)
        return error_set(err, ERROR_INPUT, "Nothing was added: %s",
                         adding->refused > 0 ? adding->problem
                                             : "no feed was chosen");
    if (adding->added > 0)
        jobs_round(&request->place->jobs, false);
    return page_done(
        request, response, "/feeds", err, "%s added%s.%s%s",
        count_words(request, (int64_t)adding->added, "feed is", "feeds are"),
        adding->added > 0 ? " and being read" : "", known, refused);
}

static bool
add_ticked(void *context, struct error *err)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    const char *url = NULL;
    size_t left = DISCOVER_MAX;

    adding->added = adding->known = adding->refused = 0;
    while (left-- > 0 &&
           (url = request_next_field(request, "feed", url)) != NULL) {
        struct subscription_new new = {.url = url,
                                       .site = request_field(request, "site"),
                                       .folder =
                                           request_field(request, "folder")};

        if (new.site[0] == '\0')
            new.site = NULL;
        if (!add_one(adding, &new, err))
            return false;
    }
    return true;
}

bool
page_feeds_add(struct request *request, struct response *response,
               struct error *err)
{
    struct adding adding = {.request = request};

    return db_transaction(request->store->db, add_ticked, &adding, err) &&
           done(&adding, response, err);
}

/* --- OPML ----------------------------------------------------------------- */

struct opml_adding {
    struct adding adding;
    const struct opml *opml;
};

static bool
add_outlines(void *context, struct error *err)
{
    struct opml_adding *all = context;

    all->adding.added = all->adding.known = all->adding.refused = 0;
    for (size_t i = 0; i < all->opml->n_feeds; i++) {
        const struct opml_feed *feed = &all->opml->feeds[i];
        struct subscription_new new = {.url = feed->url,
                                       .title = feed->title,
                                       .site = feed->site,
                                       .folder = feed->folder};

        if (!add_one(&all->adding, &new, err))
            return false;
    }
    return true;
}

static bool
take_opml(struct request *request, struct response *response, const char *bytes,
          size_t len, struct error *err)
{
    struct opml_adding all = {.adding = {.request = request}};
    struct opml *opml;
    bool ok;

    if (!opml_parse(bytes, len, &opml, err)) {
        error_wrap(err, "It is no OPML file that can be read");
        return false;
    }
    all.opml = opml;
    ok = db_transaction(request->store->db, add_outlines, &all, err) &&
         done(&all.adding, response, err);
    opml_free(opml);
    return ok;
}

bool
page_feeds_import(struct request *request, struct response *response,
                  struct error *err)
{
    if (request->upload.len == 0)
        return error_set(err, ERROR_INPUT,
                         "Choose a file first: the OPML that a feed reader "
                         "exports");
    return take_opml(request, response, request->upload.bytes,
                     request->upload.len, err);
}

/* --- starter packs -------------------------------------------------------- */

/* "manufacturing-and-logistics" of its file's name. */
static const char *
pack_name(struct request *request, const struct embedded *file)
{
    const char *name = file->name + strlen(STARTER);

    return arena_strndup(request->arena, name, strcspn(name, "."));
}

static void
add_pack(struct request *request, struct view *view,
         const struct embedded *file)
{
    const char *name = pack_name(request, file), *comma = "", *titles = "";
    struct view *item = view_item(view, "packs");
    char *words = arena_strdup(request->arena, name);
    struct opml *opml;

    for (char *p = words; *p != '\0'; p++)
        *p = *p == '-' ? ' ' : *p;
    words[0] = (char)(words[0] - 'a' + 'A');
    view_text(item, "value", name);
    view_text(item, "name", words);
    if (!opml_parse(file->text, file->len, &opml, NULL))
        return;
    for (size_t i = 0; i < opml->n_feeds; i++) {
        titles = arena_printf(request->arena, "%s%s%s", titles, comma,
                              opml->feeds[i].title);
        comma = ", ";
    }
    view_text(item, "titles", titles);
    view_int(item, "count", (int64_t)opml->n_feeds);
    opml_free(opml);
}

bool
page_feeds_starter(struct request *request, struct response *response,
                   struct error *err)
{
    struct view *view = page_view(request, "Starter packs");
    const struct embedded *file = NULL;

    while ((file = embedded_next(STARTER, file)) != NULL)
        add_pack(request, view, file);
    return page_show(request, response, "feeds_starter", view, err);
}

bool
page_feeds_starter_take(struct request *request, struct response *response,
                        struct error *err)
{
    const char *wanted = request_field(request, "pack");
    const struct embedded *file = NULL;

    while ((file = embedded_next(STARTER, file)) != NULL) {
        if (strcmp(pack_name(request, file), wanted) == 0)
            return take_opml(request, response, file->text, file->len, err);
    }
    return error_set(err, ERROR_NOTFOUND, "There is no such starter pack");
}
