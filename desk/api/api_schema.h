/* The schemas of answers, between the table of them (api_answers.c) and who
 * writes them (api_schema.c). */
#ifndef POLYPHONY_DESK_API_SCHEMA_H
#define POLYPHONY_DESK_API_SCHEMA_H

#include "api.h"

enum shape {
    SHAPE_TEXT,
    SHAPE_TIME, /* or null */
    SHAPE_DAY,  /* "2026-11-24" */
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
    /* The schema; else words about it: "one of: a b; words" lists what it
     * can be. */
    const char *of;
    /* A page's view has it under this name; NULL: the same. Of SHAPE_TEXTS
     * "list.value". */
    const char *view;
};

struct schema {
    const char *name, *about;
    const struct member *members; /* up to one without a name */
};

const struct schema *api_schemas(size_t *count);

#endif
