/* Verbs of the API whose work a page's form does already: the members of the
 * body become the form's fields, and what the page would say (a redirect with
 * its words and its undo, a page of its own, a refusal) becomes JSON. So what
 * a person may do by a form a program may do as well, with the same checks.
 * What each takes and tells stands in api_fields.c and api_answers.c. */
#include "api.h"

#include "desk/view/view.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define API_ROOT "/api/v1"

/* --- body to form ----------------------------------------------------------
 */

static void
add_field(struct request *request, const struct api_field *field,
          const char *value)
{
    const char *name = field->form != NULL ? field->form : field->name;

    request_add(request, &request->form, name, strlen(name), value,
                strlen(value));
}

static const char *
number_text(struct request *request, const struct json *node)
{
    double number = 0;

    (void)json_number(node, &number);
    return number == (double)(int64_t)number
               ? arena_printf(request->arena, "%lld", (long long)number)
               : arena_printf(request->arena, "%.2f", number);
}

/* Of an empty array one that is empty: it is meant all the same. */
static void
add_each(struct request *request, const struct api_field *field,
         const struct json *list)
{
    if (json_first(list) == NULL)
        add_field(request, field, "");
    for (list = json_first(list); list != NULL; list = json_next(list))
        add_field(request, field,
                  field->type == API_NUMBERS ? number_text(request, list)
                                             : json_text(list));
}

static void
add_lines(struct request *request, const struct api_field *field,
          const struct json *node)
{
    struct buf lines = {.max = UPLOAD_MAX}; /* more than a body has */

    for (node = json_first(node); node != NULL; node = json_next(node))
        buf_printf(&lines, "%s\n", json_text(node));
    add_field(request, field, arena_strdup(request->arena, buf_text(&lines)));
    buf_deinit(&lines);
}

/* A file that a form would carry: a text, or JSON as it came. */
static void
add_file(struct request *request, const struct api_field *field,
         const struct json *node)
{
    struct buf json = {.max = (size_t)8 * UPLOAD_MAX}; /* 1e9 grows */
    struct json_out out = {.buf = &json};
    const char *text = json_text(node);

    if (text == NULL) {
        json_put_node(&out, node);
        text = arena_strdup(request->arena, buf_text(&json));
    }
    request->upload = (struct upload){field->name, text, strlen(text)};
    buf_deinit(&json);
}

static void
take(struct request *request, const struct api_field *field,
     const struct json *node)
{
    switch (field->type) {
    case API_BOOL: /* "" is a box that is not ticked */
        add_field(request, field, json_true(node) ? "yes" : "");
        break;
    case API_NUMBER:
    case API_COUNT:
    case API_REAL:
        add_field(request, field, number_text(request, node));
        break;
    case API_LINES:
        add_lines(request, field, node);
        break;
    case API_TEXTS:
    case API_NUMBERS:
        add_each(request, field, node);
        break;
    case API_FILE:
    case API_JSON:
        add_file(request, field, node);
        break;
    default:
        add_field(request, field, json_text(node));
    }
}

bool
verb_take(struct request *request)
{
    const struct api_field *field = api_fields(request->route);

    request->is_verb = true;
    for (; field->name != NULL; field++) {
        const struct json *node = json_get(request->json, field->name);

        if (!json_is_null(node))
            take(request, field, node);
    }
    return request->problem == NULL;
}

/* --- what is said to JSON --------------------------------------------------
 */

/* Pages begin their complaints small and end them without a stop. */
static const char *
sentence(struct request *request, const char *words)
{
    char *text = arena_printf(request->arena, "%s.", words);

    text[0] = (char)toupper((unsigned char)text[0]);
    return text;
}

static const char *
problem_of(const struct view *view)
{
    static const char *const names[] = {"problem", "sample_problem",
                                        "file_problem", "address_problem",
                                        "instance_problem"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *words = view_own(view, names[i]);

        if (words != NULL && words[0] != '\0')
            return words;
    }
    return view_own(view, "heading");
}

/* Of a file that can't be used: a sentence, or a feed and what is wrong. */
static const char *
line_of(struct request *request, const struct view *line)
{
    const char *name = view_own(line, "name"), *why = view_own(line, "why");

    return name == NULL || why == NULL
               ? view_own(line, "line")
               : arena_printf(request->arena, "%s: %s", name, why);
}

/* The page shows what was typed and what is wrong with it; here the second
 * is enough. Lines of a file that can't be used are told one by one. */
static void
refuse(struct request *request, struct response *response)
{
    const struct view *view = request->said.view, *line;
    const char *why = problem_of(view);
    struct json_out out = response_problem_open(
        response, response->status,
        sentence(request, why != NULL ? why : "It was not taken"));

    line = view_first(view, "complaints");
    if (line == NULL)
        line = view_first(view, "refused");
    if (line != NULL) {
        json_put_key(&out, "errors");
        json_open(&out, '[');
        for (; line != NULL; line = view_next(line)) {
            json_open(&out, '{');
            json_member(&out, "detail", line_of(request, line));
            json_close(&out, '}');
        }
        json_close(&out, ']');
    }
    response_problem_close(&out);
}

/* A path of a page as one of the API's, with the query that an undo has in
 * it; NULL where the API has none. */
static const char *
api_path(struct request *request, enum method method, const char *path)
{
    const char *there;

    if (path == NULL)
        return NULL;
    if (strncmp(path, "/queue/undo?", 12) == 0)
        there = arena_printf(request->arena, "%s/undo?%.*s", API_ROOT,
                             (int)strcspn(path + 12, "&#"), path + 12);
    else
        there = arena_printf(request->arena, "%s%.*s", API_ROOT,
                             (int)strcspn(path, "#"), path);
    return router_knows(request, method, there) ? there : NULL;
}

void
verb_say(struct request *request, struct response *response)
{
    const struct api_answer *answer = api_answer_of(request->route);
    struct said *said = &request->said;
    struct json_out out;
    const char *at;

    if (response->status == 303) {
        said->at = response_get(response, "Location");
        response->header_count = 0;
        response->status = 200;
    }
    if (response->status >= 400) {
        if (said->view != NULL)
            refuse(request, response);
        return;
    }
    if (response->body.len > 0 || response->file >= 0) /* of its own kind */
        return;
    response->type = "application/json";
    at = api_path(request, METHOD_GET,
                  said->made != NULL ? said->made : said->at);
    if (answer != NULL && answer->makes && said->made != NULL && at != NULL) {
        response->status = 201;
        response_header(request, response, "Location", "%s", at);
    }
    out = api_open(response);
    if (request->method == METHOD_POST) {
        json_member(&out, "done", said->text);
        json_member(&out, "undo", api_path(request, METHOD_POST, said->undo));
        json_member(&out, "at", at);
    }
    if (said->view != NULL && answer != NULL)
        api_put_view(&out, answer->schema, said->view);
    api_close(&out, response);
}
