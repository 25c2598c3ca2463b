/* A request as pages see it: no socket, no library, so that a test can make
 * one. Everything in it lives in its arena and ends with it. Names and values
 * of queries, forms and addresses are valid UTF-8 without NUL, line ends are
 * \n; what is not never reaches a page. One thread at a time. */
#ifndef POLYPHONY_DESK_REQUEST_H
#define POLYPHONY_DESK_REQUEST_H

#include "polyphony/arena.h"
#include "polyphony/config.h"
#include "polyphony/people.h"
#include "polyphony/store.h"

#define PAIRS_MAX 1024     /* fields of a form */
#define TARGET_MAX 4096    /* bytes of an address with its query */
#define FORM_MAX 65536     /* bytes of a form */
#define UPLOAD_MAX 2097152 /* bytes of a form with a file */

enum method {
    METHOD_GET = 1, /* HEAD too */
    METHOD_POST = 2,
    METHOD_PUT = 4,
    METHOD_PATCH = 8,
    METHOD_DELETE = 16,
    METHOD_OTHER = 0
};

/* What a person may be; a rep who is also a reviewer has two of them. */
enum role {
    ROLE_REP = 1,
    ROLE_REVIEWER = 2,
    ROLE_MARKETING = 4,
    ROLE_MANAGER = 8,
    ROLE_ADMIN = 16,
    ROLE_STAFF = 30,   /* everybody but a rep */
    ROLE_SOMEBODY = 31 /* everybody who is signed in */
};

struct pair {
    const char *name, *value;
};

struct pairs {
    struct pair *items;
    size_t count, room;
};

/* A file that came with a form. */
struct upload {
    const char *name; /* of the field */
    const char *bytes;
    size_t len;
};

/* How often what pages show was written, from the table of that name, before
 * anything else was read, and the minute: of kept pages (kept.h). */
struct changed {
    int64_t all, queue, day; /* all is 0: not known */
    int64_t minute;
};

/* What a page said to a verb of the API, in place of redirect and HTML. */
struct said {
    const char *text, *undo, *at;
    const char *made; /* path of what there was not before */
    struct view *view;
};

struct json;
struct kept_pages;
struct route;
struct desk_place;
struct view;
struct zone;

struct request {
    struct arena *arena;
    struct store *store;
    const struct config *config;
    struct desk_place *place; /* what all requests share */
    struct kept_pages *kept;  /* NULL: none are kept */
    struct changed changed;   /* of who is signed in */
    const struct route *route;
    int64_t now;

    unsigned method; /* enum method */
    const char *method_name;
    const char *path; /* as sent, without the query */
    struct pairs headers, params, query, form, cookies;
    struct upload upload;
    const char *body;
    size_t body_len;
    /* Reads form and upload out of a multipart body; NULL: there is none.
     * Asked once it is known who sends it, as this is not cheap. */
    void (*read_parts)(struct request *request, void *connection);
    void *connection;    /* what it is given; nobody else's */
    struct json *json;   /* the body, for routes of the API (api.h) */
    const char *problem; /* set where it can't be read */
    bool is_heavy;       /* its headers are over the bound */

    const char *address; /* whose; behind a proxy the one it names */
    bool is_tls;
    bool is_loopback; /* from this machine, asked by a name of it */
    bool is_vouched;  /* its peer may say who is signed in */

    struct person person; /* id 0: nobody is signed in */
    unsigned roles;       /* enum role */
    const char *secret;   /* of the session; NULL: none */
    const char *csrf;     /* token for forms */
    const char *flash, *undo;
    bool is_verb; /* page.h tells `said` instead of answering */
    struct said said;
    bool by_token;           /* signed in by an API token */
    const struct zone *zone; /* once page_zone() was asked */
};

unsigned method_of(const char *name);
const char *method_name(enum method method);

/* Once request->person is known: what they may do. A rep who is gone is no
 * rep of theirs for the length of a request. */
void request_identify(struct request *request);

/* Reads address and query, then (request_read_form) the body. What can't be
 * read is said in request->problem. */
void request_read_target(struct request *request, const char *target);
void request_read_form(struct request *request);
void request_read_cookies(struct request *request);
void request_add(struct request *request, struct pairs *pairs, const char *name,
                 size_t name_len, const char *value, size_t value_len);

/* Address, is_tls, is_loopback and is_vouched from the peer's address and the
 * headers; those of others than [desk] proxies are not believed. */
void request_read_peer(struct request *request, const char *peer);

/* "" where there is none. A proxy may have added a line of its own below one
 * that the asker made up: the last one counts, and how many there are. */
const char *request_last_header(const struct request *request, const char *name,
                                size_t *count);

/* "" where there is none. */
const char *request_header(const struct request *request, const char *name);
const char *request_param(const struct request *request, const char *name);
const char *request_query(const struct request *request, const char *name);
const char *request_field(const struct request *request, const char *name);
/* A field on one line, without what would turn or end it: names. */
const char *request_line(const struct request *request, const char *name);
const char *request_cookie(const struct request *request, const char *name);
bool request_has_field(const struct request *request, const char *name);
/* Is the field meant? A form always means all that are on it, ticked or not; a
 * program (is_verb) those that it names, and others stay as they are. */
bool request_means(const struct request *request, const char *name);
/* `stored` where it is not meant. */
const char *request_field_or(const struct request *request, const char *name,
                             const char *stored);

/* Fields of one name, one after the other: pass NULL first; NULL at the end. */
const char *request_next_field(const struct request *request, const char *name,
                               const char *before);

/* Whole numbers; false when it is none, or lies outside: *number is then as
 * it was, so that a default can stand in it. */
bool text_number(const char *text, int64_t least, int64_t most,
                 int64_t *number);
/* A :parameter that is a row's number: false is a page that is not found. */
bool request_param_id(const struct request *request, const char *name,
                      int64_t *id);

/* \r\n and \r become \n, in place; the new length. text[len] is written. */
size_t text_mend_line_ends(char *text, size_t len);

/* %XX and + undone in the arena; NULL when that gives no clean UTF-8. */
char *text_unescape(struct arena *arena, const char *text, size_t len,
                    bool plus_is_space);

#endif
