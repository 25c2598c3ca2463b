/* polyphony doctor: looks at an installation and says what is not well, why
 * that matters, and what to do about it (health.h). */
#include "commands.h"
#include "home.h"

#include "polyphony/health.h"
#include "polyphony/json.h"

#include <stdio.h>
#include <string.h>

struct telling {
    int troubles;
    bool as_json;
};

static const char *const words[] = {
    [HEALTH_FINE] = "fine", [HEALTH_HINT] = "hint", [HEALTH_LOOK] = "look"};

static void
say_json(const struct health_finding *finding)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    json_member(&out, "verdict", words[finding->verdict]);
    json_member(&out, "what", finding->what);
    json_member(&out, "why", finding->why);
    json_member(&out, "mend", finding->mend);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

static void
say(void *context, const struct health_finding *finding)
{
    struct telling *telling = context;

    telling->troubles += finding->verdict == HEALTH_LOOK;
    if (telling->as_json)
        say_json(finding);
    else if (finding->verdict == HEALTH_FINE)
        printf("%sfine %s %s\n", dim(), plain(), finding->what);
    else
        printf("%s%s %s %s: %s. Next: %s.\n", flag(), words[finding->verdict],
               plain(), finding->what, finding->why, finding->mend);
}

int
cmd_doctor(struct args *args)
{
    struct telling telling = {.as_json = args_flag(args, "--json")};
    struct home home;
    struct queue queue;
    struct error err;
    int status = EXIT_FINE;

    if (!home_queue(args, 0, 0, &home, &queue, &status))
        return status;
    if (!health_look(&home.store, home.config, true, say, &telling, &err))
        status = cli_fail(&err);
    else if (!telling.as_json && telling.troubles == 0)
        puts("All is well.");
    else if (!telling.as_json)
        printf("%d %s a look.\n", telling.troubles,
               count_word(telling.troubles == 1, "thing wants", "things want"));
    if (status == EXIT_FINE && telling.troubles > 0)
        status = EXIT_INPUT;
    home_close(&home);
    return cli_finish(status);
}
