/* polyphony story group: articles from JSON Lines, grouped into stories. */
#include "articles.h"
#include "commands.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct input {
    struct arena *arena;
    struct story_article *articles;
    size_t count, cap;
};

static const char *
keep_text(struct input *input, const struct json *node, const char *key)
{
    return arena_strdup(input->arena, json_get_text(node, key));
}

static void
add_article(void *context, const struct json *node, const char *id)
{
    struct input *input = context;
    const char *published = json_get_text(node, "published");
    const char *text = json_get_text(node, "text");
    struct story_article article = {
        .id = id,
        .title = keep_text(input, node, "title"),
        .site = keep_text(input, node, "site"),
        .language = keep_text(input, node, "language"),
        .published = TIME_NONE,
    };

    /* Only the part that is read is worth keeping. */
    if (text != NULL)
        article.text = arena_strndup(input->arena, text,
                                     strnlen(text, STORY_TEXT_BYTES + 4));
    if (published != NULL)
        (void)time_parse(published, &article.published);
    input->articles = mem_grow(input->articles, &input->cap, input->count + 1,
                               sizeof *input->articles);
    input->articles[input->count++] = article;
}

static void
print_answers(const struct input *input, const struct story_answer *answers)
{
    struct buf text = {0};
    struct json_out out = {.buf = &text};

    for (size_t i = 0; i < input->count; i++) {
        json_open(&out, '{');
        json_member(&out, "id", input->articles[i].id);
        json_member(&out, "story", input->articles[answers[i].group].id);
        json_member_bool(&out, "lead", answers[i].is_lead);
        json_close(&out, '}');
        json_line(&out);
        if (text.len > (1 << 16)) {
            fwrite(text.data, 1, text.len, stdout);
            buf_cut(&text, 0);
        }
    }
    fwrite(buf_text(&text), 1, text.len, stdout);
    buf_deinit(&text);
}

int
cmd_story_group(struct args *args)
{
    struct input input = {0};
    struct story_answer *answers;
    struct error err = {0};
    bool fine = true;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    input.arena = arena_new(0);
    if (!articles_read(args->items[0], input.arena, add_article, &input,
                       &err)) {
        (void)cli_fail(&err);
        fine = false;
    }
    answers = mem_calloc(input.count, sizeof *answers);
    story_group(input.articles, input.count, answers, NULL);
    print_answers(&input, answers);
    free(answers);
    free(input.articles);
    arena_free(input.arena);
    return cli_finish(fine ? EXIT_FINE : EXIT_INPUT);
}
