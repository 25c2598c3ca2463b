/* The way of a request to the API; see the header. */
#include "api.h"

#include "desk/page.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- bodies ----------------------------------------------------------------
 */

struct complaint {
    const char *where; /* "pointer" or "parameter" */
    const char *name, *detail;
};

#define COMPLAINTS 16

struct complaints {
    struct complaint list[COMPLAINTS];
    size_t count;
};

static void
complain(struct complaints *all, const char *where, const char *name,
         const char *detail)
{
    if (all->count < COMPLAINTS)
        all->list[all->count++] = (struct complaint){where, name, detail};
}

/* RFC 9457 with the members that are wrong, each with a JSON pointer. */
static void
refuse(struct response *response, const struct complaints *all)
{
    struct json_out out =
        response_problem_open(response, 422, all->list[0].detail);

    json_put_key(&out, "errors");
    json_open(&out, '[');
    for (size_t i = 0; i < all->count; i++) {
        const struct complaint *one = &all->list[i];
        struct buf pointer = {.max = 300};

        buf_printf(&pointer, "%s%.200s",
                   strcmp(one->where, "pointer") == 0 && one->name[0] != '\0'
                       ? "/"
                       : "",
                   one->name);
        json_open(&out, '{');
        json_member(&out, one->where, buf_text(&pointer));
        json_member(&out, "detail", one->detail);
        json_close(&out, '}');
        buf_deinit(&pointer);
    }
    json_close(&out, ']');
    response_problem_close(&out);
}

bool
api_refuse_field(struct response *response, const char *name,
                 const char *detail)
{
    struct complaints one = {.count = 1};

    one.list[0] = (struct complaint){"pointer", name, detail};
    refuse(response, &one);
    return true;
}

/* Is the text among the words of "one of: a b; words"? Other fields take any.
 */
static bool
is_among(const char *about, const char *text)
{
    size_t len = strlen(text);

    if (strncmp(about, "one of: ", 8) != 0)
        return true;
    for (about += 8; *about != '\0' && *about != ';';
         about += strspn(about, " ")) {
        size_t word = strcspn(about, " ;");

        if (word == len && memcmp(about, text, len) == 0)
            return true;
        about += word;
    }
    return false;
}

static const char *
wrong_with_text(const struct api_field *field, const char *text)
{
    if (text == NULL)
        return "This has to be a text.";
    if (strlen(text) > (field->type == API_FILE ? UPLOAD_MAX : API_TEXT_MAX))
        return "This text is too long.";
    if (field->needed && text[strspn(text, " \t\r\n")] == '\0')
        return "This text is empty.";
    return is_among(field->about, text)
               ? NULL
               : "This is none of the words that can stand here.";
}

static bool
is_whole(const struct json *node, double least)
{
    double number;

    return json_number(node, &number) && number >= least && number < 9e15 &&
           number == (double)(int64_t)number;
}

/* NULL: the number is within its bounds. */
static const char *
wrong_with_number(struct arena *arena, const struct api_field *field,
                  const struct json *node)
{
    struct api_bounds bounds = api_bounds(field);
    double number;

    if (is_whole(node, (double)bounds.least) &&
        (bounds.most == 0 ||
         (json_number(node, &number) && number <= (double)bounds.most)))
        return NULL;
    return bounds.most == 0
               ? arena_printf(arena,
                              "This has to be a whole number from %lld on.",
                              (long long)bounds.least)
               : arena_printf(arena,
                              "This has to be a whole number from %lld to "
                              "%lld.",
                              (long long)bounds.least, (long long)bounds.most);
}

/* An array of texts or of numbers; a form could not carry more. */
static const char *
wrong_with_array(struct arena *arena, const struct api_field *field,
                 const struct json *node)
{
    int64_t most = api_bounds(field).items;

    if (!json_is_array(node) || (int64_t)json_count(node) > most)
        return arena_printf(arena, "This has to be an array, of %lld at most.",
                            (long long)most);
    for (node = json_first(node); node != NULL; node = json_next(node)) {
        const char *text = json_text(node), *wrong;

        if (field->type == API_NUMBERS) {
            wrong = wrong_with_number(arena, field, node);
            if (wrong != NULL)
                return wrong;
            continue;
        }
        if (text == NULL || strlen(text) > API_TEXT_MAX)
            return "Each has to be a text.";
        if (!is_among(field->about, text))
            return "Not each is one of the words that can stand here.";
        if (field->type == API_LINES && strpbrk(text, ",\n") != NULL)
            return "Each has to be a single line without a comma.";
    }
    return NULL;
}

static bool
is_day(const char *text)
{
    int64_t day;

    return text != NULL && away_date(text, &day);
}

static const char *
wrong_with(struct arena *arena, const struct api_field *field,
           const struct json *node)
{
    const char *text = json_text(node);
    double number = 0;
    int64_t when;

    switch (field->type) {
    case API_TEXT:
    case API_FILE:
        return wrong_with_text(field, text);
    case API_TIME:
        return text != NULL && time_parse(text, &when)
                   ? NULL
                   : "This has to be a time as 2026-11-24T09:00:00Z.";
    case API_DAY:
        return is_day(text) ? NULL : "This has to be a day as 2026-11-24.";
    case API_NUMBER:
    case API_COUNT:
        return wrong_with_number(arena, field, node);
    case API_REAL:
        return json_number(node, &number) && number >= 0 && number < 1e12
                   ? NULL
                   : "This has to be a number from 0 on.";
    case API_TEXTS:
    case API_LINES:
    case API_NUMBERS:
        return wrong_with_array(arena, field, node);
    case API_JSON:
        return json_is_object(node) || json_is_array(node)
                   ? NULL
                   : "This has to be an object or an array.";
    default:
        return json_is_bool(node) ? NULL : "This has to be true or false.";
    }
}

static const struct api_field *
field_of(const struct api_field *fields, const char *name)
{
    for (; fields->name != NULL; fields++) {
        if (strcmp(fields->name, name) == 0)
            return fields;
    }
    return NULL;
}

/* Everything that is wrong at once, not one after the other. */
static void
check_body(const struct request *request, struct complaints *all)
{
    const struct api_field *fields = api_fields(request->route);
    const struct json *node = json_first(request->json);

    for (; node != NULL; node = json_next(node)) {
        const struct api_field *field = field_of(fields, json_key(node));
        const char *wrong;

        if (field == NULL) {
            complain(all, "pointer", json_key(node), "This is not known here.");
            continue;
        }
        if (json_get(request->json, field->name) != node) {
            complain(all, "pointer", field->name, "This stands here twice.");
            continue;
        }
        if (json_is_null(node))
            continue;
        wrong = wrong_with(request->arena, field, node);
        if (wrong != NULL)
            complain(all, "pointer", field->name, wrong);
    }
    /* An undo is a path with what it needs in its query, and no more. */
    if (request->query.count > 0) {
        if (json_first(request->json) != NULL)
            complain(all, "pointer", "",
                     "A path with a query stands for itself: it has no body.");
        return;
    }
    for (; fields->name != NULL; fields++) {
        if (fields->needed && !api_has(request, fields->name))
            complain(all, "pointer", fields->name, "This is needed.");
    }
}

/* A filter that is mistyped would show everything. */
static void
check_query_names(const struct request *request, struct complaints *all)
{
    const char *undo = api_undo_query(request->route);

    for (size_t i = 0; i < request->query.count; i++) {
        const char *name = request->query.items[i].name, *at;
        size_t len = strlen(name);
        bool is_known = request->method == METHOD_GET &&
                        field_of(api_fields(request->route), name) != NULL;

        for (at = undo; !is_known && *at != '\0'; at += strcspn(at, " ") + 1)
            is_known = strncmp(at, name, len) == 0 && at[len] == ' ';
        if (!is_known)
            complain(all, "parameter", name, "This is not known here.");
    }
}

static void
check_query(const struct request *request, struct complaints *all)
{
    const struct api_field *fields = api_fields(request->route);

    for (; fields->name != NULL; fields++) {
        const char *text = request_query(request, fields->name);
        int64_t most = api_bounds(fields).most, number;

        if (text[0] == '\0')
            continue;
        if (fields->type == API_NUMBER &&
            !text_number(text, 1, most > 0 ? most : INT64_MAX, &number))
            complain(all, "parameter", fields->name,
                     "This has to be a whole number from 1 on, within bounds.");
        if (fields->type == API_TEXT && !is_among(fields->about, text))
            complain(all, "parameter", fields->name,
                     "This is none of the words that can stand here.");
        if (fields->type == API_DAY && !is_day(text))
            complain(all, "parameter", fields->name,
                     "This has to be a day as 2026-11-24.");
    }
}

/* No text of ours can hold a NUL; the parser would put U+FFFD for one, and
 * words would be stored that nobody wrote. Of JSON that was parsed. */
static bool
has_nul(const char *body, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (body[i] == '\0')
            return true;
        if (body[i] != '\\')
            continue;
        if (len - i >= 6 && memcmp(body + i, "\\u0000", 6) == 0)
            return true;
        i++;
    }
    return false;
}

/* False: an answer says what is wrong. */
static bool
takes_input(struct request *request, struct response *response)
{
    struct complaints all = {.count = 0};
    struct error why;

    check_query_names(request, &all);
    if (request->method == METHOD_GET) {
        check_query(request, &all);
    } else if (request->body_len > 0) {
        if (!json_parse(request->body, request->body_len, &request->json,
                        &why)) {
            page_refuse(request, response, 400, NULL,
                        "The body is no JSON: %s.", why.text);
            return false;
        }
        if (!json_is_object(request->json))
            complain(&all, "pointer", "", "The body has to be an object.");
        else if (has_nul(request->body, request->body_len))
            complain(&all, "pointer", "",
                     "A text can't hold the character U+0000.");
    }
    if (request->method != METHOD_GET && all.count == 0)
        check_body(request, &all);
    if (all.count > 0)
        refuse(response, &all);
    return all.count == 0;
}

/* --- answering -------------------------------------------------------------
 */

/* An answer that the asker has already is not sent again. */
static void
tag(struct request *request, struct response *response)
{
    const char *have = request_header(request, "If-None-Match");
    const char *const texts[] = {buf_text(&response->body)};
    char digest[DIGEST_TEXT], quoted[DIGEST_TEXT + 2];

    digest_text(digest, texts, 1);
    snprintf(quoted, sizeof quoted, "\"%.32s\"", digest);
    response_header(request, response, "ETag", "%s", quoted);
    if (have[0] != '\0' &&
        (strstr(have, quoted) != NULL || strcmp(have, "*") == 0)) {
        buf_cut(&response->body, 0);
        response->status = 304;
        response->type = NULL;
    }
}

static void
run(struct request *request, struct response *response)
{
    bool is_verb = request->route->kind == ROUTE_VERB;
    struct error err = {0};

    if (is_verb && !verb_take(request)) {
        page_refuse(request, response, 422, NULL, "%s", request->problem);
        return;
    }
    if (!request->route->handler(request, response, &err))
        router_fail(request, response, &err);
    else if (is_verb)
        verb_say(request, response);
}

void
api_answer(struct request *request, struct response *response)
{
    struct error err = {0};
    bool answered = false;

    response->type = "application/json";
    if (!takes_input(request, response)) {
        /* said */
    } else if (request->method == METHOD_GET) {
        run(request, response);
        if (response->status == 200 && response->file < 0)
            tag(request, response);
    } else if (!repeat_begin(request, response, &answered, &err)) {
        router_fail(request, response, &err);
    } else if (!answered) {
        run(request, response);
        db_rollback(request->store->db);
        repeat_end(request, response);
    }
    json_free(request->json);
    request->json = NULL;
}

/* --- for handlers ----------------------------------------------------------
 */

const char *
api_text(const struct request *request, const char *name)
{
    return json_get_text(request->json, name);
}

int64_t
api_time(const struct request *request, const char *name)
{
    const char *text = api_text(request, name);
    int64_t when;

    return text != NULL && time_parse(text, &when) ? when : TIME_NONE;
}

int64_t
api_number(const struct request *request, const char *name, int64_t otherwise)
{
    double number;

    return json_number(json_get(request->json, name), &number) ? (int64_t)number
                                                               : otherwise;
}

bool
api_has(const struct request *request, const char *name)
{
    return !json_is_null(json_get(request->json, name));
}

struct json_out
api_open(struct response *response)
{
    struct json_out out = {.buf = &response->body};

    buf_cut(&response->body, 0);
    json_open(&out, '{');
    return out;
}

void
api_close(struct json_out *out, struct response *response)
{
    json_close(out, '}');
    buf_add_char(&response->body, '\n');
}

void
api_list_open(struct request *request, struct response *response,
              struct api_list *list)
{
    memset(list, 0, sizeof *list);
    list->limit = API_LIMIT;
    list->after_name = request_query(request, "after");
    (void)text_number(list->after_name, 1, INT64_MAX, &list->after);
    (void)text_number(request_query(request, "limit"), 1, API_LIMIT_MOST,
                      &list->limit);
    list->out = api_open(response);
    json_put_key(&list->out, "items");
    json_open(&list->out, '[');
}

bool
api_list_item(struct api_list *list, int64_t id)
{
    if (++list->count > list->limit)
        return false;
    list->last = id;
    json_open(&list->out, '{');
    return true;
}

bool
api_list_named(struct api_list *list, const char *name)
{
    if (++list->count > list->limit)
        return false;
    list->last_name = name;
    json_open(&list->out, '{');
    return true;
}

void
api_list_close(struct api_list *list, struct response *response)
{
    json_close(&list->out, ']');
    if (list->count > list->limit && list->last_name != NULL)
        json_member(&list->out, "next", list->last_name);
    else if (list->count > list->limit)
        json_member_int(&list->out, "next", list->last);
    else
        json_member(&list->out, "next", NULL);
    api_close(&list->out, response);
}

const char *
api_scope(const struct request *request)
{
    if ((request->roles & ROLE_STAFF) != 0)
        return NULL;
    return request->person.rep != NULL ? request->person.rep : "";
}

bool
api_sees_results(const struct request *request, const char *rep)
{
    return (request->roles & (ROLE_MANAGER | ROLE_ADMIN)) != 0 ||
           (request->person.rep != NULL && rep != NULL &&
            strcmp(request->person.rep, rep) == 0);
}

void
api_hide_results(const struct request *request, const char *rep,
                 struct queue_event *events, size_t count)
{
    if (api_sees_results(request, rep))
        return;
    for (size_t i = 0; i < count; i++) {
        if (events[i].is_now != NULL && strcmp(events[i].is_now, "shared") == 0)
            events[i].note = NULL;
    }
}
