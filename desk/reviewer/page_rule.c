/* One rule, edited: its words, a text tried on it, and what it would have
 * caught, all before it is saved. Every button sends the whole form, so that
 * nothing that was typed is lost. */
#include "desk/page.h"
#include "desk/pages.h"
#include "rule_form.h"
#include "rules_page.h"

#include <string.h>

struct rule_page {
    struct items items;
    struct response *response;
    struct rule_form form;
    struct buf rule; /* as JSON */
};

static bool
show_hits(struct rule_page *page, struct view *view, struct error *err)
{
    struct request *request = page->items.request;
    int64_t wordings, hits, since = rules_since(request, &wordings, err);

    if (since < 0 ||
        !db_number(request->store->db, err, &hits, 0,
                   "SELECT count(*) FROM revision AS v WHERE v.at >= $1 AND "
                   "EXISTS (SELECT 1 FROM finding AS f WHERE f.suggestion = "
                   "v.suggestion AND f.revision = v.number AND f.rule = $2)",
                   "it", since, page->form.id))
        return false;
    view_int(view, "wordings", wordings);
    view_int(view, "hits", hits);
    return true;
}

static bool
show(struct rule_page *page, struct view *view, const char *problem,
     struct error *err)
{
    struct request *request = page->items.request;
    const char *network = request_field(request, "network");

    if (problem != NULL)
        page->response->status = 422;
    rule_form_show(&page->form, problem, view);
    if (request->is_verb) /* no field stands beside it that says where */
        view_text(view, "problem", problem);
    view_int(view, "kept", page->items.open->book->origin.kept);
    if (request_field(request, "kept")[0] != '\0')
        view_text(view, "kept", request_field(request, "kept"));
    view_text(view, "action",
              page->form.was == NULL ? "/rules/new"
                                     : rules_path(request, page->form.id));
    view_text(view, "test_text", request_field(request, "text"));
    rules_show_networks(network, view);
    return show_hits(page, view, err) &&
           page_show(request, page->response, "rule", view, err);
}

static struct view *
new_view(struct rule_page *page)
{
    const struct rule_form *form = &page->form;

    return page_view(page->items.request,
                     form->was == NULL ? "New rule" : "Rule");
}

/* --- what the buttons do -------------------------------------------------- */

static bool
load_alone(struct rule_page *page, struct guideline **pack, struct error *err)
{
    struct buf json = {.max = (size_t)4 << 20};
    bool ok;

    rule_form_write_alone(buf_text(&page->rule), &json);
    ok = guideline_load(buf_text(&json), json.len, pack, err);
    buf_deinit(&json);
    return ok;
}

static bool
try_it(struct rule_page *page, struct error *err)
{
    struct view *view = new_view(page);
    struct guideline *pack;
    bool ok;

    if (!load_alone(page, &pack, err))
        return false;
    if (request_field(page->items.request, "text")[0] != '\0')
        rules_try_text(&page->items, pack, view);
    ok = rules_show_trial(page->items.request, pack, view, err) &&
         show(page, view, NULL, err);
    guideline_free(pack);
    return ok;
}

static bool
save(struct rule_page *page, const char *rule, const char *what,
     struct error *err)
{
    struct request *request = page->items.request;
    struct desk_queue *open = page->items.open;
    struct buf json = {.max = (size_t)4 << 20};
    bool ok;

    rule_form_write_pack(open->book->doc, page->form.was, rule, &json);
    ok =
        (buf_ok(&json) ||
         error_set(err, ERROR_LIMIT, "the rules are too long together")) &&
        rules_save(
            request, page->response, open, buf_text(&json),
            arena_printf(request->arena, "%s %s", page->form.title, what), err);
    buf_deinit(&json);
    return ok;
}

static bool
act(struct rule_page *page, struct error *err)
{
    const char *what = request_field(page->items.request, "do");

    if (strcmp(what, "kind") == 0)
        return show(page, new_view(page), NULL, err);
    if (strcmp(what, "remove") == 0 && page->form.was != NULL)
        return save(page, NULL, "removed", err);
    if (page->items.request->upload.len > 0) /* a program gives it whole */
        buf_add(&page->rule, page->items.request->upload.bytes);
    else if (!rule_form_write(&page->form, &page->rule, err))
        return false;
    if (strcmp(what, "save") == 0)
        return save(page, buf_text(&page->rule),
                    page->form.was == NULL ? "added" : "changed", err);
    return try_it(page, err);
}

/* For the version's note, of a rule that a program gives whole. */
static const char *
title_of(const struct request *request)
{
    const char *title = json_get_text(json_get(request->json, "rule"), "title");

    return title != NULL ? title : "A rule";
}

/* Runs `work` with the rule of the address; a new one has none. */
static bool
with_rule(struct request *request, struct response *response, bool is_new,
          bool is_form, struct error *err)
{
    struct desk_queue open;
    struct rule_page page = {.items = {.request = request, .open = &open},
                             .response = response,
                             .rule = {.max = (size_t)1 << 20}};
    const struct json *was = NULL;
    bool ok = true;

    if (!desk_queue_open(request, &open, err))
        return false;
    if (!is_new) {
        was = rule_find(open.book->doc, request_param(request, "id"));
        ok = was != NULL ||
             error_set(err, ERROR_NOTFOUND, "There is no such rule");
    }
    if (ok && is_form) {
        struct error why = {0};

        rule_form_take(&page.form, request, was);
        if (request->is_verb)
            page.form.title = title_of(request);
        rule_form_name(&page.form, request->arena, open.book->doc);
        ok = act(&page, &why);
        if (!ok && (why.kind == ERROR_INPUT || why.kind == ERROR_LIMIT ||
                    why.kind == ERROR_CONFLICT))
            ok = show(&page, new_view(&page), why.text, err);
        else if (!ok)
            *err = why;
    } else if (ok) {
        rule_form_read(&page.form, request->arena, was);
        if (is_new) {
            page.form.kind = "banned-phrase";
            page.form.severity = "warn";
            page.form.was = NULL;
            rule_form_use_kind(&page.form);
        }
        ok = show(&page, new_view(&page), NULL, err);
    }
    buf_deinit(&page.rule);
    desk_queue_close(&open);
    return ok;
}

bool
page_rule(struct request *request, struct response *response, struct error *err)
{
    return with_rule(request, response, false, false, err);
}

bool
page_rule_new(struct request *request, struct response *response,
              struct error *err)
{
    return with_rule(request, response, true, false, err);
}

bool
page_rule_act(struct request *request, struct response *response,
              struct error *err)
{
    return with_rule(request, response, false, true, err);
}

bool
page_rule_add(struct request *request, struct response *response,
              struct error *err)
{
    return with_rule(request, response, true, true, err);
}
