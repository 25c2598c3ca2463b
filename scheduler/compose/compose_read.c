/* Reads an article: its words, how often each stands there, the names that its
 * site and author can be called, then units and key phrases. */
#include "compose_inner.h"

#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TEXT ((size_t)200 << 10)
#define MIN_UNITS 3       /* an article with fewer has nothing to say */
#define MIN_UNIT_WORDS 45 /* in all sentences that can be used */

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void
count_stems(struct compose_index *index)
{
    index->n_stems = index->n_words + index->n_title;
    index->stems = mem_calloc(index->n_stems + 1, sizeof *index->stems);
    for (size_t i = 0; i < index->n_words; i++)
        index->stems[i] = index->words[i].linked ? 0 : index->words[i].stem;
    for (size_t i = 0; i < index->n_title; i++)
        index->stems[index->n_words + i] = index->title_words[i].stem;
    qsort(index->stems, index->n_stems, sizeof *index->stems, compare_keys);
}

/* Words of "https://a.example/b" are no words of the article. */
static void
mark_links(struct compose_index *index)
{
    size_t word = 0;

    for (size_t i = 0; i < index->len;) {
        size_t len = strcspn(index->text + i, " \n\t");
        bool linked = memmem(index->text + i, len, "://", 3) != NULL ||
                      memmem(index->text + i, len, "www.", 4) != NULL;

        while (word < index->n_words && index->words[word].start < i + len)
            index->words[word++].linked = linked;
        i += len > 0 ? len : 1;
    }
}

static size_t
lower_bound(const struct compose_index *index, uint64_t stem)
{
    size_t low = 0, high = index->n_stems;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (index->stems[middle] < stem)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t
index_count(const struct compose_index *index, uint64_t stem)
{
    size_t at = lower_bound(index, stem), n = at;

    while (n < index->n_stems && index->stems[n] == stem)
        n++;
    return n - at;
}

size_t
index_count_word(const struct compose_index *index, const char *word,
                 size_t len)
{
    return index_count(index, word_stem(word, len));
}

/* A name as it can be said: letters, some blanks, no list of people. */
static const char *
name_or_null(struct arena *arena, const char *name, size_t max_words)
{
    size_t words = 1;

    if (name == NULL || name[0] == '\0' || strlen(name) > 60)
        return NULL;
    for (const char *p = name; *p != '\0'; p++) {
        if (strchr("<>@/|{}[]()#:,;\"&=\n", *p) != NULL)
            return NULL;
        words += *p == ' ';
    }
    return words <= max_words ? arena_strdup(arena, name) : NULL;
}

/* Does the address hold the first word of `name`? "Apache Flink" at
 * flink.apache.org is the site's name; "supply chain law" may be its subject.
 */
static bool
address_names(const char *url, const char *name)
{
    char word[32];
    size_t len = strcspn(name, " ");

    if (url == NULL || len < 4 || len >= sizeof word)
        return false;
    memcpy(word, name, len);
    word[len] = '\0';
    return strcasestr(url, word) != NULL;
}

static bool
is_possessive(const char *name)
{
    size_t len = strlen(name);

    return (len > 2 && strcmp(name + len - 2, "'s") == 0) ||
           (len > 4 && strcmp(name + len - 4, "’s") == 0);
}

/* Feeds are titled "Posts on Depot Weekly" and "Depot Weekly - all about
 * depots" by the programs that make them; people say "Depot Weekly". */
static const char *
site_name(struct arena *arena, const char *given, const char *url)
{
    static const char *const tails[] = {" – ", " — ", " - ", " | "};
    const char *at;
    char *name;

    if (given == NULL)
        return NULL;
    for (at = given; (at = strstr(at, " on ")) != NULL;) {
        at += strlen(" on ");
        if (address_names(url, at))
            given = at;
    }
    name = arena_strdup(arena, given);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if ((at = strstr(name, tails[i])) != NULL)
            name[at - name] = '\0';
    if (is_possessive(name))
        return NULL; /* "Maren's": nobody says that Maren's writes */
    return name_or_null(arena, name, 4);
}

/* "the Depot Foundation", but "Depot Weekly". */
static bool
takes_article(const struct compose_pack *pack, const char *name)
{
    const char *last = name != NULL ? strrchr(name, ' ') : NULL;

    return last != NULL && pack->the != NULL &&
           word_set_has(&pack->words[WORDS_BODY],
                        word_key(last + 1, strlen(last + 1)));
}

static struct compose_index *
index_new(const struct compose_pack *pack,
          const struct compose_article *article)
{
    struct arena *arena = arena_new(0);
    struct compose_index *index = arena_alloc(arena, sizeof *index);
    const char *author = article->author;

    index->arena = arena;
    index->pack = pack;
    index->id = arena_strdup(arena, article->id != NULL ? article->id : "");
    index->url = arena_strdup(arena, article->url);
    index->title =
        arena_strdup(arena, article->title != NULL ? article->title : "");
    index->len = utf8_prefix(article->text, strlen(article->text), MAX_TEXT);
    index->text = arena_strndup(arena, article->text, index->len);
    index->site = site_name(arena, article->site, article->url);
    index->the_site = takes_article(pack, index->site);
    if (author != NULL && strchr(author, ' ') != NULL)
        index->author = name_or_null(arena, author, 3);
    index->n_words = words_cut(index->text, index->len, &index->words);
    index->n_title =
        words_cut(index->title, strlen(index->title), &index->title_words);
    mark_links(index);
    count_stems(index);
    return index;
}

static bool
is_enough(const struct compose_index *index)
{
    size_t words = 0, sentences = 0;

    for (size_t i = 0; i < index->n_units; i++)
        if (index->units[i].kind == UNIT_SENTENCE) {
            words += index->units[i].count;
            sentences++;
        }
    return sentences >= MIN_UNITS && words >= MIN_UNIT_WORDS;
}

bool
compose_read(const struct compose *compose,
             const struct compose_article *article,
             struct compose_index **index, struct error *why)
{
    const char *language = language_code(article->language);
    const struct compose_pack *pack;

    *index = NULL;
    if (language == NULL && article->language != NULL &&
        article->language[0] != '\0')
        return error_set(why, ERROR_INPUT, "we do not write \"%.20s\" yet",
                         article->language);
    if (language == NULL)
        language = language_guess(article->text, strlen(article->text));
    if (language == NULL)
        return error_set(why, ERROR_INPUT,
                         "cannot tell which language the article is in");
    pack = compose_pack_for(compose, language);
    if (pack == NULL)
        return error_set(why, ERROR_INPUT, "we do not write %s yet",
                         language_name(language));
    *index = index_new(pack, article);
    units_find(*index);
    if (!is_enough(*index)) {
        compose_index_free(*index);
        *index = NULL;
        return error_set(why, ERROR_INPUT,
                         "the article has too few sentences that can stand "
                         "alone");
    }
    key_phrases_find(*index);
    return true;
}

void
compose_index_free(struct compose_index *index)
{
    if (index == NULL)
        return;
    free(index->words);
    free(index->title_words);
    free(index->units);
    free(index->phrases);
    free(index->stems);
    arena_free(index->arena);
}

const char *
compose_index_language(const struct compose_index *index)
{
    return index->pack->language;
}
