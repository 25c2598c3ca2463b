/* polyphony rank: articles from JSON Lines, ranked for one audience or
 * several. Articles are read once, whatever the number of audiences. */
#include "articles.h"
#include "commands.h"
#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/rank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_AUDIENCES 10000

struct articles {
    struct arena *arena;
    struct rank_index *index;
    const char **ids;
    const char **titles;
    size_t count, ids_cap, titles_cap;
    size_t *sorted; /* article numbers by id */
};

static void
add_article(void *context, const struct json *node, const char *id)
{
    struct articles *articles = context;
    struct rank_article article = {
        .id = id,
        .title = json_get_text(node, "title"),
        .text = json_get_text(node, "text"),
        .url = json_get_text(node, "url"),
        .language = json_get_text(node, "language"),
    };
    size_t n = articles->count++;

    articles->ids = mem_grow(articles->ids, &articles->ids_cap, n + 1,
                             sizeof *articles->ids);
    articles->titles = mem_grow(articles->titles, &articles->titles_cap, n + 1,
                                sizeof *articles->titles);
    articles->ids[n] = id;
    articles->titles[n] = arena_strdup(
        articles->arena, article.title != NULL ? article.title : "");
    (void)rank_index_add(articles->index, &article);
}

static int
compare_numbers(const void *a, const void *b, void *context)
{
    const struct articles *articles = context;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = strcmp(articles->ids[x], articles->ids[y]);

    return order != 0 ? order : (x > y) - (x < y);
}

static void
sort_ids(struct articles *articles)
{
    articles->sorted = mem_calloc(articles->count, sizeof *articles->sorted);
    for (size_t i = 0; i < articles->count; i++)
        articles->sorted[i] = i;
    qsort_r(articles->sorted, articles->count, sizeof *articles->sorted,
            compare_numbers, articles);
}

/* Ids to article numbers; ids that are not among the articles are dropped. */
static size_t
find_ids(const struct articles *articles, const struct audience_list *list,
         uint32_t **numbers)
{
    size_t count = 0;

    *numbers = mem_calloc(list->count, sizeof **numbers);
    for (size_t i = 0; i < list->count; i++) {
        size_t low = 0, high = articles->count;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (strcmp(articles->ids[articles->sorted[middle]],
                       list->items[i]) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < articles->count &&
            strcmp(articles->ids[articles->sorted[low]], list->items[i]) == 0)
            (*numbers)[count++] = (uint32_t)articles->sorted[low];
    }
    return count;
}

static void
print_hit(const struct articles *articles, const struct audience *audience,
          const struct rank_hit *hit, bool with_audience, struct json_out *out)
{
    json_open(out, '{');
    if (with_audience)
        json_member(out, "audience", audience->id);
    json_member(out, "id", articles->ids[hit->article]);
    json_member_real(out, "score", hit->score, 6);
    json_put_key(out, "why");
    json_open(out, '[');
    for (size_t i = 0; i < hit->why_count; i++) {
        json_open(out, '{');
        json_member(out, "term", hit->why[i].term);
        json_member_real(out, "weight", hit->why[i].weight, 4);
        json_close(out, '}');
    }
    json_close(out, ']');
    if (hit->like != UINT32_MAX && *articles->titles[hit->like] != '\0') {
        struct buf reason = {0};

        buf_printf(&reason, "like %s", articles->titles[hit->like]);
        json_put_key(out, "reasons");
        json_open(out, '[');
        json_put_text(out, buf_text(&reason));
        json_close(out, ']');
        buf_deinit(&reason);
    }
    json_close(out, '}');
    json_line(out);
}

static void
rank_one(const struct articles *articles, const struct audience *audience,
         size_t top, bool with_audience)
{
    struct rank_request request = {.audience = audience, .top = top};
    uint32_t *liked, *disliked;
    struct rank_hit *hits;
    struct buf text = {0};
    struct json_out out = {.buf = &text};
    size_t count;

    request.liked_count = find_ids(articles, &audience->liked, &liked);
    request.disliked_count = find_ids(articles, &audience->disliked, &disliked);
    request.liked = liked;
    request.disliked = disliked;
    count = rank_audience(articles->index, &request, &hits);
    for (size_t i = 0; i < count; i++) {
        print_hit(articles, audience, &hits[i], with_audience, &out);
        if (text.len > (1 << 16)) {
            fwrite(text.data, 1, text.len, stdout);
            buf_cut(&text, 0);
        }
    }
    fwrite(buf_text(&text), 1, text.len, stdout);
    fflush(stdout);
    buf_deinit(&text);
    free(hits);
    free(liked);
    free(disliked);
}

/* Reads the file of --audience: one object, or JSON Lines of them. */
static bool
read_audiences(const char *path, struct arena *arena, struct audience **list,
               size_t *count, size_t *cap, struct error *err)
{
    struct buf text = {.max = JSON_MAX_BYTES};
    struct json *doc = NULL;
    bool ok = file_read(path, &text, err) &&
              (json_parse(buf_text(&text), text.len, &doc, err) ||
               error_wrap(err, "%s", path));

    if (ok && *count < MAX_AUDIENCES) {
        *list = mem_grow(*list, cap, *count + 1, sizeof **list);
        ok = audience_read(doc, arena, &(*list)[*count], err) ||
             error_wrap(err, "%s", path);
        *count += ok;
    }
    json_free(doc);
    buf_deinit(&text);
    return ok;
}

static bool
parse_top(const char *text, size_t *top)
{
    char *end;
    unsigned long value;

    if (text == NULL)
        return true;
    value = strtoul(text, &end, 10);
    *top = value;
    return *text >= '0' && *text <= '9' && *end == '\0' && value > 0;
}

int
cmd_rank(struct args *args)
{
    struct articles articles = {0};
    struct arena *arena = arena_new(0);
    struct audience *audiences = NULL;
    size_t count = 0, cap = 0, top = 0;
    const char *path;
    struct error err = {0};
    bool fine = true;
    int status = EXIT_USAGE;

    if (!parse_top(args_option(args, "--top"), &top)) {
        cli_complain("--top: a whole number from 1 up");
        goto out;
    }
    while ((path = args_option(args, "--audience")) != NULL)
        if (!read_audiences(path, arena, &audiences, &count, &cap, &err)) {
            status = cli_fail(&err);
            goto out;
        }
    if (!args_done(args, 1, 1))
        goto out;
    if (count == 0) {
        cli_complain("rank: --audience is missing");
        cli_usage(args);
        goto out;
    }
    articles.arena = arena;
    articles.index = rank_index_new(NULL);
    if (!articles_read(args->items[0], articles.arena, add_article, &articles,
                       &err)) {
        (void)cli_fail(&err);
        fine = false;
    }
    rank_index_finish(articles.index);
    sort_ids(&articles);
    for (size_t i = 0; i < count; i++)
        rank_one(&articles, &audiences[i], top, count > 1);
    status = cli_finish(fine ? EXIT_FINE : EXIT_INPUT);
out:
    rank_index_free(articles.index);
    free(articles.ids);
    free(articles.titles);
    free(articles.sorted);
    free(audiences);
    arena_free(arena);
    return status;
}
