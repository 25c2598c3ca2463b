/* One event a line; see the header. */
#include "polyphony/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = {"error", "warning", "info", "debug"};
static const char *const priorities[] = {"<3>", "<4>", "<6>", "<7>"};
static _Atomic int threshold = -1; /* -1: not set yet */

static int
level_from_environment(void)
{
    const char *wanted = getenv("POLYPHONY_LOG_LEVEL");

    for (int i = 0; wanted != NULL && i <= LOG_DEBUG; i++) {
        if (strcmp(wanted, names[i]) == 0)
            return i;
    }
    return -1;
}

void
log_set_level(enum log_level level)
{
    int wanted = level_from_environment();

    atomic_store(&threshold, wanted >= 0 ? wanted : (int)level);
}

void
log_event(enum log_level level, const char *module, const char *fmt, ...)
{
    char line[900];
    va_list args;
    int head;
    size_t len;

    if (atomic_load(&threshold) < 0)
        log_set_level(LOG_WARNING);
    if ((int)level > atomic_load(&threshold))
        return;
    if (getenv("JOURNAL_STREAM") != NULL)
        head = snprintf(line, sizeof line, "%s%s: ", priorities[level], module);
    else
        head = snprintf(line, sizeof line, "%s %s: ", names[level], module);
    if (head < 0)
        return;
    va_start(args, fmt);
    vsnprintf(line + head, sizeof line - (size_t)head - 1, fmt, args);
    va_end(args);
    len = strlen(line);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            line[i] = '?';
    }
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, len) < 0)
        return; /* nowhere to say so */
}
