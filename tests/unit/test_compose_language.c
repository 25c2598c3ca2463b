/* Texts in each language that there is a pack for: wholly in that language,
 * as different as English ones, and with a word on the rep's own company. */
#include "polyphony/compose.h"

#include "polyphony/file.h"
#include "polyphony/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATA "tests/data/compose/"

struct crew {
    struct compose *compose;
    struct arena *arena;
    struct json *reps;
};

static struct json *
read_json(const char *path)
{
    struct buf bytes = {.max = 100000};
    struct json *doc = NULL;
    struct error err = {0};

    if (!file_read(path, &bytes, &err) ||
        !json_parse(buf_text(&bytes), bytes.len, &doc, &err))
        fail_msg("%s: %s", path, err.text);
    buf_deinit(&bytes);
    return doc;
}

static int
set_up(void **state)
{
    struct crew *crew = calloc(1, sizeof *crew);
    struct error err = {0};

    assert_non_null(crew);
    crew->arena = arena_new(0);
    if (!compose_new(&crew->compose, &err))
        fail_msg("%s", err.text);
    crew->reps = read_json(DATA "reps.json");
    *state = crew;
    return 0;
}

static int
tear_down(void **state)
{
    struct crew *crew = *state;

    json_free(crew->reps);
    compose_free(crew->compose);
    arena_free(crew->arena);
    free(crew);
    return 0;
}

static struct compose_index *
read_article(const struct crew *crew, const char *path, struct json **doc)
{
    struct compose_article article = {0};
    struct compose_index *index = NULL;
    struct error why = {0};

    *doc = read_json(path);
    article.id = json_get_text(*doc, "id");
    article.url = json_get_text(*doc, "url");
    article.title = json_get_text(*doc, "title");
    article.text = json_get_text(*doc, "text");
    article.author = json_get_text(*doc, "author");
    article.site = json_get_text(*doc, "site");
    if (!compose_read(crew->compose, &article, &index, &why))
        fail_msg("%s: %s", path, why.text);
    return index;
}

static struct compose_rep
read_rep(const struct crew *crew, const struct json *node, struct voice *voice)
{
    const struct json *audience = json_get(node, "audience"),
                      *keywords = json_get(audience, "keywords");
    struct compose_rep rep = {.id = json_get_text(node, "id"),
                              .name = json_get_text(node, "name"),
                              .role = json_get_text(audience, "role"),
                              .voice = voice};

    voice_read(crew->arena, node, voice);
    rep.keywords = arena_array(crew->arena, json_count(keywords) + 1,
                               sizeof *rep.keywords);
    for (const struct json *at = json_first(keywords); at != NULL;
         at = json_next(at))
        rep.keywords[rep.n_keywords++] = json_text(at);
    return rep;
}

/* What stands around the article's own words, and those words. */
static void
check_language(const char *path, const char *language, const char *text)
{
    size_t len = strcspn(text, "#");
    const char *link = strstr(text, "https://"), *guessed;

    if (link != NULL && (size_t)(link - text) < len)
        len = (size_t)(link - text);
    guessed = language_guess(text, len);
    if (guessed != NULL && strcmp(guessed, language) != 0)
        fail_msg("%s: is %s: %s", path, guessed, text);
}

static void
writes_the_articles_language(void **state)
{
    static const struct {
        const char *path, *language;
        size_t least;
    } table[] = {
        {DATA "de-lager.json", "de", 4},
        {DATA "de-energie.json", "de", 4},
        {DATA "es-almacen.json", "es", 4},
        {DATA "es-agua.json", "es", 4},
    };
    struct crew *crew = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct json *doc;
        struct compose_index *index = read_article(crew, table[i].path, &doc);
        struct differ_story *story = differ_story_new(
            json_get_text(doc, "title"), json_get_text(doc, "text"), NULL);
        struct compose_options options = {0};
        size_t written = 0;

        assert_string_equal(compose_index_language(index), table[i].language);
        for (const struct json *at = json_first(crew->reps); at != NULL;
             at = json_next(at)) {
            struct voice voice;
            struct compose_rep rep = read_rep(crew, at, &voice);
            struct compose_result result;
            struct error why = {0};

            if (!compose_text(index, &rep, "linkedin", story, NULL, &options,
                              crew->arena, &result, &why)) {
                assert_non_null(strstr(why.text, "does not write"));
                continue;
            }
            check_language(table[i].path, table[i].language, result.text);
            differ_story_add(story,
                             &(struct differ_post){.rep = rep.id,
                                                   .network = "linkedin",
                                                   .text = result.text,
                                                   .phrases = result.phrases,
                                                   .spans = result.spans});
            written++;
        }
        assert_true(written >= table[i].least);
        differ_story_free(story);
        compose_index_free(index);
        json_free(doc);
    }
}

/* Twelve texts about an article in one voice, one after the other. */
static void
write_twelve(const struct crew *crew, const char *path, bool informal,
             void (*check)(const char *path, bool informal, const char *text))
{
    static const char *const words[] = {
        "Wartezeit", "Werkstatt", "Moor",    "Landkreis", "cartons", "balance",
        "capteurs",  "alerte",    "horario", "horno",     "archivo", "índice"};
    struct json *doc;
    struct compose_index *index = read_article(crew, path, &doc);
    const char *languages[] = {compose_index_language(index)};
    struct differ_story *story = differ_story_new(
        json_get_text(doc, "title"), json_get_text(doc, "text"), NULL);
    struct voice voice = {.languages = {languages, 1},
                          .informal = informal,
                          .cues = {.question = true}};
    struct compose_options options = {0};
    size_t written = 0;

    for (int i = 0; i < 12; i++) {
        struct compose_result result;
        struct error why = {0};
        struct compose_rep rep = {.id = arena_printf(crew->arena, "rep%d", i),
                                  .keywords = (const char **)words,
                                  .n_keywords = sizeof words / sizeof *words,
                                  .voice = &voice};

        if (!compose_text(index, &rep, "linkedin", story, NULL, &options,
                          crew->arena, &result, &why))
            continue;
        check_language(path, languages[0], result.text);
        check(path, informal, result.text);
        differ_story_add(story, &(struct differ_post){.rep = rep.id,
                                                      .network = "linkedin",
                                                      .text = result.text,
                                                      .phrases = result.phrases,
                                                      .spans = result.spans});
        written++;
    }
    assert_true(written >= 10);
    differ_story_free(story);
    compose_index_free(index);
    json_free(doc);
}

static const char *const long_articles[] = {
    DATA "de-moor.json", DATA "de-werkstatt.json", DATA "fr-marche.json",
    DATA "fr-pont.json", DATA "es-archivo.json",   DATA "es-panaderia.json"};

static void
refuse_any(const char *path, const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strstr(text, *words) != NULL)
            fail_msg("%s: \"%s\" in: %s", path, *words, text);
}

/* Words that only our phrases have: the articles address nobody. */
static void
check_address(const char *path, bool informal, const char *text)
{
    static const char *const formal_words[] = {" Sie ", " Sie?", "Ihnen",
                                               "Ihre",  "vous",  "votre",
                                               " vos ", "usted", NULL};
    static const char *const informal_words[] = {
        "st du", " dir?", " dich?", "dein", " tu ",         "-tu",
        " toi",  " ton ", " tes ",  " ti?", "¿Qué opinas?", NULL};

    refuse_any(path, text, informal ? formal_words : informal_words);
}

static void
addresses_readers_one_way(void **state)
{
    for (size_t i = 0; i < sizeof long_articles / sizeof *long_articles; i++) {
        write_twelve(*state, long_articles[i], false, check_address);
        write_twelve(*state, long_articles[i], true, check_address);
    }
}

/* Contractions, elisions, stops, cut abbreviations; nouns without their
 * article; key phrases that are half a sentence. */
static void
check_grammar(const char *path, bool informal, const char *text)
{
    static const char *const wrong[] = {" de le ",
                                        " de les ",
                                        " à le ",
                                        " à les ",
                                        " de el ",
                                        " a el ",
                                        " de Adrien",
                                        "z. B.\n",
                                        "am 3.\n",
                                        "Sr.\n",
                                        "Dra.\n",
                                        "M.\n",
                                        "über Wartezeit",
                                        "sur balance",
                                        "sobre índice",
                                        "sobre horario",
                                        "suivent,",
                                        "pan sale,",
                                        "compran,",
                                        " ?\n\nhttp",
                                        "({",
                                        "{",
                                        "  ",
                                        NULL};

    (void)informal;
    refuse_any(path, text, wrong);
}

static void
keeps_to_the_grammar(void **state)
{
    for (size_t i = 0; i < sizeof long_articles / sizeof *long_articles; i++)
        write_twelve(*state, long_articles[i], false, check_grammar);
}

/* "I work at" in each language, where the text names the company. */
static void
says_whose_company_it_is(void **state)
{
    static const char text[] =
        "Depot Nord ran both systems for six weeks because the clerks asked "
        "for more time.\n\nDepot Nord saves 340 paper notes a day at the "
        "loading dock of the old hall.\n\nDepot Nord trains new pickers in "
        "an afternoon instead of a week.\n\nDepot Nord moves the returns "
        "desk in autumn because a supplier is late with the printers.\n\n"
        "Depot Nord keeps the labels that drivers need at the gate.";
    struct crew *crew = *state;
    struct compose_article article = {.id = "own",
                                      .url = "https://depot.example/own",
                                      .title = "Own goods",
                                      .text = text,
                                      .language = "en"};
    static const char *english[] = {"en"}, *words[] = {"loading dock"};
    struct voice voice = {.company = "Depot Nord", .languages = {english, 1}};
    struct compose_rep rep = {
        .id = "m", .keywords = words, .n_keywords = 1, .voice = &voice};
    struct compose_options options = {0};
    struct differ_story *story = differ_story_new(NULL, NULL, NULL);
    struct compose_index *index = NULL;
    struct compose_result result;
    struct error why = {0};

    if (!compose_read(crew->compose, &article, &index, &why) ||
        !compose_text(index, &rep, "linkedin", story, NULL, &options,
                      crew->arena, &result, &why))
        fail_msg("%s", why.text);
    assert_non_null(strstr(result.text, "I work at Depot Nord."));
    voice.company = "Depot Sud";
    if (!compose_text(index, &rep, "linkedin", story, NULL, &options,
                      crew->arena, &result, &why))
        fail_msg("%s", why.text);
    assert_null(strstr(result.text, "I work at"));
    differ_story_free(story);
    compose_index_free(index);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_articles_language),
        cmocka_unit_test(addresses_readers_one_way),
        cmocka_unit_test(keeps_to_the_grammar),
        cmocka_unit_test(says_whose_company_it_is),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
