/* The first run, after its four fields: looking, reading and writing go on
 * beside the requests, and the page says how far they are; then everybody is
 * invited at once. */
#include "marketing.h"
#include "reps_page.h"
#include "start_page.h"

#include "polyphony/subscription.h"

#include <string.h>

bool
start_look(struct request *request, struct response *response, const char *site,
           struct error *err)
{
    struct jobs *jobs = &request->place->jobs;
    int64_t id = jobs_look_and_take(jobs, site);

    (void)err;
    if (id == 0)
        return page_refuse(request, response, 503, NULL,
                           "Too much is under way; try again in a minute.");
    jobs_wait(jobs, id, 1000);
    return response_redirect(
        request, response,
        arena_printf(request->arena, "/start/going?look=%lld", (long long)id));
}

/* Another site, or the same once more. */
bool
page_start_site(struct request *request, struct response *response,
                struct error *err)
{
    const char *site = request_field(request, "site");

    if (site[0] == '\0' || strlen(site) > 2000)
        return error_set(err, ERROR_INPUT, "Give the address of a site");
    return start_look(request, response, site, err);
}

bool
page_start_go(struct request *request, struct response *response,
              struct error *err)
{
    if (!subscription_hasten(request->store, err))
        return false;
    if (jobs_round(&request->place->jobs, true) == 0)
        return page_refuse(request, response, 503, NULL,
                           "Too much is under way; try again in a minute.");
    return response_redirect(request, response, "/start/going");
}

struct standing {
    int64_t feeds, articles, stories, waiting, review;
};

static bool
load_standing(struct request *request, struct standing *standing,
              struct error *err)
{
    struct db *db = request->store->db;

    return db_number(db, err, &standing->feeds, 0,
                     "SELECT count(*) FROM feed WHERE removed IS NULL", "") &&
           db_number(db, err, &standing->articles, 0,
                     "SELECT count(*) FROM (SELECT 1 FROM article LIMIT "
                     "100000)",
                     "") &&
           db_number(db, err, &standing->stories, 0,
                     "SELECT count(*) FROM (SELECT 1 FROM story LIMIT 100000)",
                     "") &&
           db_number(db, err, &standing->waiting, 0,
                     "SELECT count(*) FROM suggestion WHERE state IN "
                     "('in_review', 'approved', 'offered')",
                     "") &&
           db_number(db, err, &standing->review, 0,
                     "SELECT count(*) FROM suggestion WHERE state = "
                     "'in_review'",
                     "");
}

/* Each rep with what waits for them, or why nothing does. */
static bool
add_reps(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT r.id, r.name, (SELECT count(*) FROM suggestion AS g WHERE "
        "g.rep = r.id AND g.state IN ('in_review', 'approved', 'offered')), "
        "(SELECT i.why FROM idle AS i WHERE i.rep = r.id ORDER BY i.day DESC "
        "LIMIT 1), (SELECT g.text FROM suggestion AS g WHERE g.rep = r.id AND "
        "g.state IN ('in_review', 'approved', 'offered') ORDER BY g.id LIMIT "
        "1) FROM rep AS r WHERE r.state <> 'gone' ORDER BY r.name, r.id "
        "LIMIT 60",
        "");

    while (db_next(q)) {
        struct view *item = view_item(view, "reps");

        view_text(item, "id", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_text(item, "waiting",
                  db_int(q, 2) > 0 ? count_words(request, db_int(q, 2),
                                                 "suggestion", "suggestions")
                                   : "");
        view_text(item, "idle", db_text(q, 3));
        view_text(item, "text", db_text(q, 4));
    }
    return db_done(q, err);
}

/* Of what the site names: what is read from now on, and what can't be. */
static void
add_found(struct request *request, struct view *view, const struct look *look)
{
    const char *names = "";

    for (size_t i = 0; i < look->n_choice; i++) {
        const struct found_feed *found = &look->choice[i];
        const char *name = found->title != NULL && found->title[0] != '\0'
                               ? found->title
                               : found->url;

        if (job_wants(look, i)) {
            names = arena_printf(request->arena, "%s%s%s", names,
                                 names[0] != '\0' ? ", " : "", name);
        } else if (job_trouble(look, i) != NULL) {
            struct view *item = view_item(view, "left");

            view_text(item, "name", name);
            view_text(item, "why", job_trouble(look, i));
        }
    }
    view_text(view, "taken", names);
}

static void
add_look(struct request *request, struct response *response, struct view *view,
         const struct job *job)
{
    const struct look *look = &job->look;

    view_text(view, "site", job->url);
    if (job->state < JOB_DONE) {
        view_flag(view, "is_looking", true);
        response_header(request, response, "Refresh", "2");
    } else if (job->state == JOB_FAILED) {
        view_text(view, "look_problem", job->problem);
    } else if (look->is_feed) {
        view_text(view, "taken",
                  look->title != NULL && look->title[0] != '\0' ? look->title
                                                                : look->url);
    } else {
        add_found(request, view, look);
    }
}

/* Feeds that give nothing, each with what its site said. */
static bool
add_trouble(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT f.id, CASE WHEN f.title <> '' THEN f.title ELSE f.url END, "
        "s.words FROM feed AS f JOIN fetch_state AS s ON s.feed = f.id WHERE "
        "f.removed IS NULL AND f.state = 'active' AND s.health IN ('failing', "
        "'stopped', 'waiting') ORDER BY f.id DESC LIMIT 5",
        "");

    while (db_next(q)) {
        struct view *item = view_item(view, "troubles");

        view_int(item, "feed", db_int(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_text(item, "why", page_times(request, db_text(q, 2)));
    }
    return db_done(q, err);
}

static const char *
heading(struct request *request, const struct standing *standing, bool at_work)
{
    if (at_work)
        return "Reading, ranking, writing";
    if (standing->waiting > 0)
        return arena_printf(request->arena, "%s %s",
                            count_words(request, standing->waiting,
                                        "suggestion", "suggestions"),
                            standing->waiting == 1 ? "waits" : "wait");
    if (standing->feeds == 0)
        return "A site is still wanted";
    return "No suggestion yet";
}

bool
page_start_going(struct request *request, struct response *response,
                 struct error *err)
{
    struct view *view = page_view(request, "Start");
    struct standing standing;
    struct job job = {0};
    int64_t id = 0;
    bool at_work, looking = false;

    if (text_number(request_query(request, "look"), 1, INT64_MAX, &id) &&
        jobs_get(&request->place->jobs, id, request->arena, &job) &&
        job.kind == JOB_LOOK) {
        add_look(request, response, view, &job);
        looking = job.state < JOB_DONE;
    }
    if (!load_standing(request, &standing, err) ||
        !add_reps(request, view, err) || !add_trouble(request, view, err))
        return false;
    at_work = add_round(request, response, view);
    view_text(view, "heading",
              looking ? "Looking for its feeds"
                      : heading(request, &standing, at_work));
    view_text(view, "articles",
              count_words(request, standing.articles, "article", "articles"));
    view_text(view, "stories",
              count_words(request, standing.stories, "story", "stories"));
    view_text(view, "feeds",
              count_words(request, standing.feeds, "feed", "feeds"));
    view_flag(view, "has_feeds", standing.feeds > 0);
    view_flag(view, "has_stories", standing.stories > 0);
    view_flag(view, "is_done", !looking && !at_work);
    view_flag(view, "waits", standing.waiting > 0);
    view_int(view, "review", standing.review);
    view_flag(view, "has_review",
              standing.review > 0 && (request->roles & ROLE_ADMIN) != 0);
    return page_show(request, response, "start_going", view, err);
}

/* --- inviting them all ---------------------------------------------------- */

bool
page_start_invite(struct request *request, struct response *response,
                  struct error *err)
{
    return reps_invite(request, response, "/start/going", err);
}
