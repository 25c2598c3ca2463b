/* polyphony rep list | show | away | back: who shares, when they work, and
 * the days on which they are away. Reps come from import reps. */
#include "commands.h"
#include "home.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/reps.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <string.h>

/* --- showing ---------------------------------------------------------------
 */

struct away_days {
    struct away_span *list;
    size_t count;
};

static bool
load_away(struct home *home, const struct rep *rep, struct arena *arena,
          struct away_days *away, struct error *err)
{
    return away_list(&home->store, rep->id,
                     zone_day(rep->hours.zone, home->now), arena, &away->list,
                     &away->count, err);
}

/* "Mon-Fri 09:00-17:00 (Europe/Berlin)" */
static const char *
hours_words(const struct rep *rep, struct arena *arena)
{
    static const char days[][4] = {"",    "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat", "Sun"};
    const char *words = "";

    for (int d = 1; d <= 7; d++) {
        int last = d;

        if (!rep->hours.works[d])
            continue;
        while (last < 7 && rep->hours.works[last + 1])
            last++;
        words = arena_printf(arena, "%s%s%s%s%s", words,
                             words[0] != '\0' ? ", " : "", days[d],
                             last > d ? "-" : "", last > d ? days[last] : "");
        d = last;
    }
    return arena_printf(arena, "%s %02d:%02d-%02d:%02d (%s)", words,
                        rep->hours.start / 60, rep->hours.start % 60,
                        rep->hours.end / 60, rep->hours.end % 60,
                        rep->timezone);
}

static const char *
network_words(const struct rep *rep, struct arena *arena)
{
    const char *words = "";

    for (size_t i = 0; i < rep->n_networks; i++)
        words = arena_printf(arena, "%s%s%s", words, i > 0 ? ", " : "",
                             network_find(rep->networks[i])->title);
    return words;
}

static const char *
away_words(const struct away_span *span, struct arena *arena)
{
    char first[TIME_TEXT], last[TIME_TEXT];

    away_date_text(span->first, first);
    away_date_text(span->last, last);
    return span->first == span->last
               ? arena_strdup(arena, first)
               : arena_printf(arena, "%s to %s", first, last);
}

static void
print_rep(const struct rep *rep, const struct away_days *away,
          struct arena *arena)
{
    printf("%s%s%s  %s%s%s\n", bold(), rep->name, plain(), dim(), rep->id,
           plain());
    print_labelled(dim(), "for",
                   rep->audience.name != NULL ? rep->audience.name
                                              : rep->audience_id);
    print_labelled(dim(), "on",
                   arena_printf(arena, "%s; %d a day",
                                network_words(rep, arena), rep->quota));
    print_labelled(dim(), "works", hours_words(rep, arena));
    for (size_t i = 0; i < away->count; i++)
        print_labelled(flag(), "away", away_words(&away->list[i], arena));
}

static void
print_more(const struct rep *rep, struct arena *arena)
{
    print_labelled(dim(), "writes", rep->language);
    print_labelled(
        dim(), "review",
        arena_printf(arena, "%s; trust %d of 2", rep->review, rep->trust));
    printf("\n%spolyphony today %s | voice show %s | rep away %s FROM TO%s\n",
           dim(), rep->id, rep->id, rep->id, plain());
}

static void
put_hours(struct json_out *out, const struct rep *rep, struct arena *arena)
{
    json_put_key(out, "working_hours");
    json_open(out, '{');
    json_put_key(out, "days");
    json_open(out, '[');
    for (int d = 1; d <= 7; d++) {
        if (rep->hours.works[d])
            json_put_int(out, d);
    }
    json_close(out, ']');
    json_member(out, "start",
                arena_printf(arena, "%02d:%02d", rep->hours.start / 60,
                             rep->hours.start % 60));
    json_member(out, "end",
                arena_printf(arena, "%02d:%02d", rep->hours.end / 60,
                             rep->hours.end % 60));
    json_member(out, "timezone", rep->timezone);
    json_close(out, '}');
}

static void
rep_json(const struct rep *rep, const struct away_days *away,
         struct arena *arena)
{
    struct buf line = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &line};
    char date[TIME_TEXT];

    json_open(&out, '{');
    json_member(&out, "id", rep->id);
    json_member(&out, "name", rep->name);
    json_member(&out, "audience", rep->audience_id);
    json_member(&out, "language", rep->language);
    json_put_key(&out, "networks");
    json_open(&out, '[');
    for (size_t i = 0; i < rep->n_networks; i++)
        json_put_text(&out, rep->networks[i]);
    json_close(&out, ']');
    json_member_int(&out, "daily_quota", rep->quota);
    put_hours(&out, rep, arena);
    json_member(&out, "review", rep->review);
    json_member_int(&out, "trust", rep->trust);
    json_put_key(&out, "away");
    json_open(&out, '[');
    for (size_t i = 0; i < away->count; i++) {
        json_open(&out, '{');
        json_member(&out, "from", away_date_text(away->list[i].first, date));
        json_member(&out, "to", away_date_text(away->list[i].last, date));
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

static bool
show(struct home *home, const struct rep *rep, bool json, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct away_days away;
    bool ok = load_away(home, rep, arena, &away, err);

    if (ok && json)
        rep_json(rep, &away, arena);
    else if (ok)
        print_rep(rep, &away, arena);
    arena_free(arena);
    return ok;
}

int
cmd_rep_list(struct args *args)
{
    bool json = args_flag(args, "--json"), ok;
    struct arena *arena;
    struct home home;
    struct rep *list;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    ok = reps_list(&home.store, arena, &list, &count, &err);
    if (ok && count == 0 && !json)
        puts("No reps yet: polyphony import reps FILE brings them.");
    for (size_t i = 0; ok && i < count; i++)
        ok = show(&home, &list[i], json, &err);
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

int
cmd_rep_show(struct args *args)
{
    bool json = args_flag(args, "--json"), ok;
    struct arena *arena;
    struct home home;
    struct rep rep;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    ok = reps_find(&home.store, args->items[0], arena, &rep, &err) &&
         show(&home, &rep, json, &err);
    if (ok && !json)
        print_more(&rep, arena);
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

/* --- away and back --------------------------------------------------------
 */

struct at_rep {
    struct home home;
    struct queue queue;
    struct arena *arena;
    struct rep rep;
    int64_t today;
    int status;
};

static bool
begin(struct at_rep *at, struct args *args, size_t least, size_t most,
      struct error *err)
{
    memset(at, 0, sizeof *at);
    if (!home_queue(args, least, most, &at->home, &at->queue, &at->status))
        return false;
    at->arena = arena_new(0);
    if (!reps_find(&at->home.store, args->items[0], at->arena, &at->rep, err)) {
        at->status = cli_fail(err);
    } else {
        at->today = zone_day(at->rep.hours.zone, at->home.now);
        return true;
    }
    arena_free(at->arena);
    home_close(&at->home);
    return false;
}

static int
finish(struct at_rep *at, bool ok, const struct error *err)
{
    if (!ok)
        at->status = cli_fail(err);
    arena_free(at->arena);
    home_close(&at->home);
    return cli_finish(at->status);
}

static bool
read_day(const struct at_rep *at, const char *text, int64_t *day,
         struct error *err)
{
    bool tomorrow = strcmp(text, "tomorrow") == 0;

    if (tomorrow || strcmp(text, "today") == 0) {
        *day = at->today + tomorrow;
        return true;
    }
    return away_date(text, day) ||
           error_set(err, ERROR_USAGE,
                     "%.20s: no date; write today, tomorrow or 2026-12-01",
                     text);
}

static bool
say_fitted(struct at_rep *at, struct error *err)
{
    struct queue_fit fit;

    return queue_fit_slots(&at->queue, at->rep.id, 0, &fit, err) &&
           (fit_report(&fit), true);
}

int
cmd_rep_away(struct args *args)
{
    struct at_rep at;
    struct error err;
    struct away_span span = {0};
    bool ok;

    if (!begin(&at, args, 2, 3, &err))
        return at.status;
    ok = read_day(&at, args->items[1], &span.first, &err) &&
         read_day(&at, args->items[args->count - 1], &span.last, &err);
    if (ok && span.last < at.today)
        ok = error_set(&err, ERROR_INPUT, "that time has passed");
    ok = ok && away_add(&at.home.store, at.rep.id, span.first, span.last, &err);
    if (ok)
        printf("%s is away %s: nothing is proposed then. polyphony rep back %s "
               "ends it.\n",
               at.rep.name, away_words(&span, at.arena), at.rep.id);
    ok = ok && say_fitted(&at, &err);
    return finish(&at, ok, &err);
}

int
cmd_rep_back(struct args *args)
{
    struct at_rep at;
    struct error err;
    int64_t day;
    size_t count;
    bool ok;

    if (!begin(&at, args, 1, 2, &err))
        return at.status;
    day = at.today;
    ok = (args->count < 2 || read_day(&at, args->items[1], &day, &err)) &&
         away_end(&at.home.store, at.rep.id, day, &count, &err);
    if (ok && count == 0)
        printf("%s was not away.\n", at.rep.name);
    else if (ok) {
        char date[TIME_TEXT];

        printf("%s is back from %s on: no day away is left after that.\n",
               at.rep.name, away_date_text(day, date));
    }
    return finish(&at, ok, &err);
}
