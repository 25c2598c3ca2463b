/* Contract of rank.h: order, reasons, the avoid list, learning, and that the
 * order in which articles are added decides nothing. */
#include "polyphony/rank.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rank_article articles[] = {
    {"rust", "Borrow checking in Rust explained",
     "The borrow checker of Rust refuses two writers at once.",
     "https://blog.example/rust-borrow", NULL},
    {"loan", "Banks raise rates on loans",
     "Two banks raised the rates of mortgage loans on Monday.",
     "https://news.example/banks", NULL},
    {"mortgage", "Mortgage lending falls",
     "Lenders wrote fewer mortgage contracts; banks blame the rates.",
     "https://news.example/lending", NULL},
    {"garden", "A garden in the shade", "Ferns like the shade of old trees.",
     "https://green.example/ferns", NULL},
    {"fern", "Growing ferns indoors", "Ferns want water and little light.",
     "https://green.example/indoors", NULL},
    {"it", "IT budgets shrink", "Firms spend less on IT than before.",
     "https://news.example/budget", NULL},
    {"empty", "", "", "", NULL},
    {"odd", "++ -- ..", "\n\n", "not an address", NULL},
};

#define COUNT (sizeof articles / sizeof articles[0])

static struct audience
audience_about(const char *about)
{
    return (struct audience){.id = "a",
                             .name = "",
                             .about = about,
                             .industry = "",
                             .role = "",
                             .region = "",
                             .language = "en"};
}

/* Articles in the order of `order` (NULL: as they are). */
static struct rank_index *
index_of(const size_t *order)
{
    struct rank_index *index = rank_index_new(NULL);

    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(
            rank_index_add(index, &articles[order != NULL ? order[i] : i]), i);
    rank_index_finish(index);
    assert_int_equal(rank_index_count(index), COUNT);
    return index;
}

static void
test_best_first_with_reasons(void **state)
{
    struct rank_index *index = index_of(NULL);
    struct audience audience = audience_about("Mortgages and bank lending");
    struct rank_request request = {.audience = &audience};
    struct rank_hit *hits;
    size_t count = rank_audience(index, &request, &hits);

    (void)state;
    assert_int_equal(count, COUNT);
    assert_string_equal(articles[hits[0].article].id, "mortgage");
    assert_string_equal(articles[hits[1].article].id, "loan");
    assert_true(hits[0].why_count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(hits[i].score >= 0 && hits[i].score <= 1);
        assert_true(i == 0 || hits[i].score <= hits[i - 1].score);
        for (size_t k = 0; k < hits[i].why_count; k++) {
            const struct rank_article *a = &articles[hits[i].article];

            assert_true(hits[i].why[k].weight > 0);
            assert_true(strstr(a->title, hits[i].why[k].term) != NULL ||
                        strstr(a->text, hits[i].why[k].term) != NULL ||
                        strstr(a->url, hits[i].why[k].term) != NULL);
        }
    }
    assert_true(hits[0].score > .5);
    assert_true(hits[count - 1].score < .1);
    free(hits);
    rank_index_free(index);
    rank_index_free(NULL);
}

static void
test_avoid_is_a_filter(void **state)
{
    const char *phrases[] = {"mortgage contract", "IT", "shade old"};
    struct rank_index *index = index_of(NULL);
    struct audience audience = audience_about("Mortgages and bank lending");
    struct rank_request request = {.audience = &audience};
    struct rank_hit *hits;
    size_t count;

    (void)state;
    audience.avoid = (struct audience_list){phrases, 3};
    count = rank_audience(index, &request, &hits);
    assert_int_equal(count, COUNT - 2); /* not "shade of old" */
    for (size_t i = 0; i < count; i++) {
        assert_string_not_equal(articles[hits[i].article].id, "mortgage");
        assert_string_not_equal(articles[hits[i].article].id, "it");
    }
    free(hits);
    rank_index_free(index);
}

static void
test_learns_what_was_not_written(void **state)
{
    struct rank_index *index = index_of(NULL);
    struct audience audience = audience_about("Software budgets");
    const uint32_t liked[] = {3, 999}, disliked[] = {1};
    bool skip[COUNT] = {[1] = true, [3] = true};
    struct rank_request request = {.audience = &audience,
                                   .liked = liked,
                                   .liked_count = 2,
                                   .disliked = disliked,
                                   .disliked_count = 1,
                                   .skip = skip,
                                   .top = 2};
    struct rank_hit *hits;
    size_t count = rank_audience(index, &request, &hits), fern = 2;

    (void)state;
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++)
        if (strcmp(articles[hits[i].article].id, "fern") == 0)
            fern = i;
    assert_true(fern < 2);
    assert_int_equal(hits[fern].like, 3);
    free(hits);
    rank_index_free(index);
}

static void
test_order_of_adding_decides_nothing(void **state)
{
    static const size_t turned[COUNT] = {7, 6, 5, 4, 3, 2, 1, 0};
    struct rank_index *a = index_of(NULL), *b = index_of(turned);
    struct audience audience = audience_about("Banks, ferns and borrowing");
    const uint32_t liked_a[] = {0}, liked_b[] = {7};
    struct rank_request x = {
        .audience = &audience, .liked = liked_a, .liked_count = 1};
    struct rank_request y = {
        .audience = &audience, .liked = liked_b, .liked_count = 1};
    struct rank_hit *hits_a, *hits_b;
    size_t count = rank_audience(a, &x, &hits_a);

    (void)state;
    assert_int_equal(rank_audience(b, &y, &hits_b), count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(articles[hits_a[i].article].id,
                            articles[turned[hits_b[i].article]].id);
    free(hits_a);
    free(hits_b);
    rank_index_free(a);
    rank_index_free(b);
}

static void
test_nothing_to_go_by(void **state)
{
    struct rank_index *index = rank_index_new("xx");
    struct audience audience = audience_about("");
    struct rank_request request = {.audience = &audience};
    struct rank_hit *hits;

    (void)state;
    rank_index_finish(index);
    assert_int_equal(rank_audience(index, &request, &hits), 0);
    assert_null(hits);
    rank_index_free(index);
    index = index_of(NULL);
    assert_int_equal(rank_audience(index, &request, &hits), COUNT);
    for (size_t i = 1; i < COUNT; i++) /* ties follow ids */
        assert_true(strcmp(articles[hits[i - 1].article].id,
                           articles[hits[i].article].id) < 0);
    assert_true(hits[0].score < .01);
    assert_int_equal(hits[0].why_count, 0);
    free(hits);
    rank_index_free(index);
}

static void
test_off_subject_day_scores_low(void **state)
{
    struct rank_index *index = index_of(NULL);
    struct audience audience = audience_about(
        "Heads of data platform who weigh stream processing: checkpoints, "
        "state, upgrades and what they spend");
    struct rank_request request = {.audience = &audience, .top = 1};
    struct rank_hit *hits;

    (void)state;
    assert_int_equal(rank_audience(index, &request, &hits), 1);
    assert_true(hits[0].score < .2);
    free(hits);
    rank_index_free(index);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_first_with_reasons),
        cmocka_unit_test(test_avoid_is_a_filter),
        cmocka_unit_test(test_learns_what_was_not_written),
        cmocka_unit_test(test_order_of_adding_decides_nothing),
        cmocka_unit_test(test_nothing_to_go_by),
        cmocka_unit_test(test_off_subject_day_scores_low),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
