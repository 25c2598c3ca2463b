/* What the routes under /api/v1 share. A handler is a route_handler as a
 * page's is; before it runs, the body was checked against the table of fields
 * (api_fields.c), from which the OpenAPI document is written as well, and a
 * POST that came before under the same Idempotency-Key was answered as then.
 * Every error is a problem document (RFC 9457). */
#ifndef POLYPHONY_DESK_API_H
#define POLYPHONY_DESK_API_H

#include "desk/http/response.h"
#include "desk/http/router.h"

#include "polyphony/json.h"
#include "polyphony/queue.h"

#define API_LIMIT_MOST 200
#define API_LIMIT 50

enum api_type {
    API_END,
    API_TEXT,
    API_TIME,
    API_DAY,    /* "2026-11-24" */
    API_NUMBER, /* whole, from 1 on */
    API_COUNT,  /* from 0 on */
    API_REAL,
    API_BOOL,
    API_TEXTS,   /* an array; a form has a field for each */
    API_LINES,   /* the same; a form has one field with a line for each */
    API_NUMBERS, /* an array, a field for each */
    API_FILE,    /* a text that a form would carry as a file */
    API_JSON     /* an object or array that it would carry so */
};

/* A member of a body, or a parameter of a query. What `about` begins with is
 * checked and stands in the document: "one of: a b; words", "1 to 20; words"
 * of numbers (or of each in an array), "at most 60; words" of an array. */
struct api_field {
    const char *name;
    enum api_type type;
    bool needed;
    const char *about;
    const char *form; /* the form's name for it; NULL: the same */
};

/* Of a route: its body's fields, or its query's. NULL: it takes none. */
const struct api_field *api_fields(const struct route *route);
/* The names that the query of a verb may have, each with a blank behind it: an
 * undo is a path of ours that stands for itself, without a body. "" for most.
 */
const char *api_undo_query(const struct route *route);
/* Is one of them a file? */
bool api_takes_file(const struct route *route);

#define API_TEXT_MAX 20000
#define API_ITEMS_MAX 500

/* Within which bounds a number is, and how many items an array may have; what
 * comes after them in `about`. */
struct api_bounds {
    int64_t least, most; /* most 0: none */
    int64_t items;
    const char *words;
};
struct api_bounds api_bounds(const struct api_field *field);

/* What it answers with (api_answers.c); NULL: an object of its own kind. */
struct api_answer {
    const char *schema;
    bool is_list;     /* {"items": [...], "next": ...} of them */
    bool has_secret;  /* it is told once, and not kept for a repeated post */
    bool makes;       /* something with an address: 201 and Location */
    const char *type; /* of a file that it is; NULL: JSON by the schema */
};
const struct api_answer *api_answer_of(const struct route *route);
/* Members of an open object: each schema under its name. */
void api_put_schemas(struct json_out *out);
void api_put_ref(struct json_out *out, const char *schema);
/* Members of an open object: "enum" and "description". */
void api_put_about(struct json_out *out, const char *about, bool or_null);
/* The members of a schema that a page's view has under these names. */
struct view;
void api_put_view(struct json_out *out, const char *schema,
                  const struct view *view);

/* The whole answer of a route of the API to somebody who may ask it. */
void api_answer(struct request *request, struct response *response);

/* --- for handlers ------------------------------------------------------- */

/* Members of the body; NULL, TIME_NONE and `otherwise` where they are not
 * there or null. Their types were checked before. */
const char *api_text(const struct request *request, const char *name);
int64_t api_time(const struct request *request, const char *name);
int64_t api_number(const struct request *request, const char *name,
                   int64_t otherwise);
bool api_has(const struct request *request, const char *name);

/* 422 that points at a member of the body: "/note". Always true. */
bool api_refuse_field(struct response *response, const char *name,
                      const char *detail);

/* A list: {"items": [...], "next": CURSOR or null}. */
struct api_list {
    struct json_out out;
    int64_t after, last;
    const char *after_name, *last_name; /* where rows have names for numbers */
    int64_t limit;
    int64_t count;
};
/* Reads after= and limit=. Ask the database for limit + 1 rows in the order of
 * their numbers; api_list_item() is false for the one too many, and opens an
 * object otherwise, which the caller fills and closes. */
void api_list_open(struct request *request, struct response *response,
                   struct api_list *list);
bool api_list_item(struct api_list *list, int64_t id);
/* The same of rows in the order of a name, which lives as long as the list. */
bool api_list_named(struct api_list *list, const char *name);
void api_list_close(struct api_list *list, struct response *response);

/* An object as the whole answer. */
struct json_out api_open(struct response *response);
void api_close(struct json_out *out, struct response *response);

/* Whose rows: the own rep of somebody who is a rep and nothing more ("" for
 * one without), NULL for all. */
const char *api_scope(const struct request *request);
/* May they see what came of sharing: clicks, outcomes, addresses? */
bool api_sees_results(const struct request *request, const char *rep);
/* For who may not: where it was posted is taken out of a record, here and on
 * the page. */
void api_hide_results(const struct request *request, const char *rep,
                      struct queue_event *events, size_t count);

/* The suggestion of :id, within the scope; ERROR_NOTFOUND else. */
bool api_suggestion(struct request *request, struct suggestion *g,
                    struct error *err) MUST_CHECK;
/* Members of an open object, as a list has them. */
void api_put_members(struct json_out *out, const struct suggestion *g);
/* Answers with one, with its findings and record. */
bool api_put_suggestion(struct request *request, struct response *response,
                        int64_t id, struct error *err) MUST_CHECK;

/* --- verbs by a page's form (api_verbs.c) ------------------------------- */

/* Before the form's handler runs: the body's members as its fields. False:
 * they are more than a form can have, as request->problem says. */
bool verb_take(struct request *request) MUST_CHECK;
/* After it: what the page said, as JSON. */
void verb_say(struct request *request, struct response *response);

/* --- repeated posts (api_repeat.c) -------------------------------------- */

/* *answered: it came before under the same key and was answered as then, or
 * it is refused. Else the handler runs, and repeat_end() keeps its answer. */
bool repeat_begin(struct request *request, struct response *response,
                  bool *answered, struct error *err) MUST_CHECK;
void repeat_end(struct request *request, struct response *response);

#endif
