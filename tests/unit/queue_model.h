/* The plain model of DESIGN.md's table of moves that test_queue.c walks
 * beside the real queue: posts with a state and a wording each, dice, and
 * texts of which it is known which are the same post. */
#ifndef POLYPHONY_TESTS_QUEUE_MODEL_H
#define POLYPHONY_TESTS_QUEUE_MODEL_H

#include "polyphony/queue.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WALK = 3000, /* acts with one database */
    REPS = 4,
    STORIES = 60, /* the walk goes from story to story, some at a time */
    OPEN = 4,
    BASES = 64,   /* wordings; each has light variants: the same post */
    STRICT = 54,  /* from this one on the stricter rules block them */
    BLOCKED = 58, /* from this one on any rules do */
    MOST = 2000
};

#define START 1768467600 /* 2026-01-15T09:00:00Z */
#define RESERVED (30 * 86400)
#define NONE (-1)

/* --- the model
 * ------------------------------------------------------------------- */

/* Straight from DESIGN.md, "A suggestion's life". */
static const char *const moves[][2] = {
    {"draft", "in_review"},     {"draft", "approved"},
    {"draft", "discarded"},     {"in_review", "approved"},
    {"in_review", "rejected"},  {"in_review", "changes_requested"},
    {"approved", "offered"},    {"changes_requested", "in_review"},
    {"approved", "in_review"},  {"approved", "draft"},
    {"offered", "accepted"},    {"offered", "scheduled"},
    {"offered", "in_review"},   {"offered", "dismissed"},
    {"offered", "discarded"},   {"accepted", "shared"},
    {"accepted", "scheduled"},  {"accepted", "offered"},
    {"scheduled", "accepted"},  {"scheduled", "shared"},
    {"scheduled", "offered"},   {"draft", "withdrawn"},
    {"in_review", "withdrawn"}, {"changes_requested", "withdrawn"},
    {"approved", "withdrawn"},  {"offered", "withdrawn"},
    {"accepted", "withdrawn"},  {"scheduled", "withdrawn"},
    {"withdrawn", "shared"},    {"expired", "shared"},
};

struct post {
    int64_t id, accepted; /* accepted: first time; 0: never */
    int rep, story, base;
    char state[20];
    bool blind, late; /* late: shared after its end */
    int last;         /* number of the last act on it */
};

/* Somebody's last: on one post, or on several of a story at once. */
struct act {
    int count; /* 0: nothing that can be undone */
    int posts[REPS], numbers[REPS];
    char was[REPS][20];
    int base; /* before an edit */
    bool is_edit;
    int64_t at;
};

struct walk {
    struct store store;
    struct guideline *packs[2]; /* the second one is stricter */
    bool strict;
    struct arena *arena;
    struct rep *reps;
    struct queue queue;
    char folder[64];
    unsigned seed;
    uint64_t dice;
    char *bases[BASES];
    struct post posts[MOST];
    int n_posts, n_acts, done, refused;
    int latest, ended, ender; /* who acted; the post that ended last, by whom */
    struct act last[REPS + 1]; /* of each rep, and of the reviewer */
    int64_t stories[STORIES], articles[STORIES];
};

static const char *const names[] = {"anna", "ben", "cleo", "dan", "mia"};

static inline bool
is(const struct post *post, const char *state)
{
    return strcmp(post->state, state) == 0;
}

static inline bool
is_dead(const char *state)
{
    return strcmp(state, "rejected") == 0 || strcmp(state, "dismissed") == 0 ||
           strcmp(state, "expired") == 0 || strcmp(state, "withdrawn") == 0 ||
           strcmp(state, "discarded") == 0;
}

static inline bool
is_move(const char *was, const char *is_now)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (strcmp(moves[i][0], was) == 0 && strcmp(moves[i][1], is_now) == 0)
            return true;
    }
    return false;
}

static inline bool
is_blocked(const struct walk *walk, int base)
{
    return base >= (walk->strict ? STRICT : BLOCKED);
}

/* May this post hold that wording? Colleagues' live ones on the story and the
 * reserved ones stand against it, and one's own live ones anywhere. */
static inline bool
is_free(const struct walk *walk, const struct post *post, int base)
{
    for (int i = 0; i < walk->n_posts; i++) {
        const struct post *other = &walk->posts[i];
        bool live = !is_dead(other->state);
        bool reserved = live || (other->accepted != 0 &&
                                 other->accepted > walk->queue.now - RESERVED);

        if (other->id == post->id || other->base != base)
            continue;
        if (other->rep == post->rep ? live
                                    : reserved && other->story == post->story)
            return false;
    }
    return true;
}

/* The rep's other live post on the story; NULL: none. */
static inline struct post *
live_rival(struct walk *walk, const struct post *post)
{
    for (int i = 0; i < walk->n_posts; i++) {
        struct post *other = &walk->posts[i];

        if (other->id != post->id && other->rep == post->rep &&
            other->story == post->story && !is_dead(other->state))
            return other;
    }
    return NULL;
}

/* A rep has one live post a story. */
static inline bool
is_alone(struct walk *walk, const struct post *post)
{
    return live_rival(walk, post) == NULL;
}

/* --- dice and texts
 * -------------------------------------------------------------- */

static inline unsigned
roll(struct walk *walk, unsigned sides)
{
    walk->dice = walk->dice * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(walk->dice >> 33) % sides;
}

/* Some are open at a time; what was shared stays with its rep for good. */
static inline int
story_at_hand(struct walk *walk)
{
    return (walk->n_acts / 40 + (int)roll(walk, OPEN)) % STORIES;
}

/* Mostly one that is alive. */
static inline int
some_post(struct walk *walk)
{
    int story = roll(walk, 4) == 0 ? walk->posts[walk->ended].story : NONE;
    int found = (int)roll(walk, (unsigned)walk->n_posts);

    for (int tries = 0; tries < 80; tries++) {
        const struct post *post = &walk->posts[found];

        if (!is_dead(post->state) && !is(post, "shared") &&
            (story == NONE || story == post->story))
            break;
        found = (int)roll(walk, (unsigned)walk->n_posts);
    }
    return found;
}

/* Any wording, or often that of somebody on the same story, the one that was
 * given up last before all. */
static inline int
some_base(struct walk *walk, int story)
{
    if (walk->n_posts > 0 && walk->posts[walk->ended].story == story &&
        roll(walk, 2) == 0)
        return walk->posts[walk->ended].base;
    for (int tries = 0; walk->n_posts > 0 && tries < 20; tries++) {
        const struct post *post =
            &walk->posts[roll(walk, (unsigned)walk->n_posts)];

        if (post->story == story && roll(walk, 3) == 0)
            return post->base;
    }
    return (int)roll(walk, BASES);
}

/* A sentence of words that no other one has. */
static inline char *
make_base(struct walk *walk, int number)
{
    static const char *const syllables[] = {
        "ka", "lo",  "mi", "rut", "sen", "da", "vel", "po", "nix", "tar",
        "gu", "bil", "fo", "hes", "wan", "ju", "zor", "cy", "pem", "ald"};
    struct buf text = {0};

    for (int w = 0; w < 14; w++) {
        unsigned value = (unsigned)(number * 14 + w);

        buf_printf(&text, "%s%s%s%s", w > 0 ? " " : "", syllables[value % 20],
                   syllables[roll(walk, 20)], syllables[value / 20 % 20]);
    }
    buf_add(&text, number >= BLOCKED  ? ": guaranteed results."
                   : number >= STRICT ? ": pioneering results."
                                      : ".");
    return buf_take(&text);
}

/* The same post in a slightly different dress. */
static inline char *
variant(struct walk *walk, int base)
{
    struct buf text = {0};

    buf_add(&text, walk->bases[base]);
    if (roll(walk, 2) == 0 && text.data[0] >= 'a')
        text.data[0] = (char)(text.data[0] - 'a' + 'A');
    if (roll(walk, 2) == 0)
        buf_add(&text, " https://a.example/x");
    return buf_take(&text);
}

#endif
