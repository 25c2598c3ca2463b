/* Who wrote it. Names stand in ld+json and meta elements (where they are
 * often the site's, or an editor's account) and in bylines (where they are
 * among dates and roles). What readers see is believed first. */
#include "extract_meta.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

/* What may stand before a name. */
static const char *const before_name[] = {"written by",
                                          "posted by",
                                          "published by",
                                          "reported by",
                                          "story by",
                                          "words by",
                                          "article by",
                                          "by",
                                          "author",
                                          "authors",
                                          "autor/in",
                                          "autorin",
                                          "autoren",
                                          "autor",
                                          "autore",
                                          "auteur",
                                          "autores",
                                          "veröffentlicht von",
                                          "geschrieben von",
                                          "gepostet von",
                                          "verfasst von",
                                          "erstellt von",
                                          "eingestellt von",
                                          "publiziert von",
                                          "ein beitrag von",
                                          "ein artikel von",
                                          "von",
                                          "text",
                                          "foto",
                                          "publié par",
                                          "rédigé par",
                                          "écrit par",
                                          "par",
                                          "publicado por",
                                          "escrito por",
                                          "por",
                                          "pubblicato da",
                                          "scritto da",
                                          "di",
                                          "door",
                                          "af",
                                          "av",
                                          "przez",
                                          "alle beiträge von",
                                          "zeige alle beiträge von",
                                          "alles von",
                                          "beiträge von",
                                          "artikel von",
                                          "view all posts by",
                                          "posts by",
                                          "автор",
                                          "текст",
                                          "autor:in",
                                          NULL};

/* A name ends where one of these begins. */
static const char *const after_name[] = {" | ",
                                         " \u00B7 ",
                                         " \u2022 ",
                                         " \u2013 ",
                                         " \u2014 ",
                                         " - ",
                                         " // ",
                                         " / ",
                                         "\n",
                                         " on ",
                                         " am ",
                                         " in ",
                                         " at ",
                                         " updated",
                                         " published",
                                         " posted",
                                         " veröffentlicht",
                                         " vom ",
                                         " um ",
                                         " · ",
                                         " for ",
                                         " said",
                                         " le ",
                                         " el ",
                                         " sagt",
                                         " schreibt",
                                         " lehrt",
                                         " ist ",
                                         " is ",
                                         " | ",
                                         "(",
                                         "[",
                                         ", cnn",
                                         " via ",
                                         " •",
                                         " ~ ",
                                         " > ",
                                         " » ",
                                         " hat ",
                                         ". ",
                                         NULL};

static const char *const no_names[] = {
    "admin",           "administrator", "super user", "publisher", "null",
    "undefined",       "anonymous",     "anonym",     "anónimo",   "unknown",
    "editor",          "redaktion",     "staff",      "webmaster", "guest",
    "wordpressadmin",  "name",          "share",      "comments",  "redacción",
    "redaccion",       "autoren",       "authors",    "author",    "profile",
    "read more",       "email",         "about",      "home",      "kommentare",
    "archiv anzeigen", "follow",        "user",       "gast",      NULL};

static bool
is_listed(const char *text, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcasecmp(text, *list) == 0)
            return true;
    }
    return false;
}

static const char *
lowered(struct arena *arena, const char *text)
{
    struct buf lower = {0};
    const char *p = text, *end = text + strlen(text), *made;

    while (p < end)
        buf_add_codepoint(&lower, utf8_lower(utf8_next(&p, end)));
    made = arena_strndup(arena, buf_text(&lower), lower.len);
    buf_deinit(&lower);
    return made;
}

/* Past "By", "Von:", and so on; NULL where nothing of it is there. */
static const char *
after_prefix(struct arena *arena, const char *text)
{
    const char *lower = lowered(arena, text);

    for (const char *const *word = before_name; *word != NULL; word++) {
        size_t len = strlen(*word);
        const char *p;

        if (strncmp(lower, *word, len) != 0)
            continue;
        p = text + len; /* lower-casing keeps the bytes of these words */
        if (strncmp(p, "\u00A0", 2) == 0)
            return p + 2;
        if (*p == ' ' || *p == ':' || *p == '\0')
            return p + strspn(p, " :|\n");
    }
    return NULL;
}

/* Cut a text where the name has ended: at marks, digits, role words. */
static const char *
cut_name(struct arena *arena, const char *text)
{
    const char *lower = lowered(arena, text);
    size_t len = strlen(text);

    if (strlen(lower) != len) /* rare letters change their length */
        lower = text;
    for (const char *const *mark = after_name; *mark != NULL; mark++) {
        const char *hit = strstr(lower, *mark);

        /* "J. Smith", "Dr. Smith" */
        while (hit != NULL && strcmp(*mark, ". ") == 0 && hit - lower <= 3)
            hit = strstr(hit + 1, *mark);
        if (hit != NULL && hit > lower && (size_t)(hit - lower) < len)
            len = (size_t)(hit - lower);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] >= '0' && text[i] <= '9' &&
            (i == 0 || text[i - 1] == ' ' || text[i - 1] == ',')) {
            len = i;
            break;
        }
    }
    while (len > 0 && strchr(" ,;:|.-~/&", text[len - 1]) != NULL &&
           !(text[len - 1] == '.' && len > 2 && text[len - 3] == ' '))
        len--;
    return arena_strndup(arena, text, len);
}

static bool
is_name(const struct facts *facts, const char *text, bool may_be_one_word)
{
    size_t words = 0, upper = 0;
    const char *p = text, *end = text + strlen(text);
    bool inside = false;

    if (end - p < 2 || end - p > 90 || is_listed(text, no_names) ||
        strstr(text, "http") != NULL || strchr(text, '@') != NULL ||
        strstr(text, "www.") != NULL || strstr(text, "://") != NULL)
        return false;
    if (facts->site != NULL && strcmp(folded_words(facts->arena, facts->site),
                                      folded_words(facts->arena, text)) == 0)
        return false;
    while (p < end) {
        int32_t cp = utf8_next(&p, end);
        bool letter = utf8_is_letter(cp);

        if (letter && !inside) {
            words++;
            upper += utf8_is_upper(cp) || utf8_is_cjk(cp);
        }
        inside = letter || cp == '\'' || cp == 0x2019 || cp == '-' || cp == '.';
    }
    if (words == 0 || words > 12 || (words > 1 && upper * 2 < words))
        return false;
    return words > 1 || may_be_one_word;
}

static const char *
name_in(const struct facts *facts, const char *text, bool one_word)
{
    const char *name = squeezed(facts->arena, text);
    const char *after;

    if (name == NULL || strlen(name) > 400)
        return NULL;
    for (int n = 0; n < 2; n++) {
        after = after_prefix(facts->arena, name);
        if (after != NULL)
            name = after;
    }
    name = cut_name(facts->arena, name);
    return is_name(facts, name, one_word) ? name : NULL;
}

/* How plainly an element is said to hold the author: smaller is better, 9 is
 * not at all. */
static int
mark_rank(const struct html_node *node)
{
    const char *rel = html_attr(node, "rel"), *item, *name, *href;

    if (node->n_attrs == 0)
        return 9;
    item = html_attr(node, "itemprop");
    name = html_attr(node, "class");
    href = node->tag == HTML_A ? html_attr(node, "href") : NULL;
    if (rel != NULL && strcasestr(rel, "author") != NULL)
        return 1;
    if (item != NULL && strcasestr(item, "author") != NULL)
        return 2;
    if (href != NULL && (strcasestr(href, "/author/") != NULL ||
                         strcasestr(href, "/autor/") != NULL ||
                         strcasestr(href, "/authors/") != NULL ||
                         strcasestr(href, "/auteur/") != NULL ||
                         strcasestr(href, "/autoren/") != NULL))
        return 3;
    if (name == NULL)
        return 9;
    if (strcasestr(name, "byline") != NULL)
        return 4;
    if (strcasestr(name, "author") != NULL || strcasestr(name, "autor") ||
        strcasestr(name, "auteur") != NULL ||
        strcasestr(name, "vcard") != NULL || strcasestr(name, "writer") != NULL)
        return 5;
    return 9;
}

static const char *
marked_author(const struct facts *facts)
{
    const struct html_node *root = html_root(facts->doc);
    const char *best = NULL;
    int best_rank = 9;

    for (const struct html_node *node = root; node != NULL;
         node = html_next(root, node)) {
        int rank = mark_rank(node);
        struct buf text = {.max = 20000};
        const char *name = NULL;

        if (rank >= best_rank || node->tag == HTML_META ||
            node->tag == HTML_BODY || node->tag == HTML_LINK ||
            node_is_aside(node))
            continue;
        html_text(node, &text);
        if (text.len < 600)
            name = name_in(facts, buf_text(&text), rank <= 5);
        buf_deinit(&text);
        if (name != NULL) {
            best = name;
            best_rank = rank;
        }
    }
    return best;
}

/* "By Jane Doe" printed near the headline. */
static const char *
printed_author(const struct facts *facts)
{
    const struct page *page = facts->page;
    size_t at = facts->headline;

    if (at == SIZE_MAX)
        return NULL;
    for (size_t i = at + 1; i < page->n_blocks && i < at + 8; i++) {
        const struct block *block = &page->blocks[i];
        const char *text = block_text(page, block);

        if (block->chars < 150 && after_prefix(facts->arena, text) != NULL) {
            const char *name = name_in(facts, text, false);

            if (name != NULL)
                return name;
        }
    }
    return NULL;
}

const char *
author_choose(const struct facts *facts)
{
    static const char *const names[] = {"author",
                                        "article:author_name",
                                        "parsely-author",
                                        "sailthru.author",
                                        "byl",
                                        "cXenseParse:author",
                                        "mediator_author",
                                        "article:author",
                                        "og:article:author",
                                        "og:author",
                                        "citation_author",
                                        "shareaholic:article_author_name",
                                        "dc.creator",
                                        NULL};
    const char *name = marked_author(facts);

    if (name == NULL && facts->ld.author != NULL)
        name = name_in(facts, facts->ld.author, true);
    if (name == NULL)
        name = printed_author(facts);
    if (name == NULL)
        name = name_in(facts, meta_content(facts, names), false);
    return name;
}
