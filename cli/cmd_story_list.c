/* polyphony story list | show: the stories for people and programs. */
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
put_story(struct json_out *out, const struct story_row *s)
{
    json_member(out, "story", s->key);
    json_member(out, "state", s->state);
    json_member(out, "note", s->note);
    json_member(out, "title", s->title);
    json_member(out, "url", s->url);
    json_member(out, "site", s->site);
    json_member_time(out, "published", s->published);
    json_member_time(out, "embargo", s->embargo);
    json_member_time(out, "expires", s->expires);
    json_member_bool(out, "pinned", s->pinned);
    json_member_int(out, "articles", s->articles);
    json_member_int(out, "suggestions", s->suggestions);
    json_member_real(out, "best", s->best, 4);
}

static void
story_json(const struct story_row *s)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    put_story(&out, s);
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
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

/* What marketing set: "pinned, not before Tue 24 Nov 09:00 UTC". */
static void
print_marks(const struct story_row *s)
{
    char when[64];

    if (s->embargo != TIME_NONE)
        printf(
            "              %snot before %s%s\n", dim(),
            time_zoned(zone_find("UTC"), "UTC", s->embargo, when, sizeof when),
            plain());
    if (s->expires != TIME_NONE)
        printf(
            "              %sexpires %s%s\n", dim(),
            time_zoned(zone_find("UTC"), "UTC", s->expires, when, sizeof when),
            plain());
    if (s->note != NULL && strcmp(s->state, "open") != 0)
        printf("              %s%s%s\n", dim(), s->note, plain());
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

/* The rest of a line of story show --json: who tells it, whom it fits. */
static bool
put_members(struct home *home, int64_t story, struct json_out *out,
            struct error *err)
{
    struct db_stmt *q = db_query(
        home->store.db, err,
        "SELECT a.title, a.site, a.url, a.published, a.words, a.page_words "
        "FROM article AS a WHERE a.story = $1 "
        "ORDER BY coalesce(a.published, a.seen), a.guid",
        "i", story);

    json_put_key(out, "told_by");
    json_open(out, '[');
    while (db_next(q)) {
        json_open(out, '{');
        json_member(out, "title", db_text(q, 0));
        json_member(out, "site", db_text(q, 1));
        json_member(out, "url", db_text(q, 2));
        json_member_time(out, "published",
                         db_is_null(q, 3) ? TIME_NONE : db_int(q, 3));
        json_member_int(out, "words", db_int(q, 4));
        json_member(out, "page", db_text(q, 5));
        json_close(out, '}');
    }
    json_close(out, ']');
    return db_done(q, err);
}

static bool
put_fits(struct home *home, int64_t story, struct json_out *out,
         struct error *err)
{
    struct db_stmt *q =
        db_query(home->store.db, err,
                 "SELECT a.id, a.name, v.score, v.why FROM relevance AS v "
                 "JOIN audience AS a ON a.id = v.audience WHERE v.story = $1 "
                 "ORDER BY v.score DESC, v.audience",
                 "i", story);

    json_put_key(out, "fits");
    json_open(out, '[');
    while (db_next(q)) {
        json_open(out, '{');
        json_member(out, "audience", db_text(q, 0));
        json_member(out, "name", db_text(q, 1));
        json_member_real(out, "score", db_real(q, 2), 4);
        json_put_key(out, "why");
        json_put_raw(out, db_text(q, 3));
        json_close(out, '}');
    }
    json_close(out, ']');
    return db_done(q, err);
}

static bool
show_json(struct home *home, const struct story_row *row, struct error *err)
{
    struct buf line = {.max = (size_t)16 << 20};
    struct json_out out = {.buf = &line};
    bool ok;

    json_open(&out, '{');
    put_story(&out, row);
    ok = put_members(home, row->id, &out, err) &&
         put_fits(home, row->id, &out, err);
    json_close(&out, '}');
    json_line(&out);
    if (ok)
        fputs(buf_text(&line), stdout);
    buf_deinit(&line);
    return ok;
}

static bool
show_plain(struct home *home, const struct story_row *row, struct error *err)
{
    print_story(row);
    print_marks(row);
    puts("\nTold by:");
    if (!print_members(home, row->id, err))
        return false;
    puts("\nFits:");
    return print_fits(home, row->id, err);
}

int
cmd_story_show(struct args *args)
{
    bool json = args_flag(args, "--json"), ok;
    struct arena *arena;
    struct home home;
    struct story_row row;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    ok = stories_find(&home.store, args->items[0], arena, &row, &err) &&
         (json ? show_json(&home, &row, &err) : show_plain(&home, &row, &err));
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}
