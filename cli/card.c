/* A suggestion as people and as programs read it; see home.h. */
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 76
#define READ_PER_MINUTE 230 /* words */

/* The terms of a why, as words with commas, then the other reasons. */
static void
print_why(const struct suggestion *g)
{
    struct json *why = NULL, *reasons = NULL;
    struct buf text = {.max = 65536};
    const char *comma = "";
    int left = 4;

    if (json_parse(g->why, strlen(g->why), &why, NULL)) {
        for (const struct json *w = json_first(why); w != NULL && left-- > 0;
             w = json_next(w)) {
            const char *term = json_get_text(w, "term");

            buf_printf(&text, "%s%s", comma, term != NULL ? term : "");
            comma = ", ";
        }
    }
    if (json_parse(g->reasons, strlen(g->reasons), &reasons, NULL)) {
        for (const struct json *r = json_first(reasons); r != NULL;
             r = json_next(r))
            buf_printf(&text, "%s%s", text.len > 0 ? "; " : "",
                       json_text(r) != NULL ? json_text(r) : "");
    }
    buf_printf(&text, " (%.0f of 100)", g->score * 100);
    print_labelled(dim(), "why you", buf_text(&text));
    buf_deinit(&text);
    json_free(why);
    json_free(reasons);
}

/* "No guarantees: “Guaranteed”. Say what customers have seen." */
static void
print_finding(const struct queue_finding *finding)
{
    struct buf text = {.max = 65536};
    size_t len = strlen(finding->message);
    bool ends = len > 0 && strchr(".!?", finding->message[len - 1]) != NULL;

    buf_printf(&text, "%s%s", finding->message, ends ? "" : ".");
    if (finding->fix != NULL && finding->fix[0] != '\0')
        buf_printf(&text, " %s", finding->fix);
    buf_printf(&text, " [%s]", finding->rule);
    print_labelled(strcmp(finding->severity, "advise") == 0 ? dim() : flag(),
                   finding->severity, buf_text(&text));
    buf_deinit(&text);
}

static bool
print_findings(struct home *home, const struct suggestion *g, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct queue_finding *list;
    size_t count;
    bool ok = queue_findings(&home->store, g->id, arena, &list, &count, err);

    if (ok && count == 0)
        print_labelled(dim(), "checks",
                       arena_printf(arena, "passes every rule of %s", g->pack));
    for (size_t i = 0; ok && i < count; i++)
        print_finding(&list[i]);
    arena_free(arena);
    return ok;
}

/* What the reviewer wants changed, where a change was asked for. */
static bool
find_request(struct store *store, const struct suggestion *g,
             struct arena *arena, const char **request, const char **who,
             struct error *err)
{
    struct db_stmt *q;

    *request = NULL;
    if (strcmp(g->state, "changes_requested") != 0)
        return true;
    q = db_query(store->db, err,
                 "SELECT note, coalesce(alias, who) FROM audit WHERE "
                 "suggestion = $1 AND "
                 "is_now = 'changes_requested' ORDER BY id DESC LIMIT 1",
                 "i", g->id);
    if (db_next(q) && db_text(q, 0) != NULL) {
        *request = arena_strdup(arena, db_text(q, 0));
        *who = arena_strdup(arena, db_text(q, 1));
    }
    return db_done(q, err);
}

static bool
print_request(struct home *home, const struct suggestion *g, struct error *err)
{
    struct arena *arena = arena_new(0);
    const char *request, *who;
    bool ok = find_request(&home->store, g, arena, &request, &who, err);

    if (ok && request != NULL)
        print_labelled(flag(), "change",
                       arena_printf(arena, "%s (%s)", request, who));
    arena_free(arena);
    return ok;
}

static const char *
state_words(const struct suggestion *g, int64_t now)
{
    if (strcmp(g->state, "in_review") == 0)
        return "in review";
    if (strcmp(g->state, "changes_requested") == 0)
        return "a change is asked for";
    if (strcmp(g->state, "accepted") == 0)
        return "accepted, not posted yet";
    if (strcmp(g->state, "scheduled") == 0 && g->slot <= now)
        return "scheduled, due now";
    return g->state;
}

static void
print_head(const struct home *home, const struct rep *rep,
           const struct suggestion *g)
{
    const struct network *network = network_find(g->network);
    const struct zone *zone = rep->hours.zone;
    char when[64];

    printf("%s#%lld  %s%s", bold(), (long long)g->id,
           network != NULL ? network->title : g->network, plain());
    if (g->slot != TIME_NONE)
        printf("  %s", time_words(zone, g->slot, when, sizeof when));
    if (g->slot != TIME_NONE && g->slot <= home->now &&
        strcmp(g->state, "offered") == 0)
        printf("  %sits time has passed: share it now, or schedule it%s",
               flag(), plain());
    else if (g->slot != TIME_NONE && g->slot > home->now &&
             !slot_is_within(&rep->hours, g->slot))
        printf("  %soutside your hours%s", flag(), plain());
    printf("  %s%s%s", dim(), state_words(g, home->now),
           g->revision > 1 ? ", edited" : "");
    if (strcmp(g->writer, "grammar") != 0)
        printf(", by %s", g->writer);
    if (strcmp(g->state, "offered") == 0 && g->snoozed != TIME_NONE &&
        g->snoozed > home->now)
        printf(", snoozed until %s",
               time_words(zone, g->snoozed, when, sizeof when));
    printf("%s\n", plain());
}

bool
card_print(struct home *home, const struct rep *rep, const struct suggestion *g,
           struct error *err)
{
    long minutes = (long)(g->words + READ_PER_MINUTE - 1) / READ_PER_MINUTE;
    struct buf from = {.max = 65536};

    print_head(home, rep, g);
    putchar('\n');
    print_wrapped(g->text, 5, WIDTH - 5);
    putchar('\n');
    print_why(g);
    buf_printf(&from, "%s", g->title);
    if (g->site != NULL && g->site[0] != '\0')
        buf_printf(&from, " (%s, %ld min)", g->site, minutes > 0 ? minutes : 1);
    print_labelled(dim(), "from", buf_text(&from));
    buf_deinit(&from);
    return print_findings(home, g, err) && print_request(home, g, err);
}

static void
put_raw(struct json_out *out, const char *key, const char *json)
{
    json_put_key(out, key);
    json_put_raw(out, json);
}

static bool
put_findings(struct store *store, int64_t id, struct json_out *out,
             struct error *err)
{
    struct arena *arena = arena_new(0);
    struct queue_finding *list;
    size_t count;
    bool ok = queue_findings(store, id, arena, &list, &count, err);

    queue_put_findings(out, list, ok ? count : 0);
    arena_free(arena);
    return ok;
}

/* "request": what a reviewer wants changed; null when nothing is. */
static bool
put_request(struct store *store, const struct suggestion *g,
            struct json_out *out, struct error *err)
{
    struct arena *arena = arena_new(0);
    const char *request, *who;
    bool ok = find_request(store, g, arena, &request, &who, err);

    json_member(out, "request", ok ? request : NULL);
    arena_free(arena);
    return ok;
}

bool
card_json(struct store *store, const struct suggestion *g, struct buf *buf,
          struct error *err)
{
    struct json_out out = {.buf = buf};

    json_open(&out, '{');
    json_member_int(&out, "id", g->id);
    json_member(&out, "rep", g->rep);
    json_member(&out, "story", g->story_key);
    json_put_key(&out, "article");
    json_open(&out, '{');
    json_member(&out, "url", g->url);
    json_member(&out, "title", g->title);
    json_member(&out, "site", g->site);
    json_close(&out, '}');
    json_member(&out, "network", g->network);
    json_member(&out, "text", g->text);
    json_member(&out, "state", g->state);
    json_member_time(&out, "slot", g->slot);
    json_member_real(&out, "score", g->score, 4);
    put_raw(&out, "why", g->why);
    put_raw(&out, "reasons", g->reasons);
    json_member(&out, "angle", g->angle);
    json_member(&out, "opening", g->opening);
    put_raw(&out, "source", g->source);
    json_member(&out, "link", g->link);
    json_member(&out, "writer", g->writer);
    json_member_int(&out, "revision", g->revision);
    json_member(&out, "pack", g->pack);
    json_member_time(&out, "made", g->made);
    json_member_time(&out, "snoozed", g->snoozed);
    if (!put_request(store, g, &out, err) ||
        !put_findings(store, g->id, &out, err))
        return false;
    json_close(&out, '}');
    json_line(&out);
    return true;
}
