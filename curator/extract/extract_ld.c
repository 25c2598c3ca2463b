/* Reads the ld+json of a page (schema.org). Publishers put several things
 * there; an article's own facts win over those of the page or the site. */
#include "extract_meta.h"
#include "polyphony/json.h"

#include <string.h>
#include <strings.h>

#define MAX_NODES 20000
#define MAX_OPEN 512
#define MAX_NAMED 64

/* What only its "@id" refers to elsewhere in the same script. */
struct ld_named {
    const char *id, *name;
};

struct ld_walk {
    struct arena *arena;
    struct ld_facts *facts;
    int rank[3]; /* how good headline, author and published are */
    struct ld_named named[MAX_NAMED];
    size_t n_named;
};

static bool
has_word(const char *type, const char *word)
{
    return type != NULL && strcasestr(type, word) != NULL;
}

static const char *
type_of(const struct json *node)
{
    const struct json *type = json_get(node, "@type");

    return json_is_array(type) ? json_text(json_first(type)) : json_text(type);
}

/* 3: an article; 2: a page or a work; 1: something else. */
static int
type_rank(const char *type)
{
    if (has_word(type, "Article") || has_word(type, "Posting") ||
        has_word(type, "Report") || has_word(type, "Recipe") ||
        has_word(type, "Review"))
        return 3;
    if (has_word(type, "WebPage") || has_word(type, "CreativeWork") ||
        has_word(type, "VideoObject") || has_word(type, "Event") ||
        has_word(type, "HowTo") || has_word(type, "Question"))
        return 2;
    return 1;
}

static const char *
text_or_name(const struct json *node)
{
    const char *text = json_text(node);

    if (text == NULL && json_is_object(node))
        text = json_get_text(node, "name");
    if (text == NULL && json_is_array(node)) {
        node = json_first(node);
        text = json_text(node) != NULL ? json_text(node)
                                       : json_get_text(node, "name");
    }
    return text;
}

/* The name of what an object's "@id" refers to. */
static const char *
referred_name(const struct ld_walk *walk, const struct json *person)
{
    const char *id =
        json_is_object(person) ? json_get_text(person, "@id") : NULL;

    for (size_t i = 0; id != NULL && i < walk->n_named; i++) {
        if (strcmp(walk->named[i].id, id) == 0)
            return walk->named[i].name;
    }
    return NULL;
}

static const char *
author_names(const struct ld_walk *walk, const struct json *author,
             bool *referred)
{
    struct buf names = {.max = 1000};
    const struct json *one =
        json_is_array(author) ? json_first(author) : author;
    const char *made;

    for (int n = 0; one != NULL && n < 12; n++) {
        const char *name = squeezed(walk->arena, text_or_name(one));

        if (name == NULL) {
            name = squeezed(walk->arena, referred_name(walk, one));
            *referred = *referred || name != NULL;
        }
        if (name != NULL && !has_word(type_of(one), "Organization") &&
            strncmp(name, "http", 4) != 0) {
            if (names.len > 0)
                buf_add(&names, ", ");
            buf_add(&names, name);
        }
        one = json_is_array(author) ? json_next(one) : NULL;
    }
    made = buf_ok(&names) && names.len > 0
               ? arena_strdup(walk->arena, buf_text(&names))
               : NULL;
    buf_deinit(&names);
    return made;
}

static const char *
image_address(const struct json *image)
{
    if (json_is_array(image))
        image = json_first(image);
    return json_is_object(image) ? json_get_text(image, "url")
                                 : json_text(image);
}

static bool
keep_better(struct ld_walk *walk, int slot, int rank, const char **place,
            const char *value)
{
    if (value != NULL && rank > walk->rank[slot]) {
        *place = value;
        walk->rank[slot] = rank;
        return true;
    }
    return false;
}

static void
read_object(struct ld_walk *walk, const struct json *object)
{
    struct ld_facts *facts = walk->facts;
    const char *type = type_of(object);
    int rank = type_rank(type);
    bool referred = false;

    if (rank >= 2) {
        keep_better(walk, 0, rank, &facts->headline,
                    squeezed(walk->arena, json_get_text(object, "headline")));
        if (keep_better(
                walk, 1, rank, &facts->author,
                author_names(walk, json_get(object, "author"), &referred)))
            facts->author_referred = referred;
        keep_better(
            walk, 2, rank, &facts->published,
            squeezed(walk->arena, json_get_text(object, "datePublished")));
        if (facts->modified == NULL)
            facts->modified =
                squeezed(walk->arena, json_get_text(object, "dateModified"));
        if (facts->image == NULL)
            facts->image =
                squeezed(walk->arena, image_address(json_get(object, "image")));
        if (facts->language == NULL)
            facts->language =
                squeezed(walk->arena, json_get_text(object, "inLanguage"));
    }
    if (facts->uploaded == NULL)
        facts->uploaded =
            squeezed(walk->arena, json_get_text(object, "uploadDate"));
    if (facts->site == NULL)
        facts->site =
            squeezed(walk->arena, text_or_name(json_get(object, "publisher")));
    if (facts->site == NULL && has_word(type, "WebSite"))
        facts->site = squeezed(walk->arena, json_get_text(object, "name"));
}

static void
note_person(struct ld_walk *walk, const struct json *object)
{
    const char *id = json_get_text(object, "@id");
    const char *name = json_get_text(object, "name");

    if (id != NULL && name != NULL && has_word(type_of(object), "Person") &&
        walk->n_named < MAX_NAMED)
        walk->named[walk->n_named++] = (struct ld_named){id, name};
}

static void
walk_tree(struct ld_walk *walk, const struct json *root,
          void (*read)(struct ld_walk *, const struct json *))
{
    const struct json *open[MAX_OPEN];
    size_t n_open = 0, seen = 0;

    open[n_open++] = root;
    while (n_open > 0 && seen++ < MAX_NODES) {
        const struct json *node = open[--n_open];

        if (json_is_object(node))
            read(walk, node);
        for (const struct json *part = json_first(node);
             part != NULL && n_open < MAX_OPEN; part = json_next(part)) {
            const char *key = json_key(part);

            if (key != NULL &&
                (strcmp(key, "comment") == 0 || strcmp(key, "author") == 0 ||
                 strcmp(key, "publisher") == 0))
                continue;
            if (json_is_object(part) || json_is_array(part))
                open[n_open++] = part;
        }
    }
}

/* Where the JSON is broken, single members can still be read. */
static const char *
salvage(struct arena *arena, const char *text, const char *key)
{
    const char *p = strstr(text, key);
    size_t len = 0;

    if (p == NULL)
        return NULL;
    p += strlen(key);
    p += strspn(p, " \t\r\n:");
    if (*p++ != '"')
        return NULL;
    while (p[len] != '\0' && p[len] != '"' && len < 500)
        len += p[len] == '\\' && p[len + 1] != '\0' ? 2 : 1;
    if (p[len] != '"' || memchr(p, '\\', len) != NULL)
        return NULL;
    return squeezed(arena, arena_strndup(arena, p, len));
}

static void
read_script(struct ld_walk *walk, const char *text)
{
    struct json *doc;
    const char *start = text + strcspn(text, "{[");
    size_t len = strlen(start);

    while (len > 0 && start[len - 1] != '}' && start[len - 1] != ']')
        len--;
    if (json_parse(start, len, &doc, NULL)) {
        walk->n_named = 0;
        walk_tree(walk, doc, note_person);
        walk_tree(walk, doc, read_object);
        json_free(doc);
        return;
    }
    keep_better(walk, 0, 1, &walk->facts->headline,
                salvage(walk->arena, start, "\"headline\""));
    keep_better(walk, 2, 1, &walk->facts->published,
                salvage(walk->arena, start, "\"datePublished\""));
}

void
ld_read(struct arena *arena, struct html *doc, struct ld_facts *facts)
{
    struct ld_walk walk = {.arena = arena, .facts = facts};
    const struct html_node *root = html_root(doc);
    int scripts = 0;

    for (const struct html_node *node = root; node != NULL && scripts < 50;
         node = html_next(root, node)) {
        if (node->tag == HTML_SCRIPT && node->first != NULL &&
            node->first->tag == HTML_TEXT) {
            read_script(&walk, node->first->text);
            scripts++;
        }
    }
}
