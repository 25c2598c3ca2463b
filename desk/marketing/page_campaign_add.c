/* A campaign begins: by words, by a folder of feeds, by feeds and stories that
 * their own pages bring along; for some audiences or for all. A folder and an
 * audience stand for the feeds and reps that are in them now. */
#include "campaign_page.h"
#include "marketing.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"

#include <string.h>

#define WEIGHT 10
#define MOST_PARTS 20000
#define MOST_WORDS 100

/* --- the form ------------------------------------------------------------- */

static bool
has_field(struct request *request, const char *name, const char *value)
{
    const char *at = NULL;

    while ((at = request_next_field(request, name, at)) != NULL) {
        if (strcmp(at, value) == 0)
            return true;
    }
    return false;
}

static bool
add_tick(struct request *request, struct view *view, const char *list,
         const char *sql, const char *value, struct error *err)
{
    struct db_stmt *q = db_query(request->store->db, err, sql, "t", value);

    if (db_next(q)) {
        struct view *item = view_item(view, list);

        view_text(item, "value", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
    }
    return db_done(q, err);
}

/* A feed or story to tick: the one that the address names, or those that were
 * ticked before. */
static bool
add_ticks(struct request *request, struct view *view, const char *list,
          const char *name, const char *sql, struct error *err)
{
    const char *given = request_query(request, name), *value = NULL;
    int most = 50;

    if (request->method == METHOD_GET)
        return given[0] == '\0' ||
               add_tick(request, view, list, sql, given, err);
    while (most-- > 0 &&
           (value = request_next_field(request, name, value)) != NULL) {
        if (!add_tick(request, view, list, sql, value, err))
            return false;
    }
    return true;
}

static bool
add_choices(struct request *request, struct view *view, const char *list,
            const char *field, const char *sql, struct error *err)
{
    struct db_stmt *q = db_query(request->store->db, err, sql, "");

    while (db_next(q)) {
        struct view *item = view_item(view, list);

        view_text(item, "value", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_int(item, "count", db_int(q, 2));
        view_flag(item, "current", has_field(request, field, db_text(q, 0)));
        view_flag(view, arena_printf(request->arena, "has_%s", list), true);
    }
    return db_done(q, err);
}

bool
campaign_form_fill(struct request *request, struct view *view,
                   struct error *err)
{
    const char *weight = request_field(request, "weight");

    view_text(view, "typed_name", request_field(request, "name"));
    view_text(view, "typed_words", request_field(request, "words"));
    view_text(view, "typed_starts", request_field(request, "starts"));
    view_text(view, "typed_ends", request_field(request, "ends"));
    view_int(view, "most", CAMPAIGN_MOST_WEIGHT);
    view_text(view, "typed_weight",
              weight[0] != '\0' ? weight
                                : arena_printf(request->arena, "%d", WEIGHT));
    view_text(view, "zone", zone_name(page_zone(request)));
    return add_ticks(request, view, "stories", "story",
                     "SELECT s.key, a.title FROM story AS s JOIN article AS a "
                     "ON a.id = s.lead WHERE s.key = $1",
                     err) &&
           add_ticks(request, view, "feeds", "feed",
                     "SELECT id, coalesce(nullif(title, ''), url) FROM feed "
                     "WHERE id = CAST($1 AS INTEGER) AND removed IS NULL",
                     err) &&
           add_choices(request, view, "folders", "folder",
                       "SELECT folder, folder, count(*) FROM feed WHERE "
                       "removed IS NULL AND folder <> '' GROUP BY folder "
                       "ORDER BY folder LIMIT 500",
                       err) &&
           add_choices(request, view, "groups", "audience",
                       "SELECT a.id, a.name, count(*) FROM audience AS a JOIN "
                       "rep AS r ON r.audience = a.id WHERE r.state <> 'gone' "
                       "GROUP BY a.id ORDER BY a.name, a.id LIMIT 200",
                       err);
}

/* --- reading -------------------------------------------------------------- */

struct part {
    struct campaign_names *names;
    size_t room;
};

static void
take(struct request *request, struct part *part, const char *value)
{
    struct campaign_names *names = part->names;

    for (size_t i = 0; i < names->count && i < 100; i++) {
        if (strcmp(names->items[i], value) == 0)
            return;
    }
    if (names->count == MOST_PARTS)
        return;
    if (names->count == part->room) {
        const char **more =
            arena_array(request->arena, part->room * 2 + 16, sizeof *more);

        if (names->count > 0)
            memcpy(more, names->items, names->count * sizeof *more);
        names->items = more;
        part->room = part->room * 2 + 16;
    }
    names->items[names->count++] = arena_strdup(request->arena, value);
}

/* Each value of a field through a statement that says which rows it means. */
static bool
take_all(struct request *request, struct part *part, const char *field,
         const char *sql, struct error *err)
{
    const char *value = NULL;

    while ((value = request_next_field(request, field, value)) != NULL) {
        struct db_stmt *q;

        if (value[0] == '\0')
            continue;
        q = db_query(request->store->db, err, sql, "t", value);
        while (db_next(q))
            take(request, part, db_text(q, 0));
        if (!db_done(q, err))
            return false;
    }
    return true;
}

static bool
read_parts(struct request *request, struct campaign *campaign,
           struct error *err)
{
    struct part feeds = {.names = &campaign->feeds};
    struct part stories = {.names = &campaign->stories};
    struct part reps = {.names = &campaign->reps};

    campaign->words.count = split_list(request, request_field(request, "words"),
                                       MOST_WORDS + 1, &campaign->words.items);
    return take_all(request, &feeds, "feed",
                    "SELECT CAST(id AS TEXT) FROM feed WHERE id = CAST($1 AS "
                    "INTEGER) AND removed IS NULL",
                    err) &&
           take_all(request, &feeds, "folder",
                    "SELECT CAST(id AS TEXT) FROM feed WHERE removed IS NULL "
                    "AND (folder = $1 OR substr(folder, 1, length($1) + 1) = "
                    "$1 || '/') ORDER BY id",
                    err) &&
           take_all(request, &stories, "story",
                    "SELECT key FROM story WHERE key = $1", err) &&
           take_all(request, &reps, "audience",
                    "SELECT id FROM rep WHERE audience = $1 AND state <> "
                    "'gone' ORDER BY id",
                    err);
}

/* NULL: it can be tried. */
static const char *
read_fields(struct request *request, struct campaign *campaign)
{
    const char *starts = request_field(request, "starts");
    const char *ends = request_field(request, "ends");
    int64_t weight = WEIGHT;

    campaign->name = request_field(request, "name");
    campaign->who = request->person.name;
    campaign->starts = request->now;
    campaign->ends = TIME_NONE;
    if (strlen(campaign->name) > 200)
        return "A name is at most 100 letters long";
    if (request_means(request, "weight") &&
        !text_number(request_field(request, "weight"), 1, CAMPAIGN_MOST_WEIGHT,
                     &weight))
        return "The weight is a number from 1 to 20";
    if (starts[0] != '\0' && !read_moment(request, starts, &campaign->starts))
        return "The beginning is no day and time";
    if (ends[0] != '\0' && !read_moment(request, ends, &campaign->ends))
        return "The end is no day and time";
    campaign->weight = (int)weight;
    return NULL;
}

/* "Audiences were ticked, but nobody speaks to them" would be for all. */
static const char *
parts_problem(struct request *request, const struct campaign *campaign)
{
    if (campaign->words.count > MOST_WORDS)
        return "Words: 100 at most";
    return request_has_field(request, "audience") && campaign->reps.count == 0
               ? "No rep speaks to those audiences"
               : NULL;
}

static bool
add(struct request *request, struct response *response,
    const struct campaign *campaign, int64_t about, int64_t of,
    struct error *err)
{
    if (campaign_add(request->store, campaign, request->now, err))
        return page_done_undo(
            request, response, "/campaigns",
            path_with(request, "/campaigns/end", "name", campaign->name), err,
            "%.100s %s: it is about %lld of the newest %lld stories, and "
            "counts from the next round on.",
            campaign->name, campaign->starts > request->now ? "is set" : "runs",
            (long long)about, (long long)of);
    if (err->kind != ERROR_INPUT && err->kind != ERROR_CONFLICT)
        return false;
    response->status = 422;
    return campaigns_show(request, response,
                          arena_strdup(request->arena, err->text), NULL, err);
}

bool
page_campaigns_add(struct request *request, struct response *response,
                   struct error *err)
{
    struct campaign campaign = {0};
    const char *problem = read_fields(request, &campaign);
    int64_t about, of;

    if (!read_parts(request, &campaign, err) ||
        !campaign_count_stories(request->store, &campaign, &about, &of, err))
        return false;
    if (problem == NULL)
        problem = parts_problem(request, &campaign);
    if (problem != NULL) {
        response->status = 422;
        return campaigns_show(request, response, problem, NULL, err);
    }
    if (strcmp(request_field(request, "do"), "try") == 0)
        return campaigns_show(
            request, response, NULL,
            arena_printf(request->arena,
                         "It would be about %lld of the newest %lld stories, "
                         "for %s.",
                         (long long)about, (long long)of,
                         campaign.reps.count == 0
                             ? "all reps"
                             : count_words(request,
                                           (int64_t)campaign.reps.count, "rep",
                                           "reps")),
            err);
    return add(request, response, &campaign, about, of, err);
}
