/* What an element is, judged by its tag, role and names. Names are split into
 * words ("entry__content-wrap", "relatedPosts") and looked up alone and in
 * pairs. The words are those that publishers' systems use all over the web,
 * in the languages we met; none is of a single site. */
#include "extract_hint_words.h"
#include "extract_page.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME_WORDS 12
#define WORD_BYTES 24

struct name_words {
    char word[NAME_WORDS][WORD_BYTES];
    size_t count;
};

static int
compare_word(const void *key, const void *entry)
{
    return strcmp(key, ((const struct hint_word *)entry)->word);
}

static unsigned
word_hint(const char *word)
{
    const struct hint_word *found =
        bsearch(word, hint_words, sizeof hint_words / sizeof *hint_words,
                sizeof *hint_words, compare_word);

    return found != NULL ? found->hint : 0;
}

static bool
is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* One name (up to a blank) into lower-case words; past the name. */
static const char *
split_name(const char *p, struct name_words *words)
{
    size_t len = 0;

    words->count = 0;
    for (; *p != '\0' && strchr(" \t\r\n\f", *p) == NULL; p++) {
        bool capital = is_capital(*p);

        if (!capital && !is_small(*p) && !(*p >= '0' && *p <= '9')) {
            words->count += len > 0;
            len = 0;
            continue;
        }
        if (capital && len > 0 && is_small(p[-1])) {
            words->count++;
            len = 0;
        }
        if (words->count == NAME_WORDS)
            continue;
        if (len < WORD_BYTES - 1) {
            char *word = words->word[words->count];

            word[len++] = capital ? (char)(*p + 32) : *p;
            word[len] = '\0';
        }
    }
    words->count += len > 0;
    if (words->count > NAME_WORDS)
        words->count = NAME_WORDS;
    return p;
}

static unsigned
name_hints(const struct name_words *words)
{
    unsigned hints = 0, before = 0;
    bool body = false, no = false, embed = false;

    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->word[i];
        unsigned found = word_hint(word);
        unsigned last = before;

        before = found;
        /* "content-with-sidebar", "no-comments" */
        if (last & WORD_WITHOUT)
            continue;
        embed = embed || strncmp(word, "embed", 5) == 0;
        hints |= found;
        no = no || (found & WORD_NO_BODY);
        body = body || (found & WORD_GLUED) ||
               ((last & WORD_SUBJECT) && (found & WORD_PART));
        if (i > 0) {
            char pair[2 * WORD_BYTES];

            snprintf(pair, sizeof pair, "%s%s", words->word[i - 1], word);
            hints |= word_hint(pair);
        }
    }
    hints &= 0xFFFF; /* the words' own marks end here */
    if (embed)       /* a post shown in the text */
        hints &= ~(unsigned)HINT_PLEA;
    if (body && !no && (hints & HINT_UNWANTED) == 0)
        hints |= HINT_BODY;
    return hints;
}

/* Theme builders put "widget" and "post-info" everywhere, and WordPress its
 * tags ("tag-comments") on the post. */
static bool
is_builder_name(const struct name_words *words)
{
    const char *first = words->count > 0 ? words->word[0] : "";

    return strcmp(first, "elementor") == 0 || strcmp(first, "tag") == 0 ||
           strcmp(first, "category") == 0 || strcmp(first, "has") == 0 ||
           strcmp(first, "no") == 0 || strcmp(first, "with") == 0 ||
           strcmp(first, "js") == 0 || strcmp(first, "et") == 0;
}

static unsigned
attribute_hints(const char *value)
{
    struct name_words words;
    unsigned hints = 0;
    int names = 0;

    while (value != NULL && *value != '\0' && names < 40) {
        unsigned found;

        value = split_name(value, &words);
        while (*value != '\0' && strchr(" \t\r\n\f", *value) != NULL)
            value++;
        names++;
        if (words.count == 0)
            continue;
        found = name_hints(&words);
        if (is_builder_name(&words))
            found &= HINT_BODY;
        hints |= found;
        if (words.count == 1 && strcmp(words.word[0], "hentry") == 0)
            hints |= HINT_ARTICLE;
    }
    return hints;
}

static bool
style_hides(const char *style)
{
    const char *display;

    if (style == NULL)
        return false;
    display = strcasestr(style, "display");
    if (display != NULL) {
        display += strcspn(display, ":;");
        display += strspn(display, ": ");
        if (strncasecmp(display, "none", 4) == 0)
            return true;
    }
    return strcasestr(style, "visibility:hidden") != NULL ||
           strcasestr(style, "visibility: hidden") != NULL;
}

static unsigned
role_hints(const char *role)
{
    static const struct hint_word roles[] = {
        {"navigation", HINT_OUTSIDE},  {"complementary", HINT_OUTSIDE},
        {"contentinfo", HINT_OUTSIDE}, {"banner", HINT_OUTSIDE},
        {"search", HINT_OUTSIDE},      {"menu", HINT_OUTSIDE},
        {"menubar", HINT_OUTSIDE},     {"toolbar", HINT_PLEA},
        {"dialog", HINT_PLEA},         {"alertdialog", HINT_PLEA},
        {"button", HINT_PLEA},         {"main", HINT_MAIN},
        {"article", HINT_ARTICLE},
    };

    for (size_t i = 0; role != NULL && i < sizeof roles / sizeof *roles; i++) {
        if (strcasecmp(role, roles[i].word) == 0)
            return roles[i].hint;
    }
    return 0;
}

static unsigned
tag_hints(enum html_tag tag)
{
    switch (tag) {
    case HTML_NAV:
    case HTML_ASIDE:
    case HTML_FOOTER:
        return HINT_OUTSIDE;
    case HTML_FORM:
        return HINT_PLEA;
    case HTML_ARTICLE:
        return HINT_ARTICLE;
    case HTML_MAIN:
        return HINT_MAIN;
    case HTML_FIGCAPTION:
        return HINT_CAPTION;
    case HTML_HEADER:
        return HINT_HEADLINE;
    case HTML_TIME:
        return HINT_ABOUT;
    default:
        return 0;
    }
}

static unsigned
item_hints(const char *property)
{
    if (property == NULL)
        return 0;
    if (strcasestr(property, "articleBody") != NULL ||
        strcasestr(property, "reviewBody") != NULL ||
        strcasestr(property, "blogPost") != NULL)
        return strcasestr(property, "blogPost") != NULL ? HINT_ARTICLE
                                                        : HINT_BODY;
    if (strcasecmp(property, "author") == 0 ||
        strcasecmp(property, "publisher") == 0 ||
        strcasestr(property, "datePublished") != NULL)
        return HINT_ABOUT;
    if (strcasecmp(property, "comment") == 0)
        return HINT_COMMENTS;
    return 0;
}

unsigned
element_hints(const struct html_node *node)
{
    unsigned hints = tag_hints(node->tag), names;

    if (node->n_attrs == 0)
        return hints;
    if (html_attr(node, "hidden") != NULL ||
        style_hides(html_attr(node, "style")))
        hints |= HINT_NEVER;
    hints |= role_hints(html_attr(node, "role"));
    hints |= item_hints(html_attr(node, "itemprop"));
    if (node->tag == HTML_BODY || node->tag == HTML_HTML)
        return hints & ~HINT_UNWANTED;
    names = attribute_hints(html_attr(node, "class"));
    if (!(node->tag >= HTML_H1 && node->tag <= HTML_H6))
        names |= attribute_hints(html_attr(node, "id")); /* not anchors */
    if ((hints | names) & (HINT_BODY | HINT_ARTICLE | HINT_MAIN))
        names &= HINT_BODY | HINT_ARTICLE | HINT_MAIN;
    hints |= names;
    if (hints & HINT_BODY)
        hints &= ~HINT_UNWANTED | HINT_NEVER;
    return hints;
}
