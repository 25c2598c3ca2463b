/* Many feeds at once: an OPML file in, with what became of each line; starter
 * packs; all as OPML out. */
#include "feed_adding.h"
#include "marketing.h"

#include "polyphony/embedded.h"
#include "polyphony/opml.h"

#include <string.h>

#define STARTER "feeds/starter/"

/* --- OPML in -------------------------------------------------------------- */

struct opml_adding {
    struct adding adding;
    const struct opml *opml;
};

static bool
add_outlines(void *context, struct error *err)
{
    struct opml_adding *all = context;

    adding_begin(&all->adding);
    for (size_t i = 0; i < all->opml->n_feeds; i++) {
        const struct opml_feed *feed = &all->opml->feeds[i];
        struct subscription_new new = {.url = feed->url,
                                       .title = feed->title,
                                       .site = feed->site,
                                       .folder = feed->folder};

        if (!adding_take(&all->adding, &new, err))
            return false;
    }
    return true;
}

static void
add_kind(struct request *request, struct view *view, const char *name,
         size_t count)
{
    view_int(view, arena_printf(request->arena, "n_%s", name), (int64_t)count);
    view_flag(view, arena_printf(request->arena, "has_%s", name), count > 0);
    if (count > ADDING_TOLD)
        view_int(view, arena_printf(request->arena, "more_%s", name),
                 (int64_t)(count - ADDING_TOLD));
}

/* What became of each, said on a page: a file of hundreds has its surprises. */
static bool
show_outcome(struct adding *adding, struct response *response,
             struct error *err)
{
    struct request *request = adding->request;
    struct view *view = adding->view;
    size_t all = adding->added + adding->known + adding->refused;

    view_text(view, "heading",
              all == 0 ? "There is no feed in it"
              : adding->added > 0
                  ? arena_printf(request->arena, "%s added",
                                 count_words(request, (int64_t)adding->added,
                                             "feed is", "feeds are"))
                  : "Nothing new was in it");
    add_kind(request, view, "added", adding->added);
    add_kind(request, view, "known", adding->known);
    add_kind(request, view, "refused", adding->refused);
    if (adding->added > 0)
        jobs_round(&request->place->jobs, false);
    else if (adding->known == 0)
        response->status = 422;
    /* No {{>round}}: it would load the page, and so the file, again. */
    return page_show(request, response, "feeds_imported", view, err);
}

static bool
take_opml(struct request *request, struct response *response, const char *bytes,
          size_t len, struct error *err)
{
    struct opml_adding all = {
        .adding = {.request = request, .title = "Feeds of a file"}};
    struct opml *opml;
    bool ok;

    if (!opml_parse(bytes, len, &opml, err)) {
        error_wrap(err, "It is no OPML file that can be read");
        return false;
    }
    all.opml = opml;
    ok = db_transaction(request->store->db, add_outlines, &all, err) &&
         show_outcome(&all.adding, response, err);
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

/* --- OPML out ------------------------------------------------------------- */

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
