/* What the rules found in a text, in words, and its mend. */
#include "item_parts.h"

#include "desk/view/marks.h"

#include <string.h>

#define MEND_WORDS 6    /* around a change */
#define PLACES_MOST 200 /* bytes of all of them */
#define QUOTE_MOST 90   /* bytes of a marked place that are said again */

/* Another finding of the same rule came before. */
static bool
is_again(const struct item *item, size_t number)
{
    for (size_t i = 0; i < number; i++) {
        if (strcmp(item->findings[i].rule, item->findings[number].rule) == 0)
            return true;
    }
    return false;
}

/* The places that a rule marks, in quotation marks, as HTML. */
static const char *
places_of(struct items *items, const struct item *item, size_t first)
{
    struct arena *arena = items->request->arena;
    struct buf out = {.max = (size_t)1 << 16};
    const char *text;
    size_t len = 0;

    for (size_t i = first; i < item->n_findings && len < PLACES_MOST; i++) {
        const struct queue_finding *f = &item->findings[i];
        struct mark_range at = marks_range(item->g.text, f->start, f->end);
        struct mark_range none = {0};
        size_t size = at.end - at.start;

        if (strcmp(f->rule, item->findings[first].rule) != 0 || size == 0 ||
            size > QUOTE_MOST)
            continue;
        len += size;
        buf_printf(&out, "%s\xE2\x80\x9C<bdi>", out.len > 0 ? ", " : "");
        marks_one(&out, arena_strndup(arena, item->g.text + at.start, size),
                  none, "");
        buf_add(&out, "</bdi>\xE2\x80\x9D");
    }
    text = arena_strdup(arena, buf_text(&out));
    buf_deinit(&out);
    return text;
}

static void
show_finding(struct items *items, const struct item *item, size_t number,
             struct view *list)
{
    const struct queue_finding *f = &item->findings[number];
    const char *places = places_of(items, item, number);
    struct view *view = view_item(list, "findings");
    const char *title, *why, *fix;

    item_rule_words(items, f->rule, &title, &why, &fix);
    view_text(view, "title", title);
    view_text(view, "why", why);
    view_text(view, "fix", f->fix[0] != '\0' ? f->fix : fix);
    view_text(view, "does",
              strcmp(f->severity, "block") == 0  ? "blocks"
              : strcmp(f->severity, "warn") == 0 ? "warns"
                                                 : "advises");
    view_flag(view, "hint", strcmp(f->severity, "advise") == 0);
    if (places[0] != '\0')
        view_html(view, "places", places);
    else if (strncmp(f->message, title, strlen(title)) != 0)
        view_text(view, "message", f->message);
}

void
item_show_findings(struct items *items, const struct item *item,
                   struct view *view)
{
    for (size_t i = 0; i < item->n_findings; i++) {
        if (!is_again(item, i))
            show_finding(items, item, i, view);
    }
}

const char *
item_wording(struct items *items, const struct item *item)
{
    static const char *const order[] = {"block", "warn", "advise"};

    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < item->n_findings; i++) {
            const struct queue_finding *f = &item->findings[i];
            const char *title, *why, *fix;

            if (strcmp(f->severity, order[k]) != 0)
                continue;
            item_rule_words(items, f->rule, &title, &why, &fix);
            if (f->fix[0] != '\0')
                fix = f->fix;
            return arena_printf(items->request->arena, "%s%s%s%s%s", f->message,
                                why[0] != '\0' ? ". " : "", why,
                                fix[0] != '\0' ? " " : "", fix);
        }
    }
    return "";
}

bool
item_show_mend(struct items *items, const struct item *item, struct view *view,
               struct error *err)
{
    const char *mended = NULL;
    size_t count = 0;

    if (item->n_findings == 0)
        return true;
    if (!queue_mend_text(&items->open->queue, item->g.id, item->g.text,
                         items->request->arena, &mended, &count, err))
        return false;
    if (count > 0) {
        struct buf html = {.max = (size_t)1 << 22};

        marks_changes(&html, item->g.text, mended, MEND_WORDS);
        view_html(view, "mended", buf_text(&html));
        buf_deinit(&html);
    } else {
        view_flag(view, "askable", !item->is_clean);
    }
    return true;
}

void
item_add_rule_chips(const struct items *items, const struct item *item,
                    struct view *view)
{
    size_t rules = guideline_rules(items->open->book->pack), hit = 0, grave = 0;

    for (size_t i = 0; i < item->n_findings; i++) {
        hit += !is_again(item, i);
        grave += strcmp(item->findings[i].severity, "advise") != 0;
    }
    if (grave > 0)
        item_add_chip(view, "bad", "%zu %s", grave,
                      grave == 1 ? "finding" : "findings");
    if (item->n_findings > grave)
        item_add_chip(view, "", "%zu %s", item->n_findings - grave,
                      item->n_findings - grave == 1 ? "hint" : "hints");
    item_add_chip(view, "ok", "%zu rules passed",
                  rules > hit ? rules - hit : 0);
}

/* Which rules nobody can pass, by name. */
void
item_show_blocks(struct items *items, const struct item *item,
                 struct view *view)
{
    struct buf out = {.max = 2000};

    for (size_t i = 0; i < item->n_findings; i++) {
        const struct queue_finding *f = &item->findings[i];
        const char *title, *why, *fix;

        if (strcmp(f->severity, "block") != 0 || is_again(item, i))
            continue;
        item_rule_words(items, f->rule, &title, &why, &fix);
        buf_printf(&out, "%s\xE2\x80\x9C%s\xE2\x80\x9D",
                   out.len > 0 ? ", " : "", title);
    }
    if (out.len > 0)
        view_text(view, "blocks", buf_text(&out));
    buf_deinit(&out);
}
