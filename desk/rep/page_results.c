/* My results: what was done, what people answered, what came of it, week by
 * week and apart; never blended into one figure, and compared with nobody. */
#include "desk/view/chart.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "rep_desk.h"

#include "polyphony/clock.h"
#include "polyphony/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEEKS 8
#define SHARES_LISTED 30

/* What was typed and refused. */
struct outcome_again {
    const char *problem, *kind, *value, *note;
};

/* --- weeks ---------------------------------------------------------------- */

static const char *
money_text(struct request *request, double value)
{
    if (!(value > 0))
        return "";
    return floor(value) == value ? arena_printf(request->arena, "%.0f", value)
                                 : arena_printf(request->arena, "%.2f", value);
}

static const char *
week_text(struct request *request, int64_t from)
{
    static const char months[][4] = {"",    "Jan", "Feb", "Mar", "Apr",
                                     "May", "Jun", "Jul", "Aug", "Sep",
                                     "Oct", "Nov", "Dec"};
    int64_t year;
    int month, day;

    date_from_days(from / 86400, &year, &month, &day);
    return arena_printf(request->arena, "%d %s", day, months[month]);
}

static void
add_weeks(struct request *request, struct view *view,
          const struct outcome_week *weeks)
{
    for (size_t i = WEEKS; i-- > 0;) {
        const struct outcome_week *w = &weeks[i];
        struct view *item = view_item(view, "weeks");

        view_text(item, "week", week_text(request, w->from));
        view_int(item, "offered", w->offered);
        view_int(item, "edited", w->edited);
        view_int(item, "shared", w->shared);
        view_int(item, "dismissed", w->dismissed);
        view_int(item, "clicks", w->clicks);
        view_int(item, "replies", w->replies);
        view_int(item, "leads", w->leads);
        view_int(item, "meetings", w->meetings);
        view_int(item, "deals", w->deals);
        view_text(item, "value", money_text(request, w->value));
    }
}

/* One drawing: filled bars, within outlined ones where there is a whole. */
static void
add_spark(struct view *view, const char *name, const int *whole,
          const int *part, const char *label)
{
    struct buf svg = {.max = 16384};

    chart_spark(&svg, whole, part, WEEKS, label);
    view_html(view, name, buf_text(&svg));
    buf_deinit(&svg);
}

static int
small(int64_t n)
{
    return n > 100000 ? 100000 : (int)n;
}

static void
add_charts(struct view *view, const struct outcome_week *weeks)
{
    int offered[WEEKS], shared[WEEKS], clicks[WEEKS], replies[WEEKS];
    int outcomes[WEEKS], none[WEEKS] = {0};
    int64_t sums[6] = {0};

    for (size_t i = 0; i < WEEKS; i++) {
        const struct outcome_week *w = &weeks[i];

        offered[i] = small(w->offered);
        shared[i] = small(w->shared);
        clicks[i] = small(w->clicks);
        replies[i] = small(w->replies);
        outcomes[i] = small(w->leads + w->meetings + w->deals);
        sums[0] += w->offered;
        sums[1] += w->shared;
        sums[2] += w->clicks;
        sums[3] += w->replies;
        sums[4] += w->leads + w->meetings + w->deals;
        sums[5] += w->dismissed;
    }
    add_spark(view, "activity_chart", offered, shared,
              "Offered and shared by week");
    add_spark(view, "clicks_chart", none, clicks, "Clicks by week");
    add_spark(view, "replies_chart", none, replies, "Replies by week");
    add_spark(view, "outcome_chart", none, outcomes,
              "Leads, meetings and deals by week");
    view_int(view, "offered_sum", sums[0]);
    view_int(view, "shared_sum", sums[1]);
    view_int(view, "clicks_sum", sums[2]);
    view_int(view, "replies_sum", sums[3]);
    view_int(view, "outcomes_sum", sums[4]);
    if (sums[5] > 0)
        view_int(view, "dismissed_sum", sums[5]);
    if (sums[1] == 0)
        view_text(view, "heading", "Too early to tell");
    else if (sums[1] == 1)
        view_text(view, "heading", "One post shared in eight weeks");
    else
        view_format(view, "heading", "%lld posts shared in eight weeks",
                    (long long)sums[1]);
    view_flag(view, "any", sums[0] > 0);
}

/* --- what was told -------------------------------------------------------- */

static bool
add_shares(struct request *request, struct view *view, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT s.suggestion, s.at, a.title FROM share AS s JOIN suggestion "
        "AS g ON g.id = s.suggestion JOIN article AS a ON a.id = g.article "
        "WHERE s.rep = $1 ORDER BY s.at DESC, s.suggestion DESC LIMIT $2",
        "ti", request->person.rep, (int64_t)SHARES_LISTED);

    while (db_next(q)) {
        struct view *item = view_item(view, "shares");

        view_int(item, "share_id", db_int(q, 0));
        view_text(item, "share_title", db_text(q, 2));
        page_time(request, item, "share_at", db_int(q, 1));
    }
    return db_done(q, err);
}

static bool
add_told(struct request *request, struct view *view, struct error *err)
{
    struct outcome *list;
    size_t count;

    if (!outcome_list(request->store, request->person.rep, request->arena,
                      &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "told");

        view_int(item, "outcome_id", list[i].id);
        view_text(item, "kind", list[i].kind);
        view_text(item, "value", money_text(request, list[i].value));
        view_text(item, "note", list[i].note);
        view_text(item, "of", list[i].title);
        page_time(request, item, "told_at", list[i].at);
    }
    return true;
}

static void
add_kinds(struct view *view, const char *chosen)
{
    static const struct {
        const char *value, *label;
    } kinds[] = {{"reply", "A reply"},
                 {"lead", "A lead"},
                 {"meeting", "A meeting"},
                 {"deal", "A deal"}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct view *item = view_item(view, "kinds");

        view_text(item, "value", kinds[i].value);
        view_text(item, "label", kinds[i].label);
        view_flag(item, "chosen",
                  chosen != NULL && strcmp(chosen, kinds[i].value) == 0);
    }
}

static bool
show(struct request *request, struct response *response,
     const struct outcome_again *again, struct error *err)
{
    struct view *view = page_view(request, "My results");
    struct outcome_week weeks[WEEKS];
    int64_t renewed;

    if (!outcome_weeks(request->store, request->person.rep, request->now, WEEKS,
                       weeks, err) ||
        !add_shares(request, view, err) || !add_told(request, view, err) ||
        !rep_desk_renewed(request->store, request->person.rep, &renewed, err))
        return false;
    add_weeks(request, view, weeks);
    add_charts(view, weeks);
    view_text(view, "first_week", week_text(request, weeks[0].from));
    page_time(request, view, "renewed", renewed);
    add_kinds(view, again != NULL ? again->kind : NULL);
    if (again != NULL) {
        view_text(view, "problem", again->problem);
        view_text(view, "typed_value", again->value);
        view_text(view, "typed_note", again->note);
    }
    return page_show(request, response, "results", view, err);
}

bool
page_results(struct request *request, struct response *response,
             struct error *err)
{
    return show(request, response, NULL, err);
}

/* "1200", "1200.50", "1200,50"; empty is 0. */
static bool
read_value(const char *text, double *value)
{
    int64_t whole, part = 0;
    size_t len = strcspn(text, ".,");
    char digits[20];

    *value = 0;
    if (text[0] == '\0')
        return true;
    if (len >= sizeof digits || len == 0)
        return false;
    memcpy(digits, text, len);
    digits[len] = '\0';
    if (!text_number(digits, 0, INT64_C(1000000000000), &whole))
        return false;
    if (text[len] != '\0' &&
        (strlen(text + len + 1) != 2 ||
         !text_number(text + len + 1 + (text[len + 1] == '0'), 0, 99, &part)))
        return false;
    *value = (double)whole + (double)part / 100;
    return true;
}

bool
page_outcome_add(struct request *request, struct response *response,
                 struct error *err)
{
    struct outcome_again again = {.kind = request_field(request, "kind"),
                                  .value = request_field(request, "value"),
                                  .note = request_field(request, "note")};
    struct outcome new = {.at = request->now,
                          .rep = request->person.rep,
                          .kind = again.kind,
                          .note = again.note[0] != '\0' ? again.note : NULL};
    const char *of = request_field(request, "of");
    struct error why = {0};
    int64_t id;

    if (of[0] != '\0' && !text_number(of, 1, INT64_MAX, &new.suggestion))
        return error_set(err, ERROR_INPUT, "There is no such share");
    if (!read_value(again.value, &new.value)) {
        again.problem = "the value is no sum of money; write 1200 or 1200.50";
    } else if (strlen(again.note) > 1000) {
        again.problem = "the note is too long";
    } else if (outcome_add(request->store, &new, &id, &why)) {
        return page_done_undo(request, response, "/results",
                              arena_printf(request->arena,
                                           "/results/outcomes/%lld/remove",
                                           (long long)id),
                              err, "Noted: a %s.", new.kind);
    } else if (why.kind == ERROR_NOTFOUND || why.kind == ERROR_INPUT) {
        /* another rep's share reads like none */
        again.problem = "there is no such share of yours";
        if (strcmp(new.kind, "reply") != 0 && strcmp(new.kind, "lead") != 0 &&
            strcmp(new.kind, "meeting") != 0 && strcmp(new.kind, "deal") != 0)
            again.problem = "say what it was";
    } else {
        *err = why;
        return false;
    }
    response->status = 422;
    return show(request, response, &again, err);
}

bool
page_outcome_remove(struct request *request, struct response *response,
                    struct error *err)
{
    struct error why;
    int64_t id;

    if (!request_param_id(request, "id", &id) ||
        !outcome_remove(request->store, id, request->person.rep, &why))
        return error_set(err, ERROR_NOTFOUND, "There is no such outcome");
    return page_done(request, response, "/results", err, "Taken back.");
}
