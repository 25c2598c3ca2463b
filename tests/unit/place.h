/* A place of its own for a test: an open store in a new folder, with reps
 * "ann", "bob" and "cleo" (their names Ann, Bob, Cleo), a feed, and a story
 * with an article; gone again at the end. For cmocka's setup and teardown. */
#ifndef POLYPHONY_TESTS_PLACE_H
#define POLYPHONY_TESTS_PLACE_H

#include "polyphony/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLACE_NOW 1768467600 /* 2026-01-15T09:00:00Z, a Thursday */

struct place {
    struct store store;
    struct arena *arena;
    struct guideline *pack;
    struct queue queue; /* as "ann", at PLACE_NOW, with the starter pack */
    char folder[64];
};

static const char place_rows[] =
    "PRAGMA synchronous = OFF;"
    "INSERT INTO feed(id, url, title, added_at) VALUES "
    "(1, 'http://a.example/feed', 'A', 0);"
    "INSERT INTO article(id, feed, guid, url, url_key, title, seen, changed, "
    "digest) VALUES (1, 1, 'g1', 'https://a.example/1', 'a.example/1', "
    "'Cold chains in winter', 0, 0, 'd1');"
    "INSERT INTO story(id, key, lead, founded) VALUES (1, 's1', 1, 0);";

static inline bool
place_reps(struct place *place, struct error *err)
{
    static const char *const ids[] = {"ann", "bob", "cleo"};
    static const char *const names[] = {"Ann", "Bob", "Cleo"};
    struct reps_import counts;
    struct buf json = {0};
    bool ok;

    for (size_t i = 0; i < 3; i++)
        buf_printf(&json,
                   "%s{\"id\":\"%s\",\"name\":\"%s\",\"daily_quota\":5,"
                   "\"networks\":[\"linkedin\",\"mastodon\"],\"audience\":"
                   "{\"id\":\"%s\",\"name\":\"n\",\"about\":\"a\"},"
                   "\"working_hours\":{\"days\":[1,2,3,4,5],\"start\":"
                   "\"06:00\",\"end\":\"22:00\",\"timezone\":\"UTC\"}}",
                   i == 0 ? "[" : ",", ids[i], names[i], ids[i]);
    buf_add(&json, "]");
    ok = reps_import(&place->store, buf_text(&json), json.len, NULL, NULL,
                     &counts, err);
    buf_deinit(&json);
    return ok;
}

static inline int
place_open(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct error err = {0};
    bool made;

    if (place == NULL)
        return -1;
    *state = place;
    place->arena = arena_new(0);
    snprintf(place->folder, sizeof place->folder, "/tmp/test-place-XXXXXX");
    if (mkdtemp(place->folder) == NULL ||
        !store_init(place->folder, &made, &err) ||
        !store_open(place->folder, &place->store, &err) ||
        !db_script(place->store.db, place_rows, &err) ||
        !guideline_load_builtin("starter", &place->pack, &err) ||
        !place_reps(place, &err)) {
        fprintf(stderr, "place: %s\n", err.text);
        return -1;
    }
    place->queue = (struct queue){.store = &place->store,
                                  .pack = place->pack,
                                  .now = PLACE_NOW,
                                  .who = "ann",
                                  .horizon_days = 7};
    return 0;
}

static inline int
place_close(void **state)
{
    static const char *const files[] = {"polyphony.db", "polyphony.db-wal",
                                        "polyphony.db-shm"};
    struct place *place = *state;

    guideline_free(place->pack);
    store_close(&place->store);
    arena_free(place->arena);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];

        snprintf(path, sizeof path, "%s/%s", place->folder, files[i]);
        (void)unlink(path);
    }
    (void)rmdir(place->folder);
    free(place);
    return 0;
}

/* A text of `rep` on the story, as the composer would hand it in; 0: refused,
 * and *err says why. */
static inline int64_t
place_text(struct place *place, const char *rep, const char *text,
           struct error *err)
{
    struct rep row;
    struct queue_new new = {.story = 1,
                            .article = 1,
                            .key = arena_printf(place->arena, "day/%s", rep),
                            .story_key = "s1",
                            .network = "linkedin",
                            .text = text,
                            .link = "https://a.example/1",
                            .angle = "claim",
                            .opening = "",
                            .structure = "",
                            .phrases = "",
                            .spans = "",
                            .source = "[]",
                            .why = "[]",
                            .reasons = "[]",
                            .writer = "grammar",
                            .score = .5};
    int64_t id = 0;

    if (!reps_find(&place->store, rep, place->arena, &row, err))
        return 0;
    new.rep = &row;
    return queue_add(&place->queue, &new, &id, err) ? id : 0;
}

#endif
