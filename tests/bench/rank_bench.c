/* Speed of ranking: audiences ranked against an index, beside the floor, a
 * bare loop over postings with a top-k heap for the same queries.
 *
 *   rank_bench [ARTICLES [AUDIENCES]]     default 20000 1000
 *
 * Articles and audiences are made from a seed: words of a Zipf vocabulary,
 * each article with a topic whose words it prefers. Prints seconds and
 * ratios; one thread. */
#include "polyphony/buf.h"
#include "polyphony/mem.h"
#include "polyphony/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VOCABULARY 60000
#define TOPICS 200
#define TOPIC_WORDS 40
#define WORDS 220 /* of an article */
#define QUERY 18  /* words of an audience */
#define TOP 50
#define DECISIONS 20

struct posting {
    unsigned article;
    float weight;
};

static char (*words)[24];
static double *cumulated;
static unsigned (*topics)[TOPIC_WORDS];
static uint64_t state = 42;

static double
draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / 9007199254740992.;
}

static unsigned
draw_word(void)
{
    double at = draw() * cumulated[VOCABULARY - 1];
    unsigned low = 0, high = VOCABULARY - 1;

    while (low < high) {
        unsigned middle = (low + high) / 2;

        if (cumulated[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
make_vocabulary(void)
{
    static const char *const parts[] = {
        "ba",  "ko",  "ri", "tu",  "mel", "sor", "van", "dik",
        "pol", "gre", "hu", "zan", "lor", "fe",  "nam", "quo"};
    double sum = 0;

    words = mem_calloc(VOCABULARY, sizeof *words);
    cumulated = mem_calloc(VOCABULARY, sizeof *cumulated);
    topics = mem_calloc(TOPICS, sizeof *topics);
    for (unsigned i = 0; i < VOCABULARY; i++) {
        unsigned rest = i;

        for (unsigned k = 0; k < 4; k++, rest /= 16)
            strcat(words[i], parts[rest % 16]);
        strcat(words[i], "ok"); /* no suffix that a stemmer cuts */
        cumulated[i] = sum += 1 / (i + 2.7);
    }
    for (unsigned t = 0; t < TOPICS; t++)
        for (unsigned k = 0; k < TOPIC_WORDS; k++)
            topics[t][k] = 200 + (unsigned)(draw() * 8000);
}

/* Processor time of this thread in seconds: others may be at work too. */
static double
now(void)
{
    struct timespec at = {0};

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void
make_text(unsigned topic, unsigned count, struct buf *text, unsigned *numbers)
{
    buf_cut(text, 0);
    for (unsigned i = 0; i < count; i++) {
        numbers[i] = draw() < .15
                         ? topics[topic][(unsigned)(draw() * TOPIC_WORDS)]
                         : draw_word();
        buf_add(text, words[numbers[i]]);
        buf_add_char(text, i % 12 == 11 ? '.' : ' ');
        if (i % 12 == 11)
            buf_add_char(text, ' ');
    }
}

/* The floor's postings, by word: as short as they can be written. */
struct floor {
    struct posting **lists;
    size_t *counts, *caps;
};

static void
floor_add(struct floor *floor, unsigned article, const unsigned *numbers,
          unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned w = numbers[i];
        size_t n = floor->counts[w];

        if (n > 0 && floor->lists[w][n - 1].article == article) {
            floor->lists[w][n - 1].weight += .4f;
            continue;
        }
        floor->lists[w] = mem_grow(floor->lists[w], &floor->caps[w], n + 1,
                                   sizeof **floor->lists);
        floor->lists[w][floor->counts[w]++] = (struct posting){article, 1};
    }
}

struct best {
    float score;
    unsigned article;
};

static float
floor_rank(const struct floor *floor, const unsigned *numbers, unsigned count,
           float *scores, size_t articles)
{
    struct best heap[TOP + 1] = {{0, 0}};

    memset(scores, 0, articles * sizeof *scores);
    for (unsigned i = 0; i < count; i++) {
        const struct posting *list = floor->lists[numbers[i]];
        size_t n = floor->counts[numbers[i]];
        float weight = logf((float)articles / (float)(n + 1));

        for (size_t k = 0; k < n; k++)
            scores[list[k].article] += weight * list[k].weight;
    }
    for (unsigned a = 0; a < articles; a++) {
        size_t at = 0;

        if (scores[a] <= heap[0].score)
            continue;
        for (;;) {
            size_t child = 2 * at + 1;

            if (child >= TOP)
                break;
            if (child + 1 < TOP && heap[child + 1].score < heap[child].score)
                child++;
            if (heap[child].score >= scores[a])
                break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = (struct best){scores[a], a};
    }
    return heap[0].score;
}

static double
rank_all(struct rank_index *index, const struct audience *audiences,
         size_t count, size_t decisions, size_t articles)
{
    double start = now();

    for (size_t i = 0; i < count; i++) {
        uint32_t liked[DECISIONS], disliked[DECISIONS];
        struct rank_request request = {.audience = &audiences[i],
                                       .liked = liked,
                                       .disliked = disliked,
                                       .liked_count = decisions / 2,
                                       .disliked_count = decisions / 2,
                                       .top = TOP};
        struct rank_hit *hits;

        for (size_t k = 0; k < decisions / 2; k++) {
            liked[k] = (uint32_t)((i * 31 + k * 977) % articles);
            disliked[k] = (uint32_t)((i * 57 + k * 1013 + 5) % articles);
        }
        if (rank_audience(index, &request, &hits) > TOP)
            abort();
        free(hits);
    }
    return now() - start;
}

int
main(int argc, char **argv)
{
    size_t articles = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
    size_t count = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
    struct floor floor = {mem_calloc(VOCABULARY, sizeof *floor.lists),
                          mem_calloc(VOCABULARY, sizeof *floor.counts),
                          mem_calloc(VOCABULARY, sizeof *floor.caps)};
    struct audience *audiences = mem_calloc(count, sizeof *audiences);
    unsigned numbers[WORDS],
        *queries = mem_calloc(count * QUERY, sizeof *queries);
    struct rank_index *index = rank_index_new("en");
    float *scores = mem_calloc(articles, sizeof *scores), sum = 0;
    double building = 0, bare, cold, learned, first;
    struct buf text = {0};
    double start;

    make_vocabulary();
    for (unsigned a = 0; a < articles; a++) {
        char id[16];
        struct rank_article article = {.id = id, .language = "en"};

        snprintf(id, sizeof id, "a%06u", a);
        make_text((unsigned)(draw() * TOPICS), WORDS, &text, numbers);
        floor_add(&floor, a, numbers, WORDS);
        article.text = buf_text(&text);
        start = now();
        (void)rank_index_add(index, &article);
        building += now() - start;
    }
    start = now();
    rank_index_finish(index);
    building += now() - start;
    for (size_t i = 0; i < count; i++) {
        make_text((unsigned)(draw() * TOPICS), QUERY, &text,
                  queries + i * QUERY);
        audiences[i] = (struct audience){.id = "a",
                                         .name = "",
                                         .about = mem_strdup(buf_text(&text)),
                                         .industry = "",
                                         .role = "",
                                         .region = "",
                                         .language = "en"};
    }
    start = now();
    for (size_t i = 0; i < count; i++)
        sum += floor_rank(&floor, queries + i * QUERY, QUERY, scores, articles);
    bare = now() - start;
    cold = rank_all(index, audiences, count, 0, articles);
    first = rank_all(index, audiences, 1, DECISIONS, articles);
    learned = rank_all(index, audiences, count, DECISIONS, articles);
    printf("%zu articles, %zu audiences: index %.2f s, first with decisions "
           "%.2f s (check %.0f)\n",
           articles, count, building, first, (double)sum);
    printf("floor %.3f s, cold %.3f s, ratio %.1f\n", bare, cold, cold / bare);
    printf("with %d decisions %.3f s, ratio %.1f\n", DECISIONS, learned,
           learned / bare);
    return 0;
}
