/* Pick-up: from what was read to what came of it, and what is wanted beside
 * what is not. Counts stand beside their base. */
#include "marketing.h"

#include "polyphony/csv.h"
#include "polyphony/clock.h"
#include "polyphony/network.h"

#include <stdlib.h>
#include <string.h>

#define LISTED 6
#define ENOUGH 3 /* offers, before a topic is said to be wanted or not */

/* What the page tells offers apart by; the export has more. */
#define SHOWN                                                                  \
    (PICKUP_NAME(PICKUP_TOPIC) | PICKUP_NAME(PICKUP_SITE) |                    \
     PICKUP_NAME(PICKUP_REASON))

struct reading {
    int64_t days;
    struct pickup_item *items;
    size_t n_items;
    struct pickup_steps steps;
    struct pickup_period period;
};

static bool
read_period(struct request *request, struct reading *reading, unsigned names,
            struct error *err)
{
    int64_t from;

    memset(reading, 0, sizeof *reading);
    reading->days = 30;
    (void)text_number(request_query(request, "days"), 1, 366, &reading->days);
    from = request->now - reading->days * DAY;
    if (!pickup_items(request->store, from, request->now + 1, names,
                      request->arena, &reading->items, &reading->n_items,
                      err) ||
        !pickup_period(request->store, from, request->now + 1, &reading->period,
                       err))
        return false;
    for (size_t i = 0; i < reading->n_items; i++)
        pickup_add(&reading->steps, &reading->items[i]);
    return true;
}

/* --- the funnel ----------------------------------------------------------- */

struct step {
    const char *name;
    int64_t count, of; /* of: the step before */
    const char *css;
};

static size_t
steps_of(const struct pickup_steps *s, struct step steps[6])
{
    const struct step all[] = {
        {"Offered", s->offered, 0, "a"},
        {"Accepted", s->accepted, s->offered, "a"},
        {"of them edited first", s->edited, s->accepted, "o"},
        {"Shared", s->shared, s->accepted, "a"},
        {"Opened by a person", s->opened, s->shared, "a"},
        {"Led to a talk", s->led, s->shared, "a"},
    };

    memcpy(steps, all, sizeof all);
    return sizeof all / sizeof all[0];
}

static void
add_funnel(struct view *view, const struct pickup_steps *sums)
{
    struct step steps[6];
    size_t count = steps_of(sums, steps);

    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "steps");

        view_text(item, "name", steps[i].name);
        view_int(item, "count", steps[i].count);
        if (steps[i].of > 0) {
            double low, high;

            pickup_range_share(steps[i].count, steps[i].of, &low, &high);
            view_int(item, "of", steps[i].of);
            view_format(item, "share", "%.0f%%",
                        100.0 * (double)steps[i].count / (double)steps[i].of);
            view_format(item, "range", "%.0f to %.0f%%", low * 100, high * 100);
        }
        view_bar(item, "bar",
                 sums->offered > 0
                     ? (double)steps[i].count / (double)sums->offered
                     : 0,
                 steps[i].css);
    }
}

/* --- wanted and unwanted -------------------------------------------------- */

static void
add_group(struct request *request, struct view *view, const char *list,
          const struct pickup_group *group)
{
    struct view *item = view_item(view, list);
    const struct pickup_steps *s = &group->steps;
    double low, high;

    pickup_range_share(s->accepted, s->offered, &low, &high);
    view_format(item, "range", "%.0f to %.0f%%", low * 100, high * 100);
    view_text(item, "name", group->name);
    view_int(item, "accepted", s->accepted);
    view_int(item, "offered", s->offered);
    view_int(item, "edited", s->edited);
    view_flag(item, "was_edited", s->edited > 0);
    view_int(item, "led", s->led);
    view_flag(item, "has_led", s->led > 0);
    view_text(item, "reasons", reason_words(request, group));
}

static double
low_end(const struct pickup_group *group)
{
    double low, high;

    pickup_range_share(group->steps.accepted, group->steps.offered, &low,
                       &high);
    return low;
}

static double
high_end(const struct pickup_group *group)
{
    double low, high;

    pickup_range_share(group->steps.accepted, group->steps.offered, &low,
                       &high);
    return high;
}

static int
by_low(const void *a, const void *b)
{
    double x = low_end(a), y = low_end(b);

    return (x < y) - (x > y);
}

static int
by_high(const void *a, const void *b)
{
    double x = high_end(a), y = high_end(b);

    return (x > y) - (x < y);
}

/* Those surely taken more often than the whole, and those surely less: few
 * offers say little, so that the range decides and not the share. */
static void
add_both(struct request *request, struct view *view,
         const struct reading *reading, enum pickup_key key, const char *wanted,
         const char *unwanted)
{
    double share =
        reading->steps.offered > 0
            ? (double)reading->steps.accepted / (double)reading->steps.offered
            : 0;
    struct pickup_group *groups;
    size_t count, shown = 0;

    pickup_by(reading->items, reading->n_items, key, request->arena, &groups,
              &count);
    qsort(groups, count, sizeof *groups, by_low);
    for (size_t i = 0; i < count && shown < LISTED; i++) {
        const struct pickup_steps *s = &groups[i].steps;

        if (s->offered < ENOUGH || s->accepted == 0 ||
            (double)s->accepted / (double)s->offered < share)
            continue;
        add_group(request, view, wanted, &groups[i]);
        shown++;
    }
    qsort(groups, count, sizeof *groups, by_high);
    shown = 0;
    for (size_t i = 0; i < count && shown < LISTED; i++) {
        const struct pickup_steps *s = &groups[i].steps;

        if (s->offered < ENOUGH ||
            (double)s->accepted / (double)s->offered >= share)
            continue;
        add_group(request, view, unwanted, &groups[i]);
        shown++;
    }
}

static void
add_reasons(struct request *request, struct view *view,
            const struct reading *reading)
{
    struct pickup_group *groups;
    size_t count;

    pickup_by(reading->items, reading->n_items, PICKUP_REASON, request->arena,
              &groups, &count);
    for (size_t i = 0; i < count && i < LISTED; i++) {
        struct view *item = view_item(view, "reasons_given");

        view_text(item, "name", groups[i].name);
        view_int(item, "count", groups[i].steps.offered);
        view_bar(item, "bar",
                 (double)groups[i].steps.offered /
                     (double)reading->steps.dismissed,
                 "o");
    }
    view_flag(view, "has_reasons", count > 0);
    view_int(view, "dismissed", reading->steps.dismissed);
}

static void
add_periods(struct view *view, int64_t days)
{
    static const int choices[] = {7, 30, 90};

    for (size_t i = 0; i < 3; i++) {
        struct view *item = view_item(view, "periods");

        view_int(item, "days", choices[i]);
        view_flag(item, "current", choices[i] == days);
    }
}

bool
page_pickup(struct request *request, struct response *response,
            struct error *err)
{
    struct view *view = page_view(request, "Pick-up");
    struct reading reading;

    if (!read_period(request, &reading, SHOWN, err))
        return false;
    view_text(view, "heading",
              reading.steps.offered == 0
                  ? "Nothing was offered yet"
                  : arena_printf(request->arena, "%lld of %lld offered %s",
                                 (long long)reading.steps.accepted,
                                 (long long)reading.steps.offered,
                                 "were accepted"));
    view_int(view, "period", reading.days);
    view_text(view, "read",
              count_words(request, reading.period.stories, "story", "stories"));
    view_flag(view, "has_offers", reading.steps.offered > 0);
    view_flag(view, "is_cut", reading.n_items == PICKUP_MOST);
    view_int(view, "machines", reading.period.machine_clicks);
    view_int(view, "clicks",
             reading.period.clicks + reading.period.machine_clicks);
    view_flag(view, "has_machines", reading.period.machine_clicks > 0);
    add_funnel(view, &reading.steps);
    add_both(request, view, &reading, PICKUP_TOPIC, "wanted", "unwanted");
    add_both(request, view, &reading, PICKUP_SITE, "wanted_sites",
             "unwanted_sites");
    add_reasons(request, view, &reading);
    add_periods(view, reading.days);
    return page_show(request, response, "pickup", view, err);
}

/* --- CSV ------------------------------------------------------------------ */

static void
put_groups(struct request *request, struct buf *out,
           const struct reading *reading, enum pickup_key key, const char *kind)
{
    struct pickup_group *groups;
    size_t count;

    pickup_by(reading->items, reading->n_items, key, request->arena, &groups,
              &count);
    for (size_t i = 0; i < count; i++) {
        const struct pickup_steps *s = &groups[i].steps;

        csv_text(out, kind);
        csv_text(out, groups[i].name);
        csv_int(out, s->offered);
        csv_int(out, s->accepted);
        csv_int(out, s->edited);
        csv_int(out, s->shared);
        csv_int(out, s->opened);
        csv_int(out, s->led);
        csv_int(out, s->dismissed);
        csv_line(out);
    }
}

bool
page_pickup_export(struct request *request, struct response *response,
                   struct error *err)
{
    static const char *const heads[] = {"kind",     "name",   "offered",
                                        "accepted", "edited", "shared",
                                        "opened",   "led",    "dismissed"};
    struct buf *out = &response->body;
    struct reading reading;

    if (!read_period(request, &reading,
                     SHOWN | PICKUP_NAME(PICKUP_TEAM) |
                         PICKUP_NAME(PICKUP_NETWORK),
                     err))
        return false;
    response_download(request, response, "text/csv; charset=utf-8",
                      "pickup.csv");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csv_text(out, heads[i]);
    csv_line(out);
    put_groups(request, out, &reading, PICKUP_TOPIC, "topic");
    put_groups(request, out, &reading, PICKUP_SITE, "site");
    put_groups(request, out, &reading, PICKUP_TEAM, "audience");
    put_groups(request, out, &reading, PICKUP_NETWORK, "network");
    put_groups(request, out, &reading, PICKUP_REASON, "reason");
    return true;
}
