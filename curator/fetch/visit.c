/* The policy of visiting feeds: what an answer means, what to keep, when to
 * come again. See the header. Numbers that are choices of ours stand at the
 * top; the rest is HTTP's. */
#include "polyphony/visit.h"
#include "polyphony/buf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MINUTE INT64_C(60)
#define HOUR INT64_C(3600)
#define DAY INT64_C(86400)

/* Some servers say 304 for ever; after so long we ask without validators. */
#define LONGEST_304 (8 * DAY)
/* A move counts when it was seen so often, over so long. */
#define MOVE_SEEN 3
#define MOVE_DAYS (2 * DAY)
/* When a person has to decide: where the address itself seems wrong, and
 * where the server has trouble that may pass. */
#define STOP_WRONG (7 * DAY)
#define STOP_TROUBLE (30 * DAY)
#define FIRST_BACK_OFF (30 * MINUTE)
#define UNKNOWN_RHYTHM HOUR

const char *
visit_health_name(enum visit_health health)
{
    static const char *const names[] = {
        [VISIT_NEW] = "new",         [VISIT_WELL] = "well",
        [VISIT_MOVED] = "moved",     [VISIT_WAITING] = "waiting",
        [VISIT_FAILING] = "failing", [VISIT_STOPPED] = "stopped",
    };

    return (size_t)health < sizeof names / sizeof names[0] ? names[health]
                                                           : "unknown";
}

static bool
known(int64_t when)
{
    return when != 0 && when != TIME_NONE;
}

/* --- when to come again --- */

static int64_t
longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int
compare_times(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a < b) - (a > b);
}

int64_t
visit_gap(const int64_t *dates, size_t count)
{
    enum { MOST = 200, LAST = 11 };
    int64_t newest[MOST], gaps[LAST];
    size_t n = 0, used = 0;

    for (size_t i = 0; i < count && n < MOST; i++) {
        if (known(dates[i]))
            newest[n++] = dates[i];
    }
    if (n < 2)
        return 0;
    qsort(newest, n, sizeof newest[0], compare_times);
    for (size_t i = 0; i + 1 < n && used + 1 < LAST; i++)
        gaps[used++] = newest[i] - newest[i + 1];
    qsort(gaps, used, sizeof gaps[0], compare_times);
    return gaps[used / 2];
}

/* Half its typical gap, so that an entry is seen soon; a feed that fell
 * silent is asked ever more rarely. */
static int64_t
own_rhythm(const struct visit_state *state, const struct visit_rhythm *rhythm,
           int64_t now)
{
    int64_t wait = UNKNOWN_RHYTHM, silence;

    if (rhythm == NULL) /* nothing was read: a quarter of the time since the
                           row of 304s began */
        return known(state->not_modified_since)
                   ? longer(wait, (now - state->not_modified_since) / 4)
                   : wait;
    if (rhythm->gap > 0)
        wait = rhythm->gap / 2;
    if (known(rhythm->newest) && rhythm->newest < now) {
        silence = (now - rhythm->newest) / 20;
        if (rhythm->gap > 0 && silence > wait)
            wait = silence;
    }
    return wait;
}

/* Between 0 and a tenth of the wait, by the address alone (FNV-1a). */
static int64_t
jitter(const char *url, int64_t wait)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *url != '\0'; url++)
        hash = (hash ^ (unsigned char)*url) * UINT64_C(1099511628211);
    return wait / 10 * (int64_t)(hash >> 40) / (INT64_C(1) << 24);
}

static int64_t
within_bounds(int64_t wait)
{
    if (wait < VISIT_SOONEST)
        return VISIT_SOONEST;
    return wait < VISIT_LATEST ? wait : VISIT_LATEST;
}

/* The first hour from `when` on that the feed does not ask us to skip, but
 * no later than `latest`: one that skips everything is asked all the same. */
static int64_t
after_skipped(const struct visit_rhythm *rhythm, int64_t when, int64_t latest)
{
    int64_t at = when;

    if (rhythm == NULL)
        return when;
    while (at < latest) {
        int hour = (int)(at / HOUR % 24);
        int day = (int)((at / DAY + 4) % 7); /* 1970 began on a Thursday */

        if ((rhythm->skip_hours >> hour & 1) == 0 &&
            (rhythm->skip_days >> day & 1) == 0)
            return at;
        at = (at / HOUR + 1) * HOUR;
    }
    return when;
}

static int64_t
next_when_well(const struct visit_state *state,
               const struct fetch_result *result,
               const struct visit_rhythm *rhythm, int64_t now)
{
    int64_t wait = own_rhythm(state, rhythm, now);

    wait = longer(wait, result->max_age);
    if (rhythm != NULL)
        wait = longer(wait, rhythm->ttl);
    wait = within_bounds(wait);
    wait = within_bounds(wait + jitter(state->url, wait));
    return after_skipped(rhythm, now + wait, now + VISIT_LATEST);
}

/* Half an hour, then twice as long each time, at most a day. */
static int64_t
next_when_failing(const struct visit_state *state,
                  const struct fetch_result *result, int64_t now)
{
    int64_t wait = VISIT_LATEST;

    if (state->failures < 7)
        wait = FIRST_BACK_OFF
               << (state->failures > 0 ? state->failures - 1 : 0);
    if (result->retry_at != TIME_NONE)
        wait = longer(wait, result->retry_at - now);
    wait = within_bounds(wait);
    return now + within_bounds(wait + jitter(state->url, wait));
}

/* --- a look at what is no feed --- */

static bool
holds(const char *bytes, size_t len, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= len; i++) {
        if (strncasecmp(bytes + i, word, n) == 0)
            return true;
    }
    return false;
}

static bool
holds_any(const char *bytes, size_t len, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (holds(bytes, len, *words))
            return true;
    }
    return false;
}

enum visit_body
visit_look_at_body(const char *bytes, size_t len)
{
    static const char *const html[] = {"<!doctype html", "<html", "<head",
                                       "<body", NULL};
    static const char *const password[] = {
        "type=\"password\"", "type='password'", "type=password", NULL};
    static const char *const check[] = {"captcha",
                                        "cf-challenge",
                                        "challenge-platform",
                                        "are you a human",
                                        "are you human",
                                        "verify you are human",
                                        NULL};
    size_t blank = 0;

    if (len > 65536)
        len = 65536;
    while (blank < len && (unsigned char)bytes[blank] <= ' ')
        blank++;
    if (blank == len)
        return VISIT_BODY_EMPTY;
    if (!holds_any(bytes, len, html))
        return VISIT_BODY_OTHER;
    if (holds_any(bytes, len, password))
        return VISIT_BODY_SIGN_IN;
    return holds_any(bytes, len, check) ? VISIT_BODY_CHECK : VISIT_BODY_PAGE;
}

/* --- what it means --- */

struct judging {
    struct arena *arena;
    const struct visit_state *was;
    const struct fetch_result *result;
    const struct visit_rhythm *rhythm;
    enum visit_body body;
    int64_t now;
    struct visit_verdict *verdict;
};

static const char *
host_of(const struct judging *j)
{
    return j->result->host != NULL ? j->result->host : j->was->url;
}

static void
keep_validators(struct judging *j)
{
    struct visit_state *state = &j->verdict->state;
    const struct fetch_result *result = j->result;

    if (result->outcome == FETCH_OK) {
        state->not_modified_since = TIME_NONE;
        state->etag = result->cut_short ? NULL : result->etag;
        state->last_modified = result->cut_short ? NULL : result->last_modified;
        return;
    }
    /* A 304's validators replace ours (RFC 9111, 4.3.4); where it sends
     * none, ours stay. */
    if (result->etag != NULL)
        state->etag = result->etag;
    if (result->last_modified != NULL)
        state->last_modified = result->last_modified;
    if (!known(state->not_modified_since))
        state->not_modified_since = j->now;
    if (j->now - state->not_modified_since >= LONGEST_304) {
        state->etag = state->last_modified = NULL;
        state->not_modified_since = TIME_NONE;
    }
}

/* A permanent redirect is believed when it lasts and a feed stands there;
 * until then the old address is asked. Temporary ones are never kept. */
static void
note_move(struct judging *j)
{
    struct visit_state *state = &j->verdict->state;
    const char *to = j->result->permanent_url;

    if (to == NULL || strcmp(to, state->url) == 0) {
        state->moved_to = NULL;
        state->moved_seen = 0;
        state->moved_first = TIME_NONE;
        return;
    }
    if (state->moved_to == NULL || strcmp(state->moved_to, to) != 0) {
        state->moved_to = to;
        state->moved_seen = 0;
        state->moved_first = j->now;
    }
    state->moved_seen++;
    j->verdict->health = VISIT_MOVED;
    if (state->moved_seen < MOVE_SEEN ||
        j->now - state->moved_first < MOVE_DAYS) {
        j->verdict->text = arena_printf(
            j->arena, "Moved for good to %s. We follow it there.", to);
        return;
    }
    j->verdict->address_changed = true;
    j->verdict->text =
        arena_printf(j->arena,
                     "Moved for good from %s to %s; we have noted the new "
                     "address.",
                     state->url, to);
    state->url = to;
    state->moved_to = NULL;
    state->moved_seen = 0;
    state->moved_first = TIME_NONE;
}

static void
judge_well(struct judging *j)
{
    struct visit_verdict *verdict = j->verdict;
    struct visit_state *state = &verdict->state;

    state->failures = 0;
    state->first_failure = TIME_NONE;
    state->last_ok = j->now;
    verdict->health = VISIT_WELL;
    verdict->text = "Well.";
    if (j->result->cut_short)
        verdict->text =
            arena_printf(j->arena,
                         "Well, but %s broke off before the end that it "
                         "promised.",
                         host_of(j));
    keep_validators(j);
    note_move(j);
    verdict->next_visit = next_when_well(state, j->result, j->rhythm, j->now);
}

static const char *
not_a_feed(const struct judging *j)
{
    static const char *const words[] = {
        [VISIT_BODY_FEED] = "answered",
        [VISIT_BODY_EMPTY] = "answered with nothing at all.",
        [VISIT_BODY_SIGN_IN] =
            "answered with a sign-in page, not a feed. It may have gone "
            "behind a wall, or moved.",
        [VISIT_BODY_PAGE] = "answered with a web page, not a feed. Its feed "
                            "may have moved.",
        [VISIT_BODY_CHECK] = "wants to know whether we are a person; we are "
                             "not, and don't pretend.",
        [VISIT_BODY_OTHER] = "answered with something that is no feed.",
    };

    return arena_printf(j->arena, "%s %s", host_of(j), words[j->body]);
}

static const char *
failure_text(const struct judging *j)
{
    const struct fetch_result *result = j->result;

    if (result->outcome == FETCH_OK)
        return not_a_feed(j);
    return arena_printf(j->arena, "%s %s.", host_of(j), result->words);
}

/* Is it the address that seems wrong, rather than a trouble that may pass? */
static bool
is_wrong_address(const struct judging *j)
{
    switch (j->result->outcome) {
    case FETCH_OK:
    case FETCH_DENIED:
    case FETCH_REFUSED:
    case FETCH_REDIRECTS:
    case FETCH_TOO_BIG:
        return true;
    default:
        return false;
    }
}

static void
stop_trying(struct judging *j, const char *why)
{
    j->verdict->health = VISIT_STOPPED;
    j->verdict->next_visit = TIME_NONE;
    j->verdict->text = why;
}

static void
judge_failing(struct judging *j)
{
    struct visit_verdict *verdict = j->verdict;
    struct visit_state *state = &verdict->state;
    bool wrong = is_wrong_address(j);
    int64_t patience = wrong ? STOP_WRONG : STOP_TROUBLE, since;

    state->failures = state->failures < 10000 ? state->failures + 1 : 10000;
    if (!known(state->first_failure))
        state->first_failure = j->now;
    since = j->now - state->first_failure;
    verdict->look_for_feed =
        j->result->outcome == FETCH_OK &&
        (j->body == VISIT_BODY_PAGE || j->body == VISIT_BODY_SIGN_IN);
    verdict->health = VISIT_FAILING;
    verdict->text = failure_text(j);
    verdict->next_visit = next_when_failing(state, j->result, j->now);
    if (since >= patience && state->failures >= 5)
        stop_trying(j, arena_printf(j->arena,
                                    "%s Tried %d times in %d days, so we "
                                    "stopped.",
                                    verdict->text, state->failures,
                                    (int)(since / DAY)));
    else if (state->failures >= 3)
        verdict->text =
            arena_printf(j->arena, "%s Tried %d times; we stop after %d days.",
                         verdict->text, state->failures, (int)(patience / DAY));
}

/* They asked for time: nothing is wrong unless it goes on. */
static void
judge_busy(struct judging *j)
{
    judge_failing(j);
    if (j->verdict->health == VISIT_FAILING &&
        (j->result->retry_at != TIME_NONE || j->result->status == 429) &&
        j->verdict->state.failures < 5)
        j->verdict->health = VISIT_WAITING;
}

/* We did not ask, so we learned nothing about the feed: as it was. */
static void
judge_unasked(struct judging *j)
{
    struct visit_verdict *verdict = j->verdict;
    const struct fetch_result *result = j->result;
    int64_t wait = VISIT_SOONEST;

    if (result->retry_at != TIME_NONE)
        wait = longer(wait, result->retry_at - j->now);
    wait = within_bounds(wait);
    verdict->health = VISIT_WAITING;
    verdict->text = failure_text(j);
    verdict->next_visit =
        j->now + within_bounds(wait + jitter(j->was->url, wait));
}

void
visit_judge(struct arena *arena, const struct visit_state *state,
            const struct fetch_result *result, enum visit_body body,
            const struct visit_rhythm *rhythm, int64_t now,
            struct visit_verdict *verdict)
{
    struct judging j = {arena, state, result, rhythm, body, now, verdict};

    *verdict = (struct visit_verdict){.state = *state};
    switch (result->outcome) {
    case FETCH_OK:
        if (body == VISIT_BODY_FEED)
            judge_well(&j);
        else
            judge_failing(&j);
        break;
    case FETCH_NOT_MODIFIED:
        judge_well(&j);
        break;
    case FETCH_GONE:
        judge_failing(&j);
        stop_trying(&j, arena_printf(arena,
                                     "%s has taken this feed down for good, "
                                     "so we ask no more.",
                                     host_of(&j)));
        break;
    case FETCH_BUSY:
        judge_busy(&j);
        break;
    case FETCH_HOST_WAITS:
    case FETCH_STOPPED:
        judge_unasked(&j);
        break;
    default:
        judge_failing(&j);
        break;
    }
}

/* --- times for people --- */

static const char *
clock_text(struct arena *arena, int64_t when, int64_t now, int utc_offset)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    int64_t there = when + utc_offset, year;
    int64_t days = there / DAY - (now + utc_offset) / DAY;
    int hour = (int)(there / HOUR % 24), minute = (int)(there / MINUTE % 60);
    int month, day;

    if (days == 0)
        return arena_printf(arena, "at %02d:%02d", hour, minute);
    if (days == 1)
        return arena_printf(arena, "tomorrow at %02d:%02d", hour, minute);
    date_from_days(there / DAY, &year, &month, &day);
    return arena_printf(arena, "on %d %s at %02d:%02d", day, months[month - 1],
                        hour, minute);
}

const char *
visit_next_text(struct arena *arena, enum visit_health health,
                int64_t next_visit, int64_t now, int utc_offset)
{
    const char *when;

    if (health == VISIT_STOPPED || !known(next_visit))
        return "";
    if (next_visit <= now)
        return health == VISIT_FAILING ? "We try again at the next round."
                                       : "Next visit at the next round.";
    when = clock_text(arena, next_visit, now, utc_offset);
    if (health == VISIT_FAILING)
        return arena_printf(arena, "We try again %s.", when);
    return arena_printf(arena, "Next visit %s.", when);
}
