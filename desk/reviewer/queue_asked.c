/* The filter of the queue; see the header. */
#include "queue_asked.h"

#include "desk/page.h"

#include "polyphony/mem.h"
#include "polyphony/network.h"

#include <stdlib.h>
#include <string.h>

#define CHOICES 1000 /* of one kind */

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

/* --- the choices, from what waits ------------------------------------------
 */

struct choice {
    const char *value, *label;
};

static int
by_value(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;
    int order = strcmp(x->value, y->value);

    return order != 0 ? order : strcmp(x->label, y->label);
}

static int
by_label(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;
    int order = strcmp(x->label, y->label);

    return order != 0 ? order : strcmp(x->value, y->value);
}

/* Each value once, by their labels. */
static void
show_choices(struct view *view, const char *list, struct choice *choices,
             size_t count, const char *chosen)
{
    size_t kept = 0;

    if (count > 1)
        qsort(choices, count, sizeof *choices, by_value);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(choices[i].value, choices[kept - 1].value) != 0)
            choices[kept++] = choices[i];
    }
    if (kept > 1)
        qsort(choices, kept, sizeof *choices, by_label);
    for (size_t i = 0; i < kept && i < CHOICES; i++) {
        struct view *choice = view_item(view, list);

        view_text(choice, "value", choices[i].value);
        view_text(choice, "label", choices[i].label);
        view_flag(choice, "chosen", strcmp(choices[i].value, chosen) == 0);
    }
}

static bool
show_rules(struct items *items, struct view *view, const char *chosen,
           struct error *err)
{
    struct choice *choices = NULL;
    size_t count = 0, room = 0;
    struct db_stmt *q = db_query(
        items->request->store->db, err,
        "SELECT DISTINCT f.rule FROM (SELECT id, revision FROM suggestion "
        "WHERE state = 'in_review' UNION ALL SELECT g.id, g.revision FROM "
        "suggestion AS g WHERE g.blind = 1 AND g.state IN ('approved', "
        "'offered') AND NOT EXISTS (SELECT 1 FROM decision AS d WHERE "
        "d.suggestion = g.id)) AS w CROSS JOIN finding AS f ON f.suggestion = "
        "w.id AND f.revision = w.revision",
        "");

    while (db_next(q)) {
        const char *why, *fix;

        choices = mem_grow(choices, &room, count + 1, sizeof *choices);
        choices[count].value =
            arena_strdup(items->request->arena, db_text(q, 0));
        item_rule_words(items, choices[count].value, &choices[count].label,
                        &why, &fix);
        count++;
    }
    show_choices(view, "rules", choices, count, chosen);
    free(choices);
    return db_done(q, err);
}

/* Of each waiting text the one fact that is chosen by. */
static struct choice
choice_of(const struct items *items, const struct queue_waiting *waiting,
          const char *list)
{
    if (strcmp(list, "networks") == 0)
        return (struct choice){waiting->network,
                               network_title(waiting->network)};
    if (strcmp(list, "reps") == 0)
        return (struct choice){waiting->rep, waiting->rep_name};
    return (struct choice){
        arena_printf(items->request->arena, "%lld", (long long)waiting->story),
        waiting->title};
}

static void
show_facts(struct items *items, const struct queue_all *all, struct view *view,
           const char *list, const char *chosen)
{
    struct choice *choices =
        arena_array(items->request->arena, all->count, sizeof *choices);

    for (size_t i = 0; i < all->count; i++)
        choices[i] = choice_of(items, &all->list[i], list);
    show_choices(view, list, choices, all->count, chosen);
}

bool
queue_asked_show(struct items *items, const struct queue_asked *asked,
                 const struct queue_all *all, bool open, struct view *view,
                 struct error *err)
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
    show_facts(items, all, view, "networks", f->network);
    show_facts(items, all, view, "reps", f->rep);
    show_facts(items, all, view, "stories_waiting", asked->story);
    return show_rules(items, view, f->rule, err);
}
