/* The phrase matcher: a trie of folded bytes, entered at each word's start.
 * Walks end within a few bytes, so a pack of thousands of phrases costs about
 * what a pack of ten costs. Hashtags have a root of their own, under which
 * phrases stand without their blanks ("#RiskFree"). */
#include "guideline_match.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_ROOT, TAG_ROOT, N_ROOTS, MAX_HITS = 5000 };

struct output { /* a phrase that ends at a node */
    unsigned set, phrase;
    bool goes_on;  /* "*": the last word may be longer */
    uint32_t next; /* 0: none */
};

struct node {
    char byte;
    uint32_t child, sibling, output; /* 0: none */
};

struct matcher {
    struct node *nodes;
    size_t n_nodes, node_capacity;
    struct output *outputs; /* the first is not used */
    size_t n_outputs, output_capacity;
    uint32_t roots[N_ROOTS][256];
    unsigned sets, phrases;
};

struct matcher *
matcher_new(void)
{
    struct matcher *matcher = mem_calloc(1, sizeof *matcher);

    matcher->n_nodes = matcher->n_outputs = 1; /* 0 means none */
    matcher->nodes =
        mem_grow(NULL, &matcher->node_capacity, 1, sizeof *matcher->nodes);
    matcher->outputs =
        mem_grow(NULL, &matcher->output_capacity, 1, sizeof *matcher->outputs);
    return matcher;
}

void
matcher_free(struct matcher *matcher)
{
    if (matcher == NULL)
        return;
    free(matcher->nodes);
    free(matcher->outputs);
    free(matcher);
}

unsigned
matcher_add_set(struct matcher *matcher)
{
    return ++matcher->sets;
}

static uint32_t
add_node(struct matcher *matcher, char byte)
{
    matcher->nodes = mem_grow(matcher->nodes, &matcher->node_capacity,
                              matcher->n_nodes + 1, sizeof *matcher->nodes);
    matcher->nodes[matcher->n_nodes] = (struct node){.byte = byte};
    return (uint32_t)matcher->n_nodes++;
}

static uint32_t
find_child(const struct matcher *matcher, uint32_t node, char byte)
{
    uint32_t child = matcher->nodes[node].child;

    while (child != 0 && matcher->nodes[child].byte != byte)
        child = matcher->nodes[child].sibling;
    return child;
}

/* `len` is at least 1. */
static void
insert(struct matcher *matcher, int root, const char *bytes, size_t len,
       struct output output)
{
    uint32_t *first = &matcher->roots[root][(unsigned char)bytes[0]], node;

    if (*first == 0)
        *first = add_node(matcher, bytes[0]);
    node = *first;
    for (size_t i = 1; i < len; i++) {
        uint32_t child = find_child(matcher, node, bytes[i]);

        if (child == 0) {
            child = add_node(matcher, bytes[i]);
            matcher->nodes[child].sibling = matcher->nodes[node].child;
            matcher->nodes[node].child = child;
        }
        node = child;
    }
    matcher->outputs =
        mem_grow(matcher->outputs, &matcher->output_capacity,
                 matcher->n_outputs + 1, sizeof *matcher->outputs);
    output.next = matcher->nodes[node].output;
    matcher->outputs[matcher->n_outputs] = output;
    matcher->nodes[node].output = (uint32_t)matcher->n_outputs++;
}

/* Appends without the blanks. */
static void
add_closed_up(struct buf *out, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != ' ')
            buf_add_char(out, bytes[i]);
    }
}

bool
matcher_add(struct matcher *matcher, unsigned set, const char *phrase,
            bool literal)
{
    struct buf folded = {.max = 4096}, tag = {.max = 4096};
    struct output output = {.set = set, .phrase = ++matcher->phrases};
    size_t len = strlen(phrase);
    const char *bytes;
    bool ok = false;

    if (len > 1 && phrase[len - 1] == '*') {
        output.goes_on = true;
        len--;
    }
    fold_text(&folded, phrase, len);
    bytes = buf_text(&folded);
    len = folded.len;
    while (!literal && len > 1 && *bytes == '#') {
        bytes++;
        len--;
    }
    if (!buf_ok(&folded) || len == 0 || len > MATCHER_MAX_PHRASE)
        goto out;
    add_closed_up(&tag, bytes, len);
    insert(matcher, TAG_ROOT, buf_text(&tag), tag.len, output);
    if (*bytes != '#')
        insert(matcher, TEXT_ROOT, bytes, len, output);
    ok = true;
out:
    buf_deinit(&folded);
    buf_deinit(&tag);
    return ok;
}

/* Where the original's code point `at` begins in the folded text. */
static size_t
fold_find(const struct fold *fold, size_t at)
{
    size_t low = 0, high = fold->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (fold->end[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int32_t
fold_at(const struct fold *fold, size_t at)
{
    const char *p = fold->text + at;

    return at < fold->len ? utf8_next(&p, fold->text + fold->len) : 0;
}

int32_t
fold_before(const struct fold *fold, size_t at)
{
    size_t start = at;

    if (at == 0)
        return 0;
    do {
        start--;
    } while (start > 0 && ((unsigned char)fold->text[start] & 0xC0) == 0x80);
    return fold_at(fold, start);
}

/* Does a word go on over a border between these two? */
static bool
fold_joins(int32_t before, int32_t after)
{
    return fold_is_word(before) && fold_is_word(after) &&
           !utf8_is_cjk(before) && !utf8_is_cjk(after);
}

static size_t
word_end(const struct fold *fold, size_t at)
{
    int32_t before = fold_before(fold, at), cp;

    while (at < fold->len && (cp = fold_at(fold, at), fold_joins(before, cp))) {
        const char *p = fold->text + at;

        before = utf8_next(&p, fold->text + fold->len);
        at = (size_t)(p - fold->text);
    }
    return at;
}

static void
add_hit(struct hits *hits, const struct output *output, const struct fold *fold,
        size_t from, size_t to)
{
    if (hits->count >= MAX_HITS)
        return;
    hits->items = mem_grow(hits->items, &hits->capacity, hits->count + 1,
                           sizeof *hits->items);
    hits->items[hits->count++] = (struct hit){
        .set = output->set,
        .phrase = output->phrase,
        .from = from,
        .to = to,
        .start = fold->start[from],
        .end = fold->end[to - 1],
    };
}

/* All phrases that begin at byte `from`, which begins a word or is a sign. */
static void
walk_text(const struct matcher *matcher, const struct fold *fold, size_t from,
          struct hits *hits)
{
    uint32_t node = matcher->roots[TEXT_ROOT][(unsigned char)fold->text[from]];
    size_t to = from + 1;

    while (node != 0) {
        uint32_t next = matcher->nodes[node].output;

        if (next != 0) {
            bool inside = fold_joins(fold_before(fold, to), fold_at(fold, to));

            for (; next != 0; next = matcher->outputs[next].next) {
                const struct output *output = &matcher->outputs[next];

                if (!inside)
                    add_hit(hits, output, fold, from, to);
                else if (output->goes_on)
                    add_hit(hits, output, fold, from, word_end(fold, to));
            }
        }
        if (to >= fold->len)
            break;
        node = find_child(matcher, node, fold->text[to++]);
    }
}

/* Phrases that are a hashtag's body; "#" itself is tried for literal ones. */
static void
walk_tag(const struct matcher *matcher, const struct fold *fold,
         const struct entity *tag, bool with_sign, struct hits *hits)
{
    size_t from = fold_find(fold, tag->start), to = fold_find(fold, tag->end);
    uint32_t node = 0;

    if (from >= to)
        return;
    for (size_t at = from + !with_sign; at < to; at++) {
        if (fold->text[at] == ' ')
            continue;
        node = node == 0
                   ? matcher->roots[TAG_ROOT][(unsigned char)fold->text[at]]
                   : find_child(matcher, node, fold->text[at]);
        if (node == 0)
            return;
    }
    for (uint32_t next = node == 0 ? 0 : matcher->nodes[node].output; next != 0;
         next = matcher->outputs[next].next)
        add_hit(hits, &matcher->outputs[next], fold, from, to);
}

static int
by_set_and_place(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;

    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to > y->to ? -1 : 1;
    return x->phrase < y->phrase ? -1 : x->phrase > y->phrase;
}

void
matcher_scan(const struct matcher *matcher, const struct fold *fold,
             const struct entity *entities, size_t n_entities,
             struct hits *hits)
{
    const char *p = fold->text, *end = fold->text + fold->len;
    int32_t before = 0;

    while (p < end) {
        size_t at = (size_t)(p - fold->text);
        int32_t cp = utf8_next(&p, end);

        if (matcher->roots[TEXT_ROOT][(unsigned char)fold->text[at]] != 0 &&
            !fold_joins(before, cp))
            walk_text(matcher, fold, at, hits);
        before = cp;
    }
    for (size_t i = 0; i < n_entities; i++) {
        if (entities[i].kind != ENTITY_HASHTAG)
            continue;
        walk_tag(matcher, fold, &entities[i], false, hits);
        walk_tag(matcher, fold, &entities[i], true, hits);
    }
    if (hits->count > 1)
        qsort(hits->items, hits->count, sizeof *hits->items, by_set_and_place);
}

const struct hit *
hits_of(const struct hits *hits, unsigned set, size_t *count)
{
    size_t low = 0, high = hits->count, first;

    *count = 0;
    if (set == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (hits->items[middle].set < set)
            low = middle + 1;
        else
            high = middle;
    }
    first = low;
    while (low < hits->count && hits->items[low].set == set)
        low++;
    *count = low - first;
    return *count > 0 ? hits->items + first : NULL;
}
