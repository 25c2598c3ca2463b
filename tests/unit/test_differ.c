/* What a text must not echo, and what of colleagues' posts is known. */
#include "polyphony/differ.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TITLE "A warehouse changes its queue"
#define LEDE                                                                   \
    "The warehouse team in Ghent moved its order data to a new queue in "      \
    "March, after six weeks of checks by hand."
#define POST                                                                   \
    "Worth a look: two clerks checked each difference by hand. Would you? "    \
    "https://depot.example/queue"

static const struct {
    const char *why, *rep, *text;
    bool differs;
} cases[] = {
    {"something else", "b",
     "Training for new pickers takes an afternoon instead of a week.", true},
    {"a colleague's text", "b", POST, false},
    {"a colleague's opening", "b",
     "Worth a look, if label printers are on your desk this quarter.", false},
    {"one's own text for another network", "a", POST, true},
    {"the headline", "b", "A warehouse changes its queue. #Queue", false},
    {"the first paragraph", "b", LEDE, false},
    {"the company page", "b",
     "News: our friends in Ghent show how a warehouse can move without pain.",
     false},
    {"one's own last post", "b",
     "Pallets with paper notes still work when the network is down.", false},
};

static void
against_all(void **state)
{
    struct differ_story *story =
        differ_story_new(TITLE, "Heading\n\n" LEDE "\n\nMore.", NULL);
    struct differ_history *history = differ_history_new();

    (void)state;
    differ_story_add_company(
        story, "New: our friends in Ghent show how a warehouse can move "
               "without pain. https://depot.example/queue");
    differ_story_add(story, &(struct differ_post){.rep = "a", .text = POST});
    differ_history_add(
        history, &(struct differ_post){
                     .text = "Pallets with paper notes still work when the "
                             "network is down. https://x.example/"});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error alike = {0};
        bool differs =
            differ_check(story, history, cases[i].rep, cases[i].text, &alike);

        if (differs != cases[i].differs)
            fail_msg("%s: %s", cases[i].why, alike.text);
        assert_true(differs == (alike.text[0] == '\0'));
    }
    assert_true(differ_closeness(story, "b", POST) >= 1);
    assert_true(differ_closeness(story, "a", POST) == 0);
    differ_story_free(story);
    differ_history_free(history);
}

static void
knows_what_was_used(void **state)
{
    struct differ_story *story = differ_story_new(TITLE, NULL, NULL);
    struct differ_history *history = differ_history_new();
    struct differ_post post = {.rep = "a",
                               .text = POST,
                               .angle = "claim",
                               .structure = "lead",
                               .phrases = "1a 2b",
                               .spans = "10-60 100-120"};

    (void)state;
    differ_story_add(story, &post);
    differ_history_add(history, &post);
    post.phrases = "3c";
    post.spans = "not a span";
    differ_history_add(history, &post);
    assert_int_equal(differ_story_used(story, "2b"), 1);
    assert_int_equal(differ_story_used(story, "2"), 0);
    assert_int_equal(differ_history_since(history, "1a"), 2);
    assert_int_equal(differ_history_since(history, "zz"), 0);
    assert_int_equal(differ_history_since(NULL, "1a"), 0);
    assert_int_equal(differ_history_angle(history, 1, "claim"), 1);
    assert_int_equal(differ_history_structure(history, 9, "lead"), 2);
    assert_int_equal(differ_story_overlap(story, "b", 50, 110), 10);
    assert_int_equal(differ_story_overlap(story, "a", 50, 110), 0);
    assert_int_equal(differ_story_uses(story, "b", 0, 200), 1);
    assert_int_equal(differ_story_uses(story, "b", 60, 100), 0);
    differ_story_free(story);
    differ_history_free(history);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_all),
        cmocka_unit_test(knows_what_was_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
