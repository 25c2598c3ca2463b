/* The reviewer's queue: what needs a person, by story. */
#include "page.h"
#include "pages.h"
#include "queue_item.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/sentence.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_POSTS 20
#define SENTENCES 6 /* of an article, beside its texts */

struct queue_page {
    struct items items;
    struct queue_filter filter;
    struct queue_waiting *waiting; /* what the filter leaves */
    size_t count, from, to;
    struct item *list; /* of this page, `to` - `from` of them */
    const char *back;  /* the query that leads here again */
};

/* --- what is asked for ---------------------------------------------------- */

static void
add_query(struct buf *out, const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    buf_printf(out, "%c%s=", out->len == 0 ? '?' : '&', name);
    buf_add_url(out, value);
}

static const char *
query_for(struct queue_page *page, size_t from)
{
    struct arena *arena = page->items.request->arena;
    struct buf out = {.max = 4096};
    const char *text;

    add_query(&out, "network", page->filter.network);
    add_query(&out, "rep", page->filter.rep);
    add_query(&out, "rule", page->filter.rule);
    if (from > 0)
        add_query(&out, "from", arena_printf(arena, "%zu", from));
    text = arena_strdup(arena, buf_ok(&out) ? buf_text(&out) : "");
    buf_deinit(&out);
    return text;
}

static bool
load_page(struct queue_page *page, struct error *err)
{
    struct request *request = page->items.request;
    int64_t from = 0;

    page->filter = (struct queue_filter){request_query(request, "network"),
                                         request_query(request, "rep"),
                                         request_query(request, "rule")};
    if (!queue_waiting(request->store, &page->filter, request->arena,
                       &page->waiting, &page->count, err))
        return false;
    if (text_number(request_query(request, "from"), 0, INT32_MAX, &from))
        page->from = (size_t)from;
    if (page->from >= page->count)
        page->from =
            page->count > 0 ? (page->count - 1) / PAGE_POSTS * PAGE_POSTS : 0;
    page->to = page->from + PAGE_POSTS;
    if (page->to > page->count)
        page->to = page->count;
    page->list = arena_array(request->arena, PAGE_POSTS, sizeof *page->list);
    for (size_t i = page->from; i < page->to; i++) {
        struct item *item = &page->list[i - page->from];

        if (!item_load(&page->items, page->waiting[i].id, item, err))
            return false;
        item->since = page->waiting[i].since;
    }
    page->back = query_for(page, page->from);
    return true;
}

/* --- the story at the left ------------------------------------------------ */

struct line {
    int64_t start;
    const char *text;
};

struct lines {
    struct line items[SENTENCES];
    size_t count;
};

static void
add_line(struct lines *lines, int64_t start, const char *text)
{
    size_t at = lines->count;

    for (size_t i = 0; i < lines->count; i++) {
        if (lines->items[i].start == start ||
            strstr(lines->items[i].text, text) != NULL)
            return;
    }
    if (lines->count == SENTENCES || text[0] == '\0')
        return;
    while (at > 0 && lines->items[at - 1].start > start) {
        lines->items[at] = lines->items[at - 1];
        at--;
    }
    lines->items[at] = (struct line){start, text};
    lines->count++;
}

/* How the article begins. */
static void
add_lead(struct queue_page *page, const struct item_article *article,
         struct lines *lines)
{
    struct sentence *sentences;
    size_t len = strlen(article->text);
    size_t count =
        sentence_split(article->text, len < 4000 ? len : 4000, 4, &sentences);

    for (size_t i = 0; i < count; i++) {
        size_t size = sentences[i].end - sentences[i].start;

        if (size < 40)
            continue;
        add_line(lines, 0,
                 arena_strndup(page->items.request->arena,
                               article->text + sentences[i].start, size));
        break;
    }
    free(sentences);
}

/* What its texts were made from. */
static void
add_sources(struct queue_page *page, const struct item *item,
            struct lines *lines)
{
    struct json *source = NULL;

    if (!json_parse(item->g.source, strlen(item->g.source), &source, NULL))
        return;
    for (const struct json *s = json_first(source); s != NULL;
         s = json_next(s)) {
        const char *text = json_get_text(s, "text");

        if (text != NULL)
            add_line(lines, (int64_t)json_get_number(s, "start", 0),
                     arena_strdup(page->items.request->arena, text));
    }
    json_free(source);
}

static bool
show_story_facts(struct queue_page *page, const struct item *first,
                 struct view *view, struct error *err)
{
    struct request *request = page->items.request;
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT published, (SELECT count(*) FROM article WHERE story = $2) "
        "FROM article WHERE id = $1",
        "ii", first->g.article, first->g.story);

    if (db_next(q)) {
        if (!db_is_null(q, 0))
            page_time(request, view, "published", db_int(q, 0));
        if (db_int(q, 1) > 1)
            view_int(view, "sources", db_int(q, 1));
    }
    view_int(view, "story", first->g.story);
    view_text(view, "title", first->g.title);
    view_text(view, "site", first->g.site);
    view_link(view, "url", first->g.url);
    return db_done(q, err);
}

/* Items [at, end) of the page are of one story. */
static bool
show_story(struct queue_page *page, size_t at, size_t end, struct view *view,
           struct error *err)
{
    const struct item_article *article;
    struct lines lines = {.count = 0};
    struct buf seen = {.max = 4096};
    int64_t clean = 0;

    if (!show_story_facts(page, &page->list[at], view, err) ||
        !item_article(&page->items, page->list[at].g.article, &article, err))
        return false;
    add_lead(page, article, &lines);
    for (size_t i = at; i < end; i++) {
        const struct item *item = &page->list[i];

        add_sources(page, item, &lines);
        if (!item->is_clean || item->wants_look)
            continue;
        clean++;
        buf_printf(&seen, "%lld:%d ", (long long)item->g.id, item->g.revision);
    }
    for (size_t i = 0; i < lines.count; i++)
        view_text(view_item(view, "lines"), "line", lines.items[i].text);
    view_format(view, "posts", "%zu %s", end - at,
                end - at == 1 ? "post" : "posts");
    if (clean > 1) {
        view_int(view, "clean", clean);
        view_text(view, "seen", buf_text(&seen));
        if (end < page->to - page->from)
            view_int(view, "after", page->list[end].g.id);
    }
    buf_deinit(&seen);
    return true;
}

static void
show_wait(struct view *view, int64_t seconds)
{
    int64_t minutes = seconds / 60, hours = minutes / 60;

    if (minutes < 1)
        view_text(view, "waited", "less than a minute");
    else if (minutes < 100)
        view_format(view, "waited", "%lld %s", (long long)minutes,
                    minutes == 1 ? "minute" : "minutes");
    else if (hours < 48)
        view_format(view, "waited", "%lld hours", (long long)hours);
    else
        view_format(view, "waited", "%lld days", (long long)(hours / 24));
}

static bool
show_items(struct queue_page *page, struct view *view, struct error *err)
{
    size_t count = page->to - page->from, end;

    for (size_t at = 0; at < count; at = end) {
        struct view *group = view_item(view, "stories");

        for (end = at + 1;
             end < count && page->list[end].g.story == page->list[at].g.story;)
            end++;
        for (size_t i = at; i < end; i++) {
            struct view *item = view_item(group, "items");

            view_flag(item, "current", i == 0);
            if (i + 1 < count)
                view_int(item, "next", page->list[i + 1].g.id);
            else if (i > 0)
                view_int(item, "next", page->list[i - 1].g.id);
            if (!item_show(&page->items, &page->list[i], item, err))
                return false;
        }
        if (!show_story(page, at, end, group, err))
            return false;
    }
    return true;
}

/* --- the head --------------------------------------------------------------
 */

/* A choice of the filter, from what waits by now. */
static bool
show_choices(struct queue_page *page, struct view *view, const char *list,
             const char *sql, const char *chosen, struct error *err)
{
    struct db_stmt *q = db_query(page->items.request->store->db, err, sql, "");

    while (db_next(q)) {
        struct view *choice = view_item(view, list);
        const char *value = db_text(q, 0), *label = db_text(q, 1);
        const char *title, *why, *fix;

        view_text(choice, "value", value);
        if (strcmp(list, "networks") == 0) {
            label = network_title(value);
        } else if (strcmp(list, "rules") == 0) {
            item_rule_words(&page->items, value, &title, &why, &fix);
            label = title;
        }
        view_text(choice, "label", label);
        view_flag(choice, "chosen", strcmp(value, chosen) == 0);
    }
    return db_done(q, err);
}

#define IN_REVIEW "FROM suggestion AS g JOIN rep AS r ON r.id = g.rep "

static bool
show_filter(struct queue_page *page, struct view *view, struct error *err)
{
    const struct queue_filter *f = &page->filter;
    bool filtered =
        f->network[0] != '\0' || f->rep[0] != '\0' || f->rule[0] != '\0';

    if (!filtered && page->count < 6)
        return true;
    view = view_group(view, "filter");
    view_flag(view, "filtered", filtered);
    return show_choices(page, view, "networks",
                        "SELECT DISTINCT g.network, g.network " IN_REVIEW
                        "WHERE g.state = 'in_review' ORDER BY g.network",
                        f->network, err) &&
           show_choices(page, view, "reps",
                        "SELECT DISTINCT g.rep, r.name " IN_REVIEW
                        "WHERE g.state = 'in_review' ORDER BY r.name, g.rep",
                        f->rep, err) &&
           show_choices(page, view, "rules",
                        "SELECT DISTINCT f.rule, f.rule " IN_REVIEW
                        "JOIN finding AS f ON f.suggestion = g.id AND "
                        "f.revision = g.revision WHERE g.state = 'in_review' "
                        "ORDER BY f.rule",
                        f->rule, err);
}

/* The facts of the day, whatever the filter. */
static bool
show_day(struct queue_page *page, struct view *view, struct error *err)
{
    struct request *request = page->items.request;
    const struct zone *zone = page_zone(request);
    struct queue_filter none = {NULL, NULL, NULL};
    struct queue_waiting *all = page->waiting;
    size_t count = page->count;
    int64_t cleared, oldest = request->now;

    if (page->back[0] != '\0' &&
        !queue_waiting(request->store, &none, request->arena, &all, &count,
                       err))
        return false;
    if (!db_number(request->store->db, err, &cleared, 0,
                   "SELECT count(*) FROM audit WHERE what = 'clear itself' "
                   "AND at >= $1",
                   "i", zone_day_start(zone, zone_day(zone, request->now))))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (all[i].since < oldest)
            oldest = all[i].since;
    }
    view_int(view, "need", (int64_t)count);
    view_text(view, "needs", count == 1 ? "needs" : "need");
    view_flag(view, "any", count > 0);
    view_int(view, "cleared", cleared);
    if (page->count != count)
        view_int(view, "left", (int64_t)page->count);
    show_wait(view, request->now - oldest);
    if (page->to > page->from)
        page_time(request, view, "first_slot", page->list[0].g.slot);
    return true;
}

static void
show_pages(struct queue_page *page, struct view *view)
{
    if (page->count <= PAGE_POSTS)
        return;
    view = view_group(view, "pages");
    view_int(view, "first", (int64_t)page->from + 1);
    view_int(view, "last", (int64_t)page->to);
    view_int(view, "all", (int64_t)page->count);
    if (page->to < page->count)
        view_format(view, "later", "/queue%s", query_for(page, page->to));
    if (page->from > 0) {
        size_t from = page->from > PAGE_POSTS ? page->from - PAGE_POSTS : 0;

        view_format(view, "earlier", "/queue%s", query_for(page, from));
    }
}

static bool
show_queue(struct queue_page *page, struct view *view, struct error *err)
{
    if (!load_page(page, err) || !show_day(page, view, err) ||
        !show_filter(page, view, err))
        return false;
    view_text(view, "back", page->back);
    show_pages(page, view);
    return show_items(page, view, err);
}

bool
page_queue(struct request *request, struct response *response,
           struct error *err)
{
    struct view *view = page_view(request, "Queue");
    struct desk_queue open;
    struct queue_page page = {.items = {.request = request, .open = &open}};
    bool ok;

    if (!desk_queue_open(request, &open, err))
        return false;
    ok = show_queue(&page, view, err);
    items_free(&page.items);
    desk_queue_close(&open);
    return ok && page_show(request, response, "queue", view, err);
}
