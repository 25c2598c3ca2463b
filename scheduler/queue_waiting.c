/* What waits for a reviewer, and what stands beside it. Reads only. */
#include "queue_write.h"

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

/* Two indexes, one for each half: what cleared itself is most of the table. */
#define WAITS                                                                  \
    "SELECT g.id, g.story, coalesce(l.at, $4) AS at, coalesce((SELECT "        \
    "max(u.at) FROM audit AS u WHERE u.suggestion = g.id AND u.is_now = "      \
    "'in_review' AND u.was <> 'in_review'), g.made) AS since FROM suggestion " \
    "AS g LEFT JOIN slot AS l ON l.suggestion = g.id WHERE "                   \
    "($1 IS NULL OR g.network = $1) AND ($2 IS NULL OR g.rep = $2) AND "       \
    "($3 IS NULL OR EXISTS (SELECT 1 FROM finding AS f WHERE f.suggestion = "  \
    "g.id AND f.revision = g.revision AND f.rule = $3)) AND "

bool
queue_waiting(struct store *store, const struct queue_filter *filter,
              struct arena *arena, struct queue_waiting **list, size_t *count,
              struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT id, story, since FROM (" WAITS
        "g.state = 'in_review' UNION ALL " WAITS
        "g.blind = 1 AND g.state IN ('approved', 'offered') AND NOT EXISTS "
        "(SELECT 1 FROM decision AS d WHERE d.suggestion = g.id)) AS w "
        "ORDER BY min(at) OVER (PARTITION BY story), story, at, id",
        "ttti", or_null(filter->network), or_null(filter->rep),
        or_null(filter->rule), FOREVER);
    struct queue_waiting *rows = NULL;
    size_t capacity = 0;

    *count = 0;
    while (db_next(q)) {
        rows = mem_grow(rows, &capacity, *count + 1, sizeof *rows);
        rows[(*count)++] =
            (struct queue_waiting){db_int(q, 0), db_int(q, 1), db_int(q, 2)};
    }
    *list = arena_array(arena, *count, sizeof **list);
    if (*count > 0)
        memcpy(*list, rows, *count * sizeof **list);
    free(rows);
    return db_done(q, err);
}

/* --- the nearest text ----------------------------------------------------- */

static void
take_nearer(struct db_stmt *q, const struct likeness_text *own,
            const struct likeness_text *title, struct arena *arena,
            struct queue_nearest *nearest)
{
    struct likeness_text *other = likeness_new(db_text(q, 3));
    struct likeness like = likeness_compare(own, other, title);

    if (nearest->text == NULL || like.worst > nearest->closeness)
        *nearest = (struct queue_nearest){
            .id = db_int(q, 0),
            .rep_name = arena_strdup(arena, db_text(q, 1)),
            .state = arena_strdup(arena, db_text(q, 2)),
            .text = arena_strdup(arena, db_text(q, 3)),
            .closeness = like.worst,
            .run = like.run};
    likeness_free(other);
}

bool
queue_nearest(struct store *store, const struct suggestion *suggestion,
              int64_t now, struct arena *arena, struct queue_nearest *nearest,
              struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT g.id, r.name, g.state, g.text FROM suggestion AS g JOIN rep "
        "AS r ON r.id = g.rep WHERE g.story IN (SELECT b.id FROM story AS a "
        "JOIN story AS b ON b.id = coalesce(a.same_as, a.id) OR b.same_as = "
        "coalesce(a.same_as, a.id) WHERE a.id = $1) AND (g.state NOT IN "
        "('rejected', 'dismissed', 'expired', 'withdrawn', 'discarded') OR "
        "coalesce(g.accepted, 0) > $2) AND g.rep <> $3 ORDER BY g.id LIMIT 200",
        "iit", suggestion->story, now - RESERVED, suggestion->rep);
    struct likeness_text *own = NULL, *title = NULL;

    memset(nearest, 0, sizeof *nearest);
    while (db_next(q)) {
        if (own == NULL) {
            own = likeness_new(suggestion->text);
            title = likeness_new(suggestion->title != NULL ? suggestion->title
                                                           : "");
        }
        take_nearer(q, own, title, arena, nearest);
    }
    likeness_free(own);
    likeness_free(title);
    return db_done(q, err);
}
