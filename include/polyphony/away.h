/* The days on which a rep is away: the one writer of the table away. A span
 * is local days since 1970-01-01, both ends included. It comes from reps.json
 * ("away": [{"from":"2026-12-01","to":"2026-12-05"}]) or by hand. */
#ifndef POLYPHONY_AWAY_H
#define POLYPHONY_AWAY_H

#include "polyphony/arena.h"
#include "polyphony/json.h"
#include "polyphony/store.h"

#define AWAY_MOST_DAYS 3660 /* of one span */

struct away_span {
    int64_t first, last;
    bool by_hand;
};

/* A date as days since 1970-01-01; false when it is none ("2026-02-30"). */
bool away_date(const char *text, int64_t *day);
/* "2026-12-01" into `out` (TIME_TEXT bytes); returns out. */
char *away_date_text(int64_t day, char *out);

/* Those that are not over on `from`, in their order; in `arena`. */
bool away_list(struct store *store, const char *rep, int64_t from,
               struct arena *arena, struct away_span **list, size_t *count,
               struct error *err) MUST_CHECK;
/* By hand. ERROR_INPUT for a span that ends before it begins, or is too long.
 * Adding the same again is fine. */
bool away_add(struct store *store, const char *rep, int64_t first, int64_t last,
              struct error *err) MUST_CHECK;
/* Takes one span out; ERROR_NOTFOUND for none such. */
bool away_remove(struct store *store, const char *rep, int64_t first,
                 int64_t last, struct error *err) MUST_CHECK;
/* The rep is back on `day`: a span that runs ends the day before, later ones
 * go; *count of them. */
bool away_end(struct store *store, const char *rep, int64_t day, size_t *count,
              struct error *err) MUST_CHECK;

/* The member "away" of a rep in reps.json: *list in `arena`. */
bool away_read(const struct json *node, struct arena *arena,
               struct away_span **list, size_t *count,
               struct error *err) MUST_CHECK;
/* They replace what an earlier import brought; what was given by hand stays. */
bool away_import(struct store *store, const char *rep,
                 const struct away_span *list, size_t count,
                 struct error *err) MUST_CHECK;

#endif
