/* Reps and audiences of forms as JSON; invitations. See the header. */
#include "rep_write.h"

#include "desk/desk_queue.h"
#include "desk/mail/mail.h"
#include "desk/place.h"

#include "polyphony/json.h"
#include "polyphony/reps.h"

#include <string.h>

#define JSON_MOST ((size_t)1 << 20)

static const char *const audience_names[] = {
    "id", "name", "about", "role", "industry", "keywords", "avoid", NULL};
static const char *const rep_names[] = {
    "id",          "name",          "language", "audience", "networks",
    "daily_quota", "working_hours", "review",   NULL};

/* Members of the old object that the fields do not replace. */
static void
keep_others(struct json_out *out, const char *old, const char *const *names)
{
    struct json *doc = NULL;

    if (old == NULL || !json_parse(old, strlen(old), &doc, NULL))
        return;
    for (const struct json *at = json_first(doc); at != NULL;
         at = json_next(at)) {
        bool is_ours = json_key(at) == NULL;

        for (size_t i = 0; names[i] != NULL && !is_ours; i++)
            is_ours = strcmp(names[i], json_key(at)) == 0;
        if (!is_ours) {
            json_put_key(out, json_key(at));
            json_put_node(out, at);
        }
    }
    json_free(doc);
}

static void
put_list(struct json_out *out, const char *key, const char *const *items,
         size_t count)
{
    json_put_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        json_put_text(out, items[i]);
    json_close(out, ']');
}

static const char *
take(struct request *request, struct buf *text)
{
    const char *kept = arena_strdup(request->arena, buf_text(text));

    buf_deinit(text);
    return kept;
}

const char *
audience_write(struct request *request, const struct audience_fields *fields,
               const char *old)
{
    struct buf text = {.max = JSON_MOST};
    struct json_out out = {.buf = &text};

    json_open(&out, '{');
    json_member(&out, "id", fields->id);
    json_member(&out, "name", fields->name);
    json_member(&out, "about", fields->about);
    json_member(&out, "role", fields->role);
    json_member(&out, "industry", fields->industry);
    put_list(&out, "keywords", fields->keywords, fields->n_keywords);
    put_list(&out, "avoid", fields->avoid, fields->n_avoid);
    keep_others(&out, old, audience_names);
    json_close(&out, '}');
    return take(request, &text);
}

static void
put_hours(struct json_out *out, const struct rep_fields *fields)
{
    json_put_key(out, "working_hours");
    json_open(out, '{');
    json_put_key(out, "days");
    json_open(out, '[');
    for (int d = 1; d <= 7; d++) {
        if (fields->works[d])
            json_put_int(out, d);
    }
    json_close(out, ']');
    json_member(out, "start", fields->start);
    json_member(out, "end", fields->end);
    json_member(out, "timezone", fields->timezone);
    json_close(out, '}');
}

static void
keep_complaint(const char *line, void *context)
{
    struct error *why = context;
    const char *reason = strstr(line, ": ");

    error_set(why, ERROR_INPUT, "%s", reason != NULL ? reason + 2 : line);
}

bool
rep_write(struct request *request, const struct rep_fields *fields,
          const char *old, struct error *err)
{
    struct buf text = {.max = JSON_MOST};
    struct json_out out = {.buf = &text};
    struct reps_import counts;
    struct error why = {0};
    const char *json;

    json_open(&out, '[');
    json_open(&out, '{');
    json_member(&out, "id", fields->id);
    json_member(&out, "name", fields->name);
    json_member(&out, "language", fields->language);
    json_put_key(&out, "audience");
    json_put_raw(&out, fields->audience);
    put_list(&out, "networks", fields->networks, fields->n_networks);
    json_member_int(&out, "daily_quota", fields->quota);
    put_hours(&out, fields);
    keep_others(&out, old, rep_names);
    json_close(&out, '}');
    json_close(&out, ']');
    json = take(request, &text);
    if (!reps_import(request->store, json, strlen(json), keep_complaint, &why,
                     &counts, err))
        return false;
    if (counts.skipped > 0) {
        *err = why;
        return false;
    }
    return true;
}

const char *
id_of_name(struct request *request, const char *name)
{
    char *id = arena_alloc(request->arena, strlen(name) + 1);
    size_t len = 0;

    for (; *name != '\0' && len < 60; name++) {
        unsigned char c = (unsigned char)*name;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            id[len++] = (char)c;
        else if (c >= 'A' && c <= 'Z')
            id[len++] = (char)(c | 0x20);
        else if (len > 0 && id[len - 1] != '-')
            id[len++] = '-';
    }
    while (len > 0 && id[len - 1] == '-')
        len--;
    id[len] = '\0';
    return id;
}

bool
is_mail_address(const char *text)
{
    const char *at = strchr(text, '@'), *dot;

    if (!people_is_mail(text))
        return false;
    dot = strrchr(at, '.');
    return dot != NULL && dot > at + 1 && dot[1] != '\0';
}

/* --- invitations ---------------------------------------------------------- */

static bool
make_person(struct request *request, const char *rep, const char *name,
            const char *mail, char secret[SECRET_TEXT], struct error *err)
{
    struct person_new new = {
        .name = name, .role = "rep", .rep = rep, .mail = mail};

    if (people_add(request->store, &new, request->now, secret, err))
        return true;
    if (err->kind != ERROR_CONFLICT)
        return false;
    /* The name is somebody else's. */
    new.name = arena_printf(request->arena, "%s (%s)", name,
                            mail != NULL ? mail : rep);
    return people_add(request->store, &new, request->now, secret, err);
}

static bool
mail_invitation(struct request *request, const char *mail, const char *secret,
                struct error *err)
{
    struct buf text = {.max = 10000};
    const char *company = config_text(request->config, "company.name");
    bool ok;

    buf_printf(&text,
               "%s invites you to polyphony: a few texts a day that you can "
               "share in your own\nname, chosen for the people you speak to. "
               "Nothing goes out without your yes.\n\n"
               "This link signs you in, once, within seven days:\n\n"
               "%s/sign-in/%s\n",
               company[0] != '\0' ? company : request->person.name,
               mail_base(request->config), secret);
    ok = mail_queue(request->store, mail, "Your invitation to polyphony",
                    buf_text(&text), request->now,
                    request->now + INVITATION_SECONDS, err);
    buf_deinit(&text);
    return ok;
}

/* The person of a rep; where there is none, whoever has the mail address
 * becomes it. */
static bool
find_invited(struct request *request, const char *rep, const char *mail,
             struct person *person, bool *joins, struct error *err)
{
    *joins = false;
    if (!people_find_rep(request->store, request->arena, rep, person, err))
        return false;
    if (person->id != 0 || mail == NULL)
        return true;
    if (!people_find_login(request->store, request->arena, mail, person, err))
        return false;
    *joins = person->id != 0;
    return !*joins || people_join_rep(request->store, person->id, rep, err);
}

static bool
may_see_link(const struct request *request, const struct person *person)
{
    return person->id == 0 || strcmp(person->role, "rep") == 0 ||
           (request->roles & ROLE_ADMIN) != 0;
}

/* Whoever has the link is in as them: the record says who made it. */
static bool
note_invitation(struct request *request, const char *rep, const char *name,
                struct error *err)
{
    struct desk_queue open;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_note_act(&open.queue, "invite",
                        arena_printf(request->arena, "%s (rep %s)", name, rep),
                        err);
    desk_queue_close(&open);
    return ok;
}

bool
rep_invite(struct request *request, const char *rep, const char *name,
           const char *mail, struct invitation *invitation, struct error *err)
{
    const char *base = request->place->url;
    char secret[SECRET_TEXT];
    struct person person;
    bool joins;

    if (!find_invited(request, rep, mail, &person, &joins, err))
        return false;
    *invitation = (struct invitation){
        .name = name, .mail = person.id != 0 ? person.mail : mail};
    invitation->mailed =
        !joins && invitation->mail != NULL && mail_is_on(request->config);
    invitation->is_in =
        joins || (!invitation->mailed && !may_see_link(request, &person));
    if (invitation->is_in)
        return true;
    if (person.id != 0 ? !people_link(request->store, person.id, request->now,
                                      INVITATION_SECONDS, secret, err)
                       : !make_person(request, rep, name, mail, secret, err))
        return false;
    /* First: no link is shown or sent that nothing tells of. */
    if (!note_invitation(request, rep, person.id != 0 ? person.name : name,
                         err))
        return false;
    if (base[0] == '\0')
        base = arena_printf(request->arena, "%s://%s",
                            request->is_tls ? "https" : "http",
                            request_header(request, "Host"));
    if (invitation->mailed)
        return mail_invitation(request, invitation->mail, secret, err);
    invitation->link =
        arena_printf(request->arena, "%s/sign-in/%s", base, secret);
    return true;
}
