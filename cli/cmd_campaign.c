/* polyphony campaign add | list | end: what marketing wants talked about for
 * a while. */
#include "commands.h"
#include "home.h"

#include "polyphony/campaign.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/reps.h"
#include "polyphony/stories.h"
#include "polyphony/subscription.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHT 10 /* where none is said */

/* --- adding ---------------------------------------------------------------
 */

/* "forecasts, cash flow" as names without blanks around them. */
static void
split(struct arena *arena, const char *list, struct campaign_names *names)
{
    size_t most = 1;

    for (const char *p = list; p != NULL && *p != '\0'; p++)
        most += *p == ',';
    names->items = arena_array(arena, most, sizeof *names->items);
    while (list != NULL && *list != '\0') {
        size_t len, trimmed;

        list += strspn(list, ", \t\n");
        len = trimmed = strcspn(list, ",");
        while (trimmed > 0 && strchr(" \t\n", list[trimmed - 1]) != NULL)
            trimmed--;
        if (trimmed > 0)
            names->items[names->count++] = arena_strndup(arena, list, trimmed);
        list += len;
    }
}

/* Names as people give them become those of the tables. */
static bool
resolve(struct home *home, struct arena *arena, struct campaign *campaign,
        struct error *err)
{
    struct story_row story;
    struct rep rep;

    for (size_t i = 0; i < campaign->feeds.count; i++) {
        int64_t feed;

        if (!db_number(home->store.db, err, &feed, 0,
                       "SELECT id FROM feed WHERE CAST(id AS TEXT) = $1 OR "
                       "url = $1",
                       "t", campaign->feeds.items[i]))
            return false;
        if (feed == 0)
            return error_set(err, ERROR_NOTFOUND,
                             "%s: no such feed; `polyphony feed list` shows "
                             "them",
                             campaign->feeds.items[i]);
        campaign->feeds.items[i] = arena_printf(arena, "%lld", (long long)feed);
    }
    for (size_t i = 0; i < campaign->stories.count; i++) {
        if (!stories_find(&home->store, campaign->stories.items[i], arena,
                          &story, err))
            return false;
        campaign->stories.items[i] = story.key;
    }
    for (size_t i = 0; i < campaign->reps.count; i++) {
        if (!reps_find(&home->store, campaign->reps.items[i], arena, &rep, err))
            return false;
        campaign->reps.items[i] = rep.id;
    }
    return true;
}

static bool
read_times(struct home *home, const char *from, const char *to,
           struct campaign *campaign, struct error *err)
{
    const struct zone *utc = zone_find("UTC");

    campaign->starts = home->now;
    campaign->ends = TIME_NONE;
    if ((from != NULL &&
         !moment_read(from, utc, home->now, &campaign->starts)) ||
        (to != NULL && !moment_read(to, utc, home->now, &campaign->ends)))
        return error_set(err, ERROR_USAGE,
                         "--from and --to: write 2d, 2026-11-24 or "
                         "\"2026-11-24 09:00\" (UTC)");
    return true;
}

static bool
read_weight(const char *text, int *weight, struct error *err)
{
    char *end;
    long number;

    *weight = WEIGHT;
    if (text == NULL)
        return true;
    number = strtol(text, &end, 10);
    *weight = (int)number;
    return (end != text && *end == '\0' && number >= 1 &&
            number <= CAMPAIGN_MOST_WEIGHT) ||
           error_set(err, ERROR_USAGE,
                     "--weight: \"%.20s\" is no number from 1 to %d: points "
                     "of 100 that are added to the fit",
                     text, CAMPAIGN_MOST_WEIGHT);
}

/* How many stories it has now, so that a slip of a word shows at once. */
static bool
say_stories(struct home *home, const struct campaign *campaign,
            struct error *err)
{
    int64_t count, of;

    if (!campaign_count_stories(&home->store, campaign, &count, &of, err))
        return false;
    printf("It is about %lld of the newest %lld stories.\n", (long long)count,
           (long long)of);
    return true;
}

int
cmd_campaign_add(struct args *args)
{
    const char *weight = args_option(args, "--weight");
    const char *from = args_option(args, "--from");
    const char *to = args_option(args, "--to");
    const char *words = args_option(args, "--words");
    const char *feeds = args_option(args, "--feeds");
    const char *stories = args_option(args, "--stories");
    const char *reps = args_option(args, "--reps");
    struct campaign campaign = {0};
    struct arena *arena;
    struct home home;
    struct queue queue;
    struct error err;
    int status = EXIT_FINE;
    bool ok;

    if (!home_queue(args, 1, 1, &home, &queue, &status))
        return status;
    arena = arena_new(0);
    campaign.name = args->items[0];
    campaign.who = queue.who;
    split(arena, words, &campaign.words);
    split(arena, feeds, &campaign.feeds);
    split(arena, stories, &campaign.stories);
    split(arena, reps, &campaign.reps);
    ok = read_weight(weight, &campaign.weight, &err) &&
         read_times(&home, from, to, &campaign, &err) &&
         resolve(&home, arena, &campaign, &err) &&
         campaign_add(&home.store, &campaign, home.now, &err);
    if (ok) {
        printf("The campaign %s adds %d of 100 to the fit of its stories. "
               "polyphony campaign end '%s' ends it.\n",
               campaign.name, campaign.weight, campaign.name);
        ok = say_stories(&home, &campaign, &err);
    }
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

/* --- showing, ending -------------------------------------------------------
 */

static void
put_names(struct json_out *out, const char *key,
          const struct campaign_names *names)
{
    json_put_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < names->count; i++)
        json_put_text(out, names->items[i]);
    json_close(out, ']');
}

static void
campaign_json(const struct campaign *it, int64_t suggestions)
{
    struct buf line = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    json_member(&out, "campaign", it->name);
    json_member_int(&out, "weight", it->weight);
    json_member_time(&out, "from", it->starts);
    json_member_time(&out, "to", it->ends);
    put_names(&out, "words", &it->words);
    put_names(&out, "feeds", &it->feeds);
    put_names(&out, "stories", &it->stories);
    put_names(&out, "reps", &it->reps);
    json_member(&out, "who", it->who);
    json_member_int(&out, "suggestions", suggestions);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

static void
print_names(const char *label, const struct campaign_names *names)
{
    struct buf text = {.max = 65536};

    for (size_t i = 0; i < names->count; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", names->items[i]);
    if (names->count > 0)
        print_labelled(dim(), label, buf_text(&text));
    buf_deinit(&text);
}

static void
print_campaign(const struct campaign *it, int64_t suggestions, int64_t now)
{
    const struct zone *utc = zone_find("UTC");
    bool is_over = it->ends != TIME_NONE && it->ends <= now;
    char from[64], to[64];

    printf("%s%s%s  %s+%d of 100, %s%s%s%s%s\n", bold(), it->name, plain(),
           dim(), it->weight, is_over ? "ended " : "from ",
           is_over ? time_zoned(utc, "UTC", it->ends, to, sizeof to)
                   : time_zoned(utc, "UTC", it->starts, from, sizeof from),
           !is_over && it->ends != TIME_NONE ? " to " : "",
           !is_over && it->ends != TIME_NONE
               ? time_zoned(utc, "UTC", it->ends, to, sizeof to)
               : "",
           plain());
    print_names("words", &it->words);
    print_names("feeds", &it->feeds);
    print_names("stories", &it->stories);
    print_names("reps", &it->reps);
    printf("   %s%lld %s so far%s\n", dim(), (long long)suggestions,
           count_word(suggestions == 1, "suggestion", "suggestions"), plain());
}

static bool
show(struct home *home, const struct campaign *it, bool json, struct error *err)
{
    struct campaign_yield yield;

    if (!campaign_brought(&home->store, it, &yield, err))
        return false;
    if (json)
        campaign_json(it, yield.written);
    else
        print_campaign(it, yield.written, home->now);
    return true;
}

int
cmd_campaign_list(struct args *args)
{
    bool json = args_flag(args, "--json"), all = args_flag(args, "--all"), ok;
    struct arena *arena;
    struct home home;
    struct campaign *list;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    ok = campaign_list(&home.store, home.now, all, arena, &list, &count, &err);
    if (ok && count == 0 && !json)
        puts("No campaign runs. polyphony campaign add NAME --words ... begins "
             "one; list --all shows those that have ended or are to come.");
    for (size_t i = 0; ok && i < count; i++)
        ok = show(&home, &list[i], json, &err);
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

int
cmd_campaign_end(struct args *args)
{
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    if (campaign_end(&home.store, args->items[0], home.now, &err))
        printf("The campaign %s has ended; what was suggested stays.\n",
               args->items[0]);
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}
