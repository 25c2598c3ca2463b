/* Reads STORIES.jsonl and REPS.jsonl for `polyphony assign`. A line that is
 * unusable is named on stderr and does no harm to the others; candidates of a
 * line that are unusable are named together. Usual lines of reps are read by
 * assign_plain.c, all others as trees here. */
#include "assign_read.h"
#include "cli.h"
#include "polyphony/json.h"
#include "polyphony/lines.h"
#include "polyphony/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SHOWN 200 /* bytes of an id in a complaint */

void
assign_input_init(struct assign_input *input)
{
    *input = (struct assign_input){.arena = arena_new(0)};
}

void
assign_input_deinit(struct assign_input *input)
{
    id_deinit(&input->stories);
    id_deinit(&input->sources);
    id_deinit(&input->reps);
    free(input->story);
    free(input->rep);
    free(input->candidate);
    free(input->answers);
    arena_free(input->arena);
}

static void
complain(struct assign_input *input, const char *path, size_t number,
         const char *why)
{
    cli_complain("%s:%zu: %s", path, number, why);
    input->complained = true;
}

static bool
is_blank(const struct line *line)
{
    for (size_t i = 0; i < line->len; i++)
        if (strchr(" \t\r", line->text[i]) == NULL || line->text[i] == '\0')
            return false;
    return true;
}

/* A line as a tree; NULL with the reason in `err`. */
static struct json *
parse(const struct line *line, struct error *err)
{
    struct json *doc;

    if (line->is_cut) {
        error_set(err, ERROR_LIMIT, "line longer than %zu MiB",
                  JSON_MAX_BYTES >> 20);
        return NULL;
    }
    if (!json_parse(line->text, line->len, &doc, err))
        return NULL;
    if (!json_is_object(doc)) {
        error_set(err, ERROR_INPUT, "no JSON object");
        json_free(doc);
        return NULL;
    }
    return doc;
}

/* NAN: absent or null; -1: no whole number from 0 on. */
static double
whole(const struct json *object, const char *key)
{
    const struct json *member = json_get(object, key);
    double value;

    if (json_is_null(member))
        return NAN;
    if (!json_number(member, &value) || value < 0 || value != floor(value))
        return -1;
    return value;
}

static uint32_t
to_count(double whole_number)
{
    return whole_number < UINT32_MAX ? (uint32_t)whole_number : UINT32_MAX;
}

/* --- stories --- */

/* NULL, or why the line is no story. */
static const char *
add_story(struct assign_input *input, const struct json *object)
{
    const char *id = json_get_id(input->arena, object, "story");
    const char *source = json_get_id(input->arena, object, "source");
    double capacity = whole(object, "capacity");
    struct assign_story story = {.source = ASSIGN_NO_SOURCE};

    if (id == NULL)
        return "no \"story\"";
    if (id_find(&input->stories, id, strlen(id)) != ID_NONE)
        return "this story was there before: the first counts";
    if (source == NULL && !json_is_null(json_get(object, "source")))
        return "\"source\" is no text";
    if (isnan(capacity))
        return "no \"capacity\"";
    if (capacity < 0)
        return "\"capacity\" is no whole number from 0 on";
    if (source != NULL)
        story.source = id_add(&input->sources, source);
    story.capacity = to_count(capacity);
    input->story = mem_grow(input->story, &input->story_room,
                            input->n_stories + 1, sizeof *input->story);
    input->story[id_add(&input->stories, id)] = story;
    input->n_stories++;
    return NULL;
}

bool
assign_read_stories(struct assign_input *input, const char *path,
                    struct error *err)
{
    struct lines *lines = lines_open(path, JSON_MAX_BYTES, err);
    struct line line;

    if (lines == NULL)
        return false;
    while (lines_next(lines, &line, err)) {
        struct error why = {0};
        struct json *doc;
        const char *wrong;

        if (is_blank(&line))
            continue;
        doc = parse(&line, &why);
        wrong = doc != NULL ? add_story(input, doc) : why.text;
        if (wrong != NULL)
            complain(input, path, line.number, wrong);
        json_free(doc);
    }
    lines_close(lines);
    return err->kind == ERROR_NONE;
}

/* --- reps --- */

void
assign_candidate_add(struct assign_input *input, uint32_t story, int32_t score)
{
    if (score <= 0)
        return;
    if (input->n_candidates == input->candidate_room)
        input->candidate =
            mem_grow(input->candidate, &input->candidate_room,
                     input->n_candidates + 1, sizeof *input->candidate);
    input->candidate[input->n_candidates++] =
        (struct assign_candidate){story, score};
}

void
assign_candidate_skip(struct assign_input *input, struct rep_line *line,
                      const char *story, size_t len, const char *why)
{
    if (line->n_skipped++ > 0)
        return;
    line->skipped = story == NULL
                        ? why
                        : arena_printf(input->arena, "story %.*s: %s",
                                       (int)(len < MAX_SHOWN ? len : MAX_SHOWN),
                                       story, why);
}

static void
add_candidate(struct assign_input *input, struct rep_line *line,
              const struct json *candidate)
{
    const char *story = json_get_id(input->arena, candidate, "story");
    size_t len = story != NULL ? strlen(story) : 0;
    uint32_t number = id_find(&input->stories, story != NULL ? story : "", len);
    const char *why = NULL;
    double score = 0;

    if (!json_is_object(candidate) || story == NULL)
        why = "a candidate is {\"story\", \"score\"}";
    else if (number == ID_NONE)
        why = "no such story";
    else if (!json_number(json_get(candidate, "score"), &score))
        why = "its score is no number";
    else if (score > 1)
        why = "its score is above 1";
    if (why != NULL)
        assign_candidate_skip(input, line, story, len, why);
    else
        assign_candidate_add(
            input, number, score > 0 ? (int32_t)lround(score * ASSIGN_ONE) : 0);
}

/* NULL, or why the line is no rep. */
static const char *
read_tree(struct assign_input *input, const struct json *object,
          struct rep_line *line)
{
    const struct json *list = json_get(object, "candidates");

    line->rep = json_get_id(input->arena, object, "rep");
    line->quota = whole(object, "quota");
    line->per_source = whole(object, "per_source");
    if (!json_is_null(list) && !json_is_array(list))
        return "\"candidates\" is no list";
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item))
        add_candidate(input, line, item);
    return NULL;
}

/* NULL, or why the line is no rep. */
static const char *
check_rep(struct assign_input *input, const struct rep_line *line)
{
    if (line->rep == NULL)
        return "no \"rep\"";
    if (isnan(line->quota))
        return "no \"quota\"";
    if (line->quota < 0)
        return "\"quota\" is no whole number from 0 on";
    if (line->per_source < 0)
        return "\"per_source\" is no whole number from 0 on";
    if (id_find(&input->reps, line->rep, strlen(line->rep)) != ID_NONE)
        return "this rep was there before: the first counts";
    return NULL;
}

static void
add_rep(struct assign_input *input, const struct rep_line *line)
{
    id_add(&input->reps, line->rep);
    input->rep = mem_grow(input->rep, &input->rep_room, input->n_reps + 1,
                          sizeof *input->rep);
    input->rep[input->n_reps++] = (struct assign_rep){
        .quota = to_count(line->quota),
        .per_source = isnan(line->per_source) ? ASSIGN_UNLIMITED
                                              : to_count(line->per_source),
        .first = line->first,
        .count = input->n_candidates - line->first};
}

static void
read_rep(struct assign_input *input, const char *path, const struct line *line)
{
    struct rep_line read = {
        .first = input->n_candidates, .quota = NAN, .per_source = NAN};
    struct error why = {0};
    const char *wrong = NULL;
    struct answer answer = {0};

    if (line->is_cut || strlen(line->text) != line->len ||
        !assign_read_plain(input, line->text, &read)) {
        struct json *doc = parse(line, &why);

        wrong = doc != NULL ? read_tree(input, doc, &read) : why.text;
        json_free(doc);
    }
    if (wrong == NULL)
        wrong = check_rep(input, &read);
    answer.rep = read.rep;
    if (wrong != NULL) {
        answer.error = arena_strdup(input->arena, wrong);
        input->n_candidates = read.first;
        complain(input, path, line->number, wrong);
    } else {
        add_rep(input, &read);
        if (read.n_skipped > 0)
            complain(input, path, line->number,
                     read.n_skipped == 1
                         ? read.skipped
                         : arena_printf(input->arena,
                                        "%s (and %zu more unusable)",
                                        read.skipped, read.n_skipped - 1));
    }
    input->answers = mem_grow(input->answers, &input->answer_room,
                              input->n_answers + 1, sizeof *input->answers);
    input->answers[input->n_answers++] = answer;
}

bool
assign_read_reps(struct assign_input *input, const char *path,
                 struct error *err)
{
    struct lines *lines = lines_open(path, JSON_MAX_BYTES, err);
    struct line line;

    if (lines == NULL)
        return false;
    while (lines_next(lines, &line, err))
        if (!is_blank(&line))
            read_rep(input, path, &line);
    lines_close(lines);
    return err->kind == ERROR_NONE;
}
