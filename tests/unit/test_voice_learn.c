/* What edits and sample posts teach of a voice: each line from examples that
 * agree, none from a single slip, and what the composer makes of it. */
#include "polyphony/voice.h"
#include "polyphony/voice_learn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LONG                                                                   \
    "The depot kept both systems running for six weeks and compared results "  \
    "every morning, which took two clerks and a lot of coffee until the new "  \
    "queue was finally trusted. "

static const struct {
    const char *why, *language;
    struct voice_example examples[5];
    const char *learned, *not_learned; /* `is` of a line; NULL: none at all */
} cases[] = {
    {"nothing is known of a rep without examples", "en", {{0}}, NULL, NULL},
    {"one edit is a slip", "en", {{LONG "👀", LONG}}, NULL, "emoji.none"},
    {"two edits that agree are a habit",
     "en",
     {{"Worth a look: 👀 pallets move.", "Worth a look: pallets move."},
      {"A queue grows. 📌", "A queue grows."}},
     "emoji.none",
     "length.short"},
    {"what was left as it was says nothing",
     "en",
     {{"Pallets 👀 move!", "Pallets 👀 moved!"},
      {"Queues 👀 grow!", "Queues 👀 grew!"}},
     NULL,
     "emoji.some"},
    {"edits that contradict teach nothing",
     "en",
     {{"One 👀 pallet.", "One pallet."},
      {"Two 👀 pallets.", "Two pallets."},
      {"Three pallets.", "Three pallets 👀."}},
     NULL,
     "emoji.none"},
    {"texts cut to a part",
     "en",
     {{LONG LONG, "The depot compared results for six weeks."},
      {LONG LONG, "Two clerks and coffee: a queue is trusted."}},
     "length.short",
     "length.long"},
    {"texts made longer",
     "en",
     {{"Pallets move.", LONG}, {"Queues grow.", LONG LONG}},
     "length.long",
     "length.short"},
    {"hashtags taken out",
     "en",
     {{"Pallets move. #Queue #Depot", "Pallets move."},
      {"Queues grow. #Depot", "Queues grow."}},
     "hashtags.count",
     "hashtags.inside"},
    {"a question put at the end",
     "en",
     {{"Pallets move.", "Pallets move. Do yours?"},
      {"Queues grow. #Depot", "Queues grow. Who minds? #Depot"}},
     "close.question",
     "opening.question"},
    {"a question put first",
     "en",
     {{"Pallets move.", "Do yours? Pallets move."},
      {"Queues grow.", "Who minds? Queues grow."}},
     "opening.question",
     "close.question"},
    {"dashes taken out, also a hyphen that stands for one",
     "en",
     {{"Pallets – they move.", "Pallets: they move."},
      {"Queues - they grow.", "Queues: they grow."}},
     "dash.none",
     "dash.some"},
    {"a hyphen within a word is no dash",
     "en",
     {{"Night-shift pallets.", "Late pallets."},
      {"Night-shift queues.", "Late queues."}},
     NULL,
     "dash.none"},
    {"exclamation marks taken out",
     "en",
     {{"Pallets move!", "Pallets move."}, {"Queues grow!", "Queues grow."}},
     "exclamation.none",
     NULL},
    {"the first person, put in",
     "en",
     {{"Pallets move.", "I'd say pallets move."},
      {"Queues grow.", "I think queues grow."}},
     "person.i",
     "person.we"},
    {"the first person of another language",
     "de",
     {{"Paletten fahren.", "Wir sehen: Paletten fahren."},
      {"Schlangen wachsen.", "Unsere Schlangen wachsen."}},
     "person.we",
     "person.i"},
    {"an English I is no German one",
     "de",
     {{"Paletten fahren.", "Teil I: Paletten fahren."},
      {"Schlangen wachsen.", "Teil I: Schlangen wachsen."}},
     NULL,
     "person.i"},
    {"a word that comes back three times",
     "en",
     {{"Pallets move.", "For the ledger: pallets move."},
      {"Queues grow.", "Keep in the ledger that queues grow."},
      {"Paper notes stay.", "The ledger has paper notes."}},
     "likes ledger",
     "avoids ledger"},
    {"a word that is taken out three times",
     "en",
     {{"Sober news: pallets move.", "News: pallets move."},
      {"A sober word: queues grow.", "A word: queues grow."},
      {"Sober: paper notes stay.", "Paper notes stay."}},
     "avoids sober",
     "likes sober"},
    {"three sample posts",
     "en",
     {{NULL, "Pallets move. Do yours?"},
      {NULL, "Queues grow. Who minds?"},
      {NULL, "Paper notes stay. Who reads them?"}},
     "close.question",
     "emoji.some"},
    {"three samples without the first person",
     "en",
     {{NULL, "Pallets move."}, {NULL, "Queues grow."}, {NULL, "Notes stay."}},
     "person.none",
     "person.i"},
};

static bool
has(const struct voice_line *lines, size_t count, const char *is)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lines[i].is, is) == 0)
            return true;
    }
    return false;
}

static void
learns_what_agrees(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new(0);
        struct voice_line *lines;
        size_t n = 0, count;

        while (n < 5 && cases[i].examples[n].after != NULL)
            n++;
        count =
            voice_learn(cases[i].examples, n, cases[i].language, arena, &lines);
        if (cases[i].learned != NULL && !has(lines, count, cases[i].learned))
            fail_msg("%s: no %s", cases[i].why, cases[i].learned);
        if (cases[i].not_learned != NULL &&
            has(lines, count, cases[i].not_learned))
            fail_msg("%s: %s", cases[i].why, cases[i].not_learned);
        arena_free(arena);
    }
}

static void
says_how_it_knows(void **state)
{
    static const struct voice_example examples[] = {
        {LONG LONG, "The depot compared results for six weeks."},
        {LONG LONG, "Two clerks and coffee: a queue is trusted."},
        {NULL, "A short post of mine."},
    };
    struct arena *arena = arena_new(0);
    struct voice_line *lines;
    size_t count = voice_learn(examples, 3, "en", arena, &lines);

    (void)state;
    assert_true(count > 0);
    assert_string_equal(lines[0].line, "Short: about 5 words");
    assert_string_equal(lines[0].json, "{\"is\":\"length.short\",\"words\":5,"
                                       "\"edits\":2,\"samples\":1}");
    assert_int_equal(lines[0].edits, 2);
    assert_int_equal(lines[0].samples, 1);
    arena_free(arena);
}

static void
too_much_is_bounded(void **state)
{
    static char huge[100000];
    struct voice_example examples[300];
    struct arena *arena = arena_new(0);
    struct voice_line *lines;

    (void)state;
    memset(huge, 'a', sizeof huge - 1);
    for (size_t i = 0; i < 300; i++)
        examples[i] = (struct voice_example){NULL, i % 2 ? huge : "!!! ??? #"};
    assert_true(voice_learn(examples, 300, NULL, arena, &lines) <= VOICE_LINES);
    arena_free(arena);
}

/* --- what the composer makes of a line --- */

static const struct {
    const char *why, *rep, *line;
    bool brief, question, emoji;
    int hashtags;
} applied[] = {
    {"nothing learned", "{}", "{}", false, false, false, VOICE_HASHTAGS},
    {"short", "{}", "{\"is\":\"length.short\",\"edits\":2}", true, false, false,
     VOICE_HASHTAGS},
    {"asks", "{}", "{\"is\":\"close.question\",\"edits\":2}", false, true,
     false, VOICE_HASHTAGS},
    {"no questions, whatever the tone", "{\"voice\":{\"tone\":\"asks\"}}",
     "{\"is\":\"question.none\",\"edits\":2}", false, false, false,
     VOICE_HASHTAGS},
    {"edits outrank what was given", "{\"voice\":{\"hashtags\":3}}",
     "{\"is\":\"hashtags.count\",\"count\":0,\"edits\":2}", false, false, false,
     0},
    {"samples do not", "{\"voice\":{\"hashtags\":3}}",
     "{\"is\":\"hashtags.count\",\"count\":0,\"samples\":3}", false, false,
     false, 3},
    {"samples say what was not given", "{}",
     "{\"is\":\"hashtags.count\",\"count\":1,\"samples\":3}", false, false,
     false, 1},
    {"emoji of samples", "{}", "{\"is\":\"emoji.some\",\"samples\":3}", false,
     false, true, VOICE_HASHTAGS},
    {"emoji refused by edits", "{\"voice\":{\"emoji\":true}}",
     "{\"is\":\"emoji.none\",\"edits\":2}", false, false, false,
     VOICE_HASHTAGS},
    {"not understood", "{}", "{\"is\":\"moon.full\",\"edits\":9}", false, false,
     false, VOICE_HASHTAGS},
};

static void
leans_the_voice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof applied / sizeof *applied; i++) {
        struct arena *arena = arena_new(0);
        struct json *rep, *line;
        struct voice voice;

        assert_true(
            json_parse(applied[i].rep, strlen(applied[i].rep), &rep, NULL));
        assert_true(
            json_parse(applied[i].line, strlen(applied[i].line), &line, NULL));
        voice_read(arena, rep, &voice);
        voice_apply(arena, "a line", line, &voice);
        if (voice.cues.brief != applied[i].brief ||
            voice.cues.question != applied[i].question ||
            voice.emoji != applied[i].emoji ||
            voice.hashtags != applied[i].hashtags)
            fail_msg("%s", applied[i].why);
        json_free(rep);
        json_free(line);
        arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_what_agrees),
        cmocka_unit_test(says_how_it_knows),
        cmocka_unit_test(too_much_is_bounded),
        cmocka_unit_test(leans_the_voice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
