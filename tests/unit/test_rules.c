/* A company changes its rules: where each text goes, who is told why, and
 * what a pack would have caught before it is taken. */
#include "polyphony/audit.h"
#include "polyphony/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#define PLAIN                                                                  \
    "Sensors in each pallet told the depot within minutes which doors had "    \
    "stood open all night. https://a.example/1"
#define FROSTY                                                                 \
    "Frosty mornings: reefer crews in Tromsø now log every defrost, and "     \
    "their claims halved. https://a.example/1"
#define OTHER                                                                  \
    "A ferry of pears, two thermometers, one honest captain: what I took "     \
    "from a winter of claims. https://a.example/1"

static const char *const packs[] = {
    /* 0 */ "{\"name\":\"p\",\"version\":1,\"rules\":[]}",
    /* 1 */
    "{\"name\":\"p\",\"version\":2,\"rules\":[{\"id\":\"frost\",\"title\":"
    "\"No frost\",\"why\":\"w\",\"fix\":\"f\",\"severity\":\"warn\",\"kind\":"
    "\"banned-phrase\",\"params\":{\"phrases\":[\"frosty\"]}}]}",
    /* 2 */
    "{\"name\":\"p\",\"version\":3,\"rules\":[{\"id\":\"frost\",\"title\":"
    "\"No frost\",\"why\":\"w\",\"fix\":\"f\",\"severity\":\"block\",\"kind\":"
    "\"banned-phrase\",\"params\":{\"phrases\":[\"frosty\"]}}]}",
    /* 3: as 1, and a hint */
    "{\"name\":\"p\",\"version\":4,\"rules\":[{\"id\":\"frost\",\"title\":"
    "\"No frost\",\"why\":\"w\",\"fix\":\"f\",\"severity\":\"warn\",\"kind\":"
    "\"banned-phrase\",\"params\":{\"phrases\":[\"frosty\"]}},{\"id\":\"crew\","
    "\"severity\":\"advise\",\"kind\":\"banned-phrase\",\"params\":"
    "{\"phrases\":[\"crews\"]}}]}",
};

static void
take_pack(struct place *place, int number)
{
    struct error err;

    guideline_free(place->pack);
    if (!guideline_load(packs[number], strlen(packs[number]), &place->pack,
                        &err))
        fail_msg("%s", err.text);
    place->queue.pack = place->pack;
}

static struct suggestion
find(struct place *place, int64_t id)
{
    struct suggestion g;
    struct error err;

    if (!queue_find(&place->store, id, place->arena, &g, &err))
        fail_msg("%s", err.text);
    return g;
}

static const char *
apply(struct place *place)
{
    static char words[RULES_WORDS];
    struct rules_applied counts;
    struct error err;

    if (!rules_apply(&place->queue, &counts, &err))
        fail_msg("%s", err.text);
    return rules_words(&counts, words);
}

/* The note of the last row about a suggestion that has this word. */
static const char *
noted(struct place *place, int64_t id, const char *what)
{
    struct queue_event *list;
    struct error err;
    size_t count;

    assert_true(
        queue_record(&place->store, id, place->arena, &list, &count, &err));
    while (count-- > 0) {
        if (strcmp(list[count].what, what) == 0)
            return list[count].note;
    }
    return NULL;
}

enum act { STAYS, ACCEPT, SCHEDULE, EDIT };

static const struct {
    const char *why;
    int before, after;
    enum act act;
    const char *state, *words;
} changes[] = {
    {"nothing of it is touched", 0, 0, STAYS, "approved", "0 checked"},
    {"a new warning", 0, 1, STAYS, "in_review", "1 checked, 1 sent to review"},
    {"a new block", 0, 2, STAYS, "in_review", "1 checked, 1 sent to review"},
    {"a warning does not unfreeze", 0, 1, ACCEPT, "accepted",
     "1 checked, all stay where they are"},
    {"a block takes a frozen text back", 0, 2, ACCEPT, "withdrawn",
     "1 checked, 1 withdrawn"},
    {"and a scheduled one", 0, 2, SCHEDULE, "withdrawn",
     "1 checked, 1 withdrawn"},
    {"the rule that it waited for is gone", 1, 0, STAYS, "approved",
     "1 checked, 1 cleared"},
    {"the rule still stands", 1, 3, STAYS, "in_review",
     "1 checked, all stay where they are"},
    {"an edit waits all the same", 1, 0, EDIT, "in_review",
     "1 checked, all stay where they are"},
};

static void
each_text_goes_where_the_rules_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        void *own = NULL;
        struct place *place;
        struct audit_head head;
        struct error err = {0};
        const char *words, *is_now;
        int64_t id;
        bool ok = true;

        assert_int_equal(place_open(&own), 0);
        place = own;
        take_pack(place, changes[i].before);
        id = place_text(place, "ann", FROSTY, &err);
        if (changes[i].act == ACCEPT)
            ok = queue_accept(&place->queue, id, &err);
        else if (changes[i].act == SCHEDULE)
            ok = queue_schedule(&place->queue, id, PLACE_NOW + 7200, &err);
        else if (changes[i].act == EDIT)
            ok = queue_edit(&place->queue, id, OTHER, NULL, &err);
        if (!ok)
            fail_msg("%s: %s", changes[i].why, err.text);
        take_pack(place, changes[i].after);
        words = apply(place);
        is_now = find(place, id).state;
        if (strcmp(words, changes[i].words) != 0 ||
            strcmp(is_now, changes[i].state) != 0)
            fail_msg("%s: %s, %s", changes[i].why, words, is_now);
        assert_string_equal(apply(place), "0 checked");
        assert_true(audit_verify(&place->store, NULL, &head, &err));
        place_close(&own);
    }
}

static void
people_see_why(void **state)
{
    struct place *place = *state;
    struct queue_finding *list;
    struct error err;
    size_t count;
    int64_t frozen, offered;

    take_pack(place, 0);
    frozen = place_text(place, "ann", FROSTY, &err);
    assert_true(queue_accept(&place->queue, frozen, &err));
    offered = place_text(place, "bob", "Frosty " PLAIN, &err);
    assert_true(offered > 0);
    take_pack(place, 2);
    assert_string_equal(apply(place),
                        "2 checked, 1 sent to review, 1 withdrawn");
    assert_non_null(strstr(noted(place, frozen, "withdraw"), "rule frost"));
    assert_non_null(
        strstr(noted(place, offered, "send to review"), "rule frost"));
    assert_non_null(strstr(noted(place, offered, "check again"), "p 1 ("));
    assert_non_null(strstr(find(place, offered).pack, "p 3 ("));
    assert_true(queue_findings(&place->store, offered, place->arena, &list,
                               &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(list[0].rule, "frost");
}

/* What a reviewer has passed does not come back for a change elsewhere. */
static void
a_warning_that_was_passed_stays_passed(void **state)
{
    struct place *place = *state;
    struct error err;
    int64_t id;

    take_pack(place, 1);
    id = place_text(place, "ann", FROSTY, &err);
    place->queue.who = "mia";
    assert_true(queue_approve(&place->queue, id, "fine", &err));
    take_pack(place, 3);
    assert_string_equal(apply(place), "1 checked, all stay where they are");
    assert_string_equal(find(place, id).state, "approved");
    take_pack(place, 2);
    assert_string_equal(apply(place), "1 checked, 1 sent to review");
}

/* Between the change and the next round nothing passes under old rules. */
static void
what_clears_is_checked_with_the_rules_of_now(void **state)
{
    struct place *place = *state;
    struct error err;
    int64_t id;

    take_pack(place, 0);
    id = place_text(place, "ann", FROSTY, &err);
    take_pack(place, 2);
    assert_false(queue_accept(&place->queue, id, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_string_equal(find(place, id).state, "in_review");
    assert_false(queue_approve(&place->queue, id, NULL, &err));
    assert_non_null(strstr(err.text, "frost"));
}

static void
a_pack_is_known_by_its_bytes(void **state)
{
    static const char same[] =
        "{\"name\":\"p\",\"version\":1,\"rules\":[{\"id\":\"x\",\"severity\":"
        "\"block\",\"kind\":\"banned-phrase\",\"params\":{\"phrases\":"
        "[\"frosty\"]}}]}";
    struct place *place = *state;
    struct error err;
    int64_t id;

    take_pack(place, 0);
    id = place_text(place, "ann", FROSTY, &err);
    guideline_free(place->pack);
    assert_true(guideline_load(same, strlen(same), &place->pack, &err));
    place->queue.pack = place->pack;
    assert_string_equal(apply(place), "1 checked, 1 sent to review");
    assert_true(id > 0);
}

static void
a_pack_is_tried_before_it_is_taken(void **state)
{
    struct place *place = *state;
    struct rules_trial trial;
    struct guideline *pack;
    struct error err;
    int64_t ann, before, after;

    take_pack(place, 1);
    ann = place_text(place, "ann", FROSTY, &err);
    assert_true(place_text(place, "bob", PLAIN, &err) > 0);
    assert_true(guideline_load(packs[3], strlen(packs[3]), &pack, &err));
    assert_true(db_number(place->store.db, &err, &before, 0,
                          "SELECT count(*) FROM audit", ""));
    assert_true(rules_try(&place->store, pack, PLACE_NOW - 86400, place->arena,
                          &trial, &err));
    assert_int_equal(trial.texts, 2);
    assert_int_equal(trial.clean, 1);
    assert_int_equal(trial.warned, 1);
    assert_int_equal(trial.count, 2);
    assert_string_equal(trial.rules[0].rule, "frost");
    assert_int_equal(trial.rules[0].texts, 1);
    assert_int_equal(trial.rules[0].fresh, 0);
    assert_int_equal(trial.rules[1].fresh, 1);
    assert_int_equal(trial.rules[0].n_examples, 1);
    assert_int_equal(trial.rules[0].examples[0].suggestion, ann);
    assert_int_equal(trial.rules[0].examples[0].end, 6);
    assert_true(rules_try(&place->store, pack, PLACE_NOW + 1, place->arena,
                          &trial, &err));
    assert_int_equal(trial.texts, 0);
    assert_true(db_number(place->store.db, &err, &after, 0,
                          "SELECT count(*) FROM audit", ""));
    assert_int_equal(before, after);
    guideline_free(pack);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_open, place_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_goes_where_the_rules_say),
        TEST(people_see_why),
        TEST(a_warning_that_was_passed_stays_passed),
        TEST(what_clears_is_checked_with_the_rules_of_now),
        TEST(a_pack_is_known_by_its_bytes),
        TEST(a_pack_is_tried_before_it_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
