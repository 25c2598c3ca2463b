/* polyphony guideline apply, guideline try: a company changes its rules, and
 * sees before what they would do. guideline check is beside it. */
#include "commands.h"
#include "home.h"

#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/rules.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
cmd_guideline_apply(struct args *args)
{
    char words[RULES_WORDS];
    struct rules_applied counts;
    struct home home;
    struct queue queue;
    struct error err;
    int status = EXIT_FINE;

    if (!home_queue(args, 0, 0, &home, &queue, &status))
        return status;
    if (!rules_apply(&queue, &counts, &err))
        status = cli_fail(&err);
    else if (counts.checked == 0)
        printf("Every text in the queue was checked with the rules of now.\n");
    else
        printf("%s.\n", rules_words(&counts, words));
    home_close(&home);
    return cli_finish(status);
}

/* --- try
 * ------------------------------------------------------------------ */

/* What the rule found, with its quotation marks. */
static void
print_example(const struct rules_example *example)
{
    size_t len = strlen(example->text);
    size_t start = utf8_offset(example->text, len, example->start);
    size_t end = utf8_offset(example->text, len, example->end);

    printf("         #%lld %s: %.*s\n", (long long)example->suggestion,
           example->rep_name,
           (int)(end > start && end - start < 60 ? end - start
                                                 : strlen(example->message)),
           end > start && end - start < 60 ? example->text + start
                                           : example->message);
}

static void
print_catch(const struct rules_catch *caught)
{
    printf("%s%-6s%s %s [%s]: %zu %s, %zu new\n",
           caught->severity == GUIDELINE_ADVISE ? dim() : flag(),
           guideline_severity_name(caught->severity), plain(), caught->title,
           caught->rule, caught->texts,
           count_word(caught->texts == 1, "text", "texts"), caught->fresh);
    for (size_t i = 0; i < caught->n_examples; i++)
        print_example(&caught->examples[i]);
}

static void
print_trial(const struct rules_trial *trial, long days)
{
    size_t silent = 0;

    printf("Of %zu %s of the last %ld days %zu would pass, %zu want a "
           "reviewer, %zu be blocked.\n\n",
           trial->texts, count_word(trial->texts == 1, "text", "texts"), days,
           trial->clean, trial->warned, trial->blocked);
    for (size_t i = 0; i < trial->count; i++) {
        if (trial->rules[i].texts > 0)
            print_catch(&trial->rules[i]);
        else
            silent++;
    }
    printf("%zu %s nothing to say.\n", silent,
           count_word(silent == 1, "rule has", "rules have"));
}

static void
catch_json(const struct rules_catch *caught)
{
    struct buf line = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    json_member(&out, "rule", caught->rule);
    json_member(&out, "title", caught->title);
    json_member(&out, "severity", guideline_severity_name(caught->severity));
    json_member_int(&out, "texts", (int64_t)caught->texts);
    json_member_int(&out, "new", (int64_t)caught->fresh);
    json_put_key(&out, "examples");
    json_open(&out, '[');
    for (size_t i = 0; i < caught->n_examples; i++) {
        const struct rules_example *example = &caught->examples[i];

        json_open(&out, '{');
        json_member_int(&out, "id", example->suggestion);
        json_member(&out, "rep", example->rep_name);
        json_member(&out, "text", example->text);
        json_member(&out, "message", example->message);
        json_member_int(&out, "start", (int64_t)example->start);
        json_member_int(&out, "end", (int64_t)example->end);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

static bool
load_pack(const char *path, struct guideline **pack, struct error *err)
{
    struct buf json = {.max = (size_t)4 << 20};
    bool ok = file_read(path, &json, err) &&
              (guideline_load(buf_text(&json), json.len, pack, err) ||
               error_wrap(err, "%s", path));

    buf_deinit(&json);
    return ok;
}

static bool
read_days(struct args *args, long *days)
{
    const char *text = args_option(args, "--days");
    char *end;

    *days = 30;
    if (text == NULL)
        return true;
    *days = strtol(text, &end, 10);
    if (end != text && *end == '\0' && *days > 0 && *days <= 36500)
        return true;
    cli_complain("--days: \"%s\" is no number of days", text);
    return false;
}

static bool
try_pack(struct home *home, const struct guideline *pack, long days, bool json,
         struct error *err)
{
    struct arena *arena = arena_new(0);
    struct rules_trial trial;
    bool ok = rules_try(&home->store, pack, home->now - days * 86400, arena,
                        &trial, err);

    if (ok && !json)
        print_trial(&trial, days);
    for (size_t i = 0; ok && json && i < trial.count; i++)
        catch_json(&trial.rules[i]);
    arena_free(arena);
    return ok;
}

int
cmd_guideline_try(struct args *args)
{
    bool json = args_flag(args, "--json");
    struct guideline *pack = NULL;
    struct home home;
    struct error err;
    int status = EXIT_FINE;
    long days;

    if (!read_days(args, &days) || !args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!load_pack(args->items[0], &pack, &err))
        return cli_fail(&err);
    if (home_open(args, &home, &status)) {
        if (!try_pack(&home, pack, days, json, &err))
            status = cli_fail(&err);
        home_close(&home);
    }
    guideline_free(pack);
    return cli_finish(status);
}
