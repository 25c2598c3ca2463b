/* Errors as data; see the header. */
#include "polyphony/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
error_set(struct error *err, enum error_kind kind, const char *fmt, ...)
{
    va_list args;

    if (err == NULL)
        return false;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    err->kind = kind;
    return false;
}

bool
error_wrap(struct error *err, const char *fmt, ...)
{
    char where[160], whole[sizeof err->text];
    va_list args;

    if (err == NULL)
        return false;
    va_start(args, fmt);
    vsnprintf(where, sizeof where, fmt, args);
    va_end(args);
    snprintf(whole, sizeof whole, "%s: %.200s", where, err->text);
    memcpy(err->text, whole, sizeof whole);
    return false;
}

bool
error_errno(struct error *err, const char *fmt, ...)
{
    int code = errno;
    char what[220], reason[100];
    va_list args;

    if (err == NULL)
        return false;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    snprintf(err->text, sizeof err->text, "%s: %s", what,
             strerror_r(code, reason, sizeof reason));
    err->kind = code == ENOENT ? ERROR_NOTFOUND : ERROR_IO;
    return false;
}
