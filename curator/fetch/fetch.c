/* The fetcher's round, from fetcher_new() to the last answer. See fetch.h for
 * the promises and fetch_internal.h for who does what.
 *
 * A job goes round: it waits in its host's queue, is asked (one hop), and is
 * then answered, or put at the head of a queue again: of the host to which it
 * was redirected, or of its own to repeat a hop that met a passing trouble. */
#include "fetch_internal.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"
#include "polyphony/version.h"

#include <stdlib.h>
#include <string.h>

#define CONTACT_URL "https://polyphony.example/bot" /* as in store/config.c */
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
    fetcher->scratch = arena_new(0);
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
        job_free(t->job);
        transfer_free(t);
    }
    jobs_free(fetcher->unaskable);
    hosts_free(&fetcher->hosts);
    if (fetcher->multi != NULL)
        curl_multi_cleanup(fetcher->multi);
    arena_free(fetcher->scratch);
    free(fetcher->proxy);
    free(fetcher->user_agent);
    free(fetcher);
    curl_global_cleanup();
}

/* --- jobs --- */

/* Into the queue of the host that its next address names. */
void
fetch_enqueue(struct fetcher *fetcher, struct job *job, bool front)
{
    const char *name =
        job->url != NULL ? url_host(fetcher->scratch, job->url) : NULL;
    struct host *host;

    if (name == NULL) {
        job->next = fetcher->unaskable;
        fetcher->unaskable = job;
        return;
    }
    host = hosts_get(&fetcher->hosts, name);
    host_push(host, job, front);
    hosts_schedule(&fetcher->hosts, host);
    arena_reset(fetcher->scratch);
}

void
fetcher_add(struct fetcher *fetcher, const struct fetch_request *request)
{
    fetcher->left++;
    fetch_enqueue(fetcher, job_new(request), false);
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

/* The end of a job, which is freed: the caller's callback, or a robots.txt. */
static void
answer_job(struct fetcher *fetcher, struct job *job,
           struct fetch_result *result)
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
    result->host = url_host(job_arena(job), words_about(job, result));
    if (result->host == NULL)
        result->host = asked;
    if (job->robots_of != NULL) {
        fetch_finish_site(fetcher, job->robots_of, result);
    } else {
        fetcher->left--;
        fetcher->done++;
        if (fetcher->options.done != NULL)
            fetcher->options.done(&job->request, result, fetcher->options.ctx);
    }
    job_free(job);
}

/* For what is not sent at all. */
void
fetch_answer_unsent(struct fetcher *fetcher, struct job *job,
                    enum fetch_outcome outcome, int64_t retry_at,
                    const char *words)
{
    struct fetch_result result = {.outcome = outcome,
                                  .retry_at = retry_at,
                                  .max_age = -1,
                                  .words = words};

    answer_job(fetcher, job, &result);
}

/* --- what an answer leads to --- */

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
        result.retry_at = fetch_retry_at(transfer->host, hop->retry_after, now);
    answer_job(fetcher, transfer->job, &result);
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
    job_note_hop(job, hop.status);
    release_host(fetcher, host);
    if (fetch_follows(fetcher, job, &hop) ||
        fetch_repeats(fetcher, host, job, &hop)) {
        fetch_enqueue(fetcher, job, true);
        transfer_free(transfer);
        return;
    }
    fetch_judge_host(host, &hop, now);
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

/* What is under way is broken off; what waits is answered by
 * fetch_serve_ready(). */
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
        fetch_answer_unsent(fetcher, job, FETCH_STOPPED, TIME_NONE,
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

        fetch_serve_ready(fetcher);
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
