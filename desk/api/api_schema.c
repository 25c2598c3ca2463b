/* Schemas written: as the OpenAPI document has them, and as what a page says
 * (a view) becomes an answer of one. Which there are stands in api_answers.c.
 */
#include "api_schema.h"

#include "desk/view/view.h"

#include <stdio.h>
#include <string.h>

/* --- writing ---------------------------------------------------------------
 */

void
api_put_ref(struct json_out *out, const char *schema)
{
    struct buf ref = {.max = 200};

    buf_printf(&ref, "#/components/schemas/%s", schema);
    json_open(out, '{');
    json_member(out, "$ref", buf_text(&ref));
    json_close(out, '}');
    buf_deinit(&ref);
}

/* "one of: a b; words" is an enumeration with words about it. */
void
api_put_about(struct json_out *out, const char *about, bool or_null)
{
    const char *words = strncmp(about, "one of: ", 8) == 0 ? about + 8 : NULL;
    size_t len = words != NULL ? strcspn(words, ";") : 0;

    if (words != NULL) {
        json_put_key(out, "enum");
        json_open(out, '[');
        for (size_t i = 0; i < len; i += strspn(words + i, " ")) {
            char word[40];
            size_t n = strcspn(words + i, " ;");

            snprintf(word, sizeof word, "%.*s", (int)n, words + i);
            json_put_text(out, word);
            i += n;
        }
        if (or_null)
            json_put_null(out);
        json_close(out, ']');
        about = words + len + strspn(words + len, "; ");
    }
    if (about[0] != '\0')
        json_member(out, "description", about);
}

static void
put_type(struct json_out *out, const char *type, bool or_null)
{
    if (!or_null) {
        json_member(out, "type", type);
        return;
    }
    json_put_key(out, "type");
    json_open(out, '[');
    json_put_text(out, type);
    json_put_text(out, "null");
    json_close(out, ']');
}

/* A reference, or null where the member may be that. */
static void
put_one(struct json_out *out, const struct member *m)
{
    if (m->there == ALWAYS) {
        api_put_ref(out, m->of);
        return;
    }
    json_open(out, '{');
    json_put_key(out, "anyOf");
    json_open(out, '[');
    api_put_ref(out, m->of);
    json_open(out, '{');
    json_member(out, "type", "null");
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void
put_member(struct json_out *out, const struct member *m)
{
    static const char *const types[] = {
        [SHAPE_TEXT] = "string",   [SHAPE_TIME] = "string",
        [SHAPE_DAY] = "string",    [SHAPE_INT] = "integer",
        [SHAPE_REAL] = "number",   [SHAPE_BOOL] = "boolean",
        [SHAPE_TEXTS] = "array",   [SHAPE_ARRAY] = "array",
        [SHAPE_OBJECT] = "object", [SHAPE_LIST] = "array"};
    bool or_null = m->there == OR_NULL || m->shape == SHAPE_TIME;

    json_put_key(out, m->name);
    if (m->shape == SHAPE_ONE) {
        put_one(out, m);
        return;
    }
    json_open(out, '{');
    put_type(out, types[m->shape], or_null);
    if (m->shape == SHAPE_TIME || m->shape == SHAPE_DAY)
        json_member(out, "format",
                    m->shape == SHAPE_TIME ? "date-time" : "date");
    if (m->shape == SHAPE_TEXTS) {
        json_put_key(out, "items");
        json_put_raw(out, "{\"type\":\"string\"}");
    } else if (m->shape == SHAPE_LIST || m->shape == SHAPE_ARRAY) {
        json_put_key(out, "items");
        if (m->shape == SHAPE_LIST)
            api_put_ref(out, m->of);
        else
            json_put_raw(out, "{}");
    }
    if (m->of != NULL && m->shape != SHAPE_LIST)
        api_put_about(out, m->of, or_null);
    json_close(out, '}');
}

static void
put_schema(struct json_out *out, const struct member *members)
{
    json_put_key(out, "properties");
    json_open(out, '{');
    for (const struct member *m = members; m->name != NULL; m++)
        put_member(out, m);
    json_close(out, '}');
    json_put_key(out, "required");
    json_open(out, '[');
    for (const struct member *m = members; m->name != NULL; m++) {
        if (m->there != MAYBE)
            json_put_text(out, m->name);
    }
    json_close(out, ']');
}

void
api_put_schemas(struct json_out *out)
{
    size_t count;
    const struct schema *schemas = api_schemas(&count);

    for (size_t i = 0; i < count; i++) {
        json_put_key(out, schemas[i].name);
        json_open(out, '{');
        json_member(out, "type", "object");
        json_member(out, "description", schemas[i].about);
        put_schema(out, schemas[i].members);
        json_close(out, '}');
    }
}

/* --- a page's view ---------------------------------------------------------
 */

static const struct member *
members_of(const char *schema)
{
    size_t count;
    const struct schema *schemas = api_schemas(&count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(schemas[i].name, schema) == 0)
            return schemas[i].members;
    }
    return NULL;
}

static const char *
view_name(const struct member *m)
{
    return m->view != NULL ? m->view : m->name;
}

/* Lists within lists are as deep as the table of schemas makes them. */
static void put_values(struct json_out *out, const struct member *m,
                       const struct view *view);

static void
put_children(struct json_out *out, const struct member *m,
             const struct view *child)
{
    const struct member *members = members_of(m->of);

    json_put_key(out, m->name);
    if (m->shape == SHAPE_LIST)
        json_open(out, '[');
    for (; child != NULL;
         child = m->shape == SHAPE_LIST ? view_next(child) : NULL) {
        json_open(out, '{');
        put_values(out, members, child);
        json_close(out, '}');
    }
    if (m->shape == SHAPE_LIST)
        json_close(out, ']');
}

/* {{when}} is in words, {{when_iso}} is the time. */
static const char *
time_of(const struct view *view, const char *name)
{
    char iso[60];

    snprintf(iso, sizeof iso, "%s_iso", name);
    return view_own(view, iso);
}

/* "titles.title": of each item the one value. */
static void
put_texts(struct json_out *out, const struct member *m, const struct view *view)
{
    const char *name = view_name(m), *dot = strchr(name, '.');
    char list[60];

    snprintf(list, sizeof list, "%.*s", (int)strcspn(name, "."), name);
    json_put_key(out, m->name);
    json_open(out, '[');
    for (const struct view *item = view_first(view, list);
         item != NULL && dot != NULL; item = view_next(item))
        json_put_text(out, view_own(item, dot + 1));
    json_close(out, ']');
}

static void
put_value(struct json_out *out, const struct member *m, const char *text)
{
    int64_t number = 0;

    if (m->shape == SHAPE_BOOL) {
        json_member_bool(out, m->name, text != NULL && text[0] != '\0');
    } else if (text == NULL || text[0] == '\0') {
        if (m->there != MAYBE)
            json_member(out, m->name, NULL);
    } else if (m->shape == SHAPE_INT) {
        (void)text_number(text, INT64_MIN, INT64_MAX, &number);
        json_member_int(out, m->name, number);
    } else {
        json_member(out, m->name, text);
    }
}

static void
put_values(struct json_out *out, const struct member *m,
           const struct view *view)
{
    for (; m->name != NULL; m++) {
        const char *name = view_name(m);

        if (m->shape == SHAPE_TEXTS)
            put_texts(out, m, view);
        else if (m->shape == SHAPE_LIST || view_first(view, name) != NULL)
            put_children(out, m, view_first(view, name));
        else if (m->shape != SHAPE_ONE)
            put_value(out, m,
                      m->shape == SHAPE_TIME ? time_of(view, name)
                                             : view_own(view, name));
    }
}

void
api_put_view(struct json_out *out, const char *schema, const struct view *view)
{
    const struct member *m = members_of(schema);

    while (m->name != NULL &&
           (strcmp(m->name, "done") == 0 || strcmp(m->name, "undo") == 0 ||
            strcmp(m->name, "at") == 0))
        m++; /* api_verbs.c said them */
    put_values(out, m, view);
}
