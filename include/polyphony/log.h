/* One event a line on stderr: "level module: text". Under systemd
 * (JOURNAL_STREAM set) lines begin with a <priority> instead of the level's
 * name. POLYPHONY_LOG_LEVEL = error | warning | info | debug; the default is
 * warning for commands and info for `run` and `serve`. Control characters in
 * the text are written as '?'. Thread-safe: a line is one write. */
#ifndef POLYPHONY_LOG_H
#define POLYPHONY_LOG_H

#include "polyphony/error.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level);
void log_event(enum log_level level, const char *module, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
