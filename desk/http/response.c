/* Answers as data; see the header. */
#include "response.h"

#include "kept.h"

#include "polyphony/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

void
response_init(struct response *response)
{
    *response = (struct response){.status = 200,
                                  .type = "text/html; charset=utf-8",
                                  .body = {.max = RESPONSE_MAX},
                                  .file = -1};
}

void
response_deinit(struct response *response)
{
    buf_deinit(&response->body);
    if (response->file >= 0)
        close(response->file);
    response->file = -1;
    kept_release(response->kept);
    response->kept = NULL;
}

static bool
is_clean(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            return false;
    }
    return true;
}

void
response_header(struct request *request, struct response *response,
                const char *name, const char *fmt, ...)
{
    char value[TARGET_MAX * 2];
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(value, sizeof value, fmt, args);
    va_end(args);
    if (len < 0 || len >= (int)sizeof value || !is_clean(value) ||
        response->header_count == RESPONSE_HEADERS)
        return;
    response->headers[response->header_count++] =
        (struct pair){name, arena_strdup(request->arena, value)};
}

const char *
response_get(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcasecmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    }
    return NULL;
}

bool
path_is_ours(const char *path)
{
    return path[0] == '/' && path[1] != '/' && path[1] != '\\' &&
           is_clean(path) && strchr(path, '\\') == NULL &&
           strlen(path) <= TARGET_MAX;
}

bool
response_redirect(struct request *request, struct response *response,
                  const char *path)
{
    response->status = 303;
    buf_cut(&response->body, 0);
    response_header(request, response, "Location", "%s",
                    path_is_ours(path) ? path : "/");
    return true;
}

void
response_download(struct request *request, struct response *response,
                  const char *type, const char *file_name)
{
    char name[100];
    size_t len = 0;

    for (; *file_name != '\0' && len + 1 < sizeof name; file_name++) {
        char c = *file_name;
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '.' || c == '_';

        name[len++] = is_plain ? c : '-';
    }
    name[len] = '\0';
    response->type = type;
    response_header(request, response, "Content-Disposition",
                    "attachment; filename=\"%s\"", name);
}

/* RFC 9110's words: a problem without a type of its own has those. */
static const char *
status_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (phrases[i].status == status)
            return phrases[i].phrase;
    }
    return "Internal Server Error";
}

struct json_out
response_problem_open(struct response *response, int status, const char *detail)
{
    struct json_out out = {.buf = &response->body};

    buf_cut(&response->body, 0);
    response->status = status;
    response->type = "application/problem+json";
    json_open(&out, '{');
    json_member(&out, "type", "about:blank");
    json_member(&out, "title", status_phrase(status));
    json_member_int(&out, "status", status);
    json_member(&out, "detail", detail);
    return out;
}

void
response_problem_close(struct json_out *out)
{
    json_close(out, '}');
    buf_add_char(out->buf, '\n');
}

void
response_problem(struct response *response, int status, const char *detail)
{
    struct json_out out = response_problem_open(response, status, detail);

    response_problem_close(&out);
}

const char *
status_words(int status)
{
    switch (status) {
    case 400:
        return "That could not be read";
    case 401:
        return "Sign in first";
    case 403:
        return "Not your page";
    case 404:
        return "Page not found";
    case 405:
        return "That can't be done here";
    case 409:
        return "Somebody was faster";
    case 413:
        return "Too large";
    case 415:
        return "Not a form";
    case 422:
        return "That was not taken";
    case 429:
        return "Too many tries";
    case 431:
        return "Too much around the request";
    case 501:
        return "Not known here";
    case 503:
        return "Not just now";
    default:
        return "Something broke on our side";
    }
}
