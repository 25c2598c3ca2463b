/* polyphony outcome ...: what came of sharing, told by people. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/outcome.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
read_value(const char *text, double *value)
{
    char *end;

    *value = 0;
    if (text == NULL)
        return true;
    errno = 0;
    *value = strtod(text, &end);
    return errno == 0 && end != text && *end == '\0';
}

int
cmd_outcome_add(struct args *args)
{
    const char *value = args_option(args, "--value");
    const char *number = args_option(args, "--suggestion");
    struct outcome new = {.note = args_option(args, "--note")};
    struct home home;
    struct error err;
    int64_t id;
    int status = EXIT_FINE;

    if (!args_done(args, 2, 2))
        return EXIT_USAGE;
    if (!read_value(value, &new.value)) {
        cli_complain("outcome add: --value %s: no number", value);
        return cli_usage(args);
    }
    new.suggestion = number != NULL ? strtoll(number, NULL, 10) : 0;
    if (number != NULL && new.suggestion <= 0) {
        cli_complain("outcome add: --suggestion %s: no number of one", number);
        return cli_usage(args);
    }
    if (!home_open(args, &home, &status))
        return status;
    new.rep = args->items[0];
    new.kind = args->items[1];
    new.at = home.now;
    if (outcome_add(&home.store, &new, &id, &err))
        printf("Noted: a %s of %s. polyphony outcome remove %lld takes it "
               "back.\n",
               new.kind, new.rep, (long long)id);
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

static void
print_outcome(const struct outcome *row, bool json)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};
    char when[TIME_TEXT];

    if (!json) {
        printf("%4lld  %.10s  %-12s %-8s", (long long)row->id,
               time_text(row->at, when), row->rep, row->kind);
        if (row->value > 0)
            printf(" %.2f", row->value);
        printf("  %s%s%s\n", row->title != NULL ? row->title : "",
               row->title != NULL && row->note != NULL ? "; " : "",
               row->note != NULL ? row->note : "");
        return;
    }
    json_open(&out, '{');
    json_member_int(&out, "id", row->id);
    json_member_time(&out, "at", row->at);
    json_member(&out, "rep", row->rep);
    json_member(&out, "kind", row->kind);
    json_member_real(&out, "value", row->value, 2);
    if (row->suggestion > 0)
        json_member_int(&out, "suggestion", row->suggestion);
    json_member(&out, "title", row->title);
    json_member(&out, "note", row->note);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

int
cmd_outcome_list(struct args *args)
{
    bool json = args_flag(args, "--json");
    struct arena *arena;
    struct outcome *list;
    struct home home;
    struct error err;
    size_t count;
    int status = EXIT_FINE;

    if (!args_done(args, 0, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    if (!outcome_list(&home.store, args->count > 0 ? args->items[0] : NULL,
                      arena, &list, &count, &err))
        status = cli_fail(&err);
    else if (count == 0 && !json)
        puts("No outcomes yet. Reps tell of them on My results, or:\n"
             "polyphony outcome add REP reply|lead|meeting|deal");
    else {
        for (size_t i = 0; i < count; i++)
            print_outcome(&list[i], json);
    }
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}

int
cmd_outcome_remove(struct args *args)
{
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    if (outcome_remove(&home.store, strtoll(args->items[0], NULL, 10), NULL,
                       &err))
        puts("Taken back.");
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}
