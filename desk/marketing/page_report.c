/* The manager's one page: the baseline against now. What people did, what
 * others did and what came of it stand in columns of their own and are never
 * added up; every figure has its range; nobody is ranked. */
#include "desk/view/chart.h"
#include "marketing.h"

#include "polyphony/csv.h"
#include "polyphony/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEEKS 4
#define SPAN (WEEKS * 7 * DAY)
#define TOO_FEW 5 /* events, under which a figure is no finding */
#define MOST_METRICS 10

struct metric {
    const char *column, *name, *unit;
    double now, low, high, before, most; /* before < 0: none */
    int64_t count;                       /* events behind it */
    const char *of;                      /* "from 24 reps" */
    int decimals;
};

struct report {
    struct pickup_period now, before;
    bool has_before;
    int64_t begin, baseline_end;
    struct metric list[MOST_METRICS];
    size_t count;
};

/* --- reading -------------------------------------------------------------- */

static bool
load_report(struct request *request, struct report *report, struct error *err)
{
    int64_t now = request->now;

    memset(report, 0, sizeof *report);
    if (!pickup_begin(request->store, &report->begin, err) ||
        !pickup_period(request->store, now - SPAN, now + 1, &report->now, err))
        return false;
    report->has_before =
        report->begin != TIME_NONE && report->begin + 2 * SPAN <= now;
    if (!report->has_before)
        return true;
    report->baseline_end = report->begin + SPAN;
    return pickup_period(request->store, report->begin, report->baseline_end,
                         &report->before, err);
}

/* The end of a scale that has room for all of them: 1, 2 or 5 times a power
 * of ten. */
static double
scale_end(double a, double b)
{
    double most = a > b ? a : b, end = 0.1;

    while (end < most) {
        double step = end * 2;

        if (step >= most)
            return step;
        if (end * 5 >= most)
            return end * 5;
        end *= 10;
    }
    return end;
}

static void
add(struct report *report, struct metric metric)
{
    if (!report->has_before)
        metric.before = -1;
    if (metric.most <= 0)
        metric.most = scale_end(metric.high, metric.before);
    report->list[report->count++] = metric;
}

/* A share, as "17 of 24". */
static void
add_share(struct report *report, const char *column, const char *name,
          const char *unit, int64_t count, int64_t of, int64_t before,
          int64_t before_of, const char *words)
{
    struct metric metric = {.column = column,
                            .name = name,
                            .unit = unit,
                            .count = count,
                            .of = words,
                            .most = 100};

    pickup_range_share(count, of, &metric.low, &metric.high);
    metric.low *= 100;
    metric.high *= 100;
    metric.now = of > 0 ? 100.0 * (double)count / (double)of : 0;
    metric.before =
        before_of > 0 ? 100.0 * (double)before / (double)before_of : 0;
    add(report, metric);
}

/* A count over something: shares a rep and week; by itself where over is 1. */
static void
add_rate(struct report *report, const char *column, const char *name,
         const char *unit, int64_t count, double over, int64_t before,
         double before_over, int decimals, const char *words)
{
    struct metric metric = {.column = column,
                            .name = name,
                            .unit = unit,
                            .count = count,
                            .of = words,
                            .decimals = decimals};

    if (over <= 0)
        over = 1;
    pickup_range_count(count, &metric.low, &metric.high);
    metric.low /= over;
    metric.high /= over;
    metric.now = (double)count / over;
    metric.before = before_over > 0 ? (double)before / before_over : 0;
    add(report, metric);
}

static void
measure(struct request *request, struct report *report)
{
    const struct pickup_period *n = &report->now, *b = &report->before;
    const char *from_reps =
        arena_printf(request->arena, "%lld of %s", (long long)n->sharing,
                     count_words(request, n->reps, "rep", "reps"));
    const char *from_shares =
        count_words(request, n->shares, "share", "shares");

    add_share(report, "activity", "Reps who shared", "% of reps", n->sharing,
              n->reps, b->sharing, n->reps, from_reps);
    add_rate(report, "activity", "Shares a rep and week", "shares", n->shares,
             (double)n->reps * WEEKS, b->shares, (double)n->reps * WEEKS, 2,
             from_shares);
    add_share(report, "response", "Shares that a person opened", "% of shares",
              n->opened < n->shares ? n->opened : n->shares, n->shares,
              b->opened < b->shares ? b->opened : b->shares, b->shares,
              from_shares);
    add_rate(report, "response", "Clicks by people, a share", "clicks",
             n->clicks, (double)n->shares, b->clicks, (double)b->shares, 1,
             from_shares);
    add_rate(report, "response", "Replies, a share", "replies", n->replies,
             (double)n->shares, b->replies, (double)b->shares, 2,
             count_words(request, n->replies, "reply told", "replies told"));
    add_rate(report, "outcome", "Leads", "leads", n->leads, 1, b->leads, 1, 0,
             "told by reps");
    add_rate(report, "outcome", "Meetings", "meetings", n->meetings, 1,
             b->meetings, 1, 0, "told by reps");
    add_rate(report, "outcome", "Deals it had a part in", "deals", n->deals, 1,
             b->deals, 1, 0, "told by reps");
}

/* --- showing -------------------------------------------------------------- */

static const char *
number(struct request *request, const struct metric *metric, double value)
{
    return arena_printf(request->arena, "%.*f", metric->decimals, value);
}

static void
add_metric(struct request *request, struct view *view,
           const struct metric *metric)
{
    struct view *item = view_item(view, metric->column);
    const char *before =
        metric->before >= 0 ? number(request, metric, metric->before) : NULL;
    const char *label = arena_printf(
        request->arena, "%s: now %s, between %s and %s%s%s; scale 0 to %g",
        metric->name, number(request, metric, metric->now),
        number(request, metric, metric->low),
        number(request, metric, metric->high),
        before != NULL ? "; at the start " : "", before != NULL ? before : "",
        metric->most);
    struct buf svg = {.max = 8192};

    view_text(item, "name", metric->name);
    view_text(item, "unit", metric->unit);
    view_text(item, "now", number(request, metric, metric->now));
    view_text(item, "low", number(request, metric, metric->low));
    view_text(item, "high", number(request, metric, metric->high));
    view_text(item, "was", before);
    view_text(item, "from", metric->of);
    view_flag(item, "few", metric->count < TOO_FEW);
    chart_metric(&svg, metric->now, metric->low, metric->high, metric->before,
                 metric->most, label);
    view_html(item, "svg", buf_text(&svg));
    buf_deinit(&svg);
}

/* The same figures once more, as a table. */
static void
add_line(struct request *request, struct view *view,
         const struct metric *metric)
{
    struct view *item = view_item(view, "lines");

    view_text(item, "name", metric->name);
    view_text(item, "unit", metric->unit);
    view_text(item, "now", number(request, metric, metric->now));
    view_text(item, "low", number(request, metric, metric->low));
    view_text(item, "high", number(request, metric, metric->high));
    view_text(item, "from", metric->of);
    view_text(item, "was",
              metric->before >= 0 ? number(request, metric, metric->before)
                                  : "none yet");
}

/* Reps by their names, which others may share; else a group's own. */
static bool
name_reps(struct request *request, struct pickup_group *groups, size_t count,
          struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct db_stmt *q =
            db_query(request->store->db, err,
                     "SELECT name FROM rep WHERE id = $1", "t", groups[i].name);

        if (db_next(q))
            groups[i].name = arena_strdup(request->arena, db_text(q, 0));
        if (!db_done(q, err))
            return false;
    }
    return true;
}

static int
by_name(const void *a, const void *b)
{
    const struct pickup_group *x = a, *y = b;

    return strcmp(x->name, y->name);
}

/* By name: an order by figures would be a leaderboard. */
static bool
add_groups(struct request *request, struct view *view, const char *list,
           const struct pickup_item *items, size_t n_items, enum pickup_key key,
           size_t most, struct error *err)
{
    struct pickup_group *groups;
    size_t count;

    pickup_by(items, n_items, key, request->arena, &groups, &count);
    if (count > most) {
        view_int(view, arena_printf(request->arena, "more_%s", list),
                 (int64_t)(count - most));
        count = most;
    }
    if (key == PICKUP_REP && !name_reps(request, groups, count, err))
        return false;
    qsort(groups, count, sizeof *groups, by_name);
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, list);

        view_text(item, "name", groups[i].name);
        view_int(item, "offered", groups[i].steps.offered);
        view_int(item, "accepted", groups[i].steps.accepted);
        view_int(item, "shared", groups[i].steps.shared);
        view_int(item, "opened", groups[i].steps.opened);
        view_int(item, "led", groups[i].steps.led);
    }
    return true;
}

static const char *
heading(struct request *request, const struct report *report)
{
    if (report->begin == TIME_NONE)
        return "Nobody has shared yet";
    return arena_printf(request->arena, "%lld of %s shared in four weeks",
                        (long long)report->now.sharing,
                        count_words(request, report->now.reps, "rep", "reps"));
}

bool
page_report(struct request *request, struct response *response,
            struct error *err)
{
    struct view *view = page_view(request, "Report");
    struct report report;
    struct pickup_item *items;
    size_t n_items;

    if (!load_report(request, &report, err) ||
        !pickup_items(request->store, request->now - SPAN, request->now + 1,
                      PICKUP_NAME(PICKUP_TEAM) | PICKUP_NAME(PICKUP_TOPIC) |
                          PICKUP_NAME(PICKUP_REP),
                      request->arena, &items, &n_items, err))
        return false;
    measure(request, &report);
    for (size_t i = 0; i < report.count; i++) {
        add_metric(request, view, &report.list[i]);
        add_line(request, view, &report.list[i]);
    }
    if (!add_groups(request, view, "teams", items, n_items, PICKUP_TEAM, 40,
                    err) ||
        !add_groups(request, view, "topics", items, n_items, PICKUP_TOPIC, 20,
                    err) ||
        !add_groups(request, view, "members", items, n_items, PICKUP_REP, 200,
                    err))
        return false;
    view_flag(view, "has_groups", n_items > 0);
    view_text(view, "heading", heading(request, &report));
    view_flag(view, "has_begun", report.begin != TIME_NONE);
    view_flag(view, "has_before", report.has_before);
    page_time(request, view, "begin", report.begin);
    if (report.begin != TIME_NONE && !report.has_before)
        page_time(request, view, "baseline_at", report.begin + 2 * SPAN);
    view_int(view, "machines", report.now.machine_clicks);
    view_flag(view, "has_machines", report.now.machine_clicks > 0);
    view_int(view, "clicks", report.now.machine_clicks + report.now.clicks);
    view_flag(view, "has_value", report.now.value > 0);
    view_format(view, "value", "%.0f", report.now.value);
    return page_show(request, response, "report", view, err);
}

bool
page_report_export(struct request *request, struct response *response,
                   struct error *err)
{
    static const char *const heads[] = {"column", "measure", "unit", "baseline",
                                        "now",    "low",     "high", "events"};
    struct buf *out = &response->body;
    struct report report;

    if (!load_report(request, &report, err))
        return false;
    measure(request, &report);
    response_download(request, response, "text/csv; charset=utf-8",
                      "report.csv");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csv_text(out, heads[i]);
    csv_line(out);
    for (size_t i = 0; i < report.count; i++) {
        const struct metric *m = &report.list[i];

        csv_text(out, m->column);
        csv_text(out, m->name);
        csv_text(out, m->unit);
        if (m->before >= 0)
            csv_real(out, m->before, 2);
        else
            csv_text(out, "");
        csv_real(out, m->now, 2);
        csv_real(out, m->low, 2);
        csv_real(out, m->high, 2);
        csv_int(out, m->count);
        csv_line(out);
    }
    return true;
}
