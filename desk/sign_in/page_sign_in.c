/* Coming in: by password, by a link in a mail, by a link passed on, and by
 * the set-up link of an empty place. A GET never uses a link up, because mail
 * scanners follow every one; only the button on its page does. */
#include "desk/admin/company_said.h"
#include "desk/desk_queue.h"
#include "desk/mail/mail.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"
#include "session.h"

#include "polyphony/clock.h"

#include <stdio.h>
#include <string.h>

#define TRIES_ADDRESS 30 /* an address and ten minutes */
#define TRIES_LOGIN 8    /* a login and ten minutes */
#define MAILS_LOGIN 3
#define TRIES_SECONDS 600

/* A name, an address and an address in capitals are one person's tries. */
static const char *
try_key(struct request *request, const struct person *person, const char *login)
{
    return person->id != 0
               ? arena_printf(request->arena, "\n%lld", (long long)person->id)
               : login;
}

/* Whether signing in may go on: where a password is safe on its way, and not
 * too often. */
static bool
may_try(struct request *request, struct response *response, const char *kind,
        const char *login, int most)
{
    struct throttle *throttle = &request->place->throttle;
    int64_t now = clock_mono_ms(), wait;
    char network[NETWORK_TEXT];

    if (!sign_in_is_safe(request))
        return !page_refuse(request, response, 403, "Not over plain http",
                            "A password or a session would travel openly from "
                            "%s. Reach the desk by https; behind a proxy, name "
                            "its network in [desk] proxies.",
                            request->address);
    wait = throttle_try(throttle, "address",
                        address_network(request->address, network),
                        TRIES_ADDRESS, TRIES_SECONDS, now);
    if (wait == 0 && login != NULL)
        wait = throttle_try(throttle, kind, login, most, TRIES_SECONDS, now);
    if (wait == 0)
        return true;
    page_refuse(request, response, 429, NULL,
                "There were too many from here, or for this name. In %lld "
                "seconds it can be tried again.",
                (long long)wait);
    response_header(request, response, "Retry-After", "%lld", (long long)wait);
    return false;
}

static const char *
wanted_page(struct request *request, const char *to)
{
    return path_is_ours(to) && strncmp(to, "/sign-", 6) != 0 &&
                   strncmp(to, "/set-up", 7) != 0
               ? to
               : page_home(request);
}

static bool
let_in(struct request *request, struct response *response, int64_t person,
       const char *to, struct error *err)
{
    struct person found;

    if (!people_find(request->store, request->arena, person, &found, err))
        return false;
    if (found.is_locked)
        return page_refuse(request, response, 403,
                           "Your sign-in is switched off",
                           "Who runs this place did that; they can switch it "
                           "on again.");
    if (!session_begin(request, response, person, err))
        return false;
    request_identify(request);
    return response_redirect(request, response, wanted_page(request, to));
}

static bool
show_sign_in(struct request *request, struct response *response,
             const char *login, const char *problem, struct error *err)
{
    struct view *view = page_view(request, "Sign in");

    view_flag(view, "unsafe", !sign_in_is_safe(request));
    view_text(view, "address", request->address);
    view_flag(view, "mails", mail_is_on(request->config));
    view_text(view, "login", login);
    view_text(view, "problem", problem);
    view_text(view, "to",
              request->method == METHOD_GET ? request_query(request, "to")
                                            : request_field(request, "to"));
    return page_show(request, response, "sign_in", view, err);
}

bool
page_sign_in(struct request *request, struct response *response,
             struct error *err)
{
    if (request->person.id != 0)
        return response_redirect(
            request, response,
            wanted_page(request, request_query(request, "to")));
    return show_sign_in(request, response, NULL, NULL, err);
}

/* One at a time, and nobody waits long for a turn: each takes 64 MiB. */
static bool
check_password(struct request *request, int64_t person, bool *is_right,
               struct error *err)
{
    const char *password = request_field(request, "password");
    bool ok;

    pthread_mutex_lock(&request->place->hashing);
    ok = people_check_password(request->store, person, password, is_right, err);
    pthread_mutex_unlock(&request->place->hashing);
    return ok;
}

bool
page_sign_in_password(struct request *request, struct response *response,
                      struct error *err)
{
    const char *login = request_field(request, "login"), *key;
    struct person person;
    bool is_right;

    if (!people_find_login(request->store, request->arena, login, &person, err))
        return false;
    key = try_key(request, &person, login);
    if (!may_try(request, response, "login", key, TRIES_LOGIN))
        return true;
    if (!check_password(request, person.id, &is_right, err))
        return false;
    if (!is_right) {
        response->status = 422;
        return show_sign_in(request, response, login,
                            "That name and password do not go together. Either "
                            "may be mistyped; a link needs no password.",
                            err);
    }
    throttle_clear(&request->place->throttle, "login", key);
    return let_in(request, response, person.id, request_field(request, "to"),
                  err);
}

static bool
mail_link(struct request *request, const struct person *person,
          struct error *err)
{
    char secret[SECRET_TEXT];
    struct buf text = {0};
    bool ok;

    if (!people_link(request->store, person->id, request->now, SIGN_IN_SECONDS,
                     secret, err))
        return false;
    buf_printf(&text,
               "This link signs you in, once, within 20 minutes:\n\n"
               "%s/sign-in/%s\n\n"
               "If you did not ask for it, somebody typed your address; "
               "nothing happens\nunless the link is used.\n",
               mail_base(request->config), secret);
    ok = mail_queue(request->store, person->mail, "Your link to sign in",
                    buf_text(&text), request->now,
                    request->now + SIGN_IN_SECONDS, err);
    buf_deinit(&text);
    return ok;
}

/* The answer is the same whether there is such a person or not. */
bool
page_sign_in_mail(struct request *request, struct response *response,
                  struct error *err)
{
    const char *login = request_field(request, "login");
    struct view *view;
    struct person person;

    if (!mail_is_on(request->config))
        return page_refuse(request, response, 409, "No mail goes out from here",
                           "Whoever runs this place has named no mail server. "
                           "They can give you a link.");
    if (!people_find_login(request->store, request->arena, login, &person, err))
        return false;
    if (!may_try(request, response, "mail", try_key(request, &person, login),
                 MAILS_LOGIN))
        return true;
    if (person.mail != NULL && !person.is_locked &&
        !mail_link(request, &person, err))
        return false;
    view = page_view(request, "Look into your mail");
    view_text(view, "login", login);
    return page_show(request, response, "sign_in_mailed", view, err);
}

/* --- links ------------------------------------------------------------ */

/* A page that says why a link does not work; true when it does. */
static bool
look_at_link(struct request *request, struct response *response,
             int64_t *person, bool *works, struct error *err)
{
    *works = false;
    if (!may_try(request, response, NULL, NULL, 0))
        return true;
    *works = people_link_look(request->store, request_param(request, "secret"),
                              request->now, person, err);
    if (*works)
        return true;
    if (err->kind != ERROR_NOTFOUND)
        return false;
    page_refuse(request, response, 404, "This link does not sign you in",
                "%s. Ask for a new one: links work once, from a mail for 20 "
                "minutes, an invitation for 7 days.",
                err->text);
    return true;
}

bool
page_link(struct request *request, struct response *response, struct error *err)
{
    struct person person;
    struct view *view;
    bool works;
    int64_t id;

    if (!look_at_link(request, response, &id, &works, err))
        return false;
    if (!works)
        return true;
    if (id == 0)
        return page_refuse(request, response, 404, NULL,
                           "This link sets a place up; it begins with "
                           "/set-up/.");
    if (!people_find(request->store, request->arena, id, &person, err))
        return false;
    view = page_view(request, "Sign in");
    view_text(view, "name", person.name);
    view_text(view, "secret", request_param(request, "secret"));
    return page_show(request, response, "sign_in_link", view, err);
}

bool
page_link_take(struct request *request, struct response *response,
               struct error *err)
{
    bool works;
    int64_t id;

    if (!look_at_link(request, response, &id, &works, err))
        return false;
    if (!works)
        return true;
    if (id == 0)
        return error_set(err, ERROR_NOTFOUND, "This link sets a place up");
    return people_link_take(request->store, request_param(request, "secret"),
                            request->now, &id, err) &&
           let_in(request, response, id, "", err);
}

/* --- an empty place --------------------------------------------------- */

static bool
show_set_up(struct request *request, struct response *response,
            const char *problem, struct error *err)
{
    struct view *view = page_view(request, "Set up");

    view_text(view, "secret", request_param(request, "secret"));
    view_text(view, "name", request_field(request, "name"));
    view_text(view, "mail", request_field(request, "mail"));
    view_text(view, "problem", problem);
    view_int(view, "least", PASSWORD_LEAST);
    company_show(request, view);
    if (problem != NULL) { /* what was typed comes back */
        view_text(view, "company_said", request_field(request, "company"));
        view_text(view, "contact_said", request_field(request, "contact"));
        view_text(view, "zone_said", request_field(request, "zone"));
    }
    view_flag(view, "zone_guess",
              problem == NULL &&
                  !config_is_given(request->config, "company.timezone"));
    return page_show(request, response, "set_up", view, err);
}

bool
page_set_up(struct request *request, struct response *response,
            struct error *err)
{
    bool works;
    int64_t id;

    if (!look_at_link(request, response, &id, &works, err))
        return false;
    if (!works)
        return true;
    if (id != 0)
        return error_set(err, ERROR_NOTFOUND, "This link signs somebody in");
    return show_set_up(request, response, NULL, err);
}

bool
page_set_up_take(struct request *request, struct response *response,
                 struct error *err)
{
    struct person_new new = {.name = request_line(request, "name"),
                             .role = "admin",
                             .mail = request_field(request, "mail")};
    const char *password = request_field(request, "password");
    struct company_said said;
    bool works, ok;
    int64_t id;

    if (!look_at_link(request, response, &id, &works, err))
        return false;
    if (!works)
        return true;
    if (!company_hear(request, &said)) {
        response->status = 422;
        return show_set_up(request, response, said.problem, err);
    }
    pthread_mutex_lock(&request->place->hashing);
    ok = people_own(request->store, request_param(request, "secret"), &new,
                    password[0] != '\0' ? password : NULL, request->now, &id,
                    err);
    pthread_mutex_unlock(&request->place->hashing);
    if (!ok && err->kind == ERROR_INPUT) {
        response->status = 422;
        return show_set_up(request, response, err->text, err);
    }
    return ok && company_keep(request, &said, err) &&
           let_in(request, response, id, "/start", err) &&
           desk_act(request, "set up", request->person.name, NULL, NULL, err);
}
