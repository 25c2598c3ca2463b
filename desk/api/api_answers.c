/* What each route of the API answers with: the one table of members, from
 * which the OpenAPI document has its schemas. test_api.py asks every GET and
 * holds the answer against it, so that neither goes its own way. */
#include "api.h"
#include "desk/pages.h"

#include <string.h>

enum shape {
    SHAPE_TEXT,
    SHAPE_TIME, /* or null */
    SHAPE_INT,
    SHAPE_REAL,
    SHAPE_BOOL,
    SHAPE_TEXTS,  /* an array of them */
    SHAPE_ARRAY,  /* of what `about` says */
    SHAPE_OBJECT, /* the same */
    SHAPE_ONE,    /* of the schema `of` */
    SHAPE_LIST    /* of the same, in an array */
};

struct member {
    const char *name;
    enum shape shape;
    enum { ALWAYS, OR_NULL, MAYBE } there; /* MAYBE: left out for some */
    const char *of;                        /* schema, or words about it */
};

/* --- members ---------------------------------------------------------------
 */

#define END                                                                    \
    {                                                                          \
        NULL, SHAPE_TEXT, ALWAYS, NULL                                         \
    }
#define SUGGESTION                                                             \
    {"id", SHAPE_INT, ALWAYS, NULL}, {"rep", SHAPE_TEXT, ALWAYS, "id"},        \
        {"rep_name", SHAPE_TEXT, ALWAYS, NULL},                                \
        {"story", SHAPE_INT, ALWAYS, "id"},                                    \
        {"network", SHAPE_TEXT, ALWAYS, NULL},                                 \
        {"state", SHAPE_TEXT, ALWAYS, NULL},                                   \
        {"text", SHAPE_TEXT, ALWAYS, NULL},                                    \
        {"revision", SHAPE_INT, ALWAYS, NULL},                                 \
        {"link", SHAPE_TEXT, OR_NULL, "that the text ends in"},                \
        {"angle", SHAPE_TEXT, OR_NULL, NULL},                                  \
        {"writer", SHAPE_TEXT, OR_NULL, NULL},                                 \
        {"score", SHAPE_REAL, ALWAYS, NULL},                                   \
        {"why", SHAPE_ARRAY, OR_NULL, "terms that put it there"},              \
        {"reasons", SHAPE_ARRAY, OR_NULL, "other facts, in words"},            \
        {"made", SHAPE_TIME, ALWAYS, NULL},                                    \
        {"slot", SHAPE_TIME, ALWAYS, NULL},                                    \
        {"snoozed", SHAPE_TIME, ALWAYS, "until then"},                         \
        {"accepted", SHAPE_TIME, ALWAYS, NULL},                                \
    {                                                                          \
        "article", SHAPE_ONE, ALWAYS, "Article"                                \
    }

static const struct member suggestion[] = {SUGGESTION, END};
static const struct member suggestion_whole[] = {
    SUGGESTION,
    {"source", SHAPE_ARRAY, OR_NULL, "where in the article each part stands"},
    {"findings", SHAPE_LIST, ALWAYS, "Finding"},
    {"record", SHAPE_LIST, ALWAYS, "Event"},
    {"share", SHAPE_ONE, MAYBE, "Share"},
    END};
static const struct member article[] = {{"id", SHAPE_INT, ALWAYS, NULL},
                                        {"title", SHAPE_TEXT, OR_NULL, NULL},
                                        {"url", SHAPE_TEXT, OR_NULL, NULL},
                                        {"site", SHAPE_TEXT, OR_NULL, NULL},
                                        END};
static const struct member finding[] = {
    {"rule", SHAPE_TEXT, ALWAYS, NULL},
    {"severity", SHAPE_TEXT, ALWAYS, "advise, warn or block"},
    {"start", SHAPE_INT, ALWAYS, "in code points"},
    {"end", SHAPE_INT, ALWAYS, NULL},
    {"message", SHAPE_TEXT, OR_NULL, NULL},
    {"fix", SHAPE_TEXT, OR_NULL, NULL},
    END};
static const struct member event[] = {{"at", SHAPE_TIME, ALWAYS, NULL},
                                      {"who", SHAPE_TEXT, OR_NULL, NULL},
                                      {"what", SHAPE_TEXT, ALWAYS, NULL},
                                      {"from", SHAPE_TEXT, OR_NULL, NULL},
                                      {"to", SHAPE_TEXT, OR_NULL, NULL},
                                      {"note", SHAPE_TEXT, OR_NULL, NULL},
                                      {"text", SHAPE_TEXT, OR_NULL, NULL},
                                      {"pack", SHAPE_TEXT, OR_NULL, NULL},
                                      END};
static const struct member share[] = {{"at", SHAPE_TIME, ALWAYS, NULL},
                                      {"address", SHAPE_TEXT, OR_NULL, NULL},
                                      {"late", SHAPE_BOOL, ALWAYS, NULL},
                                      {"clicks", SHAPE_INT, ALWAYS, NULL},
                                      END};
static const struct member undone[] = {
    {"suggestion", SHAPE_INT, ALWAYS, "the last one"},
    {"count", SHAPE_INT, ALWAYS, NULL},
    END};
static const struct member me[] = {{"id", SHAPE_INT, ALWAYS, NULL},
                                   {"name", SHAPE_TEXT, ALWAYS, NULL},
                                   {"role", SHAPE_TEXT, ALWAYS, NULL},
                                   {"rep", SHAPE_TEXT, OR_NULL, NULL},
                                   END};
static const struct member feed[] = {
    {"id", SHAPE_INT, ALWAYS, NULL},
    {"url", SHAPE_TEXT, ALWAYS, NULL},
    {"title", SHAPE_TEXT, OR_NULL, NULL},
    {"site", SHAPE_TEXT, OR_NULL, NULL},
    {"folder", SHAPE_TEXT, OR_NULL, NULL},
    {"state", SHAPE_TEXT, ALWAYS, NULL},
    {"health", SHAPE_TEXT, OR_NULL, NULL},
    {"words", SHAPE_TEXT, OR_NULL, "of health"},
    {"last_visit", SHAPE_TIME, ALWAYS, NULL},
    {"next_visit", SHAPE_TIME, ALWAYS, NULL},
    {"entries", SHAPE_INT, ALWAYS, NULL},
    END};
static const struct member story[] = {{"id", SHAPE_INT, ALWAYS, NULL},
                                      {"key", SHAPE_TEXT, ALWAYS, NULL},
                                      {"title", SHAPE_TEXT, OR_NULL, NULL},
                                      {"url", SHAPE_TEXT, OR_NULL, NULL},
                                      {"site", SHAPE_TEXT, OR_NULL, NULL},
                                      {"published", SHAPE_TIME, ALWAYS, NULL},
                                      {"state", SHAPE_TEXT, ALWAYS, NULL},
                                      {"pinned", SHAPE_BOOL, ALWAYS, NULL},
                                      {"embargo", SHAPE_TIME, ALWAYS, NULL},
                                      {"expires", SHAPE_TIME, ALWAYS, NULL},
                                      {"note", SHAPE_TEXT, OR_NULL, NULL},
                                      {"articles", SHAPE_INT, ALWAYS, NULL},
                                      {"suggestions", SHAPE_INT, ALWAYS, NULL},
                                      END};
static const struct member audience[] = {
    {"id", SHAPE_TEXT, ALWAYS, NULL},
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"about", SHAPE_TEXT, OR_NULL, NULL},
    {"audience", SHAPE_OBJECT, ALWAYS, "as in reps.json"},
    {"reps", SHAPE_INT, ALWAYS, "how many have it"},
    END};
static const struct member campaign[] = {
    {"id", SHAPE_INT, ALWAYS, NULL},
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"weight", SHAPE_INT, ALWAYS, NULL},
    {"starts", SHAPE_TIME, ALWAYS, NULL},
    {"ends", SHAPE_TIME, ALWAYS, NULL},
    {"words", SHAPE_TEXTS, ALWAYS, NULL},
    {"feeds", SHAPE_TEXTS, ALWAYS, NULL},
    {"stories", SHAPE_TEXTS, ALWAYS, NULL},
    {"reps", SHAPE_TEXTS, ALWAYS, "none: all of them"},
    END};
static const struct member rep[] = {
    {"id", SHAPE_TEXT, ALWAYS, NULL},
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"audience", SHAPE_TEXT, ALWAYS, "id"},
    {"language", SHAPE_TEXT, OR_NULL, NULL},
    {"networks", SHAPE_TEXTS, ALWAYS, NULL},
    {"quota", SHAPE_INT, ALWAYS, "a day"},
    {"hours", SHAPE_OBJECT, ALWAYS, "as in reps.json"},
    {"review", SHAPE_TEXT, ALWAYS, NULL},
    {"trust", SHAPE_INT, ALWAYS, NULL},
    {"state", SHAPE_TEXT, ALWAYS, NULL},
    END};
static const struct member outcome[] = {
    {"id", SHAPE_INT, ALWAYS, NULL},
    {"rep", SHAPE_TEXT, ALWAYS, "id"},
    {"kind", SHAPE_TEXT, ALWAYS, NULL},
    {"suggestion", SHAPE_INT, OR_NULL, NULL},
    {"value", SHAPE_REAL, ALWAYS, NULL},
    {"note", SHAPE_TEXT, OR_NULL, NULL},
    {"at", SHAPE_TIME, ALWAYS, NULL},
    END};
static const struct member report_name[] = {{"name", SHAPE_TEXT, ALWAYS, NULL},
                                            {"about", SHAPE_TEXT, ALWAYS, NULL},
                                            END};
static const struct member report[] = {
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"about", SHAPE_TEXT, ALWAYS, NULL},
    {"items", SHAPE_ARRAY, ALWAYS, "objects with this report's columns"},
    {"next", SHAPE_INT, OR_NULL, "after= of the page that follows"},
    END};
static const struct member problem[] = {
    {"type", SHAPE_TEXT, ALWAYS, NULL},
    {"title", SHAPE_TEXT, ALWAYS, NULL},
    {"status", SHAPE_INT, ALWAYS, NULL},
    {"detail", SHAPE_TEXT, ALWAYS, "what is so and why, in a sentence"},
    {"errors", SHAPE_LIST, MAYBE, "Wrong"},
    END};
static const struct member wrong[] = {
    {"pointer", SHAPE_TEXT, MAYBE, "a member of the body (RFC 6901)"},
    {"parameter", SHAPE_TEXT, MAYBE, "of the query"},
    {"detail", SHAPE_TEXT, ALWAYS, NULL},
    END};

static const struct {
    const char *name, *about;
    const struct member *members;
} schemas[] = {
    {"Article", "what a suggestion is about", article},
    {"Audience", "whom reps speak to", audience},
    {"Campaign", "what is to be talked about for a while", campaign},
    {"Event", "a row of the record", event},
    {"Feed", "a subscription and its health", feed},
    {"Finding", "a rule's hit in the text", finding},
    {"Me", "whose token it is", me},
    {"Outcome", "what came of a share", outcome},
    {"Problem", "RFC 9457", problem},
    {"Rep", "somebody who shares", rep},
    {"Report", "counts beside their base", report},
    {"ReportName", "a report that can be asked for", report_name},
    {"Share", "only for who may see results; null: not shared", share},
    {"Story", "articles that tell the same thing", story},
    {"Suggestion", "a text for one rep, about one story", suggestion},
    {"SuggestionWhole", "one with its findings and record", suggestion_whole},
    {"Undone", "what was taken back", undone},
    {"Wrong", "one thing that is wrong with the input", wrong},
};

/* --- which route -----------------------------------------------------------
 */

static const struct {
    const char *begins; /* of a pattern below /api/v1/ */
    bool whole;         /* that is all of it */
    unsigned methods;
    struct api_answer answer;
} answers[] = {
    {"me", true, METHOD_GET, {"Me", false}},
    {"suggestions", true, METHOD_GET, {"Suggestion", true}},
    {"suggestions/:id",
     false,
     METHOD_GET | METHOD_POST,
     {"SuggestionWhole", false}},
    {"undo", true, METHOD_POST, {"Undone", false}},
    {"feeds", true, METHOD_GET, {"Feed", true}},
    {"feeds", false, METHOD_GET | METHOD_POST, {"Feed", false}},
    {"stories", true, METHOD_GET, {"Story", true}},
    {"stories/:id", false, METHOD_GET | METHOD_POST, {"Story", false}},
    {"audiences", true, METHOD_GET, {"Audience", true}},
    {"campaigns", true, METHOD_GET, {"Campaign", true}},
    {"reps", true, METHOD_GET, {"Rep", true}},
    {"outcomes", true, METHOD_GET, {"Outcome", true}},
    {"outcomes", true, METHOD_POST, {"Outcome", false}},
    {"reports", true, METHOD_GET, {"ReportName", true}},
    {"reports/:name", true, METHOD_GET, {"Report", false}},
};

const struct api_answer *
api_answer_of(const struct route *route)
{
    const char *path = route->pattern + strlen("/api/v1/");

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const char *begins = answers[i].begins;

        if ((answers[i].methods & route->method) != 0 &&
            (answers[i].whole ? strcmp(path, begins) == 0
                              : strncmp(path, begins, strlen(begins)) == 0))
            return &answers[i].answer;
    }
    return NULL;
}

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
        [SHAPE_TEXT] = "string",  [SHAPE_TIME] = "string",
        [SHAPE_INT] = "integer",  [SHAPE_REAL] = "number",
        [SHAPE_BOOL] = "boolean", [SHAPE_TEXTS] = "array",
        [SHAPE_ARRAY] = "array",  [SHAPE_OBJECT] = "object",
        [SHAPE_LIST] = "array"};

    json_put_key(out, m->name);
    if (m->shape == SHAPE_ONE) {
        put_one(out, m);
        return;
    }
    json_open(out, '{');
    put_type(out, types[m->shape],
             m->there == OR_NULL || m->shape == SHAPE_TIME);
    if (m->shape == SHAPE_TIME)
        json_member(out, "format", "date-time");
    if (m->shape == SHAPE_TEXTS) {
        json_put_key(out, "items");
        json_open(out, '{');
        json_member(out, "type", "string");
        json_close(out, '}');
    } else if (m->shape == SHAPE_LIST) {
        json_put_key(out, "items");
        api_put_ref(out, m->of);
    } else if (m->of != NULL) {
        json_member(out, "description", m->of);
    }
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
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        json_put_key(out, schemas[i].name);
        json_open(out, '{');
        json_member(out, "type", "object");
        json_member(out, "description", schemas[i].about);
        put_schema(out, schemas[i].members);
        json_close(out, '}');
    }
}
