/* One rep: a form makes and changes them, through the same door as a file
 * (rep_write.h). */
#include "marketing.h"
#include "rep_write.h"
#include "reps_page.h"

#include "polyphony/audiences.h"
#include "polyphony/network.h"
#include "polyphony/queue.h"

#include <string.h>

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

/* What it would reach to take them out, said before. */
static bool
add_reach(struct request *request, struct view *view, const char *rep,
          struct error *err)
{
    struct queue_reach reach;
    int64_t live;

    if (!queue_reach_rep(request->store, rep, &reach, err))
        return false;
    live = reach.untaken + reach.taken;
    view_text(view, "live",
              count_words(request, live, "suggestion is", "suggestions are"));
    view_flag(view, "has_live", live > 0);
    view_text(view, "shared",
              count_words(request, reach.shared, "post", "posts"));
    view_flag(view, "has_shared", reach.shared > 0);
    return true;
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
    static const char *const trust_words[] = {
        "Trust 0 of 2: what they edit is read, too; five texts approved "
        "unchanged raise it",
        "Trust 1 of 2: edits that pass all rules are not read",
        "Trust 2 of 2: what a rule only warns of is not read either, but "
        "under regulated rules"};
    struct view *view = page_view(request, "Rep");
    struct person person = {0};

    if (!add_audiences(request, view, audience, err) ||
        (rep != NULL && (!rep_add_away(request, view, rep, err) ||
                         !add_reach(request, view, rep->id, err) ||
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
    if (rep != NULL)
        view_text(view, "trust", trust_words[rep->trust]);
    for (const struct network *n = NULL; (n = network_next(n)) != NULL;) {
        struct view *item = view_item(view, "networks");

        view_text(item, "value", n->name);
        view_text(item, "title", n->title);
        view_flag(item, "current", has_network(fields, n->name));
    }
    for (int d = 1; d <= 7; d++) {
        struct view *item = view_item(view, "days");

        view_int(item, "value", d);
        view_text(item, "label", rep_days[d]);
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

bool
page_rep(struct request *request, struct response *response, struct error *err)
{
    struct rep_fields fields;
    struct rep rep;
    bool is_new;

    if (!rep_find(request, &rep, &is_new, err))
        return false;
    fields = fields_of(request, is_new ? NULL : &rep);
    return show_form(request, response, &fields, is_new ? NULL : &rep,
                     is_new ? "" : rep.audience_id, NULL, err);
}

/* --- saving --------------------------------------------------------------- */

static void
read_networks(struct request *request, struct rep_fields *fields)
{
    const char *value = NULL;

    fields->networks = arena_array(request->arena, 17, sizeof(char *));
    fields->n_networks = 0;
    while (fields->n_networks < 16 &&
           (value = request_next_field(request, "network", value)) != NULL) {
        if (value[0] != '\0')
            fields->networks[fields->n_networks++] = value;
    }
}

static void
read_days(struct request *request, struct rep_fields *fields)
{
    const char *value = NULL;
    int64_t number;

    memset(fields->works, 0, sizeof fields->works);
    while ((value = request_next_field(request, "day", value)) != NULL) {
        if (text_number(value, 1, 7, &number))
            fields->works[number] = true;
    }
}

/* Into what is stored. */
static void
read_fields(struct request *request, struct rep_fields *fields)
{
    const struct rep_fields old = *fields;

    fields->name = request_field_or(request, "name", old.name);
    fields->language = request_field_or(request, "language", old.language);
    fields->timezone = request_field_or(request, "timezone", old.timezone);
    fields->start = request_field_or(request, "start", old.start);
    fields->end = request_field_or(request, "end", old.end);
    if (request_means(request, "network"))
        read_networks(request, fields);
    if (request_means(request, "day"))
        read_days(request, fields);
    if (request_means(request, "quota")) {
        fields->quota = -1;
        (void)text_number(request_field(request, "quota"), 0, 20,
                          &fields->quota);
    }
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

bool
page_rep_save(struct request *request, struct response *response,
              struct error *err)
{
    const char *chosen, *problem, *fitted, *policy;
    struct audience_row audience = {0};
    struct rep_fields fields;
    struct error why = {0};
    struct rep rep;
    bool is_new, has_audience;

    if (!rep_find(request, &rep, &is_new, err))
        return false;
    chosen =
        request_field_or(request, "audience", is_new ? "" : rep.audience_id);
    policy = request_field_or(request, "review", is_new ? "" : rep.review);
    fields = fields_of(request, is_new ? NULL : &rep);
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
    if (is_new)
        page_tell_made(request,
                       arena_printf(request->arena, "/reps/%s", fields.id));
    return reps_set_review(request->store, fields.id,
                           policy[0] != '\0' ? policy : "flagged", err) &&
           rep_fit_slots(request, fields.id, &fitted, err) &&
           (is_new || rep_keep_before(request, &rep, err)) &&
           page_done_undo(request, response,
                          arena_printf(request->arena, "/reps/%s", fields.id),
                          arena_printf(request->arena, "/reps/%s/%s", fields.id,
                                       is_new ? "remove" : "undo"),
                          err, "Saved.%s", fitted);
}
