/* From texts to lines; see the header. A text is first looked at on its own
 * (how long, which marks, how it begins); then each kind of line goes through
 * the examples and counts those that speak for it and those against. */
#include "polyphony/voice_learn.h"

#include "polyphony/emoji.h"
#include "polyphony/entities.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/terms.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDIT 3      /* what an edit weighs, and a sample */
#define SAMPLE 2    /* ... */
#define NEEDED 6    /* two edits, three samples, or one and two */
#define AGREEMENT 3 /* so many for one against */
#define WORD_TIMES 3
#define MAX_WORDS 5      /* lines about words, of each kind */
#define MAX_BYTES 6000   /* longer examples are left out */
#define SHORT_SAMPLE 30  /* words */
#define LONG_SAMPLE 60   /* ... */
#define FEW_WORDS 5      /* an opening of so many is a short one */
#define MIN_LETTERS 4    /* of a word that is liked or avoided */
#define MAX_EXAMPLES 100 /* the first ones count */

enum {
    HAS_EMOJI = 1 << 0,
    HAS_EXCLAMATION = 1 << 1,
    HAS_DASH = 1 << 2,
    HAS_TAG = 1 << 3,
    HAS_TAG_INSIDE = 1 << 4, /* words follow a hashtag */
    SAYS_I = 1 << 5,
    SAYS_WE = 1 << 6,
    ASKS = 1 << 7,
    ASKS_FIRST = 1 << 8,
    ASKS_LAST = 1 << 9,
    NUMBER_FIRST = 1 << 10,
    SHORT_FIRST = 1 << 11
};

struct look {
    unsigned has;
    size_t words, tags;
    const char **stems, **surface; /* content words, each once */
    size_t n_stems;
};

struct seen {
    struct look before, after;
    bool is_edit;
};

struct learning {
    struct seen *seen;
    size_t count;
    const char *language;
    struct terms *terms;
    struct arena *arena;
    struct voice_line *lines;
    size_t n_lines;
};

/* --- a text on its own ---------------------------------------------------- */

/* The text without links, mentions and hashtags; counts the latter. */
static void
take_prose(const int32_t *points, size_t count, struct look *look,
           struct buf *prose)
{
    struct entity *entities = NULL;
    size_t n = entities_find(points, count, &entities), at = 0;

    for (size_t i = 0; i <= n; i++) {
        size_t end = i < n ? entities[i].start : count;

        for (; at < end; at++) {
            if (utf8_is_word(points[at]) && look->tags > 0)
                look->has |= HAS_TAG_INSIDE;
            buf_add_codepoint(prose, points[at]);
        }
        if (i < n) {
            look->tags += entities[i].kind == ENTITY_HASHTAG;
            at = entities[i].end;
        }
    }
    if (look->tags > 0)
        look->has |= HAS_TAG;
    free(entities);
}

/* An en or em dash; a hyphen between blanks stands for one. */
static bool
is_dash_at(const int32_t *points, size_t count, size_t at)
{
    return points[at] == 0x2013 || points[at] == 0x2014 ||
           (points[at] == '-' && at > 0 && at + 1 < count &&
            points[at - 1] == ' ' && points[at + 1] == ' ');
}

static void
look_at_marks(const int32_t *points, size_t count, struct look *look)
{
    for (size_t i = 0; i < count; i++) {
        if (points[i] == '!' || points[i] == 0xA1)
            look->has |= HAS_EXCLAMATION;
        else if (is_dash_at(points, count, i))
            look->has |= HAS_DASH;
        else if (emoji_match(points, count, i) > 0)
            look->has |= HAS_EMOJI;
    }
}

/* How the first sentence and the last one end. */
static void
look_at_ends(const char *prose, struct look *look)
{
    size_t first = strcspn(prose, ".?!\n");
    size_t len = strlen(prose);

    if (strchr(prose, '?') != NULL)
        look->has |= ASKS;
    if (prose[first] == '?')
        look->has |= ASKS_FIRST;
    while (len > 0 && strchr(" \n\r\t", prose[len - 1]) != NULL)
        len--;
    if (len > 0 && prose[len - 1] == '?')
        look->has |= ASKS_LAST;
}

/* The first person in the languages that texts are written in. */
static unsigned
person_of(const char *language, const char *word)
{
    static const char *const lists[][3] = {
        {"en", " i my me mine ", " we our ours "},
        {"de", " ich mein meine meinen meinem meiner mir mich ",
         " wir unser unsere unseren unserem unserer uns "},
        {"fr", " je j mon ma mes moi ", " nous notre nos "},
        {"es", " yo mi mis me conmigo ",
         " nosotros nosotras nuestro nuestra nuestros nuestras "},
    };
    char key[TERM_MAX_BYTES + 3];

    snprintf(key, sizeof key, " %s ", word);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (language == NULL || strcmp(language, lists[i][0]) != 0)
            continue;
        return (strstr(lists[i][1], key) != NULL ? SAYS_I : 0) |
               (strstr(lists[i][2], key) != NULL ? SAYS_WE : 0);
    }
    return 0;
}

static bool
has_stem(const struct look *look, const char *stem)
{
    for (size_t i = 0; i < look->n_stems; i++) {
        if (strcmp(look->stems[i], stem) == 0)
            return true;
    }
    return false;
}

static void
look_at_words(struct learning *learning, const char *prose, struct look *look)
{
    size_t first_end = strcspn(prose, ".?!\n:"), in_first = 0;
    const struct term *terms;
    size_t n = terms_read(learning->terms, prose, strlen(prose), &terms);

    look->stems = arena_array(learning->arena, n + 1, sizeof *look->stems);
    look->surface = arena_array(learning->arena, n + 1, sizeof *look->surface);
    look->words = n;
    if (n > 0 && terms[0].kind == TERM_NUMBER)
        look->has |= NUMBER_FIRST;
    for (size_t i = 0; i < n; i++) {
        const struct term *term = &terms[i];

        in_first += term->end <= first_end;
        look->has |= person_of(learning->language, term->word);
        if (term->is_stop || term->kind != TERM_WORD ||
            utf8_count(term->word, strlen(term->word)) < MIN_LETTERS ||
            has_stem(look, term->stem))
            continue;
        look->stems[look->n_stems] = arena_strdup(learning->arena, term->stem);
        look->surface[look->n_stems++] =
            arena_strdup(learning->arena, term->word);
    }
    if (in_first > 0 && in_first <= FEW_WORDS && n > in_first)
        look->has |= SHORT_FIRST;
}

static void
look_at(struct learning *learning, const char *text, struct look *look)
{
    size_t count;
    int32_t *points = utf8_decode(text, strlen(text), &count);
    struct buf prose = {0}, trimmed = {0};

    take_prose(points, count, look, &prose);
    look_at_marks(points, count, look);
    buf_add(&trimmed, buf_text(&prose) + strspn(buf_text(&prose), " \n\r\t"));
    look_at_ends(buf_text(&trimmed), look);
    look_at_words(learning, buf_text(&trimmed), look);
    buf_deinit(&prose);
    buf_deinit(&trimmed);
    free(points);
}

/* --- counting ------------------------------------------------------------- */

struct votes {
    size_t edits, samples; /* for it */
    size_t against;        /* weighed */
};

static void
vote(struct votes *votes, const struct seen *seen, int opinion)
{
    if (opinion < 0)
        votes->against += seen->is_edit ? EDIT : SAMPLE;
    else if (opinion > 0 && seen->is_edit)
        votes->edits++;
    else if (opinion > 0)
        votes->samples++;
}

static bool
is_settled(const struct votes *votes)
{
    size_t weight = votes->edits * EDIT + votes->samples * SAMPLE;

    return weight >= NEEDED && weight >= votes->against * AGREEMENT;
}

/* A line with its JSON; `name` and `value` (either may be NULL) and `number`
 * (below 0: none) are its own member. */
static void
add_line(struct learning *learning, const struct votes *votes, const char *is,
         const char *line, const char *name, const char *value, int number)
{
    struct voice_line *made = &learning->lines[learning->n_lines];
    struct buf text = {0};
    struct json_out out = {.buf = &text};

    if (learning->n_lines == VOICE_LINES)
        return;
    learning->n_lines++;
    json_open(&out, '{');
    json_member(&out, "is", is);
    if (name != NULL && value != NULL)
        json_member(&out, name, value);
    else if (name != NULL && number >= 0)
        json_member_int(&out, name, number);
    json_member_int(&out, "edits", (int64_t)votes->edits);
    json_member_int(&out, "samples", (int64_t)votes->samples);
    json_close(&out, '}');
    *made = (struct voice_line){
        .is = arena_strdup(learning->arena, is),
        .line = arena_strdup(learning->arena, line),
        .json = arena_strdup(learning->arena, buf_text(&text)),
        .edits = votes->edits,
        .samples = votes->samples};
    buf_deinit(&text);
}

/* --- what is there or is not ---------------------------------------------- */

struct trait {
    const char *is, *line;
    unsigned mark;  /* any of these */
    bool wanted;    /* there, or not there */
    bool by_sample; /* does a sample that lacks it speak for "not there"? */
    unsigned among; /* only texts with this */
};

static const struct trait traits[] = {
    {"emoji.none", "No emoji", HAS_EMOJI, false, true, 0},
    {"emoji.some", "Uses emoji", HAS_EMOJI, true, false, 0},
    {"exclamation.none", "No exclamation marks", HAS_EXCLAMATION, false, true,
     0},
    {"exclamation.some", "Uses exclamation marks", HAS_EXCLAMATION, true, false,
     0},
    {"dash.none", "No dashes", HAS_DASH, false, false, 0},
    {"dash.some", "Uses dashes", HAS_DASH, true, false, 0},
    {"person.i", "Says \"I\"", SAYS_I, true, false, 0},
    {"person.we", "Says \"we\"", SAYS_WE, true, false, 0},
    {"person.none", "Neither \"I\" nor \"we\"", SAYS_I | SAYS_WE, false, true,
     0},
    {"opening.question", "Opens with a question", ASKS_FIRST, true, false, 0},
    {"opening.number", "Opens with a number", NUMBER_FIRST, true, false, 0},
    {"opening.short", "Opens with a few words", SHORT_FIRST, true, false, 0},
    {"close.question", "Ends with a question", ASKS_LAST, true, false, 0},
    {"question.none", "No questions", ASKS, false, false, 0},
    {"hashtags.inside", "Hashtags within the sentence", HAS_TAG_INSIDE, true,
     false, HAS_TAG},
    {"hashtags.end", "Hashtags at the end", HAS_TAG_INSIDE, false, true,
     HAS_TAG},
};

static int
opinion_on(const struct trait *trait, const struct seen *seen)
{
    bool is_there = (seen->after.has & trait->mark) != 0;

    if ((seen->after.has & trait->among) != trait->among)
        return 0;
    if (seen->is_edit) {
        if ((seen->before.has & trait->among) != trait->among ||
            ((seen->before.has & trait->mark) != 0) == is_there)
            return 0;
        return is_there == trait->wanted ? 1 : -1;
    }
    if (is_there || trait->wanted)
        return is_there == trait->wanted ? 1 : -1;
    return trait->by_sample ? 1 : 0;
}

static void
learn_traits(struct learning *learning)
{
    for (size_t t = 0; t < sizeof traits / sizeof traits[0]; t++) {
        struct votes votes = {0};

        for (size_t i = 0; i < learning->count; i++)
            vote(&votes, &learning->seen[i],
                 opinion_on(&traits[t], &learning->seen[i]));
        if (is_settled(&votes))
            add_line(learning, &votes, traits[t].is, traits[t].line, NULL, NULL,
                     -1);
    }
}

/* --- how long ------------------------------------------------------------- */

/* 1: longer, or a long sample; -1: shorter; 0: neither. */
static int
length_of(const struct seen *seen)
{
    size_t before = seen->before.words, after = seen->after.words;

    if (!seen->is_edit)
        return after >= LONG_SAMPLE ? 1 : after <= SHORT_SAMPLE ? -1 : 0;
    return after * 4 >= before * 5 ? 1 : after * 5 <= before * 4 ? -1 : 0;
}

static int
compare_sizes(const void *a, const void *b)
{
    const size_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* To the next five, so that a line does not change with each edit. */
static int
round_words(size_t words)
{
    size_t rounded = (words + 2) / 5 * 5;

    return rounded < 5 ? 5 : rounded > 1000 ? 1000 : (int)rounded;
}

static void
learn_length(struct learning *learning, int which)
{
    size_t *words = mem_calloc(learning->count + 1, sizeof *words), n = 0;
    struct votes votes = {0};

    for (size_t i = 0; i < learning->count; i++) {
        const struct seen *seen = &learning->seen[i];
        int length = length_of(seen);

        vote(&votes, seen, length * which);
        if (length == which)
            words[n++] = seen->after.words;
    }
    if (is_settled(&votes)) {
        int about;

        qsort(words, n, sizeof *words, compare_sizes);
        about = round_words(words[n / 2]);
        add_line(learning, &votes, which < 0 ? "length.short" : "length.long",
                 arena_printf(learning->arena, "%s: about %d words",
                              which < 0 ? "Short" : "Long", about),
                 "words", NULL, about);
    }
    free(words);
}

/* --- how many hashtags ---------------------------------------------------- */

static int
opinion_on_tags(const struct seen *seen, size_t tags)
{
    if (seen->is_edit && seen->before.tags == seen->after.tags)
        return 0;
    return seen->after.tags == tags ? 1 : -1;
}

static void
learn_tags(struct learning *learning)
{
    for (size_t tags = 0; tags <= 10; tags++) {
        struct votes votes = {0};
        const char *line;

        for (size_t i = 0; i < learning->count; i++)
            vote(&votes, &learning->seen[i],
                 opinion_on_tags(&learning->seen[i], tags));
        if (!is_settled(&votes))
            continue;
        line = tags == 0 ? "No hashtags"
               : tags == 1
                   ? "One hashtag"
                   : arena_printf(learning->arena, "%zu hashtags", tags);
        add_line(learning, &votes, "hashtags.count", line, "count", NULL,
                 (int)tags);
        return;
    }
}

/* --- words ---------------------------------------------------------------- */

/* Does the example bring the word in (liked), or take it out? A text that was
 * cut to half says nothing of single words. */
static int
opinion_on_word(const struct seen *seen, const char *stem, bool liked)
{
    bool before = has_stem(&seen->before, stem);
    bool after = has_stem(&seen->after, stem);

    if (!seen->is_edit)
        return after ? (liked ? 1 : -1) : 0;
    if (before == after)
        return before && !liked ? -1 : 0;
    if (after)
        return liked ? 1 : -1;
    if (seen->after.words * 2 < seen->before.words)
        return 0;
    return liked ? -1 : 1;
}

static bool
is_word_settled(const struct learning *learning, const struct votes *votes)
{
    size_t all = 0;

    for (size_t i = 0; i < learning->count; i++)
        all += !learning->seen[i].is_edit;
    if (votes->edits + votes->samples < WORD_TIMES || !is_settled(votes))
        return false;
    return votes->edits >= WORD_TIMES || votes->samples * 2 >= all;
}

static void
learn_word(struct learning *learning, const char *stem, const char *word,
           bool liked, size_t *left)
{
    struct votes votes = {0};

    for (size_t i = 0; i < learning->count; i++)
        vote(&votes, &learning->seen[i],
             opinion_on_word(&learning->seen[i], stem, liked));
    if (!is_word_settled(learning, &votes))
        return;
    --*left;
    add_line(learning, &votes,
             arena_printf(learning->arena, "%s %s", liked ? "likes" : "avoids",
                          stem),
             arena_printf(learning->arena, "%s the word \"%s\"",
                          liked ? "Likes" : "Avoids", word),
             "word", word, -1);
}

static void
learn_words(struct learning *learning, bool liked)
{
    struct look tried = {.stems = NULL};
    size_t room = 0, left = MAX_WORDS;

    for (size_t i = 0; i < learning->count && left > 0; i++) {
        const struct seen *seen = &learning->seen[i];
        const struct look *look = liked ? &seen->after : &seen->before;

        for (size_t k = 0; k < look->n_stems && left > 0; k++) {
            if (opinion_on_word(seen, look->stems[k], liked) <= 0 ||
                has_stem(&tried, look->stems[k]))
                continue;
            if (tried.n_stems == 2000)
                break;
            tried.stems = mem_grow(tried.stems, &room, tried.n_stems + 1,
                                   sizeof *tried.stems);
            tried.stems[tried.n_stems++] = look->stems[k];
            learn_word(learning, look->stems[k], look->surface[k], liked,
                       &left);
        }
    }
    free(tried.stems);
}

/* --- all ------------------------------------------------------------------ */

static bool
is_useful(const struct voice_example *example)
{
    return strlen(example->after) <= MAX_BYTES &&
           (example->before == NULL ||
            (strlen(example->before) <= MAX_BYTES &&
             strcmp(example->before, example->after) != 0));
}

size_t
voice_learn(const struct voice_example *examples, size_t count,
            const char *language, struct arena *arena,
            struct voice_line **lines)
{
    struct learning learning = {
        .language = language, .terms = terms_new(language), .arena = arena};

    if (count > MAX_EXAMPLES)
        count = MAX_EXAMPLES;
    learning.seen = arena_array(arena, count + 1, sizeof *learning.seen);
    learning.lines = arena_array(arena, VOICE_LINES, sizeof *learning.lines);
    for (size_t i = 0; i < count; i++) {
        struct seen *seen = &learning.seen[learning.count];

        if (!is_useful(&examples[i]))
            continue;
        seen->is_edit = examples[i].before != NULL;
        if (seen->is_edit)
            look_at(&learning, examples[i].before, &seen->before);
        look_at(&learning, examples[i].after, &seen->after);
        learning.count++;
    }
    learn_length(&learning, -1);
    learn_length(&learning, 1);
    learn_traits(&learning);
    learn_tags(&learning);
    learn_words(&learning, true);
    learn_words(&learning, false);
    terms_free(learning.terms);
    *lines = learning.lines;
    return learning.n_lines;
}
