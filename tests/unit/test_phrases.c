/* A company's own phrases: what is taken, what is refused and in which words,
 * and that a bad file changes nothing. */
#include "polyphony/compose_company.h"

#include "polyphony/file.h"
#include "polyphony/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *why, *json;
    const char *told; /* NULL: the file is taken */
} files[] = {
    {"a phrase", "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Noted:\"]}}",
     NULL},
    {"nothing but the language", "{\"language\":\"en\"}", NULL},
    {"a wish",
     "{\"language\":\"en\",\"phrases\":{\"ask\":[\"I wonder who "
     "checks {term} on a Friday?\"]}}",
     NULL},
    {"a phrase with a tone",
     "{\"language\":\"en\",\"phrases\":{\"ask\":[{\"text\":\"And {term}?\","
     "\"tone\":\"brief\"}]}}",
     NULL},
    {"an id that is gone", "{\"language\":\"en\",\"without\":[\"00000000\"]}",
     NULL},
    {"a disclosure",
     "{\"language\":\"en\",\"disclosure\":\"I am with {company}.\"}", NULL},
    {"no JSON", "{\"language\":", "own.json: "},
    {"no language", "{\"phrases\":{}}", "language: say which"},
    {"a language with a region", "{\"language\":\"en-GB\"}",
     "language: say which"},
    {"a list", "[]", "language: say which"},
    {"another language's phrases",
     "{\"language\":\"en\",\"phrases\":{\"note\":[\"Die Einzelheiten stehen "
     "in dem Artikel und nicht hier.\",\"Der Zusammenhang ist in dem Text, "
     "den wer will lesen kann.\"]}}",
     "read as German"},
    {"a member that nobody reads", "{\"language\":\"en\",\"phrase\":{}}",
     "phrase: no such member"},
    {"a kind that is none",
     "{\"language\":\"en\",\"phrases\":{\"intro\":[\"Noted:\"]}}",
     "phrases.intro: no such kind"},
    {"a text for a list",
     "{\"language\":\"en\",\"phrases\":{\"lead\":\"Noted:\"}}",
     "phrases.lead: is no list"},
    {"a list for the kinds", "{\"language\":\"en\",\"phrases\":[\"Noted:\"]}",
     "phrases: is no {"},
    {"a number for a phrase",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Noted:\",7]}}",
     "phrases.lead[1]: is neither"},
    {"hype", "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Amazing news:\"]}}",
     "says \"Amazing\", which is hype"},
    {"the first person",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"From our lab:\"]}}",
     "says \"our\" for reps"},
    {"a wish that goes on to claim",
     "{\"language\":\"en\",\"phrases\":{\"ask\":[\"I wonder, and we built "
     "{term}?\"]}}",
     "says \"we\""},
    {"an unknown gap",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"On {thing}:\"]}}",
     "gap {thing}"},
    {"an open brace",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"On {term:\"]}}",
     "brace without"},
    {"a gap within a gap",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"On {{term}}:\"]}}",
     "brace without"},
    {"a gap that its kind can't fill",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"On {n1}:\"]}}", "gap {n1}"},
    {"two subjects",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"{Term} and {also}:\"]}}",
     "two subjects"},
    {"another end",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"On {term}.\"]}}",
     "end it with :"},
    {"a small start",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"on {term}:\"]}}",
     "small letter"},
    {"a small gap first",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"{term} again:\"]}}",
     "write {Term}"},
    {"a number",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"In 3 words:\"]}}",
     "says \"3\""},
    {"an exclamation mark",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Look! On {term}:\"]}}",
     "exclamation"},
    {"an address",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"See evil.com on "
     "{term}:\"]}}",
     "address"},
    {"a hashtag",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"For #Depot:\"]}}",
     "hashtag"},
    {"markup",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"<b>Noted</b>:\"]}}",
     "markup"},
    {"a line break",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Noted\\n:\"]}}",
     "line break"},
    {"what can't be seen",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Noted\\u202e:\"]}}",
     "invisible"},
    {"an emoji",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Noted \\ud83d\\udc4d:\"]"
     "}}",
     "an emoji"},
    {"two blanks",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[\"Noted  on {term}:\"]}}",
     "blank too many"},
    {"nothing", "{\"language\":\"en\",\"phrases\":{\"lead\":[\"\"]}}",
     "is empty"},
    {"a tone that is none",
     "{\"language\":\"en\",\"phrases\":{\"lead\":[{\"text\":\"Noted:\","
     "\"tone\":\"loud\"}]}}",
     "tone \"loud\""},
    {"a disclosure without the company",
     "{\"language\":\"en\",\"disclosure\":\"I am with them.\"}",
     "disclosure: write one sentence"},
    {"a disclosure of two gaps",
     "{\"language\":\"en\",\"disclosure\":\"{company} and {term}.\"}",
     "disclosure: write one sentence"},
    {"a text for ids", "{\"language\":\"en\",\"without\":\"lead\"}",
     "without: is no list"},
    {"numbers for ids", "{\"language\":\"en\",\"without\":[1]}",
     "without: give at most"},
    {"a language that is not built in, without words",
     "{\"language\":\"nl\",\"phrases\":{\"lead\":[\"Over {term}:\"]}}",
     "needs words"},
    {"the same with nearly nothing",
     "{\"language\":\"nl\",\"open_quote\":\"\\\"\",\"close_quote\":\"\\\"\","
     "\"words\":{\"stop\":\"de\"},\"shapes\":[]}",
     "words: lacks"},
};

static void
note_line(void *data, bool is_fault, const char *line)
{
    struct buf *told = data;

    buf_printf(told, "%s%s\n", is_fault ? "" : "note: ", line);
}

static void
count_phrase(void *data, const struct phrase_info *phrase)
{
    size_t *counts = data;

    counts[0] += phrase->from != NULL;
    counts[1] += phrase->off;
    counts[2]++;
}

static struct compose *
make(void)
{
    struct compose *compose;
    struct error err;

    if (!compose_new(&compose, &err))
        fail_msg("%s", err.text);
    return compose;
}

static void
takes_what_is_fit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct compose *compose = make();
        struct buf told = {0};
        size_t before[3] = {0}, after[3] = {0};
        bool ok;

        compose_company_each(compose, NULL, count_phrase, before);
        ok = compose_company_add(compose, "own.json", files[i].json,
                                 strlen(files[i].json), note_line, &told);
        compose_company_each(compose, NULL, count_phrase, after);
        if (ok != (files[i].told == NULL))
            fail_msg("%s: %s", files[i].why, buf_text(&told));
        if (!ok && strstr(buf_text(&told), files[i].told) == NULL)
            fail_msg("%s: told %s", files[i].why, buf_text(&told));
        if (!ok && (after[0] != 0 || after[1] != 0 || after[2] != before[2]))
            fail_msg("%s: half of it was taken", files[i].why);
        buf_deinit(&told);
        compose_free(compose);
    }
}

static void
joins_and_switches_off(void **state)
{
    static const char json[] =
        "{\"language\":\"en\",\"without\":[\"opener\",\"ask\"],\"phrases\":{"
        "\"lead\":[\"Field note on {term}:\",\"Field note on {term}:\","
        "\"On {term}:\"],\"opener\":[\"From the loading dock.\"]}}";
    struct compose *compose = make();
    size_t counts[3] = {0};

    (void)state;
    assert_true(compose_company_add(compose, "own.json", json, strlen(json),
                                    NULL, NULL));
    compose_company_each(compose, "en", count_phrase, counts);
    /* What stands there already, or twice, is there once; the company's own
     * opener is not switched off with ours. */
    assert_int_equal(counts[0], 2);
    assert_true(counts[1] > 20 && counts[1] < counts[2]);
    compose_free(compose);
}

/* A whole pack: tests/data/phrases/nl.json. */
static void
makes_a_language_more(void **state)
{
    static const char text[] =
        "De school in Aldervik houdt de kelder warm met water uit veertig "
        "putten onder het plein.\n\nDe gemeente spaart elke winter 62 procent "
        "gas sinds de nieuwe leidingen onder de straat liggen.\n\nElke klas "
        "krijgt een eigen meter die de warmte per uur opschrijft voor de "
        "ouders.\n\nDe leraren vragen de gemeente om een tweede pomp voor de "
        "koude dagen van januari.\n\nDe oude ketel blijft in het gebouw staan "
        "voor een week met strenge vorst.";
    static const char *dutch[] = {"nl"}, *words[] = {"gemeente"};
    struct compose_article article = {.id = "k",
                                      .url = "https://depot.example/k",
                                      .title = "Warme kelder",
                                      .text = text,
                                      .language = "nl"};
    struct voice voice = {.languages = {dutch, 1}};
    struct compose_rep rep = {
        .id = "m", .keywords = words, .n_keywords = 1, .voice = &voice};
    struct compose_options options = {0};
    struct compose *compose = make();
    struct compose_index *index = NULL;
    struct differ_story *story = differ_story_new(NULL, NULL, NULL);
    struct arena *arena = arena_new(0);
    struct compose_result result;
    struct buf json = {.max = PHRASES_BYTES}, told = {0};
    struct error err = {0};

    (void)state;
    assert_false(compose_read(compose, &article, &index, &err));
    assert_string_equal(err.text, "we do not write Dutch yet");
    assert_true(file_read("tests/data/phrases/nl.json", &json, &err));
    if (!compose_company_add(compose, "nl.json", buf_text(&json), json.len,
                             note_line, &told))
        fail_msg("%s", buf_text(&told));
    assert_true(compose_knows(compose, "nl"));
    if (!compose_read(compose, &article, &index, &err) ||
        !compose_text(index, &rep, "linkedin", story, NULL, &options, arena,
                      &result, &err))
        fail_msg("%s", err.text);
    assert_non_null(strstr(result.text, "De "));
    buf_deinit(&json);
    buf_deinit(&told);
    compose_index_free(index);
    differ_story_free(story);
    arena_free(arena);
    compose_free(compose);
}

/* What is asked of a company's phrases, ours keep as well. */
struct rewriting {
    struct buf json;
    const char *kind;
};

static void
write_phrase(void *data, const struct phrase_info *phrase)
{
    struct rewriting *it = data;
    struct json_out out = {.buf = &it->json};

    if (it->kind == NULL || strcmp(it->kind, phrase->kind) != 0)
        buf_printf(&it->json, "%s\"%s\":[", it->kind != NULL ? "]," : "",
                   phrase->kind);
    else
        buf_add(&it->json, ",");
    it->kind = phrase->kind;
    json_put_text(&out, phrase->text);
    /* In French what stops a phrase never falls into the next line. */
    if (strcmp(phrase->language, "fr") == 0 &&
        (strstr(phrase->text, " ?") != NULL ||
         strstr(phrase->text, " :") != NULL ||
         strstr(phrase->text, "« ") != NULL))
        fail_msg("a blank that breaks: %s", phrase->text);
}

static void
ours_keep_the_rules_as_well(void **state)
{
    static const char *const languages[] = {"en", "de", "fr", "es"};

    (void)state;
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        struct compose *compose = make();
        struct rewriting it = {.kind = NULL};
        struct buf told = {0};

        buf_printf(&it.json, "{\"language\":\"%s\",\"phrases\":{",
                   languages[i]);
        compose_company_each(compose, languages[i], write_phrase, &it);
        buf_add(&it.json, "]}}");
        if (!compose_company_add(compose, "ours.json", buf_text(&it.json),
                                 it.json.len, note_line, &told))
            fail_msg("%s", buf_text(&told));
        buf_deinit(&it.json);
        buf_deinit(&told);
        compose_free(compose);
    }
}

static void
tells_of_the_first_faults(void **state)
{
    struct buf json = {0}, told = {0};
    struct compose *compose = make();
    size_t lines = 0;

    (void)state;
    buf_add(&json, "{\"language\":\"en\",\"phrases\":{\"lead\":[\"x\"");
    for (int i = 0; i < 5000; i++)
        buf_add(&json, ",\"x\"");
    buf_add(&json, "]}}");
    assert_false(compose_company_add(compose, "own.json", buf_text(&json),
                                     json.len, note_line, &told));
    for (const char *p = buf_text(&told); (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    assert_true(lines > 10 && lines < 30);
    assert_non_null(strstr(buf_text(&told), "faults more"));
    buf_deinit(&json);
    buf_deinit(&told);
    compose_free(compose);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_fit),
        cmocka_unit_test(joins_and_switches_off),
        cmocka_unit_test(makes_a_language_more),
        cmocka_unit_test(ours_keep_the_rules_as_well),
        cmocka_unit_test(tells_of_the_first_faults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
