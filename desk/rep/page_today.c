/* Today: what a rep can do something about now, at most a handful of cards;
 * what was accepted and waits for "posted?"; what comes later. The moves are
 * in page_today_moves.c, editing is in page_edit.c. */
#include "desk/pages.h"
#include "rep_pages.h"

#include "polyphony/away.h"
#include "polyphony/clock.h"
#include "polyphony/holidays.h"
#include "polyphony/network.h"
#include "polyphony/scheduler.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANDFUL 5
#define SECONDS_A_CARD 40
#define COMING_LISTED 12
#define DONE_WITHIN (60 * 86400) /* older suggestions are not looked at */

/* --- times as fields have them -------------------------------------------- */

bool
local_time_read(struct request *request, const char *text, int64_t *when)
{
    struct civil c = {0};
    int year;
    char rest;

    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d%c", &year, &c.month, &c.day, &c.hour,
               &c.minute, &rest) != 5 ||
        year < 2000 || year > 9000 || c.month < 1 || c.month > 12 ||
        c.day < 1 || c.day > 31 || c.hour < 0 || c.hour > 23 || c.minute < 0 ||
        c.minute > 59)
        return false;
    c.year = year;
    *when = zone_instant(page_zone(request), &c);
    return true;
}

const char *
local_time_text(struct request *request, int64_t when)
{
    struct civil c = zone_civil(page_zone(request), when);

    return arena_printf(request->arena, "%04lld-%02d-%02dT%02d:%02d",
                        (long long)c.year, c.month, c.day, c.hour, c.minute);
}

static const char *
weekday_words(int weekday)
{
    static const char *const days[] = {"",          "Monday",   "Tuesday",
                                       "Wednesday", "Thursday", "Friday",
                                       "Saturday",  "Sunday"};

    return days[weekday];
}

static const char *
date_words(struct request *request, int64_t when)
{
    static const char *const months[] = {
        "",        "January",  "February", "March",  "April",
        "May",     "June",     "July",     "August", "September",
        "October", "November", "December"};
    struct civil c = zone_civil(page_zone(request), when);

    return arena_printf(request->arena, "%s %d %s", weekday_words(c.weekday),
                        c.day, months[c.month]);
}

const char *
day_words(struct request *request, int64_t when)
{
    const struct zone *zone = page_zone(request);
    int64_t apart = zone_day(zone, when) - zone_day(zone, request->now);

    if (apart == 0 || apart == 1)
        return apart == 0 ? "today" : "tomorrow";
    return apart > 1 && apart < 7
               ? weekday_words(zone_civil(zone, when).weekday)
               : date_words(request, when);
}

static const char *
number_words(size_t n)
{
    static const char *const words[] = {"None", "One",  "Two", "Three",
                                        "Four", "Five", "Six"};

    return n < sizeof words / sizeof words[0] ? words[n] : "Several";
}

static const char *
effort_words(size_t cards)
{
    size_t minutes = (cards * SECONDS_A_CARD + 59) / 60;

    return minutes <= 1   ? "About a minute."
           : minutes == 2 ? "About two minutes."
           : minutes == 3 ? "About three minutes."
                          : "About four minutes.";
}

static bool
is_state(const struct suggestion *g, const char *state)
{
    return strcmp(g->state, state) == 0;
}

/* --- cards ---------------------------------------------------------------- */

static void
add_reasons(struct view *card)
{
    static const struct {
        const char *value, *label;
    } reasons[] = {{"off my topic", "Off my topic"},
                   {"dull", "Dull"},
                   {"already said", "Already said"},
                   {"not my voice", "Not my voice"},
                   {"helps a competitor", "Helps a competitor"}};

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        struct view *item = view_item(card, "reasons");

        view_text(item, "value", reasons[i].value);
        view_text(item, "label", reasons[i].label);
    }
}

/* What a reviewer wants changed. */
static bool
add_request(struct request *request, struct view *card,
            const struct suggestion *g, struct error *err)
{
    struct db_stmt *q;

    if (strcmp(g->state, "changes_requested") != 0)
        return true;
    q = db_query(request->store->db, err,
                 "SELECT note, coalesce(alias, who) FROM audit WHERE "
                 "suggestion = $1 AND "
                 "is_now = 'changes_requested' ORDER BY id DESC LIMIT 1",
                 "i", g->id);
    if (db_next(q)) {
        view_text(card, "request",
                  db_text(q, 0) != NULL ? db_text(q, 0) : "a change");
        view_text(card, "request_who", db_text(q, 1));
    }
    return db_done(q, err);
}

static bool
add_findings(struct request *request, struct view *card,
             const struct suggestion *g, struct error *err)
{
    struct queue_finding *list;
    size_t count;

    if (!queue_findings(request->store, g->id, request->arena, &list, &count,
                        err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(card, "findings");

        view_text(item, "message", list[i].message);
        view_text(item, "css",
                  strcmp(list[i].severity, "advise") == 0 ? "soft" : "bad");
    }
    return true;
}

static void
open_card(struct view *card, const struct suggestion *g,
          const struct today_edit *edit)
{
    view_flag(card, "editing", true);
    view_text(card, "typed", edit->text != NULL ? edit->text : g->text);
    view_text(card, "problem", edit->problem);
    view_text(card, "note", edit->note);
    if (edit->trial != NULL)
        checks_fill(card, g->network, edit->trial);
}

/* What "ask me tomorrow" means: on a Friday that is Monday. Only cards ask. */
static bool
add_next_day(struct request *request, struct view *view, struct error *err)
{
    struct queue queue = {.store = request->store, .now = request->now};
    int64_t *quiet = NULL, begins = TIME_NONE;
    struct rep rep = {0};
    bool ok = reps_find_hours(request->store, request->person.rep,
                              request->arena, &rep, err) &&
              holidays_load(request->store, request->now, SLOT_HORIZON, &quiet,
                            &queue.n_quiet, err);

    queue.quiet = quiet;
    ok = ok && queue_next_day(&queue, &rep, &begins, err);
    free(quiet);
    if (ok)
        view_text(view, "next_day", day_words(request, begins));
    return ok;
}

/* Who has taken none yet is told what the buttons do, in words of the first
 * card: "Share at 09:22". */
static bool
add_first_time(struct request *request, struct view *view,
               const struct view *card, struct error *err)
{
    const char *words = view_get(card, "share_words");
    int64_t taken;

    if (!db_number(request->store->db, err, &taken, 0,
                   "SELECT EXISTS (SELECT 1 FROM suggestion WHERE rep = $1 AND "
                   "state = 'shared') OR EXISTS (SELECT 1 FROM suggestion "
                   "WHERE rep = $1 AND state = 'accepted') OR EXISTS (SELECT 1 "
                   "FROM suggestion WHERE rep = $1 AND state = 'scheduled')",
                   "t", request->person.rep))
        return false;
    if (taken == 0 && words != NULL && view_get(card, "is_past")[0] == '\0') {
        view_flag(view, "is_new", true);
        view_text(view, "words", words);
    }
    return true;
}

static bool
add_card(struct request *request, struct view *view, const struct suggestion *g,
         const struct today_edit *edit, struct error *err)
{
    struct view *card = view_item(view, "cards");

    card_fill(request, card, g);
    if (view_get(view, "next_day") == NULL &&
        (!add_next_day(request, view, err) ||
         !add_first_time(request, view, card, err)))
        return false;
    add_reasons(card);
    view_flag(card, "another", is_state(g, "offered"));
    if (edit != NULL && edit->id == g->id)
        open_card(card, g, edit);
    else if (!add_findings(request, card, g, err))
        return false;
    return add_request(request, card, g, err);
}

static bool
is_due(const struct suggestion *g, int64_t now)
{
    return is_state(g, "accepted") ||
           (is_state(g, "scheduled") && g->slot <= now);
}

static bool
is_card(const struct suggestion *g)
{
    return is_state(g, "offered") || is_state(g, "changes_requested");
}

/* --- what comes later ----------------------------------------------------- */

static void
add_scheduled(struct request *request, struct view *view,
              const struct suggestion *g, const char *list)
{
    struct view *item = view_item(view, list);

    view_int(item, "id", g->id);
    view_text(item, "network", network_title(g->network));
    view_text(item, "first_words", first_words(request, g->text));
    page_time(request, item, "slot", g->slot);
    view_flag(item, "is_time", is_state(g, "scheduled"));
}

/* Not offered yet, with a reviewer, or asleep. */
static bool
is_coming(const struct suggestion *g, int64_t now)
{
    return is_state(g, "approved") || is_state(g, "in_review") ||
           (is_state(g, "offered") && g->snoozed != TIME_NONE &&
            g->snoozed > now);
}

static bool
is_today(struct request *request, const struct suggestion *g)
{
    const struct zone *zone = page_zone(request);

    return g->slot != TIME_NONE &&
           zone_day(zone, g->slot) == zone_day(zone, request->now);
}

static void
add_coming(struct request *request, struct view *view,
           const struct suggestion *g)
{
    struct view *item = view_item(view, "coming");
    bool asleep = is_state(g, "offered");

    view_flag(view, "has_coming", true);
    view_int(item, "id", g->id);
    view_text(item, "network", network_title(g->network));
    view_text(item, "first_words", first_words(request, g->text));
    page_time(request, item, "slot", g->slot);
    view_flag(item, "asleep", asleep);
    view_text(item, "what",
              asleep                     ? "put off by you"
              : is_state(g, "in_review") ? "with a reviewer"
              : is_today(request, g)     ? "offered later today"
                                         : "offered that day");
}

/* --- done, or nothing ----------------------------------------------------- */

static bool
add_done(struct request *request, struct view *view, bool *any,
         struct error *err)
{
    static const struct {
        const char *state, *words;
    } all[] = {{"shared", "shared"},
               {"accepted", "accepted"},
               {"scheduled", "scheduled"},
               {"dismissed", "not for you"}};
    const struct zone *zone = page_zone(request);
    struct buf text = {.max = 400};
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT g.state, count(*) FROM suggestion AS g WHERE g.rep = $1 AND "
        "g.state IN ('shared', 'dismissed', 'scheduled', 'accepted') AND "
        "EXISTS (SELECT 1 FROM audit AS a WHERE a.suggestion = g.id AND "
        "a.is_now = g.state AND a.at >= $2) AND g.made >= $3 GROUP BY g.state",
        "tii", request->person.rep,
        zone_day_start(zone, zone_day(zone, request->now)),
        request->now - DONE_WITHIN);
    int64_t counts[4] = {0};

    while (db_next(q)) {
        for (size_t i = 0; i < 4; i++) {
            if (strcmp(db_text(q, 0), all[i].state) == 0)
                counts[i] = db_int(q, 1);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        if (counts[i] > 0)
            buf_printf(&text, "%s%lld %s", text.len > 0 ? ", " : "",
                       (long long)counts[i], all[i].words);
    }
    *any = text.len > 0;
    if (*any) {
        buf_add_char(&text, '.');
        view_text(view, "heading", "Done for today");
        view_text(view, "lede", buf_text(&text));
    }
    buf_deinit(&text);
    return db_done(q, err);
}

static bool
add_learned(struct request *request, struct view *view, struct error *err)
{
    const struct zone *zone = page_zone(request);
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT id, line FROM voice_line WHERE rep = $1 AND removed IS NULL "
        "AND learned >= $2 ORDER BY id LIMIT 5",
        "ti", request->person.rep,
        zone_day_start(zone, zone_day(zone, request->now)));

    while (db_next(q)) {
        struct view *item = view_item(view, "learned");

        view_flag(view, "has_learned", true);
        view_int(item, "line_id", db_int(q, 0));
        view_text(item, "line", db_text(q, 1));
    }
    return db_done(q, err);
}

/* Who was never offered anything has something to do all the same. */
static bool
add_first_day(struct request *request, struct view *view, struct error *err)
{
    int64_t offered;

    if (!db_number(request->store->db, err, &offered, 0,
                   "SELECT EXISTS (SELECT 1 FROM suggestion WHERE rep = $1)",
                   "t", request->person.rep))
        return false;
    view_flag(view, "first_day", offered == 0);
    return true;
}

/* "Friday 27 November", the last day of the span that runs, and of those that
 * follow it at once; NULL: the rep is here. */
static bool
away_until(struct request *request, const char **until, struct error *err)
{
    const struct zone *zone = page_zone(request);
    int64_t today = zone_day(zone, request->now), last = today - 1;
    struct away_span *list;
    size_t count;

    *until = NULL;
    if (!away_list(request->store, request->person.rep, today, request->arena,
                   &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (list[i].first <= last + 1 && list[i].last > last)
            last = list[i].last;
    }
    if (last >= today)
        *until = date_words(request, zone_day_start(zone, last));
    return true;
}

/* The reason as a sentence: "Nothing good enough today (...)." */
static bool
add_idle(struct request *request, struct view *view, bool has_coming,
         struct error *err)
{
    const char *why, *until;
    char first[5] = "";
    int32_t cp;

    if (!away_until(request, &until, err))
        return false;
    if (until != NULL) {
        view_format(view, "heading", "You are away until %s", until);
        view_text(view, "lede",
                  "Nothing is proposed for these days; afterwards it goes on "
                  "by itself. Back already? Marketing can say so.");
        return true;
    }
    if (!plan_idle_reason(request->store, request->person.rep, request->now,
                          request->arena, &why, err))
        return false;
    view_text(view, "heading",
              has_coming ? "Nothing right now" : "Nothing for you today");
    if (has_coming && (why == NULL || why[0] == '\0')) {
        view_text(view, "lede",
                  "What is planned for you stands below, and comes up here "
                  "when its day begins.");
        return true;
    }
    if (why == NULL || why[0] == '\0') {
        view_text(view, "lede",
                  "Nothing was planned yet. What fits you comes here by "
                  "itself.");
        return add_first_day(request, view, err);
    }
    view_flag(view, "anyway", true);
    cp = utf8_next(&why, why + strlen(why));
    first[utf8_encode(utf8_upper(cp), first)] = '\0';
    view_format(view, "lede", "%s%s%s", first, why,
                strchr(".!?", why[strlen(why) - 1]) != NULL && why[0] != '\0'
                    ? ""
                    : ".");
    return add_first_day(request, view, err);
}

static bool
add_empty(struct request *request, struct view *view, bool has_due,
          bool has_coming, struct error *err)
{
    bool done;

    if (!add_done(request, view, &done, err) ||
        !add_learned(request, view, err))
        return false;
    if (done && has_due)
        view_text(view, "heading", "Almost done for today");
    if (done || has_due)
        return true;
    return add_idle(request, view, has_coming, err);
}

/* What was typed for a suggestion that has moved on meanwhile. */
static void
add_kept(struct view *view, const struct today_edit *edit)
{
    struct view *kept;

    if (edit == NULL || edit->text == NULL || edit->problem == NULL)
        return;
    kept = view_group(view, "kept");
    view_text(kept, "typed", edit->text);
    view_text(kept, "problem", edit->problem);
}

bool
today_show(struct request *request, struct response *response,
           const struct today_edit *edit, struct error *err)
{
    struct view *view = page_view(request, "Today");
    struct suggestion *list;
    size_t count, cards = 0, due = 0, coming = 0;
    const char *until;
    bool is_kept = true;

    if (!queue_list(request->store, QUEUE_COMING, request->person.rep,
                    request->now, request->arena, &list, &count, err) ||
        !away_until(request, &until, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct suggestion *g = &list[i];
        bool is_open = edit != NULL && edit->id == g->id;

        if (is_coming(g, request->now)) {
            if (coming++ < COMING_LISTED)
                add_coming(request, view, g);
        } else if (is_due(g, request->now)) {
            add_scheduled(request, view, g, "due");
            due++;
        } else if (is_card(g)) {
            is_kept = is_kept && !is_open;
            if ((cards++ < HANDFUL || is_open) &&
                !add_card(request, view, g, edit, err))
                return false;
        } else {
            add_scheduled(request, view, g, "scheduled");
            view_flag(view, "has_scheduled", true);
        }
    }
    if (is_kept)
        add_kept(view, edit);
    view_flag(view, "has_cards", cards > 0);
    view_format(view, "heading", "%s for you today", number_words(cards));
    view_flag(view, "another", true);
    view_text(view, "date", date_words(request, request->now));
    view_text(view, "effort",
              until != NULL ? arena_printf(request->arena,
                                           "You are away until %s: none of "
                                           "it has to be done now.",
                                           until)
                            : effort_words(cards));
    if (cards > HANDFUL)
        view_int(view, "more", (int64_t)(cards - HANDFUL));
    if (cards == 0 && !add_empty(request, view, due > 0, coming > 0, err))
        return false;
    return page_show(request, response, "today", view, err);
}
