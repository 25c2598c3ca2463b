/* The first run: four fields lead to real suggestions. What they say is
 * stored at once; page_start_going.c says how far looking, reading and
 * writing are. */
#include "desk/desk_queue.h"
#include "marketing.h"
#include "rep_write.h"
#include "start_page.h"

#include "polyphony/clock.h"
#include "polyphony/network.h"
#include "polyphony/reps.h"
#include "polyphony/rules.h"

#include <stdlib.h>
#include <string.h>

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

/* What was said when the place got its owner will do to begin with. */
static const char *
own_site(const struct request *request)
{
    const char *contact = config_text(request->config, "fetch.contact");

    return strstr(contact, "://") != NULL &&
                   strstr(contact, "polyphony.example") == NULL
               ? contact
               : "";
}

bool
page_start(struct request *request, struct response *response,
           struct error *err)
{
    struct answers none = {.site = own_site(request),
                           .about = "",
                           .mails = "",
                           .preset = "checked"};
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
           start_look(request, response, answers.site, err);
}
