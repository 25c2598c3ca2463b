/* A waiting text with all that helps to judge it; see the header. */
#include "queue_item.h"

#include "item_parts.h"
#include "desk/view/marks.h"
#include "desk/page.h"
#include "desk/place.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- loading -------------------------------------------------------------- */

bool
item_load(struct items *items, int64_t id, struct item *item, struct error *err)
{
    struct request *request = items->request;

    memset(item, 0, sizeof *item);
    if (!queue_find(request->store, id, request->arena, &item->g, err) ||
        !queue_findings(request->store, id, request->arena, &item->findings,
                        &item->n_findings, err))
        return false;
    item->is_clean = true;
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
                 "SELECT title, text, summary, url, (SELECT c.text FROM "
                 "company_post AS c WHERE c.url_key = a.url_key ORDER BY c.id "
                 "LIMIT 1) FROM article AS a WHERE id = $1",
                 "i", id);
    if (db_next(q)) {
        const char *texts[] = {db_text(q, 0), db_text(q, 1), db_text(q, 2),
                               db_text(q, 3), db_text(q, 4)};

        digest_text(found->digest, texts, sizeof texts / sizeof texts[0]);
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

static bool
show_head(struct items *items, const struct item *item, struct view *view,
          struct error *err)
{
    int64_t trust;

    if (!db_number(items->request->store->db, err, &trust, 0,
                   "SELECT trust FROM rep WHERE id = $1", "t", item->g.rep))
        return false;
    view_int(view, "id", item->g.id);
    view_int(view, "revision_number", item->g.revision);
    view_text(view, "rep", item->g.rep_name);
    view_text(view, "network", network_title(item->g.network));
    view_text(view, "text", item->g.text);
    view_int(view, "trust", trust);
    view_flag(view, "blocked", item->is_blocked);
    view_text(view, "wording", item_wording(items, item));
    page_time(items->request, view, "slot", item->g.slot);
    if (item->g.slot != TIME_NONE && item->g.slot < items->request->now)
        view_text(view, "late", "was");
    return true;
}

/* What takes long: likeness, the rules' mends, marks. */
static bool
judge(struct items *items, struct item *item,
      const struct item_article *article, struct view *view, struct error *err)
{
    const char *says, *taken = taken_from(items, item);

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

#define HEAD_NAMES 8
#define FINDING_TEXTS 5

/* The digest of all that judge() and queue_text.html read. Of an earlier
 * wording the number is enough: one that is forgotten counts in "all". */
static void
find_key(struct items *items, const struct item *item,
         const struct item_article *article, const struct view *view,
         char key[DIGEST_TEXT])
{
    static const char *const head[HEAD_NAMES] = {
        "rep",  "network",  "trust",   "wording",
        "slot", "slot_iso", "blocked", "late"};
    struct arena *arena = items->request->arena;
    const struct suggestion *g = &item->g;
    const struct guideline *pack = items->open->book->pack;
    const struct zone *zone = page_zone(items->request);
    char others[DIGEST_TEXT];
    const char **texts =
        arena_array(arena, HEAD_NAMES + 11 + FINDING_TEXTS * item->n_findings,
                    sizeof *texts);
    size_t count = 0;

    queue_others_digest(items->others, others);
    texts[count++] = others;
    texts[count++] = article->digest;
    texts[count++] = arena_printf(
        arena, "%lld %d %s %d %s %lld", (long long)g->id, g->revision,
        guideline_name(pack), guideline_version(pack), guideline_mark(pack),
        (long long)items->request->changed.all);
    /* Times are said as "today", for who reads them. */
    texts[count++] = arena_printf(
        arena, "%lld",
        (long long)zone_day_start(zone, zone_day(zone, items->request->now)));
    texts[count++] = g->rep;
    texts[count++] = g->text;
    texts[count++] = g->title;
    texts[count++] = g->source;
    texts[count++] = g->writer;
    for (size_t i = 0; i < HEAD_NAMES; i++)
        texts[count++] = view_get(view, head[i]);
    for (size_t i = 0; i < item->n_findings; i++) {
        const struct queue_finding *f = &item->findings[i];

        texts[count++] = f->rule;
        texts[count++] = f->severity;
        texts[count++] = f->message;
        texts[count++] = f->fix;
        texts[count++] = arena_printf(arena, "%lld %lld", (long long)f->start,
                                      (long long)f->end);
    }
    digest_text(key, texts, count);
}

/* Kept is what queue_text.html says, behind a sign whether it wants a look. */
bool
item_show(struct items *items, struct item *item, struct view *view,
          struct error *err)
{
    struct memo *memo = items->request->place->memo;
    struct buf made = {.max = RESPONSE_MAX};
    const struct item_article *article;
    char key[DIGEST_TEXT];
    bool ok;

    if (!show_head(items, item, view, err) ||
        !item_article(items, item->g.article, &article, err) ||
        !item_load_others(items, item->g.story, err))
        return false;
    find_key(items, item, article, view, key);
    ok = memo_get(memo, key, &made);
    if (ok) {
        item->wants_look = buf_text(&made)[0] == '!';
    } else if (judge(items, item, article, view, err)) {
        buf_add_char(&made, item->wants_look ? '!' : ' ');
        ok = template_render("queue_text", NULL, view, &made, err);
        if (ok)
            memo_put(memo, key, &made);
    }
    view_html(view, "all", ok ? buf_text(&made) + 1 : NULL);
    buf_deinit(&made);
    return ok;
}
