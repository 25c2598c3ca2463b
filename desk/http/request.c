/* Addresses, queries, forms and cookies, read with bounds. */
#include "request.h"

#include "polyphony/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    enum method method;
} methods[] = {
    {"GET", METHOD_GET}, {"HEAD", METHOD_GET},    {"POST", METHOD_POST},
    {"PUT", METHOD_PUT}, {"PATCH", METHOD_PATCH}, {"DELETE", METHOD_DELETE},
};

unsigned
method_of(const char *name)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].name, name) == 0)
            return methods[i].method;
    }
    return METHOD_OTHER;
}

const char *
method_name(enum method method)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (methods[i].method == method)
            return methods[i].name;
    }
    return "";
}

/* The bits of a role's name and of being a rep besides. Of a rep who is gone
 * nothing is left: a rep alone has no role then, not even ROLE_SOMEBODY. */
static unsigned
roles_of(const struct person *person)
{
    static const struct {
        const char *name;
        enum role role;
    } names[] = {{"rep", ROLE_REP},
                 {"reviewer", ROLE_REVIEWER},
                 {"marketing", ROLE_MARKETING},
                 {"manager", ROLE_MANAGER},
                 {"admin", ROLE_ADMIN}};
    unsigned roles = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (person->role != NULL && strcmp(person->role, names[i].name) == 0)
            roles |= names[i].role;
    }
    if (roles != 0 && person->rep != NULL)
        roles |= ROLE_REP;
    return person->is_gone ? roles & ~(unsigned)ROLE_REP : roles;
}

void
request_identify(struct request *request)
{
    request->roles = roles_of(&request->person);
    if (request->person.is_gone)
        request->person.rep = NULL;
}

/* --- pairs ------------------------------------------------------------ */

void
request_add(struct request *request, struct pairs *pairs, const char *name,
            size_t name_len, const char *value, size_t value_len)
{
    if (pairs->count == PAIRS_MAX) {
        request->problem = "It has too many fields.";
        return;
    }
    if (pairs->count == pairs->room) {
        size_t room = pairs->room != 0 ? pairs->room * 2 : 16;
        struct pair *items = arena_array(request->arena, room, sizeof *items);

        if (pairs->count > 0)
            memcpy(items, pairs->items, pairs->count * sizeof *items);
        pairs->items = items;
        pairs->room = room;
    }
    pairs->items[pairs->count++] =
        (struct pair){arena_strndup(request->arena, name, name_len),
                      arena_strndup(request->arena, value, value_len)};
}

static const char *
look_up(const struct pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (strcmp(pairs->items[i].name, name) == 0)
            return pairs->items[i].value;
    }
    return NULL;
}

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

const char *
request_header(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->headers.count; i++) {
        if (strcasecmp(request->headers.items[i].name, name) == 0)
            return request->headers.items[i].value;
    }
    return "";
}

const char *
request_last_header(const struct request *request, const char *name,
                    size_t *count)
{
    const char *value = "";

    *count = 0;
    for (size_t i = 0; i < request->headers.count; i++) {
        if (strcasecmp(request->headers.items[i].name, name) == 0) {
            value = request->headers.items[i].value;
            ++*count;
        }
    }
    return value;
}

const char *
request_param(const struct request *request, const char *name)
{
    return or_empty(look_up(&request->params, name));
}

const char *
request_query(const struct request *request, const char *name)
{
    return or_empty(look_up(&request->query, name));
}

const char *
request_field(const struct request *request, const char *name)
{
    return or_empty(look_up(&request->form, name));
}

const char *
request_line(const struct request *request, const char *name)
{
    const char *text = request_field(request, name), *line;
    struct buf squeezed = {0};

    utf8_squeeze(&squeezed, text, strlen(text));
    line = arena_strdup(request->arena, buf_text(&squeezed));
    buf_deinit(&squeezed);
    return line;
}

const char *
request_cookie(const struct request *request, const char *name)
{
    return or_empty(look_up(&request->cookies, name));
}

bool
request_has_field(const struct request *request, const char *name)
{
    return look_up(&request->form, name) != NULL;
}

bool
request_means(const struct request *request, const char *name)
{
    return !request->is_verb || request_has_field(request, name);
}

const char *
request_field_or(const struct request *request, const char *name,
                 const char *stored)
{
    return request_means(request, name) ? request_field(request, name) : stored;
}

const char *
request_next_field(const struct request *request, const char *name,
                   const char *before)
{
    bool is_after = before == NULL;

    for (size_t i = 0; i < request->form.count; i++) {
        const struct pair *pair = &request->form.items[i];

        if (is_after && strcmp(pair->name, name) == 0)
            return pair->value;
        is_after = is_after || pair->value == before;
    }
    return NULL;
}

bool
text_number(const char *text, int64_t least, int64_t most, int64_t *number)
{
    char *end;
    long long value;

    if (text[0] != '-' && (text[0] < '0' || text[0] > '9'))
        return false;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || end == text || value < least ||
        value > most)
        return false; /* what stood in *number is the caller's default */
    *number = value;
    return true;
}

bool
request_param_id(const struct request *request, const char *name, int64_t *id)
{
    return text_number(request_param(request, name), 1, INT64_MAX, id);
}

/* --- bytes ------------------------------------------------------------ */

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \r\n and \r become \n: browsers send forms with \r\n. */
size_t
text_mend_line_ends(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\r')
            text[out++] = text[i];
        else if (i + 1 == len || text[i + 1] != '\n')
            text[out++] = '\n';
    }
    text[out] = '\0';
    return out;
}

char *
text_unescape(struct arena *arena, const char *text, size_t len,
              bool plus_is_space)
{
    char *out = arena_alloc(arena, len + 1);
    size_t used = 0;

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];

        if (c == '%' && i + 2 < len && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            c = (char)(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == '\0')
            return NULL;
        out[used++] = c;
    }
    used = text_mend_line_ends(out, used);
    return utf8_valid(out, used) ? out : NULL;
}

static void
read_pairs(struct request *request, struct pairs *pairs, const char *text,
           size_t len)
{
    const char *end = text + len;

    while (text < end && request->problem == NULL) {
        const char *stop = memchr(text, '&', (size_t)(end - text));
        const char *equals, *name, *value = "";

        if (stop == NULL)
            stop = end;
        equals = memchr(text, '=', (size_t)(stop - text));
        name = text_unescape(request->arena, text,
                             (size_t)((equals != NULL ? equals : stop) - text),
                             true);
        if (equals != NULL)
            value = text_unescape(request->arena, equals + 1,
                                  (size_t)(stop - equals - 1), true);
        if (name == NULL || value == NULL)
            request->problem = "It holds bytes that are no text.";
        else if (stop > text)
            request_add(request, pairs, name, strlen(name), value,
                        strlen(value));
        text = stop + 1;
    }
}

void
request_read_target(struct request *request, const char *target)
{
    size_t len = strcspn(target, "?#");

    request->path = arena_strndup(request->arena, target, len);
    if (target[0] != '/')
        request->problem = "The address is no path.";
    else if (strlen(target) > TARGET_MAX)
        request->problem = "The address is too long.";
    else if (text_unescape(request->arena, target, len, false) == NULL)
        request->problem = "The address holds bytes that are no text.";
    else if (target[len] == '?')
        read_pairs(request, &request->query, target + len + 1,
                   strcspn(target + len + 1, "#"));
}

void
request_read_form(struct request *request)
{
    read_pairs(request, &request->form, request->body, request->body_len);
}

/* name=value; name=value (RFC 6265, as servers read it). */
void
request_read_cookies(struct request *request)
{
    const char *text = request_header(request, "Cookie");

    while (*text != '\0' && request->cookies.count < 50) {
        size_t len, name;

        text += strspn(text, " ;");
        len = strcspn(text, ";");
        name = strcspn(text, "=;");
        if (name < len)
            request_add(request, &request->cookies, text, name, text + name + 1,
                        len - name - 1);
        text += len;
    }
}
