/* The command table, and how a word on the shell becomes one of its lines.
 * A new command is a function in a file of its own, a line in commands.h and
 * a line here; help and dispatch read the same table. */
#include "commands.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int cmd_help(struct args *args);

/* Alphabetical, but that what is used together stands together. */
static const struct command commands[] = {
    {"article extract", "[--url URL] FILE...",
     "Show the article that we read in a page", cmd_article_extract},
    {"assign", "--stories STORIES.jsonl REPS.jsonl",
     "Decide who shares what, under quotas and capacities", cmd_assign},
    {"compose",
     "(--article ARTICLE.json | --articles ARTICLES.jsonl) --reps REPS.json "
     "[--company POST.txt] [--rules RULES.json] [--seed N]",
     "Write each rep a text of their own about an article", cmd_compose},
    {"feed parse", "[--url BASE] [--charset NAME] FILE...",
     "Show what we read in a feed", cmd_feed_parse},
    {"fetch", "[--page] [--etag TAG] [--last-modified DATE] URL...",
     "Show what a visit to an address gives, or why we don't go", cmd_fetch},
    {"guideline check",
     "--network NAME [--rules RULES.json] [--jsonl] [FILE|-]",
     "Show what a text breaks, and how to mend it", cmd_guideline_check},
    {"help", "[COMMAND]", "Show the commands, or one command's use", cmd_help},
    {"rank", "(--audience AUDIENCE.json)... [--top N] ARTICLES.jsonl",
     "Rank articles for an audience, with reasons", cmd_rank},
    {"story group", "ARTICLES.jsonl", "Group articles that tell the same story",
     cmd_story_group},
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

/* How many words of argv the command's name takes; 0 when it is another. */
static size_t
matches(const struct command *command, size_t count, char **words)
{
    const char *name = command->name;
    size_t used = 0;

    while (*name != '\0') {
        size_t len = strcspn(name, " ");

        if (used >= count || strlen(words[used]) != len ||
            strncmp(words[used], name, len) != 0)
            return 0;
        used++;
        name += len + (name[len] == ' ');
    }
    return used;
}

static const struct command *
find(size_t count, char **words, size_t *used)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        *used = matches(&commands[i], count, words);
        if (*used > 0)
            return &commands[i];
    }
    return NULL;
}

static void
print_commands(FILE *out)
{
    fputs("polyphony: many voices, one theme. Curates articles for your "
          "people and\nwrites each of them a suggestion of their own.\n\n"
          "usage: polyphony [--home DIR] COMMAND [ARGUMENTS]\n\n",
          out);
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(out, "  %-18s %s\n", commands[i].name, commands[i].help);
    fputs("\npolyphony help COMMAND shows a command's arguments.\n", out);
}

static int
cmd_help(struct args *args)
{
    bool any = false;

    if (!args_done(args, 0, 2))
        return EXIT_USAGE;
    if (args->count == 0) {
        print_commands(stdout);
        return cli_finish(EXIT_FINE);
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        size_t len = strlen(args->items[0]);

        if (matches(&commands[i], args->count, args->items) > 0 ||
            (args->count == 1 &&
             strncmp(commands[i].name, args->items[0], len) == 0 &&
             commands[i].name[len] == ' ')) {
            printf("polyphony %s %s\n    %s\n", commands[i].name,
                   commands[i].usage, commands[i].help);
            any = true;
        }
    }
    if (!any) {
        cli_complain("%s: no such command; polyphony help lists them",
                     args->items[0]);
        return EXIT_USAGE;
    }
    return cli_finish(EXIT_FINE);
}

int
main(int argc, char **argv)
{
    struct args args = {.count = argc > 0 ? (size_t)argc - 1 : 0,
                        .items = argv + 1};
    const struct command *command;
    size_t used;

    signal(SIGPIPE, SIG_IGN);
    args.home = args_option(&args, "--home");
    if (args.count == 0) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(args.items[0], "--help") == 0 ||
        strcmp(args.items[0], "-h") == 0) {
        print_commands(stdout);
        return cli_finish(EXIT_FINE);
    }
    command = find(args.count, args.items, &used);
    if (command == NULL) {
        cli_complain("%s: no such command; polyphony help lists them",
                     args.items[0]);
        return EXIT_USAGE;
    }
    args.items += used;
    args.count -= used;
    args.command = command->name;
    args.usage = command->usage;
    if (args_flag(&args, "--help")) {
        printf("polyphony %s %s\n    %s\n", command->name, command->usage,
               command->help);
        return cli_finish(EXIT_FINE);
    }
    return command->run(&args);
}
