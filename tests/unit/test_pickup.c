/* What became of what was offered: the rows that triggers keep, and sums. */
#include "reviewing.h"

#include "polyphony/pickup.h"

static void
run(struct desk_test *t, const char *sql)
{
    struct error err = {0};

    if (!db_script(t->store.db, sql, &err))
        fail_msg("%s: %s", sql, err.text);
}

static const struct pickup_item *
items(struct desk_test *t, size_t wanted)
{
    struct pickup_item *list;
    struct error err = {0};
    size_t count;

    assert_true(
        pickup_items(&t->store, 0, 1000, ~0u, t->arena, &list, &count, &err));
    assert_int_equal(count, wanted);
    return list;
}

#define OFFER(id, at)                                                          \
    "INSERT INTO audit(at, who, what, suggestion, is_now, chain) VALUES "      \
    "(" #at ", 'p', 'offer', " #id ", 'offered', '');"

static void
open_place(struct desk_test *t)
{
    reviewing_init(t);
    run(t, "INSERT INTO story(id, key, lead, founded) VALUES (2, 's2', 1, 0);"
           "INSERT INTO suggestion(id, key, rep, story, article, network, "
           "state, text, why, made) VALUES "
           "(1, 'k1', 'ann', 1, 1, 'x', 'offered', 't', "
           "'[{\"term\":\"seals\",\"weight\":1}]', 0), "
           "(2, 'k2', 'bob', 1, 1, 'x', 'offered', 't', '[]', 0), "
           "(3, 'k3', 'ann', 2, 1, 'linkedin', 'offered', 't', "
           "'[{\"weight\": 1, \"term\": \"a \\\"b\\\"\"}]', 0);" OFFER(3, 300)
               OFFER(1, 100) OFFER(2, 200) OFFER(1, 900));
}

static void
the_first_offer_counts_with_what_came_of_it(void **state)
{
    struct desk_test t;
    const struct pickup_item *list;

    (void)state;
    open_place(&t);
    list = items(&t, 3);
    assert_int_equal(list[0].at, 100);
    assert_string_equal(list[0].topic, "seals");
    assert_string_equal(list[0].team, "n");
    assert_string_equal(list[1].topic, "");
    assert_string_equal(list[2].topic, "a \"b\"");
    assert_ptr_equal(list[0].rep, list[2].rep);
    assert_false(list[0].accepted || list[0].shared || list[0].dismissed);
    run(&t, "UPDATE suggestion SET state = 'accepted', accepted = 500 "
            "WHERE id = 1;"
            "UPDATE suggestion SET state = 'shared' WHERE id = 1;"
            "INSERT INTO audit(at, who, what, suggestion, chain) VALUES "
            "(1, 'a', 'edit', 1, '');"
            "INSERT INTO click(suggestion, at, kind) VALUES (1, 1, 'scanner');"
            "INSERT INTO outcome(id, suggestion, rep, kind, at) VALUES "
            "(1, 1, 'ann', 'reply', 1);"
            "UPDATE suggestion SET state = 'dismissed' WHERE id = 2;"
            "INSERT INTO audit(at, who, what, suggestion, is_now, note, "
            "chain) VALUES (1, 'b', 'dismiss', 2, 'dismissed', 'dull', '');");
    list = items(&t, 3);
    assert_true(list[0].accepted && list[0].shared && list[0].edited);
    assert_false(list[0].opened || list[0].led);
    assert_true(list[1].dismissed);
    assert_string_equal(list[1].reason, "dull");
    run(&t, "INSERT INTO click(suggestion, at, kind) VALUES (1, 1, 'person');"
            "UPDATE outcome SET kind = 'lead';");
    list = items(&t, 3);
    assert_true(list[0].opened && list[0].led);
    run(&t, "DELETE FROM outcome");
    assert_false(items(&t, 3)[0].led);
    desk_test_deinit(&t);
}

static void
groups_are_the_most_offered_first(void **state)
{
    struct desk_test t;
    struct pickup_group *groups;
    const struct pickup_item *list;
    size_t count;

    (void)state;
    open_place(&t);
    run(&t, "UPDATE suggestion SET state = 'dismissed' WHERE id <> 3;"
            "INSERT INTO audit(at, who, what, suggestion, is_now, note, "
            "chain) VALUES (1, 'b', 'dismiss', 1, 'dismissed', 'dull', ''), "
            "(1, 'b', 'dismiss', 2, 'dismissed', 'an old one', '');");
    list = items(&t, 3);
    pickup_by(list, 3, PICKUP_NETWORK, t.arena, &groups, &count);
    assert_int_equal(count, 2);
    assert_string_equal(groups[0].name, "x");
    assert_int_equal(groups[0].steps.offered, 2);
    assert_int_equal(groups[0].steps.dismissed, 2);
    assert_int_equal(groups[0].n_reasons, 2);
    assert_string_equal(groups[0].reasons[0].name, "an old one");
    assert_int_equal(groups[1].n_reasons, 0);
    pickup_by(list, 3, PICKUP_FEED, t.arena, &groups, &count);
    assert_int_equal(count, 1);
    assert_int_equal(groups[0].steps.offered, 3);
    pickup_by(list, 0, PICKUP_TOPIC, t.arena, &groups, &count);
    assert_int_equal(count, 0);
    desk_test_deinit(&t);
}

/* "seals" twice and "seal" once are one topic, whatever else they end in. */
static void
topics_are_grouped_by_their_stem(void **state)
{
    struct desk_test t;
    struct pickup_group *groups;
    size_t count;

    (void)state;
    open_place(&t);
    run(&t, "UPDATE article SET language = 'en';"
            "INSERT INTO story(id, key, lead, founded) VALUES (5, 's5', 1, 0), "
            "(6, 's6', 1, 0), (7, 's7', 1, 0);"
            "INSERT INTO suggestion(id, key, rep, story, article, network, "
            "state, text, why, made) VALUES "
            "(5, 'k5', 'ann', 5, 1, 'x', 'shared', 't', "
            "'[{\"term\":\"Seal\",\"weight\":1}]', 0), "
            "(6, 'k6', 'ann', 6, 1, 'x', 'dismissed', 't', "
            "'[{\"term\":\"seals\",\"weight\":1}]', 0), "
            "(7, 'k7', 'ann', 7, 1, 'x', 'dismissed', 't', "
            "'[{\"term\":\"heater\",\"weight\":1}]', 0);" OFFER(5, 310)
                OFFER(6, 320) OFFER(7, 330) "INSERT INTO audit(at, who, what, "
                                            "suggestion, is_now, note, "
                                            "chain) VALUES (1, 'b', 'dismiss', "
                                            "6, 'dismissed', 'dull', '');");
    pickup_by(items(&t, 6), 6, PICKUP_TOPIC, t.arena, &groups, &count);
    assert_int_equal(count, 3);
    assert_string_equal(groups[0].name, "seals");
    assert_int_equal(groups[0].steps.offered, 3);
    assert_int_equal(groups[0].steps.shared, 1);
    assert_int_equal(groups[0].steps.dismissed, 1);
    assert_int_equal(groups[0].n_reasons, 1);
    assert_int_equal(groups[0].reasons[0].count, 1);
    desk_test_deinit(&t);
}

static void
feeds_are_counted_by_week(void **state)
{
    struct desk_test t;
    struct pickup_bucket *list;
    struct pickup_said *said;
    struct error err = {0};
    size_t count;

    (void)state;
    open_place(&t);
    run(&t, "UPDATE suggestion SET state = 'accepted' WHERE id = 3;"
            "UPDATE suggestion SET state = 'shared' WHERE id = 3;"
            "UPDATE suggestion SET state = 'dismissed' WHERE id = 2;"
            "INSERT INTO audit(at, who, what, suggestion, is_now, note, "
            "chain) VALUES (1, 'b', 'dismiss', 2, 'dismissed', 'dull', '');");
    assert_true(
        pickup_feeds(&t.store, 0, 250, 1000, 0, t.arena, &list, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].offered, 2);
    assert_false(list[0].late);
    assert_int_equal(list[0].accepted, 0);
    assert_true(list[1].late);
    assert_int_equal(list[1].accepted, 1);
    assert_int_equal(list[1].shared, 1);
    assert_true(
        pickup_feeds(&t.store, 0, 250, 1000, 7, t.arena, &list, &count, &err));
    assert_int_equal(count, 0);
    assert_true(
        pickup_feed_reasons(&t.store, 0, 1, t.arena, &said, &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(said[0].reason, "dull");
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_offer_counts_with_what_came_of_it),
        cmocka_unit_test(groups_are_the_most_offered_first),
        cmocka_unit_test(topics_are_grouped_by_their_stem),
        cmocka_unit_test(feeds_are_counted_by_week),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
