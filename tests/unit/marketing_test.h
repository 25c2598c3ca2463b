/* A place with a rep, a feed, a story and a suggestion, for tests of
 * marketing's pages; names in it are hostile. */
#ifndef POLYPHONY_MARKETING_TEST_H
#define POLYPHONY_MARKETING_TEST_H

#include "desk_test.h"

#define EVIL "<script>alert(1)</script>"

static inline void
assert_has(struct desk_test *t, const char *text)
{
    if (strstr(desk_body(t), text) == NULL)
        fail_msg("no \"%s\" in:\n%s", text, desk_body(t));
}

static inline void
assert_lacks(struct desk_test *t, const char *text)
{
    if (strstr(desk_body(t), text) != NULL)
        fail_msg("\"%s\" in:\n%s", text, desk_body(t));
}

static inline void
run(struct desk_test *t, const char *sql)
{
    struct error err = {0};

    if (!db_script(t->store.db, sql, &err))
        fail_msg("%s: %s", sql, err.text);
}

/* A rep, a feed, an article that is a story, and a suggestion that was
 * offered a day ago; names are hostile. Pages start no work of their own: the
 * lock of a round is held. */
struct place {
    struct desk_test t;
    int lock;
};

static inline void
make_place(struct place *place)
{
    struct error err = {0};

    desk_test_init(&place->t);
    place->lock = store_try_lock(&place->t.store, "curate", &err);
    assert_true(place->lock >= 0);
    desk_add_rep(&place->t, "ann");
    run(&place->t,
        "UPDATE rep SET name = 'Ann " EVIL "', json = '{\"id\":\"ann\","
        "\"name\":\"Ann " EVIL "\",\"networks\":[\"linkedin\"],"
        "\"audience\":{\"name\":\"x\"}}';"
        "UPDATE audience SET name = 'Cooks " EVIL "', json = "
        "'{\"name\":\"Cooks " EVIL "\",\"about\":\"" EVIL "\"}';"
        "INSERT INTO feed(id, url, title, added_at) VALUES "
        "(1, 'https://a.example/feed', 'Feed " EVIL "', 0);"
        "INSERT INTO fetch_state(feed, health, words, last_visit) VALUES "
        "(1, 'failing', 'Not a feed " EVIL "', 5);"
        "INSERT INTO story(id, key, founded, published) VALUES "
        "(1, 'ab12', 1794990000, 1794990000);"
        "INSERT INTO article(id, feed, guid, url, url_key, title, site, "
        "published, seen, changed, text, digest, story) VALUES (1, 1, 'g', "
        "'https://a.example/1', 'a.example/1', '=1+1 " EVIL "', '@site', "
        "1794990000, 1794990000, 1794990000, 'Bread ovens in bakeries.', 'd', "
        "1);"
        "UPDATE story SET lead = 1;"
        "INSERT INTO relevance(audience, story, score, why) VALUES ('ann', 1, "
        "0.6, '[{\"term\":\"" EVIL "\",\"weight\":0.5}]');"
        "INSERT INTO suggestion(id, key, rep, story, article, network, state, "
        "text, made, why) VALUES (1, 'k', 'ann', 1, 1, 'linkedin', 'shared', "
        "'" EVIL "', 1794910000, '[{\"term\":\"=cmd|calc\",\"weight\":1}]');"
        "INSERT INTO audit(at, who, what, suggestion, is_now, chain) VALUES "
        "(1794913600, 'x', 'offer', 1, 'offered', 'c');"
        "INSERT INTO share(suggestion, rep, network, at) VALUES "
        "(1, 'ann', 'linkedin', 1794920000);"
        "INSERT INTO slot(suggestion, rep, story, network, at, day_starts) "
        "VALUES (1, 'ann', 1, 'linkedin', 1794920000, 0);");
    desk_sign_in(&place->t, "Leo", "marketing", NULL);
}

static inline void
drop_place(struct place *place)
{
    close(place->lock);
    desk_test_deinit(&place->t);
}

#endif
