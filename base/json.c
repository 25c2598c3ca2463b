/* cJSON behind guards, and a writer. cJSON accepts trailing bytes, invalid
 * UTF-8 and "\u0000" (which then cuts the text short); those are dealt with
 * before it sees the bytes. */
#include "polyphony/json.h"
#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64

struct json {
    cJSON node; /* never made by us: only cast to and from */
};

static const cJSON *
inner(const struct json *node)
{
    return (const cJSON *)node;
}

static const struct json *
outer(const cJSON *node)
{
    return (const struct json *)node;
}

/* One pass over the bytes outside and inside of strings: depth, and NUL
 * escapes, which are replaced in place by the escape of U+FFFD. */
static bool
guard(char *bytes, size_t len, struct error *err)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];

        if (in_string) {
            if (c == '\\' && i + 1 < len) {
                if (len - i >= 6 && memcmp(bytes + i, "\\u0000", 6) == 0)
                    memcpy(bytes + i, "\\ufffd", 6);
                i++;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH)
                return error_set(err, ERROR_LIMIT,
                                 "JSON nested deeper than %d at byte %zu",
                                 MAX_DEPTH, i);
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return true;
}

/* Where it stops to be JSON, for somebody with an editor; and what it is
 * instead, where it never was. */
static void
refuse(const char *bytes, size_t len, size_t at, struct error *err)
{
    size_t first = strspn(bytes, " \t\r\n"), line = 1, shown = 0;

    for (size_t i = 0; i < at && i < len; i++)
        line += bytes[i] == '\n';
    while (first + shown < len && shown < 24 &&
           (unsigned char)bytes[first + shown] >= ' ')
        shown++;
    while (shown > 0 && ((unsigned char)bytes[first + shown] & 0xC0) == 0x80)
        shown--; /* not through a character */
    if (first >= len)
        error_set(err, ERROR_INPUT, "no JSON: there is nothing in it");
    else if (at <= first && strchr("{[\"", bytes[first]) == NULL)
        error_set(err, ERROR_INPUT, "no JSON: it begins with \"%.*s\"",
                  (int)shown, bytes + first);
    else if (memchr(bytes, '\n', len) == NULL)
        error_set(err, ERROR_INPUT, "no JSON: error at byte %zu", at);
    else
        error_set(err, ERROR_INPUT, "no JSON: error in line %zu, at byte %zu",
                  line, at);
}

bool
json_parse(const char *bytes, size_t len, struct json **doc, struct error *err)
{
    const char *end = NULL;
    char *copy;
    cJSON *tree = NULL;

    *doc = NULL;
    if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        len -= 3;
    }
    if (len > JSON_MAX_BYTES)
        return error_set(err, ERROR_LIMIT, "JSON larger than %zu MiB",
                         JSON_MAX_BYTES >> 20);
    if (!utf8_valid(bytes, len))
        return error_set(err, ERROR_INPUT, "not UTF-8, so no JSON");
    copy = mem_strndup(bytes, len);
    if (guard(copy, len, err)) {
        tree = cJSON_ParseWithLengthOpts(copy, len + 1, &end, 0);
        while (tree != NULL && end < copy + len &&
               strchr(" \t\r\n", *end) != NULL)
            end++;
        if (tree == NULL || end != copy + len) {
            refuse(copy, len, end != NULL ? (size_t)(end - copy) : 0, err);
            cJSON_Delete(tree);
            tree = NULL;
        }
    }
    free(copy);
    *doc = (struct json *)tree;
    return tree != NULL;
}

void
json_free(struct json *doc)
{
    cJSON_Delete((cJSON *)doc);
}

const struct json *
json_get(const struct json *object, const char *key)
{
    return cJSON_IsObject(inner(object))
               ? outer(cJSON_GetObjectItemCaseSensitive(inner(object), key))
               : NULL;
}

const struct json *
json_first(const struct json *list)
{
    return list != NULL ? outer(inner(list)->child) : NULL;
}

const struct json *
json_next(const struct json *node)
{
    return node != NULL ? outer(inner(node)->next) : NULL;
}

const char *
json_key(const struct json *member)
{
    return member != NULL ? inner(member)->string : NULL;
}

size_t
json_count(const struct json *list)
{
    size_t count = 0;

    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item))
        count++;
    return count;
}

bool
json_is_object(const struct json *node)
{
    return cJSON_IsObject(inner(node));
}

bool
json_is_array(const struct json *node)
{
    return cJSON_IsArray(inner(node));
}

bool
json_is_null(const struct json *node)
{
    return node == NULL || cJSON_IsNull(inner(node));
}

bool
json_is_bool(const struct json *node)
{
    return cJSON_IsBool(inner(node));
}

const char *
json_text(const struct json *node)
{
    return cJSON_GetStringValue(inner(node));
}

bool
json_number(const struct json *node, double *value)
{
    if (!cJSON_IsNumber(inner(node)) || !isfinite(inner(node)->valuedouble))
        return false;
    *value = inner(node)->valuedouble;
    return true;
}

bool
json_true(const struct json *node)
{
    return cJSON_IsTrue(inner(node));
}

const char *
json_get_text(const struct json *object, const char *key)
{
    return json_text(json_get(object, key));
}

const char *
json_get_id(struct arena *arena, const struct json *object, const char *key)
{
    const struct json *member = json_get(object, key);
    double value;

    if (json_text(member) != NULL)
        return arena_strdup(arena, json_text(member));
    if (json_number(member, &value) && value == floor(value) &&
        fabs(value) < 9007199254740992.0)
        return arena_printf(arena, "%.0f", value);
    return NULL;
}

double
json_get_number(const struct json *object, const char *key, double otherwise)
{
    double value;

    return json_number(json_get(object, key), &value) ? value : otherwise;
}

/* --- writing --- */

static void
separate(struct json_out *out)
{
    if (out->comma)
        buf_add_char(out->buf, ',');
    out->comma = true;
}

void
json_open(struct json_out *out, char bracket)
{
    separate(out);
    buf_add_char(out->buf, bracket);
    out->comma = false;
}

void
json_close(struct json_out *out, char bracket)
{
    buf_add_char(out->buf, bracket);
    out->comma = true;
}

static void
add_quoted(struct buf *buf, const char *text)
{
    buf_add_char(buf, '"');
    while (*text != '\0') {
        const char *start = text;

        while (*text != '"' && *text != '\\' && (unsigned char)*text >= 0x20 &&
               *text != 0x7F)
            text++;
        buf_add_bytes(buf, start, (size_t)(text - start));
        if (*text == '\0')
            break;
        if (*text == '"' || *text == '\\')
            buf_printf(buf, "\\%c", *text);
        else if (*text == '\n')
            buf_add(buf, "\\n");
        else if (*text == '\t')
            buf_add(buf, "\\t");
        else
            buf_printf(buf, "\\u%04x", (unsigned char)*text);
        text++;
    }
    buf_add_char(buf, '"');
}

void
json_put_key(struct json_out *out, const char *key)
{
    separate(out);
    add_quoted(out->buf, key);
    buf_add_char(out->buf, ':');
    out->comma = false;
}

void
json_put_text(struct json_out *out, const char *text)
{
    if (text == NULL) {
        json_put_null(out);
        return;
    }
    separate(out);
    add_quoted(out->buf, text);
}

void
json_put_int(struct json_out *out, int64_t value)
{
    separate(out);
    buf_printf(out->buf, "%lld", (long long)value);
}

void
json_put_real(struct json_out *out, double value, int decimals)
{
    separate(out);
    buf_printf(out->buf, "%.*f", decimals, isfinite(value) ? value : 0.0);
}

void
json_put_bool(struct json_out *out, bool value)
{
    separate(out);
    buf_add(out->buf, value ? "true" : "false");
}

void
json_put_null(struct json_out *out)
{
    separate(out);
    buf_add(out->buf, "null");
}

void
json_put_raw(struct json_out *out, const char *json)
{
    separate(out);
    buf_add(out->buf, json);
}

/* cJSON prints numbers with the shortest digits that read back the same. */
void
json_put_node(struct json_out *out, const struct json *node)
{
    char *text = node != NULL ? cJSON_PrintUnformatted(inner(node)) : NULL;

    json_put_raw(out, text != NULL ? text : "null");
    cJSON_free(text);
}

void
json_put_time(struct json_out *out, int64_t when)
{
    char text[TIME_TEXT];

    time_text(when, text);
    json_put_text(out, text[0] != '\0' ? text : NULL);
}

void
json_member(struct json_out *out, const char *key, const char *text)
{
    json_put_key(out, key);
    json_put_text(out, text);
}

void
json_member_int(struct json_out *out, const char *key, int64_t value)
{
    json_put_key(out, key);
    json_put_int(out, value);
}

void
json_member_real(struct json_out *out, const char *key, double value,
                 int decimals)
{
    json_put_key(out, key);
    json_put_real(out, value, decimals);
}

void
json_member_bool(struct json_out *out, const char *key, bool value)
{
    json_put_key(out, key);
    json_put_bool(out, value);
}

void
json_member_time(struct json_out *out, const char *key, int64_t when)
{
    json_put_key(out, key);
    json_put_time(out, when);
}

void
json_line(struct json_out *out)
{
    buf_add_char(out->buf, '\n');
    out->comma = false;
}
