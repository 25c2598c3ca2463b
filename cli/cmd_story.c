/* polyphony story list | show | pin | unpin | embargo | block | open |
 * retract: marketing's hand on stories. (story group, which needs no
 * database, has a file of its own.) */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/stories.h"
#include "polyphony/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTED 50

static void
print_story(const struct story_row *s)
{
    char when[64];

    printf("%s  %s%s%s\n", s->key, bold(), s->title, plain());
    printf("              %s%s%s%s, best fit %.0f of 100%s%s%s\n", dim(),
           s->site != NULL ? s->site : "", s->site != NULL ? ", " : "",
           s->published == TIME_NONE
               ? "no date"
               : time_zoned(zone_find("UTC"), "UTC", s->published, when,
                            sizeof when),
           s->best * 100, s->pinned ? ", pinned" : "",
           strcmp(s->state, "open") != 0 ? ", " : "",
           strcmp(s->state, "open") != 0 ? s->state : "");
    printf("              %lld %s, %lld %s%s\n", (long long)s->articles,
           count_word(s->articles == 1, "article", "articles"),
           (long long)s->suggestions,
           count_word(s->suggestions == 1, "suggestion", "suggestions"),
           plain());
}

static void
story_json(const struct story_row *s)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    json_member(&out, "story", s->key);
    json_member(&out, "state", s->state);
    json_member(&out, "title", s->title);
    json_member(&out, "url", s->url);
    json_member(&out, "site", s->site);
    json_member_time(&out, "published", s->published);
    json_member_time(&out, "embargo", s->embargo);
    json_member_bool(&out, "pinned", s->pinned);
    json_member_int(&out, "articles", s->articles);
    json_member_int(&out, "suggestions", s->suggestions);
    json_member_real(&out, "best", s->best, 4);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

int
cmd_story_list(struct args *args)
{
    bool json = args_flag(args, "--json"), ok;
    const char *top = args_option(args, "--top");
    char *end = NULL;
    long most = top != NULL ? strtol(top, &end, 10) : LISTED;
    struct arena *arena;
    struct home home;
    struct story_row *list;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (most < 1 || most > 100000 || (end != NULL && *end != '\0')) {
        cli_complain("--top: \"%s\" is no number from 1 to 100000", top);
        return EXIT_USAGE;
    }
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    ok = stories_list(&home.store, (size_t)most, arena, &list, &count, &err);
    for (size_t i = 0; ok && i < count; i++) {
        if (json)
            story_json(&list[i]);
        else
            print_story(&list[i]);
    }
    if (ok && !json && count == 0)
        puts("No stories yet: polyphony curate reads the feeds.");
    if (!ok)
        status = cli_fail(&err);
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}

static bool
print_members(struct home *home, int64_t story, struct error *err)
{
    struct db_stmt *q = db_query(
        home->store.db, err,
        "SELECT a.title, a.site, a.url, a.words, a.page_words FROM article AS "
        "a WHERE a.story = $1 ORDER BY coalesce(a.published, a.seen), a.guid",
        "i", story);

    while (db_next(q)) {
        printf("   %s%s%s  %lld words\n   %s%s%s\n", bold(), db_text(q, 0),
               plain(), (long long)db_int(q, 3), dim(),
               db_text(q, 2) != NULL ? db_text(q, 2) : "no address", plain());
        if (db_text(q, 4) != NULL)
            printf("   its page: %s\n", db_text(q, 4));
    }
    return db_done(q, err);
}

static bool
print_fits(struct home *home, int64_t story, struct error *err)
{
    struct db_stmt *q =
        db_query(home->store.db, err,
                 "SELECT a.name, v.score, v.why FROM relevance AS v "
                 "JOIN audience AS a ON a.id = v.audience WHERE v.story = $1 "
                 "ORDER BY v.score DESC, v.audience LIMIT 10",
                 "i", story);

    while (db_next(q)) {
        struct json *why;
        const char *why_json = db_text(q, 2);

        printf("   %3.0f  %s", db_real(q, 1) * 100, db_text(q, 0));
        if (json_parse(why_json, strlen(why_json), &why, NULL)) {
            for (const struct json *w = json_first(why); w != NULL;
                 w = json_next(w))
                printf("%s %s%s%s", w == json_first(why) ? ":" : ",", dim(),
                       json_get_text(w, "term"), plain());
            json_free(why);
        }
        putchar('\n');
    }
    return db_done(q, err);
}

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
    if (!home_queue(args, &at->home, &at->queue, &at->status))
        return false;
    at->arena = arena_new(0);
    if (!args_done(args, 1, most_words))
        at->status = EXIT_USAGE;
    else if (!stories_find(&at->home.store, args->items[0], at->arena, &at->row,
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

int
cmd_story_show(struct args *args)
{
    struct at_story at;
    struct error err;
    bool ok;

    if (!begin(&at, args, 1, &err))
        return at.status;
    print_story(&at.row);
    puts("\nTold by:");
    ok = print_members(&at.home, at.row.id, &err);
    if (ok) {
        puts("\nFits:");
        ok = print_fits(&at.home, at.row.id, &err);
    }
    return finish(&at, ok, &err);
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

int
cmd_story_embargo(struct args *args)
{
    struct at_story at;
    struct error err;
    char words[64];
    int64_t when = TIME_NONE;
    bool ok, lift;

    if (!begin(&at, args, 2, &err))
        return at.status;
    lift = args->count > 1 && strcmp(args->items[1], "off") == 0;
    ok = lift ||
         (args->count > 1 &&
          moment_read(args->items[1], zone_find("UTC"), at.home.now, &when));
    if (!ok)
        error_set(&err, ERROR_USAGE,
                  "say until when: 2d, 2026-11-24, \"2026-11-24 09:00\" "
                  "(UTC), or off");
    if (ok && !lift && when <= at.home.now)
        ok = error_set(&err, ERROR_INPUT, "that time has passed");
    ok = ok && stories_embargo(&at.home.store, at.row.id, when, &err);
    if (ok)
        printf("\"%s\" is %s%s.\n", at.row.title,
               lift ? "under no embargo" : "not offered before ",
               lift ? ""
                    : time_zoned(zone_find("UTC"), "UTC", when, words,
                                 sizeof words));
    return finish(&at, ok, &err);
}

/* What became of a retracted story's suggestions, and whom to tell. */
static bool
say_withdrawn(struct at_story *at, size_t count, struct error *err)
{
    const char *comma = "";
    struct db_stmt *q;

    printf("%zu %s withdrawn.\n", count,
           count_word(count == 1, "suggestion was", "suggestions were"));
    q = db_query(at->home.store.db, err,
                 "SELECT r.name FROM suggestion AS g JOIN rep AS r ON r.id = "
                 "g.rep WHERE g.story = $1 AND g.state = 'shared' ORDER BY "
                 "r.name, r.id",
                 "i", at->row.id);
    while (db_next(q)) {
        printf("%s%s", *comma == '\0' ? "Shared already, tell them: " : comma,
               db_text(q, 0));
        comma = ", ";
    }
    if (*comma != '\0')
        puts(".");
    return db_done(q, err);
}

static int
set_state(struct args *args, const char *state, bool withdraw, const char *said)
{
    struct at_story at;
    struct error err;
    const char *note;
    size_t count = 0;
    bool ok;

    if (!begin(&at, args, 2, &err))
        return at.status;
    note = args->count > 1 ? args->items[1] : NULL;
    ok = stories_set_state(&at.home.store, at.row.id, state, note, &err) &&
         (!withdraw ||
          queue_withdraw_story(&at.queue, at.row.id,
                               note != NULL ? note : "the story was retracted",
                               &count, &err));
    if (ok)
        printf("\"%s\" %s.\n", at.row.title, said);
    if (ok && strcmp(state, "blocked") == 0 && at.row.suggestions > 0)
        printf("What was suggested already stays; polyphony story retract %s "
               "takes it back.\n",
               at.row.key);
    if (ok && withdraw)
        ok = say_withdrawn(&at, count, &err);
    return finish(&at, ok, &err);
}

int
cmd_story_block(struct args *args)
{
    return set_state(args, "blocked", false,
                     "is blocked: it will not be suggested any more");
}

int
cmd_story_open(struct args *args)
{
    return set_state(args, "open", false, "is open again");
}

int
cmd_story_retract(struct args *args)
{
    return set_state(args, "retracted", true, "is retracted");
}
