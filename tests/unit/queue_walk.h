/* The real queue under test_queue.c: a home of its own with stories, reps and
 * two rule packs, and looks at whether it agrees with the model. */
#ifndef POLYPHONY_TESTS_QUEUE_WALK_H
#define POLYPHONY_TESTS_QUEUE_WALK_H

#include "polyphony/clock.h"
#include "polyphony/likeness.h"
#include "queue_model.h"

#include <unistd.h>

/* --- the real one
 * ---------------------------------------------------------------- */

static inline int64_t
number(struct walk *walk, const char *sql, int64_t value)
{
    struct error err;
    int64_t result;

    if (!db_number(walk->store.db, &err, &result, NONE, sql, "i", value))
        fail_msg("%s: %s", sql, err.text);
    return result;
}

static inline int64_t
audit_rows(struct walk *walk)
{
    return number(walk, "SELECT count(*) FROM audit WHERE $1 = 0", 0);
}

static inline void
must(bool ok, const struct error *err)
{
    if (!ok)
        fail_msg("%s", err->text);
}

static inline void
add_stories(struct walk *walk)
{
    struct db *db = walk->store.db;
    struct error err;

    must(db_run(db, &err,
                "INSERT INTO feed(id, url, title, added_at) VALUES "
                "(1, 'http://a.example/feed', 'A', 0)",
                ""),
         &err);
    for (int i = 0; i < STORIES; i++) {
        char text[40];

        snprintf(text, sizeof text, "story-%d", i);
        must(db_run(db, &err,
                    "INSERT INTO article(feed, guid, url, url_key, title, "
                    "seen, changed, digest) VALUES (1, $1, "
                    "'https://a.example/' || $1, $1, 'A title', 0, 0, $1)",
                    "t", text),
             &err);
        walk->articles[i] = db_last_id(db);
        must(db_run(db, &err,
                    "INSERT INTO story(key, lead, founded) VALUES ($1, $2, 0)",
                    "ti", text, walk->articles[i]),
             &err);
        walk->stories[i] = db_last_id(db);
    }
}

static inline void
add_reps(struct walk *walk)
{
    static const char *const zones[] = {"Europe/Berlin", "Asia/Tokyo",
                                        "America/Denver", "UTC"};
    struct reps_import counts;
    struct buf json = {0};
    struct error err;
    size_t count;

    for (int i = 0; i < REPS; i++)
        buf_printf(&json,
                   "%s{\"id\":\"%s\",\"name\":\"%s\",\"daily_quota\":20,"
                   "\"networks\":[\"linkedin\",\"mastodon\"],\"audience\":"
                   "{\"id\":\"%s\",\"name\":\"n\",\"about\":\"a\"},"
                   "\"working_hours\":{\"days\":[1,2,3,4,5,6,7],\"start\":"
                   "\"06:00\",\"end\":\"22:00\",\"timezone\":\"%s\"}}",
                   i == 0 ? "[" : ",", names[i], names[i], names[i], zones[i]);
    buf_add(&json, "]");
    must(reps_import(&walk->store, buf_text(&json), json.len, NULL, NULL,
                     &counts, &err) &&
             reps_list(&walk->store, walk->arena, &walk->reps, &count, &err),
         &err);
    assert_int_equal(count, REPS);
    buf_deinit(&json);
}

/* The starter pack, and the same with one rule more. */
static inline void
load_packs(struct walk *walk)
{
    static const char rule[] =
        "\"rules\":[{\"id\":\"pioneer\",\"kind\":\"banned-phrase\","
        "\"severity\":"
        "\"block\",\"params\":{\"phrases\":[\"pioneering results\"]}},";
    struct buf json = {0}, strict = {0};
    struct error err;
    const char *rules;

    must(guideline_preset("starter", "Acme", &json, &err), &err);
    rules = strstr(buf_text(&json), "\"rules\"");
    assert_non_null(rules);
    buf_add_bytes(&strict, buf_text(&json), (size_t)(rules - json.data));
    buf_add(&strict, rule);
    buf_add(&strict, strchr(rules, '[') + 1);
    must(guideline_load(buf_text(&json), json.len, &walk->packs[0], &err) &&
             guideline_load(buf_text(&strict), strict.len, &walk->packs[1],
                            &err),
         &err);
    buf_deinit(&json);
    buf_deinit(&strict);
}

static inline void
begin_walk(struct walk *walk, unsigned seed)
{
    struct error err;
    bool made;

    memset(walk, 0, sizeof *walk);
    walk->seed = seed;
    walk->dice = seed * 2654435769u + 1;
    walk->arena = arena_new(0);
    snprintf(walk->folder, sizeof walk->folder, "/tmp/test-queue-XXXXXX");
    assert_non_null(mkdtemp(walk->folder));
    must(store_init(walk->folder, &made, &err) &&
             store_open(walk->folder, &walk->store, &err) &&
             db_script(walk->store.db, "PRAGMA synchronous = OFF", &err),
         &err);
    load_packs(walk);
    add_stories(walk);
    add_reps(walk);
    for (int i = 0; i < BASES; i++)
        walk->bases[i] = make_base(walk, i);
    walk->queue = (struct queue){.store = &walk->store,
                                 .pack = walk->packs[0],
                                 .now = START,
                                 .blind_percent = 20,
                                 .horizon_days = 7,
                                 .any_hours = true};
}

static inline void
end_walk(struct walk *walk)
{
    static const char *const files[] = {"polyphony.db", "polyphony.db-wal",
                                        "polyphony.db-shm"};

    for (int i = 0; i < BASES; i++)
        free(walk->bases[i]);
    guideline_free(walk->packs[0]);
    guideline_free(walk->packs[1]);
    store_close(&walk->store);
    arena_free(walk->arena);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];

        snprintf(path, sizeof path, "%s/%s", walk->folder, files[i]);
        unlink(path);
    }
    rmdir(walk->folder);
}

/* --- looking
 * --------------------------------------------------------------------- */

static inline void
check_state(struct walk *walk, const struct post *post, const char *what)
{
    struct arena *arena = arena_new(0);
    struct suggestion g;
    struct error err;

    must(queue_find(&walk->store, post->id, arena, &g, &err), &err);
    if (strcmp(g.state, post->state) != 0)
        fail_msg("seed %u, act %d: after %s of %lld it is %s, not %s",
                 walk->seed, walk->n_acts, what, (long long)post->id, g.state,
                 post->state);
    if (!is_dead(g.state) && !post->late && g.slot == TIME_NONE)
        fail_msg("seed %u, act %d: %lld is %s without a slot", walk->seed,
                 walk->n_acts, (long long)post->id, g.state);
    if (is_dead(g.state) && g.slot != TIME_NONE)
        fail_msg("seed %u, act %d: %lld is %s and holds a slot", walk->seed,
                 walk->n_acts, (long long)post->id, g.state);
    arena_free(arena);
}

static inline void
check_pair(const struct walk *walk, const struct suggestion *a,
           const struct suggestion *b)
{
    struct likeness_text *x = likeness_new(a->text), *y = likeness_new(b->text);

    if (likeness_compare(x, y, NULL).is_same)
        fail_msg("seed %u, act %d: %lld (%s) and %lld (%s) are the same post",
                 walk->seed, walk->n_acts, (long long)a->id, a->rep,
                 (long long)b->id, b->rep);
    likeness_free(x);
    likeness_free(y);
}

static const struct post *
find_post(const struct walk *walk, int64_t id)
{
    const struct post *post = walk->posts;

    while (post->id != id)
        post++;
    return post;
}

/* The bound that is never traded: on all that is live now. */
static inline void
check_all(struct walk *walk)
{
    struct arena *arena = arena_new(0);
    struct suggestion *list;
    struct error err;
    size_t count;

    for (int i = 0; i < walk->n_posts; i++)
        check_state(walk, &walk->posts[i], "all");
    must(queue_list(&walk->store, QUEUE_LIVE, NULL, walk->queue.now, arena,
                    &list, &count, &err),
         &err);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (list[i].story == list[k].story &&
                strcmp(list[i].rep, list[k].rep) != 0 &&
                !find_post(walk, list[i].id)->late &&
                !find_post(walk, list[k].id)->late)
                check_pair(walk, &list[i], &list[k]);
        }
    }
    arena_free(arena);
}

#endif
