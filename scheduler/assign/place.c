/* Finds a suggestion's slot: loads what is taken, on which days the rep posts
 * nothing and when the story may be shared, and asks slot.c. */
#include "scheduler/queue/queue_write.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"
#include "polyphony/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AROUND (3 * 86400) /* slots a few days back still count for quotas */

struct taken {
    int64_t *items;
    size_t count, capacity;
};

static void
take(struct taken *taken, int64_t at)
{
    taken->items = mem_grow(taken->items, &taken->capacity, taken->count + 1,
                            sizeof *taken->items);
    taken->items[taken->count++] = at;
}

static bool
load_own(struct queue *queue, const struct rep *rep, const char *network,
         int64_t from, struct taken *own, struct taken *own_network,
         struct error *err)
{
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT at, network FROM slot WHERE rep = $1 AND at >= $2 ORDER BY at",
        "ti", rep->id, from - AROUND);

    while (db_next(q)) {
        take(own, db_int(q, 0));
        if (strcmp(db_text(q, 1), network) == 0)
            take(own_network, db_int(q, 0));
    }
    return db_done(q, err);
}

/* A story and those that turned out to be the same count as one. */
static bool
load_others(struct queue *queue, const struct rep *rep, int64_t story,
            const char *network, int64_t from, struct taken *others,
            struct error *err)
{
    struct db_stmt *q = db_query(
        queue->store->db, err,
        "SELECT l.at FROM slot AS l WHERE l.network = $3 AND l.rep <> $1 "
        "AND l.at >= $4 AND l.story IN (SELECT b.id FROM story AS a "
        "JOIN story AS b ON b.id = coalesce(a.same_as, a.id) "
        "OR b.same_as = coalesce(a.same_as, a.id) WHERE a.id = $2)",
        "titi", rep->id, story, network, from - AROUND);

    while (db_next(q))
        take(others, db_int(q, 0));
    return db_done(q, err);
}

/* The company's quiet days and the rep's own. */
static bool
load_quiet(struct queue *queue, const struct rep *rep, int64_t from,
           struct taken *quiet, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct away_span *list;
    int64_t today = slot_day(&rep->hours, from);
    size_t count;
    bool ok =
        away_list(queue->store, rep->id, today, arena, &list, &count, err);

    for (size_t i = 0; i < queue->n_quiet; i++)
        take(quiet, queue->quiet[i]);
    for (size_t i = 0; ok && i < count; i++) {
        int64_t day = list[i].first > today ? list[i].first : today;

        for (; day <= list[i].last && day <= today + SLOT_HORIZON; day++)
            take(quiet, day);
    }
    arena_free(arena);
    return ok;
}

/* Not before its embargo, not after it has expired (0: never). */
static bool
load_window(struct queue *queue, int64_t story, int64_t *from, int64_t *until,
            struct error *err)
{
    struct db_stmt *q = db_query(queue->store->db, err,
                                 "SELECT embargo, coalesce(expires, 0) "
                                 "FROM story WHERE id = $1",
                                 "i", story);

    *until = 0;
    if (db_next(q)) {
        if (!db_is_null(q, 0) && db_int(q, 0) > *from)
            *from = db_int(q, 0);
        *until = db_int(q, 1);
    }
    return db_done(q, err);
}

static int
cap_of(const struct queue *queue, const char *network)
{
    char key[40];

    if (queue->config == NULL)
        return 0;
    snprintf(key, sizeof key, "caps.%s", network);
    return (int)config_number(queue->config, key);
}

static bool
no_slot(const struct queue *queue, const struct rep *rep, const char *network,
        int64_t until, struct error *err)
{
    char when[TIME_TEXT];

    if (until != 0)
        return error_set(err, ERROR_LIMIT,
                         "no free slot on %s in %s's hours before the story "
                         "expires (%s)",
                         network_title(network), rep->name,
                         time_text(until, when));
    return error_set(err, ERROR_LIMIT,
                     "no free slot on %s within %d days of %s's hours",
                     network_title(network), queue->horizon_days, rep->name);
}

bool
queue_place(struct queue *queue, const struct rep *rep, int64_t story,
            const char *story_key, const char *network, int64_t from,
            struct placed *placed, struct error *err)
{
    struct taken own = {0}, own_network = {0}, others = {0}, quiet = {0};
    int64_t until;
    bool ok = load_window(queue, story, &from, &until, err) &&
              load_quiet(queue, rep, from, &quiet, err) &&
              load_own(queue, rep, network, from, &own, &own_network, err) &&
              load_others(queue, rep, story, network, from, &others, err);

    if (ok) {
        struct slot_request request = {
            .hours = &rep->hours,
            .from = from,
            .seed = slot_seed(rep->id, story_key, network),
            .own = own.items,
            .n_own = own.count,
            .quota = rep->quota,
            .own_network = own_network.items,
            .n_own_network = own_network.count,
            .others = others.items,
            .n_others = others.count,
            .network_cap = cap_of(queue, network),
            .quiet = quiet.items,
            .n_quiet = quiet.count,
            .until = until,
            .horizon = queue->horizon_days,
        };

        ok = slot_next(&request, &placed->at);
        if (ok)
            placed->day_starts = slot_day_start(&rep->hours, placed->at);
        else
            no_slot(queue, rep, network, until, err);
    }
    free(own.items);
    free(own_network.items);
    free(others.items);
    free(quiet.items);
    return ok;
}

static bool
is_taken(const struct taken *taken, int64_t value)
{
    for (size_t i = 0; i < taken->count; i++) {
        if (taken->items[i] == value)
            return true;
    }
    return false;
}

bool
queue_next_day(struct queue *queue, const struct rep *rep, int64_t *begins,
               struct error *err)
{
    struct taken quiet = {0};
    int64_t today = slot_day(&rep->hours, queue->now), day = today + 1;
    bool ok = load_quiet(queue, rep, queue->now, &quiet, err);

    /* 1970-01-01 was a Thursday. */
    while (day <= today + SLOT_HORIZON &&
           (!rep->hours.works[(day + 3) % 7 + 1] || is_taken(&quiet, day)))
        day++;
    if (day > today + SLOT_HORIZON)
        day = today + 1;
    *begins = zone_day_start(rep->hours.zone, day) +
              (rep->hours.end <= rep->hours.start ? rep->hours.start * 60 : 0);
    free(quiet.items);
    return ok;
}

/* "09:00-17:00, Europe/Berlin" */
static const char *
hours_text(const struct rep *rep, char *out, size_t size)
{
    snprintf(out, size, "%02d:%02d-%02d:%02d, %s", rep->hours.start / 60,
             rep->hours.start % 60, rep->hours.end / 60, rep->hours.end % 60,
             rep->timezone);
    return out;
}

bool
queue_time_is_worked(struct queue *queue, const struct rep *rep, int64_t at,
                     struct error *err)
{
    struct taken quiet = {0};
    int64_t day = slot_day(&rep->hours, at);
    char text[120], date[TIME_TEXT];
    size_t i = 0;

    if (!slot_is_within(&rep->hours, at))
        return error_set(err, ERROR_CONFLICT,
                         "that is outside the working hours of %s (%s)",
                         rep->name, hours_text(rep, text, sizeof text));
    if (!load_quiet(queue, rep, at, &quiet, err)) {
        free(quiet.items);
        return false;
    }
    while (i < quiet.count && quiet.items[i] != day)
        i++;
    free(quiet.items);
    if (i == quiet.count)
        return true;
    return error_set(err, ERROR_CONFLICT,
                     i < queue->n_quiet ? "%s is a holiday of the company"
                                        : "on %s %s is away",
                     away_date_text(day, date), rep->name);
}

/* Whose post is within `apart` seconds, and when; found false: nobody's. */
static bool
find_near(struct db_stmt *q, bool *found, char *name, size_t size,
          int64_t *when, struct error *err)
{
    *found = db_next(q);
    if (*found) {
        *when = db_int(q, 0);
        snprintf(name, size, "%s", db_text(q, 1));
    }
    return db_done(q, err);
}

bool
queue_time_is_free(struct queue *queue, const struct suggestion *g, int64_t at,
                   struct error *err)
{
    struct db *db = queue->store->db;
    char name[100], when_text[TIME_TEXT];
    int64_t when;
    bool found;

    if (!db_number(db, err, &when, 0,
                   "SELECT expires FROM story WHERE id = $1 AND expires <= $2",
                   "ii", g->story, at))
        return false;
    if (when != 0)
        return error_set(err, ERROR_CONFLICT,
                         "its story expires before that (%s)",
                         time_text(when, when_text));
    if (!find_near(db_query(db, err,
                            "SELECT l.at, l.network FROM slot AS l WHERE "
                            "l.rep = $1 AND l.suggestion <> $2 AND "
                            "abs(l.at - $3) < $4 ORDER BY l.at LIMIT 1",
                            "tiii", g->rep, g->id, at, (int64_t)SLOT_GAP),
                   &found, name, sizeof name, &when, err))
        return false;
    if (found)
        return error_set(err, ERROR_CONFLICT,
                         "another post of %s is near (%s, %s); leave %d "
                         "minutes between two",
                         g->rep_name, time_text(when, when_text),
                         network_title(name), SLOT_GAP / 60);
    if (!find_near(
            db_query(db, err,
                     "SELECT l.at, r.name FROM slot AS l JOIN rep AS r "
                     "ON r.id = l.rep WHERE l.network = $3 AND l.rep <> $1 "
                     "AND abs(l.at - $4) < $5 AND l.story IN (SELECT b.id "
                     "FROM story AS a JOIN story AS b ON b.id = "
                     "coalesce(a.same_as, a.id) OR b.same_as = "
                     "coalesce(a.same_as, a.id) WHERE a.id = $2) "
                     "ORDER BY l.at LIMIT 1",
                     "titii", g->rep, g->story, g->network, at,
                     (int64_t)SLOT_SPACING),
            &found, name, sizeof name, &when, err))
        return false;
    return !found ||
           error_set(err, ERROR_CONFLICT,
                     "%s shares this story on %s (%s); leave %d hours between "
                     "two colleagues",
                     name, network_title(g->network),
                     time_text(when, when_text), SLOT_SPACING / 3600);
}

bool
queue_write_slot(struct queue *queue, int64_t suggestion, const char *rep,
                 int64_t story, const char *network,
                 const struct placed *placed, struct error *err)
{
    return db_run(queue->store->db, err,
                  "INSERT INTO slot(suggestion, rep, story, network, at, "
                  "day_starts) VALUES ($1, $2, $3, $4, $5, $6) "
                  "ON CONFLICT(suggestion) DO UPDATE SET at = excluded.at, "
                  "day_starts = excluded.day_starts",
                  "ititii", suggestion, rep, story, network, placed->at,
                  placed->day_starts);
}
