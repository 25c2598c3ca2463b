/* The versions of the rules: what each changed, put back, taken back, as a
 * file to keep and from a file. */
#include "desk/view/marks.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "rule_form.h"
#include "rules_page.h"

#include <string.h>

#define PACK_MAX ((size_t)4 << 20)

/* A version and the one before it. */
struct versions {
    struct items *items;
    int version, before; /* `before` RULES_AS_GIVEN: what one began with */
    struct json *now, *then;
    size_t added, changed, removed;
};

static bool
load_pack(struct request *request, int version, struct json **doc,
          struct error *err)
{
    struct buf json = {.max = PACK_MAX};
    struct rules_origin origin;
    bool ok = rules_text(request->store, request->config, version, &json,
                         &origin, err) &&
              json_parse(buf_text(&json), json.len, doc, err);

    buf_deinit(&json);
    return ok;
}

/* The kept one before, and what is known of this one. */
static bool
find_version(struct request *request, int version, int *before,
             struct view *view, struct error *err)
{
    struct rules_version *list;
    size_t count;

    *before = RULES_AS_GIVEN;
    if (!rules_versions(request->store, request->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (list[i].version < version) {
            *before = list[i].version;
            break;
        }
        if (list[i].version != version || view == NULL)
            continue;
        view_text(view, "who_saved", list[i].who);
        view_text(view, "note", list[i].note);
        view_flag(view, "in_force", i == 0);
        page_time(request, view, "at", list[i].at);
    }
    return true;
}

/* --- what changed ---------------------------------------------------------
 */

static void
show_field(struct view *rule, const char *label, const char *before,
           const char *after)
{
    struct buf html = {.max = (size_t)1 << 20};
    struct view *view;

    if (strcmp(before, after) == 0)
        return;
    view = view_item(rule, "fields");
    view_text(view, "label", label);
    marks_changes(&html, before, after, 0);
    view_html(view, "changes", buf_text(&html));
    buf_deinit(&html);
}

static void
show_values(struct view *rule, const struct rule_form *before,
            const struct rule_form *after)
{
    for (size_t i = 0; i < after->count; i++)
        show_field(rule, rule_value_label(&after->values[i]),
                   rule_form_value(before, &after->values[i]),
                   after->values[i].text);
    for (size_t i = 0; i < before->count; i++) {
        if (!rule_form_asks(after, &before->values[i]))
            show_field(rule, rule_value_label(&before->values[i]),
                       before->values[i].text, "");
    }
}

/* `then` or `now` may be NULL: the rule is new, or gone. */
static void
show_rule(struct versions *versions, const struct json *then,
          const struct json *now, struct view *list)
{
    struct arena *arena = versions->items->request->arena;
    struct rule_form before, after;
    struct view *view = view_item(list, "rules");

    rule_form_read(&before, arena, then);
    rule_form_read(&after, arena, now);
    view_text(view, "rule_title", now != NULL ? after.title : before.title);
    view_text(view, "what",
              then == NULL  ? "new"
              : now == NULL ? "gone"
                            : "changed");
    if (then == NULL)
        versions->added++;
    else if (now == NULL)
        versions->removed++;
    else
        versions->changed++;
    if (now == NULL)
        return;
    if (then != NULL)
        show_field(view, "Name", before.title, after.title);
    show_field(view, "Why", before.why, after.why);
    show_field(view, "When it hits", before.severity, after.severity);
    show_field(view, "It looks for", rule_kind_words(before.kind),
               rule_kind_words(after.kind));
    show_values(view, &before, &after);
    show_field(view, "Mend", before.fix, after.fix);
    show_field(view, "Only on these networks", before.networks, after.networks);
}

static bool
is_same(const struct json *a, const struct json *b)
{
    struct buf one = {.max = PACK_MAX}, two = {.max = PACK_MAX};
    struct json_out out_one = {.buf = &one}, out_two = {.buf = &two};
    bool same;

    json_put_node(&out_one, a);
    json_put_node(&out_two, b);
    same = strcmp(buf_text(&one), buf_text(&two)) == 0;
    buf_deinit(&one);
    buf_deinit(&two);
    return same;
}

static void
show_changes(struct versions *versions, struct view *view)
{
    for (const struct json *rule = json_first(json_get(versions->now, "rules"));
         rule != NULL; rule = json_next(rule)) {
        const char *id = json_get_text(rule, "id");
        const struct json *was = rule_find(versions->then, id);

        if (was == NULL || !is_same(was, rule))
            show_rule(versions, was, rule, view);
    }
    for (const struct json *rule =
             json_first(json_get(versions->then, "rules"));
         rule != NULL; rule = json_next(rule)) {
        const char *id = json_get_text(rule, "id");

        if (rule_find(versions->now, id) == NULL)
            show_rule(versions, rule, NULL, view);
    }
}

static bool
show_version(struct versions *versions, struct response *response,
             struct error *err)
{
    struct request *request = versions->items->request;
    struct view *view = page_view(request, "Rules");

    if (!find_version(request, versions->version, &versions->before, view,
                      err) ||
        !load_pack(request, versions->version, &versions->now, err) ||
        !load_pack(request, versions->before, &versions->then, err))
        return false;
    view_int(view, "version", versions->version);
    view_int(view, "kept", versions->items->open->book->origin.kept);
    if (versions->before > 0)
        view_int(view, "before", versions->before);
    show_changes(versions, view);
    view_int(view, "added", (int64_t)versions->added);
    view_int(view, "changed", (int64_t)versions->changed);
    view_int(view, "removed", (int64_t)versions->removed);
    return page_show(request, response, "rule_version", view, err);
}

static bool
version_of(struct request *request, int *version, struct error *err)
{
    int64_t number;

    if (!request_param_id(request, "version", &number) || number > INT32_MAX)
        return error_set(err, ERROR_NOTFOUND, "There is no such version");
    *version = (int)number;
    return true;
}

bool
page_rule_version(struct request *request, struct response *response,
                  struct error *err)
{
    struct desk_queue open;
    struct items items = {.request = request, .open = &open};
    struct versions versions = {.items = &items};
    bool ok;

    if (!version_of(request, &versions.version, err) ||
        !desk_queue_open(request, &open, err))
        return false;
    ok = show_version(&versions, response, err);
    json_free(versions.now);
    json_free(versions.then);
    desk_queue_close(&open);
    return ok;
}

/* --- put back --------------------------------------------------------------
 */

static bool
put_back(struct request *request, struct response *response, int version,
         const char *note, struct error *err)
{
    struct buf json = {.max = PACK_MAX};
    struct rules_origin origin;
    struct desk_queue open;
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = rules_text(request->store, request->config, version, &json, &origin,
                    err) &&
         rules_save(request, response, &open, buf_text(&json), note, err);
    buf_deinit(&json);
    desk_queue_close(&open);
    return ok;
}

bool
page_rules_restore(struct request *request, struct response *response,
                   struct error *err)
{
    int version = 0;

    return version_of(request, &version, err) &&
           put_back(request, response, version,
                    arena_printf(request->arena, "version %d again", version),
                    err);
}

/* The one before the last, unless somebody saved another one since. */
bool
page_rules_undo(struct request *request, struct response *response,
                struct error *err)
{
    int64_t kept;
    int before;

    if (!text_number(request_query(request, "kept"), 1, INT32_MAX, &kept) &&
        !text_number(request_field(request, "kept"), 1, INT32_MAX, &kept))
        return error_set(err, ERROR_USAGE,
                         "The form does not say what is taken back");
    return find_version(request, (int)kept, &before, NULL, err) &&
           put_back(request, response, before,
                    arena_printf(request->arena, "version %lld taken back",
                                 (long long)kept),
                    err);
}

/* --- as a file -------------------------------------------------------------
 */

bool
page_rules_file(struct request *request, struct response *response,
                struct error *err)
{
    struct rules_origin origin;
    int64_t version = 0;

    (void)text_number(request_query(request, "version"), 1, INT32_MAX,
                      &version);
    response_download(request, response, "application/json", "rules.json");
    return rules_text(request->store, request->config, (int)version,
                      &response->body, &origin, err);
}

/* The file that was chosen, or the one that was tried just now: a page can't
 * choose a file again for anybody, so that it carries the rules along. */
static const char *
chosen_rules(struct request *request)
{
    return request->upload.len > 0
               ? arena_strndup(request->arena, request->upload.bytes,
                               request->upload.len)
               : request_field(request, "rules");
}

static bool
take_file(struct items *items, struct response *response, struct error *err)
{
    struct request *request = items->request;
    struct guideline *pack = NULL;
    const char *json = chosen_rules(request);
    struct view *view;
    bool ok;

    if (json[0] == '\0')
        return error_set(err, ERROR_INPUT, "Choose a file of rules first");
    if (!guideline_load(json, strlen(json), &pack, err))
        return false;
    if (strcmp(request_field(request, "do"), "try") != 0 &&
        (!request->is_verb ||
         strcmp(request_field(request, "do"), "save") == 0)) {
        ok = rules_save(request, response, items->open, json, "from a file",
                        err);
    } else {
        view = page_view(request, "Rules");
        view_text(view, "file_tried", json);
        ok = rules_show_trial(request, pack, view, err) &&
             rules_show_page(items, response, view, err);
    }
    guideline_free(pack);
    return ok;
}

bool
page_rules_import(struct request *request, struct response *response,
                  struct error *err)
{
    struct desk_queue open;
    struct items items = {.request = request, .open = &open};
    struct error why = {0};
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = take_file(&items, response, &why);
    if (!ok && (why.kind == ERROR_INPUT || why.kind == ERROR_LIMIT)) {
        struct view *view = page_view(request, "Rules");

        response->status = 422;
        view_text(view, "file_problem", why.text);
        ok = rules_show_page(&items, response, view, err);
    } else if (!ok) {
        *err = why;
    }
    desk_queue_close(&open);
    return ok;
}
