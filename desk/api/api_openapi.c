/* The OpenAPI 3.1 document, written from the table of routes and the table of
 * fields: what is not in them is not there, and the reverse. */
#include "api.h"
#include "desk/pages.h"
#include "desk/place.h"

#include "polyphony/version.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* "/suggestions/:id/approve" as "/suggestions/{id}/approve". */
static void
put_path_key(struct json_out *out, const char *pattern)
{
    struct buf path = {.max = 300};
    bool open = false;

    for (; *pattern != '\0'; pattern++) {
        if (open && *pattern == '/') {
            buf_add_char(&path, '}');
            open = false;
        }
        if (*pattern == ':')
            open = true;
        buf_add_char(&path, *pattern == ':' ? '{' : *pattern);
    }
    if (open)
        buf_add_char(&path, '}');
    json_put_key(out, buf_text(&path));
    buf_deinit(&path);
}

/* What an array is of. */
static void
put_items(struct json_out *out, const struct api_field *field,
          const struct api_bounds *bounds)
{
    bool is_number = field->type == API_NUMBERS;

    json_put_key(out, "items");
    json_open(out, '{');
    json_member(out, "type", is_number ? "integer" : "string");
    if (is_number)
        json_member_int(out, "minimum", bounds->least);
    if (is_number && bounds->most > 0)
        json_member_int(out, "maximum", bounds->most);
    if (!is_number)
        json_member_int(out, "maxLength", API_TEXT_MAX);
    if (strncmp(bounds->words, "one of: ", 8) == 0)
        api_put_about(out, bounds->words, false);
    json_close(out, '}');
    json_member_int(out, "maxItems", bounds->items);
}

/* Within which bounds: those by which bodies are checked (api.c). */
static void
put_bounds(struct json_out *out, const struct api_field *field,
           const struct api_bounds *bounds)
{
    switch (field->type) {
    case API_TIME:
        json_member(out, "format", "date-time");
        break;
    case API_DAY:
        json_member(out, "format", "date");
        break;
    case API_NUMBER:
    case API_COUNT:
    case API_REAL:
        json_member_int(out, "minimum", bounds->least);
        if (bounds->most > 0)
            json_member_int(out, "maximum", bounds->most);
        break;
    case API_TEXT:
        if (field->needed)
            json_member_int(out, "minLength", 1);
        if (strncmp(bounds->words, "one of: ", 8) != 0)
            json_member_int(out, "maxLength", API_TEXT_MAX);
        break;
    case API_TEXTS:
    case API_LINES:
    case API_NUMBERS:
        put_items(out, field, bounds);
        break;
    default:
        break;
    }
}

static void
put_type(struct json_out *out, const struct api_field *field)
{
    static const char *const types[] = {
        [API_TEXT] = "string",   [API_TIME] = "string",
        [API_DAY] = "string",    [API_NUMBER] = "integer",
        [API_COUNT] = "integer", [API_REAL] = "number",
        [API_BOOL] = "boolean",  [API_TEXTS] = "array",
        [API_LINES] = "array",   [API_NUMBERS] = "array",
        [API_FILE] = "string",   [API_JSON] = NULL,
    };
    struct api_bounds bounds = api_bounds(field);
    bool has_words = field->type == API_TEXTS || field->type == API_LINES;

    json_open(out, '{');
    if (types[field->type] != NULL) {
        json_member(out, "type", types[field->type]);
    } else {
        json_put_key(out, "type");
        json_put_raw(out, "[\"object\",\"array\"]");
    }
    put_bounds(out, field, &bounds);
    if (!has_words || strncmp(bounds.words, "one of: ", 8) != 0)
        api_put_about(out, bounds.words, false);
    json_close(out, '}');
}

static void
put_parameter(struct json_out *out, const char *name, const char *in,
              const struct api_field *field)
{
    json_open(out, '{');
    json_member(out, "name", name);
    json_member(out, "in", in);
    json_member_bool(out, "required", strcmp(in, "path") == 0);
    json_put_key(out, "schema");
    put_type(out, field);
    json_close(out, '}');
}

/* Most rows go by a number; these by a word. */
static bool
is_number(const struct route *route, const char *name)
{
    static const char *const by_word[] = {"reps/", "audiences/", "rules/",
                                          "stories/", "voice/samples/"};
    const char *path = route->pattern + strlen("/api/v1/");

    for (size_t i = 0; i < sizeof by_word / sizeof by_word[0]; i++) {
        if (strncmp(path, by_word[i], strlen(by_word[i])) == 0)
            return strcmp(name, "version") == 0 || strcmp(name, "post") == 0;
    }
    return strcmp(name, "id") == 0;
}

static void
put_parameters(struct json_out *out, const struct route *route)
{
    static const struct api_field number = {"", API_NUMBER, true, "its number",
                                            NULL};
    static const struct api_field text = {"", API_TEXT, true, "its name", NULL};
    static const struct api_field story = {"", API_TEXT, true,
                                           "its number, or its key", NULL};
    bool is_story = strstr(route->pattern, "/stories/") != NULL;
    static const struct api_field key = {
        "", API_TEXT, false,
        "the same request under the same key is done once; kept for a day",
        NULL};
    const struct api_field *field = api_fields(route);

    json_put_key(out, "parameters");
    json_open(out, '[');
    for (const char *p = strchr(route->pattern, ':'); p != NULL;
         p = strchr(p, ':')) {
        size_t len = strcspn(++p, "/");
        char name[40];

        snprintf(name, sizeof name, "%.*s", (int)len, p);
        put_parameter(out, name, "path",
                      is_number(route, name) ? &number
                      : is_story             ? &story
                                             : &text);
    }
    for (; route->method == METHOD_GET && field->name != NULL; field++)
        put_parameter(out, field->name, "query", field);
    if (route->method == METHOD_POST)
        put_parameter(out, "Idempotency-Key", "header", &key);
    json_close(out, ']');
}

static void
put_body(struct json_out *out, const struct route *route)
{
    const struct api_field *fields = api_fields(route), *field;
    bool needed = false;

    if (route->method == METHOD_GET || fields->name == NULL)
        return;
    for (field = fields; field->name != NULL; field++)
        needed = needed || field->needed;
    json_put_key(out, "requestBody");
    json_open(out, '{');
    json_member_bool(out, "required", needed);
    json_put_key(out, "content");
    json_open(out, '{');
    json_put_key(out, "application/json");
    json_open(out, '{');
    json_put_key(out, "schema");
    json_open(out, '{');
    json_member(out, "type", "object");
    json_member_bool(out, "additionalProperties", false);
    json_put_key(out, "properties");
    json_open(out, '{');
    for (field = fields; field->name != NULL; field++) {
        json_put_key(out, field->name);
        put_type(out, field);
    }
    json_close(out, '}');
    json_put_key(out, "required");
    json_open(out, '[');
    for (field = fields; field->name != NULL; field++) {
        if (field->needed)
            json_put_text(out, field->name);
    }
    json_close(out, ']');
    for (int i = 0; i < 4; i++)
        json_close(out, '}');
}

/* {"items": [...], "next": ...}: the cursor goes back as it came. */
static void
put_list(struct json_out *out, const char *schema)
{
    json_open(out, '{');
    json_member(out, "type", "object");
    json_put_key(out, "properties");
    json_open(out, '{');
    json_put_key(out, "items");
    json_open(out, '{');
    json_member(out, "type", "array");
    json_put_key(out, "items");
    api_put_ref(out, schema);
    json_close(out, '}');
    json_put_key(out, "next");
    json_put_raw(out, "{\"type\":[\"integer\",\"string\",\"null\"],"
                      "\"description\":\"after= of the page that follows; "
                      "null: this is the last one\"}");
    json_close(out, '}');
    json_put_key(out, "required");
    json_put_raw(out, "[\"items\",\"next\"]");
    json_close(out, '}');
}

static void
put_content(struct json_out *out, const char *type)
{
    json_put_key(out, "content");
    json_open(out, '{');
    json_put_key(out, type);
    json_open(out, '{');
    json_put_key(out, "schema");
}

/* What is answered where all is well. */
static void
put_answer(struct json_out *out, const struct route *route,
           const struct api_answer *answer)
{
    bool is_file = answer != NULL && answer->type != NULL;

    json_open(out, '{');
    json_member(out, "description",
                is_file                           ? "the file"
                : route->method == METHOD_GET     ? "as it is now"
                : answer != NULL && answer->makes ? "made; Location has it"
                                                  : "done");
    put_content(out, is_file ? answer->type : "application/json");
    if (answer == NULL)
        json_put_raw(out, "{\"type\":\"object\"}");
    else if (is_file)
        json_put_raw(out, "{}");
    else if (answer->is_list)
        put_list(out, answer->schema);
    else
        api_put_ref(out, answer->schema);
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
}

/* Which refusals can come, by what it takes. Their words stand once, in the
 * components. */
static const struct {
    const char *status, *name, *words;
} refusals[] = {
    {"400", "Malformed", "the address or the body can't be read"},
    {"401", "WithoutToken", "no token, or one that is ended"},
    {"403", "AnotherRole", "the token's person has none of the roles"},
    {"404", "NotThere", "it is not there, or not for this person"},
    {"409", "Conflict",
     "somebody was faster, or it does not fit its state any more: read again; "
     "or what a repeated post told was a secret"},
    {"413", "TooLarge", "the body is too large"},
    {"415", "NoJSON", "the body's type is not application/json"},
    {"422", "Wrong", "what is wrong stands in errors, all at once"},
    {"429", "TooMany", "wait for Retry-After seconds"},
    {"default", "Failed", "500: it failed on our side; the log says more"}};

static bool
can_come(const struct route *route, const char *status)
{
    bool has_input = api_fields(route)->name != NULL;
    bool is_post = route->method == METHOD_POST;

    if (strcmp(status, "404") == 0)
        return strchr(route->pattern, ':') != NULL || is_post;
    if (strcmp(status, "409") == 0)
        return is_post;
    if (strcmp(status, "413") == 0 || strcmp(status, "415") == 0)
        return is_post;
    return strcmp(status, "422") != 0 || has_input || is_post;
}

static void
put_responses(struct json_out *out, const struct route *route)
{
    const struct api_answer *answer = api_answer_of(route);
    bool makes = answer != NULL && answer->makes;

    json_put_key(out, "responses");
    json_open(out, '{');
    json_put_key(out, makes ? "201" : "200");
    put_answer(out, route, answer);
    if (route->method == METHOD_GET &&
        (answer == NULL || answer->type == NULL)) {
        json_put_key(out, "304");
        json_put_raw(out, "{\"description\":\"as If-None-Match has it\"}");
    }
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct buf ref = {.max = 100};

        if (!can_come(route, refusals[i].status))
            continue;
        buf_printf(&ref, "{\"$ref\":\"#/components/responses/%s\"}",
                   refusals[i].name);
        json_put_key(out, refusals[i].status);
        json_put_raw(out, buf_text(&ref));
        buf_deinit(&ref);
    }
    json_close(out, '}');
}

static void
put_refusals(struct json_out *out)
{
    json_put_key(out, "responses");
    json_open(out, '{');
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        json_put_key(out, refusals[i].name);
        json_open(out, '{');
        json_member(out, "description", refusals[i].words);
        put_content(out, "application/problem+json");
        api_put_ref(out, "Problem");
        for (int k = 0; k < 3; k++)
            json_close(out, '}');
    }
    json_close(out, '}');
}

/* --- groups of generated docs ----------------------------------------------
 */

static const struct {
    const char *name, *about, *begins; /* paths' first parts */
} tags[] = {
    {"me", "whose token it is", " me account openapi.json "},
    {"suggestions", "texts, from the first draft to the post",
     " today queue suggestions share undo decisions "},
    {"voice", "how a rep writes, and who may read along", " voice results "},
    {"rules", "what texts must keep to", " rules "},
    {"feeds", "what is read", " feeds "},
    {"stories", "what is told there", " stories "},
    {"audiences", "whom reps speak to", " audiences "},
    {"reps", "who shares", " reps "},
    {"calendar", "when what goes out", " calendar campaigns "},
    {"results", "what came of it", " outcomes reports "},
    {"people", "who signs in", " people "},
    {"place", "backups, webhooks, audit", " admin "}};

static void
put_tag(struct json_out *out, const struct route *route)
{
    const char *path = route->pattern + strlen("/api/v1/");
    char first[40];

    snprintf(first, sizeof first, " %.*s ", (int)strcspn(path, "/"), path);
    json_put_key(out, "tags");
    json_open(out, '[');
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (strstr(tags[i].begins, first) != NULL)
            json_put_text(out, tags[i].name);
    }
    json_close(out, ']');
}

static void
put_tags(struct json_out *out)
{
    json_put_key(out, "tags");
    json_open(out, '[');
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        json_open(out, '{');
        json_member(out, "name", tags[i].name);
        json_member(out, "description", tags[i].about);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* "GET /suggestions/:id" as "get_suggestions_id". */
static void
put_operation_id(struct json_out *out, const struct route *route)
{
    char id[120];
    size_t len = (size_t)snprintf(id, sizeof id, "%s",
                                  route->method == METHOD_GET ? "get" : "post");

    for (const char *p = route->pattern + strlen("/api/v1");
         *p != '\0' && len + 1 < sizeof id; p++) {
        if (isalnum((unsigned char)*p))
            id[len++] = *p;
        else if (id[len - 1] != '_')
            id[len++] = '_';
    }
    id[len] = '\0';
    json_member(out, "operationId", id);
}

static void
put_roles(struct json_out *out, const struct route *route)
{
    static const struct {
        unsigned role;
        const char *name;
    } roles[] = {{ROLE_REP, "rep"},
                 {ROLE_REVIEWER, "reviewer"},
                 {ROLE_MARKETING, "marketing"},
                 {ROLE_MANAGER, "manager"},
                 {ROLE_ADMIN, "admin"}};

    struct buf words = {.max = 200};

    json_put_key(out, "x-roles");
    json_open(out, '[');
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if ((route->roles & roles[i].role) == 0)
            continue;
        json_put_text(out, roles[i].name);
        buf_printf(&words, "%s%s", words.len > 0 ? ", " : "For ",
                   roles[i].name);
    }
    json_close(out, ']');
    buf_add_char(&words, '.');
    json_member(out, "description", buf_text(&words));
    buf_deinit(&words);
}

static void
put_operation(struct json_out *out, const struct route *route)
{
    json_put_key(out, route->method == METHOD_GET ? "get" : "post");
    json_open(out, '{');
    put_operation_id(out, route);
    json_member(out, "summary", route->summary);
    put_tag(out, route);
    put_roles(out, route);
    put_parameters(out, route);
    put_body(out, route);
    put_responses(out, route);
    json_close(out, '}');
}

/* A pattern's first route writes all of them. */
static void
put_paths(struct json_out *out)
{
    size_t count;
    const struct route *table = router_table(&count);

    json_put_key(out, "paths");
    json_open(out, '{');
    for (size_t i = 0; i < count; i++) {
        bool is_first = route_is_api(&table[i]);

        for (size_t k = 0; k < i && is_first; k++)
            is_first = strcmp(table[k].pattern, table[i].pattern) != 0;
        if (!is_first)
            continue;
        put_path_key(out, table[i].pattern);
        json_open(out, '{');
        for (size_t k = i; k < count; k++) {
            if (strcmp(table[k].pattern, table[i].pattern) == 0)
                put_operation(out, &table[k]);
        }
        json_close(out, '}');
    }
    json_close(out, '}');
}

static void
put_info(struct json_out *out, const char *url)
{
    json_put_key(out, "info");
    json_open(out, '{');
    json_member(out, "title", "polyphony");
    json_member(out, "version", POLYPHONY_VERSION);
    json_member(
        out, "description",
        "What the desk's pages do, for programs. A token (My account) is a "
        "person's: it may what they may. Lists come in pages: `next` goes back "
        "as `after`. A verb says what was done, with a path that takes it back "
        "(`undo`: POST to it without a body) and one that says what is so now "
        "(`at`). A member that is left out of a body stays as it is. Times are "
        "RFC 3339, in UTC. A POST under an Idempotency-Key is done once.");
    json_close(out, '}');
    json_put_key(out, "servers");
    json_open(out, '[');
    json_open(out, '{');
    json_member(out, "url", url[0] != '\0' ? url : "/");
    json_close(out, '}');
    json_close(out, ']');
}

bool
api_openapi(struct request *request, struct response *response,
            struct error *err)
{
    struct json_out out = api_open(response);

    (void)err;
    json_member(&out, "openapi", "3.1.0");
    put_info(&out, request->place->url);
    json_put_key(&out, "security");
    json_put_raw(&out, "[{\"token\":[]}]");
    put_tags(&out);
    put_paths(&out);
    json_put_key(&out, "components");
    json_open(&out, '{');
    json_put_key(&out, "securitySchemes");
    json_put_raw(&out, "{\"token\":{\"type\":\"http\",\"scheme\":"
                       "\"bearer\"}}");
    put_refusals(&out);
    json_put_key(&out, "schemas");
    json_open(&out, '{');
    api_put_schemas(&out);
    json_close(&out, '}');
    json_close(&out, '}');
    api_close(&out, response);
    return true;
}
