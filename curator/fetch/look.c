/* What stands at an address; see the header. */
#include "polyphony/look.h"
#include "polyphony/clock.h"
#include "polyphony/feed.h"
#include "polyphony/fetch.h"
#include "polyphony/fetcher_config.h"
#include "polyphony/html.h"
#include "polyphony/log.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>

struct looking {
    struct arena *arena;
    struct look *look;
    struct error *err;
    bool answered; /* the address itself gave something to read */
    int told;      /* how much the site said; see TOLD_* */
    const struct bounds *bounds;
};

/* Of two failures the one is told of which the site said more. */
enum { TOLD_NOTHING, TOLD_STATUS, TOLD_PAGE };

struct bounds {
    int64_t until; /* of the monotonic clock; 0: none */
    const atomic_bool *stop;
};

static bool
is_over(const struct bounds *bounds)
{
    return (bounds->stop != NULL && atomic_load(bounds->stop)) ||
           (bounds->until != 0 && clock_mono_ms() >= bounds->until);
}

static bool
go_on(size_t done, size_t left, void *context)
{
    const struct looking *looking = context;

    (void)done;
    (void)left;
    return !is_over(looking->bounds);
}

static void
fill_sample(struct arena *arena, struct look_sample *sample,
            const struct feed *feed)
{
    *sample = (struct look_sample){.is_read = true,
                                   .title = arena_strdup(arena, feed->title),
                                   .entries = feed->n_entries,
                                   .newest = TIME_NONE};
    for (size_t i = 0; i < feed->n_entries; i++) {
        const struct feed_entry *entry = &feed->entries[i];
        const char *title = entry->title;

        if (entry->published != TIME_NONE && entry->published > sample->newest)
            sample->newest = entry->published;
        if (sample->n_titles < LOOK_TITLES && title != NULL && title[0] != '\0')
            sample->titles[sample->n_titles++] = arena_strdup(arena, title);
    }
}

static void
take_feed(struct looking *looking, const struct fetch_result *result,
          const struct feed *feed)
{
    struct look *look = looking->look;

    look->is_feed = true;
    look->url = arena_strdup(looking->arena, result->final_url);
    look->title = arena_strdup(looking->arena, feed->title);
    look->site = arena_strdup(looking->arena, feed->link);
    look->entries = feed->n_entries;
    look->sample = arena_array(looking->arena, 1, sizeof *look->sample);
    fill_sample(looking->arena, look->sample, feed);
}

static void
take_page(struct looking *looking, const struct fetch_result *result)
{
    struct html *page;

    looking->answered = true;
    looking->told = TOLD_PAGE;
    if (!html_parse(result->body, result->len, NULL, &page, NULL))
        return;
    looking->look->n_choice = feed_discover(
        looking->arena, page, result->final_url, &looking->look->choice);
    html_free(page);
}

static void
take(const struct fetch_request *request, const struct fetch_result *result,
     void *context)
{
    struct looking *looking = context;
    struct feed_source source = {.url = result->final_url,
                                 .charset = result->charset};
    struct feed *feed;

    if (looking->look->is_feed)
        return; /* an earlier path was one */
    if (result->outcome != FETCH_OK) {
        if (request->user == NULL) {
            looking->told = result->status != 0 ? TOLD_STATUS : TOLD_NOTHING;
            error_set(looking->err, ERROR_INPUT, "%s %s", result->host,
                      result->words);
        }
    } else if (feed_parse(result->body, result->len, &source, &feed, NULL)) {
        take_feed(looking, result, feed);
        feed_free(feed);
    } else if (request->user == NULL) {
        take_page(looking, result);
    }
}

/* Fetches one address, or (guess) the common paths of its site. */
static bool
fetch(const struct config *config, struct looking *looking, const char *url,
      bool guess)
{
    struct fetch_options options;
    struct fetcher *fetcher;
    bool ok;

    fetcher_config(config, NULL, &options);
    options.done = take;
    options.ctx = looking;
    fetcher = fetcher_new(&options, looking->err);
    if (fetcher == NULL)
        return false;
    if (!guess) {
        struct fetch_request request = {.url = url, .kind = FETCH_FEED};

        fetcher_add(fetcher, &request);
    }
    for (size_t i = 0; guess && feed_common_paths[i] != NULL; i++) {
        struct fetch_request request = {
            .url = url_resolve(looking->arena, url, feed_common_paths[i]),
            .kind = FETCH_FEED,
            .user = looking};

        if (request.url != NULL)
            fetcher_add(fetcher, &request);
    }
    ok = fetcher_run(fetcher, go_on, looking->err);
    fetcher_free(fetcher);
    return ok;
}

static bool
look(const struct config *config, const char *url, const struct bounds *bounds,
     struct arena *arena, struct look *found, int *told, struct error *err)
{
    struct looking looking = {
        .arena = arena, .look = found, .err = err, .bounds = bounds};
    struct error first;
    bool ok;

    *told = TOLD_NOTHING;

    memset(found, 0, sizeof *found);
    if (url_resolve(arena, NULL, url) == NULL || url_is_inner(url))
        return error_set(err, ERROR_INPUT,
                         "%s: no address of the open web (http or https)", url);
    looking.err = &first;
    error_set(&first, ERROR_INPUT, "%s: no answer", url);
    ok = fetch(config, &looking, url, false);
    *told = looking.told;
    if (!ok || (!found->is_feed && !looking.answered)) {
        if (err != NULL)
            *err = first;
        return false;
    }
    if (!found->is_feed && found->n_choice == 0 &&
        !fetch(config, &looking, url, true))
        return error_set(err, ERROR_INPUT, "%s", first.text);
    return found->is_feed || found->n_choice > 0 ||
           error_set(err, ERROR_INPUT,
                     "%s is a page that names no feed, and none is under the "
                     "usual addresses; ask the site for its feed's address",
                     url);
}

bool
look_within(const struct config *config, const char *url, int seconds,
            const atomic_bool *stop, struct arena *arena, struct look *found,
            struct error *err)
{
    struct bounds bounds = {.stop = stop};
    struct error plain;
    int told, told_plain;

    if (seconds > 0)
        bounds.until = clock_mono_ms() + (int64_t)seconds * 1000;
    if (strstr(url, "://") != NULL)
        return look(config, url, &bounds, arena, found, &told, err);
    /* "example.com" as people write it: most sites answer to https, some
     * small ones do not */
    if (look(config, arena_printf(arena, "https://%s", url), &bounds, arena,
             found, &told, err))
        return true;
    if (is_over(&bounds))
        return false;
    if (look(config, arena_printf(arena, "http://%s", url), &bounds, arena,
             found, &told_plain, &plain))
        return true;
    if (err != NULL && told_plain > told)
        *err = plain;
    return false;
}

bool
look_at(const struct config *config, const char *url, struct arena *arena,
        struct look *found, struct error *err)
{
    return look_within(config, url, 0, NULL, arena, found, err);
}

/* --- samples -------------------------------------------------------------- */

static void
take_sample(const struct fetch_request *request,
            const struct fetch_result *result, void *context)
{
    struct looking *looking = context;
    struct look_sample *sample = request->user;
    struct feed_source source = {.url = result->final_url,
                                 .charset = result->charset};
    struct feed *feed;

    sample->is_read = true;
    if (result->outcome != FETCH_OK) {
        sample->problem =
            arena_printf(looking->arena, "%s %s", result->host, result->words);
    } else if (feed_parse(result->body, result->len, &source, &feed, NULL)) {
        fill_sample(looking->arena, sample, feed);
        feed_free(feed);
    } else {
        sample->problem = "what stands there is no feed";
    }
}

void
look_sample(const struct config *config, struct look *look, int seconds,
            const atomic_bool *stop, struct arena *arena)
{
    struct bounds bounds = {.until = clock_mono_ms() + (int64_t)seconds * 1000,
                            .stop = stop};
    struct looking looking = {.arena = arena, .look = look, .bounds = &bounds};
    struct fetch_options options;
    struct fetcher *fetcher;
    struct error err;

    if (look->is_feed || look->n_choice == 0)
        return;
    look->sample = arena_array(arena, look->n_choice, sizeof *look->sample);
    memset(look->sample, 0, look->n_choice * sizeof *look->sample);
    fetcher_config(config, NULL, &options);
    options.done = take_sample;
    options.ctx = &looking;
    fetcher = fetcher_new(&options, NULL);
    if (fetcher == NULL)
        return;
    for (size_t i = 0; i < look->n_choice && i < LOOK_SAMPLED; i++) {
        struct fetch_request request = {.url = look->choice[i].url,
                                        .kind = FETCH_FEED,
                                        .user = &look->sample[i]};

        fetcher_add(fetcher, &request);
    }
    if (!fetcher_run(fetcher, go_on, &err))
        log_event(LOG_WARNING, "look", "%s", err.text);
    fetcher_free(fetcher);
}
