/* Any article, two reps: sources stay slices, and the texts differ. The first
 * line is the title, the rest the text. */
#include "polyphony/compose.h"

#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *text, const struct compose_result *made)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < made->n_sources; i++) {
        size_t start = utf8_offset(text, len, made->sources[i].start);
        size_t end = utf8_offset(text, len, made->sources[i].end);

        if (end - start != strlen(made->sources[i].text) ||
            memcmp(text + start, made->sources[i].text, end - start) != 0)
            abort();
    }
}

static void
compose_both(const struct compose_index *index, const char *title,
             const char *text)
{
    static const char *languages[] = {"en"}, *keywords[] = {"data", "queue"};
    struct voice voice = {.hashtags = 2, .languages = {languages, 1}};
    struct differ_story *story = differ_story_new(title, text, NULL);
    struct compose_options options = {0};
    struct arena *arena = arena_new(0);

    for (int i = 0; i < 2; i++) {
        struct compose_rep rep = {.id = i == 0 ? "a" : "b",
                                  .keywords = keywords,
                                  .n_keywords = 2,
                                  .voice = &voice};
        struct compose_result made;

        if (!compose_text(index, &rep, "x", story, NULL, &options, arena, &made,
                          NULL))
            continue;
        check(text, &made);
        if (!differ_check(story, NULL, rep.id, made.text, NULL))
            abort();
        differ_story_add(story, &(struct differ_post){.rep = rep.id,
                                                      .text = made.text,
                                                      .spans = made.spans});
    }
    arena_free(arena);
    differ_story_free(story);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct compose *compose = NULL;
    struct compose_index *index = NULL;
    struct compose_article article = {.url = "https://a.example/",
                                      .language = "en"};
    struct buf mended = {.max = 1 << 20};
    char *copy = malloc(size > 0 ? size : 1), *text, *whole;

    if (copy == NULL)
        return 0;
    if (size > 0)
        memcpy(copy, data, size);
    utf8_mend(&mended, copy, size);
    free(copy);
    whole = buf_take(&mended);
    if (whole == NULL)
        return 0;
    text = strchr(whole, '\n');
    if (text != NULL)
        *text++ = '\0';
    article.title = whole;
    article.text = text != NULL ? text : "";
    if (compose_new(&compose, NULL) &&
        compose_read(compose, &article, &index, NULL))
        compose_both(index, article.title, article.text);
    compose_index_free(index);
    compose_free(compose);
    free(whole);
    return 0;
}
