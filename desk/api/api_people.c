/* Who asks, the reps, what came of sharing, and the reports. */
#include "api.h"
#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/clock.h"
#include "polyphony/outcome.h"
#include "polyphony/report.h"
#include "polyphony/reps.h"
#include "polyphony/voice.h"

#include <string.h>

bool
api_me(struct request *request, struct response *response, struct error *err)
{
    struct json_out out = api_open(response);
    int64_t off;

    if (!db_number(request->store->db, err, &off, 0,
                   "SELECT off FROM digest WHERE person = $1", "i",
                   request->person.id))
        return false;
    json_member_int(&out, "id", request->person.id);
    json_member(&out, "name", request->person.name);
    json_member(&out, "role", request->person.role);
    json_member(&out, "rep", request->person.rep);
    json_member_bool(&out, "digest", off == 0);
    api_close(&out, response);
    return true;
}

bool
api_reps(struct request *request, struct response *response, struct error *err)
{
    struct api_list list;
    struct json_out *out = &list.out;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err,
                 "SELECT id, name, audience, language, networks, quota, hours, "
                 "review, trust, state FROM rep WHERE state <> 'gone' AND id > "
                 "$1 ORDER BY id LIMIT $2",
                 "ti", list.after_name, list.limit + 1);
    while (db_next(q) &&
           api_list_named(&list, arena_strdup(request->arena, db_text(q, 0)))) {
        json_member(out, "id", db_text(q, 0));
        json_member(out, "name", db_text(q, 1));
        json_member(out, "audience", db_text(q, 2));
        json_member(out, "language", db_text(q, 3));
        json_put_key(out, "networks");
        json_put_raw(out, db_text(q, 4));
        json_member_int(out, "quota", db_int(q, 5));
        json_put_key(out, "hours");
        json_put_raw(out, db_text(q, 6));
        json_member(out, "review", db_text(q, 7));
        json_member_int(out, "trust", db_int(q, 8));
        json_member(out, "state", db_text(q, 9));
        json_close(out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

bool
api_rep(struct request *request, struct response *response, struct error *err)
{
    struct json_out out;
    struct rep rep;

    if (!reps_find(request->store, request_param(request, "id"), request->arena,
                   &rep, err))
        return false;
    out = api_open(response);
    json_member(&out, "id", rep.id);
    json_member(&out, "name", rep.name);
    json_member(&out, "state", rep.state);
    json_member_int(&out, "trust", rep.trust);
    json_put_key(&out, "rep");
    if (!reps_write_json(request->store, &rep, &out, err))
        return false;
    api_close(&out, response);
    return true;
}

/* --- a rep's voice ---------------------------------------------------------
 */

static void
put_samples(struct json_out *out, const struct voice *voice)
{
    json_put_key(out, "samples");
    json_open(out, '[');
    for (size_t i = 0; i < voice->samples.count; i++) {
        char digest[DIGEST_TEXT];

        json_open(out, '{');
        json_member(out, "id",
                    reps_sample_digest(voice->samples.items[i], digest));
        json_member(out, "text", voice->samples.items[i]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_given(struct json_out *out, struct arena *arena, const struct json *rep)
{
    const struct json *given = json_get(rep, "voice");
    const char *length = json_get_text(given, "length");
    const char *person = json_get_text(given, "person");
    struct voice voice;

    voice_read(arena, rep, &voice);
    json_member(out, "tone", voice.tone);
    json_member(out, "notes", voice.notes);
    json_member(out, "length", length != NULL ? length : "any");
    json_member(out, "person", person != NULL ? person : "any");
    json_member_bool(out, "emoji", voice.emoji);
    json_member_int(out, "hashtags", voice.hashtags);
    json_put_key(out, "languages");
    json_open(out, '[');
    for (size_t i = 0; i < voice.languages.count; i++)
        json_put_text(out, voice.languages.items[i]);
    json_close(out, ']');
    put_samples(out, &voice);
}

bool
api_voice(struct request *request, struct response *response, struct error *err)
{
    struct rep_line *lines;
    struct json *doc = NULL;
    struct json_out out;
    struct rep rep;
    size_t count;

    if (!reps_find(request->store, request->person.rep, request->arena, &rep,
                   err) ||
        !reps_voice_lines(request->store, rep.id, request->arena, &lines,
                          &count, err) ||
        !json_parse(rep.json, strlen(rep.json), &doc, err))
        return false;
    out = api_open(response);
    put_given(&out, request->arena, doc);
    json_free(doc);
    json_put_key(&out, "learned");
    json_open(&out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&out, '{');
        json_member_int(&out, "id", lines[i].id);
        json_member(&out, "line", lines[i].line);
        json_member_int(&out, "edits", lines[i].edits);
        json_member_int(&out, "samples", lines[i].samples);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    api_close(&out, response);
    return true;
}

/* --- outcomes --------------------------------------------------------------
 */

static void
put_outcome(struct json_out *out, struct db_stmt *q)
{
    json_member_int(out, "id", db_int(q, 0));
    json_member(out, "rep", db_text(q, 1));
    json_member(out, "kind", db_text(q, 2));
    if (db_is_null(q, 3))
        json_member(out, "suggestion", NULL);
    else
        json_member_int(out, "suggestion", db_int(q, 3));
    json_member_real(out, "value", db_real(q, 4), 2);
    json_member(out, "note", db_text(q, 5));
    json_member_time(out, "at", db_int(q, 6));
}

#define OUTCOME_SECONDS (3653 * INT64_C(86400))
#define OUTCOME                                                                \
    "SELECT id, rep, kind, suggestion, value, note, at FROM outcome WHERE "

/* A rep's own; all for who may see results. */
bool
api_outcomes(struct request *request, struct response *response,
             struct error *err)
{
    bool all = api_sees_results(request, NULL);
    struct api_list list;
    struct db_stmt *q;

    api_list_open(request, response, &list);
    q = db_query(request->store->db, err,
                 all ? OUTCOME "id > $1 AND $2 = $2 ORDER BY id LIMIT $3"
                     : OUTCOME "id > $1 AND rep = $2 ORDER BY id LIMIT $3",
                 "iti", list.after,
                 request->person.rep != NULL ? request->person.rep : "",
                 list.limit + 1);
    while (db_next(q) && api_list_item(&list, db_int(q, 0))) {
        put_outcome(&list.out, q);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return db_done(q, err);
}

bool
api_outcome_add(struct request *request, struct response *response,
                struct error *err)
{
    const char *rep = api_text(request, "rep");
    int64_t at = api_time(request, "at"), id;
    double value = 0;
    struct outcome new = {.kind = api_text(request, "kind"),
                          .note = api_text(request, "note"),
                          .suggestion = api_number(request, "suggestion", 0),
                          .at = at != TIME_NONE ? at : request->now};
    struct json_out out;
    struct db_stmt *q;

    new.rep = rep != NULL ? rep : request->person.rep;
    if (new.rep == NULL)
        return api_refuse_field(response, "rep", "Whose outcome is it?");
    if (new.at > request->now || new.at < request->now - OUTCOME_SECONDS)
        return api_refuse_field(response, "at",
                                "That is not within the last ten years.");
    if (!api_sees_results(request, new.rep))
        return error_set(err, ERROR_NOTFOUND, "There is no such rep");
    if (json_number(json_get(request->json, "value"), &value))
        new.value = value;
    if (!outcome_add(request->store, &new, &id, err))
        return false;
    response->status = 201;
    out = api_open(response);
    q = db_query(request->store->db, err, OUTCOME "id = $1", "i", id);
    if (db_next(q))
        put_outcome(&out, q);
    api_close(&out, response);
    return db_done(q, err);
}

/* --- reports ---------------------------------------------------------------
 */

bool
api_reports(struct request *request, struct response *response,
            struct error *err)
{
    size_t count;
    const struct report *reports = report_table(&count);
    struct api_list list;

    (void)err;
    api_list_open(request, response, &list);
    for (size_t i = 0; i < count; i++) {
        if ((int64_t)i < list.after)
            continue;
        if (!api_list_item(&list, (int64_t)i + 1))
            break;
        json_member(&list.out, "name", reports[i].name);
        json_member(&list.out, "about", reports[i].about);
        json_close(&list.out, '}');
    }
    api_list_close(&list, response);
    return true;
}

bool
api_report(struct request *request, struct response *response,
           struct error *err)
{
    const struct report *report = report_find(request_param(request, "name"));
    int64_t after = 0, limit = API_LIMIT;
    struct report_row *rows;
    struct json_out out;
    size_t count, first, end;

    if (report == NULL)
        return error_set(err, ERROR_NOTFOUND, "There is no such report");
    (void)text_number(request_query(request, "after"), 1, INT32_MAX, &after);
    (void)text_number(request_query(request, "limit"), 1, API_LIMIT_MOST,
                      &limit);
    if (!report->read(request->store, request->now, request->arena, &rows,
                      &count, err))
        return false;
    first = report->is_named ? 1 : 0;
    end = (size_t)(after + limit) < count ? (size_t)(after + limit) : count;
    out = api_open(response);
    json_member(&out, "name", report->name);
    json_member(&out, "about", report->about);
    json_put_key(&out, "items");
    json_open(&out, '[');
    for (size_t k = (size_t)after; k < end; k++) {
        json_open(&out, '{');
        if (report->is_named)
            json_member(&out, report->heads[0], rows[k].name);
        for (size_t i = first; i < REPORT_COLUMNS && report->heads[i] != NULL;
             i++)
            json_member_int(&out, report->heads[i], rows[k].counts[i - first]);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    if (end < count)
        json_member_int(&out, "next", (int64_t)end);
    else
        json_member(&out, "next", NULL);
    api_close(&out, response);
    return true;
}
