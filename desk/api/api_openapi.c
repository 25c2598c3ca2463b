/* The OpenAPI 3.1 document, written from the table of routes and the table of
 * fields: what is not in them is not there, and the reverse. */
#include "api.h"
#include "desk/pages.h"

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

static void
put_enum(struct json_out *out, const char *words)
{
    json_put_key(out, "enum");
    json_open(out, '[');
    for (; *words != '\0'; words += strspn(words, " ")) {
        char word[40];
        size_t len = strcspn(words, " ");

        snprintf(word, sizeof word, "%.*s", (int)len, words);
        json_put_text(out, word);
        words += len;
    }
    json_close(out, ']');
}

/* What an array is of. */
static void
put_items(struct json_out *out, enum api_type type)
{
    json_put_key(out, "items");
    json_open(out, '{');
    json_member(out, "type", type == API_NUMBERS ? "integer" : "string");
    json_close(out, '}');
}

static void
put_object_or_array(struct json_out *out)
{
    json_put_key(out, "type");
    json_put_raw(out, "[\"object\",\"array\"]");
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
    const char *about = field->about;

    json_open(out, '{');
    if (types[field->type] != NULL)
        json_member(out, "type", types[field->type]);
    else
        put_object_or_array(out);
    if (field->type == API_TIME)
        json_member(out, "format", "date-time");
    if (field->type == API_DAY)
        json_member(out, "format", "date");
    if (field->type == API_NUMBER)
        json_member_int(out, "minimum", 1);
    if (field->type == API_REAL || field->type == API_COUNT)
        json_member_int(out, "minimum", 0);
    if (field->type == API_TEXTS || field->type == API_LINES ||
        field->type == API_NUMBERS)
        put_items(out, field->type);
    if (strncmp(about, "one of: ", 8) == 0)
        put_enum(out, about + 8);
    else
        json_member(out, "description", about);
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
                                          "voice/samples/"};
    const char *path = route->pattern + strlen("/api/v1/");

    for (size_t i = 0; i < sizeof by_word / sizeof by_word[0]; i++) {
        if (strncmp(path, by_word[i], strlen(by_word[i])) == 0)
            return strcmp(name, "version") == 0;
    }
    return strcmp(name, "id") == 0 || strcmp(name, "post") == 0;
}

static void
put_parameters(struct json_out *out, const struct route *route)
{
    static const struct api_field number = {"", API_NUMBER, true, "its number",
                                            NULL};
    static const struct api_field text = {"", API_TEXT, true, "its name", NULL};
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
                      is_number(route, name) ? &number : &text);
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

static void
put_responses(struct json_out *out, const struct route *route)
{
    const struct api_answer *answer = api_answer_of(route);

    json_put_key(out, "responses");
    json_open(out, '{');
    json_put_key(out, "2XX");
    json_open(out, '{');
    json_member(out, "description", "done");
    put_content(out, "application/json");
    if (answer == NULL)
        json_put_raw(out, "{\"type\":\"object\"}");
    else if (answer->is_list)
        put_list(out, answer->schema);
    else
        api_put_ref(out, answer->schema);
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
    json_put_key(out, "default");
    json_open(out, '{');
    json_member(out, "description",
                "not done, and why: 401 without a token, 403 for another role, "
                "404, 405, 409 where somebody was faster, 413, 415, 422 for "
                "what is wrong in the input, 429 with Retry-After, 500");
    put_content(out, "application/problem+json");
    api_put_ref(out, "Problem");
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
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

    json_put_key(out, "x-roles");
    json_open(out, '[');
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if ((route->roles & roles[i].role) != 0)
            json_put_text(out, roles[i].name);
    }
    json_close(out, ']');
}

static void
put_operation(struct json_out *out, const struct route *route)
{
    json_put_key(out, route->method == METHOD_GET ? "get" : "post");
    json_open(out, '{');
    put_operation_id(out, route);
    json_member(out, "summary", route->summary);
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

bool
api_openapi(struct request *request, struct response *response,
            struct error *err)
{
    struct json_out out = api_open(response);

    (void)request;
    (void)err;
    json_member(&out, "openapi", "3.1.0");
    json_put_key(&out, "info");
    json_open(&out, '{');
    json_member(&out, "title", "polyphony");
    json_member(&out, "version", POLYPHONY_VERSION);
    json_member(&out, "description",
                "What the desk's pages do, for programs. A token is a "
                "person's: it may what they may.");
    json_close(&out, '}');
    json_put_key(&out, "security");
    json_put_raw(&out, "[{\"token\":[]}]");
    put_paths(&out);
    json_put_key(&out, "components");
    json_open(&out, '{');
    json_put_key(&out, "securitySchemes");
    json_put_raw(&out, "{\"token\":{\"type\":\"http\",\"scheme\":"
                       "\"bearer\"}}");
    json_put_key(&out, "schemas");
    json_open(&out, '{');
    api_put_schemas(&out);
    json_close(&out, '}');
    json_close(&out, '}');
    api_close(&out, response);
    return true;
}
