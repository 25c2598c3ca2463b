/* The one place that calls libgumbo (0.10.1, no longer kept up upstream), and
 * the guards around it: no error list (quadratic), memory from an arena with
 * a limit, a deadline looked at every 64 allocations, both left by longjmp,
 * and never gumbo_destroy_output(), which recurses. Nothing else is held
 * while gumbo runs, so that the jump loses nothing.
 *
 * The tree is then copied into our own nodes, without recursion. */
#include "polyphony/html.h"
#include "html_source.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <gumbo.h>
#include <limits.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK_EVERY 64

struct html {
    struct arena *arena;
    struct html_node *root;
};

struct parse {
    struct arena *arena; /* gumbo's own: gone after the copy */
    jmp_buf leave;
    unsigned allocations;
    int64_t deadline_us; /* processor time of this thread */
    bool late;
    const struct html_source *source;
    const char *bytes;
};

static const char *const tag_names[] = {[HTML_OTHER] = NULL,
#define TAG_NAME(upper, lower) [HTML_##upper] = lower,
                                        HTML_TAGS(TAG_NAME)
#undef TAG_NAME
};
#define N_TAGS (sizeof tag_names / sizeof *tag_names)

/* Processor time, so that a busy machine does not make pages unreadable. */
static int64_t
thread_us(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void *
guarded_alloc(void *userdata, size_t size)
{
    struct parse *parse = userdata;
    void *memory;

    if (++parse->allocations % CHECK_EVERY == 0 &&
        thread_us() > parse->deadline_us) {
        parse->late = true;
        longjmp(parse->leave, 1);
    }
    memory = arena_alloc(parse->arena, size);
    if (memory == NULL)
        longjmp(parse->leave, 1);
    return memory;
}

static void
no_free(void *userdata, void *memory)
{
    (void)userdata;
    (void)memory;
}

/* NULL where a limit was reached. */
static GumboOutput *
run_gumbo(struct parse *parse, bool fragment)
{
    GumboOptions options = kGumboDefaultOptions;

    options.allocator = guarded_alloc;
    options.deallocator = no_free;
    options.userdata = parse;
    options.max_errors = 0;
    if (fragment)
        options.fragment_context = GUMBO_TAG_BODY;
    if (setjmp(parse->leave) != 0)
        return NULL;
    return gumbo_parse_with_options(&options, buf_text(&parse->source->text),
                                    parse->source->text.len);
}

/* --- the copy --- */

static enum html_tag
tag_by_name(const char *name)
{
    size_t low = HTML_OTHER + 1, high = N_TAGS;

    while (low < high) { /* HTML_TAGS is in alphabetical order */
        size_t middle = (low + high) / 2;
        int order = strcmp(name, tag_names[middle]);

        if (order == 0)
            return (enum html_tag)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return HTML_OTHER;
}

/* The name of an element that gumbo does not know, in lower case. */
static const char *
unknown_name(struct arena *arena, const GumboElement *element)
{
    GumboStringPiece piece = element->original_tag;
    char *name;

    if (piece.data == NULL || piece.length == 0)
        return "unknown";
    gumbo_tag_from_original_text(&piece);
    name = arena_strndup(arena, piece.data, piece.length);
    for (char *p = name; p != NULL && *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    }
    return name;
}

static bool
copy_attributes(struct arena *arena, const GumboVector *from,
                struct html_node *node)
{
    unsigned count = from->length < UINT16_MAX ? from->length : UINT16_MAX;

    if (count == 0)
        return true;
    node->attrs = arena_array(arena, count, sizeof *node->attrs);
    if (node->attrs == NULL)
        return false;
    for (unsigned i = 0; i < count; i++) {
        const GumboAttribute *attr = from->data[i];

        node->attrs[i].name = arena_strdup(arena, attr->name);
        node->attrs[i].value = arena_strdup(arena, attr->value);
        if (node->attrs[i].value == NULL || node->attrs[i].name == NULL)
            return false;
    }
    node->n_attrs = (unsigned short)count;
    return true;
}

static void
append(struct html_node *parent, struct html_node *node)
{
    if (parent == NULL)
        return; /* the root */
    node->parent = parent;
    node->prev = parent->last;
    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

static bool
append_text(struct arena *arena, struct html_node *parent, const char *text,
            size_t len)
{
    struct html_node *node = arena_alloc(arena, sizeof *node);

    if (node == NULL)
        return false;
    node->tag = HTML_TEXT;
    node->text = arena_strndup(arena, text, len);
    append(parent, node);
    return node->text != NULL;
}

/* Give a kept script its text back. */
static bool
restore_data(const struct parse *parse, struct arena *arena,
             struct html_node *node)
{
    const char *number = html_attr(node, HTML_SOURCE_DATA);
    unsigned long i = number != NULL ? strtoul(number, NULL, 10) : ULONG_MAX;
    const struct html_span *span;

    if (i >= parse->source->n_data)
        return true;
    span = &parse->source->data[i];
    node->n_attrs = 1; /* the type; our own mark goes */
    return append_text(arena, node, parse->bytes + span->start,
                       span->end - span->start);
}

static struct html_node *
copy_element(const struct parse *parse, struct arena *arena,
             const GumboElement *element)
{
    struct html_node *node = arena_alloc(arena, sizeof *node);

    if (node == NULL)
        return NULL;
    node->name = element->tag != GUMBO_TAG_UNKNOWN
                     ? gumbo_normalized_tagname(element->tag)
                     : unknown_name(arena, element);
    if (node->name == NULL ||
        !copy_attributes(arena, &element->attributes, node))
        return NULL;
    node->tag = HTML_OTHER;
    if (element->tag_namespace == GUMBO_NAMESPACE_HTML ||
        element->tag == GUMBO_TAG_SVG)
        node->tag = tag_by_name(node->name);
    if (node->tag == HTML_SCRIPT && !restore_data(parse, arena, node))
        return NULL;
    return node;
}

static bool
is_element(const GumboNode *from)
{
    return from->type == GUMBO_NODE_ELEMENT ||
           from->type == GUMBO_NODE_TEMPLATE;
}

/* The node of gumbo's tree after `from` in document order. `*up` counts how
 * many levels the step goes up (-1: one down). */
static const GumboNode *
step(const GumboNode *top, const GumboNode *from, int *up)
{
    *up = 0;
    if (is_element(from) && from->v.element.children.length > 0) {
        *up = -1;
        return from->v.element.children.data[0];
    }
    while (from != top) {
        const GumboVector *siblings = &from->parent->v.element.children;

        if (from->index_within_parent + 1 < siblings->length)
            return siblings->data[from->index_within_parent + 1];
        from = from->parent;
        ++*up;
    }
    return NULL;
}

static bool
copy_tree(const struct parse *parse, const GumboNode *top, struct html *doc)
{
    struct html_node *node = copy_element(parse, doc->arena, &top->v.element);
    struct html_node *parent = NULL;
    const GumboNode *from = top;
    int depth = 0, up;

    doc->root = node;
    while (node != NULL) {
        from = step(top, from, &up);
        if (from == NULL)
            return true;
        /* Below the greatest depth, parents stay the same. */
        if (up < 0) {
            if (depth++ < HTML_MAX_DEPTH)
                parent = parent == NULL ? doc->root : parent->last;
        }
        for (; up > 0; up--) {
            if (depth-- <= HTML_MAX_DEPTH && parent != NULL)
                parent = parent->parent;
        }
        if (is_element(from)) {
            node = copy_element(parse, doc->arena, &from->v.element);
            if (node != NULL)
                append(parent, node);
        } else if (from->type == GUMBO_NODE_COMMENT) {
            continue;
        } else if (!append_text(doc->arena, parent, from->v.text.text,
                                strlen(from->v.text.text))) {
            node = NULL;
        }
    }
    return false;
}

/* --- the door --- */

static int64_t
time_allowed_us(const struct html_limits *limits, size_t len)
{
    int64_t ms = 300 + (int64_t)(len >> 10);

    if (limits->max_ms > 0)
        ms = limits->max_ms;
    else if (ms > 5000)
        ms = 5000;
    return ms * 1000;
}

static bool
parse_source(struct parse *parse, const struct html_limits *limits,
             struct html *doc, struct error *err)
{
    GumboOutput *output = run_gumbo(parse, limits->fragment);

    if (output != NULL && output->root != NULL &&
        copy_tree(parse, output->root, doc))
        return true;
    if (parse->late)
        return error_set(err, ERROR_LIMIT, "HTML too tangled to read in time");
    if (arena_failed(parse->arena) || arena_failed(doc->arena))
        return error_set(err, ERROR_LIMIT, "HTML needs too much memory");
    return error_set(err, ERROR_INPUT, "no HTML");
}

bool
html_parse(const char *bytes, size_t len, const struct html_limits *given,
           struct html **out, struct error *err)
{
    struct html_limits limits = {0};
    struct html_source source = {0};
    struct parse parse = {.source = &source};
    struct buf mended = {0};
    struct html *doc;
    bool ok;

    *out = NULL;
    if (given != NULL)
        limits = *given;
    if (limits.max_bytes == 0)
        limits.max_bytes = (size_t)32 << 20;
    if (limits.max_memory == 0)
        limits.max_memory = (size_t)512 << 20;
    if (len > limits.max_bytes)
        return error_set(err, ERROR_LIMIT, "HTML larger than %zu KiB",
                         limits.max_bytes >> 10);
    parse.deadline_us = thread_us() + time_allowed_us(&limits, len);
    if (!utf8_valid(bytes, len)) {
        utf8_mend(&mended, bytes, len);
        bytes = buf_text(&mended);
        len = mended.len;
    }
    parse.bytes = bytes;
    html_source_clean(bytes, len, &source);
    parse.arena = arena_new(limits.max_memory);
    doc = mem_calloc(1, sizeof *doc);
    doc->arena = arena_new(limits.max_memory);
    ok = parse_source(&parse, &limits, doc, err);
    arena_free(parse.arena);
    html_source_deinit(&source);
    buf_deinit(&mended);
    if (ok)
        *out = doc;
    else
        html_free(doc);
    return ok;
}

void
html_free(struct html *doc)
{
    if (doc == NULL)
        return;
    arena_free(doc->arena);
    free(doc);
}

struct html_node *
html_root(struct html *doc)
{
    return doc->root;
}

struct arena *
html_arena(struct html *doc)
{
    return doc->arena;
}
