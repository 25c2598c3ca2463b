/* Audiences: whom reps speak to, with what they would be offered beside the
 * fields while one types; a button does the same without script. */
#include "marketing.h"
#include "rep_write.h"

#include "polyphony/audience.h"
#include "polyphony/audiences.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/preview.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TEXT 16000 /* bytes: 4,000 letters of any script */

/* --- the list ------------------------------------------------------------- */

bool
page_audiences(struct request *request, struct response *response,
               struct error *err)
{
    struct view *view = page_view(request, "Audiences");
    struct audience_row *list;
    size_t count;

    if (!audiences_list(request->store, request->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "audiences");

        view_text(item, "id", list[i].id);
        view_text(item, "name", list[i].name);
        view_text(item, "about", list[i].about);
        view_text(item, "reps",
                  count_words(request, list[i].reps, "rep", "reps"));
        view_flag(item, "is_idle", list[i].reps == 0);
        view_flag(item, "is_ranked", list[i].ranked_at != TIME_NONE);
        view_format(item, "best", "%.0f", list[i].best * 100);
        view_text(item, "stories",
                  count_words(request, list[i].stories, "story", "stories"));
    }
    view_text(view, "heading",
              count == 0 ? "No audience yet"
                         : count_words(request, (int64_t)count, "audience",
                                       "audiences"));
    (void)add_round(request, NULL, view);
    return page_show(request, response, "audiences", view, err);
}

/* --- fields --------------------------------------------------------------- */

static bool
read_json(struct request *request, const char *json, struct audience *audience,
          struct error *err)
{
    struct json *doc = NULL;
    bool ok = json_parse(json, strlen(json), &doc, err) &&
              audience_read(doc, request->arena, audience, err);

    json_free(doc);
    return ok;
}

static const char *
joined(struct request *request, const struct audience_list *list)
{
    const char *words = "";

    for (size_t i = 0; i < list->count; i++)
        words = arena_printf(request->arena, "%s%s%s", words, i > 0 ? ", " : "",
                             list->items[i]);
    return words;
}

/* What is too long is refused and never cut: words would be lost. */
static bool
read_text(struct request *request, const char *name, const char *stored,
          const char **text, struct error *err)
{
    *text = request_field_or(request, name, stored);
    return *text == NULL || strlen(*text) <= MOST_TEXT ||
           error_set(err, ERROR_INPUT, "%s is too long: %d bytes at most", name,
                     MOST_TEXT);
}

static bool
read_words(struct request *request, const char *name,
           const struct audience_list *stored, const char *const **items,
           size_t *count, struct error *err)
{
    const char **typed;

    *items = stored->items;
    *count = stored->count;
    if (request_means(request, name)) {
        *count = split_list(request, request_field(request, name),
                            AUDIENCE_MAX_ITEMS + 1, &typed);
        *items = typed;
    }
    return *count <= AUDIENCE_MAX_ITEMS ||
           error_set(err, ERROR_INPUT, "%s are too many: %d at most", name,
                     AUDIENCE_MAX_ITEMS);
}

/* What the form says of the one that is stored (NULL: a new one). */
static bool
read_fields(struct request *request, const char *old,
            struct audience_fields *fields, struct error *err)
{
    struct audience stored;

    if (!read_json(request, old != NULL ? old : "{}", &stored, err))
        return false;
    *fields = (struct audience_fields){.id = stored.id};
    return read_text(request, "name", stored.name, &fields->name, err) &&
           read_text(request, "about", stored.about, &fields->about, err) &&
           read_text(request, "role", stored.role, &fields->role, err) &&
           read_text(request, "industry", stored.industry, &fields->industry,
                     err) &&
           read_words(request, "keywords", &stored.keywords, &fields->keywords,
                      &fields->n_keywords, err) &&
           read_words(request, "avoid", &stored.avoid, &fields->avoid,
                      &fields->n_avoid, err);
}

/* --- the preview ---------------------------------------------------------- */

static void
add_hit(struct view *view, const char *list, const struct preview_story *story)
{
    struct view *item = view_item(view, list);
    double change = (story->score - story->before) * 100;

    view_format(item, "score", "%.0f", story->score * 100);
    view_text(item, "key", story->key);
    view_text(item, "headline", story->title);
    view_text(item, "like", story->like);
    if (story->before >= 0 && (change >= 0.5 || change <= -0.5))
        view_format(item, "was", "%.0f", story->before * 100);
    for (size_t i = 0; i < story->n_why; i++) {
        struct view *bar = view_item(item, "why");

        view_text(bar, "term", story->why[i].term);
        view_format(bar, "weight", "%.0f%%", story->why[i].weight * 100);
        view_format(bar, "percent", "%.0f", story->why[i].weight * 100);
        view_bar(bar, "bar", story->why[i].weight, "a");
    }
}

static void
add_moves(struct view *view, const char *name, const char *list,
          const struct preview_moved *moved, size_t count)
{
    struct view *group;

    if (count == 0)
        return;
    group = view_group(view, name);
    view_int(group, "count", (int64_t)count);
    for (size_t i = 0; i < count && i < PREVIEW_MOVED; i++) {
        struct view *item = view_item(group, list);

        view_text(item, "key", moved[i].key);
        view_text(item, "headline", moved[i].title);
        view_format(item, "now", "%.0f", moved[i].score * 100);
        view_format(item, "was", "%.0f", moved[i].before * 100);
    }
    if (count > PREVIEW_MOVED)
        view_int(group, "more", (int64_t)(count - PREVIEW_MOVED));
}

static bool
add_preview(struct request *request, struct view *view, const char *id,
            const char *json, const char *before, struct error *err)
{
    double cut =
        (double)config_number(request->config, "schedule.least_score") / 100;
    struct audience now, old;
    struct preview preview;

    if (!read_json(request, json, &now, err) ||
        (before != NULL && !read_json(request, before, &old, err)) ||
        !relevance_preview(request->store, id, &now,
                           before != NULL ? &old : NULL, cut, request->arena,
                           &preview, err))
        return false;
    for (size_t i = 0; i < preview.count; i++)
        add_hit(view, preview.list[i].score >= cut ? "over" : "under",
                &preview.list[i]);
    view_format(view, "cut", "%.0f", cut * 100);
    view_int(view, "n_enough", (int64_t)preview.over);
    view_int(view, "n_stories", (int64_t)preview.stories);
    view_text(view, "enough",
              arena_printf(request->arena, "%s of %zu %s good enough",
                           count_words(request, (int64_t)preview.over, "story",
                                       "stories"),
                           preview.stories, preview.over == 1 ? "is" : "are"));
    if (before != NULL && preview.over != preview.over_before)
        view_int(view, "enough_before", (int64_t)preview.over_before);
    add_moves(view, "entered", "ins", preview.entered, preview.n_entered);
    add_moves(view, "left", "outs", preview.left, preview.n_left);
    view_flag(view, "compares", before != NULL);
    view_flag(view, "has_under", preview.count > 0);
    view_flag(view, "has_stories", preview.stories > 0);
    view_int(view, "never", (int64_t)(preview.stories - preview.ranked));
    view_flag(view, "has_never", preview.stories > preview.ranked);
    return true;
}

/* --- the editor ----------------------------------------------------------- */

static bool
add_reps(struct request *request, struct view *view, const char *id,
         struct error *err)
{
    const char *names = "";
    int64_t count = 0;
    struct db_stmt *q = db_query(request->store->db, err,
                                 "SELECT name FROM rep WHERE audience = $1 AND "
                                 "state <> 'gone' ORDER BY name LIMIT 12",
                                 "t", id);

    while (db_next(q)) {
        names = arena_printf(request->arena, "%s%s%s", names,
                             names[0] != '\0' ? ", " : "", db_text(q, 0));
        count++;
    }
    view_text(view, "reps", names);
    view_flag(view, "is_idle", count == 0);
    return db_done(q, err);
}

/* `json` is shown in the fields; `before` is what is stored (NULL: new). */
static bool
show_editor(struct request *request, struct response *response, const char *id,
            const char *json, const char *before, const char *problem,
            struct error *err)
{
    struct view *view = page_view(request, "Audience");
    struct audience audience;
    bool is_changed = before != NULL && strcmp(json, before) != 0;

    if (!read_json(request, json, &audience, err) ||
        !add_preview(request, view, before != NULL ? id : NULL, json,
                     is_changed ? before : NULL, err) ||
        (before != NULL && !add_reps(request, view, id, err)))
        return false;
    view_text(view, "id", before != NULL ? id : "new");
    view_flag(view, "is_new", before == NULL);
    view_text(view, "heading",
              audience.name[0] != '\0' ? audience.name : "A new audience");
    view_text(view, "name", audience.name);
    view_text(view, "about", audience.about);
    view_text(view, "role", audience.role);
    view_text(view, "industry", audience.industry);
    view_text(view, "keywords", joined(request, &audience.keywords));
    view_text(view, "avoid", joined(request, &audience.avoid));
    view_flag(view, "is_changed", is_changed);
    view_text(view, "problem", problem);
    return page_show(request, response, "audience", view, err);
}

/* "new" is one that is not there yet. */
static bool
find_stored(struct request *request, struct audience_row *row, bool *is_new,
            struct error *err)
{
    const char *id = request_param(request, "id");

    *is_new = id[0] == '\0' || strcmp(id, "new") == 0;
    return *is_new ||
           audiences_find(request->store, id, request->arena, row, err);
}

bool
page_audience(struct request *request, struct response *response,
              struct error *err)
{
    struct audience_row row = {0};
    bool is_new;

    if (!find_stored(request, &row, &is_new, err))
        return false;
    return show_editor(request, response, row.id, is_new ? "{}" : row.json,
                       row.json, NULL, err);
}

/* Beside the fields, while one types: a piece of a page. */
bool
page_audience_preview(struct request *request, struct response *response,
                      struct error *err)
{
    struct view *view = view_new(request->arena);
    struct audience_row row = {0};
    struct audience_fields fields;
    bool is_new;

    if (!find_stored(request, &row, &is_new, err) ||
        !read_fields(request, row.json, &fields, err))
        return false;
    fields.id = is_new ? "new" : row.id;
    return add_preview(request, view, row.id,
                       audience_write(request, &fields, row.json), row.json,
                       err) &&
           page_piece(request, response, "preview", view, err);
}

/* An id that no other audience has. */
static bool
new_id(struct request *request, const char *name, const char **id,
       struct error *err)
{
    const char *base = id_of_name(request, name);
    struct audience_row row;

    if (base[0] == '\0' || strcmp(base, "new") == 0)
        base = "audience";
    *id = base;
    for (int i = 2; i < 1000; i++) {
        if (!audiences_find(request->store, *id, request->arena, &row, err))
            return err->kind == ERROR_NOTFOUND;
        *id = arena_printf(request->arena, "%s-%d", base, i);
    }
    return error_set(err, ERROR_LIMIT, "Too many audiences have that name");
}

static bool
save(struct request *request, struct response *response, const char *id,
     const char *json, const char *before, struct error *err)
{
    const char *path = arena_printf(request->arena, "/audiences/%s", id);

    if (before != NULL &&
        !store_set(request->store,
                   arena_printf(request->arena, "audience.before.%s", id),
                   before, err))
        return false;
    if (!audiences_save(request->store, id, json, err))
        return false;
    jobs_round(&request->place->jobs, false);
    if (before == NULL)
        page_tell_made(request, path);
    if (before == NULL)
        return page_done(request, response, path, err,
                         "It is there. Give it to reps on the page of reps.");
    return page_done_undo(request, response, path,
                          arena_printf(request->arena, "%s/undo", path), err,
                          "Saved; stories are being ranked anew.");
}

bool
page_audience_save(struct request *request, struct response *response,
                   struct error *err)
{
    struct audience_row row = {0};
    struct audience_fields fields;
    const char *json;
    bool is_new;

    if (!find_stored(request, &row, &is_new, err) ||
        !read_fields(request, row.json, &fields, err))
        return false;
    fields.id = row.id;
    if (is_new && !new_id(request, fields.name, &fields.id, err))
        return false;
    json = audience_write(request, &fields, row.json);
    if (strcmp(request_field(request, "do"), "preview") == 0)
        return show_editor(request, response, fields.id, json, row.json, NULL,
                           err);
    if (fields.name[0] == '\0' || strlen(fields.about) < 15) {
        response->status = 422;
        return show_editor(request, response, fields.id, json, row.json,
                           "It needs a name, and a sentence on whom you mean",
                           err);
    }
    return save(request, response, fields.id, json, row.json, err);
}

/* What an edit or a removal left behind; also where it is removed now. */
bool
page_audience_undo(struct request *request, struct response *response,
                   struct error *err)
{
    const char *id = request_param(request, "id");
    char *before = NULL;
    bool ok;

    if (!store_setting(request->store,
                       arena_printf(request->arena, "audience.before.%s", id),
                       &before, err))
        return false;
    if (before == NULL)
        return error_set(err, ERROR_CONFLICT, "There is nothing to take back");
    ok = audiences_save(request->store, id, before, err);
    free(before);
    if (!ok)
        return false;
    jobs_round(&request->place->jobs, false);
    return page_done(request, response,
                     arena_printf(request->arena, "/audiences/%s", id), err,
                     "It is as it was before.");
}

bool
page_audience_remove(struct request *request, struct response *response,
                     struct error *err)
{
    struct audience_row row;

    return audiences_find(request->store, request_param(request, "id"),
                          request->arena, &row, err) &&
           store_set(request->store,
                     arena_printf(request->arena, "audience.before.%s", row.id),
                     row.json, err) &&
           audiences_remove(request->store, row.id, err) &&
           page_done_undo(
               request, response, "/audiences",
               arena_printf(request->arena, "/audiences/%s/undo", row.id), err,
               "%.200s is removed.", row.name);
}
