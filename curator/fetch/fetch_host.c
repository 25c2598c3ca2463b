/* The fetcher's queues: a list of jobs per host, and a heap of the hosts that
 * have something to send, by the time they may be asked again. Hosts are
 * found through a balanced tree, so that names chosen to collide cost
 * nothing. Hosts are never dropped during a run: their waits must last. */
#include "fetch_internal.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int
compare(const void *left, const void *right)
{
    const struct host *a = left, *b = right;

    return strcmp(a->name, b->name);
}

struct host *
hosts_get(struct hosts *hosts, const char *name)
{
    struct host key = {.name = (char *)(uintptr_t)name}, *host, **found;

    found = tfind(&key, &hosts->tree, compare);
    if (found != NULL)
        return *found;
    host = mem_calloc(1, sizeof *host);
    host->name = mem_strdup(name);
    host->heap_at = NOWHERE;
    host->retry_at = TIME_NONE;
    if (tsearch(host, &hosts->tree, compare) == NULL)
        abort(); /* out of memory, as mem_alloc would */
    return host;
}

static size_t
text_size(const char *text)
{
    return text != NULL ? strlen(text) + 1 : 0;
}

static const char *
put_text(char **at, const char *text)
{
    const char *copy = *at;

    if (text == NULL)
        return NULL;
    memcpy(*at, text, strlen(text) + 1);
    *at += strlen(text) + 1;
    return copy;
}

struct job *
job_new(const struct fetch_request *request)
{
    struct arena *arena = arena_new(0);
    const char *given = request->url != NULL ? request->url : "";
    const char *url = url_resolve(arena, NULL, given);
    struct job *job = mem_calloc(
        1, sizeof *job + text_size(given) + text_size(url) +
               text_size(request->etag) + text_size(request->last_modified));
    char *at = job->text;

    job->request = *request;
    job->request.url = put_text(&at, given);
    job->request.etag = put_text(&at, request->etag);
    job->request.last_modified = put_text(&at, request->last_modified);
    job->url = put_text(&at, url);
    job->all_permanent = true;
    arena_free(arena);
    return job;
}

struct arena *
job_arena(struct job *job)
{
    if (job->arena == NULL)
        job->arena = arena_new(0);
    return job->arena;
}

void
job_note_hop(struct job *job, int status)
{
    if (job->hops == NULL)
        job->hops = arena_array(job_arena(job), MAX_HOPS, sizeof *job->hops);
    if (job->hop_count < MAX_HOPS)
        job->hops[job->hop_count++] =
            (struct fetch_hop){.url = job->url, .status = status};
}

void
job_free(struct job *job)
{
    arena_free(job->arena);
    free(job);
}

void
jobs_free(struct job *job)
{
    struct job *next;

    for (; job != NULL; job = next) {
        next = job->next;
        job_free(job);
    }
}

static void
free_host(void *pointer)
{
    struct host *host = pointer;
    struct site *next;

    for (struct site *site = host->sites; site != NULL; site = next) {
        next = site->next;
        robots_free(site->robots);
        free(site->origin);
        free(site);
    }
    jobs_free(host->first);
    free(host->name);
    free(host);
}

void
hosts_free(struct hosts *hosts)
{
    tdestroy(hosts->tree, free_host);
    free(hosts->heap);
    *hosts = (struct hosts){0};
}

static void
place(struct hosts *hosts, size_t at, struct host *host)
{
    hosts->heap[at] = host;
    host->heap_at = at;
}

static void
sift_up(struct hosts *hosts, size_t at)
{
    struct host *host = hosts->heap[at];

    while (at > 0 && hosts->heap[(at - 1) / 2]->ready_at > host->ready_at) {
        place(hosts, at, hosts->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    place(hosts, at, host);
}

static void
sift_down(struct hosts *hosts, size_t at)
{
    struct host *host = hosts->heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= hosts->heap_count)
            break;
        if (child + 1 < hosts->heap_count &&
            hosts->heap[child + 1]->ready_at < hosts->heap[child]->ready_at)
            child++;
        if (hosts->heap[child]->ready_at >= host->ready_at)
            break;
        place(hosts, at, hosts->heap[child]);
        at = child;
    }
    place(hosts, at, host);
}

void
hosts_remove(struct hosts *hosts, struct host *host)
{
    size_t at = host->heap_at;
    struct host *last;

    if (at == NOWHERE)
        return;
    host->heap_at = NOWHERE;
    last = hosts->heap[--hosts->heap_count];
    if (last == host)
        return;
    place(hosts, at, last);
    sift_up(hosts, at);
    sift_down(hosts, last->heap_at);
}

void
hosts_schedule(struct hosts *hosts, struct host *host)
{
    hosts_remove(hosts, host);
    if (host->busy || host->first == NULL)
        return;
    hosts->heap = mem_grow(hosts->heap, &hosts->heap_capacity,
                           hosts->heap_count + 1, sizeof *hosts->heap);
    place(hosts, hosts->heap_count++, host);
    sift_up(hosts, host->heap_at);
}

struct host *
hosts_first(const struct hosts *hosts)
{
    return hosts->heap_count > 0 ? hosts->heap[0] : NULL;
}

void
host_push(struct host *host, struct job *job, bool front)
{
    if (front || host->first == NULL) {
        job->next = host->first;
        host->first = job;
        if (job->next == NULL)
            host->last = job;
    } else {
        job->next = NULL;
        host->last->next = job;
        host->last = job;
    }
}

void
host_unlink(struct host *host, struct job *before, struct job *job)
{
    if (before == NULL)
        host->first = job->next;
    else
        before->next = job->next;
    if (host->last == job)
        host->last = before;
    job->next = NULL;
}

struct site *
host_site(struct host *host, const char *url)
{
    const char *authority = strstr(url, "://");
    size_t len = authority != NULL ? (size_t)(authority - url) + 3 : 0;
    struct site *site;

    len += strcspn(url + len, "/?#");
    for (site = host->sites; site != NULL; site = site->next) {
        if (strlen(site->origin) == len && strncmp(site->origin, url, len) == 0)
            return site;
    }
    site = mem_calloc(1, sizeof *site);
    site->origin = mem_strndup(url, len);
    site->host = host;
    site->next = host->sites;
    host->sites = site;
    return site;
}
