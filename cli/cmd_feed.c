/* polyphony feed add | list | mute | unmute | retry: what marketing seeds,
 * and how it is doing. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/look.h"
#include "polyphony/subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- list --------------------------------------------------------------------
 */

/* "Next visit at 18:01." as "Next visit at 18:01 UTC." */
static const char *
with_zone(struct arena *arena, const char *sentence, bool has_time)
{
    size_t len = strlen(sentence);

    if (!has_time || len == 0 || sentence[len - 1] != '.')
        return sentence;
    return arena_printf(arena, "%.*s UTC.", (int)len - 1, sentence);
}

static void
print_feed(struct home *home, struct arena *arena, const struct subscription *s)
{
    const char *next =
        visit_next_text(arena, s->health, s->next_visit, home->now, 0);

    printf("%s%s%s  %s#%lld%s\n", bold(), s->title, plain(), dim(),
           (long long)s->id, plain());
    if (strcmp(s->title, s->url) != 0)
        printf("   %s\n", s->url);
    print_wrapped(
        arena_printf(arena, "%s%s%s%s",
                     s->health == VISIT_FAILING || s->health == VISIT_STOPPED
                         ? flag()
                         : "",
                     s->words, plain(),
                     strcmp(s->state, "muted") == 0 ? " (muted)" : ""),
        3, 73);
    if (next[0] != '\0' && s->last_visit != TIME_NONE &&
        strcmp(s->state, "muted") != 0)
        print_wrapped(with_zone(arena, next, s->next_visit > home->now), 3, 73);
    if (s->candidates != NULL)
        printf("   This page names feeds: polyphony feed add %s shows them.\n",
               s->url);
    if (s->articles > 0)
        printf("   %lld %s kept, %lld in its last answer.\n",
               (long long)s->articles,
               count_word(s->articles == 1, "article", "articles"),
               (long long)s->entries);
}

static void
feed_json(const struct subscription *s)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};

    json_open(&out, '{');
    json_member_int(&out, "id", s->id);
    json_member(&out, "url", s->url);
    json_member(&out, "title", s->title);
    json_member(&out, "site", s->site);
    json_member(&out, "folder", s->folder);
    json_member(&out, "state", s->state);
    json_member(&out, "health", visit_health_name(s->health));
    json_member(&out, "words", s->words);
    json_member_int(&out, "failures", s->visit.failures);
    json_member_time(&out, "last_visit", s->last_visit);
    json_member_time(&out, "next_visit",
                     s->health == VISIT_STOPPED || s->last_visit == TIME_NONE
                         ? TIME_NONE
                         : s->next_visit);
    json_member_int(&out, "articles", s->articles);
    json_put_key(&out, "candidates");
    json_put_raw(&out, s->candidates != NULL ? s->candidates : "[]");
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&line), stdout);
    buf_deinit(&line);
}

static void
print_feeds(struct home *home, struct arena *arena, struct subscription *list,
            size_t count)
{
    const char *folder = NULL;
    size_t well = 0;

    for (size_t i = 0; i < count; i++) {
        if (folder == NULL || strcmp(folder, list[i].folder) != 0)
            printf("%s%s%s%s\n\n", i > 0 ? "\n" : "", dim(),
                   list[i].folder[0] != '\0' ? list[i].folder : "No folder",
                   plain());
        folder = list[i].folder;
        print_feed(home, arena, &list[i]);
        well += list[i].health == VISIT_WELL || list[i].health == VISIT_MOVED;
    }
    if (count == 0)
        puts("No feeds yet: polyphony import feeds FILE.opml, or polyphony "
             "feed add URL.");
    else
        printf("\n%zu %s, %zu of them well.\n", count,
               count_word(count == 1, "feed", "feeds"), well);
}

int
cmd_feed_list(struct args *args)
{
    bool json = args_flag(args, "--json"), ok;
    struct arena *arena;
    struct home home;
    struct subscription *list;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    ok = subscription_list(&home.store, SUBSCRIPTION_ALL, home.now, arena,
                           &list, &count, &err);
    for (size_t i = 0; ok && json && i < count; i++)
        feed_json(&list[i]);
    if (ok && !json)
        print_feeds(&home, arena, list, count);
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

/* --- add ---------------------------------------------------------------------
 */

static bool
add(struct home *home, const struct subscription_new *new, struct error *err)
{
    bool added;

    if (!db_begin(home->store.db, err))
        return false;
    if (!subscription_add(&home->store, new, home->now, &added, NULL, err)) {
        db_rollback(home->store.db);
        return false;
    }
    if (!db_commit(home->store.db, err))
        return false;
    printf(added ? "Added %s. polyphony curate reads it.\n"
                 : "%s is there already.\n",
           new->url);
    return true;
}

/* The one feed to take: a page's only one, or its only main one. */
static const struct found_feed *
choose(const struct look *look)
{
    size_t main_feeds = 0;

    for (size_t i = 0; i < look->n_choice; i++)
        main_feeds += look->choice[i].score > 0;
    return look->n_choice == 1 || main_feeds == 1 ? &look->choice[0] : NULL;
}

static bool
look_and_add(struct home *home, const char *url, const char *folder,
             struct arena *arena, int *status, struct error *err)
{
    struct subscription_new new = {.folder = folder};
    const struct found_feed *one;
    struct look look;

    if (!look_at(home->config, url, arena, &look, err))
        return false;
    one = look.is_feed ? NULL : choose(&look);
    if (look.is_feed || one != NULL) {
        new.url = look.is_feed ? look.url : one->url;
        new.title = look.is_feed ? look.title : one->title;
        new.site = look.site;
        return add(home, &new, err);
    }
    *status = EXIT_INPUT;
    printf("%s names %zu feeds. Add the one that you want:\n\n", url,
           look.n_choice);
    for (size_t i = 0; i < look.n_choice; i++)
        printf("   polyphony feed add %s%s%s%s\n", look.choice[i].url,
               look.choice[i].title != NULL ? "   " : "",
               look.choice[i].title != NULL ? look.choice[i].title : "",
               look.choice[i].score <= 0 ? " (comments or the like)" : "");
    return true;
}

int
cmd_feed_add(struct args *args)
{
    const char *folder = args_option(args, "--folder");
    bool unseen = args_flag(args, "--unseen"), ok;
    struct arena *arena;
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    arena = arena_new(0);
    if (unseen) {
        struct subscription_new new = {.url = args->items[0], .folder = folder};

        ok = add(&home, &new, &err);
    } else {
        ok = look_and_add(&home, args->items[0], folder, arena, &status, &err);
    }
    return home_leave(&home, arena, ok ? status : cli_fail(&err));
}

/* --- mute, unmute, retry
 * ------------------------------------------------------- */

static bool
find_feed(struct home *home, const char *text, int64_t *id, struct error *err)
{
    char *end;

    *id = strtoll(text[0] == '#' ? text + 1 : text, &end, 10);
    if (end != text && *end == '\0') {
        if (!db_number(home->store.db, err, id, 0,
                       "SELECT id FROM feed WHERE id = $1", "i", *id))
            return false;
    } else if (!db_number(home->store.db, err, id, 0,
                          "SELECT id FROM feed WHERE url = $1", "t", text)) {
        return false;
    }
    return *id != 0 ||
           error_set(err, ERROR_NOTFOUND,
                     "%s: no such feed; `polyphony feed list` shows them",
                     text);
}

enum change { MUTE, UNMUTE, RETRY };

static int
change(struct args *args, enum change what, const char *said)
{
    struct home home;
    struct error err;
    int64_t id;
    int status = EXIT_FINE;
    bool ok;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    ok = find_feed(&home, args->items[0], &id, &err) &&
         (what == RETRY
              ? subscription_retry(&home.store, id, &err)
              : subscription_mute(&home.store, id, what == MUTE, &err));
    if (ok)
        printf("Feed #%lld %s.\n", (long long)id, said);
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

int
cmd_feed_mute(struct args *args)
{
    return change(args, MUTE, "is muted: not visited, its articles stay");
}

int
cmd_feed_unmute(struct args *args)
{
    return change(args, UNMUTE, "is visited again");
}

int
cmd_feed_retry(struct args *args)
{
    return change(args, RETRY, "is asked at the next curate");
}
