/* The demo's web through our own fetcher: feeds in four formats, pages,
 * validators, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "polyphony/demo_web.h"
#include "polyphony/fetch.h"
#include "polyphony/mem.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH INT64_C(1795334400)

struct seen {
    enum fetch_outcome outcome;
    int status;
    char *body, *etag, *type;
    int answers;
};

static char proxy[64];

static void
note(const struct fetch_request *request, const struct fetch_result *result,
     void *ctx)
{
    struct seen *seen = ctx;

    (void)request;
    seen->answers++;
    seen->outcome = result->outcome;
    seen->status = result->status;
    seen->body = mem_strdup(result->body);
    seen->etag = mem_strdup(result->etag);
    seen->type = mem_strdup(result->content_type);
}

static struct seen
visit(const char *url, const char *etag, enum fetch_kind kind)
{
    struct seen seen = {0};
    struct fetch_request request = {.url = url, .etag = etag, .kind = kind};
    struct fetch_options options;
    struct fetcher *fetcher;

    fetch_options_init(&options);
    options.proxy = proxy;
    options.interval_ms = 0;
    options.done = note;
    options.ctx = &seen;
    fetcher = fetcher_new(&options, NULL);
    assert_non_null(fetcher);
    fetcher_add(fetcher, &request);
    assert_true(fetcher_run(fetcher, NULL, NULL));
    fetcher_free(fetcher);
    assert_int_equal(seen.answers, 1);
    return seen;
}

static void
forget(struct seen *seen)
{
    free(seen->body);
    free(seen->etag);
    free(seen->type);
}

static void
test_feeds(void **state)
{
    static const struct {
        const char *url, *type, *begins, *holds;
    } cases[] = {
        {"http://dockandaisle.example/feed.xml", "application/rss+xml", "<?xml",
         "<title>Dock &amp; Aisle</title>"},
        {"http://engineering.tarnmoor.example/atom.xml", "application/atom+xml",
         "<?xml", "<content type=\"html\">"},
        {"http://brackwellstray.example/feed.json", "application/feed+json",
         "{\"version\"", "\"date_published\""},
        {"http://slackcapacity.example/index.rdf", "application/rdf+xml",
         "<?xml", "<rdf:li"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct seen first = visit(cases[i].url, NULL, FETCH_FEED), again;

        assert_int_equal(first.outcome, FETCH_OK);
        assert_string_equal(first.type, cases[i].type);
        assert_int_equal(
            strncmp(first.body, cases[i].begins, strlen(cases[i].begins)), 0);
        assert_non_null(strstr(first.body, cases[i].holds));
        again = visit(cases[i].url, first.etag, FETCH_FEED);
        assert_int_equal(again.outcome, FETCH_NOT_MODIFIED);
        forget(&first);
        forget(&again);
    }
}

static void
test_pages(void **state)
{
    static const struct {
        const char *url;
        int status;
    } cases[] = {
        {"http://dockandaisle.example/", 200},
        {"http://dockandaisle.example/4388-parcel-lockers-mechelen/", 200},
        {"http://dockandaisle.example/nothing/", 404},
        {"http://nosuch.example/", 502},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct seen seen = visit(cases[i].url, NULL, FETCH_ROBOTS);

        assert_int_equal(seen.status, cases[i].status);
        forget(&seen);
    }
}

static void
test_page_obeys_robots(void **state)
{
    struct seen seen =
        visit("http://dockandaisle.example/search/?q=x", NULL, FETCH_PAGE);

    (void)state;
    assert_int_equal(seen.outcome, FETCH_ROBOTS_FORBID);
    forget(&seen);
}

/* Straight through the proxy, as a careless client would. */
static void
test_inner_address(void **state)
{
    CURL *easy = curl_easy_init();
    long status = 0;

    (void)state;
    curl_easy_setopt(easy, CURLOPT_URL, "http://169.254.169.254/latest/");
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    assert_int_equal(status, 403);
    curl_easy_cleanup(easy);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feeds),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_page_obeys_robots),
        cmocka_unit_test(test_inner_address),
    };
    struct error err;
    struct demo_web *web;
    int port, failed;

    web = demo_web_start(EPOCH, &port, &err);
    if (web == NULL) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", port);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    demo_web_stop(web);
    return failed;
}
