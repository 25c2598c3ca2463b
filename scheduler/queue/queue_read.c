/* Reading the queue; see the header. */
#include "queue_write.h"

#include "polyphony/clock.h"
#include "polyphony/company.h"
#include "polyphony/mem.h"
#include "polyphony/json.h"

#include <stdlib.h>
#include <string.h>

#define OWN_POSTS 1000            /* of a rep: newest that count for likeness */
#define RESERVED (30 * 24 * 3600) /* an accepted wording stays reserved */

#define DEAD_STATES                                                            \
    "('rejected', 'dismissed', 'expired', 'withdrawn', 'discarded')"

bool
queue_is_dead(const char *state)
{
    static const char *const dead[] = {"rejected", "dismissed", "expired",
                                       "withdrawn", "discarded"};

    for (size_t i = 0; i < sizeof dead / sizeof dead[0]; i++) {
        if (strcmp(dead[i], state) == 0)
            return true;
    }
    return false;
}

#define COLUMNS                                                                \
    "SELECT g.id, g.story, g.article, g.key, g.rep, r.name, s.key, "           \
    "g.network, g.state, g.text, g.link, g.angle, g.opening, g.structure, "    \
    "g.phrases, g.spans, g.source, g.why, g.reasons, g.writer, g.pack, "       \
    "g.error, a.url, a.title, a.site, a.words, g.score, g.revision, g.made, "  \
    "l.at, g.snoozed, g.accepted, g.blind FROM suggestion AS g "               \
    "JOIN rep AS r ON r.id = g.rep JOIN story AS s ON s.id = g.story "         \
    "JOIN article AS a ON a.id = g.article "                                   \
    "LEFT JOIN slot AS l ON l.suggestion = g.id "

static int64_t
time_at(struct db_stmt *q, int column)
{
    return db_is_null(q, column) ? TIME_NONE : db_int(q, column);
}

static void
read_row(struct db_stmt *q, struct arena *arena, struct suggestion *g)
{
    const char **texts[] = {
        &g->key,       &g->rep,     &g->rep_name, &g->story_key, &g->network,
        &g->state,     &g->text,    &g->link,     &g->angle,     &g->opening,
        &g->structure, &g->phrases, &g->spans,    &g->source,    &g->why,
        &g->reasons,   &g->writer,  &g->pack,     &g->error,     &g->url,
        &g->title,     &g->site};

    g->id = db_int(q, 0);
    g->story = db_int(q, 1);
    g->article = db_int(q, 2);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = arena_strdup(arena, db_text(q, 3 + (int)i));
    g->words = db_int(q, 25);
    g->score = db_real(q, 26);
    g->revision = (int)db_int(q, 27);
    g->made = db_int(q, 28);
    g->slot = time_at(q, 29);
    g->snoozed = time_at(q, 30);
    g->accepted = time_at(q, 31);
    g->blind = db_int(q, 32) != 0;
}

static struct db_stmt *
query(struct db *db, enum queue_which which, const char *rep, int64_t now,
      struct error *err)
{
    switch (which) {
    case QUEUE_LIVE:
        return db_query(db, err,
                        COLUMNS "WHERE ($1 IS NULL OR g.rep = $1) AND g.state "
                                "NOT IN " DEAD_STATES
                                " ORDER BY s.key, g.rep, g.id",
                        "t", rep);
    case QUEUE_REVIEW:
        return db_query(db, err,
                        COLUMNS "WHERE ($1 IS NULL OR g.rep = $1) AND "
                                "(g.state = 'in_review' OR (g.blind = 1 AND "
                                "g.state IN ('approved', 'offered') AND NOT "
                                "EXISTS (SELECT 1 FROM decision AS d WHERE "
                                "d.suggestion = g.id))) "
                                "ORDER BY s.key, g.rep, g.id",
                        "t", rep);
    case QUEUE_TODAY:
        return db_query(db, err,
                        COLUMNS "WHERE g.rep = $1 AND g.state IN ('offered', "
                                "'accepted', 'scheduled', "
                                "'changes_requested') AND "
                                "(g.state <> 'offered' OR g.snoozed IS NULL OR "
                                "g.snoozed <= $2) "
                                "ORDER BY l.at, g.id",
                        "ti", rep, now);
    case QUEUE_COMING:
        return db_query(db, err,
                        COLUMNS "WHERE g.rep = $1 AND g.state IN ('offered', "
                                "'accepted', 'scheduled', "
                                "'changes_requested', 'approved', 'in_review') "
                                "ORDER BY coalesce(l.at, g.snoozed), g.id",
                        "t", rep);
    default:
        return db_query(db, err,
                        COLUMNS "WHERE ($1 IS NULL OR g.rep = $1) "
                                "ORDER BY s.key, g.rep, g.id",
                        "t", rep);
    }
}

bool
queue_list(struct store *store, enum queue_which which, const char *rep,
           int64_t now, struct arena *arena, struct suggestion **list,
           size_t *count, struct error *err)
{
    struct db_stmt *q = query(store->db, which, rep, now, err);
    struct suggestion *rows = NULL;
    size_t capacity = 0;

    *count = 0;
    while (db_next(q)) {
        rows = mem_grow(rows, &capacity, *count + 1, sizeof *rows);
        memset(&rows[*count], 0, sizeof *rows);
        read_row(q, arena, &rows[(*count)++]);
    }
    *list = arena_array(arena, *count, sizeof **list);
    if (*count > 0)
        memcpy(*list, rows, *count * sizeof **list);
    free(rows);
    return db_done(q, err);
}

bool
queue_find(struct store *store, int64_t id, struct arena *arena,
           struct suggestion *suggestion, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, COLUMNS "WHERE g.id = $1", "i", id);
    bool found = db_next(q);

    memset(suggestion, 0, sizeof *suggestion);
    if (found)
        read_row(q, arena, suggestion);
    return db_done(q, err) &&
           (found || error_set(err, ERROR_NOTFOUND,
                               "%lld: no such suggestion; `polyphony queue "
                               "list` shows them",
                               (long long)id));
}

/* Few, so that they are put in order here: of equal ones the first found, as
 * the index has them. */
static void
put_in_order(struct queue_finding *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct queue_finding one = list[i];
        size_t at = i;

        for (; at > 0 && list[at - 1].start > one.start; at--)
            list[at] = list[at - 1];
        list[at] = one;
    }
}

bool
queue_findings(struct store *store, int64_t id, struct arena *arena,
               struct queue_finding **list, size_t *count, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT f.rule, f.severity, f.message, f.fix, f.start, f.\"end\" "
        "FROM finding AS f WHERE f.suggestion = $1 AND f.revision = (SELECT "
        "revision FROM suggestion WHERE id = $1) ORDER BY f.id LIMIT 200",
        "i", id);

    struct queue_finding *rows = NULL;
    size_t capacity = 0;

    *count = 0;
    while (db_next(q)) {
        struct queue_finding *f;

        rows = mem_grow(rows, &capacity, *count + 1, sizeof *rows);
        f = &rows[(*count)++];
        *f = (struct queue_finding){0};
        f->rule = arena_strdup(arena, db_text(q, 0));
        f->severity = arena_strdup(arena, db_text(q, 1));
        f->message = arena_strdup(arena, db_text(q, 2));
        f->fix = arena_strdup(arena, db_text(q, 3));
        f->start = db_int(q, 4);
        f->end = db_int(q, 5);
    }
    put_in_order(rows, *count);
    *list = arena_array(arena, *count, sizeof **list);
    if (*count > 0)
        memcpy(*list, rows, *count * sizeof **list);
    free(rows);
    return db_done(q, err);
}

void
queue_put_findings(struct json_out *out, const struct queue_finding *list,
                   size_t count)
{
    json_put_key(out, "findings");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_member(out, "rule", list[i].rule);
        json_member(out, "severity", list[i].severity);
        json_member_int(out, "start", list[i].start);
        json_member_int(out, "end", list[i].end);
        json_member(out, "message", list[i].message);
        json_member(out, "fix", list[i].fix);
        json_close(out, '}');
    }
    json_close(out, ']');
}

bool
queue_record(struct store *store, int64_t id, struct arena *arena,
             struct queue_event **list, size_t *count, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT at, coalesce(alias, who), what, was, is_now, "
                 "CASE WHEN note_salt IS NULL AND id > (SELECT unsalted FROM "
                 "audit_head) AND note IS NOT NULL THEN '(forgotten)' ELSE "
                 "note END, CASE WHEN text_salt IS NULL AND id > (SELECT "
                 "unsalted FROM audit_head) AND text IS NOT NULL THEN "
                 "'(forgotten)' ELSE text END, pack "
                 "FROM audit WHERE suggestion = $1 ORDER BY id",
                 "i", id);
    struct queue_event *rows = NULL;
    size_t capacity = 0;

    *count = 0;
    while (db_next(q)) {
        struct queue_event *e;

        rows = mem_grow(rows, &capacity, *count + 1, sizeof *rows);
        e = &rows[(*count)++];
        e->at = db_int(q, 0);
        e->who = arena_strdup(arena, db_text(q, 1));
        e->what = arena_strdup(arena, db_text(q, 2));
        e->was = arena_strdup(arena, db_text(q, 3));
        e->is_now = arena_strdup(arena, db_text(q, 4));
        e->note = arena_strdup(arena, db_text(q, 5));
        e->text = arena_strdup(arena, db_text(q, 6));
        e->pack = arena_strdup(arena, db_text(q, 7));
    }
    *list = arena_array(arena, *count, sizeof **list);
    if (*count > 0)
        memcpy(*list, rows, *count * sizeof **list);
    free(rows);
    return db_done(q, err);
}

/* --- what a new text has to differ from ---------------------------------- */

static void
read_post(struct db_stmt *q, struct differ_post *post)
{
    post->rep = db_text(q, 0);
    post->network = db_text(q, 1);
    post->text = db_text(q, 2);
    post->angle = db_text(q, 3);
    post->structure = db_text(q, 4);
    post->phrases = db_text(q, 5);
    post->spans = db_text(q, 6);
    post->name = db_text(q, 7);
}

#define POST_COLUMNS                                                           \
    "SELECT g.rep, g.network, g.text, g.angle, g.structure, g.phrases, "       \
    "g.spans, r.name FROM suggestion AS g JOIN rep AS r ON r.id = g.rep "

/* Live texts, and accepted ones whose wording is still reserved, of the story
 * and of those that turned out to be the same. */
static bool
add_texts(struct store *store, int64_t story, int64_t now,
          struct differ_story *out, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        POST_COLUMNS
        "WHERE g.story IN (SELECT b.id FROM story AS a JOIN story AS b "
        "ON b.id = coalesce(a.same_as, a.id) "
        "OR b.same_as = coalesce(a.same_as, a.id) WHERE a.id = $1) "
        "AND (g.state NOT IN " DEAD_STATES
        " OR coalesce(g.accepted, 0) > $2) ORDER BY g.id",
        "ii", story, now - RESERVED);

    while (db_next(q)) {
        struct differ_post post;

        read_post(q, &post);
        differ_story_add(out, &post);
    }
    return db_done(q, err);
}

static bool
add_company(struct store *store, int64_t story, int64_t now,
            struct differ_story *out, struct error *err)
{
    struct arena *arena = arena_new(0);
    const char **texts;
    size_t count;
    bool ok = company_posts(store, story, now, arena, &texts, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        differ_story_add_company(out, texts[i]);
    arena_free(arena);
    return ok;
}

bool
queue_load_story(struct store *store, int64_t story, int64_t now,
                 struct differ_story **out, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT a.title, a.text, a.summary FROM story AS s JOIN article AS a "
        "ON a.id = s.lead WHERE s.id = $1",
        "i", story);

    *out = NULL;
    if (db_next(q))
        *out = differ_story_new(db_text(q, 0), db_text(q, 1), db_text(q, 2));
    if (!db_done(q, err))
        return false;
    if (*out == NULL)
        return error_set(err, ERROR_NOTFOUND, "story %lld: no such story",
                         (long long)story);
    if (add_company(store, story, now, *out, err) &&
        add_texts(store, story, now, *out, err))
        return true;
    differ_story_free(*out);
    *out = NULL;
    return false;
}

bool
queue_load_history(struct store *store, const char *rep, int64_t except,
                   struct differ_history **out, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT * FROM (" POST_COLUMNS
        "WHERE g.rep = $1 AND g.state NOT IN " DEAD_STATES
        " AND g.id <> $3 ORDER BY g.made DESC, g.id DESC LIMIT $2) AS newest",
        "tii", rep, (int64_t)OWN_POSTS, except);
    struct differ_post *posts = NULL;
    struct arena *arena = arena_new(0);
    size_t count = 0, capacity = 0;

    *out = differ_history_new();
    while (db_next(q)) {
        struct differ_post *post;

        posts = mem_grow(posts, &capacity, count + 1, sizeof *posts);
        post = &posts[count++];
        read_post(q, post);
        post->rep = NULL;
        post->name = NULL;
        post->network = arena_strdup(arena, post->network);
        post->text = arena_strdup(arena, post->text);
        post->angle = arena_strdup(arena, post->angle);
        post->structure = arena_strdup(arena, post->structure);
        post->phrases = arena_strdup(arena, post->phrases);
        post->spans = arena_strdup(arena, post->spans);
    }
    while (count > 0) /* oldest first */
        differ_history_add(*out, &posts[--count]);
    free(posts);
    arena_free(arena);
    return db_done(q, err);
}
