/* The place itself, for the admin: what wants a look, how people sign in and
 * mail goes out, backups, the audit and its head. */
#include "backups.h"
#include "company_said.h"
#include "desk/desk_queue.h"
#include "desk/mail/mail.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"
#include "place_page.h"
#include "desk/mail/webhook.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/health.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAILS 5    /* the last ones, shown */
#define FRESH_S 60 /* seconds for which the page looks again by itself */

/* --- what wants a look -----------------------------------------------------
 */

struct finding_view {
    struct request *request;
    struct view *view;
};

/* A sentence of its own begins as one. */
static const char *
sentence(const struct finding_view *to, const char *text)
{
    char *own = arena_strdup(to->request->arena, text);

    if (own != NULL && own[0] >= 'a' && own[0] <= 'z')
        own[0] = (char)(own[0] - 'a' + 'A');
    return own;
}

static void
add_finding(void *context, const struct health_finding *finding)
{
    static const char *const words[] = {[HEALTH_FINE] = "fine",
                                        [HEALTH_HINT] = "hint",
                                        [HEALTH_LOOK] = "wants a look"};
    struct finding_view *to = context;
    struct view *view = to->view, *item;

    item =
        view_item(view, finding->verdict == HEALTH_FINE ? "well" : "findings");
    if (finding->verdict == HEALTH_LOOK)
        view_flag(view, "troubled", true);
    view_flag(item, "harms", finding->verdict == HEALTH_LOOK);
    view_text(item, "verdict", words[finding->verdict]);
    view_text(item, "what", sentence(to, finding->what));
    view_text(item, "why", sentence(to, finding->why));
    view_text(item, "mend", finding->mend);
    if (finding->path != NULL)
        view_link(item, "path", finding->path);
}

/* --- settings --------------------------------------------------------------
 */

static void
add_setting(struct view *view, const char *name, const char *words)
{
    struct view *item = view_item(view, "settings");

    view_text(item, "name", name);
    view_text(item, "words", words);
}

static const char *
or_none(const struct config *config, const char *key, const char *none)
{
    const char *text = config_text(config, key);

    return text[0] != '\0' ? text : none;
}

static void
add_settings(struct request *request, struct view *view)
{
    const struct config *config = request->config;
    struct arena *arena = request->arena;
    const char *header = config_text(config, "desk.sign_in_header");

    add_setting(view, "Address",
                or_none(config, "desk.url",
                        "not said: [desk] url; mails and links need it"));
    add_setting(view, "This connection",
                request->is_tls        ? "https"
                : request->is_loopback ? "http within this machine"
                                       : "plain http: nobody can sign in");
    add_setting(view, "Password",
                "yes, one that its owner set; tries are slowed down by person "
                "and by network");
    add_setting(view, "Link by mail",
                mail_is_on(config)
                    ? "yes, good once within twenty minutes"
                    : "no: [mail] url, [mail] from and [desk] url are needed");
    add_setting(view, "Link that an admin passes on",
                "yes, good once within seven days");
    add_setting(
        view, "By a proxy in front",
        header[0] == '\0'
            ? "no"
            : arena_printf(arena, "by its header %s, from %s", header,
                           config_text(config, "desk.sign_in_networks")));
    add_setting(view, "Trusted proxies",
                or_none(config, "desk.proxies",
                        "none: what X-Forwarded-For says is not believed"));
    add_setting(view, "A session ends",
                arena_printf(arena,
                             "after %ld hours without a request, after %ld "
                             "days in any case",
                             config_number(config, "desk.idle_hours"),
                             config_number(config, "desk.session_days")));
}

/* --- mail ------------------------------------------------------------------
 */

static bool
add_mails(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT recipient, subject, made, sent, error, due FROM mail "
                 "ORDER BY id DESC LIMIT $1",
                 "i", (int64_t)MAILS);

    while (db_next(q)) {
        struct view *item = view_item(view, "mails");

        view_text(item, "to", db_text(q, 0));
        view_text(item, "subject", db_text(q, 1));
        page_time(request, item, "made", db_int(q, 2));
        page_time(request, item, "sent",
                  db_is_null(q, 3) ? TIME_NONE : db_int(q, 3));
        if (db_is_null(q, 3)) {
            view_text(item, "problem", db_text(q, 4));
            page_time(request, item, "due",
                      db_is_null(q, 5) ? TIME_NONE : db_int(q, 5));
            view_flag(item, "fresh",
                      db_is_null(q, 4) && request->method == METHOD_GET &&
                          db_int(q, 2) > request->now - FRESH_S);
        }
    }
    view_flag(view, "mail_on", mail_is_on(request->config));
    view_text(view, "mail_url", config_text(request->config, "mail.url"));
    view_text(view, "mail_from", config_text(request->config, "mail.from"));
    view_text(view, "own_mail", request->person.mail);
    view_int(view, "own_id", request->person.id);
    return db_done(q, err);
}

/* The server takes a while: what it said stands on the page then. */
bool
page_mail_test(struct request *request, struct response *response,
               struct error *err)
{
    const char *mail = request->person.mail;

    if (!mail_is_on(request->config))
        return page_refuse(request, response, 409, "No mail goes out from here",
                           "[mail] url, [mail] from and [desk] url in "
                           "polyphony.ini are needed; they are read at the "
                           "start.");
    if (mail == NULL || mail[0] == '\0')
        return page_refuse(request, response, 409, "You have no mail address",
                           "Give yourself one under People, then try again.");
    return mail_queue(request->store, mail, "A test from polyphony",
                      arena_printf(request->arena,
                                   "Hello %s,\n\nyou asked for this mail on "
                                   "the page Place, and here it is: links and "
                                   "the mail of the day go the same way.\n\n"
                                   "%s/admin\n",
                                   request->person.name,
                                   mail_base(request->config)),
                      request->now, request->now + 600, err) &&
           page_done(request, response, "/admin#mail", err,
                     "A test mail to %s is on its way: what the server answers "
                     "stands here in a few seconds.",
                     mail);
}

/* --- the page --------------------------------------------------------------
 */

static bool
show_place(struct request *request, struct response *response, bool deep,
           struct error *err)
{
    struct view *view = page_view(request, "Place");
    char path[PATH_MAX];
    const char *home = realpath(request->place->home, path);
    char anchor[AUDIT_HEAD_TEXT];
    struct audit_head head;
    struct finding_view to = {request, view};

    if (!health_look(request->store, request->config, deep, add_finding, &to,
                     err) ||
        !place_add_backups(request, response, view, err) ||
        !add_mails(request, view, err) ||
        !audit_head_now(request->store, &head, err))
        return false;
    add_settings(request, view);
    company_show(request, view);
    view_flag(view, "deep", deep);
    view_text(view, "home", home);
    view_int(view, "rows", head.rows);
    view_text(view, "head", audit_head_text(&head, anchor));
    return page_show(request, response, "place", view, err);
}

bool
page_place(struct request *request, struct response *response,
           struct error *err)
{
    return show_place(request, response, false, err);
}

/* A form, as it goes through the whole database. */
bool
page_place_look(struct request *request, struct response *response,
                struct error *err)
{
    return show_place(request, response, true, err);
}
