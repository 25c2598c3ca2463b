/* The index that audiences are ranked against: a vocabulary of stems with
 * their spellings, each article's terms, and the same by term. Built by
 * adding articles one by one; rank_index_finish() turns counts into BM25
 * weights and lays the postings out one after another.
 *
 * Fields follow METHODS.md: title x3, text x1, words of the URL's path x.7,
 * the host as a term of its own x3 ("host:example.org", which no text can
 * hold). One field-weighted count a term, one length an article (BM25F). */
#include "rank_internal.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TITLE_TENTHS 30
#define TEXT_TENTHS 10
#define PATH_TENTHS 7
#define HOST_TENTHS 30
#define MAX_READERS 32
#define MAX_TITLE_BYTES 1000
#define MAX_URL_BYTES 1000
#define MAX_BYTES (UINT32_MAX / 2) /* of spellings */
#define MAX_VARIANTS 40 /* spellings of one stem that are told apart */

struct rank_index *
rank_index_new(const char *language)
{
    struct rank_index *index = mem_calloc(1, sizeof *index);

    index->language = language_code(language);
    if (index->language == NULL)
        index->language = "en";
    index->readers = mem_calloc(MAX_READERS, sizeof *index->readers);
    index->stems = vocabulary_new();
    index->starts =
        mem_grow(NULL, &index->starts_cap, 1, sizeof *index->starts);
    index->starts[0] = 0;
    index->stream_starts = mem_grow(NULL, &index->stream_starts_cap, 1,
                                    sizeof *index->stream_starts);
    index->stream_starts[0] = 0;
    return index;
}

void
rank_index_free(struct rank_index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < index->reader_count; i++)
        terms_free(index->readers[i]);
    free(index->readers);
    vocabulary_free(index->stems);
    free(index->bytes);
    free(index->terms);
    free(index->variants);
    free(index->entries);
    free(index->starts);
    free(index->ids);
    free(index->posting_starts);
    free(index->posting_articles);
    free(index->posting_weights);
    free(index->idf);
    free(index->inverse_norms);
    free(index->by_id);
    free(index->stream);
    free(index->stream_starts);
    free(index->term_scratch);
    free(index->base);
    free(index->scores);
    free(index->order);
    free(index->kernel);
    free(index->latent);
    free(index);
}

size_t
rank_index_count(const struct rank_index *index)
{
    return index->article_count;
}

struct terms *
rank_reader(struct rank_index *index, const char *language)
{
    for (size_t i = 0; i < index->reader_count; i++) {
        const char *has = terms_language(index->readers[i]);

        if (has != NULL && strcmp(has, language) == 0)
            return index->readers[i];
    }
    if (index->reader_count == MAX_READERS)
        return index->readers[0];
    return index->readers[index->reader_count++] = terms_new(language);
}

struct terms *
rank_audience_reader(struct rank_index *index, const struct audience *audience)
{
    const char *language = audience->language;

    if (language == NULL)
        language = language_guess(audience->about, strlen(audience->about));
    return rank_reader(index, language != NULL ? language : index->language);
}

static uint32_t
keep_text(struct rank_index *index, const char *text, size_t len)
{
    size_t at = index->bytes_used;

    index->bytes = mem_grow(index->bytes, &index->bytes_cap, at + len + 1, 1);
    memcpy(index->bytes + at, text, len);
    index->bytes[at + len] = '\0';
    index->bytes_used += len + 1;
    return (uint32_t)at;
}

static uint32_t
make_term(struct rank_index *index, const char *stem)
{
    uint32_t number;

    if (index->bytes_used > MAX_BYTES)
        return vocabulary_find(index->stems, stem);
    number = vocabulary_add(index->stems, stem);
    if (number != NO_TERM && number == index->term_count) {
        index->terms = mem_grow(index->terms, &index->terms_cap,
                                index->term_count + 1, sizeof *index->terms);
        index->terms[index->term_count++] =
            (struct rank_term){.variant = NO_TERM};
    }
    return number;
}

/* The place of a spelling in its term's chain, where it is put when new. */
static uint8_t
make_variant(struct rank_index *index, uint32_t term, const char *text,
             size_t len)
{
    uint32_t *link = &index->terms[term].variant, last = NO_TERM;
    uint8_t place = 0;

    for (; *link != NO_TERM; place++) {
        const char *has = index->bytes + index->variants[*link].text;

        if (strncmp(has, text, len) == 0 && has[len] == '\0')
            return place;
        last = *link;
        link = &index->variants[*link].next;
    }
    if (place == MAX_VARIANTS || index->bytes_used > MAX_BYTES)
        return NO_VARIANT;
    index->variants =
        mem_grow(index->variants, &index->variants_cap,
                 index->variant_count + 1, sizeof *index->variants);
    index->variants[index->variant_count] = (struct rank_variant){
        .text = keep_text(index, text, len), .next = NO_TERM};
    if (last == NO_TERM)
        index->terms[term].variant = (uint32_t)index->variant_count;
    else
        index->variants[last].next = (uint32_t)index->variant_count;
    index->variant_count++;
    return place;
}

/* Count a term for the article that is being added; returns its number. */
static uint32_t
count_term(struct rank_index *index, const char *stem, const char *spelling,
           size_t spelling_len, unsigned tenths, bool is_extra)
{
    uint32_t number = make_term(index, stem);
    struct rank_term *term;
    uint32_t mark = (uint32_t)index->article_count + 1;
    struct rank_entry *entry;
    uint8_t variant;

    if (number == NO_TERM)
        return RANK_STOP;
    term = &index->terms[number];
    if (term->mark == mark) {
        entry = &index->entries[term->place];
        entry->weight = (uint16_t)(entry->weight + tenths > UINT16_MAX
                                       ? UINT16_MAX
                                       : entry->weight + tenths);
        return number;
    }
    term->mark = mark;
    term->df++;
    term->place = (uint32_t)index->entry_count;
    variant = make_variant(index, number, spelling, spelling_len);
    index->entries = mem_grow(index->entries, &index->entries_cap,
                              index->entry_count + 1, sizeof *index->entries);
    entry = &index->entries[index->entry_count++];
    *entry = (struct rank_entry){.term = number,
                                 .weight = (uint16_t)tenths,
                                 .variant = variant,
                                 .is_extra = is_extra};
    return number;
}

bool
rank_shouts(const char *text, size_t len)
{
    size_t upper = 0, lower = 0;

    for (size_t i = 0; i < len; i++) {
        upper += text[i] >= 'A' && text[i] <= 'Z';
        lower += text[i] >= 'a' && text[i] <= 'z';
    }
    return upper > lower;
}

const char *
rank_stem(const char *text, const struct term *term, bool shouts,
          char spelling[TERM_MAX_BYTES])
{
    size_t len = term->end - term->start;

    if (!term->is_stop)
        return term->stem;
    if (shouts || len < 2 || len > 5)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        spelling[i] = text[term->start + i];
        if (spelling[i] < 'A' || spelling[i] > 'Z')
            return NULL;
    }
    spelling[len] = '\0';
    return spelling;
}

static void
stream_put(struct rank_index *index, uint32_t number)
{
    index->stream = mem_grow(index->stream, &index->stream_cap,
                             index->stream_count + 1, sizeof *index->stream);
    index->stream[index->stream_count++] = number;
}

static void
count_text(struct rank_index *index, struct terms *reader, const char *text,
           size_t max_bytes, unsigned tenths)
{
    const struct term *list;
    size_t len = utf8_prefix(text, strlen(text), max_bytes);
    size_t count = terms_read(reader, text, len, &list);
    bool shouts = rank_shouts(text, len);

    for (size_t i = 0; i < count; i++) {
        char spelling[TERM_MAX_BYTES];
        const char *stem = rank_stem(text, &list[i], shouts, spelling);
        uint32_t number = RANK_STOP;

        if (stem != NULL)
            number = count_term(index, stem, text + list[i].start,
                                list[i].end - list[i].start, tenths, false);
        stream_put(index, number);
    }
    stream_put(index, RANK_BREAK);
}

static bool
is_address_word(const char *word)
{
    static const char *const words[] = {"html", "htm",   "php", "asp",
                                        "aspx", "index", "www", "amp"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* Host and path of an address, without a parser: whatever stands between
 * "//" and the next "/", and what follows up to "?" or "#". */
static void
count_url(struct rank_index *index, struct terms *reader, const char *url)
{
    const char *host = strstr(url, "://"), *path;
    char token[TERM_MAX_BYTES * 2];
    const struct term *list;
    size_t host_len, count;

    if (host == NULL)
        return;
    host += 3;
    host_len = strcspn(host, "/?#:");
    path = host + host_len;
    path += strcspn(path, "/?#");
    if (host_len > 4 && strncmp(host, "www.", 4) == 0) {
        host += 4;
        host_len -= 4;
    }
    if (host_len > 0 && host_len < TERM_MAX_BYTES) {
        snprintf(token, sizeof token, "host:%.*s", (int)host_len, host);
        count_term(index, token, host, host_len, HOST_TENTHS, true);
    }
    count = terms_read(reader, path, strcspn(path, "?#"), &list);
    for (size_t i = 0; i < count; i++)
        if (!list[i].is_stop && list[i].end - list[i].start > 1 &&
            !is_address_word(list[i].word))
            count_term(index, list[i].stem, path + list[i].start,
                       list[i].end - list[i].start, PATH_TENTHS, true);
}

uint32_t
rank_index_add(struct rank_index *index, const struct rank_article *article)
{
    const char *title = article->title != NULL ? article->title : "";
    const char *text = article->text != NULL ? article->text : "";
    const char *url = article->url != NULL ? article->url : "";
    const char *id = article->id != NULL ? article->id : "";
    const char *language = language_code(article->language);
    size_t n = index->article_count;
    struct terms *reader;

    if (language == NULL)
        language = language_guess(text, strlen(text));
    if (language == NULL)
        language = language_guess(title, strlen(title));
    reader = rank_reader(index, language != NULL ? language : index->language);
    count_text(index, reader, title, MAX_TITLE_BYTES, TITLE_TENTHS);
    count_text(index, reader, text, RANK_TEXT_BYTES, TEXT_TENTHS);
    if (strlen(url) <= MAX_URL_BYTES)
        count_url(index, reader, url);
    index->ids =
        mem_grow(index->ids, &index->ids_cap, n + 1, sizeof *index->ids);
    index->ids[n] = keep_text(index, id, strlen(id));
    index->article_count = n + 1;
    index->starts = mem_grow(index->starts, &index->starts_cap, n + 2,
                             sizeof *index->starts);
    index->starts[n + 1] = index->entry_count;
    index->stream_starts =
        mem_grow(index->stream_starts, &index->stream_starts_cap, n + 2,
                 sizeof *index->stream_starts);
    index->stream_starts[n + 1] = index->stream_count;
    return (uint32_t)n;
}

/* Counts to BM25 weights (Robertson and Zaragoza, 2009, 3.6). */
static void
weigh_entries(struct rank_index *index)
{
    uint64_t tenths = 0;
    double average = 1;

    for (size_t i = 0; i < index->entry_count; i++)
        tenths += index->entries[i].weight;
    if (tenths > 0)
        average = (double)tenths / 10 / (double)index->article_count;
    for (size_t n = 0; n < index->article_count; n++) {
        double length, norm;

        tenths = 0;
        for (size_t i = index->starts[n]; i < index->starts[n + 1]; i++)
            tenths += index->entries[i].weight;
        length = (double)tenths / 10;
        norm = RANK_K1 * (1 - RANK_B + RANK_B * length / average);
        for (size_t i = index->starts[n]; i < index->starts[n + 1]; i++) {
            double count = index->entries[i].weight / 10.;
            double weight = count * RANK_K1_1 / (count + norm);

            index->entries[i].weight = (uint16_t)(weight / WEIGHT_UNIT + .5);
        }
    }
}

static void
weigh_terms(struct rank_index *index)
{
    double articles = (double)index->article_count;

    index->idf = mem_calloc(index->term_count, sizeof *index->idf);
    for (size_t t = 0; t < index->term_count; t++) {
        double df = index->terms[t].df;

        index->idf[t] = (float)log(1 + (articles - df + .5) / (df + .5));
    }
    index->inverse_norms =
        mem_calloc(index->article_count, sizeof *index->inverse_norms);
    for (size_t n = 0; n < index->article_count; n++) {
        double sum = 0;

        for (size_t i = index->starts[n]; i < index->starts[n + 1]; i++) {
            double x = index->entries[i].weight * WEIGHT_UNIT *
                       (double)index->idf[index->entries[i].term];

            sum += x * x;
        }
        index->inverse_norms[n] = sum > 0 ? (float)(1 / sqrt(sum)) : 0;
    }
}

static void
lay_out_postings(struct rank_index *index)
{
    size_t *at, sum = 0;

    index->posting_starts =
        mem_calloc(index->term_count + 1, sizeof *index->posting_starts);
    index->posting_articles =
        mem_calloc(index->entry_count, sizeof *index->posting_articles);
    index->posting_weights =
        mem_calloc(index->entry_count, sizeof *index->posting_weights);
    at = mem_calloc(index->term_count, sizeof *at);
    for (size_t t = 0; t < index->term_count; t++) {
        index->posting_starts[t] = at[t] = sum;
        sum += index->terms[t].df;
    }
    index->posting_starts[index->term_count] = sum;
    for (size_t n = 0; n < index->article_count; n++)
        for (size_t i = index->starts[n]; i < index->starts[n + 1]; i++) {
            size_t place = at[index->entries[i].term]++;

            index->posting_articles[place] = (uint32_t)n;
            index->posting_weights[place] = index->entries[i].weight;
        }
    free(at);
}

/* Two ids may be equal: then the number settles it, so that sorting does not
 * depend on qsort. */
struct id_place {
    const char *id;
    uint32_t number;
};

static int
compare_ids(const void *a, const void *b)
{
    const struct id_place *x = a, *y = b;
    int order = strcmp(x->id, y->id);

    return order != 0 ? order
                      : (x->number > y->number) - (x->number < y->number);
}

static void
order_ids(struct rank_index *index)
{
    struct id_place *places = mem_calloc(index->article_count, sizeof *places);

    index->by_id = mem_calloc(index->article_count, sizeof *index->by_id);
    for (size_t n = 0; n < index->article_count; n++)
        places[n] =
            (struct id_place){index->bytes + index->ids[n], (uint32_t)n};
    qsort(places, index->article_count, sizeof *places, compare_ids);
    for (size_t i = 0; i < index->article_count; i++)
        index->by_id[places[i].number] = (uint32_t)i;
    free(places);
}

void
rank_index_finish(struct rank_index *index)
{
    if (index->is_finished)
        return;
    index->is_finished = true;
    weigh_entries(index);
    weigh_terms(index);
    lay_out_postings(index);
    order_ids(index);
    index->term_scratch =
        mem_calloc(index->term_count, sizeof *index->term_scratch);
    index->base = mem_calloc(index->article_count, sizeof *index->base);
    index->scores = mem_calloc(index->article_count, sizeof *index->scores);
    index->order = mem_calloc(index->article_count, sizeof *index->order);
}
