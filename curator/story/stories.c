/* Groups new articles into stories: the one writer of story, and of the
 * column article.story. Articles that have a story keep it; a new one joins a
 * story or founds one. Where a new article shows that two stories are one,
 * the later one is marked `same_as` the earlier: ids that people have seen
 * never change. All of a round is one transaction. */
#include "polyphony/arena.h"
#include "polyphony/curator.h"
#include "polyphony/digest.h"
#include "polyphony/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW (STORY_WINDOW_DAYS * 86400)
#define MOST_ARTICLES 20000 /* looked at in a round; the others come next */
#define ENOUGH_WORDS 150    /* of a lead, if another member has them */

struct member {
    int64_t id, published, words;
    const char *key; /* url_identity(); NULL: no address */
    bool is_new;
    size_t same_page; /* the member that stands for this address */
};

struct round {
    struct curator *curator;
    struct arena *arena;
    struct story_article *articles; /* those that stand for an address */
    size_t *of_article;             /* their members */
    struct member *members;
    struct story_article *all;
    size_t n_articles, n_members;
    struct story_answer *answers;
    struct story_pairs alike;
    int64_t *made; /* story of a group that was founded, by lead */
};

/* --- loading
 * ------------------------------------------------------------------ */

#define NEW_ARTICLES                                                           \
    "a.story IS NULL AND a.title <> '' AND (a.page <> 'wanted' OR "            \
    "a.page_tries > 0) "

static bool
range_of_new(struct store *store, int64_t *oldest, int64_t *newest,
             int64_t *count, struct error *err)
{
    struct db_stmt *q = db_query(store->db, err,
                                 "SELECT min(coalesce(a.published, a.seen)), "
                                 "max(coalesce(a.published, a.seen)), count(*) "
                                 "FROM article AS a WHERE " NEW_ARTICLES,
                                 "");

    *count = 0;
    if (db_next(q)) {
        *oldest = db_int(q, 0);
        *newest = db_int(q, 1);
        *count = db_int(q, 2);
    }
    return db_done(q, err);
}

static void
read_member(struct round *round, struct db_stmt *q)
{
    struct member *m = &round->members[round->n_members];
    struct story_article *a = &round->all[round->n_members++];

    m->id = db_int(q, 0);
    m->published = db_int(q, 6);
    m->words = db_int(q, 8);
    m->key = arena_strdup(round->arena, db_text(q, 7));
    m->is_new = db_is_null(q, 9);
    a->id = arena_printf(round->arena, "%s\n%s", db_text(q, 1), db_text(q, 2));
    a->title = arena_strdup(round->arena, db_text(q, 3));
    a->text = arena_strdup(round->arena, db_text(q, 4));
    a->language = arena_strdup(round->arena, db_text(q, 5));
    a->site = arena_strdup(round->arena, db_text(q, 10));
    a->published = m->published;
    a->fixed = m->is_new ? STORY_NONE : db_int(q, 9);
}

/* New articles, and those around them in time that have a story. New ones
 * first, so that a limit never starves them. */
static bool
load_members(struct round *round, int64_t oldest, int64_t newest,
             struct error *err)
{
    struct db_stmt *q;
    size_t room = MOST_ARTICLES;

    round->members = arena_array(round->arena, room, sizeof *round->members);
    round->all = arena_array(round->arena, room, sizeof *round->all);
    q = db_query(
        round->curator->store->db, err,
        "SELECT a.id, f.url, a.guid, a.title, substr(a.text, 1, $4), "
        "a.language, coalesce(a.published, a.seen) AS day, a.url_key, a.words, "
        "coalesce(s.same_as, a.story), a.site FROM article AS a "
        "JOIN feed AS f ON f.id = a.feed "
        "LEFT JOIN story AS s ON s.id = a.story WHERE (" NEW_ARTICLES ") OR "
        "(a.story IS NOT NULL AND coalesce(a.published, a.seen) "
        "BETWEEN $1 AND $2) ORDER BY a.story IS NOT NULL, day DESC, f.url, "
        "a.guid LIMIT $3",
        "iiii", oldest - WINDOW, newest + WINDOW, (int64_t)room,
        (int64_t)STORY_TEXT_BYTES);
    while (round->n_members < room && db_next(q))
        read_member(round, q);
    return db_done(q, err);
}

/* --- one page, several feeds
 * ---------------------------------------------------- */

static int
by_address(const void *a, const void *b, void *context)
{
    const struct round *round = context;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const struct member *m = &round->members[x], *n = &round->members[y];
    int order =
        strcmp(m->key != NULL ? m->key : "", n->key != NULL ? n->key : "");

    if (order != 0)
        return order;
    if (m->is_new != n->is_new)
        return m->is_new ? 1 : -1; /* one that has a story stands for it */
    return strcmp(round->all[x].id, round->all[y].id);
}

/* Articles with one address are one text: the first of them is compared with
 * the others, the rest follow it. */
static void
choose_by_address(struct round *round)
{
    size_t n = round->n_members;
    size_t *order = arena_array(round->arena, n, sizeof *order);

    round->articles = arena_array(round->arena, n, sizeof *round->articles);
    round->of_article = arena_array(round->arena, n, sizeof(size_t));
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, n, sizeof *order, by_address, round);
    for (size_t i = 0; i < n; i++) {
        struct member *m = &round->members[order[i]];
        const struct member *before =
            i > 0 ? &round->members[order[i - 1]] : NULL;

        if (before != NULL && m->key != NULL && before->key != NULL &&
            strcmp(m->key, before->key) == 0 && m->is_new) {
            m->same_page = before->same_page;
        } else {
            m->same_page = round->n_articles;
            round->of_article[round->n_articles] = order[i];
            round->articles[round->n_articles++] = round->all[order[i]];
        }
    }
}

/* --- writing
 * ---------------------------------------------------------------------- */

/* The member that leads a new group: the grouper's choice, unless it is a
 * stub and another has the words. */
static size_t
choose_lead(const struct round *round, size_t group)
{
    size_t best = round->of_article[group];

    if (round->members[best].words >= ENOUGH_WORDS)
        return best;
    for (size_t i = 0; i < round->n_articles; i++) {
        size_t member = round->of_article[i];

        if (round->answers[i].group == group &&
            round->members[member].words > round->members[best].words)
            best = member;
    }
    return best;
}

/* Twelve digits of a hash over the founding article's feed and guid. */
static void
story_key(const struct story_article *founder, char *key, size_t size)
{
    char digest[DIGEST_TEXT];
    const char *const texts[] = {"story", founder->id};

    digest_text(digest, texts, 2);
    snprintf(key, size, "%.12s", digest);
}

static bool
found_story(struct round *round, size_t group, struct error *err)
{
    struct db *db = round->curator->store->db;
    size_t lead = choose_lead(round, group);
    char key[16];

    story_key(&round->articles[group], key, sizeof key);
    if (!db_run(db, err,
                "INSERT INTO story(key, lead, founded, published) "
                "VALUES ($1, $2, $3, $4)",
                "tiii", key, round->members[lead].id, round->curator->now,
                round->members[lead].published))
        return false;
    round->made[group] = db_last_id(db);
    round->curator->report.stories_new++;
    return true;
}

static bool
join_story(struct round *round, const struct member *member, int64_t story,
           struct error *err)
{
    return db_run(round->curator->store->db, err,
                  "UPDATE article SET story = $2 WHERE id = $1", "ii",
                  member->id, story);
}

/* Earlier stories, and those that people were offered, give their name. */
static bool
mark_same(struct round *round, const struct story_pair *pair, struct error *err)
{
    struct db *db = round->curator->store->db;
    struct db_stmt *q = db_query(
        db, err,
        "SELECT s.id FROM story AS s WHERE s.id IN ($1, $2) AND "
        "s.same_as IS NULL ORDER BY EXISTS (SELECT 1 FROM suggestion AS g "
        "WHERE g.story = s.id) DESC, s.founded, s.key",
        "ii", pair->a, pair->b);
    int64_t first = 0, second = 0;

    if (db_next(q))
        first = db_int(q, 0);
    if (db_next(q))
        second = db_int(q, 0);
    return db_done(q, err) &&
           (second == 0 || db_run(db, err,
                                  "UPDATE story SET same_as = $1 WHERE id = $2 "
                                  "OR same_as = $2",
                                  "ii", first, second));
}

static bool
write_round(void *context, struct error *err)
{
    struct round *round = context;
    bool ok = true;

    for (size_t i = 0; ok && i < round->n_articles; i++) {
        if (round->answers[i].group == i &&
            round->answers[i].fixed == STORY_NONE)
            ok = found_story(round, i, err);
    }
    for (size_t i = 0; ok && i < round->n_members; i++) {
        const struct member *member = &round->members[i];
        const struct story_answer *answer = &round->answers[member->same_page];

        if (!member->is_new)
            continue;
        round->curator->report.stories_grown += answer->fixed != STORY_NONE;
        ok =
            join_story(round, member,
                       answer->fixed != STORY_NONE ? answer->fixed
                                                   : round->made[answer->group],
                       err);
    }
    for (size_t i = 0; ok && i < round->alike.count; i++)
        ok = mark_same(round, &round->alike.items[i], err);
    return ok;
}

bool
stories_group(struct curator *curator, struct error *err)
{
    struct round round = {.curator = curator, .arena = arena_new(0)};
    struct curator_progress progress = {.step = "stories"};
    int64_t oldest = 0, newest = 0, count = 0;
    bool ok = range_of_new(curator->store, &oldest, &newest, &count, err);

    if (ok && count > 0) {
        progress.left = (size_t)count;
        if (curator->progress != NULL)
            (void)curator->progress(&progress, curator->context);
        ok = load_members(&round, oldest, newest, err);
    }
    if (ok && round.n_members > 0) {
        choose_by_address(&round);
        round.answers =
            arena_array(round.arena, round.n_articles, sizeof *round.answers);
        round.made =
            arena_array(round.arena, round.n_articles, sizeof *round.made);
        story_group(round.articles, round.n_articles, round.answers,
                    &round.alike);
        ok = db_transaction(curator->store->db, write_round, &round, err);
    }
    free(round.alike.items);
    arena_free(round.arena);
    return ok;
}
