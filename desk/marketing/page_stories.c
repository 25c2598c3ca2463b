/* The stories: newest first, with their sources, whom they fit and what became
 * of them. */
#include "marketing.h"

#include "polyphony/clock.h"
#include "polyphony/company.h"
#include "polyphony/json.h"
#include "polyphony/queue.h"
#include "polyphony/stories.h"

#include <string.h>

#define LISTED 20
#define SOURCES 12
#define FITS 3

/* --- parts of a story ------------------------------------------------------
 */

static bool
add_sources(struct request *request, struct view *item, int64_t story,
            int64_t lead, struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT id, coalesce(site, ''), title, url, "
                 "coalesce(published, seen) FROM article WHERE story = $1 "
                 "ORDER BY id <> $2, published, id LIMIT $3",
                 "iii", story, lead, (int64_t)SOURCES);

    while (db_next(q)) {
        struct view *source = view_item(item, "sources");

        view_flag(source, "leads", db_int(q, 0) == lead);
        view_text(source, "source", db_text(q, 1));
        view_text(source, "name", db_text(q, 2));
        view_link(source, "url", db_text(q, 3));
        page_time(request, source, "at", db_int(q, 4));
    }
    return db_done(q, err);
}

/* "Plant managers 78, Port engineers 41": those that are offered it; else how
 * well it fits at best. */
static bool
add_fits(struct request *request, struct view *item, int64_t story,
         struct error *err)
{
    double least =
        (double)config_number(request->config, "schedule.least_score") / 100;
    const char *words = "";
    double best = -1;
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT n.name, v.score FROM relevance AS v JOIN audience AS n ON "
        "n.id = v.audience WHERE v.story = $1 ORDER BY v.score DESC, n.id "
        "LIMIT $2",
        "ii", story, (int64_t)FITS);

    while (db_next(q)) {
        if (best < 0)
            best = db_real(q, 1);
        if (db_real(q, 1) >= least)
            words = arena_printf(request->arena, "%s%s%s %.0f", words,
                                 words[0] != '\0' ? ", " : "", db_text(q, 0),
                                 db_real(q, 1) * 100);
    }
    view_text(item, "fits", words);
    if (best >= 0 && words[0] == '\0')
        view_format(item, "best", "%.0f", best * 100);
    return db_done(q, err);
}

/* A block withdraws those, and leaves what a rep has taken. */
static bool
is_untaken(const char *state)
{
    static const char *const states[] = {
        "draft", "in_review", "changes_requested", "approved", "offered"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(states[i], state) == 0)
            return true;
    }
    return false;
}

/* "accepted by 2, dismissed by 1" */
static bool
add_pickup(struct request *request, struct view *item, int64_t story,
           struct error *err)
{
    static const struct {
        const char *state, *words;
    } states[] = {{"in_review", "with a reviewer for"},
                  {"approved", "planned for"},
                  {"offered", "offered to"},
                  {"accepted", "accepted by"},
                  {"scheduled", "scheduled by"},
                  {"shared", "shared by"},
                  {"dismissed", "dismissed by"}};
    const char *words = "";
    int64_t untaken = 0;
    struct db_stmt *q = db_query(request->store->db, err,
                                 "SELECT state, count(*) FROM suggestion WHERE "
                                 "story = $1 GROUP BY state ORDER BY state",
                                 "i", story);

    while (db_next(q)) {
        for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
            if (strcmp(states[i].state, db_text(q, 0)) == 0)
                words = arena_printf(request->arena, "%s%s%s %lld", words,
                                     words[0] != '\0' ? ", " : "",
                                     states[i].words, (long long)db_int(q, 1));
        }
        if (is_untaken(db_text(q, 0)))
            untaken += db_int(q, 1);
    }
    view_text(item, "pickup", words);
    view_int(item, "untaken", untaken);
    view_flag(item, "has_untaken", untaken > 0);
    return db_done(q, err);
}

static bool
is_embargoed(const struct request *request, const struct story_row *row)
{
    return row->embargo != TIME_NONE && row->embargo > request->now;
}

static void
add_states(struct request *request, struct view *item,
           const struct story_row *row)
{
    view_text(item, "key", row->key);
    view_text(item, "name", row->title);
    view_link(item, "url", row->url);
    view_text(item, "state", row->state);
    view_text(item, "reason", row->note);
    view_flag(item, "pinned", row->pinned);
    view_flag(item, "closed", strcmp(row->state, "open") != 0);
    view_flag(item, "retracted", strcmp(row->state, "retracted") == 0);
    if (is_embargoed(request, row))
        page_time(request, item, "embargo", row->embargo);
    if (row->expires != TIME_NONE)
        page_time(request, item, "expires", row->expires);
    view_flag(item, "is_over",
              row->expires != TIME_NONE && row->expires <= request->now);
    page_time(request, item, "published", row->published);
    view_text(item, "told",
              count_words(request, row->articles, "source", "sources"));
}

static bool
add_story(struct request *request, struct view *item,
          const struct story_row *row, struct error *err)
{
    add_states(request, item, row);
    return add_sources(request, item, row->id, row->lead, err) &&
           add_fits(request, item, row->id, err) &&
           add_pickup(request, item, row->id, err);
}

/* --- the list ------------------------------------------------------------- */

static bool
add_audiences(struct request *request, struct view *view, const char *chosen,
              struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT id, name FROM audience ORDER BY name, id LIMIT 500", "");

    while (db_next(q)) {
        struct view *item = view_item(view, "audiences");

        view_text(item, "value", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_flag(item, "current", strcmp(db_text(q, 0), chosen) == 0);
    }
    return db_done(q, err);
}

static void
add_states_to_choose(struct view *view, const char *chosen)
{
    static const struct {
        const char *value, *name;
    } states[] = {{"fits", "Good enough for somebody"},
                  {"offered", "Offered to somebody"},
                  {"pinned", "Pinned"},
                  {"embargo", "Under embargo"},
                  {"blocked", "Blocked"},
                  {"retracted", "Retracted"}};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct view *item = view_item(view, "states");

        view_text(item, "value", states[i].value);
        view_text(item, "name", states[i].name);
        view_flag(item, "current", strcmp(states[i].value, chosen) == 0);
    }
}

static const char *
page_path(struct request *request, const struct stories_filter *filter,
          int64_t page)
{
    const char *path = "/stories";

    if (filter->words[0] != '\0')
        path = path_with(request, path, "q", filter->words);
    if (filter->state[0] != '\0')
        path = path_with(request, path, "state", filter->state);
    if (filter->audience[0] != '\0')
        path = path_with(request, path, "audience", filter->audience);
    return path_with(request, path, "page",
                     arena_printf(request->arena, "%lld", (long long)page));
}

static bool
add_heading(struct request *request, struct view *view, struct error *err)
{
    int64_t today, articles;
    int64_t since = zone_day_start(page_zone(request),
                                   zone_day(page_zone(request), request->now));

    if (!db_number(request->store->db, err, &today, 0,
                   "SELECT count(*) FROM story WHERE founded >= $1", "i",
                   since) ||
        !db_number(request->store->db, err, &articles, 0,
                   "SELECT count(*) FROM (SELECT 1 FROM story LIMIT 100000)",
                   ""))
        return false;
    view_text(view, "heading",
              articles == 0 ? "No stories yet"
              : today == 0
                  ? "No new story today"
                  : arena_printf(request->arena, "%s today",
                                 count_words(request, today, "new story",
                                             "new stories")));
    view_flag(view, "has_stories", articles > 0);
    view_text(view, "all", count_words(request, articles, "story", "stories"));
    return true;
}

bool
page_stories(struct request *request, struct response *response,
             struct error *err)
{
    struct view *view = page_view(request, "Stories");
    struct stories_filter filter = {
        .words = request_query(request, "q"),
        .state = request_query(request, "state"),
        .audience = request_query(request, "audience"),
        .least =
            (double)config_number(request->config, "schedule.least_score") /
            100,
        .most = LISTED + 1};
    struct story_row *list;
    int64_t page = 1;
    size_t count;

    (void)text_number(request_query(request, "page"), 1, 5000, &page);
    filter.skip = (size_t)(page - 1) * LISTED;
    if (strlen(filter.words) > 200)
        filter.words = "";
    if (!stories_search(request->store, &filter, request->now, request->arena,
                        &list, &count, err) ||
        !add_audiences(request, view, filter.audience, err) ||
        !add_heading(request, view, err))
        return false;
    for (size_t i = 0; i < count && i < LISTED; i++) {
        if (!add_story(request, view_item(view, "stories"), &list[i], err))
            return false;
    }
    view_text(view, "q", filter.words);
    add_states_to_choose(view, filter.state);
    view_flag(view, "is_filtered",
              filter.words[0] != '\0' || filter.state[0] != '\0' ||
                  filter.audience[0] != '\0');
    if (count > LISTED)
        view_text(view, "older", page_path(request, &filter, page + 1));
    if (page > 1)
        view_text(view, "newer", page_path(request, &filter, page - 1));
    (void)add_round(request, NULL, view);
    return page_show(request, response, "stories", view, err);
}

/* --- one ------------------------------------------------------------------ */

/* Each audience with its score and the words that made it. */
static bool
add_whys(struct request *request, struct view *view, int64_t story,
         struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT n.id, n.name, v.score, v.why FROM relevance AS v JOIN audience "
        "AS n ON n.id = v.audience WHERE v.story = $1 ORDER BY v.score DESC, "
        "n.id LIMIT 12",
        "i", story);

    while (db_next(q)) {
        struct view *item = view_item(view, "audiences");
        struct json *why = NULL;

        view_text(item, "id", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_format(item, "score", "%.0f", db_real(q, 2) * 100);
        if (!json_parse(db_text(q, 3), db_bytes(q, 3), &why, NULL))
            continue;
        for (const struct json *at = json_first(why); at != NULL;
             at = json_next(at)) {
            struct view *bar = view_item(item, "why");
            double weight = json_get_number(at, "weight", 0);

            view_text(bar, "term", json_get_text(at, "term"));
            view_format(bar, "weight", "%.0f%%", weight * 100);
            view_bar(bar, "bar", weight, "a");
        }
        json_free(why);
    }
    return db_done(q, err);
}

static bool
add_people(struct request *request, struct view *view, int64_t story,
           struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT r.name, g.network, g.state FROM suggestion AS g JOIN rep AS r "
        "ON r.id = g.rep WHERE g.story = $1 ORDER BY r.name, g.id LIMIT 100",
        "i", story);

    while (db_next(q)) {
        const char *state = db_text(q, 2);
        struct view *item = view_item(view, "people");
        char *words = arena_strdup(request->arena, state);

        for (char *p = words; *p != '\0'; p++)
            *p = *p == '_' ? ' ' : *p;
        view_text(item, "name", db_text(q, 0));
        view_text(item, "network", db_text(q, 1));
        view_text(item, "state", words);
    }
    return db_done(q, err);
}

/* What the company page said about one of its articles. */
static bool
add_company(struct request *request, struct view *view, int64_t story,
            struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT c.text, c.published, c.id FROM company_post AS c "
                 "WHERE c.url_key "
                 "IN "
                 "(SELECT a.url_key FROM article AS a WHERE a.story = $1) "
                 "ORDER BY c.id LIMIT 10",
                 "i", story);

    while (db_next(q)) {
        struct view *item = view_item(view, "company_posts");

        view_text(item, "text", db_text(q, 0));
        page_time(request, item, "at",
                  db_is_null(q, 1) ? TIME_NONE : db_int(q, 1));
        view_int(item, "post", db_int(q, 2));
    }
    return db_done(q, err);
}

/* What an end would reach, said before it. */
static bool
add_reach(struct request *request, struct view *view, int64_t story,
          struct error *err)
{
    struct queue_reach reach;
    const char *names;

    if (!queue_reach_story(request->store, story, &reach, err) ||
        !pickup_who_shared(request->store, story, request->arena, &names, err))
        return false;
    view_text(view, "untaken",
              count_words(request, reach.untaken, "suggestion that nobody took",
                          "suggestions that nobody took"));
    view_flag(view, "has_untaken", reach.untaken > 0);
    view_text(view, "taken",
              count_words(request, reach.taken, "that a rep accepted",
                          "that reps accepted"));
    view_flag(view, "has_taken", reach.taken > 0);
    view_text(view, "sharers", names);
    return true;
}

bool
page_story(struct request *request, struct response *response,
           struct error *err)
{
    struct view *view = page_view(request, "Story");
    struct story_row row;
    struct error why;

    if (!stories_find(request->store, request_param(request, "key"),
                      request->arena, &row, &why)) {
        if (why.kind != ERROR_NOTFOUND) {
            *err = why;
            return false;
        }
        return error_set(err, ERROR_NOTFOUND, "There is no such story");
    }
    if (!add_story(request, view, &row, err) ||
        !add_whys(request, view, row.id, err) ||
        !add_people(request, view, row.id, err) ||
        !add_company(request, view, row.id, err) ||
        !add_reach(request, view, row.id, err))
        return false;
    if (row.embargo != TIME_NONE)
        view_moment(request, view, "embargo_value", row.embargo);
    if (row.expires != TIME_NONE)
        view_moment(request, view, "expires_value", row.expires);
    view_text(view, "zone", zone_name(page_zone(request)));
    return page_show(request, response, "story", view, err);
}
