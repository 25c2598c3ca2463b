/* The company's rules: which there are, how often they hit, a text tried on
 * them, presets to start from, and the versions before, which
 * page_rule_versions.c shows and puts back. page_rule.c edits one.
 * What is saved is a new version of the pack, kept in the store. */
#include "desk/view/marks.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "queue_item.h"
#include "rules_page.h"

#include <string.h>

#define APPLY_MOST 300 /* texts that are checked again within the request */

int64_t
rules_since(struct request *request, int64_t *wordings, struct error *err)
{
    int64_t since = request->now - (int64_t)RULES_DAYS * 86400, oldest;

    /* The newest ones will do where there are very many. */
    if (!db_number(request->store->db, err, &oldest, since,
                   "SELECT at FROM revision WHERE at >= $1 ORDER BY at DESC "
                   "LIMIT 1 OFFSET $2",
                   "ii", since, (int64_t)RULES_WORDINGS) ||
        !db_number(request->store->db, err, wordings, 0,
                   "SELECT count(*) FROM revision WHERE at >= $1", "i", oldest))
        return -1;
    return oldest;
}

/* --- saving --------------------------------------------------------------- */

static bool
apply(struct request *request, char words[RULES_WORDS], int64_t *later,
      struct error *err)
{
    struct rules_applied counts = {0};
    struct desk_queue open;
    bool ok;

    *later = 0;
    if (!desk_queue_open(request, &open, err))
        return false;
    ok = rules_apply_count(&open.queue, later, err);
    if (ok && *later <= APPLY_MOST) {
        *later = 0;
        ok = rules_apply(&open.queue, &counts, err);
    }
    rules_words(&counts, words);
    desk_queue_close(&open);
    return ok;
}

bool
rules_save(struct request *request, struct response *response,
           struct desk_queue *open, const char *json, const char *note,
           struct error *err)
{
    int64_t kept = request->is_verb ? open->book->origin.kept : 0, later;
    char words[RULES_WORDS];
    int version;
    const char *undo;
    const char *read = request_field(request, "kept");

    if (read[0] == '\0')
        read = request_query(request, "kept");
    (void)text_number(read, 0, INT32_MAX, &kept);
    if (!rules_keep(&open->queue, json, strlen(json), (int)kept, note, &version,
                    err) ||
        !apply(request, words, &later, err))
        return false;
    undo = arena_printf(request->arena, "/rules/undo?kept=%d", version);
    if (later > 0)
        return page_done_undo(
            request, response, "/rules", undo, err,
            "Version %d is in force. %lld texts are checked again "
            "with the next round; none goes on before.",
            version, (long long)later);
    return page_done_undo(request, response, "/rules", undo, err,
                          "Version %d is in force. Texts in the queue: %s.",
                          version, words);
}

/* --- a text tried --------------------------------------------------------- */

void
rules_try_text(struct items *items, const struct guideline *pack,
               struct view *view)
{
    struct request *request = items->request;
    struct guideline_post post = {
        .text = request_field(request, "text"),
        .network = network_find(request_field(request, "network"))};
    struct guideline_report *report;
    struct mark_range *found;
    struct buf html = {.max = (size_t)1 << 22};

    if (post.network == NULL)
        post.network = network_find("linkedin");
    guideline_check(pack, &post, &report);
    view = view_group(view, "tried");
    view_format(view, "length", "%zu", report->measure.length);
    if (report->measure.limit > 0)
        view_format(view, "limit", "%zu", report->measure.limit);
    found = arena_array(request->arena, report->n_findings + 1, sizeof *found);
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *f = &report->findings[i];
        struct view *item = view_item(view, "found");

        found[i] = marks_range(post.text, (int64_t)f->start, (int64_t)f->end);
        view_text(item, "rule", f->rule);
        view_int(item, "start", (int64_t)f->start);
        view_int(item, "end", (int64_t)f->end);
        view_text(item, "severity", guideline_severity_name(f->severity));
        view_text(item, "message", f->message);
        view_text(item, "why", f->why);
        view_text(item, "fix", f->fix);
    }
    marks_post(&html, post.text, NULL, found, report->n_findings);
    view_html(view, "marked", buf_text(&html));
    view_flag(view, "hit", report->n_findings > 0);
    view_format(view, "count", "%zu %s", report->n_findings,
                report->n_findings == 1 ? "finding" : "findings");
    buf_deinit(&html);
    guideline_report_free(report);
}

void
rules_show_networks(const char *chosen, struct view *view)
{
    for (const struct network *n = network_next(NULL); n != NULL;
         n = network_next(n)) {
        struct view *item = view_item(view, "network_list");

        view_text(item, "value", n->name);
        view_text(item, "label", n->title);
        view_flag(item, "chosen", strcmp(n->name, chosen) == 0);
    }
}

/* --- what each would have caught ------------------------------------------ */

static void
add_example(const struct rules_example *example, struct view *view)
{
    struct view *item = view_item(view, "examples");
    struct mark_range at = marks_range(example->text, (int64_t)example->start,
                                       (int64_t)example->end);
    struct buf html = {.max = (size_t)1 << 20};

    marks_post(&html, example->text, NULL, &at, 1);
    view_html(item, "wording", buf_text(&html));
    view_text(item, "by", example->rep_name);
    view_int(item, "suggestion", example->suggestion);
    buf_deinit(&html);
}

bool
rules_show_trial(struct request *request, const struct guideline *pack,
                 struct view *view, struct error *err)
{
    struct rules_trial trial;
    int64_t wordings, since = rules_since(request, &wordings, err);

    if (since < 0 ||
        !rules_try(request->store, pack, since, request->arena, &trial, err))
        return false;
    view = view_group(view, "trial");
    view_format(view, "texts", "%zu", trial.texts);
    view_format(view, "clean", "%zu", trial.clean);
    view_format(view, "warned", "%zu", trial.warned);
    view_format(view, "blocked", "%zu", trial.blocked);
    page_time(request, view, "since", since);
    for (size_t i = 0; i < trial.count; i++) {
        const struct rules_catch *caught = &trial.rules[i];
        struct view *item;

        if (caught->texts == 0)
            continue;
        item = view_item(view, "caught");
        view_text(item, "rule", caught->rule);
        view_text(item, "title", caught->title);
        view_format(item, "texts_hit", "%zu", caught->texts);
        view_format(item, "fresh", "%zu", caught->fresh);
        for (size_t k = 0; k < caught->n_examples; k++)
            add_example(&caught->examples[k], item);
    }
    return true;
}

/* --- the list ------------------------------------------------------------- */

struct hits {
    const char *rule;
    int64_t count;
};

static bool
load_hits(struct request *request, int64_t since, struct hits **list,
          size_t *count, struct error *err)
{
    enum { MOST = 2000 };
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT f.rule, count(DISTINCT f.suggestion * 1000 + "
                 "f.revision) FROM revision AS v JOIN finding AS f ON "
                 "f.suggestion = v.suggestion AND f.revision = v.number WHERE "
                 "v.at >= $1 GROUP BY f.rule LIMIT $2",
                 "ii", since, (int64_t)MOST);

    *list = arena_array(request->arena, MOST, sizeof **list);
    *count = 0;
    while (*count < MOST && db_next(q))
        (*list)[(*count)++] = (struct hits){
            arena_strdup(request->arena, db_text(q, 0)), db_int(q, 1)};
    return db_done(q, err);
}

const char *
rules_path(struct request *request, const char *id)
{
    struct buf path = {.max = 2000};
    const char *text;

    buf_add(&path, "/rules/");
    buf_add_url(&path, id);
    text = arena_strdup(request->arena, buf_text(&path));
    buf_deinit(&path);
    return text;
}

static int64_t
hits_of(const struct hits *hits, size_t count, const char *rule)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(hits[i].rule, rule) == 0)
            return hits[i].count;
    }
    return 0;
}

/* Those that hit, or those that did not, in the pack's order. */
static void
add_rules(struct items *items, const struct hits *hits, size_t count, bool hit,
          struct view *view)
{
    const struct guideline *pack = items->open->book->pack;

    for (size_t i = 0; i < guideline_rules(pack); i++) {
        enum guideline_severity severity;
        const char *id, *title, *why, *fix;
        struct view *item;
        int64_t times;

        guideline_rule(pack, i, &id, &title, &severity);
        times = hits_of(hits, count, id);
        if ((times > 0) != hit)
            continue;
        (void)guideline_find_rule(pack, id, &title, &why, &fix);
        item = view_item(view, "rules");
        view_text(item, "path", rules_path(items->request, id));
        view_text(item, "rule_title", title);
        view_text(item, "why", why);
        view_text(item, "does",
                  severity == GUIDELINE_BLOCK  ? "blocks"
                  : severity == GUIDELINE_WARN ? "brings it to a reviewer"
                                               : "advises");
        view_int(item, "hits", times);
        view_flag(item, "any_hits", hit);
    }
}

static bool
show_rules(struct items *items, struct view *view, struct error *err)
{
    struct request *request = items->request;
    struct hits *hits;
    size_t count;
    int64_t wordings, since = rules_since(request, &wordings, err);

    if (since < 0 || !load_hits(request, since, &hits, &count, err))
        return false;
    view_int(view, "wordings", wordings);
    add_rules(items, hits, count, true, view);
    add_rules(items, hits, count, false, view);
    return true;
}

static bool
show_versions(struct request *request, struct view *view, struct error *err)
{
    struct rules_version *list;
    size_t count;

    if (!rules_versions(request->store, request->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "versions");

        view_int(item, "version", list[i].version);
        view_text(item, "who_saved", list[i].who);
        view_text(item, "note", list[i].note);
        view_flag(item, "in_force", i == 0);
        page_time(request, item, "at", list[i].at);
    }
    return true;
}

bool
rules_show_page(struct items *items, struct response *response,
                struct view *view, struct error *err)
{
    static const char *const presets[] = {"open", "checked", "regulated",
                                          "starter"};
    static const char *const says[] = {
        "few rules, for a company that trusts first",
        "claims, tone and form are looked at; for most companies",
        "warnings always need a person; for finance, health and the like",
        "everything that we know of"};
    struct request *request = items->request;
    const struct rulebook *book = items->open->book;

    view_text(view, "pack", guideline_name(book->pack));
    view_int(view, "version_now", guideline_version(book->pack));
    view_format(view, "count", "%zu", guideline_rules(book->pack));
    view_flag(view, "one_rule", guideline_rules(book->pack) == 1);
    view_flag(view, "regulated", guideline_is_regulated(book->pack));
    view_int(view, "kept", book->origin.kept);
    view_flag(view, "is_file", book->origin.is_file);
    rules_show_networks(request_field(request, "network"), view);
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        struct view *item = view_item(view, "presets");

        view_text(item, "name", presets[i]);
        view_text(item, "says", says[i]);
        view_flag(item, "chosen",
                  strcmp(presets[i], request_field(request, "preset")) == 0 ||
                      (i == 1 && request_field(request, "preset")[0] == '\0'));
    }
    return show_rules(items, view, err) && show_versions(request, view, err) &&
           page_show(request, response, "rules", view, err);
}

bool
page_rules(struct request *request, struct response *response,
           struct error *err)
{
    struct desk_queue open;
    struct items items = {.request = request, .open = &open};
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = rules_show_page(&items, response, page_view(request, "Rules"), err);
    desk_queue_close(&open);
    return ok;
}

bool
page_rules_test(struct request *request, struct response *response,
                struct error *err)
{
    struct view *view = page_view(request, "Rules");
    struct desk_queue open;
    struct items items = {.request = request, .open = &open};
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    view_text(view, "test_text", request_field(request, "text"));
    rules_try_text(&items, open.book->pack, view);
    ok = rules_show_page(&items, response, view, err);
    desk_queue_close(&open);
    return ok;
}

/* --- presets and versions --------------------------------------------------
 */

static bool
start_from(struct items *items, struct response *response, struct error *err)
{
    struct request *request = items->request;
    const char *name = request_field(request, "preset");
    struct buf json = {.max = (size_t)4 << 20};
    struct guideline *pack = NULL;
    bool ok = rules_preset_text(request->config, name, &json, err);

    if (ok && strcmp(request_field(request, "do"), "save") == 0) {
        ok = rules_save(request, response, items->open, buf_text(&json),
                        arena_printf(request->arena, "started from %s", name),
                        err);
    } else if (ok) {
        struct view *view = page_view(request, "Rules");

        view_text(view, "preset_tried", name);
        ok = guideline_load(buf_text(&json), json.len, &pack, err) &&
             rules_show_trial(request, pack, view, err) &&
             rules_show_page(items, response, view, err);
    }
    guideline_free(pack);
    buf_deinit(&json);
    return ok;
}

bool
page_rules_start(struct request *request, struct response *response,
                 struct error *err)
{
    struct desk_queue open;
    struct items items = {.request = request, .open = &open};
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = start_from(&items, response, err);
    desk_queue_close(&open);
    return ok;
}
