/* The assignment against brute force on tiny instances, its limits, its
 * fairness bonus, and what it refuses. */
#include "polyphony/assign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_REPS 4
#define MAX_STORIES 5

struct tiny {
    struct assign_story stories[MAX_STORIES];
    struct assign_rep reps[MAX_REPS];
    struct assign_candidate candidates[MAX_REPS * MAX_STORIES * 2];
    struct assign_problem problem;
};

static uint32_t
next(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

static void
make_tiny(struct tiny *tiny, uint64_t *state)
{
    size_t n_stories = 1 + next(state, MAX_STORIES), n = 0;
    size_t n_reps = 1 + next(state, MAX_REPS);
    uint32_t steps = next(state, 2) ? 10 : 1000; /* coarse: many ties */

    for (size_t j = 0; j < n_stories; j++) {
        tiny->stories[j].source =
            next(state, 6) ? next(state, 3) : ASSIGN_NO_SOURCE;
        tiny->stories[j].capacity = next(state, 4);
    }
    for (size_t r = 0; r < n_reps; r++) {
        struct assign_rep *rep = &tiny->reps[r];

        *rep = (struct assign_rep){.quota = next(state, 4), .first = n};
        rep->per_source = next(state, 5) ? next(state, 3) : ASSIGN_UNLIMITED;
        for (uint32_t j = 0; j < n_stories; j++)
            for (uint32_t times = next(state, 3); times > 0; times--)
                tiny->candidates[n++] = (struct assign_candidate){
                    j, (int32_t)(next(state, steps + 1) * 1000000 / steps) -
                           (next(state, 9) == 0)};
        rep->count = n - rep->first;
    }
    tiny->problem = (struct assign_problem){
        tiny->stories, tiny->reps, tiny->candidates, n_stories, n_reps, n, 0};
    if (next(state, 2))
        tiny->problem.first_bonus = (int32_t)next(state, 11) * 100000;
}

static int32_t
score_of(const struct tiny *tiny, size_t rep, uint32_t story)
{
    const struct assign_rep *r = &tiny->reps[rep];
    int32_t best = 0;

    for (size_t i = r->first; i < r->first + r->count; i++)
        if (tiny->candidates[i].story == story &&
            tiny->candidates[i].score > best)
            best = tiny->candidates[i].score;
    return best;
}

/* Worth of a rep's set of stories (a bit each) with the bonus, or -1 where
 * it is not allowed. */
static int64_t
worth(const struct tiny *tiny, size_t rep, unsigned set)
{
    uint32_t count = 0, of_source[3] = {0};
    int64_t sum = set != 0 ? tiny->problem.first_bonus : 0;

    for (uint32_t j = 0; j < tiny->problem.n_stories; j++) {
        uint32_t source = tiny->stories[j].source;

        if (!(set & 1U << j))
            continue;
        if (score_of(tiny, rep, j) <= 0 || ++count > tiny->reps[rep].quota ||
            (source != ASSIGN_NO_SOURCE &&
             ++of_source[source] > tiny->reps[rep].per_source))
            return -1;
        sum += score_of(tiny, rep, j);
    }
    return sum;
}

/* Every way to give the reps from `rep` on their sets; recursion is bounded
 * by MAX_REPS. */
static int64_t
brute(const struct tiny *tiny, size_t rep, const uint32_t *left)
{
    size_t n = tiny->problem.n_stories;
    int64_t best = 0;

    if (rep == tiny->problem.n_reps)
        return 0;
    for (unsigned set = 0; set < 1U << n; set++) {
        uint32_t after[MAX_STORIES];
        int64_t sum = worth(tiny, rep, set);
        bool fits = sum >= 0;

        for (size_t j = 0; fits && j < n; j++) {
            after[j] = left[j];
            if (set & 1U << j)
                fits = after[j]-- > 0;
        }
        if (!fits)
            continue;
        sum += brute(tiny, rep + 1, after);
        if (sum > best)
            best = sum;
    }
    return best;
}

static void
check_plan(const struct tiny *tiny, const struct assign_plan *plan)
{
    uint32_t left[MAX_STORIES] = {0};
    int64_t total = 0;
    size_t served = 0;

    for (size_t j = 0; j < tiny->problem.n_stories; j++)
        left[j] = tiny->stories[j].capacity;
    for (size_t r = 0; r < tiny->problem.n_reps; r++) {
        unsigned set = 0;
        int32_t before = ASSIGN_ONE;

        for (uint32_t i = plan->first[r]; i < plan->first[r + 1]; i++) {
            uint32_t story = plan->stories[i];

            assert_false(set & 1U << story);
            assert_true(score_of(tiny, r, story) <= before);
            assert_true(left[story]-- > 0);
            before = score_of(tiny, r, story);
            total += before;
            set |= 1U << story;
        }
        assert_true(worth(tiny, r, set) >= 0);
        served += set != 0;
    }
    assert_int_equal(total, plan->total);
    assert_int_equal(served, plan->served);
}

static void
test_is_optimal(void **state)
{
    uint64_t seed = 20240902;

    (void)state;
    for (int i = 0; i < 1500; i++) {
        struct tiny tiny;
        struct assign_plan *plan;
        uint32_t left[MAX_STORIES] = {0};
        struct error err = {0};

        make_tiny(&tiny, &seed);
        assert_true(assign_solve(&tiny.problem, &plan, &err));
        check_plan(&tiny, plan);
        for (size_t j = 0; j < tiny.problem.n_stories; j++)
            left[j] = tiny.stories[j].capacity;
        assert_int_equal(plan->total +
                             (int64_t)plan->served * tiny.problem.first_bonus,
                         brute(&tiny, 0, left));
        assign_free(plan);
    }
}

/* One rep is the better judge of both stories; the other would go without. */
static void
test_bonus_serves_more_reps(void **state)
{
    const struct assign_story stories[] = {{0, 1}, {1, 1}};
    const struct assign_candidate candidates[] = {
        {0, 900000}, {1, 800000}, {1, 100000}};
    const struct assign_rep reps[] = {{2, ASSIGN_UNLIMITED, 0, 2},
                                      {2, ASSIGN_UNLIMITED, 2, 1}};
    struct assign_problem problem = {stories, reps, candidates, 2, 2, 3, 0};
    struct assign_plan *plan;

    (void)state;
    assert_true(assign_solve(&problem, &plan, NULL));
    assert_int_equal(plan->served, 1);
    assert_int_equal(plan->total, 1700000);
    assign_free(plan);
    problem.first_bonus = ASSIGN_ONE;
    assert_true(assign_solve(&problem, &plan, NULL));
    assert_int_equal(plan->served, 2);
    assert_int_equal(plan->total, 1000000);
    assign_free(plan);
}

static void
test_nothing_to_do(void **state)
{
    const struct assign_problem problem = {0};
    struct assign_plan *plan;

    (void)state;
    assert_true(assign_solve(&problem, &plan, NULL));
    assert_int_equal(plan->first[0], 0);
    assert_int_equal(plan->total, 0);
    assign_free(plan);
    assign_free(NULL);
}

static void
test_refuses(void **state)
{
    static const struct {
        const char *why;
        struct assign_candidate candidate;
        struct assign_rep rep;
        int32_t bonus;
    } cases[] = {
        {"story out of range", {1, 1}, {1, 1, 0, 1}, 0},
        {"score above 1", {0, ASSIGN_ONE + 1}, {1, 1, 0, 1}, 0},
        {"candidates out of range", {0, 1}, {1, 1, 1, 1}, 0},
        {"candidates overflow", {0, 1}, {1, 1, 1, SIZE_MAX}, 0},
        {"negative bonus", {0, 1}, {1, 1, 0, 1}, -1},
        {"bonus above 1", {0, 1}, {1, 1, 0, 1}, ASSIGN_ONE + 1},
    };
    const struct assign_story story = {0, 1};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct assign_problem problem = {
            &story, &cases[i].rep, &cases[i].candidate, 1, 1,
            1,      cases[i].bonus};
        struct assign_plan *plan;
        struct error err = {0};

        if (assign_solve(&problem, &plan, &err) || plan != NULL)
            fail_msg("%s: was not refused", cases[i].why);
        assert_true(err.kind != ERROR_NONE);
    }
}

/* A chain: the last rep's story moves every other rep on by one. */
static void
test_long_chain(void **state)
{
    enum { N = 2000 };
    static struct assign_story stories[N];
    static struct assign_rep reps[N];
    static struct assign_candidate candidates[2 * N];
    struct assign_problem problem = {stories, reps, candidates, N, N, 2 * N, 0};
    struct assign_plan *plan;
    int64_t expected = 899998;

    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        stories[i] = (struct assign_story){i, 1};
        reps[i] = (struct assign_rep){1, 1, 2 * (size_t)i, i > 0 ? 2 : 1};
        candidates[2 * i] =
            (struct assign_candidate){i > 0 ? i - 1 : 0, 900000};
        candidates[2 * i + 1] = (struct assign_candidate){i, 899999};
        expected += i > 0 ? 899999 : 0;
    }
    candidates[0].score = 899998;
    assert_true(assign_solve(&problem, &plan, NULL));
    assert_int_equal(plan->total, expected);
    assert_int_equal(plan->served, N);
    assign_free(plan);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_optimal),
        cmocka_unit_test(test_bonus_serves_more_reps),
        cmocka_unit_test(test_nothing_to_do),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_long_chain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
