/* Ranks every open story for each audience, and keeps the best. The one
 * writer of relevance and ranking. What reps picked and dismissed is read
 * from the queue's rows and from the audience itself. */
#include "polyphony/arena.h"
#include "polyphony/audience.h"
#include "polyphony/curator.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/preview.h"
#include "polyphony/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STORIES 20000 /* newest first: what is ranked at all */
#define KEPT 300           /* of an audience's ranking, of any age */
#define KEPT_RECENT 150    /* of those of the last weeks */
#define RECENT (21 * 86400)

struct leads {
    int64_t *stories, *published; /* by article number */
    const char **keys, **titles, **urls;
    size_t count;
    struct arena *arena;
    struct rank_index *index;
};

/* --- the index over the stories' leads ---------------------------------------
 */

static void
note_lead(struct leads *leads, struct db_stmt *q)
{
    size_t at = leads->count++;
    struct rank_article article = {.id = db_text(q, 1),
                                   .title = db_text(q, 2),
                                   .text = db_text(q, 3),
                                   .url = db_text(q, 4),
                                   .language = db_text(q, 5)};

    leads->stories[at] = db_int(q, 0);
    leads->keys[at] = arena_strdup(leads->arena, db_text(q, 1));
    leads->titles[at] = arena_strdup(leads->arena, db_text(q, 2));
    leads->urls[at] = arena_strdup(leads->arena, db_text(q, 7));
    leads->published[at] = db_int(q, 6);
    rank_index_add(leads->index, &article);
}

static bool
load_leads(struct store *store, int64_t most, struct leads *leads,
           struct error *err)
{
    struct db_stmt *q;
    int64_t rows;

    if (!db_number(store->db, err, &rows, 0, "SELECT count(*) FROM story", ""))
        return false;
    if (rows > most)
        rows = most;
    leads->arena = arena_new(0);
    leads->stories = mem_calloc((size_t)rows, sizeof *leads->stories);
    leads->published = mem_calloc((size_t)rows, sizeof *leads->published);
    leads->keys = arena_array(leads->arena, (size_t)rows, sizeof(char *));
    leads->titles = arena_array(leads->arena, (size_t)rows, sizeof(char *));
    leads->urls = arena_array(leads->arena, (size_t)rows, sizeof(char *));
    leads->index = rank_index_new(NULL);
    q = db_query(store->db, err,
                 "SELECT s.id, s.key, a.title, a.text, a.url, a.language, "
                 "coalesce(a.published, a.seen), a.url_key FROM story AS s "
                 "JOIN article AS a ON a.id = s.lead WHERE s.state = 'open' "
                 "AND s.same_as IS NULL "
                 "ORDER BY s.published DESC, s.key LIMIT $1",
                 "i", rows);
    while (leads->count < (size_t)rows && db_next(q))
        note_lead(leads, q);
    rank_index_finish(leads->index);
    return db_done(q, err);
}

static void
drop_leads(struct leads *leads)
{
    rank_index_free(leads->index);
    free(leads->stories);
    free(leads->published);
    arena_free(leads->arena);
}

/* --- decisions
 * ---------------------------------------------------------------- */

struct decisions {
    uint32_t *items;
    size_t count, capacity;
};

static void
decide(struct decisions *decisions, size_t article)
{
    decisions->items = mem_grow(decisions->items, &decisions->capacity,
                                decisions->count + 1, sizeof *decisions->items);
    decisions->items[decisions->count++] = (uint32_t)article;
}

/* What reps of this audience did with suggestions, latest first. */
static bool
load_decisions(struct store *store, const struct leads *leads,
               const char *audience, const char *sql,
               struct decisions *decisions, struct error *err)
{
    struct db_stmt *q = db_query(store->db, err, sql, "ti", audience,
                                 (int64_t)RANK_DECISIONS_MAX);

    while (db_next(q)) {
        for (size_t i = 0; i < leads->count; i++) {
            if (leads->stories[i] == db_int(q, 0)) {
                decide(decisions, i);
                break;
            }
        }
    }
    return db_done(q, err);
}

/* What the audience itself names, by address. */
static void
add_listed(const struct leads *leads, const struct audience_list *list,
           struct decisions *decisions)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < leads->count; k++) {
            if (leads->urls[k] != NULL &&
                strstr(list->items[i], leads->urls[k]) != NULL) {
                decide(decisions, k);
                break;
            }
        }
    }
}

/* --- one audience
 * --------------------------------------------------------------- */

static void
write_why(const struct rank_hit *hit, struct buf *out)
{
    struct json_out json = {.buf = out};

    json_open(&json, '[');
    for (size_t i = 0; i < hit->why_count; i++) {
        json_open(&json, '{');
        json_member(&json, "term", hit->why[i].term);
        json_member_real(&json, "weight", hit->why[i].weight, 4);
        json_close(&json, '}');
    }
    json_close(&json, ']');
}

static void
write_reasons(const struct leads *leads, const struct rank_hit *hit,
              struct buf *out)
{
    struct json_out json = {.buf = out};

    json_open(&json, '[');
    if (hit->like != UINT32_MAX && hit->like < leads->count) {
        struct buf line = {.max = 2000};

        buf_printf(&line, "like \xE2\x80\x9C%s\xE2\x80\x9D",
                   leads->titles[hit->like]);
        json_put_text(&json, buf_text(&line));
        buf_deinit(&line);
    }
    json_close(&json, ']');
}

struct ranking {
    struct curator *curator;
    const struct leads *leads;
    const char *audience;
    const struct rank_hit *hits;
    size_t count;
};

static bool
insert_hit(struct ranking *ranking, const struct rank_hit *hit,
           struct error *err)
{
    struct buf why = {.max = 8192}, reasons = {.max = 4096};
    bool ok;

    write_why(hit, &why);
    write_reasons(ranking->leads, hit, &reasons);
    ok = db_run(ranking->curator->store->db, err,
                "INSERT INTO relevance(audience, story, score, why, reasons) "
                "VALUES ($1, $2, $3, $4, $5)",
                "tirtt", ranking->audience,
                ranking->leads->stories[hit->article], hit->score,
                buf_text(&why), buf_text(&reasons));
    buf_deinit(&why);
    buf_deinit(&reasons);
    return ok;
}

static bool
store_ranking(void *context, struct error *err)
{
    struct ranking *ranking = context;
    struct db *db = ranking->curator->store->db;
    int64_t now = ranking->curator->now;
    size_t recent = 0;

    if (!db_run(db, err, "DELETE FROM relevance WHERE audience = $1", "t",
                ranking->audience))
        return false;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct rank_hit *hit = &ranking->hits[i];
        bool is_recent =
            ranking->leads->published[hit->article] >= now - RECENT;

        recent += is_recent;
        if ((i < KEPT || (is_recent && recent <= KEPT_RECENT)) &&
            !insert_hit(ranking, hit, err))
            return false;
    }
    return db_run(db, err,
                  "INSERT INTO ranking(audience, at, stories, best) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT(audience) DO UPDATE "
                  "SET at = excluded.at, stories = excluded.stories, "
                  "best = excluded.best",
                  "tiir", ranking->audience, now,
                  (int64_t)ranking->leads->count,
                  ranking->count > 0 ? ranking->hits[0].score : 0.0);
}

#define DECISIONS                                                              \
    "SELECT g.story FROM suggestion AS g JOIN rep AS r ON r.id = g.rep "       \
    "WHERE r.audience = $1 AND g.state IN "

/* Words that were wrong, or came too late, say nothing against the topic: the
 * reasons of a dismissal as the desk's page_today.c gives them. */
#define ABOUT_THE_STORY                                                        \
    "AND NOT EXISTS (SELECT 1 FROM audit AS u WHERE u.suggestion = g.id AND "  \
    "u.is_now = 'dismissed' AND u.note IN ('already said', 'not my voice')) "

static bool
rank_one(struct curator *curator, struct leads *leads, const char *id,
         const char *json, size_t len, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct decisions liked = {0}, disliked = {0};
    struct json *doc = NULL;
    struct audience audience;
    struct rank_hit *hits = NULL;
    bool ok = json_parse(json, len, &doc, err) &&
              audience_read(doc, arena, &audience, err) &&
              load_decisions(curator->store, leads, id,
                             DECISIONS "('accepted', 'scheduled', 'shared') "
                                       "ORDER BY g.id DESC LIMIT $2",
                             &liked, err) &&
              load_decisions(curator->store, leads, id,
                             DECISIONS "('dismissed') " ABOUT_THE_STORY
                                       "ORDER BY g.id DESC LIMIT $2",
                             &disliked, err);

    if (ok) {
        struct rank_request request = {.audience = &audience};
        struct ranking ranking = {
            .curator = curator, .leads = leads, .audience = id};

        add_listed(leads, &audience.liked, &liked);
        add_listed(leads, &audience.disliked, &disliked);
        request.liked = liked.items;
        request.liked_count = liked.count;
        request.disliked = disliked.items;
        request.disliked_count = disliked.count;
        ranking.count = rank_audience(leads->index, &request, &hits);
        ranking.hits = hits;
        curator->report.stories_ranked += ranking.count;
        ok = db_transaction(curator->store->db, store_ranking, &ranking, err);
    }
    free(hits);
    free(liked.items);
    free(disliked.items);
    json_free(doc);
    arena_free(arena);
    return ok;
}

/* --- all of them
 * ------------------------------------------------------------------ */

struct listed {
    const char **ids, **jsons;
    size_t count;
};

static bool
list_audiences(struct store *store, struct arena *arena, struct listed *listed,
               struct error *err)
{
    struct db_stmt *q;
    int64_t rows;

    if (!db_number(store->db, err, &rows, 0, "SELECT count(*) FROM audience",
                   ""))
        return false;
    listed->ids = arena_array(arena, (size_t)rows, sizeof(char *));
    listed->jsons = arena_array(arena, (size_t)rows, sizeof(char *));
    q = db_query(store->db, err,
                 "SELECT a.id, a.json FROM audience AS a WHERE EXISTS "
                 "(SELECT 1 FROM rep AS r WHERE r.audience = a.id AND "
                 "r.state <> 'gone') ORDER BY a.id",
                 "");
    while (listed->count < (size_t)rows && db_next(q)) {
        listed->ids[listed->count] = arena_strdup(arena, db_text(q, 0));
        listed->jsons[listed->count++] = arena_strdup(arena, db_text(q, 1));
    }
    return db_done(q, err);
}

bool
relevance_rank(struct curator *curator, struct error *err)
{
    struct leads leads = {0};
    struct listed listed = {0};
    struct arena *arena = arena_new(0);
    bool ok = list_audiences(curator->store, arena, &listed, err);

    if (ok && listed.count > 0)
        ok = load_leads(curator->store, MOST_STORIES, &leads, err);
    for (size_t i = 0; ok && i < listed.count; i++) {
        struct curator_progress progress = {
            .step = "ranking", .done = i, .left = listed.count - i};

        ok = rank_one(curator, &leads, listed.ids[i], listed.jsons[i],
                      strlen(listed.jsons[i]), err);
        if (curator->progress != NULL &&
            !curator->progress(&progress, curator->context))
            break;
    }
    curator->report.audiences = listed.count;
    if (leads.index != NULL)
        drop_leads(&leads);
    arena_free(arena);
    return ok;
}

/* --- a preview -------------------------------------------------------------
 */

struct previewing {
    struct store *store;
    struct leads leads;
    struct decisions liked, disliked;
    struct arena *arena;
    struct preview *preview;
};

static bool
begin_preview(struct previewing *p, const char *id, struct error *err)
{
    return load_leads(p->store, PREVIEW_STORIES, &p->leads, err) &&
           (id == NULL ||
            (load_decisions(p->store, &p->leads, id,
                            DECISIONS "('accepted', 'scheduled', 'shared') "
                                      "ORDER BY g.id DESC LIMIT $2",
                            &p->liked, err) &&
             load_decisions(p->store, &p->leads, id,
                            DECISIONS "('dismissed') " ABOUT_THE_STORY
                                      "ORDER BY g.id DESC LIMIT $2",
                            &p->disliked, err)));
}

static size_t
rank_for(struct previewing *p, const struct audience *audience,
         struct rank_hit **hits)
{
    struct rank_request request = {.audience = audience,
                                   .liked = p->liked.items,
                                   .liked_count = p->liked.count,
                                   .disliked = p->disliked.items,
                                   .disliked_count = p->disliked.count};

    return rank_audience(p->leads.index, &request, hits);
}

static void
keep_hit(struct previewing *p, const struct rank_hit *hit,
         struct preview_story *story)
{
    *story = (struct preview_story){
        .id = p->leads.stories[hit->article],
        .key = arena_strdup(p->arena, p->leads.keys[hit->article]),
        .title = arena_strdup(p->arena, p->leads.titles[hit->article]),
        .score = hit->score,
        .before = -1,
        .n_why = hit->why_count};
    for (size_t i = 0; i < hit->why_count; i++)
        story->why[i] = (struct rank_why){
            arena_strdup(p->arena, hit->why[i].term), hit->why[i].weight};
    if (hit->like != UINT32_MAX && hit->like < p->leads.count)
        story->like = arena_strdup(p->arena, p->leads.titles[hit->like]);
}

struct both {
    double now, before; /* -1: it is never wanted */
};

static void
note_move(struct previewing *p, size_t i, const struct both *both,
          struct preview_moved *list, size_t *count)
{
    if (*count < PREVIEW_MOVED)
        list[*count] =
            (struct preview_moved){arena_strdup(p->arena, p->leads.keys[i]),
                                   arena_strdup(p->arena, p->leads.titles[i]),
                                   both->now, both->before};
    ++*count;
}

/* The newest first, as the leads are. */
static void
count_moves(struct previewing *p, const struct both *scores, bool compares)
{
    struct preview *preview = p->preview;

    for (size_t i = 0; i < p->leads.count; i++) {
        bool is_over = scores[i].now >= preview->cut;
        bool was_over = scores[i].before >= preview->cut;

        preview->over += is_over;
        preview->over_before += was_over;
        if (compares && is_over && !was_over)
            note_move(p, i, &scores[i], preview->entered, &preview->n_entered);
        if (compares && was_over && !is_over)
            note_move(p, i, &scores[i], preview->left, &preview->n_left);
    }
}

static void
rank_both(struct previewing *p, const struct audience *now,
          const struct audience *before)
{
    struct preview *preview = p->preview;
    struct rank_hit *hits = NULL, *old = NULL;
    size_t n_hits = rank_for(p, now, &hits), n_old = 0;
    struct both *scores =
        arena_array(p->arena, p->leads.count + 1, sizeof *scores);

    if (before != NULL)
        n_old = rank_for(p, before, &old);
    preview->stories = p->leads.count;
    preview->ranked = n_hits;
    preview->list = arena_array(p->arena, n_hits + 1, sizeof *preview->list);
    for (size_t i = 0; i < p->leads.count; i++)
        scores[i] = (struct both){-1, -1};
    for (size_t i = 0; i < n_hits; i++)
        scores[hits[i].article].now = hits[i].score;
    for (size_t i = 0; i < n_old; i++)
        scores[old[i].article].before = old[i].score;
    for (size_t i = 0; i < n_hits && i < PREVIEW_LISTED; i++) {
        struct preview_story *story = &preview->list[preview->count++];

        keep_hit(p, &hits[i], story);
        if (before != NULL)
            story->before = fmax(scores[hits[i].article].before, 0);
    }
    count_moves(p, scores, before != NULL);
    free(hits);
    free(old);
}

bool
relevance_preview(struct store *store, const char *id,
                  const struct audience *now, const struct audience *before,
                  double cut, struct arena *arena, struct preview *preview,
                  struct error *err)
{
    struct previewing p = {.store = store, .arena = arena, .preview = preview};
    bool ok;

    memset(preview, 0, sizeof *preview);
    preview->cut = cut;
    ok = begin_preview(&p, id, err);
    if (ok) {
        add_listed(&p.leads, &now->liked, &p.liked);
        add_listed(&p.leads, &now->disliked, &p.disliked);
        rank_both(&p, now, before);
    }
    free(p.liked.items);
    free(p.disliked.items);
    drop_leads(&p.leads);
    return ok;
}
