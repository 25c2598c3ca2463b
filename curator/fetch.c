/* The fetcher's decisions: whom to ask next, what an answer leads to, and
 * when a host is left alone. See fetch.h for the promises and
 * fetch_internal.h for who does what.
 *
 * A job goes round: it waits in its host's queue, is asked (one hop), and is
 * then answered, or put at the head of a queue again: of the host to which it
 * was redirected, or of its own to repeat a hop that met a passing trouble. */
#include "fetch_internal.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>

#define CONTACT_URL "https://polyphony.example/bot" /* as in store/config.c */
#ifndef POLYPHONY_VERSION
#define POLYPHONY_VERSION "0.1"
#endif
/* robots.txt may turn out to ask for a pause that should have stood before
 * it already; a second is what sites ask for most. */
#define PAUSE_BEFORE_ROBOTS_MS 1000
#define LEAST_REPEAT_MS 250
#define LONGEST_SLEEP_MS 500

void
fetch_options_init(struct fetch_options *options)
{
    *options = (struct fetch_options){
        .interval_ms = 1000,
        .max_active = 64,
        .timeout_ms = 30000,
        .connect_ms = 10000,
        .max_redirects = 10,
        .max_crawl_delay_ms = 30000,
        .max_bytes = (size_t)32 << 20,
        .max_header_bytes = (size_t)64 << 10,
    };
}

const char *
fetch_outcome_name(enum fetch_outcome outcome)
{
    static const char *const names[FETCH_N_OUTCOMES] = {
        [FETCH_OK] = "ok",
        [FETCH_NOT_MODIFIED] = "not-modified",
        [FETCH_GONE] = "gone",
        [FETCH_DENIED] = "denied",
        [FETCH_BUSY] = "busy",
        [FETCH_SERVER_ERROR] = "server-error",
        [FETCH_HOST_WAITS] = "host-waits",
        [FETCH_ROBOTS_FORBID] = "robots-forbid",
        [FETCH_REFUSED] = "refused",
        [FETCH_REDIRECTS] = "redirects",
        [FETCH_TOO_BIG] = "too-big",
        [FETCH_TOO_SLOW] = "too-slow",
        [FETCH_NO_HOST] = "no-host",
        [FETCH_NO_CONNECTION] = "no-connection",
        [FETCH_STOPPED] = "stopped",
    };

    return outcome < FETCH_N_OUTCOMES ? names[outcome] : "unknown";
}

/* --- making and ending --- */

static bool
is_proxy_address(const char *proxy)
{
    CURLU *url = curl_url();
    bool ok = url != NULL &&
              curl_url_set(url, CURLUPART_URL, proxy,
                           CURLU_DEFAULT_SCHEME | CURLU_NON_SUPPORT_SCHEME) ==
                  CURLUE_OK;

    curl_url_cleanup(url);
    return ok;
}

struct fetcher *
fetcher_new(const struct fetch_options *options, struct error *err)
{
    const char *proxy = options->proxy != NULL ? options->proxy : "";
    struct fetcher *fetcher;
    struct buf agent = {.max = 1000};

    if (proxy[0] != '\0' && !is_proxy_address(proxy)) {
        error_set(err, ERROR_USAGE, "fetch proxy \"%.200s\" is no address",
                  proxy);
        return NULL;
    }
    fetcher = mem_calloc(1, sizeof *fetcher);
    fetcher->options = *options;
    fetcher->proxy = mem_strdup(proxy);
    buf_printf(&agent, "polyphony/%s (+%s)", POLYPHONY_VERSION,
               options->contact != NULL && options->contact[0] != '\0'
                   ? options->contact
                   : CONTACT_URL);
    fetcher->user_agent = mem_strdup(buf_text(&agent));
    buf_deinit(&agent);
    fetcher->started = clock_mono_ms();
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        (fetcher->multi = curl_multi_init()) == NULL) {
        error_set(err, ERROR_IO, "libcurl can't be started");
        fetcher_free(fetcher);
        return NULL;
    }
    curl_multi_setopt(fetcher->multi, CURLMOPT_MAXCONNECTS,
                      (long)options->max_active * 2);
    return fetcher;
}

void
fetcher_free(struct fetcher *fetcher)
{
    struct transfer *next;

    if (fetcher == NULL)
        return;
    for (struct transfer *t = fetcher->transfers; t != NULL; t = next) {
        next = t->next;
        curl_multi_remove_handle(fetcher->multi, t->easy);
        arena_free(t->job->arena);
        transfer_free(t);
    }
    jobs_free(fetcher->unaskable);
    hosts_free(&fetcher->hosts);
    if (fetcher->multi != NULL)
        curl_multi_cleanup(fetcher->multi);
    free(fetcher->proxy);
    free(fetcher->user_agent);
    free(fetcher);
    curl_global_cleanup();
}

/* --- jobs --- */

static struct job *
new_job(const struct fetch_request *request)
{
    struct arena *arena = arena_new(0);
    struct job *job = arena_alloc(arena, sizeof *job);

    job->arena = arena;
    job->request = *request;
    job->request.url = arena_strdup(arena, request->url ? request->url : "");
    job->request.etag = arena_strdup(arena, request->etag);
    job->request.last_modified = arena_strdup(arena, request->last_modified);
    job->url = url_resolve(arena, NULL, job->request.url);
    job->all_permanent = true;
    return job;
}

/* Into the queue of the host that its next address names. */
static void
enqueue(struct fetcher *fetcher, struct job *job, bool front)
{
    const char *name = job->url != NULL ? url_host(job->arena, job->url) : NULL;
    struct host *host;

    if (name == NULL) {
        job->next = fetcher->unaskable;
        fetcher->unaskable = job;
        return;
    }
    host = hosts_get(&fetcher->hosts, name);
    host_push(host, job, front);
    hosts_schedule(&fetcher->hosts, host);
}

void
fetcher_add(struct fetcher *fetcher, const struct fetch_request *request)
{
    fetcher->left++;
    enqueue(fetcher, new_job(request), false);
}

/* --- robots.txt --- */

static void
start_site(struct fetcher *fetcher, struct site *site)
{
    struct fetch_request request = {.kind = FETCH_ROBOTS};
    struct job *job;
    struct buf url = {0};

    buf_add(&url, site->origin);
    buf_add(&url, "/robots.txt");
    request.url = buf_text(&url);
    job = new_job(&request);
    buf_deinit(&url);
    job->robots_of = site;
    site->state = SITE_READING;
    enqueue(fetcher, job, true);
}

/* RFC 9309, 2.3.1: no such file, or only refusals, allows everything; a
 * server that fails or does not answer forbids everything. */
static void
finish_site(struct fetcher *fetcher, struct site *site,
            const struct fetch_result *result)
{
    struct host *host = site->host;
    int delay;

    switch (result->outcome) {
    case FETCH_OK:
    case FETCH_GONE:
    case FETCH_DENIED:
    case FETCH_REDIRECTS:
    case FETCH_REFUSED:
        site->robots = robots_parse(result->body != NULL ? result->body : "",
                                    result->len, ROBOTS_AGENT);
        site->state = SITE_READ;
        break;
    default:
        site->state = SITE_UNREACHABLE;
        hosts_schedule(&fetcher->hosts, host);
        return;
    }
    delay = robots_crawl_delay_ms(site->robots);
    if (delay > fetcher->options.max_crawl_delay_ms)
        delay = fetcher->options.max_crawl_delay_ms;
    if (delay > host->delay_ms)
        host->delay_ms = delay;
    if (host->ended_at > 0 && host->ready_at < host->ended_at + delay)
        host->ready_at = host->ended_at + delay;
    hosts_schedule(&fetcher->hosts, host);
}

/* --- answering --- */

/* The address whose host did what the words say: where we were sent to a
 * place that we refuse, that is who sent us. */
static const char *
words_about(const struct job *job, const struct fetch_result *result)
{
    if (result->outcome == FETCH_REFUSED && job->redirects > 0 &&
        job->hop_count > 0)
        return job->hops[job->hop_count - 1].url;
    return job->url != NULL ? job->url : job->request.url;
}

static void
answer(struct fetcher *fetcher, struct job *job, struct fetch_result *result)
{
    const char *asked = job->url != NULL ? job->url : job->request.url;

    result->final_url = asked;
    if (job->redirects > 0 && job->all_permanent)
        result->permanent_url = asked;
    result->hops = job->hops;
    result->hop_count = job->hop_count;
    result->bytes = job->bytes;
    result->header_bytes = job->header_bytes;
    result->ms = job->spent_ms;
    result->host = url_host(job->arena, words_about(job, result));
    if (result->host == NULL)
        result->host = asked;
    if (job->robots_of != NULL) {
        finish_site(fetcher, job->robots_of, result);
    } else {
        fetcher->left--;
        fetcher->done++;
        if (fetcher->options.done != NULL)
            fetcher->options.done(&job->request, result, fetcher->options.ctx);
    }
    arena_free(job->arena);
}

/* For what is not sent at all. */
static void
answer_unsent(struct fetcher *fetcher, struct job *job,
              enum fetch_outcome outcome, int64_t retry_at, const char *words)
{
    struct fetch_result result = {.outcome = outcome,
                                  .retry_at = retry_at,
                                  .max_age = -1,
                                  .words = words};

    answer(fetcher, job, &result);
}

/* --- whom to ask next --- */

/* May this page be asked for? SITE_READ and allowed: yes. */
static bool
site_allows(const struct site *site, const char *url)
{
    return site->state == SITE_READ && robots_allows(site->robots, url);
}

static bool
needs_robots(const struct fetcher *fetcher, const struct job *job)
{
    return job->request.kind == FETCH_PAGE && !fetcher->options.ignore_robots;
}

/* Forbidden for good, or (no robots.txt could be had) for now. */
static void
answer_forbidden(struct fetcher *fetcher, struct job *job,
                 const struct site *site)
{
    if (site->state == SITE_READ)
        answer_unsent(fetcher, job, FETCH_ROBOTS_FORBID, TIME_NONE,
                      "asks crawlers to leave this page alone (robots.txt)");
    else
        answer_unsent(fetcher, job, FETCH_HOST_WAITS, site->host->retry_at,
                      "can't tell us just now whether we may read this page "
                      "(robots.txt)");
}

/* The next job of a host that may be sent now, taken out of its queue; NULL
 * when it has none. Answers what can't be sent on the way. */
static struct job *
next_job(struct fetcher *fetcher, struct host *host)
{
    struct job *before = NULL, *job = host->first;

    while (job != NULL) {
        struct site *site =
            needs_robots(fetcher, job) ? host_site(host, job->url) : NULL;

        if (site == NULL || site_allows(site, job->url)) {
            host_unlink(host, before, job);
            return job;
        }
        if (site->state == SITE_UNREAD) {
            start_site(fetcher, site); /* its job is the first now */
            return NULL;
        }
        if (site->state == SITE_READING) {
            before = job;
            job = job->next;
            continue;
        }
        host_unlink(host, before, job);
        answer_forbidden(fetcher, job, site);
        job = before != NULL ? before->next : host->first;
    }
    return NULL;
}

/* Everything that waits for this host is answered without being sent. */
static void
give_up_queue(struct fetcher *fetcher, struct host *host)
{
    while (host->first != NULL) {
        struct job *job = host->first;

        host_unlink(host, NULL, job);
        if (fetcher->stopping)
            answer_unsent(fetcher, job, FETCH_STOPPED, TIME_NONE,
                          "was not asked: the round ended before its turn");
        else
            answer_unsent(fetcher, job, FETCH_HOST_WAITS, host->retry_at,
                          host->left_alone);
    }
}

/* robots.txt keeps a pause of its own from what was asked before it. */
static bool
must_pause(struct host *host, const struct job *job, int64_t now)
{
    int64_t earliest = host->ended_at + PAUSE_BEFORE_ROBOTS_MS;

    if (job == NULL || job->robots_of == NULL || host->ended_at == 0 ||
        now >= earliest)
        return false;
    host->ready_at = earliest;
    return true;
}

static void
serve_host(struct fetcher *fetcher, struct host *host)
{
    struct job *job;

    hosts_remove(&fetcher->hosts, host);
    if (fetcher->stopping || host->left_alone != NULL) {
        give_up_queue(fetcher, host);
        return;
    }
    job = next_job(fetcher, host);
    if (job == NULL) {
        /* Nothing, or a robots.txt that was put first just now, or pages
         * that wait for one that another host serves; finish_site() wakes
         * those. */
        if (host->first != NULL && host->first->robots_of != NULL)
            hosts_schedule(&fetcher->hosts, host);
        return;
    }
    if (must_pause(host, job, clock_mono_ms())) {
        host_push(host, job, true);
        hosts_schedule(&fetcher->hosts, host);
        return;
    }
    if (url_is_inner(job->url)) {
        answer_unsent(fetcher, job, FETCH_REFUSED, TIME_NONE,
                      job->redirects == 0
                          ? "lies inside a private network, where we don't "
                            "fetch"
                          : "sends us on into a private network, where we "
                            "don't fetch");
        hosts_schedule(&fetcher->hosts, host);
        return;
    }
    host->busy = true;
    if (!transfer_start(fetcher, host, job)) {
        host->busy = false;
        answer_unsent(fetcher, job, FETCH_STOPPED, TIME_NONE,
                      "was not asked: libcurl failed");
        hosts_schedule(&fetcher->hosts, host);
    }
}

static void
serve_ready(struct fetcher *fetcher)
{
    struct job *unaskable;
    struct host *host;

    while ((unaskable = fetcher->unaskable) != NULL) {
        fetcher->unaskable = unaskable->next;
        answer_unsent(fetcher, unaskable, FETCH_REFUSED, TIME_NONE,
                      "is no http or https address");
    }
    while (fetcher->active < fetcher->options.max_active &&
           (host = hosts_first(&fetcher->hosts)) != NULL &&
           (fetcher->stopping || host->left_alone != NULL ||
            host->ready_at <= clock_mono_ms()))
        serve_host(fetcher, host);
}

/* --- what an answer leads to --- */

static uint32_t
hash_name(const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* When they asked us to come back, and up to a tenth later, at a point that
 * the name decides: not everybody at once. */
static int64_t
retry_at(const struct host *host, int64_t wait, int64_t now)
{
    return now + wait + (int64_t)hash_name(host->name) % (wait / 10 + 3);
}

static bool
is_failure(enum fetch_outcome outcome)
{
    return outcome == FETCH_SERVER_ERROR || outcome == FETCH_BUSY ||
           outcome == FETCH_TOO_SLOW || outcome == FETCH_NO_HOST ||
           outcome == FETCH_NO_CONNECTION;
}

static void
judge_host(struct host *host, const struct answer *hop, int64_t now)
{
    host->failures = is_failure(hop->outcome) ? host->failures + 1 : 0;
    if (hop->outcome == FETCH_BUSY && hop->retry_after >= 0) {
        host->retry_at = retry_at(host, hop->retry_after, now);
        host->left_alone = "asked us to wait, so we did not ask again";
    } else if (hop->status == 429) {
        host->left_alone = "asked us to come less often, so we did not ask "
                           "again";
    } else if (host->failures >= MAX_FAILURES_OF_HOST) {
        host->left_alone = "failed several times in a row, so we left it "
                           "alone for now";
    }
}

/* A hop that met a passing trouble is asked once more, a little later. */
static bool
repeat(struct fetcher *fetcher, struct host *host, struct job *job,
       const struct answer *hop)
{
    int64_t pause = 2 * (int64_t)fetcher->options.interval_ms;

    if ((hop->status != 502 && hop->status != 503 && hop->status != 504) ||
        hop->outcome == FETCH_TOO_BIG || hop->retry_after >= 0 ||
        job->repeats >= MAX_REPEATS || job->hop_count >= MAX_HOPS)
        return false;
    if (pause < LEAST_REPEAT_MS)
        pause = LEAST_REPEAT_MS;
    pause <<= job->repeats++;
    if (host->ready_at < host->ended_at + pause)
        host->ready_at = host->ended_at + pause;
    enqueue(fetcher, job, true);
    return true;
}

static bool
was_asked(const struct job *job, const char *url)
{
    for (size_t i = 0; i < job->hop_count; i++) {
        if (strcmp(job->hops[i].url, url) == 0)
            return true;
    }
    return false;
}

/* Goes on to where a redirect leads, or says in `hop` why not. */
static bool
follow(struct fetcher *fetcher, struct job *job, struct answer *hop)
{
    hop->outcome = FETCH_REDIRECTS;
    if (hop->location == NULL) {
        hop->words = "sends us on to something that is no web address";
        return false;
    }
    if (was_asked(job, hop->location)) {
        hop->words = "sends us round in a circle";
        return false;
    }
    if (job->redirects >= fetcher->options.max_redirects ||
        job->hop_count >= MAX_HOPS) {
        hop->words = arena_printf(job->arena,
                                  "sends us on and on: more than %d redirects",
                                  fetcher->options.max_redirects);
        return false;
    }
    job->redirects++;
    job->repeats = 0;
    if (hop->status != 301 && hop->status != 308)
        job->all_permanent = false;
    job->url = hop->location;
    enqueue(fetcher, job, true);
    return true;
}

static void
answer_sent(struct fetcher *fetcher, struct transfer *transfer,
            const struct answer *hop, int64_t now)
{
    struct fetch_result result = {.outcome = hop->outcome,
                                  .status = hop->status,
                                  .cut_short = hop->cut_short,
                                  .content_type = hop->content_type,
                                  .charset = hop->charset,
                                  .etag = hop->etag,
                                  .last_modified = hop->last_modified,
                                  .max_age = hop->max_age,
                                  .retry_at = TIME_NONE,
                                  .words = hop->words};

    if (hop->outcome == FETCH_OK) {
        result.body = buf_text(&transfer->body);
        result.len = transfer->body.len;
    }
    if (hop->outcome == FETCH_BUSY && hop->retry_after >= 0)
        result.retry_at = retry_at(transfer->host, hop->retry_after, now);
    answer(fetcher, transfer->job, &result);
}

/* The host may be asked again after its pause. */
static void
release_host(struct fetcher *fetcher, struct host *host)
{
    int64_t pause = fetcher->options.interval_ms;

    if (pause < host->delay_ms)
        pause = host->delay_ms;
    host->busy = false;
    host->ended_at = clock_mono_ms();
    host->ready_at = host->ended_at + pause;
    hosts_schedule(&fetcher->hosts, host);
}

static void
finish(struct fetcher *fetcher, struct transfer *transfer, CURLcode code)
{
    struct host *host = transfer->host;
    struct job *job = transfer->job;
    struct answer hop;
    int64_t now = clock_now();

    for (struct transfer **p = &fetcher->transfers; *p != NULL;
         p = &(*p)->next) {
        if (*p == transfer) {
            *p = transfer->next;
            break;
        }
    }
    fetcher->active--;
    curl_multi_remove_handle(fetcher->multi, transfer->easy);
    transfer_read(transfer, code, now, &hop);
    job->hops[job->hop_count++] =
        (struct fetch_hop){.url = job->url, .status = hop.status};
    release_host(fetcher, host);
    if ((hop.is_redirect && follow(fetcher, job, &hop)) ||
        repeat(fetcher, host, job, &hop)) {
        transfer_free(transfer);
        return;
    }
    judge_host(host, &hop, now);
    answer_sent(fetcher, transfer, &hop, now);
    transfer_free(transfer);
}

/* --- the run --- */

/* Bodies that waited for room go on. What fails at once is done: libcurl
 * would only notice when more bytes come. */
static size_t
resume_paused(struct fetcher *fetcher)
{
    struct transfer *t = fetcher->transfers;
    size_t count = 0;

    while (t != NULL && fetcher->large < MAX_LARGE) {
        CURLcode code = CURLE_OK;

        if (t->paused) {
            t->paused = false;
            code = curl_easy_pause(t->easy, CURLPAUSE_CONT);
        }
        if (code != CURLE_OK) {
            finish(fetcher, t, code);
            count++;
            t = fetcher->transfers; /* the list is another one now */
        } else {
            t = t->next;
        }
    }
    return count;
}

/* libcurl's list of what is done; the handle leads back to its transfer. */
static size_t
finish_done(struct fetcher *fetcher)
{
    CURLMsg *message;
    size_t count = 0;
    int queued;

    while ((message = curl_multi_info_read(fetcher->multi, &queued)) != NULL) {
        struct transfer *transfer = NULL;
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE ||
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
                              &transfer) != CURLE_OK)
            continue;
        finish(fetcher, transfer, code);
        count++;
    }
    return count;
}

static int
sleep_ms(const struct fetcher *fetcher)
{
    const struct host *host = hosts_first(&fetcher->hosts);
    int64_t wait = LONGEST_SLEEP_MS;

    if (host != NULL && fetcher->active < fetcher->options.max_active) {
        wait = host->ready_at - clock_mono_ms();
        if (host->left_alone != NULL || wait < 0)
            wait = 0;
    }
    return wait < LONGEST_SLEEP_MS ? (int)wait : LONGEST_SLEEP_MS;
}

/* What is under way is broken off; what waits is answered by serve_ready(). */
static void
stop(struct fetcher *fetcher)
{
    fetcher->stopping = true;
    while (fetcher->transfers != NULL) {
        struct transfer *transfer = fetcher->transfers;
        struct job *job = transfer->job;

        fetcher->transfers = transfer->next;
        fetcher->active--;
        curl_multi_remove_handle(fetcher->multi, transfer->easy);
        transfer->host->busy = false;
        hosts_schedule(&fetcher->hosts, transfer->host);
        transfer_free(transfer);
        answer_unsent(fetcher, job, FETCH_STOPPED, TIME_NONE,
                      "was not asked to the end: the round ended");
    }
}

static bool
time_is_up(const struct fetcher *fetcher)
{
    return fetcher->options.run_ms > 0 &&
           clock_mono_ms() - fetcher->started >= fetcher->options.run_ms;
}

bool
fetcher_run(struct fetcher *fetcher, fetch_progress *progress,
            struct error *err)
{
    int64_t told = 0;
    int running;

    while (fetcher->left > 0) {
        size_t done;

        serve_ready(fetcher);
        if (curl_multi_perform(fetcher->multi, &running) != CURLM_OK)
            return error_set(err, ERROR_IO, "libcurl failed");
        done = finish_done(fetcher) + resume_paused(fetcher);
        if (!fetcher->stopping && time_is_up(fetcher))
            stop(fetcher);
        if (progress != NULL && !fetcher->stopping &&
            (done > 0 || clock_mono_ms() - told >= LONGEST_SLEEP_MS)) {
            told = clock_mono_ms();
            if (!progress(fetcher->done, fetcher->left, fetcher->options.ctx))
                stop(fetcher);
        }
        if (done == 0 && fetcher->left > 0 && !fetcher->stopping &&
            curl_multi_poll(fetcher->multi, NULL, 0, sleep_ms(fetcher), NULL) !=
                CURLM_OK)
            return error_set(err, ERROR_IO, "libcurl failed");
    }
    return true;
}
