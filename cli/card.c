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

/* The terms of a why, as words with commas. */
static void
print_why(const struct suggestion *g)
{
    struct json *why = NULL, *reasons = NULL;
    const char *comma = "";
    int left = 4;

    printf("   %swhy you%s  ", dim(), plain());
    if (json_parse(g->why, strlen(g->why), &why, NULL)) {
        for (const struct json *w = json_first(why); w != NULL && left-- > 0;
             w = json_next(w)) {
            const char *term = json_get_text(w, "term");

            printf("%s%s", comma, term != NULL ? term : "");
            comma = ", ";
        }
    }
    if (json_parse(g->reasons, strlen(g->reasons), &reasons, NULL)) {
        for (const struct json *r = json_first(reasons); r != NULL;
             r = json_next(r))
            printf("; %s", json_text(r) != NULL ? json_text(r) : "");
    }
    printf(" %s(%.0f of 100)%s\n", dim(), g->score * 100, plain());
    json_free(why);
    json_free(reasons);
}

static bool
print_findings(struct home *home, const struct suggestion *g, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct queue_finding *list;
    size_t count;
    bool ok = queue_findings(&home->store, g->id, arena, &list, &count, err);

    if (ok && count == 0)
        printf("   %schecks%s   passes every rule of %s\n", dim(), plain(),
               g->pack);
    for (size_t i = 0; ok && i < count; i++)
        printf("   %s%-7s%s  %s: %s %s\n",
               strcmp(list[i].severity, "advise") == 0 ? dim() : flag(),
               list[i].severity, plain(), list[i].rule, list[i].message,
               list[i].fix);
    arena_free(arena);
    return ok;
}

static void
print_head(const struct rep *rep, const struct suggestion *g, size_t number)
{
    const struct network *network = network_find(g->network);
    char when[64];

    if (number > 0)
        printf("%s%zu%s  ", bold(), number, plain());
    else
        printf("   ");
    printf("%s%s%s", bold(), network != NULL ? network->title : g->network,
           plain());
    printf("  %s", time_words(rep->hours.zone, g->slot, when, sizeof when));
    printf("  %s#%lld %s%s%s\n", dim(), (long long)g->id, g->state,
           g->revision > 1 ? ", edited" : "", plain());
}

bool
card_print(struct home *home, const struct rep *rep, const struct suggestion *g,
           size_t number, struct error *err)
{
    long minutes = (long)(g->words + READ_PER_MINUTE - 1) / READ_PER_MINUTE;

    print_head(rep, g, number);
    putchar('\n');
    print_wrapped(g->text, 5, WIDTH - 5);
    putchar('\n');
    print_why(g);
    printf("   %sfrom%s     %s", dim(), plain(), g->title);
    if (g->site != NULL && g->site[0] != '\0')
        printf(" (%s, %ld min)", g->site, minutes > 0 ? minutes : 1);
    putchar('\n');
    return print_findings(home, g, err);
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

    json_put_key(out, "findings");
    json_open(out, '[');
    for (size_t i = 0; ok && i < count; i++) {
        json_open(out, '{');
        json_member(out, "rule", list[i].rule);
        json_member(out, "severity", list[i].severity);
        json_member_int(out, "start", list[i].start);
        json_member_int(out, "end", list[i].end);
        json_member(out, "message", list[i].message);
        json_member(out, "fix", list[i].fix);
        json_close(out, '}');
    }
    json_close(out, ']');
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
    if (!put_findings(store, g->id, &out, err))
        return false;
    json_close(&out, '}');
    json_line(&out);
    return true;
}
