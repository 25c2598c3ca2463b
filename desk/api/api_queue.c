/* What is to be done: a rep's day, what waits for a reviewer, what was decided
 * lately, and the versions of the rules. */
#include "api.h"
#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/clock.h"
#include "polyphony/rules.h"

#include <string.h>

/* Of a list that is put together and not read by numbers, `after` is how many
 * were told. */
static size_t
begin_at(const struct api_list *list, size_t count)
{
    return list->after < (int64_t)count ? (size_t)list->after : count;
}

/* As the page Today has them: what is offered, to be posted, and scheduled. */
bool
api_today(struct request *request, struct response *response, struct error *err)
{
    struct suggestion *all;
    struct api_list list;
    size_t count;

    if (!queue_list(request->store, QUEUE_TODAY, request->person.rep,
                    request->now, request->arena, &all, &count, err))
        return false;
    api_list_open(request, response, &list);
    for (size_t i = begin_at(&list, count);
         i < count && api_list_item(&list, (int64_t)i + 1); i++) {
        api_put_members(&list.out, &all[i]);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return true;
}

/* --- a reviewer's ----------------------------------------------------------
 */

static void
put_waiting(struct json_out *out, const struct queue_waiting *w)
{
    json_member_int(out, "id", w->id);
    json_member_int(out, "revision", w->revision);
    json_member_int(out, "story", w->story);
    json_member(out, "title", w->title);
    json_member(out, "rep", w->rep);
    json_member(out, "rep_name", w->rep_name);
    json_member(out, "network", w->network);
    json_member_time(out, "slot", w->slot);
    json_member_time(out, "since", w->since);
    json_member_int(out, "trust", w->trust);
    json_close(out, '}');
}

bool
api_queue(struct request *request, struct response *response, struct error *err)
{
    struct queue_filter filter = {.network = request_query(request, "network"),
                                  .rep = request_query(request, "rep"),
                                  .words = request_query(request, "words")};
    struct queue_waiting *all;
    struct api_list list;
    size_t count;

    (void)text_number(request_query(request, "story"), 1, INT64_MAX,
                      &filter.story);
    if (!queue_waiting(request->store, &filter, request->arena, &all, &count,
                       err))
        return false;
    api_list_open(request, response, &list);
    for (size_t i = begin_at(&list, count);
         i < count && api_list_item(&list, (int64_t)i + 1); i++)
        put_waiting(&list.out, &all[i]);
    api_list_close(&list, response);
    return true;
}

/* The latest first. */
bool
api_decisions(struct request *request, struct response *response,
              struct error *err)
{
    const char *verdict = request_query(request, "verdict");
    struct api_list list;
    struct json_out *out = &list.out;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(
        request->store->db, err,
        "SELECT d.id, d.at, d.who, d.verdict, d.note, d.suggestion, "
        "g.blind FROM decision AS d CROSS JOIN suggestion AS g ON g.id = "
        "d.suggestion WHERE d.id < $1 AND ($2 = '' OR d.verdict = $2) "
        "ORDER BY d.id DESC LIMIT $3",
        "iti", list.after != 0 ? list.after : INT64_MAX, verdict,
        list.limit + 1);
    while (db_next(q) && api_list_item(&list, db_int(q, 0))) {
        json_member_int(out, "id", db_int(q, 0));
        json_member_time(out, "at", db_int(q, 1));
        json_member(out, "who", db_text(q, 2));
        json_member(out, "verdict", db_text(q, 3));
        json_member(out, "note", db_is_null(q, 4) ? NULL : db_text(q, 4));
        json_member_int(out, "suggestion", db_int(q, 5));
        json_member_bool(out, "blind", db_int(q, 6) != 0);
        json_close(out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

/* The newest first; what is in force is the first, or the file that
 * polyphony.ini names where none was saved. */
bool
api_rules_versions(struct request *request, struct response *response,
                   struct error *err)
{
    struct rules_version *all;
    struct api_list list;
    struct json_out *out = &list.out;
    size_t count;

    if (!rules_versions(request->store, request->arena, &all, &count, err))
        return false;
    api_list_open(request, response, &list);
    for (size_t i = 0; i < count; i++) {
        if (list.after != 0 && all[i].version >= list.after)
            continue;
        if (!api_list_item(&list, all[i].version))
            break;
        json_member_int(out, "version", all[i].version);
        json_member_time(out, "at", all[i].at);
        json_member(out, "who", all[i].who);
        json_member(out, "note", all[i].note);
        json_member_bool(out, "in_force", i == 0);
        json_close(out, '}');
    }
    api_list_close(&list, response);
    return true;
}
