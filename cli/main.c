/* The command table, and how a word on the shell becomes one of its lines.
 * A new command is a function in a file of its own, a line in commands.h and
 * a line here; help and dispatch read the same table. */
#include "commands.h"

#include "polyphony/buf.h"
#include "polyphony/desk.h"
#include "polyphony/version.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int cmd_help(struct args *args);
static int cmd_version(struct args *args);

/* Help shows them by whose day they are part of. */
enum { BEGIN, ROUND, MARKETING, REP, REVIEWER, OPERATOR, ALONE, N_GROUPS };

static const char *const headings[N_GROUPS] = {
    "To begin",
    "A round, by hand (run does it by the clock)",
    "Marketing",
    "A rep's day",
    "A reviewer's day",
    "Running it",
    "Single steps, without a home",
};

/* Alphabetical. */
static const struct command commands[] = {
    {"article extract", "[--url URL] FILE...",
     "Show the article that we read in a page", cmd_article_extract, ALONE},
    {"assign", "--stories STORIES.jsonl REPS.jsonl",
     "Decide who shares what, under quotas and capacities", cmd_assign, ALONE},
    {"audit export", "[--since DATE] [FILE]",
     "Write out who did what, for somebody outside", cmd_audit_export,
     OPERATOR},
    {"audit verify", "[--expect COUNT:HASH] [FILE]",
     "See whether the audit, or an export of it, is still what was written",
     cmd_audit_verify, OPERATOR},
    {"backup", "FILE", "Copy the database, whole, while others work on it",
     cmd_backup, OPERATOR},
    {"campaign add",
     "NAME (--words W,W | --feeds F,F | --stories S,S)... [--weight N] "
     "[--from WHEN] [--to WHEN] [--reps R,R]",
     "Prefer stories for a while, among those that fit", cmd_campaign_add,
     MARKETING},
    {"campaign end", "NAME", "End a campaign; what was suggested stays",
     cmd_campaign_end, MARKETING},
    {"campaign list", "[--all] [--json]", "Show the campaigns that run",
     cmd_campaign_list, MARKETING},
    {"compose",
     "(--article ARTICLE.json | --articles ARTICLES.jsonl) --reps REPS.json "
     "[--company POST.txt] [--phrases FILE.json] [--rules RULES.json] [--seed "
     "N]",
     "Write each rep a text of their own about an article", cmd_compose, ALONE},
    {"curate", "[--all]", "Visit the feeds that are due, read, group and rank",
     cmd_curate, ROUND},
    {"demo", "[--desk [--listen ADDRESS:PORT]]",
     "Show the whole job on a little web of our own", cmd_demo, BEGIN},
    {"doctor", "[--json]",
     "Look at an installation: what is not well, and the mend", cmd_doctor,
     OPERATOR},
    {"feed add", "[--folder NAME] [--unseen] URL|SITE",
     "Subscribe to a feed, or to the feed that a site names", cmd_feed_add,
     MARKETING},
    {"feed list", "[--json]",
     "Show the feeds, how they are, and what comes next", cmd_feed_list,
     MARKETING},
    {"feed mute", "NUMBER|URL", "Stop visiting a feed; its articles stay",
     cmd_feed_mute, MARKETING},
    {"feed parse", "[--url BASE] [--charset NAME] FILE...",
     "Show what we read in a feed", cmd_feed_parse, ALONE},
    {"feed retry", "NUMBER|URL", "Ask a feed that has stopped once more",
     cmd_feed_retry, MARKETING},
    {"feed unmute", "NUMBER|URL", "Visit a muted feed again", cmd_feed_unmute,
     MARKETING},
    {"fetch", "[--page] [--etag TAG] [--last-modified DATE] URL...",
     "Show what a visit to an address gives, or why we don't go", cmd_fetch,
     ALONE},
    {"guideline apply", "[--as NAME]",
     "Check what is in the queue again, after the rules have changed",
     cmd_guideline_apply, REVIEWER},
    {"guideline check",
     "--network NAME [--rules RULES.json] [--jsonl] [FILE|-]",
     "Show what a text breaks, and how to mend it", cmd_guideline_check, ALONE},
    {"guideline try", "RULES.json [--days DAYS] [--json]",
     "Show what rules would have caught lately", cmd_guideline_try, REVIEWER},
    {"help", "[COMMAND | routes]",
     "Show the commands, one command's use, or the desk's addresses", cmd_help,
     BEGIN},
    {"import company", "POSTS.jsonl",
     "Bring in what the company page published", cmd_import_company, BEGIN},
    {"import feeds", "FILE.opml", "Bring in a list of feeds", cmd_import_feeds,
     BEGIN},
    {"import holidays", "FILE.ics",
     "Bring in the days on which nothing is proposed", cmd_import_holidays,
     BEGIN},
    {"import reps", "REPS.json",
     "Bring in reps with their audiences and voices", cmd_import_reps, BEGIN},
    {"init", "", "Make a home for an installation", cmd_init, BEGIN},
    {"outcome add",
     "REP reply|lead|meeting|deal [--suggestion NUMBER] [--value SUM] "
     "[--note TEXT]",
     "Tell what came of a share", cmd_outcome_add, REP},
    {"outcome list", "[--json] [REP]", "Show what came of sharing",
     cmd_outcome_list, REP},
    {"outcome remove", "NUMBER", "Take back what was told", cmd_outcome_remove,
     REP},
    {"person forget", "NAME [--as NAME]",
     "Forget a person: what goes, what stays, and the audit still holds",
     cmd_person_forget, OPERATOR},
    {"phrases check", "[--rules RULES.json] FILE...",
     "Check phrases of your own before they go into the home",
     cmd_phrases_check, MARKETING},
    {"phrases list", "[--language CODE] [--json]",
     "Show the phrases around the articles' words, by kind and tone",
     cmd_phrases_list, MARKETING},
    {"queue accept", "NUMBER [--as NAME]",
     "Take a suggestion: its text is frozen, its share page shown",
     cmd_queue_accept, REP},
    {"queue another", "NUMBER [--as NAME]",
     "Another angle: a new text in this one's place", cmd_queue_another, REP},
    {"queue approve", "(NUMBER [NOTE] | --story STORY) [--as NAME]",
     "Clear a text in review, or all clean ones of a story", cmd_queue_approve,
     REVIEWER},
    {"queue change", "NUMBER WHAT [--as NAME]", "Ask the rep for a change",
     cmd_queue_change, REVIEWER},
    {"queue dismiss", "NUMBER [REASON] [--as NAME]", "Not for me",
     cmd_queue_dismiss, REP},
    {"queue edit", "NUMBER (TEXT | --file FILE) [--as NAME]",
     "Change a text; all checks run again", cmd_queue_edit, REP},
    {"queue list", "[--json] [--all | --review] [--rep REP]",
     "Show the suggestions, by story", cmd_queue_list, REVIEWER},
    {"queue mend", "NUMBER [--as NAME]",
     "Make the mends that need no judgement", cmd_queue_mend, REVIEWER},
    {"queue not-yet", "NUMBER [--as NAME]",
     "Not posted after all: offer it again", cmd_queue_not_yet, REP},
    {"queue record", "NUMBER [--json]",
     "Show all that happened to a suggestion", cmd_queue_record, REVIEWER},
    {"queue reject", "NUMBER [NOTE] [--as NAME]", "Refuse a text in review",
     cmd_queue_reject, REVIEWER},
    {"queue schedule", "NUMBER WHEN [--anyway] [--as NAME]",
     "Share it at a time of your own", cmd_queue_schedule, REP},
    {"queue shared", "NUMBER [ADDRESS] [--as NAME]",
     "Say that it was posted, and where", cmd_queue_shared, REP},
    {"queue show", "NUMBER [--json]", "Show one suggestion", cmd_queue_show,
     REVIEWER},
    {"queue snooze", "NUMBER [WHEN] [--as NAME]",
     "Offer it again later (tomorrow)", cmd_queue_snooze, REP},
    {"queue undo", "[--as NAME]",
     "Take your last move back, within ten seconds", cmd_queue_undo, REP},
    {"queue withdraw", "NUMBER [NOTE] [--as NAME]",
     "Take a suggestion back before it is shared", cmd_queue_withdraw,
     REVIEWER},
    {"rank", "(--audience AUDIENCE.json)... [--top N] ARTICLES.jsonl",
     "Rank articles for an audience, with reasons", cmd_rank, ALONE},
    {"rep away", "REP FROM [TO]", "Propose nothing to a rep on these days",
     cmd_rep_away, REP},
    {"rep back", "REP [DATE]", "The rep is back: take days away back",
     cmd_rep_back, REP},
    {"rep list", "[--json]", "Show the reps, their hours and days away",
     cmd_rep_list, MARKETING},
    {"rep show", "REP [--json]", "Show one rep", cmd_rep_show, REP},
    {"report", "[NAME] [--json]", "Show pick-up, reps or feeds in figures",
     cmd_report, MARKETING},
    {"restore", "FILE", "Put a backup in the place of the database",
     cmd_restore, OPERATOR},
    {"run", "[--listen ADDRESS:PORT]",
     "Serve the desk, and curate and schedule by the clock", cmd_run, OPERATOR},
    {"schedule", "[--max-age DAYS]",
     "Assign, write, check and queue the day's suggestions", cmd_schedule,
     ROUND},
    {"serve", "[--listen ADDRESS:PORT]", "Serve the desk", cmd_serve, OPERATOR},
    {"story block", "STORY [NOTE]", "Never suggest a story", cmd_story_block,
     MARKETING},
    {"story embargo", "STORY WHEN|off", "Do not offer a story before a time",
     cmd_story_embargo, MARKETING},
    {"story expire", "STORY WHEN|off", "Do not offer a story from a time on",
     cmd_story_expire, MARKETING},
    {"story group", "ARTICLES.jsonl", "Group articles that tell the same story",
     cmd_story_group, ALONE},
    {"story list", "[--json] [--top N]", "Show the newest stories",
     cmd_story_list, MARKETING},
    {"story open", "STORY [--force]", "Lift a block", cmd_story_open,
     MARKETING},
    {"story pin", "STORY", "Prefer a story", cmd_story_pin, MARKETING},
    {"story retract", "STORY [NOTE]",
     "Withdraw all that was suggested about a story", cmd_story_retract,
     MARKETING},
    {"story show", "STORY [--json]", "Show who tells a story, and whom it fits",
     cmd_story_show, MARKETING},
    {"story unpin", "STORY", "Prefer it no longer", cmd_story_unpin, MARKETING},
    {"today", "REP [--json]", "Show a rep's day", cmd_today, REP},
    {"user add", "--role ROLE [--rep ID] [--mail ADDRESS] NAME",
     "Let a person in; prints a one-time sign-in link", cmd_user_add, OPERATOR},
    {"version", "", "Say which polyphony this is", cmd_version, BEGIN},
    {"voice forget", "REP LINE",
     "Take out a line that was learned; it never comes back", cmd_voice_forget,
     REP},
    {"voice show", "REP [--json]", "Show how a rep writes, and how we know",
     cmd_voice_show, REP},
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
    for (int group = 0; group < N_GROUPS; group++) {
        fprintf(out, "%s%s\n", group > 0 ? "\n" : "", headings[group]);
        for (size_t i = 0; i < N_COMMANDS; i++)
            if (commands[i].group == group)
                fprintf(out, "  %-18s %s\n", commands[i].name,
                        commands[i].help);
    }
    fputs("\npolyphony help COMMAND shows a command's arguments.\n", out);
}

/* "queue" of "queue list": the first word of a command of two. */
static bool
is_in_group(const struct command *command, const char *word)
{
    size_t len = strlen(word);

    return strncmp(command->name, word, len) == 0 && command->name[len] == ' ';
}

/* One command's use, or that of a whole group; false when there is none. */
static bool
print_use(size_t count, char **words)
{
    bool any = false;

    for (size_t i = 0; i < N_COMMANDS; i++) {
        const struct command *command = &commands[i];

        if (matches(command, count, words) > 0 ||
            (count == 1 && is_in_group(command, words[0]))) {
            printf("polyphony %s%s%s\n    %s\n", command->name,
                   command->usage[0] != '\0' ? " " : "", command->usage,
                   command->help);
            any = true;
        }
    }
    return any;
}

/* No command begins with these words: say what is nearest. */
static int
complain_unknown(size_t count, char **words)
{
    const char *comma = "";
    struct buf names = {.max = 1000};

    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (is_in_group(&commands[i], words[0])) {
            buf_printf(&names, "%s%s", comma,
                       commands[i].name + strlen(words[0]) + 1);
            comma = ", ";
        }
    }
    if (names.len == 0)
        cli_complain("%s: no such command; polyphony help lists them",
                     words[0]);
    else if (count == 1 || words[1][0] == '-')
        cli_complain("%s: say what to do: %s", words[0], buf_text(&names));
    else
        cli_complain("%s %s: no such command; after %s comes %s", words[0],
                     words[1], words[0], buf_text(&names));
    buf_deinit(&names);
    return EXIT_USAGE;
}

/* `help routes`: the desk's addresses, and who may come to them. */
static int
print_routes(void)
{
    char line[400];

    for (size_t i = 0; desk_route_words(i, line, sizeof line) > 0; i++)
        puts(line);
    return cli_finish(EXIT_FINE);
}

static int
cmd_help(struct args *args)
{
    if (!args_done(args, 0, 2))
        return EXIT_USAGE;
    if (args->count == 1 && strcmp(args->items[0], "routes") == 0)
        return print_routes();
    if (args->count == 0)
        print_commands(stdout);
    else if (!print_use(args->count, args->items))
        return complain_unknown(args->count, args->items);
    return cli_finish(EXIT_FINE);
}

static int
cmd_version(struct args *args)
{
    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    printf("polyphony %s\n", POLYPHONY_VERSION);
    return cli_finish(EXIT_FINE);
}

/* What people type before they know the commands. */
static bool
is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
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
    if (strcmp(args.items[0], "--home") == 0) {
        cli_complain("--home: name a folder");
        return EXIT_USAGE;
    }
    if (is_help(args.items[0])) {
        print_commands(stdout);
        return cli_finish(EXIT_FINE);
    }
    if (strcmp(args.items[0], "--version") == 0)
        args.items[0] += 2; /* the command of that name */
    command = find(args.count, args.items, &used);
    if (command == NULL && args.count == 2 && is_help(args.items[1]) &&
        print_use(1, args.items))
        return cli_finish(EXIT_FINE);
    if (command == NULL)
        return complain_unknown(args.count, args.items);
    args.items += used;
    args.count -= used;
    args.command = command->name;
    args.usage = command->usage;
    if (args_flag(&args, "--help")) {
        print_use(used, args.items - used);
        return cli_finish(EXIT_FINE);
    }
    return command->run(&args);
}
