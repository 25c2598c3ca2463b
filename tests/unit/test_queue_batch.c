/* Texts that are stored together: the bound on likeness holds although they
 * were compared before the transaction, whatever another connection stored
 * in between. */
#include "polyphony/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW 1768467600 /* 2026-01-15T09:00:00Z */
#define FIRST                                                                  \
    "Nine hours: so long did the old machine run in a whole year, and each "   \
    "of them was a test."
#define SECOND                                                                 \
    "Drilling next to a ward is loud. Whoever plans the same should talk to "  \
    "nurses first and begin on the far side of the yard."

static const char reps_json[] =
    "[{\"id\":\"ann\",\"name\":\"Ann\",\"audience\":{\"id\":\"a\"},"
    "\"networks\":[\"linkedin\"]},{\"id\":\"ben\",\"name\":\"Ben\","
    "\"audience\":{\"id\":\"b\"},\"networks\":[\"linkedin\"]},"
    "{\"id\":\"cleo\",\"name\":\"Cleo\",\"audience\":{\"id\":\"c\"},"
    "\"networks\":[\"linkedin\"]}]";

struct place {
    char folder[64];
    struct store store, other; /* two connections */
    struct guideline *pack;
    struct queue queue, rival;
    struct arena *arena;
    struct rep *reps;
};

static int
set_up(void **state)
{
    struct place *it = calloc(1, sizeof *it);
    struct reps_import counts;
    struct error err;
    size_t n;
    bool made;

    assert_non_null(it);
    strcpy(it->folder, "/tmp/polyphony-test-XXXXXX");
    assert_non_null(mkdtemp(it->folder));
    assert_true(store_init(it->folder, &made, &err));
    assert_true(store_open(it->folder, &it->store, &err));
    assert_true(store_open(it->folder, &it->other, &err));
    assert_true(guideline_load_builtin("starter", &it->pack, &err));
    assert_true(reps_import(&it->store, reps_json, strlen(reps_json), NULL,
                            NULL, &counts, &err));
    assert_true(db_script(
        it->store.db,
        "INSERT INTO feed(id, url, title, added_at) VALUES (1, 'f', 'f', 0);"
        "INSERT INTO article(id, feed, guid, url, title, seen, changed, "
        "digest) VALUES (1, 1, 'g', 'https://a.example/', 'A title', 0, 0, "
        "'');"
        "INSERT INTO story(id, key, lead, founded) VALUES (1, 'k', 1, 0);",
        &err));
    it->arena = arena_new(0);
    assert_true(reps_list(&it->store, it->arena, &it->reps, &n, &err));
    it->queue = (struct queue){.store = &it->store,
                               .pack = it->pack,
                               .now = NOW,
                               .who = "polyphony",
                               .horizon_days = 20};
    it->rival = it->queue;
    it->rival.store = &it->other;
    *state = it;
    return 0;
}

static int
tear_down(void **state)
{
    static const char *const names[] = {"polyphony.db", "polyphony.db-wal",
                                        "polyphony.db-shm", "polyphony.ini"};
    struct place *it = *state;
    char path[128];

    store_close(&it->store);
    store_close(&it->other);
    guideline_free(it->pack);
    arena_free(it->arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", it->folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(it->folder);
    free(it);
    return 0;
}

static struct queue_new
text_of(const struct place *it, int rep, const char *text)
{
    return (struct queue_new){.rep = &it->reps[rep],
                              .story = 1,
                              .article = 1,
                              .key = it->reps[rep].id,
                              .story_key = "k",
                              .network = "linkedin",
                              .text = text,
                              .link = "https://a.example/",
                              .angle = "",
                              .opening = "",
                              .structure = "",
                              .phrases = "",
                              .spans = "",
                              .source = "[]",
                              .why = "[]",
                              .reasons = "[]",
                              .writer = "grammar"};
}

static int64_t
stored_rows(struct place *it)
{
    int64_t rows;
    struct error err;

    assert_true(db_number(it->store.db, &err, &rows, 0,
                          "SELECT count(*) FROM suggestion", ""));
    return rows;
}

static void
stored_together(void **state)
{
    struct place *it = *state;
    struct queue_batch *batch = queue_batch_new(&it->queue);
    struct queue_new first = text_of(it, 0, FIRST);
    struct queue_new same = text_of(it, 1, FIRST " Indeed.");
    struct queue_new second = text_of(it, 1, SECOND);
    struct error err;
    size_t stored;

    assert_true(queue_batch_open(batch, 1, &err));
    assert_true(queue_batch_put(batch, &first, NULL, &err));
    assert_false(queue_batch_put(batch, &same, NULL, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_true(queue_batch_put(batch, &second, NULL, &err));
    assert_int_equal(stored_rows(it), 0);
    assert_true(queue_batch_store(batch, &stored, &err));
    assert_int_equal(stored, 2);
    assert_int_equal(stored_rows(it), 2);
    queue_batch_free(batch);
}

/* Another connection stores the wording of the second text in between: the
 * first is stored, the second refused, and the third is not. */
static void
somebody_was_quicker(void **state)
{
    struct place *it = *state;
    struct queue_batch *batch = queue_batch_new(&it->queue);
    struct queue_new first = text_of(it, 0, FIRST);
    struct queue_new second = text_of(it, 1, SECOND);
    struct queue_new rival = text_of(it, 2, SECOND " Indeed.");
    struct error err;
    size_t stored;
    int64_t id;

    assert_true(queue_batch_open(batch, 1, &err));
    assert_true(queue_batch_put(batch, &first, NULL, &err));
    assert_true(queue_batch_put(batch, &second, NULL, &err));
    assert_true(queue_add(&it->rival, &rival, &id, &err));
    assert_false(queue_batch_store(batch, &stored, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_int_equal(stored, 1);
    assert_int_equal(stored_rows(it), 2);
    assert_int_equal(queue_batch_count(batch), 0);
    /* Written anew it meets the rival's text at once. */
    assert_false(queue_batch_put(batch, &second, NULL, &err));
    assert_non_null(strstr(err.text, "Cleo"));
    queue_batch_free(batch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stored_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(somebody_was_quicker, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
