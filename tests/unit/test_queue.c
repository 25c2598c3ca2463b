/* A random walk through the queue beside a plain model of DESIGN.md's table
 * of moves: after each act both agree, what is refused changes nothing, no
 * two reps ever hold the same post on a story, and the audit's chain is whole.
 *
 * POLYPHONY_QUEUE_MOVES sets how many acts are tried (3000); each 3000 have a
 * database and a seed of their own, which a failure names. */
#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/likeness.h"
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

enum {
    WALK = 3000, /* acts with one database */
    REPS = 4,
    STORIES = 60, /* the walk goes from story to story, some at a time */
    OPEN = 4,
    BASES = 64,   /* wordings; each has light variants: the same post */
    BLOCKED = 58, /* from this one on a rule blocks them */
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

struct act {                /* somebody's last */
    int number, post, base; /* post NONE: nothing that can be undone */
    bool is_edit;
    char was[20];
    int64_t at;
};

struct walk {
    struct store store;
    struct guideline *pack;
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

static bool
is(const struct post *post, const char *state)
{
    return strcmp(post->state, state) == 0;
}

static bool
is_dead(const char *state)
{
    return strcmp(state, "rejected") == 0 || strcmp(state, "dismissed") == 0 ||
           strcmp(state, "expired") == 0 || strcmp(state, "withdrawn") == 0 ||
           strcmp(state, "discarded") == 0;
}

static bool
is_move(const char *was, const char *is_now)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (strcmp(moves[i][0], was) == 0 && strcmp(moves[i][1], is_now) == 0)
            return true;
    }
    return false;
}

/* May this post hold that wording? Colleagues' live ones on the story and the
 * reserved ones stand against it, and one's own live ones anywhere. */
static bool
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
static struct post *
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
static bool
is_alone(struct walk *walk, const struct post *post)
{
    return live_rival(walk, post) == NULL;
}

/* --- dice and texts
 * -------------------------------------------------------------- */

static unsigned
roll(struct walk *walk, unsigned sides)
{
    walk->dice = walk->dice * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(walk->dice >> 33) % sides;
}

/* Some are open at a time; what was shared stays with its rep for good. */
static int
story_at_hand(struct walk *walk)
{
    return (walk->n_acts / 40 + (int)roll(walk, OPEN)) % STORIES;
}

/* Mostly one that is alive. */
static int
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
static int
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
static char *
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
    buf_add(&text, number >= BLOCKED ? ": guaranteed results." : ".");
    return buf_take(&text);
}

/* The same post in a slightly different dress. */
static char *
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

/* --- the real one
 * ---------------------------------------------------------------- */

static int64_t
number(struct walk *walk, const char *sql, int64_t value)
{
    struct error err;
    int64_t result;

    if (!db_number(walk->store.db, &err, &result, NONE, sql, "i", value))
        fail_msg("%s: %s", sql, err.text);
    return result;
}

static int64_t
audit_rows(struct walk *walk)
{
    return number(walk, "SELECT count(*) FROM audit WHERE $1 = 0", 0);
}

static void
must(bool ok, const struct error *err)
{
    if (!ok)
        fail_msg("%s", err->text);
}

static void
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

static void
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

static void
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
             db_script(walk->store.db, "PRAGMA synchronous = OFF", &err) &&
             guideline_load_builtin("starter", &walk->pack, &err),
         &err);
    add_stories(walk);
    add_reps(walk);
    for (int i = 0; i < BASES; i++)
        walk->bases[i] = make_base(walk, i);
    for (int i = 0; i <= REPS; i++)
        walk->last[i].post = NONE;
    walk->queue = (struct queue){.store = &walk->store,
                                 .pack = walk->pack,
                                 .now = START,
                                 .blind_percent = 20,
                                 .horizon_days = 7,
                                 .any_hours = true};
}

static void
end_walk(struct walk *walk)
{
    static const char *const files[] = {"polyphony.db", "polyphony.db-wal",
                                        "polyphony.db-shm"};

    for (int i = 0; i < BASES; i++)
        free(walk->bases[i]);
    guideline_free(walk->pack);
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

static void
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

static void
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
static void
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

/* --- acts
 * ------------------------------------------------------------------------ */

struct
try {
    const char *what;
    int who;        /* of names */
    int post, base; /* NONE: of no post */
    const char *to; /* where the model sees it go; NULL: it stays */
    bool allowed;   /* by the model */
    int64_t rows;   /* of the audit, before */
};

static void
set_state(struct post *post, const char *state, int64_t now)
{
    memmove(post->state, state, strlen(state) + 1);
    if (strcmp(state, "accepted") == 0 && post->accepted == 0)
        post->accepted = now;
}

static void
set_was(struct act *act, const char *state)
{
    memmove(act->was, state, strlen(state) + 1);
}

/* Both must say the same; a lack of slots (ERROR_LIMIT) is no disagreement. */
static bool
agree(struct walk *walk, const struct try *try, bool ok,
      const struct error *err)
{
    const struct post *post =
        try->post != NONE ? &walk->posts[try->post] : NULL;

    if (!ok && (err->kind == ERROR_STORE || err->text[0] == '\0'))
        fail_msg("seed %u, act %d: %s: %s", walk->seed, walk->n_acts, try->what,
                 err->text);
    if (ok != try->allowed && (ok || err->kind != ERROR_LIMIT))
        fail_msg("seed %u, act %d: %s by %s of %lld (%s): %s", walk->seed,
                 walk->n_acts, try->what, names[try->who],
                 post != NULL ? (long long)post->id : 0,
                 post != NULL ? post->state : "new", ok ? "passed" : err->text);
    if (!ok && audit_rows(walk) != try->rows)
        fail_msg("seed %u, act %d: refused %s wrote into the audit", walk->seed,
                 walk->n_acts, try->what);
    walk->done += ok;
    walk->refused += !ok;
    return ok;
}

/* The model after an act that passed. `early`: offered before its day. */
static void
remember(struct walk *walk, const struct try *try, bool early, bool is_edit)
{
    struct post *post = &walk->posts[try->post];
    struct act *act = &walk->last[try->who];

    act->number = post->last = ++walk->n_acts;
    act->post = try->to != NULL || is_edit ? try->post : NONE;
    act->is_edit = is_edit;
    act->base = post->base;
    act->at = walk->queue.now;
    set_was(act, early && is(post, "approved") ? "offered" : post->state);
    walk->latest = try->who;
    if (try->to != NULL && is_dead(try->to)) {
        walk->ended = try->post;
        walk->ender = try->who;
    }
    if (early && is(post, "approved"))
        set_state(post, "offered", walk->queue.now);
    if (try->to != NULL)
        set_state(post, try->to, walk->queue.now);
}

static void
act_add(struct walk *walk, struct try *try)
{
    struct post *post = &walk->posts[walk->n_posts];
    char key[40], *text;
    struct queue_new new = {.source = "[]",
                            .why = "[]",
                            .reasons = "[]",
                            .writer = "grammar",
                            .link = "https://a.example/",
                            .angle = "",
                            .opening = "",
                            .structure = "",
                            .phrases = "",
                            .spans = ""};
    struct error err;

    if (walk->n_posts == MOST)
        return;
    memset(post, 0, sizeof *post);
    post->rep = (int)roll(walk, REPS);
    post->story = story_at_hand(walk);
    post->base = try->base = some_base(walk, post->story);
    snprintf(key, sizeof key, "key-%d", walk->n_acts + walk->refused);
    text = variant(walk, try->base);
    new.rep = &walk->reps[post->rep];
    new.story = walk->stories[post->story];
    new.article = walk->articles[post->story];
    new.key = key;
    new.story_key = "story";
    new.network = roll(walk, 2) == 0 ? "linkedin" : "mastodon";
    new.text = text;
    try->allowed = try->base < BLOCKED && is_free(walk, post, try->base) &&
                   is_alone(walk, post);
    walk->queue.who = "polyphony";
    if (agree(walk, try, queue_add(&walk->queue, &new, &post->id, &err),
              &err)) {
        walk->n_posts++;
        post->last = ++walk->n_acts;
        set_state(post, "approved", 0);
        post->blind = number(walk, "SELECT blind FROM suggestion WHERE id = $1",
                             post->id) == 1;
        check_state(walk, post, "add");
    }
    free(text);
}

static bool
is_same_text(struct walk *walk, const struct post *post, const char *text)
{
    struct arena *arena = arena_new(0);
    struct suggestion g;
    struct error err;
    bool same;

    must(queue_find(&walk->store, post->id, arena, &g, &err), &err);
    same = strcmp(g.text, text) == 0;
    arena_free(arena);
    return same;
}

static void
act_edit(struct walk *walk, struct try *try)
{
    struct post *post = &walk->posts[try->post];
    char *text;
    const char *said;
    struct error err;
    bool trusted = number(walk,
                          "SELECT r.trust FROM rep AS r JOIN suggestion AS g "
                          "ON g.rep = r.id WHERE g.id = $1",
                          post->id) > 0;

    try->base = some_base(walk, post->story);
    text = variant(walk, try->base);
    try->allowed =
        (is(post, "in_review") || is(post, "changes_requested") ||
         is(post, "approved") || is(post, "offered")) &&
        is_free(walk, post, try->base) &&
        (is(post, "changes_requested") || !is_same_text(walk, post, text));
    if (is(post, "changes_requested") ||
        (!is(post, "in_review") && (!trusted || try->base >= BLOCKED)))
        try->to = "in_review";
    if (agree(walk, try, queue_edit(&walk->queue, post->id, text, &said, &err),
              &err)) {
        remember(walk, try, false, true);
        post->base = try->base;
    }
    free(text);
}

static bool
too_near(struct walk *walk, const struct post *post, int64_t at)
{
    struct error err;
    int64_t own, others;

    must(db_number(walk->store.db, &err, &own, 0,
                   "SELECT count(*) FROM slot AS l JOIN suggestion AS g ON "
                   "g.id = $1 WHERE l.rep = g.rep AND l.suggestion <> g.id AND "
                   "abs(l.at - $2) < 1800",
                   "ii", post->id, at) &&
             db_number(walk->store.db, &err, &others, 0,
                       "SELECT count(*) FROM slot AS l JOIN suggestion AS g ON "
                       "g.id = $1 WHERE l.rep <> g.rep AND l.story = g.story "
                       "AND l.network = g.network AND abs(l.at - $2) < 14400",
                       "ii", post->id, at),
         &err);
    return own + others > 0;
}

static void
act_time(struct walk *walk, struct try *try, bool snooze)
{
    struct post *post = &walk->posts[try->post];
    int64_t at = walk->queue.now - 3600 + (int64_t)roll(walk, 6 * 86400);
    bool can_offer = is(post, "approved") || is(post, "offered");
    struct error err;
    bool ok;

    if (snooze) {
        try->allowed = at > walk->queue.now && can_offer;
        ok = queue_snooze(&walk->queue, post->id, at, &err);
    } else {
        try->to = "scheduled";
        try->allowed = at > walk->queue.now &&
                       (can_offer || is(post, "accepted")) &&
                       !too_near(walk, post, at);
        ok = queue_schedule(&walk->queue, post->id, at, &err);
    }
    if (agree(walk, try, ok, &err))
        remember(walk, try, true, false);
}

/* Verbs that go to one state, each from where the table lets it. */
static const struct verb {
    const char *what, *to;
    bool (*plain)(struct queue *, int64_t, struct error *);
    bool (*noted)(struct queue *, int64_t, const char *, struct error *);
    bool early, by_reviewer, needs_clean;
} verbs[] = {
    {"accept", "accepted", queue_accept, NULL, true, false, true},
    {"not yet", "offered", queue_not_yet, NULL, false, false, false},
    {"approve", "approved", NULL, queue_approve, false, true, true},
    {"change", "changes_requested", NULL, queue_request_change, false, true,
     false},
    {"reject", "rejected", NULL, queue_reject, false, true, false},
    {"dismiss", "dismissed", NULL, queue_dismiss, true, false, false},
    {"share", "shared", NULL, queue_shared, true, false, false},
    {"withdraw", "withdrawn", NULL, queue_withdraw, false, true, false},
};

static void
act_verb(struct walk *walk, struct try *try, const struct verb *verb)
{
    struct post *post = &walk->posts[try->post];
    bool shares = strcmp(verb->to, "shared") == 0, was_dead;
    bool sample = post->blind && (is(post, "approved") || is(post, "offered"));
    bool faults = strcmp(verb->to, "rejected") == 0 ||
                  strcmp(verb->to, "changes_requested") == 0;
    const char *from =
        verb->early && is(post, "approved") ? "offered" : post->state;
    struct post *other = live_rival(walk, post);
    struct error err;

    try->what = verb->what;
    try->to = verb->to;
    if (verb->by_reviewer)
        walk->queue.who = names[try->who = REPS];
    if (shares && strcmp(from, "offered") == 0)
        from = "accepted"; /* implied */
    if (sample && faults)
        from = "in_review"; /* taken back first */
    was_dead = is_dead(from);
    try->allowed = is_move(from, verb->to) &&
                   (!verb->needs_clean || post->base < BLOCKED) &&
                   (!was_dead || other == NULL || !is(other, "shared"));
    if (strcmp(verb->what, "not yet") == 0 && is(post, "approved"))
        try->allowed = true; /* the move of time, by hand */
    if (verb->noted == queue_approve && sample) {
        try->allowed = true; /* the blind sample: heard, not moved */
        try->to = NULL;
    }
    if (agree(walk, try,
              verb->plain != NULL
                  ? verb->plain(&walk->queue, post->id, &err)
                  : verb->noted(&walk->queue, post->id, "note", &err),
              &err)) {
        if (shares && (is(post, "approved") || is(post, "offered")))
            set_state(post, "accepted", walk->queue.now);
        if (sample && faults)
            set_state(post, "in_review", walk->queue.now);
        post->late = shares && was_dead;
        if (post->late && other != NULL) { /* it makes room */
            set_state(other, "withdrawn", walk->queue.now);
            other->last = ++walk->n_acts;
        }
        remember(walk, try, verb->early, false);
    }
}

static void
act_undo(struct walk *walk, struct try *try)
{
    struct act *act = &walk->last[try->who];
    struct post *post = act->post != NONE ? &walk->posts[act->post] : NULL;
    bool revives = post != NULL && is_dead(post->state) && !is_dead(act->was);
    struct error err;
    int64_t id;

    try->post = act->post;
    try->allowed =
        post != NULL && walk->queue.now - act->at <= 10 &&
        post->last == act->number &&
        (!act->is_edit || is_free(walk, post, act->base)) &&
        (!revives || (is_free(walk, post, post->base) && is_alone(walk, post)));
    if (agree(walk, try, queue_undo(&walk->queue, &id, &err), &err)) {
        set_state(post, act->was, walk->queue.now);
        post->base = act->is_edit ? act->base : post->base;
        post->late = false;
        post->last = ++walk->n_acts;
        act->post = NONE;
        check_state(walk, post, "undo");
    }
}

static void
act_withdraw_story(struct walk *walk, struct try *try)
{
    int story = story_at_hand(walk);
    size_t count, expected = 0;
    struct error err;

    for (int i = 0; i < walk->n_posts; i++) {
        struct post *post = &walk->posts[i];

        if (post->story == story && !is_dead(post->state) &&
            !is(post, "shared")) {
            struct act *act = &walk->last[try->who];

            act->number = post->last = ++walk->n_acts;
            act->post = i;
            act->is_edit = false;
            act->at = walk->queue.now;
            set_was(act, post->state);
            set_state(post, "withdrawn", 0);
            expected++;
        }
    }
    must(queue_withdraw_story(&walk->queue, walk->stories[story], true, "note",
                              &count, &err),
         &err);
    assert_int_equal(count, expected);
}

static void
act_tick(struct walk *walk)
{
    int64_t now = walk->queue.now;
    struct queue_tick counts;
    struct error err;

    for (int i = 0; i < walk->n_posts; i++) {
        struct post *post = &walk->posts[i];
        int64_t at, opens, snoozed;

        if (is_dead(post->state) || is(post, "shared") ||
            is(post, "accepted") || is(post, "scheduled"))
            continue;
        at =
            number(walk, "SELECT at FROM slot WHERE suggestion = $1", post->id);
        opens =
            number(walk, "SELECT day_starts FROM slot WHERE suggestion = $1",
                   post->id);
        snoozed = number(walk, "SELECT snoozed FROM suggestion WHERE id = $1",
                         post->id);
        if (is(post, "in_review") ? at <= now : opens <= now || at < now)
            post->last = ++walk->n_acts;
        if (!is(post, "in_review") && at < now - 3 * 86400 && snoozed < now)
            set_state(post, "expired", 0);
        else if (is(post, "approved") && opens <= now)
            set_state(post, "offered", 0);
    }
    walk->queue.who = "polyphony";
    must(queue_tick(&walk->queue, &counts, &err), &err);
    for (int i = 0; i < walk->n_posts; i++)
        check_state(walk, &walk->posts[i], "the clock");
}

static void
pass_time(struct walk *walk)
{
    if (roll(walk, 2) == 0)
        walk->queue.now += (int64_t)roll(walk, 4);
    if (roll(walk, 60) != 0)
        return;
    walk->queue.now += (int64_t)roll(walk, 2 * 86400);
    act_tick(walk);
}

static void
act_once(struct walk *walk)
{
    struct try try = {.who = (int)roll(walk, REPS), .post = NONE};
    unsigned what = roll(walk, 100);

    try.rows = audit_rows(walk);
    walk->queue.who = names[try.who];
    if (what < 12 || walk->n_posts == 0) {
        try.what = "add";
        act_add(walk, &try);
        return;
    }
    try.post = some_post(walk);
    if (what < 30) {
        try.what = "edit";
        act_edit(walk, &try);
    } else if (what < 45) {
        try.what = "undo";
        if (roll(walk, 4) > 0)
            try.who = roll(walk, 2) == 0 ? walk->latest : walk->ender;
        walk->queue.who = names[try.who];
        act_undo(walk, &try);
        return;
    } else if (what == 45) {
        walk->queue.who = names[try.who = REPS];
        act_withdraw_story(walk, &try);
        return;
    } else if (what < 55) {
        try.what = what < 50 ? "snooze" : "schedule";
        act_time(walk, &try, what < 50);
    } else {
        act_verb(walk, &try, &verbs[roll(walk, sizeof verbs / sizeof *verbs)]);
    }
    check_state(walk, &walk->posts[try.post], try.what);
}

static void
agrees_with_the_model(void **state)
{
    const char *wanted = getenv("POLYPHONY_QUEUE_MOVES");
    long left = wanted != NULL ? strtol(wanted, NULL, 10) : WALK;
    struct walk *walk = malloc(sizeof *walk);

    (void)state;
    assert_non_null(walk);
    for (unsigned seed = 1; left > 0; seed++) {
        struct error err;
        struct audit_head head;

        begin_walk(walk, seed);
        for (int i = 0; i < WALK && left > 0; i++, left--) {
            pass_time(walk);
            act_once(walk);
            if (i % 100 == 99)
                check_all(walk);
        }
        must(audit_verify(&walk->store, NULL, &head, &err), &err);
        assert_int_equal(head.rows, audit_rows(walk));
        assert_true(walk->done > walk->refused / 8);
        end_walk(walk);
    }
    free(walk);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
