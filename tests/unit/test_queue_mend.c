/* One key makes the mends that need no judgement: what comes out, that it is
 * fit for its network, and that links and meaning are left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#define LINK "https://a.com/1"
#define FORTY "Forty letters of a plain remark go here. "
#define TWO_HUNDRED FORTY FORTY FORTY FORTY FORTY

static const struct {
    const char *why, *network, *text, *mended; /* NULL: there is none to make */
} mends[] = {
    {"capitals", "linkedin", "STOP THIS WASTE NOW, says the depot. " LINK,
     "Stop this waste now, says the depot. " LINK},
    {"a capital address keeps its letters", "linkedin",
     "STOP THIS WASTE NOW: https://a.com/READ/THIS/NOW",
     "Stop this waste now: https://a.com/READ/THIS/NOW"},
    {"names of the list stay", "linkedin", "WHAT GDPR REALLY ASKS of us " LINK,
     "What GDPR really asks of us " LINK},
    {"hashtag case", "linkedin",
     "Depots learn slowly. #warehouseplanning " LINK,
     "Depots learn slowly. #WarehousePlanning " LINK},
    {"a tag of an address is none", "linkedin",
     "Depots learn slowly. https://a.com/1#warehouseplanning", NULL},
    {"disclosure", "linkedin", "Polder Systems makes great sensors. " LINK,
     "I work at Polder Systems. Polder Systems makes great sensors. " LINK},
    {"length: the whole sentences that fit", "x", TWO_HUNDRED FORTY FORTY FORTY,
     TWO_HUNDRED "Forty letters of a plain remark go here."},
    {"length: never through the link", "x", TWO_HUNDRED FORTY FORTY LINK, NULL},
    {"two at one place", "linkedin",
     "POLDER SYSTEMS MAKES GREAT sensors. " LINK,
     "I work at Polder Systems. Polder systems makes great sensors. " LINK},
    {"nothing to do", "linkedin", "Depots learn slowly. " LINK, NULL},
};

static void
set_text(struct place *place, int64_t id, const char *network, const char *text)
{
    struct error err = {0};

    if (!db_run(place->store.db, &err,
                "UPDATE suggestion SET network = $2, text = $3, state = "
                "'in_review' WHERE id = $1",
                "itt", id, network, text))
        fail_msg("%s", err.text);
}

static void
mends_give_what_a_person_would(void **state)
{
    struct place *place = *state;
    struct error err = {0};
    int64_t id = place_text(place, "ann", "Something to begin with.", &err);

    assert_true(id > 0);
    assert_true(db_script(place->store.db,
                          "INSERT OR IGNORE INTO move(was, is_now) VALUES "
                          "('approved', 'in_review')",
                          &err));
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++) {
        struct suggestion g;
        size_t count;
        bool ok;

        set_text(place, id, mends[i].network, mends[i].text);
        ok = queue_mend(&place->queue, id, &count, NULL, &err);
        if (!ok && (mends[i].mended != NULL || err.kind != ERROR_NOTFOUND))
            fail_msg("%s: %s", mends[i].why, err.text);
        assert_true(queue_find(&place->store, id, place->arena, &g, &err));
        if (strcmp(g.text, mends[i].mended != NULL ? mends[i].mended
                                                   : mends[i].text) != 0)
            fail_msg("%s: %s", mends[i].why, g.text);
        if (ok && queue_mend(&place->queue, id, &count, NULL, &err))
            fail_msg("%s: a second mend found more", mends[i].why);
    }
}

/* A disclosure that does not fit on X would trade one block for another. */
static void
a_mend_that_breaks_another_rule_is_refused(void **state)
{
    static const char text[] =
        "Polder Systems makes great sensors. " TWO_HUNDRED LINK;
    struct place *place = *state;
    struct error err = {0};
    int64_t id = place_text(place, "ann", "Something to begin with.", &err);
    struct suggestion g;
    size_t count;

    set_text(place, id, "x", text);
    if (queue_mend(&place->queue, id, &count, NULL, &err)) {
        assert_true(queue_find(&place->store, id, place->arena, &g, &err));
        fail_msg("%s", g.text);
    }
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, "280"));
    assert_true(queue_find(&place->store, id, place->arena, &g, &err));
    assert_string_equal(g.text, text);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_open, place_close)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(mends_give_what_a_person_would),
        TEST(a_mend_that_breaks_another_rule_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
