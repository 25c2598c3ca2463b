/* Errors as data: a kind to branch on and one sentence to act on.
 *
 * A function that can fail takes a `struct error *` as its last argument,
 * returns false (or NULL) and fills it. The struct lives on the caller's
 * stack; nothing is allocated. `err` may be NULL where nobody reads it.
 * Not shared between threads. */
#ifndef POLYPHONY_ERROR_H
#define POLYPHONY_ERROR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

enum error_kind {
    ERROR_NONE,
    ERROR_INPUT,    /* what came from outside can't be used */
    ERROR_LIMIT,    /* a bound on bytes, depth, time or count was reached */
    ERROR_NOTFOUND, /* no such thing */
    ERROR_CONFLICT, /* somebody else was quicker, or a state forbids it */
    ERROR_IO,       /* a file or socket failed */
    ERROR_STORE,    /* the database failed */
    ERROR_USAGE     /* the caller's words are off */
};

struct error {
    enum error_kind kind;
    char text[400]; /* one line, UTF-8, no final full stop */
};

/* Fill `err` and return false, so that a check is one line:
 * `return error_set(err, ERROR_INPUT, "no <channel>");` */
bool error_set(struct error *err, enum error_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Put "where: " before the text that is there; returns false. */
bool error_wrap(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Fill `err` from errno: "WHAT: No such file or directory"; returns false. */
bool error_errno(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
