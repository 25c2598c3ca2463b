/* A suggestion as its rep sees it: the text as the network will show it, why
 * it is theirs, where it comes from, and what the checks say. */
#include "desk/view/chart.h"
#include "rep_pages.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <string.h>

#define READ_PER_MINUTE 230 /* words */
#define WHY_TERMS 3
#define TIGHT_LIMIT 600 /* below it the length is worth a word */
#define LINK_SHOWN 30   /* characters of a link, where a card says the rest */

bool
rep_suggestion(struct request *request, struct suggestion *g, struct error *err)
{
    int64_t id;

    memset(g, 0, sizeof *g);
    if (request->person.rep == NULL || !request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such suggestion");
    if (!queue_find(request->store, id, request->arena, g, err))
        return err->kind == ERROR_NOTFOUND
                   ? error_set(err, ERROR_NOTFOUND,
                               "There is no such suggestion")
                   : false;
    return strcmp(g->rep, request->person.rep) == 0 ||
           error_set(err, ERROR_NOTFOUND, "There is no such suggestion");
}

/* --- the text ------------------------------------------------------------- */

static bool
is_link(const char *word, size_t len)
{
    return (len > 8 && strncmp(word, "https://", 8) == 0) ||
           (len > 7 && strncmp(word, "http://", 7) == 0);
}

/* "morningshift.example/walking-t…": without scheme and www, as networks that
 * draw a card of the link show it, each a little differently. */
static void
add_short_link(struct buf *out, const char *link, size_t len)
{
    size_t from = link[4] == 's' ? 8 : 7, cut;

    if (len > from + 4 && strncmp(link + from, "www.", 4) == 0)
        from += 4;
    link += from;
    len -= from;
    if (len > 1 && link[len - 1] == '/')
        len--;
    cut = utf8_offset(link, len, LINK_SHOWN);
    buf_add_html_bytes(out, link, cut);
    if (cut < len)
        buf_add(out, "\xE2\x80\xA6");
}

/* A word without the punctuation behind it, as networks cut a link. */
static void
add_word(struct buf *out, const char *word, size_t len, bool is_short)
{
    size_t core = len;

    while (core > 1 && strchr(".,;:!?)\"'", word[core - 1]) != NULL)
        core--;
    if (is_link(word, core)) {
        buf_add(out, "<a class=\"ent\" rel=\"noreferrer\" target=\"_blank\" "
                     "href=\"");
        buf_add_html_bytes(out, word, core);
        buf_add(out, "\">");
        if (is_short)
            add_short_link(out, word, core);
        else
            buf_add_html_bytes(out, word, core);
        buf_add(out, "</a>");
    } else if (core > 1 && (word[0] == '#' || word[0] == '@')) {
        buf_add(out, "<span class=\"ent\">");
        buf_add_html_bytes(out, word, core);
        buf_add(out, "</span>");
    } else {
        core = 0;
    }
    buf_add_html_bytes(out, word + core, len - core);
}

/* Escaped, with links, hashtags and mentions marked as networks do. */
static void
add_marked(struct buf *out, const char *text, size_t len, bool is_short)
{
    const char *end = text + len;

    while (text < end) {
        const char *word = text;

        while (text < end && *text != ' ' && *text != '\n')
            text++;
        add_word(out, word, (size_t)(text - word), is_short);
        word = text;
        while (text < end && (*text == ' ' || *text == '\n'))
            text++;
        buf_add_bytes(out, word, (size_t)(text - word));
    }
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n';
}

/* Where the fold is drawn: a network that shows links short folds none of them
 * in its middle. */
static size_t
fold_beside_links(const char *text, size_t at)
{
    size_t start = at;

    if (text[at] == '\0' || is_blank(text[at]))
        return at;
    while (start > 0 && !is_blank(text[start - 1]))
        start--;
    return start > 0 && is_link(text + start, strcspn(text + start, " \n"))
               ? start
               : at;
}

void
card_fill_text(struct view *card, const char *network, const char *text)
{
    const struct network *found = network_find(network);
    size_t len = strlen(text);
    size_t above = found != NULL ? network_fold(found, text) : len;
    bool is_short = found != NULL && found->draws_card;
    struct buf html = {.max = (size_t)1 << 20};

    if (is_short)
        above = fold_beside_links(text, above);
    add_marked(&html, text, above, is_short);
    view_html(card, "above", buf_text(&html));
    if (above < len) {
        buf_cut(&html, 0);
        while (is_blank(text[above]))
            above++;
        add_marked(&html, text + above, len - above, is_short);
        view_html(card, "below", buf_text(&html));
    }
    buf_deinit(&html);
}

const char *
first_words(struct request *request, const char *text)
{
    size_t len = strcspn(text, "\n");
    size_t cut = utf8_offset(text, len, 60);

    if (cut >= len)
        return arena_strndup(request->arena, text, len);
    while (cut > 0 && text[cut] != ' ')
        cut--;
    while (cut > 0 && strchr(" .,;:", text[cut - 1]) != NULL)
        cut--;
    return arena_printf(request->arena, "%.*s\xE2\x80\xA6", (int)cut, text);
}

/* --- why ------------------------------------------------------------------ */

/* “robot”, “throughput” and “corners” */
static size_t
add_terms(struct buf *out, const char *why)
{
    struct json *doc = NULL;
    const char *terms[WHY_TERMS];
    size_t n = 0;

    if (!json_parse(why, strlen(why), &doc, NULL))
        return 0;
    for (const struct json *at = json_first(doc); at != NULL && n < WHY_TERMS;
         at = json_next(at)) {
        const char *term = json_get_text(at, "term");

        if (term != NULL && term[0] != '\0')
            terms[n++] = term;
    }
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s\xE2\x80\x9C%s\xE2\x80\x9D",
                   i == 0      ? ""
                   : i + 1 < n ? ", "
                               : " and ",
                   terms[i]);
    json_free(doc);
    return n;
}

static void
fill_why(struct view *card, const struct suggestion *g)
{
    struct buf text = {.max = 65536};
    struct json *reasons = NULL;
    size_t terms = add_terms(&text, g->why);

    if (terms > 0)
        buf_printf(&text, " matter%s to your readers", terms == 1 ? "s" : "");
    if (json_parse(g->reasons, strlen(g->reasons), &reasons, NULL)) {
        for (const struct json *at = json_first(reasons); at != NULL;
             at = json_next(at)) {
            if (json_text(at) != NULL)
                buf_printf(&text, "%s%s", text.len > 0 ? "; " : "",
                           json_text(at));
        }
    }
    if (text.len > 0)
        buf_add_char(&text, '.');
    view_text(card, "why", buf_text(&text));
    json_free(reasons);
    buf_deinit(&text);
}

/* "at 09:22" on the day itself, "tomorrow 07:38", "Thu 26 Nov 09:10". */
static void
fill_share_words(struct view *card)
{
    const char *slot = view_get(card, "slot");

    if (slot != NULL && strncmp(slot, "today ", 6) == 0)
        view_format(card, "share_words", "at %s", slot + 6);
    else
        view_text(card, "share_words", slot);
}

void
card_fill(struct request *request, struct view *card,
          const struct suggestion *g)
{
    const struct network *network = network_find(g->network);
    int64_t minutes = (g->words + READ_PER_MINUTE - 1) / READ_PER_MINUTE;

    view_int(card, "id", g->id);
    view_text(card, "network", network_title(g->network));
    view_text(card, "first_words", first_words(request, g->text));
    view_text(card, "article", g->title);
    view_link(card, "url", g->url);
    view_text(card, "site", g->site);
    view_flag(card, "draws_card", network != NULL && network->draws_card);
    view_int(card, "minutes", minutes > 0 ? minutes : 1);
    view_flag(card, "edited", g->revision > 1);
    if (strcmp(g->writer, "grammar") != 0 && g->revision == 1)
        view_text(card, "writer", g->writer);
    page_time(request, card, "slot", g->slot);
    fill_share_words(card);
    view_flag(card, "is_past", g->slot != TIME_NONE && g->slot <= request->now);
    card_fill_text(card, g->network, g->text);
    fill_why(card, g);
    if (network != NULL && network->limit > 0 &&
        network->limit <= TIGHT_LIMIT) {
        view_int(card, "length", (int64_t)network_length(network, g->text));
        view_int(card, "limit", (int64_t)network->limit);
    }
}

/* --- checks --------------------------------------------------------------- */

static const char *
likeness_words(const struct queue_trial *trial)
{
    if (trial->alike != NULL)
        return "Too close";
    return trial->closeness < .6 ? "Yours alone" : "Yours, and near another";
}

static void
fill_finding(struct view *view, const struct queue_finding *finding)
{
    struct view *item = view_item(view, "findings");

    view_text(item, "message", finding->message);
    view_text(item, "fix", finding->fix);
    view_flag(item, "blocks", strcmp(finding->severity, "block") == 0);
    view_flag(item, "advises", strcmp(finding->severity, "advise") == 0);
    view_flag(item, "can_mend", finding->can_mend);
}

void
checks_fill(struct view *view, const char *network,
            const struct queue_trial *trial)
{
    struct view *checks = view_group(view, "checks");
    const struct network *found = network_find(network);
    struct buf svg = {.max = 4096};
    char label[120];

    view_int(checks, "length", (int64_t)trial->measure.length);
    if (trial->measure.limit > 0)
        view_int(checks, "limit", (int64_t)trial->measure.limit);
    view_flag(checks, "fits", trial->measure.valid);
    view_text(checks, "network", found != NULL ? found->title : network);
    for (size_t i = 0; i < trial->n_findings; i++)
        fill_finding(checks, &trial->findings[i]);
    view_flag(checks, "clean", trial->n_findings == 0);
    view_flag(checks, "blocked", trial->blocked);
    view_flag(checks, "needs_person", trial->needs_person && !trial->blocked);
    view_text(checks, "likeness", likeness_words(trial));
    view_text(checks, "alike", trial->alike);
    snprintf(
        label, sizeof label,
        "Likeness to the closest text: %.0f of 100, where 100 is too close",
        trial->closeness * 100);
    chart_gauge(&svg, trial->closeness, 1, label);
    view_html(checks, "gauge", buf_text(&svg));
    buf_deinit(&svg);
}
