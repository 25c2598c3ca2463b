/* For tools/fit_story.py: the candidate pairs of a collection with their
 * measures, one a line: "KIND LABEL F0 F1 ...". Arguments: the articles as
 * JSON Lines, and gold.tsv (article, story). Built by the script; no part of
 * the program. */
#include "curator/story/story_internal.h"
#include "polyphony/clock.h"
#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct input {
    struct arena *arena;
    struct story_article *articles;
    const char **gold;
    size_t count, cap;
};

static void
read_articles(const char *path, struct input *input)
{
    struct buf text = {0};
    struct error err;
    size_t cursor = 0, len;
    char *line;

    if (!file_read(path, &text, &err))
        exit(1);
    while (file_line(&text, &cursor, &line, &len)) {
        struct json *doc;
        struct story_article article = {.published = TIME_NONE};
        const char *when;

        if (len == 0 || !json_parse(line, len, &doc, &err))
            continue;
        article.id = json_get_id(input->arena, doc, "id");
        article.title = arena_strdup(input->arena, json_get_text(doc, "title"));
        article.text = arena_strdup(input->arena, json_get_text(doc, "text"));
        article.site = arena_strdup(input->arena, json_get_text(doc, "site"));
        when = json_get_text(doc, "published");
        if (when != NULL)
            (void)time_parse(when, &article.published);
        json_free(doc);
        input->articles = mem_grow(input->articles, &input->cap,
                                   input->count + 1, sizeof article);
        input->articles[input->count++] = article;
    }
    buf_deinit(&text);
}

static int
compare_ids(const void *a, const void *b)
{
    const struct story_article *x = a, *y = b;

    return strcmp(x->id, y->id);
}

static int
compare_times(const void *a, const void *b, void *context)
{
    const struct input *input = context;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int64_t x = input->articles[i].published, y = input->articles[j].published;

    return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static void
read_gold(const char *path, struct input *input)
{
    struct buf text = {0};
    struct error err;
    size_t cursor = 0, len;
    char *line;

    if (!file_read(path, &text, &err))
        exit(1);
    input->gold = mem_calloc(input->count, sizeof *input->gold);
    while (file_line(&text, &cursor, &line, &len)) {
        char *tab = strchr(line, '\t');
        struct story_article key = {.id = line}, *found;

        if (tab == NULL)
            continue;
        *tab = '\0';
        found = bsearch(&key, input->articles, input->count, sizeof key,
                        compare_ids);
        if (found != NULL)
            input->gold[found - input->articles] =
                arena_strdup(input->arena, tab + 1);
    }
    buf_deinit(&text);
}

int
main(int argc, char **argv)
{
    struct input input = {.arena = arena_new(0)};
    struct story_reading reading;
    struct story_candidate *pairs;
    uint32_t *order;
    size_t count;

    if (argc != 3)
        return 2;
    read_articles(argv[1], &input);
    qsort(input.articles, input.count, sizeof *input.articles, compare_ids);
    read_gold(argv[2], &input);
    story_read(input.articles, input.count, &reading);
    order = mem_calloc(input.count, sizeof *order);
    for (size_t i = 0; i < input.count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, input.count, sizeof *order, compare_times, &input);
    count = story_find(&reading, order, &pairs);
    for (size_t i = 0; i < count; i++) {
        double features[STORY_FEATURES];
        const char *a = input.gold[pairs[i].a], *b = input.gold[pairs[i].b];

        story_pair_features(&reading, pairs[i].a, pairs[i].b, features);
        printf("%d %d", story_pair_kind(&reading, pairs[i].a, pairs[i].b),
               a != NULL && b != NULL && strcmp(a, b) == 0);
        for (size_t f = 0; f < STORY_FEATURES; f++)
            printf(" %.5g", features[f]);
        putchar('\n');
    }
    return 0;
}
