/* Lists of what the admin's pages show: people, webhooks, the audit. Secrets
 * are in none of them. */
#include "api.h"
#include "desk/pages.h"

#include "polyphony/clock.h"

static int64_t
time_or_none(struct db_stmt *q, int column)
{
    return db_is_null(q, column) ? TIME_NONE : db_int(q, column);
}

#define PERSON                                                                 \
    "SELECT p.id, p.name, p.role, p.rep, p.mail, p.locked, (SELECT "           \
    "max(s.seen) FROM session AS s WHERE s.person = p.id) FROM person AS p "   \
    "WHERE p.erased IS NULL AND "

static void
put_person(struct json_out *out, struct db_stmt *q)
{
    json_member_int(out, "id", db_int(q, 0));
    json_member(out, "name", db_text(q, 1));
    json_member(out, "role", db_text(q, 2));
    json_member(out, "rep", db_is_null(q, 3) ? NULL : db_text(q, 3));
    json_member(out, "mail", db_is_null(q, 4) ? NULL : db_text(q, 4));
    json_member_time(out, "locked", time_or_none(q, 5));
    json_member_time(out, "seen", time_or_none(q, 6));
}

#define WEBHOOK                                                                \
    "SELECT t.id, t.name, t.url, t.format, t.paused IS NOT NULL, (SELECT "     \
    "count(*) FROM webhook AS w WHERE w.target = t.id AND w.due IS NOT NULL) " \
    "FROM webhook_to AS t WHERE "

static void
put_webhook(struct json_out *out, struct db_stmt *q)
{
    json_member_int(out, "id", db_int(q, 0));
    json_member(out, "name", db_text(q, 1));
    json_member(out, "url", db_text(q, 2));
    json_member(out, "format", db_text(q, 3));
    json_member_bool(out, "paused", db_int(q, 4) != 0);
    json_member_int(out, "waiting", db_int(q, 5));
}

typedef void put_row(struct json_out *out, struct db_stmt *q);

/* Rows whose first column is the number that pages go by. */
static bool
put_rows(struct request *request, struct response *response, const char *sql,
         put_row *put, struct error *err)
{
    struct api_list list;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err, sql, "ii", list.after,
                 list.limit + 1);
    while (db_next(q) && api_list_item(&list, db_int(q, 0))) {
        put(&list.out, q);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

/* The one of :id. */
static bool
put_one(struct request *request, struct response *response, const char *sql,
        put_row *put, const char *missing, struct error *err)
{
    struct json_out out = api_open(response);
    struct db_stmt *q;
    int64_t id;
    bool found;

    if (!request_param_id(request, "id", &id))
        return error_set(err, ERROR_NOTFOUND, "%s", missing);
    q = db_query(request->store->db, err, sql, "i", id);
    found = db_next(q);
    if (found)
        put(&out, q);
    api_close(&out, response);
    return db_done(q, err) &&
           (found || error_set(err, ERROR_NOTFOUND, "%s", missing));
}

bool
api_people(struct request *request, struct response *response,
           struct error *err)
{
    return put_rows(request, response,
                    PERSON "p.id > $1 ORDER BY p.id LIMIT $2", put_person, err);
}

bool
api_person(struct request *request, struct response *response,
           struct error *err)
{
    return put_one(request, response, PERSON "p.id = $1", put_person,
                   "There is no such person", err);
}

bool
api_webhooks(struct request *request, struct response *response,
             struct error *err)
{
    return put_rows(request, response,
                    WEBHOOK "t.id > $1 ORDER BY t.id LIMIT $2", put_webhook,
                    err);
}

bool
api_webhook(struct request *request, struct response *response,
            struct error *err)
{
    return put_one(request, response, WEBHOOK "t.id = $1", put_webhook,
                   "There is no such webhook", err);
}

/* Without the texts: `record` of a suggestion has them, and the export. */
bool
api_audit(struct request *request, struct response *response, struct error *err)
{
    struct api_list list;
    struct json_out *out = &list.out;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err,
                 "SELECT id, at, who, what, suggestion, note, chain FROM audit "
                 "WHERE id > $1 ORDER BY id LIMIT $2",
                 "ii", list.after, list.limit + 1);
    while (db_next(q) && api_list_item(&list, db_int(q, 0))) {
        json_member_int(out, "id", db_int(q, 0));
        json_member_time(out, "at", db_int(q, 1));
        json_member(out, "who", db_text(q, 2));
        json_member(out, "what", db_text(q, 3));
        if (db_is_null(q, 4))
            json_member(out, "suggestion", NULL);
        else
            json_member_int(out, "suggestion", db_int(q, 4));
        json_member(out, "note", db_is_null(q, 5) ? NULL : db_text(q, 5));
        json_member(out, "hash", db_text(q, 6));
        json_close(out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}
