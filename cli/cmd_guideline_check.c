/* polyphony guideline check: what a text breaks on a network, and how to mend
 * it. One text in, or JSON Lines in and out. */
#include "commands.h"

#include "polyphony/file.h"
#include "polyphony/guideline.h"
#include "polyphony/json.h"
#include "polyphony/lines.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT ((size_t)64 << 20)
#define MAX_LINE ((size_t)16 << 20)

static void
put_entities(struct json_out *out, const struct guideline_report *report,
             const char *text)
{
    static const char *const names[] = {"urls", "hashtags", "mentions",
                                        "cashtags"};

    json_put_key(out, "entities");
    json_open(out, '{');
    for (int kind = 0; kind < ENTITY_KINDS; kind++) {
        const char *p = text, *end = text + strlen(text);
        size_t at = 0;

        json_put_key(out, names[kind]);
        json_open(out, '[');
        for (size_t i = 0; i < report->n_entities; i++) {
            const struct entity *entity = &report->entities[i];
            const char *start;
            char *slice;

            if ((int)entity->kind != kind)
                continue;
            p += utf8_offset(p, (size_t)(end - p), entity->start - at);
            start = p;
            p += utf8_offset(p, (size_t)(end - p), entity->end - entity->start);
            at = entity->end;
            slice = mem_strndup(start, (size_t)(p - start));
            json_open(out, '{');
            json_member_int(out, "start", (int64_t)entity->start);
            json_member_int(out, "end", (int64_t)entity->end);
            json_member(out, "text", slice);
            json_close(out, '}');
            free(slice);
        }
        json_close(out, ']');
    }
    json_close(out, '}');
}

static void
put_mends(struct json_out *out, const struct guideline_finding *finding)
{
    json_put_key(out, "mends");
    json_open(out, '[');
    for (size_t i = 0; i < finding->n_mends; i++) {
        json_open(out, '{');
        json_member_int(out, "start", (int64_t)finding->mends[i].start);
        json_member_int(out, "end", (int64_t)finding->mends[i].end);
        json_member(out, "replacement", finding->mends[i].replacement);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_findings(struct json_out *out, const struct guideline_report *report)
{
    json_put_key(out, "findings");
    json_open(out, '[');
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *finding = &report->findings[i];

        json_open(out, '{');
        json_member(out, "rule", finding->rule);
        json_member(out, "severity",
                    guideline_severity_name(finding->severity));
        json_member_int(out, "start", (int64_t)finding->start);
        json_member_int(out, "end", (int64_t)finding->end);
        json_member(out, "message", finding->message);
        json_member(out, "why", finding->why);
        json_member(out, "fix", finding->fix);
        if (finding->n_mends > 0)
            put_mends(out, finding);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* An id comes back as it was given: text, or a whole number. */
static void
put_id(struct json_out *out, const struct json *id)
{
    double number;

    json_put_key(out, "id");
    if (json_text(id) != NULL)
        json_put_text(out, json_text(id));
    else if (json_number(id, &number) && number >= -9e15 && number <= 9e15 &&
             number == (double)(int64_t)number)
        json_put_int(out, (int64_t)number);
    else
        json_put_null(out);
}

static void
answer(const struct guideline *pack, const struct guideline_post *post,
       const struct json *id, struct buf *line)
{
    struct json_out out = {.buf = line};
    struct guideline_report *report;

    guideline_check(pack, post, &report);
    json_open(&out, '{');
    put_id(&out, id);
    json_member(&out, "network", post->network->name);
    json_member_int(&out, "length", (int64_t)report->measure.length);
    json_put_key(&out, "limit");
    if (report->measure.limit > 0)
        json_put_int(&out, (int64_t)report->measure.limit);
    else
        json_put_null(&out);
    json_member_bool(&out, "valid", report->measure.valid);
    json_member_int(&out, "fits", (int64_t)report->measure.fits);
    put_findings(&out, report);
    put_entities(&out, report, post->text);
    json_close(&out, '}');
    json_line(&out);
    guideline_report_free(report);
}

static void
print_line(struct buf *line)
{
    fwrite(buf_text(line), 1, line->len, stdout);
    fflush(stdout);
    buf_cut(line, 0);
}

static void
answer_object(const struct guideline *pack, const struct network *network,
              const struct json *doc, struct buf *line)
{
    const struct json *article = json_get(doc, "article");
    const struct json *history = json_get(doc, "history");
    const char **earlier = mem_calloc(json_count(history) + 1, sizeof *earlier);
    struct guideline_post post = {
        .text = json_get_text(doc, "text"),
        .network = network,
        .article_title = json_get_text(article, "title"),
        .article_description = json_get_text(article, "description"),
        .article_url = json_get_text(article, "url"),
        .corporate = json_get_text(doc, "corporate"),
        .history = earlier,
    };

    for (const struct json *item = json_is_array(history) ? json_first(history)
                                                          : NULL;
         item != NULL; item = json_next(item)) {
        if (json_text(item) != NULL)
            earlier[post.n_history++] = json_text(item);
    }
    answer(pack, &post, json_get(doc, "id"), line);
    free((void *)earlier);
}

/* One line in, one line out; false where the line was unusable. */
static bool
answer_line(const struct guideline *pack, const struct network *network,
            const struct line *given, struct buf *line)
{
    struct json_out out = {.buf = line};
    struct json *doc = NULL;
    struct error err = {0};
    bool ok = given->is_cut
                  ? error_set(&err, ERROR_LIMIT, "the line is over %zu MiB",
                              MAX_LINE >> 20)
                  : json_parse(given->text, given->len, &doc, &err);

    if (ok && json_get_text(doc, "text") == NULL)
        ok = error_set(&err, ERROR_INPUT, "no object with a text");
    if (ok) {
        answer_object(pack, network, doc, line);
    } else {
        json_open(&out, '{');
        json_put_key(&out, "id");
        json_put_null(&out);
        json_member(&out, "error", err.text);
        json_close(&out, '}');
        json_line(&out);
    }
    json_free(doc);
    return ok;
}

static int
check_lines(const struct guideline *pack, const struct network *network,
            const char *path)
{
    struct error err;
    struct lines *lines = lines_open(path, MAX_LINE, &err);
    struct buf answer = {0};
    struct line line;
    int status = EXIT_FINE;

    if (lines == NULL)
        return cli_fail(&err);
    while (lines_next(lines, &line, &err)) {
        if (!answer_line(pack, network, &line, &answer))
            status = cli_complain("%s: line %zu: unusable", path, line.number);
        print_line(&answer);
    }
    if (err.kind != ERROR_NONE)
        status = cli_fail(&err);
    lines_close(lines);
    buf_deinit(&answer);
    return cli_finish(status);
}

/* A file's last newline is the file's and not the post's. */
static int
check_file(const struct guideline *pack, const struct network *network,
           const char *path)
{
    struct buf bytes = {.max = MAX_TEXT}, text = {0}, line = {0};
    struct guideline_post post = {.network = network};
    struct error err;

    if (!file_read(path, &bytes, &err)) {
        buf_deinit(&bytes);
        return cli_fail(&err);
    }
    if (bytes.len > 0 && bytes.data[bytes.len - 1] == '\n')
        buf_cut(&bytes, bytes.len - 1);
    if (bytes.len > 0 && bytes.data[bytes.len - 1] == '\r')
        buf_cut(&bytes, bytes.len - 1);
    utf8_mend(&text, buf_text(&bytes), bytes.len);
    post.text = buf_text(&text);
    answer(pack, &post, NULL, &line);
    print_line(&line);
    buf_deinit(&bytes);
    buf_deinit(&text);
    buf_deinit(&line);
    return cli_finish(EXIT_FINE);
}

static bool
load_pack(const char *path, struct guideline **pack, struct error *err)
{
    struct buf json = {.max = MAX_TEXT};
    bool ok;

    if (path == NULL)
        return guideline_load_builtin("starter", pack, err);
    ok = file_read(path, &json, err);
    if (ok) {
        ok = guideline_load(buf_text(&json), json.len, pack, err);
        if (!ok)
            error_wrap(err, "%s", path);
    }
    buf_deinit(&json);
    return ok;
}

int
cmd_guideline_check(struct args *args)
{
    const char *name = args_option(args, "--network");
    const char *rules = args_option(args, "--rules");
    bool lines = args_flag(args, "--jsonl");
    const struct network *network;
    struct guideline *pack;
    struct error err;
    const char *path;
    int status;

    if (!args_done(args, 0, 1))
        return EXIT_USAGE;
    if (name == NULL) {
        cli_complain("guideline check: --network is missing");
        return cli_usage(args);
    }
    network = network_find(name);
    if (network == NULL) {
        cli_complain("%s: no such network; there are linkedin, x, facebook, "
                     "mastodon, bluesky, threads, instagram and other",
                     name);
        return EXIT_USAGE;
    }
    if (!load_pack(rules, &pack, &err))
        return cli_fail(&err);
    path = args->count > 0 ? args->items[0] : "-";
    status = lines ? check_lines(pack, network, path)
                   : check_file(pack, network, path);
    guideline_free(pack);
    return status;
}
