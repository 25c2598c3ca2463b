/* When an article was published, from the best of the places that tell:
 * ld+json, meta elements, marked-up elements, the address, what is printed
 * near the headline, and last what tells of changes only. */
#include "extract_meta.h"
#include "polyphony/clock.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const published_names[] = {
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datePublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "published-date",
    "publish-date",
    "publish_date",
    "published_date",
    "pubdate",
    "pub_date",
    "publication_date",
    "publicationdate",
    "cXenseParse:recs:publishtime",
    "cXenseParse:publishtime",
    "rnews:datePublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.issued",
    "dc.created",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "dc.date",
    "dcterms.date",
    "article_date_original",
    "originalpublicationdate",
    "og:pubdate",
    "displaydate",
    "vr:published_time",
    "shareaholic:article_published_time",
    "bt:pubdate",
    "date_published",
    "date",
    "created",
    "release_date",
    "timestamp",
    NULL};

static const char *const modified_names[] = {
    "article:modified_time", "og:updated_time",
    "dateModified",          "lastmod",
    "last-modified",         "dc.date.modified",
    "dcterms.modified",      "revision_date",
    "updated_time",          NULL};

static bool
read_date(const struct facts *facts, const char *text, const char **found)
{
    struct page_date date;

    if (text == NULL || !page_date_find(text, strlen(text), false, &date))
        return false;
    *found = page_date_text(facts->arena, &date);
    return true;
}

static bool
is_american(const struct facts *facts)
{
    const char *lang = html_attr(html_root(facts->doc), "lang");

    return lang != NULL &&
           (strcasecmp(lang, "en-US") == 0 || strcasecmp(lang, "en_US") == 0 ||
            strcasecmp(lang, "en") == 0);
}

/* --- elements that are marked up as dates --- */

static bool
has_name(const struct html_node *node, const char *const *words)
{
    const char *names[] = {html_attr(node, "class"), html_attr(node, "id"),
                           html_attr(node, "itemprop"),
                           html_attr(node, "property")};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (const char *const *word = words; names[i] != NULL && *word != NULL;
             word++) {
            if (strcasestr(names[i], *word) != NULL)
                return true;
        }
    }
    return false;
}

/* How good a marked-up element is: smaller is better, 9 is none. */
static int
mark_rank(const struct html_node *node)
{
    static const char *const published[] = {
        "datePublished", "pubdate",   "published", "dateCreated",
        "entry-date",    "post-date", NULL};
    static const char *const modified[] = {"dateModified", "updated",
                                           "modified", NULL};
    static const char *const dates[] = {"date", "time",   "datum", "fecha",
                                        "data", "stamp",  "meta",  "byline",
                                        "info", "posted", NULL};
    bool is_time = node->tag == HTML_TIME;

    if (has_name(node, published) || html_attr(node, "pubdate") != NULL)
        return has_name(node, modified) ? 3 : 1;
    if (has_name(node, modified))
        return is_time ? 5 : 7;
    if (is_time)
        return 2;
    return node->n_attrs > 0 && has_name(node, dates) ? 4 : 9;
}

static bool
read_marked(const struct facts *facts, const struct html_node *node,
            const char **found)
{
    struct page_date date;
    struct buf text = {.max = 20000};
    bool ok;

    if (read_date(facts, html_attr(node, "datetime"), found) ||
        read_date(facts, html_attr(node, "content"), found) ||
        read_date(facts, html_attr(node, "title"), found))
        return true;
    html_text(node, &text);
    ok = text.len < 400 &&
         page_date_find(buf_text(&text), text.len, is_american(facts), &date);
    if (ok)
        *found = page_date_text(facts->arena, &date);
    buf_deinit(&text);
    return ok;
}

/* The best marked-up date with a rank from `least` to `most`. */
static const char *
marked_date(const struct facts *facts, int least, int most)
{
    const struct html_node *root = html_root(facts->doc);
    const char *best = NULL, *found;
    int best_rank = most + 1, tries = 0;

    for (const struct html_node *node = root;
         node != NULL && tries < MARKED_MAX_TRIES;
         node = html_next(root, node)) {
        int rank;

        if (node->tag == HTML_TEXT ||
            (node->n_attrs == 0 && node->tag != HTML_TIME) ||
            node->tag == HTML_BODY || node->tag == HTML_META)
            continue;
        rank = mark_rank(node);
        if (rank < least || rank >= best_rank)
            continue;
        tries++;
        if (node_is_aside(node) || !read_marked(facts, node, &found))
            continue;
        best = found;
        best_rank = rank;
    }
    return best;
}

/* --- the address, and what is printed --- */

static const char *
address_date(const struct facts *facts)
{
    const char *path = facts->url != NULL ? strstr(facts->url, "://") : NULL;
    struct page_date date;

    if (path == NULL || (path = strchr(path + 3, '/')) == NULL ||
        !page_date_find(path, strlen(path), false, &date))
        return NULL;
    return page_date_text(facts->arena, &date);
}

/* A date in a short block, or at the beginning of a longer one. */
static const char *
printed_date(const struct facts *facts, size_t from, size_t to, size_t most,
             unsigned never)
{
    const struct page *page = facts->page;
    struct page_date date;

    for (size_t i = from; i < to && i < page->n_blocks; i++) {
        const struct block *block = &page->blocks[i];
        size_t len = block->len;

        if (block->why_not & never)
            continue;
        if (block->chars > most)
            len = utf8_prefix(block_text(page, block), len, 40);
        if (page_date_find(block_text(page, block), len, is_american(facts),
                           &date))
            return page_date_text(facts->arena, &date);
    }
    return NULL;
}

static const char *
near_headline(const struct facts *facts)
{
    const unsigned never = HINT_COMMENTS | HINT_LINKED | HINT_NEVER;
    size_t at = facts->headline;
    const char *found;

    if (at == SIZE_MAX)
        return NULL;
    found = printed_date(facts, at + 1, at + 12, 250, never);
    if (found == NULL)
        found = printed_date(facts, at > 6 ? at - 6 : 0, at, 120, never);
    return found;
}

/* What is printed elsewhere: in the body first, then anywhere, at last even
 * in teasers. */
static const char *
printed_elsewhere(const struct facts *facts)
{
    const struct page *page = facts->page;
    size_t first = 0;
    const char *found;

    while (first < page->n_blocks && !page->blocks[first].keep)
        first++;
    found = printed_date(facts, first, first + 3, 150, HINT_COMMENTS);
    if (found == NULL)
        found = printed_date(facts, 0, page->n_blocks, 150,
                             HINT_COMMENTS | HINT_LINKED | HINT_NEVER);
    if (found == NULL && facts->headline != SIZE_MAX)
        found = printed_date(facts, facts->headline, facts->headline + 25, 150,
                             HINT_COMMENTS);
    return found;
}

/* --- the choice --- */

static int64_t
days_of(const char *text)
{
    struct page_date date;

    if (text == NULL || !page_date_find(text, strlen(text), false, &date))
        return INT64_MIN;
    return date_to_days(date.year, date.month, date.day);
}

/* A time in UTC may be of the day before or after the one that readers see.
 * Where the page shows that neighbouring day, in agreement with some zone, it
 * is the page's own (`found` is kept where nothing of the kind is there). */
static const char *
local_day(const struct facts *facts, const char *found)
{
    struct page_date date;
    const char *others[3];

    if (!page_date_find(found, strlen(found), false, &date) ||
        date.seconds < 0 || (date.has_offset && date.offset != 0))
        return found;
    others[0] = marked_date(facts, 1, 2);
    others[1] = address_date(facts);
    others[2] = near_headline(facts);
    for (size_t i = 0; i < 3; i++) {
        int64_t apart;

        if (days_of(others[i]) == INT64_MIN)
            continue;
        apart = days_of(others[i]) - days_of(found);
        if ((apart == -1 && date.seconds < 12 * 3600) ||
            (apart == 1 && date.seconds > 10 * 3600))
            return others[i];
    }
    return found;
}

const char *
date_choose(const struct facts *facts)
{
    const char *found;

    if (read_date(facts, facts->ld.published, &found) ||
        read_date(facts, meta_content(facts, published_names), &found))
        return local_day(facts, found);
    found = marked_date(facts, 1, 2);
    if (found != NULL)
        return local_day(facts, found);
    found = address_date(facts);
    if (found == NULL)
        found = near_headline(facts);
    if (found == NULL)
        found = marked_date(facts, 3, 5);
    if (found == NULL &&
        (read_date(facts, facts->ld.modified, &found) ||
         read_date(facts, meta_content(facts, modified_names), &found)))
        return found;
    if (found == NULL)
        found = marked_date(facts, 6, 8);
    if (found == NULL)
        found = printed_elsewhere(facts);
    return found;
}
