/* Does a body that somebody else wrote say only what the article says? The
 * grammar's own texts are made of the article's words; here every number,
 * name, quotation and negation has to be found there, and what cannot be
 * found is refused, however true it may be. Strict on purpose: who is refused
 * wrongly is asked again, and the grammar is always there. */
#include "compose_body.h"

#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SENTENCES 40
#define ARTICLE_SENTENCES 2000
#define GROUNDED 50   /* percent of the content words stand in the article */
#define COPIED_RUN 6  /* words; longer runs are copied */
#define COPIED 60     /* percent of the words in such runs are too many */
#define QUOTE_WORDS 3 /* shorter quotations are terms */
#define SAME_CLAIM 30 /* percent of content words shared with a sentence */
#define SAME_LEAST 3  /* ... and at least so many */

bool
body_in_list(const struct body *body, size_t at, enum word_list list)
{
    return word_set_has(&body->index->pack->words[list], body->words[at].key);
}

bool
body_refuse(const struct body *body, const char *what, size_t at, size_t count)
{
    size_t start = body->words[at].start, last = at + count - 1;
    size_t end = body->words[last < body->n ? last : body->n - 1].end;
    size_t len = utf8_prefix(body->text + start, end - start, 80);

    return error_set(body->why, ERROR_INPUT, "%s \"%.*s\"", what, (int)len,
                     body->text + start);
}

/* --- names ---------------------------------------------------------------- */

static bool
has_capital(const struct word *words, size_t n, uint64_t key)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].key == key && words[i].capital)
            return true;
    return false;
}

static bool
has_pair(const struct word *words, size_t n, const struct word *pair)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (words[i].key == pair[0].key && words[i + 1].key == pair[1].key)
            return true;
    return false;
}

static bool
is_named(const struct body *body, uint64_t key)
{
    return has_capital(body->known[0].words, body->known[0].n, key) ||
           has_capital(body->known[1].words, body->known[1].n, key) ||
           has_capital(body->about, body->n_about, key);
}

static bool
are_named_together(const struct body *body, size_t at)
{
    return has_pair(body->known[0].words, body->known[0].n, body->words + at) ||
           has_pair(body->known[1].words, body->known[1].n, body->words + at) ||
           has_pair(body->about, body->n_about, body->words + at);
}

/* At the start of a sentence, a line, or behind a colon or an opening
 * quotation mark any word may have a capital. */
static bool
may_be_capital(const struct body *body, size_t at)
{
    size_t from = at > 0 ? body->words[at - 1].end : 0;

    if (at == 0)
        return true;
    for (size_t i = from; i < body->words[at].start; i++)
        if (strchr(".!?:\n\"", body->text[i]) != NULL ||
            strncmp(body->text + i, "“", 3) == 0 ||
            strncmp(body->text + i, "«", 2) == 0 ||
            strncmp(body->text + i, "„", 3) == 0)
            return true;
    return false;
}

/* An ordinary word that begins a sentence: one of ours, or one that the
 * article has as well. */
static bool
is_ordinary(const struct body *body, size_t at)
{
    const struct word *word = &body->words[at];

    for (int list = 0; list < WORDS_COUNT; list++)
        if (body_in_list(body, at, (enum word_list)list))
            return true;
    return word_set_has(&body->own, word->key) ||
           index_count(body->index, word->stem) > 0;
}

static bool
names_stand(const struct body *body)
{
    for (size_t i = 0; i < body->n; i++) {
        const struct word *word = &body->words[i];
        bool first = may_be_capital(body, i);

        if (!word->capital || word->digit)
            continue;
        if (!is_named(body, word->key) && !(first && is_ordinary(body, i)))
            return body_refuse(body, "not in the article: the name", i, 1);
        if (i + 1 < body->n && body->words[i + 1].capital &&
            !body->words[i + 1].digit && !first &&
            body->words[i + 1].start == word->end + 1 &&
            body->text[word->end] == ' ' && !are_named_together(body, i))
            return body_refuse(body, "not together in the article: the names",
                               i, 2);
    }
    return true;
}

/* --- quotations ----------------------------------------------------------- */

static bool
stands(const struct source *in, const struct word *words, size_t n)
{
    for (size_t i = 0; i + n <= in->n; i++) {
        size_t k = 0;

        while (k < n && in->words[i + k].key == words[k].key)
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/* 1: opens, -1: closes, 2: either, 0: no quotation mark. */
static int
quote_of(int32_t cp, bool open)
{
    switch (cp) {
    case 0x201C: /* opens in English, closes in German */
        return open ? -1 : 1;
    case 0x201E:
    case 0xAB:
        return 1;
    case 0x201D:
    case 0xBB:
        return -1;
    case '"':
        return open ? -1 : 1;
    default:
        return 0;
    }
}

static bool
quotation_stands(const struct body *body, size_t start, size_t end)
{
    size_t first = 0, n = 0;

    while (first < body->n && body->words[first].start < start)
        first++;
    while (first + n < body->n && body->words[first + n].end <= end)
        body->quoted[first + n++] = true;
    if (n < QUOTE_WORDS || stands(&body->known[0], body->words + first, n) ||
        stands(&body->known[1], body->words + first, n))
        return true;
    return body_refuse(body, "not in the article: the quotation", first, n);
}

static bool
quotations_stand(const struct body *body)
{
    const char *p = body->text, *end = p + strlen(p), *from = NULL;

    while (p < end) {
        const char *at = p;
        int quote = quote_of(utf8_next(&p, end), from != NULL);

        if (quote == 0)
            continue;
        if ((quote > 0) != (from == NULL))
            return error_set(body->why, ERROR_INPUT,
                             "quotation marks are not in pairs");
        if (quote < 0 && !quotation_stands(body, (size_t)(from - body->text),
                                           (size_t)(at - body->text)))
            return false;
        from = quote > 0 ? p : NULL;
    }
    return from == NULL ||
           error_set(body->why, ERROR_INPUT, "a quotation mark has no partner");
}

/* --- who speaks ----------------------------------------------------------- */

static bool
is_stated(const struct body *body, const struct sentence *sentence)
{
    const struct voice_list *list = &body->rep->voice->statements;
    size_t len = sentence->end - sentence->start;

    for (size_t i = 0; i < list->count; i++)
        if (strlen(list->items[i]) == len &&
            strncmp(list->items[i], body->text + sentence->start, len) == 0)
            return true;
    return false;
}

static bool
speaks_for_nobody(const struct body *body)
{
    for (size_t s = 0; s < body->n_sentences; s++) {
        const struct sentence *sentence = &body->sentences[s];

        if (is_stated(body, sentence))
            continue;
        for (size_t i = 0; i < body->n; i++) {
            const struct word *word = &body->words[i];

            if (word->start >= sentence->start && word->end <= sentence->end &&
                !body->quoted[i] && !word->upper &&
                body_in_list(body, i, WORDS_FIRST))
                return body_refuse(
                    body, "the first person, which the rep did not state:", i,
                    1);
        }
    }
    return true;
}

/* --- what is claimed ------------------------------------------------------ */

static bool
is_content(const struct body *body, size_t at)
{
    return !body_in_list(body, at, WORDS_STOP) &&
           !body_in_list(body, at, WORDS_ANAPHOR);
}

/* Content words of the body's words [first, end) that a sentence of the
 * article has. */
static size_t
shared_with(const struct body *body, size_t first, size_t end,
            const struct stretch *stretch)
{
    size_t shared = 0;

    for (size_t i = first; i < end; i++) {
        if (!is_content(body, i))
            continue;
        for (size_t k = stretch->first; k < stretch->first + stretch->count;
             k++)
            if (body->index->words[k].stem == body->words[i].stem) {
                shared++;
                break;
            }
    }
    return shared;
}

static bool
has_negation(const struct word_set *set, const struct word *words, size_t first,
             size_t end)
{
    for (size_t i = first; i < end; i++)
        if (word_set_has(set, words[i].key))
            return true;
    return false;
}

/* A sentence that is told again keeps its "not", and gets none. */
static bool
keeps_negation(const struct body *body, size_t first, size_t end)
{
    const struct compose_index *index = body->index;
    const struct word_set *set = &index->pack->words[WORDS_NEGATION];
    const struct stretch *nearest = NULL;
    size_t best = 0, content = 0;

    for (size_t i = first; i < end; i++)
        content += is_content(body, i);
    for (size_t s = 0; s < body->n_article; s++) {
        size_t shared = shared_with(body, first, end, &body->article[s]);

        if (shared > best) {
            best = shared;
            nearest = &body->article[s];
        }
    }
    if (nearest == NULL || best < SAME_LEAST ||
        best * 100 < content * SAME_CLAIM)
        return true;
    return has_negation(set, body->words, first, end) ==
               has_negation(set, index->words, nearest->first,
                            nearest->first + nearest->count) ||
           body_refuse(body, "a negation was lost or put in: the sentence",
                       first, end - first);
}

static bool
negations_stand(const struct body *body)
{
    for (size_t s = 0; s < body->n_sentences; s++) {
        size_t first = 0, end;

        while (first < body->n &&
               body->words[first].start < body->sentences[s].start)
            first++;
        for (end = first;
             end < body->n && body->words[end].end <= body->sentences[s].end;)
            end++;
        if (first < end && !keeps_negation(body, first, end))
            return false;
    }
    return true;
}

/* "Amazing", "guaranteed": only where the article says so itself. */
static bool
promises_nothing(const struct body *body)
{
    for (size_t i = 0; i < body->n; i++)
        if (!body->quoted[i] && body_in_list(body, i, WORDS_HYPE) &&
            !body_in_list(body, i, WORDS_NEGATION) &&
            index_count(body->index, body->words[i].stem) == 0)
            return body_refuse(body, "hype that the article does not have:", i,
                               1);
    return true;
}

/* --- whose words ---------------------------------------------------------- */

static bool
is_grounded(const struct body *body)
{
    size_t content = 0, there = 0;

    for (size_t i = 0; i < body->n; i++)
        if (is_content(body, i)) {
            content++;
            there += index_count(body->index, body->words[i].stem) > 0;
        }
    return there * 100 >= content * GROUNDED ||
           error_set(body->why, ERROR_INPUT,
                     "too little of it stands in the article (%zu of %zu "
                     "words)",
                     there, content);
}

/* The longest run from the body's word `at` that the article has. */
static size_t
run_in_article(const struct body *body, size_t at)
{
    const struct source *in = &body->known[0];
    size_t longest = 0;

    for (size_t i = 0; i < in->n; i++) {
        size_t k = 0;

        while (at + k < body->n && i + k < in->n &&
               in->words[i + k].key == body->words[at + k].key)
            k++;
        if (k > longest)
            longest = k;
    }
    return longest;
}

static bool
is_own(const struct body *body)
{
    size_t copied = 0;

    for (size_t i = 0; i < body->n;) {
        size_t run = run_in_article(body, i);

        if (run >= COPIED_RUN)
            copied += run;
        i += run >= COPIED_RUN ? run : 1;
    }
    return copied * 100 < body->n * COPIED ||
           error_set(body->why, ERROR_INPUT,
                     "it copies the article (%zu of %zu words)", copied,
                     body->n);
}

/* --- all ------------------------------------------------------------------ */

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Words of the pack's own phrases: what a text of ours may begin with. */
static void
read_own_words(struct body *body)
{
    const struct compose_pack *pack = body->index->pack;
    struct word_set *own = &body->own;
    size_t room = 0;

    for (size_t l = 0; l < pack->n_lists; l++)
        for (size_t i = 0; i < pack->lists[l].count; i++) {
            const char *text = pack->lists[l].items[i].text;
            struct word *words = NULL;
            size_t n = words_cut(text, strlen(text), &words);

            own->keys = mem_grow(own->keys, &room, own->count + n + 1,
                                 sizeof *own->keys);
            for (size_t k = 0; k < n; k++)
                own->keys[own->count++] = words[k].key;
            free(words);
        }
    if (own->count > 0)
        qsort(own->keys, own->count, sizeof *own->keys, compare_keys);
}

static void
read_article(struct body *body)
{
    const struct compose_index *index = body->index;
    struct sentence *sentences = NULL;
    size_t at = 0;

    body->n_article =
        sentence_split(index->text, index->len, ARTICLE_SENTENCES, &sentences);
    body->article = mem_calloc(body->n_article + 1, sizeof *body->article);
    for (size_t i = 0; i < body->n_article; i++) {
        struct stretch *made = &body->article[i];

        while (at < index->n_words &&
               index->words[at].start < sentences[i].start)
            at++;
        made->first = at;
        while (at < index->n_words && index->words[at].end <= sentences[i].end)
            at++;
        made->count = at - made->first;
    }
    free(sentences);
}

static void
read_about(struct body *body)
{
    const struct compose_rep *rep = body->rep;
    struct buf names = {0};

    buf_printf(&names, "%s | %s | %s | %s",
               body->index->site != NULL ? body->index->site : "",
               body->index->author != NULL ? body->index->author : "",
               rep->name != NULL ? rep->name : "",
               rep->voice->company != NULL ? rep->voice->company : "");
    for (size_t i = 0; i < rep->n_keywords; i++)
        buf_printf(&names, " | %s", rep->keywords[i]);
    body->n_about = words_cut(buf_text(&names), names.len, &body->about);
    buf_deinit(&names);
}

/* Texts never mix languages; a sentence that is too short to tell passes. */
static bool
keeps_language(const struct body *body)
{
    const char *ours = body->index->pack->language;

    for (size_t i = 0; i < body->n_sentences; i++) {
        const struct sentence *sentence = &body->sentences[i];
        const char *language = language_guess(body->text + sentence->start,
                                              sentence->end - sentence->start);

        if (language != NULL && strcmp(language, ours) != 0)
            return error_set(body->why, ERROR_INPUT,
                             "a sentence is not in the article's language, %s",
                             language_name(ours));
    }
    return true;
}

bool
faithful_check(const struct compose_index *index, const struct compose_rep *rep,
               const char *text, struct error *why)
{
    const char *language = language_guess(text, strlen(text));
    struct body body = {.index = index,
                        .rep = rep,
                        .text = text,
                        .known = {{index->text, index->words, index->n_words},
                                  {index->title != NULL ? index->title : "",
                                   index->title_words, index->n_title}},
                        .why = why};
    bool ok;

    if (language != NULL && strcmp(language, index->pack->language) != 0)
        return error_set(why, ERROR_INPUT,
                         "it is not in the article's language, %s",
                         language_name(index->pack->language));
    body.n = words_cut(text, strlen(text), &body.words);
    body.n_sentences =
        sentence_split(text, strlen(text), MAX_SENTENCES, &body.sentences);
    body.quoted = mem_calloc(body.n + 1, sizeof *body.quoted);
    read_own_words(&body);
    read_article(&body);
    read_about(&body);
    ok = keeps_language(&body) && quotations_stand(&body) &&
         promises_nothing(&body) && body_numbers_stand(&body) &&
         names_stand(&body) && speaks_for_nobody(&body) &&
         negations_stand(&body) && is_grounded(&body) && is_own(&body);
    free(body.words);
    free(body.sentences);
    free(body.article);
    free(body.quoted);
    free(body.own.keys);
    free(body.about);
    return ok;
}
