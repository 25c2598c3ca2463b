/* Reps: who shares, where and when. One form makes and changes them, through
 * the same door as a file (rep_write.h). */
#include "desk_queue.h"
#include "marketing.h"
#include "rep_write.h"

#include "polyphony/audiences.h"
#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/reps.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LISTED 50
#define TOLD 5 /* of the lines of a file that were skipped */

static const char days[][4] = {"",    "Mon", "Tue", "Wed",
                               "Thu", "Fri", "Sat", "Sun"};

/* --- words ---------------------------------------------------------------- */

/* "Mon-Fri 09:00-17:00" */
static const char *
hours_words(struct request *request, const struct slot_hours *hours)
{
    const char *words = "";

    for (int d = 1; d <= 7; d++) {
        int last = d;

        if (!hours->works[d])
            continue;
        while (last < 7 && hours->works[last + 1])
            last++;
        words = arena_printf(request->arena, "%s%s%s%s%s", words,
                             words[0] != '\0' ? ", " : "", days[d],
                             last > d ? "–" : "", last > d ? days[last] : "");
        d = last;
    }
    return arena_printf(request->arena, "%s %02d:%02d–%02d:%02d", words,
                        hours->start / 60, hours->start % 60, hours->end / 60,
                        hours->end % 60);
}

static const char *
network_words(struct request *request, const struct rep *rep)
{
    const char *words = "";

    for (size_t i = 0; i < rep->n_networks; i++)
        words = arena_printf(request->arena, "%s%s%s", words, i > 0 ? ", " : "",
                             network_find(rep->networks[i])->title);
    return words;
}

static bool
add_away(struct request *request, struct view *view, const struct rep *rep,
         struct error *err)
{
    int64_t today = zone_day(rep->hours.zone, request->now);
    struct away_span *list;
    size_t count;

    if (!away_list(request->store, rep->id, today, request->arena, &list,
                   &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "away");
        char first[TIME_TEXT], last[TIME_TEXT];

        away_date_text(list[i].first, first);
        away_date_text(list[i].last, last);
        view_format(item, "span", "%s%s%s", first,
                    list[i].first == list[i].last ? "" : " to ",
                    list[i].first == list[i].last ? "" : last);
        view_flag(item, "is_now", list[i].first <= today);
    }
    view_flag(view, "has_away", count > 0);
    view_flag(view, "is_away", count > 0 && list[0].first <= today);
    return true;
}

/* --- the list ------------------------------------------------------------- */

static bool
add_rep(struct request *request, struct view *view, const struct rep *rep,
        struct error *err)
{
    struct view *item = view_item(view, "reps");
    struct person person;

    view_text(item, "id", rep->id);
    view_text(item, "name", rep->name);
    view_text(item, "audience", rep->audience.name);
    view_text(item, "audience_id", rep->audience_id);
    view_text(item, "networks", network_words(request, rep));
    view_text(item, "hours", hours_words(request, &rep->hours));
    view_text(item, "zone", rep->timezone);
    view_int(item, "quota", rep->quota);
    view_text(item, "review",
              strcmp(rep->review, "all") == 0    ? "every text is reviewed"
              : strcmp(rep->review, "none") == 0 ? "no text is reviewed"
                                                 : "reviewed when flagged");
    if (!people_find_rep(request->store, request->arena, rep->id, &person, err))
        return false;
    view_flag(item, "is_invited", person.id != 0);
    return add_away(request, item, rep, err);
}

static bool
is_wanted(const struct rep *rep, const char *words)
{
    return words[0] == '\0' || strcasestr(rep->name, words) != NULL ||
           strcasestr(rep->audience.name, words) != NULL ||
           strcmp(rep->id, words) == 0;
}

bool
page_reps(struct request *request, struct response *response, struct error *err)
{
    struct view *view = page_view(request, "Reps");
    const char *words = request_query(request, "q");
    struct rep *list;
    size_t count, seen = 0, first;
    int64_t page = 1;

    (void)text_number(request_query(request, "page"), 1, 10000, &page);
    first = (size_t)(page - 1) * LISTED;
    if (!reps_list(request->store, request->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(&list[i], words))
            continue;
        if (seen >= first && seen < first + LISTED &&
            !add_rep(request, view, &list[i], err))
            return false;
        seen++;
    }
    view_text(view, "heading",
              count == 0 ? "No reps yet"
                         : count_words(request, (int64_t)count, "rep", "reps"));
    view_flag(view, "has_reps", count > 0);
    view_text(view, "q", words);
    if (seen > first + LISTED)
        view_text(view, "more",
                  path_with(request, path_with(request, "/reps", "q", words),
                            "page",
                            arena_printf(request->arena, "%lld",
                                         (long long)page + 1)));
    return page_show(request, response, "reps", view, err);
}

/* --- one ------------------------------------------------------------------ */

static bool
add_audiences(struct request *request, struct view *view, const char *chosen,
              struct error *err)
{
    struct audience_row *list;
    size_t count;

    if (!audiences_list(request->store, request->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "audiences");

        view_text(item, "value", list[i].id);
        view_text(item, "name", list[i].name);
        view_flag(item, "current", strcmp(list[i].id, chosen) == 0);
    }
    view_flag(view, "has_audiences", count > 0);
    return true;
}

static bool
has_network(const struct rep_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->n_networks; i++) {
        if (strcmp(fields->networks[i], name) == 0)
            return true;
    }
    return false;
}

static bool
show_form(struct request *request, struct response *response,
          const struct rep_fields *fields, const struct rep *rep,
          const char *audience, const char *problem, struct error *err)
{
    static const char *const policies[][2] = {
        {"flagged", "When a rule flags it, and a sample"},
        {"all", "Every text"},
        {"none", "None, but for what a rule blocks"}};
    struct view *view = page_view(request, "Rep");
    struct person person = {0};

    if (!add_audiences(request, view, audience, err) ||
        (rep != NULL && (!add_away(request, view, rep, err) ||
                         !people_find_rep(request->store, request->arena,
                                          rep->id, &person, err))))
        return false;
    view_text(view, "id", rep != NULL ? rep->id : "new");
    view_flag(view, "is_new", rep == NULL);
    view_text(view, "heading", rep != NULL ? rep->name : "A new rep");
    view_text(view, "name", fields->name);
    view_text(view, "person_mail", person.mail);
    view_flag(view, "is_invited", person.id != 0);
    view_text(view, "tongue", fields->language);
    view_text(view, "timezone", fields->timezone);
    view_text(view, "start", fields->start);
    view_text(view, "end", fields->end);
    view_int(view, "quota", fields->quota);
    view_text(view, "problem", problem);
    for (const struct network *n = NULL; (n = network_next(n)) != NULL;) {
        struct view *item = view_item(view, "networks");

        view_text(item, "value", n->name);
        view_text(item, "title", n->title);
        view_flag(item, "current", has_network(fields, n->name));
    }
    for (int d = 1; d <= 7; d++) {
        struct view *item = view_item(view, "days");

        view_int(item, "value", d);
        view_text(item, "label", days[d]);
        view_flag(item, "current", fields->works[d]);
    }
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        struct view *item = view_item(view, "policies");

        view_text(item, "value", policies[i][0]);
        view_text(item, "label", policies[i][1]);
        view_flag(
            item, "current",
            strcmp(policies[i][0], rep != NULL ? rep->review : "flagged") == 0);
    }
    return page_show(request, response, "rep", view, err);
}

/* A rep as the form shows it; NULL: what a new one begins with. */
static struct rep_fields
fields_of(struct request *request, const struct rep *rep)
{
    static const char *linkedin[] = {"linkedin"};
    struct rep_fields fields = {
        .name = "",
        .language = "en",
        .timezone = config_text(request->config, "company.timezone"),
        .start = "09:00",
        .end = "17:00",
        .networks = linkedin,
        .n_networks = 1,
        .quota = 2,
        .works = {false, true, true, true, true, true, false, false}};

    if (rep == NULL)
        return fields;
    fields.id = rep->id;
    fields.name = rep->name;
    fields.language = rep->language;
    fields.timezone = rep->timezone;
    fields.networks = rep->networks;
    fields.n_networks = rep->n_networks;
    fields.quota = rep->quota;
    fields.start = arena_printf(request->arena, "%02d:%02d",
                                rep->hours.start / 60, rep->hours.start % 60);
    fields.end = arena_printf(request->arena, "%02d:%02d", rep->hours.end / 60,
                              rep->hours.end % 60);
    memcpy(fields.works, rep->hours.works, sizeof fields.works);
    return fields;
}

/* "new" is one that is not there yet. An id only: names are not unique. */
static bool
find(struct request *request, struct rep *rep, bool *is_new, struct error *err)
{
    const char *id = request_param(request, "id");

    *is_new = strcmp(id, "new") == 0;
    if (*is_new)
        return true;
    if (!reps_find(request->store, id, request->arena, rep, err)) {
        if (err->kind == ERROR_NOTFOUND)
            error_set(err, ERROR_NOTFOUND, "There is no such rep");
        return false;
    }
    return (strcmp(rep->id, id) == 0 && strcmp(rep->state, "gone") != 0) ||
           error_set(err, ERROR_NOTFOUND, "There is no such rep");
}

bool
page_rep(struct request *request, struct response *response, struct error *err)
{
    struct rep_fields fields;
    struct rep rep;
    bool is_new;

    if (!find(request, &rep, &is_new, err))
        return false;
    fields = fields_of(request, is_new ? NULL : &rep);
    return show_form(request, response, &fields, is_new ? NULL : &rep,
                     is_new ? "" : rep.audience_id, NULL, err);
}

/* --- saving --------------------------------------------------------------- */

static void
read_fields(struct request *request, struct rep_fields *fields)
{
    const char *value = NULL;
    int64_t number;

    fields->name = request_field(request, "name");
    fields->language = request_field(request, "language");
    fields->timezone = request_field(request, "timezone");
    fields->start = request_field(request, "start");
    fields->end = request_field(request, "end");
    fields->networks = arena_array(request->arena, 17, sizeof(char *));
    fields->n_networks = 0;
    while (fields->n_networks < 16 &&
           (value = request_next_field(request, "network", value)) != NULL)
        fields->networks[fields->n_networks++] = value;
    memset(fields->works, 0, sizeof fields->works);
    for (value = NULL;
         (value = request_next_field(request, "day", value)) != NULL;) {
        if (text_number(value, 1, 7, &number))
            fields->works[number] = true;
    }
    fields->quota = -1;
    (void)text_number(request_field(request, "quota"), 0, 20, &fields->quota);
}

static const char *
problem_of(const struct rep_fields *fields, bool has_audience)
{
    bool works = false;

    for (int d = 1; d <= 7; d++)
        works = works || fields->works[d];
    return fields->name[0] == '\0' || strlen(fields->name) > 200
               ? "A rep needs a name"
           : fields->n_networks == 0 ? "Tick a network at least"
           : !works                  ? "Tick a working day at least"
           : fields->quota < 0       ? "Suggestions a day: 0 to 20"
           : !has_audience           ? "Choose whom they speak to"
                                     : NULL;
}

static bool
new_id(struct request *request, const char *name, const char **id,
       struct error *err)
{
    const char *base = id_of_name(request, name);
    int64_t there = 1;

    if (base[0] == '\0' || strcmp(base, "new") == 0)
        base = "rep";
    *id = base;
    for (int i = 2; i < 1000; i++) {
        if (!db_number(request->store->db, err, &there, 0,
                       "SELECT count(*) FROM rep WHERE id = $1", "t", *id))
            return false;
        if (there == 0)
            return true;
        *id = arena_printf(request->arena, "%s-%d", base, i);
    }
    return error_set(err, ERROR_LIMIT, "Too many reps have that name");
}

/* Slots that lie outside changed hours get another time. */
static bool
fit_slots(struct request *request, const char *rep, const char **words,
          struct error *err)
{
    struct desk_queue open;
    struct queue_fit fit;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_fit_slots(&open.queue, rep, 0, &fit, err);
    desk_queue_close(&open);
    *words =
        ok && fit.moved + fit.expired > 0
            ? arena_printf(request->arena, " %zu got another time, %zu ended.",
                           fit.moved, fit.expired)
            : "";
    return ok;
}

bool
page_rep_save(struct request *request, struct response *response,
              struct error *err)
{
    const char *chosen = request_field(request, "audience");
    const char *problem, *fitted, *policy = request_field(request, "review");
    struct audience_row audience = {0};
    struct rep_fields fields = {0};
    struct error why = {0};
    struct rep rep;
    bool is_new, has_audience;

    if (!find(request, &rep, &is_new, err))
        return false;
    fields.id = is_new ? NULL : rep.id;
    read_fields(request, &fields);
    has_audience =
        audiences_find(request->store, chosen, request->arena, &audience, &why);
    problem = problem_of(&fields, has_audience);
    if (problem == NULL && is_new &&
        !new_id(request, fields.name, &fields.id, err))
        return false;
    fields.audience = audience.json;
    if (problem == NULL &&
        !rep_write(request, &fields, is_new ? NULL : rep.json, err)) {
        if (err->kind != ERROR_INPUT)
            return false;
        problem = arena_strdup(request->arena, err->text);
    }
    if (problem != NULL) {
        response->status = 422;
        return show_form(request, response, &fields, is_new ? NULL : &rep,
                         chosen, problem, err);
    }
    return reps_set_review(request->store, fields.id,
                           policy[0] != '\0' ? policy : "flagged", err) &&
           fit_slots(request, fields.id, &fitted, err) &&
           page_done(request, response,
                     arena_printf(request->arena, "/reps/%s", fields.id), err,
                     "Saved.%s", fitted);
}

/* --- away, back, gone, invited -------------------------------------------- */

static bool
find_there(struct request *request, struct rep *rep, const char **path,
           struct error *err)
{
    bool is_new;

    if (!find(request, rep, &is_new, err))
        return false;
    if (is_new)
        return error_set(err, ERROR_NOTFOUND, "There is no such rep");
    *path = arena_printf(request->arena, "/reps/%s", rep->id);
    return true;
}

bool
page_rep_away(struct request *request, struct response *response,
              struct error *err)
{
    const char *from = request_field(request, "from"), *path, *fitted;
    const char *to = request_field(request, "to");
    int64_t first, last;
    struct rep rep;

    if (!find_there(request, &rep, &path, err))
        return false;
    if (!away_date(from, &first) ||
        !away_date(to[0] != '\0' ? to : from, &last))
        return error_set(err, ERROR_INPUT, "Give the days as 2026-12-01");
    if (last < zone_day(rep.hours.zone, request->now))
        return error_set(err, ERROR_INPUT, "Those days have passed");
    return away_add(request->store, rep.id, first, last, err) &&
           fit_slots(request, rep.id, &fitted, err) &&
           page_done(request, response, path, err,
                     "%.200s is away then; nothing is proposed.%s", rep.name,
                     fitted);
}

bool
page_rep_back(struct request *request, struct response *response,
              struct error *err)
{
    const char *path;
    struct rep rep;
    size_t count;

    return find_there(request, &rep, &path, err) &&
           away_end(request->store, rep.id,
                    zone_day(rep.hours.zone, request->now), &count, err) &&
           page_done(request, response, path, err,
                     "%.200s is back: no day away is left.", rep.name);
}

bool
page_rep_remove(struct request *request, struct response *response,
                struct error *err)
{
    const char *path;
    struct rep rep;

    return find_there(request, &rep, &path, err) &&
           reps_set_state(request->store, rep.id, "gone", err) &&
           page_done_undo(request, response, "/reps",
                          arena_printf(request->arena, "%s/restore", path), err,
                          "%.200s gets no suggestions any more.", rep.name);
}

bool
page_rep_restore(struct request *request, struct response *response,
                 struct error *err)
{
    const char *id = request_param(request, "id");
    int64_t there;

    /* Somebody who was forgotten has no quota, and does not come back. */
    if (!db_number(request->store->db, err, &there, 0,
                   "SELECT count(*) FROM rep WHERE id = $1 AND state = 'gone' "
                   "AND quota > 0",
                   "t", id))
        return false;
    if (there == 0)
        return error_set(err, ERROR_NOTFOUND, "There is no such rep");
    return reps_set_state(request->store, id, "active", err) &&
           page_done(request, response, "/reps", err, "They are back.");
}

bool
page_rep_invite(struct request *request, struct response *response,
                struct error *err)
{
    const char *mail = request_field(request, "mail"), *path;
    struct view *view = page_view(request, "Invitation"), *item;
    struct invitation invitation;
    struct rep rep;

    if (!find_there(request, &rep, &path, err))
        return false;
    if (mail[0] != '\0' && !is_mail_address(mail))
        return error_set(err, ERROR_INPUT,
                         "%.100s is no address that mail would reach", mail);
    if (!rep_invite(request, rep.id, rep.name, mail[0] != '\0' ? mail : NULL,
                    &invitation, err))
        return false;
    item = view_item(view, "invited");
    view_text(item, "name", invitation.name);
    view_text(item, "link", invitation.link);
    view_text(item, "mail", invitation.mail);
    view_int(item, "number", 0);
    view_flag(item, "mailed", invitation.mailed);
    view_flag(item, "is_in", invitation.is_in);
    view_format(view, "heading",
                invitation.mailed  ? "An invitation is on its way to %.200s"
                : invitation.is_in ? "%.200s needs no link"
                                   : "Give %.200s this link",
                rep.name);
    view_text(view, "back", path);
    return page_show(request, response, "invited", view, err);
}

/* --- files ---------------------------------------------------------------- */

struct complaints {
    struct request *request;
    const char *words;
    size_t count;
};

static void
complain(const char *line, void *context)
{
    struct complaints *complaints = context;

    if (complaints->count++ < TOLD)
        complaints->words = arena_printf(complaints->request->arena,
                                         "%s %.150s.", complaints->words, line);
}

bool
page_reps_import(struct request *request, struct response *response,
                 struct error *err)
{
    struct complaints complaints = {.request = request, .words = ""};
    struct reps_import counts;
    const char *fitted;

    if (request->upload.len == 0)
        return error_set(err, ERROR_INPUT, "Choose a file first");
    if (!reps_import(request->store, request->upload.bytes, request->upload.len,
                     complain, &complaints, &counts, err)) {
        error_wrap(err, "It is no list of reps that can be read");
        return false;
    }
    if (counts.added + counts.changed + counts.unchanged == 0)
        return error_set(err, ERROR_INPUT, "None of its reps can be used:%s",
                         complaints.words);
    return fit_slots(request, NULL, &fitted, err) &&
           page_done(request, response, "/reps", err,
                     "%zu added, %zu changed, %zu as they were%s%s.%s%s",
                     counts.added, counts.changed, counts.unchanged,
                     counts.skipped > 0 ? ", skipped: " : "",
                     counts.skipped > 0
                         ? arena_printf(request->arena, "%zu", counts.skipped)
                         : "",
                     complaints.words, fitted);
}

/* Each rep as it was given, with the audience as it is now. */
static void
put_rep(struct json_out *out, const struct rep *rep, const char *audience)
{
    struct json *doc = NULL;

    if (!json_parse(rep->json, strlen(rep->json), &doc, NULL))
        return;
    json_open(out, '{');
    for (const struct json *at = json_first(doc); at != NULL;
         at = json_next(at)) {
        if (json_key(at) == NULL)
            continue;
        json_put_key(out, json_key(at));
        if (strcmp(json_key(at), "audience") == 0 && audience != NULL)
            json_put_raw(out, audience);
        else
            json_put_node(out, at);
    }
    json_close(out, '}');
    json_free(doc);
}

bool
page_reps_export(struct request *request, struct response *response,
                 struct error *err)
{
    struct json_out out = {.buf = &response->body};
    struct rep *list;
    size_t count;

    if (!reps_list(request->store, request->arena, &list, &count, err))
        return false;
    response_download(request, response, "application/json", "reps.json");
    json_open(&out, '[');
    for (size_t i = 0; i < count; i++) {
        struct audience_row audience;

        if (!audiences_find(request->store, list[i].audience_id, request->arena,
                            &audience, err))
            return false;
        put_rep(&out, &list[i], audience.json);
    }
    json_close(&out, ']');
    json_line(&out);
    return true;
}
