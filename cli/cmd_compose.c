/* polyphony compose: texts for reps about articles, without a database. The
 * articles of a call are in order of time: what a rep posts on the first is
 * that rep's history for the next. */
#include "commands.h"

#include "polyphony/compose.h"
#include "polyphony/file.h"
#include "polyphony/guideline.h"
#include "polyphony/mem.h"
#include "polyphony/phrases.h"
#include "polyphony/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INPUT ((size_t)256 << 20)
#define MAX_NETWORKS 16

struct rep {
    struct compose_rep rep;
    struct voice voice;
    const char *networks[MAX_NETWORKS];
    size_t n_networks;
    struct differ_history *history;
};

struct job {
    struct compose *compose;
    struct arena *arena; /* the reps */
    struct rep *reps;
    size_t n_reps;
    char *company;
    struct guideline *rules;
    struct guideline_post post; /* of the article at hand, for the gate */
    struct compose_options options;
    struct buf out;
};

/* ---- reading */

static void
read_networks(struct arena *arena, const struct json *list, struct rep *rep)
{
    for (const struct json *at = json_is_array(list) ? json_first(list) : NULL;
         at != NULL && rep->n_networks < MAX_NETWORKS; at = json_next(at))
        if (json_text(at) != NULL)
            rep->networks[rep->n_networks++] =
                arena_strdup(arena, json_text(at));
}

static bool
read_rep(struct job *job, const struct json *node, struct rep *rep,
         struct error *err)
{
    const struct json *keywords =
        json_get(json_get(node, "audience"), "keywords");
    struct arena *arena = job->arena;

    rep->rep.id = json_get_id(arena, node, "id");
    if (rep->rep.id == NULL)
        return error_set(err, ERROR_INPUT, "a rep without an id");
    rep->rep.name = arena_strdup(arena, json_get_text(node, "name"));
    voice_read(arena, node, &rep->voice);
    rep->rep.role =
        arena_strdup(arena, json_get_text(json_get(node, "audience"), "role"));
    rep->rep.keywords =
        arena_array(arena, json_count(keywords) + 1, sizeof *rep->rep.keywords);
    for (const struct json *at = json_is_array(keywords) ? json_first(keywords)
                                                         : NULL;
         at != NULL; at = json_next(at))
        if (json_text(at) != NULL)
            rep->rep.keywords[rep->rep.n_keywords++] =
                arena_strdup(arena, json_text(at));
    read_networks(arena, json_get(node, "networks"), rep);
    rep->history = differ_history_new();
    return true;
}

static bool
read_reps(struct job *job, const char *path, struct error *err)
{
    struct buf bytes = {.max = MAX_INPUT};
    struct json *doc = NULL;
    bool ok = false;

    if (!file_read(path, &bytes, err))
        goto out;
    if (!json_parse(buf_text(&bytes), bytes.len, &doc, err)) {
        error_wrap(err, "%s", path);
        goto out;
    }
    if (!json_is_array(doc)) {
        error_set(err, ERROR_INPUT, "%s: no list of reps", path);
        goto out;
    }
    job->reps = mem_calloc(json_count(doc) + 1, sizeof *job->reps);
    for (const struct json *at = json_first(doc); at != NULL;
         at = json_next(at)) {
        if (!read_rep(job, at, &job->reps[job->n_reps], err)) {
            error_wrap(err, "%s", path);
            goto out;
        }
        job->reps[job->n_reps].rep.voice = &job->reps[job->n_reps].voice;
        job->n_reps++;
    }
    ok = true;
out:
    json_free(doc);
    buf_deinit(&bytes);
    return ok;
}

static bool
read_rules(struct job *job, const char *path, struct error *err)
{
    struct buf bytes = {.max = MAX_INPUT};
    bool ok;

    if (path == NULL)
        return guideline_load_builtin("starter", &job->rules, err);
    ok = file_read(path, &bytes, err) &&
         (guideline_load(buf_text(&bytes), bytes.len, &job->rules, err) ||
          error_wrap(err, "%s", path));
    buf_deinit(&bytes);
    return ok;
}

/* A text that a rule warns of is not worth a reviewer's time: there are
 * others. */
static bool
passes_rules(void *data, const char *network, const char *text,
             struct differ_text *ready)
{
    struct job *job = data;
    struct guideline_report *report = NULL;
    enum guideline_severity worst;
    bool passes;

    job->post.text = text;
    job->post.own = differ_text_folded(ready);
    job->post.network = network_find(network);
    if (job->post.network == NULL)
        return true;
    guideline_check(job->rules, &job->post, &report);
    passes = !guideline_worst(report, &worst) || worst == GUIDELINE_ADVISE;
    guideline_report_free(report);
    return passes;
}

/* ---- writing */

static void
begin_line(struct json_out *out, const struct rep *rep, const char *article,
           const char *network)
{
    json_open(out, '{');
    json_member(out, "rep", rep->rep.id);
    json_member(out, "article", article);
    json_member(out, "network", network);
}

static void
end_line(struct job *job, struct json_out *out)
{
    json_close(out, '}');
    json_line(out);
    fwrite(buf_text(&job->out), 1, job->out.len, stdout);
    buf_cut(&job->out, 0);
}

static void
put_error(struct job *job, const struct rep *rep, const char *article,
          const char *network, const char *why)
{
    struct json_out out = {.buf = &job->out};

    begin_line(&out, rep, article, network);
    json_member(&out, "error", why);
    end_line(job, &out);
}

static void
put_result(struct job *job, const struct rep *rep, const char *article,
           const char *network, const struct compose_result *result)
{
    struct json_out out = {.buf = &job->out};

    begin_line(&out, rep, article, network);
    json_member(&out, "text", result->text);
    json_member(&out, "angle", result->angle);
    json_member(&out, "opening", result->opening);
    json_put_key(&out, "source");
    json_open(&out, '[');
    for (size_t i = 0; i < result->n_sources; i++) {
        json_open(&out, '{');
        json_member_int(&out, "start", (int64_t)result->sources[i].start);
        json_member_int(&out, "end", (int64_t)result->sources[i].end);
        json_member(&out, "text", result->sources[i].text);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_member(&out, "link", result->link);
    json_member(&out, "structure", result->structure);
    end_line(job, &out);
}

/* ---- composing */

/* One rep on one article: a text for each network, which then are history. */
static void
compose_for(struct job *job, const struct compose_index *index,
            const char *article, struct rep *rep, struct differ_story *story)
{
    struct differ_post posts[MAX_NETWORKS];
    struct arena *arena = arena_new(0);
    size_t n = 0;

    for (size_t i = 0; i < rep->n_networks; i++) {
        struct compose_result result;
        struct error why = {0};

        if (!compose_text(index, &rep->rep, rep->networks[i], story,
                          rep->history, &job->options, arena, &result, &why)) {
            put_error(job, rep, article, rep->networks[i], why.text);
            continue;
        }
        put_result(job, rep, article, rep->networks[i], &result);
        posts[n] = (struct differ_post){
            .rep = rep->rep.id,
            .network = rep->networks[i],
            .text = result.text,
            .angle = result.angle,
            .structure = result.structure,
            .phrases = result.phrases,
            .spans = result.spans,
        };
        differ_story_add(story, &posts[n++]);
    }
    for (size_t i = 0; i < n; i++)
        differ_history_add(rep->history, &posts[i]);
    arena_free(arena);
}

static void
refuse_all(struct job *job, const char *article, const char *why)
{
    for (size_t r = 0; r < job->n_reps; r++)
        for (size_t i = 0; i < job->reps[r].n_networks; i++)
            put_error(job, &job->reps[r], article, job->reps[r].networks[i],
                      why);
}

static void
compose_article(struct job *job, struct arena *arena, const struct json *doc)
{
    const char *id = json_get_id(arena, doc, "id"),
               *company = json_get_text(doc, "company");
    struct compose_article article = {
        .id = id,
        .url = url_resolve(arena, NULL, json_get_text(doc, "url")),
        .title = json_get_text(doc, "title"),
        .text = json_get_text(doc, "text"),
        .excerpt = json_get_text(doc, "excerpt"),
        .author = json_get_text(doc, "author"),
        .site = json_get_text(doc, "site"),
        .language = json_get_text(doc, "language"),
    };
    struct compose_index *index = NULL;
    struct differ_story *story;
    struct error why = {0};

    if (id == NULL)
        id = article.url;
    if (article.url == NULL || article.text == NULL) {
        refuse_all(job, id, "the article has no address or no text");
        return;
    }
    if (!compose_read(job->compose, &article, &index, &why)) {
        refuse_all(job, id, why.text);
        return;
    }
    if (company == NULL)
        company = job->company;
    job->post = (struct guideline_post){
        .article_title = article.title,
        .article_description = article.excerpt,
        .article_url = article.url,
        .corporate = company,
    };
    story = differ_story_new(article.title, article.text, article.excerpt);
    if (company != NULL)
        differ_story_add_company(story, company);
    for (size_t r = 0; r < job->n_reps; r++)
        compose_for(job, index, id, &job->reps[r], story);
    differ_story_free(story);
    compose_index_free(index);
}

static bool
compose_one(struct job *job, const char *bytes, size_t len, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct json *doc = NULL;
    bool ok = json_parse(bytes, len, &doc, err);

    if (ok && !json_is_object(doc))
        ok = error_set(err, ERROR_INPUT, "no article");
    if (ok)
        compose_article(job, arena, doc);
    fflush(stdout);
    json_free(doc);
    arena_free(arena);
    return ok;
}

static bool
compose_lines(struct job *job, const char *path, struct buf *bytes)
{
    size_t cursor = 0, len, number = 0;
    char *line;
    bool ok = true;

    while (file_line(bytes, &cursor, &line, &len)) {
        struct error err = {0};

        number++;
        if (len == 0 || compose_one(job, line, len, &err))
            continue;
        cli_complain("%s: line %zu: %s", path, number, err.text);
        ok = false;
    }
    return ok;
}

static int
run(struct job *job, const char *article, const char *articles)
{
    struct buf bytes = {.max = MAX_INPUT};
    struct error err = {0};
    int status = EXIT_FINE;

    if (!file_read(article != NULL ? article : articles, &bytes, &err)) {
        status = cli_fail(&err);
    } else if (article == NULL) {
        if (!compose_lines(job, articles, &bytes))
            status = EXIT_INPUT;
    } else if (!compose_one(job, buf_text(&bytes), bytes.len, &err)) {
        status = cli_complain("%s: %s", article, err.text);
    }
    buf_deinit(&bytes);
    return status;
}

static bool
read_company(struct job *job, const char *path, struct error *err)
{
    struct buf text = {.max = 1 << 20};
    bool ok = file_read(path, &text, err);

    if (ok)
        job->company = mem_strdup(buf_text(&text));
    buf_deinit(&text);
    return ok;
}

static void
tell(void *data, bool is_fault, const char *line)
{
    (void)data;
    if (is_fault)
        cli_complain("phrases: %s", line);
}

static bool
read_phrases(struct job *job, const char *path, struct error *err)
{
    return phrases_load_file(job->compose, path, tell, NULL) ||
           error_set(err, ERROR_INPUT, "%s: can't be used", path);
}

int
cmd_compose(struct args *args)
{
    const char *article = args_option(args, "--article"),
               *articles = args_option(args, "--articles"),
               *reps = args_option(args, "--reps"),
               *company = args_option(args, "--company"),
               *phrases = args_option(args, "--phrases"),
               *rules = args_option(args, "--rules"),
               *seed = args_option(args, "--seed");
    struct job job = {.arena = arena_new(0)};
    struct error err = {0};
    int status = EXIT_USAGE;

    if (!args_done(args, 0, 0))
        goto out;
    if ((article == NULL) == (articles == NULL) || reps == NULL) {
        cli_complain(reps == NULL ? "compose: --reps is missing"
                                  : "compose: give one of --article and "
                                    "--articles");
        cli_usage(args);
        goto out;
    }
    job.options.gate = passes_rules;
    job.options.gate_data = &job;
    if (seed != NULL)
        job.options.seed = strtoull(seed, NULL, 10);
    if (!compose_new(&job.compose, &err) || !read_rules(&job, rules, &err) ||
        !read_reps(&job, reps, &err) ||
        (company != NULL && !read_company(&job, company, &err)) ||
        (phrases != NULL && !read_phrases(&job, phrases, &err)))
        status = cli_fail(&err);
    else
        status = run(&job, article, articles);
out:
    for (size_t i = 0; i < job.n_reps; i++)
        differ_history_free(job.reps[i].history);
    free(job.reps);
    free(job.company);
    guideline_free(job.rules);
    buf_deinit(&job.out);
    compose_free(job.compose);
    arena_free(job.arena);
    return cli_finish(status);
}
