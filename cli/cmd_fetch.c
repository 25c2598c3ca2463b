/* polyphony fetch: what a visit to an address gives, and why not. The same
 * fetcher as in `curate`, with its limits, robots.txt and refusals. */
#include "commands.h"
#include "polyphony/buf.h"
#include "polyphony/config.h"
#include "polyphony/fetch.h"
#include "polyphony/fetcher_config.h"
#include "polyphony/json.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_URLS 10000

static void
put_hops(struct json_out *out, const struct fetch_result *result)
{
    json_put_key(out, "hops");
    json_open(out, '[');
    for (size_t i = 0; i < result->hop_count; i++) {
        json_open(out, '{');
        json_member(out, "url", result->hops[i].url);
        json_member_int(out, "status", result->hops[i].status);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
print_result(const struct fetch_request *request,
             const struct fetch_result *result, void *ctx)
{
    struct buf line = {0};
    struct json_out out = {.buf = &line};
    bool *all_fine = ctx;

    json_open(&out, '{');
    json_member(&out, "url", request->url);
    json_member(&out, "outcome", fetch_outcome_name(result->outcome));
    json_member(&out, "host", result->host);
    json_member(&out, "words", result->words);
    json_member_int(&out, "status", result->status);
    json_member(&out, "final", result->final_url);
    json_member(&out, "permanent", result->permanent_url);
    put_hops(&out, result);
    json_member(&out, "type", result->content_type);
    json_member(&out, "charset", result->charset);
    json_member(&out, "etag", result->etag);
    json_member(&out, "last_modified", result->last_modified);
    json_member_int(&out, "max_age", result->max_age);
    json_member_time(&out, "retry_at", result->retry_at);
    json_member_bool(&out, "cut_short", result->cut_short);
    json_member_int(&out, "length", (int64_t)result->len);
    json_member_int(&out, "bytes", (int64_t)result->bytes);
    json_member_int(&out, "header_bytes", (int64_t)result->header_bytes);
    json_member_int(&out, "ms", result->ms);
    json_close(&out, '}');
    json_line(&out);
    fwrite(buf_text(&line), 1, line.len, stdout);
    fflush(stdout);
    buf_deinit(&line);
    if (result->outcome != FETCH_OK && result->outcome != FETCH_NOT_MODIFIED)
        *all_fine = false;
}

/* The installation's settings count here as well; there need not be one. */
static bool
load_config(const struct args *args, struct config **config, struct error *err)
{
    const char *home = args->home;

    if (home == NULL)
        home = getenv("POLYPHONY_HOME");
    return config_load(home != NULL ? home : "polyphony-home", config, err);
}

static int
fetch_all(const struct args *args, const struct fetch_options *options,
          struct fetch_request *request, struct error *err)
{
    struct fetcher *fetcher = fetcher_new(options, err);
    int status = EXIT_FINE;

    if (fetcher == NULL)
        return cli_fail(err);
    for (size_t i = 0; i < args->count; i++) {
        request->url = args->items[i];
        fetcher_add(fetcher, request);
    }
    if (!fetcher_run(fetcher, NULL, err))
        status = cli_fail(err);
    fetcher_free(fetcher);
    return status;
}

int
cmd_fetch(struct args *args)
{
    struct fetch_options options;
    struct fetch_request request = {.kind = FETCH_FEED};
    struct config *config;
    struct error err = {0};
    bool all_fine = true;
    int status;

    request.etag = args_option(args, "--etag");
    request.last_modified = args_option(args, "--last-modified");
    if (args_flag(args, "--page"))
        request.kind = FETCH_PAGE;
    if (!args_done(args, 1, MAX_URLS))
        return EXIT_USAGE;
    if (!load_config(args, &config, &err))
        return cli_fail(&err);
    fetcher_config(config, NULL, &options);
    options.done = print_result;
    options.ctx = &all_fine;
    status = fetch_all(args, &options, &request, &err);
    config_free(config);
    if (status == EXIT_FINE && !all_fine)
        status = EXIT_INPUT;
    return cli_finish(status);
}
