/* What the files of the fetcher share: fetch.c runs and answers,
 * fetch_host.c keeps the queues, fetch_ask.c takes from them, fetch_transfer.c
 * talks to libcurl, fetch_judge.c reads what an answer leads to, and
 * fetch_words.c finds words. */
#ifndef POLYPHONY_FETCH_INTERNAL_H
#define POLYPHONY_FETCH_INTERNAL_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"
#include "polyphony/fetch.h"
#include "polyphony/robots.h"

#include <curl/curl.h>

#define MAX_HOPS 24   /* room for hops and repeats of one request */
#define MAX_REPEATS 2 /* of a hop that met a passing trouble */
#define MAX_FAILURES_OF_HOST 3
/* Memory: a body may grow past LARGE_BODY only while fewer than MAX_LARGE
 * others are, and is paused until then. With the usual limits at most
 * 64 x 2 + 8 x 32 MiB are held, whoever sends what. */
#define LARGE_BODY ((size_t)2 << 20)
#define MAX_LARGE 8

struct host;

/* One request on its way through the queues, all its hops. Small until it is
 * asked, since very many may wait: then it gets an arena. */
struct job {
    struct job *next;
    struct arena *arena; /* NULL until needed: use job_arena() */
    struct fetch_request request;
    struct site *robots_of; /* not NULL: we read this site's robots.txt */
    const char *url;        /* to be asked next */
    struct fetch_hop *hops; /* room for MAX_HOPS, once there are any */
    size_t hop_count;
    int redirects, repeats;
    bool all_permanent;
    int64_t spent_ms;
    size_t bytes, header_bytes;
    char text[]; /* the strings that it came with */
};
struct job *job_new(const struct fetch_request *request);
struct arena *job_arena(struct job *job);
void job_note_hop(struct job *job, int status);
void job_free(struct job *job);

/* robots.txt of one origin (scheme, host, port) of a host. */
struct site {
    struct site *next;
    struct host *host;
    char *origin;
    enum { SITE_UNREAD, SITE_READING, SITE_READ, SITE_UNREACHABLE } state;
    struct robots *robots;
};

struct host {
    char *name;
    struct job *first, *last;
    struct site *sites;
    size_t heap_at;         /* place in the heap, or NOWHERE */
    int64_t ready_at;       /* monotonic ms: not before */
    int64_t ended_at;       /* when its last request ended; 0: none yet */
    int delay_ms;           /* Crawl-delay */
    int failures;           /* in a row */
    bool busy;              /* a request is under way */
    const char *left_alone; /* why nothing more is sent in this run, or NULL */
    int64_t retry_at;       /* Unix seconds; they asked for it */
};
#define NOWHERE ((size_t)-1)

/* Hosts by name, and those with something to send by the time they may. */
struct hosts {
    void *tree; /* tsearch */
    struct host **heap;
    size_t heap_count, heap_capacity;
};

struct host *hosts_get(struct hosts *hosts, const char *name);
void hosts_free(struct hosts *hosts);
/* Put into the heap, or move within it, to be looked at no sooner than
 * host->ready_at; does nothing for one that is busy or has no jobs. */
void hosts_schedule(struct hosts *hosts, struct host *host);
struct host *hosts_first(const struct hosts *hosts); /* NULL: none waits */
void hosts_remove(struct hosts *hosts, struct host *host);
void host_push(struct host *host, struct job *job, bool front);
/* Takes `job`, which stands after `before` (NULL: first), out of the queue. */
void host_unlink(struct host *host, struct job *before, struct job *job);
void jobs_free(struct job *first); /* and all after it */
struct site *host_site(struct host *host, const char *url);

/* What one hop gave. Strings live in the job's arena. */
struct answer {
    enum fetch_outcome outcome; /* of this hop, were it the last */
    int status;
    const char *location; /* of a redirect, absolute; NULL: unusable */
    bool is_redirect;
    bool cut_short;
    const char *content_type, *charset, *etag, *last_modified;
    int64_t max_age, retry_after; /* seconds or -1 */
    const char *words;
};

struct transfer {
    struct transfer *next; /* among those under way */
    struct fetcher *fetcher;
    struct job *job;
    struct host *host;
    CURL *easy;
    struct curl_slist *headers;
    struct buf body;
    size_t header_bytes;
    int64_t started;
    bool body_over, headers_over, enough, met_inner;
    bool large, paused; /* see LARGE_BODY */
};

struct fetcher {
    struct fetch_options options;
    char *proxy, *user_agent; /* proxy "" means none */
    struct arena *scratch;    /* empty between calls */
    CURLM *multi;
    struct hosts hosts;
    struct transfer *transfers;
    struct job *unaskable; /* what was added and can't be sent */
    size_t done, left;
    int active, large;
    int64_t started;
    bool stopping;
};

/* Into the queue of the host that its next address names. */
void fetch_enqueue(struct fetcher *fetcher, struct job *job, bool front);
/* The end of a job that was not sent; it is freed. */
void fetch_answer_unsent(struct fetcher *fetcher, struct job *job,
                         enum fetch_outcome outcome, int64_t retry_at,
                         const char *words);
/* Starts what may start now, and answers what can't be sent. */
void fetch_serve_ready(struct fetcher *fetcher);
void fetch_finish_site(struct fetcher *fetcher, struct site *site,
                       const struct fetch_result *result);

/* Starts asking for job->url; false when libcurl fails (no memory). */
bool transfer_start(struct fetcher *fetcher, struct host *host,
                    struct job *job);
/* After the last byte: what came. The body stays in transfer->body. */
void transfer_read(struct transfer *transfer, CURLcode code, int64_t now,
                   struct answer *answer);
void transfer_free(struct transfer *transfer); /* the job is not freed */

/* Did the hop say where to go on, and may we? Then the job is set to ask
 * there; else, for a redirect, the hop's outcome and words say why not. */
bool fetch_follows(const struct fetcher *fetcher, struct job *job,
                   struct answer *hop);
/* Is the same to be asked once more? Then the host's pause is set. */
bool fetch_repeats(const struct fetcher *fetcher, struct host *host,
                   struct job *job, const struct answer *hop);
/* After a request's last hop: is this host left alone from now on? */
void fetch_judge_host(struct host *host, const struct answer *hop, int64_t now);
int64_t fetch_retry_at(const struct host *host, int64_t wait, int64_t now);

const char *fetch_words_status(struct arena *arena, int status);
const char *fetch_words_failure(struct arena *arena,
                                const struct transfer *transfer, CURLcode code,
                                enum fetch_outcome *outcome);

#endif
