/* Keeps what a text must not echo, and says whether it does. Comparison is
 * exact, text by text: some fifty texts a story make sketches needless. */
#include "polyphony/differ.h"

#include "polyphony/buf.h"
#include "polyphony/likeness.h"
#include "polyphony/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LEDE_WORDS 12  /* a first paragraph shorter than that is a heading */
#define SOURCE_WORDS 3 /* a shorter headline is a name that one may use */

struct span {
    size_t start, end;
};

struct differ_text {
    struct likeness_text *folded;
    char *opening;
    unsigned holders;
};

struct post {
    char *rep, *name, *angle, *structure, *phrases;
    struct differ_text *text;
    struct span *spans;
    size_t n_spans;
};

struct posts {
    struct post *at;
    size_t count, room;
    struct likeness_set *set; /* of their texts */
};

struct source {
    const char *what; /* as a complaint names it */
    struct likeness_text *text;
};

struct differ_story {
    struct posts posts;
    struct source *sources;
    size_t n_sources, room;
    struct likeness_set *set; /* of the sources' texts */
    struct likeness_text *title;
};

struct differ_history {
    struct posts posts;
};

static char *
opening_of(const struct likeness_text *text)
{
    struct buf out = {0};

    likeness_opening(text, DIFFER_OPENING, &out);
    if (out.len == 0)
        buf_add(&out, " ");
    return buf_take(&out);
}

struct differ_text *
differ_text_new(const char *text)
{
    struct differ_text *made = mem_calloc(1, sizeof *made);

    made->folded = likeness_new(text);
    made->opening = opening_of(made->folded);
    made->holders = 1;
    return made;
}

struct differ_text *
differ_text_share(struct differ_text *text)
{
    text->holders++;
    return text;
}

void
differ_text_free(struct differ_text *text)
{
    if (text == NULL || --text->holders > 0)
        return;
    likeness_free(text->folded);
    free(text->opening);
    free(text);
}

const struct likeness_text *
differ_text_folded(const struct differ_text *text)
{
    return text->folded;
}

static void
read_spans(struct post *post, const char *spans)
{
    size_t room = 0;

    while (spans != NULL && *spans != '\0') {
        char *end;
        struct span span;

        span.start = strtoull(spans, &end, 10);
        if (*end != '-')
            return;
        span.end = strtoull(end + 1, &end, 10);
        post->spans =
            mem_grow(post->spans, &room, post->n_spans + 1, sizeof span);
        post->spans[post->n_spans++] = span;
        if (*end != ' ')
            return;
        spans = end + 1;
    }
}

/* Takes over `text`. */
static void
add_post(struct posts *posts, const struct differ_post *given,
         struct differ_text *text)
{
    struct post post = {
        .rep = mem_strdup(given->rep),
        .name = mem_strdup(given->name != NULL ? given->name : given->rep),
        .angle = mem_strdup(given->angle),
        .structure = mem_strdup(given->structure),
        .phrases = mem_strdup(given->phrases),
        .text = text,
    };

    read_spans(&post, given->spans);
    posts->at =
        mem_grow(posts->at, &posts->room, posts->count + 1, sizeof post);
    posts->at[posts->count++] = post;
    likeness_set_add(posts->set, text->folded);
}

static void
free_posts(struct posts *posts)
{
    for (size_t i = 0; i < posts->count; i++) {
        struct post *post = &posts->at[i];

        free(post->rep);
        free(post->name);
        free(post->angle);
        free(post->structure);
        free(post->phrases);
        free(post->spans);
        differ_text_free(post->text);
    }
    free(posts->at);
    likeness_set_free(posts->set);
}

static void
add_source(struct differ_story *story, const char *what, const char *text)
{
    struct likeness_text *folded = likeness_new(text);

    if (likeness_words(folded) < SOURCE_WORDS) {
        likeness_free(folded);
        return;
    }
    story->sources = mem_grow(story->sources, &story->room,
                              story->n_sources + 1, sizeof *story->sources);
    story->sources[story->n_sources++] =
        (struct source){.what = what, .text = folded};
    likeness_set_add(story->set, folded);
}

/* The first paragraph of some length: what a preview shows. */
static void
add_lede(struct differ_story *story, const char *text)
{
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t len = end != NULL ? (size_t)(end - text) : strlen(text);
        size_t words = 0;

        for (size_t i = 0; i < len && words < LEDE_WORDS; i++)
            words +=
                text[i] != ' ' && text[i] != '\n' &&
                (i + 1 == len || text[i + 1] == ' ' || text[i + 1] == '\n');
        if (words >= LEDE_WORDS) {
            char *lede = mem_strndup(text, len);

            add_source(story, "the article's first paragraph", lede);
            free(lede);
            return;
        }
        text += len;
        text += strspn(text, "\n");
    }
}

struct differ_story *
differ_story_new(const char *title, const char *text, const char *excerpt)
{
    struct differ_story *story = mem_calloc(1, sizeof *story);

    story->title = likeness_new(title != NULL ? title : "");
    story->set = likeness_set_new();
    story->posts.set = likeness_set_new();
    if (title != NULL)
        add_source(story, "the headline", title);
    if (text != NULL)
        add_lede(story, text);
    if (excerpt != NULL)
        add_source(story, "the article's description", excerpt);
    return story;
}

void
differ_story_free(struct differ_story *story)
{
    if (story == NULL)
        return;
    for (size_t i = 0; i < story->n_sources; i++)
        likeness_free(story->sources[i].text);
    free(story->sources);
    likeness_set_free(story->set);
    free_posts(&story->posts);
    likeness_free(story->title);
    free(story);
}

void
differ_story_add_company(struct differ_story *story, const char *text)
{
    add_source(story, "the company page", text);
}

void
differ_story_add(struct differ_story *story, const struct differ_post *post)
{
    add_post(&story->posts, post, differ_text_new(post->text));
}

void
differ_story_take(struct differ_story *story, const struct differ_post *post,
                  struct differ_text *text)
{
    add_post(&story->posts, post, differ_text_share(text));
}

struct differ_history *
differ_history_new(void)
{
    struct differ_history *history = mem_calloc(1, sizeof *history);

    history->posts.set = likeness_set_new();
    return history;
}

void
differ_history_free(struct differ_history *history)
{
    if (history == NULL)
        return;
    free_posts(&history->posts);
    free(history);
}

void
differ_history_add(struct differ_history *history,
                   const struct differ_post *post)
{
    add_post(&history->posts, post, differ_text_new(post->text));
}

static bool
is_of(const struct post *post, const char *rep)
{
    return rep != NULL && post->rep != NULL && strcmp(post->rep, rep) == 0;
}

static bool
differs_from_sources(const struct differ_story *story,
                     const struct differ_text *made, struct error *alike)
{
    uint32_t *shared = likeness_set_shared(story->set, made->folded);
    bool ok = true;

    for (size_t i = 0; ok && i < story->n_sources; i++) {
        const struct source *source = &story->sources[i];

        if (likeness_echoes(made->folded, source->text, shared[i]))
            ok = error_set(alike, ERROR_CONFLICT, "it is too close to %s",
                           source->what);
    }
    free(shared);
    return ok;
}

static bool
differs_from_colleague(const struct differ_story *story,
                       const struct post *post, const struct differ_text *made,
                       size_t shared, struct error *alike)
{
    const char *name = post->name != NULL ? post->name : "?";

    if (likeness_is_same(made->folded, post->text->folded, story->title,
                         shared))
        return error_set(alike, ERROR_CONFLICT,
                         "it is too close to a colleague's text (%s)", name);
    return strcmp(post->text->opening, made->opening) != 0 ||
           error_set(alike, ERROR_CONFLICT,
                     "it opens with the same words as a colleague's text (%s)",
                     name);
}

static bool
differs_from_story(const struct differ_story *story, const char *rep,
                   const struct differ_text *made, struct error *alike)
{
    uint32_t *shared = likeness_set_shared(story->posts.set, made->folded);
    bool ok = true;

    for (size_t i = 0; ok && i < story->posts.count; i++) {
        const struct post *post = &story->posts.at[i];

        ok = is_of(post, rep) ||
             differs_from_colleague(story, post, made, shared[i], alike);
    }
    free(shared);
    return ok;
}

static bool
differs_from_history(const struct differ_story *story,
                     const struct differ_history *history,
                     const struct differ_text *made, struct error *alike)
{
    size_t count = history != NULL ? history->posts.count : 0;
    uint32_t *shared =
        count > 0 ? likeness_set_shared(history->posts.set, made->folded)
                  : NULL;
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++) {
        const struct differ_text *text = history->posts.at[i].text;

        if (count - i <= DIFFER_RECENT &&
            strcmp(text->opening, made->opening) == 0)
            ok = error_set(alike, ERROR_CONFLICT,
                           "it opens with the same words as a recent post "
                           "of the rep's own");
        else if (likeness_is_same(made->folded, text->folded, story->title,
                                  shared[i]))
            ok = error_set(alike, ERROR_CONFLICT,
                           "it is too close to a post of the rep's own");
    }
    free(shared);
    return ok;
}

bool
differ_check_text(const struct differ_story *story,
                  const struct differ_history *history, const char *rep,
                  const struct differ_text *text, struct error *alike)
{
    return differs_from_sources(story, text, alike) &&
           differs_from_story(story, rep, text, alike) &&
           differs_from_history(story, history, text, alike);
}

bool
differ_check(const struct differ_story *story,
             const struct differ_history *history, const char *rep,
             const char *text, struct error *alike)
{
    struct differ_text *made = differ_text_new(text);
    bool ok = differ_check_text(story, history, rep, made, alike);

    differ_text_free(made);
    return ok;
}

double
differ_closeness(const struct differ_story *story, const char *rep,
                 const char *text)
{
    struct likeness_text *made = likeness_new(text);
    double worst = 0;

    for (size_t i = 0; i < story->posts.count; i++) {
        struct likeness like;

        if (is_of(&story->posts.at[i], rep))
            continue;
        like = likeness_compare(made, story->posts.at[i].text->folded,
                                story->title);
        if (like.worst > worst)
            worst = like.worst;
    }
    likeness_free(made);
    return worst;
}

static bool
has_phrase(const struct post *post, const char *phrase)
{
    size_t len = strlen(phrase);

    for (const char *at = post->phrases; at != NULL && *at != '\0';) {
        size_t step = strcspn(at, " ");

        if (step == len && memcmp(at, phrase, len) == 0)
            return true;
        at += step;
        at += strspn(at, " ");
    }
    return false;
}

size_t
differ_story_used(const struct differ_story *story, const char *phrase)
{
    size_t used = 0;

    for (size_t i = 0; i < story->posts.count; i++)
        used += has_phrase(&story->posts.at[i], phrase);
    return used;
}

size_t
differ_history_since(const struct differ_history *history, const char *phrase)
{
    size_t count = history != NULL ? history->posts.count : 0;

    for (size_t i = count; i > 0; i--)
        if (has_phrase(&history->posts.at[i - 1], phrase))
            return count - i + 1;
    return 0;
}

size_t
differ_history_angle(const struct differ_history *history, size_t posts,
                     const char *angle)
{
    size_t count = history != NULL ? history->posts.count : 0, found = 0;

    for (size_t i = count; i > 0 && count - i < posts; i--)
        found += history->posts.at[i - 1].angle != NULL &&
                 strcmp(history->posts.at[i - 1].angle, angle) == 0;
    return found;
}

size_t
differ_history_structure(const struct differ_history *history, size_t posts,
                         const char *structure)
{
    size_t count = history != NULL ? history->posts.count : 0, found = 0;

    for (size_t i = count; i > 0 && count - i < posts; i--)
        found += history->posts.at[i - 1].structure != NULL &&
                 strcmp(history->posts.at[i - 1].structure, structure) == 0;
    return found;
}

static size_t
overlap_of(const struct post *post, size_t start, size_t end)
{
    size_t most = 0;

    for (size_t k = 0; k < post->n_spans; k++) {
        const struct span *span = &post->spans[k];
        size_t from = span->start > start ? span->start : start;
        size_t to = span->end < end ? span->end : end;

        if (from < to && to - from > most)
            most = to - from;
    }
    return most;
}

size_t
differ_story_count(const struct differ_story *story, const char *rep)
{
    size_t count = 0;

    for (size_t i = 0; i < story->posts.count; i++)
        count += !is_of(&story->posts.at[i], rep);
    return count;
}

size_t
differ_story_overlap(const struct differ_story *story, const char *rep,
                     size_t start, size_t end)
{
    size_t most = 0;

    for (size_t i = 0; i < story->posts.count; i++) {
        size_t overlap = is_of(&story->posts.at[i], rep)
                             ? 0
                             : overlap_of(&story->posts.at[i], start, end);

        if (overlap > most)
            most = overlap;
    }
    return most;
}

size_t
differ_story_uses(const struct differ_story *story, const char *rep,
                  size_t start, size_t end)
{
    size_t uses = 0;

    for (size_t i = 0; i < story->posts.count; i++)
        uses += !is_of(&story->posts.at[i], rep) &&
                overlap_of(&story->posts.at[i], start, end) > 0;
    return uses;
}
