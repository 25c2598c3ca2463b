/* Arguments and complaints of the commands; see cli.h. */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
drop(struct args *args, size_t at, size_t count)
{
    memmove(args->items + at, args->items + at + count,
            (args->count - at - count) * sizeof *args->items);
    args->count -= count;
}

const char *
args_option(struct args *args, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < args->count; i++) {
        char *word = args->items[i];
        const char *value = NULL;

        if (strcmp(word, "--") == 0)
            break;
        if (strncmp(word, name, len) != 0)
            continue;
        if (word[len] == '=') {
            value = word + len + 1;
            drop(args, i, 1);
            return value;
        }
        if (word[len] == '\0' && i + 1 < args->count) {
            value = args->items[i + 1];
            drop(args, i, 2);
            return value;
        }
    }
    return NULL;
}

bool
args_flag(struct args *args, const char *name)
{
    for (size_t i = 0; i < args->count; i++) {
        if (strcmp(args->items[i], "--") == 0)
            break;
        if (strcmp(args->items[i], name) == 0) {
            drop(args, i, 1);
            return true;
        }
    }
    return false;
}

bool
args_done(struct args *args, size_t min_words, size_t max_words)
{
    for (size_t i = 0; i < args->count; i++) {
        if (strcmp(args->items[i], "--") == 0) {
            drop(args, i, 1);
            break;
        }
        if (strncmp(args->items[i], "--", 2) == 0) {
            fprintf(stderr,
                    "polyphony: %s: no such option, or its value is "
                    "missing\n",
                    args->items[i]);
            cli_usage(args);
            return false;
        }
    }
    if (args->count >= min_words && args->count <= max_words)
        return true;
    if (args->count < min_words)
        cli_complain("%s: %s", args->command,
                     args->missing != NULL ? args->missing
                                           : "something is missing");
    else
        cli_complain("%s: \"%s\" is a word too many", args->command,
                     args->items[max_words]);
    cli_usage(args);
    return false;
}

int
cli_fail(const struct error *err)
{
    fprintf(stderr, "polyphony: %s\n", err->text);
    return err->kind == ERROR_USAGE ? EXIT_USAGE : EXIT_INPUT;
}

int
cli_complain(const char *fmt, ...)
{
    va_list args;

    fputs("polyphony: ", stderr);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    return EXIT_INPUT;
}

int
cli_usage(const struct args *args)
{
    fprintf(stderr, "usage: polyphony %s%s%s\n", args->command,
            args->usage[0] != '\0' ? " " : "", args->usage);
    return EXIT_USAGE;
}

int
cli_finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return cli_complain("standard output: %s", strerror(errno));
    return status;
}
