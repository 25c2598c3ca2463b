/* What all commands share: their arguments and how they complain. */
#ifndef POLYPHONY_CLI_H
#define POLYPHONY_CLI_H

#include "polyphony/error.h"

#include <stddef.h>

enum { EXIT_FINE = 0, EXIT_INPUT = 1, EXIT_USAGE = 2 };

struct args {
    size_t count; /* words left */
    char **items;
    const char *command; /* "feed parse" */
    const char *usage;   /* "[--url BASE] FILE..." */
    const char *home;    /* --home, which every command takes; may be NULL */
    const char *missing; /* what to say of too few words; NULL: in general */
};

struct command {
    const char *name, *usage, *help;
    int (*run)(struct args *args);
    int group; /* of help's list */
};

/* Take "--name VALUE" or "--name=VALUE" out of the words; NULL when absent.
 * Given several times, each call takes the first that is left. "--" ends the
 * options. Of one at the end without its value args_done() tells. */
const char *args_option(struct args *args, const char *name);
bool args_flag(struct args *args, const char *name);
/* Call when all options are taken: complains about what begins with "--" and
 * checks the number of words. False after a usage line on stderr. */
bool args_done(struct args *args, size_t min_words, size_t max_words);

/* "polyphony: TEXT" on stderr; returns the exit status that fits. */
int cli_fail(const struct error *err);
/* The same for one unusable input among others; returns EXIT_INPUT. */
int cli_complain(const char *fmt, ...) PRINTF_LIKE(1, 2);
int cli_usage(const struct args *args); /* returns EXIT_USAGE */

/* Flush stdout and check that it was written; EXIT_INPUT where not. */
int cli_finish(int status);

#endif
