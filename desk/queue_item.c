/* A waiting text with all that helps to judge it; see the header. */
#include "queue_item.h"

#include "marks.h"
#include "page.h"

#include "polyphony/json.h"
#include "polyphony/mem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIKE_RUN 2      /* words in a row that are shown as shared */
#define LIKE_NEAR 80    /* of 100: from here on a reviewer should look */
#define MEND_WORDS 6    /* around a change */
#define PLACES_MOST 200 /* bytes of all of them */
#define QUOTE_MOST 90   /* bytes of a marked place that are said again */

const char *
network_title(const char *name)
{
    const struct network *network = network_find(name);

    return network != NULL ? network->title : name;
}

/* What the audit calls a move, as one tells it: "Ruth approved it". */
const char *
move_words(const char *what)
{
    static const char *const words[][2] = {
        {"write", "wrote it"},
        {"clear itself", "let it pass: no rule had anything to say"},
        {"send to review", "sent it to review"},
        {"approve", "approved it"},
        {"approve all", "approved it, with others of the story at once"},
        {"ask for a change", "asked for a change"},
        {"reject", "rejected it"},
        {"edit", "edited it"},
        {"offer", "offered it"},
        {"accept", "accepted it"},
        {"schedule", "scheduled it"},
        {"snooze", "put it off"},
        {"dismiss", "dismissed it"},
        {"share", "shared it"},
        {"withdraw", "withdrew it"},
        {"withdraw all", "withdrew it, with others of the story"},
        {"expire", "let it expire"},
        {"later slot", "gave it a later slot"},
        {"check again", "checked it again"},
        {"take back", "took it back"},
        {"undo", "took the last move back"},
        {"not yet", "said: not yet"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], what) == 0)
            return words[i][1];
    }
    return what;
}

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

/* --- numbers -------------------------------------------------------------- */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of a number: digits with single signs between. */
static size_t
number_length(const char *text)
{
    size_t len = 0;

    while (is_digit(text[len]) ||
           (len > 0 && strchr(",.'", text[len]) != NULL && text[len] != '\0' &&
            is_digit(text[len + 1])))
        len++;
    return len;
}

static bool
stands_in(const char *number, size_t len, const char *article)
{
    for (const char *at = article; *at != '\0';) {
        if (!is_digit(*at)) {
            at++;
            continue;
        }
        if (number_length(at) == len && memcmp(at, number, len) == 0)
            return true;
        at += number_length(at);
    }
    return false;
}

/* Links, hashtags and handles hold digits that claim nothing. */
static bool
is_address(const char *word, size_t len)
{
    if (word[0] == '#' || word[0] == '@')
        return true;
    for (size_t i = 0; i + 2 < len; i++) {
        if (memcmp(word + i, "://", 3) == 0)
            return true;
    }
    return len > 4 && memcmp(word, "www.", 4) == 0;
}

size_t
numbers_in(const char *text, const char *article, char *missing, size_t size)
{
    size_t count = 0;

    missing[0] = '\0';
    while (*text != '\0') {
        size_t len = strcspn(text, " \t\n");

        for (size_t i = 0; i < len && !is_address(text, len); i++) {
            size_t number = number_length(text + i);

            if (number == 0)
                continue;
            if (stands_in(text + i, number, article))
                count++;
            else if (missing[0] == '\0')
                snprintf(missing, size, "%.*s",
                         (int)(number < 40 ? number : 40), text + i);
            i += number - 1;
        }
        text += len;
        text += strspn(text, " \t\n");
    }
    return count;
}

/* --- disclosure ----------------------------------------------------------- */

/* Letters and digits in small, one blank between words, one at each end. */
static char *
squeeze(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 3);
    size_t len = 0;

    out[len++] = ' ';
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (isalnum(c) || c >= 0x80)
            out[len++] = (char)tolower(c);
        else if (out[len - 1] != ' ')
            out[len++] = ' ';
    }
    if (out[len - 1] != ' ')
        out[len++] = ' ';
    out[len] = '\0';
    return out;
}

static bool
has_any(struct arena *arena, const char *squeezed, const struct json *list)
{
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        const char *phrase = json_text(item);
        char *wanted = phrase != NULL ? squeeze(arena, phrase) : NULL;

        if (wanted != NULL && wanted[1] != '\0' &&
            strstr(squeezed, wanted) != NULL)
            return true;
    }
    return false;
}

/* NULL where the rules ask for none, or a finding says it already. */
static const char *
disclosure(const struct items *items, const struct item *item)
{
    const struct json *rules = json_get(items->open->book->doc, "rules");
    struct arena *arena = items->request->arena;
    const char *squeezed = squeeze(arena, item->g.text);

    for (const struct json *rule = json_first(rules); rule != NULL;
         rule = json_next(rule)) {
        const struct json *params = json_get(rule, "params");
        const char *kind = json_get_text(rule, "kind");
        const char *id = json_get_text(rule, "id");

        if (kind == NULL || strcmp(kind, "disclosure") != 0)
            continue;
        for (size_t i = 0; i < item->n_findings; i++) {
            if (id != NULL && strcmp(item->findings[i].rule, id) == 0)
                return NULL;
        }
        if (has_any(arena, squeezed, json_get(params, "need")))
            return "says that they work here";
        return has_any(arena, squeezed, json_get(params, "brand"))
                   ? "names the company, does not praise it"
                   : "does not name the company";
    }
    return NULL;
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
        /* What is said of the whole text marks nothing in it. */
        if (found[count].end - found[count].start < len)
            count++;
    }
    marks_post(&html, item->g.text, article, found, count);
    view_html(view, "post", buf_text(&html));
    buf_deinit(&html);
}

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

/* The places that a rule marks, in quotation marks. */
static const char *
places_of(struct items *items, const struct item *item, size_t first)
{
    struct buf out = {.max = 4096};
    const char *text;

    for (size_t i = first; i < item->n_findings && out.len < PLACES_MOST; i++) {
        const struct queue_finding *f = &item->findings[i];
        struct mark_range at = marks_range(item->g.text, f->start, f->end);

        if (strcmp(f->rule, item->findings[first].rule) != 0 ||
            at.end == at.start || at.end - at.start > QUOTE_MOST)
            continue;
        buf_printf(&out, "%s\xE2\x80\x9C%.*s\xE2\x80\x9D",
                   out.len > 0 ? ", " : "", (int)(at.end - at.start),
                   item->g.text + at.start);
    }
    text = arena_strdup(items->request->arena, buf_text(&out));
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
        view_text(view, "places", places);
    else if (strncmp(f->message, title, strlen(title)) != 0)
        view_text(view, "message", f->message);
}

/* The words of a request for a change, from the gravest finding. */
static const char *
wording_of(struct items *items, const struct item *item)
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

static bool
show_mend(struct items *items, const struct item *item, struct view *view,
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

static void add_chip(struct view *view, const char *css, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void
add_chip(struct view *view, const char *css, const char *fmt, ...)
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

static void
add_rule_chips(const struct items *items, const struct item *item,
               struct view *view)
{
    size_t rules = guideline_rules(items->open->book->pack), hit = 0, grave = 0;

    for (size_t i = 0; i < item->n_findings; i++) {
        hit += !is_again(item, i);
        grave += strcmp(item->findings[i].severity, "advise") != 0;
    }
    if (grave > 0)
        add_chip(view, "bad", "%zu %s", grave,
                 grave == 1 ? "finding" : "findings");
    if (item->n_findings > grave)
        add_chip(view, "", "%zu %s", item->n_findings - grave,
                 item->n_findings - grave == 1 ? "hint" : "hints");
    add_chip(view, "ok", "%zu rules passed", rules > hit ? rules - hit : 0);
}

static bool
load_others(struct items *items, int64_t story, struct error *err)
{
    struct request *request = items->request;

    if (items->others != NULL && items->others_story == story)
        return true;
    queue_others_free(items->others);
    items->others_story = story;
    return queue_others_load(request->store, story, request->now,
                             &items->others, err);
}

void
items_free(struct items *items)
{
    queue_others_free(items->others);
    items->others = NULL;
}

static bool
show_likeness(struct items *items, struct item *item, struct view *view,
              struct error *err)
{
    struct queue_nearest near;
    struct buf own = {.max = (size_t)1 << 22}, other = {.max = (size_t)1 << 22};
    struct view *like;
    int share;

    if (!load_others(items, item->g.story, err))
        return false;
    queue_others_nearest(items->others, item->g.rep, item->g.text, &near);
    if (near.text == NULL) {
        add_chip(view, "ok", "the only text on this story");
        return true;
    }
    share = (int)(near.closeness * 100 + .5);
    item->wants_look |= share >= LIKE_NEAR;
    add_chip(view, share >= LIKE_NEAR ? "bad" : "ok",
             share >= LIKE_NEAR
                 ? "close to %s\xE2\x80\x99s: %d, 100 is the most"
                 : "nearest is %s\xE2\x80\x99s, %d of 100",
             near.rep_name, share);
    like = view_group(view, "like");
    marks_same(&own, item->g.text, near.text, LIKE_RUN);
    marks_same(&other, near.text, item->g.text, LIKE_RUN);
    view_html(like, "own", buf_text(&own));
    view_html(like, "other", buf_text(&other));
    view_text(like, "other_rep", near.rep_name);
    view_int(like, "other_id", near.id);
    view_int(like, "run", near.run);
    view_flag(like, "open", share >= LIKE_NEAR);
    view_text(like, "other_state",
              strcmp(near.state, "in_review") == 0 ? "in review" : near.state);
    buf_deinit(&own);
    buf_deinit(&other);
    return true;
}

static void
add_number_chips(struct item *item, const struct item_article *article,
                 struct view *view)
{
    char missing[64];
    size_t count =
        numbers_in(item->g.text, article->whole, missing, sizeof missing);

    if (count > 0)
        add_chip(view, "ok", "%zu %s in the article", count,
                 count == 1 ? "number stands" : "numbers stand");
    if (missing[0] == '\0')
        return;
    item->wants_look = true;
    add_chip(view, "bad", "%s does not stand in the article", missing);
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
            add_chip(view, "", "written by the grammar");
        else
            add_chip(view, "", "written by %.60s", item->g.writer);
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
    view_text(view, "wording", wording_of(items, item));
    page_time(items->request, view, "slot", item->g.slot);
    return true;
}

bool
item_show(struct items *items, struct item *item, struct view *view,
          struct error *err)
{
    const struct item_article *article;
    const char *says;

    if (!show_head(items, item, view, err) ||
        !item_article(items, item->g.article, &article, err))
        return false;
    show_post(items, item, taken_from(items, item), view);
    for (size_t i = 0; i < item->n_findings; i++) {
        if (!is_again(item, i))
            show_finding(items, item, i, view);
    }
    add_rule_chips(items, item, view);
    if (!show_mend(items, item, view, err) ||
        !show_likeness(items, item, view, err))
        return false;
    add_number_chips(item, article, view);
    says = disclosure(items, item);
    if (says != NULL)
        add_chip(view, "ok", "%s", says);
    return show_revision(items, item, view, err);
}
