/* Which of the ranking's terms a rep can find; see the header. */
#include "polyphony/why.h"

#include "polyphony/json.h"
#include "polyphony/terms.h"
#include "polyphony/text_set.h"

#include <stdio.h>
#include <string.h>

#define MOST_TERMS 6

/* Is this a part of a longer word such as "self-hosted" or "v1.2"? People do
 * not see it as a word then. */
static bool
is_joined(const char *text, size_t before_end, size_t next_start)
{
    size_t gap = next_start - before_end;

    return (gap == 1 && strchr("-.'", text[before_end]) != NULL) ||
           (gap == 3 && memcmp(text + before_end, "\xE2\x80\x99", 3) == 0);
}

static void
learn(struct text_set *set, struct terms *terms, const char *text)
{
    const struct term *list;
    size_t count;

    if (text == NULL)
        return;
    count = terms_read(terms, text, strlen(text), &list);
    for (size_t i = 0; i < count; i++) {
        if ((i > 0 && is_joined(text, list[i - 1].end, list[i].start)) ||
            (i + 1 < count && is_joined(text, list[i].end, list[i + 1].start)))
            continue;
        text_set_add(set, list[i].word);
    }
}

static void
learn_list(struct text_set *set, struct terms *terms,
           const struct audience_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        learn(set, terms, list->items[i]);
}

static struct text_set *
what_is_seen(const struct why_case *it, struct terms *terms)
{
    struct text_set *set = text_set_new();
    struct json *source = NULL;

    learn(set, terms, it->title);
    learn(set, terms, it->text);
    learn(set, terms, it->audience->about);
    learn(set, terms, it->audience->industry);
    learn(set, terms, it->audience->role);
    learn(set, terms, it->audience->region);
    learn_list(set, terms, &it->audience->keywords);
    if (it->source != NULL &&
        json_parse(it->source, strlen(it->source), &source, NULL)) {
        for (const struct json *s = json_first(source); s != NULL;
             s = json_next(s))
            learn(set, terms, json_get_text(s, "text"));
        json_free(source);
    }
    return set;
}

/* The word itself, or its plural or singular. */
static bool
has_word(const struct text_set *set, const char *word)
{
    char other[TERM_MAX_BYTES + 2];
    size_t len = strlen(word);

    if (text_set_has(set, word))
        return true;
    snprintf(other, sizeof other, "%ss", word);
    if (text_set_has(set, other))
        return true;
    if (len < 4 || word[len - 1] != 's')
        return false;
    other[len - 1] = '\0';
    return text_set_has(set, other);
}

static bool
is_seen(const struct text_set *set, struct terms *terms, const char *term)
{
    const struct term *list;
    size_t count = terms_read(terms, term, strlen(term), &list);

    for (size_t i = 0; i < count; i++) {
        if (has_word(set, list[i].word))
            return true;
    }
    return false;
}

static void
put(struct json_out *out, const char *term, double weight, size_t *count)
{
    json_open(out, '{');
    json_member(out, "term", term);
    json_member_real(out, "weight", weight, 4);
    json_close(out, '}');
    ++*count;
}

static bool
is_host(const char *url, const char *term)
{
    return url != NULL && strchr(term, '.') != NULL &&
           strstr(url, term) != NULL;
}

static void
put_ranked(struct json_out *out, const struct why_case *it,
           const struct text_set *set, struct terms *terms, size_t *count)
{
    struct json *ranked;

    if (!json_parse(it->ranked, strlen(it->ranked), &ranked, NULL))
        return;
    for (const struct json *w = json_first(ranked);
         w != NULL && *count < MOST_TERMS; w = json_next(w)) {
        const char *term = json_get_text(w, "term");
        double weight = json_get_number(w, "weight", 0);

        if (term != NULL && weight > 0.00005 && !is_host(it->url, term) &&
            is_seen(set, terms, term))
            put(out, term, weight, count);
    }
    json_free(ranked);
}

static void
put_keywords(struct json_out *out, const struct why_case *it, size_t *count)
{
    struct phrases *phrases =
        phrases_new(&it->audience->keywords, it->audience->language);
    bool found[AUDIENCE_MAX_ITEMS];

    if (it->article != NULL &&
        phrases_find(phrases, it->article, strlen(it->article), found) >= 0) {
        for (size_t i = 0; i < phrases_count(phrases) && *count < MOST_TERMS;
             i++) {
            if (found[i])
                put(out, it->audience->keywords.items[i], 1, count);
        }
    }
    phrases_free(phrases);
}

/* At the very last, whom the story was chosen for. */
static void
put_about(struct json_out *out, const struct why_case *it, struct terms *terms,
          size_t *count)
{
    const char *said = it->audience->about[0] != '\0' ? it->audience->about
                                                      : it->audience->name;
    const struct term *list;
    size_t n = terms_read(terms, said, strlen(said), &list);

    for (size_t i = 0; i < n && *count < 2; i++) {
        if (!list[i].is_stop && list[i].kind == TERM_WORD)
            put(out, list[i].word, 1, count);
    }
}

void
why_visible(const struct why_case *it, struct buf *buf)
{
    struct json_out out = {.buf = buf};
    struct terms *terms = terms_new(
        it->audience->language != NULL ? it->audience->language : "en");
    struct text_set *set = what_is_seen(it, terms);
    size_t count = 0;

    json_open(&out, '[');
    put_ranked(&out, it, set, terms, &count);
    if (count == 0)
        put_keywords(&out, it, &count);
    if (count == 0)
        put_about(&out, it, terms, &count);
    json_close(&out, ']');
    text_set_free(set);
    terms_free(terms);
}
