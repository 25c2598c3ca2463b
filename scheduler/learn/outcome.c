/* What came of sharing, told by people; and weeks in figures. */
#include "polyphony/outcome.h"

#include <math.h>
#include <string.h>

#define DAY 86400
#define WEEK (7 * DAY)
#define MONDAY (4 * DAY) /* 1970-01-05, the epoch's first */
#define MOST_VALUE 1e12

/* --- told
 * ---------------------------------------------------------------------- */

static bool
is_kind(const char *kind)
{
    static const char *const kinds[] = {"reply", "lead", "meeting", "deal"};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    }
    return false;
}

/* Is the suggestion the rep's? */
static bool
belongs(struct store *store, const struct outcome *new, struct error *err)
{
    int64_t reps, own;

    if (!db_number(store->db, err, &reps, 0,
                   "SELECT count(*) FROM rep WHERE id = $1", "t", new->rep))
        return false;
    if (reps == 0)
        return error_set(err, ERROR_NOTFOUND, "%s: no such rep", new->rep);
    if (new->suggestion == 0)
        return true;
    if (!db_number(store->db, err, &own, -1,
                   "SELECT rep = $2 FROM suggestion WHERE id = $1", "it",
                   new->suggestion, new->rep))
        return false;
    if (own < 0)
        return error_set(err, ERROR_NOTFOUND, "%lld: no such suggestion",
                         (long long)new->suggestion);
    return own > 0 ||
           error_set(err, ERROR_INPUT, "suggestion %lld is another rep's",
                     (long long)new->suggestion);
}

bool
outcome_add(struct store *store, const struct outcome *new, int64_t *id,
            struct error *err)
{
    if (!is_kind(new->kind))
        return error_set(err, ERROR_INPUT,
                         "%.40s: no such outcome; say reply, lead, meeting or "
                         "deal",
                         new->kind);
    if (!isfinite(new->value) || new->value < 0 || new->value > MOST_VALUE)
        return error_set(err, ERROR_INPUT,
                         "a value is a sum of money from 0 to a million "
                         "million");
    if (!belongs(store, new, err) ||
        !db_run(store->db, err,
                "INSERT INTO outcome(suggestion, rep, kind, value, note, at) "
                "VALUES (nullif($1, 0), $2, $3, nullif($4, 0.0), $5, $6)",
                "ittrti", new->suggestion, new->rep, new->kind, new->value,
                new->note, new->at))
        return false;
    *id = db_last_id(store->db);
    return true;
}

bool
outcome_remove(struct store *store, int64_t id, const char *rep,
               struct error *err)
{
    return db_run(store->db, err,
                  "DELETE FROM outcome WHERE id = $1 AND "
                  "($2 IS NULL OR rep = $2)",
                  "it", id, rep) &&
           (db_changes(store->db) == 1 ||
            error_set(err, ERROR_NOTFOUND, "%lld: no such outcome%s%s",
                      (long long)id, rep != NULL ? " of " : "",
                      rep != NULL ? rep : ""));
}

bool
outcome_list(struct store *store, const char *rep, struct arena *arena,
             struct outcome **list, size_t *count, struct error *err)
{
    struct db_stmt *q;

    *count = 0;
    *list = arena_array(arena, OUTCOME_LISTED, sizeof **list);
    q = db_query(store->db, err,
                 "SELECT o.id, o.at, coalesce(o.suggestion, 0), o.rep, o.kind, "
                 "coalesce(o.value, 0.0), o.note, a.title FROM outcome AS o "
                 "LEFT JOIN suggestion AS g ON g.id = o.suggestion "
                 "LEFT JOIN article AS a ON a.id = g.article "
                 "WHERE $1 IS NULL OR o.rep = $1 "
                 "ORDER BY o.at DESC, o.id DESC LIMIT $2",
                 "ti", rep, (int64_t)OUTCOME_LISTED);
    while (*count < OUTCOME_LISTED && db_next(q)) {
        struct outcome *row = &(*list)[(*count)++];

        row->id = db_int(q, 0);
        row->at = db_int(q, 1);
        row->suggestion = db_int(q, 2);
        row->rep = arena_strdup(arena, db_text(q, 3));
        row->kind = arena_strdup(arena, db_text(q, 4));
        row->value = db_real(q, 5);
        row->note = arena_strdup(arena, db_text(q, 6));
        row->title = arena_strdup(arena, db_text(q, 7));
    }
    return db_done(q, err);
}

/* --- weeks
 * --------------------------------------------------------------------- */

/* What a row of a count is added to; its place in the union below. */
enum figure {
    OFFERED,
    ACCEPTED,
    EDITED,
    SHARED,
    DISMISSED,
    CLICKS,
    REPLIES,
    LEADS,
    MEETINGS,
    DEALS
};

static int64_t *
figure_of(struct outcome_week *week, int64_t which)
{
    switch (which) {
    case OFFERED:
        return &week->offered;
    case ACCEPTED:
        return &week->accepted;
    case EDITED:
        return &week->edited;
    case SHARED:
        return &week->shared;
    case DISMISSED:
        return &week->dismissed;
    case CLICKS:
        return &week->clicks;
    case REPLIES:
        return &week->replies;
    case LEADS:
        return &week->leads;
    case MEETINGS:
        return &week->meetings;
    default:
        return &week->deals;
    }
}

/* Each event once, in the week of its first time: (figure, at, value). One
 * statement for a rep, who has an index, and one for all. */
#define EVENTS(of_suggestion, of_row)                                          \
    "SELECT CASE WHEN u.what = 'edit' THEN 2 WHEN u.is_now = 'offered' THEN "  \
    "0 WHEN u.is_now = 'dismissed' THEN 4 ELSE 1 END AS figure, "              \
    "min(u.at) AS at, 0.0 AS value "                                           \
    "FROM suggestion AS g JOIN audit AS u ON u.suggestion = g.id "             \
    "WHERE " of_suggestion " AND u.at >= $2 - 2592000 AND "                    \
    "(u.is_now IN ('offered', 'accepted', 'scheduled', 'dismissed') OR "       \
    "u.what = 'edit') GROUP BY g.id, figure "                                  \
    "UNION ALL SELECT 3, at, 0.0 FROM share "                                  \
    "WHERE " of_row " AND at >= $2 "                                           \
    "UNION ALL SELECT 5, c.at, 0.0 FROM click AS c JOIN suggestion AS g "      \
    "ON g.id = c.suggestion WHERE " of_suggestion " "                          \
    "AND c.kind = 'person' AND c.at >= $2 "                                    \
    "UNION ALL SELECT CASE kind WHEN 'reply' THEN 6 WHEN 'lead' THEN 7 "       \
    "WHEN 'meeting' THEN 8 ELSE 9 END, at, coalesce(value, 0.0) "              \
    "FROM outcome WHERE " of_row " AND at >= $2"

bool
outcome_weeks(struct store *store, const char *rep, int64_t now, size_t n,
              struct outcome_week *weeks, struct error *err)
{
    int64_t last = now - ((now - MONDAY) % WEEK + WEEK) % WEEK;
    int64_t first = last - (int64_t)(n - 1) * WEEK;
    struct db_stmt *q =
        db_query(store->db, err,
                 rep != NULL ? EVENTS("g.rep = $1", "rep = $1")
                             : EVENTS("$1 IS NULL", "$1 IS NULL"),
                 "ti", rep, first);

    memset(weeks, 0, n * sizeof *weeks);
    for (size_t i = 0; i < n; i++)
        weeks[i].from = first + (int64_t)i * WEEK;
    while (db_next(q)) {
        int64_t at = db_int(q, 1);
        struct outcome_week *week;

        if (at < first || at >= last + WEEK)
            continue;
        week = &weeks[(at - first) / WEEK];
        ++*figure_of(week, db_int(q, 0));
        week->value += db_real(q, 2);
    }
    return db_done(q, err);
}
