/* polyphony queue ...: a reviewer's and a rep's moves, from the shell. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/stories.h"
#include "polyphony/zone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what the moves share ----------------------------------------------------
 */

struct act {
    struct home home;
    struct queue queue;
    struct arena *arena;
    int64_t id;
    const char *rest; /* the words after the number, joined; NULL: none */
    int status;
};

static bool
read_id(const char *text, int64_t *id)
{
    char *end;

    errno = 0;
    *id = strtoll(text[0] == '#' ? text + 1 : text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *id > 0)
        return true;
    cli_complain("%s: no number of a suggestion; polyphony queue list shows "
                 "them",
                 text);
    return false;
}

static const char *
join_words(struct arena *arena, const struct args *args)
{
    struct buf text = {.max = (size_t)1 << 20};
    const char *joined;

    for (size_t i = 1; i < args->count; i++)
        buf_printf(&text, "%s%s", i > 1 ? " " : "", args->items[i]);
    joined = text.len > 0 ? arena_strdup(arena, buf_text(&text)) : NULL;
    buf_deinit(&text);
    return joined;
}

static bool
begin(struct act *act, struct args *args)
{
    memset(act, 0, sizeof *act);
    if (!home_queue(args, &act->home, &act->queue, &act->status))
        return false;
    if (!args_done(args, 1, 1000) || !read_id(args->items[0], &act->id)) {
        home_close(&act->home);
        act->status = EXIT_USAGE;
        return false;
    }
    act->arena = arena_new(0);
    act->rest = join_words(act->arena, args);
    return true;
}

static int
finish(struct act *act, bool ok, const struct error *err)
{
    if (!ok)
        act->status = cli_fail(err);
    arena_free(act->arena);
    home_close(&act->home);
    return cli_finish(act->status);
}

static int
done(struct act *act, bool ok, const struct error *err, const char *what)
{
    if (ok)
        printf("#%lld %s. (polyphony queue undo --as %s takes it back within "
               "%d seconds.)\n",
               (long long)act->id, what, act->queue.who, QUEUE_UNDO_SECONDS);
    return finish(act, ok, err);
}

/* The zone of the rep whose suggestion this is. */
static bool
zone_of(struct act *act, const struct zone **zone, struct suggestion *g,
        struct error *err)
{
    struct rep rep;

    if (!queue_find(&act->home.store, act->id, act->arena, g, err) ||
        !reps_find(&act->home.store, g->rep, act->arena, &rep, err))
        return false;
    *zone = rep.hours.zone;
    return true;
}

static bool
read_moment(struct act *act, int64_t *when, const struct zone **zone,
            struct error *err)
{
    struct suggestion g;

    if (!zone_of(act, zone, &g, err))
        return false;
    if (moment_read(act->rest != NULL ? act->rest : "tomorrow", *zone,
                    act->home.now, when))
        return true;
    return error_set(err, ERROR_INPUT,
                     "\"%.60s\" is no time; write tomorrow, 2h, 3d, "
                     "2026-11-24 or 2026-11-24 09:00",
                     act->rest);
}

/* --- the moves
 * ------------------------------------------------------------------ */

typedef bool queue_verb(struct queue *queue, int64_t id, const char *note,
                        struct error *err);

/* A verb with a note, which may be left out where `otherwise` is one. */
static int
act_with_note(struct args *args, queue_verb *verb, const char *otherwise,
              const char *said)
{
    struct act act;
    struct error err;

    if (!begin(&act, args))
        return act.status;
    return done(
        &act,
        verb(&act.queue, act.id, act.rest != NULL ? act.rest : otherwise, &err),
        &err, said);
}

static int
approve_story(struct args *args, const char *key)
{
    struct home home;
    struct queue queue;
    struct arena *arena;
    struct story_row row;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!home_queue(args, &home, &queue, &status))
        return status;
    arena = arena_new(0);
    if (!args_done(args, 0, 0))
        status = EXIT_USAGE;
    else if (!stories_find(&home.store, key, arena, &row, &err) ||
             !queue_approve_story(&queue, row.id, &count, &err))
        status = cli_fail(&err);
    else
        printf("%zu clean %s of \"%s\" approved.\n", count,
               count == 1 ? "text" : "texts", row.title);
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}

int
cmd_queue_approve(struct args *args)
{
    const char *story = args_option(args, "--story");

    return story != NULL ? approve_story(args, story)
                         : act_with_note(args, queue_approve, NULL, "approved");
}

int
cmd_queue_reject(struct args *args)
{
    return act_with_note(args, queue_reject, NULL, "rejected");
}

int
cmd_queue_withdraw(struct args *args)
{
    return act_with_note(args, queue_withdraw, NULL, "withdrawn");
}

int
cmd_queue_dismiss(struct args *args)
{
    return act_with_note(args, queue_dismiss, "not for me",
                         "dismissed; similar stories will come less");
}

int
cmd_queue_shared(struct args *args)
{
    return act_with_note(args, queue_shared, NULL, "shared");
}

int
cmd_queue_change(struct args *args)
{
    struct act act;
    struct error err;

    if (!begin(&act, args))
        return act.status;
    if (act.rest == NULL) {
        error_set(&err, ERROR_USAGE,
                  "say what to change: polyphony queue "
                  "change NUMBER WHAT");
        return finish(&act, false, &err);
    }
    return done(&act, queue_request_change(&act.queue, act.id, act.rest, &err),
                &err, "sent back with your request");
}

int
cmd_queue_snooze(struct args *args)
{
    struct act act;
    struct error err;
    const struct zone *zone;
    char words[64];
    int64_t when;
    bool ok;

    if (!begin(&act, args))
        return act.status;
    ok = read_moment(&act, &when, &zone, &err) &&
         queue_snooze(&act.queue, act.id, when, &err);
    if (ok)
        printf("#%lld comes back at %s.\n", (long long)act.id,
               time_words(zone, when, words, sizeof words));
    return finish(&act, ok, &err);
}

int
cmd_queue_schedule(struct args *args)
{
    struct act act;
    struct error err;
    const struct zone *zone;
    char words[64];
    int64_t when;
    bool ok;

    if (!begin(&act, args))
        return act.status;
    ok = read_moment(&act, &when, &zone, &err) &&
         queue_schedule(&act.queue, act.id, when, &err);
    if (ok)
        printf("#%lld is scheduled for %s.\n", (long long)act.id,
               time_words(zone, when, words, sizeof words));
    return finish(&act, ok, &err);
}

/* Copy the text, open the page: what a person does next. */
static bool
print_share(struct act *act, struct error *err)
{
    struct suggestion g;
    const struct network *network;
    struct buf link = {.max = 65536};

    if (!queue_find(&act->home.store, act->id, act->arena, &g, err))
        return false;
    network = network_find(g.network);
    printf("Copy this text:\n\n");
    print_wrapped(g.text, 5, 71);
    if (network != NULL &&
        network_share_link(network, NULL, g.text, g.link, &link))
        printf("\nand open %s:\n\n     %s\n", network->title, buf_text(&link));
    printf("\nThen: polyphony queue shared %lld --as %s\n", (long long)g.id,
           act->queue.who);
    buf_deinit(&link);
    return true;
}

int
cmd_queue_accept(struct args *args)
{
    struct act act;
    struct error err;

    if (!begin(&act, args))
        return act.status;
    return finish(
        &act, queue_accept(&act.queue, act.id, &err) && print_share(&act, &err),
        &err);
}

/* The new text: the words after the number, or a file with --file. */
static bool
new_text(struct act *act, const char *file, struct error *err)
{
    struct buf text = {.max = (size_t)1 << 20};
    bool ok;

    if (file == NULL)
        return act->rest != NULL ||
               error_set(err, ERROR_USAGE,
                         "say the new text: polyphony queue edit NUMBER TEXT, "
                         "or --file FILE (- is standard input)");
    ok = file_read(file, &text, err);
    if (ok) {
        buf_trim(&text);
        act->rest = arena_strdup(act->arena, buf_text(&text));
    }
    buf_deinit(&text);
    return ok;
}

static bool
print_edited(struct act *act, const char *state, struct error *err)
{
    struct suggestion g;
    struct rep rep;

    if (!queue_find(&act->home.store, act->id, act->arena, &g, err) ||
        !reps_find(&act->home.store, g.rep, act->arena, &rep, err))
        return false;
    printf("Edited (revision %d)%s.\n\n", g.revision,
           strcmp(state, "in_review") == 0
               ? "; it goes to a reviewer before it is offered"
               : "");
    return card_print(&act->home, &rep, &g, 0, err);
}

int
cmd_queue_mend(struct args *args)
{
    const char *state = "";
    struct act act;
    struct error err;
    size_t count;

    if (!begin(&act, args))
        return act.status;
    return finish(&act,
                  queue_mend(&act.queue, act.id, &count, &state, &err) &&
                      print_edited(&act, state, &err),
                  &err);
}

int
cmd_queue_edit(struct args *args)
{
    const char *file = args_option(args, "--file"), *state = "";
    struct act act;
    struct error err;

    if (!begin(&act, args))
        return act.status;
    return finish(&act,
                  new_text(&act, file, &err) &&
                      queue_edit(&act.queue, act.id, act.rest, &state, &err) &&
                      print_edited(&act, state, &err),
                  &err);
}

int
cmd_queue_undo(struct args *args)
{
    struct home home;
    struct queue queue;
    struct error err;
    int64_t id;
    int status = EXIT_FINE;

    if (!home_queue(args, &home, &queue, &status))
        return status;
    if (!args_done(args, 0, 0))
        status = EXIT_USAGE;
    else if (!queue_undo(&queue, &id, &err))
        status = cli_fail(&err);
    else
        printf("#%lld is as it was before.\n", (long long)id);
    home_close(&home);
    return cli_finish(status);
}

/* --- showing
 * -------------------------------------------------------------------- */

int
cmd_queue_show(struct args *args)
{
    struct act act;
    struct error err;
    struct suggestion g;
    struct rep rep;
    bool json = args_flag(args, "--json"), ok;
    struct buf line = {.max = (size_t)1 << 20};

    if (!begin(&act, args))
        return act.status;
    ok = queue_find(&act.home.store, act.id, act.arena, &g, &err) &&
         reps_find(&act.home.store, g.rep, act.arena, &rep, &err);
    if (ok && json) {
        ok = card_json(&act.home.store, &g, &line, &err);
        fputs(buf_text(&line), stdout);
    } else if (ok) {
        printf("%s%s%s for %s\n\n", bold(), g.rep_name, plain(),
               rep.audience.name);
        ok = card_print(&act.home, &rep, &g, 0, &err);
    }
    buf_deinit(&line);
    return finish(&act, ok, &err);
}

static void
print_event(const struct queue_event *event)
{
    char when[TIME_TEXT];

    printf("%s  %s: %s", time_text(event->at, when), event->who, event->what);
    if (event->is_now != NULL &&
        (event->was == NULL || strcmp(event->was, event->is_now) != 0))
        printf("  (%s -> %s)", event->was != NULL ? event->was : "new",
               event->is_now);
    if (event->note != NULL && event->note[0] != '\0')
        printf("  \"%s\"", event->note);
    if (event->pack != NULL)
        printf("  %srules: %s%s", dim(), event->pack, plain());
    putchar('\n');
    if (event->text != NULL &&
        (strcmp(event->what, "write") == 0 || strcmp(event->what, "edit") == 0))
        print_wrapped(event->text, 22, 56);
}

int
cmd_queue_record(struct args *args)
{
    struct act act;
    struct error err;
    struct queue_event *list;
    size_t count;
    int64_t rows;
    bool ok;

    if (!begin(&act, args))
        return act.status;
    ok =
        queue_record(&act.home.store, act.id, act.arena, &list, &count, &err) &&
        queue_check_chain(&act.home.store, &rows, &err);
    if (ok && count == 0)
        ok = error_set(&err, ERROR_NOTFOUND, "%lld: no such suggestion",
                       (long long)act.id);
    for (size_t i = 0; ok && i < count; i++)
        print_event(&list[i]);
    if (ok)
        printf("%sThe audit's chain of %lld rows is whole.%s\n", dim(),
               (long long)rows, plain());
    return finish(&act, ok, &err);
}

static bool
print_idle_json(struct home *home, struct error *err)
{
    struct db_stmt *q = db_query(
        home->store.db, err,
        "SELECT i.rep, i.why FROM idle AS i JOIN rep AS r ON r.id = i.rep "
        "WHERE r.state <> 'gone' AND i.day = (SELECT max(k.day) FROM idle AS "
        "k WHERE k.rep = i.rep) AND NOT EXISTS (SELECT 1 FROM suggestion AS g "
        "WHERE g.rep = i.rep AND g.state NOT IN ('rejected', 'dismissed', "
        "'expired', 'withdrawn', 'discarded')) ORDER BY i.rep",
        "");

    while (db_next(q)) {
        struct buf line = {.max = 65536};
        struct json_out out = {.buf = &line};

        json_open(&out, '{');
        json_member(&out, "rep", db_text(q, 0));
        json_member(&out, "idle", db_text(q, 1));
        json_close(&out, '}');
        json_line(&out);
        fputs(buf_text(&line), stdout);
        buf_deinit(&line);
    }
    return db_done(q, err);
}

static bool
list_json(struct home *home, const struct suggestion *list, size_t count,
          struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++) {
        struct buf line = {.max = (size_t)1 << 20};

        ok = card_json(&home->store, &list[i], &line, err);
        fputs(buf_text(&line), stdout);
        buf_deinit(&line);
    }
    return ok && print_idle_json(home, err);
}

static bool
list_plain(struct home *home, const struct suggestion *list, size_t count,
           struct error *err)
{
    const char *story = "";
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++) {
        struct arena *arena = arena_new(0);
        struct rep rep;

        if (strcmp(story, list[i].story_key) != 0)
            printf("%s%s%s%s\n\n", i > 0 ? "\n" : "", bold(), list[i].title,
                   plain());
        story = list[i].story_key;
        printf("   %s\n", list[i].rep_name);
        ok = reps_find(&home->store, list[i].rep, arena, &rep, err) &&
             card_print(home, &rep, &list[i], 0, err);
        putchar('\n');
        arena_free(arena);
    }
    return ok;
}

static bool
print_counts(struct home *home, struct error *err)
{
    int64_t need, cleared;

    if (!db_number(home->store.db, err, &need, 0,
                   "SELECT count(*) FROM suggestion WHERE state = 'in_review'",
                   "") ||
        !db_number(home->store.db, err, &cleared, 0,
                   "SELECT count(*) FROM suggestion AS g WHERE g.state IN "
                   "('approved', 'offered') AND NOT EXISTS (SELECT 1 FROM "
                   "decision AS d WHERE d.suggestion = g.id)",
                   ""))
        return false;
    printf("%s%lld need you, %lld cleared themselves.%s\n", bold(),
           (long long)need, (long long)cleared, plain());
    return true;
}

int
cmd_queue_list(struct args *args)
{
    bool json = args_flag(args, "--json"), all = args_flag(args, "--all");
    bool review = args_flag(args, "--review"), ok;
    const char *rep = args_option(args, "--rep");
    enum queue_which which = QUEUE_LIVE;
    struct home home;
    struct queue queue;
    struct suggestion *list;
    struct arena *arena;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!home_queue(args, &home, &queue, &status))
        return status;
    if (!args_done(args, 0, 0)) {
        home_close(&home);
        return EXIT_USAGE;
    }
    if (all || (json && !review))
        which = QUEUE_ALL;
    else if (review)
        which = QUEUE_REVIEW;
    arena = arena_new(0);
    ok = queue_list(&home.store, which, rep, home.now, arena, &list, &count,
                    &err);
    if (ok && json)
        ok = list_json(&home, list, count, &err);
    else if (ok)
        ok = list_plain(&home, list, count, &err) && print_counts(&home, &err);
    if (!ok)
        status = cli_fail(&err);
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}
