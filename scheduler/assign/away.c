/* Away days: a small table; see the header. */
#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SPANS 200 /* of a rep in a file */

bool
away_date(const char *text, int64_t *day)
{
    int year, month, date, used = 0;
    int64_t back_year;
    int back_month, back_date;

    if (text == NULL ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &date, &used) != 3 ||
        text[used] != '\0' || year < 1970 || month < 1 || month > 12)
        return false;
    *day = date_to_days(year, month, date);
    date_from_days(*day, &back_year, &back_month, &back_date);
    return back_year == year && back_month == month && back_date == date;
}

char *
away_date_text(int64_t day, char *out)
{
    int64_t year;
    int month, date;

    date_from_days(day, &year, &month, &date);
    snprintf(out, TIME_TEXT, "%04d-%02d-%02d", (int)year, month, date);
    return out;
}

bool
away_list(struct store *store, const char *rep, int64_t from,
          struct arena *arena, struct away_span **list, size_t *count,
          struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT first, last, given FROM away WHERE rep = $1 AND "
                 "last >= $2 ORDER BY first, last",
                 "ti", rep, from);
    struct away_span *rows = NULL;
    size_t room = 0;

    *count = 0;
    while (db_next(q)) {
        rows = mem_grow(rows, &room, *count + 1, sizeof *rows);
        rows[(*count)++] = (struct away_span){
            .first = db_int(q, 0),
            .last = db_int(q, 1),
            .by_hand = strcmp(db_text(q, 2), "hand") == 0,
        };
    }
    *list = arena_array(arena, *count, sizeof **list);
    if (*count > 0)
        memcpy(*list, rows, *count * sizeof **list);
    free(rows);
    return db_done(q, err);
}

static bool
insert(struct store *store, const char *rep, int64_t first, int64_t last,
       const char *given, struct error *err)
{
    return db_run(store->db, err,
                  "INSERT INTO away(rep, first, last, given) VALUES ($1, $2, "
                  "$3, $4) ON CONFLICT(rep, first, last) DO NOTHING",
                  "tiit", rep, first, last, given);
}

static bool
is_span(int64_t first, int64_t last, struct error *err)
{
    if (last < first)
        return error_set(err, ERROR_INPUT, "it ends before it begins");
    return last - first < AWAY_MOST_DAYS ||
           error_set(err, ERROR_INPUT, "that is more than ten years");
}

bool
away_add(struct store *store, const char *rep, int64_t first, int64_t last,
         struct error *err)
{
    return is_span(first, last, err) &&
           insert(store, rep, first, last, "hand", err);
}

bool
away_remove(struct store *store, const char *rep, int64_t first, int64_t last,
            struct error *err)
{
    if (!db_run(store->db, err,
                "DELETE FROM away WHERE rep = $1 AND first = $2 AND last = $3",
                "tii", rep, first, last))
        return false;
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND, "Those days are not there any more");
}

struct end {
    struct store *store;
    const char *rep;
    int64_t day;
    size_t count;
};

static bool
run_end(void *context, struct error *err)
{
    struct end *end = context;
    struct db *db = end->store->db;
    int64_t rows;

    if (!db_number(db, err, &rows, 0,
                   "SELECT count(*) FROM away WHERE rep = $1 AND last >= $2",
                   "ti", end->rep, end->day))
        return false;
    end->count = (size_t)rows;
    return db_run(db, err, "DELETE FROM away WHERE rep = $1 AND first >= $2",
                  "ti", end->rep, end->day) &&
           db_run(db, err,
                  "UPDATE OR REPLACE away SET last = $2 - 1 WHERE rep = $1 "
                  "AND last >= $2",
                  "ti", end->rep, end->day);
}

bool
away_end(struct store *store, const char *rep, int64_t day, size_t *count,
         struct error *err)
{
    struct end end = {.store = store, .rep = rep, .day = day};
    bool ok = db_transaction(store->db, run_end, &end, err);

    *count = end.count;
    return ok;
}

bool
away_read(const struct json *node, struct arena *arena, struct away_span **list,
          size_t *count, struct error *err)
{
    size_t rows = json_count(node);

    *count = 0;
    *list = NULL;
    if (json_is_null(node))
        return true;
    if (!json_is_array(node) || rows > MOST_SPANS)
        return error_set(err, ERROR_INPUT, "away is no list of from and to");
    *list = arena_array(arena, rows, sizeof **list);
    for (node = json_first(node); node != NULL; node = json_next(node)) {
        struct away_span *span = &(*list)[*count];
        const char *from = json_get_text(node, "from");
        const char *to = json_get_text(node, "to");

        if (!away_date(from, &span->first) ||
            !away_date(to != NULL ? to : from, &span->last))
            return error_set(err, ERROR_INPUT,
                             "away: \"%.20s\" to \"%.20s\" are no dates such "
                             "as 2026-12-01",
                             from != NULL ? from : "", to != NULL ? to : "");
        if (!is_span(span->first, span->last, err))
            return error_wrap(err, "away");
        ++*count;
    }
    return true;
}

bool
away_import(struct store *store, const char *rep, const struct away_span *list,
            size_t count, struct error *err)
{
    if (!db_run(store->db, err,
                "DELETE FROM away WHERE rep = $1 AND given = 'import'", "t",
                rep))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!insert(store, rep, list[i].first, list[i].last, "import", err))
            return false;
    }
    return true;
}
