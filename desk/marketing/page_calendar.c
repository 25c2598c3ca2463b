/* When what goes out: slots and shares by day, a week or a month at a time,
 * with what stands too close to each other, and the days without posts. */
#include "desk/desk_queue.h"
#include "marketing.h"

#include "polyphony/clock.h"
#include "polyphony/holidays.h"
#include "polyphony/network.h"
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

#define MOST 3000 /* of a period; a month of a hundred reps */
#define SHOWN 40  /* of a day; the rest is a number */
#define MONTH 35  /* days: five weeks from a Monday on */

struct entry {
    int64_t at, story, id;
    uint32_t rep_hash; /* tells most reps apart without a look at their ids */
    const char *rep, *name, *network, *state, *title, *key;
    const char *clash; /* why it is too close to another one; NULL: it is not */
    bool wanted;       /* by the filter */
};

struct calendar {
    int64_t first, days; /* local days since 1970-01-01 */
    const struct zone *zone;
    struct entry *list;
    size_t count;
    int64_t *quiet;
    size_t n_quiet;
    size_t clashes;
};

/* --- reading -------------------------------------------------------------- */

struct filter {
    const char *network, *rep, *audience; /* "": all; rep: part of a name */
};

static struct filter
read_filter(struct request *request)
{
    struct filter filter = {.network = request_query(request, "network"),
                            .rep = request_query(request, "rep"),
                            .audience = request_query(request, "audience")};

    if (network_find(filter.network) == NULL)
        filter.network = "";
    if (strlen(filter.rep) > 200)
        filter.rep = "";
    return filter;
}

static uint32_t
hash_of(const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static bool
load_some(struct request *request, struct calendar *calendar,
          const struct filter *filter, bool only, struct error *err)
{
    struct arena *arena = request->arena;
    int64_t from = zone_day_start(calendar->zone, calendar->first);
    int64_t to =
        zone_day_start(calendar->zone, calendar->first + calendar->days);
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT t.at, g.story, g.id, g.rep, r.name, g.network, g.state, "
        "a.title, s.key, ($5 = '' OR instr(lower(r.name), lower($5)) > 0) AND "
        "($6 = '' OR r.audience = $6) AS wanted FROM (SELECT at, suggestion "
        "FROM (SELECT l.at, "
        "l.suggestion FROM slot AS l WHERE l.at >= $1 AND l.at < $2 AND "
        "($3 = '' OR l.network = $3) AND NOT EXISTS (SELECT 1 FROM share AS d "
        "WHERE d.suggestion = l.suggestion) UNION ALL SELECT h.at, "
        "h.suggestion FROM share AS h WHERE h.at >= $1 AND h.at < $2 AND "
        "($3 = '' OR h.network = $3)) ORDER BY at, suggestion LIMIT CASE WHEN "
        "$7 = 0 THEN $4 ELSE -1 END) AS t "
        "CROSS JOIN suggestion AS g ON g.id = t.suggestion "
        "JOIN rep AS r ON r.id = g.rep JOIN article AS a ON a.id = g.article "
        "JOIN story AS s ON s.id = g.story WHERE $7 = 0 OR (($5 = '' OR "
        "instr(lower(r.name), lower($5)) > 0) AND ($6 = '' OR r.audience = "
        "$6)) ORDER BY t.at, g.id LIMIT $4",
        "iititti", from, to, filter->network, (int64_t)MOST, filter->rep,
        filter->audience, (int64_t)only);

    calendar->list = arena_array(arena, MOST, sizeof *calendar->list);
    calendar->count = 0;
    while (calendar->count < MOST && db_next(q)) {
        struct entry *e = &calendar->list[calendar->count++];

        *e = (struct entry){.at = db_int(q, 0),
                            .story = db_int(q, 1),
                            .id = db_int(q, 2),
                            .rep = arena_strdup(arena, db_text(q, 3)),
                            .name = arena_strdup(arena, db_text(q, 4)),
                            .network = arena_strdup(arena, db_text(q, 5)),
                            .state = arena_strdup(arena, db_text(q, 6)),
                            .title = arena_strdup(arena, db_text(q, 7)),
                            .key = arena_strdup(arena, db_text(q, 8)),
                            .wanted = db_int(q, 9) != 0};
        e->rep_hash = hash_of(e->rep);
    }
    return db_done(q, err);
}

/* Everybody's, so that one stands beside what it is too close to; where that
 * is too much, those that are asked for. */
static bool
load_entries(struct request *request, struct calendar *calendar,
             const struct filter *filter, struct error *err)
{
    bool narrow = filter->rep[0] != '\0' || filter->audience[0] != '\0';

    return load_some(request, calendar, filter, false, err) &&
           (calendar->count < MOST || !narrow ||
            load_some(request, calendar, filter, true, err));
}

/* Once it is known what is too close to what. */
static void
drop_unwanted(struct calendar *calendar)
{
    size_t kept = 0;

    calendar->clashes = 0;
    for (size_t i = 0; i < calendar->count; i++) {
        if (!calendar->list[i].wanted)
            continue;
        calendar->clashes += calendar->list[i].clash != NULL;
        calendar->list[kept++] = calendar->list[i];
    }
    calendar->count = kept;
}

static const char *
tells_the_same(struct request *request, const char *name, int64_t minutes)
{
    if (minutes == 0)
        return arena_printf(request->arena,
                            "%s tells the same at the same time", name);
    return arena_printf(request->arena, "%s tells the same %s before", name,
                        count_words(request, minutes, "minute", "minutes"));
}

/* The list is by time: only neighbours within four hours can clash. */
static void
find_clashes(struct request *request, struct calendar *calendar)
{
    for (size_t i = 0; i < calendar->count; i++) {
        struct entry *a = &calendar->list[i];

        for (size_t k = i + 1; k < calendar->count; k++) {
            struct entry *b = &calendar->list[k];
            int64_t apart = b->at - a->at;
            bool own;

            if (apart >= SLOT_SPACING)
                break;
            if ((a->rep_hash != b->rep_hash && a->story != b->story) ||
                b->clash != NULL || b->id == a->id)
                continue;
            own = strcmp(a->rep, b->rep) == 0;
            if (own && apart < SLOT_GAP)
                b->clash = "within half an hour of their own last one";
            else if (!own && a->story == b->story &&
                     strcmp(a->network, b->network) == 0)
                b->clash = tells_the_same(request, a->name, apart / 60);
            calendar->clashes += b->clash != NULL;
        }
    }
}

static bool
is_quiet(const struct calendar *calendar, int64_t day)
{
    for (size_t i = 0; i < calendar->n_quiet; i++) {
        if (calendar->quiet[i] == day)
            return true;
    }
    return false;
}

/* --- showing -------------------------------------------------------------- */

static void
add_entry(struct view *day, const struct calendar *calendar,
          const struct entry *entry)
{
    const struct network *network = network_find(entry->network);
    struct civil c = zone_civil(calendar->zone, entry->at);
    struct view *item = view_item(day, "entries");
    char iso[TIME_TEXT];

    view_format(item, "at", "%02d:%02d", c.hour, c.minute);
    view_text(item, "at_iso", time_text(entry->at, iso));
    view_text(item, "rep_id", entry->rep);
    view_text(item, "name", entry->name);
    view_text(item, "network_name", entry->network);
    view_text(item, "state", entry->state);
    view_text(item, "network", network != NULL ? network->title : "");
    view_text(item, "headline", entry->title);
    view_text(item, "key", entry->key);
    view_text(item, "clash", entry->clash);
    view_int(item, "suggestion", entry->id);
    view_flag(item, "may_move",
              entry->clash != NULL && (strcmp(entry->state, "approved") == 0 ||
                                       strcmp(entry->state, "offered") == 0 ||
                                       strcmp(entry->state, "in_review") == 0));
    view_flag(item, "is_shared", strcmp(entry->state, "shared") == 0);
    view_flag(item, "waits",
              strcmp(entry->state, "in_review") == 0 ||
                  strcmp(entry->state, "draft") == 0);
    view_flag(item, "is_sure",
              strcmp(entry->state, "scheduled") == 0 ||
                  strcmp(entry->state, "accepted") == 0);
}

static void
add_day(struct request *request, struct view *view,
        const struct calendar *calendar, int64_t day, size_t *next)
{
    static const char names[][10] = {"Thursday", "Friday", "Saturday",
                                     "Sunday",   "Monday", "Tuesday",
                                     "Wednesday"};
    static const char months[][4] = {"",    "Jan", "Feb", "Mar", "Apr",
                                     "May", "Jun", "Jul", "Aug", "Sep",
                                     "Oct", "Nov", "Dec"};
    int64_t end = zone_day_start(calendar->zone, day + 1), year;
    struct view *item = view_item(view, "days");
    size_t count = 0, clashes = 0;
    int month, number;

    date_from_days(day, &year, &month, &number);
    view_format(item, "weekday", "%.*s", calendar->days == MONTH ? 3 : 9,
                names[((day % 7) + 7) % 7]);
    view_format(item, "date", "%d %s", number, months[month]);
    view_format(item, "day", "%04lld-%02d-%02d", (long long)year, month,
                number);
    view_flag(item, "today", day == zone_day(calendar->zone, request->now));
    view_flag(item, "quiet", is_quiet(calendar, day));
    for (; *next < calendar->count && calendar->list[*next].at < end; ++*next) {
        if (count++ < SHOWN)
            add_entry(item, calendar, &calendar->list[*next]);
        clashes += calendar->list[*next].clash != NULL;
    }
    view_text(item, "count",
              count_words(request, (int64_t)count, "post", "posts"));
    view_int(item, "clashes", (int64_t)clashes);
    view_flag(item, "has_clashes", clashes > 0);
    view_flag(item, "has_entries", count > 0);
    view_flag(item, "bare",
              count == 0 && !is_quiet(calendar, day) &&
                  day != zone_day(calendar->zone, request->now));
    if (count > SHOWN)
        view_int(item, "hidden", (int64_t)(count - SHOWN));
}

static const char *
at_day(struct request *request, int64_t day, const char *span,
       const struct filter *filter)
{
    const char *path = path_with(request, "/calendar", "span", span);
    int64_t year;
    int month, number;

    date_from_days(day, &year, &month, &number);
    path = path_with(request, path, "from",
                     arena_printf(request->arena, "%04lld-%02d-%02d",
                                  (long long)year, month, number));
    if (filter->network[0] != '\0')
        path = path_with(request, path, "network", filter->network);
    if (filter->rep[0] != '\0')
        path = path_with(request, path, "rep", filter->rep);
    return filter->audience[0] != '\0'
               ? path_with(request, path, "audience", filter->audience)
               : path;
}

static void
add_ways(struct request *request, struct view *view,
         const struct calendar *calendar, const struct filter *filter)
{
    const char *span = calendar->days == MONTH ? "month" : "week";
    const char *other = calendar->days == MONTH ? "week" : "month";

    view_text(view, "before",
              at_day(request, calendar->first - calendar->days, span, filter));
    view_text(view, "after",
              at_day(request, calendar->first + calendar->days, span, filter));
    view_text(view, "other", at_day(request, calendar->first, other, filter));
    view_text(view, "here", at_day(request, calendar->first, span, filter));
    view_text(view, "other_name", other);
    view_text(view, "span", span);
    view_text(view, "from", request_query(request, "from"));
    view_text(view, "rep", filter->rep);
    view_flag(view, "is_filtered",
              filter->network[0] != '\0' || filter->rep[0] != '\0' ||
                  filter->audience[0] != '\0');
    for (const struct network *n = NULL; (n = network_next(n)) != NULL;) {
        struct view *item = view_item(view, "networks");

        view_text(item, "value", n->name);
        view_text(item, "title", n->title);
        view_flag(item, "current", strcmp(n->name, filter->network) == 0);
    }
}

static bool
add_audiences(struct request *request, struct view *view, const char *chosen,
              struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT id, name FROM audience ORDER BY name, id LIMIT 500", "");

    while (db_next(q)) {
        struct view *item = view_item(view, "audiences");

        view_text(item, "value", db_text(q, 0));
        view_text(item, "name", db_text(q, 1));
        view_flag(item, "current", strcmp(db_text(q, 0), chosen) == 0);
    }
    return db_done(q, err);
}

/* The Monday of the week that is asked for, or of this one. */
static int64_t
first_day(struct request *request, const struct zone *zone)
{
    int64_t day = zone_day(zone, request->now), when;

    if (time_parse(request_query(request, "from"), &when) &&
        when > -4000000000 && when < 40000000000)
        day = when >= 0 ? when / DAY : (when - DAY + 1) / DAY;
    return day - (((day + 3) % 7) + 7) % 7;
}

/* On a Sunday the week is over: where the next posts are. */
static bool
add_next(struct request *request, struct view *view,
         const struct calendar *calendar, const struct filter *filter,
         struct error *err)
{
    const char *span = calendar->days == MONTH ? "month" : "week";
    int64_t at;

    if (calendar->count > 0)
        return true;
    if (!db_number(
            request->store->db, err, &at, TIME_NONE,
            "SELECT min(at) FROM slot WHERE at >= $1", "i",
            zone_day_start(calendar->zone, calendar->first + calendar->days)))
        return false;
    page_time(request, view, "next", at);
    if (at != TIME_NONE)
        view_text(view, "next_path",
                  at_day(request, zone_day(calendar->zone, at), span, filter));
    return true;
}

bool
page_calendar(struct request *request, struct response *response,
              struct error *err)
{
    struct view *view = page_view(request, "Calendar");
    struct filter filter = read_filter(request);
    bool is_month = strcmp(request_query(request, "span"), "month") == 0;
    struct calendar calendar = {.zone = page_zone(request),
                                .days = is_month ? MONTH : 7};
    size_t next = 0;

    calendar.first = first_day(request, calendar.zone);
    if (!load_entries(request, &calendar, &filter, err) ||
        !add_audiences(request, view, filter.audience, err) ||
        !holidays_load(
            request->store, zone_day_start(calendar.zone, calendar.first),
            (int)calendar.days, &calendar.quiet, &calendar.n_quiet, err))
        return false;
    find_clashes(request, &calendar);
    view_flag(view, "is_cut", calendar.count == MOST);
    drop_unwanted(&calendar);
    for (int64_t d = 0; d < calendar.days; d++)
        add_day(request, view, &calendar, calendar.first + d, &next);
    free(calendar.quiet);
    add_ways(request, view, &calendar, &filter);
    if (!add_next(request, view, &calendar, &filter, err))
        return false;
    view_flag(view, "is_month", is_month);
    view_text(view, "zone", zone_name(calendar.zone));
    view_format(
        view, "heading", "%s, %s",
        count_words(request, (int64_t)calendar.count, "post", "posts"),
        calendar.clashes == 0
            ? "none too close"
            : arena_printf(request->arena, "%zu too close", calendar.clashes));
    return page_show(request, response, "calendar", view, err);
}

/* --- a time that is too close --------------------------------------------- */

/* Back to the week that was looked at: a path of the calendar's, or none. */
static const char *
way_back(struct request *request)
{
    const char *back = request_has_field(request, "back")
                           ? request_field(request, "back")
                           : request_query(request, "back");

    return strncmp(back, "/calendar?", 10) == 0 && strlen(back) < 1000
               ? back
               : "/calendar";
}

/* Moves it by `move`; at["at"] says where to, in words. */
static bool
to_time(struct request *request, struct view *words, int64_t *id,
        bool (*move)(struct queue *, int64_t, int64_t *, struct error *),
        struct error *err)
{
    struct desk_queue open;
    int64_t at;
    bool ok;

    if (!request_param_id(request, "id", id))
        return error_set(err, ERROR_NOTFOUND, "There is no such suggestion");
    if (!desk_queue_open(request, &open, err))
        return false;
    ok = move(&open.queue, *id, &at, err);
    desk_queue_close(&open);
    if (ok)
        page_time(request, words, "at", at);
    return ok;
}

bool
page_calendar_move(struct request *request, struct response *response,
                   struct error *err)
{
    struct view *words = view_new(request->arena);
    const char *undo;
    int64_t id;

    if (!to_time(request, words, &id, queue_other_time, err))
        return false;
    undo =
        arena_printf(request->arena, "/calendar/%lld/move/undo", (long long)id);
    return page_done_undo(request, response, way_back(request),
                          path_with(request, undo, "back", way_back(request)),
                          err, "It has another time: %s.",
                          view_get(words, "at"));
}

bool
page_calendar_move_undo(struct request *request, struct response *response,
                        struct error *err)
{
    struct view *words = view_new(request->arena);
    int64_t id;

    return to_time(request, words, &id, queue_former_time, err) &&
           page_done(request, response, way_back(request), err,
                     "It has its former time again: %s.",
                     view_get(words, "at"));
}

/* --- holidays ------------------------------------------------------------- */

bool
page_calendar_holidays(struct request *request, struct response *response,
                       struct error *err)
{
    struct desk_queue open;
    struct queue_fit fit;
    size_t count;
    bool ok;

    if (request->upload.len == 0)
        return error_set(err, ERROR_INPUT, "Choose a file first");
    if (memchr(request->upload.bytes, '\0', request->upload.len) != NULL)
        return error_set(err, ERROR_INPUT, "It is no iCalendar file");
    if (!holidays_import(request->store,
                         arena_strndup(request->arena, request->upload.bytes,
                                       request->upload.len),
                         request->upload.len, request->now, &count, err)) {
        error_wrap(err, "It is no iCalendar file that can be read");
        return false;
    }
    if (!desk_queue_open(request, &open, err)) /* with the new days */
        return false;
    ok = queue_fit_slots(&open.queue, NULL, 0, &fit, err);
    desk_queue_close(&open);
    return ok && page_done_undo(request, response, "/calendar",
                                "/calendar/holidays/undo", err,
                                "%zu quiet days in the coming year; %zu posts "
                                "got another time, %zu ended.",
                                count, fit.moved, fit.expired);
}

/* What was given another time keeps it: nobody wants a post moved twice. */
bool
page_calendar_holidays_undo(struct request *request, struct response *response,
                            struct error *err)
{
    return holidays_undo(request->store, err) &&
           page_done(request, response, "/calendar", err,
                     "The quiet days are as they were before. A post that got "
                     "another time keeps it.");
}
