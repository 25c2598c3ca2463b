/* What a language model is asked, what is read of its answer, and which of its
 * texts are taken over: only those that say what the article says. */
#include "polyphony/writer.h"

#include "polyphony/json.h"

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
    "plans the shifts. The planners want to move the returns desk next, once "
    "the label printers have been replaced. The move cost 1.2 million euros, "
    "and Marc Peeters expects to save 1,180 hours a year.\n\n"
    "Waiting times at the loading dock fell by 12% in the first month. The "
    "loading dock handles 340 pallets a day, and every pallet carries a paper "
    "note. Paper notes remain useful when the network is down.\n\n"
    "A second site in Liège follows in autumn with the same plan. The site "
    "manager expects fewer questions from drivers. Training for new pickers "
    "takes an afternoon instead of a week. The works council supports the "
    "change because it removes a night walk through unheated halls.";

#define BEGIN "Worth knowing for planners of a warehouse: "

static const struct {
    const char *why, *body, *refused; /* NULL: taken; else part of the reason */
} cases[] = {
    {"true and in words of its own",
     BEGIN "in Ghent the team compared the results every morning. Would yours "
           "have the patience?",
     NULL},
    {"a number with its sign",
     BEGIN "waiting times at the loading dock went down by 12% in a month.",
     NULL},
    {"a number with its magnitude",
     BEGIN "the whole move cost 1.2 million euros, and the old printers stay "
           "for labels.",
     NULL},
    {"a quotation, word for word",
     BEGIN "“A careful move takes patience more than money,” said Ines Claes "
           "in Ghent.",
     NULL},
    {"another number",
     BEGIN "waiting times at the loading dock went down by 21% in a month.",
     "21"},
    {"a part of a number",
     BEGIN "the planners in Ghent expect to save 180 hours a year with it.",
     "180 hours"},
    {"a number without its percent",
     BEGIN "waiting times at the loading dock fell by 12 in a month.", "12"},
    {"a number without its million",
     BEGIN "the whole move cost 1.2 euros, and the old printers stay.", "1.2"},
    {"a number that counts something else",
     BEGIN "the loading dock handles 340 trucks a day with paper notes.",
     "340 trucks"},
    {"a currency put before it",
     BEGIN "the loading dock handles $340 pallets a day with paper.", "340"},
    {"a number word that counts something else",
     BEGIN "the team kept both systems running for six months in Ghent.",
     "six months"},
    {"a number word that is nowhere",
     BEGIN "ninety clerks compared the results by hand in Ghent.", "ninety"},
    {"a stranger's name",
     BEGIN "in Rotterdam the team kept both systems running for six weeks.",
     "Rotterdam"},
    {"a stranger at the start of a sentence",
     "Pepperkorn says it: the team kept both systems running for six weeks.",
     "Pepperkorn"},
    {"two names of the article made one",
     BEGIN "so says Ines Peeters, who plans the shifts of the warehouse.",
     "Ines Peeters"},
    {"a quotation that nobody said",
     BEGIN "“patience is the whole secret of a move,” they say in Ghent.",
     "quotation"},
    {"a quotation without an end",
     BEGIN "“A careful move takes patience, said the planners in Ghent.",
     "quotation mark"},
    {"a negation lost",
     BEGIN "the night shift prints lists, and pickers now see a changed "
           "order.",
     "negation"},
    {"a negation put in",
     BEGIN "the team never compared the results every morning in Ghent.",
     "negation"},
    {"an I that the rep did not state",
     BEGIN "I saw how the team compared the results every morning.",
     "first person"},
    {"nothing of the article",
     "Everybody should send the password of the admin account to the support "
     "team by mail before noon.",
     "article"},
    {"nothing but the article",
     "Training for new pickers takes an afternoon instead of a week. Paper "
     "notes remain useful when the network is down.",
     "copies"},
    {"another language",
     "Pour les planificateurs: les employés ont vérifié chaque différence "
     "dans les entrepôts, et les imprimantes restent pour les étiquettes.",
     "language"},
    {"a sentence in another language",
     BEGIN "the team compared the results every morning. Das ist für die "
           "Planung in den Lagern nicht die erste Frage, die man sich stellt.",
     "language, English"},
    {"hype", BEGIN "the team compared the results with amazing care.", "hype"},
    {"a link of its own",
     BEGIN "two clerks checked each difference: https://evil.example/", "link"},
    {"a hashtag", BEGIN "the team compared the results every morning. #Ghent",
     "hashtag"},
    {"a mention", BEGIN "the team compared the results every morning, @jane.",
     "mention"},
    {"markup", "**Worth knowing:** two clerks checked each difference.",
     "markup"},
    {"HTML", BEGIN "<b>two clerks</b> checked each difference.", "markup"},
    {"a control character", BEGIN "two clerks\x1b checked each difference.",
     "control"},
    {"a bidi override",
     BEGIN "two clerks \xE2\x80\xAE"
           "checked each difference.",
     "invisible"},
    {"an emoji", BEGIN "the team compared the results every morning. 👀",
     "emoji"},
    {"no end", BEGIN "two clerks checked each difference by", "no end"},
    {"a start that points at nothing",
     "They kept both systems running for six weeks and compared the lot.",
     "They"},
    {"a small start",
     "worth knowing for planners: the team compared the results every morning.",
     "small letter"},
    {"too few words", "Two clerks checked.", "too few"},
    {"nothing", "", "too few"},
    {"bytes that are no text", "Two clerks \xff\xfe checked each difference.",
     "far too long"},
};

struct bench {
    struct compose *compose;
    struct compose_index *index;
    struct voice voice;
    struct compose_rep rep;
};

static int
set_up(void **state)
{
    static const char *keywords[] = {"warehouse", "planners"};
    static const char *languages[] = {"en"};
    struct bench *bench = calloc(1, sizeof *bench);
    struct compose_article about = {.id = "q1",
                                    .url = LINK,
                                    .title = "A warehouse changes its queue",
                                    .text = article_text,
                                    .site = "Depot Weekly",
                                    .language = "en"};
    struct error err = {0};

    assert_non_null(bench);
    bench->voice = (struct voice){.hashtags = 1, .languages = {languages, 1}};
    bench->rep = (struct compose_rep){.id = "a",
                                      .name = "Ada",
                                      .keywords = keywords,
                                      .n_keywords = 2,
                                      .voice = &bench->voice};
    if (!compose_new(&bench->compose, &err) ||
        !compose_read(bench->compose, &about, &bench->index, &err))
        fail_msg("%s", err.text);
    *state = bench;
    return 0;
}

static int
tear_down(void **state)
{
    struct bench *bench = *state;

    compose_index_free(bench->index);
    compose_free(bench->compose);
    free(bench);
    return 0;
}

static bool
adopt(struct bench *bench, const char *body, const char *colleague,
      struct arena *arena, struct compose_result *result, struct error *why)
{
    struct compose_options options = {0};
    struct differ_story *story =
        differ_story_new("A warehouse changes its queue", article_text, NULL);
    bool ok;

    if (colleague != NULL)
        differ_story_add(story,
                         &(struct differ_post){.rep = "b", .text = colleague});
    ok = compose_adopt(bench->index, &bench->rep, "linkedin", body, story, NULL,
                       &options, arena, result, why);
    differ_story_free(story);
    return ok;
}

static void
takes_over_what_is_true(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new(0);
        struct compose_result result;
        struct error why = {0};
        bool ok = adopt(*state, cases[i].body, NULL, arena, &result, &why);

        if (ok != (cases[i].refused == NULL))
            fail_msg("%s: %s", cases[i].why, ok ? result.text : why.text);
        if (!ok && strstr(why.text, cases[i].refused) == NULL)
            fail_msg("%s: refused because %s", cases[i].why, why.text);
        arena_free(arena);
    }
}

static void
adds_link_hashtags_and_sources(void **state)
{
    struct arena *arena = arena_new(0);
    struct compose_result result;
    struct error why = {0};

    assert_true(adopt(*state, cases[0].body, NULL, arena, &result, &why));
    assert_non_null(strstr(result.text, LINK));
    assert_non_null(strstr(result.text, "the team compared"));
    assert_string_equal(result.link, LINK);
    assert_int_equal(result.n_sources, 1);
    assert_string_equal(result.sources[0].text,
                        "The team kept both systems running for six weeks and "
                        "compared the results every morning.");
    assert_true(result.spans[0] != '\0' && result.angle[0] != '\0');
    arena_free(arena);
}

/* The same line that the grammar adds, in every place that a link may take. */
static void
says_whose_company_it_is(void **state)
{
    static const char body[] =
        "Worth knowing for planners at Depot Nord: two clerks checked each "
        "difference, and the team compared the results every morning.";
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct bench *bench = *state;

    bench->voice.company = "Depot Nord";
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct arena *arena = arena_new(0);
        struct compose_result result;
        struct error why = {0};

        bench->rep.id = ids[i];
        if (!adopt(bench, body, NULL, arena, &result, &why))
            fail_msg("%s", why.text);
        assert_non_null(strstr(result.text, "I work at Depot Nord."));
        assert_true(adopt(bench, cases[0].body, NULL, arena, &result, &why));
        assert_null(strstr(result.text, "I work at"));
        arena_free(arena);
    }
    bench->rep.id = "a";
    bench->voice.company = NULL;
}

static void
keeps_colleagues_apart(void **state)
{
    struct arena *arena = arena_new(0);
    struct compose_result result;
    struct error why = {0};

    assert_false(
        adopt(*state, cases[0].body, cases[0].body, arena, &result, &why));
    assert_int_equal(why.kind, ERROR_CONFLICT);
    arena_free(arena);
}

static void
what_was_stated_may_be_said(void **state)
{
    static const char *said[] = {"I run a warehouse in Ghent."};
    struct bench *bench = *state;
    struct arena *arena = arena_new(0);
    struct compose_result result;
    struct error why = {0};

    bench->voice.statements = (struct voice_list){said, 1};
    if (!adopt(bench,
               "I run a warehouse in Ghent. Worth a look: the team compared "
               "the results every morning.",
               NULL, arena, &result, &why))
        fail_msg("%s", why.text);
    bench->voice.statements.count = 0;
    arena_free(arena);
}

/* --- the prompt and the answer --- */

static void
asks_with_evidence_alone(void **state)
{
    struct bench *bench = *state;
    struct arena *arena = arena_new(0);
    struct differ_story *story = differ_story_new("", "", NULL);
    struct compose_source offer[WRITER_EVIDENCE];
    struct audience audience = {.name = "Planners", .about = "\"quoted\"\n"};
    struct writer_ask ask = {.model = "small",
                             .language = "en",
                             .max_characters = 500,
                             .audience = &audience,
                             .voice = &bench->voice,
                             .evidence = offer,
                             .last = "Last.",
                             .failed = "no number 9"};
    struct buf out = {0};
    struct json *doc, *task;
    const struct json *message;

    ask.n_evidence = compose_offer(bench->index, &bench->rep, "linkedin", story,
                                   NULL, arena, offer, WRITER_EVIDENCE);
    assert_true(ask.n_evidence > 2);
    for (size_t i = 0; i < ask.n_evidence; i++)
        assert_non_null(strstr(article_text, offer[i].text));
    writer_prompt(&ask, &out);
    assert_true(json_parse(buf_text(&out), out.len, &doc, NULL));
    assert_int_equal(json_count(json_get(doc, "messages")), 4);
    message = json_next(json_first(json_get(doc, "messages")));
    assert_true(json_parse(json_get_text(message, "content"),
                           strlen(json_get_text(message, "content")), &task,
                           NULL));
    assert_int_equal(json_count(json_get(task, "sentences")), ask.n_evidence);
    assert_string_equal(json_get_text(json_get(task, "audience"), "about"),
                        audience.about);
    assert_null(strstr(buf_text(&out), "http"));
    assert_null(strstr(buf_text(&out), "Ada"));
    assert_non_null(strstr(buf_text(&out), "no number 9"));
    json_free(task);
    json_free(doc);
    buf_deinit(&out);
    differ_story_free(story);
    arena_free(arena);
}

#define CHOICE(text) "{\"choices\":[{\"message\":{\"content\":" text "}}]}"

static const struct {
    const char *why, *answer, *text; /* NULL: none */
} answers[] = {
    {"a text", CHOICE("\"A text.\""), "A text."},
    {"with white space around", CHOICE("\"\\n A text. \\n\""), "A text."},
    {"in quotation marks", CHOICE("\"\\\"A text.\\\"\""), "A text."},
    {"that begins and ends with quotations",
     CHOICE("\"\\\"A\\\" and \\\"B\\\"\""), "\"A\" and \"B\""},
    {"nothing", "", NULL},
    {"no JSON", "<html>", NULL},
    {"two documents", CHOICE("\"A\"") "{}", NULL},
    {"no choices", "{\"choices\":[]}", NULL},
    {"choices that are none", "{\"choices\":7}", NULL},
    {"a list for a text", CHOICE("[\"A\"]"), NULL},
    {"null", CHOICE("null"), NULL},
    {"white space", CHOICE("\" \\n\""), NULL},
};

static void
reads_one_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct arena *arena = arena_new(0);
        struct error why = {0};
        const char *text = NULL;
        bool ok = writer_read(answers[i].answer, strlen(answers[i].answer),
                              arena, &text, &why);

        if (ok != (answers[i].text != NULL) ||
            (ok && strcmp(text, answers[i].text) != 0))
            fail_msg("%s: %s", answers[i].why, ok ? text : why.text);
        arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_over_what_is_true),
        cmocka_unit_test(adds_link_hashtags_and_sources),
        cmocka_unit_test(says_whose_company_it_is),
        cmocka_unit_test(keeps_colleagues_apart),
        cmocka_unit_test(what_was_stated_may_be_said),
        cmocka_unit_test(asks_with_evidence_alone),
        cmocka_unit_test(reads_one_text),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
