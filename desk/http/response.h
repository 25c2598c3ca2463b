/* What is answered: status, headers, a body. Plain data, without a socket. */
#ifndef POLYPHONY_DESK_RESPONSE_H
#define POLYPHONY_DESK_RESPONSE_H

#include "request.h"

#include "polyphony/buf.h"
#include "polyphony/json.h"

#define RESPONSE_HEADERS 12
#define RESPONSE_MAX ((size_t)16 << 20) /* bytes of a body */

struct kept_page;

struct response {
    int status;
    const char *type;  /* of the body; a literal */
    struct buf body;   /* filled by the page */
    const char *bytes; /* instead of it: bytes that outlive the answer */
    size_t len;
    int file; /* instead of both: a file to send and close; -1: none */
    struct pair headers[RESPONSE_HEADERS];
    size_t header_count;
    struct kept_page *kept; /* the page is kept so; `bytes` are its own */
    bool keep; /* may be cached for ever: its address names its content */
};

void response_init(struct response *response);
void response_deinit(struct response *response);

/* Control characters in the value make it disappear: no header is split. */
void response_header(struct request *request, struct response *response,
                     const char *name, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* NULL: not set. */
const char *response_get(const struct response *response, const char *name);

/* 303 to a path of ours; anything else leads to the front page. */
bool response_redirect(struct request *request, struct response *response,
                       const char *path);
/* Is it a path of ours, so that nobody is led elsewhere? */
bool path_is_ours(const char *path);

/* A file to keep: "attachment", its name cleaned. Fill response->body. */
void response_download(struct request *request, struct response *response,
                       const char *type, const char *file_name);

/* A problem document (RFC 9457). */
void response_problem(struct response *response, int status,
                      const char *detail);
/* The same, open for a member more, such as "errors". */
struct json_out response_problem_open(struct response *response, int status,
                                      const char *detail);
void response_problem_close(struct json_out *out);

const char *status_words(int status);

#endif
