/* What every composed text keeps to: sources are exact slices that stand in
 * it, the same input gives the same text, no two of a crew are the same post,
 * nothing is made from nothing. */
#include "polyphony/compose.h"

#include "polyphony/likeness.h"
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINK "https://depot.example/queue"

static const char article_text[] =
    "The warehouse team in Ghent moved its order data to a new queue in "
    "March. Pickers now see a changed order within a minute, and the night "
    "shift no longer prints lists. The old printers stay for labels.\n\n"
    "The team kept both systems running for six weeks and compared the "
    "results every morning. Two clerks checked each difference by hand. Most "
    "differences came from orders that were changed after midnight.\n\n"
    "“A careful move takes patience more than money,” said Ines Claes, who "
    "plans the shifts. We are glad that the clerks asked for more time. The "
    "planners want to move the returns desk next, once the label printers "
    "have been replaced.\n\n"
    "However, the returns desk depends on a supplier. Waiting times at the "
    "loading dock fell by 12% in the first month. The loading dock handles "
    "340 pallets a day, and every pallet carries a paper note. Paper notes "
    "remain useful when the network is down.\n\n"
    "A second site in Liège follows in autumn with the same plan. The site "
    "manager expects fewer questions from drivers. Training for new pickers "
    "takes an afternoon instead of a week. The works council supports the "
    "change because it removes a night walk through unheated halls.";

static const char *const keywords[][3] = {
    {"warehouse", "returns desk", "planning"},
    {"label printers", "night shift", "paper"},
    {"loading dock", "pallets", "waiting times"},
    {"works council", "training", "clerks"},
    {"suppliers", "drivers", "Liège"},
    {"order data", "queue", "systems"},
};

enum { CREW = 12 };

struct crew {
    struct compose *compose;
    struct compose_index *index;
    struct arena *arena;
    struct voice voice;
    struct compose_rep reps[CREW];
    char ids[CREW][8];
};

static struct compose_article
article(void)
{
    return (struct compose_article){
        .id = "q1",
        .url = LINK,
        .title = "A warehouse changes its queue",
        .text = article_text,
        .site = "Depot Weekly",
        .language = "en",
    };
}

static int
set_up(void **state)
{
    struct crew *crew = calloc(1, sizeof *crew);
    struct compose_article about = article();
    struct error err = {0};
    static const char *english[] = {"en"};

    assert_non_null(crew);
    crew->arena = arena_new(0);
    crew->voice = (struct voice){.hashtags = 2, .languages = {english, 1}};
    if (!compose_new(&crew->compose, &err) ||
        !compose_read(crew->compose, &about, &crew->index, &err))
        fail_msg("%s", err.text);
    for (int i = 0; i < CREW; i++) {
        const char **words = arena_array(crew->arena, 3, sizeof *words);

        for (int k = 0; k < 3; k++)
            words[k] = keywords[i % 6][(k + i / 6) % 3];
        crew->ids[i][0] = (char)('a' + i);
        crew->reps[i] = (struct compose_rep){.id = crew->ids[i],
                                             .name = crew->ids[i],
                                             .keywords = words,
                                             .n_keywords = 3,
                                             .voice = &crew->voice};
    }
    *state = crew;
    return 0;
}

static int
tear_down(void **state)
{
    struct crew *crew = *state;

    compose_index_free(crew->index);
    compose_free(crew->compose);
    arena_free(crew->arena);
    free(crew);
    return 0;
}

/* Composes for all, in order; returns how many got a text. */
static size_t
run(struct crew *crew, uint64_t seed, struct compose_result *results)
{
    struct compose_options options = {.seed = seed};
    struct differ_story *story =
        differ_story_new(article().title, article_text, NULL);
    size_t made = 0;

    for (int i = 0; i < CREW; i++) {
        struct error why = {0};

        if (!compose_text(crew->index, &crew->reps[i], "linkedin", story, NULL,
                          &options, crew->arena, &results[i], &why)) {
            assert_true(why.text[0] != '\0');
            continue;
        }
        made++;
        differ_story_add(story,
                         &(struct differ_post){.rep = crew->reps[i].id,
                                               .text = results[i].text,
                                               .phrases = results[i].phrases,
                                               .spans = results[i].spans});
    }
    differ_story_free(story);
    return made;
}

static void
sources_are_slices(void **state)
{
    struct crew *crew = *state;
    struct compose_result results[CREW] = {0};
    size_t len = strlen(article_text);

    assert_true(run(crew, 1, results) >= CREW / 2);
    for (int i = 0; i < CREW; i++) {
        const struct compose_result *made = &results[i];

        if (made->text == NULL)
            continue;
        assert_true(made->n_sources > 0);
        assert_non_null(strstr(made->text, LINK));
        assert_true(strncmp(made->text, made->opening, strlen(made->opening)) ==
                    0);
        for (size_t k = 0; k < made->n_sources; k++) {
            size_t start =
                utf8_offset(article_text, len, made->sources[k].start);
            size_t end = utf8_offset(article_text, len, made->sources[k].end);

            assert_int_equal(end - start, strlen(made->sources[k].text));
            assert_memory_equal(article_text + start, made->sources[k].text,
                                end - start);
        }
    }
}

static void
no_two_are_the_same_post(void **state)
{
    struct crew *crew = *state;
    struct compose_result results[CREW] = {0};

    (void)run(crew, 2, results);
    for (int i = 0; i < CREW; i++)
        for (int k = 0; k < i; k++) {
            struct likeness_text *a, *b;

            if (results[i].text == NULL || results[k].text == NULL)
                continue;
            a = likeness_new(results[i].text);
            b = likeness_new(results[k].text);
            if (likeness_compare(a, b, NULL).is_same)
                fail_msg("%s\n---\n%s", results[i].text, results[k].text);
            likeness_free(a);
            likeness_free(b);
        }
}

static void
same_input_same_text(void **state)
{
    struct crew *crew = *state;
    struct compose_result once[CREW] = {0}, again[CREW] = {0},
                          other[CREW] = {0};
    bool differs = false;

    (void)run(crew, 3, once);
    (void)run(crew, 3, again);
    (void)run(crew, 4, other);
    for (int i = 0; i < CREW; i++) {
        assert_true((once[i].text == NULL) == (again[i].text == NULL));
        if (once[i].text == NULL || other[i].text == NULL)
            continue;
        assert_string_equal(once[i].text, again[i].text);
        differs = differs || strcmp(once[i].text, other[i].text) != 0;
    }
    assert_true(differs);
}

static const struct {
    const char *why, *language, *text;
} refused[] = {
    {"empty", "en", ""},
    {"too short", "en", "The office is closed on Monday."},
    {"no language that we write", "nl", article_text},
    {"an unknown language", "xx-yy", article_text},
    {"a list", "en", "Chapter 1\n\nPage 7\n\nChapter 2\n\nPage 14"},
    {"code", "en", "x1 = f(x0); y[1] += 0x01;\nx2 = f(x1); y[2] += 0x02;"},
    {"the page's own business", "en",
     "Subscribe to our newsletter. Accept all cookies. Click here to log in. "
     "Subscribe to our newsletter. Accept all cookies. Click here to log in. "
     "Subscribe to our newsletter. Accept all cookies. Click here to log in."},
};

static void
nothing_from_nothing(void **state)
{
    struct crew *crew = *state;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct compose_article about = article();
        struct compose_index *index = NULL;
        struct error why = {0};

        about.text = refused[i].text;
        about.language = refused[i].language;
        if (compose_read(crew->compose, &about, &index, &why))
            fail_msg("%s: was read", refused[i].why);
        assert_null(index);
        assert_true(why.text[0] != '\0');
    }
}

static void
only_in_the_reps_language(void **state)
{
    struct crew *crew = *state;
    struct compose_options options = {0};
    struct differ_story *story = differ_story_new(NULL, NULL, NULL);
    struct voice voice = crew->voice;
    struct compose_rep rep = crew->reps[0];
    struct compose_result result;
    struct error why = {0};
    static const char *french[] = {"fr"};

    voice.languages = (struct voice_list){french, 1};
    rep.voice = &voice;
    assert_false(compose_text(crew->index, &rep, "x", story, NULL, &options,
                              crew->arena, &result, &why));
    assert_non_null(strstr(why.text, "does not write"));
    differ_story_free(story);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_slices),
        cmocka_unit_test(no_two_are_the_same_post),
        cmocka_unit_test(same_input_same_text),
        cmocka_unit_test(nothing_from_nothing),
        cmocka_unit_test(only_in_the_reps_language),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
