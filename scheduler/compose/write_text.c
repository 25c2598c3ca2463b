/* One text for a line of the plan: the article taken apart, the rep's voice
 * and history, a model or the grammar, the rules; put to the story's texts
 * that wait to be stored. */
#include "write_inner.h"

#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"
#include "polyphony/why.h"
#include "polyphony/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 3     /* texts tried for one network */
#define MAX_SILENCES 2 /* then the model is not asked any more */
#define CHOOSE_ANOTHER                                                         \
    "it is too close to another post or against a rule; take another "         \
    "sentence, and begin with other words"
#define POST_LENGTH 600  /* characters asked of a model at most */
#define LINK_AND_TAGS 80 /* characters that are left for those */

/* --- the story at hand
 * ---------------------------------------------------------- */

void
write_put_down(struct at_hand *it)
{
    compose_index_free(it->index);
    free(it->key);
    free(it->title);
    free(it->url);
    free(it->text);
    memset(it, 0, sizeof *it);
}

bool
write_take_up(struct writing *writing, int64_t story, struct error *err)
{
    struct at_hand *it = &writing->at_hand;
    struct db_stmt *q;
    struct error why;

    if (!queue_batch_open(writing->batch, story, err))
        return false;
    if (it->story == story)
        return true;
    write_put_down(it);
    q = db_query(
        writing->scheduler->store->db, err,
        "SELECT s.key, a.id, a.title, a.summary, a.url, a.text, "
        "a.author, a.site, a.language FROM story AS s JOIN article AS a "
        "ON a.id = s.lead WHERE s.id = $1",
        "i", story);
    if (db_next(q)) {
        struct compose_article article = {.id = db_text(q, 0),
                                          .url = db_text(q, 4),
                                          .title = db_text(q, 2),
                                          .text = db_text(q, 5),
                                          .excerpt = db_text(q, 3),
                                          .author = db_text(q, 6),
                                          .site = db_text(q, 7),
                                          .language = db_text(q, 8)};

        it->story = story;
        it->key = mem_strdup(db_text(q, 0));
        it->article = db_int(q, 1);
        it->title = mem_strdup(db_text(q, 2));
        it->url = mem_strdup(db_text(q, 4));
        it->text = mem_strdup(db_text(q, 5));
        if (!compose_read(writing->scheduler->compose, &article, &it->index,
                          &why))
            snprintf(it->why_not, sizeof it->why_not, "%.190s", why.text);
    }
    return db_done(q, err);
}

/* --- one text
 * ------------------------------------------------------------------- */

struct gate {
    struct writing *writing;
    const struct voice *voice;
    bool strict;      /* warnings are not taken either */
    char failed[300]; /* what the last text broke, for a model to mend */
};

/* A word that the rep takes out whenever we put it in. */
static bool
has_avoided_word(struct gate *gate, const char *text)
{
    const struct voice_list *avoided = &gate->voice->avoided;

    for (size_t i = 0; i < avoided->count; i++) {
        if (strcasestr(text, avoided->items[i]) == NULL)
            continue;
        snprintf(gate->failed, sizeof gate->failed,
                 "it says \"%.60s\", a word that the person takes out",
                 avoided->items[i]);
        return true;
    }
    return false;
}

/* The gravest finding, in the rule's words. */
static void
note_rule(struct gate *gate, const struct guideline_report *report,
          enum guideline_severity worst)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *finding = &report->findings[i];

        if (finding->severity != worst)
            continue;
        snprintf(gate->failed, sizeof gate->failed,
                 "it breaks a rule of the company: %.120s. %.120s",
                 finding->message, finding->fix);
        return;
    }
}

/* What a text must not echo is the composer's own care (differ.h), and the
 * queue's again; measuring it here for each draft would be most of the work. */
static bool
passes_rules(void *data, const char *network, const char *text,
             struct differ_text *ready)
{
    struct gate *gate = data;
    struct writing *writing = gate->writing;
    struct scheduler_times *took = &writing->scheduler->took;
    int64_t began = clock_cpu_ns();
    const struct guideline_report *report;
    enum guideline_severity worst;
    struct error why;
    bool ok;

    if (gate->strict && has_avoided_word(gate, text))
        return false;
    if (!queue_batch_check(writing->batch, writing->at_hand.article, network,
                           text, ready, &report, &why))
        return false;
    ok = !guideline_worst(report, &worst) || worst == GUIDELINE_ADVISE ||
         (worst == GUIDELINE_WARN && !gate->strict);
    if (!ok)
        note_rule(gate, report, worst);
    took->check_ns += clock_cpu_ns() - began;
    return ok;
}

static char *
sources_json(const struct compose_result *result)
{
    struct buf text = {.max = 65536};
    struct json_out out = {.buf = &text};

    json_open(&out, '[');
    for (size_t i = 0; i < result->n_sources; i++) {
        json_open(&out, '{');
        json_member_int(&out, "start", (int64_t)result->sources[i].start);
        json_member_int(&out, "end", (int64_t)result->sources[i].end);
        json_member(&out, "text", result->sources[i].text);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    return buf_take(&text);
}

/* Two JSON lists in one; the first may be NULL. */
static const char *
join_lists(struct arena *arena, const char *one, const char *two)
{
    if (one == NULL || strcmp(one, "[]") == 0)
        return arena_strdup(arena, two);
    if (strcmp(two, "[]") == 0)
        return arena_strdup(arena, one);
    return arena_printf(arena, "%.*s,%s", (int)strlen(one) - 1, one, two + 1);
}

/* The ranking's terms that the rep can find, and the reasons in words. */
static bool
load_why(struct writing *writing, const struct rep *rep, struct queue_new *new,
         struct error *err)
{
    struct db_stmt *q =
        db_query(writing->scheduler->store->db, err,
                 "SELECT v.why, v.reasons, v.score, (SELECT p.reason FROM plan "
                 "AS p WHERE p.day = $3 AND p.rep = $4 AND p.story = $2) "
                 "FROM relevance AS v WHERE v.audience = $1 AND v.story = $2",
                 "titt", rep->audience_id, new->story, new->day, rep->id);
    struct why_case it = {.ranked = "[]",
                          .audience = &rep->audience,
                          .title = writing->at_hand.title,
                          .url = writing->at_hand.url,
                          .article = writing->at_hand.text,
                          .text = new->text,
                          .source = new->source};
    struct buf why = {.max = 65536};

    new->reasons = "[]";
    if (db_next(q)) {
        new->score = db_real(q, 2); /* as ranked, whatever a pin added */
        it.ranked = arena_strdup(writing->arena, db_text(q, 0));
        new->reasons = join_lists(writing->arena, db_text(q, 3), db_text(q, 1));
    }
    why_visible(&it, &why);
    new->why = arena_strdup(writing->arena, buf_text(&why));
    buf_deinit(&why);
    return db_done(q, err);
}

struct draft {
    const struct rep *rep;
    const struct todo *todo;
    struct compose_rep voice;
    struct differ_history *history;
};

/* Puts it to those that wait to be stored, or stores it. */
static bool
put_text(struct writing *writing, const struct queue_new *new,
         const struct differ_history *history, struct error *err)
{
    struct scheduler_times *took = &writing->scheduler->took;
    int64_t began = clock_cpu_ns();
    size_t stored;
    bool ok =
        queue_batch_put(writing->batch, new, history, err) &&
        (!writing->at_once || queue_batch_store(writing->batch, &stored, err));

    took->store_ns += clock_cpu_ns() - began;
    return ok;
}

static bool
store_text(struct writing *writing, const struct draft *draft,
           const char *network, const struct compose_result *result,
           const char *writer, struct error *err)
{
    const struct scheduler *scheduler = writing->scheduler;
    struct queue_new new = {.rep = draft->rep,
                            .story = draft->todo->story,
                            .article = writing->at_hand.article,
                            .story_key = writing->at_hand.key,
                            .network = network,
                            .text = result->text,
                            .link = result->link,
                            .angle = result->angle,
                            .opening = result->opening,
                            .structure = result->structure,
                            .phrases =
                                result->phrases != NULL ? result->phrases : "",
                            .spans = result->spans != NULL ? result->spans : "",
                            .writer = writer,
                            .day = scheduler->day,
                            .score = draft->todo->score,
                            .replaces = draft->todo->replaces};
    char *source = sources_json(result);

    new.source = arena_strdup(writing->arena, source);
    free(source);
    if (new.replaces != 0) {
        new.key = draft->todo->key;
        new.day = NULL;
    } else
        new.key = arena_printf(writing->arena, "%s/%s/%s/%s", scheduler->day,
                               draft->rep->id, writing->at_hand.key, network);
    return load_why(writing, draft->rep, &new, err) &&
           put_text(writing, &new, draft->history, err);
}

bool
write_is_fatal(const struct error *why)
{
    return why->kind == ERROR_STORE || why->kind == ERROR_IO;
}

/* --- a model's texts
 * ------------------------------------------------------------ */

/* Asks once; ERROR_LIMIT and ERROR_IO are the server's own failures. */
static bool
ask_model(struct writing *writing, const struct writer_ask *ask,
          const char **body, struct error *why)
{
    struct buf request = {0}, answer = {0};
    bool ok;

    writer_prompt(ask, &request);
    ok = model_ask(writing->model, &request, &answer, why);
    writing->silences = ok ? 0 : writing->silences + 1;
    ok = ok &&
         writer_read(buf_text(&answer), answer.len, writing->arena, body, why);
    buf_deinit(&request);
    buf_deinit(&answer);
    return ok;
}

static size_t
characters_for(const char *network)
{
    size_t limit = network_limit(network_find(network));

    if (limit == 0 || limit > POST_LENGTH)
        return POST_LENGTH;
    return limit > 2 * LINK_AND_TAGS ? limit - LINK_AND_TAGS : limit / 2;
}

/* An answer that passes all checks and is stored. */
static bool
take_model_text(struct writing *writing, const struct draft *draft,
                const char *network, const char *body, struct error *why)
{
    struct gate gate = {
        .writing = writing, .voice = draft->voice.voice, .strict = true};
    struct compose_options options = {.gate = passes_rules, .gate_data = &gate};
    struct compose_result result;

    if (!compose_adopt(writing->at_hand.index, &draft->voice, network, body,
                       queue_batch_differ(writing->batch), draft->history,
                       &options, writing->arena, &result, why))
        return gate.failed[0] != '\0'
                   ? error_set(why, ERROR_INPUT, "%s", gate.failed)
                   : false;
    return store_text(
        writing, draft, network, &result,
        arena_printf(writing->arena, "model %s", model_name(writing->model)),
        why);
}

/* Three tries, the later ones told what was wrong; false: the grammar's turn,
 * unless `why` is fatal. */
static bool
try_model(struct writing *writing, const struct draft *draft,
          const char *network, struct error *why)
{
    struct compose_source evidence[WRITER_EVIDENCE];
    const struct compose_index *index = writing->at_hand.index;
    struct error failed = {0};
    struct writer_ask ask = {
        .model = model_name(writing->model),
        .language = compose_index_language(index),
        .max_characters = characters_for(network),
        .audience = &draft->rep->audience,
        .voice = draft->voice.voice,
        .evidence = evidence,
        .n_evidence = compose_offer(
            index, &draft->voice, network, queue_batch_differ(writing->batch),
            draft->history, writing->arena, evidence, WRITER_EVIDENCE)};

    for (int i = 0; ask.n_evidence > 0 && i < WRITER_TRIES; i++) {
        const char *body = NULL;
        unsigned silences = writing->silences;

        *why = (struct error){0};
        if (ask_model(writing, &ask, &body, why) &&
            take_model_text(writing, draft, network, body, why))
            return true;
        if (body != NULL && write_is_fatal(why))
            return false;
        log_event(LOG_WARNING, "writer", "%s, story %s, %s: %s", draft->rep->id,
                  writing->at_hand.key, ask.model, why->text);
        if (writing->silences > silences)
            break;
        failed = *why;
        if (failed.kind == ERROR_CONFLICT) /* names colleagues */
            error_set(&failed, ERROR_CONFLICT, CHOOSE_ANOTHER);
        ask.failed = failed.text;
        ask.last = body;
    }
    if (writing->silences >= MAX_SILENCES)
        log_event(LOG_WARNING, "writer",
                  "%s gives no answers; the grammar writes the rest",
                  ask.model);
    *why = (struct error){0};
    return false;
}

/* compose_text(), its time put down without that of the rules. */
static bool
compose_timed(struct writing *writing, const struct draft *draft,
              const char *network, const struct compose_options *options,
              struct compose_result *result, struct error *why)
{
    struct scheduler_times *took = &writing->scheduler->took;
    int64_t began = clock_cpu_ns() - took->check_ns;
    bool ok = compose_text(writing->at_hand.index, &draft->voice, network,
                           queue_batch_differ(writing->batch), draft->history,
                           options, writing->arena, result, why);

    took->compose_ns += clock_cpu_ns() - began - took->check_ns;
    return ok;
}

/* Texts for one network until one is stored. */
static bool
try_network(struct writing *writing, const struct draft *draft,
            const char *network, struct error *why)
{
    if (writing->model != NULL && writing->silences < MAX_SILENCES &&
        voice_writes(draft->voice.voice,
                     compose_index_language(writing->at_hand.index))) {
        if (try_model(writing, draft, network, why))
            return true;
        if (write_is_fatal(why))
            return false;
    }
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct gate gate = {.writing = writing,
                            .voice = draft->voice.voice,
                            .strict = attempt + 1 < ATTEMPTS};
        struct compose_options options = {
            .attempt = attempt, .gate = passes_rules, .gate_data = &gate};
        struct compose_result result;

        if (compose_timed(writing, draft, network, &options, &result, why) &&
            store_text(writing, draft, network, &result, "grammar", why))
            return true;
        /* Where there is no slot, other words find none. */
        if (write_is_fatal(why) || why->kind == ERROR_LIMIT)
            return false;
    }
    return false;
}

/* The rep's networks take turns, so that none is left out. */
static bool
first_network(struct writing *writing, const struct rep *rep, size_t *at,
              struct error *err)
{
    int64_t posts;

    if (!db_number(writing->scheduler->store->db, err, &posts, 0,
                   "SELECT count(*) FROM suggestion WHERE rep = $1", "t",
                   rep->id))
        return false;
    *at = (size_t)posts % rep->n_networks;
    return true;
}

/* The voice as the rep gave it, and what was learned since. */
static bool
load_voice(struct writing *writing, const struct rep *rep,
           const struct json *doc, struct voice *voice, struct error *err)
{
    const char *company =
        config_text(writing->scheduler->config, "company.name");
    struct rep_line *lines;
    size_t count;

    voice_read(writing->arena, doc, voice);
    if (voice->company == NULL && company[0] != '\0')
        voice->company = arena_strdup(writing->arena, company);
    if (!reps_voice_lines(writing->scheduler->store, rep->id, writing->arena,
                          &lines, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct json *json = NULL;

        if (json_parse(lines[i].json, strlen(lines[i].json), &json, NULL))
            voice_apply(writing->arena, lines[i].line, json, voice);
        json_free(json);
    }
    return true;
}

bool
write_text(struct writing *writing, const struct rep *rep,
           const struct todo *todo, struct error *why)
{
    struct draft draft = {.rep = rep, .todo = todo};
    struct json *doc = NULL;
    struct voice voice;
    size_t first = 0;
    bool ok = false;

    if (!json_parse(rep->json, strlen(rep->json), &doc, why) ||
        !load_voice(writing, rep, doc, &voice, why) ||
        !first_network(writing, rep, &first, why) ||
        !queue_load_history(writing->scheduler->store, rep->id, todo->replaces,
                            &draft.history, why))
        goto out;
    draft.voice.id = rep->id;
    draft.voice.name = rep->name;
    draft.voice.role = rep->audience.role;
    draft.voice.keywords = (const char **)rep->audience.keywords.items;
    draft.voice.n_keywords = rep->audience.keywords.count;
    draft.voice.voice = &voice;
    if (todo->replaces != 0)
        ok = try_network(writing, &draft, todo->network, why);
    for (size_t i = 0; !ok && todo->replaces == 0 && i < rep->n_networks; i++) {
        ok = try_network(writing, &draft,
                         rep->networks[(first + i) % rep->n_networks], why);
        if (!ok && write_is_fatal(why))
            break;
    }
out:
    differ_history_free(draft.history);
    json_free(doc);
    return ok;
}
