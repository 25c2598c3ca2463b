/* polyphony queue ...: a reviewer's and a rep's moves, from the shell. */
#include "commands.h"
#include "home.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/url.h"
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
begin(struct act *act, struct args *args, size_t min_words, size_t max_words)
{
    memset(act, 0, sizeof *act);
    act->status = EXIT_USAGE;
    if (args->count > 0 && strncmp(args->items[0], "--", 2) != 0 &&
        !read_id(args->items[0], &act->id))
        return false;
    if (!home_queue(args, min_words, max_words, &act->home, &act->queue,
                    &act->status))
        return false;
    if (act->id == 0 && !read_id(args->items[0], &act->id)) {
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
        printf("#%lld %s.\nWithin %d seconds, polyphony queue undo%s takes it "
               "back.\n",
               (long long)act->id, what, QUEUE_UNDO_SECONDS,
               home_as(&act->home));
    return finish(act, ok, err);
}

#define TIMES "tomorrow, 2h, 3d, 2026-11-24 or \"2026-11-24 09:00\""

/* The time meant by `text`, in the zone of the rep whose suggestion this is. */
static bool
read_moment(struct act *act, const char *text, struct rep *rep, int64_t *when,
            struct error *err)
{
    struct suggestion g;

    if (!queue_find(&act->home.store, act->id, act->arena, &g, err) ||
        !reps_find(&act->home.store, g.rep, act->arena, rep, err))
        return false;
    return moment_read(text, rep->hours.zone, act->home.now, when) ||
           error_set(err, ERROR_INPUT, "\"%.60s\" is no time; write " TIMES,
                     text);
}

static void
say_moment(const struct act *act, const struct rep *rep, int64_t when,
           const char *said)
{
    char words[128];

    printf(
        "#%lld %s %s.\n", (long long)act->id, said,
        time_zoned(rep->hours.zone, rep->timezone, when, words, sizeof words));
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

    if (!begin(&act, args, 1, 1000))
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

    if (!home_queue(args, 0, 0, &home, &queue, &status))
        return status;
    arena = arena_new(0);
    if (!stories_find(&home.store, key, arena, &row, &err) ||
        !queue_approve_story(&queue, row.id, &count, &err)) {
        status = cli_fail(&err);
    } else {
        printf("%zu clean %s of \"%s\" approved.\n", count,
               count_word(count == 1, "text", "texts"), row.title);
        if (count > 0)
            printf("Within %d seconds, polyphony queue undo%s takes %s back.\n",
                   QUEUE_UNDO_SECONDS, home_as(&home),
                   count_word(count == 1, "it", "all of them"));
    }
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}

int
cmd_queue_approve(struct args *args)
{
    const char *story = args_option(args, "--story");

    return story != NULL
               ? approve_story(args, story)
               : act_with_note(args, queue_approve, NULL, "is approved");
}

int
cmd_queue_reject(struct args *args)
{
    return act_with_note(args, queue_reject, NULL, "is rejected");
}

int
cmd_queue_withdraw(struct args *args)
{
    return act_with_note(args, queue_withdraw, NULL, "is withdrawn");
}

int
cmd_queue_dismiss(struct args *args)
{
    return act_with_note(args, queue_dismiss, "not for me",
                         "is dismissed; similar stories will come less");
}

int
cmd_queue_not_yet(struct args *args)
{
    struct act act;
    struct error err;

    if (!begin(&act, args, 1, 1))
        return act.status;
    return done(&act, queue_not_yet(&act.queue, act.id, &err), &err,
                "is offered again");
}

int
cmd_queue_shared(struct args *args)
{
    struct act act;
    struct error err;

    if (!begin(&act, args, 1, 2))
        return act.status;
    if (act.rest != NULL && url_resolve(act.arena, NULL, act.rest) == NULL) {
        error_set(&err, ERROR_INPUT,
                  "\"%.60s\" is no address; give the post's own, https://..., "
                  "or none",
                  act.rest);
        return finish(&act, false, &err);
    }
    return done(&act, queue_shared(&act.queue, act.id, act.rest, &err), &err,
                "is shared");
}

int
cmd_queue_change(struct args *args)
{
    struct act act;
    struct error err;

    args->missing = "say what to change";
    if (!begin(&act, args, 2, 1000))
        return act.status;
    return done(&act, queue_request_change(&act.queue, act.id, act.rest, &err),
                &err, "is sent back with your request");
}

int
cmd_queue_snooze(struct args *args)
{
    struct act act;
    struct error err;
    struct rep rep;
    int64_t when;
    bool ok;

    if (!begin(&act, args, 1, 3))
        return act.status;
    ok = read_moment(&act, act.rest != NULL ? act.rest : "tomorrow", &rep,
                     &when, &err) &&
         queue_snooze(&act.queue, act.id, when, &err);
    if (ok)
        say_moment(&act, &rep, when, "comes back on");
    return finish(&act, ok, &err);
}

/* "tomorrow" and a bare date mean that day, not one of its hours: where eight
 * o'clock (moment_read) is not worked, the start of work is. */
static int64_t
within_hours(const struct rep *rep, const char *text, int64_t when)
{
    bool is_day = strcmp(text, "tomorrow") == 0 ||
                  (strchr(text, '-') != NULL && strchr(text, ':') == NULL);

    if (!is_day || slot_is_within(&rep->hours, when))
        return when;
    return slot_day_start(&rep->hours, when + 4 * 3600); /* noon */
}

int
cmd_queue_schedule(struct args *args)
{
    bool anyway = args_flag(args, "--anyway"), ok;
    struct act act;
    struct error err;
    struct rep rep;
    int64_t when;

    args->missing = "say when: " TIMES;
    if (!begin(&act, args, 2, 3))
        return act.status;
    ok = read_moment(&act, act.rest, &rep, &when, &err);
    if (ok)
        when = within_hours(&rep, act.rest, when);
    act.queue.any_hours = anyway;
    ok = ok && queue_schedule(&act.queue, act.id, when, &err);
    if (ok)
        say_moment(&act, &rep, when, "is scheduled for");
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
    if (network == NULL ||
        !network_share_link(network, NULL, g.text, g.link, &link))
        printf("\nand post it on %s.\n",
               network != NULL ? network->title : g.network);
    else
        printf("\nand open %s:\n\n     %s\n", network->title, buf_text(&link));
    printf("\nPosted?   polyphony queue shared %lld%s\n"
           "Not yet?  polyphony queue not-yet %lld%s\n",
           (long long)g.id, home_as(&act->home), (long long)g.id,
           home_as(&act->home));
    buf_deinit(&link);
    return true;
}

int
cmd_queue_accept(struct args *args)
{
    struct act act;
    struct error err;

    if (!begin(&act, args, 1, 1))
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
        return true;
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
    return card_print(&act->home, &rep, &g, err);
}

int
cmd_queue_mend(struct args *args)
{
    const char *state = "";
    struct act act;
    struct error err;
    size_t count;

    if (!begin(&act, args, 1, 1))
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

    args->missing = "say the new text, or --file FILE (- is standard input)";
    if (!begin(&act, args, file != NULL ? 1 : 2, file != NULL ? 1 : 1000))
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
    size_t count;
    int status = EXIT_FINE;

    if (!home_queue(args, 0, 0, &home, &queue, &status))
        return status;
    if (!queue_undo(&queue, &id, &count, &err))
        status = cli_fail(&err);
    else if (count == 1)
        printf("#%lld is as it was before.\n", (long long)id);
    else
        printf("%zu suggestions are as they were before.\n", count);
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

    if (!begin(&act, args, 1, 1))
        return act.status;
    ok = queue_find(&act.home.store, act.id, act.arena, &g, &err) &&
         reps_find(&act.home.store, g.rep, act.arena, &rep, &err);
    if (ok && json) {
        ok = card_json(&act.home.store, &g, &line, &err);
        fputs(buf_text(&line), stdout);
    } else if (ok) {
        printf("%s%s%s (%s) for %s\n\n", bold(), g.rep_name, plain(),
               rep.timezone, rep.audience.name);
        ok = card_print(&act.home, &rep, &g, &err);
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

static void
event_json(const struct queue_event *event)
{
    struct buf line = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    json_member_time(&out, "at", event->at);
    json_member(&out, "who", event->who);
    json_member(&out, "what", event->what);
    json_member(&out, "from", event->was);
    json_member(&out, "to", event->is_now);
    json_member(&out, "note", event->note);
    json_member(&out, "text", event->text);
    json_member(&out, "pack", event->pack);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

int
cmd_queue_record(struct args *args)
{
    bool json = args_flag(args, "--json");
    struct act act;
    struct error err;
    struct queue_event *list;
    size_t count;
    struct audit_head head;
    bool ok;

    if (!begin(&act, args, 1, 1))
        return act.status;
    ok =
        queue_record(&act.home.store, act.id, act.arena, &list, &count, &err) &&
        audit_verify(&act.home.store, NULL, &head, &err);
    if (ok && count == 0)
        ok = error_set(
            &err, ERROR_NOTFOUND,
            "%lld: no such suggestion; `polyphony queue list` shows them",
            (long long)act.id);
    for (size_t i = 0; ok && i < count; i++) {
        if (json)
            event_json(&list[i]);
        else
            print_event(&list[i]);
    }
    if (ok && !json)
        printf("%sThe audit's chain of %lld rows is whole.%s\n", dim(),
               (long long)head.rows, plain());
    return finish(&act, ok, &err);
}
