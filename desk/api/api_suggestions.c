/* GET /api/v1/suggestions, and one with findings and record. Who is a rep and
 * nothing more has their own alone: another's is not found. */
#include "api.h"
#include "desk/pages.h"

#include "polyphony/clock.h"

#include <string.h>

static void
put_json(struct json_out *out, const char *key, const char *json)
{
    json_put_key(out, key);
    json_put_raw(out, json != NULL && json[0] != '\0' ? json : "null");
}

void
api_put_members(struct json_out *out, const struct suggestion *g)
{
    json_member_int(out, "id", g->id);
    json_member(out, "rep", g->rep);
    json_member(out, "rep_name", g->rep_name);
    json_member_int(out, "story", g->story);
    json_member(out, "network", g->network);
    json_member(out, "state", g->state);
    json_member(out, "text", g->text);
    json_member_int(out, "revision", g->revision);
    json_member(out, "link", g->link);
    json_member(out, "angle", g->angle);
    json_member(out, "writer", g->writer);
    json_member_real(out, "score", g->score, 4);
    put_json(out, "why", g->why);
    put_json(out, "reasons", g->reasons);
    json_member_time(out, "made", g->made);
    json_member_time(out, "slot", g->slot);
    json_member_time(out, "snoozed", g->snoozed);
    json_member_time(out, "accepted", g->accepted);
    json_put_key(out, "article");
    json_open(out, '{');
    json_member_int(out, "id", g->article);
    json_member(out, "title", g->title);
    json_member(out, "url", g->url);
    json_member(out, "site", g->site);
    json_close(out, '}');
}

/* --- the list --------------------------------------------------------------
 */

/* Only what is asked for stands in the statement, so that it goes by that
 * one's index; what is not is bound all the same. */
static struct db_stmt *
select_ids(struct request *request, const struct api_list *list,
           struct error *err)
{
    const char *own = api_scope(request);
    const char *rep = own != NULL ? own : request_query(request, "rep");
    const char *state = request_query(request, "state");
    const char *network = request_query(request, "network");
    struct buf sql = {.max = 1000};
    struct db_stmt *q;
    int64_t story = 0;
    bool by_rep = own != NULL || rep[0] != '\0';

    (void)text_number(request_query(request, "story"), 1, INT64_MAX, &story);
    buf_add(&sql, "SELECT g.id FROM suggestion AS g WHERE g.id > $1");
    buf_add(&sql, by_rep ? " AND g.rep = $2" : " AND $2 = $2");
    buf_add(&sql, state[0] != '\0' ? " AND g.state = $3" : " AND $3 = $3");
    buf_add(&sql, story != 0 ? " AND g.story = $4" : " AND $4 = $4");
    buf_add(&sql, network[0] != '\0' ? " AND g.network = $5" : " AND $5 = $5");
    buf_add(&sql, " ORDER BY g.id LIMIT $6");
    q = db_query(request->store->db, err,
                 arena_strdup(request->arena, buf_text(&sql)), "ittiti",
                 list->after, rep, state, story, network, list->limit + 1);
    buf_deinit(&sql);
    return q;
}

bool
api_suggestions(struct request *request, struct response *response,
                struct error *err)
{
    int64_t ids[API_LIMIT_MOST + 1];
    struct api_list list;
    struct db_stmt *q;
    size_t count = 0;

    api_list_open(request, response, &list);
    q = select_ids(request, &list, err);
    while (count <= API_LIMIT_MOST && db_next(q))
        ids[count++] = db_int(q, 0);
    if (!db_done(q, err))
        return false;
    for (size_t i = 0; i < count && api_list_item(&list, ids[i]); i++) {
        struct suggestion g;

        if (!queue_find(request->store, ids[i], request->arena, &g, err))
            return false;
        api_put_members(&list.out, &g);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return true;
}

/* --- one -------------------------------------------------------------------
 */

bool
api_suggestion(struct request *request, struct suggestion *g, struct error *err)
{
    const char *own = api_scope(request);
    int64_t id;

    if (!request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such suggestion");
    if (!queue_find(request->store, id, request->arena, g, err))
        return false;
    return own == NULL || strcmp(own, g->rep) == 0 ||
           error_set(err, ERROR_NOTFOUND, "There is no such suggestion");
}

static bool
put_findings(struct request *request, struct json_out *out, int64_t id,
             struct error *err)
{
    struct queue_finding *list;
    size_t count;

    if (!queue_findings(request->store, id, request->arena, &list, &count, err))
        return false;
    queue_put_findings(out, list, count);
    return true;
}

static bool
put_record(struct request *request, struct json_out *out, int64_t id,
           const char *rep, struct error *err)
{
    struct queue_event *list;
    size_t count;

    if (!queue_record(request->store, id, request->arena, &list, &count, err))
        return false;
    api_hide_results(request, rep, list, count);
    json_put_key(out, "record");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_member_time(out, "at", list[i].at);
        json_member(out, "who", list[i].who);
        json_member(out, "what", list[i].what);
        json_member(out, "from", list[i].was);
        json_member(out, "to", list[i].is_now);
        json_member(out, "note", list[i].note);
        json_member(out, "text", list[i].text);
        json_member(out, "pack", list[i].pack);
        json_close(out, '}');
    }
    json_close(out, ']');
    return true;
}

static bool
put_share(struct request *request, struct json_out *out, int64_t id,
          struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT s.at, s.address, s.late, (SELECT count(*) FROM click AS c "
        "WHERE c.suggestion = s.suggestion AND c.kind = 'person') FROM share "
        "AS s WHERE s.suggestion = $1",
        "i", id);

    json_put_key(out, "share");
    if (db_next(q)) {
        json_open(out, '{');
        json_member_time(out, "at", db_int(q, 0));
        json_member(out, "address", db_text(q, 1));
        json_member_bool(out, "late", db_int(q, 2) != 0);
        json_member_int(out, "clicks", db_int(q, 3));
        json_close(out, '}');
    } else {
        json_put_null(out);
    }
    return db_done(q, err);
}

/* For who reviews: what it is most like, and how much. */
static bool
put_nearest(struct request *request, struct json_out *out,
            const struct suggestion *g, struct error *err)
{
    struct queue_others *others = NULL;
    struct queue_nearest near;

    if (!queue_others_load(request->store, g->story, request->now, &others,
                           err))
        return false;
    queue_others_nearest(others, g->rep, g->text, &near);
    json_put_key(out, "nearest");
    if (near.text != NULL) {
        json_open(out, '{');
        json_member_int(out, "suggestion", near.id);
        json_member(out, "rep_name", near.rep_name);
        json_member(out, "state", near.state);
        json_member(out, "text", near.text);
        json_member_real(out, "closeness", near.closeness, 3);
        json_member_int(out, "run", near.run);
        json_close(out, '}');
    } else {
        json_put_null(out);
    }
    queue_others_free(others);
    return true;
}

bool
api_put_suggestion(struct request *request, struct response *response,
                   int64_t id, struct error *err)
{
    struct json_out out = api_open(response);
    struct suggestion g;

    if (!queue_find(request->store, id, request->arena, &g, err))
        return false;
    api_put_members(&out, &g);
    put_json(&out, "source", g.source);
    if (!put_findings(request, &out, id, err) ||
        !put_record(request, &out, id, g.rep, err) ||
        (api_sees_results(request, g.rep) &&
         !put_share(request, &out, id, err)) ||
        ((request->roles & (ROLE_REVIEWER | ROLE_ADMIN)) != 0 &&
         !put_nearest(request, &out, &g, err)))
        return false;
    api_close(&out, response);
    return true;
}

bool
api_suggestion_one(struct request *request, struct response *response,
                   struct error *err)
{
    struct suggestion g;

    return api_suggestion(request, &g, err) &&
           api_put_suggestion(request, response, g.id, err);
}
