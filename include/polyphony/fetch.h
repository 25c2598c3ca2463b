/* The fetcher: many addresses, politely. A queue per host, one request at a
 * time a host with a pause between, at most `max_active` in all; redirects
 * followed by ourselves, hop by hop, each through its host's queue and its
 * checks; nothing is ever asked of an inner address. Feeds carry validators;
 * pages obey robots.txt (RFC 9309), read once a host and run.
 *
 * A host that answers 429, or 503 with Retry-After, is left alone for the
 * rest of the run, and so is one that failed three times in a row: its other
 * requests are answered FETCH_HOST_WAITS without being sent.
 *
 * One thread at a time a fetcher. */
#ifndef POLYPHONY_FETCH_H
#define POLYPHONY_FETCH_H

#include "polyphony/clock.h"
#include "polyphony/error.h"

#include <stddef.h>
#include <stdint.h>

enum fetch_kind { FETCH_FEED, FETCH_PAGE, FETCH_ROBOTS };

enum fetch_outcome {
    FETCH_OK,            /* 2xx with its body (which may be empty) */
    FETCH_NOT_MODIFIED,  /* 304 */
    FETCH_GONE,          /* 410: ask no more */
    FETCH_DENIED,        /* any other status of 400 to 499 */
    FETCH_BUSY,          /* 429 or 503; retry_at says when, if they did */
    FETCH_SERVER_ERROR,  /* any other status */
    FETCH_HOST_WAITS,    /* not sent: left alone in this run, or its robots.txt
                            can't be had (RFC 9309: then nothing may be read) */
    FETCH_ROBOTS_FORBID, /* not sent: robots.txt says no */
    FETCH_REFUSED,       /* not sent: an inner address, or no http(s) */
    FETCH_REDIRECTS,     /* a circle, too many, or one without an address */
    FETCH_TOO_BIG,       /* body or headers over the limit */
    FETCH_TOO_SLOW,      /* total time, connecting or speed */
    FETCH_NO_HOST,       /* its name could not be found */
    FETCH_NO_CONNECTION, /* refused, reset, broken off, bad TLS, not HTTP */
    FETCH_STOPPED,       /* the run ended before it was sent or done */
    FETCH_N_OUTCOMES
};
/* "ok", "not-modified" ...: for JSON and logs. */
const char *fetch_outcome_name(enum fetch_outcome outcome);

struct fetch_request {
    const char *url;                  /* copied, as are the two below */
    const char *etag, *last_modified; /* verbatim; NULL: none */
    enum fetch_kind kind;
    void *user; /* yours; passed back */
};

struct fetch_hop {
    const char *url;
    int status;
};

/* Everything in here is borrowed and ends with the callback. */
struct fetch_result {
    enum fetch_outcome outcome;
    int status;                   /* the last HTTP status; 0: no answer */
    const char *final_url;        /* after redirects */
    const char *permanent_url;    /* = final_url when there were redirects and
                                     each was 301 or 308; else NULL */
    const struct fetch_hop *hops; /* all addresses asked, in order */
    size_t hop_count;
    const char *body; /* FETCH_OK only; NUL-terminated; never NULL then */
    size_t len;
    bool cut_short; /* fewer bytes than Content-Length promised: don't keep
                       its validators */
    const char *content_type;         /* "text/html", small letters, or NULL */
    const char *charset;              /* as the header says, or NULL */
    const char *etag, *last_modified; /* verbatim, or NULL; FETCH_OK and
                                         FETCH_NOT_MODIFIED only */
    int64_t max_age;   /* seconds by Cache-Control or Expires; -1: unsaid */
    int64_t retry_at;  /* Unix seconds, jitter included, or TIME_NONE */
    const char *words; /* what the host did, in plain words that follow its
                          name: "did not answer within 30 seconds" */
    const char *host;  /* the host these words are about */
    size_t bytes;      /* body bytes on the wire, all hops */
    size_t header_bytes;
    int64_t ms; /* spent on the wire, without the waits in our queue */
};

/* Called once for each request that was added, from within fetcher_run().
 * May call fetcher_add(). */
typedef void fetch_done(const struct fetch_request *request,
                        const struct fetch_result *result, void *ctx);

/* Called about twice a second and after each result; false ends the run:
 * what is left is answered FETCH_STOPPED. */
typedef bool fetch_progress(size_t done, size_t left, void *ctx);

struct fetch_options {
    int interval_ms; /* between two requests to one host */
    int max_active;  /* requests under way in all */
    int timeout_ms;  /* for one request, all its hops together */
    int connect_ms;  /* for connecting */
    int max_redirects;
    int max_crawl_delay_ms; /* no host slows us down further than this */
    int64_t run_ms;         /* nothing is sent later than this; 0: no limit */
    size_t max_bytes;       /* of a body, decoded */
    size_t max_header_bytes;
    bool ignore_robots;  /* for a person who looks at one page */
    const char *proxy;   /* "http://127.0.0.1:8080"; NULL or "": none */
    const char *contact; /* address in the User-Agent; NULL: config's default */
    fetch_done *done;
    void *ctx; /* for both callbacks */
};

/* 1,000 ms apart, 64 at a time, 30 s, 10 redirects, 32 MiB, 64 KiB of
 * headers, crawl-delay up to 30 s, no proxy. */
void fetch_options_init(struct fetch_options *options);

struct fetcher;

/* Options are copied. NULL when libcurl or the proxy's address is unusable. */
struct fetcher *fetcher_new(const struct fetch_options *options,
                            struct error *err);
/* An address that is none is answered by fetcher_run() as well. */
void fetcher_add(struct fetcher *fetcher, const struct fetch_request *request);
/* Until every request is answered. False only when libcurl itself fails. */
bool fetcher_run(struct fetcher *fetcher, fetch_progress *progress,
                 struct error *err) MUST_CHECK;
void fetcher_free(struct fetcher *fetcher); /* NULL is fine */

/* False, with the reason, where the proxy takes no connection; true for none
 * (NULL or ""). Waits 5 s at most. */
bool fetch_proxy_answers(const char *proxy, struct error *err) MUST_CHECK;

#endif
