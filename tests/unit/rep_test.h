/* For tests of a rep's pages: two reps, Ann (who asks) and Bob, two stories,
 * and suggestions that came the way of the queue. */
#ifndef POLYPHONY_REP_TEST_H
#define POLYPHONY_REP_TEST_H

#include "desk_test.h"

#include "polyphony/queue.h"

static const char rep_test_rows[] =
    "INSERT INTO feed(id, url, title, added_at) VALUES "
    "(1, 'http://a.example/feed', 'A', 0);"
    "INSERT INTO article(id, feed, guid, url, url_key, title, site, words, "
    "seen, changed, digest) VALUES "
    "(1, 1, 'g1', 'https://a.example/1', 'a.example/1', 'Cold <chains> & "
    "\"w\"',"
    " 'The <Cold> Post', 700, 0, 0, 'd1'),"
    "(2, 1, 'g2', 'javascript:alert(1)', 'x', 'Doors', NULL, 0, 0, 0, 'd2'),"
    "(3, 1, 'g3', 'https://a.example/3', 'a.example/3', 'Pumps', 'P', 10, 0, 0,"
    " 'd3');"
    "INSERT INTO story(id, key, lead, founded) VALUES (1, 's1', 1, 0), "
    "(2, 's2', 2, 0), (3, 's3', 3, 0);";

#define ANNS                                                                   \
    "Sensors in each pallet told the depot within minutes which doors had "    \
    "stood open all night, and the night shift now closes them by itself.\n\n" \
    "What closed yours? <script>alert(1)</script> #ColdChain\n"                \
    "https://a.example/1"
#define BOBS                                                                   \
    "Reefer crews in Tromso now log every defrost, and their claims halved. "  \
    "https://a.example/1"
#define SECOND "Two valves of nine had not moved since commissioning day."
#define THIRD "A torch and a walk found what four meters missed on Tuesday."

static inline void
rep_test_init(struct desk_test *t)
{
    static const char *const names[] = {"ann", "bob"};
    struct reps_import counts;
    struct buf json = {0};
    struct error err = {0};

    desk_test_init(t);
    for (size_t i = 0; i < 2; i++)
        buf_printf(&json,
                   "%s{\"id\":\"%s\",\"name\":\"%s\",\"daily_quota\":5,"
                   "\"networks\":[\"linkedin\",\"mastodon\"],\"audience\":"
                   "{\"id\":\"%s\",\"name\":\"n\",\"about\":\"a\"},\"voice\":"
                   "{\"tone\":\"dry\",\"address\":\"informal\"},"
                   "\"working_hours\":{\"days\":[1,2,3,4,5],\"start\":"
                   "\"06:00\",\"end\":\"22:00\",\"timezone\":\"Europe/"
                   "Berlin\"}}",
                   i == 0 ? "[" : ",", names[i], names[i], names[i]);
    buf_add(&json, "]");
    if (!db_script(t->store.db, rep_test_rows, &err) ||
        !reps_import(&t->store, buf_text(&json), json.len, NULL, NULL, &counts,
                     &err))
        fail_msg("%s", err.text);
    assert_int_equal(counts.added, 2);
    buf_deinit(&json);
}

static inline struct queue
rep_test_queue(struct desk_test *t, struct guideline **pack, const char *who)
{
    struct error err = {0};

    if (!guideline_load_builtin("starter", pack, &err))
        fail_msg("%s", err.text);
    return (struct queue){.store = &t->store,
                          .pack = *pack,
                          .now = DESK_TEST_NOW,
                          .who = who,
                          .horizon_days = 7};
}

/* Offered to `rep` today. */
static inline int64_t
rep_test_text(struct desk_test *t, const char *rep, int64_t story,
              const char *network, const char *text)
{
    struct arena *arena = arena_new(0);
    struct guideline *pack;
    struct queue queue = rep_test_queue(t, &pack, "polyphony");
    struct queue_tick tick;
    struct error err = {0};
    struct rep row;
    struct queue_new new = {
        .story = story,
        .article = story,
        .key = arena_printf(arena, "d/%s/%lld", rep, (long long)story),
        .story_key = arena_printf(arena, "s%lld", (long long)story),
        .network = network,
        .text = text,
        .link = "https://a.example/1",
        .angle = "claim",
        .opening = "",
        .structure = "",
        .phrases = "",
        .spans = "",
        .source = "[]",
        .why = "[{\"term\":\"<b>doors\",\"weight\":1}]",
        .reasons = "[]",
        .writer = "grammar",
        .score = .5};
    int64_t id = 0;

    if (!reps_find(&t->store, rep, arena, &row, &err))
        fail_msg("%s", err.text);
    new.rep = &row;
    if (!queue_add(&queue, &new, &id, &err) || !queue_tick(&queue, &tick, &err))
        fail_msg("%s", err.text);
    guideline_free(pack);
    arena_free(arena);
    return id;
}

static inline void
assert_has(struct desk_test *t, const char *words)
{
    if (strstr(desk_body(t), words) == NULL)
        fail_msg("not there: %s\n%s", words, desk_body(t));
}

static inline void
assert_lacks(struct desk_test *t, const char *words)
{
    if (strstr(desk_body(t), words) != NULL)
        fail_msg("there: %s\n%s", words, desk_body(t));
}

static inline void
assert_state(struct desk_test *t, int64_t id, const char *state)
{
    struct error err = {0};
    struct db_stmt *q =
        db_query(t->store.db, &err,
                 "SELECT state FROM suggestion WHERE id = $1", "i", id);

    assert_true(db_next(q));
    assert_string_equal(db_text(q, 0), state);
    db_drop(q);
}

/* A form to "/today/ID/WHAT" is answered so. */
static inline void
assert_move(struct desk_test *t, int64_t id, const char *what, const char *form,
            int status)
{
    char path[80];
    int got;

    snprintf(path, sizeof path, "/today/%lld/%s", (long long)id, what);
    got = desk_post(t, path, form);
    if (got != status)
        fail_msg("%s: %d\n%s", path, got, desk_body(t));
}

static inline int
get_of(struct desk_test *t, const char *fmt, int64_t id)
{
    char path[120], number[24];
    const char *at = strstr(fmt, "ID");

    snprintf(number, sizeof number, "%lld", (long long)id);
    snprintf(path, sizeof path, "%.*s%s%s", (int)(at - fmt), fmt, number,
             at + 2);
    return desk_get(t, path);
}

static inline int64_t
number_of(struct desk_test *t, const char *sql, int64_t id)
{
    struct error err = {0};
    int64_t value = 0;

    assert_true(db_number(t->store.db, &err, &value, -1, sql, "i", id));
    return value;
}

/* Where the last answer's toast leads to. */
static inline void
undo_of(struct desk_test *t, char *path, size_t size)
{
    const char *at;

    desk_get(t, "/today");
    at = strstr(desk_body(t), "action=\"/today/undo?act=");
    assert_non_null(at);
    at += strlen("action=\"");
    assert_true(strcspn(at, "\"") < size);
    snprintf(path, size, "%.*s", (int)strcspn(at, "\""), at);
}

#endif
