/* polyphony story pin | unpin | embargo | expire | block | open | retract:
 * marketing's hand on stories. What shows them is in cmd_story_list.c; story
 * group, which needs no database, has a file of its own. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/pickup.h"
#include "polyphony/stories.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct at_story {
    struct home home;
    struct queue queue;
    struct arena *arena;
    struct story_row row;
    int status;
};

static bool
begin(struct at_story *at, struct args *args, size_t most_words,
      struct error *err)
{
    memset(at, 0, sizeof *at);
    if (!home_queue(args, args->missing != NULL ? most_words : 1, most_words,
                    &at->home, &at->queue, &at->status))
        return false;
    at->arena = arena_new(0);
    if (!stories_find(&at->home.store, args->items[0], at->arena, &at->row,
                      err))
        at->status = cli_fail(err);
    else
        return true;
    arena_free(at->arena);
    home_close(&at->home);
    return false;
}

static int
finish(struct at_story *at, bool ok, const struct error *err)
{
    if (!ok)
        at->status = cli_fail(err);
    arena_free(at->arena);
    home_close(&at->home);
    return cli_finish(at->status);
}

static int
pin(struct args *args, bool pinned)
{
    struct at_story at;
    struct error err;
    bool ok;

    if (!begin(&at, args, 1, &err))
        return at.status;
    ok = stories_pin(&at.home.store, at.row.id, pinned, &err);
    if (ok)
        printf("\"%s\" is %s.\n", at.row.title,
               pinned ? "pinned: the next schedule prefers it"
                      : "no longer pinned");
    return finish(&at, ok, &err);
}

int
cmd_story_pin(struct args *args)
{
    return pin(args, true);
}

int
cmd_story_unpin(struct args *args)
{
    return pin(args, false);
}

/* What a changed embargo or expiry does to the slots of the story. */
static bool
say_fitted(struct at_story *at, struct error *err)
{
    struct queue_tick tick;
    struct queue_fit fit;

    if (!queue_tick(&at->queue, &tick, err) ||
        !queue_fit_slots(&at->queue, NULL, at->row.id, &fit, err))
        return false;
    fit.expired += tick.expired;
    fit_report(&fit);
    return true;
}

typedef bool set_time(struct store *store, int64_t story, int64_t when,
                      struct error *err);

/* STORY WHEN|off: a time set, or taken back. */
static int
give_time(struct args *args, set_time *set, const char *said_off,
          const char *said)
{
    struct at_story at;
    struct error err;
    char words[64];
    int64_t when = TIME_NONE;
    bool ok, lift;

    args->missing = "say until when: 2d, 2026-11-24, \"2026-11-24 09:00\" "
                    "(UTC), or off";
    if (!begin(&at, args, 2, &err))
        return at.status;
    lift = args->count > 1 && strcmp(args->items[1], "off") == 0;
    ok = lift ||
         (args->count > 1 &&
          moment_read(args->items[1], zone_find("UTC"), at.home.now, &when)) ||
         error_set(&err, ERROR_USAGE,
                   "say until when: 2d, 2026-11-24, \"2026-11-24 09:00\" "
                   "(UTC), or off");
    if (ok && !lift && when <= at.home.now)
        ok = error_set(&err, ERROR_INPUT, "that time has passed");
    ok = ok && set(&at.home.store, at.row.id, when, &err);
    if (ok)
        printf("\"%s\" %s%s.\n", at.row.title, lift ? said_off : said,
               lift ? ""
                    : time_zoned(zone_find("UTC"), "UTC", when, words,
                                 sizeof words));
    ok = ok && say_fitted(&at, &err);
    return finish(&at, ok, &err);
}

int
cmd_story_embargo(struct args *args)
{
    return give_time(args, stories_embargo, "is under no embargo",
                     "is not offered before ");
}

int
cmd_story_expire(struct args *args)
{
    return give_time(args, stories_expire, "does not expire",
                     "is not offered from then on: ");
}

/* What became of a retracted story's suggestions, and whom to tell. */
static bool
say_withdrawn(struct at_story *at, size_t count, struct error *err)
{
    const char *names;

    printf("%zu %s withdrawn.\n", count,
           count_word(count == 1, "suggestion was", "suggestions were"));
    if (!pickup_who_shared(&at->home.store, at->row.id, at->arena, &names, err))
        return false;
    if (names[0] != '\0')
        printf("Shared already, tell them: %s.\n", names);
    return true;
}

enum act { OPEN, BLOCK, RETRACT };

static const struct {
    const char *state, *said, *note;
} acts[] = {
    [OPEN] = {"open", "is open again", NULL},
    [BLOCK] = {"blocked", "is blocked: it will not be suggested any more",
               "the story was blocked"},
    [RETRACT] = {"retracted", "is retracted", "the story was retracted"},
};

static bool
run_act(struct at_story *at, enum act act, const char *note, struct error *err)
{
    size_t count = 0;

    if (!stories_set_state(&at->home.store, at->row.id, acts[act].state, note,
                           err) ||
        (act != OPEN && !queue_withdraw_story(
                            &at->queue, at->row.id, act == RETRACT,
                            note != NULL ? note : acts[act].note, &count, err)))
        return false;
    printf("\"%s\" %s.\n", at->row.title, acts[act].said);
    if (act == BLOCK && at->row.suggestions > 0)
        printf("%zu %s that nobody had taken; polyphony story retract %s takes "
               "back what reps accepted or scheduled, too.\n",
               count,
               count_word(count == 1, "suggestion was withdrawn",
                          "suggestions were withdrawn"),
               at->row.key);
    if (act == OPEN && at->row.suggestions > 0)
        puts("What was withdrawn stays withdrawn; the next schedule may "
             "suggest it to others.");
    return act != RETRACT || say_withdrawn(at, count, err);
}

static int
set_state(struct args *args, enum act act, bool force)
{
    struct at_story at;
    struct error err;
    bool ok;

    if (!begin(&at, args, 2, &err))
        return at.status;
    ok = force || act != OPEN || strcmp(at.row.state, "retracted") != 0 ||
         error_set(&err, ERROR_CONFLICT,
                   "%s was retracted%s%s; story open %s --force lets it be "
                   "suggested again",
                   at.row.key, at.row.note != NULL ? ": " : "",
                   at.row.note != NULL ? at.row.note : "", at.row.key);
    if (ok && act == OPEN && strcmp(at.row.state, "open") == 0)
        printf("\"%s\" is open already.\n", at.row.title);
    else
        ok = ok &&
             run_act(&at, act, args->count > 1 ? args->items[1] : NULL, &err);
    return finish(&at, ok, &err);
}

int
cmd_story_block(struct args *args)
{
    return set_state(args, BLOCK, false);
}

int
cmd_story_open(struct args *args)
{
    bool force = args_flag(args, "--force");

    return set_state(args, OPEN, force);
}

int
cmd_story_retract(struct args *args)
{
    return set_state(args, RETRACT, false);
}
