/* What happened in a period, who shared a story, and the ranges of rates; see
 * the header. */
#include "polyphony/pickup.h"
#include "polyphony/clock.h"

#include <math.h>
#include <string.h>

#define Z 1.6448536269514722 /* of 90 %, two-sided */

bool
pickup_who_shared(struct store *store, int64_t story, struct arena *arena,
                  const char **names, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT r.name FROM suggestion AS g JOIN rep AS r ON r.id = g.rep "
        "WHERE g.story = $1 AND g.state = 'shared' ORDER BY r.name, r.id "
        "LIMIT 40",
        "i", story);

    *names = "";
    while (db_next(q))
        *names = arena_printf(arena, "%s%s%s", *names,
                              **names != '\0' ? ", " : "", db_text(q, 0));
    return db_done(q, err);
}

/* --- periods -------------------------------------------------------------- */

#define WITHIN "at >= $1 AND at < $2"

bool
pickup_period(struct store *store, int64_t from, int64_t to,
              struct pickup_period *period, struct error *err)
{
    struct db_stmt *q;

    memset(period, 0, sizeof *period);
    if (!db_number(store->db, err, &period->stories, 0,
                   "SELECT count(*) FROM story WHERE founded >= $1 AND "
                   "founded < $2",
                   "ii", from, to) ||
        !db_number(store->db, err, &period->reps, 0,
                   "SELECT count(*) FROM rep WHERE state <> 'gone'", "") ||
        !db_number(store->db, err, &period->shares, 0,
                   "SELECT count(*) FROM share WHERE " WITHIN, "ii", from,
                   to) ||
        !db_number(store->db, err, &period->sharing, 0,
                   "SELECT count(*) FROM rep AS r WHERE EXISTS (SELECT 1 FROM "
                   "share WHERE rep = r.id AND " WITHIN ")",
                   "ii", from, to))
        return false;
    q = db_query(store->db, err,
                 "SELECT kind = 'person', count(*), count(DISTINCT suggestion) "
                 "FROM click WHERE " WITHIN " GROUP BY 1",
                 "ii", from, to);
    while (db_next(q)) {
        if (db_int(q, 0) != 0) {
            period->clicks = db_int(q, 1);
            period->opened = db_int(q, 2);
        } else {
            period->machine_clicks = db_int(q, 1);
        }
    }
    if (!db_done(q, err))
        return false;
    q = db_query(store->db, err,
                 "SELECT kind, count(*), sum(coalesce(value, 0.0)) FROM "
                 "outcome WHERE " WITHIN " GROUP BY kind",
                 "ii", from, to);
    while (db_next(q)) {
        const char *kind = db_text(q, 0);
        int64_t *figure = strcmp(kind, "reply") == 0     ? &period->replies
                          : strcmp(kind, "lead") == 0    ? &period->leads
                          : strcmp(kind, "meeting") == 0 ? &period->meetings
                                                         : &period->deals;

        *figure = db_int(q, 1);
        if (figure == &period->deals)
            period->value = db_real(q, 2);
    }
    return db_done(q, err);
}

bool
pickup_begin(struct store *store, int64_t *when, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err, "SELECT at FROM share ORDER BY at LIMIT 1", "");

    *when = db_next(q) ? db_int(q, 0) : TIME_NONE;
    return db_done(q, err);
}

/* --- ranges --------------------------------------------------------------- */

void
pickup_range_count(int64_t count, double *low, double *high)
{
    double n = (double)count, m = n + 1;
    double down = count > 0 ? 1 - 1 / (9 * n) - Z / (3 * sqrt(n)) : 0;
    double up = 1 - 1 / (9 * m) + Z / (3 * sqrt(m));

    *low = n * down * down * down;
    *high = m * up * up * up;
    if (*low < 0)
        *low = 0;
}

void
pickup_range_share(int64_t count, int64_t of, double *low, double *high)
{
    double n = (double)of, p, middle, half;

    *low = 0;
    *high = 1;
    if (of <= 0)
        return;
    p = (double)count / n;
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}
