/* A random walk through the queue beside a plain model of DESIGN.md's table
 * of moves: after each act both agree, what is refused changes nothing, no
 * two reps ever hold the same post on a story, and the audit's chain is whole.
 * The model is queue_model.h, the real one queue_walk.h.
 *
 * POLYPHONY_QUEUE_MOVES sets how many acts are tried (3000); each 3000 have a
 * database and a seed of their own, which a failure names. */
#include "polyphony/audit.h"
#include "polyphony/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "queue_walk.h"

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

/* One more post of what somebody does now; `first`: the only one so far. */
static void
add_to_act(struct walk *walk, int who, bool first, int post, const char *was)
{
    struct act *act = &walk->last[who];

    if (first)
        act->count = 0;
    act->posts[act->count] = post;
    act->numbers[act->count] = walk->posts[post].last = ++walk->n_acts;
    memmove(act->was[act->count], was, strlen(was) + 1);
    act->count++;
    act->is_edit = false;
    act->at = walk->queue.now;
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

    early = early && is(post, "approved");
    add_to_act(walk, try->who, true, try->post,
               early ? "offered" : post->state);
    act->is_edit = is_edit;
    act->base = post->base;
    walk->latest = try->who;
    if (try->to != NULL && is_dead(try->to)) {
        walk->ended = try->post;
        walk->ender = try->who;
    }
    if (early)
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
    try->allowed = !is_blocked(walk, try->base) &&
                   is_free(walk, post, try->base) && is_alone(walk, post);
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
        (!is(post, "in_review") && (!trusted || is_blocked(walk, try->base))))
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
                       (can_offer || is(post, "accepted") ||
                        is(post, "scheduled")) && /* moved */
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
    bool sample =
        post->blind && (is(post, "approved") || is(post, "offered")) &&
        number(walk, "SELECT count(*) FROM decision WHERE suggestion = $1",
               post->id) == 0; /* one word on each */
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
                   (!verb->needs_clean || !is_blocked(walk, post->base)) &&
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
        post->late = shares && was_dead;
        if (post->late && other != NULL) { /* it makes room */
            set_state(other, "withdrawn", walk->queue.now);
            other->last = ++walk->n_acts;
        }
        remember(walk, try, verb->early, false);
    }
}

static bool
can_undo(struct walk *walk, const struct act *act, int i)
{
    const struct post *post = &walk->posts[act->posts[i]];
    bool revives = is_dead(post->state) && !is_dead(act->was[i]);

    return post->last == act->numbers[i] &&
           (!act->is_edit || is_free(walk, post, act->base)) &&
           (!revives ||
            (is_free(walk, post, post->base) && is_alone(walk, post)));
}

/* All of it or nothing. */
static void
act_undo(struct walk *walk, struct try *try)
{
    struct act *act = &walk->last[try->who];
    struct error err;
    size_t count;
    int64_t id;

    try->post = act->count > 0 ? act->posts[0] : NONE;
    try->allowed = act->count > 0 && walk->queue.now - act->at <= 10;
    for (int i = 0; i < act->count; i++)
        try->allowed = try->allowed && can_undo(walk, act, i);
    if (!agree(walk, try, queue_undo(&walk->queue, &id, &count, &err), &err))
        return;
    assert_int_equal(count, act->count);
    for (int i = 0; i < act->count; i++) {
        struct post *post = &walk->posts[act->posts[i]];

        set_state(post, act->was[i], walk->queue.now);
        post->base = act->is_edit ? act->base : post->base;
        post->late = false;
        post->last = ++walk->n_acts;
        check_state(walk, post, "undo");
    }
    act->count = 0;
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
            add_to_act(walk, try->who, expected == 0, i, post->state);
            set_state(post, "withdrawn", 0);
            expected++;
        }
    }
    must(queue_withdraw_story(&walk->queue, walk->stories[story], true, "note",
                              &count, &err),
         &err);
    assert_int_equal(count, expected);
    walk->latest = try->who;
}

static void
act_approve_story(struct walk *walk, struct try *try)
{
    int story = walk->posts[some_post(walk)].story;
    size_t count, expected = 0;
    struct error err;

    for (int i = 0; i < walk->n_posts; i++) {
        struct post *post = &walk->posts[i];

        if (post->story == story && is(post, "in_review") &&
            !is_blocked(walk, post->base)) {
            add_to_act(walk, try->who, expected == 0, i, post->state);
            set_state(post, "approved", 0);
            expected++;
        }
    }
    must(queue_approve_story(&walk->queue, walk->stories[story], &count, &err),
         &err);
    assert_int_equal(count, expected);
    walk->latest = try->who;
}

/* Where a post goes when the rules have changed. */
static const char *
state_under_rules(struct walk *walk, const struct post *post)
{
    bool blocked = is_blocked(walk, post->base);

    if (is(post, "approved") || is(post, "offered"))
        return blocked ? "in_review" : post->state;
    if (is(post, "accepted") || is(post, "scheduled"))
        return blocked ? "withdrawn" : post->state;
    if (is(post, "in_review") && !blocked &&
        number(walk,
               "SELECT revision = 1 AND NOT EXISTS (SELECT 1 FROM decision "
               "WHERE suggestion = $1) FROM suggestion WHERE id = $1",
               post->id) == 1)
        return "approved";
    return post->state;
}

/* The clock goes on as well: a text that an undo revives was checked with the
 * rules of before, which only the next change would notice. */
static void
act_rules(struct walk *walk)
{
    struct rules_applied counts;
    struct error err;

    walk->queue.now += 11;
    walk->strict = !walk->strict;
    walk->queue.pack = walk->packs[walk->strict];
    for (int i = 0; i < walk->n_posts; i++) {
        struct post *post = &walk->posts[i];

        if (!is_dead(post->state) && !is(post, "shared")) {
            post->last = ++walk->n_acts;
            set_state(post, state_under_rules(walk, post), 0);
        }
    }
    must(rules_apply(&walk->queue, &counts, &err), &err);
    for (int i = 0; i < walk->n_posts; i++) {
        struct post *post = &walk->posts[i];

        post->blind = number(walk, "SELECT blind FROM suggestion WHERE id = $1",
                             post->id) == 1;
        check_state(walk, post, "new rules");
    }
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
        if (!is(post, "in_review") && at < now - 3 * 86400 &&
            snoozed < now - 3 * 86400)
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
    if (roll(walk, 150) == 0)
        act_rules(walk);
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
    } else if (what < 48) {
        walk->queue.who = names[try.who = REPS];
        if (what == 45)
            act_withdraw_story(walk, &try);
        else
            act_approve_story(walk, &try);
        if (roll(walk, 2) == 0) {
            try.what = "undo of all at once";
            try.rows = audit_rows(walk);
            act_undo(walk, &try);
        }
        return;
    } else if (what < 55) {
        try.what = what < 51 ? "snooze" : "schedule";
        act_time(walk, &try, what < 51);
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
