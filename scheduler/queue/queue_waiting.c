/* What waits for a reviewer, and what stands beside it. Reads only. */
#include "queue_write.h"

#include "polyphony/clock.h"
#include "polyphony/likeness.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define RESERVED (30 * 24 * 3600) /* an accepted wording stays reserved */
#define FOREVER INT64_C(253402300800)

static const char *
or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

/* Two indexes, one for each half: what cleared itself is most of the table.
 * Put in order below: a window would have SQLite sort three times. */
#define WAITS                                                                  \
    "SELECT g.id, g.story, l.at, coalesce((SELECT max(u.at) FROM audit AS u "  \
    "WHERE u.suggestion = g.id AND u.is_now = 'in_review' AND u.was <> "       \
    "'in_review'), g.made), g.revision, r.trust, g.rep, r.name, g.network, "   \
    "a.title FROM suggestion AS g CROSS JOIN rep AS r ON r.id = g.rep "        \
    "CROSS JOIN article AS a ON a.id = g.article LEFT JOIN slot AS l ON "      \
    "l.suggestion = g.id WHERE "                                               \
    "($1 IS NULL OR g.network = $1) AND ($2 IS NULL OR g.rep = $2) AND "       \
    "($3 IS NULL OR EXISTS (SELECT 1 FROM finding AS f WHERE f.suggestion = "  \
    "g.id AND f.revision = g.revision AND f.rule = $3)) AND "                  \
    "($5 = 0 OR g.story = $5) AND coalesce(l.at, $4) >= $6 AND "               \
    "coalesce(l.at, $4) <= $7 AND ($8 IS NULL OR g.text LIKE $8 ESCAPE '~' "   \
    "OR a.title LIKE $8 ESCAPE '~') AND "

/* A text as it is put in order: its story's first slot, then its own. */
struct row {
    struct queue_waiting waiting;
    int64_t at, first; /* FOREVER: no slot */
};

static int
compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
by_story(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = compare(x->waiting.story, y->waiting.story);

    if (order == 0)
        order = compare(x->at, y->at);
    return order != 0 ? order : compare(x->waiting.id, y->waiting.id);
}

static int
by_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = compare(x->first, y->first);

    return order != 0 ? order : by_story(a, b);
}

/* A story stands where its first text does, whether that one waits still or
 * not: what is decided moves nothing else. `firsts` by story. */
static void
put_in_order(struct row *rows, size_t count, const struct row *firsts,
             size_t n_firsts)
{
    size_t k = 0;

    if (count < 2)
        return;
    qsort(rows, count, sizeof *rows, by_story);
    for (size_t i = 0; i < count; i++) {
        int64_t story = rows[i].waiting.story;

        while (k < n_firsts && firsts[k].waiting.story < story)
            k++;
        if (k < n_firsts && firsts[k].waiting.story == story)
            rows[i].first = firsts[k].first;
        else
            rows[i].first = i > 0 && rows[i - 1].waiting.story == story
                                ? rows[i - 1].first
                                : rows[i].at;
    }
    qsort(rows, count, sizeof *rows, by_first);
}

/* The first slot of each story that something waits of; *rows yours. */
static bool
load_firsts(struct store *store, struct row **rows, size_t *count,
            struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT v.story, (SELECT min(l.at) FROM suggestion AS h JOIN slot AS l "
        "ON l.suggestion = h.id WHERE h.story = v.story AND h.state IN "
        "('in_review', 'approved', 'offered')) FROM (SELECT g.story + 0 AS "
        "story FROM suggestion AS g WHERE g.state = 'in_review' UNION SELECT "
        "g.story + 0 FROM suggestion AS g WHERE g.blind = 1 AND g.state IN "
        "('approved', 'offered') AND NOT EXISTS (SELECT 1 FROM decision AS d "
        "WHERE d.suggestion = g.id)) AS v ORDER BY v.story",
        "");
    size_t capacity = 0;

    *rows = NULL;
    *count = 0;
    while (db_next(q)) {
        *rows = mem_grow(*rows, &capacity, *count + 1, sizeof **rows);
        (*rows)[(*count)++] =
            (struct row){.waiting = {.story = db_int(q, 0)},
                         .first = db_is_null(q, 1) ? FOREVER : db_int(q, 1)};
    }
    return db_done(q, err);
}

/* Words with blanks for any: what LIKE would take for a pattern is escaped. */
static char *
pattern_of(const char *words, struct arena *arena)
{
    struct buf out = {.max = 2000};
    char *text;

    if (or_null(words) == NULL)
        return NULL;
    buf_add(&out, "%");
    for (; *words != '\0'; words++) {
        if (strchr("%_~", *words) != NULL)
            buf_add(&out, "~");
        buf_add_bytes(&out, words, 1);
    }
    buf_add(&out, "%");
    text = arena_strdup(arena, buf_ok(&out) ? buf_text(&out) : "");
    buf_deinit(&out);
    return text;
}

static struct row
read_row(struct db_stmt *q, struct arena *arena)
{
    struct queue_waiting waiting = {
        .id = db_int(q, 0),
        .story = db_int(q, 1),
        .slot = db_is_null(q, 2) ? TIME_NONE : db_int(q, 2),
        .since = db_int(q, 3),
        .revision = db_int(q, 4),
        .trust = db_int(q, 5),
        .rep = arena_strdup(arena, db_text(q, 6)),
        .rep_name = arena_strdup(arena, db_text(q, 7)),
        .network = arena_strdup(arena, db_text(q, 8)),
        .title = arena_strdup(arena, db_text(q, 9))};

    return (struct row){.waiting = waiting,
                        .at =
                            waiting.slot != TIME_NONE ? waiting.slot : FOREVER};
}

bool
queue_waiting(struct store *store, const struct queue_filter *filter,
              struct arena *arena, struct queue_waiting **list, size_t *count,
              struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        WAITS "g.state = 'in_review' UNION ALL " WAITS
              "g.blind = 1 AND g.state IN ('approved', 'offered') AND NOT "
              "EXISTS (SELECT 1 FROM decision AS d WHERE d.suggestion = g.id)",
        "tttiiiit", or_null(filter->network), or_null(filter->rep),
        or_null(filter->rule), FOREVER, filter->story, filter->due_from,
        filter->due_before != 0 ? filter->due_before - 1 : FOREVER,
        pattern_of(filter->words, arena));
    struct row *rows = NULL, *firsts = NULL;
    size_t capacity = 0, n_firsts = 0;
    bool ok;

    *count = 0;
    while (db_next(q)) {
        rows = mem_grow(rows, &capacity, *count + 1, sizeof *rows);
        rows[(*count)++] = read_row(q, arena);
    }
    ok = db_done(q, err) && load_firsts(store, &firsts, &n_firsts, err);
    put_in_order(rows, *count, firsts, n_firsts);
    free(firsts);
    *list = arena_array(arena, *count, sizeof **list);
    for (size_t i = 0; i < *count; i++)
        (*list)[i] = rows[i].waiting;
    free(rows);
    return ok;
}

/* --- the nearest text ----------------------------------------------------- */

#define OTHERS_MOST 500

struct other {
    int64_t id;
    const char *rep, *rep_name, *state, *text;
    int64_t made;
    struct likeness_text *folded; /* NULL: not asked for yet */
};

struct queue_others {
    struct arena *arena;
    struct other *items;
    size_t count, capacity;
    const char *title;
    struct likeness_text *folded_title;
};

static void
add_other(struct queue_others *others, struct db_stmt *q)
{
    struct other *other;

    others->items = mem_grow(others->items, &others->capacity,
                             others->count + 1, sizeof *others->items);
    other = &others->items[others->count++];
    *other =
        (struct other){.id = db_int(q, 0),
                       .rep = arena_strdup(others->arena, db_text(q, 1)),
                       .rep_name = arena_strdup(others->arena, db_text(q, 2)),
                       .state = arena_strdup(others->arena, db_text(q, 3)),
                       .text = arena_strdup(others->arena, db_text(q, 4)),
                       .made = db_int(q, 6)};
    if (others->title == NULL)
        others->title = arena_strdup(others->arena, db_text(q, 5));
}

bool
queue_others_load(struct store *store, int64_t story, int64_t now,
                  struct queue_others **others, struct error *err)
{
    struct queue_others *made = mem_calloc(1, sizeof *made);
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT g.id, g.rep, r.name, g.state, g.text, a.title, g.made FROM "
        "suggestion "
        "AS g JOIN rep AS r ON r.id = g.rep JOIN article AS a ON a.id = "
        "g.article WHERE g.story IN (SELECT b.id FROM story AS a JOIN story AS "
        "b ON b.id = coalesce(a.same_as, a.id) OR b.same_as = "
        "coalesce(a.same_as, a.id) WHERE a.id = $1) AND (g.state NOT IN "
        "('rejected', 'dismissed', 'expired', 'withdrawn', 'discarded') OR "
        "coalesce(g.accepted, 0) > $2) ORDER BY g.id LIMIT $3",
        "iii", story, now - RESERVED, (int64_t)OTHERS_MOST);

    made->arena = arena_new(0);
    while (db_next(q))
        add_other(made, q);
    *others = made;
    if (db_done(q, err))
        return true;
    queue_others_free(made);
    *others = NULL;
    return false;
}

void
queue_others_free(struct queue_others *others)
{
    if (others == NULL)
        return;
    for (size_t i = 0; i < others->count; i++)
        likeness_free(others->items[i].folded);
    free(others->items);
    likeness_free(others->folded_title);
    arena_free(others->arena);
    free(others);
}

/* What is compared is made ready once, when it is first asked for. */
static void
fold_all(struct queue_others *others)
{
    if (others->folded_title == NULL && others->title != NULL)
        others->folded_title = likeness_new(others->title);
    for (size_t i = 0; i < others->count; i++) {
        if (others->items[i].folded == NULL)
            others->items[i].folded = likeness_new(others->items[i].text);
    }
}

void
queue_others_nearest(struct queue_others *others, const char *rep,
                     const char *text, struct queue_nearest *nearest)
{
    struct likeness_text *own = likeness_new(text);

    memset(nearest, 0, sizeof *nearest);
    fold_all(others);
    for (size_t i = 0; i < others->count; i++) {
        const struct other *other = &others->items[i];
        struct likeness like;

        if (strcmp(other->rep, rep) == 0)
            continue;
        like = likeness_compare(own, other->folded, others->folded_title);
        if (nearest->text == NULL || like.worst > nearest->closeness)
            *nearest = (struct queue_nearest){.id = other->id,
                                              .rep_name = other->rep_name,
                                              .state = other->state,
                                              .text = other->text,
                                              .closeness = like.worst,
                                              .run = like.run,
                                              .made = other->made};
    }
    likeness_free(own);
}
