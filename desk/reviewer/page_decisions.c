/* What reviewers decided lately, and what that says of the rules: how often
 * each was let through, and how many of the blind sample should not have
 * passed. */
#include "desk/page.h"
#include "desk/pages.h"
#include "queue_item.h"

#include "polyphony/network.h"

#include <math.h>
#include <string.h>

#define DAYS 30
#define LATEST 100
#define BULK "all clean ones of the story" /* as queue_approve_seen() notes */

struct asked {
    const char *who, *verdict; /* NULL: all */
    int64_t before;            /* the number of a decision */
};

static const char *
or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

static const char *
query_for(struct request *request, const struct asked *asked, int64_t before)
{
    struct buf out = {.max = 2000};
    const char *text;

    buf_printf(&out, "/decisions?before=%lld", (long long)before);
    if (asked->verdict != NULL) {
        buf_add(&out, "&verdict=");
        buf_add_url(&out, asked->verdict);
    }
    if (asked->who != NULL) {
        buf_add(&out, "&who=");
        buf_add_url(&out, asked->who);
    }
    text = arena_strdup(request->arena, buf_ok(&out) ? buf_text(&out) : "");
    buf_deinit(&out);
    return text;
}

static void
show_asked(const struct asked *asked, struct view *view)
{
    static const char *const verdicts[] = {"approve", "change", "reject"};

    for (size_t i = 0; i < 3; i++) {
        struct view *item = view_item(view, "verdicts");

        view_text(item, "value", verdicts[i]);
        view_text(item, "label", verdict_words(verdicts[i]));
        view_flag(item, "chosen",
                  asked->verdict != NULL &&
                      strcmp(verdicts[i], asked->verdict) == 0);
    }
    view_flag(view, "filtered",
              asked->who != NULL || asked->verdict != NULL ||
                  asked->before != INT64_MAX);
}

static bool
show_latest(struct request *request, const struct asked *asked,
            struct view *view, int64_t since, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT d.at, d.who, d.verdict, d.note, g.id, r.name, g.network, "
        "a.title, g.blind, d.id FROM decision AS d JOIN suggestion AS g ON "
        "g.id = "
        "d.suggestion JOIN rep AS r ON r.id = g.rep JOIN article AS a ON a.id "
        "= g.article WHERE d.at >= $1 AND ($3 IS NULL OR d.who = $3) AND ($4 "
        "IS NULL OR d.verdict = $4) AND d.id < $5 ORDER BY d.id DESC LIMIT $2",
        "iitti", since, (int64_t)LATEST + 1, asked->who, asked->verdict,
        asked->before);
    struct view *item = NULL;
    const char *who = "";
    int64_t at = 0, more = 0, count = 0, last = 0;

    while (db_next(q)) {
        const char *note = db_text(q, 3);
        bool at_once = note != NULL && strncmp(note, BULK, strlen(BULK)) == 0;

        if (++count > LATEST) {
            view_text(view, "later", query_for(request, asked, last));
            break;
        }
        last = db_int(q, 9);

        if (at_once && at == db_int(q, 0) && strcmp(who, db_text(q, 1)) == 0) {
            view_int(item, "more", ++more);
            continue;
        }
        at = at_once ? db_int(q, 0) : 0;
        more = 0;
        who = arena_strdup(request->arena, db_text(q, 1));
        item = view_item(view, "decisions");
        page_time(request, item, "at", db_int(q, 0));
        view_text(item, "who", who);
        view_text(item, "verdict", verdict_words(db_text(q, 2)));
        view_text(item, "note", at_once ? NULL : note);
        view_int(item, "id", db_int(q, 4));
        view_text(item, "rep", db_text(q, 5));
        view_text(item, "network", network_title(db_text(q, 6)));
        view_text(item, "story", db_text(q, 7));
        view_flag(item, "blind", db_int(q, 8) != 0);
        if (count == 1 && asked->before == INT64_MAX &&
            strcmp(who, request->person.name) == 0 &&
            request->now - db_int(q, 0) <= QUEUE_UNDO_SECONDS)
            view_flag(item, "undo", true);
    }
    return db_done(q, err);
}

static bool
show_people(struct request *request, const struct asked *asked,
            struct view *view, int64_t since, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT who, count(*), sum(CASE WHEN verdict = 'approve' THEN 1 ELSE 0 "
        "END), sum(CASE WHEN verdict = 'change' THEN 1 ELSE 0 END), sum(CASE "
        "WHEN verdict = 'reject' THEN 1 ELSE 0 END) FROM decision WHERE at >= "
        "$1 GROUP BY who ORDER BY who",
        "i", since);
    int64_t all = 0;

    while (db_next(q)) {
        struct view *item = view_item(view, "people");

        view_text(item, "who", db_text(q, 0));
        view_flag(item, "chosen",
                  asked->who != NULL && strcmp(asked->who, db_text(q, 0)) == 0);
        view_int(item, "count", db_int(q, 1));
        view_int(item, "approved", db_int(q, 2));
        view_int(item, "changed", db_int(q, 3));
        view_int(item, "rejected", db_int(q, 4));
        all += db_int(q, 1);
    }
    view_int(view, "all", all);
    view_flag(view, "any", all > 0);
    return db_done(q, err);
}

static bool
show_rules(struct items *items, struct view *view, int64_t since,
           struct error *err)
{
    struct db_stmt *q = db_query(
        items->request->store->db, err,
        "SELECT f.rule, count(DISTINCT d.id), count(DISTINCT CASE WHEN "
        "d.verdict = 'approve' THEN d.id END) FROM decision AS d JOIN finding "
        "AS f ON f.suggestion = d.suggestion AND f.revision = d.revision "
        "WHERE d.at >= $1 GROUP BY f.rule ORDER BY 2 DESC, f.rule",
        "i", since);

    while (db_next(q)) {
        struct view *item = view_item(view, "rules");
        const char *title, *why, *fix;

        item_rule_words(items, db_text(q, 0), &title, &why, &fix);
        view_text(item, "rule", title);
        view_text(item, "rule_id", db_text(q, 0));
        view_int(item, "hits", db_int(q, 1));
        view_int(item, "passed", db_int(q, 2));
    }
    return db_done(q, err);
}

/* Wilson's interval at 95%: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927). */
static void
interval(double part, double all, double *low, double *high)
{
    double z = 1.96, p = part / all, square = z * z / all;
    double middle = (p + square / 2) / (1 + square);
    double half =
        z * sqrt(p * (1 - p) / all + square / (4 * all)) / (1 + square);

    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}

static bool
show_blind(struct request *request, struct view *view, int64_t since,
           struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT count(*), sum(CASE WHEN d.verdict <> 'approve' THEN 1 ELSE 0 "
        "END) FROM decision AS d JOIN suggestion AS g ON g.id = d.suggestion "
        "WHERE d.at >= $1 AND g.blind = 1 AND d.id = (SELECT min(e.id) FROM "
        "decision AS e WHERE e.suggestion = g.id)",
        "i", since);

    if (db_next(q) && db_int(q, 0) > 0) {
        struct view *blind = view_group(view, "blind_sample");
        double low, high;

        interval((double)db_int(q, 1), (double)db_int(q, 0), &low, &high);
        view_int(blind, "judged", db_int(q, 0));
        view_int(blind, "missed", db_int(q, 1));
        view_int(blind, "low", (int64_t)(low * 100 + .5));
        view_int(blind, "high", (int64_t)(high * 100 + .5));
    }
    return db_done(q, err);
}

bool
page_decisions(struct request *request, struct response *response,
               struct error *err)
{
    struct view *view = page_view(request, "Decisions");
    int64_t since = request->now - (int64_t)DAYS * 86400;
    struct desk_queue open;
    struct items items = {.request = request, .open = &open};
    struct asked asked = {or_null(request_query(request, "who")),
                          or_null(request_query(request, "verdict")),
                          INT64_MAX};
    bool ok;

    (void)text_number(request_query(request, "before"), 1, INT64_MAX,
                      &asked.before);

    if (!desk_queue_open(request, &open, err))
        return false;
    view_int(view, "days", DAYS);
    show_asked(&asked, view);
    ok = show_people(request, &asked, view, since, err) &&
         show_rules(&items, view, since, err) &&
         show_blind(request, view, since, err) &&
         show_latest(request, &asked, view, since, err);
    desk_queue_close(&open);
    return ok && page_show(request, response, "decisions", view, err);
}
