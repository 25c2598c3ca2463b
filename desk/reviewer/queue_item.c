/* A waiting text with all that helps to judge it; see the header. */
#include "queue_item.h"

#include "item_parts.h"
#include "desk/view/marks.h"
#include "desk/page.h"
#include "desk/place.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/network.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- loading -------------------------------------------------------------- */

bool
item_load(struct items *items, struct item *item, struct error *err)
{
    struct request *request = items->request;
    int64_t id = item->waiting->id;

    if (item->is_loaded)
        return true;
    if (!queue_find(request->store, id, request->arena, &item->g, err) ||
        !queue_findings(request->store, id, request->arena, &item->findings,
                        &item->n_findings, err))
        return false;
    item->is_loaded = item->is_clean = true;
    for (size_t i = 0; i < item->n_findings; i++) {
        const char *severity = item->findings[i].severity;

        item->is_clean &= strcmp(severity, "advise") == 0;
        item->is_blocked |= strcmp(severity, "block") == 0;
    }
    return true;
}

bool
item_article(struct items *items, int64_t id,
             const struct item_article **article, struct error *err)
{
    struct arena *arena = items->request->arena;
    struct item_article *found = items->articles;
    struct db_stmt *q;

    while (found != NULL && found->id != id)
        found = found->next;
    if (found != NULL) {
        *article = found;
        return true;
    }
    found = arena_alloc(arena, sizeof *found);
    *found = (struct item_article){
        .id = id, .whole = "", .text = "", .next = items->articles};
    items->articles = found;
    *article = found;
    q = db_query(items->request->store->db, err,
                 "SELECT title, text FROM article WHERE id = $1", "i", id);
    if (db_next(q)) {
        found->text = arena_strdup(arena, db_text(q, 1));
        found->whole =
            arena_printf(arena, "%s\n%s", db_text(q, 0), found->text);
    }
    return db_done(q, err);
}

void
item_rule_words(const struct items *items, const char *rule, const char **title,
                const char **why, const char **fix)
{
    *title = rule;
    *why = *fix = "";
    guideline_find_rule(items->open->book->pack, rule, title, why, fix);
}

/* --- what is shown -------------------------------------------------------- */

static void
show_post(struct items *items, const struct item *item, const char *article,
          struct view *view)
{
    struct mark_range *found =
        arena_array(items->request->arena, item->n_findings + 1, sizeof *found);
    struct buf html = {.max = (size_t)1 << 22};
    size_t count = 0, len = strlen(item->g.text);

    for (size_t i = 0; i < item->n_findings; i++) {
        found[count] = marks_range(item->g.text, item->findings[i].start,
                                   item->findings[i].end);
        found[count].is_hint =
            strcmp(item->findings[i].severity, "advise") == 0;
        /* What is said of the whole text marks nothing in it. */
        if (found[count].end - found[count].start < len)
            count++;
    }
    marks_post(&html, item->g.text, article, found, count);
    view_html(view, "post", buf_text(&html));
    buf_deinit(&html);
}

void
item_add_chip(struct view *view, const char *css, const char *fmt, ...)
{
    struct view *chip = view_item(view, "chips");
    char text[300];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    view_text(chip, "css", css);
    view_text(chip, "text", text);
}

/* What the last edit changed. */
static bool
show_revision(struct items *items, const struct item *item, struct view *view,
              struct error *err)
{
    static const char *const ordinals[] = {"second", "third", "fourth",
                                           "fifth"};
    struct request *request = items->request;
    int at = item->g.revision - 2;
    struct buf html = {.max = (size_t)1 << 22};
    struct db_stmt *q;
    struct view *group;

    if (item->g.revision < 2) {
        if (strcmp(item->g.writer, "grammar") == 0)
            item_add_chip(view, "", "written by the grammar");
        else
            item_add_chip(view, "", "written by %.60s", item->g.writer);
        return true;
    }
    group = view_group(view, "revision");
    if (at < 4)
        view_format(group, "which", "%s version", ordinals[at]);
    else
        view_format(group, "which", "version %d", item->g.revision);
    view_text(group, "writer", item->g.writer);
    q = db_query(request->store->db, err,
                 "SELECT text FROM revision WHERE suggestion = $1 AND number = "
                 "$2",
                 "ii", item->g.id, (int64_t)item->g.revision - 1);
    if (db_next(q))
        marks_changes(&html, db_text(q, 0), item->g.text, 0);
    view_html(group, "changes", buf_text(&html));
    buf_deinit(&html);
    return db_done(q, err);
}

/* The sentences that it was made from, and the title: what may be pale. */
static const char *
taken_from(struct items *items, const struct item *item)
{
    struct buf all = {.max = (size_t)1 << 22};
    struct json *source = NULL;
    const char *text;

    buf_add(&all, item->g.title);
    if (json_parse(item->g.source, strlen(item->g.source), &source, NULL)) {
        for (const struct json *s = json_first(source); s != NULL;
             s = json_next(s)) {
            buf_add(&all, "\n\n");
            buf_add(&all, json_get_text(s, "text"));
        }
    }
    json_free(source);
    text = arena_strdup(items->request->arena, buf_text(&all));
    buf_deinit(&all);
    return text;
}

static void
show_head(struct items *items, const struct item *item, struct view *view)
{
    const struct queue_waiting *waiting = item->waiting;

    view_text(view, "rep", waiting->rep_name);
    view_text(view, "network", network_title(waiting->network));
    view_text(view, "text", item->g.text);
    view_int(view, "trust", waiting->trust);
    view_flag(view, "blocked", item->is_blocked);
    view_text(view, "wording", item_wording(items, item));
    page_time(items->request, view, "slot", waiting->slot);
    if (waiting->slot != TIME_NONE && waiting->slot < items->request->now)
        view_text(view, "late", "was");
}

/* What takes long: likeness, the rules' mends, marks. */
static bool
judge(struct items *items, struct item *item, struct view *view,
      struct error *err)
{
    const struct item_article *article;
    const char *says, *taken;

    if (!item_load(items, item, err) ||
        !item_article(items, item->g.article, &article, err))
        return false;
    show_head(items, item, view);
    taken = taken_from(items, item);
    show_post(items, item, taken, view);
    item_show_findings(items, item, view);
    item_show_blocks(items, item, view);
    item_add_rule_chips(items, item, view);
    if (!item_show_mend(items, item, view, err) ||
        !item_show_likeness(items, item, view, err))
        return false;
    item_show_numbers(items, item, taken, article, view);
    says = item_disclosure(items, item);
    if (says != NULL)
        item_add_chip(view, "ok", "%s", says);
    return show_revision(items, item, view, err);
}

/* --- what is known already ------------------------------------------------ */

int64_t
items_today(const struct items *items)
{
    const struct zone *zone = page_zone(items->request);

    return zone_day_start(zone, zone_day(zone, items->request->now));
}

/* Times are said as "today", by the reader's clock; a story is counted by what
 * it is the same as. */
static bool
find_known(struct items *items, int64_t story, struct error *err)
{
    struct request *request = items->request;
    const struct guideline *pack = items->open->book->pack;
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT s.root, (SELECT number FROM changed WHERE area = 'story ' || "
        "s.root), (SELECT number FROM changed WHERE area = 'texts') FROM "
        "(SELECT coalesce(same_as, id) AS root FROM story WHERE id = $1) AS s",
        "i", story);

    items->known_story = story;
    items->known = NULL;
    if (db_next(q))
        items->known = arena_printf(
            request->arena, "%lld %lld %lld %lld %s %d %s %lld %s",
            (long long)db_int(q, 0), (long long)db_int(q, 1),
            (long long)db_int(q, 2), (long long)request->changed.all,
            guideline_name(pack), guideline_version(pack), guideline_mark(pack),
            (long long)items_today(items), zone_name(page_zone(request)));
    return db_done(q, err) && (items->known != NULL ||
                               error_set(err, ERROR_STORE, "story %lld is gone",
                                         (long long)story));
}

bool
item_find_key(struct items *items, int64_t story, const char *words,
              char key[DIGEST_TEXT], struct error *err)
{
    if (items->known == NULL || items->known_story != story) {
        if (!find_known(items, story, err))
            return false;
    }
    digest_text(key, (const char *const[]){items->known, words}, 2);
    return true;
}

/* What stands in the list and is counted for the list alone. */
static bool
find_key(struct items *items, const struct item *item, char key[DIGEST_TEXT],
         struct error *err)
{
    const struct queue_waiting *w = item->waiting;
    bool is_late = w->slot < items->request->now;
    const char *words = arena_printf(
        items->request->arena, "text %lld %lld %lld %lld %d %s %s",
        (long long)w->id, (long long)w->revision, (long long)w->trust,
        (long long)w->slot, is_late, w->network, w->rep_name);

    return item_find_key(items, w->story, words, key, err);
}

/* Kept is what queue_text.html says, behind two signs: whether it wants a
 * look, and whether it is clean. */
bool
item_show(struct items *items, struct item *item, struct view *view,
          struct error *err)
{
    struct memo *memo = items->request->place->memo;
    struct buf made = {.max = RESPONSE_MAX};
    char key[DIGEST_TEXT];
    bool ok;

    view_int(view, "id", item->waiting->id);
    view_int(view, "revision_number", item->waiting->revision);
    if (!find_key(items, item, key, err))
        return false;
    ok = memo_get(memo, key, &made);
    if (ok) {
        item->wants_look = buf_text(&made)[0] == '!';
        item->is_clean = buf_text(&made)[1] == 'c';
    } else if (judge(items, item, view, err)) {
        buf_add_char(&made, item->wants_look ? '!' : ' ');
        buf_add_char(&made, item->is_clean ? 'c' : ' ');
        ok = template_render("queue_text", NULL, view, &made, err);
        if (ok)
            memo_put(memo, key, &made);
    }
    view_html(view, "all", ok ? buf_text(&made) + 2 : NULL);
    buf_deinit(&made);
    return ok;
}
