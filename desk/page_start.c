/* The first run: four fields lead to real suggestions. What they say is
 * stored at once; looking, reading and writing go on beside the requests, and
 * the page says how far they are. */
#include "desk_queue.h"
#include "marketing.h"
#include "rep_write.h"

#include "polyphony/clock.h"
#include "polyphony/network.h"
#include "polyphony/reps.h"
#include "polyphony/rules.h"

#include <stdlib.h>
#include <string.h>

#define MOST_REPS 50
#define AUDIENCE_ID "first-audience"

struct answers {
    const char *site, *about, *mails, *preset;
    const char **addresses;
    size_t count;
    const char *site_problem, *about_problem, *mails_problem;
};

/* --- the form ------------------------------------------------------------- */

static bool
show_form(struct request *request, struct response *response,
          const struct answers *answers, struct error *err)
{
    struct view *view = page_view(request, "Start");

    view_text(view, "site", answers->site);
    view_text(view, "about", answers->about);
    view_text(view, "mails", answers->mails);
    view_text(view, "site_problem", answers->site_problem);
    view_text(view, "about_problem", answers->about_problem);
    view_text(view, "mails_problem", answers->mails_problem);
    view_flag(view, "open", strcmp(answers->preset, "open") == 0);
    view_flag(view, "regulated", strcmp(answers->preset, "regulated") == 0);
    view_flag(view, "checked",
              strcmp(answers->preset, "open") != 0 &&
                  strcmp(answers->preset, "regulated") != 0);
    return page_show(request, response, "start", view, err);
}

static bool
has_begun(struct request *request, bool *begun, struct error *err)
{
    int64_t reps;

    if (!db_number(request->store->db, err, &reps, 0,
                   "SELECT count(*) FROM rep WHERE state <> 'gone'", ""))
        return false;
    *begun = reps > 0;
    return true;
}

bool
page_start(struct request *request, struct response *response,
           struct error *err)
{
    struct answers none = {
        .site = "", .about = "", .mails = "", .preset = "checked"};
    bool begun;

    if (!has_begun(request, &begun, err))
        return false;
    if (begun)
        return response_redirect(request, response, "/start/going");
    return show_form(request, response, &none, err);
}

/* --- the answers ---------------------------------------------------------- */

/* False where one of them has a problem, which is said beside it. */
static bool
read_answers(struct request *request, struct answers *answers)
{
    answers->site = request_field(request, "site");
    answers->site += strspn(answers->site, " \t\n");
    answers->about = request_field(request, "audience");
    answers->mails = request_field(request, "mails");
    answers->preset = request_field(request, "preset");
    if (answers->site[0] == '\0' || strlen(answers->site) > 2000 ||
        strchr(answers->site, '.') == NULL)
        answers->site_problem =
            "No address of a site yet, such as tarnwell.example";
    if (strlen(answers->about) < 15 || strlen(answers->about) > 4000)
        answers->about_problem =
            "A whole sentence is needed: it decides what is suggested";
    answers->count =
        split_list(request, answers->mails, MOST_REPS + 1, &answers->addresses);
    if (answers->count == 0)
        answers->mails_problem = "One address at least; yours will do";
    if (answers->count > MOST_REPS)
        answers->mails_problem = "Fifty at most here; more come by a file, "
                                 "on the page of reps";
    for (size_t i = 0; answers->mails_problem == NULL && i < answers->count;
         i++) {
        if (!is_mail_address(answers->addresses[i]))
            answers->mails_problem = arena_printf(
                request->arena,
                "%.100s is no address that mail would reach: it needs an @ "
                "and an ending such as .example",
                answers->addresses[i]);
    }
    return answers->site_problem == NULL && answers->about_problem == NULL &&
           answers->mails_problem == NULL;
}

/* The first words, so that a list can name it. */
static const char *
audience_name(struct request *request, const char *about)
{
    size_t len = strcspn(about, ",.;:\n");

    if (len > 60) {
        len = 60;
        while (len > 20 && about[len] != ' ')
            len--;
        while (len > 0 && ((unsigned char)about[len] & 0xC0) == 0x80)
            len--;
    }
    return arena_strndup(request->arena, about, len);
}

/* "Ines Berg" of ines.berg@tarnwell.example */
static const char *
name_of_mail(struct request *request, const char *mail)
{
    char *name = arena_strndup(request->arena, mail, strcspn(mail, "@+"));
    bool begins = true;

    for (char *p = name; *p != '\0'; p++) {
        if (*p == '.' || *p == '_' || *p == '-') {
            *p = ' ';
            begins = true;
        } else {
            if (begins && *p >= 'a' && *p <= 'z')
                *p = (char)(*p - 'a' + 'A');
            begins = false;
        }
    }
    return name;
}

/* Where the form's script says that it stands; hours are guessed by it. */
static const char *
zone_of_browser(struct request *request)
{
    const char *zone = request_field(request, "zone");

    return zone[0] != '\0' && zone_find(zone) != NULL
               ? zone
               : config_text(request->config, "company.timezone");
}

static bool
make_rep(struct request *request, const char *mail, const char *audience,
         const char *policy, struct error *err)
{
    static const char *linkedin[] = {"linkedin"};
    struct rep_fields fields = {
        .id = id_of_name(request, mail),
        .name = name_of_mail(request, mail),
        .language = "en",
        .timezone = zone_of_browser(request),
        .start = "09:00",
        .end = "17:00",
        .audience = audience,
        .networks = linkedin,
        .n_networks = 1,
        .quota = 2,
        .works = {false, true, true, true, true, true, false, false}};

    return rep_write(request, &fields, NULL, err) &&
           reps_set_review(request->store, fields.id, policy, err) &&
           store_set(request->store,
                     arena_printf(request->arena, "start.mail.%s", fields.id),
                     mail, err);
}

static bool
keep_rules(struct request *request, const char *preset, struct error *err)
{
    struct buf json = {.max = (size_t)4 << 20};
    struct rules_origin origin;
    struct desk_queue open;
    int version;
    bool ok =
        rules_text(request->store, request->config, 0, &json, &origin, err);

    buf_cut(&json, 0);
    if (!ok || origin.kept > 0 || origin.is_file ||
        !rules_preset_text(request->config, preset, &json, err) ||
        !desk_queue_open(request, &open, err)) {
        buf_deinit(&json);
        return ok && (origin.kept > 0 || origin.is_file); /* they stand */
    }
    ok = rules_keep(&open.queue, buf_text(&json), json.len, 0,
                    "the first run's answer", &version, err);
    desk_queue_close(&open);
    buf_deinit(&json);
    return ok;
}

static bool
store_answers(struct request *request, const struct answers *answers,
              struct error *err)
{
    bool regulated = strcmp(answers->preset, "regulated") == 0;
    const char *preset = regulated                              ? "regulated"
                         : strcmp(answers->preset, "open") == 0 ? "open"
                                                                : "checked";
    struct audience_fields fields = {.id = AUDIENCE_ID,
                                     .name =
                                         audience_name(request, answers->about),
                                     .about = answers->about,
                                     .role = "",
                                     .industry = ""};
    const char *audience = audience_write(request, &fields, NULL);

    if (!keep_rules(request, preset, err))
        return false;
    for (size_t i = 0; i < answers->count; i++) {
        if (!make_rep(request, answers->addresses[i], audience,
                      regulated ? "all" : "flagged", err))
            return false;
    }
    return true;
}

static bool
look(struct request *request, struct response *response, const char *site,
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

bool
page_start_take(struct request *request, struct response *response,
                struct error *err)
{
    struct answers answers = {0};
    bool begun;

    if (!has_begun(request, &begun, err))
        return false;
    if (begun)
        return response_redirect(request, response, "/start/going");
    if (!read_answers(request, &answers)) {
        response->status = 422;
        return show_form(request, response, &answers, err);
    }
    return store_answers(request, &answers, err) &&
           look(request, response, answers.site, err);
}

/* --- how it is going ------------------------------------------------------ */

/* Another site, or the same once more. */
bool
page_start_site(struct request *request, struct response *response,
                struct error *err)
{
    const char *site = request_field(request, "site");

    if (site[0] == '\0' || strlen(site) > 2000)
        return error_set(err, ERROR_INPUT, "Give the address of a site");
    return look(request, response, site, err);
}

bool
page_start_go(struct request *request, struct response *response,
              struct error *err)
{
    (void)err;
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

static void
add_look(struct request *request, struct response *response, struct view *view,
         const struct job *job)
{
    const char *names = "";

    view_text(view, "site", job->url);
    if (job->state < JOB_DONE) {
        view_flag(view, "is_looking", true);
        response_header(request, response, "Refresh", "2");
    } else if (job->state == JOB_FAILED) {
        view_text(view, "look_problem", job->problem);
    } else {
        for (size_t i = 0; i < job->look.n_choice && i < job->taken; i++)
            names = arena_printf(
                request->arena, "%s%s%s", names, i > 0 ? ", " : "",
                job->look.choice[i].title != NULL ? job->look.choice[i].title
                                                  : job->look.choice[i].url);
        view_text(view, "taken",
                  job->look.is_feed ? (job->look.title != NULL ? job->look.title
                                                               : job->look.url)
                                    : names);
    }
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
        !add_reps(request, view, err))
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
    struct view *view = page_view(request, "Invitations");
    struct rep *reps;
    size_t count, mailed = 0;

    if (!reps_list(request->store, request->arena, &reps, &count, err))
        return false;
    for (size_t i = 0; i < count && i < MOST_REPS; i++) {
        struct invitation invitation;
        struct view *item;
        char *mail = NULL;
        const char *kept,
            *key = arena_printf(request->arena, "start.mail.%s", reps[i].id);

        if (!store_setting(request->store, key, &mail, err))
            return false;
        kept = mail != NULL && mail[0] != '\0'
                   ? arena_strdup(request->arena, mail)
                   : NULL;
        free(mail);
        if (!rep_invite(request, reps[i].id, reps[i].name, kept, &invitation,
                        err))
            return false;
        /* With the person from now on, and nowhere else. */
        if (kept != NULL && !store_set(request->store, key, "", err))
            return false;
        mailed += invitation.mailed;
        item = view_item(view, "invited");
        view_text(item, "name", invitation.name);
        view_text(item, "link", invitation.link);
        view_text(item, "mail", invitation.mail);
        view_int(item, "number", (int64_t)i);
        view_flag(item, "mailed", invitation.mailed);
        view_flag(item, "is_in", invitation.is_in);
    }
    view_format(view, "heading",
                mailed > 0 ? "%zu invitations are on their way"
                           : "Give each of the %zu their link",
                mailed > 0 ? mailed : count);
    view_text(view, "back", "/start/going");
    return page_show(request, response, "invited", view, err);
}
