/* What was learned of a voice can be seen in the texts: over a set of
 * articles, each line makes its trait more frequent than it is without. */
#include "polyphony/compose.h"

#include "polyphony/file.h"
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ATTEMPTS 4

static const char *const articles[] = {
    "dock-agency-peak", "dock-charging-peaks",   "dock-night-delivery",
    "dock-drone-count", "dock-restore-drill",    "dock-returns-study",
    "dock-speed-map",   "dock-shuttle-retrofit", "law-ai-rosters",
    "law-late-payment", "law-packaging",         "shift-bakery",
};
#define N_ARTICLES (sizeof articles / sizeof *articles)

struct bench {
    struct compose *compose;
    struct compose_index *indexes[N_ARTICLES];
};

/* --- traits of a text ------------------------------------------------------
 */

/* The words before the first link or hashtag that stands alone. */
static size_t
count_words(const char *text)
{
    size_t n = 0;

    for (const char *p = text; *p != '\0';) {
        size_t len;

        p += strspn(p, " \n");
        len = strcspn(p, " \n");
        n += len > 0 && strncmp(p, "http", 4) != 0 && *p != '#';
        p += len;
    }
    return n;
}

static bool
is_short(const char *text)
{
    return count_words(text) <= 25;
}

static bool
is_long(const char *text)
{
    return count_words(text) >= 30;
}

static bool
asks(const char *text)
{
    return strchr(text, '?') != NULL;
}

static bool
asks_first(const char *text)
{
    return text[strcspn(text, ".?\n")] == '?';
}

static bool
asks_last(const char *text)
{
    const char *link = strstr(text, "http");
    const char *asked = strrchr(text, '?');

    return asked != NULL && strpbrk(asked + 1, ".:") >= link;
}

static bool
opens_short(const char *text)
{
    char first[400];

    snprintf(first, sizeof first, "%.*s", (int)strcspn(text, ".?:\n"), text);
    return count_words(first) <= 8;
}

static bool
opens_with_number(const char *text)
{
    size_t len = strcspn(text, "0123456789\n"), blanks = 0;

    for (size_t i = 0; i < len; i++)
        blanks += text[i] == ' ';
    return text[len] >= '0' && text[len] <= '9' && blanks < 5;
}

static bool
has_dash(const char *text)
{
    return strstr(text, "–") != NULL || strstr(text, "—") != NULL;
}

static bool
says_i(const char *text)
{
    return strncmp(text, "I ", 2) == 0 || strncmp(text, "I'", 2) == 0 ||
           strstr(text, " I ") != NULL || strstr(text, " I'") != NULL ||
           strstr(text, "\nI ") != NULL || strstr(text, "\nI'") != NULL;
}

static bool
has_emoji(const char *text)
{
    return strstr(text, "\xF0\x9F") != NULL;
}

static bool
has_tag_inside(const char *text)
{
    const char *tag = strchr(text, '#'), *next;

    if (tag == NULL)
        return false;
    next = strpbrk(tag, " \n");
    return next != NULL && next[1] >= 'a' && next[1] <= 'z' &&
           strncmp(next + 1, "http", 4) != 0;
}

static bool
has_word(const char *text)
{
    return strcasestr(text, "team") != NULL;
}

static bool
ends_with_tags(const char *text)
{
    const char *tag = strrchr(text, '#'), *link = strstr(text, "http");

    return tag == NULL || tag > link;
}

/* --- the set ---------------------------------------------------------------
 */

static const char text_of_no_article[] = "";

static int
set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    struct error err = {0};

    assert_non_null(bench);
    if (!compose_new(&bench->compose, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < N_ARTICLES; i++) {
        struct buf text = {.max = 100000};
        char path[200], url[100];
        struct compose_article article = {.id = articles[i],
                                          .url = url,
                                          .title = text_of_no_article,
                                          .site = "Dock Weekly",
                                          .language = "en"};

        snprintf(path, sizeof path, "feeds/demo/articles/%s.txt", articles[i]);
        snprintf(url, sizeof url, "https://dock.example/%s", articles[i]);
        if (!file_read(path, &text, &err))
            fail_msg("%s", err.text);
        article.text = strstr(buf_text(&text), "\n\n") + 2;
        if (!compose_read(bench->compose, &article, &bench->indexes[i], &err))
            fail_msg("%s: %s", articles[i], err.text);
        buf_deinit(&text);
    }
    *state = bench;
    return 0;
}

static int
tear_down(void **state)
{
    struct bench *bench = *state;

    for (size_t i = 0; i < N_ARTICLES; i++)
        compose_index_free(bench->indexes[i]);
    compose_free(bench->compose);
    free(bench);
    return 0;
}

/* Percent of the texts in this voice that have the trait. */
static int
share(const struct bench *bench, const struct voice *voice,
      bool (*trait)(const char *text))
{
    static const char *keywords[] = {"warehouse", "shift", "pallets",
                                     "drivers"};
    struct compose_rep rep = {.id = "ada",
                              .name = "Ada",
                              .keywords = keywords,
                              .n_keywords = 4,
                              .voice = voice};
    int texts = 0, with = 0;

    for (size_t i = 0; i < N_ARTICLES; i++)
        for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
            struct differ_story *story = differ_story_new("", "", NULL);
            struct arena *arena = arena_new(0);
            struct compose_options options = {.attempt = attempt};
            struct compose_result result;
            struct error why = {0};

            if (compose_text(bench->indexes[i], &rep, "linkedin", story, NULL,
                             &options, arena, &result, &why)) {
                texts++;
                with += trait(result.text);
            }
            differ_story_free(story);
            arena_free(arena);
        }
    assert_true(texts >= 40);
    return with * 100 / texts;
}

static const struct {
    const char *why, *json;
    bool (*trait)(const char *text);
    int least; /* points more than without the line */
} lines[] = {
    {"short texts", "{\"is\":\"length.short\",\"words\":15,\"edits\":2}",
     is_short, 5},
    {"long texts", "{\"is\":\"length.long\",\"words\":60,\"edits\":2}", is_long,
     15},
    {"a question first", "{\"is\":\"opening.question\",\"edits\":2}",
     asks_first, 15},
    {"a question last", "{\"is\":\"close.question\",\"edits\":2}", asks_last,
     15},
    {"no question", "{\"is\":\"question.none\",\"edits\":2}", asks, -100},
    {"few words first", "{\"is\":\"opening.short\",\"edits\":2}", opens_short,
     15},
    {"a number first", "{\"is\":\"opening.number\",\"edits\":2}",
     opens_with_number, 10},
    {"dashes", "{\"is\":\"dash.some\",\"edits\":2}", has_dash, 20},
    {"the first person", "{\"is\":\"person.i\",\"edits\":2}", says_i, 10},
    {"emoji", "{\"is\":\"emoji.some\",\"edits\":2}", has_emoji, 40},
    {"hashtags inside", "{\"is\":\"hashtags.inside\",\"edits\":2}",
     has_tag_inside, 30},
    {"hashtags last", "{\"is\":\"hashtags.end\",\"edits\":2}", ends_with_tags,
     5},
    {"a word", "{\"is\":\"likes team\",\"word\":\"team\",\"edits\":3}",
     has_word, 10},
};

static void
each_line_shows(void **state)
{
    static const char *english[] = {"en"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct voice plain = {.languages = {english, 1}, .hashtags = 2};
        struct voice learned = plain;
        struct arena *arena = arena_new(0);
        struct json *json = NULL;
        int without, with;

        assert_true(
            json_parse(lines[i].json, strlen(lines[i].json), &json, NULL));
        voice_apply(arena, lines[i].why, json, &learned);
        without = share(*state, &plain, lines[i].trait);
        with = share(*state, &learned, lines[i].trait);
        if (lines[i].least == -100 ? with != 0
                                   : with < without + lines[i].least)
            fail_msg("%s: %d%% with the line, %d%% without", lines[i].why, with,
                     without);
        print_message("%s: %d%%, without the line %d%%\n", lines[i].why, with,
                      without);
        json_free(json);
        arena_free(arena);
    }
}

/* Nobody says "I wonder" who never said "I". */
static void
says_i_for_nobody_else(void **state)
{
    static const char *english[] = {"en"};
    struct voice plain = {.languages = {english, 1}, .hashtags = 2};

    assert_int_equal(share(*state, &plain, says_i), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_shows),
        cmocka_unit_test(says_i_for_nobody_else),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
