/* Visits the feeds that are due and reads the pages that their entries link
 * to. The fetcher calls back with each answer; what it holds is stored in one
 * transaction before the next one comes, so that a round that is killed
 * anywhere goes on where it was: a feed that was stored is not due any more,
 * a page that was not is still wanted. */
#include "polyphony/archive.h"
#include "polyphony/arena.h"
#include "polyphony/curator.h"
#include "polyphony/discover.h"
#include "polyphony/extract.h"
#include "polyphony/feed.h"
#include "polyphony/fetch.h"
#include "polyphony/fetcher_config.h"
#include "polyphony/html.h"
#include "polyphony/json.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"
#include "polyphony/subscription.h"
#include "polyphony/text_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_RETRY (6 * 3600) /* seconds before a page is tried again */

struct gather {
    struct curator *curator;
    struct fetcher *fetcher;
    struct arena *arena;    /* what lives as long as the round */
    struct text_set *asked; /* pages, by address: several feeds may name one */
    struct error *err;      /* the first failure of the store; ends the round */
    bool failed;
};

/* What a request was about: one of the two. */
struct errand {
    const struct subscription *feed;
    int64_t article;
};

static void
give_up(struct gather *gather)
{
    gather->failed = true;
}

static void
ask_pages(struct gather *gather, int64_t feed)
{
    struct archive_wanted *list;
    size_t count;

    if (!archive_wanted(gather->curator->store, feed, gather->curator->now,
                        gather->arena, &list, &count, gather->err)) {
        give_up(gather);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct errand *errand;
        struct fetch_request request = {.url = list[i].url, .kind = FETCH_PAGE};

        if (!text_set_add(gather->asked, list[i].key))
            continue;
        errand = arena_alloc(gather->arena, sizeof *errand);
        request.user = errand;
        errand->article = list[i].article;
        fetcher_add(gather->fetcher, &request);
    }
}

static void
learn_rhythm(const struct feed *feed, struct visit_rhythm *rhythm)
{
    int64_t *dates = mem_calloc(feed->n_entries + 1, sizeof *dates);

    memset(rhythm, 0, sizeof *rhythm);
    for (size_t i = 0; i < feed->n_entries; i++) {
        dates[i] = feed->entries[i].published;
        if (dates[i] != TIME_NONE && dates[i] > rhythm->newest)
            rhythm->newest = dates[i];
    }
    rhythm->gap = visit_gap(dates, feed->n_entries);
    rhythm->ttl = feed->ttl_minutes > 0 ? feed->ttl_minutes * 60 : 0;
    rhythm->skip_hours = feed->skip_hours;
    rhythm->skip_days = feed->skip_days;
    free(dates);
}

/* The feeds that a page names instead of being one, as JSON; NULL: none. */
static char *
find_candidates(struct gather *gather, const struct fetch_result *result)
{
    struct buf json = {.max = 65536};
    struct json_out out = {.buf = &json};
    struct html *page;
    struct found_feed *feeds;
    size_t count;

    if (!html_parse(result->body, result->len, NULL, &page, NULL))
        return NULL;
    count = feed_discover(gather->arena, page, result->final_url, &feeds);
    json_open(&out, '[');
    for (size_t i = 0; i < count && i < 10; i++) {
        json_open(&out, '{');
        json_member(&out, "url", feeds[i].url);
        json_member(&out, "title", feeds[i].title);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    html_free(page);
    if (count == 0 || !buf_ok(&json)) {
        buf_deinit(&json);
        return NULL;
    }
    return buf_take(&json);
}

struct visited {
    const struct subscription *feed;
    const struct fetch_result *result;
    struct feed *read; /* NULL: no feed stood there */
    enum visit_body body;
    char *candidates;
};

/* One transaction: the entries and what the visit taught. */
static bool
store_visit(struct gather *gather, const struct visited *visited,
            struct error *err)
{
    struct curator *curator = gather->curator;
    struct archive_counts counts = {0};
    struct visit_rhythm rhythm = {0};
    struct visit_verdict verdict;
    const struct feed *read = visited->read;

    if (read != NULL) {
        learn_rhythm(read, &rhythm);
        if (!archive_entries(
                curator->store, visited->feed->id, read,
                config_number(curator->config, "fetch.pages_per_feed"),
                curator->now, &counts, err))
            return false;
    }
    visit_judge(gather->arena, &visited->feed->visit, visited->result,
                visited->body, read != NULL ? &rhythm : NULL, curator->now,
                &verdict);
    curator->report.entries_new += counts.added;
    curator->report.entries_changed += counts.changed;
    curator->report.entries_known += counts.known;
    return subscription_visited(
        curator->store, visited->feed->id, &verdict,
        read != NULL ? read->title : NULL, read != NULL ? read->link : NULL,
        visited->candidates, read != NULL ? (int64_t)read->n_entries : -1,
        curator->now, err);
}

static void
count_visit(struct curator_report *report, const struct visited *visited)
{
    if (visited->read != NULL)
        report->feeds_read++;
    else if (visited->result->outcome == FETCH_NOT_MODIFIED)
        report->feeds_unchanged++;
    else
        report->feeds_failed++;
}

static void
take_feed(struct gather *gather, const struct subscription *feed,
          const struct fetch_result *result)
{
    struct visited visited = {
        .feed = feed, .result = result, .body = VISIT_BODY_FEED};
    struct store *store = gather->curator->store;
    struct error why;

    if (result->outcome == FETCH_OK) {
        struct feed_source source = {.url = result->final_url,
                                     .charset = result->charset};

        if (!feed_parse(result->body, result->len, &source, &visited.read,
                        &why)) {
            log_event(LOG_INFO, "gather", "%s: %s", feed->url, why.text);
            visited.body = visit_look_at_body(result->body, result->len);
            if (visited.body == VISIT_BODY_PAGE)
                visited.candidates = find_candidates(gather, result);
        }
    }
    if (visited.read != NULL && visited.read->cut_short)
        log_event(LOG_WARNING, "gather",
                  "%s: only the first %zu entries were read, the rest is over "
                  "our bounds",
                  feed->url, visited.read->n_entries);
    if (!db_begin(store->db, gather->err) ||
        !store_visit(gather, &visited, gather->err) ||
        !db_commit(store->db, gather->err)) {
        db_rollback(store->db);
        give_up(gather);
    } else {
        count_visit(&gather->curator->report, &visited);
        if (visited.read != NULL)
            ask_pages(gather, feed->id);
    }
    feed_free(visited.read);
    free(visited.candidates);
}

/* What the failure of a page means for its article. */
static bool
note_failure(struct gather *gather, int64_t article,
             const struct fetch_result *result, const char *words)
{
    struct curator *curator = gather->curator;
    const char *state = "failed";
    int64_t after = 0;

    switch (result->outcome) {
    case FETCH_STOPPED:
        return true; /* still wanted */
    case FETCH_ROBOTS_FORBID:
    case FETCH_REFUSED:
        state = "refused";
        break;
    case FETCH_BUSY:
    case FETCH_HOST_WAITS:
    case FETCH_SERVER_ERROR:
    case FETCH_TOO_SLOW:
    case FETCH_NO_HOST:
    case FETCH_NO_CONNECTION:
        state = "wanted";
        after = result->retry_at != TIME_NONE ? result->retry_at
                                              : curator->now + PAGE_RETRY;
        break;
    default:
        break;
    }
    curator->report.pages_failed++;
    return archive_no_page(curator->store, article, state, words, after,
                           gather->err);
}

static void
take_page(struct gather *gather, int64_t article,
          const struct fetch_result *result)
{
    struct curator *curator = gather->curator;
    struct extract_source source = {.url = result->final_url,
                                    .charset = result->charset};
    struct extract *page = NULL;
    struct error why;
    bool ok;

    if (result->outcome != FETCH_OK) {
        ok = note_failure(gather, article, result, result->words);
    } else if (!extract_article(result->body, result->len, &source, &page,
                                &why)) {
        ok = note_failure(gather, article, result, why.text);
    } else {
        curator->report.pages_read++;
        ok = archive_page(curator->store, article, page, curator->now,
                          gather->err);
    }
    extract_free(page);
    if (!ok)
        give_up(gather);
}

static void
take(const struct fetch_request *request, const struct fetch_result *result,
     void *context)
{
    struct gather *gather = context;
    const struct errand *errand = request->user;

    if (gather->failed)
        return; /* what is left stays due */
    if (errand->feed == NULL)
        take_page(gather, errand->article, result);
    else if (result->outcome != FETCH_STOPPED)
        take_feed(gather, errand->feed, result);
}

static bool
go_on(size_t done, size_t left, void *context)
{
    struct gather *gather = context;
    struct curator *curator = gather->curator;
    struct curator_progress progress = {
        .step = "feeds and pages", .done = done, .left = left};

    if (gather->failed)
        return false;
    return curator->progress == NULL ||
           curator->progress(&progress, curator->context);
}

/* A proxy that is not there is no fault of the feeds: they stay due. */
static bool
is_web_there(struct curator *curator)
{
    struct fetch_options options;
    struct error why;

    fetcher_config(curator->config, curator->proxy, &options);
    if (fetch_proxy_answers(options.proxy, &why))
        return true;
    snprintf(curator->report.trouble, sizeof curator->report.trouble, "%s",
             why.text);
    return false;
}

static struct fetcher *
open_fetcher(struct gather *gather)
{
    struct fetch_options options;

    fetcher_config(gather->curator->config, gather->curator->proxy, &options);
    options.done = take;
    options.ctx = gather;
    return fetcher_new(&options, gather->err);
}

static bool
ask_feeds(struct gather *gather)
{
    struct subscription *due;
    struct curator *curator = gather->curator;
    size_t count;

    if (!subscription_list(curator->store, SUBSCRIPTION_DUE, curator->now,
                           gather->arena, &due, &count, gather->err))
        return false;
    curator->report.feeds_due = count;
    for (size_t i = 0; i < count; i++) {
        struct errand *errand = arena_alloc(gather->arena, sizeof *errand);
        struct fetch_request request = {.url = due[i].url,
                                        .etag = due[i].visit.etag,
                                        .last_modified =
                                            due[i].visit.last_modified,
                                        .kind = FETCH_FEED,
                                        .user = errand};

        errand->feed = &due[i];
        fetcher_add(gather->fetcher, &request);
    }
    return true;
}

bool
gather_due(struct curator *curator, struct error *err)
{
    struct gather gather = {.curator = curator,
                            .arena = arena_new(0),
                            .asked = text_set_new(),
                            .err = err};
    bool ok = false;

    gather.fetcher = open_fetcher(&gather);
    if (gather.fetcher != NULL && !is_web_there(curator)) {
        ok = true;
        goto out;
    }
    if (gather.fetcher == NULL || !ask_feeds(&gather))
        goto out;
    ask_pages(&gather, 0); /* what an earlier round left */
    ok = !gather.failed && fetcher_run(gather.fetcher, go_on, err) &&
         !gather.failed;
out:
    fetcher_free(gather.fetcher);
    text_set_free(gather.asked);
    arena_free(gather.arena);
    return ok;
}
