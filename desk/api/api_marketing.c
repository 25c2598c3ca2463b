/* Feeds, stories, campaigns and audiences, as marketing has them. */
#include "api.h"
#include "desk/desk_queue.h"
#include "desk/marketing/marketing.h"
#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"
#include "polyphony/stories.h"
#include "polyphony/subscription.h"

#include <stdlib.h>
#include <string.h>

static void
put_time(struct json_out *out, const char *key, struct db_stmt *q, int column)
{
    json_member_time(out, key,
                     db_is_null(q, column) ? TIME_NONE : db_int(q, column));
}

/* --- feeds -----------------------------------------------------------------
 */

#define FEED                                                                   \
    "SELECT f.id, f.url, f.title, f.site, f.folder, f.state, s.health, "       \
    "s.words, s.last_visit, s.next_visit, s.entries FROM feed AS f LEFT JOIN " \
    "fetch_state AS s ON s.feed = f.id WHERE f.removed IS NULL AND "

static void
put_feed(struct json_out *out, struct db_stmt *q)
{
    json_member_int(out, "id", db_int(q, 0));
    json_member(out, "url", db_text(q, 1));
    json_member(out, "title", db_text(q, 2));
    json_member(out, "site", db_text(q, 3));
    json_member(out, "folder", db_text(q, 4));
    json_member(out, "state", db_text(q, 5));
    json_member(out, "health", db_text(q, 6));
    json_member(out, "words", db_text(q, 7));
    put_time(out, "last_visit", q, 8);
    put_time(out, "next_visit", q, 9);
    json_member_int(out, "entries", db_int(q, 10));
}

bool
api_feeds(struct request *request, struct response *response, struct error *err)
{
    struct api_list list;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err,
                 FEED "f.id > $1 ORDER BY f.id LIMIT $2", "ii", list.after,
                 list.limit + 1);
    while (db_next(q) && api_list_item(&list, db_int(q, 0))) {
        put_feed(&list.out, q);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

static bool
show_feed(struct request *request, struct response *response, int64_t id,
          struct error *err)
{
    struct json_out out = api_open(response);
    struct db_stmt *q =
        db_query(request->store->db, err, FEED "f.id = $1", "i", id);
    bool found = db_next(q);

    if (found)
        put_feed(&out, q);
    api_close(&out, response);
    if (!db_done(q, err))
        return false;
    return found || error_set(err, ERROR_NOTFOUND, "There is no such feed");
}

static bool
feed_of(struct request *request, int64_t *id, struct error *err)
{
    int64_t found = 0;

    if (request_param_id(request, "id", id) &&
        !db_number(request->store->db, err, &found, 0,
                   "SELECT count(*) FROM feed WHERE id = $1 AND removed IS "
                   "NULL",
                   "i", *id))
        return false;
    return found > 0 || error_set(err, ERROR_NOTFOUND, "There is no such feed");
}

bool
api_feed(struct request *request, struct response *response, struct error *err)
{
    int64_t id;

    return feed_of(request, &id, err) && show_feed(request, response, id, err);
}

bool
api_feed_add(struct request *request, struct response *response,
             struct error *err)
{
    struct subscription_new new = {.url = api_text(request, "url"),
                                   .folder = api_text(request, "folder")};
    struct error why;
    int64_t id;
    bool added;

    if (!subscription_add(request->store, &new, request->now, &added, &id,
                          &why)) {
        if (why.kind == ERROR_INPUT)
            return api_refuse_field(response, "url",
                                    arena_strdup(request->arena, why.text));
        *err = why;
        return false;
    }
    response->status = added ? 201 : 200;
    if (added)
        response_header(request, response, "Location", "/api/v1/feeds/%lld",
                        (long long)id);
    return show_feed(request, response, id, err);
}

static bool
mute(struct request *request, struct response *response, bool muted,
     struct error *err)
{
    int64_t id;

    return feed_of(request, &id, err) &&
           subscription_mute(request->store, id, muted, err) &&
           show_feed(request, response, id, err);
}

bool
api_feed_mute(struct request *request, struct response *response,
              struct error *err)
{
    return mute(request, response, true, err);
}

bool
api_feed_unmute(struct request *request, struct response *response,
                struct error *err)
{
    return mute(request, response, false, err);
}

/* --- stories ---------------------------------------------------------------
 */

#define STORY                                                                  \
    "SELECT s.id, s.key, a.title, a.url, a.site, s.published, s.state, "       \
    "s.pinned, s.embargo, s.expires, s.note, (SELECT count(*) FROM article "   \
    "AS m WHERE m.story = s.id), (SELECT count(*) FROM suggestion AS g WHERE " \
    "g.story = s.id) FROM story AS s JOIN article AS a ON a.id = s.lead "      \
    "WHERE "

static void
put_story(struct json_out *out, struct db_stmt *q)
{
    json_member_int(out, "id", db_int(q, 0));
    json_member(out, "key", db_text(q, 1));
    json_member(out, "title", db_text(q, 2));
    json_member(out, "url", db_text(q, 3));
    json_member(out, "site", db_text(q, 4));
    put_time(out, "published", q, 5);
    json_member(out, "state", db_text(q, 6));
    json_member_bool(out, "pinned", db_int(q, 7) != 0);
    put_time(out, "embargo", q, 8);
    put_time(out, "expires", q, 9);
    json_member(out, "note", db_text(q, 10));
    json_member_int(out, "articles", db_int(q, 11));
    json_member_int(out, "suggestions", db_int(q, 12));
}

/* The newest first, so `after` goes down. */
bool
api_stories(struct request *request, struct response *response,
            struct error *err)
{
    struct api_list list;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err,
                 STORY "s.id < $1 ORDER BY s.id DESC LIMIT $2", "ii",
                 list.after != 0 ? list.after : INT64_MAX, list.limit + 1);
    while (db_next(q) && api_list_item(&list, db_int(q, 0))) {
        put_story(&list.out, q);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

/* What our page posted about one of its articles. */
static bool
put_company(struct request *request, struct json_out *out, int64_t id,
            struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT id, network, text, published FROM company_post WHERE url_key "
        "IN (SELECT url_key FROM article WHERE story = $1) ORDER BY id LIMIT "
        "50",
        "i", id);

    json_put_key(out, "company");
    json_open(out, '[');
    while (db_next(q)) {
        json_open(out, '{');
        json_member_int(out, "id", db_int(q, 0));
        json_member(out, "network", db_is_null(q, 1) ? NULL : db_text(q, 1));
        json_member(out, "text", db_text(q, 2));
        put_time(out, "published", q, 3);
        json_close(out, '}');
    }
    json_close(out, ']');
    return db_done(q, err);
}

static bool
show_story(struct request *request, struct response *response,
           struct error *err)
{
    struct json_out out = api_open(response);
    struct story_row row;
    struct db_stmt *q;

    if (!story_asked(request, &row, err))
        return false;
    q = db_query(request->store->db, err, STORY "s.id = $1", "i", row.id);
    if (db_next(q))
        put_story(&out, q);
    if (!db_done(q, err) || !put_company(request, &out, row.id, err))
        return false;
    api_close(&out, response);
    return true;
}

bool
api_story(struct request *request, struct response *response, struct error *err)
{
    return show_story(request, response, err);
}

/* The story is there; its number. */
static bool
story_of(struct request *request, int64_t *id, struct error *err)
{
    struct story_row row;

    if (!story_asked(request, &row, err))
        return false;
    *id = row.id;
    return true;
}

bool
api_story_pin(struct request *request, struct response *response,
              struct error *err)
{
    bool pinned = json_true(json_get(request->json, "pinned"));
    int64_t id;

    return story_of(request, &id, err) &&
           stories_pin(request->store, id, pinned, err) &&
           show_story(request, response, err);
}

typedef bool set_time(struct store *store, int64_t story, int64_t when,
                      struct error *err);

/* What lies outside of the new time gets another slot, or ends. */
static bool
give_time(struct request *request, struct response *response, set_time *set,
          const char *name, struct error *err)
{
    int64_t when = api_time(request, name), id;
    struct queue_tick tick;
    struct queue_fit fit;
    struct desk_queue open;
    bool ok;

    if (!story_of(request, &id, err))
        return false;
    if (when != TIME_NONE && when <= request->now)
        return api_refuse_field(response, name, "That time has passed.");
    if (!desk_queue_open(request, &open, err))
        return false;
    ok = set(request->store, id, when, err) &&
         queue_tick(&open.queue, &tick, err) &&
         queue_fit_slots(&open.queue, NULL, id, &fit, err);
    desk_queue_close(&open);
    return ok && show_story(request, response, err);
}

bool
api_story_embargo(struct request *request, struct response *response,
                  struct error *err)
{
    return give_time(request, response, stories_embargo, "until", err);
}

bool
api_story_expire(struct request *request, struct response *response,
                 struct error *err)
{
    return give_time(request, response, stories_expire, "at", err);
}

static bool
set_state(struct request *request, struct response *response, const char *state,
          const char *note, struct error *err)
{
    const char *given = api_text(request, "note");
    bool ok, withdraws = strcmp(state, "open") != 0;
    struct desk_queue open;
    size_t count;
    int64_t id;

    if (!story_of(request, &id, err) || !desk_queue_open(request, &open, err))
        return false;
    ok = stories_set_state(request->store, id, state, given, err) &&
         (!withdraws ||
          queue_withdraw_story(&open.queue, id, strcmp(state, "retracted") == 0,
                               given != NULL ? given : note, &count, err));
    desk_queue_close(&open);
    return ok && show_story(request, response, err);
}

bool
api_story_block(struct request *request, struct response *response,
                struct error *err)
{
    return set_state(request, response, "blocked", "the story was blocked",
                     err);
}

bool
api_story_open(struct request *request, struct response *response,
               struct error *err)
{
    return set_state(request, response, "open", NULL, err);
}

bool
api_story_retract(struct request *request, struct response *response,
                  struct error *err)
{
    return set_state(request, response, "retracted", "the story was retracted",
                     err);
}

/* --- audiences and campaigns -----------------------------------------------
 */

#define AUDIENCE                                                               \
    "SELECT a.id, a.name, a.about, a.json, (SELECT count(*) FROM rep AS r "    \
    "WHERE r.audience = a.id AND r.state <> 'gone') FROM audience AS a WHERE "

static void
put_audience(struct json_out *out, struct db_stmt *q)
{
    json_member(out, "id", db_text(q, 0));
    json_member(out, "name", db_text(q, 1));
    json_member(out, "about", db_text(q, 2));
    json_put_key(out, "audience");
    json_put_raw(out, db_text(q, 3));
    json_member_int(out, "reps", db_int(q, 4));
}

bool
api_audiences(struct request *request, struct response *response,
              struct error *err)
{
    struct api_list list;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err,
                 AUDIENCE "a.id > $1 ORDER BY a.id LIMIT $2", "ti",
                 list.after_name, list.limit + 1);
    while (db_next(q) &&
           api_list_named(&list, arena_strdup(request->arena, db_text(q, 0)))) {
        put_audience(&list.out, q);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

bool
api_audience(struct request *request, struct response *response,
             struct error *err)
{
    struct json_out out = api_open(response);
    struct db_stmt *q = db_query(request->store->db, err, AUDIENCE "a.id = $1",
                                 "t", request_param(request, "id"));
    bool found = db_next(q);

    if (found)
        put_audience(&out, q);
    api_close(&out, response);
    return db_done(q, err) && (found || error_set(err, ERROR_NOTFOUND,
                                                  "There is no such audience"));
}

static void
put_names(struct json_out *out, const char *key,
          const struct campaign_names *names)
{
    json_put_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < names->count; i++)
        json_put_text(out, names->items[i]);
    json_close(out, ']');
}

static int
by_id(const void *a, const void *b)
{
    const struct campaign *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

bool
api_campaigns(struct request *request, struct response *response,
              struct error *err)
{
    struct campaign *all;
    struct api_list list;
    size_t count;

    if (!campaign_list(request->store, request->now, true, request->arena, &all,
                       &count, err))
        return false;
    if (count > 1)
        qsort(all, count, sizeof *all, by_id);
    api_list_open(request, response, &list);
    for (size_t i = 0; i < count; i++) {
        if (all[i].id <= list.after)
            continue;
        if (!api_list_item(&list, all[i].id))
            break;
        json_member_int(&list.out, "id", all[i].id);
        json_member(&list.out, "name", all[i].name);
        json_member_int(&list.out, "weight", all[i].weight);
        json_member_time(&list.out, "starts", all[i].starts);
        json_member_time(&list.out, "ends", all[i].ends);
        put_names(&list.out, "words", &all[i].words);
        put_names(&list.out, "feeds", &all[i].feeds);
        put_names(&list.out, "stories", &all[i].stories);
        put_names(&list.out, "reps", &all[i].reps);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return true;
}
