/* The headline. A page shows it in a heading and repeats it in <title>,
 * og:title and ld+json, each with its own additions (the site's name, a
 * kicker, a slogan). Every source proposes; the proposal wins that the other
 * sources confirm best. */
#include "extract_body.h"
#include "extract_meta.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <string.h>

#define MAX_PROPOSALS 64

enum title_source {
    FROM_H1,
    FROM_H2,
    FROM_OG,
    FROM_TWITTER,
    FROM_LD,
    FROM_TITLE,
    N_SOURCES
};

struct proposal {
    const char *text, *words;
    enum title_source source;
    bool whole; /* not cut out of something longer */
    double prior;
    size_t block;
};

struct proposals {
    const struct facts *facts;
    struct proposal list[MAX_PROPOSALS];
    size_t count;
    const char *site; /* folded words of the site's name */
};

static void
propose(struct proposals *all, enum title_source source, const char *text,
        bool whole, double prior, size_t block)
{
    struct proposal *one = &all->list[all->count];

    if (text == NULL || all->count == MAX_PROPOSALS || strlen(text) > 600)
        return;
    one->text = text;
    one->words = folded_words(all->facts->arena, text);
    one->source = source;
    one->whole = whole;
    one->prior = prior;
    one->block = block;
    if (one->words[0] != '\0' && one->words[1] != '\0')
        all->count++;
}

/* Is there a mark here that stands between a title and a site's name? Its
 * bytes; 0: none. */
static size_t
separator(const char *p)
{
    static const char *const marks[] = {
        " | ",  " - ",      " \u2013 ", " \u2014 ", " \u00B7 ", " \u2022 ",
        " : ",  " \u00BB ", " \u00AB ", " \u203A ", " / ",      " // ",
        " :: ", ": ",       " \u2039 ", "| ",       " |",       " > ",
        " < ",  " \u2212 ", "\uFF5C",   " ~ ",      " \u2192 "};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i]);

        if (strncmp(p, marks[i], len) == 0)
            return len;
    }
    return 0;
}

/* The whole, and what stands before and after each separator. */
static void
propose_cuts(struct proposals *all, enum title_source source, const char *text,
             double prior)
{
    struct arena *arena = all->facts->arena;
    size_t last = 0;

    if (text == NULL)
        return;
    propose(all, source, text, true, prior, SIZE_MAX);
    for (size_t i = 1; text[i] != '\0' && i < 300; i++) {
        size_t mark = separator(text + i);

        if (mark == 0)
            continue;
        propose(all, source, squeezed(arena, arena_strndup(arena, text, i)),
                false, prior - .05, SIZE_MAX);
        propose(all, source, squeezed(arena, text + i + mark), false,
                prior - .2, SIZE_MAX);
        if (last > 0)
            propose(
                all, source,
                squeezed(arena, arena_strndup(arena, text + last, i - last)),
                false, prior - .3, SIZE_MAX);
        i += mark - 1;
        last = i + 1;
    }
}

/* Is a heading nothing but a link to the site's first page? */
static bool
links_home(const struct facts *facts, const struct block *block)
{
    const struct html_node *top = facts->page->elements[block->element].node;

    if (block_link_share(block) < .9)
        return false;
    if (top->tag == HTML_A && top->parent != NULL)
        top = top->parent;
    for (const struct html_node *node = top; node != NULL;
         node = html_next(top, node)) {
        const char *href = node->tag == HTML_A ? html_attr(node, "href") : NULL;
        const char *path;

        if (href == NULL)
            continue;
        path = strstr(href, "://");
        path = path != NULL ? strchr(path + 3, '/') : href;
        return path == NULL || strcmp(path, "/") == 0 || *path == '\0' ||
               strcmp(path, "./") == 0 || strncmp(path, "/index.", 7) == 0;
    }
    return false;
}

static const char *
joined_letters(struct arena *arena, const char *text)
{
    const char *words = folded_words(arena, text);
    char *joined = arena_strdup(arena, words), *out = joined;

    for (; *words != '\0'; words++) {
        if (*words != ' ')
            *out++ = *words;
    }
    *out = '\0';
    return joined;
}

/* The part of <title> that is spelled like the page's host. */
static const char *
site_by_host(const struct facts *facts, const char *title)
{
    const char *host =
        facts->url != NULL ? url_host(facts->arena, facts->url) : NULL;
    const char *p = title;

    if (host == NULL)
        return NULL;
    host = joined_letters(facts->arena, host);
    for (int parts = 0; p != NULL && parts < 12; parts++) {
        size_t len = 1, mark = 0;
        const char *part, *letters;

        while (p[0] != '\0' && p[len] != '\0' &&
               (mark = separator(p + len)) == 0)
            len++;
        part = squeezed(facts->arena, arena_strndup(facts->arena, p, len));
        if (part == NULL)
            return NULL;
        letters = joined_letters(facts->arena, part);
        if (strlen(letters) >= 4 && strstr(host, letters) != NULL)
            return part;
        p = mark != 0 ? p + len + mark : NULL;
    }
    return NULL;
}

static void
propose_headings(struct proposals *all)
{
    const unsigned aside =
        HINT_OUTSIDE | HINT_COMMENTS | HINT_LINKED | HINT_PLEA | HINT_NEVER;
    const struct page *page = all->facts->page;
    int h1 = 0, h2 = 0;

    for (size_t i = 0; i < page->n_blocks && h1 < 6 && h2 < 10; i++) {
        const struct block *block = &page->blocks[i];
        double prior = block->why_not & aside ? -1 : 0;
        const char *text;

        if (block->tag < HTML_H1 || block->tag > HTML_H3)
            continue;
        text = squeezed(all->facts->arena, block_text(page, block));
        if (wording_opens_other(page, block))
            prior -= 1;
        if (links_home(all->facts, block)) {
            /* The site's own name, often the only <h1>. */
            prior -= 1.5;
            if (all->site == NULL)
                all->site = folded_words(all->facts->arena, text);
        }
        if (block->tag == HTML_H1)
            propose(all, FROM_H1, text, true, prior + .5 - .1 * h1++, i);
        else
            propose(all, FROM_H2, text, true, prior - .1 - .03 * h2++, i);
    }
}

static size_t
count_words(const char *words)
{
    size_t count = 0;

    for (const char *p = words; *p != '\0'; p++)
        count += *p == ' ';
    return count > 0 ? count - 1 : 0;
}

/* How well the sources but its own confirm a proposal. */
static double
confirmation(const struct proposals *all, const struct proposal *one)
{
    static const double weight[N_SOURCES] = {1, .35, .8, .4, .8, .9};
    double sum = 0;

    for (int source = 0; source < N_SOURCES; source++) {
        double best = 0;

        for (size_t i = 0; i < all->count; i++) {
            const struct proposal *other = &all->list[i];
            double found = 0;

            if ((int)other->source != source || source == (int)one->source)
                continue;
            if (strcmp(other->words, one->words) == 0)
                found = other->whole ? 1 : .9;
            else if (other->whole && count_words(one->words) >= 3 &&
                     strstr(other->words, one->words) != NULL)
                found = .5;
            if (found > best)
                best = found;
        }
        sum += best * weight[source];
    }
    return sum;
}

static double
score(const struct proposals *all, const struct proposal *one)
{
    double sum = one->prior + confirmation(all, one);
    size_t words = count_words(one->words);

    if (all->site != NULL && strcmp(one->words, all->site) == 0)
        sum -= 2.5;
    else if (all->site != NULL && one->source != FROM_H1 &&
             strstr(one->words, all->site) != NULL)
        sum -= .3;
    if (words == 1)
        sum -= .3;
    else if (words > 3)
        sum += .2;
    return sum;
}

/* --- the only heading against what search engines are told --- */

/* How far after a headline the text begins, in blocks. */
#define FAR_FROM_TEXT 12

static bool
text_follows(const struct page *page, size_t block)
{
    for (size_t i = block + 1; i < page->n_blocks && i <= block + FAR_FROM_TEXT;
         i++) {
        if (block_is_prose(&page->blocks[i]))
            return true;
    }
    return false;
}

/* Are these about the same? A third of the one's longer words is in the
 * other. */
static bool
share_words(struct arena *arena, const char *words, const char *others)
{
    size_t shared = 0, count = 0;

    for (const char *p = words; p[0] == ' ' && p[1] != '\0';) {
        size_t len = 1 + strcspn(p + 1, " ");

        if (len > 4) {
            count++;
            shared += strstr(others, arena_strndup(arena, p, len + 1)) != NULL;
        }
        p += len;
    }
    return shared > 0 && shared * 3 >= count;
}

/* Is a heading more than the title because a kicker stands before it, or a
 * subtitle after it, that the page sets apart by looks alone? */
static bool
is_title_and_more(const struct proposal *heading, const struct proposal *title)
{
    size_t len = strlen(title->words), all = strlen(heading->words);
    const char *rest;
    int32_t cp;

    if (all < len)
        return false;
    if (strcmp(heading->words + all - len, title->words) == 0)
        return true;
    if (strncmp(heading->words, title->words, len) != 0)
        return false;
    if (strncmp(heading->text, title->text, strlen(title->text)) != 0)
        return false;
    rest = heading->text + strlen(title->text);
    rest += *rest == ' ';
    cp = utf8_next(&rest, rest + strlen(rest));
    return utf8_is_upper(cp) || utf8_is_decimal(cp);
}

/* The page's only <h1>, where text follows it and it is about the same as the
 * title that the other sources agree on: those are often worded anew for
 * search engines and networks. */
static const struct proposal *
only_heading(const struct proposals *all, const struct proposal *best)
{
    const struct proposal *heading = NULL;

    for (size_t i = 0; i < all->count; i++) {
        const struct proposal *one = &all->list[i];

        if (one->source != FROM_H1 || one->prior < 0)
            continue;
        if (heading != NULL)
            return NULL;
        heading = one;
    }
    if (heading == NULL || count_words(heading->words) < 3 ||
        is_title_and_more(heading, best) ||
        !text_follows(all->facts->page, heading->block))
        return NULL;
    return share_words(all->facts->arena, best->words, heading->words) ||
                   share_words(all->facts->arena, heading->words, best->words)
               ? heading
               : NULL;
}

static const char *
title_element(const struct facts *facts)
{
    const struct html_node *root = html_root(facts->doc);

    for (const struct html_node *node = root; node != NULL;
         node = html_next(root, node)) {
        if (node->tag == HTML_TITLE && node->first != NULL)
            return squeezed(facts->arena, node->first->text);
    }
    return NULL;
}

const char *
title_choose(struct facts *facts)
{
    static const char *const og[] = {"og:title", NULL};
    static const char *const twitter[] = {"twitter:title", "dc.title",
                                          "sailthru.title", NULL};
    struct proposals all = {.facts = facts};
    const struct proposal *best = NULL;
    double best_score = 0;
    const char *element = title_element(facts);

    if (facts->site == NULL && element != NULL)
        facts->site = site_by_host(facts, element);
    if (facts->site != NULL)
        all.site = folded_words(facts->arena, facts->site);
    propose_headings(&all);
    propose_cuts(&all, FROM_OG, meta_content(facts, og), .3);
    propose_cuts(&all, FROM_TWITTER, meta_content(facts, twitter), .1);
    propose_cuts(&all, FROM_LD, facts->ld.headline, .3);
    propose_cuts(&all, FROM_TITLE, element, .2);
    for (size_t i = 0; i < all.count; i++) {
        double sum = score(&all, &all.list[i]);

        if (best == NULL || sum > best_score) {
            best = &all.list[i];
            best_score = sum;
        }
    }
    if (best != NULL && best->source != FROM_H1 &&
        only_heading(&all, best) != NULL)
        best = only_heading(&all, best);
    facts->headline = SIZE_MAX;
    for (size_t i = 0; best != NULL && i < all.count; i++) {
        if (all.list[i].block != SIZE_MAX &&
            strcmp(all.list[i].words, best->words) == 0) {
            facts->headline = all.list[i].block;
            break;
        }
    }
    return best != NULL ? best->text : NULL;
}
