/* The reviewer's queue: what needs a person, by story. */
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"
#include "queue_asked.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"
#include "polyphony/sentence.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_POSTS 20
#define SENTENCES 6 /* of an article, beside its texts */

struct queue_page {
    struct items items;
    struct queue_asked asked;
    struct queue_all all;
    struct queue_waiting *waiting; /* what the filter leaves */
    size_t count, from, to;
    struct item *list; /* of this page, `to` - `from` of them */
    const char *back;  /* the query that leads here again */
};

/* --- what is on the page -------------------------------------------------- */

/* The first of the page that a text is on. */
static size_t
page_of(const struct queue_page *page, int64_t id)
{
    for (size_t i = 0; i < page->count; i++) {
        if (page->waiting[i].id == id)
            return page->from > i || i >= page->from + PAGE_POSTS
                       ? i - i % PAGE_POSTS
                       : page->from;
    }
    return page->from;
}

static bool
load_page(struct queue_page *page, struct error *err)
{
    struct request *request = page->items.request;
    int64_t from = 0, at;

    queue_asked_read(request, &page->asked);
    if (!queue_waiting(request->store, &(struct queue_filter){0},
                       request->arena, &page->all.list, &page->all.count, err))
        return false;
    page->waiting = page->all.list;
    page->count = page->all.count;
    if (page->asked.any &&
        !queue_waiting(request->store, &page->asked.filter, request->arena,
                       &page->waiting, &page->count, err))
        return false;
    if (text_number(request_query(request, "from"), 0, INT32_MAX, &from))
        page->from = (size_t)from;
    if (text_number(request_query(request, "at"), 1, INT64_MAX, &at))
        page->from = page_of(page, at);
    if (page->from >= page->count)
        page->from =
            page->count > 0 ? (page->count - 1) / PAGE_POSTS * PAGE_POSTS : 0;
    page->to = page->from + PAGE_POSTS;
    if (page->to > page->count)
        page->to = page->count;
    page->list = arena_array(request->arena, PAGE_POSTS, sizeof *page->list);
    memset(page->list, 0, PAGE_POSTS * sizeof *page->list);
    for (size_t i = page->from; i < page->to; i++)
        page->list[i - page->from].waiting = &page->waiting[i];
    page->back = queue_asked_query(request, &page->asked, page->from);
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
    view_text(view, "title", first->g.title);
    view_text(view, "site", first->g.site);
    view_link(view, "url", first->g.url);
    return db_done(q, err);
}

/* The story's head, then behind a NUL what its article says. */
static bool
tell_story(struct queue_page *page, size_t at, size_t end, struct view *view,
           struct buf *made, struct error *err)
{
    const struct item_article *article;
    struct lines lines = {.count = 0};

    for (size_t i = at; i < end; i++) {
        if (!item_load(&page->items, &page->list[i], err))
            return false;
    }
    if (!show_story_facts(page, &page->list[at], view, err) ||
        !item_article(&page->items, page->list[at].g.article, &article, err))
        return false;
    add_lead(page, article, &lines);
    for (size_t i = at; i < end; i++)
        add_sources(page, &page->list[i], &lines);
    for (size_t i = 0; i < lines.count; i++)
        view_text(view_item(view, "lines"), "line", lines.items[i].text);
    if (lines.count > 1)
        view_int(view, "sentences", (int64_t)lines.count);
    view_format(view, "posts", "%zu %s", end - at,
                end - at == 1 ? "post" : "posts");
    if (!template_render("queue_story", NULL, view, made, err))
        return false;
    buf_add_char(made, '\0');
    return template_render("queue_told", NULL, view, made, err);
}

/* All clean ones of a story in one go. */
static void
show_clean(struct queue_page *page, size_t at, size_t end, struct view *view)
{
    struct buf seen = {.max = 4096};
    int64_t clean = 0;

    for (size_t i = at; i < end; i++) {
        const struct item *item = &page->list[i];
        const struct queue_waiting *waiting = item->waiting;
        struct view *who;

        if (!item->is_clean || item->wants_look)
            continue;
        clean++;
        who = view_item(view, "clean_ones");
        view_text(who, "rep", waiting->rep_name);
        view_int(who, "id", waiting->id);
        buf_printf(&seen, "%lld:%lld ", (long long)waiting->id,
                   (long long)waiting->revision);
    }
    if (clean > 1) {
        view_int(view, "clean", clean);
        view_text(view, "seen", buf_text(&seen));
        if (end < page->to - page->from)
            view_int(view, "after", page->list[end].waiting->id);
    }
    buf_deinit(&seen);
}

/* Items [at, end) of the page are of one story, and have been shown. */
static bool
show_story(struct queue_page *page, size_t at, size_t end, struct view *view,
           struct error *err)
{
    struct memo *memo = page->items.request->place->memo;
    int64_t story = page->list[at].waiting->story;
    struct buf ids = {.max = 4096}, made = {.max = RESPONSE_MAX};
    char key[DIGEST_TEXT];
    bool ok;

    buf_add(&ids, "story");
    for (size_t i = at; i < end; i++)
        buf_printf(&ids, " %lld", (long long)page->list[i].waiting->id);
    view_int(view, "story", story);
    show_clean(page, at, end, view);
    ok = item_find_key(&page->items, story, buf_text(&ids), key, err);
    if (ok && !memo_get(memo, key, &made)) {
        ok = tell_story(page, at, end, view, &made, err);
        if (ok)
            memo_put(memo, key, &made);
    }
    if (ok) {
        view_html(view, "head", buf_text(&made));
        view_html(view, "told", buf_text(&made) + strlen(buf_text(&made)) + 1);
    }
    buf_deinit(&ids);
    buf_deinit(&made);
    return ok;
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

        for (end = at + 1; end < count && page->list[end].waiting->story ==
                                              page->list[at].waiting->story;)
            end++;
        for (size_t i = at; i < end; i++) {
            struct view *item = view_item(group, "items");

            view_flag(item, "current", i == 0);
            if (i + 1 < count)
                view_int(item, "next", page->list[i + 1].waiting->id);
            else if (i > 0)
                view_int(item, "next", page->list[i - 1].waiting->id);
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

/* Nothing waits: what was last, and what goes out next without a word. */
static bool
show_rest(struct queue_page *page, struct view *view, struct error *err)
{
    struct request *request = page->items.request;
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT d.who, d.verdict, d.at, r.name, g.network, g.id FROM "
                 "decision AS d JOIN suggestion AS g ON g.id = d.suggestion "
                 "JOIN rep AS r ON r.id = g.rep ORDER BY d.id DESC LIMIT 1",
                 "");

    if (db_next(q)) {
        struct view *last = view_group(view, "last_word");

        view_text(last, "by", db_text(q, 0));
        view_text(last, "verdict", verdict_words(db_text(q, 1)));
        page_time(request, last, "at", db_int(q, 2));
        view_text(last, "rep", db_text(q, 3));
        view_text(last, "network", network_title(db_text(q, 4)));
        view_int(last, "id", db_int(q, 5));
    }
    if (!db_done(q, err))
        return false;
    q = db_query(request->store->db, err,
                 "SELECT l.at, r.name, g.network FROM slot AS l JOIN "
                 "suggestion AS g ON g.id = l.suggestion JOIN rep AS r ON r.id "
                 "= g.rep WHERE l.at >= $1 AND g.state IN ('approved', "
                 "'offered', 'scheduled') ORDER BY l.at LIMIT 1",
                 "i", request->now);
    if (db_next(q)) {
        struct view *next = view_group(view, "next_due");

        page_time(request, next, "at", db_int(q, 0));
        view_text(next, "rep", db_text(q, 1));
        view_text(next, "network", network_title(db_text(q, 2)));
    }
    return db_done(q, err);
}

/* The facts of the day, whatever the filter. */
static bool
show_day(struct queue_page *page, struct view *view, struct error *err)
{
    struct request *request = page->items.request;
    const struct zone *zone = page_zone(request);
    const struct queue_waiting *all = page->all.list;
    size_t count = page->all.count;
    int64_t cleared, oldest = request->now;

    if (!db_number(request->store->db, err, &cleared, 0,
                   "SELECT count(*) FROM audit AS u JOIN suggestion AS g ON "
                   "g.id = u.suggestion WHERE u.what = 'clear itself' AND "
                   "u.at >= $1 AND g.blind = 0",
                   "i", zone_day_start(zone, zone_day(zone, request->now))))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (all[i].since < oldest)
            oldest = all[i].since;
    }
    view_int(view, "need", (int64_t)count);
    view_text(view, "needs", count == 1 ? "needs" : "need");
    view_flag(view, "any", count > 0);
    view_flag(view, "none_shown", count > 0 && page->count == 0);
    view_flag(view, "legend", page->count > 0);
    view_int(view, "cleared", cleared);
    if (page->count != count)
        view_int(view, "left", (int64_t)page->count);
    show_wait(view, request->now - oldest);
    if (page->to > page->from)
        page_time(request, view, "first_slot", page->list[0].waiting->slot);
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
        view_format(
            view, "later", "/queue%s",
            queue_asked_query(page->items.request, &page->asked, page->to));
    if (page->from > 0) {
        size_t from = page->from > PAGE_POSTS ? page->from - PAGE_POSTS : 0;

        view_format(view, "earlier", "/queue%s",
                    queue_asked_query(page->items.request, &page->asked, from));
    }
}

static bool
show_queue(struct queue_page *page, struct view *view, struct error *err)
{
    if (!load_page(page, err) || !show_day(page, view, err) ||
        ((page->asked.any || page->count > 5) &&
         !queue_asked_show(&page->items, &page->asked, &page->all,
                           page->count == 0, view, err)))
        return false;
    if (page->count == 0 && !show_rest(page, view, err))
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
