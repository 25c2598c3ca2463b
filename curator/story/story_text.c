/* Articles as sets of numbers. Two passes: the first counts what is known
 * only from all articles together (how often a paragraph, a title's ending or
 * a term is there), the second reads. What many articles share word by word
 * (pleas, footers) says nothing of a story and is dropped. */
#include "story_internal.h"
#include "polyphony/clock.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/terms.h"
#include "polyphony/utf8.h"
#include "polyphony/vocabulary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TITLE_BYTES 600
#define COMMON_PARAGRAPH 12 /* articles that hold it make it boilerplate */
#define COMMON_ENDING 3     /* articles of a site that end in it */
#define MAX_ENDING_WORDS 5
#define MAX_GRAMS 160
#define MAX_READERS 32

/* Counts by 64-bit hash; open addressing, grows. */
struct tally {
    uint64_t *keys; /* 0 is empty */
    uint32_t *counts;
    size_t used, mask;
};

struct reader {
    struct story_reading *reading;
    struct vocabulary *vocabulary;
    struct terms *terms[MAX_READERS];
    size_t terms_count;
    struct tally paragraphs, endings;
    uint32_t *seen; /* by term: place in the article's terms, + 1 */
    size_t seen_cap;
    uint32_t *df; /* by term */
    size_t df_cap;
    uint32_t *work; /* numbers being gathered */
    size_t work_count, work_cap;
};

static uint64_t
hash_bytes(uint64_t hash, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    hash ^= hash >> 29;
    hash *= 0xBF58476D1CE4E5B9u;
    return hash ^ (hash >> 32);
}

static uint32_t *
tally_place(struct tally *tally, uint64_t key)
{
    size_t at;

    key |= key == 0;
    if (tally->keys == NULL || tally->used * 2 > tally->mask) {
        struct tally old = *tally;

        tally->mask = old.keys != NULL ? old.mask * 2 + 1 : 1023;
        tally->keys = mem_calloc(tally->mask + 1, sizeof *tally->keys);
        tally->counts = mem_calloc(tally->mask + 1, sizeof *tally->counts);
        tally->used = 0;
        for (size_t i = 0; old.keys != NULL && i <= old.mask; i++)
            if (old.keys[i] != 0)
                *tally_place(tally, old.keys[i]) = old.counts[i];
        free(old.keys);
        free(old.counts);
    }
    at = key & tally->mask;
    while (tally->keys[at] != 0 && tally->keys[at] != key)
        at = (at + 1) & tally->mask;
    if (tally->keys[at] == 0) {
        tally->keys[at] = key;
        tally->used++;
    }
    return &tally->counts[at];
}

static void
tally_deinit(struct tally *tally)
{
    free(tally->keys);
    free(tally->counts);
}

/* Step through paragraphs: lines, trimmed, not empty. */
static bool
next_paragraph(const char **p, const char *end, const char **start, size_t *len)
{
    while (*p < end) {
        const char *stop = memchr(*p, '\n', (size_t)(end - *p));
        const char *from = *p;

        if (stop == NULL)
            stop = end;
        *p = stop < end ? stop + 1 : end;
        while (from < stop && utf8_is_space((unsigned char)*from))
            from++;
        while (stop > from && utf8_is_space((unsigned char)stop[-1]))
            stop--;
        if (from < stop) {
            *start = from;
            *len = (size_t)(stop - from);
            return true;
        }
    }
    return false;
}

/* Where the last " - Ending" (or with | or a dash) of a title starts; len
 * when it has none. */
static size_t
ending_start(const char *title, size_t len)
{
    static const char *const marks[] = {" - ",      " | ",      " \u2013 ",
                                        " \u2014 ", " \u00b7 ", " :: "};
    size_t best = 0, best_len = 0;

    for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
        size_t mark_len = strlen(marks[m]);

        for (size_t at = len; at-- > best;)
            if (at + mark_len < len &&
                memcmp(title + at, marks[m], mark_len) == 0) {
                best = at;
                best_len = mark_len;
                break;
            }
    }
    return best_len > 0 && best > 0 ? best : len;
}

static size_t
count_words(const char *text, size_t len)
{
    size_t words = 0;

    for (size_t i = 0; i < len; i++)
        words += (text[i] != ' ') && (i == 0 || text[i - 1] == ' ');
    return words;
}

/* Letters and digits of a text, small, without blanks: "The Courier" and
 * "thecourier.example" can then be compared. */
static size_t
squash(const char *text, size_t len, char *out, size_t size)
{
    size_t have = 0;

    for (size_t i = 0; i < len && have + 1 < size; i++) {
        char c = text[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            (unsigned char)c >= 0x80)
            out[have++] = c;
    }
    out[have] = '\0';
    return have;
}

static bool
names_site(const char *ending, size_t len, const char *site)
{
    char a[200], b[200];

    if (site == NULL)
        return false;
    if (squash(ending, len, a, sizeof a) < 3 ||
        squash(site, strlen(site), b, sizeof b) < 3)
        return false;
    return strstr(b, a) != NULL || strstr(a, b) != NULL;
}

static uint64_t
ending_key(const struct story_article *article, const char *title, size_t at,
           size_t len)
{
    uint64_t hash = hash_bytes(14695981039346656037u, title + at, len - at);
    const char *site = article->site != NULL ? article->site : "";

    return hash_bytes(hash, site, strlen(site));
}

static size_t
title_length(const struct story_article *article)
{
    if (article->title == NULL)
        return 0;
    return utf8_prefix(article->title, strlen(article->title), MAX_TITLE_BYTES);
}

static size_t
text_length(const struct story_article *article)
{
    if (article->text == NULL)
        return 0;
    return utf8_prefix(article->text, strlen(article->text), STORY_TEXT_BYTES);
}

static void
count_common(struct reader *reader, const struct story_article *article)
{
    const char *p = article->text != NULL ? article->text : "", *start;
    const char *end = p + text_length(article);
    size_t len = title_length(article), at, part;

    while (p < end && next_paragraph(&p, end, &start, &part))
        ++*tally_place(&reader->paragraphs, hash_bytes(7, start, part));
    at = len > 0 ? ending_start(article->title, len) : 0;
    if (at < len)
        ++*tally_place(&reader->endings,
                       ending_key(article, article->title, at, len));
}

/* Bytes of the title without the site's name. */
static size_t
clean_title(struct reader *reader, const struct story_article *article)
{
    size_t len = title_length(article), at;

    if (len == 0)
        return 0;
    at = ending_start(article->title, len);
    if (at == len ||
        count_words(article->title + at, len - at) > MAX_ENDING_WORDS + 1 ||
        count_words(article->title, at) < 2)
        return len;
    if (names_site(article->title + at, len - at, article->site) ||
        *tally_place(&reader->endings, ending_key(article, article->title, at,
                                                  len)) >= COMMON_ENDING)
        return at;
    return len;
}

static struct terms *
terms_for(struct reader *reader, const struct story_article *article)
{
    const char *language = language_code(article->language);

    if (language == NULL)
        language = language_guess(article->text, text_length(article));
    if (language == NULL)
        language = language_guess(article->title, title_length(article));
    if (language == NULL)
        language = "en";
    for (size_t i = 0; i < reader->terms_count; i++)
        if (strcmp(terms_language(reader->terms[i]), language) == 0)
            return reader->terms[i];
    if (reader->terms_count == MAX_READERS)
        return reader->terms[0];
    return reader->terms[reader->terms_count++] = terms_new(language);
}

static void
gather(struct reader *reader, uint32_t number)
{
    reader->work = mem_grow(reader->work, &reader->work_cap,
                            reader->work_count + 1, sizeof *reader->work);
    reader->work[reader->work_count++] = number;
}

static int
compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* What was gathered as a set, the smallest `keep`; empties the work. */
static struct story_set
keep_set(struct reader *reader, size_t keep, uint32_t *total)
{
    struct story_reading *reading = reader->reading;
    struct story_set set = {(uint32_t)reading->number_count, 0};
    size_t distinct = 0;

    if (reader->work_count > 1)
        qsort(reader->work, reader->work_count, sizeof *reader->work,
              compare_numbers);
    for (size_t i = 0; i < reader->work_count; i++) {
        if (i > 0 && reader->work[i] == reader->work[i - 1])
            continue;
        if (distinct++ >= keep)
            continue;
        reading->numbers =
            mem_grow(reading->numbers, &reading->numbers_cap,
                     reading->number_count + 1, sizeof *reading->numbers);
        reading->numbers[reading->number_count++] = reader->work[i];
        set.count++;
    }
    if (total != NULL)
        *total = (uint32_t)distinct;
    reader->work_count = 0;
    return set;
}

/* Count a term for the article whose terms start at `start`. */
static void
count_term(struct reader *reader, size_t start, uint32_t term, float count)
{
    struct story_reading *reading = reader->reading;
    size_t place;

    if (term >= reader->seen_cap) {
        size_t old = reader->seen_cap, old_df = reader->df_cap;

        reader->seen = mem_grow(reader->seen, &reader->seen_cap,
                                (size_t)term + 1, sizeof *reader->seen);
        reader->df = mem_grow(reader->df, &reader->df_cap, (size_t)term + 1,
                              sizeof *reader->df);
        memset(reader->seen + old, 0,
               (reader->seen_cap - old) * sizeof *reader->seen);
        memset(reader->df + old_df, 0,
               (reader->df_cap - old_df) * sizeof *reader->df);
    }
    place = reader->seen[term];
    if (place > start) {
        reading->terms[place - 1].weight += count;
        return;
    }
    reading->terms = mem_grow(reading->terms, &reading->terms_cap,
                              reading->term_count + 1, sizeof *reading->terms);
    reading->terms[reading->term_count++] = (struct story_term){term, count};
    reader->seen[term] = (uint32_t)reading->term_count;
    reader->df[term]++;
}

static bool
has_digit(const char *word)
{
    return strpbrk(word, "0123456789") != NULL;
}

static void
read_title(struct reader *reader, struct terms *terms, const char *title,
           size_t len, struct story_doc *doc)
{
    size_t start = reader->reading->term_count;
    const struct term *list;
    size_t count = terms_read(terms, title, len, &list);

    for (size_t i = 0; i < count; i++)
        if (!list[i].is_stop)
            gather(reader, vocabulary_add(reader->vocabulary, list[i].stem));
    for (size_t i = 0; i < reader->work_count; i++)
        count_term(reader, start, reader->work[i], 2);
    doc->title = keep_set(reader, SIZE_MAX, NULL);
    for (size_t i = 0; i < count; i++)
        if (has_digit(list[i].word))
            gather(reader, vocabulary_add(reader->vocabulary, list[i].stem));
    doc->digits = keep_set(reader, SIZE_MAX, NULL);
    for (size_t i = 0; i < count && reader->work_count < MAX_GRAMS; i++) {
        size_t bytes = strlen(list[i].word);
        char padded[TERM_MAX_BYTES + 3];

        padded[0] = ' ';
        memcpy(padded + 1, list[i].word, bytes);
        padded[bytes + 1] = ' ';
        for (size_t at = 0; at + 4 <= bytes + 2; at++)
            gather(reader, (uint32_t)hash_bytes(3, padded + at, 4));
        if (bytes < 2)
            gather(reader, (uint32_t)hash_bytes(3, padded, bytes + 2));
    }
    doc->grams = keep_set(reader, SIZE_MAX, NULL);
}

/* Body terms; their shingles are gathered. `window` holds the hashes of the
 * last two words. */
static void
read_paragraph(struct reader *reader, struct terms *terms, const char *text,
               size_t len, size_t start, uint64_t window[2])
{
    const struct term *list;
    size_t count = terms_read(terms, text, len, &list);

    for (size_t i = 0; i < count; i++) {
        uint32_t term;
        uint64_t hash;

        if (list[i].is_stop)
            continue;
        term = vocabulary_add(reader->vocabulary, list[i].stem);
        if (term == VOCABULARY_NONE)
            continue;
        count_term(reader, start, term, 1);
        /* Hashed by spelling, not by number: numbers follow the order of
         * the articles, and which shingles are kept must not. */
        hash = hash_bytes(11, list[i].stem, strlen(list[i].stem));
        if (window[0] != 0 && window[1] != 0)
            gather(reader,
                   (uint32_t)((window[0] * 31 + window[1]) * 31 + hash) *
                       2654435761u);
        window[0] = window[1];
        window[1] = hash | 1;
    }
}

static void
read_facts(struct reader *reader, struct story_doc *doc)
{
    struct story_reading *reading = reader->reading;

    for (size_t i = 0; i < doc->terms.count; i++) {
        uint32_t term = reading->terms[doc->terms.start + i].term;

        if (has_digit(vocabulary_word(reader->vocabulary, term)))
            gather(reader, term);
    }
    doc->facts = keep_set(reader, SIZE_MAX, NULL);
}

static void
read_article(struct reader *reader, const struct story_article *article,
             struct story_doc *doc)
{
    struct terms *terms = terms_for(reader, article);
    size_t start = reader->reading->term_count, part;
    const char *p = article->text != NULL ? article->text : "", *from;
    const char *end = p + text_length(article);
    uint64_t window[2] = {0, 0};

    doc->when = article->published;
    if (article->title != NULL)
        read_title(reader, terms, article->title, clean_title(reader, article),
                   doc);
    while (p < end && next_paragraph(&p, end, &from, &part)) {
        if (*tally_place(&reader->paragraphs, hash_bytes(7, from, part)) >=
            COMMON_PARAGRAPH)
            continue;
        read_paragraph(reader, terms, from, part, start, window);
    }
    doc->shingles = keep_set(reader, STORY_SHINGLES, &doc->shingle_total);
    doc->has_body = doc->shingle_total >= 5;
    doc->terms.start = (uint32_t)start;
    doc->terms.count = (uint32_t)(reader->reading->term_count - start);
    read_facts(reader, doc);
}

static int
compare_terms(const void *a, const void *b)
{
    const struct story_term *x = a, *y = b;

    return (x->term > y->term) - (x->term < y->term);
}

static void
weigh(struct reader *reader)
{
    struct story_reading *reading = reader->reading;
    double count = (double)reading->count;

    reading->vocabulary = vocabulary_count(reader->vocabulary);
    reading->idf = mem_calloc(reading->vocabulary, sizeof *reading->idf);
    for (size_t t = 0; t < reading->vocabulary && t < reader->df_cap; t++)
        reading->idf[t] =
            (float)log(1 + (count + 1) / ((double)reader->df[t] + .5));
    for (size_t n = 0; n < reading->count; n++) {
        struct story_doc *doc = &reading->docs[n];
        struct story_term *terms = reading->terms + doc->terms.start;
        double squares = 0, mass = 0;

        if (doc->terms.count > 1)
            qsort(terms, doc->terms.count, sizeof *terms, compare_terms);
        for (size_t i = 0; i < doc->terms.count; i++) {
            float idf = reading->idf[terms[i].term];

            terms[i].weight = (1 + logf(terms[i].weight)) * idf;
            squares += (double)terms[i].weight * (double)terms[i].weight;
            mass += (double)idf;
        }
        doc->norm = (float)sqrt(squares);
        doc->mass = (float)mass;
        squares = mass = 0;
        for (size_t i = 0; i < doc->title.count; i++) {
            double idf =
                (double)reading->idf[reading->numbers[doc->title.start + i]];

            squares += idf * idf;
            mass += idf;
        }
        doc->title_norm = (float)sqrt(squares);
        doc->title_mass = (float)mass;
    }
}

void
story_read(const struct story_article *articles, size_t count,
           struct story_reading *reading)
{
    struct reader reader = {.reading = reading};

    memset(reading, 0, sizeof *reading);
    reading->docs = mem_calloc(count, sizeof *reading->docs);
    reading->count = count;
    reader.vocabulary = vocabulary_new();
    for (size_t i = 0; i < count; i++)
        count_common(&reader, &articles[i]);
    for (size_t i = 0; i < count; i++)
        read_article(&reader, &articles[i], &reading->docs[i]);
    weigh(&reader);
    for (size_t i = 0; i < reader.terms_count; i++)
        terms_free(reader.terms[i]);
    vocabulary_free(reader.vocabulary);
    tally_deinit(&reader.paragraphs);
    tally_deinit(&reader.endings);
    free(reader.seen);
    free(reader.df);
    free(reader.work);
}

void
story_reading_deinit(struct story_reading *reading)
{
    free(reading->docs);
    free(reading->numbers);
    free(reading->terms);
    free(reading->idf);
}
