/* polyphony import feeds | reps | company: brings files in. Importing the
 * same again changes nothing and says so. */
#include "commands.h"
#include "home.h"

#include "polyphony/company.h"
#include "polyphony/file.h"
#include "polyphony/holidays.h"
#include "polyphony/opml.h"
#include "polyphony/queue.h"
#include "polyphony/reps.h"
#include "polyphony/subscription.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_BYTES ((size_t)64 << 20)
#define MOST_TOLD 10 /* of the lines that are skipped */

struct import {
    struct home home;
    struct queue queue;
    struct buf text;
    const char *path;
    const char *wanted; /* what such a file looks like */
    bool any;           /* lines that were taken, or known */
    size_t bad;         /* lines that were skipped */
    int status;
};

static bool
begin(struct import *import, struct args *args)
{
    struct error err;

    if (!home_queue(args, 1, 1, &import->home, &import->queue, &import->status))
        return false;
    import->queue.who = "polyphony";
    import->path = args->items[0];
    import->text.max = MOST_BYTES;
    if (file_read(import->path, &import->text, &err))
        return true;
    import->status = cli_fail(&err);
    buf_deinit(&import->text);
    home_close(&import->home);
    return false;
}

static int
finish(struct import *import, bool ok, struct error *err)
{
    int status = import->status;

    if (import->bad > MOST_TOLD)
        cli_complain("%s: %zu more skipped", import->path,
                     import->bad - MOST_TOLD);
    if (!ok) {
        error_wrap(err, "%s", import->path);
        status = cli_fail(err);
    }
    if ((!ok && err->kind == ERROR_INPUT) ||
        (ok && import->bad > 0 && !import->any))
        fprintf(stderr, "This command reads %s.\n", import->wanted);
    buf_deinit(&import->text);
    home_close(&import->home);
    return cli_finish(status);
}

static void
complain(const char *line, void *context)
{
    struct import *import = context;

    if (import->bad++ < MOST_TOLD)
        import->status = cli_complain("%s: %s; skipped", import->path, line);
}

/* Reps who moved, and new holidays, change where slots may lie. */
static bool
fit_slots(struct import *import, struct error *err)
{
    struct queue_fit fit;
    bool ok = queue_fit_slots(&import->queue, NULL, 0, &fit, err);

    if (ok)
        fit_report(&fit);
    return ok;
}

struct feeds {
    struct import *import;
    const struct opml *opml;
    size_t added, known;
};

static bool
add_feeds(void *context, struct error *err)
{
    struct feeds *feeds = context;
    struct import *import = feeds->import;

    for (size_t i = 0; i < feeds->opml->n_feeds; i++) {
        const struct opml_feed *feed = &feeds->opml->feeds[i];
        struct subscription_new new = {.url = feed->url,
                                       .title = feed->title,
                                       .site = feed->site,
                                       .folder = feed->folder};
        struct error why;
        bool added;

        if (subscription_add(&import->home.store, &new, import->home.now,
                             &added, NULL, &why)) {
            feeds->added += added;
            feeds->known += !added;
        } else if (why.kind == ERROR_INPUT) {
            complain(why.text, import);
        } else {
            *err = why;
            return false;
        }
    }
    return true;
}

int
cmd_import_feeds(struct args *args)
{
    struct import import = {
        .wanted = "OPML, a list of feeds as feed readers export it"};
    struct feeds feeds = {.import = &import};
    struct opml *opml = NULL;
    struct error err;
    bool ok;

    if (!begin(&import, args))
        return import.status;
    import.status = EXIT_FINE;
    ok = opml_parse(buf_text(&import.text), import.text.len, &opml, &err);
    if (ok) {
        feeds.opml = opml;
        if (opml->skipped > 0)
            import.status = cli_complain(
                "%s: %zu %s no http or https address; skipped", import.path,
                opml->skipped,
                count_word(opml->skipped == 1, "outline has", "outlines have"));
        ok = db_transaction(import.home.store.db, add_feeds, &feeds, &err);
    }
    import.any = ok;
    if (ok)
        printf("%zu %s added, %zu %s there already.\n", feeds.added,
               count_word(feeds.added == 1, "feed", "feeds"), feeds.known,
               count_word(feeds.known == 1, "was", "were"));
    opml_free(opml);
    return finish(&import, ok, &err);
}

int
cmd_import_reps(struct args *args)
{
    struct import import = {
        .wanted =
            "a JSON list of reps: "
            "[{\"id\":\"anna\",\"name\":\"Anna\",\"audience\":{...}}, ...]"};
    struct reps_import counts;
    struct error err;
    bool ok;

    if (!begin(&import, args))
        return import.status;
    import.status = EXIT_FINE;
    ok = reps_import(&import.home.store, buf_text(&import.text),
                     import.text.len, complain, &import, &counts, &err);
    import.any = ok;
    if (ok)
        printf("%zu %s added, %zu changed, %zu as %s.\n", counts.added,
               count_word(counts.added == 1, "rep", "reps"), counts.changed,
               counts.unchanged,
               count_word(counts.unchanged == 1, "it was", "they were"));
    if (ok && counts.own > 0)
        printf("%zu %s what they gave in My voice.\n", counts.own,
               count_word(counts.own == 1, "rep keeps", "reps keep"));
    if (ok && counts.lines > 0)
        printf("%zu %s learned from the sample posts of %zu %s; polyphony "
               "voice show REP lists them.\n",
               counts.lines, count_word(counts.lines == 1, "line", "lines"),
               counts.taught, count_word(counts.taught == 1, "rep", "reps"));
    if (ok && counts.changed > 0)
        ok = fit_slots(&import, &err);
    return finish(&import, ok, &err);
}

int
cmd_import_company(struct args *args)
{
    struct import import = {.wanted = "JSON Lines, a post in each: "
                                      "{\"text\":\"...\",\"url\":\"https://"
                                      "...\",\"published\":\"2026-01-15\"}"};
    struct company_import counts;
    struct error err;
    bool ok;

    if (!begin(&import, args))
        return import.status;
    import.status = EXIT_FINE;
    ok = company_import(&import.home.store, buf_text(&import.text),
                        import.text.len, import.home.now, complain, &import,
                        &counts, &err);
    import.any = ok && counts.added + counts.unchanged > 0;
    if (ok)
        printf("%zu company %s added, %zu %s there already.\n", counts.added,
               count_word(counts.added == 1, "post", "posts"), counts.unchanged,
               count_word(counts.unchanged == 1, "was", "were"));
    return finish(&import, ok, &err);
}

static bool
reload_holidays(struct import *import, struct error *err)
{
    free(import->home.quiet);
    import->home.quiet = NULL;
    import->queue.quiet = NULL;
    import->queue.n_quiet = 0;
    if (!holidays_load(&import->home.store, import->home.now, SLOT_HORIZON,
                       &import->home.quiet, &import->queue.n_quiet, err))
        return false;
    import->queue.quiet = import->home.quiet;
    return true;
}

int
cmd_import_holidays(struct args *args)
{
    struct import import = {
        .wanted = "an iCalendar file (.ics), as calendars export it"};
    struct error err;
    size_t count;
    bool ok;

    if (!begin(&import, args))
        return import.status;
    import.status = EXIT_FINE;
    ok = holidays_import(&import.home.store, buf_text(&import.text),
                         import.text.len, import.home.now, &count, &err);
    if (ok)
        printf("%zu quiet days in the coming year: nothing is proposed on "
               "them.\n",
               count);
    ok = ok && reload_holidays(&import, &err) && fit_slots(&import, &err);
    return finish(&import, ok, &err);
}
