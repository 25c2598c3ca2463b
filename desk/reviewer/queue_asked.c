/* The filter of the queue; see the header. */
#include "queue_asked.h"

#include "desk/page.h"

#include <string.h>

static const char *const dues[][2] = {
    {"late", "overdue"}, {"today", "today"}, {"later", "after today"}};

static void
add_due(struct request *request, struct queue_asked *asked)
{
    const struct zone *zone = page_zone(request);
    int64_t midnight = zone_day_start(zone, zone_day(zone, request->now) + 1);
    struct queue_filter *filter = &asked->filter;

    if (strcmp(asked->due, "late") == 0)
        filter->due_before = request->now;
    else if (strcmp(asked->due, "today") == 0)
        filter->due_before = midnight;
    else if (strcmp(asked->due, "later") == 0)
        filter->due_from = midnight;
    else
        asked->due = "";
}

void
queue_asked_read(struct request *request, struct queue_asked *asked)
{
    struct queue_filter *filter = &asked->filter;

    *asked = (struct queue_asked){
        .filter = {.network = request_query(request, "network"),
                   .rep = request_query(request, "rep"),
                   .rule = request_query(request, "rule"),
                   .words = request_query(request, "words")},
        .due = request_query(request, "due"),
        .story = request_query(request, "story")};
    if (!text_number(asked->story, 1, INT64_MAX, &filter->story))
        asked->story = "";
    add_due(request, asked);
    asked->any = filter->network[0] != '\0' || filter->rep[0] != '\0' ||
                 filter->rule[0] != '\0' || filter->words[0] != '\0' ||
                 filter->story != 0 || asked->due[0] != '\0';
}

static void
add_query(struct buf *out, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    buf_printf(out, "%c%s=", out->len == 0 ? '?' : '&', name);
    buf_add_url(out, value);
}

const char *
queue_asked_query(struct request *request, const struct queue_asked *asked,
                  size_t from)
{
    struct buf out = {.max = 900}; /* as long as a way back may be */
    const char *text;

    add_query(&out, "network", asked->filter.network);
    add_query(&out, "rep", asked->filter.rep);
    add_query(&out, "rule", asked->filter.rule);
    add_query(&out, "story", asked->story);
    add_query(&out, "due", asked->due);
    add_query(&out, "words", asked->filter.words);
    if (from > 0)
        add_query(&out, "from", arena_printf(request->arena, "%zu", from));
    text = arena_strdup(request->arena, buf_ok(&out) ? buf_text(&out) : "");
    buf_deinit(&out);
    return text;
}

static bool
show_choices(struct items *items, struct view *view, const char *list,
             const char *sql, const char *chosen, struct error *err)
{
    struct db_stmt *q = db_query(items->request->store->db, err, sql, "");

    while (db_next(q)) {
        struct view *choice = view_item(view, list);
        const char *value = db_text(q, 0), *label = db_text(q, 1);
        const char *title, *why, *fix;

        view_text(choice, "value", value);
        if (strcmp(list, "networks") == 0) {
            label = network_title(value);
        } else if (strcmp(list, "rules") == 0) {
            item_rule_words(items, value, &title, &why, &fix);
            label = title;
        }
        view_text(choice, "label", label);
        view_flag(choice, "chosen", strcmp(value, chosen) == 0);
    }
    return db_done(q, err);
}

#define WAITS "FROM suggestion AS g JOIN rep AS r ON r.id = g.rep "
#define STATES                                                                 \
    "WHERE (g.state = 'in_review' OR (g.blind = 1 AND g.state IN "             \
    "('approved', 'offered') AND NOT EXISTS (SELECT 1 FROM decision AS d "     \
    "WHERE d.suggestion = g.id))) "

bool
queue_asked_show(struct items *items, const struct queue_asked *asked,
                 bool open, struct view *view, struct error *err)
{
    const struct queue_filter *f = &asked->filter;

    view = view_group(view, "filter");
    view_flag(view, "filtered", asked->any);
    view_flag(view, "open", open);
    view_text(view, "words", f->words);
    for (size_t i = 0; i < sizeof dues / sizeof dues[0]; i++) {
        struct view *due = view_item(view, "dues");

        view_text(due, "value", dues[i][0]);
        view_text(due, "label", dues[i][1]);
        view_flag(due, "chosen", strcmp(dues[i][0], asked->due) == 0);
    }
    return show_choices(items, view, "networks",
                        "SELECT DISTINCT g.network, g.network " WAITS STATES
                        "ORDER BY g.network",
                        f->network, err) &&
           show_choices(items, view, "reps",
                        "SELECT DISTINCT g.rep, r.name " WAITS STATES
                        "ORDER BY r.name, g.rep",
                        f->rep, err) &&
           show_choices(items, view, "rules",
                        "SELECT DISTINCT f.rule, f.rule " WAITS
                        "JOIN finding AS f ON f.suggestion = g.id AND "
                        "f.revision = g.revision " STATES "ORDER BY f.rule",
                        f->rule, err) &&
           show_choices(items, view, "stories_waiting",
                        "SELECT g.story + 0, min(a.title) " WAITS
                        "JOIN article AS a ON a.id = g.article " STATES
                        "GROUP BY g.story + 0 ORDER BY 2 LIMIT 200",
                        asked->story, err);
}
