/* The record of one suggestion, whole: every move with its exact text, what
 * the rules said of each wording, and whether the chain of all records holds.
 * Texts and words of people; no results. */
#include "desk/api/api.h"
#include "desk/desk_queue.h"
#include "desk/view/marks.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "queue_item.h"

#include "polyphony/audit.h"
#include "polyphony/json.h"
#include "polyphony/network.h"

#include <string.h>

#define CHAIN_MOST 20000 /* rows that are gone through unasked */

struct record {
    struct suggestion g;
    struct queue_event *events;
    size_t count;
};

static bool
load(struct request *request, struct record *record, struct error *err)
{
    int64_t id;

    if (!request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such text");
    if (!queue_find(request->store, id, request->arena, &record->g, err) ||
        !queue_record(request->store, id, request->arena, &record->events,
                      &record->count, err))
        return false;
    api_hide_results(request, record->g.rep, record->events, record->count);
    return true;
}

/* --- as a page ------------------------------------------------------------ */

static const char *
state_words(const char *state)
{
    if (state == NULL)
        return NULL;
    if (strcmp(state, "in_review") == 0)
        return "in review";
    return strcmp(state, "changes_requested") == 0 ? "change asked for" : state;
}

/* A text is written out where it is new, as changes where it was another. */
static void
show_text(struct view *item, const char *before, const char *text)
{
    struct buf html = {.max = (size_t)1 << 22};

    if (text == NULL || (before != NULL && strcmp(before, text) == 0))
        return;
    if (before == NULL)
        marks_post(&html, text, NULL, NULL, 0);
    else
        marks_changes(&html, before, text, 0);
    view_html(item, "wording", buf_text(&html));
    buf_deinit(&html);
}

static void
show_events(struct request *request, const struct record *record,
            struct view *view)
{
    const char *before = NULL;

    for (size_t i = 0; i < record->count; i++) {
        const struct queue_event *e = &record->events[i];
        struct view *item = view_item(view, "events");

        page_time(request, item, "at", e->at);
        view_text(item, "who", e->who);
        view_text(item, "what", move_words(e->what));
        if (e->is_now != NULL &&
            (e->was == NULL || strcmp(e->was, e->is_now) != 0)) {
            view_text(item, "was", state_words(e->was));
            view_text(item, "is_now", state_words(e->is_now));
        }
        view_text(item, "note",
                  e->note != NULL && strcmp(e->note, "grammar") == 0
                      ? "By the grammar"
                      : page_times(request, e->note));
        view_text(item, "pack", e->pack);
        show_text(item, before, e->text);
        if (e->text != NULL)
            before = e->text;
    }
}

/* Of all wordings, with the rules that they were checked with. */
static bool
show_findings(struct request *request, int64_t id, struct view *view,
              struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT v.number, v.pack, f.rule, f.severity, f.message, v.who FROM "
        "revision AS v LEFT JOIN finding AS f ON f.suggestion = v.suggestion "
        "AND f.revision = v.number WHERE v.suggestion = $1 ORDER BY v.number, "
        "f.start, f.id LIMIT 500",
        "i", id);

    while (db_next(q)) {
        struct view *item = view_item(view, "findings");

        view_int(item, "number", db_int(q, 0));
        view_text(item, "pack", db_text(q, 1));
        view_text(item, "rule", db_text(q, 2));
        view_text(item, "severity",
                  db_is_null(q, 3)                      ? ""
                  : strcmp(db_text(q, 3), "block") == 0 ? "Blocks"
                  : strcmp(db_text(q, 3), "warn") == 0  ? "Warns"
                                                        : "Advises");
        view_text(item, "message", db_text(q, 4));
        view_text(item, "by", db_text(q, 5));
    }
    return db_done(q, err);
}

/* The words that put it there, and the other facts. */
static void
show_why(struct request *request, const struct suggestion *g, struct view *view)
{
    struct json *why = NULL, *reasons = NULL;
    struct buf terms = {.max = 2000};

    if (json_parse(g->why, strlen(g->why), &why, NULL)) {
        for (const struct json *w = json_first(why); w != NULL;
             w = json_next(w)) {
            const char *term = json_get_text(w, "term");

            buf_printf(&terms, "%s%s", terms.len > 0 ? ", " : "",
                       term != NULL ? term : "");
        }
    }
    if (json_parse(g->reasons, strlen(g->reasons), &reasons, NULL)) {
        for (const struct json *r = json_first(reasons); r != NULL;
             r = json_next(r)) {
            if (json_text(r) != NULL)
                buf_printf(&terms, "%s%s", terms.len > 0 ? "; " : "",
                           json_text(r));
        }
    }
    view_text(view, "why", arena_strdup(request->arena, buf_text(&terms)));
    json_free(why);
    json_free(reasons);
    buf_deinit(&terms);
}

/* The sentences of the article that it was made from. */
static void
show_sources(const struct suggestion *g, struct view *view)
{
    struct json *source = NULL;

    if (!json_parse(g->source, strlen(g->source), &source, NULL))
        return;
    for (const struct json *s = json_first(source); s != NULL;
         s = json_next(s)) {
        const char *text = json_get_text(s, "text");

        if (text != NULL)
            view_text(view_item(view, "sources"), "sentence", text);
    }
    json_free(source);
}

/* That it was shared; where, and what came of it, is the rep's. */
static bool
show_share(struct request *request, int64_t id, struct view *view,
           struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT at, late FROM share WHERE suggestion = $1", "i", id);

    if (db_next(q)) {
        struct view *share = view_group(view, "share");

        page_time(request, share, "at", db_int(q, 0));
        view_flag(share, "overtaken", db_int(q, 1) != 0);
    }
    return db_done(q, err);
}

/* As it stands, signs that nobody sees written out. */
static void
show_now(const struct suggestion *g, struct view *view)
{
    struct buf html = {.max = (size_t)1 << 22};

    marks_post(&html, g->text, NULL, NULL, 0);
    view_html(view, "text", buf_text(&html));
    buf_deinit(&html);
}

/* A broken chain is something to say, not a failure of the page. */
static bool
show_chain(struct request *request, struct view *view, struct error *err)
{
    struct audit_head head, reached;
    struct error why;

    if (!audit_head_now(request->store, &head, err))
        return false;
    view_int(view, "rows", head.rows);
    if (head.rows > CHAIN_MOST &&
        strcmp(request_query(request, "chain"), "check") != 0)
        return true;
    if (audit_verify(request->store, &head, &reached, &why)) {
        view_int(view, "whole", reached.rows);
        view_text(view, "head", head.hash);
        return true;
    }
    if (why.kind != ERROR_CONFLICT) {
        *err = why;
        return false;
    }
    view_text(view, "broken", why.text);
    return true;
}

bool
page_record(struct request *request, struct response *response,
            struct error *err)
{
    struct view *view;
    struct record record;

    if (!load(request, &record, err))
        return false;
    view = page_view(request, "Record");
    view_int(view, "id", record.g.id);
    view_text(view, "rep", record.g.rep_name);
    view_text(view, "network", network_title(record.g.network));
    view_text(view, "state", state_words(record.g.state));
    show_now(&record.g, view);
    show_why(request, &record.g, view);
    show_sources(&record.g, view);
    page_time(request, view, "slot", record.g.slot);
    view_int(view, "score", (int64_t)(record.g.score * 100 + .5));
    view_text(view, "story_title", record.g.title);
    view_link(view, "url", record.g.url);
    view_text(view, "site", record.g.site);
    view_flag(view, "blind", record.g.blind);
    view_int(view, "moves", (int64_t)record.count);
    view_int(view, "wordings", record.g.revision);
    view_flag(view, "one_wording", record.g.revision == 1);
    show_events(request, &record, view);
    return show_findings(request, record.g.id, view, err) &&
           show_share(request, record.g.id, view, err) &&
           show_chain(request, view, err) &&
           page_show(request, response, "record", view, err);
}

/* --- as JSON -------------------------------------------------------------- */

static void
put_events(struct json_out *out, const struct record *record)
{
    json_put_key(out, "moves");
    json_open(out, '[');
    for (size_t i = 0; i < record->count; i++) {
        const struct queue_event *e = &record->events[i];

        json_open(out, '{');
        json_member_time(out, "at", e->at);
        json_member(out, "who", e->who);
        json_member(out, "what", e->what);
        json_member(out, "from", e->was);
        json_member(out, "to", e->is_now);
        json_member(out, "note", e->note);
        json_member(out, "text", e->text);
        json_member(out, "rules", e->pack);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static bool
put_findings(struct request *request, struct json_out *out, int64_t id,
             struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT revision, rule, severity, start, \"end\", message, fix FROM "
        "finding WHERE suggestion = $1 ORDER BY revision, start, id",
        "i", id);

    json_put_key(out, "findings");
    json_open(out, '[');
    while (db_next(q)) {
        json_open(out, '{');
        json_member_int(out, "revision", db_int(q, 0));
        json_member(out, "rule", db_text(q, 1));
        json_member(out, "severity", db_text(q, 2));
        json_member_int(out, "start", db_int(q, 3));
        json_member_int(out, "end", db_int(q, 4));
        json_member(out, "message", db_text(q, 5));
        json_member(out, "fix", db_text(q, 6));
        json_close(out, '}');
    }
    json_close(out, ']');
    return db_done(q, err);
}

bool
page_record_json(struct request *request, struct response *response,
                 struct error *err)
{
    struct json_out out = {.buf = &response->body};
    struct record record;
    char head[AUDIT_HEAD_TEXT];
    struct audit_head now;

    if (!load(request, &record, err) ||
        !audit_head_now(request->store, &now, err))
        return false;
    response_download(request, response, "application/json",
                      arena_printf(request->arena, "record-%lld.json",
                                   (long long)record.g.id));
    json_open(&out, '{');
    json_member_int(&out, "suggestion", record.g.id);
    json_member(&out, "rep", record.g.rep);
    json_member(&out, "network", record.g.network);
    json_member(&out, "state", record.g.state);
    json_member(&out, "article", record.g.url);
    json_member(&out, "title", record.g.title);
    json_member(&out, "text", record.g.text);
    json_member_int(&out, "revision", record.g.revision);
    json_member(&out, "rules", record.g.pack);
    json_member(&out, "writer", record.g.writer);
    json_member_bool(&out, "blind", record.g.blind);
    json_member(&out, "audit_head", audit_head_text(&now, head));
    put_events(&out, &record);
    if (!put_findings(request, &out, record.g.id, err))
        return false;
    json_close(&out, '}');
    json_line(&out);
    return true;
}
