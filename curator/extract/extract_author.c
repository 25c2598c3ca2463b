/* Who wrote it. Names stand in ld+json and meta elements (where they are
 * often the site's, or an editor's account) and in bylines (where they are
 * among dates and roles). What readers see is believed first. */
#include "extract_date.h"
#include "extract_name.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

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

static bool
is_in_comments(const struct html_node *node)
{
    for (; node != NULL; node = node->parent) {
        if (element_hints(node) & (HINT_COMMENTS | HINT_LINKED | HINT_NEVER))
            return true;
        if (node->tag == HTML_NAV || node->tag == HTML_FOOTER)
            return true;
    }
    return false;
}

static bool
is_word_end(const struct buf *text)
{
    unsigned char last = (unsigned char)text->data[text->len - 1];

    return last >= 0x80 || (last >= 'a' && last <= 'z');
}

static bool
starts_word(const char *text)
{
    const char *p = text;

    return utf8_is_upper(utf8_next(&p, text + strlen(text)));
}

/* The text of a byline with a mark where one part of it ends. */
static void
separated_text(const struct html_node *top, struct buf *out)
{
    for (const struct html_node *node = top; node != NULL;
         node = html_next(top, node)) {
        switch (node->tag) {
        case HTML_TEXT:
            buf_add(out, node->text);
            break;
        case HTML_A:
        case HTML_B:
        case HTML_STRONG:
        case HTML_EM:
        case HTML_I:
            break;
        case HTML_SPAN: /* "Ann Lee" and "Staff Writer" side by side */
            if (out->len > 0 && is_word_end(out) && node->first != NULL &&
                node->first->tag == HTML_TEXT && starts_word(node->first->text))
                buf_add(out, " | ");
            break;
        default:
            buf_add(out, " | ");
            break;
        }
    }
}

/* Nothing but what stands between the names of a list? */
static bool
is_between_names(const struct facts *facts, const char *text)
{
    static const char *const words[] = {"and", "und", "et",  "y", "e",
                                        "og",  "en",  "och", NULL};
    const char *line = squeezed(facts->arena, text);

    if (line == NULL)
        return true;
    line += strspn(line, ",;|/& ");
    if (*line == '\0')
        return true;
    for (const char *const *word = words; *word != NULL; word++) {
        if (strcasecmp(line, *word) == 0)
            return true;
    }
    return false;
}

/* A name, and those marked up alike right behind it. */
static const char *
with_coauthors(const struct facts *facts, const struct html_node *node,
               const char *name)
{
    struct buf names = {.max = 1000};
    const char *list = name;
    int rank = mark_rank(node), count = 0;

    buf_add(&names, name);
    for (node = node->next; node != NULL && count < 20; node = node->next) {
        struct buf text = {.max = 400};
        const char *next = NULL;

        count++;
        html_text(node, &text);
        if (node->tag == HTML_TEXT) {
            next = is_between_names(facts, buf_text(&text)) ? "" : NULL;
        } else if (mark_rank(node) == rank) {
            next = name_find(facts, buf_text(&text), false);
            if (next != NULL && strstr(buf_text(&names), next) == NULL) {
                buf_add(&names, ", ");
                buf_add(&names, next);
            }
        }
        buf_deinit(&text);
        if (next == NULL)
            break;
    }
    if (buf_ok(&names))
        list = arena_strdup(facts->arena, buf_text(&names));
    buf_deinit(&names);
    return list;
}

static const char *
marked_author(const struct facts *facts)
{
    const struct html_node *root = html_root(facts->doc), *found = NULL;
    const char *best = NULL;
    int best_rank = 9, tries = 0;

    for (const struct html_node *node = root;
         node != NULL && tries < MARKED_MAX_TRIES;
         node = html_next(root, node)) {
        int rank = mark_rank(node);
        struct buf text = {.max = 20000};
        const char *name = NULL;

        if (rank >= best_rank || node->tag == HTML_META ||
            node->tag == HTML_BODY || node->tag == HTML_LINK)
            continue;
        tries++;
        if (node_is_aside(node)) {
            /* A bar above or beside may hold the byline, plainly marked. */
            rank = rank <= 3 && !is_in_comments(node) ? rank + 5 : 9;
            if (rank >= best_rank)
                continue;
        }
        separated_text(node, &text);
        if (text.len < 600)
            name = name_find(facts, buf_text(&text), true);
        buf_deinit(&text);
        if (name != NULL) {
            best = name;
            best_rank = rank;
            found = node;
        }
    }
    return found != NULL ? with_coauthors(facts, found, best) : NULL;
}

/* The name in "4.2.2022 | 13:10 | Ann Lee": the part that looks like one. */
static const char *
name_beside_date(const struct facts *facts, const char *text)
{
    static const char *const marks[] = {" | ",      " - ",      " / ",     ", ",
                                        " \u00B7 ", " \u2022 ", " \u2013 "};

    while (text != NULL) {
        const char *next = NULL, *part;
        size_t len = strlen(text);

        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            const char *hit = strstr(text, marks[i]);

            if (hit != NULL && (size_t)(hit - text) < len) {
                len = (size_t)(hit - text);
                next = hit + strlen(marks[i]);
            }
        }
        part = arena_strndup(facts->arena, text, len);
        if (name_looks_like(part) && !name_is_house(facts, part))
            return name_find(facts, part, false);
        text = next;
    }
    return NULL;
}

/* "By Jane Doe", or "6.11.2023 by Jane Doe", in a short block. */
static const char *
printed_name(const struct facts *facts, const struct block *block)
{
    const char *text = block_text(facts->page, block), *after;
    struct page_date date;

    if (block->chars >= 150 || block->why_not & HINT_COMMENTS)
        return NULL;
    after = name_after_prefix(facts->arena, text);
    if (after != NULL && *after == '\0' &&
        block + 1 < facts->page->blocks + facts->page->n_blocks &&
        block[1].chars < 60)
        return name_find(facts, block_text(facts->page, block + 1), true);
    if (after != NULL)
        return name_find(facts, text, block->chars < 25);
    if (block->chars < 60 && page_date_find(text, block->len, false, &date)) {
        static const char *const by[] = {" von ", " by ", " por ", " par "};

        for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
            const char *at = strstr(text, by[i]);

            if (at != NULL)
                return name_find(facts, at, true);
        }
        return block->keep ? NULL : name_beside_date(facts, text);
    }
    return NULL;
}

/* A byline printed near the headline, or where the text ends. */
static const char *
printed_author(const struct facts *facts)
{
    const struct page *page = facts->page;
    size_t at = date_anchor(facts), last = page->n_blocks;
    const char *name;

    for (size_t i = at + 1; at != SIZE_MAX && i < page->n_blocks && i < at + 8;
         i++) {
        name = printed_name(facts, &page->blocks[i]);
        if (name != NULL)
            return name;
    }
    for (size_t i = 1; at != SIZE_MAX && i <= 2 && i <= at; i++) {
        name = printed_name(facts, &page->blocks[at - i]);
        if (name != NULL)
            return name;
    }
    while (last > 0 && !page->blocks[last - 1].keep)
        last--;
    for (size_t i = last > 2 ? last - 2 : 0; i < last + 2 && i < page->n_blocks;
         i++) {
        name = printed_name(facts, &page->blocks[i]);
        if (name != NULL && !name_is_house(facts, name))
            return name;
    }
    return NULL;
}

/* WordPress labels what it tells Twitter: "Written by", then the name. */
static const char *
labelled_author(const struct facts *facts)
{
    static const char *const label[] = {"twitter:label1", NULL};
    static const char *const data[] = {"twitter:data1", NULL};
    const char *what = meta_content(facts, label);

    if (what == NULL || name_after_prefix(facts->arena, what) == NULL)
        return NULL;
    return name_find(facts, meta_content(facts, data), true);
}

static const char *
told_author(const struct facts *facts)
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
    const char *name = name_find(facts, meta_content(facts, names), false);

    return name != NULL && !name_is_house(facts, name) ? name : NULL;
}

/* Does the page print it? The account that a publishing system refers to is
 * often not meant to be seen. */
static bool
is_printed(const struct facts *facts, const char *name)
{
    const struct buf *text = &facts->page->text;

    return memmem(buf_text(text), text->len, name, strlen(name)) != NULL;
}

static const char *
ld_author(const struct facts *facts)
{
    const char *name = NULL;

    if (facts->ld.author != NULL)
        name = name_find(facts, facts->ld.author, !facts->ld.author_referred);
    if (name != NULL &&
        (name_is_house(facts, name) ||
         (facts->ld.author_referred && !is_printed(facts, name))))
        return NULL;
    return name;
}

/* Where the account's first name is told, the byline may show the whole. */
static const char *
whole_name(const struct facts *facts, const char *name)
{
    const char *printed;

    if (name == NULL || strchr(name, ' ') != NULL)
        return name;
    printed = printed_author(facts);
    if (printed == NULL || strchr(printed, ' ') == NULL ||
        strchr(printed, ' ') != strrchr(printed, ' ') ||
        strstr(folded_words(facts->arena, printed),
               folded_words(facts->arena, name)) == NULL)
        return name;
    return printed;
}

const char *
author_choose(const struct facts *facts)
{
    const char *name = marked_author(facts), *told = ld_author(facts);

    /* Of several authors a byline is often marked up one by one. */
    if (name == NULL ||
        (told != NULL && strstr(folded_words(facts->arena, told),
                                folded_words(facts->arena, name)) != NULL))
        name = told != NULL ? told : name;
    if (name == NULL)
        name = labelled_author(facts);
    name = whole_name(facts, name);
    if (name == NULL)
        name = printed_author(facts);
    if (name == NULL)
        name = told_author(facts);
    return name;
}
