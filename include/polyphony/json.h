/* JSON in (cJSON behind guards) and JSON Lines out.
 *
 * Reading refuses what cJSON lets through: trailing bytes, invalid UTF-8,
 * nesting over 64, more than the byte limit. `\u0000` becomes U+FFFD (one
 * code point for one, so positions stay). Keys are compared with case. Ids
 * that are numbers are read as text by json_get_id(). A tree is one thread's.
 */
#ifndef POLYPHONY_JSON_H
#define POLYPHONY_JSON_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"

#include <stdint.h>

#define JSON_MAX_BYTES ((size_t)64 << 20)

struct json; /* a node; NULL is accepted everywhere and means "not there" */

/* On success *doc is yours; on failure NULL and err says where (byte). */
bool json_parse(const char *bytes, size_t len, struct json **doc,
                struct error *err) MUST_CHECK;
void json_free(struct json *doc);

const struct json *json_get(const struct json *object, const char *key);
const struct json *json_first(const struct json *list); /* array or object */
const struct json *json_next(const struct json *node);
const char *json_key(const struct json *member); /* name within its object */
size_t json_count(const struct json *list);

bool json_is_object(const struct json *node);
bool json_is_array(const struct json *node);
bool json_is_null(const struct json *node); /* absent or null */
bool json_is_bool(const struct json *node);

const char *json_text(const struct json *node); /* string; else NULL */
bool json_number(const struct json *node, double *value); /* finite only */
bool json_true(const struct json *node);                  /* is it `true`? */

const char *json_get_text(const struct json *object, const char *key);
/* A member that is a string, or a whole number written as such; else NULL. */
const char *json_get_id(struct arena *arena, const struct json *object,
                        const char *key);
double json_get_number(const struct json *object, const char *key,
                       double otherwise);

/* Writing: values and members in order; commas are taken care of. */
struct json_out {
    struct buf *buf;
    bool comma;
};
void json_open(struct json_out *out, char bracket);  /* '{' or '[' */
void json_close(struct json_out *out, char bracket); /* '}' or ']' */
void json_put_key(struct json_out *out, const char *key);
void json_put_text(struct json_out *out, const char *text); /* NULL: null */
void json_put_int(struct json_out *out, int64_t value);
void json_put_real(struct json_out *out, double value, int decimals);
void json_put_bool(struct json_out *out, bool value);
void json_put_null(struct json_out *out);
void json_put_raw(struct json_out *out, const char *json); /* made by us */
void json_put_node(struct json_out *out, const struct json *node);
void json_put_time(struct json_out *out, int64_t when); /* RFC 3339 or null */
/* key and value in one */
void json_member(struct json_out *out, const char *key, const char *text);
void json_member_int(struct json_out *out, const char *key, int64_t value);
void json_member_real(struct json_out *out, const char *key, double value,
                      int decimals);
void json_member_bool(struct json_out *out, const char *key, bool value);
void json_member_time(struct json_out *out, const char *key, int64_t when);
void json_line(struct json_out *out); /* end of a record: newline */

#endif
