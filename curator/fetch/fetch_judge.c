/* What the answer to one hop leads to: on to where it points, the same once
 * more, or an end; and whether its host is left alone from here on. Changes
 * the job and the host; fetch.c does the queueing. */
#include "fetch_internal.h"

#include <string.h>

#define LEAST_REPEAT_MS 250

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
int64_t
fetch_retry_at(const struct host *host, int64_t wait, int64_t now)
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

void
fetch_judge_host(struct host *host, const struct answer *hop, int64_t now)
{
    host->failures = is_failure(hop->outcome) ? host->failures + 1 : 0;
    if (hop->outcome == FETCH_BUSY && hop->retry_after >= 0) {
        host->retry_at = fetch_retry_at(host, hop->retry_after, now);
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
bool
fetch_repeats(const struct fetcher *fetcher, struct host *host, struct job *job,
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
bool
fetch_follows(const struct fetcher *fetcher, struct job *job,
              struct answer *hop)
{
    if (!hop->is_redirect)
        return false;
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
        hop->words = arena_printf(job_arena(job),
                                  "sends us on and on: more than %d redirects",
                                  fetcher->options.max_redirects);
        return false;
    }
    job->redirects++;
    job->repeats = 0;
    if (hop->status != 301 && hop->status != 308)
        job->all_permanent = false;
    job->url = hop->location;
    return true;
}
