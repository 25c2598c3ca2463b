/* Texts on one story that are written one after the other enter the queue
 * together. What they must not echo is loaded once a story and grows with
 * each text that is put, so that the next one is written away from it.
 *
 * The bound holds all the same: the transaction that stores them asks whether
 * anybody else has written anything since the loading. If so, all is loaded
 * and compared again before a row is written. */
#include "queue_write.h"

#include "polyphony/likeness.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"

#include <stdlib.h>
#include <string.h>

struct item {
    struct queue_new new;
    struct differ_text *text;
    struct guideline_report *report;
};

/* What was asked about lately: the text that is put is one of these. */
#define ASKED 4
struct asked {
    char *text;
    const struct network *network;
    struct differ_text *ready;
    struct guideline_report *report; /* NULL: a free place */
};

static void
forget(struct asked *asked)
{
    free(asked->text);
    differ_text_free(asked->ready);
    guideline_report_free(asked->report);
    *asked = (struct asked){0};
}

struct queue_batch {
    struct queue *queue;
    int64_t story;   /* 0: none */
    int64_t version; /* db_version() before the loading */
    struct differ_story *differ;
    int64_t article;            /* 0: not loaded */
    struct guideline_post post; /* what the rules look at beside the text */
    struct arena *arena;        /* of that */
    struct likeness_text *folded;
    struct asked asked[ASKED];
    size_t next_asked;
    struct item items[QUEUE_BATCH];
    size_t count;
};

struct queue_batch *
queue_batch_new(struct queue *queue)
{
    struct queue_batch *batch = mem_calloc(1, sizeof *batch);

    batch->queue = queue;
    batch->arena = arena_new(0);
    return batch;
}

static void
drop_article(struct queue_batch *batch)
{
    for (size_t i = 0; i < ASKED; i++)
        forget(&batch->asked[i]);
    likeness_free(batch->folded);
    batch->folded = NULL;
    batch->article = 0;
    arena_reset(batch->arena);
}

static void
drop_items(struct queue_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        differ_text_free(batch->items[i].text);
        guideline_report_free(batch->items[i].report);
    }
    batch->count = 0;
}

void
queue_batch_free(struct queue_batch *batch)
{
    if (batch == NULL)
        return;
    drop_items(batch);
    drop_article(batch);
    arena_free(batch->arena);
    differ_story_free(batch->differ);
    free(batch);
}

static bool
load(struct queue_batch *batch, int64_t story, struct error *err)
{
    struct store *store = batch->queue->store;

    drop_items(batch);
    drop_article(batch);
    differ_story_free(batch->differ);
    batch->differ = NULL;
    batch->story = 0;
    if (!db_version(store->db, &batch->version, err) ||
        !queue_load_story(store, story, batch->queue->now, &batch->differ, err))
        return false;
    batch->story = story;
    return true;
}

bool
queue_batch_open(struct queue_batch *batch, int64_t story, struct error *err)
{
    return batch->story == story || load(batch, story, err);
}

const struct differ_story *
queue_batch_differ(const struct queue_batch *batch)
{
    return batch->differ;
}

void
queue_batch_avoid(struct queue_batch *batch, const struct differ_post *post)
{
    differ_story_add(batch->differ, post);
}

size_t
queue_batch_count(const struct queue_batch *batch)
{
    return batch->count;
}

/* As check_again() would find it in the transaction: where anybody has
 * written since, that one decides. */
static bool
load_article(struct queue_batch *batch, int64_t article, struct error *err)
{
    struct buf folded = {.max = (size_t)1 << 20};

    if (batch->article == article)
        return true;
    drop_article(batch);
    if (!queue_load_post(batch->queue->store, article, batch->arena,
                         &batch->post, err))
        return false;
    buf_add(&folded, batch->post.article_title);
    buf_add(&folded, "\n\n");
    buf_add(&folded, batch->post.article_description);
    batch->folded = likeness_new(buf_text(&folded));
    buf_deinit(&folded);
    batch->post.article = batch->folded;
    batch->article = article;
    return true;
}

static struct asked *
find_asked(struct queue_batch *batch, const struct network *network,
           const char *text)
{
    for (size_t i = 0; i < ASKED; i++) {
        struct asked *asked = &batch->asked[i];

        if (asked->report != NULL && asked->network == network &&
            strcmp(asked->text, text) == 0)
            return asked;
    }
    return NULL;
}

static bool
ask(struct queue_batch *batch, int64_t article, const char *network,
    const char *text, struct differ_text *ready, struct asked **asked,
    struct error *err)
{
    const struct network *known = network_find(network);

    if (known == NULL)
        return error_set(err, ERROR_INPUT, "%s: no such network", network);
    if (!load_article(batch, article, err))
        return false;
    *asked = find_asked(batch, known, text);
    if (*asked != NULL)
        return true;
    *asked = &batch->asked[batch->next_asked];
    batch->next_asked = (batch->next_asked + 1) % ASKED;
    forget(*asked);
    (*asked)->text = mem_strdup(text);
    (*asked)->network = known;
    (*asked)->ready =
        ready != NULL ? differ_text_share(ready) : differ_text_new(text);
    batch->post.text = text;
    batch->post.own = differ_text_folded((*asked)->ready);
    batch->post.network = known;
    guideline_check(batch->queue->pack, &batch->post, &(*asked)->report);
    return true;
}

bool
queue_batch_check(struct queue_batch *batch, int64_t article,
                  const char *network, const char *text,
                  struct differ_text *ready,
                  const struct guideline_report **report, struct error *err)
{
    struct asked *asked;

    if (!ask(batch, article, network, text, ready, &asked, err))
        return false;
    *report = asked->report;
    return true;
}

static void
take(struct differ_story *differ, const struct item *item)
{
    const struct queue_new *new = &item->new;
    struct differ_post post = {.rep = new->rep->id,
                               .network = new->network,
                               .angle = new->angle,
                               .structure = new->structure,
                               .phrases = new->phrases,
                               .spans = new->spans,
                               .name = new->rep->name};

    differ_story_take(differ, &post, item->text);
}

static bool
passes(const struct queue_batch *batch, const struct queue_new *new,
       const struct differ_history *history, const struct asked *asked,
       struct error *err)
{
    enum guideline_severity worst;

    if (!differ_check_text(batch->differ, history, new->rep->id, asked->ready,
                           err))
        return false;
    return !guideline_worst(asked->report, &worst) ||
           worst != GUIDELINE_BLOCK ||
           error_set(err, ERROR_CONFLICT, "a rule blocks it");
}

bool
queue_batch_put(struct queue_batch *batch, const struct queue_new *new,
                const struct differ_history *history, struct error *err)
{
    struct item *item = &batch->items[batch->count];
    struct asked *asked;

    if (batch->count == QUEUE_BATCH)
        return error_set(err, ERROR_LIMIT, "the batch is full");
    if (!ask(batch, new->article, new->network, new->text, NULL, &asked, err) ||
        !passes(batch, new, history, asked, err))
        return false;
    *item = (struct item){
        .new = *new, .text = asked->ready, .report = asked->report};
    asked->ready = NULL;
    asked->report = NULL;
    forget(asked);
    take(batch->differ, item);
    batch->count++;
    return true;
}

struct storing {
    struct queue_batch *batch;
    struct differ_story *fresh; /* NULL: nobody wrote since */
    int64_t version;
    size_t stored;
    bool failed;
    struct error why;
};

/* Somebody wrote since: the text against all that there is now. */
static bool
check_again(struct storing *storing, struct item *item, struct error *err)
{
    struct queue *queue = storing->batch->queue;
    const char *rep = item->new.rep->id;
    struct differ_history *history = NULL;
    bool ok = queue_load_history(queue->store, rep, 0, &history, err) &&
              differ_check_text(storing->fresh, history, rep, item->text, err);

    differ_history_free(history);
    guideline_report_free(item->report);
    item->report = NULL;
    return ok && queue_check_new(queue, &item->new, &item->report, err);
}

/* The items in order, until one fails that has written nothing. */
static bool
run_store(void *context, struct error *err)
{
    struct storing *storing = context;
    struct queue_batch *batch = storing->batch;
    struct store *store = batch->queue->store;

    differ_story_free(storing->fresh);
    *storing = (struct storing){.batch = batch};
    if (!db_version(store->db, &storing->version, err) ||
        (storing->version != batch->version &&
         !queue_load_story(store, batch->story, batch->queue->now,
                           &storing->fresh, err)))
        return false;
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        struct error *why = &storing->why;
        bool wrote = false;
        int64_t id;

        if ((storing->fresh != NULL && !check_again(storing, item, why)) ||
            !queue_insert(batch->queue, &item->new, item->report, &id, &wrote,
                          why)) {
            if (!wrote && why->kind != ERROR_STORE && why->kind != ERROR_IO) {
                storing->failed = true;
                return true;
            }
            if (err != NULL)
                *err = *why;
            return false;
        }
        if (storing->fresh != NULL)
            take(storing->fresh, item);
        storing->stored++;
    }
    return true;
}

bool
queue_batch_store(struct queue_batch *batch, size_t *stored, struct error *err)
{
    struct storing storing = {.batch = batch};
    struct error why;
    bool ok =
        db_transaction(batch->queue->store->db, run_store, &storing, &why);

    *stored = ok ? storing.stored : 0;
    if (ok && !storing.failed) {
        if (storing.fresh != NULL) {
            differ_story_free(batch->differ);
            batch->differ = storing.fresh;
            batch->version = storing.version;
        }
        drop_items(batch);
        return true;
    }
    differ_story_free(storing.fresh);
    if (!ok)
        storing.why = why;
    /* What was put and not stored stands against nobody. */
    if (!load(batch, batch->story, &why)) {
        storing.why = why;
        storing.why.kind = ERROR_STORE;
    }
    if (err != NULL)
        *err = storing.why;
    return false;
}
