/* Whom to ask next: the host that has waited its pause, its first job that
 * robots.txt lets through, no inner address. What can't be sent is answered
 * here without being sent. */
#include "fetch_internal.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>

/* robots.txt may turn out to ask for a pause that should have stood before
 * it already; a second is what sites ask for most. */
#define PAUSE_BEFORE_ROBOTS_MS 1000

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
    job = job_new(&request);
    buf_deinit(&url);
    job->robots_of = site;
    site->state = SITE_READING;
    fetch_enqueue(fetcher, job, true);
}

/* RFC 9309, 2.3.1: no such file, or only refusals, allows everything; a
 * server that fails or does not answer forbids everything. */
void
fetch_finish_site(struct fetcher *fetcher, struct site *site,
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
        fetch_answer_unsent(
            fetcher, job, FETCH_ROBOTS_FORBID, TIME_NONE,
            "asks crawlers to leave this page alone (robots.txt)");
    else
        fetch_answer_unsent(
            fetcher, job, FETCH_HOST_WAITS, site->host->retry_at,
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
            fetch_answer_unsent(
                fetcher, job, FETCH_STOPPED, TIME_NONE,
                "was not asked: the round ended before its turn");
        else
            fetch_answer_unsent(fetcher, job, FETCH_HOST_WAITS, host->retry_at,
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
         * that wait for one that another host serves; fetch_finish_site() wakes
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
        fetch_answer_unsent(
            fetcher, job, FETCH_REFUSED, TIME_NONE,
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
        fetch_answer_unsent(fetcher, job, FETCH_STOPPED, TIME_NONE,
                            "was not asked: libcurl failed");
        hosts_schedule(&fetcher->hosts, host);
    }
}

void
fetch_serve_ready(struct fetcher *fetcher)
{
    struct job *unaskable;
    struct host *host;

    while ((unaskable = fetcher->unaskable) != NULL) {
        fetcher->unaskable = unaskable->next;
        fetch_answer_unsent(fetcher, unaskable, FETCH_REFUSED, TIME_NONE,
                            "is no http or https address");
    }
    while (fetcher->active < fetcher->options.max_active &&
           (host = hosts_first(&fetcher->hosts)) != NULL &&
           (fetcher->stopping || host->left_alone != NULL ||
            host->ready_at <= clock_mono_ms()))
        serve_host(fetcher, host);
}
