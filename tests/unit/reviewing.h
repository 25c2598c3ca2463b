/* For tests of the reviewer's pages: a desk with reps "ann", "bob" and "cleo",
 * whose texts all go to review, and a story with an article. */
#ifndef POLYPHONY_TESTS_REVIEWING_H
#define POLYPHONY_TESTS_REVIEWING_H

#include "desk_test.h"

#include "polyphony/queue.h"
#include "polyphony/reps.h"

#define ARTICLE                                                                \
    "Of 1,940 unplanned stops recorded at 212 plants, 61% began with a shaft " \
    "seal. Motors, which receive most of the monitoring budget, accounted "    \
    "for 9% of them last year.\n\nThe seal is the cheapest part in the room."
#define SOURCE                                                                 \
    "[{\"start\":0,\"end\":76,\"text\":\"Of 1,940 unplanned stops recorded "   \
    "at 212 plants, 61% began with a shaft seal.\"}]"

static inline void
reviewing_reps(struct desk_test *t)
{
    static const char *const ids[] = {"ann", "bob", "cleo"};
    static const char *const names[] = {"Ann", "Bob", "Cleo <b>"};
    struct reps_import counts;
    struct buf json = {0};
    struct error err;

    for (size_t i = 0; i < 3; i++)
        buf_printf(&json,
                   "%s{\"id\":\"%s\",\"name\":\"%s\",\"daily_quota\":5,"
                   "\"networks\":[\"linkedin\",\"mastodon\"],\"audience\":"
                   "{\"id\":\"%s\",\"name\":\"n\",\"about\":\"a\"},"
                   "\"working_hours\":{\"days\":[1,2,3,4,5],\"start\":"
                   "\"06:00\",\"end\":\"22:00\",\"timezone\":\"UTC\"}}",
                   i == 0 ? "[" : ",", ids[i], names[i], ids[i]);
    buf_add(&json, "]");
    if (!reps_import(&t->store, buf_text(&json), json.len, NULL, NULL, &counts,
                     &err))
        fail_msg("%s", err.text);
    buf_deinit(&json);
}

static inline void
reviewing_init(struct desk_test *t)
{
    struct error err;

    desk_test_init(t);
    reviewing_reps(t);
    if (!db_script(t->store.db,
                   "UPDATE rep SET review = 'all';"
                   "INSERT INTO feed(id, url, title, added_at) VALUES "
                   "(1, 'http://a.example/feed', 'A', 0);",
                   &err) ||
        !db_run(t->store.db, &err,
                "INSERT INTO article(id, feed, guid, url, url_key, title, "
                "seen, changed, digest, text) VALUES (1, 1, 'g1', "
                "'https://a.example/1', 'a.example/1', 'Seals <stop> pumps', "
                "0, 0, 'd1', $1)",
                "t", ARTICLE) ||
        !db_script(t->store.db,
                   "INSERT INTO story(id, key, lead, founded) VALUES "
                   "(1, 's1', 1, 0);",
                   &err))
        fail_msg("%s", err.text);
}

/* A text of `rep` on the story, as the composer hands it in. */
static inline int64_t
reviewing_text(struct desk_test *t, const char *rep, const char *text)
{
    struct arena *arena = arena_new(0);
    struct guideline *pack;
    struct error err = {0};
    struct rep row;
    struct queue queue = {.store = &t->store,
                          .now = DESK_TEST_NOW - 840,
                          .who = "polyphony",
                          .horizon_days = 7};
    struct queue_new new = {.story = 1,
                            .article = 1,
                            .key = arena_printf(arena, "day/%s", rep),
                            .story_key = "s1",
                            .network = "linkedin",
                            .text = text,
                            .link = "https://a.example/1",
                            .angle = "claim",
                            .opening = "",
                            .structure = "",
                            .phrases = "",
                            .spans = "",
                            .source = SOURCE,
                            .why = "[]",
                            .reasons = "[]",
                            .writer = "grammar",
                            .score = .5};
    int64_t id = 0;

    if (!guideline_load_builtin("starter", &pack, &err) ||
        !reps_find(&t->store, rep, arena, &row, &err))
        fail_msg("%s", err.text);
    new.rep = &row;
    queue.pack = pack;
    if (!queue_add(&queue, &new, &id, &err))
        fail_msg("%s", err.text);
    guideline_free(pack);
    arena_free(arena);
    return id;
}

static inline const char *
reviewing_state(struct desk_test *t, int64_t id)
{
    static char state[40];
    struct db_stmt *q =
        db_query(t->store.db, NULL,
                 "SELECT state FROM suggestion WHERE id = $1", "i", id);

    snprintf(state, sizeof state, "%s", db_next(q) ? db_text(q, 0) : "");
    db_drop(q);
    return state;
}

static inline bool
reviewing_shows(struct desk_test *t, const char *text)
{
    return strstr(desk_body(t), text) != NULL;
}

#endif
