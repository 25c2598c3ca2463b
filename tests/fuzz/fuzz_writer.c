/* A model's answer from any bytes: read as JSON, and taken over as a text;
 * and the same bytes as an edit that a voice is learned from. */
#include "polyphony/utf8.h"
#include "polyphony/voice_learn.h"
#include "polyphony/writer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char article[] =
    "The warehouse team in Ghent moved its order data to a new queue in "
    "March. Waiting times at the loading dock fell by 12% in the first month. "
    "The loading dock handles 1,340 pallets a day, and every pallet carries a "
    "paper note.\n\n"
    "“A careful move takes patience more than money,” said Ines Claes, who "
    "plans the shifts. The night shift no longer prints lists. A second site "
    "in Liège follows in autumn with the same plan. The site manager expects "
    "fewer questions from drivers. Training for new pickers takes an "
    "afternoon instead of a week.";

static struct compose_index *
article_index(void)
{
    static struct compose *compose;
    static struct compose_index *index;
    struct compose_article about = {.url = "https://depot.example/queue",
                                    .title = "A warehouse changes its queue",
                                    .text = article,
                                    .language = "en"};

    if (index == NULL && (!compose_new(&compose, NULL) ||
                          !compose_read(compose, &about, &index, NULL)))
        abort();
    return index;
}

static void
adopt(const char *body, struct arena *arena)
{
    static const char *languages[] = {"en"}, *keywords[] = {"warehouse"};
    struct voice voice = {.hashtags = 2, .languages = {languages, 1}};
    struct compose_rep rep = {.id = "a",
                              .name = "Ada",
                              .keywords = keywords,
                              .n_keywords = 1,
                              .voice = &voice};
    struct differ_story *story =
        differ_story_new("A warehouse changes its queue", article, NULL);
    struct compose_options options = {0};
    struct compose_result result;

    if (compose_adopt(article_index(), &rep, "linkedin", body, story, NULL,
                      &options, arena, &result, NULL) &&
        (result.n_sources == 0 ||
         !utf8_valid(result.text, strlen(result.text))))
        abort();
    differ_story_free(story);
}

static void
learn(const char *text, struct arena *arena)
{
    struct voice_example examples[] = {
        {article, text}, {text, article}, {NULL, text}};
    struct voice_line *lines;

    if (voice_learn(examples, 3, "en", arena, &lines) > VOICE_LINES)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    char *copy = malloc(size > 0 ? size : 1);
    struct buf text = {0};
    const char *body;

    if (copy == NULL)
        return 0;
    memcpy(copy, data, size);
    if (writer_read(copy, size, arena, &body, NULL))
        adopt(body, arena);
    utf8_mend(&text, copy, size);
    adopt(buf_text(&text), arena);
    learn(buf_text(&text), arena);
    buf_deinit(&text);
    free(copy);
    arena_free(arena);
    return 0;
}
