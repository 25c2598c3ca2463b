/* The feeds: how they are doing, and what people make of what they bring. */
#include "desk/view/chart.h"
#include "marketing.h"

#include "polyphony/clock.h"
#include "polyphony/subscription.h"

#include <stdlib.h>
#include <string.h>

#define WEEKS 12
#define LISTED 60   /* of a part, a page */
#define TAKERLESS 5 /* offers without a taker, before we say it */
#define MONTH (30 * DAY)

/* What became of a feed's articles: of 30 days, and week by week. */
struct yield {
    struct pickup_group month;
    int offered[WEEKS], accepted[WEEKS];
    bool any;
};

struct feeds {
    struct subscription *list;
    struct yield *yields; /* beside the list */
    size_t count;
    size_t need, unwanted, muted, well;
};

/* --- yields --------------------------------------------------------------- */

static int
by_id(const void *a, const void *b)
{
    const struct subscription *const *x = a, *const *y = b;

    return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

static struct yield *
yield_of(struct feeds *feeds, struct subscription **sorted, int64_t feed)
{
    size_t low = 0, high = feeds->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle]->id == feed)
            return &feeds->yields[sorted[middle] - feeds->list];
        if (sorted[middle]->id < feed)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL; /* it was removed */
}

static void
add_bucket(struct yield *yield, const struct pickup_bucket *bucket)
{
    int64_t week = bucket->week < WEEKS ? bucket->week : WEEKS - 1;

    yield->any = true;
    yield->offered[week] += (int)bucket->offered;
    yield->accepted[week] += (int)bucket->accepted;
    if (bucket->late) {
        yield->month.steps.offered += bucket->offered;
        yield->month.steps.accepted += bucket->accepted;
        yield->month.steps.shared += bucket->shared;
    }
}

static bool
load_yields(struct request *request, struct feeds *feeds, int64_t feed,
            struct error *err)
{
    struct arena *arena = request->arena;
    int64_t from = request->now - WEEKS * 7 * DAY;
    struct subscription **sorted =
        arena_array(arena, feeds->count + 1, sizeof(struct subscription *));
    struct pickup_bucket *buckets;
    struct pickup_said *said;
    size_t n_buckets, n_said;

    feeds->yields = arena_array(arena, feeds->count + 1, sizeof *feeds->yields);
    memset(feeds->yields, 0, (feeds->count + 1) * sizeof *feeds->yields);
    for (size_t i = 0; i < feeds->count; i++)
        sorted[i] = &feeds->list[i];
    qsort(sorted, feeds->count, sizeof(struct subscription *), by_id);
    if (!pickup_feeds(request->store, from, request->now - MONTH,
                      request->now + 1, feed, arena, &buckets, &n_buckets,
                      err) ||
        !pickup_feed_reasons(request->store, request->now - MONTH, feed, arena,
                             &said, &n_said, err))
        return false;
    for (size_t i = 0; i < n_buckets; i++) {
        struct yield *yield = yield_of(feeds, sorted, buckets[i].feed);

        if (yield != NULL)
            add_bucket(yield, &buckets[i]);
    }
    for (size_t i = 0; i < n_said; i++) {
        struct yield *yield = yield_of(feeds, sorted, said[i].feed);
        struct pickup_group *month = yield != NULL ? &yield->month : NULL;

        if (month == NULL || month->n_reasons == PICKUP_REASONS)
            continue;
        month->reasons[month->n_reasons].name = said[i].reason;
        month->reasons[month->n_reasons++].count = said[i].count;
    }
    return true;
}

static bool
is_muted(const struct subscription *s)
{
    return strcmp(s->state, "muted") == 0;
}

static bool
needs_person(const struct subscription *s)
{
    return !is_muted(s) &&
           (s->health == VISIT_FAILING || s->health == VISIT_STOPPED ||
            s->health == VISIT_MOVED || s->candidates != NULL);
}

static bool
is_unwanted(const struct feeds *feeds, size_t i)
{
    const struct pickup_steps *steps = &feeds->yields[i].month.steps;

    return !is_muted(&feeds->list[i]) && steps->offered >= TAKERLESS &&
           steps->accepted == 0;
}

static bool
load_feeds(struct request *request, struct feeds *feeds, struct error *err)
{
    memset(feeds, 0, sizeof *feeds);
    if (!subscription_list(request->store, SUBSCRIPTION_ALL, request->now,
                           request->arena, &feeds->list, &feeds->count, err) ||
        !load_yields(request, feeds, 0, err))
        return false;
    for (size_t i = 0; i < feeds->count; i++) {
        if (is_muted(&feeds->list[i]))
            feeds->muted++;
        else if (needs_person(&feeds->list[i]))
            feeds->need++;
        else if (is_unwanted(feeds, i))
            feeds->unwanted++;
        else
            feeds->well++;
    }
    return true;
}

/* --- one row -------------------------------------------------------------- */

static void
add_spark(struct request *request, struct view *item, const struct yield *yield)
{
    const char *label = "Accepted of offered, the last 12 weeks:";
    struct buf svg = {.max = 65536};

    if (!yield->any)
        return;
    for (size_t i = 0; i < WEEKS; i++)
        label = arena_printf(request->arena, "%s %d of %d%s", label,
                             yield->accepted[i], yield->offered[i],
                             i + 1 < WEEKS ? "," : "");
    chart_spark(&svg, yield->offered, yield->accepted, WEEKS, label);
    view_html(item, "spark", buf_text(&svg));
    buf_deinit(&svg);
}

static void
add_yield(struct request *request, struct view *item,
          const struct subscription *s, const struct yield *yield)
{
    const struct pickup_group *month = &yield->month;

    view_int(item, "offered", month->steps.offered);
    view_int(item, "accepted", month->steps.accepted);
    view_int(item, "shared", month->steps.shared);
    view_flag(item, "was_offered", month->steps.offered > 0);
    view_flag(item, "was_shared", month->steps.shared > 0);
    view_text(item, "reasons", reason_words(request, month));
    view_text(item, "articles",
              count_words(request, s->articles, "article", "articles"));
    view_flag(item, "has_articles", s->articles > 0);
    add_spark(request, item, yield);
}

/* Where its feed is to be looked for: the page that stands there instead, its
 * site, else the address's host. */
static const char *
home_of(struct request *request, const struct subscription *s)
{
    const char *host;

    if (s->candidates != NULL)
        return s->url;
    if (s->site != NULL && s->site[0] != '\0')
        return s->site;
    host = strstr(s->url, "://");
    if (host == NULL)
        return s->url;
    host += 3;
    return arena_strndup(request->arena, s->url,
                         (size_t)(host - s->url) + strcspn(host, "/?#"));
}

static void
add_health(struct request *request, struct view *item,
           const struct subscription *s)
{
    const char *tag = is_muted(s)                  ? "muted"
                      : s->candidates != NULL      ? "a page, not a feed"
                      : s->health == VISIT_FAILING ? "failing"
                      : s->health == VISIT_STOPPED ? "stopped"
                      : s->health == VISIT_MOVED   ? "moved"
                      : s->health == VISIT_NEW     ? "new"
                                                   : "";

    view_text(item, "tag", tag);
    view_flag(item, "calm", is_muted(s) || s->health == VISIT_NEW);
    view_text(item, "words",
              s->health == VISIT_NEW && s->last_visit == TIME_NONE
                  ? "Not visited yet"
                  : s->words);
    view_text(item, "next",
              is_muted(s) || s->last_visit == TIME_NONE
                  ? ""
                  : visit_next_text(
                        request->arena, s->health, s->next_visit, request->now,
                        zone_offset(page_zone(request),
                                    s->next_visit > 0 ? request->now : 0)));
    view_flag(item, "muted", is_muted(s));
    view_flag(item, "stopped",
              s->health == VISIT_STOPPED || s->health == VISIT_FAILING);
    view_flag(item, "is_page", s->candidates != NULL);
    if (!is_muted(s) && needs_person(s))
        view_text(item, "home", home_of(request, s));
}

static void
add_feed(struct request *request, struct view *view, const char *list,
         const struct feeds *feeds, size_t i)
{
    const struct subscription *s = &feeds->list[i];
    struct view *item = view_item(view, list);

    view_int(item, "id", s->id);
    view_text(item, "name", s->title);
    view_link(item, "url", s->url);
    view_text(item, "folder", s->folder);
    view_flag(item, "unwanted", is_unwanted(feeds, i));
    add_health(request, item, s);
    add_yield(request, item, s, &feeds->yields[i]);
}

/* --- the list ------------------------------------------------------------- */

static const char *
heading(struct request *request, const struct feeds *feeds)
{
    const char *all =
        count_words(request, (int64_t)feeds->count, "feed", "feeds");
    size_t unread = 0;

    if (feeds->count == 0)
        return "No feeds yet";
    for (size_t i = 0; i < feeds->count; i++)
        unread += feeds->list[i].health == VISIT_NEW &&
                  strcmp(feeds->list[i].state, "active") == 0;
    if (feeds->need + feeds->unwanted == 0 && unread > 0)
        return arena_printf(request->arena, "%s, %zu not visited yet", all,
                            unread);
    if (feeds->need + feeds->unwanted == 0)
        return arena_printf(request->arena, "%s, all well%s", all,
                            feeds->muted > 0 ? " but for those muted" : "");
    return arena_printf(
        request->arena, "%s: %s%s%s", all,
        feeds->need == 0
            ? ""
            : arena_printf(request->arena, "%zu %s you", feeds->need,
                           feeds->need == 1 ? "needs" : "need"),
        feeds->need > 0 && feeds->unwanted > 0 ? ", " : "",
        feeds->unwanted == 0 ? ""
                             : arena_printf(request->arena, "%zu nobody wants",
                                            feeds->unwanted));
}

/* The parts of the page; each is shown a page at a time. */
enum part { NEED, UNWANTED, WELL, QUIET, PARTS };

static const struct {
    const char *name; /* of the list in the template, and as ?show= */
    const char *some, *all;
    size_t first; /* shown before somebody asks for all of it */
} parts[] = {
    [NEED] = {"need", "has_need", "all_need", 20},
    [UNWANTED] = {"unwanted", "has_unwanted", "all_unwanted", 20},
    [WELL] = {"well", "has_well", "all_well", LISTED},
    [QUIET] = {"quiet", "has_muted", "all_quiet", 20},
};

static enum part
part_of(const struct feeds *feeds, size_t i)
{
    return is_muted(&feeds->list[i])       ? QUIET
           : needs_person(&feeds->list[i]) ? NEED
           : is_unwanted(feeds, i)         ? UNWANTED
                                           : WELL;
}

struct asked {
    const char *words, *folder, *show;
    size_t first; /* of the part that is asked for */
    int64_t page;
};

static struct asked
read_asked(struct request *request)
{
    struct asked asked = {.words = request_query(request, "q"),
                          .folder = request_query(request, "folder"),
                          .show = request_query(request, "show"),
                          .page = 1};

    if (strlen(asked.words) > 200)
        asked.words = "";
    (void)text_number(request_query(request, "page"), 1, 10000, &asked.page);
    asked.first = (size_t)(asked.page - 1) * LISTED;
    return asked;
}

/* In it, or in one below it: "Trade press" has "Trade press/Cranes". */
static bool
is_in_folder(const char *folder, const char *asked)
{
    size_t len = strlen(asked);

    return len == 0 || (strncmp(folder, asked, len) == 0 &&
                        (folder[len] == '\0' || folder[len] == '/'));
}

static bool
is_asked_for(const struct asked *asked, const struct subscription *s)
{
    return is_in_folder(s->folder, asked->folder) &&
           (asked->words[0] == '\0' ||
            strcasestr(s->title, asked->words) != NULL ||
            strcasestr(s->url, asked->words) != NULL);
}

static const char *
part_path(struct request *request, const struct asked *asked, const char *show,
          int64_t page)
{
    const char *path = path_with(request, "/feeds", "show", show);

    if (asked->words[0] != '\0')
        path = path_with(request, path, "q", asked->words);
    if (asked->folder[0] != '\0')
        path = path_with(request, path, "folder", asked->folder);
    return page == 1 ? path
                     : path_with(request, path, "page",
                                 arena_printf(request->arena, "%lld",
                                              (long long)page));
}

/* The ways on: to all of a part, or within the one that was asked for. */
static void
add_way(struct request *request, struct view *view, const struct asked *asked,
        enum part part, size_t count)
{
    bool chosen = strcmp(asked->show, parts[part].name) == 0;

    view_flag(view, parts[part].some, count > 0);
    if (!chosen && asked->show[0] == '\0' && count > parts[part].first) {
        view_text(view, parts[part].all,
                  part_path(request, asked, parts[part].name, 1));
        view_int(view, arena_printf(request->arena, "n_%s", parts[part].name),
                 (int64_t)count);
    }
    if (chosen && asked->page > 1)
        view_text(view, "newer",
                  part_path(request, asked, asked->show, asked->page - 1));
    if (chosen && count > asked->first + LISTED)
        view_text(view, "older",
                  part_path(request, asked, asked->show, asked->page + 1));
}

static void
add_parts(struct request *request, struct view *view, const struct feeds *feeds,
          const struct asked *asked)
{
    size_t seen[PARTS] = {0}, found = 0;

    for (size_t i = 0; i < feeds->count; i++) {
        enum part part = part_of(feeds, i);
        bool chosen = strcmp(asked->show, parts[part].name) == 0;
        size_t from = chosen ? asked->first : 0;
        size_t most = chosen ? LISTED : parts[part].first;

        if (!is_asked_for(asked, &feeds->list[i]))
            continue;
        found++;
        if (asked->show[0] != '\0' && !chosen)
            continue;
        if (seen[part] >= from && seen[part] < from + most)
            add_feed(request, view, parts[part].name, feeds, i);
        seen[part]++;
    }
    for (enum part part = NEED; part < PARTS; part++)
        add_way(request, view, asked, part, seen[part]);
    view_flag(view, "is_filtered",
              asked->words[0] != '\0' || asked->folder[0] != '\0' ||
                  asked->show[0] != '\0');
    view_flag(view, "none_found", found == 0 && feeds->count > 0);
    view_text(view, "q", asked->words);
    view_flag(view, "is_many",
              feeds->count > 8 || asked->words[0] != '\0' ||
                  asked->folder[0] != '\0');
}

static void
add_folders(struct request *request, struct view *view,
            const struct feeds *feeds)
{
    const char *now = request_query(request, "folder"), *last = "";
    struct view *item;

    for (size_t i = 0; i < feeds->count; i++) {
        const char *folder = feeds->list[i].folder;

        if (strcmp(folder, last) == 0)
            continue;
        item = view_item(view, "folders");
        view_text(item, "name", folder);
        view_flag(item, "current", strcmp(folder, now) == 0);
        last = folder;
    }
    view_flag(view, "has_folders", last[0] != '\0');
    view_text(view, "folder", now);
}

bool
page_feeds(struct request *request, struct response *response,
           struct error *err)
{
    struct view *view = page_view(request, "Feeds");
    struct asked asked;
    struct feeds feeds;
    int64_t next;

    if (!load_feeds(request, &feeds, err) ||
        !subscription_next_visit(request->store, &next, err))
        return false;
    asked = read_asked(request);
    view_flag(view, "has_feeds", feeds.count > 0);
    add_parts(request, view, &feeds, &asked);
    add_folders(request, view, &feeds);
    view_text(view, "heading", heading(request, &feeds));
    view_flag(view, "is_due", next != TIME_NONE && next <= request->now);
    if (next > request->now)
        page_time(request, view, "next_round", next);
    (void)add_round(request, NULL, view);
    return page_show(request, response, "feeds", view, err);
}

/* --- one ------------------------------------------------------------------ */

static bool
add_articles(struct request *request, struct view *view, int64_t feed,
             struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT a.title, a.url, coalesce(a.published, a.seen), s.key "
                 "FROM article AS a LEFT JOIN story AS s ON s.id = a.story "
                 "WHERE a.feed = $1 ORDER BY a.seen DESC, a.published DESC, "
                 "a.id LIMIT 12",
                 "i", feed);

    while (db_next(q)) {
        struct view *item = view_item(view, "newest");

        view_text(item, "name", db_text(q, 0));
        view_link(item, "url", db_text(q, 1));
        page_time(request, item, "at", db_int(q, 2));
        view_text(item, "key", db_text(q, 3));
    }
    return db_done(q, err);
}

/* What stays when it is removed, said before. */
static bool
add_stays(struct request *request, struct view *view,
          const struct subscription *s, struct error *err)
{
    int64_t live;

    if (!db_number(request->store->db, err, &live, 0,
                   "SELECT count(*) FROM article AS a JOIN suggestion AS g ON "
                   "g.article = a.id WHERE a.feed = $1 AND g.state IN "
                   "('in_review', 'approved', 'offered', 'accepted', "
                   "'scheduled')",
                   "i", s->id))
        return false;
    view_text(view, "brought",
              count_words(request, s->articles, "article", "articles"));
    view_text(view, "live",
              count_words(request, live, "suggestion", "suggestions"));
    view_flag(view, "has_live", live > 0);
    return true;
}

bool
page_feed(struct request *request, struct response *response, struct error *err)
{
    struct view *view = page_view(request, "Feed"), *item;
    struct subscription one;
    struct feeds feeds = {.list = &one, .count = 1};
    int64_t id;

    if (!request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such feed");
    if (!subscription_find(request->store, id, request->arena, &one, err) ||
        !load_yields(request, &feeds, id, err) ||
        !add_articles(request, view, id, err) ||
        !add_stays(request, view, &one, err))
        return false;
    add_feed(request, view, "feed", &feeds, 0);
    item = view_group(view, "more");
    if (one.last_visit != TIME_NONE)
        page_time(request, item, "last", one.last_visit);
    view_link(view, "site", one.site);
    view_text(view, "folder", one.folder);
    view_text(view, "address", one.url);
    view_text(view, "name", one.title);
    view_int(view, "feed_id", id);
    return page_show(request, response, "feed", view, err);
}
