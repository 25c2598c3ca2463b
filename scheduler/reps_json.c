/* A rep written back as reps.json has them. What stands in tables of its own
 * by now (audience, policy, days away) is taken from there, at the end of the
 * object, so that the same comes out once it was imported again. */
#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/reps.h"

#include <string.h>

static bool
put_away(struct store *store, const char *rep, struct json_out *out,
         struct error *err)
{
    struct db_stmt *q = db_query(store->db, err,
                                 "SELECT first, last FROM away WHERE rep = $1 "
                                 "ORDER BY first, last LIMIT 200",
                                 "t", rep);
    bool is_open = false;

    while (db_next(q)) {
        char from[TIME_TEXT], to[TIME_TEXT];

        if (!is_open) {
            json_put_key(out, "away");
            json_open(out, '[');
        }
        is_open = true;
        json_open(out, '{');
        json_member(out, "from", away_date_text(db_int(q, 0), from));
        json_member(out, "to", away_date_text(db_int(q, 1), to));
        json_close(out, '}');
    }
    if (is_open)
        json_close(out, ']');
    return db_done(q, err);
}

static bool
put_audience(struct store *store, const char *audience, struct json_out *out,
             struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, "SELECT json FROM audience WHERE id = $1", "t",
                 audience);

    if (db_next(q)) {
        json_put_key(out, "audience");
        json_put_raw(out, db_text(q, 0));
    }
    return db_done(q, err);
}

bool
reps_write_json(struct store *store, const struct rep *rep,
                struct json_out *out, struct error *err)
{
    struct json *doc = NULL;
    bool ok;

    if (!json_parse(rep->json, strlen(rep->json), &doc, err))
        return false;
    json_open(out, '{');
    for (const struct json *at = json_first(doc); at != NULL;
         at = json_next(at)) {
        const char *key = json_key(at);

        if (key == NULL || strcmp(key, "audience") == 0 ||
            strcmp(key, "review") == 0 || strcmp(key, "away") == 0)
            continue;
        json_put_key(out, key);
        json_put_node(out, at);
    }
    json_free(doc);
    ok = put_audience(store, rep->audience_id, out, err);
    if (strcmp(rep->review, "flagged") != 0)
        json_member(out, "review", rep->review);
    ok = ok && put_away(store, rep->id, out, err);
    json_close(out, '}');
    return ok;
}
